//! What each party draws for itself: whether it refuses, drives or goes on; and who is due for vehicles.

use noria::engine::Engine;
use noria::plan::Plan;
use noria::record::{Auditor, Fingerprint, Notice};
use noria::units::{MINUTE, Tick};

use crate::model::incidents_by_hand::{at, diary_of, states};
use crate::{plan, plan_of};

/// People of `a` whom ten buses bring to `b`, and what else is said of them.
fn people(rest: &str) -> Plan {
    plan(&format!(
        "people.folk = {{ at = \"a\", to = \"b\", {rest} }}\n\
         fleets.buses = {{ count = 10, seats = 10, stretchers = 10, start = \"a\" }}\n"
    ))
}

/// How many refuse at each instant.
fn refusing(plan: &Plan, replication: u64) -> Vec<u32> {
    let refused = |(_, notice): (Tick, Notice)| match notice {
        Notice::Refused { people, .. } => Some(people),
        _ => None,
    };
    diary_of(plan, replication).into_iter().filter_map(refused).collect()
}

fn fingerprint(plan: &Plan, replication: u64) -> u64 {
    let mut engine = Engine::new(plan, (Fingerprint::default(), Auditor::new(plan)));
    engine.run(replication).unwrap();
    assert_eq!(engine.recorder().1.fault(), None);
    engine.recorder().0.value()
}

#[test]
fn a_family_refuses_as_one() {
    let plan = people("count = 400, party = 4, refuses = 0.25");
    let counts: Vec<u32> =
        (0..50).map(|replication| refusing(&plan, replication).into_iter().sum()).collect();
    assert!(counts.iter().all(|count| count % 4 == 0), "{counts:?}");
    // Of 100 families 25 on average, with a deviation of 4.3: 0.6 for the mean of fifty.
    let mean = f64::from(counts.iter().sum::<u32>()) / 50.0 / 4.0;
    assert!((mean - 25.0).abs() < 2.5, "{mean}");
    assert!(counts.iter().any(|&count| count != 100), "a share is no quota");
}

#[test]
fn companions_stay_with_a_patient_who_refuses() {
    let coming = "arrivals.evenly = { from = \"0 min\", to = \"40 min\" }";
    for arrivals in ["", coming] {
        let rest = format!("needs = \"stretcher\", count = 40, companions = 2, refuses = 0.5, {arrivals}");
        let counts = refusing(&people(rest.trim_end_matches(", ")), 3);
        assert!(counts.iter().all(|count| count % 3 == 0) && counts.iter().sum::<u32>() > 0, "{counts:?}");
    }
}

#[test]
fn nobody_and_everybody_may_refuse() {
    assert_eq!(refusing(&people("count = 30, refuses = 1"), 0), [30]);
    assert_eq!(refusing(&people("count = 30, refuses = 0"), 0), [0; 0]);
    let same = fingerprint(&people("count = 30"), 0);
    assert_eq!(fingerprint(&people("count = 30, refuses = 0.0"), 0), same);
}

#[test]
fn who_refuses_changes_nobody_elses_luck() {
    let drive = |refuses: &str| {
        let rest = "own_cars = { share = 0.3, people_per_car = 4, from = \"0 min\", to = \"1 h\" }";
        let plan = people(&format!("count = 400, party = 4, refuses = {refuses}, {rest}"));
        let told = diary_of(&plan, 1).into_iter().find_map(|(_, notice)| match notice {
            Notice::WillDrive { people, .. } => Some(people),
            _ => None,
        });
        told.unwrap_or(0)
    };
    let [all, some] = ["0", "0.02"].map(drive);
    assert!(some <= all && all - some <= 24, "{some} of {all} still drive: at most those who refuse do not");
}

#[test]
fn a_share_of_nobody_is_as_if_it_were_not_there() {
    let cars = "own_cars = { share = 0, people_per_car = 4, from = \"0 min\", to = \"1 h\" }";
    let plain = people("count = 64, party = { values = [1, 2, 5] }");
    let without = people(&format!("count = 64, party = {{ values = [1, 2, 5] }}, {cars}"));
    assert_eq!(without.fleets, plain.fleets);
    assert_eq!(fingerprint(&without, 0), fingerprint(&plain, 0));
}

#[test]
fn shares_of_nobody_and_of_all_are_taken() {
    for share in [0, 1] {
        let text = format!(
            "format = 1\nsites = {{ a = {{}}, b = {{}}, h = {{}} }}\n\
             routes.road = {{ from = \"a\", to = \"b\", both_ways = true, time = \"10 min\" }}\n\
             routes.on = {{ from = \"b\", to = \"h\", both_ways = true, time = \"10 min\" }}\n\
             people.p = {{ at = \"a\", to = \"b\", count = 40, onward = {{ share = {share}, to = \"h\" }} }}\n\
             fleets.bus = {{ count = 2, seats = 10, start = \"a\" }}\n\
             fleets.on = {{ count = 2, seats = 10, start = \"b\", serves = [\"b\"] }}\n"
        );
        let plan = plan_of(&text);
        let handed_on = diary_of(&plan, 0).into_iter().map(|(_, notice)| match notice {
            Notice::Alighted { site, people, .. } if site.0 == 2 => people,
            _ => 0,
        });
        assert_eq!(handed_on.sum::<u32>(), 40 * share);
    }
}

#[test]
fn nobody_waits_for_people_who_will_not_come_aboard() {
    for apart in [
        "own_cars = { share = 1.0, people_per_car = 5, from = \"5 h\", to = \"6 h\" }",
        "refuses = 1.0",
        "refuses = 0.5, own_cars = { share = 1.0, people_per_car = 5, from = \"5 h\", to = \"6 h\" }",
    ] {
        let plan = plan(&format!(
            "people.p = {{ at = \"a\", to = \"b\", count = 5 }}\n\
             people.q = {{ at = \"a\", to = \"b\", count = 5, arrivals.times = [{{ at = \"5 h\", people = 5 }}], {apart} }}\n\
             fleets.bus = {{ count = 1, seats = 10, start = \"a\", max_wait = \"4 h\" }}\n"
        ));
        assert_eq!(states(&diary_of(&plan, 0), 0)[0], (0, "driving_loaded"), "{apart}");
    }
}

#[test]
fn a_vehicle_waits_no_longer_than_for_the_last_who_will_board() {
    // At 10 min five board; five more come at 1 h of whom about half have cars: it leaves then, not at 4 h.
    let plan = plan(
        "people.p = { at = \"a\", to = \"b\", count = 5 }\n\
         people.q = { at = \"a\", to = \"b\", arrivals.times = [{ at = \"1 h\", people = 4 }, { at = \"3 h\", people = 1 }], \
         party = 4, own_cars = { share = 0.5, people_per_car = 5, from = \"5 h\", to = \"6 h\" } }\n\
         fleets.bus = { count = 1, seats = 10, start = \"a\", max_wait = \"4 h\" }\n",
    );
    let mut seen = [false; 2];
    for replication in 0..30 {
        let diary = diary_of(&plan, replication);
        let drives = |from: u64| {
            let told = |(now, notice): &(Tick, Notice)| {
                *now == at(from) && matches!(notice, Notice::WillDrive { .. })
            };
            diary.iter().any(told)
        };
        let leaves = match (drives(60), drives(180)) {
            (_, false) => 180,
            (false, true) => 60,
            (true, true) => 0,
        };
        let left = diary
            .iter()
            .find(|(_, notice)| matches!(notice, Notice::Departed { vehicle, .. } if vehicle.0 == 0));
        assert_eq!(left.map(|(now, _)| now.0 / MINUTE), Some(leaves), "replication {replication}");
        seen[usize::from(leaves == 180)] = true;
    }
    assert_eq!(seen, [true; 2]);
}

#[test]
fn who_goes_on_is_drawn_anew_in_each_replication() {
    let plan = plan_of(
        "format = 1\nname = \"case\"\nsites = { a = {}, b = {}, h = {} }\n\
         routes.road = { from = \"a\", to = \"b\", both_ways = true, time = \"60 min\" }\n\
         routes.on = { from = \"b\", to = \"h\", both_ways = true, time = \"10 min\" }\n\
         people.p = { at = \"a\", to = \"b\", count = 400, party = { values = [1, 2, 5] }, onward = { share = 0.5, to = \"h\" } }\n\
         fleets.bus = { count = 5, seats = 20, start = \"a\", serves = [\"a\"] }\n\
         fleets.on = { count = 2, seats = 7, start = \"b\", serves = [\"b\"] }\n",
    );
    let mut engine = Engine::new(&plan, Fingerprint::default());
    let one_by_one: Vec<u64> = (0..4).map(|replication| fingerprint(&plan, replication)).collect();
    let in_a_row = (0..4).map(|replication| {
        engine.run(replication).unwrap();
        engine.recorder().value()
    });
    assert_eq!(in_a_row.collect::<Vec<_>>(), one_by_one);
}
