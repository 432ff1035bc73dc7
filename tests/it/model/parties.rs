//! Parties travel together: they are split only where no vehicle that may still come, and no shelter, takes them
//! whole.

use std::collections::BTreeMap;

use noria::engine::Engine;
use noria::plan::Plan;
use noria::record::{Auditor, Notice};
use noria::units::{MINUTE, Tick};

use crate::model::incidents_by_hand::diary_of;
use crate::{plan_of, trips};

/// A pickup and a drop-off, ten minutes from each other.
fn plan(rest: &str) -> Plan {
    plan_of(&format!(
        "format = 1\nname = \"parties\"\nsites = {{ a = {{}}, b = {{}} }}\n\
         routes.road = {{ from = \"a\", to = \"b\", both_ways = true, time = \"10 min\" }}\n{rest}"
    ))
}

/// People in each trip, in the order of departure.
fn loads(plan: &Plan, replication: u64) -> Vec<u32> {
    trips(plan, replication).iter().map(|trip| trip.people).collect()
}

/// How many parties were split, and how many people are out.
fn split_and_out(plan: &Plan, replication: u64) -> (u32, u32) {
    let (mut split, mut out) = (0, 0);
    for (_, notice) in diary_of(plan, replication) {
        match notice {
            Notice::Split { parties, .. } => split += parties,
            Notice::Alighted { people, .. } => out += people,
            _ => {}
        }
    }
    (split, out)
}

/// When people got off, where, and how many.
fn set_down(plan: &Plan) -> Vec<(u64, u16, u32)> {
    let got_off = |(now, notice): (Tick, Notice)| match notice {
        Notice::Alighted { site, people, .. } => Some((now.0 / MINUTE, site.0, people)),
        _ => None,
    };
    diary_of(plan, 0).into_iter().filter_map(got_off).collect()
}

#[test]
fn the_last_party_rides_where_it_fits() {
    let plan = |size: u32, party: &str, seats: u32| {
        plan(&format!(
            "people.g = {{ at = \"a\", to = \"b\", count = {size}, party = {party} }}\n\
             fleets.bus = {{ count = 1, seats = {seats}, start = \"a\" }}\n"
        ))
    };
    // Three, three and the one who is left; then three.
    assert_eq!(loads(&plan(10, "3", 8), 0), [7, 3]);
    assert_eq!(loads(&plan(13, "5", 4 + 5), 0), [8, 5]);
    assert_eq!(loads(&plan(12, "5", 5), 0), [5, 5, 2]);
    // Who come one after the other are told apart as they come.
    let coming = "3, arrivals.times = [{ at = \"0 min\", people = 10 }]";
    assert_eq!(loads(&plan(10, coming, 8), 0).iter().sum::<u32>(), 10);
    // Sizes that are drawn: whoever is last is no larger than the others.
    for replication in 0..20 {
        let loads = loads(&plan(50, "{ values = [3, 4] }", 7), replication);
        assert_eq!(loads.iter().sum::<u32>(), 50);
        assert!(loads.iter().filter(|&&load| ![3, 4, 6, 7].contains(&load)).count() <= 1, "{loads:?}");
    }
}

#[test]
fn a_party_is_split_once_the_last_vehicle_that_could_take_it_whole_has_left() {
    let people = "people.p = { at = \"a\", to = \"b\", count = 120, party = 30 }\n\
                  fleets.shuttle = { count = 1, seats = 25, start = \"a\" }\n";
    // The coach takes two parties; when it sets out for the last time, the shuttle takes the others in parts.
    let coach = format!(
        "{people}fleets.coach = {{ count = 1, seats = 60, start = \"a\", itinerary = [\"a\", \"b\"] }}\n"
    );
    assert_eq!(loads(&plan(&coach), 0), [60, 25, 10, 25]);
    assert_eq!(split_and_out(&plan(&coach), 0), (2, 120));
    // One that comes by twice brings all.
    let twice = coach.replace("[\"a\", \"b\"]", "[\"a\", \"b\", \"a\", \"b\"]");
    assert_eq!(loads(&plan(&twice), 0), [60, 60]);
    assert_eq!(split_and_out(&plan(&twice), 0), (0, 120));
}

#[test]
fn a_party_is_split_when_the_vehicle_that_could_take_it_whole_leaves_or_is_lost() {
    for change in
        ["leaves = [{ at = \"15 min\", vehicles = 1 }]", "lost = [{ at = \"25 min\", vehicles = 1 }]"]
    {
        let plan = plan(&format!(
            "people.p = {{ at = \"a\", to = \"b\", count = 90, party = 30 }}\n\
             fleets.shuttle = {{ count = 1, seats = 25, start = \"a\" }}\n\
             fleets.coach = {{ count = 1, seats = 30, start = \"a\", {change} }}\n"
        ));
        let (split, out) = split_and_out(&plan, 0);
        assert_eq!((split, out), (2, 90), "{change}");
    }
    // As long as one is still to join, they wait for it.
    let plan = plan(
        "people.p = { at = \"a\", to = \"b\", count = 90, party = 30 }\n\
         fleets.shuttle = { count = 1, seats = 25, start = \"a\" }\n\
         fleets.coach = { count = 0, seats = 30, start = \"a\", joins = [{ at = \"3 h\", vehicles = 1 }] }\n",
    );
    assert_eq!(loads(&plan, 0), [30, 30, 30]);
    assert_eq!(split_and_out(&plan, 0), (0, 90));
}

#[test]
fn a_fleet_that_does_not_serve_the_site_is_no_hope() {
    let plan = plan_of(
        "format = 1\nname = \"parties\"\nsites = { a = {}, b = {}, c = {} }\n\
         routes.road = { from = \"a\", to = \"b\", both_ways = true, time = \"10 min\" }\n\
         routes.other = { from = \"c\", to = \"b\", both_ways = true, time = \"10 min\" }\n\
         people.p = { at = \"a\", to = \"b\", count = 60, party = 30 }\n\
         people.q = { at = \"c\", to = \"b\", count = 60, party = 30 }\n\
         fleets.shuttle = { count = 1, seats = 25, start = \"a\", serves = [\"a\"] }\n\
         fleets.coach = { count = 1, seats = 60, start = \"c\", serves = [\"c\"] }\n",
    );
    assert_eq!(split_and_out(&plan, 0), (2, 120));
}

#[test]
fn families_stay_together_whatever_the_law_of_the_seats() {
    for law in [
        "{ normal = { mean = 50, sd = 5 } }",
        "{ lognormal = { mean = 50, cv = 0.2 } }",
        "{ gamma = { mean = 20, cv = 0.5 } }",
        "{ exponential = 9 }",
        "{ uniform = [3, 6] }",
        "{ values = [2, 4, 9] }",
        "{ triangular = [1, 3, 12] }",
    ] {
        for replication in 0..3 {
            let plan = plan(&format!(
                "people.p = {{ at = \"a\", to = \"b\", count = 400, party = 4 }}\n\
                 fleets.bus = {{ count = 2, seats = {law}, start = \"a\" }}\n"
            ));
            assert_eq!(split_and_out(&plan, replication), (0, 400), "{law}");
            let loads = loads(&plan, replication);
            assert!(loads.iter().all(|load| load % 4 == 0), "{law}: {loads:?}");
        }
    }
}

#[test]
fn a_party_larger_than_seats_ever_are_is_split_into_as_many_as_they_mostly_are() {
    let plan = plan(
        "people.p = { at = \"a\", to = \"b\", count = 200, party = 100 }\n\
         fleets.bus = { count = 1, seats = { uniform = [42, 80] }, start = \"a\" }\n",
    );
    // 61 and 39.
    let loads = loads(&plan, 0);
    assert!(loads.iter().all(|load| [39, 61, 78].contains(load)), "{loads:?}");
    assert_eq!(split_and_out(&plan, 0), (2, 200));
}

#[test]
fn companions_stay_with_their_patient_where_any_vehicle_has_seats_for_all() {
    let plan = |vans: &str| {
        plan(&format!(
            "people.p = {{ at = \"a\", to = \"b\", count = 6, needs = \"stretcher\", companions = 3 }}\n\
             fleets.amb = {{ count = 1, stretchers = 1, seats = 1, start = \"a\" }}\n{vans}"
        ))
    };
    // A patient with one, and the other two one by one.
    assert_eq!(split_and_out(&plan(""), 0), (6, 24));
    let van = "fleets.van = { count = 1, stretchers = 1, seats = 3, start = \"a\" }\n";
    assert_eq!(split_and_out(&plan(van), 0), (0, 24));
    assert_eq!(loads(&plan(van), 0), [4; 6]);
    let leaves = van.replace("seats = 3", "seats = 3, leaves = [{ at = \"5 min\", vehicles = 1 }]");
    assert_eq!(split_and_out(&plan(&leaves), 0), (5, 24));
}

#[test]
fn those_who_go_on_are_split_and_counted_like_others() {
    let plan = plan_of(
        "format = 1\nname = \"parties\"\nsites = { a = {}, b = {}, h = {} }\n\
         routes.road = { from = \"a\", to = \"b\", both_ways = true, time = \"10 min\" }\n\
         routes.on = { from = \"b\", to = \"h\", both_ways = true, time = \"10 min\" }\n\
         people.p = { at = \"a\", to = \"b\", count = 40, party = 8, onward = { share = 1, to = \"h\" } }\n\
         fleets.bus = { count = 1, seats = 20, start = \"a\", serves = [\"a\"] }\n\
         fleets.on = { count = 1, seats = 5, start = \"b\", serves = [\"b\"] }\n",
    );
    assert_eq!(split_and_out(&plan, 0), (5, 80));
}

/// A pickup `a` and two shelters: `b` is ten minutes away, `c` twenty, five from each other.
fn sheltered(b: u32, c: u32, people: &str) -> Plan {
    plan_of(&format!(
        "format = 1\nname = \"doors\"\nsites.a = {{}}\nsites.b.capacity = {b}\nsites.c.capacity = {c}\n\
         routes.ab = {{ from = \"a\", to = \"b\", both_ways = true, time = \"10 min\" }}\n\
         routes.ac = {{ from = \"a\", to = \"c\", both_ways = true, time = \"20 min\" }}\n\
         routes.bc = {{ from = \"b\", to = \"c\", both_ways = true, time = \"5 min\" }}\n\
         people.p = {{ at = \"a\", to = [\"b\", \"c\"], {people} }}\n\
         fleets.bus = {{ count = 1, seats = 10, start = \"a\" }}\n"
    ))
}

#[test]
fn a_party_stays_together_where_some_shelter_has_room_for_all_of_it() {
    let plan = sheltered(5, 8, "count = 8, party = 8");
    assert_eq!(set_down(&plan), [(20, 2, 8)]);
    assert_eq!(split_and_out(&plan, 0), (0, 8));
    // The second family fits where the first did not; the bus sets down the nearer ones first.
    let plan = sheltered(
        5,
        8,
        "count = 9, party = { values = [5, 4] }, arrivals.times = [{ at = \"0 min\", people = 9 }]",
    );
    let (split, out) = split_and_out(&plan, 0);
    assert_eq!((split, out), (0, 9));
}

#[test]
fn a_bus_with_families_for_two_shelters_goes_to_the_nearer_first() {
    let plan = plan_of(
        "format = 1\nname = \"doors\"\nsites.a = {}\nsites.b.capacity = 5\nsites.c.capacity = 8\n\
         routes.ab = { from = \"a\", to = \"b\", both_ways = true, time = \"10 min\" }\n\
         routes.ac = { from = \"a\", to = \"c\", both_ways = true, time = \"20 min\" }\n\
         routes.bc = { from = \"b\", to = \"c\", both_ways = true, time = \"5 min\" }\n\
         people.p = { at = \"a\", to = [\"b\", \"c\"], count = 10, party = 6 }\n\
         fleets.bus = { count = 1, seats = 10, start = \"a\" }\n",
    );
    // Six for whom there is room at `c` alone, then four, who are nearer to `b`.
    assert_eq!(set_down(&plan), [(10, 1, 4), (15, 2, 6)]);
    assert_eq!(split_and_out(&plan, 0), (0, 10));
}

#[test]
fn a_party_that_no_shelter_takes_whole_is_split_and_counted() {
    let plan = sheltered(5, 5, "count = 16, party = 8");
    // Five and three; for the others there is not room for all.
    assert_eq!(set_down(&plan), [(10, 1, 5), (15, 2, 3)]);
    assert_eq!(split_and_out(&plan, 0), (1, 8));
}

#[test]
fn people_who_travel_alone_fill_shelters_to_the_last_place() {
    let plan = sheltered(5, 5, "count = 16");
    assert_eq!(set_down(&plan), [(10, 1, 5), (15, 2, 5)]);
}

/// Everybody who can be is brought, whatever the sizes of parties and vehicles.
#[test]
fn nobody_is_left_beside_vehicles_that_could_take_them_in_parts() {
    let mut seen = BTreeMap::new();
    for number in 0_u64..200 {
        let mut dice = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut below = |most: u64| {
            dice ^= dice << 13;
            dice ^= dice >> 7;
            dice ^= dice << 17;
            dice % most
        };
        let law = |below: &mut dyn FnMut(u64) -> u64| match below(4) {
            0 => format!("{{ uniform = [{}, {}] }}", 1 + below(4), 6 + below(20)),
            1 => format!("{{ normal = {{ mean = {}, sd = {} }} }}", 3 + below(20), 1 + below(4)),
            _ => format!("{}", 1 + below(30)),
        };
        let party =
            ["1", "3", "7", "20", "{ values = [1, 4, 9] }", "{ uniform = [2, 12] }"][below(6) as usize];
        let coming = ["", ", arrivals.evenly = { from = \"0 min\", to = \"5 h\" }"][below(2) as usize];
        let ends =
            ["", ", leaves = [{ at = \"2 h\", vehicles = 1 }]", ", itinerary = [\"a\", \"b\", \"a\", \"b\"]"];
        let (ends, seats) = (ends[below(3) as usize], [law(&mut below), law(&mut below)]);
        let plan = plan(&format!(
            "people.p = {{ at = \"a\", to = \"b\", count = 200, party = {party}{coming} }}\n\
             fleets.one = {{ count = 2, seats = {}, start = \"a\" }}\n\
             fleets.two = {{ count = 1, seats = {}, start = \"a\"{ends} }}\n",
            seats[0], seats[1]
        ));
        let mut engine = Engine::new(&plan, Auditor::new(&plan));
        engine.run(number).unwrap_or_else(|stall| panic!("{number}: {stall}"));
        assert_eq!(engine.recorder().fault(), None);
        let (split, out) = split_and_out(&plan, number);
        assert_eq!(out, 200, "{number}: party = {party}{coming}, seats {seats:?}{ends}");
        *seen.entry(split > 0).or_insert(0) += 1;
    }
    assert!(seen.len() == 2, "some are split, others not: {seen:?}");
}
