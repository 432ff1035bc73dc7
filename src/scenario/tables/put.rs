//! Where values of a table go in the document.

use crate::scenario::document::{Entry, Fields, Node, Value};
use crate::scenario::format::{Form, Kind};
use crate::scenario::names::Target;
use crate::scenario::place::Place;
use crate::scenario::problems::Problem;

/// The table of all entries of a kind; it is made if there is none.
pub(super) fn rows_of(document: &mut Node, target: Target) -> Option<&mut Fields> {
    let Value::Table(root) = &mut document.value else { return None };
    let key = target.table();
    if root.get(key).is_none() {
        let node = Node { value: Value::Table(Fields::default()), place: document.place.clone() };
        root.0.push(Entry { key: key.to_owned(), place: document.place.clone(), node, in_passing: false });
    }
    let entry = root.0.iter_mut().find(|entry| entry.key == key)?;
    if let Value::Table(rows) = &mut entry.node.value { Some(rows) } else { None }
}

/// Gives a table what holds for all, where it says nothing itself.
pub(super) fn complete(fields: &mut Fields, all: &Fields, form: &Form) {
    for entry in &all.0 {
        let inside = form.key(&entry.key).map(|key| key.kind);
        match fields.0.iter_mut().find(|known| known.key == entry.key) {
            None => fields.0.push(entry.clone()),
            Some(known) => {
                if let (Some(Kind::Table(form)), Value::Table(inside), Some(all)) =
                    (inside, &mut known.node.value, entry.node.table())
                {
                    complete(inside, all, form);
                }
            }
        }
    }
}

/// Puts a value where a path leads, and makes what is missing on the way.
pub(super) fn put_at(
    fields: &mut Fields,
    (path, name): (&[String], &str),
    node: Node,
) -> Result<(), Problem> {
    let Some((key, rest)) = path.split_first() else { return Ok(()) };
    let known = fields.0.iter().position(|entry| entry.key == *key);
    let at = match known {
        Some(at) if rest.is_empty() => return Err(twice(name, &node.place, &fields.0[at].node.place)),
        Some(at) => at,
        None => {
            let value = if rest.is_empty() { node.value.clone() } else { on_the_way(rest) };
            let (key, place) = (key.clone(), node.place.clone());
            let made = Node { value, place: place.clone() };
            fields.0.push(Entry { key, place, node: made, in_passing: false });
            fields.0.len() - 1
        }
    };
    if rest.is_empty() { Ok(()) } else { put_inside(&mut fields.0[at].node, (rest, name), node) }
}

fn on_the_way(rest: &[String]) -> Value {
    if rest[0] == "0" { Value::List(Vec::new()) } else { Value::Table(Fields::default()) }
}

fn put_inside(inside: &mut Node, (path, name): (&[String], &str), node: Node) -> Result<(), Problem> {
    let here = inside.place.clone();
    match &mut inside.value {
        Value::Table(fields) => put_at(fields, (path, name), node),
        Value::List(items) => {
            let index = path[0].parse::<usize>().unwrap_or(usize::MAX);
            let rest = &path[1..];
            if index > items.len() {
                let says = format!("`{name}` has no items before it");
                return Err(Problem::new(&node.place, says, "fill in those before it, too"));
            }
            if index == items.len() {
                let value = if rest.is_empty() { node.value.clone() } else { on_the_way(rest) };
                items.push(Node { value, place: node.place.clone() });
                if rest.is_empty() {
                    return Ok(());
                }
            }
            match rest.is_empty() {
                true => Err(twice(name, &node.place, &items[index].place)),
                false => put_inside(&mut items[index], (rest, name), node),
            }
        }
        _ => Err(twice(name, &node.place, &here)),
    }
}

/// The problem of a value that is given in two places.
pub(super) fn twice(name: &str, place: &Place, other: &Place) -> Problem {
    Problem::new(
        place,
        format!("`{name}` is given here, and in {}, too", of_place(other)),
        "keep one of the two",
    )
}

pub(super) fn of_place(place: &Place) -> String {
    match place {
        Place::Cell(cell) => cell.words(),
        Place::File(_) => "the scenario".to_owned(),
        Place::Override(..) => "an override".to_owned(),
    }
}
