//! How large the tables of an ODS file are once all that repeats in them is written out, and which of their cells are merged.

use quick_xml::events::BytesStart;

use super::grid::MOST_CELLS;
use super::guard::{damaged, strange, too_large};
use crate::scenario::problems::Wrong;

/// Cells of the smallest rectangle around all that are not empty.
const MOST_AREA: usize = 4 * MOST_CELLS;

/// Rows and columns of a sheet, as many as spreadsheet programs have.
pub(super) const MOST_ROWS: usize = 1 << 20;
pub(super) const MOST_COLUMNS: usize = 1 << 14;

/// Cells that are merged; rows and columns are counted from 0.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Merged {
    pub sheet: String,
    pub first: (usize, usize),
    /// The last of its rows.
    pub bottom: usize,
}

/// A value of a tag; none if it has none of this name.
pub(super) fn value(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, Wrong> {
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(damaged)?;
        if attribute.key.0 == name {
            return Ok(Some(attribute.value.into_owned()));
        }
    }
    Ok(None)
}

/// A count of a tag, from 1 to `most`; 1 if it is not given.
pub(super) fn count(tag: &BytesStart<'_>, name: &str, most: usize) -> Result<usize, Wrong> {
    match value(tag, name)?.map(|text| text.parse::<usize>()) {
        None => Ok(1),
        Some(Ok(count)) if count <= most => Ok(count),
        _ => Err(strange(name)),
    }
}

/// The tables of an ODS file while they are gone through: how large they are once all that repeats is written out.
#[derive(Debug, Default)]
pub(super) struct Tables {
    sheet: String,
    row: usize,
    column: usize,
    /// How often the row is repeated.
    repeats: usize,
    /// The columns of the row up to its last cell that is not empty; and of the widest.
    filled: usize,
    widest: usize,
    /// The rows up to the last that is not empty.
    deepest: usize,
    /// How deep the walk is inside a cell.
    cells: usize,
    pub merged: Vec<Merged>,
}

impl Tables {
    pub fn open(&mut self, tag: &BytesStart<'_>, has_inside: bool) -> Result<(), Wrong> {
        match tag.name().0 {
            "table:table" => {
                let sheet = value(tag, "table:name")?.unwrap_or_default();
                let sheet = quick_xml::escape::unescape(&sheet).map_err(damaged)?.into_owned();
                let (cells, merged) = (self.cells, std::mem::take(&mut self.merged));
                *self = Tables { sheet, cells, merged, ..Tables::default() };
            }
            "table:table-row" => {
                self.repeats = count(tag, "table:number-rows-repeated", MOST_ROWS)?;
                (self.column, self.filled) = (0, 0);
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let says = tag.attributes().flatten().any(|attribute| {
                    attribute.key.0.starts_with("office:") || attribute.key.0 == "table:formula"
                });
                let columns = count(tag, "table:number-columns-repeated", MOST_COLUMNS)?;
                let high = count(tag, "table:number-rows-spanned", MOST_ROWS)?;
                if high > 1 {
                    let first = (self.row, self.column);
                    self.merged.push(Merged {
                        sheet: self.sheet.clone(),
                        first,
                        bottom: self.row + high - 1,
                    });
                }
                self.column += columns;
                if has_inside || says {
                    self.filled = self.column;
                }
            }
            _ => {}
        }
        Ok(())
    }

    pub fn close(&mut self, name: &str) -> Result<(), Wrong> {
        if name != "table:table-row" {
            return Ok(());
        }
        self.row += self.repeats;
        if self.filled > 0 {
            self.deepest = self.row;
            self.widest = self.widest.max(self.filled);
        }
        let fits = self.column <= 4 * MOST_COLUMNS && self.deepest.saturating_mul(self.widest) <= MOST_AREA;
        if fits { Ok(()) } else { Err(too_large()) }
    }
}
