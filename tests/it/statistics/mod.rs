//! Distributions, intervals and searches.

/// Calibration finds what is known.
pub mod calibration;
/// Kept blocks stand for the plan that they were made of, and for no other.
pub mod changed_plans;
/// Intervals hold as often as they say.
pub mod coverage;
/// What is drawn follows the law that was asked for.
pub mod distributions;
/// Estimates of the headcount are worth what they say.
pub mod headcounts;
/// The least fleet for a goal.
pub mod least_fleet;
/// Many settings in one study.
pub mod many;
/// What the numbers mean, worked out on paper.
pub mod numbers;
/// Recorders of the user's own.
pub mod own_recorders;
/// What seldom happens is not said to be surely known.
pub mod rare_events;
/// What is no distribution is refused, in words.
pub mod refused_distributions;
/// Special functions agree with those of an independent library.
pub mod special_functions;
/// What is drawn stays the same.
pub mod stable_draws;
