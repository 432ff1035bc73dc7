//! The beta distribution and, on top of it, Student's: tails and quantiles.

use std::f64::consts::TAU;

use super::invert::{Reading, invert};
use super::stirling::{LARGE, deviance, stirling_rest};
use super::{Tails, assert_probability, normal_quantile};

/// Terms the continued fraction may take. About √max(a, b) are needed.
const MOST_TERMS: usize = 100_000;

/// From this many degrees of freedom on, the expansion around the normal quantile is exact.
const NEARLY_NORMAL: f64 = 1e7;

/// The regularised incomplete beta function I(a, b, x): the probability that a beta variable is at
/// most `x`.
///
/// Relative error below 1e-12 for `a` and `b` from 1e-3 to 1e6. Continued fraction of
/// DiDonato and Morris.
///
/// # Panics
/// If `a` or `b` is not positive and finite, or `x` is not between 0 and 1.
pub fn beta_i(a: f64, b: f64, x: f64) -> f64 {
    assert_shapes(a, b);
    assert!((0.0..=1.0).contains(&x), "a beta variable lies between 0 and 1, not at {x}");
    if x == 0.0 || x == 1.0 {
        return x;
    }
    read(a, b, Share { of: x, rest: 1.0 - x }).tails.lower
}

/// The quantile of the beta distribution: the `x` with I(a, b, x) = `p`.
///
/// Searched in the odds x/(1-x), by Newton's method on the logarithm of the smaller tail. Never
/// below the least normal `f64`, which matters for `a` well below one.
///
/// # Panics
/// If `a` or `b` is not positive and finite, or `p` is not between 0 and 1, both excluded.
pub fn beta_quantile(a: f64, b: f64, p: f64) -> f64 {
    assert_shapes(a, b);
    assert_probability(p);
    let spread = (1.0 / a + 1.0 / b).sqrt();
    let start = a / b * libm::exp(normal_quantile(p) * spread);
    Share::from_odds(odds_quantile(a, b, Tails::below(p), start)).of
}

/// The quantile of Student's t distribution with `df` degrees of freedom: the `t` with probability
/// `p` below it. `df` need not be whole.
///
/// The square of t over `df` is the odds of a beta variable of shapes ½ and df/2. Start, and for
/// ten million degrees or more also the answer: the expansion in Abramowitz and Stegun 26.7.5.
///
/// # Panics
/// If `df` is not positive, or `p` is not between 0 and 1, both excluded.
pub fn student_quantile(p: f64, df: f64) -> f64 {
    assert!(df > 0.0, "degrees of freedom must be positive, not {df}");
    assert_probability(p);
    let off_centre = p - 0.5;
    if off_centre == 0.0 {
        return 0.0;
    }
    let guess = around_normal(normal_quantile(p), df);
    if df >= NEARLY_NORMAL {
        return guess;
    }
    let both_sides = Tails { lower: 2.0 * off_centre.abs(), upper: 2.0 * p.min(1.0 - p) };
    let odds = odds_quantile(0.5, 0.5 * df, both_sides, guess * guess / df);
    (df * odds).sqrt().copysign(off_centre)
}

/// Student's quantile from the normal one, up to terms of order df⁻³.
fn around_normal(z: f64, df: f64) -> f64 {
    let square = z * z;
    let first = z * (square + 1.0) / 4.0;
    let second = z * ((5.0 * square + 16.0) * square + 3.0) / 96.0;
    z + (first + second / df) / df
}

fn assert_shapes(a: f64, b: f64) {
    let usable = |shape: f64| shape > 0.0 && shape.is_finite();
    assert!(usable(a) && usable(b), "shapes must be positive and finite, not {a} and {b}");
}

/// The odds at which the beta distribution has the tails `target`.
fn odds_quantile(a: f64, b: f64, target: Tails, start: f64) -> f64 {
    invert(target, start, |odds| read(a, b, Share::from_odds(odds)))
}

/// A share of one and what is left, both with all their digits.
#[derive(Clone, Copy)]
struct Share {
    of: f64,
    rest: f64,
}

impl Share {
    fn from_odds(odds: f64) -> Self {
        if odds < 1.0 {
            Self { of: odds / (1.0 + odds), rest: 1.0 / (1.0 + odds) }
        } else {
            let against = 1.0 / odds;
            Self { of: 1.0 / (1.0 + against), rest: against / (1.0 + against) }
        }
    }

    fn swapped(self) -> Self {
        Self { of: self.rest, rest: self.of }
    }
}

/// The tails at a share, and the density of the logarithm of its odds, which is the kernel.
fn read(a: f64, b: f64, x: Share) -> Reading {
    let kernel = if a <= b { kernel(a, b, x) } else { kernel(b, a, x.swapped()) };
    let tails = if x.of * (a + b + 2.0) < a + 1.0 {
        Tails::below(kernel / fraction(a, b, x))
    } else {
        Tails::above(kernel / fraction(b, a, x.swapped()))
    };
    Reading { tails, density: kernel }
}

/// x^a (1-x)^b / B(a, b), for `a` of at most `b`. Large shapes go through Stirling's formula, in
/// which the large parts cancel on paper rather than in the last digits.
fn kernel(a: f64, b: f64, x: Share) -> f64 {
    let sum = a + b;
    if b < LARGE {
        let inverse_beta = libm::tgamma(sum) / (libm::tgamma(a) * libm::tgamma(b));
        return libm::pow(x.of, a) * libm::pow(x.rest, b) * inverse_beta;
    }
    let rest = stirling_rest(sum) - stirling_rest(b);
    if a < LARGE {
        let growth = (sum - 0.5) * libm::log1p(a / b) - a + rest;
        let miss = b * if x.of < 0.5 { libm::log1p(-x.of) } else { libm::log(x.rest) };
        return libm::pow(x.of * b, a) / libm::tgamma(a) * libm::exp(growth + miss);
    }
    let surprise = a * deviance(sum * x.of, a) + b * deviance(sum * x.rest, b);
    (a / TAU * (b / sum)).sqrt() * libm::exp(rest - stirling_rest(a) - surprise)
}

/// The continued fraction that divides the kernel to give I(a, b, x), by the method of Lentz as
/// modified by Thompson and Barnett. Source: A. R. DiDonato and A. H. Morris, Algorithm 708, ACM
/// TOMS 18 (1992), equation 9; unlike the older fraction, its terms do not cancel near `x` = 1.
fn fraction(a: f64, b: f64, x: Share) -> f64 {
    let lean = a * x.rest - b * x.of + 1.0;
    let mut value = a * lean / (a + 1.0);
    let (mut upward, mut downward) = (value, 0.0);
    for n in 1..MOST_TERMS {
        let n = n as f64;
        let place = a + 2.0 * n;
        let pull = n * (b - n) * x.of / (place - 1.0);
        let numerator = pull * x.of * (a + n - 1.0) * (a + b + n - 1.0) / (place - 1.0);
        let partial = n + pull + (a + n) * (lean + n * (1.0 + x.rest)) / (place + 1.0);
        downward = 1.0 / (partial + numerator * downward);
        upward = partial + numerator / upward;
        value *= upward * downward;
        if (upward * downward - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::super::close::assert_close;
    use super::*;

    #[test]
    fn masses_are_those_of_forty_digit_arithmetic() {
        for ((a, b, x), expected) in [
            ((0.5, 0.5, 0.001), 0.020135041633377492),
            ((0.1, 3.0, 0.6), 0.9965699870711534),
            ((2.0, 3.0, 0.25), 0.26171875),
            ((9.5, 20.0, 0.1), 0.000629214346189835),
            ((15.0, 12.0, 0.9), 0.9999974963599504),
            ((300.0, 5.0, 0.95), 0.00059121932458112),
            ((1e6, 20.0, 0.99997), 0.021866897755717762),
            ((1e3, 1e5, 0.0105), 0.9710176969678085),
            ((2.0, 3.0, 0.0), 0.0),
            ((2.0, 3.0, 1.0), 1.0),
        ] {
            assert_close(beta_i(a, b, x), expected, 1e-13, &format!("mass of {a}, {b} below {x}"));
        }
    }

    #[test]
    fn quantiles_give_back_their_probability() {
        for (a, b) in [(0.5, 0.5), (0.1, 4.0), (1.0, 1.0), (3.0, 40.0), (9.0, 11.0), (50.0, 2e5)] {
            for p in [1e-9, 0.025, 0.3, 0.5, 0.8, 0.975] {
                let x = beta_quantile(a, b, p);
                assert_close(beta_i(a, b, x), p, 1e-12, &format!("{p} of {a}, {b} at {x}"));
            }
        }
    }

    #[test]
    fn student_has_closed_forms_for_one_and_two_degrees() {
        for p in [1e-12, 0.01, 0.3, 0.5, 0.6, 0.99] {
            let cauchy = -1.0 / libm::tan(std::f64::consts::PI * p);
            let allowed = if p == 0.5 { 1.0 } else { 1e-13 };
            let found = student_quantile(p, 1.0);
            assert!((found - cauchy).abs() <= allowed * cauchy.abs() + 1e-16, "{p}: {found}");
            let two = (2.0 * p - 1.0) / (2.0 * p * (1.0 - p)).sqrt();
            assert_close(student_quantile(p, 2.0), two, 1e-13, &format!("two degrees at {p}"));
        }
    }

    #[test]
    fn student_becomes_normal_without_a_step() {
        for p in [1e-15, 0.01, 0.4, 0.975] {
            let (before, after) = (NEARLY_NORMAL * (1.0 - 1e-9), NEARLY_NORMAL);
            let (near, far) = (student_quantile(p, before), student_quantile(p, after));
            assert_close(near, far, 2e-15, &format!("at {p}"));
            assert_close(student_quantile(p, 1e300), normal_quantile(p), 0.0, &format!("at {p}"));
        }
    }
}
