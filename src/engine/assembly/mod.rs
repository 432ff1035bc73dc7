//! Assembly: who leaves together, by points, phases and convoys.

pub(in crate::engine) mod departures;
pub(in crate::engine) mod phases;
pub(in crate::engine) mod points;
