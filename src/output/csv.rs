//! Tables as CSV. Rows are put into one text as they come: no cell has a text of its own.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use super::columns::{Cells, Column, Decimals, Number};
use crate::units::Tick;

/// How much text is gathered before it is written.
const PIECE: usize = 1 << 16;

/// A table as CSV, written some rows at a time.
pub struct CsvTable<'a, R, W: Write> {
    columns: Vec<Column<'a, R>>,
    out: W,
    /// What has not been written yet.
    text: String,
    /// Times that have been put into words: tables of curves tell the same for every subject.
    times: BTreeMap<Tick, String>,
}

impl<'a, R, W: Write> CsvTable<'a, R, W> {
    /// Begins a table with its header.
    ///
    /// # Errors
    /// If `out` cannot be written to.
    pub fn new(columns: Vec<Column<'a, R>>, out: W) -> io::Result<Self> {
        let mut table = CsvTable { columns, out, text: String::with_capacity(PIECE), times: BTreeMap::new() };
        for (place, column) in table.columns.iter().enumerate() {
            begin_cell(&mut table.text, place);
            put_words(&mut table.text, &column.name);
        }
        table.end_row(0)?;
        Ok(table)
    }

    /// Writes rows.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn write(&mut self, rows: &[R]) -> io::Result<()> {
        rows.iter().try_for_each(|row| self.write_row(row))
    }

    fn write_row(&mut self, row: &R) -> io::Result<()> {
        let (from, text) = (self.text.len(), &mut self.text);
        for (place, column) in self.columns.iter().enumerate() {
            begin_cell(text, place);
            match &column.cells {
                Cells::Text(cell) => cell(row).iter().for_each(|words| put_words(text, words)),
                Cells::Typed(_, cell) => cell(row).iter().for_each(|words| put_words(text, words)),
                Cells::Whole(cell) => {
                    cell(row).iter().for_each(|&cell| text.push_str(itoa::Buffer::new().format(cell)));
                }
                Cells::Number(cell) => cell(row).iter().for_each(|&number| put_number(text, number)),
                Cells::Seconds(cell) => cell(row).iter().for_each(|tick| put_parts(text, tick.0, THREE)),
                Cells::Time(clock, cell) => {
                    let tick = cell(row);
                    text.push_str(self.times.entry(tick).or_insert_with(|| clock.rfc3339(tick)));
                }
            }
        }
        self.end_row(from)
    }

    /// Ends the row that begins in the text there.
    fn end_row(&mut self, from: usize) -> io::Result<()> {
        if self.text.len() == from {
            // A line without anything on it would be no row.
            self.text.push_str("\"\"");
        }
        self.text.push('\n');
        if self.text.len() < PIECE { Ok(()) } else { self.write_text() }
    }

    fn write_text(&mut self) -> io::Result<()> {
        self.out.write_all(self.text.as_bytes())?;
        self.text.clear();
        Ok(())
    }

    /// Ends the table, and gives back what it was written to.
    ///
    /// # Errors
    /// If the last rows cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        self.write_text()?;
        self.out.flush()?;
        Ok(self.out)
    }
}

fn begin_cell(text: &mut String, place: usize) {
    if place > 0 {
        text.push(',');
    }
}

/// Words as a cell: in quotes where they would end it.
fn put_words(text: &mut String, words: &str) {
    if words.contains([',', '"', '\n', '\r']) {
        text.push('"');
        text.push_str(&words.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(words);
    }
}

/// So many decimals, and how many of the last make one.
type Places = (usize, u64);

const THREE: Places = (3, 1_000);
const SIX: Places = (6, 1_000_000);

fn put_number(text: &mut String, Number { value, decimals }: Number) {
    let put = |text: &mut String, words: std::fmt::Arguments<'_>| {
        // A text always takes words.
        let _ = text.write_fmt(words);
    };
    match decimals {
        Decimals::Three => match parts(value, THREE) {
            Some(parts) => put_parts(text, parts, THREE),
            None => put(text, format_args!("{value:.3}")),
        },
        Decimals::Six => match parts(value, SIX) {
            Some(parts) => put_parts(text, parts, SIX),
            None => put(text, format_args!("{value:.6}")),
        },
        Decimals::AsMany => put(text, format_args!("{value}")),
    }
}

/// How many of the last decimal a number has when it is rounded, if that is soon said: not of those that lie so near
/// to the middle between two, or are so large, that what is rounded in reckoning could decide.
fn parts(value: f64, (_, one): Places) -> Option<u64> {
    let scaled = value * one as f64;
    if !(value.is_sign_positive() && scaled < 1e12) {
        return None;
    }
    let cut = scaled as u64;
    let rest = scaled - cut as f64;
    ((rest - 0.5).abs() > 1e-3).then_some(cut + u64::from(rest > 0.5))
}

/// A number of so many of its last decimal.
fn put_parts(text: &mut String, parts: u64, (places, one): Places) {
    text.push_str(itoa::Buffer::new().format(parts / one));
    let mut rest = parts % one;
    let mut decimals = [b'.'; 7];
    for digit in decimals[1..=places].iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    text.extend(decimals[..=places].iter().map(|&digit| char::from(digit)));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::columns::{exact, six, three};
    use super::*;

    fn written(rows: Vec<(&'static str, Option<i64>)>) -> String {
        let columns = vec![
            Column::text("of, whom", "words", |row: &(&'static str, Option<i64>)| Some(row.0)),
            Column::whole("n", "a number", |row: &(&'static str, Option<i64>)| row.1),
        ];
        let mut table = CsvTable::new(columns, Vec::new()).expect("memory takes it");
        table.write(&rows).expect("memory takes it");
        String::from_utf8(table.finish().expect("memory takes it")).expect("it is text")
    }

    #[test]
    fn words_are_quoted_where_they_would_end_a_cell() {
        let rows = vec![
            ("all", Some(-7)),
            ("a,b", None),
            ("say \"a\"", Some(0)),
            ("two\nlines\r", None),
            ("", None),
        ];
        let told = "\"of, whom\",n\nall,-7\n\"a,b\",\n\"say \"\"a\"\"\",0\n\"two\nlines\r\",\n,\n";
        assert_eq!(written(rows), told);
    }

    proptest! {
        #[test]
        fn words_are_as_the_library_that_reads_them_writes_them(words in "[ab#' ,;\"\n\r]{1,6}") {
            let mut told = String::new();
            put_words(&mut told, &words);
            let mut library = csv::Writer::from_writer(Vec::new());
            library.write_record([&words]).expect("memory takes it");
            let library = library.into_inner().expect("memory takes it");
            prop_assert_eq!(told + "\n", String::from_utf8(library).expect("it is text"));
        }

        #[test]
        fn numbers_are_as_the_language_writes_them(
            value in prop_oneof![
                any::<f64>(),
                -1e3..1e3,
                0.0..1e9,
                (0_u64..1 << 40).prop_map(|thousandths| thousandths as f64 / 1e3),
                (0_u64..1 << 40).prop_map(|halves| halves as f64 / 2e3),
                (0_u64..1 << 30).prop_map(|halves| (halves as f64 + 0.5) / 1024.0),
            ],
        ) {
            let told = |number: Option<Number>| {
                let mut text = String::new();
                put_number(&mut text, number.expect("it is one"));
                text
            };
            prop_assert_eq!(told(three(value)), format!("{value:.3}"));
            prop_assert_eq!(told(six(value)), format!("{value:.6}"));
            prop_assert_eq!(told(exact(value)), format!("{value}"));
        }
    }
}
