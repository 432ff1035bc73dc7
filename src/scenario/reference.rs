//! The format as a reference: every key and word with the places where it stands, for whoever asks what one means.
//!
//! All of it comes from the format itself, and examples from the scenario that uses every key.

use super::document::{self, Node, Value};
use super::format::{Form, Key, Kind, Need, ROOT, Word};
use super::names::list;
use super::problems::Place;
use super::{check, validate};

/// The scenario that uses every key.
const REFERENCE: &str = include_str!("../../scenarios/reference.toml");

/// A step of the way to a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// A key of the format.
    Key(&'static str),
    /// What the scenario chooses: an id, the number of an item, a time of day.
    Any(&'static str),
}

/// A key of the format at one of its places, or a word that it takes there.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) steps: Vec<Step>,
    /// What follows the path where the scenario chooses: `ID`, `N` or `HH:MM`.
    pub(crate) inside: Option<&'static str>,
    key: &'static Key,
    word: Option<&'static Word>,
    /// Whether it is one of several ways of giving what it stands in.
    is_way: bool,
}

/// What happens if a key is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LeftOut {
    /// It must not be.
    Never,
    /// As if this had been written.
    As(&'static str),
    /// As if each of its keys were left out.
    AsItsKeys,
    /// Then there is none.
    None,
}

impl Entry {
    /// Its place, as an override names it: `fleets.ID.count`.
    pub(crate) fn path(&self) -> String {
        let steps = self.steps.iter().map(|step| match step {
            Step::Key(name) | Step::Any(name) => *name,
        });
        steps.collect::<Vec<_>>().join(".")
    }

    /// The name of the key.
    pub(crate) fn name(&self) -> &'static str {
        self.key.name
    }

    /// The word, if it is one.
    pub(crate) fn word(&self) -> Option<&'static str> {
        self.word.map(|word| word.word)
    }

    /// What it is, in a sentence.
    pub(crate) fn about(&self) -> &'static str {
        self.word.map_or(self.key.doc, |word| word.doc)
    }

    /// What the key is, in a sentence, whether this is one of its words or not.
    pub(crate) fn about_key(&self) -> &'static str {
        self.key.doc
    }

    /// What must be given, as problems say it.
    pub(crate) fn takes(&self) -> String {
        match self.key.kind {
            Kind::Rows(target, _, most) => format!(
                "a table for each {}, [{}.ID], at most {}; ID is a name that you choose",
                target.nouns().0,
                self.path(),
                super::format::grouped(most as i64)
            ),
            Kind::List(Kind::Table(_), ..) if self.steps.len() == 1 => {
                format!("a table for each, [[{}]], in their order", self.path())
            }
            Kind::List(Kind::Table(_), ..) => "a list of tables".to_owned(),
            Kind::Table(form) => of_table(form),
            Kind::OneOf(choice) => choice.wanted(),
            kind => kind.wanted(),
        }
    }

    /// What happens if it is left out.
    pub(crate) fn left_out(&self) -> LeftOut {
        match self.key.need {
            Need::Required(_) => LeftOut::Never,
            Need::Default(value) => LeftOut::As(value),
            Need::Optional if may_be_empty(self.key.kind) => LeftOut::AsItsKeys,
            Need::Optional => LeftOut::None,
        }
    }

    /// Whether it is one of several ways of giving what it stands in.
    pub(crate) fn is_way(&self) -> bool {
        self.is_way
    }

    /// The words that the key takes, each with what it means.
    pub(crate) fn words(&self) -> Vec<(&'static str, &'static str)> {
        match self.key.kind {
            Kind::OneOf(choice) => choice.words.iter().map(|word| (word.word, word.doc)).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether it is the same key or word at another place.
    pub(crate) fn is_same(&self, other: &Entry) -> bool {
        let (a, b) = (self.key, other.key);
        (a.name, a.doc, self.word()) == (b.name, b.doc, other.word()) && self.takes() == other.takes()
    }

    /// Whether it is a key of the table, or of a table of the list, that another key takes.
    pub(crate) fn is_inside(&self, above: &Entry) -> bool {
        let rest = self.steps.strip_prefix(&above.steps[..]);
        self.word.is_none()
            && above.word.is_none()
            && matches!(rest, Some([Step::Key(_)] | [Step::Any(_), Step::Key(_)]))
    }
}

/// Whether a table has keys with defaults, and none that it must have: left out, it is as an empty one.
fn may_be_empty(kind: Kind) -> bool {
    let Kind::Table(form) = kind else { return false };
    let is = |wanted: fn(&Need) -> bool| form.keys.iter().any(|key| wanted(&key.need));
    is(|need| matches!(need, Need::Default(_))) && !is(|need| matches!(need, Need::Required(_)))
}

/// A table, with the keys that it must have.
fn of_table(form: &Form) -> String {
    let required = form.keys.iter().filter(|key| matches!(key.need, Need::Required(_)));
    let required: Vec<&str> = required.map(|key| key.name).collect();
    if required.is_empty() { "a table".to_owned() } else { format!("a table with {}", list(&required)) }
}

/// Every key and word of the format at each of its places, in the order of the format.
pub(crate) fn entries() -> Vec<Entry> {
    let mut all = Vec::new();
    ROOT.keys.iter().for_each(|key| of_key(key, (&[], false), &mut all));
    all
}

fn of_key(key: &'static Key, (above, is_way): (&[Step], bool), all: &mut Vec<Entry>) {
    let steps = [above, &[Step::Key(key.name)]].concat();
    let entry = Entry { steps: steps.clone(), inside: inside(key.kind), key, word: None, is_way };
    // What may stand beside several tags is there once.
    if all.iter().any(|known| known.steps == steps && known.word.is_none()) {
        return;
    }
    all.push(entry);
    of_kind(key.kind, key, &steps, all);
}

fn of_kind(kind: Kind, key: &'static Key, steps: &[Step], all: &mut Vec<Entry>) {
    let below = || inside(kind).map_or(steps.to_vec(), |any| [steps, &[Step::Any(any)]].concat());
    match kind {
        Kind::Table(form) | Kind::Rows(_, form, _) => {
            let below = below();
            form.keys.iter().for_each(|key| of_key(key, (&below, false), all));
        }
        Kind::List(item, ..) | Kind::ByHour(item) | Kind::ById(_, item) => {
            of_kind(*item, key, &below(), all);
        }
        Kind::OneOf(choice) => {
            for word in choice.words {
                let steps = [steps, &[Step::Key(word.word)]].concat();
                all.push(Entry { steps, inside: None, key, word: Some(word), is_way: true });
            }
            choice.plain.iter().for_each(|kind| of_kind(*kind, key, steps, all));
            for tag in choice.tags {
                of_key(&tag.key, (steps, true), all);
                tag.beside.iter().for_each(|key| of_key(key, (steps, false), all));
            }
        }
        _ => {}
    }
}

/// What a path may name inside a value of a kind that the scenario chooses.
fn inside(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Rows(..) | Kind::ById(..) => Some("ID"),
        Kind::List(..) => Some("N"),
        Kind::ByHour(_) => Some("HH:MM"),
        _ => None,
    }
}

/// How keys are written in the scenario that uses each of them.
#[derive(Debug)]
pub(crate) struct Examples {
    uses: Vec<(&'static Key, String)>,
}

impl Examples {
    /// Reads them.
    pub(crate) fn read() -> Examples {
        let document = document::parse(REFERENCE).ok();
        let uses = document.as_ref().map_or(Vec::new(), |document| {
            let found = validate::walk(document, &check::known(document));
            found.keys.into_iter().filter_map(|(key, node)| Some((key, written(key, node)?))).collect()
        });
        Examples { uses }
    }

    /// The shortest line with which the scenario says a key; of a word, the line that says it.
    pub(crate) fn of(&self, entry: &Entry) -> String {
        if let Some(word) = entry.word() {
            return format!("{} = \"{word}\"", entry.name());
        }
        let shortest = |is_it: &dyn Fn(&'static Key) -> bool| {
            let uses = self.uses.iter().filter(|(key, _)| is_it(key)).map(|(_, line)| line);
            uses.min_by_key(|line| line.len()).cloned()
        };
        let wanted = entry.key.kind.wanted();
        shortest(&|key| std::ptr::eq(key, entry.key))
            .or_else(|| shortest(&|key| key.doc == entry.key.doc && key.kind.wanted() == wanted))
            .unwrap_or_else(|| format!("{} = {}", entry.name(), sample(entry.key.kind)))
    }
}

/// A value of a kind, for laws that the scenario says of other amounts only.
fn sample(kind: Kind) -> String {
    match kind {
        Kind::Duration => "\"20 min\"".to_owned(),
        Kind::Whole(least, _) => least.max(2).to_string(),
        Kind::Number(_) => "0.5".to_owned(),
        Kind::List(item, least, _) => {
            let item = sample(*item);
            format!("[{}]", vec![&*item; least.max(2)].join(", "))
        }
        Kind::Table(form) => {
            let key = |key: &Key| format!("{} = {}", key.name, sample(key.kind));
            format!("{{ {} }}", form.keys.iter().map(key).collect::<Vec<_>>().join(", "))
        }
        _ => "\"…\"".to_owned(),
    }
}

/// A key with its value as it stands in the text; of tables with headers, the first of them.
fn written(key: &Key, node: &Node) -> Option<String> {
    let text = text_of(node)?;
    let first = match (&node.value, key.kind) {
        (Value::Table(rows), Kind::Rows(..) | Kind::ById(..)) => {
            rows.0.first().and_then(|row| text_of(&row.node))
        }
        _ => None,
    };
    let header = [Some(text), first].into_iter().flatten().find(|text| is_header(text));
    if let Some(header) = header.filter(|_| matches!(node.value, Value::Table(_) | Value::List(_))) {
        return Some(header.lines().next().unwrap_or_default().trim().to_owned());
    }
    let is_whole = !matches!(node.value, Value::Table(_)) || text.starts_with('{');
    let value: Vec<&str> = text.split_whitespace().collect();
    is_whole.then(|| format!("{} = {}", key.name, value.join(" ")))
}

fn text_of(node: &Node) -> Option<&'static str> {
    let Place::File(span) = &node.place else { return None };
    REFERENCE.get(span.start..span.end)
}

/// Whether a text is a header: `[fleets.buses]` or `[[movement]]`, and no list of values.
fn is_header(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default().trim();
    let name = line.trim_start_matches('[').trim_end_matches(']');
    line.starts_with('[')
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && !name.contains(['"', ',', ' '])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_an_example_that_is_toml() {
        let examples = Examples::read();
        for entry in entries() {
            let line = examples.of(&entry);
            assert!(toml::de::DeTable::parse(&line).is_ok(), "{}: {line}", entry.path());
            assert!(line.contains(entry.name()), "{}: {line}", entry.path());
        }
    }

    #[test]
    fn places_are_paths_and_stand_once() {
        let paths: Vec<(String, bool)> =
            entries().iter().map(|entry| (entry.path(), entry.word().is_some())).collect();
        for path in ["fleets.ID.count", "movement.N.outbound.convoy.max_wait", "routes.ID.by_hour"] {
            assert!(paths.contains(&(path.to_owned(), false)), "{path} is not in {paths:#?}");
        }
        assert!(paths.contains(&("suspensions.N.under_way.turn-back".to_owned(), true)));
        let mut once = paths.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), paths.len());
    }
}
