use noria::units::MINUTE;

use crate::{plan_of, trips};

const ROAD: &str = "sites = { a = {}, b = {} }\n\
    routes.road = { from = \"a\", to = \"b\", both_ways = true, time = \"10 min\" }\n";

/// When each trip departed, in minutes, and how many were in it.
fn loads(rest: &str) -> Vec<(u64, u32)> {
    let plan = plan_of(&format!("format = 1\n{rest}"));
    let row = |trip: &noria::record::Trip| (trip.departed.0 / MINUTE, trip.people);
    trips(&plan, 0).iter().map(row).collect()
}

fn buses(count: u32, seats: u32) -> String {
    format!("fleets.bus = {{ count = {count}, seats = {seats}, start = \"a\" }}\n")
}

#[test]
fn people_of_one_instant_are_all_there_before_anybody_takes_them() {
    let all_at = |at: &str| {
        format!(
            "{ROAD}people.p = {{ at = \"a\", to = \"b\", arrivals = {{ times = [{{ at = \"{at}\", people = 20 }}] }} }}\n{}",
            buses(2, 10)
        )
    };
    assert_eq!(loads(&all_at("0 min")), [(0, 10), (0, 10)]);
    assert_eq!(loads(&all_at("30 min")), [(30, 10), (30, 10)]);
    let counted = format!("{ROAD}people.p = {{ at = \"a\", to = \"b\", count = 20 }}\n{}", buses(2, 10));
    assert_eq!(loads(&all_at("0 min")), loads(&counted));
}

#[test]
fn groups_that_come_at_one_instant_are_seen_together() {
    let group = |id: &str, people: u32| {
        format!(
            "people.{id} = {{ at = \"a\", to = \"b\", arrivals = {{ times = [{{ at = \"30 min\", people = {people} }}] }} }}\n"
        )
    };
    let groups = group("p", 4) + &group("q", 3) + &group("r", 5);
    assert_eq!(loads(&format!("{ROAD}{groups}{}", buses(1, 12))), [(30, 12)]);
}

#[test]
fn a_family_that_comes_with_others_boards_as_if_it_had_been_there() {
    let families = |how: &str| {
        format!("{ROAD}people.p = {{ at = \"a\", to = \"b\", party = 3, {how} }}\n{}", buses(1, 8))
    };
    let counted = loads(&families("count = 12"));
    assert_eq!(counted, [(0, 6), (20, 6)]);
    assert_eq!(loads(&families("arrivals = { times = [{ at = \"0 min\", people = 12 }] }")), counted);
}

/// The gate opens at eight, and a vehicle is to join at eight, when the people come.
#[test]
fn what_opens_or_joins_when_people_come_finds_them_there() {
    let people = "people.p = { at = \"a\", to = \"b\", arrivals = { times = [\
                  { at = \"1 h\", people = 1 }, { at = \"8 h\", people = 9 }] } }\n";
    let hours = ROAD.replace("a = {}", "a = { hours = [{ from = 08:00:00, to = 20:00:00 }] }");
    let opens = format!("clock.start = 2026-03-02T00:00:00\n{hours}{people}{}", buses(1, 10));
    assert_eq!(loads(&opens), [(480, 10)]);
    let suspended = "[[suspensions]]\nsites = [\"a\"]\nfrom = \"0 min\"\nto = \"8 h\"\n";
    assert_eq!(loads(&format!("{ROAD}{people}{}{suspended}", buses(1, 10))), [(480, 10)]);
    let joins =
        "fleets.bus = { count = 0, seats = 10, start = \"a\", joins = [{ at = \"8 h\", vehicles = 1 }] }\n";
    assert_eq!(loads(&format!("{ROAD}{people}{joins}")), [(480, 10)]);
}

/// One closure ends when the next begins: nobody slips through.
#[test]
fn closures_that_meet_are_one() {
    let closed = "[[suspensions]]\nroutes = [\"road\"]\nfrom = \"0 min\"\nto = \"1 h\"\n\
                  [[suspensions]]\nroutes = [\"road\"]\nfrom = \"1 h\"\nto = \"2 h\"\n";
    let people = "people.p = { at = \"a\", to = \"b\", count = 5 }\n";
    assert_eq!(loads(&format!("{ROAD}{people}{}{closed}", buses(1, 10))), [(120, 5)]);
}

/// The file says: nobody until 14:30, 100 by 22:00, 250 by 02:00, 400 by 08:00.
#[test]
fn a_curve_is_followed_exactly_at_its_own_times() {
    let plan = plan_of(&format!(
        "format = 1\nclock = {{ start = 2016-12-15T14:00:00+02:00, end = 2016-12-16T10:00:00+02:00 }}\n{ROAD}\
         people.p = {{ at = \"a\", to = \"b\", arrivals = {{ curve = \"scenarios/curve.csv\" }} }}\n\
         fleets.bus = {{ count = 1, seats = 1, start = \"b\", ready = \"19 h 59 min\" }}\n"
    ));
    assert_eq!(waiting(&plan, &[0, 30, 480, 720, 1080]), [0, 0, 100, 250, 400]);
}

/// How many wait at each of some minutes.
fn waiting(plan: &noria::plan::Plan, at: &[u64]) -> Vec<u32> {
    let settings = noria::study::RunOptions { replications: Some(1), ..noria::study::RunOptions::default() };
    let study = noria::study::Study::of(plan).with(&settings).run().unwrap();
    let curve = study.headcount(plan, "all", "waiting").unwrap();
    let grid = study.bands.grid();
    let value = |minute: u64| {
        let mut points = curve.iter().enumerate().filter(|&(point, _)| grid.at(point).0 <= minute * MINUTE);
        points.next_back().map_or(0, |(_, band)| band.mean as u32)
    };
    at.iter().map(|&minute| value(minute)).collect()
}
