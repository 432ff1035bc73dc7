//! How far an estimate may be off.

use super::moments::Moments;
use super::special::{beta_quantile, student_quantile};

/// The Student interval for a mean: `mean` and `sd` are of `n` independent numbers, and in a share
/// `level` of such experiments the interval holds the true mean.
///
/// # Panics
/// If `n` is below two, or `level` not between 0 and 1, both excluded.
pub fn student_interval(mean: f64, sd: f64, n: u64, level: f64) -> (f64, f64) {
    assert!(n >= 2, "an interval needs at least two numbers, not {n}");
    assert_level(level);
    let count = n as f64;
    let half = student_quantile(0.5 + 0.5 * level, count - 1.0) * sd / count.sqrt();
    (mean - half, mean + half)
}

/// The interval of Clopper and Pearson for a probability: `successes` happened in `n` trials, and
/// in at least a share `level` of such experiments the interval holds the true probability.
///
/// Without trials, it is all from 0 to 1. Source: Biometrika 26 (1934), in the form of beta
/// quantiles.
///
/// # Panics
/// If `successes` exceeds `n`, or `level` is not between 0 and 1, both excluded.
pub fn clopper_pearson(successes: u64, n: u64, level: f64) -> (f64, f64) {
    assert!(successes <= n, "{successes} successes in {n} trials");
    assert_level(level);
    let outside = 0.5 - 0.5 * level;
    let (hits, misses) = (successes as f64, (n - successes) as f64);
    let low = if successes == 0 { 0.0 } else { beta_quantile(hits, misses + 1.0, outside) };
    let high = if successes == n { 1.0 } else { beta_quantile(hits + 1.0, misses, 1.0 - outside) };
    (low, high)
}

/// The moments of the means of `batches` stretches of equal length: neighbours in a series lean on
/// each other, the means of long stretches hardly do, so their interval can be trusted.
///
/// Numbers at the start that would not fill a batch are left out; they are the least settled.
///
/// # Panics
/// If `batches` is zero, or there are fewer `values` than `batches`.
pub fn batch_means(values: &[f64], batches: usize) -> Moments {
    assert!(batches > 0, "at least one batch is needed");
    let length = values.len() / batches;
    assert!(length > 0, "{} numbers do not fill {batches} batches", values.len());
    let settled = &values[values.len() - length * batches..];
    settled.chunks_exact(length).map(mean).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn assert_level(level: f64) {
    assert!(level > 0.0 && level < 1.0, "a level must lie between 0 and 1, not at {level}");
}

#[cfg(test)]
mod tests {
    use super::super::special::close::assert_close;
    use super::*;

    #[test]
    fn student_intervals_are_those_of_the_tables() {
        // The 0.975 quantiles of Student's law, to sixteen digits.
        for (n, t) in [
            (2, 12.706204736174693),
            (3, 4.302652729749462),
            (5, 2.7764451051977935),
            (11, 2.2281388519862743),
            (31, 2.042272456301238),
            (201, 1.971896223633909),
            (100_001, 1.9599877075346093),
        ] {
            let (low, high) = student_interval(10.0, (n as f64).sqrt(), n, 0.95);
            assert_close(high - 10.0, t, 1e-14, &format!("{n} numbers"));
            assert_close(10.0 - low, t, 1e-14, &format!("{n} numbers"));
        }
    }

    #[test]
    fn clopper_pearson_holds_its_level_at_both_ends() {
        // Ends from binomial sums to forty digits.
        for ((successes, n, level), (low, high)) in [
            ((1, 10, 0.95), (0.0025285785444617865, 0.4450161170281954)),
            ((7, 12, 0.95), (0.2766696856821058, 0.8483477701915698)),
            ((3, 1_000, 0.95), (0.0006190999316495715, 0.008742023238478301)),
            ((950, 1_000, 0.95), (0.9346095120845064, 0.9626646023953382)),
            ((40, 1_000_000, 0.95), (2.857673537664072e-5, 5.446825291831382e-5)),
        ] {
            let found = clopper_pearson(successes, n, level);
            assert_close(found.0, low, 1e-13, &format!("low of {successes} in {n}"));
            assert_close(found.1, high, 1e-13, &format!("high of {successes} in {n}"));
        }
    }

    #[test]
    fn no_success_and_no_failure_end_at_zero_and_one() {
        assert_eq!(clopper_pearson(0, 0, 0.95), (0.0, 1.0));
        assert_eq!(clopper_pearson(0, 20, 0.95).0, 0.0);
        assert_eq!(clopper_pearson(20, 20, 0.95).1, 1.0);
    }

    #[test]
    fn batches_leave_out_the_unsettled_start() {
        let moments = batch_means(&[99.0, 1.0, 3.0, 5.0, 7.0], 2);
        assert_eq!((moments.count(), moments.mean()), (2, Some(4.0)));
        assert_eq!(moments.sd(), Some(8.0_f64.sqrt()));
    }
}
