//! Rows of tables that are parts of entries: arrivals of groups, and stops of fleets.

use std::collections::BTreeMap;

use super::Told;
use super::grid::Row;
use super::headings::Column;
use super::ids::Named;
use super::numbers::Sign;
use super::put::{complete, put_at, rows_of, twice};
use super::rows::{Read, values};
use super::source::What;
use crate::scenario::document::{Fields, Node, Value};
use crate::scenario::format::{Key, Need};
use crate::scenario::names::{Ids, Target};
use crate::scenario::place::Place;
use crate::scenario::problems::Problem;

/// What belongs to a group or a fleet, in the order of the rows.
struct List {
    id: String,
    place: Place,
    items: Vec<Node>,
}

/// Puts the rows of arrivals or itineraries where they belong: as lists of their groups or fleets.
pub(super) fn parts(
    document: &mut Node,
    (read, signs): (&Read<'_>, &[Option<Sign>]),
    named: &Named,
    told: &mut Told,
) {
    let what = read.source.what;
    let (owner, target) = match what {
        What::Arrivals => ("group", Target::Group),
        _ => ("fleet", Target::Fleet),
    };
    let (mut lists, mut known): (Vec<List>, BTreeMap<String, usize>) = (Vec::new(), BTreeMap::new());
    for row in read.body() {
        let Some(mut fields) = of_row((read, signs), row, named, told) else { continue };
        let Some(Node { value: Value::Text(id), place }) = take_out(&mut fields, owner) else { continue };
        let item = match what {
            What::Arrivals => Some(Node { value: Value::Table(fields), place: row.cells[0].place.clone() }),
            _ => take_out(&mut fields, "stop"),
        };
        let at = *known.entry(id.clone()).or_insert(lists.len());
        if at == lists.len() {
            lists.push(List { id, place, items: Vec::new() });
        }
        lists[at].items.extend(item);
    }
    for list in lists {
        put_list(document, target, list).unwrap_or_else(|problem| told.tell(problem));
    }
}

/// What a row says, with what holds for all; none if that is nothing, or not enough, which is told.
fn of_row(
    (read, signs): (&Read<'_>, &[Option<Sign>]),
    row: &Row,
    named: &Named,
    told: &mut Told,
) -> Option<Fields> {
    let (form, mut fields) = (read.source.what.form(), Fields::default());
    let take = |column: &Column, node: Node| put_at(&mut fields, (&column.path, &column.name()), node);
    values((read, signs), row, named, take, told);
    if fields.0.is_empty() {
        return None;
    }
    if let Some(all) = read.source.all.and_then(Node::table) {
        complete(&mut fields, all, form);
    }
    let is_missing = |key: &&Key| matches!(key.need, Need::Required(_)) && fields.get(key.name).is_none();
    let Some(key) = form.keys.iter().find(is_missing) else { return Some(fields) };
    let says = format!("row {} has no `{}`", row.number, key.name);
    let help = format!("fill it in, or delete the row: {}", key.doc);
    told.tell(Problem::new(&row.cells[0].place, says, help));
    None
}

fn take_out(fields: &mut Fields, key: &str) -> Option<Node> {
    let at = fields.0.iter().position(|entry| entry.key == key)?;
    Some(fields.0.remove(at).node)
}

/// Gives a group its arrivals, or a fleet its itinerary.
fn put_list(document: &mut Node, target: Target, List { id, place, items }: List) -> Result<(), Problem> {
    Ids::of(document).check(target, &id).map_err(|wrong| {
        let key = if target == Target::Group { "group" } else { "fleet" };
        wrong.at(&place, format_args!("`{key}`"))
    })?;
    let Some(rows) = rows_of(document, target) else { return Ok(()) };
    let Some(entry) = rows.0.iter_mut().find(|entry| entry.key == id) else { return Ok(()) };
    let Value::Table(fields) = &mut entry.node.value else { return Ok(()) };
    let node = Node { value: Value::List(items), place };
    let (key, path): (&str, &[&str]) = match target {
        Target::Group => ("arrivals", &["arrivals", "times"]),
        _ => ("itinerary", &["itinerary"]),
    };
    let name = format!("{}.{id}.{key}", target.table());
    if let Some(known) = fields.get(key) {
        return Err(twice(&name, &node.place, &known.place));
    }
    let path: Vec<String> = path.iter().map(|key| (*key).to_owned()).collect();
    put_at(fields, (&path, &name), node)
}
