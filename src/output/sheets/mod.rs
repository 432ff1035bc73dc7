//! Sheets for vehicles: when each should be where, with blanks for what happened. A page each to be printed, and a
//! workbook; as a table they are in `tables`.

mod html;
#[cfg(feature = "spreadsheets")]
mod xlsx;

pub use html::sheets_html;
#[cfg(feature = "spreadsheets")]
pub use xlsx::sheets_xlsx;

use crate::plan::{LocalClock, Plan};
use crate::scenario::visible;
use crate::study::{Sheet, SheetStop, Sheets};
use crate::units::{DAY, MINUTE, Tick};

/// What stands at the head of a column of blanks.
const ACTUAL: &str = "actual";

/// What a time is when it is not sure enough.
const NOT_SURE: &str = "–";

/// What is said of all sheets of a plan.
struct Words<'a> {
    plan: &'a Plan,
    sheets: &'a Sheets,
}

impl Words<'_> {
    /// The scenario's title.
    fn title(&self) -> String {
        visible(&self.plan.title)
    }

    fn vehicle(&self, sheet: &Sheet) -> String {
        visible(&self.plan.name_of(sheet.vehicle))
    }

    fn site(&self, stop: &SheetStop) -> String {
        visible(&self.plan.sites[stop.site].title)
    }

    /// Where the numbers come from, and what they mean.
    fn how_to_read(&self) -> [String; 3] {
        let Words { plan, sheets } = self;
        let runs = sheets.replications;
        let clock = match plan.clock.is_said() {
            true => {
                let start = plan.clock.rfc3339(Tick::START);
                let day = start.split('T').next().unwrap_or_default().to_owned();
                let offset = plan.clock.offset_text();
                format!(
                    "Times are local, {offset} from UTC; those without a date are of {day}, the day of the start."
                )
            }
            false => "Times are hours and minutes since the start.".to_owned(),
        };
        [
            format!("From {runs} runs of the scenario, seed {}: a forecast, not an order.", plan.seed),
            format!(
                "\"About\" is the middle of the runs that have the stop. \"By\" is when it had happened in 9 of 10 of all \
                 runs. {NOT_SURE} means that it happens in too few of them."
            ),
            clock,
        ]
    }

    /// A time in words, with its day if that is not the day of the start.
    fn time(&self, tick: Option<Tick>) -> String {
        let Some(tick) = tick else { return NOT_SURE.to_owned() };
        let clock = self.plan.clock;
        match day(clock, tick) == day(clock, Tick::START) {
            true => clock.time(tick),
            false => clock.day_and_time(tick),
        }
    }

    /// About when, and by when: to the minute, the latter not too early.
    fn times(&self, expected: crate::study::Expected) -> [Option<Tick>; 2] {
        let clock = self.plan.clock;
        [
            expected.about.map(|tick| to_minute(clock, tick, false)),
            expected.by.map(|tick| to_minute(clock, tick, true)),
        ]
    }

    /// In how many runs there is a stop, unless in all.
    fn share(&self, stop: &SheetStop) -> Option<String> {
        let part = |share: f64| match (share * 100.0).round() {
            whole if whole >= 100.0 => "over 99 %".to_owned(),
            none if none < 1.0 => "under 1 %".to_owned(),
            percent => format!("{percent} %"),
        };
        if stop.share >= 1.0 {
            return None;
        }
        let elsewhere = match stop.elsewhere {
            none if none <= 0.0 => String::new(),
            some => format!(", another stop in {}", part(some)),
        };
        Some(format!("in {} of the runs{elsewhere}", part(stop.share)))
    }

    /// How many people, with where nine of ten runs lie if they differ.
    fn people(&self, stop: &SheetStop) -> (String, Option<String>) {
        let [low, middle, high] = stop.people;
        (middle.to_string(), (low < high).then(|| format!("{low} to {high}")))
    }
}

/// The day of an instant on the local clock.
fn day(clock: LocalClock, tick: Tick) -> i64 {
    clock.local_micros(tick).map_or(i64::MAX, |micros| micros.div_euclid(DAY as i64 * 1000))
}

/// The nearest full minute of the local clock, or the next one up.
fn to_minute(clock: LocalClock, tick: Tick, up: bool) -> Tick {
    let behind = clock.time_of_day(tick).0 % MINUTE;
    if behind == 0 {
        tick
    } else if up || behind >= MINUTE / 2 {
        Tick(tick.0 + MINUTE - behind)
    } else {
        Tick(tick.0.saturating_sub(behind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_when_is_never_rounded_to_too_early() {
        let clock = LocalClock::new(30_000, 0);
        for (tick, nearest, up) in
            [(30_000, 30_000, 30_000), (31_000, 30_000, 90_000), (61_000, 90_000, 90_000)]
        {
            assert_eq!(to_minute(clock, Tick(tick), false), Tick(nearest), "{tick}");
            assert_eq!(to_minute(clock, Tick(tick), true), Tick(up), "{tick}");
        }
        assert_eq!(to_minute(clock, Tick(0), false), Tick(30_000));
    }
}
