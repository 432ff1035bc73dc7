//! A value that nobody knows, read on its own: what it is drawn from, and how a draw is written.

use super::Scenario;
use super::check::{self, Measure};
use super::document::{Node, Value, parse_value};
use super::edit;
use super::problems::Place;
use crate::stats::Distribution;

/// The keys whose values are whole numbers.
const WHOLE: [&str; 9] =
    ["count", "seats", "stretchers", "party", "companions", "berths", "lanes", "crews", "capacity"];

/// What a value of a scenario is drawn from.
#[derive(Clone, Debug, PartialEq)]
pub struct Law {
    distribution: Distribution,
    measure: Measure,
}

impl Scenario {
    /// The law of the value that `path` names: what `given` says, or else what the scenario says there.
    ///
    /// # Errors
    /// If there is no such value, or it is nothing that can be drawn; the message says the way out.
    pub fn law(&self, path: &str, given: Option<&str>) -> Result<Law, String> {
        let node = match given {
            Some(text) => parse_value(text, &|span| Place::File(span)),
            None => edit::find(&self.document, path).ok_or_else(|| self.has_no(path))?.clone(),
        };
        let key = path.rsplit('.').next().unwrap_or(path).trim();
        let measure = |node: &Node| match () {
            () if holds_text(node) => Measure::Durations,
            () if WHOLE.contains(&key) => Measure::Counts,
            () => Measure::Factors,
        };
        let distribution = check::law(&node, &self.files, measure(&node)).ok_or_else(|| {
            let example = match edit::find(&self.document, path).map_or(measure(&node), measure) {
                Measure::Durations => "[\"40 min\", \"70 min\"]",
                Measure::Counts => "[3500, 5500]",
                Measure::Factors => "[0.8, 1.2]",
            };
            match edit::find(&self.document, path).map_or(&node.value, |found| &found.value) {
                // Instants have no distributions.
                Value::Time(_) => {
                    format!("`{path}` is an instant: give a range or a list, as in {path}=18:00..22:00")
                }
                _ => {
                    format!("`{path}` is not a distribution: write it like {path}={{ uniform = {example} }}")
                }
            }
        })?;
        let measure = measure(&node);
        Ok(Law { distribution, measure })
    }

    /// That there is no value at `path`, and the way out.
    fn has_no(&self, path: &str) -> String {
        let help = match edit::meant(&self.document, path) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("give its distribution as {path}=…"),
        };
        format!("the scenario has no `{path}`: {help}")
    }
}

fn holds_text(node: &Node) -> bool {
    match &node.value {
        Value::Text(_) => true,
        Value::List(items) => items.iter().any(holds_text),
        Value::Table(fields) => fields.0.iter().any(|entry| holds_text(&entry.node)),
        _ => false,
    }
}

impl Law {
    /// The value at a share of the law, from 0 to 1, both excluded, as `--set` takes it.
    #[must_use]
    pub fn value_at(&self, share: f64) -> String {
        let value = self.distribution.quantile(share);
        match self.measure {
            Measure::Durations => format!("{value:.0} ms"),
            Measure::Counts => format!("{value:.0}"),
            Measure::Factors => format!("{value}"),
        }
    }

    /// Whether there is only one value.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.distribution.as_fixed().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(path: &str, given: Option<&str>, share: f64) -> Result<String, String> {
        let scenario = Scenario::read("scenarios/aleppo-2016-night-independent.toml").unwrap();
        scenario.law(path, given).map(|law| law.value_at(share))
    }

    #[test]
    fn values_are_drawn_from_the_scenario_or_from_what_is_given() {
        for (path, given, share, drawn) in [
            ("people.civilians.count", None, 0.5, "4500"),
            ("routes.corridor.time", Some("{ uniform = [\"40 min\", \"60 min\"] }"), 0.25, "2700000 ms"),
            ("fleets.ambulances.time_factor", Some("{ uniform = [1, 2] }"), 0.5, "1.5"),
            ("people.wounded.count", None, 0.3, "250"),
        ] {
            assert_eq!(value(path, given, share).unwrap(), drawn, "{path}");
        }
    }

    #[test]
    fn what_cannot_be_drawn_says_the_way_out() {
        assert!(
            value("people.nobody.count", None, 0.5).unwrap_err().contains("has no `people.nobody.count`")
        );
        assert!(
            value("people.wuonded.count", None, 0.5).unwrap_err().contains("mean `people.wounded.count`?")
        );
        for path in ["people.wounded.count", "routes.corridor.time", "fleets.ambulances.time_factor"] {
            let told = value(path, Some("{ odd = 3 }"), 0.5).unwrap_err();
            let example = told.rsplit_once(&format!("{path}=")).map(|(_, example)| example).unwrap();
            assert!(value(path, Some(example), 0.5).is_ok(), "{told}");
        }
    }
}
