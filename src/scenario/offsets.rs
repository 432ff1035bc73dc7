//! Instants that are given with another offset from UTC than the start: the clock keeps the start's, and
//! who wrote them may think that it changes.

use toml::value::Datetime;

use super::document::{Node, Value};
use super::timeline::{Timeline, minutes};
use crate::units::Tick;

/// An instant that is given with another offset than the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OtherOffset {
    /// What says it: the path of a key, or the name of a file.
    pub of: String,
    /// As it was typed.
    pub said: String,
    /// When it is.
    pub at: Tick,
}

/// All such instants of a document and of the texts of its files, in their order.
pub(super) fn others<'a>(
    document: &Node,
    timeline: Timeline,
    files: impl Iterator<Item = (&'a str, &'a str)>,
) -> Vec<OtherOffset> {
    let mut found = Vec::new();
    walk(document, &mut String::new(), timeline, &mut found);
    for (name, text) in files {
        let words = text.split([',', ';', '\n', '\r', '"', '\t']).map(str::trim);
        found.extend(words.filter_map(|word| in_text(word, name, timeline)));
    }
    found
}

fn walk(node: &Node, path: &mut String, timeline: Timeline, found: &mut Vec<OtherOffset>) {
    let length = path.len();
    match &node.value {
        Value::Time(time) => found.extend(other(time, path, timeline)),
        Value::Text(text) => found.extend(in_text(text.trim(), path, timeline)),
        Value::List(items) => {
            for (place, item) in items.iter().enumerate() {
                step(path, &place.to_string());
                walk(item, path, timeline, found);
                path.truncate(length);
            }
        }
        Value::Table(fields) => {
            for entry in &fields.0 {
                step(path, &entry.key);
                walk(&entry.node, path, timeline, found);
                path.truncate(length);
            }
        }
        Value::Whole(_) | Value::Number(_) | Value::Flag(_) => {}
    }
}

fn step(path: &mut String, key: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(key);
}

/// A date, a time and an offset: no other text is looked at twice.
fn in_text(text: &str, of: &str, timeline: Timeline) -> Option<OtherOffset> {
    let may_be = text.len() >= "2016-12-15T14:00Z".len() && text.as_bytes().get(4) == Some(&b'-');
    other(&text.parse().ok().filter(|_| may_be)?, of, timeline)
}

fn other(time: &Datetime, of: &str, timeline: Timeline) -> Option<OtherOffset> {
    let differs = minutes(time.offset?) != timeline.clock().offset();
    let said = time.to_string();
    let at = timeline.said(&said, Tick::START).ok().filter(|_| differs)?;
    Some(OtherOffset { of: of.to_owned(), said, at })
}
