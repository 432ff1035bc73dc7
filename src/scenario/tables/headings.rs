//! The row of headings of a table: which key each column holds, and in which unit.

use super::grid::{Filled, Grid, Row};
use super::hxl;
use super::source::{Mapped, Source, What};
use super::units::{self, Unit};
use crate::scenario::document::Node;
use crate::scenario::format::{Form, Kind};
use crate::scenario::names::{list, suggest};
use crate::scenario::problems::Problem;
use crate::scenario::validate::quantile;

/// So many rows may stand above the headings.
const ABOVE: usize = 100;

/// A column that holds a key.
#[derive(Debug)]
pub(super) struct Column {
    /// Its number, from 0.
    pub column: usize,
    /// The way from the row to the value.
    pub path: Vec<String>,
    /// What the key takes.
    pub kind: Kind,
    pub unit: Unit,
}

impl Column {
    /// The path as it is typed.
    pub fn name(&self) -> String {
        self.path.join(".")
    }
}

/// The columns of a table.
#[derive(Debug, Default)]
pub(super) struct Headings {
    /// Which of the rows that are not empty is the first below them.
    pub body: usize,
    /// The column of ids.
    pub id: Option<usize>,
    /// The column of names, which make ids where there are none.
    pub name: Option<usize>,
    pub columns: Vec<Column>,
    /// Headings of columns that hold no key.
    pub left_out: Vec<String>,
}

/// A cell of the headings with what it says.
struct Heading<'g> {
    cell: &'g Filled,
    text: String,
    unit: Option<String>,
    path: Option<String>,
}

/// How many headings are known; none where there is no row of headings. It tells which sign parts cells.
pub(super) fn known(grid: &Grid, source: &Source<'_>) -> usize {
    find(grid, source)
        .map_or(0, |(headings, _)| headings.iter().filter(|heading| heading.path.is_some()).count())
}

/// Reads the headings, and tells what is wrong with them.
///
/// # Errors
/// If there is no row of headings.
pub(super) fn read(
    grid: &Grid,
    source: &Source<'_>,
    problems: &mut Vec<Problem>,
) -> Result<Headings, Problem> {
    let (found, body) = find(grid, source).ok_or_else(|| none_found(grid, source))?;
    let mut headings = Headings { body, ..Headings::default() };
    for Heading { cell, text, unit, path } in found {
        let Some(path) = path else {
            problems.extend(slip(cell, &text, source));
            headings.left_out.push(text);
            continue;
        };
        if is_taken(&headings, &path) {
            let says = format!("`{path}` is the heading of two columns");
            problems.push(Problem::new(&cell.place, says, "leave one of the two out, or call it otherwise"));
            continue;
        }
        match path.as_str() {
            "id" if source.what.target().is_some() => headings.id = Some(cell.column),
            "name" if source.what.target().is_some() => headings.name = Some(cell.column),
            _ => {
                let path: Vec<String> = path.split('.').map(str::to_owned).collect();
                let Some(kind) = kind_of(source.what.form(), &path) else { continue };
                let unit = units::read(kind, unit.as_deref()).unwrap_or_else(|wrong| {
                    problems.push(wrong.at(&cell.place, format_args!("the heading `{text}`")));
                    Unit::Unsaid
                });
                headings.columns.push(Column { column: cell.column, path, kind, unit });
            }
        }
    }
    problems.extend(source.columns.iter().filter_map(|mapped| unmatched(mapped, &headings, (grid, source))));
    // The first item of a list comes before the second.
    headings.columns.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(headings)
}

fn is_taken(headings: &Headings, path: &str) -> bool {
    match path {
        "id" => headings.id.is_some(),
        "name" => headings.name.is_some(),
        _ => headings.columns.iter().any(|column| column.name() == path),
    }
}

/// The headings, and which row is the first below them: the first row that has what each must have.
fn find<'g>(grid: &'g Grid, source: &Source<'_>) -> Option<(Vec<Heading<'g>>, usize)> {
    (0..grid.rows.len().min(ABOVE)).find_map(|at| {
        let row = &grid.rows[at];
        let below = grid.rows.get(at + 1).filter(|row| hxl::is_tags(row));
        let tags = if hxl::is_tags(row) { Some(row) } else { below };
        let headings = of_row(row, tags, source);
        let has = |name: &&str| headings.iter().any(|heading| heading.path.as_deref() == Some(*name));
        let given = |name: &&str| source.all.and_then(Node::table).is_some_and(|all| all.get(name).is_some());
        let sets = source.what.marks().iter();
        let is_row =
            sets.clone().any(|set| set.iter().any(has) && set.iter().all(|name| has(name) || given(name)));
        is_row.then(|| (headings, at + 1 + usize::from(below.is_some())))
    })
}

fn of_row<'g>(row: &'g Row, tags: Option<&Row>, source: &Source<'_>) -> Vec<Heading<'g>> {
    let mut headings: Vec<Heading<'g>> = row.cells.iter().map(|cell| of_cell(cell, source)).collect();
    let Some(tags) = tags else { return headings };
    let mut told: Vec<(usize, usize, &'static str)> = headings
        .iter()
        .enumerate()
        .filter(|(_, heading)| heading.path.is_none())
        .filter_map(|(at, heading)| {
            let tag = tags.cell(heading.cell.column)?.datum.to_string();
            hxl::key(source.what, &tag).map(|(path, rank)| (rank, at, path))
        })
        .collect();
    told.sort_unstable();
    for (_, at, path) in told {
        let is_free = headings.iter().all(|heading| heading.path.as_deref() != Some(path));
        let is_left = source.columns.iter().any(|mapped| mapped.path == path);
        if is_free && !is_left {
            headings[at].path = Some(path.to_owned());
        }
    }
    headings
}

fn of_cell<'g>(cell: &'g Filled, source: &Source<'_>) -> Heading<'g> {
    let text = cell.datum.to_string();
    let (name, unit) = units::split(&text);
    let is_it = |mapped: &&Mapped<'_>| {
        let (wanted, _) = units::split(mapped.heading);
        !wanted.is_empty()
            && [folded(mapped.heading), folded(wanted)]
                .iter()
                .any(|wanted| *wanted == folded(&text) || *wanted == folded(name))
    };
    let mapped = source.columns.iter().find(is_it);
    let unit = mapped.and_then(|mapped| units::split(mapped.heading).1).or(unit).map(str::to_owned);
    let path = match mapped {
        Some(mapped) => Some(mapped.path.clone()),
        None => path_of(name, source).filter(|path| source.columns.iter().all(|mapped| mapped.path != *path)),
    };
    let path = path.filter(|path| is_key(source.what, path));
    Heading { cell, text, unit, path }
}

fn is_key(what: What, path: &str) -> bool {
    let path: Vec<String> = path.split('.').map(str::to_owned).collect();
    what.target().is_some() && (path == ["id"] || path == ["name"]) || kind_of(what.form(), &path).is_some()
}

/// The path that a heading names by itself.
fn path_of(name: &str, source: &Source<'_>) -> Option<String> {
    let name = folded(name);
    let alias = source.what.aliases().iter().find(|(alias, _)| *alias == name);
    let path = alias.map_or(name, |(_, path)| (*path).to_owned());
    is_key(source.what, &path).then_some(path)
}

/// A heading as keys are written.
fn folded(text: &str) -> String {
    let lower = text.trim().to_lowercase();
    lower
        .split(|sign: char| sign.is_whitespace() || sign == '-')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("_")
}

/// What the value at a path inside a row is.
pub(super) fn kind_of(form: &'static Form, path: &[String]) -> Option<Kind> {
    let (first, rest) = path.split_first()?;
    let quantiles = form.quantiles.filter(|_| quantile(first).is_some());
    let kind = form.key(first).map(|key| key.kind).or(quantiles)?;
    inside(kind, rest)
}

fn inside(kind: Kind, path: &[String]) -> Option<Kind> {
    let Some((first, rest)) = path.split_first() else { return Some(kind) };
    match kind {
        Kind::Table(form) => kind_of(form, path),
        Kind::List(item, ..) => first.parse::<usize>().ok().and_then(|_| inside(*item, rest)),
        Kind::ByHour(item) | Kind::ById(_, item) => inside(*item, rest),
        Kind::OneOf(choice) => {
            let tagged = choice.keys().find(|key| key.name == *first).map(|key| key.kind);
            tagged
                .and_then(|kind| inside(kind, rest))
                .or_else(|| choice.plain.iter().find_map(|kind| inside(*kind, path)))
        }
        _ => None,
    }
}

/// Names that a heading may have been meant to be.
fn names(source: &Source<'_>) -> Vec<&'static str> {
    let what = source.what;
    let own: &[&str] = if what.target().is_some() { &["id", "name"] } else { &[] };
    let keys = what.form().keys.iter().map(|key| key.name);
    let all = own.iter().copied().chain(keys).chain(what.aliases().iter().map(|(alias, _)| *alias));
    all.filter(|name| source.columns.iter().all(|mapped| mapped.path != *name)).collect()
}

/// The first text in the first rows that is nearly a key, with the key, where no row of headings is known.
#[cfg(feature = "cli")]
pub(super) fn near(grid: &Grid, source: &Source<'_>) -> Option<(String, &'static str)> {
    let cells = grid.rows.iter().take(10).flat_map(|row| &row.cells);
    let mut headings = cells.map(|cell| of_cell(cell, source)).filter(|heading| heading.path.is_none());
    headings.find_map(|heading| {
        let name = folded(units::split(&heading.text).0);
        let meant = meant(&name, source)?;
        Some((heading.text, meant))
    })
}

/// A heading that is nearly a key: left out without a word, its numbers would be missed by nobody.
fn slip(cell: &Filled, text: &str, source: &Source<'_>) -> Option<Problem> {
    let name = folded(units::split(text).0);
    let meant = meant(&name, source)?;
    let says = format!("the heading `{text}` is not a key of {}", source.what.name());
    let help = match name.split('.').next() == Some(meant) {
        true => format!("`noria explain {}.ID.{meant}` says what there is", source.what.name()),
        false => format!(
            "did you mean `{meant}`? If the column is something else, say so: columns = {{ {meant} = \"\" }}"
        ),
    };
    Some(Problem::new(&cell.place, says, help))
}

/// The key that a heading is nearly.
fn meant(name: &str, source: &Source<'_>) -> Option<&'static str> {
    let begins = name.split('.').next().unwrap_or_default();
    let is_near = |known: &&str| {
        let (long, distance) =
            (begins.chars().count().max(known.len()), strsim::damerau_levenshtein(begins, known));
        // A key with something wrong inside it, or a letter or two that are others.
        (name.contains('.') && distance == 0) || (long > 3 && distance <= if long > 6 { 2 } else { 1 })
    };
    names(source).into_iter().find(is_near)
}

/// A heading that the scenario names, and the table does not have.
fn unmatched(
    mapped: &Mapped<'_>,
    headings: &Headings,
    (grid, source): (&Grid, &Source<'_>),
) -> Option<Problem> {
    if !is_key(source.what, &mapped.path) {
        let says = format!("`{}` is not a key of {}", mapped.path, source.what.name());
        return Some(Problem::new(mapped.place, says, suggest(&mapped.path, &names(source), "known here:")));
    }
    if mapped.heading.is_empty() || is_taken(headings, &mapped.path) {
        return None;
    }
    let row = headings.body.checked_sub(1).and_then(|at| {
        let at = if hxl::is_tags(&grid.rows[at]) { at.checked_sub(1)? } else { at };
        grid.rows.get(at)
    });
    let there: Vec<String> =
        row.into_iter().flat_map(|row| &row.cells).map(|cell| cell.datum.to_string()).collect();
    let there: Vec<&str> = there.iter().map(String::as_str).collect();
    let says = format!("there is no column `{}` in {}", mapped.heading, grid.file);
    Some(Problem::new(mapped.place, says, suggest(mapped.heading, &there, "its columns are")))
}

fn none_found(grid: &Grid, source: &Source<'_>) -> Problem {
    let sets: Vec<String> = source.what.marks().iter().map(|set| list(set)).collect();
    let sheet = grid.sheet.as_ref().map_or(String::new(), |sheet| format!(", sheet {sheet},"));
    let says = format!("{}{sheet} has no row of headings: none has {}", grid.file, sets.join(", or "));
    let first = source.what.marks()[0][0];
    // Of rows that may be the headings, the one with most cells.
    let widest = grid.rows.iter().take(ABOVE).rev().max_by_key(|row| row.cells.len());
    let help = match widest.and_then(|row| row.cells.first()) {
        Some(cell) => format!(
            "call a column `{first}`, or say which it is: columns = {{ {first} = {:?} }}",
            cell.datum.to_string()
        ),
        None => "put headings into its first row, and a row for each below".to_owned(),
    };
    Problem::new(source.place, says, help)
}
