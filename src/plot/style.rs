//! How figures look: inks and letters. The palette keeps apart for the colour-blind, and its curves
//! differ in lightness and in their strokes, so that they can be told apart in grey print.

use crate::plot::figure::{Ink, Look};
use crate::world::State;

/// The letters of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Letters {
    /// The height that the font calls its size.
    pub size: f64,
    pub bold: bool,
    pub ink: Ink,
}

/// Words and frames.
pub(super) const INK: Ink = Ink(0x1F, 0x24, 0x2B);
/// Words of less weight.
pub(super) const GREY: Ink = Ink(0x5C, 0x64, 0x6E);
/// Lines that only help the eye.
pub(super) const FAINT: Ink = Ink(0xE3, 0xE6, 0xEA);
/// Marks and leaders.
pub(super) const MARK: Ink = Ink(0x86, 0x8D, 0x96);
/// A time in which something goes on.
pub(super) const SHADE: Ink = Ink(0xF3, 0xF0, 0xE6);
/// The page.
pub(super) const PAPER: Ink = Ink(0xFF, 0xFF, 0xFF);

/// The headline.
pub(super) const HEADLINE: Letters = Letters { size: 20.0, bold: true, ink: INK };
/// Subtitle, legend and notes.
pub(super) const CAPTION: Letters = Letters { size: 13.0, bold: false, ink: GREY };
/// The titles of panels.
pub(super) const TITLE: Letters = Letters { size: 13.0, bold: true, ink: INK };
/// Numbers and times on axes.
pub(super) const NOTCH: Letters = Letters { size: 11.5, bold: false, ink: GREY };
/// Words at marks.
pub(super) const REMARK: Letters = Letters { size: 11.5, bold: false, ink: INK };

/// People who have been set down where they are safe: dark, broad, without gaps.
pub(super) const OUT: Look = Look { ink: Ink(0x0B, 0x4A, 0x86), width: 2.6, dash: None };
/// People who wait: of middle lightness, in long strokes.
pub(super) const WAITING: Look = Look { ink: Ink(0xD0, 0x5F, 0x12), width: 2.2, dash: Some((9.0, 4.0)) };
/// People on the road: thin dots.
pub(super) const ABOARD: Look = Look { ink: Ink(0x1B, 0x8A, 0x6B), width: 1.8, dash: Some((2.5, 2.5)) };
/// People on the road in their own cars: violet, in strokes shorter than those of who waits.
pub(super) const IN_OWN_CARS: Look = Look { ink: Ink(0x7A, 0x3E, 0x9D), width: 1.6, dash: Some((6.0, 3.0)) };
/// People gone on foot: ochre, in dots far apart.
pub(super) const ON_FOOT: Look = Look { ink: Ink(0x8A, 0x6A, 0x1F), width: 1.8, dash: Some((2.0, 5.0)) };
/// The dead: nearly black, thin, without gaps.
pub(super) const DEAD: Look = Look { ink: INK, width: 1.4, dash: None };
/// People who refuse to go: grey, in long strokes far apart.
pub(super) const REFUSING: Look = Look { ink: GREY, width: 1.4, dash: Some((12.0, 6.0)) };

/// How much of the page the wide and the narrow band cover.
pub(super) const WIDE: f64 = 0.16;
pub(super) const NARROW: f64 = 0.30;

/// The colours of fleets, in their order; after the last the first comes again. The first five differ in lightness, the
/// others are drawn in strokes.
const FLEETS: [Ink; 7] = [
    Ink(0x0B, 0x4A, 0x86),
    Ink(0xE0, 0x7B, 0x1F),
    Ink(0x0E, 0x3B, 0x2E),
    Ink(0x9A, 0x4F, 0xA0),
    Ink(0x6F, 0xC3, 0xA5),
    Ink(0x7A, 0x10, 0x30),
    Ink(0xB5, 0x8A, 0x2A),
];
/// Own cars.
pub(super) const CARS: Ink = Ink(0x8C, 0x93, 0x9C);

/// The colour of a fleet by its place among the fleets, and its strokes.
pub(super) fn of_fleet(place: usize) -> (Ink, Option<(f64, f64)>) {
    let place = place % FLEETS.len();
    (FLEETS[place], (place >= 5).then_some((10.0, 4.0)))
}

/// A colour, nearer to the page's.
pub(super) fn pale(Ink(red, green, blue): Ink) -> Ink {
    let nearer = |part: u8| (u16::from(part) * 2 / 5 + 255 * 3 / 5) as u8;
    Ink(nearer(red), nearer(green), nearer(blue))
}

/// How light a colour is to the eye, from 0 for black to 100 for white (the lightness of CIELAB).
pub(super) fn lightness(Ink(red, green, blue): Ink) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { libm::pow((part + 0.055) / 1.055, 2.4) }
    };
    let light = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    if light > 0.008_856 { 116.0 * libm::cbrt(light) - 16.0 } else { 903.3 * light }
}

/// The colour of letters that can be read on another.
pub(super) fn readable_on(ink: Ink) -> Ink {
    if lightness(ink) < 58.0 { PAPER } else { INK }
}

/// How what a vehicle does looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Doing {
    /// The colour.
    pub ink: Ink,
    /// The colour of the line along the middle, if there is one.
    pub stripe: Option<Ink>,
    /// Which share of its row it is high.
    pub share: f64,
}

/// Shares of a row: for what moves, for work on the spot, for waiting, and for having nothing to do.
const MOVES: f64 = 1.0;
const WORKS: f64 = 0.74;
const WAITS: f64 = 0.48;
const IDLE: f64 = 0.16;

/// How what a vehicle does looks: the higher, the more it does. At a pickup orange, on the road blue, at a drop-off green,
/// waiting for others violet, in trouble red and yellow, without work grey. States that are as high and both plain or both
/// striped differ in lightness.
pub(super) fn of_state(state: State) -> Doing {
    let (share, ink, is_striped) = match state {
        State::DrivingLoaded => (MOVES, Ink(0x0B, 0x4A, 0x86), false),
        State::DrivingEmpty => (MOVES, Ink(0xA9, 0xCB, 0xE8), false),
        State::TurningBack => (MOVES, Ink(0xE0, 0x40, 0x9A), false),
        State::Boarding => (WORKS, Ink(0xE0, 0x8A, 0x3C), false),
        State::Alighting => (WORKS, Ink(0x0F, 0x6A, 0x4F), false),
        State::BeingChecked => (WORKS, Ink(0xC9, 0x40, 0x5F), true),
        State::UnderRepair => (WORKS, Ink(0xF0, 0xD5, 0x60), true),
        State::Refuelling => (WORKS, Ink(0x4F, 0x3D, 0x2C), true),
        State::AwaitingPeople => (WAITS, Ink(0xC8, 0x69, 0x1A), false),
        State::QueuedToBoard => (WAITS, Ink(0xFA, 0xD9, 0xBC), false),
        State::QueuedToAlight => (WAITS, Ink(0x7F, 0xC8, 0xAE), false),
        State::ReadyToDepart => (WAITS, Ink(0x5A, 0x3A, 0x8C), false),
        State::ReadyToReturn => (WAITS, Ink(0xA4, 0x8B, 0xCB), true),
        State::Held => (WAITS, Ink(0x7D, 0x15, 0x26), true),
        State::QueuedAtCheckpoint => (WAITS, Ink(0xF2, 0xAE, 0xBB), true),
        State::Halted => (WAITS, Ink(0x3A, 0x08, 0x10), false),
        State::AwaitingRepair => (WAITS, Ink(0xF5, 0xE0, 0x8A), true),
        State::StoodDown => (IDLE, Ink(0xD3, 0xD7, 0xDC), false),
        State::Parked => (IDLE, Ink(0x9A, 0xA1, 0xAA), false),
        State::Resting => (IDLE, Ink(0x6B, 0x51, 0x40), false),
        State::Absent => (IDLE, PAPER, false),
    };
    Doing { ink, stripe: is_striped.then(|| readable_on(ink)), share }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In grey print, and to whoever sees no colours, two states are still two.
    #[test]
    fn states_that_are_as_high_and_as_plain_differ_in_lightness() {
        for (place, one) in State::ALL.into_iter().enumerate() {
            for other in State::ALL.into_iter().skip(place + 1) {
                let (a, b) = (of_state(one), of_state(other));
                let alike = a.share == b.share && a.stripe.is_some() == b.stripe.is_some();
                let apart = (lightness(a.ink) - lightness(b.ink)).abs();
                assert!(!alike || apart >= 9.0, "{one:?} and {other:?} are {apart} apart");
            }
        }
    }

    #[test]
    fn fleets_differ_in_lightness_or_in_strokes() {
        for one in 0..FLEETS.len() {
            for other in one + 1..FLEETS.len() {
                let ((a, dash), (b, others)) = (of_fleet(one), of_fleet(other));
                let apart = (lightness(a) - lightness(b)).abs();
                assert!(dash != others || apart >= 9.0, "{one} and {other} are {apart} apart");
            }
        }
    }

    #[test]
    fn white_is_light_and_black_is_dark() {
        assert!((lightness(PAPER) - 100.0).abs() < 0.01 && lightness(Ink(0, 0, 0)) < 0.01);
        assert_eq!((readable_on(PAPER), readable_on(Ink(0x0B, 0x4A, 0x86))), (INK, PAPER));
    }
}
