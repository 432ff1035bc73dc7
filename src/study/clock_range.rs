//! Ranges of clock times: `18:00..02:00:1h`, `2016-12-15T18:00..2016-12-16T02:00:30 min`.
//!
//! A time of day that is earlier than the one before is one of the next day, as in a night.

use std::str::FromStr;

use jiff::civil::{DateTime, Time};

use super::amount::Amount;
use crate::scenario::unit_of_time;

/// The seconds of a day.
const DAY: i64 = 86_400;

/// An instant as it is typed: a time of day, or a date and a time, with an offset from UTC or without.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockTime {
    at: At,
    /// As it was typed: `Z`, `+02:00`, or nothing.
    offset: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Day(Time),
    Date(DateTime),
}

impl FromStr for ClockTime {
    type Err = ();

    fn from_str(text: &str) -> Result<ClockTime, ()> {
        let text = text.trim().trim_matches(['"', '\'']);
        if let Some(time) = time_of_day(text) {
            return Ok(ClockTime { at: At::Day(time), offset: String::new() });
        }
        let (date, time) = text.split_once(['T', ' ']).filter(|(date, _)| date.len() == 10).ok_or(())?;
        let end = time.find(['Z', '+', '-']).unwrap_or(time.len());
        let (time, offset) = time.split_at(end);
        if !is_offset(offset) {
            return Err(());
        }
        let date = date.parse::<jiff::civil::Date>().map_err(|_| ())?;
        let at = At::Date(date.to_datetime(time_of_day(time).ok_or(())?));
        Ok(ClockTime { at, offset: offset.to_owned() })
    }
}

/// Whether this is an offset from UTC, or none: `Z`, `+02:00`.
fn is_offset(text: &str) -> bool {
    let of_hours = || text.get(1..).is_some_and(|hours| hours.len() == 5 && time_of_day(hours).is_some());
    matches!(text, "" | "Z") || of_hours()
}

/// Reads `18:00` or `18:00:30`.
fn time_of_day(text: &str) -> Option<Time> {
    let is_clock = matches!(text.len(), 5 | 8) && text.as_bytes().get(2) == Some(&b':');
    text.parse::<Time>().ok().filter(|_| is_clock)
}

impl std::fmt::Display for ClockTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let time = match self.at {
            At::Day(time) => time,
            At::Date(at) => {
                write!(f, "{}T", at.date())?;
                at.time()
            }
        };
        write!(f, "{:02}:{:02}", time.hour(), time.minute())?;
        // Dates with an offset have seconds in TOML 1.0.
        if time.second() != 0 || matches!(self.at, At::Date(_)) {
            write!(f, ":{:02}", time.second())?;
        }
        f.write_str(&self.offset)
    }
}

impl ClockTime {
    /// Seconds from this one to a later one; of times of day, to the next such time.
    #[must_use]
    pub fn seconds_to(&self, later: &ClockTime) -> Option<i64> {
        match (self.at, later.at) {
            (At::Day(from), At::Day(to)) => Some(to.duration_since(from).as_secs().rem_euclid(DAY)),
            (At::Date(from), At::Date(to)) if later.offset.is_empty() || later.offset == self.offset => {
                Some(to.duration_since(from).as_secs())
            }
            _ => None,
        }
    }

    /// So many seconds later.
    fn after(&self, seconds: i64) -> ClockTime {
        let span = jiff::SignedDuration::from_secs(seconds);
        let at = match self.at {
            At::Day(time) => At::Day(time.wrapping_add(span)),
            At::Date(at) => At::Date(at.saturating_add(span)),
        };
        ClockTime { at, offset: self.offset.clone() }
    }
}

/// Where clock times stand on an axis: hours after the first of them. Times of day are taken to lie as near together as
/// they can, so that 22:00 comes before 02:00. None if one is no clock time, or they are not alike.
#[must_use]
pub fn hours_apart<'t>(texts: impl IntoIterator<Item = &'t str>) -> Option<Vec<f64>> {
    let times: Vec<ClockTime> = texts.into_iter().map(|text| text.parse().ok()).collect::<Option<_>>()?;
    let since_first: Vec<i64> =
        times.iter().map(|time| times[0].seconds_to(time)).collect::<Option<Vec<i64>>>()?;
    let mut sorted = since_first.clone();
    sorted.sort_unstable();
    let is_of_day = times.iter().all(|time| matches!(time.at, At::Day(_)));
    // The day is cut where the times are farthest apart.
    let gaps = sorted.windows(2).map(|pair| (pair[1] - pair[0], pair[1]));
    let around = (DAY - sorted.last()?, 0);
    let cut = match is_of_day {
        true => gaps.chain([around]).max_by_key(|gap| gap.0)?.1,
        false => *sorted.first()?,
    };
    let place = |since: i64| if is_of_day { (since - cut).rem_euclid(DAY) } else { since - cut };
    Some(since_first.into_iter().map(|since| place(since) as f64 / 3600.0).collect())
}

/// All whole seconds between two clock times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockRange {
    low: ClockTime,
    high: ClockTime,
    seconds: i64,
}

impl ClockRange {
    /// Reads `18:00..02:00`, with what follows behind a colon if there is a step; none if it is no range of clock
    /// times.
    pub(super) fn read(text: &str) -> Option<Result<(ClockRange, Option<&str>), String>> {
        let (low, rest) = text.split_once("..")?;
        let low: ClockTime = low.parse().ok()?;
        let with_step = || rest.rsplit_once(':').map(|(high, step)| (high, Some(step.trim())));
        let (high, step) = match rest.parse::<ClockTime>() {
            Ok(_) => (rest, None),
            Err(()) => with_step().unwrap_or((rest, None)),
        };
        Some(ClockRange::new(low, high).map(|range| (range, step)))
    }

    fn new(low: ClockTime, high: &str) -> Result<ClockRange, String> {
        let help = "write a range of times like 18:00..02:00:30 min";
        let high: ClockTime =
            high.parse().map_err(|()| format!("`{}` is not a time as `{low}` is: {help}", high.trim()))?;
        let seconds = low
            .seconds_to(&high)
            .ok_or_else(|| format!("{low} and {high} are not alike: give both a date and the same offset"))?;
        if seconds <= 0 {
            return Err(format!("{low}..{high} does not go up: {help}"));
        }
        Ok(ClockRange { low, high, seconds })
    }

    /// The first and the last.
    #[must_use]
    pub fn ends(&self) -> (String, String) {
        (self.low.to_string(), self.high.to_string())
    }

    /// The time at a share of the way, from 0 to before 1.
    #[must_use]
    pub fn at(&self, share: f64) -> String {
        let way = (((self.seconds + 1) as f64 * share).floor() as i64).clamp(0, self.seconds);
        self.low.after(way).to_string()
    }

    /// The times in steps, such as `1h`; the last is one of them if whole steps lead there.
    pub(super) fn in_steps(&self, step: &str, most: usize) -> Result<Vec<String>, String> {
        let (low, high) = (&self.low, &self.high);
        let seconds = seconds(step).ok_or_else(|| {
            format!("`{step}` in {low}..{high}:{step} is not a duration of whole seconds: write it like 1h or 30 min")
        })?;
        if self.seconds / seconds >= most as i64 {
            return Err(format!("{low}..{high}:{step} has more than {most} values: give a larger step"));
        }
        Ok((0..=self.seconds / seconds).map(|number| low.after(number * seconds).to_string()).collect())
    }

    /// What is wrong where a step is needed and there is none.
    pub(super) fn without_a_step(&self) -> String {
        let (low, high) = (&self.low, &self.high);
        format!("{low}..{high} needs a step: write it like {low}..{high}:1h")
    }
}

/// The whole seconds of a step, if it has some.
fn seconds(step: &str) -> Option<i64> {
    let amount: Amount = step.parse().ok()?;
    let unit = i128::from(unit_of_time(&amount.unit)?);
    let (scale, milliseconds) = (10_i128.pow(amount.decimals), amount.digits.checked_mul(unit)?);
    let whole = milliseconds > 0 && milliseconds % (scale * 1000) == 0;
    whole.then(|| i64::try_from(milliseconds / scale / 1000).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_a_night_stand_in_its_order() {
        for (texts, hours) in [
            (&["18:00", "22:00", "02:00"] as &[&str], Some(&[0.0, 4.0, 8.0] as &[f64])),
            (&["02:00", "18:00", "22:00"], Some(&[8.0, 0.0, 4.0])),
            (&["20:00", "18:30"], Some(&[1.5, 0.0])),
            (&["07:00"], Some(&[0.0])),
            (&["2016-12-31T23:00:00", "2017-01-01T01:00:00"], Some(&[0.0, 2.0])),
            (&["18:00", "2017-01-01T01:00:00"], None),
            (&["18:00", "late"], None),
            (&["18"], None),
        ] {
            assert_eq!(hours_apart(texts.iter().copied()).as_deref(), hours, "{texts:?}");
        }
    }
}
