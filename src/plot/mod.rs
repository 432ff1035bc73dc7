//! Figures: what a study says, drawn for people to look at.
//!
//! A [`Figure`] is data; one back end (plotters) turns it into SVG and PNG, so that another could take its place.
//! The font is embedded. This room writes no files and knows no engine.
//!
//! The number is the storey: a folder uses lower storeys only, and a test keeps it so.
//!
//! ```text
//! 3 figures    what a study says, as figures: one a file
//! 3 backend    from shapes to SVG and PNG; the font
//! 2 axes       from values to places and words along an axis
//! 2 layout     from a figure to shapes on a page
//! 1 style      inks, letters and strokes
//! 0 figure     what a figure is: panels, curves, marks, legend
//! ```

mod axes;
mod backend;
mod figure;
mod figures;
mod layout;
mod style;

pub use figure::{Axis, Bar, Curve, Figure, Ink, Key, Look, Mark, Notch, Panel, Ribbon, Room, Sample, Word};
pub use figures::{
    FleetView, PosteriorView, SweepView, TruthView, UncertaintyView, curves, difference, distributions,
    headcount, indices, reported, stringline, tornado, vehicles,
};

use backend::font::Fonts;
use backend::paint;
use layout::page;

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
    /// What it shows and says, for who cannot see it.
    fn description(&self) -> String {
        let told = std::iter::once(&self.subtitle).chain(&self.told);
        told.map(String::as_str).collect::<Vec<_>>().join("\n")
    }

    /// The figure as SVG: the same bytes on every platform.
    ///
    /// # Errors
    /// If the back end fails.
    pub fn svg(&self) -> Result<String, PlotError> {
        let fonts = Fonts::ready()?;
        paint::svg(&page::scene(self, &fonts), &fonts, &self.title, &self.description())
    }

    /// The figure as SVG and as PNG, laid out once.
    ///
    /// # Errors
    /// If the back end fails.
    pub fn svg_and_png(&self) -> Result<(String, Vec<u8>), PlotError> {
        let fonts = Fonts::ready()?;
        let scene = page::scene(self, &fonts);
        let (svg, png) = rayon::join(
            || paint::svg(&scene, &fonts, &self.title, &self.description()),
            || paint::png(&scene),
        );
        Ok((svg?, png?))
    }

    /// The figure as PNG, twice as many pixels in each direction as the SVG has units.
    ///
    /// # Errors
    /// If the back end fails.
    pub fn png(&self) -> Result<Vec<u8>, PlotError> {
        paint::png(&page::scene(self, &Fonts::ready()?))
    }
}
