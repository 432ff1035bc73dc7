//! Which thing was asked for.

use super::figures;
use super::tables::{self, Column};
use super::things::{self, Thing};
use crate::cli::failure::CODES;
use crate::record::{Cause, LoggedKind, every_metric, states_of_people};
use crate::scenario::nearest;
use crate::scenario::reference::{Entry, Step, entries};
use crate::world::State;

/// Everything that has this name; or that there is none, with what was probably meant.
pub(super) fn up(asked: &str) -> Result<Vec<Thing>, String> {
    let all = entries();
    let steps = steps(asked);
    let mut found = of_format(&steps, &all);
    if let [name] = steps.as_slice() {
        found.extend(of_results(name));
    }
    found.extend(of_tables(asked.trim()));
    found.extend(figures::of(asked.trim()).map(things::of_figure));
    if found.is_empty() { Err(nothing(asked, &steps, &all)) } else { Ok(found) }
}

/// The steps of a path as it is typed: between dots, and, of a word, behind a `=`.
fn steps(asked: &str) -> Vec<String> {
    let bare = |text: &str| text.trim().trim_matches(['"', '\'', '[', ']']).to_owned();
    let (path, word) = asked.split_once('=').map_or((asked, None), |(path, word)| (path, Some(word)));
    let of_metric = path.trim().trim_matches(['[', ']']).split('[').next().unwrap_or(path);
    of_metric.split('.').chain(word).map(bare).filter(|step| !step.is_empty()).collect()
}

/// Keys and words whose path this is; or, if there is none, whose path ends like this.
fn of_format(steps: &[String], all: &[Entry]) -> Vec<Thing> {
    let whole = |entry: &&Entry| is_path(&entry.steps, steps);
    let with_id = |entry: &&Entry| is_with_id(entry, steps, all);
    let ending = |entry: &&Entry| {
        (1..entry.steps.len())
            .any(|from| matches!(entry.steps[from], Step::Key(_)) && is_path(&entry.steps[from..], steps))
    };
    let mut found: Vec<&Entry> = all.iter().filter(whole).collect();
    if found.is_empty() {
        found = all.iter().filter(with_id).collect();
    }
    if found.is_empty() || steps.len() == 1 {
        // Whoever asks for `fleets` means these, not where they may be listed.
        let is_list = |entry: &&Entry| !found.is_empty() && entry.steps[0] == Step::Key("tables");
        let others = all.iter().filter(|entry| ending(entry) && !whole(entry) && !is_list(entry));
        let others: Vec<&Entry> = others.collect();
        found.extend(others);
    }
    let mut things: Vec<Vec<&Entry>> = Vec::new();
    for entry in found {
        match things.iter_mut().find(|same| same[0].is_same(entry)) {
            Some(same) => same.push(entry),
            None => things.push(vec![entry]),
        }
    }
    things::of_keys(&things, all)
}

/// Whether a path was asked for, with what the scenario chooses or without.
fn is_path(path: &[Step], asked: &[String]) -> bool {
    match (path, asked) {
        ([], []) => true,
        ([Step::Key(key), path @ ..], [first, rest @ ..]) => key == first && is_path(path, rest),
        ([Step::Any(_), path @ ..], asked) => {
            is_path(path, asked) || asked.split_first().is_some_and(|(_, rest)| is_path(path, rest))
        }
        _ => false,
    }
}

/// Whether what was asked for is a row of a table, by an id, and not a slip in one of its keys.
fn is_with_id(entry: &Entry, asked: &[String], all: &[Entry]) -> bool {
    let Some((id, above)) = asked.split_last() else { return false };
    let keys = || all.iter().filter(|key| key.is_inside(entry)).map(Entry::name).collect::<Vec<_>>();
    entry.inside.is_some()
        && entry.word().is_none()
        && is_path(&entry.steps, above)
        && nearest(id, &keys()).is_empty()
}

/// Metrics, states and exit codes of a name.
fn of_results(name: &str) -> Vec<Thing> {
    let metrics = every_metric();
    let mut found: Vec<Thing> =
        metrics.iter().filter(|metric| metric.name == name).map(things::metric).collect();
    let of_state = name.strip_prefix("hours_").unwrap_or(name);
    let vehicles = State::ALL.into_iter().filter(|state| state.name() == of_state);
    if name == "hours" || name.starts_with("hours_") && found.is_empty() && vehicles.clone().count() == 1 {
        found.extend(metrics.iter().filter(|metric| metric.name.starts_with("hours_")).map(things::metric));
    }
    found.extend(vehicles.map(things::of_vehicle));
    found.extend(states_of_people().filter(|(state, _)| *state == name).map(things::of_people));
    found.extend(LoggedKind::ALL.into_iter().filter(|kind| kind.name() == name).map(things::of_event));
    found.extend(Cause::ALL.into_iter().filter(|cause| cause.name() == name).map(things::of_cause));
    found.extend(CODES.iter().filter(|code| code.number.to_string() == name).map(things::of_code));
    found
}

/// Tables of results and their columns: `trips.csv`, `trips`, `departed_s`, `trips.departed_s`.
fn of_tables(asked: &str) -> Vec<Thing> {
    let all = tables::all();
    let bare = |name: &str| {
        ["csv", "jsonl", "parquet"]
            .iter()
            .fold(name.to_owned(), |name, form| name.replace(&format!(".{form}"), ""))
    };
    let asked = bare(asked);
    let mut found: Vec<Thing> =
        all.iter().filter(|table| table.name == asked).map(things::of_table).collect();
    let mut known: Vec<(&Column, Vec<&'static str>)> = Vec::new();
    for table in &all {
        let is_it = |column: &&Column| {
            column.name == asked || asked.strip_prefix(table.name) == Some(&format!(".{}", column.name))
        };
        for column in table.columns.iter().filter(is_it) {
            let same =
                |(other, _): &&mut (&Column, _)| (other.about, other.unit) == (column.about, column.unit);
            match known.iter_mut().find(same) {
                Some((_, tables)) => tables.push(table.name),
                None => known.push((column, vec![table.name])),
            }
        }
    }
    found.extend(known.iter().map(|(column, tables)| things::of_column(column, tables)));
    found
}

/// Every name that can be explained: paths of keys, words, metrics, states, tables, columns, figures and codes.
pub(in crate::cli) fn names() -> Vec<String> {
    let mut names = Vec::new();
    for entry in entries() {
        names.push(entry.word().map_or_else(|| entry.path(), str::to_owned));
    }
    names.extend(every_metric().into_iter().map(|metric| metric.name));
    names.extend(State::ALL.map(|state| state.name().to_owned()));
    names.extend(states_of_people().map(|(name, _)| name.to_owned()));
    names.extend(LoggedKind::ALL.map(|kind| kind.name().to_owned()));
    names.extend(Cause::ALL.map(|cause| cause.name().to_owned()));
    for table in tables::all() {
        names.push(format!("{}.csv", table.name));
        names.extend(table.columns.iter().map(|column| column.name.to_owned()));
    }
    names.extend(figures::ALL.map(|(name, _)| format!("{name}.svg")));
    names.extend(CODES.iter().map(|code| code.number.to_string()));
    let mut told = std::collections::BTreeSet::new();
    names.retain(|name| told.insert(name.clone()));
    names
}

/// That nothing has this name, and what was probably meant.
fn nothing(asked: &str, steps: &[String], all: &[Entry]) -> String {
    let meant = meant(steps, all);
    let help = match meant.split_last() {
        None => "`noria explain` alone shows what can be explained".to_owned(),
        Some((last, [])) => format!("did you mean `noria explain {last}`?"),
        Some((last, rest)) => {
            let rest: Vec<String> = rest.iter().map(|name| format!("`{name}`")).collect();
            format!("did you mean {} or `{last}`? Then type `noria explain {}`", rest.join(", "), meant[0])
        }
    };
    format!("error: there is nothing called `{}` to explain\n  = help: {help}", asked.trim())
}

/// The names that were probably meant, the nearest first.
fn meant(steps: &[String], all: &[Entry]) -> Vec<String> {
    let bare: Vec<&'static str> =
        all.iter().map(|entry| entry.word().unwrap_or_else(|| entry.name())).collect();
    if steps.len() > 1 {
        // A slip in one step of a path.
        for place in (0..steps.len()).rev() {
            for name in nearest(&steps[place], &bare) {
                let mut mended = steps.to_vec();
                mended[place] = name.to_owned();
                if !of_format(&mended, all).is_empty() {
                    return vec![mended.join(".")];
                }
            }
        }
    }
    let Some(last) = steps.last() else { return Vec::new() };
    let names = names();
    let of_names = names.iter().map(String::as_str);
    let mut known: Vec<&str> = bare.into_iter().chain(of_names).filter(|name| !name.contains('.')).collect();
    known.sort_unstable();
    known.dedup();
    let is_part = |name: &&str| name.split(['_', '-']).any(|part| part == last.as_str());
    let mut near: Vec<&str> = known.iter().copied().filter(is_part).collect();
    near.extend(nearest(last, &known));
    if near.is_empty() && last.len() > 2 {
        near = known.into_iter().filter(|name| name.contains(last.as_str())).collect();
    }
    let mut told = std::collections::BTreeSet::new();
    near.retain(|name| told.insert(*name));
    near.into_iter().take(4).map(str::to_owned).collect()
}
