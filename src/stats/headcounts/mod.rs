//! How many people have left, from what observers saw: estimates with their intervals.
//!
//! Each estimate rests on something: `loads` on a sample of what vehicles carry, `posts` on two lists of vehicles of
//! which it is known which are the same, `reporters` on errors that are independent between reporters. What each is worth
//! where that holds, and where it does not, is tested, and told in `docs/knowing.md`.

mod loads;
mod posts;
mod reporters;

pub use loads::{Loads, by_vehicles};
pub use posts::{Matched, chapman, union, unseen_interval, with_matched_loads};
pub use reporters::{Pool, Pooled, Report, pooled};

use super::normal_quantile;

/// An estimate of a number, with how far it may be off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Counted {
    /// The estimate.
    pub value: f64,
    /// Its variance.
    pub variance: f64,
    /// Its interval.
    pub interval: (f64, f64),
}

/// An interval of what is above zero, from a variance, as if its logarithm were normal.
fn on_a_log_scale(value: f64, variance: f64, level: f64) -> (f64, f64) {
    if value <= 0.0 {
        return (0.0, 0.0);
    }
    let spread = libm::sqrt(libm::log1p(variance / (value * value)));
    let factor = libm::exp(normal_quantile(f64::midpoint(level, 1.0)) * spread);
    (value / factor, value * factor)
}
