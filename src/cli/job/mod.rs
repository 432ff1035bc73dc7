//! What every command that makes a study needs for its job: progress, kept blocks, parts, and the files of its folder.
//!
//! `several` reads scenarios, `question` says where an answer goes, `progress` shows how far a study is, `keep` and `shard`
//! keep finished blocks, `tables` and `figures` write tables and figures in the forms that are asked for, `growing` tables
//! whose rows come one after the other, `events` the events of replications, `few_runs` tries a scenario.

use std::num::NonZeroUsize;

pub(super) mod events;
pub(super) mod few_runs;
pub(super) mod figures;
pub(super) mod growing;
pub(super) mod keep;
pub(super) mod progress;
pub(super) mod question;
pub(super) mod several;
pub(super) mod shard;
pub(super) mod tables;

/// A number of threads, as it is typed.
pub(super) fn threads(text: &str) -> Result<NonZeroUsize, String> {
    text.parse().map_err(|_| "give a whole number from 1 on, as in --jobs 4".to_owned())
}
