//! The document: a scenario as it was typed, every key and value with its place.
//!
//! Nothing here knows what a key means. A document may be wrong in every way but its syntax.

use std::fmt;

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml::value::Datetime;

use super::problems::{Bytes, MOST_TOLD, Place, Problem};
use super::syntax;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    pub value: Value,
    /// Of a table with a header, the header.
    pub place: Place,
}

/// What TOML can say.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Text(String),
    /// Wider than any key takes, so that an enormous number is refused for its size.
    Whole(i128),
    Number(f64),
    Flag(bool),
    Time(Datetime),
    List(Vec<Node>),
    Table(Fields),
}

/// The entries of a table in the order in which they were typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Fields(pub Vec<Entry>);

/// A key with its value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub key: String,
    pub place: Place,
    pub node: Node,
    /// Whether nothing gave it: a path made it on its way to something inside.
    pub in_passing: bool,
}

impl Fields {
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.0.iter().find(|entry| entry.key == key).map(|entry| &entry.node)
    }
}

impl Node {
    pub fn table(&self) -> Option<&Fields> {
        if let Value::Table(fields) = &self.value { Some(fields) } else { None }
    }

    pub fn list(&self) -> Option<&[Node]> {
        if let Value::List(items) = &self.value { Some(items) } else { None }
    }

    pub fn text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    pub fn flag(&self) -> Option<bool> {
        if let Value::Flag(flag) = self.value { Some(flag) } else { None }
    }

    /// A whole number, if it fits: 10.0 is one, as other programs write it.
    pub fn whole<T: TryFrom<i128>>(&self) -> Option<T> {
        match self.value {
            Value::Whole(number) => T::try_from(number).ok(),
            Value::Number(number) if number.fract() == 0.0 => T::try_from(number as i128).ok(),
            _ => None,
        }
    }

    /// A number, with or without a decimal point.
    pub fn number(&self) -> Option<f64> {
        match self.value {
            Value::Whole(number) => Some(number as f64),
            Value::Number(number) => Some(number),
            _ => None,
        }
    }
}

/// The value as a message repeats it: short, on one line.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) if text.chars().nth(60).is_some() => {
                write!(f, "{:?} …", text.chars().take(60).collect::<String>())
            }
            Value::Text(text) => write!(f, "{text:?}"),
            Value::Whole(number) => number.fmt(f),
            Value::Number(number) => number.fmt(f),
            Value::Flag(flag) => flag.fmt(f),
            Value::Time(time) => time.fmt(f),
            Value::List(_) => f.write_str("a list"),
            Value::Table(_) => f.write_str("a table"),
        }
    }
}

/// Reads a text into its document.
///
/// # Errors
/// All errors of syntax.
pub(super) fn parse(text: &str) -> Result<Node, Vec<Problem>> {
    let mut signs = text.bytes().enumerate().filter(|(_, byte)| matches!(byte, b'=' | b',' | b'['));
    if let Some((place, _)) = signs.nth(MOST_SIGNS) {
        return Err(too_large(text, place));
    }
    match DeTable::parse(text) {
        Ok(table) => {
            let value = Value::Table(fields(table.into_inner(), &|span| Place::File(span)));
            Ok(Node { value, place: Place::File(Bytes { start: 0, end: 0 }) })
        }
        Err(first) => Err(problems(text, first.span().map_or(0, |span| span.start))),
    }
}

/// Signs that begin or part values, of which a scenario has at most so many: far more than any that was ever needed,
/// and few enough to be read while one waits.
const MOST_SIGNS: usize = 300_000;

/// What is wrong with a text of too many values; or its errors of syntax, where those are why there are so many.
fn too_large(text: &str, place: usize) -> Vec<Problem> {
    let end = text[place..].find('\n').map_or(text.len(), |end| place + end + 1);
    let text = &text[..end];
    let errors = DeTable::parse(text)
        .map_or_else(|first| problems(text, first.span().map_or(0, |span| span.start)), |_| Vec::new());
    if errors.len() >= MOST_TOLD {
        return errors;
    }
    let says = format!(
        "the scenario is too large: it has more than {MOST_SIGNS} of the signs `=`, `,` and `[` up to here"
    );
    let help = "put tables of numbers into CSV files, or leave out what makes no difference";
    vec![Problem::new(&Place::File(Bytes { start: place, end: place + 1 }), says, help)]
}

/// How much of a text behind its first error is looked through at first for others; and how much more each time.
const AHEAD: usize = 16 << 10;
const MORE: usize = 8;

/// All errors of syntax, or as many as are told. Of a text full of them, only a part is looked through.
fn problems(text: &str, first: usize) -> Vec<Problem> {
    let mut ahead = AHEAD;
    loop {
        let from = first.saturating_add(ahead).min(text.len());
        let line = text.as_bytes()[from..].iter().position(|&byte| byte == b'\n').map(|end| from + end + 1);
        let end = line.unwrap_or(text.len());
        let (_, errors) = DeTable::parse_recoverable(&text[..end]);
        let problems = syntax::problems(text, &errors);
        if problems.len() >= MOST_TOLD || end == text.len() {
            return problems;
        }
        ahead = ahead.saturating_mul(MORE);
    }
}

/// Reads the value of an override: as TOML if it is, else as text without quotes.
pub(super) fn parse_value(text: &str, place: &dyn Fn(Bytes) -> Place) -> Node {
    match DeValue::parse(text) {
        Ok(value) => node(value, place),
        Err(_) => {
            let whole = place((0..text.len()).into());
            Node { value: Value::Text(text.to_owned()), place: whole }
        }
    }
}

fn node(value: Spanned<DeValue<'_>>, place: &dyn Fn(Bytes) -> Place) -> Node {
    let at = place(value.span().into());
    let value = match value.into_inner() {
        DeValue::String(text) => Value::Text(text.into_owned()),
        DeValue::Integer(number) => {
            let read = i128::from_str_radix(number.as_str(), number.radix());
            Value::Whole(read.unwrap_or(if number.as_str().starts_with('-') { i128::MIN } else { i128::MAX }))
        }
        DeValue::Float(number) => Value::Number(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(flag) => Value::Flag(flag),
        DeValue::Datetime(time) => Value::Time(time),
        DeValue::Array(items) => Value::List(items.into_iter().map(|item| node(item, place)).collect()),
        DeValue::Table(table) => Value::Table(fields(table, place)),
    };
    Node { value, place: at }
}

/// The parser keeps keys in the order of the alphabet; here they get back the order of the file.
fn fields(table: DeTable<'_>, place: &dyn Fn(Bytes) -> Place) -> Fields {
    let mut entries: Vec<Entry> = table
        .into_iter()
        .map(|(key, value)| Entry {
            place: place(key.span().into()),
            key: key.into_inner().into_owned(),
            node: node(value, place),
            in_passing: false,
        })
        .collect();
    entries.sort_by(|a, b| a.place.cmp(&b.place));
    Fields(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_keep_the_order_of_the_file() {
        let document = parse("z = 1\na.y = 2\n[sites.b]\n[routes.r]\n[sites.a]\n").unwrap();
        let keys = |fields: &Fields| fields.0.iter().map(|entry| entry.key.clone()).collect::<Vec<_>>();
        let top = document.table().unwrap();
        assert_eq!(keys(top), ["z", "a", "sites", "routes"]);
        assert_eq!(keys(top.get("sites").unwrap().table().unwrap()), ["b", "a"]);
    }

    #[test]
    fn tables_stand_at_their_header_and_values_where_they_are() {
        let document = parse("[sites.b]\nberths = 20\n").unwrap();
        let site = document.table().unwrap().get("sites").unwrap().table().unwrap().get("b").unwrap();
        assert_eq!(site.place, Place::File((0..9).into()));
        assert_eq!(site.table().unwrap().get("berths").unwrap().place, Place::File((19..21).into()));
    }

    #[test]
    fn numbers_of_any_size_are_kept() {
        for (text, value) in [
            ("9999999999999999999999999999999999999999999", Value::Whole(i128::MAX)),
            ("-9999999999999999999999999999999999999999999", Value::Whole(i128::MIN)),
            ("0xff", Value::Whole(255)),
            ("1e999", Value::Number(f64::INFINITY)),
            ("1_000.5", Value::Number(1000.5)),
        ] {
            assert_eq!(parse_value(text, &|span| Place::File(span)).value, value, "{text}");
        }
    }
}
