//! The time axis: ticks at round hours of the local clock, and dates where a day begins.

use crate::plan::LocalClock;
use crate::plot::figure::{Axis, Notch};
use crate::study::time_in_words;
use crate::units::{DAY, HOUR, MINUTE, Span, Tick};

/// Steps that people count time in.
const STEPS: [u64; 20] = [
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
    14 * DAY,
    28 * DAY,
    91 * DAY,
    182 * DAY,
    364 * DAY,
    728 * DAY,
];

/// The horizontal axis from the start to `end`, with at most `most` notches.
pub(in crate::plot) fn time_axis(clock: LocalClock, end: Tick, most: u64) -> Axis {
    time_axis_between(clock, Tick::START, end, most)
}

/// The horizontal axis from one instant to a later one, with at most `most` notches.
pub(in crate::plot) fn time_axis_between(clock: LocalClock, from: Tick, end: Tick, most: u64) -> Axis {
    // A run that ended at once still needs a width.
    let end = Tick(end.0.max(from.0 + MINUTE));
    let mut days = Days { clock, named: None, several: days_begun(clock, end) > 0 };
    let notches = places(clock, from, end, most).map(|(tick, step)| days.notch(tick, step)).collect();
    let caption = if clock.is_said() { "local time" } else { "hours and minutes since the start" };
    Axis { caption: caption.into(), from: from.0 as f64, to: end.0 as f64, notches }
}

/// An axis of lengths of time in seconds, on either side of zero; it begins and ends on a notch, of which
/// there are about `most` at most.
pub(in crate::plot) fn span_axis(low: f64, high: f64, most: u64) -> Axis {
    let steps = STEPS.iter().map(|&step| Span(step).seconds());
    let round = |step: f64| ((low / step).floor(), (high / step).ceil().max((low / step).floor() + 1.0));
    let fits = |step: &f64| round(*step).1 - round(*step).0 <= most as f64;
    let step = steps.clone().find(fits).unwrap_or_else(|| Span(STEPS[STEPS.len() - 1]).seconds());
    let (first, last) = round(step);
    let notch = |place: i64| {
        let at = place as f64 * step;
        let sign = if at < 0.0 { "\u{2212}" } else { "" };
        let label = if place == 0 { "0".into() } else { format!("{sign}{}", time_in_words(at)) };
        Notch { at, label, below: String::new() }
    };
    let notches = (first as i64..=last as i64).map(notch).collect();
    Axis { caption: String::new(), from: first * step, to: last * step, notches }
}

/// Where the notches lie, with the step between them.
fn places(clock: LocalClock, from: Tick, end: Tick, most: u64) -> impl Iterator<Item = (Tick, u64)> {
    let midnight = clock.time_of_day(Tick::START).0;
    let before = move |step: u64| (midnight + from.0).div_ceil(step) * step - midnight;
    let fits = move |step: &u64| end.0.saturating_sub(before(*step)) / step < most;
    let step = STEPS.into_iter().find(fits).unwrap_or(STEPS[STEPS.len() - 1]);
    (before(step)..=end.0).step_by(step as usize).map(move |tick| (Tick(tick), step))
}

/// Whether the clock has a date; one that has none starts on the day that clocks count from.
fn has_date(clock: LocalClock) -> bool {
    clock.is_said() && clock.start().unsigned_abs() >= DAY
}

/// How many midnights lie between the start and an instant.
fn days_begun(clock: LocalClock, now: Tick) -> u64 {
    (clock.time_of_day(Tick::START).0 + now.0) / DAY
}

/// The day of an instant: `16 Dec`, or `day 2` where there are no dates.
fn day(clock: LocalClock, now: Tick) -> String {
    if !has_date(clock) {
        return format!("day {}", days_begun(clock, now) + 1);
    }
    let text = clock.day_and_time(now);
    text.rsplit_once(' ').map_or(text.clone(), |(day, _)| day.into())
}

/// An instant in words: the time of day, with the day unless the run is shorter than one.
pub(in crate::plot) fn instant(clock: LocalClock, now: Tick, end: Tick) -> String {
    let time = clock.time(now);
    if end.0 <= DAY { time } else { format!("{} {time}", day(clock, now)) }
}

/// Names days as they begin.
struct Days {
    clock: LocalClock,
    named: Option<String>,
    several: bool,
}

impl Days {
    fn notch(&mut self, tick: Tick, step: u64) -> Notch {
        let at = tick.0 as f64;
        if step >= DAY {
            let below = if has_date(self.clock) { self.first_of(self.year(tick)) } else { String::new() };
            return Notch { at, label: day(self.clock, tick), below };
        }
        let tells = self.several || has_date(self.clock);
        let below = if tells { self.first_of(day(self.clock, tick)) } else { String::new() };
        Notch { at, label: self.clock.time(tick), below }
    }

    /// The name, if it is not the one that was told last.
    fn first_of(&mut self, name: String) -> String {
        if self.named.as_ref() == Some(&name) {
            return String::new();
        }
        self.named = Some(name.clone());
        name
    }

    fn year(&self, tick: Tick) -> String {
        self.clock.rfc3339(tick).split('-').next().unwrap_or_default().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2016-12-15T14:00, local time.
    const NIGHT: LocalClock = LocalClock::new(1_481_810_400_000, 120);
    /// 22:10 of no day in particular.
    const UNDATED: LocalClock = LocalClock::new((22 * HOUR + 10 * MINUTE) as i64, 0);

    fn labels(clock: LocalClock, end: u64, most: u64) -> String {
        let written =
            time_axis(clock, Tick(end), most).notches.into_iter().map(|notch| match notch.below.as_str() {
                "" => notch.label,
                below => format!("{}/{below}", notch.label),
            });
        written.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn steps_are_round_and_few() {
        assert_eq!(
            labels(NIGHT, 22 * HOUR, 12),
            "14:00/15 Dec 16:00 18:00 20:00 22:00 00:00/16 Dec 02:00 04:00 06:00 08:00 10:00 12:00"
        );
        assert_eq!(labels(NIGHT, 22 * HOUR, 4), "18:00/15 Dec 00:00/16 Dec 06:00 12:00");
        assert_eq!(labels(NIGHT, 50 * MINUTE, 6), "14:00/15 Dec 14:10 14:20 14:30 14:40 14:50");
    }

    #[test]
    fn days_without_dates_are_numbered_if_there_are_several() {
        assert_eq!(labels(UNDATED, HOUR, 5), "22:15 22:30 22:45 23:00");
        assert_eq!(labels(UNDATED, 3 * HOUR, 4), "23:00/day 1 00:00/day 2 01:00");
    }

    #[test]
    fn long_runs_are_counted_in_days_and_years() {
        assert_eq!(labels(NIGHT, 4 * DAY, 5), "16 Dec/2016 17 Dec 18 Dec 19 Dec");
        assert_eq!(labels(NIGHT, 60 * DAY, 5), "29 Dec/2016 12 Jan/2017 26 Jan 9 Feb");
        assert!(time_axis(NIGHT, crate::units::HORIZON, 12).notches.len() <= 12);
    }

    #[test]
    fn an_axis_between_instants_has_steps_of_its_own() {
        let axis = time_axis_between(NIGHT, Tick(17 * HOUR), Tick(19 * HOUR), 6);
        let labels: Vec<&str> = axis.notches.iter().map(|notch| notch.label.as_str()).collect();
        assert_eq!(labels, ["07:00", "07:30", "08:00", "08:30", "09:00"]);
        assert_eq!((axis.from, axis.notches[0].below.as_str()), (axis.notches[0].at, "16 Dec"));
    }

    #[test]
    fn lengths_of_time_are_told_in_hours_and_minutes_on_both_sides_of_zero() {
        let labels = |low, high| {
            let notches = span_axis(low, high, 6).notches.into_iter();
            notches.map(|notch| notch.label).collect::<Vec<_>>().join(", ")
        };
        assert_eq!(labels(-5000.0, 12_000.0), "\u{2212}2 h, \u{2212}1 h, 0, 1 h, 2 h, 3 h, 4 h");
        assert_eq!(
            labels(5400.0, 9000.0),
            "1 h 30 min, 1 h 40 min, 1 h 50 min, 2 h, 2 h 10 min, 2 h 20 min, 2 h 30 min"
        );
        assert_eq!(labels(0.0, 0.0), "0, 60 s");
    }

    #[test]
    fn a_run_without_length_has_an_axis_all_the_same() {
        assert_eq!(labels(NIGHT, 0, 12), "14:00/15 Dec 14:01");
    }

    #[test]
    fn instants_carry_their_day_where_it_could_be_another() {
        assert_eq!(instant(NIGHT, Tick(20 * HOUR), Tick(22 * HOUR)), "10:00");
        assert_eq!(instant(NIGHT, Tick(20 * HOUR), Tick(2 * DAY)), "16 Dec 10:00");
        assert_eq!(instant(UNDATED, Tick(20 * HOUR), Tick(2 * DAY)), "day 2 18:10");
    }
}
