//! Two posts that note which vehicles they see: what both saw tells how many neither did.

use super::{Counted, on_a_log_scale};
use crate::stats::{Moments, normal_quantile};

/// What two posts saw of the vehicles' trips in one stratum, such as all that went in convoy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Matched {
    /// How many trips the first post saw.
    pub first: u64,
    /// How many the second saw.
    pub second: u64,
    /// How many of these are the same.
    pub both: u64,
}

impl Matched {
    /// How many trips were seen at all.
    #[must_use]
    pub fn seen(&self) -> u64 {
        (self.first + self.second).saturating_sub(self.both)
    }
}

/// How many trips there were, by Chapman's estimate, with Seber's variance. The interval is for the trips that neither
/// post saw, as if the logarithm of their number were normal, so that it is never below what was seen.
///
/// The posts must see trips independently of each other, all trips of a stratum must be as likely to be seen, and matches
/// must be right. Where trips are unlike, such as those in convoy and those alone, each kind is a stratum of its own.
///
/// Sources: D. G. Chapman, University of California Publications in Statistics 1 (1951), 131–160; G. A. F. Seber,
/// Biometrika 57 (1970), 313–318; the interval: A. Chao, Biometrics 45 (1989), 427–438.
///
/// ```
/// use noria::stats::headcounts::{Matched, chapman};
///
/// let trips = chapman(Matched { first: 200, second: 150, both: 50 }, 0.95);
/// assert_eq!(format!("{:.2} {:.2}", trips.value, trips.variance), "594.12 3366.05");
/// ```
#[must_use]
pub fn chapman(seen: Matched, level: f64) -> Counted {
    let [first, second, both] = [seen.first, seen.second, seen.both].map(|count| count as f64);
    let value = (first + 1.0) * (second + 1.0) / (both + 1.0) - 1.0;
    let variance = (first + 1.0) * (second + 1.0) * (first - both) * (second - both)
        / ((both + 1.0) * (both + 1.0) * (both + 2.0));
    Counted { value, variance, interval: unseen_interval(value, variance, seen.seen() as f64, level) }
}

/// The interval of a number of which so many were seen: the rest is on a log scale.
#[must_use]
pub fn unseen_interval(value: f64, variance: f64, seen: f64, level: f64) -> (f64, f64) {
    let (low, high) = on_a_log_scale(value - seen, variance, level);
    (seen + low, seen + high)
}

/// How many people were carried in all strata, from matched trips and a sample of loads in each. None where a stratum has
/// fewer than two loads.
///
/// The variance of a stratum is that of a product of two independent estimates: L. A. Goodman, Journal of the American
/// Statistical Association 55 (1960), 708–713.
#[must_use]
pub fn with_matched_loads(strata: &[(Matched, Vec<f64>)], level: f64) -> Option<Counted> {
    let (mut value, mut variance) = (0.0, 0.0);
    for (seen, loads) in strata {
        let trips = chapman(*seen, level);
        let mut moments = Moments::default();
        loads.iter().for_each(|&load| moments.push(load));
        let (mean, sd, n) = (moments.mean()?, moments.sd()?, loads.len() as f64);
        // Loads are a sample of the trips: there are never more of them than trips.
        let of_mean = sd * sd / n * (1.0 - n / trips.value.max(n));
        value += trips.value * mean;
        variance +=
            mean * mean * trips.variance + trips.value * trips.value * of_mean - trips.variance * of_mean;
    }
    Some(Counted { value, variance, interval: on_a_log_scale(value, variance.max(0.0), level) })
}

/// How many trips there were, from how many either post saw, where it is known how much each sees: `coverage` is the chance
/// of a trip to be seen by the first and by the second, independently. The interval is the score interval of a binomial
/// number of trials. None unless some can be seen.
///
/// Without known coverages what either saw is a lower bound, and no estimate. Source: the estimate is D. G. Horvitz and D.
/// J. Thompson's, Journal of the American Statistical Association 47 (1952), 663–685; the interval inverts E. B. Wilson's
/// test, in the same journal 22 (1927), 209–212, for the number of trials.
#[must_use]
pub fn union(seen: Matched, coverage: [f64; 2], level: f64) -> Option<Counted> {
    let chance = 1.0 - (1.0 - coverage[0]) * (1.0 - coverage[1]);
    if !(chance > 0.0 && chance <= 1.0) {
        return None;
    }
    let count = seen.seen() as f64;
    let z = normal_quantile(f64::midpoint(level, 1.0));
    // (count − n p)² = z² n p (1 − p), solved for n.
    let linear = 2.0 * count * chance + z * z * chance * (1.0 - chance);
    let root = libm::sqrt((linear * linear - 4.0 * chance * chance * count * count).max(0.0));
    let end = |sign: f64| (linear + sign * root) / (2.0 * chance * chance);
    Some(Counted {
        value: count / chance,
        variance: count * (1.0 - chance) / (chance * chance),
        interval: (end(-1.0).max(count), end(1.0)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_saw_all_leaves_no_doubt() {
        let all = chapman(Matched { first: 80, second: 50, both: 50 }, 0.95);
        assert_eq!((all.value, all.variance, all.interval), (80.0, 0.0, (80.0, 80.0)));
        let all = union(Matched { first: 80, second: 50, both: 50 }, [1.0, 0.5], 0.95).unwrap();
        assert_eq!((all.value, all.variance, all.interval), (80.0, 0.0, (80.0, 80.0)));
    }

    #[test]
    fn nobody_seen_twice_is_a_wide_interval_and_no_infinity() {
        let none = chapman(Matched { first: 10, second: 10, both: 0 }, 0.95);
        assert_eq!(none.value, 120.0);
        assert!(none.interval.0 > 20.0 && none.interval.1 < 10_000.0, "{none:?}");
        assert_eq!(chapman(Matched { first: 0, second: 0, both: 0 }, 0.95).interval, (0.0, 0.0));
    }

    /// By hand: 120 seen of which the chance is 1 − 0.5 × 0.6 = 0.7; the ends solve (120 − 0.7 n)² = z² 0.21 n.
    #[test]
    fn the_union_is_divided_by_its_chance() {
        let found = union(Matched { first: 90, second: 80, both: 50 }, [0.5, 0.4], 0.95).unwrap();
        assert!(
            (found.value - 120.0 / 0.7).abs() < 1e-9 && (found.variance - 120.0 * 0.3 / 0.49).abs() < 1e-9
        );
        let z = 1.959_963_985;
        for n in [found.interval.0, found.interval.1] {
            let off = 120.0 - 0.7 * n;
            assert!((off * off - z * z * 0.21 * n).abs() < 1e-4, "{n}");
        }
        assert_eq!(union(Matched { first: 0, second: 0, both: 0 }, [0.0, 0.0], 0.95), None);
    }

    /// Two strata by hand: Chapman's estimates 594.1176 and 80, mean loads 50 (sd² 2) and 2 (sd² 0).
    #[test]
    fn strata_add_up_with_their_loads() {
        let strata = [
            (Matched { first: 200, second: 150, both: 50 }, vec![49.0, 51.0]),
            (Matched { first: 80, second: 50, both: 50 }, vec![2.0, 2.0, 2.0]),
        ];
        let found = with_matched_loads(&strata, 0.95).unwrap();
        let trips: f64 = 201.0 * 151.0 / 51.0 - 1.0;
        assert!((found.value - (trips * 50.0 + 160.0)).abs() < 1e-9);
        let of_mean = 1.0 - 2.0 / trips;
        let by_hand = 2500.0 * 3_366.050_335 + trips * trips * of_mean - 3_366.050_335 * of_mean;
        assert!((found.variance / by_hand - 1.0).abs() < 1e-6, "{} {by_hand}", found.variance);
        assert!(found.interval.0 < found.value && found.value < found.interval.1);
    }
}
