//! The output folder: every file of a run, whole or absent.
//!
//! Files are written into a folder beside the target, which takes the target's place when all of them
//! are there. A folder that noria did not write is never replaced. This room knows formats and files;
//! it knows nothing of the engine.

mod comparison;
mod folder;
mod manifest;
#[cfg(feature = "parquet")]
pub mod parquet;
mod summary;
mod sweep;
mod tables;

pub use comparison::{comparison, comparison_table, difference_table};
pub use folder::{Folder, OutputError};
pub use manifest::{Input, Making, manifest, manifest_of_several};
pub use summary::summary;
pub use sweep::{SweepRecord, indices_table, luck_share, sweep_table, tornado_table, uncertainty_table};
pub use tables::{TripTable, headcount_table, replications_table};

/// The version of the output folder's layout.
pub const FORMAT: u32 = 1;
