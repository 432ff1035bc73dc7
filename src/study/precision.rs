//! When enough replications have been made.

use std::str::FromStr;

use crate::observe::{MetricKind, MetricName};
use crate::stats::{Moments, clopper_pearson};

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
    seen: usize,
    moments: Moments,
    satisfied: bool,
}

impl Judge {
    pub(super) fn new(precision: &Precision, names: &[MetricName]) -> Judge {
        let place = precision.place(names);
        Judge {
            place,
            is_share: place.is_some_and(|place| names[place].kind == MetricKind::Share),
            half_width: precision.half_width,
            seen: 0,
            moments: Moments::default(),
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
        told.for_each(|&value| self.moments.push(value));
        self.seen = values.len();
        self.satisfied |= replications >= LEAST && self.is_narrow();
    }

    fn is_narrow(&self) -> bool {
        let Some(mean) = self.moments.mean() else { return false };
        if self.is_share {
            let n = self.moments.count();
            let (low, high) = clopper_pearson((mean * n as f64).round() as u64, n, 0.95);
            return (high - low) / 2.0 <= self.half_width;
        }
        let interval = self.moments.interval(0.95);
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
}
