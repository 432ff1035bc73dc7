//! Paired differences: the same replication of two settings, one minus the other.
//!
//! Both have the same luck, so that what a difference holds is mostly the settings' doing. What did not
//! happen before the end has no difference; then the share of replications in which it happened is
//! compared instead, and the mean over the pairs in which it happened in both is told apart. In the quantiles
//! of differences, later than the end minus an instant is more than any difference, and an instant minus
//! later than the end is less; a pair in which it happened in neither may be anywhere.
//! A pair in which one has no value (NaN), such as a mean wait where nobody waited, is none.

use super::{Ensemble, QUANTILES};
use crate::record::{MetricKind, MetricName};
use crate::stats::{Moments, Shape, normal_quantile, type7};

/// The chance that all intervals of a comparison hold together.
const LEVEL: f64 = 0.95;

/// What an estimate is, with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// The interval; none where too few pairs differ or a few decide ([`Shape::interval`]), or where nothing is
    /// random.
    pub interval: Option<(f64, f64)>,
}

/// How a metric of one setting differs from that of the base, over pairs of replications.
#[derive(Clone, Debug, PartialEq)]
pub struct Paired {
    /// The metric.
    pub name: MetricName,
    /// In how many pairs both have a value.
    pub pairs: u64,
    /// In how many it happened in the base, in the other setting, and in both.
    pub reached: [u64; 3],
    /// The mean of the base and of the other setting over the pairs in which it happened in both.
    pub means: [Option<f64>; 2],
    /// The mean of the base and of the other setting over all pairs; none where it did not always happen.
    pub means_of_all: [Option<f64>; 2],
    /// The mean difference, other minus base, if it happened in both of every pair. Of a share, the
    /// difference of the shares.
    pub difference: Option<Estimate>,
    /// The mean difference over the pairs in which it happened in both.
    pub difference_of_both: Option<Estimate>,
    /// The difference in the share of replications in which it happened, other minus base.
    pub share: Estimate,
    /// The difference's quantiles at [`QUANTILES`] over all pairs; none where one depends on a pair in which
    /// it did not happen in both.
    pub quantiles: [Option<f64>; QUANTILES.len()],
    /// Of an instant, where the scenarios have an end: the means and their difference over all pairs, if all that
    /// happens later than the first of the ends, or never, counted as happening then.
    pub restricted: Option<RestrictedDifference>,
    /// Whether nothing is random, so that differences are exact and have no interval.
    pub certain: bool,
    /// In how many pairs the other setting's value is lower, equal and higher. What did not happen is
    /// higher than what did.
    pub order: [u64; 3],
}

/// What a comparison of means up to the end comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RestrictedDifference {
    /// The mean of the base and of the other setting.
    pub means: [f64; 2],
    /// Their difference, other minus base.
    pub difference: Estimate,
}

/// The level of each interval where `others` settings are compared with one base, so that all of a
/// metric hold together with 95 % (Bonferroni).
#[must_use]
pub fn level_of_each(others: usize) -> f64 {
    1.0 - (1.0 - LEVEL) / others.max(1) as f64
}

/// The differences of all metrics that both have, in the order of the base. Replications that only
/// one of them has are left out.
///
/// # Panics
/// If `level` is not between 0 and 1, both excluded.
#[must_use]
pub fn paired(base: &Ensemble, other: &Ensemble, level: f64) -> Vec<Paired> {
    let with = |(name, values): (&MetricName, &Vec<f64>)| {
        let same = |row: &MetricName| row.name == name.name && row.group == name.group;
        let place = other.names.iter().position(same)?;
        let paired = Paired::of(name, values, &other.values[place], level);
        Some(paired.up_to(first_end(base, other), (values, &other.values[place]), level))
    };
    base.names.iter().zip(&base.values).filter_map(with).collect()
}

/// The first of the ends of two settings, in seconds; none where one has none.
fn first_end(base: &Ensemble, other: &Ensemble) -> Option<f64> {
    base.frame.end.zip(other.frame.end).map(|(base, other)| base.min(other))
}

impl Paired {
    /// The differences of one metric, from its values in the replications of two settings.
    ///
    /// # Panics
    /// If `level` is not between 0 and 1, both excluded.
    #[must_use]
    pub fn of(name: &MetricName, base: &[f64], other: &[f64], level: f64) -> Paired {
        let all = base.iter().copied().zip(other.iter().copied());
        let pairs: Vec<(f64, f64)> = all.filter(|(a, b)| !a.is_nan() && !b.is_nan()).collect();
        let both = || pairs.iter().copied().filter(|(a, b)| a.is_finite() && b.is_finite());
        let mut sorted: Vec<f64> = both().map(|(a, b)| b - a).collect();
        let shape: Shape = sorted.iter().copied().collect();
        let differences = shape.moments();
        sorted.sort_unstable_by(f64::total_cmp);
        let happened = |of: fn(&(f64, f64)) -> f64| count(&pairs, |pair| of(pair).is_finite());
        let reached = [happened(|pair| pair.0), happened(|pair| pair.1), differences.count()];
        let changed = |a: f64, b: f64| [!a.is_finite() && b.is_finite(), a.is_finite() && !b.is_finite()];
        let share = share_difference(&pairs, changed, level);
        // Less and more than any difference, and unknown.
        let without = [
            count(&pairs, |(a, b)| a.is_infinite() && b.is_finite()),
            count(&pairs, |(a, b)| a.is_finite() && b.is_infinite()),
            count(&pairs, |(a, b)| a.is_infinite() && b.is_infinite()),
        ];
        let mean_of_all = |of: fn(&(f64, f64)) -> f64| {
            pairs.iter().map(of).collect::<Moments>().mean().filter(|mean| mean.is_finite())
        };
        let of_both = match name.kind {
            MetricKind::Share => Some(share_difference(&pairs, |a, b| [a < b, a > b], level)),
            _ => differences.mean().map(|value| Estimate { value, interval: shape.interval(level) }),
        };
        Paired {
            name: name.clone(),
            pairs: pairs.len() as u64,
            reached,
            means: [both().map(|pair| pair.0).collect::<Moments>(), both().map(|pair| pair.1).collect()]
                .map(|moments| moments.mean()),
            difference: of_both.filter(|_| differences.count() == pairs.len() as u64 && !pairs.is_empty()),
            difference_of_both: of_both.filter(|_| differences.count() > 0),
            share,
            means_of_all: [mean_of_all(|pair| pair.0), mean_of_all(|pair| pair.1)],
            quantiles: quantiles(&sorted, without),
            restricted: None,
            certain: false,
            order: [
                count(&pairs, |(a, b)| b < a),
                count(&pairs, |(a, b)| b == a),
                count(&pairs, |(a, b)| b > a),
            ],
        }
    }

    /// The same with the difference of means up to an end, from the values in the replications of both.
    fn up_to(self, end: Option<f64>, (base, other): (&[f64], &[f64]), level: f64) -> Paired {
        let Some(end) = end.filter(|_| self.name.kind == MetricKind::Instant && self.pairs > 0) else {
            return self;
        };
        let pairs = base.iter().zip(other).filter(|(a, b)| !a.is_nan() && !b.is_nan());
        let pairs: Vec<(f64, f64)> = pairs.map(|(a, b)| (a.min(end), b.min(end))).collect();
        let mean =
            |of: fn(&(f64, f64)) -> f64| pairs.iter().map(of).collect::<Moments>().mean().unwrap_or(end);
        let shape: Shape = pairs.iter().map(|(a, b)| b - a).collect();
        let value = shape.moments().mean().unwrap_or(0.0);
        let difference = Estimate { value, interval: shape.interval(level) };
        let means = [mean(|pair| pair.0), mean(|pair| pair.1)];
        Paired { restricted: Some(RestrictedDifference { means, difference }), ..self }
    }

    /// The same without intervals, for settings in which nothing is random: all pairs are the same one.
    #[must_use]
    pub fn exact(self) -> Paired {
        let exact = |estimate: Estimate| Estimate { interval: None, ..estimate };
        Paired {
            difference: self.difference.map(exact),
            difference_of_both: self.difference_of_both.map(exact),
            share: exact(self.share),
            restricted: self
                .restricted
                .map(|told| RestrictedDifference { difference: exact(told.difference), ..told }),
            certain: true,
            ..self
        }
    }

    /// Whether it happened in all replications of both settings.
    #[must_use]
    pub fn is_always_reached(&self) -> bool {
        self.reached == [self.pairs; 3]
    }
}

/// The quantiles of rising differences, beside which there are pairs whose difference is less than any
/// number, more than any, and unknown.
fn quantiles(rising: &[f64], [less, more, unknown]: [u64; 3]) -> [Option<f64>; QUANTILES.len()] {
    let with = |less: u64, more: u64| {
        let of = |value, times: u64| std::iter::repeat_n(value, times as usize);
        let low = of(f64::NEG_INFINITY, less);
        low.chain(rising.iter().copied()).chain(of(f64::INFINITY, more)).collect::<Vec<f64>>()
    };
    // What holds with all that is unknown at either end holds wherever it is.
    let [low, high] = [with(less + unknown, more), with(less, more + unknown)];
    QUANTILES.map(|p| {
        let low = (!low.is_empty()).then(|| type7(&low, p)).filter(|value| value.is_finite())?;
        (low == type7(&high, p)).then_some(low)
    })
}

fn count(pairs: &[(f64, f64)], is_so: impl Fn(&(f64, f64)) -> bool) -> u64 {
    pairs.iter().filter(|pair| is_so(pair)).count() as u64
}

/// How much more often something is so in the other setting: the difference of two shares over pairs.
/// `changed` says of a pair whether it is so in the other only, or in the base only.
///
/// The interval is the adjusted Wald interval of D. G. Bonett and R. M. Price, Journal of Educational
/// and Behavioral Statistics 37 (2012), which does not collapse where no pair differs.
fn share_difference(pairs: &[(f64, f64)], changed: impl Fn(f64, f64) -> [bool; 2], level: f64) -> Estimate {
    let more = count(pairs, |&(a, b)| changed(a, b)[0]) as f64;
    let less = count(pairs, |&(a, b)| changed(a, b)[1]) as f64;
    let n = pairs.len() as f64;
    let (p, q) = ((more + 1.0) / (n + 2.0), (less + 1.0) / (n + 2.0));
    let half = normal_quantile(0.5 + 0.5 * level) * ((p + q - (p - q) * (p - q)) / (n + 2.0)).max(0.0).sqrt();
    let value = if n > 0.0 { (more - less) / n } else { 0.0 };
    Estimate { value, interval: Some(((p - q - half).max(-1.0), (p - q + half).min(1.0))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEVER: f64 = f64::INFINITY;

    fn of(kind: MetricKind, base: &[f64], other: &[f64]) -> Paired {
        let name = MetricName { name: "m".into(), group: "all".into(), unit: "s", kind };
        Paired::of(&name, base, other, 0.95)
    }

    #[test]
    fn a_difference_has_the_interval_of_its_pairs() {
        let base: Vec<f64> = (1..=11).map(|n| f64::from(n) * 10.0).collect();
        let apart = [3.0, 2.0, 1.0, 3.0, 2.0, 1.0, 3.0, 2.0, 1.0, 3.0, 1.0];
        let other: Vec<f64> = base.iter().zip(apart).map(|(base, apart)| base - apart).collect();
        let paired = of(MetricKind::Instant, &base, &other);
        let Estimate { value, interval } = paired.difference.unwrap();
        let (low, high) = interval.unwrap();
        assert_eq!(value, -2.0);
        // Differences lie evenly: Student's quantile with ten degrees of freedom, times the root of 8/10 over that
        // of 11.
        let half = 2.2281388519862743 * (0.8_f64 / 11.0).sqrt();
        assert!((high - value - half).abs() < 1e-12 && (value - low - half).abs() < 1e-12, "{low} {high}");
        assert_eq!((paired.order, paired.means), ([11, 0, 0], [Some(60.0), Some(58.0)]));
        assert_eq!(paired.quantiles[2], Some(-2.0));
    }

    #[test]
    fn pairs_of_which_too_few_differ_have_no_interval() {
        let base = [100.0; 60];
        let other =
            |differ: usize| -> Vec<f64> { (0..60).map(|k| if k < differ { 40.0 } else { 100.0 }).collect() };
        for differ in [0, 1, 4] {
            let told = of(MetricKind::Duration, &base, &other(differ)).difference.unwrap();
            assert!((told.value + differ as f64).abs() < 1e-12 && told.interval.is_none(), "{told:?}");
        }
        assert!(of(MetricKind::Duration, &base, &other(20)).difference.unwrap().interval.is_some());
    }

    #[test]
    fn means_up_to_the_end_can_be_compared_where_something_did_not_happen() {
        let (base, other) = ([10.0, NEVER, NEVER, 5.0], [8.0, 9.0, NEVER, NEVER]);
        let paired = of(MetricKind::Instant, &base, &other).up_to(Some(20.0), (&base, &other), 0.95);
        let told = paired.restricted.unwrap();
        // 10, 20, 20, 5 and 8, 9, 20, 20.
        assert_eq!((told.means, told.difference.value), ([13.75, 14.25], 0.5));
        let without = of(MetricKind::Instant, &base, &other).up_to(None, (&base, &other), 0.95);
        assert_eq!(without.restricted, None);
    }

    #[test]
    fn what_did_not_happen_leaves_the_mean_empty_and_shows_in_the_share() {
        let paired = of(MetricKind::Instant, &[10.0, NEVER, NEVER, 5.0], &[8.0, 9.0, NEVER, NEVER]);
        assert_eq!((paired.pairs, paired.reached), (4, [2, 2, 1]));
        assert_eq!(paired.difference, None);
        assert_eq!(paired.difference_of_both, Some(Estimate { value: -2.0, interval: None }));
        assert_eq!(paired.share.value, 0.0);
        assert_eq!(paired.order, [2, 1, 1]);
        assert_eq!(paired.means_of_all, [None, None]);
    }

    #[test]
    fn what_did_not_happen_counts_as_later_than_the_end_in_the_quantiles() {
        let base: Vec<f64> = (0..20).map(f64::from).collect();
        let mut other: Vec<f64> = base.iter().map(|value| value + value / 2.0).collect();
        let all = of(MetricKind::Instant, &base, &other).quantiles.map(Option::unwrap);
        let exact = [0.475, 2.375, 4.75, 7.125, 9.025];
        assert!(all.iter().zip(exact).all(|(told, exact)| (told - exact).abs() < 1e-12), "{all:?}");
        // The last thirteen never get there: only the quarter that is least is known.
        other[7..].fill(NEVER);
        let paired = of(MetricKind::Instant, &base, &other);
        assert_eq!(paired.quantiles, [Some(all[0]), Some(all[1]), None, None, None]);
        assert_eq!(paired.means_of_all, [Some(9.5), None]);
        // Seen from the other side it is the quarter that is most.
        let turned = of(MetricKind::Instant, &other, &base);
        let [.., upper, uppermost] = turned.quantiles.map(|quantile| quantile.unwrap_or(NEVER));
        assert_eq!(turned.quantiles[..3], [None; 3]);
        assert!((upper + all[1]).abs() < 1e-12 && (uppermost + all[0]).abs() < 1e-12, "{turned:?}");
        // Where neither gets there nobody knows which of them is later.
        let mut neither = base.clone();
        neither[7..].fill(NEVER);
        assert_eq!(of(MetricKind::Instant, &neither, &other).quantiles, [None; 5]);
        // What has no value in one of a pair leaves the others as they are.
        let paired = of(MetricKind::Number, &[1.0, f64::NAN, 3.0], &[2.0, 2.0, 4.0]);
        assert_eq!(paired.quantiles, [Some(1.0); 5]);
        assert_eq!((paired.pairs, paired.difference.map(|mean| mean.value)), (2, Some(1.0)));
        assert_eq!((paired.means_of_all, paired.order), ([Some(2.0), Some(3.0)], [0, 0, 2]));
    }

    #[test]
    fn shares_that_never_differ_still_have_an_interval() {
        let paired = of(MetricKind::Share, &[1.0; 100], &[1.0; 100]);
        let Estimate { value, interval } = paired.difference.unwrap();
        let (low, high) = interval.unwrap();
        assert_eq!(value, 0.0);
        assert!((-0.03..0.0).contains(&low) && (0.0..0.03).contains(&high), "{low} {high}");
        let better = of(MetricKind::Share, &[0.0, 0.0, 1.0, 1.0], &[1.0, 1.0, 1.0, 0.0]);
        assert_eq!(better.difference.unwrap().value, 0.25);
    }

    #[test]
    fn several_comparisons_share_the_chance_of_being_wrong() {
        assert_eq!(level_of_each(1), 0.95);
        assert_eq!(level_of_each(5), 0.99);
    }
}
