//! One metric over all replications.

use crate::plan::Plan;
use crate::record::{MetricKind, MetricName};
use crate::stats::{Shape, clopper_pearson, type7};
use crate::units::Tick;

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
    /// The 95 % interval of the mean: Student's, set right for skewness ([`Shape::interval`]), or Clopper and
    /// Pearson's of a share; where nothing is random, the mean twice. None where too few runs decide.
    pub ci95: Option<(f64, f64)>,
    /// In how many replications it has another value than the one that is most frequent.
    pub unlike: u64,
    /// The mean of those in which it happened.
    pub mean_of_reached: Option<f64>,
    /// Of an instant, where the scenario has an end: the mean if all that happens later, or never, counted as
    /// happening at the end. The true mean is no less.
    pub restricted: Option<RestrictedMean>,
    /// The least value.
    pub min: Option<f64>,
    /// The quantiles at [`QUANTILES`] (Hyndman and Fan's type 7).
    pub quantiles: [Option<f64>; QUANTILES.len()],
    /// The greatest value.
    pub max: Option<f64>,
}

/// A mean up to the end, with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RestrictedMean {
    /// The mean.
    pub mean: f64,
    /// Its interval; none where too few runs decide.
    pub ci95: Option<(f64, f64)>,
}

/// What is known of all replications before any is made.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Frame {
    /// Whether nothing is random, so that all are the same.
    pub certain: bool,
    /// When they end, in seconds; none if they take as long as they take.
    pub end: Option<f64>,
}

impl Frame {
    /// What a plan says of its replications.
    #[must_use]
    pub fn of(plan: &Plan) -> Frame {
        Frame { certain: plan.is_deterministic(), end: plan.end.map(Tick::seconds) }
    }
}

impl MetricSummary {
    /// The summary of a metric's values, one a replication, of which nothing is known beforehand.
    #[must_use]
    pub fn of(name: &MetricName, values: &[f64]) -> MetricSummary {
        MetricSummary::within(Frame::default(), name, values)
    }

    /// The summary of a metric's values, one a replication.
    #[must_use]
    pub fn within(frame: Frame, name: &MetricName, values: &[f64]) -> MetricSummary {
        let mut sorted: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let happened = values.iter().copied().filter(|value| value.is_finite());
        let shape: Shape = happened.collect();
        let moments = shape.moments();
        let all = moments.count() == sorted.len() as u64 && !sorted.is_empty();
        MetricSummary {
            name: name.clone(),
            n: sorted.len() as u64,
            reached: moments.count(),
            mean: moments.mean().filter(|_| all),
            sd: moments.sd().filter(|_| all),
            ci95: interval(frame, name.kind, &shape).filter(|_| all),
            unlike: unlike(&sorted),
            mean_of_reached: moments.mean(),
            restricted: restricted(frame, name.kind, &sorted),
            min: sorted.first().copied(),
            quantiles: super::QUANTILES.map(|p| (!sorted.is_empty()).then(|| type7(&sorted, p))),
            max: sorted.last().copied(),
        }
    }
}

impl MetricSummary {
    /// Why there is a mean and no interval of it, in words that follow a colon; none where there is one, or no mean.
    #[must_use]
    pub fn why_no_interval(&self) -> Option<&'static str> {
        let lacks = self.mean.is_some() && self.ci95.is_none();
        lacks.then(|| why(self.n, self.unlike))
    }

    /// The share of replications that have another value than the most frequent one, with its 95 % interval (Clopper
    /// and Pearson's).
    #[must_use]
    pub fn share_unlike(&self) -> (f64, (f64, f64)) {
        let share = self.unlike as f64 / self.n.max(1) as f64;
        (share, clopper_pearson(self.unlike, self.n, LEVEL))
    }
}

/// Why so many values, of which so many differ, have no interval.
pub(super) fn why(n: u64, unlike: u64) -> &'static str {
    match (n, unlike) {
        (0..8, _) => "too few runs",
        (_, 0) => "no run differs",
        _ => "too few runs differ, or a few decide",
    }
}

fn interval(frame: Frame, kind: MetricKind, shape: &Shape) -> Option<(f64, f64)> {
    let moments = shape.moments();
    let mean = moments.mean()?;
    match kind {
        _ if frame.certain => Some((mean, mean)),
        MetricKind::Share => {
            let successes = (mean * moments.count() as f64).round() as u64;
            Some(clopper_pearson(successes, moments.count(), LEVEL))
        }
        _ => shape.interval(LEVEL),
    }
}

/// How many of rising numbers are not the most frequent one.
pub(super) fn unlike(rising: &[f64]) -> u64 {
    let most = rising.chunk_by(|a, b| a == b).map(<[f64]>::len).max();
    (rising.len() - most.unwrap_or(0)) as u64
}

fn restricted(frame: Frame, kind: MetricKind, rising: &[f64]) -> Option<RestrictedMean> {
    let end = frame.end.filter(|_| kind == MetricKind::Instant)?;
    let shape: Shape = rising.iter().map(|value| value.min(end)).collect();
    let mean = shape.moments().mean()?;
    Some(RestrictedMean { mean, ci95: interval(frame, kind, &shape) })
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

    #[test]
    fn no_interval_is_told_where_no_run_differs_or_a_handful() {
        let rare = |differ: usize| {
            let values: Vec<f64> = (0..100).map(|run| if run < differ { 360_000.0 } else { 0.0 }).collect();
            MetricSummary::of(&name(MetricKind::Duration), &values)
        };
        let none = rare(0);
        assert_eq!((none.mean, none.ci95, none.unlike), (Some(0.0), None, 0));
        assert_eq!(none.why_no_interval(), Some("no run differs"));
        // 1 − 0.025^(1/100).
        let (share, (low, high)) = none.share_unlike();
        assert!(
            share == 0.0 && low == 0.0 && (high - (1.0 - libm::pow(0.025, 0.01))).abs() < 1e-12,
            "{high}"
        );
        let some = rare(3);
        assert!((some.mean.unwrap() - 10_800.0).abs() < 1e-9, "{some:?}");
        assert_eq!((some.ci95, some.unlike), (None, 3));
        assert_eq!(some.why_no_interval(), Some("too few runs differ, or a few decide"));
        let many = rare(40);
        assert!(many.ci95.is_some() && many.why_no_interval().is_none());
    }

    #[test]
    fn where_nothing_is_random_the_interval_has_no_width() {
        let frame = Frame { certain: true, end: None };
        let summary = MetricSummary::within(frame, &name(MetricKind::Duration), &[5.0; 3]);
        assert_eq!((summary.ci95, summary.why_no_interval()), (Some((5.0, 5.0)), None));
    }

    #[test]
    fn the_restricted_mean_counts_what_is_later_as_the_end() {
        let frame = Frame { certain: false, end: Some(100.0) };
        let of = |kind, values: &[f64]| MetricSummary::within(frame, &name(kind), values).restricted;
        let values = [40.0, f64::INFINITY, 60.0, f64::INFINITY];
        assert_eq!(of(MetricKind::Instant, &values), Some(RestrictedMean { mean: 75.0, ci95: None }));
        assert_eq!(of(MetricKind::Duration, &values), None);
        assert_eq!(MetricSummary::of(&name(MetricKind::Instant), &values).restricted, None);
        let even: Vec<f64> = (0..40).map(|run| if run % 2 == 0 { 50.0 } else { f64::INFINITY }).collect();
        let told = of(MetricKind::Instant, &even).unwrap();
        let (low, high) = told.ci95.unwrap();
        assert!(told.mean == 75.0 && low < 75.0 && high > 75.0, "{low} {high}");
    }
}
