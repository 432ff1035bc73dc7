//! Tables: rows of CSV, XLSX and ODS files become entries of the document before anything is checked.
//!
//! There is one way in: a row is put where the scenario could have said it, each value with its place, so that what is
//! wrong with it is told with its file, sheet and cell.
//!
//! - `source`: which tables a scenario names, and how they are to be read;
//! - `text`, `book`, `guard`, `extent`: a file becomes a `grid` of cells;
//! - `headings`, `hxl`, `units`: which key a column holds;
//! - `values`, `numbers`: what a cell says;
//! - `draft`, `sheets`: a scenario that reads a spreadsheet;
//! - `ids`: names made into ids, and found again;
//! - `totals`: rows that are sums of others;
//! - `rows`, `entries`, `parts`, `put`: where all of it goes.

#[cfg(feature = "spreadsheets")]
mod book;
#[cfg(feature = "cli")]
mod draft;
mod entries;
#[cfg(feature = "spreadsheets")]
mod extent;
mod grid;
#[cfg(feature = "spreadsheets")]
mod guard;
mod headings;
mod hxl;
mod ids;
mod numbers;
mod parts;
mod put;
mod rows;
#[cfg(feature = "cli")]
mod sheets;
mod source;
mod text;
mod totals;
mod units;
mod values;

#[cfg(feature = "cli")]
pub(crate) use draft::{Draft, draft};
#[cfg(feature = "cli")]
pub(crate) use sheets::Undrafted;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::document::Node;
use super::files::Files;
use super::place::Place;
use super::problems::{MOST_TOLD, Problem, Wrong};
use grid::Grid;
use source::{Source, sources};

/// What became of the tables of a document.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    pub problems: Vec<Problem>,
    /// Whether a table could not be read at all, so that nobody knows what it would have said.
    pub is_fatal: bool,
    pub tables: Vec<Table>,
    /// What holds for many rows: where it is wrong, that is told once.
    pub shared: Vec<Place>,
}

impl Told {
    /// That nothing can be said but this.
    pub fn of(problem: Problem) -> Told {
        Told { problems: vec![problem], is_fatal: true, ..Told::default() }
    }

    fn tell(&mut self, problem: Problem) {
        if self.problems.len() < MOST_TOLD {
            self.problems.push(problem);
        }
    }

    /// Takes out of the problems that the check found what was told already.
    pub fn sifted(&self, mut found: Vec<Problem>) -> Vec<Problem> {
        let told: BTreeSet<&Place> = self.problems.iter().map(|problem| &problem.place).collect();
        let mut once: BTreeSet<&Place> = self.shared.iter().collect();
        let is_shared: BTreeSet<&Place> = once.clone();
        found.retain(|problem| {
            !told.contains(&problem.place)
                && (!is_shared.contains(&problem.place) || once.remove(&problem.place))
        });
        self.problems.iter().cloned().chain(found).collect()
    }
}

/// A table that was read.
#[derive(Clone, Debug)]
#[cfg_attr(not(feature = "cli"), expect(dead_code, reason = "only the program tells of it"))]
pub(crate) struct Table {
    /// The key below `tables`.
    pub what: &'static str,
    /// The file, as whoever types names it.
    pub file: String,
    /// Its sheet; none of a text.
    pub sheet: Option<String>,
    /// Its rows, by their numbers: how many there are, the first and the last.
    pub rows: (usize, usize, usize),
    /// Headings of columns that hold no key.
    pub left_out: Vec<String>,
}

/// The names of the files of a document's tables.
pub(super) fn file_names(document: &Node) -> Vec<String> {
    sources(document).iter().map(|source| source.file.to_owned()).collect()
}

/// Puts the rows of all tables that a document names into it.
pub(super) fn expand(document: &mut Node, files: &Files) -> Told {
    let mut told = Told::default();
    if sources(document).is_empty() {
        return told;
    }
    let (named, mut grids) = (document.clone(), Vec::new());
    for source in sources(&named) {
        match grid(&source, files) {
            Ok(grid) => grids.push((source, grid)),
            Err(problem) => told.problems.push(problem),
        }
    }
    told.is_fatal = !told.problems.is_empty();
    if !told.is_fatal {
        rows::put(document, &grids, &mut told);
    }
    told
}

/// Reads the sheet that a source names.
fn grid(source: &Source<'_>, files: &Files) -> Result<Grid, Problem> {
    let name = source.file;
    let told = |wrong: Wrong| {
        let says = format!("`tables.{}` names {name:?}, which {}", source.what.name(), wrong.says);
        Problem::new(source.place, says, wrong.help)
    };
    let text = files.text(name).map_err(told)?;
    let file: Arc<str> = files.shown(name).into();
    if text.starts_with("base64:") {
        return of_book(&file, &super::files::bytes(text), source, told);
    }
    one_sheet(source, told)?;
    text::read(&file, text, |grid| headings::known(grid, source)).map_err(told)
}

#[cfg(feature = "spreadsheets")]
fn of_book(
    file: &Arc<str>,
    bytes: &[u8],
    source: &Source<'_>,
    told: impl Fn(Wrong) -> Problem,
) -> Result<Grid, Problem> {
    let mut book = book::Book::open(bytes).map_err(&told)?;
    let sheet = book::choose(&book.sheets(), source)?;
    let cells = book.cells(&sheet).map_err(&told)?;
    Ok(cells.grid(Arc::clone(file), Some(sheet.into())))
}

#[cfg(not(feature = "spreadsheets"))]
fn of_book(_: &Arc<str>, _: &[u8], _: &Source<'_>, told: impl Fn(Wrong) -> Problem) -> Result<Grid, Problem> {
    let help = "save it as CSV, or use a noria with the feature `spreadsheets`";
    Err(told(Wrong::new("is a spreadsheet, and this noria was built without them", help)))
}

/// Whether the sheet that is named is the only one of a text file, which spreadsheet programs call as the file.
fn one_sheet(source: &Source<'_>, told: impl Fn(Wrong) -> Problem) -> Result<(), Problem> {
    let file = source.file.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    match source.sheet {
        Some((sheet, place)) if sheet != stem => {
            let wrong = Wrong::new(
                format!("is a text: it has no sheet `{sheet}`"),
                "leave `sheet` out, or name a spreadsheet",
            );
            Err(Problem { place: place.clone(), ..told(wrong) })
        }
        _ => Ok(()),
    }
}
