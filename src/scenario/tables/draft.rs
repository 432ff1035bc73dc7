//! A scenario that reads a spreadsheet: what its sheets are, and what must be assumed beside them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::ids;
use super::sheets::{Undrafted, found};
use super::source::What;
use crate::scenario::Scenario;
use crate::scenario::document::{Fields, Node, Value};
use crate::scenario::problems::Wrong;

/// A scenario for a spreadsheet.
#[derive(Debug)]
pub(crate) struct Draft {
    /// Without its name.
    pub text: String,
    /// What is not in the spreadsheet, and is assumed.
    pub assumed: Vec<String>,
}

/// Drafts a scenario that reads a file.
///
/// # Errors
/// If the file cannot be read, or nothing in it is known.
pub(crate) fn draft(file: &str) -> Result<Draft, Undrafted> {
    let found = found(file)?;
    let tables = |all: &dyn Fn(What) -> String| {
        let lines = found.iter().map(|(what, sheet)| line(*what, file, sheet.as_deref(), &all(*what)));
        lines.collect::<String>()
    };
    let scenario =
        Scenario::parse("draft.toml", &format!("format = 1\n[tables]\n{}", tables(&|_| String::new())));
    let scenario = scenario
        .map_err(|told| Undrafted::unknown(Wrong::new(told.in_short(), "write the scenario by hand")))?;
    let mut said = Said::of(&scenario.document);
    let mut rest = Rest::default();
    let turns = rest.ways_back(&mut said);
    let to = rest.shelters(&said);
    rest.sites(&said, &to);
    rest.routes(&said, &to);
    rest.fleets(&said, &to);
    rest.assumed.push("when it starts, and the goal: everybody is out after 12 h".to_owned());
    let all = |what: What| match what {
        What::People if said.lack_to => format!(", all = {{ to = {} }}", list(&to)),
        What::Routes if turns => ", all = { both_ways = true }".to_owned(),
        _ => String::new(),
    };
    Ok(Draft { text: rest.text(&said, &tables(&all)), assumed: rest.assumed })
}

/// The line of a table in the scenario.
fn line(what: What, file: &str, sheet: Option<&str>, all: &str) -> String {
    let file = quoted(file);
    let sheet = sheet.map_or(String::new(), |sheet| format!(", sheet = {}", quoted(sheet)));
    match sheet.is_empty() && all.is_empty() {
        true => format!("{} = {file}\n", what.name()),
        false => {
            let assumed = if what == What::Routes && !all.is_empty() {
                "   # assumed: vehicles must come back"
            } else {
                ""
            };
            format!("{} = {{ file = {file}{sheet}{all} }}{assumed}\n", what.name())
        }
    }
}

/// A text as TOML writes it; letters of all scripts stay as they are.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
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
    /// Whether a route says if it can be driven both ways.
    says_both_ways: bool,
    /// The ids of sites that are named, and in no table.
    made: BTreeMap<String, String>,
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
        let groups = rows("people").into_iter().flat_map(|rows| &rows.0);
        for (key, group) in groups.filter_map(|row| Some((&row.key, row.node.table()?))) {
            said.has_people = true;
            let at = texts(group, "at").into_iter().chain(own_name(group, key));
            at.for_each(|site| once(&mut said.at, site));
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
                said.says_both_ways |= route.get("both_ways").is_some();
                if route.get("both_ways").and_then(Node::flag) == Some(true) {
                    said.routes.insert((to.clone(), from.clone()));
                }
            }
        }
        for fleet in rows("fleets").into_iter().flat_map(|rows| &rows.0).filter_map(|row| row.node.table()) {
            said.has_fleets = true;
            texts(fleet, "start").into_iter().for_each(|site| once(&mut said.starts, site));
        }
        said.make_ids();
        said
    }

    /// An id for each site that is named, and in no table: what its name makes, or else a number.
    fn make_ids(&mut self) {
        let ends = self.ends.iter().flat_map(|(from, to)| [from, to]);
        let names = self.at.iter().chain(&self.to).chain(ends).chain(&self.starts);
        let names: Vec<&String> = names.filter(|name| !self.sites.contains(name)).collect();
        let of_names: BTreeSet<String> = names.iter().map(|name| ids::of_name(name)).collect();
        let is_free = |id: &String| !of_names.contains(id) && !self.sites.contains(id);
        let mut free = (1..).map(|number| format!("site_{number}")).filter(is_free);
        let (mut made, mut numbered) = (BTreeMap::new(), BTreeMap::new());
        for name in names {
            let mut id = ids::of_name(name);
            if id.is_empty() {
                let known =
                    numbered.entry(ids::folded(name)).or_insert_with(|| free.next().unwrap_or_default());
                id.clone_from(known);
            }
            made.insert(name.clone(), id);
        }
        drop(free);
        self.made = made;
    }
}

/// The name of people who are not said to be anywhere: they wait at the site of their own name.
fn own_name(group: &Fields, key: &str) -> Option<String> {
    let name = group.get("title").and_then(Node::text).unwrap_or(key);
    group.get("at").is_none().then(|| name.to_owned())
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
    /// Whether vehicles that are assumed have no way back but that routes are assumed to be driven both ways.
    fn ways_back(&mut self, said: &mut Said) -> bool {
        let is_one_way = |(from, to): &(String, String)| !said.routes.contains(&(to.clone(), from.clone()));
        let turns = !said.has_fleets
            && !said.says_both_ways
            && !said.routes.is_empty()
            && said.routes.iter().all(is_one_way);
        if turns {
            let back: Vec<_> = said.routes.iter().map(|(from, to)| (to.clone(), from.clone())).collect();
            said.routes.extend(back);
            self.assumed.push("all routes can be driven both ways".to_owned());
        }
        turns
    }

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
                let title = if id == *name { String::new() } else { format!("title = {}\n", quoted(name)) };
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
        let mut places = Vec::new();
        said.at.iter().for_each(|site| once(&mut places, id(site, said)));
        for at in places {
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

/// The id that a table's text names: as it is if there is such a site, else the one that is made of it.
fn id(name: &str, said: &Said) -> String {
    said.made.get(name).cloned().unwrap_or_else(|| name.to_owned())
}

fn is_way(said: &Said, from: &str, to: &str) -> bool {
    said.routes.iter().any(|(a, b)| id(a, said) == from && id(b, said) == to)
}
