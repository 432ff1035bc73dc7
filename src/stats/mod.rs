//! Numbers in, numbers out: distributions, moments, intervals, quantiles.
//!
//! This room owns the laws a plan draws from and the arithmetic on what replications returned. It
//! may not know about time, people, files or random number generators: a draw is a quantile at a
//! number between 0 and 1 that somebody else made.
//!
//! All results are the same bit for bit on every platform. Additions run in the order given, and
//! what is transcendental comes from the `libm` crate.

mod distribution;
pub mod headcounts;
mod interval;
mod moments;
mod nested;
mod poisson;
mod quantile;
mod sequential;
mod shape;
mod sobol;
mod special;
mod uniformity;
mod weighted;

pub use distribution::{Distribution, DistributionError, unit};
pub use interval::{batch_means, clopper_pearson, student_interval};
pub use moments::Moments;
pub use nested::NestedVariance;
pub(crate) use poisson::LARGEST_MEAN;
pub use poisson::poisson_quantile;
pub use quantile::{share_at_least, type1_rank, type7};
pub use sequential::{Course, OneStage, Question, SequentialTest, Verdict, lasting_interval, one_stage};
pub use shape::Shape;
pub use sobol::{MOST_DIMENSIONS, Sobol};
pub use special::{
    beta_i, beta_quantile, gamma_p, gamma_quantile, normal_cdf, normal_quantile, student_quantile,
};
pub use uniformity::uniform_bands;
pub use weighted::weighted_quantile;
