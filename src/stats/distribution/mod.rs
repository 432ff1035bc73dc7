//! The laws a plan may draw from, checked once and then never in doubt.
//!
//! A draw is by inversion: one number between 0 and 1 gives one value, and a larger number never a
//! smaller value. So two settings that share their random numbers share their luck. Where a law is
//! drawn from again and again, [`Distribution::draw`] does that by a table.
//!
//! A law does not know its unit. Values are in whatever unit the parameters were.

mod cells;
mod cut_normal;
mod error;
mod flat;
mod skewed;
mod weighted;

use cells::Prepared;
use cut_normal::CutNormal;
pub use error::DistributionError;
use flat::{Fixed, Triangular, Uniform, WholeUniform};
use skewed::{Exponential, Gamma, LogNormal, Weibull};
use weighted::Weighted;

/// A distribution of non-negative numbers, valid once it exists.
///
/// A range without width and a list of one value are the same as [`Distribution::fixed`].
///
/// ```
/// # use noria::stats::{Distribution, unit};
/// let leg = Distribution::lognormal(25.0, 0.4)?;
/// let draw = leg.quantile(unit(0x9e37_79b9_7f4a_7c15));
/// assert!(draw > 0.0 && leg.cdf(draw) < 1.0);
/// # Ok::<(), noria::stats::DistributionError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    kind: Kind,
    /// A table for draws, if the law is smooth.
    prepared: Prepared,
}

/// What every law can say of itself. `u` lies in the open interval (0, 1).
trait Law {
    fn quantile(&self, u: f64) -> f64;
    fn cdf(&self, x: f64) -> f64;
    fn mean(&self) -> f64;
    fn bounds(&self) -> (f64, f64);
    fn scaled(&self, factor: f64) -> Kind;
}

/// One of the laws. An enum rather than a box, so that a draw needs no call through a pointer.
#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Fixed(Fixed),
    Uniform(Uniform),
    WholeUniform(WholeUniform),
    Triangular(Triangular),
    Exponential(Exponential),
    LogNormal(LogNormal),
    Gamma(Gamma),
    Weibull(Weibull),
    CutNormal(CutNormal),
    Weighted(Weighted),
}

impl Kind {
    /// Whether the quantile function is smooth, and dear enough for a table to pay.
    fn is_smooth(&self) -> bool {
        match self {
            Kind::Exponential(_)
            | Kind::LogNormal(_)
            | Kind::Gamma(_)
            | Kind::Weibull(_)
            | Kind::CutNormal(_) => true,
            Kind::Fixed(_)
            | Kind::Uniform(_)
            | Kind::WholeUniform(_)
            | Kind::Triangular(_)
            | Kind::Weighted(_) => false,
        }
    }
}

/// Asks the law inside a distribution.
macro_rules! ask {
    ($distribution:expr, $law:ident => $question:expr) => {
        match &$distribution.kind {
            Kind::Fixed($law) => $question,
            Kind::Uniform($law) => $question,
            Kind::WholeUniform($law) => $question,
            Kind::Triangular($law) => $question,
            Kind::Exponential($law) => $question,
            Kind::LogNormal($law) => $question,
            Kind::Gamma($law) => $question,
            Kind::Weibull($law) => $question,
            Kind::CutNormal($law) => $question,
            Kind::Weighted($law) => $question,
        }
    };
}

/// Each fails with the [`DistributionError`] of the condition its numbers break. All numbers must
/// be finite.
impl Distribution {
    /// Always nothing.
    pub const ZERO: Distribution = Distribution::of(Kind::Fixed(Fixed { value: 0.0 }));
    /// Always one.
    pub const ONE: Distribution = Distribution::of(Kind::Fixed(Fixed { value: 1.0 }));

    /// A law that is drawn without a table.
    const fn of(kind: Kind) -> Self {
        Distribution { kind, prepared: Prepared::NEVER }
    }

    /// Any law.
    fn made(kind: Kind) -> Self {
        let prepared = if kind.is_smooth() { Prepared::not_yet() } else { Prepared::NEVER };
        Distribution { kind, prepared }
    }

    /// Takes over what an equal law has worked out to be drawn from quickly. Nothing that is drawn changes.
    pub(crate) fn share(&mut self, other: &Distribution) {
        if self == other {
            self.prepared = other.prepared.clone();
        }
    }

    /// Always `value`, which must not be negative.
    pub fn fixed(value: f64) -> Result<Self, DistributionError> {
        error::not_negative("value", value)?;
        Ok(Self::of(Kind::Fixed(Fixed { value })))
    }

    /// Every value from `min` to `max` alike; 0 ≤ `min` ≤ `max`.
    pub fn uniform(min: f64, max: f64) -> Result<Self, DistributionError> {
        error::range(min, max)?;
        Self::settled(Kind::Uniform(Uniform { min, max }))
    }

    /// Every whole number from `min` to `max` alike, both included; 0 ≤ `min` ≤ `max` ≤ 2^53.
    pub fn whole_uniform(min: i64, max: i64) -> Result<Self, DistributionError> {
        error::whole_range(min, max)?;
        Self::settled(Kind::WholeUniform(WholeUniform::new(min, max)))
    }

    /// A triangle over `min` to `max` with its top at `mode`; 0 ≤ `min` ≤ `mode` ≤ `max`.
    pub fn triangular(min: f64, mode: f64, max: f64) -> Result<Self, DistributionError> {
        error::range(min, max)?;
        error::finite("most likely value", mode)?;
        if !(min..=max).contains(&mode) {
            return Err(DistributionError::ModeOutside { min, mode, max });
        }
        Self::settled(Kind::Triangular(Triangular::new(min, mode, max)))
    }

    /// Exponential with this `mean`, above zero.
    pub fn exponential(mean: f64) -> Result<Self, DistributionError> {
        error::positive("mean", mean)?;
        Self::settled(Kind::Exponential(Exponential::new(mean)))
    }

    /// Lognormal with this `mean`, above zero, and coefficient of variation, from 1e-6 to 10.
    pub fn lognormal(mean: f64, cv: f64) -> Result<Self, DistributionError> {
        error::mean_and_cv(mean, cv)?;
        Self::settled(Kind::LogNormal(LogNormal::from_mean(mean, cv)))
    }

    /// Lognormal through two quantiles, each a probability and the value it belongs to, in either
    /// order; values above zero, and the larger at the larger probability.
    pub fn lognormal_quantiles(one: (f64, f64), other: (f64, f64)) -> Result<Self, DistributionError> {
        let (low, high) = if one.0 <= other.0 { (one, other) } else { (other, one) };
        for (p, value) in [low, high] {
            error::probability(p)?;
            error::positive("quantile", value)?;
        }
        if low.0 == high.0 || low.1 >= high.1 {
            let ((low_p, low), (high_p, high)) = (low, high);
            return Err(DistributionError::QuantilesNotRising { low_p, low, high_p, high });
        }
        Self::settled(Kind::LogNormal(LogNormal::from_quantiles(low, high)))
    }

    /// Gamma with this `mean`, above zero, and coefficient of variation, from 1e-6 to 10.
    pub fn gamma(mean: f64, cv: f64) -> Result<Self, DistributionError> {
        error::mean_and_cv(mean, cv)?;
        Self::settled(Kind::Gamma(Gamma::new(mean, cv)))
    }

    /// Weibull with this `mean`, above zero, and coefficient of variation, from 1e-6 to 10.
    pub fn weibull(mean: f64, cv: f64) -> Result<Self, DistributionError> {
        error::mean_and_cv(mean, cv)?;
        Self::settled(Kind::Weibull(Weibull::new(mean, cv)))
    }

    /// Normal, cut at zero. `mean` and standard deviation `sd`, both above zero, are those before
    /// the cut: the mean of what is drawn is larger, and its deviation smaller.
    pub fn normal(mean: f64, sd: f64) -> Result<Self, DistributionError> {
        error::positive("mean", mean)?;
        error::positive("standard deviation", sd)?;
        Self::settled(Kind::CutNormal(CutNormal::new(mean, sd)))
    }

    /// One of the values of `pairs` of a value and its weight. None may be negative, and one
    /// weight must be above zero; weights need not add up to one.
    pub fn values(pairs: &[(f64, f64)]) -> Result<Self, DistributionError> {
        Self::settled(Kind::Weighted(Weighted::new(pairs)?))
    }

    /// The last check, common to all laws; what cannot vary becomes fixed.
    fn settled(kind: Kind) -> Result<Self, DistributionError> {
        let drawn = Self::made(kind);
        match drawn.bounds() {
            (least, largest) if least == largest => Self::fixed(least),
            _ => error::finite("mean of what would be drawn", drawn.mean()).map(|()| drawn),
        }
    }
}

impl Distribution {
    /// The least value with probability of at least `u` below or at it; never falls as `u` rises,
    /// but for the last bits.
    ///
    /// `u` must lie between 0 and 1, both excluded, as [`unit()`] makes them. Debug builds panic
    /// where it does not; others may panic or return a number without meaning.
    #[inline]
    pub fn quantile(&self, u: f64) -> f64 {
        debug_assert!(u > 0.0 && u < 1.0, "a draw needs a number between 0 and 1, not {u}");
        ask!(self, law => law.quantile(u))
    }

    /// What [`Distribution::quantile`] says, to a relative error of 1e-9 and much sooner where it is
    /// asked often: a table is made at the first draw.
    ///
    /// `u` must lie between 0 and 1, both excluded.
    #[inline]
    pub fn draw(&self, u: f64) -> f64 {
        debug_assert!(u > 0.0 && u < 1.0, "a draw needs a number between 0 and 1, not {u}");
        match self.prepared.quantile(u) {
            Some(value) => value,
            None if self.kind.is_smooth() => self.draw_without_table(u),
            None => self.quantile(u),
        }
    }

    /// A draw that no table can answer, or none yet.
    #[cold]
    #[inline(never)]
    fn draw_without_table(&self, u: f64) -> f64 {
        self.prepared.prepare(|u| self.quantile(u));
        // Whoever draws first gets what all others get.
        self.prepared.quantile(u).unwrap_or_else(|| self.quantile(u))
    }

    /// The probability of a value of at most `x`.
    pub fn cdf(&self, x: f64) -> f64 {
        ask!(self, law => law.cdf(x))
    }

    /// The mean of what is drawn.
    pub fn mean(&self) -> f64 {
        ask!(self, law => law.mean())
    }

    /// The least and the largest value; the largest may be infinite.
    pub fn bounds(&self) -> (f64, f64) {
        ask!(self, law => law.bounds())
    }

    /// Whether it has single values, a list of them or whole numbers: a larger number never draws a smaller one.
    pub fn is_discrete(&self) -> bool {
        matches!(self.kind, Kind::Fixed(_) | Kind::WholeUniform(_) | Kind::Weighted(_))
    }

    /// The value, if it is always the same.
    #[inline]
    pub fn as_fixed(&self) -> Option<f64> {
        match &self.kind {
            Kind::Fixed(Fixed { value }) => Some(*value),
            _ => None,
        }
    }

    /// The distribution of `factor` times a value of this one: minutes become milliseconds with
    /// 60 000.
    ///
    /// # Panics
    /// If `factor` is not positive and finite, or the mean grows beyond what an `f64` can hold.
    pub fn scaled(&self, factor: f64) -> Self {
        assert!(factor > 0.0 && factor.is_finite(), "a factor must be positive, not {factor}");
        let scaled = Self::made(ask!(self, law => law.scaled(factor)));
        assert!(scaled.mean().is_finite(), "{factor} times the mean is not a finite number");
        scaled
    }
}

/// Turns 64 random bits into a number of the open interval (0, 1): the middle of one of 2^52 cells
/// of equal width, chosen by the upper 52 bits.
///
/// With a 53rd bit, the middle of the topmost cell would round to 1. With 52, every middle is
/// exact, and `unit(!bits)` is `1 - unit(bits)`.
#[inline]
pub fn unit(bits: u64) -> f64 {
    const CELL: f64 = 1.0 / (1_u64 << 52) as f64;
    ((bits >> 12) as f64 + 0.5) * CELL
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_stay_inside_and_mirror() {
        for (bits, expected) in [
            (0, 2.0_f64.recip() / (1_u64 << 52) as f64),
            (1 << 63, 0.5 + f64::EPSILON / 2.0),
            (u64::MAX, 1.0 - f64::EPSILON / 2.0),
        ] {
            assert_eq!(unit(bits), expected);
            assert_eq!(unit(!bits), 1.0 - expected);
        }
    }

    #[test]
    fn what_cannot_vary_is_fixed() {
        let fixed = Distribution::fixed(5.0);
        assert_eq!(Distribution::uniform(5.0, 5.0), fixed);
        assert_eq!(Distribution::whole_uniform(5, 5), fixed);
        assert_eq!(Distribution::triangular(5.0, 5.0, 5.0), fixed);
        assert_eq!(Distribution::values(&[(5.0, 2.0), (7.0, 0.0), (5.0, 1.0)]), fixed);
        assert_eq!(fixed.map(|five| five.as_fixed()), Ok(Some(5.0)));
    }
}
