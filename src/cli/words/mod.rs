//! Words: in goes a plan or what a study found, out come sentences and tables for people to read.
//!
//! `table` is the short table after a run. `world`, `parties`, `late` and `overrides` say a scenario back, `waits`
//! what limits a fleet.

pub(super) mod late;
pub(super) mod overrides;
pub(super) mod parties;
pub(super) mod table;
pub(super) mod waits;
pub(super) mod world;
