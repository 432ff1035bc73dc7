//! Figures: what a study says, drawn for people to look at.
//!
//! A [`Figure`] is data; back ends turn it into SVG and PNG (by way of plotters) and into PDF.
//! The font is embedded. This room writes no files and knows no engine.
//!
//! The number is the storey: a folder uses lower storeys only, and a test keeps it so.
//!
//! ```text
//! 3 figures    what a study says, as figures: one a file
//! 3 backend    from shapes to SVG, PNG and PDF; the font
//! 2 axes       from values to places and words along an axis
//! 2 layout     from a figure to shapes on a page
//! 1 style      inks, letters and strokes
//! 0 sheet      how wide a figure is drawn, in which form
//! 0 figure     what a figure is: panels, curves, marks, legend
//! ```

mod axes;
mod backend;
mod figure;
mod figures;
mod layout;
mod sheet;
mod style;

pub use figure::{Axis, Bar, Curve, Figure, Ink, Key, Look, Mark, Notch, Panel, Ribbon, Room, Sample, Word};
pub use figures::{
    FleetView, PosteriorView, SweepView, TruthView, UncertaintyView, curves, difference, distributions,
    headcount, indices, reported, stringline, tornado, vehicles,
};

pub use sheet::{Form, Width};

use backend::font::Fonts;
use backend::{paint, pdf};
use layout::page;
use rayon::prelude::*;

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

    /// The figure in each of these forms, laid out once. SVG and PDF are the same bytes on every platform.
    ///
    /// # Errors
    /// If the back end fails.
    pub fn draw(&self, width: Width, forms: &[Form]) -> Result<Vec<Vec<u8>>, PlotError> {
        let fonts = Fonts::ready()?;
        let scene = page::scene(self, &fonts, width.units());
        let drawn = |form: &Form| match form {
            Form::Svg => {
                let told = (self.title.as_str(), self.description());
                paint::svg(&scene, &fonts, width, (told.0, &told.1)).map(String::into_bytes)
            }
            Form::Png => paint::png(&scene, width),
            Form::Pdf => pdf::pdf(&scene, width.points(), &self.title),
        };
        forms.par_iter().with_max_len(1).map(drawn).collect()
    }

    /// The figure as SVG, of the usual width: the same bytes on every platform.
    ///
    /// # Errors
    /// If the back end fails.
    pub fn svg(&self) -> Result<String, PlotError> {
        let drawn = self.draw(Width::USUAL, &[Form::Svg])?.concat();
        String::from_utf8(drawn).map_err(|error| PlotError::Drawing(error.to_string()))
    }

    /// The figure as PNG, of the usual width: twice as many pixels in each direction as the SVG has units.
    ///
    /// # Errors
    /// If the back end fails.
    pub fn png(&self) -> Result<Vec<u8>, PlotError> {
        Ok(self.draw(Width::USUAL, &[Form::Png])?.concat())
    }
}
