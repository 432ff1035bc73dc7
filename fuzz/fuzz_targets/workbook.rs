//! Any bytes as a workbook of people.

#![no_main]

mod common;

use std::cell::LazyCell;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use libfuzzer_sys::fuzz_target;
use noria::scenario::Scenario;

const SMALL: &str = r#"
format = 1
sites = { a = {}, b = {} }
routes.road = { from = "a", to = "b", both_ways = true, time = "9 min" }
tables.people = { file = "people.xlsx", all = { at = "a", to = "b" } }
fleets.buses = { count = 1, seats = 20, start = "a" }
"#;

thread_local! {
    static READ: LazyCell<Scenario> = const {
        LazyCell::new(|| Scenario::parse(common::NOWHERE, SMALL).expect("the small scenario is TOML"))
    };
}

fuzz_target!(|data: &[u8]| {
    let text = format!("base64:{}", BASE64_STANDARD.encode(data));
    let scenario = READ.with(|scenario| Scenario::clone(scenario));
    common::answered(scenario.with_file("people.xlsx", text).plan());
});
