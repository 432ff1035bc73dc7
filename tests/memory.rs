//! Memory is taken when an engine is made, and none while it runs.
//!
//! A test binary of its own, since the crate that counts replaces the allocator of the whole program. It
//! counts what one thread takes, so that these tests may run side by side.

// In tests a panic is how a failure shows.
#![allow(clippy::unwrap_used)]

use allocation_counter::measure;
use noria::engine::Engine;
use noria::plan::{FleetId, GroupId, Plan};
use noria::record::{Fingerprint, Headcount, Metrics, Recorder};
use noria::scenario::Scenario;
use noria::stats::Distribution;

/// The shuttle workload, which the benches share.
#[path = "../benches/shuttle/mod.rs"]
mod shuttle;

use shuttle::{BYTES_A_VEHICLE, PLACES, Size};

/// Thirty vehicles and so many times the people that fill two hundred of them.
fn loads(times: u32) -> Size {
    Size { name: "loads", vehicles: [20, 10], berths: [4, 4], people: [5_000, 200].map(|load| load * times) }
}

/// How often memory is taken by an engine that is made and makes a run.
fn allocations<'p, O: Recorder>(plan: &'p Plan, recorder: impl Fn(&'p Plan) -> O) -> u64 {
    let counted = measure(|| {
        let mut engine = Engine::<O>::new(plan, recorder(plan));
        engine.run(0).unwrap();
    });
    counted.count_total
}

/// How often memory is taken by each of some more runs of the same engine.
fn of_further_runs<O: Recorder>(plan: &Plan, recorder: O, runs: u64) -> Vec<u64> {
    let mut engine = Engine::<O>::new(plan, recorder);
    engine.run(0).unwrap();
    let counted = |replication| measure(|| _ = engine.run(replication).unwrap()).count_total;
    (1..=runs).map(counted).collect()
}

#[test]
fn ten_times_the_trips_take_memory_as_often() {
    let [once, ten] = [1, 10].map(|times| loads(times).plan());
    assert_eq!(loads(10).trips(), 10 * loads(1).trips());
    assert_eq!(allocations(&once, |_| ()), allocations(&ten, |_| ()));
    assert_eq!(allocations(&once, Headcount::new), allocations(&ten, Headcount::new));
    // The table of waits by their minutes grows with the longest wait, by doubling, for each subject.
    let [once, ten] = [&once, &ten].map(|plan| allocations(plan, Metrics::new));
    assert!(ten <= once + 3 * 4, "{once} and {ten}");
}

/// The same trips with a hundred thousand times the people in them.
#[test]
fn a_hundred_thousand_times_the_people_take_memory_as_often() {
    let (few, mut many) = (loads(1).plan(), loads(1).plan());
    let crowd = |people: u32| Distribution::fixed(1e5 * f64::from(people)).unwrap();
    for kind in 0..2 {
        many.groups[GroupId(kind)].size = Some(crowd(loads(1).people[kind as usize]));
        many.fleets[FleetId(kind as u16)].places[kind as usize] = crowd(PLACES[kind as usize]);
    }
    assert_eq!(allocations(&few, |_| ()), allocations(&many, |_| ()));
    assert_eq!(allocations(&few, Headcount::new), allocations(&many, Headcount::new));
}

#[test]
fn another_run_takes_none() {
    let plan = loads(2).plan();
    assert_eq!(of_further_runs(&plan, (), 3), [0; 3]);
    assert_eq!(of_further_runs(&plan, Headcount::new(&plan), 3), [0; 3]);
}

/// With all that a study records. What is left are lists of the engine: of who waits where when a phase
/// begins, and those that may still come to their greatest length; and the nodes of trees in which families stand
/// that have been passed over: some hundred a run, for a thousand families.
#[test]
fn another_run_of_the_night_takes_next_to_none() {
    let plan = Scenario::read("scenarios/aleppo-2016-night.toml").unwrap().plan().unwrap();
    let watchers = ((Fingerprint::default(), Metrics::new(&plan)), Headcount::new(&plan));
    let runs = of_further_runs(&plan, watchers, 50);
    assert!(runs.iter().all(|&taken| taken <= 300), "{runs:?}");
}

/// The bytes held at once by a run of so many vehicles that go twice each.
fn peak(tens: u32) -> u64 {
    let size = Size {
        name: "peak",
        vehicles: [8 * tens, 2 * tens],
        berths: [2 * tens; 2],
        people: [2 * 8 * PLACES[0] * tens, 2 * 2 * PLACES[1] * tens],
    };
    let plan = size.plan();
    let counted = measure(|| _ = Engine::new(&plan, ()).run(0).unwrap());
    counted.bytes_max
}

#[test]
fn a_vehicle_takes_few_bytes() {
    let bytes = (peak(10_000) - peak(1_000)) as f64 / 90_000.0;
    assert!(bytes <= BYTES_A_VEHICLE as f64, "a vehicle takes {bytes} bytes");
}
