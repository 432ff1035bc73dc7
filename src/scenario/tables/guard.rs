//! What a spreadsheet is before it is read: unpacked within bounds, its XML whole, and nothing in it that would let who
//! reads it take memory or time without end.
//!
//! Who reads spreadsheets (calamine 0.38.0) believes what a file says of itself, and ends the program or never ends where
//! that is made up. Programs that write spreadsheets stay within bounds, so whatever does not is refused, and only what was
//! looked at is handed on.

use std::io::{Cursor, Read, Write};
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::extent::{MOST_COLUMNS, MOST_ROWS, Merged, Tables, count, value};
use super::grid::MOST_CELLS;
use crate::scenario::problems::Wrong;

/// Spreadsheets are unpacked up to so many bytes in all.
const MOST_UNPACKED: u64 = 64 << 20;

/// Files within a spreadsheet.
const MOST_PARTS: usize = 10_000;

/// What kind of spreadsheet a file is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Form {
    #[default]
    Xlsx,
    Ods,
}

/// A spreadsheet that can be read.
#[derive(Debug)]
pub(super) struct Safe {
    pub form: Form,
    /// Its XML, packed again.
    pub bytes: Vec<u8>,
    /// Of ODS: merged cells that are more than a row high.
    pub merged: Vec<Merged>,
}

/// Looks at a spreadsheet.
///
/// # Errors
/// If it is none, is damaged, or is larger than any table needs to be.
pub(super) fn safe(bytes: &[u8]) -> Result<Safe, Wrong> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > MOST_PARTS {
        return Err(too_large());
    }
    let form = form(&archive)?;
    let (mut packed, mut left, mut merged) =
        (ZipWriter::new(Cursor::new(Vec::new())), MOST_UNPACKED, Vec::new());
    let plain = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).map_err(damaged)?;
        let name = part.name().map_err(damaged)?.into_owned();
        let lower = name.to_lowercase();
        if !(name == "mimetype" || lower.ends_with(".xml") || lower.ends_with(".rels")) {
            continue;
        }
        let mut content = Vec::new();
        let read = part.by_ref().take(left + 1).read_to_end(&mut content).map_err(damaged)?;
        left = left.checked_sub(read as u64).ok_or_else(too_large)?;
        let mut text = String::from_utf8(content).map_err(damaged)?;
        if name != "mimetype" {
            let scanned = scan(&text, form)?;
            merged.extend(scanned.merged);
            text = scanned.text;
        }
        packed.start_file(name, plain).map_err(damaged)?;
        packed.write_all(text.as_bytes()).map_err(damaged)?;
    }
    let bytes = packed.finish().map_err(damaged)?.into_inner();
    Ok(Safe { form, bytes, merged })
}

/// What kind of spreadsheet the parts of a file make.
fn form(archive: &ZipArchive<Cursor<&[u8]>>) -> Result<Form, Wrong> {
    let has = |name: &str| archive.index_for_name(name).is_some();
    let save = "save it as .xlsx, .ods or .csv";
    match (has("content.xml"), has("xl/workbook.bin"), has("[Content_Types].xml")) {
        (true, ..) => Ok(Form::Ods),
        (_, true, _) => Err(Wrong::new("is a spreadsheet in the form .xlsb", save)),
        (.., true) => Ok(Form::Xlsx),
        _ => Err(Wrong::new(
            "is a ZIP file, but no spreadsheet",
            "name a file of the form .xlsx, .ods or .csv",
        )),
    }
}

pub(super) fn damaged(error: impl std::fmt::Display) -> Wrong {
    let says = format!("is damaged: {error}");
    Wrong::new(says, "open it in a spreadsheet program and save it again, without a password")
}

pub(super) fn too_large() -> Wrong {
    let says =
        format!("is too large: unpacked it has more than {} MiB, or far too many cells", MOST_UNPACKED >> 20);
    Wrong::new(says, "keep in it only the sheets and rows that the scenario needs")
}

pub(super) fn strange(what: &str) -> Wrong {
    damaged(format_args!("{what} is not as spreadsheet programs write it"))
}

/// A part that was looked at.
#[derive(Debug)]
struct Scanned {
    /// Without the blanks between elements of ODS: LibreOffice indents them if asked to, and who reads them takes them
    /// amiss.
    text: String,
    /// The merged cells of ODS.
    merged: Vec<Merged>,
}

/// Goes through a part.
fn scan(text: &str, form: Form) -> Result<Scanned, Wrong> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = Reader::from_str(text);
    let (mut depth, mut tables, mut kept) = (0_usize, Tables::default(), Kept { form, ..Kept::default() });
    loop {
        let begins = reader.buffer_position() as usize;
        let event = reader.read_event().map_err(damaged)?;
        kept.take(text, &event, begins..reader.buffer_position() as usize);
        match event {
            Event::Decl(declared) => {
                let is_other = declared.encoding().is_some_and(|encoding| {
                    encoding.map_or(true, |name| !name.eq_ignore_ascii_case("utf-8"))
                });
                if is_other {
                    return Err(strange("its encoding"));
                }
            }
            Event::Start(tag) => {
                depth += 1;
                numbers(&tag, form)?;
                tables.open(&tag, true)?;
            }
            Event::Empty(tag) => {
                numbers(&tag, form)?;
                tables.open(&tag, false)?;
                tables.close(tag.name().0)?;
            }
            Event::End(tag) => {
                depth = depth.checked_sub(1).ok_or_else(|| strange("its XML"))?;
                tables.close(tag.name().0)?;
            }
            Event::Eof if depth == 0 => return Ok(Scanned { text: kept.text, merged: tables.merged }),
            Event::Eof => return Err(strange("its end")),
            _ => {}
        }
    }
}

/// What is kept of a part.
#[derive(Debug, Default)]
struct Kept {
    form: Form,
    text: String,
    /// How many paragraphs it is within: there blanks are text.
    paragraphs: usize,
}

impl Kept {
    fn take(&mut self, text: &str, event: &Event<'_>, bytes: Range<usize>) {
        let is_paragraph = |name: &str| matches!(name, "text:p" | "text:h");
        match event {
            Event::Start(tag) if is_paragraph(tag.name().0) => self.paragraphs += 1,
            Event::End(tag) if is_paragraph(tag.name().0) => {
                self.paragraphs = self.paragraphs.saturating_sub(1);
            }
            _ => {}
        }
        let piece = text.get(bytes).unwrap_or_default();
        let is_between = self.form == Form::Ods && self.paragraphs == 0 && piece.trim().is_empty();
        if !is_between {
            self.text.push_str(piece);
        }
    }
}

/// Refuses numbers that would be believed.
fn numbers(tag: &BytesStart<'_>, form: Form) -> Result<(), Wrong> {
    let name = tag.local_name();
    match (form, name.as_ref()) {
        (Form::Xlsx, "sst") => count(tag, "uniqueCount", 4 * MOST_CELLS).map(drop),
        (Form::Xlsx, "c" | "row" | "dimension" | "mergeCell") => {
            for name in ["r", "ref"] {
                if value(tag, name)?.is_some_and(|text| !is_range(&text)) {
                    return Err(strange("the name of a cell"));
                }
            }
            Ok(())
        }
        (Form::Xlsx, "f") => match value(tag, "ref")?.is_some_and(|text| !is_range(&text)) {
            true => Err(strange("the name of a cell")),
            false => count(tag, "si", MOST_CELLS).map(drop),
        },
        (Form::Ods, "s") => count(tag, "text:c", 10_000).map(drop),
        _ => Ok(()),
    }
}

/// Whether a text names a cell, a row, or a range from one cell to a later one.
fn is_range(text: &str) -> bool {
    let cells: Option<Vec<(usize, usize)>> = text.split(':').map(cell).collect();
    match cells.as_deref() {
        Some([_]) => true,
        Some([(row, column), (last_row, last_column)]) => row <= last_row && column <= last_column,
        _ => false,
    }
}

/// The row and the column of a cell such as `B4`, from 1; of a row, the column is 0.
fn cell(name: &str) -> Option<(usize, usize)> {
    let digits = name.find(|sign: char| sign.is_ascii_digit())?;
    let (letters, number) = name.split_at(digits);
    let is_plain =
        letters.len() <= 3 && number.len() <= 7 && number.bytes().all(|byte| byte.is_ascii_digit());
    let row = number.parse().ok().filter(|row| is_plain && (1..=MOST_ROWS).contains(row))?;
    let column = letters.bytes().try_fold(0, |column, letter| {
        letter
            .is_ascii_alphabetic()
            .then(|| column * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1)
    })?;
    (column <= MOST_COLUMNS).then_some((row, column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_cells_are_told_from_others() {
        for (text, is) in [
            ("A1", true),
            ("xfd1048576", true),
            ("12", true),
            ("A1:B2", true),
            ("A0", false),
            ("XFE1", false),
            ("A1048577", false),
            ("A1:B2:C3", false),
            ("A", false),
            ("", false),
            ("Ä1", false),
        ] {
            assert_eq!(is_range(text), is, "{text}");
        }
    }

    #[test]
    fn what_would_take_memory_or_time_without_end_is_refused() {
        let table = |inside: &str| format!("<table:table table:name=\"S\">{inside}</table:table>");
        let row = |repeats: usize, cell: &str| {
            format!("<table:table-row table:number-rows-repeated=\"{repeats}\">{cell}</table:table-row>")
        };
        let value = "<table:table-cell office:value=\"1\"/>";
        for (form, text, fits) in [
            (Form::Xlsx, "<sst uniqueCount=\"12\"/>".to_owned(), true),
            (Form::Xlsx, "<sst uniqueCount=\"4000001\"/>".to_owned(), false),
            (Form::Xlsx, "<dimension ref=\"A1:XFE1\"/>".to_owned(), false),
            (Form::Xlsx, "<c r=\"XFE1\"/>".to_owned(), false),
            (Form::Xlsx, "<f t=\"shared\" si=\"1000001\"/>".to_owned(), false),
            (Form::Xlsx, "<?xml version=\"1.0\" encoding=\"utf-16\"?><a/>".to_owned(), false),
            (Form::Xlsx, "<a><b></a></b>".to_owned(), false),
            (Form::Xlsx, "<a><b>".to_owned(), false),
            (Form::Xlsx, "</a>".to_owned(), false),
            (
                Form::Ods,
                table(&row(1_000_000, "<table:table-cell table:number-columns-repeated=\"16384\"/>")),
                true,
            ),
            (Form::Ods, table(&row(1_000_000, value)), true),
            (Form::Ods, table(&row(1_000_000, &value.repeat(9))), false),
            (Form::Ods, table(&(row(1_000_000, "<table:table-cell/>") + &row(1, &value.repeat(9)))), false),
            (Form::Ods, table(&row(1_048_577, value)), false),
            (Form::Ods, "<text:s text:c=\"10001\"/>".to_owned(), false),
        ] {
            assert_eq!(scan(&text, form).is_ok(), fits, "{text}");
        }
    }

    #[test]
    fn merged_cells_are_where_they_are() {
        let text = "<table:table table:name=\"A &amp; B\"><table:table-row table:number-rows-repeated=\"3\"/><table:table-row>\
             <table:table-cell table:number-columns-repeated=\"2\"/>\
             <table:table-cell table:number-rows-spanned=\"4\" office:value=\"1\"/></table:table-row></table:table>";
        let merged = Merged { sheet: "A & B".to_owned(), first: (3, 2), bottom: 6 };
        assert_eq!(scan(text, Form::Ods).unwrap().merged, [merged]);
    }

    #[test]
    fn blanks_between_elements_of_ods_are_no_text() {
        let text = "<a>\n  <text:p> two <b> </b>\n</text:p>\n <c/> \n</a>\n";
        let packed = "<a><text:p> two <b> </b>\n</text:p><c/></a>";
        assert_eq!(scan(text, Form::Ods).unwrap().text, packed);
        assert_eq!(scan(text, Form::Xlsx).unwrap().text, text);
    }
}
