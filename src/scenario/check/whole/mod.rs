//! The whole: whether what was read part by part can be run together. In go rows, out come problems only.
//!
//! `sense` asks whether fleets and people fit together, `roads` whether there is a road wherever a fleet must drive,
//! `lengths` whether roads have the lengths that ranges need, `limits` whether a run could bear it.

pub(in crate::scenario::check) mod lengths;
pub(in crate::scenario::check) mod limits;
pub(in crate::scenario::check) mod roads;
pub(in crate::scenario::check) mod sense;
