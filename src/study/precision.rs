//! When enough replications have been made.

use std::str::FromStr;

use crate::record::{MetricKind, MetricName};
use crate::stats::{Shape, clopper_pearson};

/// The most replications that a precision may cost unless told otherwise.
pub const PRECISION_CAP: u64 = 100_000;

/// Fewer replications than this never suffice: an interval from a handful is itself a matter of luck.
const LEAST: u64 = 128;

/// How narrow which interval is to be: `2%`, `out_90=1%`, `out[wounded]=0.5%`.
///
/// Half the 95 % interval's width is compared with that share of the mean; for a share such as
/// `goal_met`, with the number itself (2 % means two percentage points).
#[derive(Clone, Debug, PartialEq)]
pub struct Precision {
    /// The metric; none: `goal_met` where there is a goal, else `clearance_time`.
    pub metric: Option<(String, String)>,
    /// The half-width that suffices.
    pub half_width: f64,
}

impl FromStr for Precision {
    type Err = String;

    fn from_str(text: &str) -> Result<Precision, String> {
        let (metric, width) = match text.rsplit_once('=') {
            Some((metric, width)) => (Some(metric_and_group(metric)), width),
            None => (None, text),
        };
        let percent = width.trim().strip_suffix('%').and_then(|number| number.trim().parse::<f64>().ok());
        match percent {
            Some(percent) if percent > 0.0 && percent < 100.0 => {
                Ok(Precision { metric, half_width: percent / 100.0 })
            }
            _ => Err(format!("`{width}` is not a precision: write a percentage such as 2%, or METRIC=2%")),
        }
    }
}

fn metric_and_group(text: &str) -> (String, String) {
    match text.trim().strip_suffix(']').and_then(|text| text.split_once('[')) {
        Some((metric, group)) => (metric.to_owned(), group.to_owned()),
        None => (text.trim().to_owned(), "all".to_owned()),
    }
}

impl Precision {
    /// Which of these metrics it is about.
    #[must_use]
    pub fn place(&self, names: &[MetricName]) -> Option<usize> {
        let named = |metric: &str, group: &str| {
            names.iter().position(|name| name.name == metric && (name.group == group || metric == "goal_met"))
        };
        match &self.metric {
            Some((metric, group)) => named(metric, group),
            None => named("goal_met", "all").or_else(|| named("clearance_time", "all")),
        }
    }
}

/// Judges after every block whether the precision has been reached.
#[derive(Debug)]
pub(super) struct Judge {
    place: Option<usize>,
    is_share: bool,
    half_width: f64,
    /// Whether nothing is random: then every mean is precise.
    certain: bool,
    seen: usize,
    shape: Shape,
    satisfied: bool,
}

impl Judge {
    pub(super) fn new(precision: &Precision, names: &[MetricName], certain: bool) -> Judge {
        let place = precision.place(names);
        Judge {
            place,
            is_share: place.is_some_and(|place| names[place].kind == MetricKind::Share),
            half_width: precision.half_width,
            certain,
            seen: 0,
            shape: Shape::default(),
            satisfied: false,
        }
    }

    pub(super) fn is_satisfied(&self) -> bool {
        self.satisfied
    }

    pub(super) fn look(&mut self, values: &[Vec<f64>], replications: u64) {
        let Some(values) = self.place.map(|place| &values[place]) else { return };
        // Replications without a value say nothing of it.
        let told = values[self.seen..].iter().filter(|value| !value.is_nan());
        told.for_each(|&value| self.shape.push(value));
        self.seen = values.len();
        self.satisfied |= replications >= LEAST && self.is_narrow();
    }

    /// Why the precision has not been reached, where the width of an interval is not what it lacks.
    pub(super) fn why_vague(&self) -> Option<&'static str> {
        let mean = self.shape.moments().mean().filter(|_| !self.satisfied && !self.is_share && !self.certain);
        match mean {
            Some(mean) if !mean.is_finite() => Some("it did not happen in all runs"),
            Some(_) if self.shape.interval(0.95).is_none() => Some("too few runs differ, or a few decide"),
            _ => None,
        }
    }

    fn is_narrow(&self) -> bool {
        let Some(mean) = self.shape.moments().mean() else { return false };
        if self.certain {
            return mean.is_finite();
        }
        if self.is_share {
            let n = self.shape.moments().count();
            let (low, high) = clopper_pearson((mean * n as f64).round() as u64, n, 0.95);
            return (high - low) / 2.0 <= self.half_width;
        }
        let interval = self.shape.interval(0.95);
        interval.is_some_and(|(low, high)| (high - low) / 2.0 <= self.half_width * mean.abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_precision_is_a_percentage_of_a_metric() {
        let read = |text: &str| text.parse::<Precision>();
        assert_eq!(read("2%"), Ok(Precision { metric: None, half_width: 0.02 }));
        let wounded = Some(("out_90".to_owned(), "wounded".to_owned()));
        assert_eq!(read("out_90[wounded]=0.5%"), Ok(Precision { metric: wounded, half_width: 0.005 }));
        for wrong in ["2", "0%", "-1%", "100%", "x%", "out=2"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    /// A judge of the metric `m` that is to be within 2 %, after these values.
    fn judged(certain: bool, values: Vec<f64>) -> Judge {
        let name =
            MetricName { name: "m".into(), group: "all".into(), unit: "s", kind: MetricKind::Duration };
        let precision: Precision = "m=2%".parse().expect("it is a precision");
        let mut judge = Judge::new(&precision, &[name], certain);
        let replications = values.len() as u64;
        judge.look(&[values], replications);
        judge
    }

    #[test]
    fn runs_that_are_all_alike_are_not_precise_unless_nothing_is_random() {
        let alike = judged(false, vec![7.0; 5000]);
        assert_eq!(
            (alike.is_satisfied(), alike.why_vague()),
            (false, Some("too few runs differ, or a few decide"))
        );
        let certain = judged(true, vec![7.0; 128]);
        assert_eq!((certain.is_satisfied(), certain.why_vague()), (true, None));
        // One of a hundred is late: three that differ tell nothing of how often.
        let rare = (0..300).map(|run| if run % 100 == 0 { 1000.0 } else { 999.0 });
        assert!(!judged(false, rare.collect()).is_satisfied());
        let even = (0..300).map(|run| if run % 2 == 0 { 1000.0 } else { 999.0 });
        assert!(judged(false, even.collect()).is_satisfied());
    }
}
