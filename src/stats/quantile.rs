//! Order statistics: which number of a sorted list a share belongs to.
//!
//! Shares come from people, in decimal digits: 0.95 of 20 is 19, though the nearest `f64` to 0.95
//! is a little less. A product this close to a whole number is taken to be it.

/// The quantile at `p` of rising numbers, interpolated between neighbours: type 7 of R. J. Hyndman
/// and Y. Fan, Sample quantiles in statistical packages, The American Statistician 50 (1996).
///
/// The list may begin and end in infinities, which stand for "later than the end" and, of differences,
/// for "earlier than any". The result is infinite as soon as one of them has a part in it, and never NaN.
///
/// # Panics
/// If `sorted` is empty, or `p` not between 0 and 1.
pub fn type7(sorted: &[f64], p: f64) -> f64 {
    assert!(!sorted.is_empty(), "no numbers have no quantile");
    assert_share(p);
    debug_assert!(sorted.is_sorted(), "quantiles need rising numbers");
    let place = whole_if_near((sorted.len() - 1) as f64 * p);
    let below = sorted[place as usize];
    let part = place.fract();
    if part == 0.0 || below.is_infinite() {
        return below;
    }
    let above = sorted[place as usize + 1];
    if above.is_infinite() { above } else { below + part * (above - below) }
}

/// The zero-based place, among `n` rising numbers, of the quantile at `p` by type 1 of Hyndman and
/// Fan: the least number with a share of at least `p` at or below it.
///
/// # Panics
/// If `n` is zero, or `p` not between 0 and 1.
pub fn type1_rank(n: usize, p: f64) -> usize {
    assert!(n > 0, "no numbers have no quantile");
    // A usize never exceeds 64 bits, nor does the result exceed `n`.
    (share_at_least(n as u64, p) as usize).saturating_sub(1)
}

/// The least whole number that is at least `share` of `total`.
///
/// # Panics
/// If `share` is not between 0 and 1.
pub fn share_at_least(total: u64, share: f64) -> u64 {
    assert_share(share);
    (whole_if_near(total as f64 * share).ceil() as u64).min(total)
}

/// The nearest whole number, if `x` is within the rounding error of a decimal share times a count;
/// else `x`.
fn whole_if_near(x: f64) -> f64 {
    let whole = x.round();
    if (x - whole).abs() <= 4.0 * f64::EPSILON * x { whole } else { x }
}

fn assert_share(share: f64) {
    assert!((0.0..=1.0).contains(&share), "a share must lie between 0 and 1, not at {share}");
}

#[cfg(test)]
mod tests {
    use super::*;

    const LATER: f64 = f64::INFINITY;

    #[test]
    fn type7_interpolates() {
        for ((sorted, p), expected) in [
            ((&[5.0][..], 0.3), 5.0),
            ((&[1.0, 2.0, 4.0], 0.0), 1.0),
            ((&[1.0, 2.0, 4.0], 0.25), 1.5),
            ((&[1.0, 2.0, 4.0], 0.5), 2.0),
            ((&[1.0, 2.0, 4.0], 0.75), 3.0),
            ((&[1.0, 2.0, 4.0], 1.0), 4.0),
        ] {
            assert_eq!(type7(sorted, p), expected, "{sorted:?} at {p}");
        }
    }

    #[test]
    fn later_than_the_end_is_infinite_and_never_nan() {
        for ((sorted, p), expected) in [
            ((&[1.0, 2.0, LATER][..], 0.5), 2.0),
            ((&[1.0, 2.0, LATER], 0.500001), LATER),
            ((&[1.0, LATER, LATER], 0.75), LATER),
            ((&[LATER, LATER], 0.5), LATER),
            ((&[LATER], 0.0), LATER),
        ] {
            assert_eq!(type7(sorted, p), expected, "{sorted:?} at {p}");
        }
    }

    #[test]
    fn rounding_gives_no_weight_to_infinity() {
        // 20 and 100 gaps; in floating point, 100 × 0.07 and 100 × 0.29 are not whole.
        for (gaps, p) in [(20, 0.95), (100, 0.07), (100, 0.29), (100, 0.57), (1000, 0.999)] {
            let place = (f64::from(gaps) * p).round() as usize;
            let sorted: Vec<f64> =
                (0..=gaps as usize).map(|n| if n <= place { n as f64 } else { LATER }).collect();
            assert_eq!(type7(&sorted, p), place as f64, "{gaps} gaps at {p}");
        }
    }

    #[test]
    fn type1_takes_the_first_that_reaches_the_share() {
        for ((n, p), expected) in [
            ((1, 0.0), 0),
            ((1, 1.0), 0),
            ((20, 0.0), 0),
            ((20, 0.05), 0),
            ((20, 0.051), 1),
            ((20, 0.5), 9),
            ((20, 0.95), 18),
            ((20, 1.0), 19),
            ((100, 0.07), 6),
            ((1000, 0.975), 974),
        ] {
            assert_eq!(type1_rank(n, p), expected, "{n} at {p}");
        }
    }

    #[test]
    fn shares_of_people_are_counted_as_on_paper() {
        for ((total, share), expected) in [
            ((10, 0.9), 9),
            ((100, 0.95), 95),
            ((100, 0.07), 7),
            ((100, 0.29), 29),
            ((11, 0.9), 10),
            ((3, 0.001), 1),
            ((7, 0.0), 0),
            ((0, 0.5), 0),
            ((12_345_678, 1.0), 12_345_678),
        ] {
            assert_eq!(share_at_least(total, share), expected, "{share} of {total}");
        }
    }

    #[test]
    fn all_decimal_shares_of_all_small_totals_are_right() {
        for total in 0..=500_u64 {
            for thousandths in 0..=1000 {
                let exact = (total * thousandths).div_ceil(1000);
                assert_eq!(share_at_least(total, thousandths as f64 / 1000.0), exact);
            }
        }
    }
}
