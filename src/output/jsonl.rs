//! Tables as JSON lines: an object a row, with a key for each column; null where it did not happen.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::columns::{Cells, Column, TypedKind};
use super::csv::{MOST_TIMES, THREE, put_number, put_parts};
use crate::units::Tick;

/// A table as JSON lines, written some rows at a time.
pub struct JsonTable<'a, R, W: Write> {
    columns: Vec<Column<'a, R>>,
    /// What stands before the cell of each column: its key.
    heads: Vec<String>,
    out: W,
    /// Times that have been put into words.
    times: BTreeMap<Tick, String>,
    /// Scratch: the line.
    line: String,
}

impl<'a, R, W: Write> JsonTable<'a, R, W> {
    /// Begins a table.
    pub fn new(columns: Vec<Column<'a, R>>, out: W) -> Self {
        let head = |(place, column): (usize, &Column<'a, R>)| {
            let before = if place == 0 { '{' } else { ',' };
            format!("{before}{}:", quoted(&column.name))
        };
        let heads = columns.iter().enumerate().map(head).collect();
        JsonTable { columns, heads, out, times: BTreeMap::new(), line: String::new() }
    }

    /// Writes rows.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn write(&mut self, rows: &[R]) -> io::Result<()> {
        rows.iter().try_for_each(|row| self.write_row(row))
    }

    fn write_row(&mut self, row: &R) -> io::Result<()> {
        self.line.clear();
        for (column, head) in self.columns.iter().zip(&self.heads) {
            self.line.push_str(head);
            let before = self.line.len();
            match &column.cells {
                Cells::Text(cell) => cell(row).iter().for_each(|text| self.line += &quoted(text)),
                Cells::Typed(kind, cell) => {
                    cell(row).iter().for_each(|text| self.line += &typed(*kind, text))
                }
                Cells::Whole(cell) => cell(row).iter().for_each(|cell| self.line += &cell.to_string()),
                Cells::Number(cell) => {
                    cell(row).iter().for_each(|&number| put_number(&mut self.line, number));
                }
                Cells::Seconds(_, cell) => {
                    cell(row).iter().for_each(|tick| put_parts(&mut self.line, tick.0, THREE));
                }
                Cells::Time(clock, cell) => {
                    if let Some(tick) = cell(row) {
                        if self.times.len() >= MOST_TIMES {
                            self.times.clear();
                        }
                        self.line += self.times.entry(tick).or_insert_with(|| quoted(&clock.rfc3339(tick)));
                    }
                }
            }
            if self.line.len() == before {
                self.line.push_str("null");
            }
        }
        self.line.push_str(if self.columns.is_empty() { "{}\n" } else { "}\n" });
        self.out.write_all(self.line.as_bytes())
    }

    /// Ends the table, and gives back what it was written to.
    ///
    /// # Errors
    /// If the last rows cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush().map(|()| self.out)
    }
}

/// What was typed, as its kind.
fn typed(kind: TypedKind, text: &str) -> String {
    let number = match kind {
        TypedKind::Whole => text.parse::<i64>().ok().map(|whole| whole.to_string()),
        TypedKind::Number => text.parse::<f64>().ok().map(|number| number.to_string()),
        TypedKind::Text => None,
    };
    number.unwrap_or_else(|| quoted(text))
}

/// A text as JSON.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::super::columns::{Table, exact};
    use super::*;
    use crate::plan::LocalClock;

    #[test]
    fn a_row_is_an_object_with_null_for_what_did_not_happen() {
        let clock = LocalClock::new(0, 90);
        let columns = vec![
            Column::text("a \"name\"", "", |&row: &u64| (row > 0).then_some("=1\n\u{202e}")),
            Column::whole("whole", "", |&row| (row > 0).then_some(-7)),
            Column::number("number", "", |&row| exact(if row > 0 { 0.5 } else { f64::NAN })),
            Column::typed("typed", "", TypedKind::Whole, |_| Some("+05")),
            Column::seconds("seconds", "", |&row| Some(Tick(row * 1500))),
            Column::time("time", "", clock, |&row| Tick(row)),
        ];
        let mut out = Vec::new();
        Table { name: "t", columns, rows: vec![0, 1] }.jsonl(&mut out).unwrap();
        let lines: Vec<serde_json::Value> = std::str::from_utf8(&out)
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(
            lines[0],
            serde_json::json!({ "a \"name\"": null, "whole": null, "number": null, "typed": 5, "seconds": 0.0,
                                "time": "1970-01-01T00:00:00+01:30" })
        );
        assert_eq!(lines[1]["a \"name\""], "=1\n\u{202e}");
        assert_eq!((&lines[1]["whole"], &lines[1]["seconds"]), (&(-7).into(), &1.5.into()));
        assert!(out.starts_with(b"{\"a \\\"name\\\"\":null,\"whole\":null,"));
    }
}
