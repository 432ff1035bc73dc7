//! Overrides: `PATH=VALUE` edits of the document before it is checked, so that there is one way in.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::document::{Entry, Fields, Node, Value, parse_value};
use super::names::closest;
use super::problems::{Bytes, Place, Problem};

/// One step of a path: a key, or an index written as one.
struct Step {
    key: String,
    place: Place,
}

/// Sets what `path` names to the value that `text` says; `number` counts the overrides from 0.
///
/// # Errors
/// The problem of a path that cannot be followed.
pub(super) fn set(document: &mut Node, number: usize, path: &str, text: &str) -> Result<(), Problem> {
    let behind = path.len() + 1;
    let place =
        |span: Bytes| Place::Override(number, Bytes { start: span.start + behind, end: span.end + behind });
    let steps = steps(path).map_err(|()| misformed(number, path))?;
    let steps: Vec<Step> =
        steps.into_iter().map(|(key, span)| Step { key, place: Place::Override(number, span) }).collect();
    follow(document, &steps, parse_value(text, &place))
}

/// The value that a path names, if there is one.
pub(super) fn find<'a>(document: &'a Node, path: &str) -> Option<&'a Node> {
    let inside = |node: &'a Node, (key, _): (String, Bytes)| match &node.value {
        Value::Table(fields) => fields.get(&key),
        Value::List(items) => items.get(key.parse::<usize>().ok()?),
        _ => None,
    };
    steps(path).ok()?.into_iter().try_fold(document, inside)
}

/// The path that was meant by one that names no value, where the slip lies in a name on its way.
pub(super) fn meant(document: &Node, path: &str) -> Option<String> {
    let (mut node, mut names) = (document, Vec::new());
    let steps = steps(path).ok()?;
    let (last, way) = steps.split_last()?;
    for (key, _) in way {
        let fields = node.table()?;
        let known: Vec<&str> = fields.0.iter().map(|entry| &*entry.key).collect();
        let name = if fields.get(key).is_some() { key } else { closest(key, &known)? };
        node = fields.get(name)?;
        names.push(name);
    }
    node.table()?.get(&last.0)?;
    names.push(&last.0);
    Some(names.join("."))
}

/// The keys of a path, each as it is written between dots; none if it is no path.
pub(super) fn keys(path: &str) -> Option<Vec<String>> {
    let is_bare =
        |key: &str| key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    let written = |(key, _): (String, Bytes)| if is_bare(&key) { key } else { format!("{key:?}") };
    Some(steps(path).ok()?.into_iter().map(written).collect())
}

fn misformed(number: usize, path: &str) -> Problem {
    let place = Place::Override(number, (0..path.len()).into());
    let says = if path.is_empty() {
        "an override needs a path before its `=`".to_owned()
    } else {
        format!("`{path}` is not a path to a value")
    };
    Problem::new(&place, says, "join keys by dots, as in `fleets.buses.count` or `movement.1.gradual.from`")
}

/// The keys of a path. A path is what TOML takes before a `=`, so TOML reads it.
fn steps(path: &str) -> Result<Vec<(String, Bytes)>, ()> {
    if path.contains(char::is_control) {
        return Err(());
    }
    let line = format!("{path}=0");
    let mut table = DeTable::parse(&line).map_err(|_| ())?.into_inner();
    let mut steps = Vec::new();
    loop {
        let (key, value) = single(table).ok_or(())?;
        steps.push((key.get_ref().clone().into_owned(), key.span().into()));
        let span = value.span();
        match value.into_inner() {
            DeValue::Table(inner) => table = inner,
            // Anything that ends elsewhere was an assignment of its own.
            DeValue::Integer(_) if span.start == path.len() + 1 => return Ok(steps),
            _ => return Err(()),
        }
    }
}

type Pair<'a> = (Spanned<std::borrow::Cow<'a, str>>, Spanned<DeValue<'a>>);

fn single(table: DeTable<'_>) -> Option<Pair<'_>> {
    let mut entries = table.into_iter();
    entries.next().filter(|_| entries.next().is_none())
}

/// Goes down the path, makes tables that are missing, and puts the value at its end.
fn follow(node: &mut Node, steps: &[Step], value: Node) -> Result<(), Problem> {
    let Some((step, rest)) = steps.split_first() else {
        *node = value;
        return Ok(());
    };
    let inside = match &mut node.value {
        Value::Table(fields) => field(fields, step, rest),
        Value::List(items) => item(items, step, rest)?,
        other => {
            let says = format!("there is nothing to set inside {other}");
            return Err(Problem::new(&step.place, says, "set the whole value instead"));
        }
    };
    follow(inside, rest, value)
}

fn field<'a>(fields: &'a mut Fields, step: &Step, rest: &[Step]) -> &'a mut Node {
    let at = fields.0.iter().position(|entry| entry.key == step.key).unwrap_or_else(|| {
        let (key, place, node) = (step.key.clone(), step.place.clone(), missing(step, rest));
        fields.0.push(Entry { key, place, node, in_passing: true });
        fields.0.len() - 1
    });
    let entry = &mut fields.0[at];
    entry.in_passing &= !rest.is_empty();
    &mut entry.node
}

fn item<'a>(items: &'a mut Vec<Node>, step: &Step, rest: &[Step]) -> Result<&'a mut Node, Problem> {
    let len = items.len();
    match step.key.parse::<usize>() {
        Ok(index) if index <= len => {
            if index == len {
                items.push(missing(step, rest));
            }
            Ok(&mut items[index])
        }
        Ok(index) => {
            let says = format!("there is no item {index}: the list has {len}, counted from 0");
            Err(Problem::new(&step.place, says, format!("`{len}` adds one at the end")))
        }
        Err(_) => {
            let says = format!("`{}` is not the number of an item, but this is a list", step.key);
            Err(Problem::new(&step.place, says, "name items by their number, counted from 0"))
        }
    }
}

/// What stands for something missing on the way: a list if its first item is asked for.
fn missing(step: &Step, rest: &[Step]) -> Node {
    let value = match rest.first() {
        Some(next) if next.key == "0" => Value::List(Vec::new()),
        _ => Value::Table(Fields::default()),
    };
    Node { value, place: step.place.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::document::parse;

    const TEXT: &str =
        "[fleets.buses]\ncount = 20\n\"my key\" = 1\n[[movement]]\nends = { at = 1 }\n[[movement]]\n";

    fn after(path: &str, value: &str) -> Result<Node, String> {
        let mut document = parse(TEXT).unwrap();
        set(&mut document, 0, path, value).map_err(|problem| problem.says)?;
        Ok(document)
    }

    fn found(path: &[&str], document: &Node) -> Option<Value> {
        let Some((step, rest)) = path.split_first() else { return Some(document.value.clone()) };
        let inside = match &document.value {
            Value::Table(fields) => fields.get(step)?,
            Value::List(items) => items.get(step.parse::<usize>().ok()?)?,
            _ => return None,
        };
        found(rest, inside)
    }

    #[test]
    fn every_kind_of_path_is_followed() {
        for (path, steps) in [
            ("title", &["title"] as &[&str]),
            ("fleets.buses.count", &["fleets", "buses", "count"]),
            ("fleets.buses.\"my key\"", &["fleets", "buses", "my key"]),
            ("fleets . 'buses' . count", &["fleets", "buses", "count"]),
            ("movement.0.ends.at", &["movement", "0", "ends", "at"]),
            ("movement.2.return", &["movement", "2", "return"]),
            ("sites.new.berths", &["sites", "new", "berths"]),
            ("arrivals.0.people", &["arrivals", "0", "people"]),
        ] {
            assert_eq!(found(steps, &after(path, "7").unwrap()), Some(Value::Whole(7)), "{path}");
        }
    }

    #[test]
    fn values_are_toml_or_else_plain_text() {
        for (text, value) in [
            ("30", Value::Whole(30)),
            ("0.5", Value::Number(0.5)),
            ("true", Value::Flag(true)),
            ("30 min", Value::Text("30 min".into())),
            ("\"30\"", Value::Text("30".into())),
            ("Hello", Value::Text("Hello".into())),
            ("", Value::Text(String::new())),
            ("a = 1\nb = 2", Value::Text("a = 1\nb = 2".into())),
        ] {
            assert_eq!(found(&["title"], &after("title", text).unwrap()), Some(value), "{text}");
        }
    }

    #[test]
    fn paths_that_lead_nowhere_are_refused() {
        for (path, says) in [
            ("", "an override needs a path before its `=`"),
            ("a..b", "`a..b` is not a path to a value"),
            ("a=1\nb", "`a=1\nb` is not a path to a value"),
            ("a = 1 #", "`a = 1 #` is not a path to a value"),
            ("[a]\nb", "`[a]\nb` is not a path to a value"),
            ("movement.3.return", "there is no item 3: the list has 2, counted from 0"),
            ("movement.last", "`last` is not the number of an item, but this is a list"),
            ("fleets.buses.count.max", "there is nothing to set inside 20"),
        ] {
            assert_eq!(after(path, "7"), Err(says.to_owned()), "{path}");
        }
    }
}
