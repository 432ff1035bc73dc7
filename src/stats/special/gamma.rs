//! The gamma distribution of scale one: tails and quantile.

use std::f64::consts::TAU;

use super::invert::{Reading, invert};
use super::stirling::{LARGE, deviance, stirling_rest};
use super::{Tails, assert_probability, normal_quantile, temme};

/// Terms a series or fraction may take. Outside of Temme's region fewer than 200 are needed.
const MOST_TERMS: usize = 10_000;

/// The regularised lower incomplete gamma function P(a, x): the probability that a gamma variable
/// of shape `a` and scale one is at most `x`.
///
/// For `a` from 1e-3 to 1e9, relative error below 1e-12, and below 1e-14 for all but the rarest
/// tails. Series and continued fraction: DLMF 8.7.1 and 8.9.2; for large `a` around `x` = `a`,
/// Temme's uniform expansion.
///
/// # Panics
/// If `a` is not positive and finite, or `x` is negative or NaN.
pub fn gamma_p(a: f64, x: f64) -> f64 {
    assert_shape(a);
    assert!(x >= 0.0, "the incomplete gamma function needs x of at least zero, not {x}");
    gamma_tails(a, x).lower
}

/// The quantile of the gamma distribution of shape `a` and scale one: the `x` with P(a, x) = `p`.
///
/// Zero if that is below the least normal `f64`, which happens for `a` below one. Start: Wilson
/// and Hilferty's cube or the leading term of a tail; then Newton's method on the logarithm of the
/// smaller tail.
///
/// # Panics
/// If `a` is not positive and finite, or `p` is not between 0 and 1, both excluded.
pub fn gamma_quantile(a: f64, p: f64) -> f64 {
    assert_shape(a);
    assert_probability(p);
    let target = Tails::below(p);
    let start = first_guess(a, target);
    if start < f64::MIN_POSITIVE {
        return 0.0;
    }
    invert(target, start, |x| read(a, x))
}

fn assert_shape(a: f64) {
    assert!(a > 0.0 && a.is_finite(), "a shape must be positive and finite, not {a}");
}

/// P(a, x) and its complement, each precise where it is small.
pub(in crate::stats) fn gamma_tails(a: f64, x: f64) -> Tails {
    match x {
        0.0 => Tails::below(0.0),
        f64::INFINITY => Tails::above(0.0),
        _ => read(a, x).tails,
    }
}

/// The tails at `x`, and the density of the logarithm of a gamma variable, which is `a` times the
/// kernel x^a e^-x / Γ(a+1).
fn read(a: f64, x: f64) -> Reading {
    let half_square = deviance(x, a);
    let kernel = kernel(a, x, half_square);
    let tails = if a >= temme::LEAST && half_square <= temme::WIDEST {
        temme::tails(a, x, half_square, kernel)
    } else if x < a + 1.0 {
        Tails::below(kernel * series(a, x))
    } else {
        Tails::above(kernel * fraction(a, x))
    };
    Reading { tails, density: a * kernel }
}

/// x^a e^-x / Γ(a+1).
fn kernel(a: f64, x: f64, deviance: f64) -> f64 {
    if a >= LARGE {
        return libm::exp(-a * deviance - stirling_rest(a)) / (TAU * a).sqrt();
    }
    // Where the exponential is zero, the power might be infinite, and their product is nothing.
    let decay = libm::exp(-x);
    if decay > 0.0 { libm::pow(x, a) * decay / libm::tgamma(a + 1.0) } else { 0.0 }
}

/// 1 + x/(a+1) + x²/((a+1)(a+2)) + …, which times the kernel is P(a, x). DLMF 8.7.1.
fn series(a: f64, x: f64) -> f64 {
    let (mut term, mut sum) = (1.0, 1.0);
    for n in 1..MOST_TERMS {
        term *= x / (a + n as f64);
        sum += term;
        if term <= sum * 1e-17 {
            break;
        }
    }
    sum
}

/// The continued fraction which times the kernel is 1 - P(a, x), contracted to its even part (DLMF
/// 8.9.2) and evaluated forwards by the method of Lentz, as modified by Thompson and Barnett.
fn fraction(a: f64, x: f64) -> f64 {
    let mut partial = x + 1.0 - a;
    let mut upward = f64::INFINITY;
    let mut downward = 1.0 / partial;
    let mut value = downward;
    for n in 1..MOST_TERMS {
        let n = n as f64;
        let numerator = n * (a - n);
        partial += 2.0;
        downward = 1.0 / (numerator * downward + partial);
        upward = partial + numerator / upward;
        let change = upward * downward;
        value *= change;
        if (change - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    a * value
}

/// Where the search for a quantile starts.
fn first_guess(a: f64, target: Tails) -> f64 {
    let tail_end = small_x(a, target.lower);
    if tail_end < 0.2 * (a + 1.0) {
        return tail_end;
    }
    if a < 1.0 { large_x(a, target.upper) } else { wilson_hilferty(a, target.lower) }
}

/// The quantile where P(a, x) is still nearly x^a / Γ(a+1), with the next term of the series.
fn small_x(a: f64, lower: f64) -> f64 {
    let x = libm::exp((libm::log(lower) + libm::lgamma(a + 1.0)) / a);
    x * (1.0 + x / (a + 1.0))
}

/// The quantile where the upper tail is nearly x^(a-1) e^-x / Γ(a), for `a` below one.
fn large_x(a: f64, upper: f64) -> f64 {
    let depth = -libm::log(upper) - libm::lgamma(a);
    if depth <= 1.0 { 1.0 } else { depth - (1.0 - a) * libm::log(depth) }
}

/// Wilson and Hilferty (1931): the cube root of a gamma variable is nearly normal.
fn wilson_hilferty(a: f64, lower: f64) -> f64 {
    let spread = 1.0 / (9.0 * a);
    let root = 1.0 - spread + normal_quantile(lower) * spread.sqrt();
    a * root * root * root
}

#[cfg(test)]
mod tests {
    use super::super::close::assert_close;
    use super::*;

    #[test]
    fn masses_are_those_of_forty_digit_arithmetic() {
        for ((a, x), expected) in [
            ((1e-3, 1e-6), 0.9868481336940766),
            ((1e-3, 0.5), 0.9994399333435292),
            ((0.5, 0.01), 0.1124629160182849),
            ((1.0, 0.1), 0.09516258196404043),
            ((2.5, 40.0), 0.9999999999999991),
            ((9.5, 3.0), 0.0020715447971350258),
            ((10.5, 3.0), 0.0005738205283435889),
            ((12.0, 12.0), 0.5384026669363818),
            ((12.0, 4.0), 0.000915229147270063),
            ((20.0, 45.0), 0.9999897629535589),
            ((100.0, 60.0), 1.4815276326460468e-6),
            ((1e3, 1e3), 0.5042052441802155),
            ((1e6, 994e3), 9.178900262302024e-10),
            ((1e9, 999_778_640.563_788_2), 1.2751982701578847e-12),
            ((1e9, 999_905_131.670_195), 0.0013495243297381703),
            ((1e9, 1e9), 0.5000042052208701),
            ((1e9, 1_000_063_245.553_203_3), 0.9772481607345047),
        ] {
            assert_close(gamma_p(a, x), expected, 1e-13, &format!("mass of {a} below {x}"));
        }
    }

    #[test]
    fn quantiles_give_back_their_probability() {
        for a in [1e-3, 0.02, 0.5, 1.0, 1.5, 4.0, 9.9, 11.9, 12.1, 30.0, 1e3, 1e6] {
            for p in [1e-16, 1e-9, 0.01, 0.2, 0.5, 0.51, 0.9, 1.0 - 1e-9, 1.0 - 1e-16] {
                let x = gamma_quantile(a, p);
                let (found, target) = (gamma_tails(a, x.max(0.0)), Tails::below(p));
                let what = format!("{p} of {a} at {x}");
                match x {
                    0.0 => assert!(gamma_p(a, f64::MIN_POSITIVE) >= p, "{what}"),
                    _ if p < 0.5 => assert_close(found.lower, target.lower, 1e-12, &what),
                    _ => assert_close(found.upper, target.upper, 1e-12, &what),
                }
            }
        }
    }

    #[test]
    fn quantiles_rise_where_formulas_meet() {
        for a in [0.5, 1.0, 11.9, 12.0, 40.0] {
            let quantiles = (1..5000).map(|n| gamma_quantile(a, f64::from(n) / 5000.0));
            assert!(quantiles.is_sorted(), "shape {a}");
        }
    }

    #[test]
    #[should_panic(expected = "must be positive and finite, not 0")]
    fn a_shape_of_zero_is_refused() {
        gamma_p(0.0, 1.0);
    }
}
