//! Time as the engine counts it: whole milliseconds, so that ties are exact on every platform.
//!
//! An instant ([`Tick`]) and a length of time ([`Span`]) are different types: adding two instants
//! does not compile. This room knows nothing of vehicles, people or files.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

/// Milliseconds in a second, a minute, an hour and a day.
pub const SECOND: u64 = 1_000;
/// Milliseconds in a minute.
pub const MINUTE: u64 = 60 * SECOND;
/// Milliseconds in an hour.
pub const HOUR: u64 = 60 * MINUTE;
/// Milliseconds in a day.
pub const DAY: u64 = 24 * HOUR;

/// The greatest instant a run may reach: ten years of 365 days after the start.
pub const HORIZON: Tick = Tick(3650 * DAY);

/// An instant: milliseconds since the scenario's start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tick(pub u64);

/// A length of time in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(pub u64);

impl Tick {
    /// The scenario's start.
    pub const START: Tick = Tick(0);

    /// Seconds since the start.
    #[must_use]
    pub fn seconds(self) -> f64 {
        self.0 as f64 / SECOND as f64
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Span = Span(0);

    /// The span of a drawn number of milliseconds, rounded half up, once.
    ///
    /// Negative numbers and NaN become zero; what exceeds the horizon becomes the horizon, so that
    /// a heavy tail cannot overflow the clock.
    #[inline]
    #[must_use]
    pub fn from_drawn(milliseconds: f64) -> Span {
        Span(((milliseconds + 0.5) as i64).clamp(0, HORIZON.0 as i64) as u64)
    }

    /// A span of whole minutes.
    #[must_use]
    pub const fn minutes(minutes: u64) -> Span {
        Span(minutes * MINUTE)
    }

    /// The span in seconds.
    #[must_use]
    pub fn seconds(self) -> f64 {
        self.0 as f64 / SECOND as f64
    }

    /// The span in hours.
    #[must_use]
    pub fn hours(self) -> f64 {
        self.0 as f64 / HOUR as f64
    }
}

impl Add<Span> for Tick {
    type Output = Tick;
    #[inline]
    fn add(self, span: Span) -> Tick {
        Tick(self.0.saturating_add(span.0))
    }
}

impl Sub for Tick {
    type Output = Span;
    /// The time from `earlier` to `self`.
    ///
    /// # Panics
    /// In debug builds, if `earlier` is the later of the two: time would have run backwards.
    #[inline]
    fn sub(self, earlier: Tick) -> Span {
        debug_assert!(earlier <= self, "{earlier:?} is later than {self:?}");
        Span(self.0 - earlier.0)
    }
}

impl Add for Span {
    type Output = Span;
    #[inline]
    fn add(self, other: Span) -> Span {
        Span(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Span {
    #[inline]
    fn add_assign(&mut self, other: Span) {
        *self = *self + other;
    }
}

impl Sum for Span {
    fn sum<I: Iterator<Item = Span>>(spans: I) -> Span {
        spans.fold(Span::ZERO, Add::add)
    }
}

/// Hours and minutes, with seconds and milliseconds only where there are any: `1:05`, `26:00:30`.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hours, minutes) = (self.0 / HOUR, self.0 % HOUR / MINUTE);
        let (seconds, rest) = (self.0 % MINUTE / SECOND, self.0 % SECOND);
        let mut text = format!("{hours}:{minutes:02}");
        if seconds > 0 || rest > 0 {
            text.push_str(&format!(":{seconds:02}"));
        }
        if rest > 0 {
            text.push_str(&format!(".{rest:03}"));
        }
        f.pad(&text)
    }
}

/// The time since the start, written as a [`Span`].
impl fmt::Display for Tick {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Span(self.0).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawn_milliseconds_are_rounded_once_and_kept_inside_the_horizon() {
        for (drawn, ticks) in
            [(0.0, 0), (0.49, 0), (0.5, 1), (1.5, 2), (-3.0, 0), (f64::NAN, 0), (f64::INFINITY, HORIZON.0)]
        {
            assert_eq!(Span::from_drawn(drawn), Span(ticks), "{drawn}");
        }
    }

    #[test]
    fn spans_read_as_a_clock_does() {
        for (ticks, text) in
            [(0, "0:00"), (65 * MINUTE, "1:05"), (26 * HOUR + 30 * SECOND, "26:00:30"), (1, "0:00:00.001")]
        {
            assert_eq!(Span(ticks).to_string(), text);
        }
    }
}
