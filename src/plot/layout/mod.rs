//! The layout: in goes a [`Figure`](crate::plot::Figure), out comes a [`Scene`](scene::Scene), where every line and
//! word has its place on the page.
//!
//! `page` sets headline, legend, panels and notes, `panel` one panel; `labels` keeps words apart, `words` fits them
//! into the room there is. `scene` has the shapes that are left for a back end.

mod labels;
pub(super) mod page;
mod panel;
pub(super) mod scene;
pub(super) mod words;
