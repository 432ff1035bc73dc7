//! A scenario that reads a spreadsheet: what its sheets are, and what must be assumed beside them.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use super::grid::Grid;
use super::source::{Source, What};
use super::{headings, ids, text};
use crate::scenario::Scenario;
use crate::scenario::document::{Fields, Node, Value};
use crate::scenario::files::{Files, bytes};
use crate::scenario::place::{Bytes, Place};
use crate::scenario::problems::Wrong;

/// A scenario for a spreadsheet.
#[derive(Debug)]
pub(crate) struct Draft {
    /// Without its name.
    pub text: String,
    /// What is not in the spreadsheet, and is assumed.
    pub assumed: Vec<String>,
}

/// What a file has to say: which entries, and in which sheet.
type Found = (What, Option<String>);

/// Drafts a scenario that reads a file.
///
/// # Errors
/// If the file cannot be read, or nothing in it is known.
pub(crate) fn draft(file: &str) -> Result<Draft, Wrong> {
    let found = found(file)?;
    if found.is_empty() {
        let says = "has no sheet whose headings are known";
        let help = "people need columns such as `name`, `at`, `to` and `people`, sites `name` and `capacity`, routes `from`, \
                    `to` and `time [min]`";
        return Err(Wrong::new(says, help));
    }
    let tables = |all: &str| {
        let lines = found.iter().map(|(what, sheet)| line(*what, file, sheet.as_deref(), all));
        lines.collect::<String>()
    };
    let scenario = Scenario::parse("draft.toml", &format!("format = 1\n[tables]\n{}", tables("")));
    let scenario = scenario.map_err(|told| Wrong::new(told.in_short(), "write the scenario by hand"))?;
    let said = Said::of(&scenario.document);
    let mut rest = Rest::default();
    let to = rest.shelters(&said);
    rest.sites(&said, &to);
    rest.routes(&said, &to);
    rest.fleets(&said, &to);
    rest.assumed.push("when it starts, and the goal: everybody is out after 12 h".to_owned());
    let all = if said.lack_to { format!(", all = {{ to = {} }}", list(&to)) } else { String::new() };
    Ok(Draft { text: rest.text(&said, &tables(&all)), assumed: rest.assumed })
}

/// The line of a table in the scenario.
fn line(what: What, file: &str, sheet: Option<&str>, all: &str) -> String {
    let all = if what == What::People { all } else { "" };
    let sheet = sheet.map_or(String::new(), |sheet| format!(", sheet = {sheet:?}"));
    match sheet.is_empty() && all.is_empty() {
        true => format!("{} = {file:?}\n", what.name()),
        false => format!("{} = {{ file = {file:?}{sheet}{all} }}\n", what.name()),
    }
}

/// What is in which sheet of a file.
fn found(file: &str) -> Result<Vec<Found>, Wrong> {
    let mut files = Files::beside(Path::new(""));
    files.read_tables(&[file.to_owned()]);
    let text = files.text(file)?;
    let name: Arc<str> = file.into();
    if !text.starts_with("base64:") {
        let known = |grid: &Grid| What::ALL.iter().map(|what| score(*what, grid)).max().unwrap_or(0);
        let grid = text::read(&name, text, known)?;
        return Ok(of_grid(&grid).into_iter().map(|what| (what, None)).collect());
    }
    of_book(&name, &bytes(text))
}

#[cfg(feature = "spreadsheets")]
fn of_book(file: &Arc<str>, bytes: &[u8]) -> Result<Vec<Found>, Wrong> {
    let mut book = super::book::Book::open(bytes)?;
    let mut sheets = book.sheets();
    sheets.retain(|sheet| sheet.visible == calamine::SheetVisible::Visible);
    let mut found: Vec<Found> = Vec::new();
    for sheet in &sheets {
        let grid = book.cells(&sheet.name)?.grid(Arc::clone(file), None);
        let named = What::ALL.into_iter().find(|what| sheet.name.trim().eq_ignore_ascii_case(what.name()));
        let all = named.map_or_else(|| of_grid(&grid), |what| vec![what]);
        for what in all {
            // The only sheet, or one that is called as what it holds, is found without its name.
            let is_plain = sheets.len() == 1 || named.is_some();
            if found.iter().all(|(known, _)| *known != what) {
                found.push((what, (!is_plain).then(|| sheet.name.clone())));
            }
        }
    }
    found.sort_by_key(|(what, _)| *what as usize);
    Ok(found)
}

#[cfg(not(feature = "spreadsheets"))]
fn of_book(_: &Arc<str>, _: &[u8]) -> Result<Vec<Found>, Wrong> {
    let help = "save it as CSV, or use a noria with the feature `spreadsheets`";
    Err(Wrong::new("is a spreadsheet, and this noria was built without them", help))
}

fn source<'d>(what: What, place: &'d Place) -> Source<'d> {
    Source { what, file: "", place, sheet: None, decimal: None, columns: Vec::new(), all: None }
}

const NOWHERE: Place = Place::File(Bytes { start: 0, end: 0 });

fn score(what: What, grid: &Grid) -> usize {
    headings::known(grid, &source(what, &NOWHERE))
}

/// What the rows of a grid are, by its headings.
fn of_grid(grid: &Grid) -> Vec<What> {
    let has = |what: What, keys: &[&str]| {
        let headings = headings::read(grid, &source(what, &NOWHERE), &mut Vec::new());
        let columns = headings.map(|headings| headings.columns).unwrap_or_default();
        keys.iter().any(|key| columns.iter().any(|column| column.name() == *key))
    };
    if has(What::Itineraries, &["fleet"]) && has(What::Itineraries, &["stop"]) {
        return vec![What::Itineraries];
    }
    if has(What::Arrivals, &["group"]) && has(What::Arrivals, &["at"]) {
        return vec![What::Arrivals];
    }
    if has(What::Routes, &["from"]) && has(What::Routes, &["to"]) {
        return vec![What::Routes];
    }
    if has(What::Fleets, &["seats", "stretchers", "start"]) {
        return vec![What::Fleets];
    }
    let people = has(What::People, &["count", "needs", "party"]);
    let sites =
        has(What::Sites, &["position.0", "capacity", "berths"]) || people && !has(What::People, &["at"]);
    [(sites, What::Sites), (people, What::People)]
        .into_iter()
        .filter(|(is, _)| *is)
        .map(|(_, what)| what)
        .collect()
}

/// What the rows of the file say.
#[derive(Debug, Default)]
struct Said {
    sites: Vec<String>,
    /// Those that have a capacity.
    shelters: Vec<String>,
    /// Where people wait, and where they are taken.
    at: Vec<String>,
    to: Vec<String>,
    lack_to: bool,
    has_people: bool,
    lies: bool,
    sits: bool,
    /// Where ways begin and end.
    ends: Vec<(String, String)>,
    /// Ways that are given, in each direction in which they can be driven.
    routes: BTreeSet<(String, String)>,
    has_fleets: bool,
    /// Where vehicles stand at first.
    starts: Vec<String>,
    /// The earliest day of an arrival.
    day: Option<String>,
}

impl Said {
    fn of(document: &Node) -> Said {
        let rows = |key: &str| document.table().and_then(|root| root.get(key)).and_then(Node::table);
        let mut said = Said::default();
        for row in rows("sites").into_iter().flat_map(|rows| &rows.0) {
            said.sites.push(row.key.clone());
            if row.node.table().is_some_and(|site| site.get("capacity").is_some()) {
                said.shelters.push(row.key.clone());
            }
        }
        for group in rows("people").into_iter().flat_map(|rows| &rows.0).filter_map(|row| row.node.table()) {
            said.has_people = true;
            texts(group, "at").into_iter().for_each(|site| once(&mut said.at, site));
            texts(group, "to").into_iter().for_each(|site| once(&mut said.to, site));
            said.lack_to |= group.get("to").is_none();
            let lies = group.get("needs").and_then(Node::text) == Some("stretcher");
            (said.lies, said.sits) = (said.lies || lies, said.sits || !lies);
            said.day = said.day.take().into_iter().chain(first_day(group)).min();
        }
        for route in rows("routes").into_iter().flat_map(|rows| &rows.0).filter_map(|row| row.node.table()) {
            if let ([from], [to]) = (&texts(route, "from")[..], &texts(route, "to")[..]) {
                said.ends.push((from.clone(), to.clone()));
                said.routes.insert((from.clone(), to.clone()));
                if route.get("both_ways").and_then(Node::flag) == Some(true) {
                    said.routes.insert((to.clone(), from.clone()));
                }
            }
        }
        for fleet in rows("fleets").into_iter().flat_map(|rows| &rows.0).filter_map(|row| row.node.table()) {
            said.has_fleets = true;
            texts(fleet, "start").into_iter().for_each(|site| once(&mut said.starts, site));
        }
        said
    }
}

/// The day on which the first people of a group come, if its arrivals have dates.
fn first_day(group: &Fields) -> Option<String> {
    let times = group.get("arrivals")?.table()?.get("times")?.list()?;
    let days = times.iter().filter_map(|time| match &time.table()?.get("at")?.value {
        Value::Time(time) => time.date.map(|date| date.to_string()),
        _ => None,
    });
    days.min()
}

/// The texts of a key: one, or those of a list.
fn texts(row: &Fields, key: &str) -> Vec<String> {
    let Some(node) = row.get(key) else { return Vec::new() };
    let all = node.list().unwrap_or(std::slice::from_ref(node));
    all.iter().filter_map(|node| node.text().map(str::to_owned)).collect()
}

fn once(list: &mut Vec<String>, text: String) {
    if !list.contains(&text) {
        list.push(text);
    }
}

fn list(sites: &[String]) -> String {
    let quoted: Vec<String> = sites.iter().map(|site| format!("{site:?}")).collect();
    if let [one] = quoted.as_slice() { one.clone() } else { format!("[{}]", quoted.join(", ")) }
}

/// What is written beside the tables.
#[derive(Debug, Default)]
struct Rest {
    sites: String,
    routes: String,
    people: String,
    fleets: String,
    assumed: Vec<String>,
}

impl Rest {
    /// Where people are taken: where they say, else to sites that have a capacity, or else to one that is made.
    fn shelters(&mut self, said: &Said) -> Vec<String> {
        if !said.lack_to && !said.to.is_empty() {
            return said.to.iter().map(|site| id(site, said)).collect();
        }
        let mut to: Vec<String> = said.to.iter().map(|site| id(site, said)).collect();
        said.shelters
            .iter()
            .filter(|site| !said.at.contains(site))
            .for_each(|site| once(&mut to, site.clone()));
        if let (true, false, Some((_, end))) = (to.is_empty(), said.has_people, said.ends.first()) {
            to.push(id(end, said));
        }
        if to.is_empty() {
            to.push("shelter".to_owned());
            self.assumed.push("where people are taken: a site `shelter`".to_owned());
        }
        to
    }

    /// Sites that others name, and no table has.
    fn sites(&mut self, said: &Said, to: &[String]) {
        let mut known = said.sites.clone();
        let ends = said.ends.iter().flat_map(|(from, to)| [from, to]);
        for name in said.at.iter().chain(&said.to).chain(ends).chain(&said.starts).chain(to) {
            let id = id(name, said);
            if !known.contains(&id) && !id.is_empty() {
                let title = if id == *name { String::new() } else { format!("title = {name:?}\n") };
                let _ = write!(self.sites, "[sites.{id}]\n{title}\n");
                known.push(id);
            }
        }
        if !said.has_people {
            let first = known.first().cloned().unwrap_or_else(|| "shelter".to_owned());
            let at = known.iter().find(|site| !to.contains(site)).cloned().unwrap_or(first);
            let to = list(to);
            let _ = write!(
                self.people,
                "[people.everybody]\nat    = {at:?}\nto    = {to}\ncount = 100                         # assumed\n\n"
            );
            self.assumed.push("how many people there are: 100".to_owned());
        }
    }

    /// Ways between all places where people wait and all to which they are taken.
    fn routes(&mut self, said: &Said, to: &[String]) {
        let mut missing = 0;
        for at in said.at.iter().map(|site| id(site, said)) {
            for to in to.iter().filter(|to| **to != at) {
                let ways = [(&at, to), (to, &at)].map(|(from, to)| is_way(said, from, to));
                let (from, to, both) = match ways {
                    [true, true] => continue,
                    [false, false] => (&at, to, "both_ways = true, "),
                    [false, true] => (&at, to, ""),
                    [true, false] => (to, &at, ""),
                };
                missing += 1;
                let head = if missing == 1 {
                    "[routes]                            # assumed: put your own times\n"
                } else {
                    ""
                };
                let _ = writeln!(
                    self.routes,
                    "{head}{from}_to_{to} = {{ from = {from:?}, to = {to:?}, {both}time = \"30 min\" }}"
                );
            }
        }
        if missing > 0 {
            self.routes.push('\n');
            let (noun, each) = if missing == 1 { ("a route", "") } else { ("routes", " each") };
            self.assumed
                .push(format!("the time of {missing} {noun}: 30 min{each}").replace("1 a route", "a route"));
        }
    }

    fn fleets(&mut self, said: &Said, to: &[String]) {
        if said.has_fleets {
            return;
        }
        let start = to.first().map_or("shelter", String::as_str);
        let mut fleet = |id: &str, places: &str, times: &str| {
            let _ = write!(
                self.fleets,
                "[fleets.{id}]                      # assumed\n{places}\nstart = {start:?}\n{times}\n\n"
            );
        };
        if said.sits || !said.lies {
            let times = "boarding  = { dwell = \"3 min\", per_person = \"6 s\" }\nalighting = { dwell = \"2 min\", per_person = \"4 s\" }";
            fleet("buses", "count = 4\nseats = 50", times);
            self.assumed.push("vehicles: 4 buses of 50 seats".to_owned());
        }
        if said.lies {
            let times = "boarding  = { dwell = \"5 min\", per_person = \"4 min\" }\nalighting = { dwell = \"5 min\", per_person = \"3 min\" }";
            let mut fleet = |id: &str, places: &str, times: &str| {
                let _ = write!(
                    self.fleets,
                    "[fleets.{id}]                 # assumed\n{places}\nstart = {start:?}\n{times}\n\n"
                );
            };
            fleet("ambulances", "count = 4\nstretchers = 2", times);
            self.assumed.push("vehicles: 4 ambulances with 2 stretchers each".to_owned());
        }
    }

    fn text(&self, said: &Said, tables: &str) -> String {
        let day = said.day.as_deref().unwrap_or("2026-05-02");
        let hour = if said.day.is_some() { "00:00:00" } else { "08:00:00" };
        let Rest { sites, routes, people, fleets, .. } = self;
        format!(
            "format = 1\nname  = \"{{name}}\"\n\n# Each row is an entry, each column a key: what stands here adds to it. `all` holds for all rows,\n\
             # columns = {{ count = \"Residents\" }} says which column is meant.\n[tables]\n{tables}\n\
             [clock]\nstart = {day}T{hour}         # assumed: when the vehicles are ready\n\n\
             [study]\nseed = 1\nreplications = 500\n\n{sites}{routes}{people}{fleets}\
             [goal]\nshare = 1.0\nby    = \"12 h\"                      # assumed: everybody is out by then\nprobability = 0.95\n"
        )
    }
}

/// The id that a table's text names: as it is if there is such a site, else the one that it makes.
fn id(name: &str, said: &Said) -> String {
    if said.sites.iter().any(|site| site == name) { name.to_owned() } else { ids::of_name(name) }
}

fn is_way(said: &Said, from: &str, to: &str) -> bool {
    said.routes.iter().any(|(a, b)| id(a, said) == from && id(b, said) == to)
}
