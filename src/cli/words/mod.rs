//! Words: in goes a plan or what a study found, out come sentences and tables for people to read.
//!
//! `table` is the short table after a run, `goal` the verdict on the goal and who misses it. `world`, `observers`, `parties`,
//! `late`, `doubts` and `overrides` say a scenario back, `waits` what limits a fleet. `fold` breaks lines, `columns`
//! puts cells side by side.

mod columns;
pub(super) mod doubts;
pub(super) mod fold;
pub(super) mod goal;
pub(super) mod late;
mod observers;
pub(super) mod overrides;
pub(super) mod parties;
pub(super) mod table;
pub(super) mod tables;
pub(super) mod waits;
pub(super) mod world;

/// So many names are written out in one sentence.
const WRITTEN_OUT: usize = 20;

/// Names in a row, with a word or a comma between them. Of very many the first, and how many more there are: each of a
/// thousand fleets may take a thousand groups.
pub(super) fn in_a_row(names: &[&str], between: &str) -> String {
    let (first, more) = names.split_at(names.len().min(WRITTEN_OUT));
    let row = first.join(between);
    if more.is_empty() { row } else { format!("{row} and {} more", more.len()) }
}
