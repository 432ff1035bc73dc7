//! The output folder: every file of a run, whole or absent.
//!
//! Files are written into a folder beside the target, which takes the target's place when all of them
//! are there. A folder that noria did not write is never replaced. This room knows formats and files;
//! it knows nothing of the engine.

mod calibration;
mod columns;
mod comparison;
mod csv;
mod folder;
mod jsonl;
mod manifest;
#[cfg(feature = "parquet")]
mod parquet;
mod sheets;
mod summary;
mod sweep;
pub mod tables;

pub use calibration::{CalibrationFound, calibration};
pub use columns::{Column, Table};
pub use comparison::comparison;
pub use csv::CsvTable;
pub use folder::{Folder, OutputError};
#[cfg(feature = "cli")]
pub(crate) use folder::{Held, free_place, held, sha256};
pub use jsonl::JsonTable;
pub use manifest::{Input, Making, manifest, manifest_of_several};
#[cfg(feature = "parquet")]
pub use parquet::ParquetTable;
pub use sheets::sheets_html;
#[cfg(feature = "spreadsheets")]
pub use sheets::sheets_xlsx;
pub use summary::summary;
pub use sweep::SweepRecord;

/// The version of the output folder's layout.
pub const FORMAT: u32 = 1;
