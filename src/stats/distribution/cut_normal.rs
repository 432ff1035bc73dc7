//! The normal law without its negative part.

use std::f64::consts::TAU;

use super::{Kind, Law};
use crate::stats::special::{normal_cdf, normal_quantile};

/// A normal variable of mean `mean` and standard deviation `sd`, given that it is not negative.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct CutNormal {
    mean: f64,
    sd: f64,
    /// The mass of the parent below zero, which is gone.
    cut: f64,
    /// The mass of the parent above zero, which is left.
    kept: f64,
}

impl CutNormal {
    /// The law whose parent has this mean and standard deviation, both positive.
    pub(super) fn new(mean: f64, sd: f64) -> Self {
        let steps = mean / sd;
        Self { mean, sd, cut: normal_cdf(-steps), kept: normal_cdf(steps) }
    }
}

impl Law for CutNormal {
    fn quantile(&self, u: f64) -> f64 {
        let above = (1.0 - u) * self.kept;
        let z = if above < 0.5 { -normal_quantile(above) } else { normal_quantile(self.cut + u * self.kept) };
        (self.mean + self.sd * z).max(0.0)
    }

    fn cdf(&self, x: f64) -> f64 {
        if x <= 0.0 {
            return 0.0;
        }
        let z = (x - self.mean) / self.sd;
        if z > 0.0 {
            1.0 - normal_cdf(-z) / self.kept
        } else {
            ((normal_cdf(z) - self.cut) / self.kept).max(0.0)
        }
    }

    /// Parent mean plus `sd` φ(m/sd) / Φ(m/sd); the inverse Mills ratio.
    fn mean(&self) -> f64 {
        let steps = self.mean / self.sd;
        let density = libm::exp(-0.5 * steps * steps) / TAU.sqrt();
        self.mean + self.sd * density / self.kept
    }

    fn bounds(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }

    fn scaled(&self, factor: f64) -> Kind {
        Kind::CutNormal(Self { mean: self.mean * factor, sd: self.sd * factor, ..*self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::special::close::assert_close;

    #[test]
    fn cut_at_its_mean_it_is_half_normal() {
        let law = CutNormal::new(1e-12, 1.0);
        assert_close(law.mean(), (2.0 / std::f64::consts::PI).sqrt(), 1e-11, "mean");
        assert_close(law.quantile(0.5), normal_quantile(0.75), 1e-11, "median");
    }

    #[test]
    fn far_from_zero_nothing_is_cut() {
        let law = CutNormal::new(100.0, 1.0);
        assert_eq!(law.mean(), 100.0);
        assert_eq!(law.quantile(0.025), 100.0 + normal_quantile(0.025));
    }

    #[test]
    fn draws_keep_their_order_where_the_formula_changes() {
        let law = CutNormal::new(3.0, 2.0);
        let switch = 1.0 - 0.5 / law.kept;
        let around = (-50..50).map(|n| law.quantile(switch + f64::from(n) * 1e-16));
        assert!(around.is_sorted_by(|a, b| b - a > -1e-15));
    }
}
