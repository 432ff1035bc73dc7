//! Integration tests, in one binary so that they link once.

// In tests a panic is how a failure shows.
#![allow(clippy::unwrap_used)]

/// The house stands as its map says.
mod architecture;
/// Random whole scenarios: what the harness tries by the hundred thousand, a few hundred times.
mod attacked;
/// Runs worked out on paper, minute by minute.
mod by_hand;
/// Intervals hold as often as they say.
mod coverage;
/// What is drawn follows the law that was asked for.
mod distributions;
/// What befalls people who are not aboard yet.
mod endangered;
/// What is closed in the same hours of every day.
mod every_day;
/// Who is not out, and not to be moved, is told of.
#[cfg(feature = "cli")]
mod fates;
/// Figures are drawn as they were, and legibly.
#[cfg(feature = "plots")]
mod figures;
/// The least fleet for a goal.
mod fleet;
/// The lean loop of the benches gives the same answers.
mod floor;
/// What is done with output folders.
#[cfg(feature = "cli")]
mod folders;
/// Nothing grows faster than the work.
mod growth;
/// Legs that something interrupts.
mod halfway;
/// Runs worked out on paper for all that can happen around the trips.
mod happenings;
/// Who waits for what, and when in vain.
mod hindered;
/// Input that means ill.
#[cfg(feature = "cli")]
mod hostile;
/// Settings that cannot be among others that can.
#[cfg(feature = "cli")]
mod impossible;
/// What happens at one instant is seen together.
mod instants;
/// Work that is killed goes on; parts are joined.
#[cfg(feature = "cli")]
mod kept;
/// Sweeps, comparisons and searches that are killed go on.
#[cfg(feature = "cli")]
mod kept_sweeps;
/// Cases whose answers are known.
mod known_answers;
/// Networks of queues, crews and plans whose answers are known.
mod known_networks;
/// The largest numbers run or are refused.
mod largest;
/// What must hold whatever the scenario.
mod laws;
/// What each party draws for itself.
mod lots;
/// Many settings in one study.
mod many;
/// The shipped night looks like the night.
mod night;
/// The shuttle workload, which the benches share.
#[path = "../../benches/shuttle/mod.rs"]
mod shuttle;

/// Parquet says what CSV says.
#[cfg(feature = "parquet")]
mod parquet_tables;

/// What the numbers mean, worked out on paper.
mod numbers;
/// Drivers' hours that end while a vehicle waits.
mod on_duty;
/// README, guides and changelog: what they show is so, and what they link to is there.
#[cfg(feature = "cli")]
mod pages;
/// Parties travel together.
mod parties;
/// Parts of sweeps and of studies of uncertainty are joined.
#[cfg(feature = "cli")]
mod parts;
/// The plain path and the full one give the same.
mod paths;
/// The order in a file changes nothing.
mod permuted;
/// Every wrong file shows all its problems.
mod problems;
/// The built program, as a user runs it.
#[cfg(feature = "cli")]
mod program;
/// Promises of vehicles hold as long as they can be kept, worked out on paper.
mod promises;
/// What is no distribution is refused, in words.
mod refusals;
/// No input makes the reader panic.
mod robust;
/// What is said of a scenario in words.
#[cfg(feature = "cli")]
mod said;
/// Scenario files, overrides and the schema.
mod scenario;
/// What seldom happens is not said to be surely known.
mod seldom;
/// Drop-offs that fill up, worked out on paper.
mod sheltered;
/// Every shipped scenario gives the same, whatever the threads.
mod shipped;
/// Special functions agree with those of an independent library.
mod special;
/// What is drawn stays the same.
mod stability;
/// Vehicles that do not keep up with those they left with.
mod strays;
/// Studies of several settings, as a user runs them.
#[cfg(feature = "cli")]
mod studies;
/// Who takes people over stays the same.
mod takeovers;
/// Many processes at once.
#[cfg(feature = "cli")]
mod together;
/// Random plans that mix everything: nobody is lost.
mod troubles;
/// Who turns back, stands and leaves the road.
mod turned;
/// Those who watch the whole world agree.
mod watched;
/// Itineraries over several roads, and fuel for all of a round.
mod ways;

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
