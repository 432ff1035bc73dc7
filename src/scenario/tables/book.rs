//! Spreadsheets: the sheets of XLSX and ODS files, and their cells.

use std::io::Cursor;

use calamine::{Data, ExcelDateTime, Ods, Reader, Sheet, SheetType, SheetVisible, Xlsx, XlsxError};

use super::extent::Merged;
use super::grid::{Cells, Datum};
use super::guard::{Form, safe};
use super::source::Source;
use crate::scenario::names::suggest;
use crate::scenario::problems::{Problem, Wrong};
use crate::units::DAY;

type Bytes = Cursor<Vec<u8>>;

/// An open spreadsheet.
pub(super) enum Book {
    // Boxed, since it is ten times as large.
    Xlsx(Box<Xlsx<Bytes>>),
    Ods(Ods<Bytes>, Vec<Merged>),
}

impl Book {
    /// Opens one.
    ///
    /// # Errors
    /// If it is none, is damaged, or is too large.
    pub fn open(bytes: &[u8]) -> Result<Book, Wrong> {
        if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            let says = "is a spreadsheet of the old form .xls, or has a password";
            return Err(Wrong::new(says, "save it as .xlsx, .ods or .csv, without a password"));
        }
        let safe = safe(bytes)?;
        let bytes = Cursor::new(safe.bytes);
        Ok(match safe.form {
            Form::Xlsx => Book::Xlsx(Box::new(Xlsx::new(bytes).map_err(unreadable)?)),
            Form::Ods => Book::Ods(Ods::new(bytes).map_err(unreadable)?, safe.merged),
        })
    }

    /// Its sheets with cells.
    pub fn sheets(&self) -> Vec<Sheet> {
        let all = match self {
            Book::Xlsx(book) => book.sheets_metadata(),
            Book::Ods(book, _) => book.sheets_metadata(),
        };
        all.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet).cloned().collect()
    }

    /// The cells of a sheet.
    ///
    /// # Errors
    /// If they cannot be read, or are too many.
    pub fn cells(&mut self, sheet: &str) -> Result<Cells, Wrong> {
        match self {
            Book::Xlsx(book) => of_xlsx(book, sheet),
            Book::Ods(book, merged) => of_ods(book, sheet, merged),
        }
    }
}

/// The sheet that a source means: the one it names, the only one, or the one that is called as what it holds.
pub(super) fn choose(sheets: &[Sheet], source: &Source<'_>) -> Result<String, Problem> {
    let names: Vec<&str> = sheets.iter().map(|sheet| &*sheet.name).collect();
    let alike = |wanted: &str| {
        let is = |name: &&&str| name.trim().eq_ignore_ascii_case(wanted.trim());
        names
            .iter()
            .find(|name| **name == wanted)
            .or_else(|| names.iter().find(is))
            .map(|name| (*name).to_owned())
    };
    if let Some((wanted, place)) = source.sheet {
        return alike(wanted).ok_or_else(|| {
            let says = format!("{} has no sheet `{wanted}`", source.file);
            Problem::new(place, says, suggest(wanted, &names, "its sheets are"))
        });
    }
    let seen: Vec<&Sheet> = sheets.iter().filter(|sheet| sheet.visible == SheetVisible::Visible).collect();
    match seen.as_slice() {
        [only] => Ok(only.name.clone()),
        _ => alike(source.what.name()).ok_or_else(|| {
            let says =
                format!("{} has several sheets, and none is called `{}`", source.file, source.what.name());
            let seen: Vec<&str> = seen.iter().map(|sheet| &*sheet.name).collect();
            let help = format!(
                "say which: {} = {{ file = {:?}, sheet = {:?} }}; its sheets are {}",
                source.what.name(),
                source.file,
                seen.first().unwrap_or(&"…"),
                crate::scenario::names::list(&seen)
            );
            Problem::new(source.place, says, help)
        }),
    }
}

fn unreadable(error: impl std::fmt::Display) -> Wrong {
    let says = format!("cannot be read as a spreadsheet: {error}");
    Wrong::new(says, "open it in a spreadsheet program and save it again, without a password")
}

fn of_xlsx(book: &mut Xlsx<Bytes>, sheet: &str) -> Result<Cells, Wrong> {
    let mut cells = Cells::default();
    let mut reader = book.worksheet_cells_reader(sheet).map_err(unreadable)?;
    let mut last = (0, 0);
    loop {
        let cell = match reader.next_cell_with_formula_metadata() {
            Ok(Some(cell)) => cell,
            Ok(None) => break,
            // An error that is younger than who reads it stops all of the sheet.
            Err(XlsxError::CellError(error)) => {
                let after = super::super::place::letters(last.1) + &(last.0 + 1).to_string();
                let says = format!("has the error {error} in sheet {sheet}, behind cell {after}");
                return Err(Wrong::new(says, "mend the formula, or type its value"));
            }
            Err(error) => return Err(unreadable(error)),
        };
        last = (cell.pos.0 as usize, cell.pos.1 as usize);
        let datum = match (of_data(Data::from(cell.value)), cell.formula) {
            (None, Some(_)) => Some(Datum::Unreckoned),
            (datum, _) => datum,
        };
        if let Some(datum) = datum {
            cells.add(last.0, last.1, datum)?;
        }
    }
    drop(reader);
    for merged in book.merge_cells_by_sheet_name(sheet).map_err(unreadable)? {
        let first = (merged.start.0 as usize, merged.start.1 as usize);
        cells.fill(first, merged.end.0 as usize)?;
    }
    Ok(cells)
}

fn of_ods(book: &mut Ods<Bytes>, sheet: &str, merged: &[Merged]) -> Result<Cells, Wrong> {
    let mut cells = Cells::default();
    let (range, formulas) = (
        book.worksheet_range(sheet).map_err(unreadable)?,
        book.worksheet_formula(sheet).map_err(unreadable)?,
    );
    let (top, left) = range.start().unwrap_or((0, 0));
    for (row, column, value) in range.used_cells() {
        let at = (top as usize + row, left as usize + column);
        if let Some(datum) = of_data(value.clone()) {
            cells.add(at.0, at.1, datum)?;
        }
    }
    let (top, left) = formulas.start().unwrap_or((0, 0));
    for (row, column, _) in formulas.used_cells() {
        let at = (top + row as u32, left + column as u32);
        if range.get_value(at).is_none_or(|value| *value == Data::Empty) {
            cells.add(at.0 as usize, at.1 as usize, Datum::Unreckoned)?;
        }
    }
    for merged in merged.iter().filter(|merged| merged.sheet == sheet) {
        cells.fill(merged.first, merged.bottom)?;
    }
    Ok(cells)
}

fn of_data(value: Data) -> Option<Datum> {
    Some(match value {
        Data::Int(number) => Datum::Number(number as f64),
        Data::Float(number) => Datum::Number(number),
        Data::String(text) => of_text(&text)?,
        Data::Bool(flag) => Datum::Flag(flag),
        Data::DateTime(time) => of_time(&time),
        Data::DateTimeIso(text) => of_iso(&text),
        Data::DurationIso(text) => duration(&text).map_or(Datum::Text(text), Datum::Time),
        Data::Error(error) => Datum::Fault(error.to_string()),
        Data::Empty => return None,
    })
}

/// A text; blank ones are empty. LibreOffice has no type for errors in ODS: they are texts.
fn of_text(text: &str) -> Option<Datum> {
    const FAULTS: [&str; 10] = [
        "#DIV/0!",
        "#N/A",
        "#NAME?",
        "#NULL!",
        "#NUM!",
        "#REF!",
        "#VALUE!",
        "#SPILL!",
        "#CALC!",
        "#GETTING_DATA",
    ];
    let text = text.trim();
    match text {
        "" => None,
        _ if FAULTS.contains(&text) || text.starts_with("Err:") => Some(Datum::Fault(text.to_owned())),
        _ => Some(Datum::Text(text.to_owned())),
    }
}

/// A date, or a time: what is less than a day has no date.
fn of_time(time: &ExcelDateTime) -> Datum {
    let days = time.as_f64();
    let ms = (days * DAY as f64).round();
    if !(0.0..1e15).contains(&ms) {
        return Datum::Number(days);
    }
    if time.is_duration() || ms < DAY as f64 {
        return Datum::Time(ms as u64);
    }
    let (year, month, day, hour, minute, second, part) = time.to_ymd_hms_milli();
    let part = if part == 0 { String::new() } else { format!(".{part:03}") };
    Datum::Date(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{part}"))
}

/// A date of ODS, which says no time at midnight.
fn of_iso(text: &str) -> Datum {
    let is_date = text.len() == "2016-12-15".len();
    Datum::Date(if is_date { format!("{text}T00:00:00") } else { text.to_owned() })
}

/// The milliseconds of a duration of ISO 8601 such as `PT14H30M00S`.
fn duration(text: &str) -> Option<u64> {
    let (days, time) = text.strip_prefix('P')?.split_once('T')?;
    let mut ms = 0.0;
    for (mut rest, units) in [(days, [('D', 86_400e3); 3]), (time, [('H', 3600e3), ('M', 60e3), ('S', 1e3)])]
    {
        while !rest.is_empty() {
            let end = rest.find(|sign: char| !(sign.is_ascii_digit() || matches!(sign, '.' | ',')))?;
            let letter = rest[end..].chars().next()?;
            let (_, unit) = units.iter().find(|(known, _)| *known == letter)?;
            ms += rest[..end].replace(',', ".").parse::<f64>().ok()? * unit;
            rest = &rest[end + 1..];
        }
    }
    (ms < 1e15).then_some(ms.round() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType;

    #[test]
    fn dates_of_both_systems_are_days_of_the_calendar() {
        let date = |days, is_1904| of_time(&ExcelDateTime::new(days, ExcelDateTimeType::DateTime, is_1904));
        assert_eq!(date(42_719.583_333_333_3, false), Datum::Date("2016-12-15T14:00:00".to_owned()));
        assert_eq!(date(42_719.583_333_333_3 - 1462.0, true), Datum::Date("2016-12-15T14:00:00".to_owned()));
        assert_eq!(date(0.916_666_666_666_667, false), Datum::Time(22 * 3_600_000));
        assert_eq!(date(0.916_666_666_666_667, true), Datum::Time(22 * 3_600_000));
        assert_eq!(date(-1.0, false), Datum::Number(-1.0));
        let long = ExcelDateTime::new(1.5, ExcelDateTimeType::TimeDelta, false);
        assert_eq!(of_time(&long), Datum::Time(36 * 3_600_000));
    }

    #[test]
    fn durations_are_read() {
        for (text, ms) in [
            ("PT14H30M00S", Some(52_200_000)),
            ("PT36H00M00.5S", Some(129_600_500)),
            ("P1DT2H", Some(93_600_000)),
            ("PT5X", None),
            ("P1Y", None),
            ("soon", None),
        ] {
            assert_eq!(duration(text), ms, "{text}");
        }
        assert_eq!(of_iso("2016-12-15"), Datum::Date("2016-12-15T00:00:00".to_owned()));
    }
}
