//! What every command that makes a study needs for its job: progress, kept blocks, parts, and the files of its folder.
//!
//! `several` reads scenarios and names folders, `progress` shows how far a study is, `keep` and `shard` keep finished
//! blocks, `tables` writes tables in the forms that are asked for.

pub(super) mod few_runs;
pub(super) mod keep;
pub(super) mod progress;
pub(super) mod question;
pub(super) mod several;
pub(super) mod shard;
pub(super) mod tables;
