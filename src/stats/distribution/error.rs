//! What can be wrong with the description of a distribution, and the checks that find it.

use DistributionError as Wrong;
use thiserror::Error;

/// The least coefficient of variation: one millisecond in a quarter of an hour. With less, a fixed
/// value says the same and is drawn faster.
const LEAST_CV: f64 = 1e-6;

/// The largest coefficient of variation. With more, the mean hangs on draws so rare that no
/// number of replications settles.
const LARGEST_CV: f64 = 10.0;

/// Above this, neighbouring whole numbers are the same `f64`.
const LARGEST_WHOLE: i64 = 1 << 53;

/// Why numbers do not describe a distribution.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum DistributionError {
    /// A number is infinite, or not a number at all.
    #[error("the {what} is {value}, but must be a finite number")]
    NotFinite {
        /// Which number.
        what: &'static str,
        /// The number.
        value: f64,
    },
    /// A number is below zero.
    #[error("the {what} is {value}, but must not be below zero")]
    Negative {
        /// Which number.
        what: &'static str,
        /// The number.
        value: f64,
    },
    /// A number is zero or below.
    #[error("the {what} is {value}, but must be above zero")]
    NotPositive {
        /// Which number.
        what: &'static str,
        /// The number.
        value: f64,
    },
    /// The coefficient of variation is too small or too large.
    #[error("the coefficient of variation is {cv}, but must lie between {LEAST_CV} and {LARGEST_CV}")]
    CvOutside {
        /// The coefficient of variation.
        cv: f64,
    },
    /// The least value is above the largest.
    #[error("the least value, {min}, is above the largest, {max}")]
    Reversed {
        /// The least value.
        min: f64,
        /// The largest value.
        max: f64,
    },
    /// The most likely value is not between the least and the largest.
    #[error("the most likely value, {mode}, does not lie between the least, {min}, and the largest, {max}")]
    ModeOutside {
        /// The least value.
        min: f64,
        /// The most likely value.
        mode: f64,
        /// The largest value.
        max: f64,
    },
    /// A whole number is too large to be told from its neighbours.
    #[error("the largest whole value is {max}, but must be at most {LARGEST_WHOLE}")]
    WholeTooLarge {
        /// The largest value.
        max: i64,
    },
    /// A probability is not between 0 and 1.
    #[error("the probability of a quantile is {p}, but must lie between 0 and 1, both excluded")]
    ProbabilityOutside {
        /// The probability.
        p: f64,
    },
    /// Of two quantiles, the one with the larger probability is not larger.
    #[error("the quantile at {high_p} is {high}, but must be above {low}, the quantile at {low_p}")]
    QuantilesNotRising {
        /// The smaller probability.
        low_p: f64,
        /// The quantile there.
        low: f64,
        /// The larger probability.
        high_p: f64,
        /// The quantile there.
        high: f64,
    },
    /// A list of values is empty.
    #[error("there are 0 values to draw from, but at least 1 is needed")]
    NoValues,
    /// Every weight is zero.
    #[error("the weights of all {count} values are 0, but at least one must be above zero")]
    NoWeight {
        /// How many values there are.
        count: usize,
    },
}

/// Refuses infinities and what is not a number.
pub(super) fn finite(what: &'static str, value: f64) -> Result<(), Wrong> {
    if value.is_finite() { Ok(()) } else { Err(Wrong::NotFinite { what, value }) }
}

/// Refuses what [`finite`] refuses, and numbers below zero.
pub(super) fn not_negative(what: &'static str, value: f64) -> Result<(), Wrong> {
    finite(what, value)?;
    if value >= 0.0 { Ok(()) } else { Err(Wrong::Negative { what, value }) }
}

/// Refuses what [`finite`] refuses, and numbers of zero and below.
pub(super) fn positive(what: &'static str, value: f64) -> Result<(), Wrong> {
    finite(what, value)?;
    if value > 0.0 { Ok(()) } else { Err(Wrong::NotPositive { what, value }) }
}

/// Refuses a mean that is not positive and a coefficient of variation out of range.
pub(super) fn mean_and_cv(mean: f64, cv: f64) -> Result<(), Wrong> {
    positive("mean", mean)?;
    positive("coefficient of variation", cv)?;
    if (LEAST_CV..=LARGEST_CV).contains(&cv) { Ok(()) } else { Err(Wrong::CvOutside { cv }) }
}

/// Refuses ranges that start below zero or end before they start.
pub(super) fn range(min: f64, max: f64) -> Result<(), Wrong> {
    not_negative("least value", min)?;
    not_negative("largest value", max)?;
    if min <= max { Ok(()) } else { Err(Wrong::Reversed { min, max }) }
}

/// Refuses what [`range`] refuses, and ends that an `f64` cannot hold.
pub(super) fn whole_range(min: i64, max: i64) -> Result<(), Wrong> {
    range(min as f64, max as f64)?;
    if max <= LARGEST_WHOLE { Ok(()) } else { Err(Wrong::WholeTooLarge { max }) }
}

/// Refuses probabilities outside of the open interval (0, 1).
pub(super) fn probability(p: f64) -> Result<(), Wrong> {
    if p > 0.0 && p < 1.0 { Ok(()) } else { Err(Wrong::ProbabilityOutside { p }) }
}
