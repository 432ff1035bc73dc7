//! Where something stands: in the scenario file, in a cell of a table that it names, or in an override.

use std::ops::Range;
use std::sync::Arc;

/// Where something stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// At these bytes of the scenario file.
    File(Bytes),
    /// In a cell of a table that the scenario names.
    Cell(Cell),
    /// In an override: its number from 0, and the bytes of its `PATH=VALUE`.
    Override(usize, Bytes),
}

/// Bytes from `start` to before `end`; a [`Range`] that has an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bytes {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl From<Range<usize>> for Bytes {
    fn from(range: Range<usize>) -> Self {
        Bytes { start: range.start, end: range.end }
    }
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    line: Arc<Line>,
    column: usize,
    /// Where its text stands in the line as it is shown.
    shown: Bytes,
}

/// A row of a table, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Line {
    /// The file as whoever types names it.
    pub file: Arc<str>,
    /// Its sheet, if it has several or could have.
    pub sheet: Option<Arc<str>>,
    /// From 1.
    pub row: usize,
    /// Its cells side by side.
    pub text: String,
}

impl Cell {
    /// A cell, of which columns are counted from 0; its text stands at the bytes `shown` of the line.
    pub(super) fn new(line: &Arc<Line>, column: usize, shown: Bytes) -> Cell {
        Cell { line: Arc::clone(line), column, shown }
    }

    /// The file, as whoever types names it.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.line.file
    }

    /// The sheet; none of a text file.
    #[must_use]
    pub fn sheet(&self) -> Option<&str> {
        self.line.sheet.as_deref()
    }

    /// The row, from 1, as spreadsheets count.
    #[must_use]
    pub fn row(&self) -> usize {
        self.line.row
    }

    /// The column, from 1.
    #[must_use]
    pub fn column(&self) -> usize {
        self.column + 1
    }

    /// As spreadsheets name it: `B4`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}{}", letters(self.column), self.line.row)
    }

    /// What stands in it, as it is shown.
    #[must_use]
    pub fn text(&self) -> &str {
        self.line.text.get(self.shown.start..self.shown.end).unwrap_or_default()
    }

    /// Its row as it is shown, and where in it the cell is.
    pub(super) fn line(&self) -> (&str, Bytes) {
        (&self.line.text, self.shown)
    }

    /// Where it is, in words.
    pub(super) fn words(&self) -> String {
        let sheet = self.line.sheet.as_ref().map_or(String::new(), |sheet| format!(", sheet {sheet}"));
        format!("{}{sheet}, cell {}", self.line.file, self.name())
    }
}

/// The letters of a column, counted from 0: A, B, … Z, AA.
pub(super) fn letters(column: usize) -> String {
    let (mut rest, mut letters) = (column + 1, Vec::new());
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_spreadsheets() {
        for (column, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            assert_eq!(letters(column), name);
        }
    }
}
