//! Figures: what a study says, drawn for people to look at.
//!
//! A [`Figure`] is data; one back end (plotters, in `paint`) turns it into SVG and PNG, so that another
//! could take its place. The font is embedded. This room writes no files and knows no engine.

mod bars;
mod difference;
mod figure;
mod fleet;
mod font;
mod headcount;
mod hours;
mod labels;
mod measure;
mod numbers;
mod page;
mod paint;
mod panel;
mod scene;
mod settings;
mod stringline;
mod style;
mod sweep;
mod uncertainty;
mod vehicles;
mod words;

pub use bars::{indices, tornado};
pub use difference::difference;
pub use figure::{Axis, Bar, Curve, Figure, Ink, Key, Look, Mark, Notch, Panel, Ribbon, Room, Sample};
pub use fleet::FleetView;
pub use headcount::headcount;
pub use stringline::stringline;
pub use sweep::SweepView;
pub use uncertainty::UncertaintyView;
pub use vehicles::vehicles;

use font::Fonts;

/// Why a figure could not be drawn.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlotError {
    /// The embedded font was not taken.
    #[error("the embedded font was refused by the drawing library")]
    Font,
    /// The drawing library failed.
    #[error("the drawing library failed: {0}")]
    Drawing(String),
}

impl Figure {
    /// The figure as SVG: the same bytes on every platform.
    ///
    /// # Errors
    /// If the back end fails.
    pub fn svg(&self) -> Result<String, PlotError> {
        let fonts = Fonts::ready()?;
        paint::svg(&page::scene(self, &fonts), &fonts, &self.title, &self.subtitle)
    }

    /// The figure as PNG, twice as many pixels in each direction as the SVG has units.
    ///
    /// # Errors
    /// If the back end fails.
    pub fn png(&self) -> Result<Vec<u8>, PlotError> {
        paint::png(&page::scene(self, &Fonts::ready()?))
    }
}
