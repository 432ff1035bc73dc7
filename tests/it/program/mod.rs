//! The built program, as a user runs it, and what it writes.

/// A text without its breaks of lines, which are where a line is full.
#[cfg(feature = "cli")]
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// No answer is lost to that to another question.
#[cfg(feature = "cli")]
pub mod answers;
/// What public figures tell, as a user asks.
#[cfg(feature = "cli")]
pub mod calibrate;
/// The built program, as a user runs it.
#[cfg(feature = "cli")]
pub mod commands;
/// What can be asked of `noria explain`.
#[cfg(feature = "cli")]
pub mod explain;
/// Figures are drawn as they were, and legibly.
#[cfg(feature = "plots")]
pub mod figures;
/// What a search says of its answer.
#[cfg(feature = "cli")]
pub mod fleet_explains;
/// What is done with output folders.
#[cfg(feature = "cli")]
pub mod folders;
/// Who is not out, and not to be moved, is told of.
#[cfg(feature = "cli")]
pub mod hazard_reports;
/// Whoever follows a hint is right then.
#[cfg(feature = "cli")]
pub mod hints;
/// Input that means ill.
#[cfg(feature = "cli")]
pub mod hostile;
/// Settings that cannot be among others that can.
#[cfg(feature = "cli")]
pub mod impossible_settings;
/// Words of figures do not meet.
#[cfg(feature = "plots")]
pub mod legible;
/// Pages that the code makes: columns of tables.
pub mod listings;
/// Many processes at once.
#[cfg(feature = "cli")]
pub mod many_processes;
/// New scenarios: of each kind, shipped ones, and those that read spreadsheets.
#[cfg(feature = "cli")]
pub mod new;
/// README, guides and changelog: what they show is so, and what they link to is there.
#[cfg(feature = "cli")]
pub mod pages;
/// Parquet says what CSV says.
#[cfg(feature = "parquet")]
pub mod parquet_tables;
/// Lists of metrics, pages of the manual, and examples that run.
#[cfg(feature = "cli")]
pub mod reference;
/// Work that is killed goes on; parts are joined.
#[cfg(feature = "cli")]
pub mod resume;
/// Sweeps, comparisons and searches that are killed go on.
#[cfg(feature = "cli")]
pub mod resume_sweeps;
/// Parts of sweeps and of studies of uncertainty are joined.
#[cfg(feature = "cli")]
pub mod shards;
/// Which replication trips, stringline, vehicles and trace show.
#[cfg(feature = "cli")]
pub mod shown;
/// Studies of several settings, as a user runs them.
#[cfg(feature = "cli")]
pub mod studies;
/// What is too large is told in little time.
#[cfg(feature = "cli")]
pub mod too_large;
/// Typed events, long tables, and sheets for vehicles.
#[cfg(feature = "cli")]
pub mod typed_tables;
/// What can be varied, and how settings differ from the first.
#[cfg(feature = "cli")]
pub mod varied;
/// Whether the goal is met, who misses it, and what is hardly meant.
#[cfg(feature = "cli")]
pub mod verdicts;
