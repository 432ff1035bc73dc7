//! Demand: who appears and when, what befalls people while they wait, and who leaves in a car of their own.

pub(in crate::engine) mod appearing;
pub(in crate::engine) mod arrivals;
pub(in crate::engine) mod hazards;
pub(in crate::engine) mod own_cars;
pub(in crate::engine) mod splitting;
pub(in crate::engine) mod timetable;
