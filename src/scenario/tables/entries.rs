//! Rows of tables that are entries of their own: their ids and titles.

use std::collections::BTreeMap;

use super::Told;
use super::grid::{Datum, Filled, Row};
use super::headings::{Column, Headings};
use super::ids;
use super::put::{of_place, put_at, rows_of};
use super::rows::Read;
use super::source::What;
use super::totals;
use crate::scenario::document::{Entry, Fields, Node, Value};
use crate::scenario::names::Target;
use crate::scenario::place::Place;
use crate::scenario::problems::Problem;

/// The ids of a table of the document, and where each is in it.
pub(super) type Known = BTreeMap<String, usize>;

/// Those that are there now.
pub(super) fn known(document: &mut Node, target: Target) -> Known {
    let rows = rows_of(document, target).map(|rows| &rows.0[..]).unwrap_or_default();
    rows.iter().enumerate().map(|(at, row)| (row.key.clone(), at)).collect()
}

/// Makes the entry of a row, with its title, and says which of its table it is; none of a total.
pub(super) fn entry(
    document: &mut Node,
    (target, known): (Target, &mut Known),
    read: &Read<'_>,
    (row, total): (&Row, Option<(usize, i128)>),
    told: &mut Told,
) -> Option<usize> {
    let Some((id, cell, name)) = called(read, row) else {
        told.problems.extend(nameless(read, row, target));
        return None;
    };
    if totals::is_named_so(&name) {
        told.tell(totals::named_so(&target.one()).at(&cell.place, format_args!("{name:?}")));
        return None;
    }
    if let Some((_, count)) = total.filter(|(number, _)| *number == row.number) {
        told.tell(totals::adds_up(count).at(&cell.place, format_args!("{name:?}")));
        return None;
    }
    let rows = rows_of(document, target)?;
    let place = cell.place.clone();
    let at = match known.get(&id) {
        Some(&at) if matches!(rows.0[at].place, Place::Cell(_)) => {
            let says = format!("`{}.{id}` is in {} already", target.table(), of_place(&rows.0[at].place));
            let help = "give each row its own id, in a column `id`, or delete one of the two";
            told.tell(Problem::new(&place, says, help));
            return None;
        }
        Some(&at) => at,
        None => {
            let node = Node { value: Value::Table(Fields::default()), place: place.clone() };
            rows.0.push(Entry { key: id.clone(), place: place.clone(), node, in_passing: false });
            known.insert(id.clone(), rows.0.len() - 1);
            rows.0.len() - 1
        }
    };
    // The row of a later table of the same is told of by where this one is.
    rows.0[at].place = place;
    title(&mut rows.0[at].node, (read, row), (&id, &name), target, told);
    Some(at)
}

/// The problem of a row that says something, but not of what.
fn nameless(read: &Read<'_>, row: &Row, target: Target) -> Option<Problem> {
    let says = |column: &Column| row.cell(column.column).is_some_and(|cell| !cell.merged);
    let says_any = read.headings.columns.iter().any(says);
    let says = format!("row {} names no {}", row.number, target.nouns().0);
    let column = if read.headings.id.is_some() { "id" } else { "name" };
    says_any.then(|| {
        Problem::new(&row.cells[0].place, says, format!("fill in its `{column}`, or delete the row"))
    })
}

/// The id of a row, the cell that gives it, and what stands there.
pub(super) fn called<'r>(read: &Read<'_>, row: &'r Row) -> Option<(String, &'r Filled, String)> {
    let Headings { id, name, columns, .. } = &read.headings;
    let cell = |column: &Option<usize>| column.and_then(|column| row.cell(column));
    let of = |key: &str| {
        columns.iter().find(|column| column.path == [key]).and_then(|column| row.cell(column.column))
    };
    if let Some(cell) = cell(id) {
        let text = cell.datum.to_string();
        return Some((or_row(ids::of_column(&text), read, row), cell, text));
    }
    if let Some(cell) = cell(name) {
        let text = cell.datum.to_string();
        return Some((or_row(ids::of_name(&text), read, row), cell, text));
    }
    if id.is_some() || name.is_some() {
        return None;
    }
    match read.source.what {
        What::Routes => {
            let (from, to) = (of("from")?, of("to")?);
            let name = |cell: &Filled| ids::of_name(&cell.datum.to_string());
            let id = format!("{}_{}", name(from), name(to));
            Some((or_row(ids::of_name(&id), read, row), from, String::new()))
        }
        What::People => {
            let cell = of("at")?;
            let text = cell.datum.to_string();
            Some((or_row(ids::of_name(&text), read, row), cell, text))
        }
        _ => None,
    }
}

/// An id; of a name that makes none, that of its row.
fn or_row(id: String, read: &Read<'_>, row: &Row) -> String {
    if id.is_empty() { format!("{}_{}", read.source.what.name(), row.number) } else { id }
}

/// Gives a row its title: what its column says, or else the name that made its id.
fn title(
    node: &mut Node,
    (read, row): (&Read<'_>, &Row),
    (id, name): (&str, &str),
    target: Target,
    told: &mut Told,
) {
    let said = read.headings.columns.iter().find(|column| column.path == ["title"]);
    let said = said.and_then(|column| row.cell(column.column));
    let Value::Table(fields) = &mut node.value else { return };
    let named = || {
        let column = read.headings.name.or(read.headings.id);
        column.and_then(|column| row.cell(column)).map(|cell| (cell.datum.to_string(), &cell.place))
    };
    if let Some(cell) = said.filter(|cell| !matches!(cell.datum, Datum::Fault(_) | Datum::Unreckoned)) {
        let node = Node { value: Value::Text(cell.datum.to_string()), place: cell.place.clone() };
        let path = format!("{}.{id}.title", target.table());
        put_at(fields, (&["title".to_owned()], &path), node).unwrap_or_else(|problem| told.tell(problem));
    } else if fields.get("title").is_none() {
        let fallback = (!name.is_empty()).then(|| (name.to_owned(), &row.cells[0].place));
        if let Some((text, place)) = named().or(fallback).filter(|(text, _)| text != id) {
            let node = Node { value: Value::Text(text), place: place.clone() };
            fields.0.push(Entry { key: "title".to_owned(), place: place.clone(), node, in_passing: false });
        }
    }
}
