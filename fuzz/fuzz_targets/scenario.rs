//! Any text as a scenario: refused in words, or run for some events under the auditor.

#![no_main]

mod common;

use libfuzzer_sys::fuzz_target;
use noria::scenario::Scenario;

fuzz_target!(|text: &str| {
    match Scenario::parse(common::NOWHERE, text) {
        Ok(scenario) => common::answered(common::with_tables(scenario).plan()),
        Err(problems) => common::said(&problems.to_string()),
    }
});
