//! Rows of tables as entries of the document.

use super::entries::{Known, entry, known};
use super::grid::{Datum, Grid, Row};
use super::headings::{self, Column, Headings};
use super::ids::Named;
use super::numbers::{self, Shown, Sign};
use super::parts::parts;
use super::put::{complete, put_at, rows_of};
use super::source::Source;
use super::totals;
use super::values::{Reader, fits};
use super::{Table, Told};
use crate::scenario::document::{Entry, Node, Value};
use crate::scenario::names::Target;
use crate::scenario::place::Place;
use crate::scenario::problems::Problem;

/// A table with its headings, and which entries its rows are.
pub(super) struct Read<'r> {
    pub source: &'r Source<'r>,
    pub grid: &'r Grid,
    pub headings: Headings,
    /// Which entry of its table of the document each row is.
    entries: Vec<Option<usize>>,
}

impl Read<'_> {
    /// The rows below the headings.
    pub fn body(&self) -> &[Row] {
        self.grid.rows.get(self.headings.body..).unwrap_or_default()
    }
}

/// Puts all tables into the document.
pub(super) fn put(document: &mut Node, grids: &[(Source<'_>, Grid)], told: &mut Told) {
    let mut all = Vec::new();
    for (source, grid) in grids {
        match headings::read(grid, source, &mut told.problems) {
            Ok(headings) => all.push(Read { source, grid, headings, entries: Vec::new() }),
            Err(problem) => {
                told.is_fatal = true;
                told.tell(problem);
            }
        }
    }
    if told.is_fatal {
        return;
    }
    for read in &mut all {
        if let Some(target) = read.source.what.target() {
            let mut known = known(document, target);
            let total = totals::last(read, &signs(read));
            let mut entry = |row| entry(document, (target, &mut known), read, (row, total), told);
            read.entries = read.body().iter().map(&mut entry).collect();
        }
        if let Some(all) = read.source.all {
            shared(all, &mut told.shared);
        }
        summarise(read, told);
    }
    let named = Named::of(document);
    for read in &all {
        let signs = signs(read);
        match read.source.what.target() {
            Some(target) => fill(document, target, (read, &signs), &named, told),
            None => parts(document, (read, &signs), &named, told),
        }
    }
}

/// What `noria check` says of a table; one without rows is told of.
fn summarise(read: &Read<'_>, told: &mut Told) {
    let (Some(first), Some(last)) = (read.body().first(), read.body().last()) else {
        let says = format!("{} has no rows below its headings", read.grid.file);
        told.is_fatal = true;
        return told.tell(Problem::new(read.source.place, says, "add some"));
    };
    let count = match read.source.what.target() {
        Some(_) => read.entries.iter().flatten().count(),
        None => read.body().len(),
    };
    told.tables.push(Table {
        what: read.source.what.name(),
        file: read.grid.file.to_string(),
        sheet: read.grid.sheet.as_ref().map(ToString::to_string),
        rows: (count, first.number, last.number),
        left_out: read.headings.left_out.clone(),
    });
}

/// Every place inside a value.
fn shared(node: &Node, places: &mut Vec<Place>) {
    for entry in node.table().into_iter().flat_map(|fields| &fields.0) {
        places.extend([entry.place.clone(), entry.node.place.clone()]);
        shared(&entry.node, places);
    }
    node.list().into_iter().flatten().for_each(|item| places.push(item.place.clone()));
}

/// The sign before decimals in each column: what it shows itself, or else what the table shows.
fn signs(read: &Read<'_>) -> Vec<Option<Sign>> {
    let shown = |column: &Column| {
        let (Some(fits), mut shown) = (fits(column), Shown::default()) else { return Shown::default() };
        for cell in read.body().iter().filter_map(|row| row.cell(column.column)) {
            if let Datum::Text(text) = &cell.datum
                && let Some(reading) = numbers::read(text)
            {
                shown.learn(reading, &fits);
            }
        }
        shown
    };
    let each: Vec<Shown> = read.headings.columns.iter().map(shown).collect();
    let all = each.iter().fold(Shown::default(), |all, one| all.and(*one)).sign();
    let sign = |shown: Shown| if shown.is_silent() { all } else { shown.sign() };
    each.into_iter().map(|shown| read.source.decimal.or(sign(shown))).collect()
}

/// Reads the cells of a row, each with its path.
pub(super) fn values(
    (read, signs): (&Read<'_>, &[Option<Sign>]),
    row: &Row,
    named: &Named,
    mut take: impl FnMut(&Column, Node) -> Result<(), Problem>,
    told: &mut Told,
) {
    for (column, sign) in read.headings.columns.iter().zip(signs) {
        let Some(cell) = row.cell(column.column) else { continue };
        let reader = Reader { column, named, sign: *sign, is_said: read.source.decimal.is_some() };
        let node = reader.value(&cell.datum, &cell.place).unwrap_or_else(|wrong| {
            told.tell(wrong.at(&cell.place, format_args!("`{}`", column.name())));
            Node { value: Value::Text(cell.datum.to_string()), place: cell.place.clone() }
        });
        take(column, node).unwrap_or_else(|problem| told.tell(problem));
    }
}

/// Fills the entries of a table's rows.
fn fill(
    document: &mut Node,
    target: Target,
    (read, signs): (&Read<'_>, &[Option<Sign>]),
    named: &Named,
    told: &mut Told,
) {
    let (form, table) = (read.source.what.form(), target.table());
    let sites = match target {
        Target::Group => known(document, Target::Site),
        _ => Known::new(),
    };
    let Some(rows) = rows_of(document, target) else { return };
    for (row, at) in read.body().iter().zip(&read.entries) {
        let Some(Entry { key: id, node, .. }) = at.and_then(|at| rows.0.get_mut(at)) else { continue };
        let Value::Table(fields) = &mut node.value else { continue };
        let take = |column: &Column, node: Node| match column.path.as_slice() {
            [title] if title == "title" => Ok(()),
            path => put_at(fields, (path, &format!("{table}.{id}.{}", column.name())), node),
        };
        values((read, signs), row, named, take, told);
        if let Some(all) = read.source.all.and_then(Node::table) {
            complete(fields, all, form);
        }
        // People of a village wait there.
        if target == Target::Group && fields.get("at").is_none() {
            let own = fields.get("title").and_then(Node::text).and_then(|name| named.id(Target::Site, name));
            let Some(site) = own.or(sites.contains_key(id).then_some(id.as_str())) else { continue };
            let (key, place) = ("at".to_owned(), row.cells[0].place.clone());
            let node = Node { value: Value::Text(site.to_owned()), place: place.clone() };
            fields.0.push(Entry { key, place, node, in_passing: false });
        }
    }
}
