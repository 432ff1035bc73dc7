//! What befalls people befalls all who are not aboard yet: in line, boarding, or waiting for their time to drive.

use noria::engine::Engine;
use noria::plan::Plan;
use noria::record::{Auditor, Fate, Metrics, Notice, metric_names};
use noria::units::{MINUTE, Tick};

use crate::model::incidents_by_hand::diary_of;
use crate::plan_of;

/// A pickup and a drop-off, a minute from each other.
fn plan(rest: &str) -> Plan {
    plan_of(&format!(
        "format = 1\nname = \"danger\"\nsites = {{ a = {{}}, b = {{}} }}\n\
         routes.road = {{ from = \"a\", to = \"b\", both_ways = true, time = \"1 min\" }}\n{rest}"
    ))
}

/// The dead, those gone on foot, those who got worse and those out, on average.
fn fates(plan: &Plan, replications: u64) -> [f64; 4] {
    let mut sums = [0; 4];
    for replication in 0..replications {
        for (_, notice) in diary_of(plan, replication) {
            match notice {
                Notice::Harmed { fate: Fate::Died | Fate::DiedAboard(_), .. } => sums[0] += 1,
                Notice::Harmed { fate: Fate::OnFoot, .. } => sums[1] += 1,
                Notice::Harmed { fate: Fate::Worsened(_), .. } => sums[2] += 1,
                Notice::Alighted { people, .. } | Notice::DroveIn { people, .. } => sums[3] += people,
                _ => {}
            }
        }
    }
    sums.map(|sum| f64::from(sum) / replications as f64)
}

/// Fails unless a mean over 20 replications is that of a binomial law, within four of its deviations.
fn assert_binomial(found: f64, of: f64, chance: f64) {
    let deviation = (of * chance * (1.0 - chance) / 20.0).sqrt();
    assert!((found - of * chance).abs() < 4.0 * deviation + 1e-9, "{found}, not {}", of * chance);
}

#[test]
fn people_die_and_give_up_while_they_board() {
    let bus = "fleets.bus = { count = 1, seats = 1000, start = \"a\", boarding = { dwell = \"10 h\" } }\n";
    let [dead, on_foot, _, out] = fates(
        &plan(&format!(
            "people.p = {{ at = \"a\", to = \"b\", count = 1000, hazards = {{ dying = 0.05, giving_up = 0.05 }} }}\n{bus}"
        )),
        20,
    );
    let half = (1.0 - (-1_f64).exp()) / 2.0;
    assert_binomial(dead, 1000.0, half);
    assert_binomial(on_foot, 1000.0, half);
    assert!((out + dead + on_foot - 1000.0).abs() < 1e-6);
    let [dead, _, _, out] = fates(
        &plan(&format!(
            "people.p = {{ at = \"a\", to = \"b\", count = 100, hazards = {{ dying = 1.0 }} }}\n{bus}"
        )),
        20,
    );
    assert_binomial(dead, 100.0, 1.0 - (-10_f64).exp());
    assert!((out + dead - 100.0).abs() < 1e-6);
}

#[test]
fn people_die_and_give_up_before_they_drive() {
    let plan = plan(
        "people.p = { at = \"a\", to = \"b\", count = 1000, hazards = { dying = 0.05, giving_up = 0.1 }, \
         own_cars = { share = 1.0, people_per_car = 4, from = \"10 h\", to = \"10 h 1 min\" } }\n\
         fleets.bus = { count = 1, seats = 1000, start = \"a\" }\n",
    );
    let [dead, on_foot, _, out] = fates(&plan, 20);
    let gone = 1.0 - (-1.5_f64).exp();
    assert_binomial(dead, 1000.0, gone / 3.0);
    assert_binomial(on_foot, 1000.0, gone / 1.5);
    assert!((out + dead + on_foot - 1000.0).abs() < 1e-6, "nobody is lost");
}

#[test]
fn who_gets_worse_while_boarding_gets_off_and_waits_as_another() {
    let plan = plan(
        "people.p = { at = \"a\", to = \"b\", count = 200, hazards = { worsening = { per_hour = 0.1, to = \"lying\" } } }\n\
         people.lying = { at = \"a\", to = \"b\", count = 0, needs = \"stretcher\" }\n\
         fleets.bus = { count = 1, seats = 200, start = \"a\", boarding = { dwell = \"5 h\" } }\n\
         fleets.amb = { count = 3, stretchers = 2, start = \"a\" }\n",
    );
    let [_, _, worse, out] = fates(&plan, 20);
    assert_binomial(worse, 200.0, 1.0 - (-0.5_f64).exp());
    assert_eq!(out, 200.0);
}

#[test]
fn who_gets_worse_before_driving_waits_for_a_vehicle() {
    let plan = plan(
        "people.p = { at = \"a\", to = \"b\", count = 200, hazards = { worsening = { per_hour = 0.1, to = \"lying\" } }, \
         own_cars = { share = 1.0, people_per_car = 3.5, from = \"5 h\", to = \"5 h 1 min\" } }\n\
         people.lying = { at = \"a\", to = \"b\", count = 0, needs = \"stretcher\" }\n\
         fleets.amb = { count = 3, stretchers = 2, start = \"a\" }\n",
    );
    let [_, _, worse, out] = fates(&plan, 20);
    assert_binomial(worse, 200.0, 1.0 - (-0.5_f64).exp());
    assert_eq!(out, 200.0);
}

#[test]
fn a_place_of_somebody_who_died_boarding_is_free_for_others() {
    // Ten board until ten o'clock; all who wait die at the same rate, and the free places are taken then.
    let plan = plan(
        "people.p = { at = \"a\", to = \"b\", count = 400, hazards = { dying = 0.2 } }\n\
         fleets.bus = { count = 1, seats = 100, start = \"a\", boarding = { dwell = \"2 h\" }, itinerary = [\"a\", \"b\"] }\n",
    );
    for replication in 0..10 {
        let diary = diary_of(&plan, replication);
        let boarded: Vec<u32> = diary
            .iter()
            .filter_map(|(_, notice)| match notice {
                Notice::Boarded { people, .. } => Some(*people),
                _ => None,
            })
            .collect();
        assert!(boarded[0] < 100 && boarded.iter().sum::<u32>() == 100, "{boarded:?}");
    }
}

#[test]
fn a_vehicle_whose_people_have_all_died_looks_for_work_again() {
    // Whoever boards dies within minutes: nobody ever departs, and the vehicle takes the next.
    let plan = plan(
        "clock.end = \"10 days\"\n\
         people.p = { at = \"a\", to = \"b\", count = 3, hazards = { dying = 60 } }\n\
         people.q = { at = \"a\", to = \"b\", arrivals.times = [{ at = \"5 h\", people = 2 }] }\n\
         fleets.bus = { count = 1, seats = 3, start = \"a\", boarding = { dwell = \"2 h\" } }\n",
    );
    let diary = diary_of(&plan, 0);
    let departures: Vec<(u64, u32)> = diary
        .iter()
        .filter_map(|(now, notice)| match notice {
            Notice::Departed { people, .. } => Some((now.0 / MINUTE, *people)),
            _ => None,
        })
        .collect();
    assert_eq!(departures, [(420, 2)]);
}

#[test]
fn a_vehicle_in_a_convoy_whose_people_have_died_boards_others() {
    let plan = plan(
        "clock.end = \"10 days\"\n\
         people.p = { at = \"a\", to = \"b\", count = 3, hazards = { dying_aboard = 60 } }\n\
         people.q = { at = \"a\", to = \"b\", arrivals.times = [{ at = \"5 h\", people = 4 }] }\n\
         fleets.bus = { count = 2, seats = 3, start = \"a\" }\n\
         [[movement]]\noutbound = \"convoy\"\n",
    );
    let diary = diary_of(&plan, 0);
    let out: u32 = diary
        .iter()
        .map(|(_, notice)| if let Notice::Alighted { people, .. } = notice { *people } else { 0 })
        .sum();
    assert_eq!(out, 4);
    let empty = |(_, notice): &(Tick, Notice)| matches!(notice, Notice::Departed { route, people: 0, .. } if route.0 == 0);
    assert!(!diary.iter().any(empty), "no vehicle sets out for the drop-off without people");
}

#[test]
fn waits_of_those_who_never_got_aboard_do_not_count() {
    let plan = plan(
        "people.p = { at = \"a\", to = \"b\", count = 50, hazards = { dying = 1.0 } }\n\
         fleets.bus = { count = 1, seats = 50, start = \"a\", boarding = { dwell = \"30 h\" } }\n\
         [people.q]\nat = \"a\"\nto = \"b\"\narrivals.times = [{ at = \"31 h\", people = 1 }]\n",
    );
    let names = metric_names(&plan);
    let mut engine = Engine::new(&plan, (Metrics::new(&plan), Auditor::new(&plan)));
    engine.run(0).unwrap();
    assert_eq!(engine.recorder().1.fault(), None);
    let value = |name: &str, group: &str| {
        let place = names.iter().position(|known| known.name == name && known.group == group).unwrap();
        engine.recorder().0.values()[place]
    };
    assert_eq!(value("dead", "p"), 50.0);
    // The one of q boards for thirty hours.
    assert_eq!((value("wait_mean", "all"), value("wait_max", "all")), (108_000.0, 108_000.0));
}

#[test]
fn what_befalls_a_group_is_its_own_luck_wherever_it_stands_in_the_file() {
    let wounded = "people.wounded = { at = \"a\", to = \"b\", count = 200, hazards = { dying = 0.05, dying_aboard = 0.1 } }\n";
    let others = "people.aaa = { at = \"b\", to = \"a\", count = 10 }\n";
    let fleets = "fleets.vans = { count = 2, seats = 8, start = \"a\", takes = [\"wounded\"], boarding = { dwell = \"1 h\" } }\n\
                  fleets.other = { count = 1, seats = 10, start = \"b\", takes = [\"aaa\"] }\n";
    let deaths = |people: String| {
        let plan = plan(&format!("{people}{fleets}"));
        let wounded = plan.groups.iter().find(|(_, row)| row.id == "wounded").unwrap().0;
        let told = diary_of(&plan, 4).into_iter().filter_map(move |(now, notice)| match notice {
            Notice::Harmed { group, .. } if group == wounded => Some(now),
            _ => None,
        });
        told.collect::<Vec<_>>()
    };
    let last = deaths(format!("{others}{wounded}"));
    assert!(last.len() > 20);
    assert_eq!(deaths(format!("{wounded}{others}")), last);
}
