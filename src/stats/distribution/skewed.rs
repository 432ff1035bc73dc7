//! Laws on all positive numbers, given by a mean and a spread: exponential, lognormal, gamma,
//! Weibull.

use super::{Kind, Law};
use crate::stats::special::{gamma_p, gamma_quantile, normal_cdf, normal_quantile};

/// The bounds of every law in this file.
const POSITIVE: (f64, f64) = (0.0, f64::INFINITY);

/// The time to an event that is as likely now as later.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Exponential {
    mean: f64,
}

impl Exponential {
    /// The law with this mean.
    pub(super) fn new(mean: f64) -> Self {
        Self { mean }
    }
}

impl Law for Exponential {
    #[inline]
    fn quantile(&self, u: f64) -> f64 {
        -self.mean * libm::log1p(-u)
    }

    fn cdf(&self, x: f64) -> f64 {
        -libm::expm1(-x.max(0.0) / self.mean)
    }

    fn mean(&self) -> f64 {
        self.mean
    }

    fn bounds(&self) -> (f64, f64) {
        POSITIVE
    }

    fn scaled(&self, factor: f64) -> Kind {
        Kind::Exponential(Self::new(self.mean * factor))
    }
}

/// A variable whose logarithm is normal, with standard deviation `sigma`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LogNormal {
    median: f64,
    sigma: f64,
}

impl LogNormal {
    fn new(median: f64, sigma: f64) -> Self {
        Self { median, sigma }
    }

    /// The law with this mean and coefficient of variation: σ² = ln(1 + cv²).
    pub(super) fn from_mean(mean: f64, cv: f64) -> Self {
        let square = cv * cv;
        Self::new(mean / (1.0 + square).sqrt(), libm::log1p(square).sqrt())
    }

    /// The law with quantile `low.1` at probability `low.0`, and `high.1` at `high.0`.
    pub(super) fn from_quantiles(low: (f64, f64), high: (f64, f64)) -> Self {
        let (low_z, high_z) = (normal_quantile(low.0), normal_quantile(high.0));
        let sigma = (libm::log(high.1) - libm::log(low.1)) / (high_z - low_z);
        Self::new(low.1 * libm::exp(-sigma * low_z), sigma)
    }
}

impl Law for LogNormal {
    #[inline]
    fn quantile(&self, u: f64) -> f64 {
        self.median * libm::exp(self.sigma * normal_quantile(u))
    }

    fn cdf(&self, x: f64) -> f64 {
        normal_cdf(libm::log(x.max(0.0) / self.median) / self.sigma)
    }

    fn mean(&self) -> f64 {
        self.median * libm::exp(0.5 * self.sigma * self.sigma)
    }

    fn bounds(&self) -> (f64, f64) {
        POSITIVE
    }

    fn scaled(&self, factor: f64) -> Kind {
        Kind::LogNormal(Self::new(self.median * factor, self.sigma))
    }
}

/// The gamma law; with a whole shape, the sum of that many exponential variables.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Gamma {
    shape: f64,
    scale: f64,
}

impl Gamma {
    /// The law with this mean and coefficient of variation: the shape is 1/cv².
    pub(super) fn new(mean: f64, cv: f64) -> Self {
        let square = cv * cv;
        Self { shape: 1.0 / square, scale: mean * square }
    }
}

impl Law for Gamma {
    fn quantile(&self, u: f64) -> f64 {
        self.scale * gamma_quantile(self.shape, u)
    }

    fn cdf(&self, x: f64) -> f64 {
        gamma_p(self.shape, x.max(0.0) / self.scale)
    }

    fn mean(&self) -> f64 {
        self.shape * self.scale
    }

    fn bounds(&self) -> (f64, f64) {
        POSITIVE
    }

    fn scaled(&self, factor: f64) -> Kind {
        Kind::Gamma(Self { scale: self.scale * factor, ..*self })
    }
}

/// The Weibull law: `scale` times an exponential variable to the power `bend`, one over the shape.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Weibull {
    scale: f64,
    bend: f64,
}

impl Weibull {
    /// The law with this mean and coefficient of variation, which must be at most 10.
    pub(super) fn new(mean: f64, cv: f64) -> Self {
        let bend = bend_for(cv);
        Self { scale: mean / libm::tgamma(1.0 + bend), bend }
    }
}

impl Law for Weibull {
    fn quantile(&self, u: f64) -> f64 {
        self.scale * libm::pow(-libm::log1p(-u), self.bend)
    }

    fn cdf(&self, x: f64) -> f64 {
        -libm::expm1(-libm::pow(x.max(0.0) / self.scale, 1.0 / self.bend))
    }

    fn mean(&self) -> f64 {
        self.scale * libm::tgamma(1.0 + self.bend)
    }

    fn bounds(&self) -> (f64, f64) {
        POSITIVE
    }

    fn scaled(&self, factor: f64) -> Kind {
        Kind::Weibull(Self { scale: self.scale * factor, ..*self })
    }
}

/// The bend with coefficient of variation `cv`, by halving: a hundred times takes [0, 8] below
/// the last bit of any bend, and it happens once a plan.
fn bend_for(cv: f64) -> f64 {
    let wanted = libm::log1p(cv * cv);
    let (mut low, mut high) = (0.0, 8.0);
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if log_spread(middle) < wanted { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

/// ln(1 + cv²) = ln Γ(1+2b) - 2 ln Γ(1+b) of the Weibull law of bend `b`.
fn log_spread(bend: f64) -> f64 {
    if bend >= 0.01 {
        return libm::lgamma(1.0 + 2.0 * bend) - 2.0 * libm::lgamma(1.0 + bend);
    }
    // The difference loses its digits; its Taylor series does not (DLMF 5.7.3).
    bend * bend * LOG_SPREAD.iter().rev().fold(0.0, |sum, c| sum * bend + c)
}

/// (-1)ⁿ ζ(n) (2ⁿ - 2) / n for n = 2, 3, … 9.
const LOG_SPREAD: [f64; 8] = [
    1.6449340668482264,
    -2.4041138063191885,
    3.7881313179889835,
    -6.22156653086022,
    10.512544973839308,
    -18.150286992874612,
    31.87945605928473,
    -56.780475593477995,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::special::close::assert_close;

    #[test]
    fn weibull_bends_give_back_their_spread() {
        // cv from Γ(1+2b)/Γ(1+b)² - 1, to forty digits.
        for (bend, cv, allowed) in [
            (1e-6, 1.2825488929236036e-6, 1e-15),
            (1e-4, 1.2824561227846253e-4, 1e-15),
            (5e-3, 6.389524169074195e-3, 1e-15),
            (9.9e-3, 0.012606970862056789, 1e-14),
            (0.011, 0.013996814385688679, 1e-11),
            (0.05, 0.06197630020199634, 1e-12),
            (0.3, 0.3306535972528412, 1e-14),
            (1.5, 1.5476774381721472, 1e-15),
            (4.0, 8.306623862918075, 1e-15),
        ] {
            assert_close(bend_for(cv), bend, allowed, &format!("bend for {cv}"));
        }
    }

    #[test]
    fn weibull_of_spread_one_is_exponential() {
        assert_close(bend_for(1.0), 1.0, 4e-16, "bend");
    }

    #[test]
    fn lognormal_passes_through_its_quantiles() {
        let law = LogNormal::from_quantiles((0.1, 12.0), (0.95, 40.0));
        assert_close(law.quantile(0.1), 12.0, 1e-14, "at 0.1");
        assert_close(law.quantile(0.95), 40.0, 1e-14, "at 0.95");
    }
}
