//! The local clock: which time of day an instant of the run is, and how it is written.

use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

use crate::units::{DAY, HOUR, MINUTE, Span, Tick};

/// Where the run's start lies on the local clock. There is no daylight saving: the offset from UTC
/// is the start's, throughout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalClock {
    /// Milliseconds from 1970-01-01T00:00:00 on the local clock to the start.
    start: i64,
    /// Minutes that the local clock is ahead of UTC.
    offset: i16,
}

/// From the first day of the year 1 to the last of 9999, in microseconds since 1970.
const KNOWN_MICROS: std::ops::Range<i64> = -62_135_596_800_000_000..253_402_300_800_000_000;

impl LocalClock {
    /// The clock of a scenario that does not say when it starts: 2000-01-01T00:00:00Z. People are told the
    /// time since the start instead, as nobody has chosen that day.
    pub const UNSAID: LocalClock = LocalClock::new(946_684_800_000, 0);

    /// A clock that shows `start` milliseconds since 1970-01-01T00:00:00, local time, when the run
    /// begins, and is `offset` minutes ahead of UTC.
    #[must_use]
    pub const fn new(start: i64, offset: i16) -> Self {
        LocalClock { start, offset }
    }

    /// Milliseconds from local 1970-01-01T00:00:00 to the run's start.
    #[must_use]
    pub fn start(self) -> i64 {
        self.start
    }

    /// Minutes that the local clock is ahead of UTC.
    #[must_use]
    pub fn offset(self) -> i16 {
        self.offset
    }

    /// Whether the scenario says when it starts.
    #[must_use]
    pub fn is_said(self) -> bool {
        self != LocalClock::UNSAID
    }

    /// The time since the last local midnight.
    #[inline]
    #[must_use]
    pub fn time_of_day(self, now: Tick) -> Span {
        Span((self.start + now.0 as i64).rem_euclid(DAY as i64) as u64)
    }

    /// The number of the local clock hour, counted from the hour in which the run starts (0).
    #[inline]
    #[must_use]
    pub fn hour(self, now: Tick) -> u64 {
        let into_first = self.start.rem_euclid(HOUR as i64) as u64;
        (into_first + now.0) / HOUR
    }

    /// When the next local clock hour begins.
    #[must_use]
    pub fn next_hour(self, now: Tick) -> Tick {
        let into_first = self.start.rem_euclid(HOUR as i64) as u64;
        Tick((self.hour(now) + 1) * HOUR - into_first)
    }

    /// The instant in RFC 3339 with the local offset; milliseconds only where there are any.
    #[must_use]
    pub fn rfc3339(self, now: Tick) -> String {
        format!("{}{}", self.civil(now), self.offset_text())
    }

    /// The offset from UTC as it is written: `+02:00`.
    #[must_use]
    pub fn offset_text(self) -> String {
        let offset = Offset::from_seconds(i32::from(self.offset) * 60).unwrap_or(Offset::UTC);
        let sign = if offset.seconds() < 0 { '-' } else { '+' };
        let minutes = offset.seconds().abs() / 60;
        format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }

    /// The time of day as `22:40`; hours and minutes since the start where nobody says when that is.
    #[must_use]
    pub fn time(self, now: Tick) -> String {
        if !self.is_said() {
            return Span(now.0 / MINUTE * MINUTE).to_string();
        }
        self.civil(now).strftime("%H:%M").to_string()
    }

    /// Day and month with the time, as `16 Dec 02:15`; hours and minutes since the start where nobody says
    /// when that is.
    #[must_use]
    pub fn day_and_time(self, now: Tick) -> String {
        if !self.is_said() {
            return self.time(now);
        }
        self.civil(now).strftime("%-d %b %H:%M").to_string()
    }

    /// The microseconds from 1970-01-01T00:00:00 on the local clock to an instant; none of a year that others do not know:
    /// before the first, or after 9999.
    #[must_use]
    pub fn local_micros(self, now: Tick) -> Option<i64> {
        let micros = self.start.checked_add(i64::try_from(now.0).ok()?)?.checked_mul(1000)?;
        KNOWN_MICROS.contains(&micros).then_some(micros)
    }

    /// The microseconds from 1970-01-01T00:00:00 in UTC to an instant; none of a year before the first, or after 9999.
    #[must_use]
    pub fn utc_micros(self, now: Tick) -> Option<i64> {
        let micros = self.local_micros(now)? - i64::from(self.offset) * MINUTE as i64 * 1000;
        KNOWN_MICROS.contains(&micros).then_some(micros)
    }

    fn civil(self, now: Tick) -> DateTime {
        let since_1970 = SignedDuration::from_millis(self.start.saturating_add(now.0 as i64));
        Timestamp::from_duration(since_1970).map_or(DateTime::MAX, |instant| Offset::UTC.to_datetime(instant))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2016-12-15T14:30, local time, two hours ahead of UTC.
    const NIGHT: LocalClock = LocalClock::new(1_481_812_200_000, 120);

    #[test]
    fn instants_are_written_in_local_time() {
        assert_eq!(NIGHT.rfc3339(Tick(0)), "2016-12-15T14:30:00+02:00");
        assert_eq!(NIGHT.rfc3339(Tick(10 * HOUR + 1)), "2016-12-16T00:30:00.001+02:00");
        assert_eq!(NIGHT.time(Tick(HOUR)), "15:30");
        assert_eq!(NIGHT.day_and_time(Tick(10 * HOUR)), "16 Dec 00:30");
        assert_eq!(LocalClock::new(0, -90).rfc3339(Tick(0)), "1970-01-01T00:00:00-01:30");
    }

    #[test]
    fn instants_are_told_in_microseconds_of_both_clocks() {
        let start = 1_481_812_200_000_000;
        assert_eq!(NIGHT.local_micros(Tick(1)), Some(start + 1000));
        assert_eq!(NIGHT.utc_micros(Tick(1)), Some(start + 1000 - 2 * 3_600_000_000));
        assert_eq!(NIGHT.local_micros(Tick(u64::MAX)), None);
        // 9999-12-31T23:00, an hour ahead and an hour behind.
        let last = 253_402_297_200_000;
        assert!(LocalClock::new(last, 60).utc_micros(Tick(HOUR - 1)).is_some());
        assert_eq!(LocalClock::new(last, 60).local_micros(Tick(HOUR)), None);
        assert_eq!(LocalClock::new(last, -60).utc_micros(Tick(0)), None);
        assert_eq!(LocalClock::new(i64::MAX / 1000, 0).utc_micros(Tick(HOUR)), None);
    }

    #[test]
    fn where_nobody_says_when_it_starts_time_is_counted_from_there() {
        assert_eq!(LocalClock::UNSAID.rfc3339(Tick(HOUR)), "2000-01-01T01:00:00+00:00");
        assert_eq!(LocalClock::UNSAID.time(Tick(HOUR)), "1:00");
        assert_eq!(LocalClock::UNSAID.day_and_time(Tick(26 * HOUR + 5 * MINUTE)), "26:05");
    }

    #[test]
    fn clock_hours_turn_on_the_full_local_hour() {
        assert_eq!(NIGHT.hour(Tick(0)), 0);
        assert_eq!(NIGHT.hour(Tick(30 * MINUTE - 1)), 0);
        assert_eq!(NIGHT.hour(Tick(30 * MINUTE)), 1);
        for now in [0, 30 * MINUTE - 1, 30 * MINUTE, HOUR, 90 * MINUTE - 1, 90 * MINUTE] {
            let next = NIGHT.next_hour(Tick(now));
            assert_eq!(
                [next.0 - 1, next.0].map(|tick| NIGHT.hour(Tick(tick))),
                [0, 1].map(|more| NIGHT.hour(Tick(now)) + more)
            );
        }
        assert_eq!(NIGHT.time_of_day(Tick(10 * HOUR)), Span(30 * MINUTE));
    }
}
