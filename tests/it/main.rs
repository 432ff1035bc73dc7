//! Integration tests, in one binary so that they link once.

// In tests a panic is how a failure shows.
#![allow(clippy::unwrap_used)]

/// The house stands as its map says.
mod architecture;
/// What the model does: runs worked out by hand, known answers, random plans.
mod model;
/// The built program, as a user runs it, and what it writes.
mod program;
/// What is public in the library is listed.
mod public_api;
/// Scenario files: read, checked, said back.
mod scenario;
/// The shuttle workload, which the benches share.
#[path = "../../benches/shuttle/mod.rs"]
mod shuttle;
/// Distributions, intervals and searches.
mod statistics;

use noria::engine::Engine;
use noria::plan::Plan;
use noria::record::{Auditor, Trace, TraceRow, Trip, TripLog};
use noria::scenario::Scenario;

/// One pickup `a`, one drop-off `b`, a road of an hour each way; the rest is the case's.
pub fn plan(rest: &str) -> Plan {
    let text = format!(
        "format = 1\nname = \"case\"\nsites = {{ a = {{}}, b = {{}} }}\n\
         routes.road = {{ from = \"a\", to = \"b\", both_ways = true, time = \"60 min\" }}\n{rest}"
    );
    plan_of(&text)
}

/// The plan of a whole scenario.
pub fn plan_of(text: &str) -> Plan {
    let scenario = Scenario::parse("case.toml", text).unwrap_or_else(|problems| panic!("{problems}"));
    scenario.plan().unwrap_or_else(|problems| panic!("{problems}"))
}

/// The trips of one replication, audited.
pub fn trips(plan: &Plan, replication: u64) -> Vec<Trip> {
    let watchers = (TripLog::new(plan), Auditor::new(plan));
    let mut engine = Engine::new(plan, watchers);
    engine.run(replication).unwrap();
    assert_eq!(engine.recorder().1.fault(), None);
    engine.recorder().0.rows().to_vec()
}

/// Every event of one replication.
pub fn events(plan: &Plan, replication: u64) -> Vec<TraceRow> {
    let mut engine = Engine::new(plan, Trace::new(plan));
    engine.run(replication).unwrap();
    engine.recorder().rows().to_vec()
}

/// A page that the code makes is as the code makes it.
pub fn assert_made(page: &str, made: &str) {
    if std::env::var("INSTA_UPDATE").is_ok_and(|how| how == "always") {
        std::fs::write(page, made).unwrap();
        return;
    }
    let there = std::fs::read_to_string(page).unwrap_or_default();
    let differs = there.lines().zip(made.lines()).find(|(there, made)| there != made);
    assert!(
        there == made,
        "{page} is not what the code makes; the first line that differs: {differs:#?}\nIf the change is wanted, run \
         `INSTA_UPDATE=always cargo test --test it -- listing`, and read the difference before you commit it."
    );
}
