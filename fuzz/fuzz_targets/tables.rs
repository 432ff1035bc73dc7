//! Any text as one of the files that a scenario reads: a table of travel times, a curve, a column of numbers, tables of
//! sites, routes, people, fleets, arrivals and itineraries, or the answer of a routing service. The first byte says as which. The scenario is small, so that most
//! of the time goes to the files.

#![no_main]

mod common;

use std::cell::LazyCell;

use libfuzzer_sys::fuzz_target;
use noria::scenario::Scenario;

const SMALL: &str = r#"
format = 1
clock = { start = 2016-12-15T14:00:00+02:00, end = "40 h" }
sites = { depot = {}, square = {}, shelter = {}, clinic = {}, hospital = {} }
routes = { out = { from = "square", to = "shelter", both_ways = true, time = "9 min" } }
matrix = { csv = "reference-times.csv", unit = "min", answer = "reference-answer.json", sites = ["depot", "square"] }
[tables]
sites = "sites.csv"
routes = "routes.csv"
people = "people.csv"
fleets = "fleets.csv"
arrivals = "arrivals.csv"
itineraries = "itineraries.csv"
[people.p]
at = "square"
to = ["shelter", "clinic"]
count = 60
arrivals = { curve = "curve.csv" }
[fleets.f]
count = 2
start = "depot"
seats = { csv = { file = "times.csv", column = "seats" } }
boarding = { dwell = { csv = { file = "times.csv", column = "minutes", unit = "min" } } }
"#;

/// Beside the files of the reference scenario, those that the small one reads.
const MORE: [(&str, &str); 6] = [
    ("sites.csv", "id\nschool\n"),
    ("routes.csv", "id,from,to,both ways,time [min]\nway,school,shelter,yes,9\n"),
    ("people.csv", "id,at,to,count\nq,school,shelter,20\nr,school,shelter,\n"),
    ("fleets.csv", "id,vehicles,seats,start\ng,1,20,depot\nh,1,20,school\n"),
    ("arrivals.csv", "group,at,people\nr,1 h,5\n"),
    ("itineraries.csv", "fleet,stop\nh,school\nh,shelter\n"),
];

thread_local! {
    static READ: LazyCell<Scenario> = const {
        LazyCell::new(|| {
            let small = Scenario::parse(common::NOWHERE, SMALL).expect("the small scenario is TOML");
            MORE.iter().fold(common::with_tables(small), |small, (name, text)| small.with_file(name, *text))
        })
    };
}

fuzz_target!(|data: &[u8]| {
    let Some((which, text)) = data.split_first() else { return };
    let Ok(text) = str::from_utf8(text) else { return };
    // Of the files of the reference scenario the first three, and the last.
    let files = common::TABLES[..3].iter().chain(&MORE).chain(&common::TABLES[9..]);
    let (name, _) = files.cycle().nth(usize::from(*which)).expect("there are ten, again and again");
    let scenario = READ.with(|scenario| Scenario::clone(scenario));
    common::answered(scenario.with_file(name, text).plan());
});
