//! Everything that can be explained, gathered from the lists by which noria works.

use std::collections::BTreeSet;

use super::figures::ENDINGS;
use super::tables::{Column, Table};
use crate::cli::failure::Code;
use crate::record::{Cause, LoggedKind, MetricName};
use crate::scenario::reference::{Entry, Examples, LeftOut};
use crate::world::State;

/// Something that can be explained.
#[derive(Debug, Default)]
pub(in crate::cli) struct Thing {
    /// What kind of thing it is, in words.
    pub(super) kind: String,
    pub(super) name: String,
    /// What it is, in a sentence.
    pub(super) about: String,
    /// What else there is to say: a word for what, and the words.
    pub(super) facts: Vec<(&'static str, String)>,
    /// Other places where it stands.
    pub(super) places: Vec<String>,
    /// What the list is of.
    pub(super) listed: String,
    /// What belongs to it, each with what it is.
    pub(super) list: Vec<(String, String)>,
    /// Where the full list is.
    pub(super) see: String,
}

/// Most keys of one name that are shown in full.
const IN_FULL: usize = 2;

/// Keys and words of a name, each with all its places; of many, only what they are and where.
pub(super) fn of_keys(things: &[Vec<&Entry>], all: &[Entry]) -> Vec<Thing> {
    let keys = || things.iter().filter(|same| same[0].word().is_none());
    if keys().count() <= IN_FULL {
        return things.iter().filter_map(|same| of_format(same, all)).collect();
    }
    let words = things.iter().filter(|same| same[0].word().is_some());
    let last = keys().next().map_or("", |same| same[0].name());
    let several = Thing {
        kind: "keys of scenarios".to_owned(),
        name: last.to_owned(),
        about: format!("{} keys have this name: type the path of one to see all of it.", keys().count()),
        listed: "what they are".to_owned(),
        list: keys().map(|same| (same[0].path(), at(same))).collect(),
        see: "docs/scenarios.md, `noria schema`".to_owned(),
        ..Thing::default()
    };
    std::iter::once(several).chain(words.filter_map(|same| of_format(same, all))).collect()
}

/// What a key is, and where else it stands.
fn at(same: &[&Entry]) -> String {
    let (first, rest) = (same[0].about(), same[1..].iter().map(|entry| entry.path()).collect::<Vec<_>>());
    if rest.is_empty() { first.to_owned() } else { format!("{first} Also at {}.", rest.join(", ")) }
}

/// Keys and words that are the same thing, at all their places.
fn of_format(places: &[&Entry], all: &[Entry]) -> Option<Thing> {
    let first = places.first()?;
    let others = places[1..].iter().map(|entry| entry.path()).collect();
    Some(match first.word() {
        Some(_) => of_word(first, others),
        None => of_key(first, others, all),
    })
}

fn of_key(entry: &Entry, places: Vec<String>, all: &[Entry]) -> Thing {
    let mut facts = vec![("takes", entry.takes())];
    match entry.left_out() {
        _ if entry.is_way() => facts.push(("a way of", format!("giving `{}`", parent(entry)))),
        LeftOut::Never => facts.push(("left out", "it must be given".to_owned())),
        LeftOut::As(value) => facts.push(("left out", format!("as if {value} were written"))),
        LeftOut::None | LeftOut::AsItsKeys if entry.about().contains("left out") => {}
        LeftOut::AsItsKeys => facts.push(("left out", "as if each of its keys were left out".to_owned())),
        LeftOut::None => facts.push(("left out", "then there is none".to_owned())),
    }
    facts.push(("example", Examples::read().of(entry)));
    let words = entry.words().into_iter().map(|(word, about)| (format!("\"{word}\""), about.to_owned()));
    let inside = all.iter().filter(|other| other.is_inside(entry)).map(|key| {
        let must = if key.left_out() == LeftOut::Never { " *" } else { "" };
        (format!("{}{must}", key.name()), key.about().to_owned())
    });
    let mut list: Vec<(String, String)> = words.chain(inside).collect();
    // A key of a table that may stand alone or in a list is one.
    let mut known = BTreeSet::new();
    list.retain(|row| known.insert(row.clone()));
    let marks = if list.iter().any(|(name, _)| name.ends_with('*')) { " (* must be given)" } else { "" };
    Thing {
        kind: "a key of scenarios".to_owned(),
        name: entry.path(),
        about: entry.about().to_owned(),
        facts,
        places,
        listed: format!("what it can be, or has inside{marks}"),
        list,
        see: format!("{}docs/scenarios.md, `noria schema`", above(entry)),
    }
}

/// The path of what a key stands in.
fn parent(entry: &Entry) -> String {
    let path = entry.path();
    let above = path.rsplit_once('.').map_or("", |(above, _)| above);
    above.trim_end_matches(".ID").trim_end_matches(".N").to_owned()
}

/// The command that shows the table in which a key stands.
fn above(entry: &Entry) -> String {
    match &*parent(entry) {
        "" => String::new(),
        table => format!("`noria explain {table}` for all keys beside it, "),
    }
}

fn of_word(entry: &Entry, places: Vec<String>) -> Thing {
    let path = entry.path();
    let (key, word) = path.rsplit_once('.').unwrap_or(("", &path));
    let others = entry.words().into_iter().filter(|(other, _)| *other != word);
    Thing {
        kind: "a word that a key takes".to_owned(),
        name: format!("{key} = \"{word}\""),
        about: entry.about().to_owned(),
        facts: vec![("of the key", entry.about_key().to_owned())],
        places,
        listed: format!("the other words of `{}`", entry.name()),
        list: others.map(|(word, about)| (format!("\"{word}\""), about.to_owned())).collect(),
        see: format!("`noria explain {key}`, docs/scenarios.md"),
    }
}

/// A metric of what it is about.
pub(in crate::cli) fn metric(metric: &MetricName) -> Thing {
    Thing {
        kind: "a metric".to_owned(),
        name: metric.name.clone(),
        about: sentence(metric.about()),
        facts: vec![
            ("of", metric.group.clone()),
            ("unit", unit_in_words(metric.unit).to_owned()),
            (
                "written as",
                format!("{}[…] in replications.csv, with what it is of in the brackets", metric.name),
            ),
        ],
        see: "`noria metrics`, `noria metrics SCENARIO` for those of a scenario, docs/metrics.md".to_owned(),
        ..Thing::default()
    }
}

fn unit_in_words(unit: &str) -> &str {
    match unit {
        "s" => "s: seconds; of an instant, since the start",
        "h" => "h: hours",
        "km" => "km: kilometres",
        "share" => "a share: 0.25 is 25 %",
        unit => unit,
    }
}

/// A state of vehicles.
pub(super) fn of_vehicle(state: State) -> Thing {
    Thing {
        kind: "a state of vehicles".to_owned(),
        name: state.name().to_owned(),
        about: state.about().to_owned(),
        facts: vec![("its metric", format!("hours_{}, of each fleet in which it can occur", state.name()))],
        listed: "all states of vehicles".to_owned(),
        list: vehicle_states(),
        see: "docs/model.md".to_owned(),
        ..Thing::default()
    }
}

/// All states of vehicles, each with what it is.
pub(in crate::cli) fn vehicle_states() -> Vec<(String, String)> {
    State::ALL.iter().map(|state| (state.name().to_owned(), state.about().to_owned())).collect()
}

/// A state of people.
pub(super) fn of_people((name, about): (&str, &str)) -> Thing {
    let all = crate::record::states_of_people();
    Thing {
        kind: "a state of people, in headcount.csv".to_owned(),
        name: name.to_owned(),
        about: about.to_owned(),
        listed: "all states of people; those that can occur are written".to_owned(),
        list: all.map(|(name, about)| (name.to_owned(), about.to_owned())).collect(),
        see: "`noria explain headcount.csv`, docs/outputs.md".to_owned(),
        ..Thing::default()
    }
}

/// A kind of event.
pub(super) fn of_event(kind: LoggedKind) -> Thing {
    Thing {
        kind: "a kind of event, in events.csv".to_owned(),
        name: kind.name().to_owned(),
        about: kind.about().to_owned(),
        listed: "all kinds of events".to_owned(),
        list: LoggedKind::ALL.iter().map(|kind| (kind.name().to_owned(), kind.about().to_owned())).collect(),
        see: "`noria explain events.csv`, docs/columns.md".to_owned(),
        ..Thing::default()
    }
}

/// A cause of events.
pub(super) fn of_cause(cause: Cause) -> Thing {
    Thing {
        kind: "a cause, in events.csv".to_owned(),
        name: cause.name().to_owned(),
        about: cause.about().to_owned(),
        listed: "all causes".to_owned(),
        list: Cause::ALL.iter().map(|cause| (cause.name().to_owned(), cause.about().to_owned())).collect(),
        see: "`noria explain events.csv`, docs/columns.md".to_owned(),
        ..Thing::default()
    }
}

/// An exit code.
pub(super) fn of_code(code: &Code) -> Thing {
    let all = crate::cli::failure::CODES.iter();
    Thing {
        kind: "an exit code".to_owned(),
        name: code.number.to_string(),
        about: sentence(code.about),
        listed: "all exit codes".to_owned(),
        list: all.map(|code| (code.number.to_string(), code.about.to_owned())).collect(),
        see: "docs/commands.md".to_owned(),
        ..Thing::default()
    }
}

/// A table of results.
pub(super) fn of_table(table: &Table) -> Thing {
    let columns = table.columns.iter();
    let in_unit = |column: &Column| match column.unit {
        "" => column.about.to_owned(),
        unit => format!("{} ({unit})", column.about),
    };
    Thing {
        kind: "a table of results".to_owned(),
        name: format!("{}.csv", table.name),
        about: "A cell is empty where something did not happen. JSON lines and Parquet have the same columns as CSV; \
                Parquet has times in UTC and local time beside, where the scenario says when it starts."
            .to_owned(),
        listed: "its columns".to_owned(),
        list: columns.map(|column| (column.name.to_owned(), in_unit(column))).collect(),
        see: "docs/columns.md, docs/outputs.md".to_owned(),
        ..Thing::default()
    }
}

/// A figure and what it shows.
pub(super) fn of_figure((name, about): (&str, &str)) -> Thing {
    let files = ENDINGS.map(|ending| format!("{name}.{ending}")).join(", ");
    Thing {
        kind: "a figure of results".to_owned(),
        name: name.to_owned(),
        about: about.to_owned(),
        facts: vec![("files", format!("{files}, as `--figures` says"))],
        see: "docs/outputs.md".to_owned(),
        ..Thing::default()
    }
}

/// A column, in all tables where it says the same.
pub(super) fn of_column(column: &Column, tables: &[&'static str]) -> Thing {
    let mut facts =
        vec![("in", tables.iter().map(|name| format!("{name}.csv")).collect::<Vec<_>>().join(", "))];
    facts.push(("kind", column.kind.to_owned()));
    if !column.unit.is_empty() {
        facts.push(("unit", column.unit.to_owned()));
    }
    Thing {
        kind: "a column of results".to_owned(),
        name: column.name.to_owned(),
        about: sentence(column.about),
        facts,
        see: format!(
            "`noria explain {}.csv` for all columns, docs/columns.md",
            tables.first().unwrap_or(&"")
        ),
        ..Thing::default()
    }
}

/// The keys of the document itself, each with what it is.
pub(super) fn roots() -> Vec<(String, String)> {
    let all = crate::scenario::reference::entries();
    let roots = all.iter().filter(|entry| entry.steps.len() == 1);
    roots.map(|entry| (entry.name().to_owned(), entry.about().to_owned())).collect()
}

/// Words that go on in a sentence, as one of their own.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    let end = if words.ends_with(['.', '…']) { "" } else { "." };
    first.chain(letters).chain(end.chars()).collect()
}
