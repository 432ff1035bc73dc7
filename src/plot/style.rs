//! How figures look: inks and letters. The palette keeps apart for the colour-blind, and its curves
//! differ in lightness and in their strokes, so that they can be told apart in grey print.

use super::figure::{Ink, Look};
use super::scene::Letters;

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

/// How much of the page the wide and the narrow band cover.
pub(super) const WIDE: f64 = 0.16;
pub(super) const NARROW: f64 = 0.30;
