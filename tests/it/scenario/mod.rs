//! Scenario files: read, checked, said back.

/// Scenario files, overrides and the schema.
pub mod files;
/// Every wrong file shows all its problems.
pub mod problems;
/// No input makes the reader panic.
pub mod robust;
/// Travel times as routing services answer.
pub mod routing;
/// What is said of a scenario in words.
#[cfg(feature = "cli")]
pub mod said_in_words;
/// Spreadsheets.
#[cfg(feature = "spreadsheets")]
pub mod spreadsheets;
/// Tables of text.
pub mod tables;
