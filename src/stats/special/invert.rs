//! Finds the point of a positive distribution that has given masses below and above.
//!
//! Gamma, beta and Student quantiles are one problem. Written in the logarithm of `x` (for beta:
//! of the odds), all three densities are log-concave. So are then the masses below and above, and
//! Newton's method on the logarithm of either mass converges from any start: after at most one
//! step across the root, it approaches from one side. A bracket catches the starts from which a
//! mass underflows.

use super::Tails;

/// Newton needs three or four steps from a good start; halving the whole range of `f64` in the
/// exponent needs eleven more.
const MOST_STEPS: usize = 64;

/// Once the last step times the gap it closed is this small, the next could not change `x`.
const SETTLED: f64 = 1e-17;

/// What a law says of one point `x`: its tails, and the density of `ln x` there.
pub(super) struct Reading {
    pub(super) tails: Tails,
    pub(super) density: f64,
}

/// The `x` at which `law` has the tails `target`, searched from `start` among positive normal
/// numbers. Works on the smaller tail, which has the more digits.
pub(super) fn invert(target: Tails, start: f64, law: impl Fn(f64) -> Reading) -> f64 {
    let (mut low, mut high) = (f64::MIN_POSITIVE, f64::MAX);
    let mut x = start.max(low).min(high);
    for _ in 0..MOST_STEPS {
        let (gap, shift) = newton(target, &law(x));
        if gap > 0.0 {
            low = x
        } else {
            high = x
        }
        let next = x * libm::exp(shift);
        let inside = low <= next && next <= high;
        x = if inside { next } else { low.sqrt() * high.sqrt() };
        if (gap * shift).abs() <= SETTLED {
            break;
        }
    }
    x
}

/// The gap left in the logarithm of the smaller tail, positive when `x` must grow, and the step in
/// `ln x` that would close it.
fn newton(target: Tails, here: &Reading) -> (f64, f64) {
    let (ratio, mass) = if target.lower <= target.upper {
        (target.lower / here.tails.lower, here.tails.lower)
    } else {
        (here.tails.upper / target.upper, here.tails.upper)
    };
    let gap = libm::log(ratio);
    (gap, gap * mass / here.density)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The law with distribution function x / (1 + x): the odds of a uniform number.
    fn odds(x: f64) -> Reading {
        let tails = Tails { lower: x / (1.0 + x), upper: 1.0 / (1.0 + x) };
        Reading { tails, density: tails.lower * tails.upper }
    }

    #[test]
    fn every_start_leads_to_the_root() {
        for start in [0.0, 1e-300, 1e-9, 1.0, 1e9, 1e300, f64::INFINITY] {
            for lower in [1e-15, 0.2, 0.5, 0.8, 1.0 - 1e-15] {
                let target = Tails::below(lower);
                let x = invert(target, start, odds);
                let expected = target.lower / target.upper;
                assert!((x / expected - 1.0).abs() < 4e-16, "{start} {lower}: {x} {expected}");
            }
        }
    }
}
