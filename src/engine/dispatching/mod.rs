//! Dispatching: where vehicles go next, and when they enter service, rest and leave it.

pub(in crate::engine) mod assignment;
pub(in crate::engine) mod choice;
pub(in crate::engine) mod destination;
pub(in crate::engine) mod duty;
pub(in crate::engine) mod fleet_changes;
pub(in crate::engine) mod hindered;
pub(in crate::engine) mod itinerary;
pub(in crate::engine) mod no_fit;
pub(in crate::engine) mod outlook;
pub(in crate::engine) mod rests;
