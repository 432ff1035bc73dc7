//! Random numbers by address.

pub(in crate::engine) mod chacha;
pub(in crate::engine) mod leg_draws;
pub(in crate::engine) mod luck;
pub(in crate::engine) mod step_table;
