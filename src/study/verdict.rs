//! A comparison in words: which is better, by how much, and how sure that is.

use super::{Estimate, Paired};
use crate::record::MetricKind;

/// What is told, in order: a metric of everybody, what a setting does in its words, and whether more of
/// it is better.
const TOLD: [(&str, &str, bool); 8] = [
    ("goal_met", "meets the goal {} often", true),
    ("dead", "lets {} people die", false),
    ("clearance_time", "has everybody out", false),
    ("out_90", "has 90 % out", false),
    ("out", "has {} people out at the end", true),
    ("wait_mean", "lets people wait", false),
    ("vehicle_hours", "takes {} vehicle hours", false),
    ("cost", "costs", false),
];

/// What is to be said of how `other` differs from `base`, a sentence each; `level` is that of the
/// intervals.
#[must_use]
pub fn verdicts(base: &str, other: &str, paired: &[Paired], level: f64) -> Vec<String> {
    let of = |(metric, does, more_is_better): &(&str, &'static str, bool)| {
        let row = paired
            .iter()
            .find(|row| row.name.name == *metric && (row.name.group == "all" || *metric == "goal_met"))?;
        // Of no pair there is nothing to say, nor of the dead where nobody dies.
        if row.pairs == 0 || *metric == "dead" && row.means == [Some(0.0); 2] {
            return None;
        }
        Some(Verdict { base, other, row, does, more_is_better: *more_is_better, level }.sentence())
    };
    TOLD.iter().filter_map(of).collect()
}

/// Seconds in a reader's words: `2 h 10 min`, `45 min`; below two minutes to the second, `91 s`.
#[must_use]
pub fn time_in_words(seconds: f64) -> String {
    let seconds = seconds.abs();
    let minutes = (seconds / 60.0).round() as u64;
    match (minutes / 60, minutes % 60) {
        (0, _) if seconds.round() < 120.0 => format!("{seconds:.0} s"),
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// One metric of which something is to be said.
struct Verdict<'a> {
    base: &'a str,
    other: &'a str,
    row: &'a Paired,
    does: &'a str,
    more_is_better: bool,
    level: f64,
}

impl Verdict<'_> {
    fn sentence(&self) -> String {
        let row = self.row;
        let pairs = row.pairs;
        let better = if self.more_is_better { row.order[2] } else { row.order[0] };
        match (row.difference, row.difference_of_both) {
            (Some(of_all), _) if row.order[1] == pairs => {
                format!("{}: no difference in any of {pairs} pairs{}", self.subject(), self.exact(of_all))
            }
            (Some(of_all), _) => {
                let told =
                    self.with_words(&format!("{}{}", self.direction(of_all), self.doubt(of_all)), of_all);
                format!("{told}, better in {better} of {pairs} pairs")
            }
            (None, of_both) if row.name.kind == MetricKind::Duration => self.left_waiting(of_both),
            (None, of_both) => {
                let [base, other, both] = row.reached;
                let (subject, share) = (self.subject(), self.points(row.share));
                let rest = of_both.filter(|_| both > 1).map_or(String::new(), |of_both| {
                    let told = format!("{} {}", self.size(of_both.value), self.direction(of_both));
                    format!("; {told} in the {both} pairs where both do{}", self.doubt(of_both))
                });
                format!(
                    "{subject} before the end in {other} of {pairs} runs, {} in {base}: {share}{rest}",
                    self.base
                )
            }
        }
    }

    /// People who wait until the end have no wait to compare: how often there are some says more.
    fn left_waiting(&self, of_both: Option<Estimate>) -> String {
        let [base, other, both] = self.row.reached;
        let pairs = self.row.pairs;
        let rest = of_both.filter(|_| both > 1).map_or(String::new(), |of_both| {
            let told = format!("{} {}", self.size(of_both.value), self.direction(of_both));
            format!("; people wait {told} in the {both} pairs where neither does{}", self.doubt(of_both))
        });
        format!(
            "{} leaves people waiting at the end of {} of {pairs} runs, {} of {}{rest}",
            self.other,
            pairs - other,
            self.base,
            pairs - base
        )
    }

    /// A share that never differs is known only as well as the number of pairs allows.
    fn exact(&self, of_all: Estimate) -> String {
        match (self.row.name.kind, of_all.interval) {
            (MetricKind::Share, Some((low, high))) => {
                format!(" ({}: {} … {} points)", self.percent(), signed(low), signed(high))
            }
            _ => String::new(),
        }
    }

    fn subject(&self) -> String {
        let does = self.does.replace(" {} often", "").replace("{} ", "");
        format!("{} {does}", self.other)
    }

    /// The words of what a setting does, with the size of a difference and what follows it.
    fn with_words(&self, behind: &str, difference: Estimate) -> String {
        let (behind, rest) = behind.split_once(' ').unwrap_or((behind, ""));
        let size = self.size(difference.value);
        let (does, other) = (self.does, self.other);
        match does.split_once("{}") {
            Some((before, after)) => format!("{other} {before}{size} {behind}{after} {rest}"),
            None => format!("{other} {does} {size} {behind} {rest}"),
        }
        .trim_end()
        .to_owned()
    }

    /// Which way a difference goes, and its interval.
    fn direction(&self, difference: Estimate) -> String {
        let (more, less) = match (self.row.name.kind, self.row.name.name.as_str()) {
            (MetricKind::Instant, _) => ("later", "earlier"),
            (MetricKind::Duration, _) => ("longer", "less"),
            (MetricKind::Share, _) | (_, "cost") => ("more", "less"),
            _ => ("more", "fewer"),
        };
        let interval = difference.interval.map_or(String::new(), |interval| {
            format!(" ({}: {})", self.percent(), self.between(difference.value, interval))
        });
        format!("{}{interval}", if difference.value < 0.0 { less } else { more })
    }

    fn doubt(&self, difference: Estimate) -> &'static str {
        match difference.interval {
            Some((low, high)) if low <= 0.0 && high >= 0.0 => ", which may be luck",
            None if !self.row.certain => " (too few pairs differ to tell how surely)",
            _ => "",
        }
    }

    /// The interval in the direction of the difference: both ends without a sign where they agree.
    fn between(&self, value: f64, (low, high): (f64, f64)) -> String {
        let (near, far) = if value < 0.0 { (-high, -low) } else { (low, high) };
        let end = |end: f64| {
            format!("{}{}", if end < 0.0 { "−" } else { "" }, self.size(end).replace(" points", ""))
        };
        format!("{} … {}", end(near), end(far))
    }

    fn size(&self, value: f64) -> String {
        match self.row.name.kind {
            MetricKind::Instant | MetricKind::Duration => time_in_words(value),
            MetricKind::Share => format!("{:.1} points", value.abs() * 100.0),
            MetricKind::Count | MetricKind::Number if value.abs() < 100.0 => format!("{:.1}", value.abs()),
            MetricKind::Count | MetricKind::Number => format!("{:.0}", value.abs()),
        }
    }

    fn points(&self, share: Estimate) -> String {
        let interval = share.interval.map_or(String::new(), |(low, high)| {
            format!(" ({}: {} … {})", self.percent(), signed(low), signed(high))
        });
        format!("{} points{interval}", signed(share.value))
    }

    fn percent(&self) -> String {
        format!("{} %", (self.level * 1000.0).round() / 10.0)
    }
}

/// A share as percentage points with its sign.
fn signed(share: f64) -> String {
    format!("{}{:.1}", if share < 0.0 { "−" } else { "+" }, share.abs() * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::MetricName;

    fn said(name: &str, kind: MetricKind, base: &[f64], other: &[f64]) -> String {
        let name = MetricName { name: name.into(), group: "all".into(), unit: "", kind };
        let paired = [Paired::of(&name, base, other, 0.95)];
        verdicts("convoy", "alone", &paired, 0.95).join("\n")
    }

    #[test]
    fn the_better_one_is_said_with_how_much_and_how_sure() {
        let base: Vec<f64> = (0..100).map(|k| 36_000.0 + f64::from(k % 7) * 60.0).collect();
        let other: Vec<f64> = (0..100).map(|k| 28_200.0 + f64::from(k % 5) * 60.0).collect();
        assert_eq!(
            said("clearance_time", MetricKind::Instant, &base, &other),
            "alone has everybody out 2 h 11 min earlier (95 %: 2 h 10 min … 2 h 11 min), better in 100 of 100 pairs"
        );
    }

    #[test]
    fn times_are_in_seconds_below_two_minutes() {
        for (seconds, words) in [
            (0.4, "0 s"),
            (60.0, "60 s"),
            (91.0, "91 s"),
            (119.4, "119 s"),
            (119.6, "2 min"),
            (-150.0, "3 min"),
            (3599.0, "1 h"),
            (7800.0, "2 h 10 min"),
        ] {
            assert_eq!(time_in_words(seconds), words);
        }
    }

    /// A value for each of twenty pairs, the first eight of them again and again.
    fn twenty(values: [f64; 8]) -> Vec<f64> {
        values.into_iter().cycle().take(20).collect()
    }

    #[test]
    fn what_may_be_luck_is_called_so() {
        let base = twenty([60.0, 120.0, 180.0, 60.0, 120.0, 180.0, 60.0, 120.0]);
        let other = twenty([180.0, 60.0, 200.0, 90.0, 90.0, 90.0, 180.0, 120.0]);
        let said = said("wait_mean", MetricKind::Duration, &base, &other);
        assert!(said.starts_with("alone lets people wait 16 s longer (95 %: −"), "{said}");
        assert!(said.ends_with(", which may be luck, better in 7 of 20 pairs"), "{said}");
    }

    #[test]
    fn what_differs_in_a_few_pairs_is_not_called_sure() {
        let (base, mut other) = ([3600.0; 50], [3600.0; 50]);
        other[7] = 600.0;
        assert_eq!(
            said("clearance_time", MetricKind::Instant, &base, &other),
            "alone has everybody out 60 s earlier (too few pairs differ to tell how surely), better in 1 of 50 pairs"
        );
    }

    #[test]
    fn what_does_not_always_happen_is_told_as_a_share() {
        let never = f64::INFINITY;
        let (base, other) = ([never, 7200.0, 7300.0], [3600.0, 3600.0, 3700.0]);
        let said = said("clearance_time", MetricKind::Instant, &base, &other);
        let share = "alone has everybody out before the end in 3 of 3 runs, convoy in 2: +33.3 points (95 %: −45.6 … +85.6)";
        let rest = "; 1 h earlier in the 2 pairs where both do (too few pairs differ to tell how surely)";
        assert_eq!(said, format!("{share}{rest}"));
    }

    #[test]
    fn a_plan_that_leaves_people_waiting_is_told_so() {
        let never = f64::INFINITY;
        let (base, other) = ([60.0, 120.0, 180.0, 60.0], [never, 240.0, 300.0, never]);
        let left = "alone leaves people waiting at the end of 2 of 4 runs, convoy of 0";
        let rest = "; people wait 2 min longer in the 2 pairs where neither does (too few pairs differ to tell how surely)";
        assert_eq!(said("wait_mean", MetricKind::Duration, &base, &other), format!("{left}{rest}"));
        assert_eq!(
            said("wait_mean", MetricKind::Duration, &[never; 3], &[60.0, never, never]),
            "alone leaves people waiting at the end of 2 of 3 runs, convoy of 3"
        );
    }

    #[test]
    fn shares_that_never_differ_are_only_as_sure_as_pairs_are_many() {
        let said = said("goal_met", MetricKind::Share, &[1.0; 98], &[1.0; 98]);
        assert_eq!(said, "alone meets the goal: no difference in any of 98 pairs (95 %: −2.8 … +2.8 points)");
    }

    #[test]
    fn the_dead_are_told_where_there_are_any() {
        let said = |base: &[f64], other: &[f64]| said("dead", MetricKind::Count, base, other);
        assert!(said(&[30.0, 40.0], &[10.0, 22.0]).starts_with("alone lets 19.0 fewer people die (too few"));
        assert_eq!(said(&[3.0, 4.0], &[3.0, 4.0]), "alone lets people die: no difference in any of 2 pairs");
        assert_eq!(said(&[0.0, 0.0], &[0.0, 0.0]), "");
    }

    #[test]
    fn numbers_stand_where_the_words_want_them() {
        let said = said("out", MetricKind::Count, &[100.0, 200.0], &[400.0, 501.0]);
        assert!(said.starts_with("alone has 300 more people out at the end"), "{said}");
    }
}
