//! The commands, one a file: in goes what was typed, out come a folder and what is said of it.
//!
//! A command reads its scenario, lets a study make the runs, and gives what came out to `job` to be written and to
//! `words` to be said.

pub(super) mod calibrate;
pub(super) mod check;
pub(super) mod compare;
pub(super) mod explain;
pub(super) mod fleet;
pub(super) mod man;
pub(super) mod merge;
pub(super) mod metrics;
pub(super) mod new;
pub(super) mod run;
pub(super) mod sheets;
pub(super) mod sweep;
pub(super) mod trace;
