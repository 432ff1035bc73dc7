//! Poisson counts by inversion.

use super::special::{gamma_tails, normal_quantile};

/// The largest mean for which the distribution function has been checked.
pub(crate) const LARGEST_MEAN: f64 = 1e9;

/// The least count with probability of at least `u` below or at it, when `mean` events are
/// expected.
///
/// Starts at a Cornish-Fisher guess and walks by the exact distribution function, so the answer is
/// exact but for `u` within some 1e-14 (relative, of the smaller tail) of a step.
///
/// # Panics
/// If `mean` is not between 0 and 1e9, or `u` not between 0 and 1, both excluded.
pub fn poisson_quantile(mean: f64, u: f64) -> u64 {
    assert!(u > 0.0 && u < 1.0, "a draw needs a number between 0 and 1, not {u}");
    assert!((0.0..=LARGEST_MEAN).contains(&mean), "a mean from 0 to 1e9 is needed, not {mean}");
    if u <= libm::exp(-mean) {
        return 0;
    }
    let mut count = guess(mean, u);
    while !reaches(mean, count, u) {
        count += 1;
    }
    while count > 0 && reaches(mean, count - 1, u) {
        count -= 1;
    }
    count
}

/// Whether at most `count` events have probability of at least `u`, judged by the smaller tail.
///
/// More than `count` events happen if the gamma variable of shape `count + 1`, the time of the
/// next event, is below `mean`.
fn reaches(mean: f64, count: u64, u: f64) -> bool {
    let next = gamma_tails(count as f64 + 1.0, mean);
    if u < 0.5 { next.upper >= u } else { next.lower <= 1.0 - u }
}

/// The expansion of Cornish and Fisher to the order of 1/√mean (Abramowitz and Stegun 26.2.49),
/// rounded up from half a count below.
fn guess(mean: f64, u: f64) -> u64 {
    let z = normal_quantile(u);
    let root = mean.sqrt();
    let skewed = mean + root * z + (z * z - 1.0) / 6.0;
    let peaked = (z - z * z * z) / (72.0 * root.max(1.0));
    // A negative number becomes zero.
    (skewed + peaked - 0.5).ceil() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_means_agree_with_adding_up_by_hand() {
        for mean in [0.0, 1e-9, 0.1, 0.693, 1.0, 2.5, 7.0, 19.5, 60.0] {
            for n in 1..1000 {
                let u = (f64::from(n) - 0.37) / 1000.0;
                assert_eq!(poisson_quantile(mean, u), added_up(mean, u), "{mean} at {u}");
            }
        }
    }

    /// The quantile by adding probabilities from zero on.
    fn added_up(mean: f64, u: f64) -> u64 {
        let (mut count, mut term) = (0, libm::exp(-mean));
        let mut sum = term;
        while sum < u {
            count += 1;
            term *= mean / count as f64;
            sum += term;
        }
        count
    }

    #[test]
    fn large_means_are_the_least_count_that_reaches() {
        for mean in [60.0, 1e3, 1e6, 1e9] {
            for u in [1e-16, 1e-9, 0.01, 0.3, 0.5, 0.7, 0.99, 1.0 - 1e-9, 1.0 - 1.2e-16] {
                let count = poisson_quantile(mean, u);
                assert!(reaches(mean, count, u), "{count} is too few at {u} of {mean}");
                assert!(count == 0 || !reaches(mean, count - 1, u), "{count} too many at {u}");
            }
        }
    }

    #[test]
    fn rare_tails_keep_their_digits() {
        // One event of 1e-12 expected: the chance of none is 1 - 1e-12.
        assert_eq!(poisson_quantile(1e-12, 1.0 - 2e-12), 0);
        assert_eq!(poisson_quantile(1e-12, 1.0 - 5e-13), 1);
    }

    #[test]
    #[should_panic(expected = "not -1")]
    fn a_negative_mean_is_refused() {
        poisson_quantile(-1.0, 0.5);
    }
}
