//! Special functions: the distribution functions statistics is built on, and their inverses.
//!
//! Every logarithm, power and exponential comes from the `libm` crate, whose code is the same on
//! every platform; the standard library's may differ in the last bit from one system to another.
//! Fused multiply-add is not used for the same reason.
//!
//! Knows nothing of sampling, samples or plans.

mod beta;
mod gamma;
mod invert;
mod normal;
mod stirling;
mod temme;

pub use beta::{beta_i, beta_quantile, student_quantile};
pub(super) use gamma::gamma_tails;
pub use gamma::{gamma_p, gamma_quantile};
pub use normal::{normal_cdf, normal_quantile};

/// The masses below and above a point, each computed on its own so that the smaller keeps its
/// digits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tails {
    pub(super) lower: f64,
    pub(super) upper: f64,
}

impl Tails {
    /// The tails at a point that has mass `lower` below it.
    pub(super) fn below(lower: f64) -> Self {
        Self { lower, upper: 1.0 - lower }
    }

    /// The tails at a point that has mass `upper` above it.
    pub(super) fn above(upper: f64) -> Self {
        Self { lower: 1.0 - upper, upper }
    }
}

/// `coefficients[0] + coefficients[1] x + …`, by Horner's rule.
#[inline]
fn polynomial<const N: usize>(coefficients: &[f64; N], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

/// Fails unless `p` lies in the open interval (0, 1).
fn assert_probability(p: f64) {
    assert!(p > 0.0 && p < 1.0, "a probability must lie between 0 and 1, both excluded, not {p}");
}

#[cfg(test)]
pub(super) mod close {
    /// Fails unless `found` is within the relative error `allowed` of `expected`.
    pub(in crate::stats) fn assert_close(found: f64, expected: f64, allowed: f64, what: &str) {
        let off = if found == expected { 0.0 } else { (found / expected - 1.0).abs() };
        assert!(off <= allowed, "{what}: found {found:e}, expected {expected:e}, off by {off:e}");
    }
}
