//! Reading: from a table of the document, key by key, to values.
//!
//! `sheet` is a table that is being read, `columns` the columns of a CSV file, `amounts` a number or a distribution,
//! `hours` the hours of a day, `reporter` whose reports decide, `what_if` factors on drives and people. What is malformed reads as nothing, and has been told.

pub(in crate::scenario::check) mod amounts;
pub(in crate::scenario::check) mod columns;
pub(in crate::scenario::check) mod hours;
pub(in crate::scenario::check) mod reporter;
pub(in crate::scenario::check) mod sheet;
pub(in crate::scenario::check) mod what_if;
