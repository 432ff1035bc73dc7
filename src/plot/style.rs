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

/// The colours of fleets, in their order; after the last the first comes again.
const FLEETS: [Ink; 7] = [
    Ink(0x0B, 0x4A, 0x86),
    Ink(0xD0, 0x5F, 0x12),
    Ink(0x1B, 0x8A, 0x6B),
    Ink(0x7A, 0x3E, 0x9D),
    Ink(0xB0, 0x2E, 0x4C),
    Ink(0x8A, 0x6A, 0x1F),
    Ink(0x3A, 0x3F, 0x47),
];
/// Own cars.
pub(super) const CARS: Ink = Ink(0x8C, 0x93, 0x9C);

/// The colour of a fleet by its place among the fleets.
pub(super) fn of_fleet(place: usize) -> Ink {
    FLEETS[place % FLEETS.len()]
}

/// A colour, nearer to the page's.
pub(super) fn pale(Ink(red, green, blue): Ink) -> Ink {
    let nearer = |part: u8| (u16::from(part) * 2 / 5 + 255 * 3 / 5) as u8;
    Ink(nearer(red), nearer(green), nearer(blue))
}

/// The colour of what a vehicle does: at a pickup orange, on the road blue, at a drop-off green, waiting
/// for others violet, in trouble red and yellow, without work grey; paler where it queues.
pub(super) fn of_state(state: State) -> Ink {
    match state {
        State::Boarding => Ink(0xD0, 0x5F, 0x12),
        State::AwaitingPeople => Ink(0xE8, 0x9A, 0x5B),
        State::QueuedToBoard => Ink(0xF6, 0xD2, 0xB3),
        State::DrivingLoaded => Ink(0x0B, 0x4A, 0x86),
        State::DrivingEmpty => Ink(0x8F, 0xB8, 0xDC),
        State::Alighting => Ink(0x1B, 0x8A, 0x6B),
        State::QueuedToAlight => Ink(0xA6, 0xDB, 0xC9),
        State::ReadyToDepart => Ink(0x7A, 0x5A, 0xA6),
        State::ReadyToReturn => Ink(0xC6, 0xB5, 0xDD),
        State::StoodDown => Ink(0xE3, 0xE6, 0xEA),
        State::Parked => Ink(0xC3, 0xC9, 0xD0),
        State::Absent => PAPER,
        State::Held => Ink(0x8E, 0x1F, 0x2F),
        State::QueuedAtCheckpoint => Ink(0xF0, 0xA8, 0xB4),
        State::BeingChecked => Ink(0xD1, 0x4A, 0x66),
        State::Halted => Ink(0x5A, 0x12, 0x1E),
        State::TurningBack => Ink(0xE6, 0x2E, 0x9B),
        State::AwaitingRepair => Ink(0xF2, 0xD8, 0x5C),
        State::UnderRepair => Ink(0xC2, 0x9A, 0x0E),
        State::Resting => Ink(0x8B, 0x6F, 0x55),
        State::Refuelling => Ink(0x4F, 0x3D, 0x2C),
    }
}
