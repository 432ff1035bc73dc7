//! What the sheets of a file hold, by their names and headings.

use std::path::Path;
use std::sync::Arc;

use super::grid::Grid;
use super::source::{Source, What};
use super::{headings, text};
use crate::scenario::files::{Files, bytes};
use crate::scenario::place::{Bytes, Place};
use crate::scenario::problems::Wrong;

/// What a file has to say: which entries, and in which sheet.
pub(super) type Found = (What, Option<String>);

/// Why nothing can be drafted.
#[derive(Debug)]
pub(crate) struct Undrafted {
    /// Behind the file's name.
    pub says: String,
    pub help: String,
    /// Whether the file could be read, and what stands in it is not right.
    pub is_read: bool,
}

impl Undrafted {
    pub(super) fn unread(Wrong { says, help }: Wrong) -> Undrafted {
        Undrafted { says, help, is_read: false }
    }

    pub(super) fn unknown(Wrong { says, help }: Wrong) -> Undrafted {
        Undrafted { says, help, is_read: true }
    }
}

/// What is in which sheet of a file.
///
/// # Errors
/// If it cannot be read, or nothing in it is known.
pub(super) fn found(file: &str) -> Result<Vec<Found>, Undrafted> {
    let mut files = Files::beside(Path::new(""));
    files.read_tables(&[file.to_owned()]);
    let text = files.text(file).map_err(Undrafted::unread)?;
    let sheets = sheets(&file.into(), text).map_err(Undrafted::unknown)?;
    let mut found: Vec<(usize, Found)> = Vec::new();
    for Sheet { name, grid } in &sheets {
        let named =
            |what: &What| name.as_ref().is_some_and(|name| name.trim().eq_ignore_ascii_case(what.name()));
        let called = What::ALL.into_iter().find(named);
        let by_headings = of_grid(grid);
        // What a sheet is called counts most; last comes that the rows of people are sites, too.
        let rank = 1 + by_headings.len();
        let is_site = |what: &What| called == Some(What::People) && *what == What::Sites;
        let more = by_headings.into_iter().filter(|what| called.is_none() || is_site(what));
        for (rank, what) in called.into_iter().map(|what| (0, what)).chain(more.map(|what| (rank, what))) {
            // The only sheet, or one that is called as what it holds, is found without its name.
            let is_plain = sheets.len() == 1 || called == Some(what);
            found.push((rank, (what, name.clone().filter(|_| !is_plain))));
        }
    }
    found.sort_by_key(|(rank, (what, _))| (*what as usize, *rank));
    found.dedup_by_key(|(_, (what, _))| *what);
    if found.is_empty() {
        Err(Undrafted::unknown(unknown(&sheets)))
    } else {
        Ok(found.into_iter().map(|(_, found)| found).collect())
    }
}

/// That no headings are known, and which one may have been meant.
fn unknown(sheets: &[Sheet]) -> Wrong {
    let slip = |sheet: &Sheet| {
        What::ALL.iter().find_map(|what| headings::near(&sheet.grid, &source(*what, &NOWHERE)))
    };
    let help = match sheets.iter().find_map(slip) {
        Some((typed, meant)) => format!("it has a heading `{typed}`: did you mean `{meant}`? "),
        None => String::new(),
    };
    Wrong::new(
        "has no sheet whose headings are known",
        help + "people need columns such as `name`, `at`, `to` and `people`, sites `name` and `capacity`, routes `from`, \
                `to` and `time [min]`",
    )
}

/// A sheet, with its name if it has one.
struct Sheet {
    name: Option<String>,
    grid: Grid,
}

fn sheets(file: &Arc<str>, text: &str) -> Result<Vec<Sheet>, Wrong> {
    if text.starts_with("base64:") {
        return of_book(file, &bytes(text));
    }
    let known = |grid: &Grid| What::ALL.iter().map(|what| score(*what, grid)).max().unwrap_or(0);
    Ok(vec![Sheet { name: None, grid: text::read(file, text, known)? }])
}

#[cfg(feature = "spreadsheets")]
fn of_book(file: &Arc<str>, bytes: &[u8]) -> Result<Vec<Sheet>, Wrong> {
    let mut book = super::book::Book::open(bytes)?;
    let mut sheets = book.sheets();
    sheets.retain(|sheet| sheet.visible == calamine::SheetVisible::Visible);
    let sheet = |sheet: calamine::Sheet| {
        let grid = book.cells(&sheet.name)?.grid(Arc::clone(file), None);
        Ok(Sheet { name: Some(sheet.name), grid })
    };
    sheets.into_iter().map(sheet).collect()
}

#[cfg(not(feature = "spreadsheets"))]
fn of_book(_: &Arc<str>, _: &[u8]) -> Result<Vec<Sheet>, Wrong> {
    let help = "save it as CSV, or use a noria with the feature `spreadsheets`";
    Err(Wrong::new("is a spreadsheet, and this noria was built without them", help))
}

fn source<'d>(what: What, place: &'d Place) -> Source<'d> {
    Source { what, file: "", place, sheet: None, decimal: None, columns: Vec::new(), all: None }
}

const NOWHERE: Place = Place::File(Bytes { start: 0, end: 0 });

fn score(what: What, grid: &Grid) -> usize {
    headings::known(grid, &source(what, &NOWHERE))
}

/// What the rows of a grid are, by its headings.
fn of_grid(grid: &Grid) -> Vec<What> {
    let has = |what: What, keys: &[&str]| {
        let headings = headings::read(grid, &source(what, &NOWHERE), &mut Vec::new());
        let columns = headings.map(|headings| headings.columns).unwrap_or_default();
        keys.iter().any(|key| columns.iter().any(|column| column.name() == *key))
    };
    if has(What::Itineraries, &["fleet"]) && has(What::Itineraries, &["stop"]) {
        return vec![What::Itineraries];
    }
    if has(What::Arrivals, &["group"]) && has(What::Arrivals, &["at"]) {
        return vec![What::Arrivals];
    }
    if has(What::Routes, &["from"]) && has(What::Routes, &["to"]) {
        return vec![What::Routes];
    }
    if has(What::Fleets, &["seats", "stretchers", "start"]) {
        return vec![What::Fleets];
    }
    let people = has(What::People, &["count", "needs", "party"]);
    let sites =
        has(What::Sites, &["position.0", "capacity", "berths"]) || people && !has(What::People, &["at"]);
    [(sites, What::Sites), (people, What::People)]
        .into_iter()
        .filter(|(is, _)| *is)
        .map(|(_, what)| what)
        .collect()
}
