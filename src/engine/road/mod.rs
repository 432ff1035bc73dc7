//! The road: how long a way takes and what happens on it.

pub(in crate::engine) mod breakdowns;
pub(in crate::engine) mod checkpoints;
pub(in crate::engine) mod headway;
pub(in crate::engine) mod segments;
pub(in crate::engine) mod stranded;
pub(in crate::engine) mod suspensions;
pub(in crate::engine) mod travel_time;
pub(in crate::engine) mod turn_back;
