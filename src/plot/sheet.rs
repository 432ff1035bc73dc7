//! On what a figure is drawn: how wide it is, and in which form it comes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The form of a figure's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Form {
    /// Scalable, for browsers and for whoever goes on drawing
    Svg,
    /// Pixels, for slides and for looking at
    Png,
    /// Scalable, for LaTeX and for print; its words can be searched
    Pdf,
}

impl Form {
    /// The ending of its files.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Form::Svg => "svg",
            Form::Png => "png",
            Form::Pdf => "pdf",
        }
    }
}

/// What a width is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Measure {
    Px,
    Mm,
    Cm,
    In,
}

impl Measure {
    const ALL: [(&str, Measure); 4] =
        [("px", Measure::Px), ("mm", Measure::Mm), ("cm", Measure::Cm), ("in", Measure::In)];

    /// How many points of a printer it has; a pixel is the ninety-sixth part of an inch, as in browsers.
    fn points(self) -> f64 {
        match self {
            Measure::Px => 0.75,
            Measure::Mm => 72.0 / 25.4,
            Measure::Cm => 72.0 / 2.54,
            Measure::In => 72.0,
        }
    }
}

/// How wide a figure is: in pixels, or on paper, where its letters are of 7 to 8 points.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Width {
    amount: f64,
    measure: Measure,
}

/// Points of a printer in a unit of a page that is printed: letters of 11.5 units are then of 6.9 points.
const PRINTED: f64 = 0.6;
/// How many units a page is wide, at least and at most.
const UNITS: (f64, f64) = (280.0, 4000.0);

impl Width {
    /// A thousand pixels.
    pub const USUAL: Width = Width { amount: 1000.0, measure: Measure::Px };

    /// How many units the page is wide in which figures are laid out.
    pub(super) fn units(self) -> f64 {
        self.amount * self.unit()
    }

    /// How many units of a page are in what it is measured in.
    fn unit(self) -> f64 {
        if self.is_printed() { self.measure.points() / PRINTED } else { 1.0 }
    }

    fn is_printed(self) -> bool {
        self.measure != Measure::Px
    }

    /// Points of a printer in a unit of the page.
    pub(super) fn points(self) -> f64 {
        if self.is_printed() { PRINTED } else { Measure::Px.points() }
    }

    /// How many pixels of a PNG are in a unit: 2, or on paper as many as make 360 an inch.
    pub(super) fn pixels(self) -> f64 {
        if self.is_printed() { 3.0 } else { 2.0 }
    }

    /// Pixels of a PNG in a metre of paper, if it is for paper.
    pub(super) fn pixels_per_metre(self) -> Option<u32> {
        self.is_printed().then(|| (self.pixels() * 72.0 / PRINTED / 0.0254).round() as u32)
    }

    /// A length in units of the page, as SVG takes it.
    pub(super) fn length(self, units: f64) -> String {
        if !self.is_printed() {
            return units.to_string();
        }
        let name =
            Measure::ALL.iter().find(|(_, measure)| *measure == self.measure).map_or("", |(name, _)| name);
        let amount = (units / self.unit() * 1000.0).round() / 1000.0;
        format!("{amount}{name}")
    }
}

impl Default for Width {
    fn default() -> Width {
        Width::USUAL
    }
}

impl FromStr for Width {
    type Err = String;

    fn from_str(text: &str) -> Result<Width, String> {
        let found = Measure::ALL.into_iter().find_map(|(name, measure)| {
            Some((text.trim().strip_suffix(name)?.trim().parse::<f64>().ok()?, measure))
        });
        let Some((amount, measure)) = found.filter(|(amount, _)| amount.is_finite()) else {
            return Err(format!(
                "`{text}` is not a width: write a number and px, mm, cm or in, as in 85mm or 1000px"
            ));
        };
        let width = Width { amount, measure };
        if (UNITS.0..=UNITS.1).contains(&width.units()) {
            return Ok(width);
        }
        let end = |units: f64, round: fn(f64) -> f64| Width {
            amount: round(units / width.unit() * 10.0) / 10.0,
            measure,
        };
        let (least, most) = (end(UNITS.0, f64::ceil), end(UNITS.1, f64::floor));
        Err(format!("a figure can be from {least} to {most} wide, not {width}"))
    }
}

impl TryFrom<String> for Width {
    type Error = String;

    fn try_from(text: String) -> Result<Width, String> {
        text.parse()
    }
}

impl From<Width> for String {
    fn from(width: Width) -> String {
        width.to_string()
    }
}

impl fmt::Display for Width {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name =
            Measure::ALL.iter().find(|(_, measure)| *measure == self.measure).map_or("", |(name, _)| name);
        write!(f, "{}{name}", self.amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(text: &str) -> f64 {
        (text.parse::<Width>().unwrap().units() * 10.0).round() / 10.0
    }

    #[test]
    fn widths_are_of_pixels_or_on_paper() {
        assert_eq!(
            [units("1000px"), units("85mm"), units("8.5 cm"), units("3.5in")],
            [1000.0, 401.6, 401.6, 420.0]
        );
        for text in ["85mm", "3.5in", "640px"] {
            assert_eq!(text.parse::<Width>().unwrap().to_string(), text);
        }
        let width: Width = "85mm".parse().unwrap();
        assert_eq!((width.length(width.units()), width.pixels_per_metre()), ("85mm".into(), Some(14_173)));
        assert_eq!(Width::USUAL.length(620.0), "620");
    }

    #[test]
    fn what_is_no_width_or_too_small_a_one_is_told_of() {
        for text in ["85", "mm", "wide", "-3mm", "infpx", "NaNmm"] {
            assert!(text.parse::<Width>().is_err(), "{text}");
        }
        let small = "5mm".parse::<Width>().unwrap_err();
        assert_eq!(small, "a figure can be from 59.3mm to 846.6mm wide, not 5mm");
    }
}
