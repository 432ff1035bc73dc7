//! `noria explain`: what a key, a word, a metric, a state, a column or an exit code means.
//!
//! - `things`: everything that can be explained, gathered from the lists that there are;
//! - `look`: which of it was asked for;
//! - `tables`: the tables of results, from the page of columns.

mod figures;
mod look;
mod tables;
mod things;

use serde_json::{Value, json};

pub(in crate::cli) use self::look::names;
use self::things::Thing;
use crate::cli::args::Format;
use crate::cli::complete;
use crate::cli::failure::{CODES, Failure};
use crate::cli::words::fold::{WIDE, behind, folded, told};
use crate::cli::{print, print_json};
use crate::record::{Cause, LoggedKind, states_of_people};
use crate::world::State;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct ExplainArgs {
    /// What to explain, as in fleets.buses.count, max_wait, turn-back, out_90, queued_to_board, trips.csv or 4;
    /// left out: what can be explained
    #[arg(value_name = "PATH", value_parser = complete::explained(), hide_possible_values = true)]
    words: Vec<String>,

    /// What to print to standard output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(in crate::cli) fn explain(args: &ExplainArgs) -> Result<(), Failure> {
    let asked = args.words.join(" ");
    if asked.trim().is_empty() {
        return match args.format {
            Format::Text => print(&overview()),
            Format::Json => print_json(&format!("{:#}\n", json!(look::names()))),
        };
    }
    let found = look::up(&asked).map_err(Failure::Usage)?;
    match args.format {
        Format::Text => print(&found.iter().map(words).collect::<Vec<_>>().join("\n")),
        Format::Json => print_json(&format!(
            "{:#}\n",
            json!({ "asked": asked, "found": found.iter().map(record).collect::<Vec<_>>() })
        )),
    }
}

/// How far names stand from what is said of them.
const FACTS: usize = 14;
const LISTED: usize = 26;

/// A thing in words.
fn words(thing: &Thing) -> String {
    let mut text = told(&thing.name, &format!("({})", thing.kind), (0, thing.name.chars().count() + 2));
    text += "\n";
    text += &folded(&thing.about, 2);
    text += "\n";
    for (name, says) in &thing.facts {
        text += &fact(name, says);
    }
    if !thing.places.is_empty() {
        text += &told("also at", &thing.places.join(", "), (2, FACTS));
    }
    if !thing.list.is_empty() {
        if !text.ends_with("\n\n") {
            text += "\n";
        }
        text += &format!("  {}:\n", thing.listed);
        let column = behind(thing.list.iter().map(|(name, _)| &**name), 4, LISTED);
        thing.list.iter().for_each(|(name, says)| text += &told(name, says, (4, column)));
        text += "\n";
    }
    text + &told("see", &thing.see, (2, FACTS))
}

/// What there is to say of a thing. An example stays on one line, wherever there is room for it.
fn fact(name: &str, says: &str) -> String {
    let wide = says.chars().count();
    match name == "example" && FACTS + wide > WIDE && 4 + wide <= WIDE {
        true => format!("  {name}\n    {says}\n"),
        false => told(name, says, (2, FACTS)),
    }
}

fn record(thing: &Thing) -> Value {
    let facts: serde_json::Map<String, Value> =
        thing.facts.iter().map(|(name, says)| (name.replace(' ', "_"), json!(says))).collect();
    json!({
        "kind": thing.kind,
        "name": thing.name,
        "about": thing.about,
        "facts": facts,
        "also_at": thing.places,
        "list": thing.list.iter().map(|(name, says)| json!({ "name": name, "about": says })).collect::<Vec<_>>(),
    })
}

/// What can be explained.
fn overview() -> String {
    let mut text = folded(
        "`noria explain WORD` says what a word means: a key of scenarios by its path or its name \
         (fleets.buses.count, max_wait), a word that a key takes (turn-back), a metric (out_90), a state \
         (queued_to_board), a kind or a cause of events (set_back), a table of results or a column (trips.csv, departed_s), \
         a figure (vehicles.svg), an exit code (4).",
        0,
    );
    let keys = things::roots();
    let column = behind(keys.iter().map(|(name, _)| &**name), 2, LISTED);
    let mut part = |heading: &str, rows: &[(String, String)]| {
        text += &format!("\n{heading}:\n");
        rows.iter().for_each(|(name, says)| text += &told(name, says, (2, column)));
    };
    part("keys of a scenario; `noria explain fleets` shows those inside", &keys);
    let codes: Vec<_> = CODES.iter().map(|code| (code.number.to_string(), code.about.to_owned())).collect();
    part("exit codes", &codes);
    let mut row = |heading: &str, names: &[&str]| {
        text += &format!("\n{heading}:\n{}", folded(&names.join(", "), 2));
    };
    row("states of vehicles", &State::ALL.map(State::name));
    row("states of people", &states_of_people().map(|(name, _)| name).collect::<Vec<_>>());
    row("kinds of events", &LoggedKind::ALL.map(LoggedKind::name));
    row("causes of events", &Cause::ALL.map(Cause::name));
    let tables: Vec<String> = tables::all().iter().map(|table| format!("{}.csv", table.name)).collect();
    row("tables of results", &tables.iter().map(String::as_str).collect::<Vec<_>>());
    row("figures of results", &figures::ALL.map(|(name, _)| name));
    text + "\nmetrics: `noria metrics` lists them, `noria metrics SCENARIO` those of a scenario\n"
}
