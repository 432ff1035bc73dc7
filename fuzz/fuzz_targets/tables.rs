//! Any text as one of the CSV files that a scenario reads: a table of travel times, a curve, a column of numbers. The
//! first byte says as which. The scenario is small, so that most of the time goes to the files.

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
matrix = { csv = "reference-times.csv", unit = "min" }
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

thread_local! {
    static READ: LazyCell<Scenario> = const {
        LazyCell::new(|| {
            let small = Scenario::parse(common::NOWHERE, SMALL).expect("the small scenario is TOML");
            common::with_tables(small)
        })
    };
}

fuzz_target!(|data: &[u8]| {
    let Some((which, text)) = data.split_first() else { return };
    let Ok(text) = str::from_utf8(text) else { return };
    let (name, _) = common::TABLES[usize::from(*which) % common::TABLES.len()];
    let scenario = READ.with(|scenario| Scenario::clone(scenario));
    common::answered(scenario.with_file(name, text).plan());
});
