//! Tables as CSV.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use super::columns::{Cells, Column, Decimals, Number};
use crate::units::Tick;

/// A table as CSV, written some rows at a time.
pub struct CsvTable<'a, R, W: Write> {
    columns: Vec<Column<'a, R>>,
    table: csv::Writer<W>,
    /// Times that have been put into words: tables of curves tell the same for every subject.
    times: BTreeMap<Tick, String>,
    /// Scratch: a cell whose words are made here.
    cell: String,
}

/// Times that are kept in words: more are rarely asked for twice.
pub(super) const MOST_TIMES: usize = 1 << 14;

impl<'a, R, W: Write> CsvTable<'a, R, W> {
    /// Begins a table with its header.
    ///
    /// # Errors
    /// If `out` cannot be written to.
    pub fn new(columns: Vec<Column<'a, R>>, out: W) -> io::Result<Self> {
        let mut table = csv::Writer::from_writer(out);
        table.write_record(columns.iter().map(|column| column.name.as_bytes()))?;
        Ok(CsvTable { columns, table, times: BTreeMap::new(), cell: String::new() })
    }

    /// Writes rows.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn write(&mut self, rows: &[R]) -> io::Result<()> {
        rows.iter().try_for_each(|row| self.write_row(row))
    }

    fn write_row(&mut self, row: &R) -> io::Result<()> {
        let mut whole = itoa::Buffer::new();
        for column in &self.columns {
            self.cell.clear();
            match &column.cells {
                Cells::Text(cell) => self.table.write_field(&*cell(row).unwrap_or_default()),
                Cells::Typed(_, cell) => self.table.write_field(cell(row).unwrap_or_default()),
                Cells::Whole(cell) => self.table.write_field(cell(row).map_or("", |cell| whole.format(cell))),
                Cells::Number(cell) => {
                    cell(row).iter().for_each(|&number| put_number(&mut self.cell, number));
                    self.table.write_field(&self.cell)
                }
                Cells::Seconds(_, cell) => {
                    cell(row).iter().for_each(|tick| put_parts(&mut self.cell, tick.0, THREE));
                    self.table.write_field(&self.cell)
                }
                Cells::Time(clock, cell) => match cell(row) {
                    Some(tick) => {
                        if self.times.len() >= MOST_TIMES {
                            self.times.clear();
                        }
                        self.table.write_field(self.times.entry(tick).or_insert_with(|| clock.rfc3339(tick)))
                    }
                    None => self.table.write_field(""),
                },
            }?;
        }
        Ok(self.table.write_record(None::<&[u8]>)?)
    }

    /// Ends the table, and gives back what it was written to.
    ///
    /// # Errors
    /// If the last rows cannot be written.
    pub fn finish(self) -> io::Result<W> {
        self.table.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}

/// So many decimals, and how many of the last make one.
pub(super) type Places = (usize, u64);

pub(super) const THREE: Places = (3, 1_000);
const SIX: Places = (6, 1_000_000);

/// Writes a number; what is nothing once it is rounded has no sign.
pub(super) fn put_number(text: &mut String, Number { value, decimals }: Number) {
    let begins = text.len();
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
    if text[begins..]
        .strip_prefix('-')
        .is_some_and(|digits| digits.bytes().all(|sign| matches!(sign, b'0' | b'.')))
    {
        text.remove(begins);
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
pub(super) fn put_parts(text: &mut String, parts: u64, (places, one): Places) {
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

    proptest! {
        #[test]
        fn numbers_are_as_the_language_writes_them(
            value in prop_oneof![
                any::<f64>(),
                -1e3..1e3,
                0.0..1e9,
                (0_u64..1 << 40).prop_map(|thousandths| thousandths as f64 / 1e3),
                (0_u64..1 << 40).prop_map(|halves| halves as f64 / 2e3),
                (0_u64..1 << 30).prop_map(|halves| (halves as f64 + 0.5) / 1024.0),
                -1e-3..1e-3,
                Just(-0.0),
            ],
        ) {
            let told = |number: Option<Number>| {
                let mut text = String::new();
                put_number(&mut text, number.expect("it is one"));
                text
            };
            // But for the sign of nothing.
            let signed = |text: String| match text.parse::<f64>() {
                Ok(0.0) => text.trim_start_matches('-').to_owned(),
                _ => text,
            };
            prop_assert_eq!(told(three(value)), signed(format!("{value:.3}")));
            prop_assert_eq!(told(six(value)), signed(format!("{value:.6}")));
            prop_assert_eq!(told(exact(value)), signed(format!("{value}")));
        }
    }
}
