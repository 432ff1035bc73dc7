//! The timeline: from dates, times of day and durations, as typed, to ticks since the start.

use jiff::civil;
use toml::value::{Date, Datetime, Offset, Time};

use super::document::{Node, Value};
use super::durations;
use super::problems::Wrong;
use crate::plan::LocalClock;
use crate::units::{DAY, HORIZON, HOUR, MINUTE, SECOND, Span, Tick};

/// Where instants lie after the scenario's start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Timeline {
    clock: LocalClock,
}

impl Timeline {
    /// The timeline of a scenario that does not say when it starts.
    pub const UNSAID: Timeline = Timeline { clock: LocalClock::UNSAID };

    /// The timeline that starts at a date and time.
    pub fn starting(at: &Datetime) -> Result<Timeline, Wrong> {
        let (Some(date), Some(time)) = (at.date, at.time) else {
            let help = "give a date and a time, such as 2016-12-15T14:00:00+02:00";
            return Err(Wrong::new("is not a date and a time", help));
        };
        let offset = at.offset.map_or(0, minutes);
        Ok(Timeline { clock: LocalClock::new(local(date, time)?, offset) })
    }

    /// The timeline of a clock.
    pub fn of(clock: LocalClock) -> Timeline {
        Timeline { clock }
    }

    pub fn clock(self) -> LocalClock {
        self.clock
    }

    /// The instant that a value names.
    pub fn instant(self, node: &Node) -> Result<Tick, Wrong> {
        match &node.value {
            Value::Time(time) => self.at(time, Tick::START),
            Value::Text(text) => self.said(text, Tick::START),
            _ => Err(not_an_instant()),
        }
    }

    /// The instant that a text names; a time of day is the first such one at or after `earliest`.
    pub fn said(self, text: &str, earliest: Tick) -> Result<Tick, Wrong> {
        let text = text.trim();
        if let Ok(time) = text.parse::<Datetime>() {
            return self.at(&time, earliest);
        }
        match durations::parse(text) {
            Ok(span) => Ok(Tick::START + span),
            Err(_) if !text.starts_with(|c: char| c.is_ascii_digit()) => Err(not_an_instant()),
            Err(_) if text.contains(':') => Err(self.no_time_of_day(text)),
            Err(wrong) => Err(wrong),
        }
    }

    /// What is wrong with `25:00`, or `6:00`.
    fn no_time_of_day(self, text: &str) -> Wrong {
        if let Some(right) = two_digits(text) {
            return Wrong::new("is not a time of day", format!("write it with two digits each: \"{right}\""));
        }
        let next = self.clock.rfc3339(Tick(DAY));
        let help = format!(
            "times of day go from 00:00 to 23:59, with two digits each; for one of the next day, give the \
             date, too: {}T01:00:00",
            next.split('T').next().unwrap_or_default()
        );
        Wrong::new("is not a time of day", help)
    }

    fn at(self, time: &Datetime, earliest: Tick) -> Result<Tick, Wrong> {
        match (time.date, time.time) {
            (Some(date), Some(of_day)) => {
                let ahead = time.offset.map_or(self.clock.offset(), minutes);
                let shift = i64::from(self.clock.offset() - ahead) * MINUTE as i64;
                self.tick(local(date, of_day)? + shift)
            }
            (None, Some(of_day)) => Ok(self.next(in_day(of_day), earliest)),
            _ => Err(Wrong::new("is a date without a time", "give the time, too: 2016-12-15T14:00:00")),
        }
    }

    /// The first instant at or after `earliest` with this time of day.
    fn next(self, of_day: u64, earliest: Tick) -> Tick {
        let now = self.clock.time_of_day(earliest).0;
        earliest + Span((of_day + DAY - now) % DAY)
    }

    /// The tick at which the local clock shows `local`.
    fn tick(self, local: i64) -> Result<Tick, Wrong> {
        let start = self.clock.rfc3339(Tick::START);
        let since = u64::try_from(local - self.clock.start()).map_err(|_| {
            Wrong::new(format!("is before the start, {start}"), "give a later instant, or start earlier")
        })?;
        if since > HORIZON.0 {
            let says = format!("is more than ten years after the start, {start}");
            return Err(Wrong::new(says, "check the year"));
        }
        Ok(Tick(since))
    }
}

/// The time of day that a value names: a TOML time, or a text such as `18:00`.
pub(super) fn time_of_day_of(value: &Value) -> Option<Span> {
    match value {
        Value::Time(Datetime { date: None, time: Some(time), offset: None }) => {
            Some(Span(in_day(*time) % DAY))
        }
        Value::Text(text) => time_of_day(text),
        _ => None,
    }
}

/// Reads a time of day: `18:00`.
pub(super) fn time_of_day(text: &str) -> Option<Span> {
    let (hours, minutes) = text.split_once(':')?;
    let digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(hours) || !digits(minutes) {
        return None;
    }
    let (hours, minutes): (u64, u64) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(Span(hours * HOUR + minutes * MINUTE))
}

/// What somebody meant who wrote `6:00`, or `06:00:00`, where two digits each are wanted.
pub(super) fn two_digits(text: &str) -> Option<String> {
    let mut parts = text.trim().split(':');
    let (hours, minutes, seconds) = (parts.next()?, parts.next()?, parts.next());
    let read = |part: &str| part.parse::<u64>().ok();
    let right = format!("{:02}:{:02}", read(hours)?, read(minutes)?);
    let is_whole = seconds.is_none_or(|seconds| read(seconds) == Some(0)) && parts.next().is_none();
    (is_whole && time_of_day(&right).is_some()).then_some(right)
}

fn not_an_instant() -> Wrong {
    let help = "give a date and time (2016-12-15T22:00:00+02:00), a time of day (22:00:00) or a duration \
                after the start (\"6 h\")";
    Wrong::new("is not an instant", help)
}

/// Minutes that an offset is ahead of UTC.
pub(super) fn minutes(offset: Offset) -> i16 {
    match offset {
        Offset::Z => 0,
        Offset::Custom { minutes } => minutes,
    }
}

/// Milliseconds since the local midnight.
fn in_day(time: Time) -> u64 {
    let second = u64::from(time.second.unwrap_or(0));
    let part = (u64::from(time.nanosecond.unwrap_or(0)) + 500_000) / 1_000_000;
    u64::from(time.hour) * HOUR + u64::from(time.minute) * MINUTE + second * SECOND + part
}

/// Milliseconds since 1970-01-01T00:00:00 on the same clock.
fn local(date: Date, time: Time) -> Result<i64, Wrong> {
    let day = civil::Date::new(date.year as i16, date.month as i8, date.day as i8)
        .map_err(|_| Wrong::new("is not a day of the calendar", "check day and month"))?;
    let seconds = day.duration_since(civil::Date::constant(1970, 1, 1)).as_secs();
    Ok(seconds * SECOND as i64 + in_day(time) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str) -> Result<Tick, String> {
        let start = "2016-12-15T14:00:00+02:00".parse().unwrap();
        Timeline::starting(&start).unwrap().said(text, Tick::START).map_err(|no| no.says)
    }

    #[test]
    fn instants_are_read_in_each_way_of_saying_them() {
        for (text, ms) in [
            ("2016-12-15T14:00:00+02:00", 0),
            ("2016-12-15T14:00:00Z", 2 * HOUR),
            ("2016-12-15 15:00:00", HOUR),
            ("2016-12-15T14:00:00.0006", 1),
            ("14:00:00", 0),
            ("22:00", 8 * HOUR),
            ("07:00:00", 17 * HOUR),
            ("6 h", 6 * HOUR),
        ] {
            assert_eq!(instant(text), Ok(Tick(ms)), "{text}");
        }
    }

    #[test]
    fn instants_outside_the_run_are_refused() {
        let start = "the start, 2016-12-15T14:00:00+02:00";
        for (text, says) in [
            ("2016-12-15T13:59:59+02:00", format!("is before {start}")),
            ("2027-12-15T14:00:00+02:00", format!("is more than ten years after {start}")),
            ("2016-12-16", "is a date without a time".to_owned()),
            ("tomorrow", "is not an instant".to_owned()),
            ("90", "has no unit".to_owned()),
            ("25:00", "is not a time of day".to_owned()),
            ("6:00", "is not a time of day".to_owned()),
        ] {
            assert_eq!(instant(text), Err(says), "{text}");
        }
    }

    #[test]
    fn who_goes_on_after_midnight_is_told_how_to_say_so() {
        let start = "2016-12-15T14:00:00+02:00".parse().unwrap();
        let wrong = Timeline::starting(&start).unwrap().said("25:00", Tick::START).unwrap_err();
        assert!(wrong.help.ends_with("give the date, too: 2016-12-16T01:00:00"), "{}", wrong.help);
    }

    #[test]
    fn who_writes_one_digit_is_told_two() {
        for (text, right) in [
            ("6:00", Some("06:00")),
            ("6:5", Some("06:05")),
            ("06:00:00", Some("06:00")),
            ("25:00", None),
            ("6:00:01", None),
            ("1:2:3:4", None),
            ("6", None),
        ] {
            assert_eq!(two_digits(text).as_deref(), right, "{text}");
        }
    }

    #[test]
    fn times_of_day_have_two_digits_each() {
        assert_eq!(time_of_day("18:30"), Some(Span(18 * HOUR + 30 * MINUTE)));
        for text in ["24:00", "6:00", "06:60", "0600", "+6:00", "06:00:00", ""] {
            assert_eq!(time_of_day(text), None, "{text}");
        }
    }
}
