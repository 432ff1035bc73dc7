//! Stops: berths, boarding, alighting and shelters.

pub(in crate::engine) mod alighting;
pub(in crate::engine) mod berths;
pub(in crate::engine) mod boarding;
pub(in crate::engine) mod doors;
pub(in crate::engine) mod shelters;
