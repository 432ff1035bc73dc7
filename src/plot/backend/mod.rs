//! The back end: in goes a [`Scene`](crate::plot::layout::scene::Scene), out come the bytes of SVG and PNG.
//!
//! `paint` is all that knows plotters; another back end would stand beside it. `font` has the embedded font, which
//! also measures words for the layout.

pub(super) mod font;
pub(super) mod paint;
