//! Itineraries over several roads, and fuel for all roads of a round, as worked out on paper.

use crate::model::incidents_by_hand::vehicle;
use crate::{plan_of, trips};

#[test]
fn people_stay_aboard_over_the_stops_between() {
    let plan = plan_of(
        "format = 1\nsites = { a = {}, b = {}, c = {}, d = {} }\n\
         routes.ab = { from = \"a\", to = \"b\", both_ways = true, time = \"60 min\" }\n\
         routes.bc = { from = \"b\", to = \"c\", both_ways = true, time = \"40 min\" }\n\
         routes.cd = { from = \"c\", to = \"d\", both_ways = true, time = \"20 min\" }\n\
         people.far = { at = \"a\", to = \"d\", count = 6 }\n\
         people.near = { at = \"a\", to = \"b\", count = 3 }\n\
         people.late = { at = \"b\", to = [\"a\", \"d\"], count = 4 }\n\
         [fleets.bus]\ncount = 1\nseats = 10\nstart = \"a\"\nitinerary = [\"a\", \"b\", \"c\", \"d\"]\n",
    );
    let told: Vec<_> = trips(&plan, 0).iter().map(|trip| (trip.people, trip.departed.0 / 60_000)).collect();
    assert_eq!(told[0], (9, 0));
    let out = crate::model::incidents_by_hand::diary_of(&plan, 0).into_iter().filter_map(|(now, notice)| {
        match notice {
            noria::record::Notice::Alighted { people, .. } => Some((now.0 / 60_000, people)),
            _ => None,
        }
    });
    // Three get off at b, where four get in; at d all ten get off.
    let out: Vec<_> = out.collect();
    assert_eq!(out.iter().map(|(_, people)| people).sum::<u32>(), 13);
    assert_eq!((out[0], out[1].0, out[2].0), ((60, 3), 120, 120));
}

/// A shelter for six, another one behind it; a bus of eight that starts thirty kilometres away.
fn two_shelters(range: u32) -> noria::plan::Plan {
    plan_of(&format!(
        "format = 1\nsites = {{ x = {{}}, a = {{}}, b = {{ capacity = 6 }}, c = {{}} }}\n\
         routes.xa = {{ from = \"x\", to = \"a\", both_ways = true, km = 30, time = \"30 min\" }}\n\
         routes.ab = {{ from = \"a\", to = \"b\", both_ways = true, km = 40, time = \"40 min\" }}\n\
         routes.bc = {{ from = \"b\", to = \"c\", both_ways = true, km = 40, time = \"40 min\" }}\n\
         routes.ac = {{ from = \"a\", to = \"c\", both_ways = true, km = 70, time = \"70 min\" }}\n\
         people.p = {{ at = \"a\", to = [\"b\", \"c\"], count = 8 }}\n\
         [fleets.bus]\ncount = 1\nseats = 8\nstart = \"x\"\nserves = [\"a\"]\n\
         range = {{ km = {range}, refuel = \"20 min\" }}\n"
    ))
}

#[test]
fn fuel_lasts_for_all_shelters_of_a_round() {
    // Thirty kilometres to the pickup, forty to each shelter.
    let enough = [(0, "driving_empty"), (30, "driving_loaded")];
    let told = |range| {
        let mut states = vehicle(&two_shelters(range), 0);
        states.dedup_by_key(|(_, state)| *state);
        states
    };
    assert_eq!((&told(110)[..2], told(110)[2].0), (&enough[..], 110));
    let first = [(0, "driving_empty"), (30, "refuelling"), (50, "driving_loaded")];
    assert_eq!((&told(109)[..3], told(109)[3].0), (&first[..], 130));
    // Not even a full filling lasts for both: it takes fuel between them, with people aboard.
    let between = [
        (0, "driving_empty"),
        (30, "refuelling"),
        (50, "driving_loaded"),
        (90, "refuelling"),
        (110, "driving_loaded"),
    ];
    assert_eq!((&told(79)[..5], told(79)[5].0), (&between[..], 150));
}
