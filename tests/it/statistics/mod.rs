//! Distributions, intervals and searches.

/// Intervals hold as often as they say.
pub mod coverage;
/// What is drawn follows the law that was asked for.
pub mod distributions;
/// The least fleet for a goal.
pub mod least_fleet;
/// Many settings in one study.
pub mod many;
/// What the numbers mean, worked out on paper.
pub mod numbers;
/// What seldom happens is not said to be surely known.
pub mod rare_events;
/// What is no distribution is refused, in words.
pub mod refused_distributions;
/// Special functions agree with those of an independent library.
pub mod special_functions;
/// What is drawn stays the same.
pub mod stable_draws;
