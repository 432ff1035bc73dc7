//! Which replication stands for a study where only one can be shown: one by its number, the median or the worst.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Ensemble;
use crate::plan::Plan;
use crate::record::MetricName;

/// The shares of people of whom there is a metric that says when they were out, rising.
const SHARES: [(f64, &str); 5] =
    [(0.5, "out_50"), (0.9, "out_90"), (0.95, "out_95"), (0.99, "out_99"), (1.0, "clearance_time")];

/// Which replication is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Pick {
    /// The one of this number.
    Number(u64),
    /// The one in the middle, by when what is wanted is reached.
    Median,
    /// The one in which that is latest.
    Worst,
}

impl Default for Pick {
    fn default() -> Pick {
        Pick::Number(0)
    }
}

impl FromStr for Pick {
    type Err = String;

    fn from_str(text: &str) -> Result<Pick, String> {
        match text {
            "median" => Ok(Pick::Median),
            "worst" => Ok(Pick::Worst),
            _ => text.parse().map(Pick::Number).map_err(|_| {
                format!("`{text}` is no replication: give its number, from 0 on, or `median` or `worst`")
            }),
        }
    }
}

impl TryFrom<String> for Pick {
    type Error = String;

    fn try_from(text: String) -> Result<Pick, String> {
        text.parse()
    }
}

impl From<Pick> for String {
    fn from(pick: Pick) -> String {
        pick.to_string()
    }
}

impl fmt::Display for Pick {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Pick::Number(number) => write!(f, "{number}"),
            Pick::Median => f.write_str("median"),
            Pick::Worst => f.write_str("worst"),
        }
    }
}

/// The replication that was picked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picked {
    /// Its number.
    pub number: u64,
    /// Why it was picked, such as `the median of 1000 by “everybody out”`; nothing if by its number.
    pub why: String,
}

impl Picked {
    /// The one of this number.
    #[must_use]
    pub fn number(number: u64) -> Picked {
        Picked { number, why: String::new() }
    }
}

impl fmt::Display for Picked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "replication {}", self.number)?;
        if self.why.is_empty() { Ok(()) } else { write!(f, " ({})", self.why) }
    }
}

impl Ensemble {
    /// The replication that is asked for. Median and worst go by when the goal's people are out: the least share of
    /// them with a metric of its own that is no less than the goal's; of a goal that is about what is known, by when it
    /// is; without a goal, by when everybody is out. Of replications that are equal in that, those with more people
    /// out are better; of those equal in both, the first is taken.
    #[must_use]
    pub fn pick(&self, plan: &Plan, pick: Pick) -> Picked {
        let word = match pick {
            Pick::Number(number) => return Picked::number(number),
            Pick::Median => "median",
            Pick::Worst => "worst",
        };
        let Some(order) = Order::of(self, plan) else { return Picked::default() };
        let mut ranked: Vec<usize> = (0..order.late.len()).collect();
        ranked.sort_by(|&a, &b| order.compared(a, b).then(a.cmp(&b)));
        let last = ranked.len().saturating_sub(1);
        let Some(&found) = ranked.get(if pick == Pick::Median { last / 2 } else { last }) else {
            return Picked::default();
        };
        // Of equals the first.
        let first = (0..found).find(|&other| order.compared(other, found).is_eq());
        Picked {
            number: first.unwrap_or(found) as u64,
            why: format!("the {word} of {} by “{}”", self.replications, order.by.in_words()),
        }
    }
}

/// Which of two replications is better.
struct Order<'e> {
    /// The metric that says so.
    by: &'e MetricName,
    /// Its values: the earlier, the better.
    late: &'e [f64],
    /// How many people are out in the end.
    out: Option<&'e [f64]>,
}

impl<'e> Order<'e> {
    fn of(ensemble: &'e Ensemble, plan: &Plan) -> Option<Order<'e>> {
        let place = |metric: &str, of: &str| {
            ensemble.names.iter().position(|name| name.name == metric && name.group == of)
        };
        let (metric, of) = decisive(plan);
        let by = place(metric, of).or_else(|| place("clearance_time", "all"))?;
        let out = place("out", group(plan)).map(|place| &*ensemble.values[place]);
        Some(Order { by: &ensemble.names[by], late: &ensemble.values[by], out })
    }

    fn compared(&self, a: usize, b: usize) -> Ordering {
        let more_out = || self.out.map_or(Ordering::Equal, |out| out[b].total_cmp(&out[a]));
        self.late[a].total_cmp(&self.late[b]).then_with(more_out)
    }
}

/// The metric by which replications are better or worse, and what it is about.
fn decisive(plan: &Plan) -> (&'static str, &str) {
    let Some(goal) = &plan.goal else { return ("clearance_time", "all") };
    match (goal.out, goal.known) {
        (Some(out), _) => {
            let of_share = SHARES.iter().find(|(share, _)| *share >= out.share);
            (of_share.map_or("clearance_time", |(_, metric)| metric), group(plan))
        }
        (None, Some(known)) => ("known_from", &plan.observers[known.observer].id),
        (None, None) => ("clearance_time", "all"),
    }
}

/// Whose being out is wanted.
fn group(plan: &Plan) -> &str {
    let of_goal = plan.goal.as_ref().and_then(crate::plan::Goal::group);
    of_goal.map_or("all", |group| &plan.groups[group].id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::Study;

    #[test]
    fn what_is_typed_is_a_number_or_one_of_two_words() {
        for (text, pick) in [("17", Pick::Number(17)), ("median", Pick::Median), ("worst", Pick::Worst)] {
            assert_eq!(text.parse(), Ok(pick));
            assert_eq!(pick.to_string(), text);
        }
        for wrong in ["-1", "best", "", "1.5"] {
            assert!(wrong.parse::<Pick>().unwrap_err().contains("`median` or `worst`"), "{wrong}");
        }
    }

    fn study(values: &[f64], out: &[f64]) -> (Plan, Ensemble) {
        let plan = crate::record::example::plan();
        let mut study = Study::of(&plan).replications(1).without_headcounts().run().unwrap();
        study.replications = values.len() as u64;
        let place = |metric: &str| study.names.iter().position(|n| n.name == metric && n.group == "all");
        let (clear, people) = (place("clearance_time").unwrap(), place("out").unwrap());
        (study.values[clear], study.values[people]) = (values.to_vec(), out.to_vec());
        (plan, study)
    }

    #[test]
    fn the_median_is_a_run_that_was_made_and_the_worst_the_latest() {
        let (plan, study) = study(&[50.0, 10.0, 40.0, 20.0], &[9.0; 4]);
        let median = study.pick(&plan, Pick::Median);
        assert_eq!((median.number, &*median.why), (3, "the median of 4 by “everybody out”"));
        assert_eq!(
            study.pick(&plan, Pick::Worst).to_string(),
            "replication 0 (the worst of 4 by “everybody out”)"
        );
        assert_eq!(study.pick(&plan, Pick::Number(7)).to_string(), "replication 7");
    }

    #[test]
    fn where_it_never_happens_fewer_who_are_out_are_worse_and_of_equals_the_first_stands() {
        let never = f64::INFINITY;
        let (plan, study) = study(&[never, 10.0, never, never, never], &[5.0, 9.0, 3.0, 3.0, 8.0]);
        assert_eq!(study.pick(&plan, Pick::Worst).number, 2);
        // From the best: 1, 4, 0, then 2 and 3.
        assert_eq!(study.pick(&plan, Pick::Median).number, 0);
    }
}
