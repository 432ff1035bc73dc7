//! The font: embedded, so that no machine needs one, and as wide as what machines without it show.
//!
//! The letters are as wide as those of Arial and Helvetica. A viewer that shows an SVG in one of
//! these, or in a free font made to match them, breaks nothing that was measured here.

use std::sync::OnceLock;

use plotters::style::{FontDesc, FontFamily, FontStyle, register_font};

use crate::plot::PlotError;
use crate::plot::layout::words::Ruler;

/// The name under which the font is registered, which is also what SVG viewers are told to look for.
pub(super) const FAMILY: &str = "Arimo, Arial, Helvetica, Liberation Sans, sans-serif";

/// From the letters' size to the height that the rasterizer counts in: ascent and descent.
pub(super) const HEIGHT: f64 = (1854.0 + 434.0) / 2048.0;

/// At how many times the size widths are measured, as they come in whole pixels.
const FINE: f64 = 32.0;

/// The file of a face.
pub(super) fn bytes(bold: bool) -> &'static [u8] {
    const REGULAR: &[u8] = include_bytes!("../../../assets/Arimo-Regular.subset.ttf");
    const BOLD: &[u8] = include_bytes!("../../../assets/Arimo-Bold.subset.ttf");
    if bold { BOLD } else { REGULAR }
}

/// The embedded font, registered.
#[derive(Clone, Copy, Debug)]
pub(in crate::plot) struct Fonts(());

impl Fonts {
    /// Registers the font, once in the life of the process.
    pub(in crate::plot) fn ready() -> Result<Fonts, PlotError> {
        static REGISTERED: OnceLock<bool> = OnceLock::new();
        let registered = *REGISTERED.get_or_init(|| {
            let faces = [(FontStyle::Normal, bytes(false)), (FontStyle::Bold, bytes(true))];
            faces.into_iter().all(|(style, bytes)| register_font(FAMILY, style, bytes).is_ok())
        });
        if registered { Ok(Fonts(())) } else { Err(PlotError::Font) }
    }
}

/// The font in this many pixels of the rasterizer.
pub(super) fn face(pixels: f64, bold: bool) -> FontDesc<'static> {
    let style = if bold { FontStyle::Bold } else { FontStyle::Normal };
    FontDesc::new(FontFamily::Name(FAMILY), pixels, style)
}

impl Ruler for Fonts {
    fn width(&self, text: &str, size: f64, bold: bool) -> f64 {
        // Registered fonts always measure; half a letter each would be near enough all the same.
        let guess = (text.chars().count() as f64 * size * FINE / 2.0) as u32;
        let measured = face(size * HEIGHT * FINE, bold).box_size(text).map_or(guess, |(width, _)| width);
        f64::from(measured) / FINE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_the_font() {
        let fonts = Fonts::ready().unwrap();
        // A digit is 1139/2048 of the size wide, as in Arial.
        let width = fonts.width("0000000000", 20.0, false);
        assert!((width - 200.0 * 1139.0 / 2048.0).abs() < 0.1, "{width}");
        assert!(fonts.width("waiting", 20.0, true) > fonts.width("waiting", 20.0, false));
    }

    #[test]
    fn the_signs_that_figures_use_are_in_the_font() {
        let fonts = Fonts::ready().unwrap();
        let missing = fonts.width("\u{e000}", 100.0, false);
        for sign in "–—…≤≥−×→ğşłéß€".chars() {
            assert!(fonts.width(&sign.to_string(), 100.0, false) != missing, "{sign}");
        }
    }
}
