//! Vehicles that fail all the time, on roads where many others pass: who takes whom over, and when,
//! stays as it was.

use std::num::NonZeroUsize;

use noria::study::{RunOptions, Study};

use crate::plan_of;

/// Two villages, two shelters that fill up and a clinic; parties, people who lie and die on the way; a
/// checkpoint, roads on which everybody turns back for a while, vehicles that are lost. Every vehicle
/// fails about once in an hour and a half of driving.
const TROUBLE: &str = r#"
format = 1
name = "trouble"
clock.end = "40 h"
study.seed = 17
[sites]
hill = { berths = 20 }
dale = { berths = 20 }
hall = { berths = 30, capacity = 5500 }
arena = { berths = 30, capacity = 7000 }
clinic = {}
[routes]
hill_hall = { from = "hill", to = "hall", both_ways = true, km = 60, time = { uniform = ["60 min", "100 min"] }, checkpoints = [{ name = "gate", at = 0.4, ways = "both", lanes = 3, per = "vehicle", time = "20 s" }] }
hill_arena = { from = "hill", to = "arena", both_ways = true, km = 70, time = { uniform = ["70 min", "90 min"] } }
dale_hall = { from = "dale", to = "hall", both_ways = true, km = 40, time = "50 min" }
dale_arena = { from = "dale", to = "arena", both_ways = true, km = 80, time = { uniform = ["80 min", "130 min"] } }
hall_arena = { from = "hall", to = "arena", both_ways = true, km = 10, time = "12 min" }
dale_clinic = { from = "dale", to = "clinic", both_ways = true, km = 45, time = "55 min" }
hill_clinic = { from = "hill", to = "clinic", both_ways = true, km = 50, time = { uniform = ["50 min", "90 min"] } }
[people]
hill = { at = "hill", to = ["hall", "arena"], count = 6000, party = { uniform = [3, 9] }, arrivals = { evenly = { from = "0 min", to = "12 h" } }, hazards = { dying_aboard = 0.001 } }
dale = { at = "dale", to = ["arena", "hall"], count = 5000, party = { uniform = [1, 3] }, arrivals = { evenly = { from = "0 min", to = "9 h" } } }
lying = { at = "hill", to = "clinic", count = 300, needs = "stretcher", urgency = 1, companions = { uniform = [0, 1] }, arrivals = { evenly = { from = "0 min", to = "12 h" } } }
[fleets.buses]
count = 150
seats = { uniform = [20, 40] }
start = "hall"
takes = ["hill", "dale"]
max_wait = "5 min"
boarding = { dwell = "3 min", per_person = "2 s" }
alighting = { dwell = "2 min", per_person = "1 s" }
breakdown = { every = "90 min", repair = { exponential = "2 h" }, crews = 25, takeover = true }
lost = [{ at = "7 h", vehicles = 5 }]
[fleets.vans]
count = 60
seats = 8
stretchers = 2
start = "arena"
max_wait = "2 min"
boarding = { dwell = "2 min", per_person = "10 s" }
alighting = { dwell = "2 min" }
breakdown = { every_km = 100, repair = { uniform = ["30 min", "3 h"] }, takeover = true }
[[suspensions]]
from = "4 h"
to = "5 h"
routes = ["dale_hall", "hill_hall"]
under_way = "turn-back"
"#;

#[test]
fn who_takes_people_over_stays_the_same() {
    let plan = plan_of(TROUBLE);
    // One thread: nobody stands on a road from the replication before.
    let settings = RunOptions {
        replications: Some(8),
        jobs: NonZeroUsize::new(1),
        audit: true,
        ..RunOptions::default()
    };
    let study = Study::of(&plan).with(&settings).run().unwrap();
    let mean = |name| study.metric(name, "all").unwrap().mean.unwrap();
    assert!(mean("breakdowns") > 900.0 && mean("taken_over") > 400.0);
    // Recorded when parties were first kept together at shelters, and vehicles kept only the promises that they could.
    assert_eq!(format!("{:016x}", study.fingerprint), "c512db77417319e2");
}
