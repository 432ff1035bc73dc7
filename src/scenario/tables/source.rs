//! Which tables a scenario names, and how it says that they are to be read.

use super::numbers::Sign;
use crate::scenario::document::{Node, Value};
use crate::scenario::format::{ARRIVAL, FLEET, Form, GROUP, ROUTE, SITE, STOP};
use crate::scenario::names::Target;
use crate::scenario::place::Place;

/// What the rows of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Sites,
    Routes,
    People,
    Fleets,
    Arrivals,
    Itineraries,
}

impl What {
    /// All, in the order in which they are read.
    pub const ALL: [What; 6] =
        [What::Sites, What::Routes, What::People, What::Fleets, What::Arrivals, What::Itineraries];

    /// The key below `tables`.
    pub const fn name(self) -> &'static str {
        match self {
            What::Sites => "sites",
            What::Routes => "routes",
            What::People => "people",
            What::Fleets => "fleets",
            What::Arrivals => "arrivals",
            What::Itineraries => "itineraries",
        }
    }

    /// What a row may hold.
    pub fn form(self) -> &'static Form {
        match self {
            What::Sites => &SITE,
            What::Routes => &ROUTE,
            What::People => &GROUP,
            What::Fleets => &FLEET,
            What::Arrivals => &ARRIVAL,
            What::Itineraries => &STOP,
        }
    }

    /// What each row is, if it is an entry of its own; else it is a part of another one.
    pub const fn target(self) -> Option<Target> {
        match self {
            What::Sites => Some(Target::Site),
            What::Routes => Some(Target::Route),
            What::People => Some(Target::Group),
            What::Fleets => Some(Target::Fleet),
            What::Arrivals | What::Itineraries => None,
        }
    }

    /// Other headings under which people keep the value of a key.
    pub const fn aliases(self) -> &'static [(&'static str, &'static str)] {
        match self {
            What::Sites => &[
                ("village", "name"),
                ("place", "name"),
                ("location", "name"),
                ("lat", "position.0"),
                ("latitude", "position.0"),
                ("lon", "position.1"),
                ("lng", "position.1"),
                ("long", "position.1"),
                ("longitude", "position.1"),
            ],
            What::Routes => &[("length", "km"), ("distance", "km")],
            What::People => &[
                ("village", "name"),
                ("place", "name"),
                ("location", "name"),
                ("people", "count"),
                ("persons", "count"),
                ("population", "count"),
            ],
            What::Fleets => &[("vehicles", "count")],
            What::Arrivals => &[("time", "at"), ("when", "at"), ("count", "people"), ("persons", "people")],
            What::Itineraries => &[("site", "stop")],
        }
    }

    /// What a row of headings must have: one of these sets.
    pub const fn marks(self) -> &'static [&'static [&'static str]] {
        match self {
            What::Sites | What::Fleets => &[&["id"], &["name"]],
            What::Routes => &[&["id"], &["name"], &["from", "to"]],
            What::People => &[&["id"], &["name"], &["at"]],
            What::Arrivals => &[&["group"], &["at", "people"]],
            What::Itineraries => &[&["fleet"], &["stop"]],
        }
    }
}

/// A table that is named.
#[derive(Debug)]
pub(super) struct Source<'d> {
    pub what: What,
    pub file: &'d str,
    /// Where the file is named.
    pub place: &'d Place,
    pub sheet: Option<(&'d str, &'d Place)>,
    pub decimal: Option<Sign>,
    pub columns: Vec<Mapped<'d>>,
    /// What holds for all rows.
    pub all: Option<&'d Node>,
}

/// The heading of a key, as the scenario says it.
#[derive(Debug)]
pub(super) struct Mapped<'d> {
    /// Its path in a row.
    pub path: String,
    /// Empty to leave the key out.
    pub heading: &'d str,
    pub place: &'d Place,
}

/// The tables that a document names, in the order in which they are read. What is malformed is left out: the walk tells.
pub(super) fn sources(document: &Node) -> Vec<Source<'_>> {
    let tables = document.table().and_then(|root| root.get("tables")).and_then(Node::table);
    let mut found = Vec::new();
    for what in What::ALL {
        match tables.and_then(|tables| tables.get(what.name())) {
            Some(Node { value: Value::List(list), .. }) => {
                found.extend(list.iter().filter_map(|node| source(what, node)));
            }
            Some(node) => found.extend(source(what, node)),
            None => {}
        }
    }
    found
}

fn source(what: What, node: &Node) -> Option<Source<'_>> {
    let plain = |file, place| Source {
        what,
        file,
        place,
        sheet: None,
        decimal: None,
        columns: Vec::new(),
        all: None,
    };
    if let Some(file) = node.text() {
        return Some(plain(file, &node.place)).filter(|source| !source.file.is_empty());
    }
    let fields = node.table()?;
    let file = fields.get("file")?;
    let mut columns = Vec::new();
    if let Some(node) = fields.get("columns") {
        mapped(node, "", &mut columns);
    }
    Some(Source {
        sheet: fields.get("sheet").and_then(|node| Some((node.text()?, &node.place))),
        decimal: match fields.get("decimal").and_then(Node::text) {
            Some("comma") => Some(Sign::Comma),
            Some("point") => Some(Sign::Point),
            _ => None,
        },
        columns,
        all: fields.get("all").filter(|node| node.table().is_some()),
        ..plain(file.text().filter(|file| !file.is_empty())?, &file.place)
    })
}

/// The headings of a table of them, keys within keys joined by points.
fn mapped<'d>(node: &'d Node, above: &str, into: &mut Vec<Mapped<'d>>) {
    for entry in node.table().into_iter().flat_map(|fields| &fields.0) {
        let path = if above.is_empty() { entry.key.clone() } else { format!("{above}.{}", entry.key) };
        match entry.node.text() {
            Some(heading) => into.push(Mapped { path, heading, place: &entry.node.place }),
            None => mapped(&entry.node, &path, into),
        }
    }
}
