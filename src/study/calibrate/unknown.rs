//! What is not known: a value of the scenario with the range or distribution that it has before anything was said.

use crate::plan::LocalClock;
use crate::scenario::{Law, Scenario, seconds_of, unit_of_time};
use crate::study::{Axis, Values};

/// The unit of instants.
pub const SINCE_START: &str = "s since the start";

/// A value of a scenario that is not known.
#[derive(Clone, Debug)]
pub struct Unknown {
    /// Its path, as `--set` takes it.
    pub path: String,
    before: Before,
}

/// What a value may be, before anything was said.
#[derive(Clone, Debug)]
enum Before {
    /// One of a range or a list, all alike likely.
    Range(Values),
    /// Drawn from a law.
    Law(Law),
}

impl Unknown {
    /// Reads `PATH=LOW..HIGH`, `PATH=A,B,C`, `PATH={ a distribution }`, or `PATH` alone for what the scenario says there.
    ///
    /// # Errors
    /// If it is none of these; the message says the way out.
    pub fn of(text: &str, scenario: &Scenario) -> Result<Unknown, String> {
        let (path, given) = match text.split_once('=') {
            Some((path, given)) => (path.trim(), Some(given.trim())),
            None => (text.trim(), None),
        };
        let law = || -> Result<Before, String> { Ok(Before::Law(scenario.law(path, given)?)) };
        let before = match given {
            None => law()?,
            Some(table) if table.starts_with('{') => law()?,
            Some(_) => Before::Range(alone(text.parse()?)?),
        };
        let is_known = match &before {
            Before::Range(Values::Listed(values)) => values.len() < 2,
            Before::Range(_) => false,
            Before::Law(law) => law.is_known(),
        };
        if is_known {
            return Err(format!(
                "`{path}` has only one value: give what it could be, as in {path}=10..40 or \
                 {path}=\"{{ triangular = [10, 20, 40] }}\""
            ));
        }
        Ok(Unknown { path: path.to_owned(), before })
    }

    /// The value at a share of what it may be, from 0 to 1, both excluded, as `--set` takes it.
    #[must_use]
    pub fn value_at(&self, share: f64) -> String {
        match &self.before {
            Before::Range(values) => values.at(share),
            Before::Law(law) => law.value_at(share),
        }
    }

    /// The number of a value with its unit: durations in seconds. None of a value that is no number.
    #[must_use]
    pub fn number_of(value: &str) -> Option<(f64, String)> {
        let value = value.trim();
        let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+');
        let end = value.find(|c: char| !is_part(c)).unwrap_or(value.len());
        let (number, unit) = (value[..end].parse::<f64>().ok()?, value[end..].trim());
        match unit_of_time(unit) {
            Some(milliseconds) => Some((number * milliseconds as f64 / 1000.0, "s".to_owned())),
            None if unit.is_empty() => Some((number, String::new())),
            // Such as 1e-7, or words that begin like a number.
            None => Some((value.parse().ok()?, String::new())),
        }
    }

    /// The same, with instants in seconds since the start of a clock: their unit is [`SINCE_START`].
    #[must_use]
    pub fn number_on(value: &str, clock: LocalClock) -> Option<(f64, String)> {
        let bare = value.trim().trim_matches(['"', '\'']);
        // Only instants have a colon; what else is in seconds is a duration such as 1h 30m.
        let unit = if bare.contains(':') { SINCE_START } else { "s" };
        let instant = || Some((seconds_of(bare, clock)?, unit.to_owned()));
        Unknown::number_of(value).or_else(instant)
    }

    /// Whether all its values are whole numbers without a unit.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let shares = [0.001, 0.23, 0.5, 0.71, 0.999];
        shares.into_iter().all(|share| self.value_at(share).parse::<i64>().is_ok())
    }
}

/// The values of an axis with which no other moves.
fn alone(axis: Axis) -> Result<Values, String> {
    match axis.with.is_empty() {
        true => Ok(axis.values),
        false => Err(format!(
            "`{}` moves together, and a calibration asks what is known of each: give each a --vary of its own",
            axis.caption()
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unknown(text: &str) -> Result<Unknown, String> {
        Unknown::of(text, &Scenario::read("scenarios/aleppo-2016-night.toml").expect("it is there"))
    }

    #[test]
    fn ranges_lists_and_laws_are_read() {
        for (text, share, value, is_whole) in [
            ("fleets.buses.count=14..22", 0.99, "22", true),
            ("fleets.buses.count = 14,22", 0.2, "14", true),
            ("fleets.buses.time_factor=0.5..1.5", 0.5, "1", false),
            ("people.civilians.count", 0.5, "4500", true),
            ("people.civilians.count={ uniform = [1000, 2000] }", 0.5, "1500", true),
            ("fleets.buses.boarding.dwell={ uniform = [\"10 min\", \"20 min\"] }", 0.5, "900000 ms", false),
        ] {
            let read = unknown(text).expect(text);
            assert_eq!((read.value_at(share).as_str(), read.is_whole()), (value, is_whole), "{text}");
        }
    }

    #[test]
    fn what_is_known_or_no_range_says_the_way_out() {
        for text in ["fleets.buses.count=20", "people.wounded.count", "fleets.buses.count={ fixed = 20 }"] {
            let told = unknown(text).map(|_| ()).unwrap_err();
            assert!(told.contains("as in") || told.contains("write it like"), "{told}");
        }
        assert!(unknown("people.wuonded.count").unwrap_err().contains("did you mean"));
    }

    #[test]
    fn values_have_numbers_in_one_unit() {
        for (value, number) in [
            ("20", Some((20.0, ""))),
            ("1.5", Some((1.5, ""))),
            ("2 min", Some((120.0, "s"))),
            ("900000 ms", Some((900.0, "s"))),
            ("1e-7", Some((1e-7, ""))),
            ("convoy", None),
        ] {
            assert_eq!(Unknown::number_of(value), number.map(|(n, unit): (f64, &str)| (n, unit.to_owned())));
        }
        // The clock of the night starts at 14:00: two is of the next day.
        let clock = Scenario::read("scenarios/aleppo-2016-night.toml").unwrap().plan().unwrap().clock;
        for (value, hours) in [("18:00", 4.0), ("02:00", 12.0), ("2016-12-16T02:30:00", 12.5)] {
            assert_eq!(Unknown::number_on(value, clock), Some((hours * 3600.0, SINCE_START.to_owned())));
        }
        assert_eq!(Unknown::number_on("5h 40m", clock), Some((20_400.0, "s".to_owned())));
        assert_eq!(Unknown::number_on("2 min", clock), Some((120.0, "s".to_owned())));
        assert_eq!(Unknown::number_on("convoy", clock), None);
    }
}
