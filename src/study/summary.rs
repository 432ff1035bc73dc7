//! One metric over all replications.

use crate::observe::{MetricKind, MetricName};
use crate::stats::{Moments, clopper_pearson, type7};

/// The quantiles that are told of every metric and headcount.
pub const QUANTILES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// The level of the intervals.
const LEVEL: f64 = 0.95;

/// What the replications say of a metric. What did not happen before the end counts as later than the
/// end in every quantile (infinite), and leaves mean, deviation and interval empty. Replications without a
/// value (NaN), such as a mean wait where nobody waited, are left out altogether.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricSummary {
    /// The metric.
    pub name: MetricName,
    /// In how many replications it has a value.
    pub n: u64,
    /// In how many of them it happened at all.
    pub reached: u64,
    /// The mean, if it happened in all of them.
    pub mean: Option<f64>,
    /// The standard deviation, if it happened in all and there are two or more.
    pub sd: Option<f64>,
    /// The 95 % interval of the mean: Student's, or Clopper and Pearson's of a share.
    pub ci95: Option<(f64, f64)>,
    /// The mean of those in which it happened.
    pub mean_of_reached: Option<f64>,
    /// The least value.
    pub min: Option<f64>,
    /// The quantiles at [`QUANTILES`] (Hyndman and Fan's type 7).
    pub quantiles: [Option<f64>; QUANTILES.len()],
    /// The greatest value.
    pub max: Option<f64>,
}

impl MetricSummary {
    /// The summary of a metric's values, one a replication.
    #[must_use]
    pub fn of(name: &MetricName, values: &[f64]) -> MetricSummary {
        let mut sorted: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let happened = values.iter().copied().filter(|value| value.is_finite());
        let moments: Moments = happened.collect();
        let all = moments.count() == sorted.len() as u64 && !sorted.is_empty();
        MetricSummary {
            name: name.clone(),
            n: sorted.len() as u64,
            reached: moments.count(),
            mean: moments.mean().filter(|_| all),
            sd: moments.sd().filter(|_| all),
            ci95: interval(name.kind, &moments).filter(|_| all),
            mean_of_reached: moments.mean(),
            min: sorted.first().copied(),
            quantiles: super::QUANTILES.map(|p| (!sorted.is_empty()).then(|| type7(&sorted, p))),
            max: sorted.last().copied(),
        }
    }
}

fn interval(kind: MetricKind, moments: &Moments) -> Option<(f64, f64)> {
    match kind {
        MetricKind::Share => {
            let successes = (moments.mean()? * moments.count() as f64).round() as u64;
            Some(clopper_pearson(successes, moments.count(), LEVEL))
        }
        _ => moments.interval(LEVEL),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(kind: MetricKind) -> MetricName {
        MetricName { name: "m".into(), group: "all".into(), unit: "s", kind }
    }

    #[test]
    fn what_did_not_happen_counts_as_later_than_the_end_and_leaves_the_mean_empty() {
        let summary = MetricSummary::of(&name(MetricKind::Instant), &[10.0, f64::INFINITY, 20.0, 30.0]);
        assert_eq!((summary.n, summary.reached), (4, 3));
        assert_eq!((summary.mean, summary.sd, summary.ci95), (None, None, None));
        assert_eq!(summary.mean_of_reached, Some(20.0));
        assert_eq!(summary.quantiles[2], Some(25.0));
        assert_eq!(summary.max, Some(f64::INFINITY));
    }

    #[test]
    fn replications_without_a_value_are_left_out() {
        let nobody = f64::NAN;
        let summary = MetricSummary::of(&name(MetricKind::Duration), &[nobody, 600.0, nobody, 660.0, nobody]);
        assert_eq!((summary.n, summary.reached, summary.mean), (2, 2, Some(630.0)));
        assert_eq!((summary.min, summary.quantiles[2], summary.max), (Some(600.0), Some(630.0), Some(660.0)));
        let summary = MetricSummary::of(&name(MetricKind::Duration), &[nobody; 3]);
        assert_eq!((summary.n, summary.reached, summary.mean), (0, 0, None));
        assert_eq!((summary.min, summary.quantiles), (None, [None; QUANTILES.len()]));
    }

    #[test]
    fn a_share_has_an_interval_that_stays_between_0_and_1() {
        let summary = MetricSummary::of(&name(MetricKind::Share), &[1.0; 10]);
        let (low, high) = summary.ci95.unwrap();
        assert!((low - 0.6915).abs() < 1e-4 && high == 1.0, "{low} {high}");
    }
}
