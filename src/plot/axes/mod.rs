//! Axes: from values to places along a panel, and to the words at them.
//!
//! `numbers` has round steps and how counts and shares are written, `hours` the local clock, `measure` what a metric
//! is measured in, `settings` the values that a sweep varies. In goes the range of what is drawn, out comes an
//! [`Axis`](crate::plot::Axis).

pub(super) mod hours;
pub(super) mod measure;
pub(super) mod numbers;
pub(super) mod settings;
