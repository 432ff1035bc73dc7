//! A table as it lies in its file: cells with their values and their places.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::scenario::place::{Bytes, Cell, Line, Place};
use crate::scenario::problems::Wrong;

/// No table has more cells that are not empty: far more than any that was ever typed.
pub(super) const MOST_CELLS: usize = 1_000_000;

/// No table has more text, in bytes: what stands once in a spreadsheet can be named by many cells.
pub(super) const MOST_TEXT: usize = 64 << 20;

/// What stands in a cell. Text files have text alone.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(not(feature = "spreadsheets"), allow(dead_code))]
pub(super) enum Datum {
    Text(String),
    Number(f64),
    Flag(bool),
    /// A date, or a date and a time, as ISO 8601 writes it, to the millisecond.
    Date(String),
    /// A time in milliseconds: of the day, or as long as it says.
    Time(u64),
    /// An error of the spreadsheet, such as `#REF!`.
    Fault(String),
    /// A formula whose result is not in the file.
    Unreckoned,
}

/// As a spreadsheet shows it, on one line.
impl fmt::Display for Datum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Datum::Text(text) => f.write_str(&text.split_whitespace().collect::<Vec<_>>().join(" ")),
            Datum::Number(number) => number.fmt(f),
            Datum::Flag(flag) => flag.fmt(f),
            Datum::Date(date) => f.write_str(&date.replace('T', " ")),
            Datum::Time(ms) => write!(f, "{}:{:02}:{:02}", ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60),
            Datum::Fault(fault) => f.write_str(fault),
            Datum::Unreckoned => f.write_str("="),
        }
    }
}

/// A cell that is not empty.
#[derive(Clone, Debug)]
pub(super) struct Filled {
    /// Its column, from 0.
    pub column: usize,
    pub datum: Datum,
    /// Whether it is the rest of a merged cell, whose value stands above.
    pub merged: bool,
    pub place: Place,
}

/// A row that is not empty.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// Its number, from 1.
    pub number: usize,
    pub cells: Vec<Filled>,
}

impl Row {
    /// The cell of a column.
    pub fn cell(&self, column: usize) -> Option<&Filled> {
        let at = self.cells.binary_search_by_key(&column, |cell| cell.column).ok()?;
        self.cells.get(at)
    }
}

/// All rows of a sheet that are not empty.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    /// The file, as whoever types names it.
    pub file: Arc<str>,
    pub sheet: Option<Arc<str>>,
    pub rows: Vec<Row>,
}

/// The cells of a grid while it is read, in any order; rows and columns are counted from 0.
#[derive(Debug, Default)]
pub(super) struct Cells {
    rows: BTreeMap<usize, BTreeMap<usize, (Datum, bool)>>,
    count: usize,
    text: usize,
}

impl Cells {
    /// Adds a cell, unless it is blank.
    ///
    /// # Errors
    /// If there are too many.
    pub fn add(&mut self, row: usize, column: usize, datum: Datum) -> Result<(), Wrong> {
        self.put((row, column), datum, false)
    }

    fn put(&mut self, (row, column): (usize, usize), datum: Datum, merged: bool) -> Result<(), Wrong> {
        if let Datum::Text(text) | Datum::Fault(text) = &datum {
            if text.trim().is_empty() {
                return Ok(());
            }
            self.text += text.len();
        }
        self.count += 1;
        if self.count > MOST_CELLS || self.text > MOST_TEXT {
            let says = format!("has more than {MOST_CELLS} cells, or {} MiB of text", MOST_TEXT >> 20);
            return Err(Wrong::new(says, "keep in it only what the scenario needs"));
        }
        self.rows.entry(row).or_default().insert(column, (datum, merged));
        Ok(())
    }

    /// Lets the first cell of a merged area stand in each of its rows that are not empty.
    #[cfg(feature = "spreadsheets")]
    pub fn fill(&mut self, (top, left): (usize, usize), bottom: usize) -> Result<(), Wrong> {
        let Some((datum, _)) = self.rows.get(&top).and_then(|row| row.get(&left)).cloned() else {
            return Ok(());
        };
        let below = self.rows.range(top..=bottom.max(top)).skip(1);
        let below: Vec<usize> = below.map(|(row, _)| *row).collect();
        below.into_iter().try_for_each(|row| self.put((row, left), datum.clone(), true))
    }

    /// The grid of a sheet.
    pub fn grid(self, file: Arc<str>, sheet: Option<Arc<str>>) -> Grid {
        let rows = self.rows.into_iter().map(|(row, cells)| placed((&file, sheet.as_ref()), row, cells));
        let rows = rows.collect();
        Grid { file, sheet, rows }
    }
}

/// A row whose cells know where they stand.
fn placed(
    (file, sheet): (&Arc<str>, Option<&Arc<str>>),
    row: usize,
    cells: BTreeMap<usize, (Datum, bool)>,
) -> Row {
    let mut text = String::new();
    let mut spans = Vec::with_capacity(cells.len());
    for (column, (datum, merged)) in cells {
        if !spans.is_empty() {
            text.push_str(" | ");
        }
        let start = text.len();
        text.push_str(&datum.to_string());
        spans.push((column, datum, merged, Bytes { start, end: text.len() }));
    }
    let line = Arc::new(Line { file: Arc::clone(file), sheet: sheet.cloned(), row: row + 1, text });
    let cells = spans.into_iter().map(|(column, datum, merged, span)| Filled {
        column,
        datum,
        merged,
        place: Place::Cell(Cell::new(&line, column, span)),
    });
    Row { number: row + 1, cells: cells.collect() }
}
