//! Legs that something interrupts, as worked out on paper: what lies behind a vehicle is the work that it has
//! done, whoever has to stand stands, and what comes at the instant of an arrival comes after it.

use noria::engine::Engine;
use noria::plan::{Between, Breakdown, Caught, DayProfile, Entity, Plan, SuspendedWhen, Suspension};
use noria::record::{Metrics, Notice, Trip, metric_names};
use noria::units::{HOUR, MINUTE, Span, Tick};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::model::incidents_by_hand::{
    ROAD, at, base, checkpoint, diary_of, fixed, push, suspension, vehicle,
};
use crate::{plan_of, trips};

/// Two hours of work at factor 1 until 1:00, at factor 3 from then on; a bus that boards and alights at once.
fn slower_from_one_on() -> Plan {
    plan_of(
        "format = 1\nclock = { start = 2020-03-01T00:00:00Z }\nsites = { a = {}, b = {} }\n\
         routes.way = { from = \"a\", to = \"b\", both_ways = true, time = \"120 min\", km = 12, \
         by_hour = { \"00:00\" = 1.0, \"01:00\" = 3.0 } }\n\
         people.g = { at = \"a\", to = \"b\", count = 10 }\n\
         fleets.bus = { count = 1, seats = 10, start = \"a\" }\n",
    )
}

fn arrival(plan: &Plan) -> f64 {
    trips(plan, 0).last().and_then(|trip: &Trip| trip.arrived).unwrap().0 as f64 / MINUTE as f64
}

#[test]
fn a_halt_keeps_the_share_of_the_work_that_is_done() {
    let mut plan = slower_from_one_on();
    // An hour by 1:00, and another one in three.
    assert_eq!(arrival(&plan), 240.0);
    // Fifty minutes of work are done, and seventy left at factor 3.
    suspension(&mut plan, 50, 60, Caught::Halt);
    assert_eq!(arrival(&plan), 270.0);
    // In the slow hours: 60 + 20 of 120 are done at 2:00, the other forty take two hours more.
    let mut plan = slower_from_one_on();
    suspension(&mut plan, 120, 150, Caught::Halt);
    assert_eq!(arrival(&plan), 270.0);
    // Through both: at 0:30 thirty are done; from 2:00 on ninety are left.
    let mut plan = slower_from_one_on();
    suspension(&mut plan, 30, 120, Caught::Halt);
    assert_eq!(arrival(&plan), 390.0);
}

#[test]
fn who_turns_back_is_as_far_as_its_work_and_drives_back_as_long_as_it_drove() {
    let mut plan = slower_from_one_on();
    suspension(&mut plan, 120, 125, Caught::TurnBack);
    let at_two = diary_of(&plan, 0).into_iter().find_map(|(now, notice)| match notice {
        Notice::OnRoad { at: place, .. } if now == at(120) => Some(place),
        _ => None,
    });
    // 80 of 120.
    assert_eq!(at_two, Some(666_667));
    assert_eq!(vehicle(&plan, 0)[1], (120, "turning_back"));
    assert_eq!(trips(&plan, 0)[0].returned, Some(at(240)));
}

#[test]
fn a_checkpoint_is_met_when_its_share_of_the_work_is_done() {
    let mut plan = slower_from_one_on();
    let gate = checkpoint(&mut plan, 1, false);
    plan.checkpoints[gate].time = fixed(0);
    plan.routes[ROAD].stations[0].at = 0.75;
    let reached = diary_of(&plan, 0).into_iter().find_map(|(now, notice)| match notice {
        Notice::Lane { taken: true, .. } => Some(now),
        _ => None,
    });
    // 90 of 120: thirty of them at factor 3.
    assert_eq!(reached, Some(at(150)));
    assert_eq!(arrival(&plan), 240.0);
}

/// A plan with a winding profile of factors and a road of four hours.
fn winding(seed: u64) -> (Plan, ChaCha8Rng) {
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let mut plan = slower_from_one_on();
    let steps = (0..12).map(|step| {
        let factor = 0.3 + f64::from(dice.next_u32() % 40) / 10.0;
        (Span(step * 2 * HOUR + u64::from(dice.next_u32() % 60) * MINUTE), factor)
    });
    let profile = DayProfile::new(steps.collect());
    for route in plan.routes.rows_mut() {
        (route.time, route.by_hour) = (fixed(240), profile.clone());
    }
    (plan, dice)
}

#[test]
fn interruptions_of_no_length_change_nothing() {
    for seed in 0..60 {
        let (plan, mut dice) = winding(seed);
        let free = trips(&plan, 0)[0].arrived.unwrap();
        let mut halted = plan.clone();
        for number in 0..8 {
            let from = Tick(u64::from(dice.next_u32()) % free.0.max(1));
            let row = Suspension {
                label: format!("suspensions.{number}"),
                routes: vec![ROAD],
                sites: Vec::new(),
                checkpoints: Vec::new(),
                caught: Caught::Halt,
                when: SuspendedWhen::Window(from, Some(from + Span(1))),
                hours: None,
                entity: Entity::named("suspensions", &number.to_string()),
            };
            push(&mut halted.suspensions, row);
        }
        let late = trips(&halted, 0)[0].arrived.unwrap().0 as i64 - free.0 as i64;
        // Eight milliseconds of standing, in hours of other factors at most so much later, and rounding.
        assert!((-8..=8 * 16 + 8).contains(&late), "seed {seed}: {late} ms");
        let mut frail = plan;
        for every in [Between::Driving(30.0 * MINUTE as f64), Between::Km(2.0)] {
            frail.fleets.rows_mut()[0].breakdown =
                Some(Breakdown { every, repair: fixed(0), crews: None, takeover: false });
            for replication in 0..4 {
                let late = trips(&frail, replication)[0].arrived.unwrap().0 as i64 - free.0 as i64;
                assert!((-60..=60).contains(&late), "seed {seed}: {late} ms with failures");
            }
        }
    }
}

/// A road of a hundred minutes; the bus boards and alights at once.
fn hundred() -> Plan {
    plan_of(
        "format = 1\nsites = { a = {}, b = {} }\n\
         routes.road = { from = \"a\", to = \"b\", both_ways = true, time = \"100 min\" }\n\
         people.p = { at = \"a\", to = \"b\", count = 10 }\n\
         fleets.buses = { count = 1, seats = 10, start = \"a\" }\n",
    )
}

/// What the bus does if its road is closed so, in whole minutes.
fn closed(windows: &[(u64, u64, Caught)]) -> Vec<(u64, &'static str)> {
    let mut plan = hundred();
    windows.iter().for_each(|&(from, to, caught)| suspension(&mut plan, from, to, caught));
    let entities = plan.suspensions.rows_mut().iter_mut().enumerate();
    entities.for_each(|(number, row)| row.label = format!("suspensions.{number}"));
    vehicle(&plan, 0)
}

use Caught::{Finish, Halt, TurnBack};

#[test]
fn a_halt_holds_those_who_are_turning_back() {
    let told = closed(&[(60, 120, TurnBack), (90, 180, Halt)]);
    // Half an hour of its way back, and the other half from 180 on.
    let expected = [
        (0, "driving_loaded"),
        (60, "turning_back"),
        (90, "halted"),
        (180, "turning_back"),
        (210, "driving_loaded"),
        (310, "stood_down"),
    ];
    assert_eq!(told, expected);
    let mut plan = hundred();
    suspension(&mut plan, 60, 120, TurnBack);
    suspension(&mut plan, 90, 180, Halt);
    // Sixty kilometres out and back, once, whatever stands between.
    plan.routes.rows_mut().iter_mut().for_each(|route| route.km = Some(100.0));
    let km = |plan: &Plan| {
        let mut engine = Engine::new(plan, Metrics::new(plan));
        engine.run(0).unwrap();
        let place = metric_names(plan).iter().position(|name| name.name == "vehicle_km").unwrap();
        engine.recorder().values()[place]
    };
    assert!((km(&plan) - 220.0).abs() < 1e-3, "{}", km(&plan));
    plan.end = Some(at(180));
    assert!((km(&plan) - 90.0).abs() < 1e-3, "{}", km(&plan));
}

#[test]
fn who_is_halted_turns_back_when_traffic_moves_again() {
    let [out, stands] = [(0, "driving_loaded"), (40, "halted")];
    for halt in [150, 90] {
        let mut told = closed(&[(40, halt, Halt), (60, 120, TurnBack)]);
        // It is told to turn while it stands.
        told.dedup_by_key(|(_, state)| *state);
        assert_eq!(told[..3], [out, stands, (halt, "turning_back")]);
        let leaves = (halt + 40).max(120);
        assert_eq!(told.last(), Some(&(leaves + 100, "stood_down")));
    }
    // At one instant, in either order.
    let both = [(40, 70, Halt), (40, 80, TurnBack)];
    let told = closed(&both);
    assert_eq!(told[..4], [out, stands, (70, "turning_back"), (110, "driving_loaded")]);
    assert_eq!(closed(&[both[1], both[0]]), told);
}

#[test]
fn halts_and_ways_back_of_all_kinds_in_pairs() {
    // One halt within another, one after another that has not ended, and one that meets it.
    assert_eq!(closed(&[(20, 90, Halt), (40, 60, Halt)])[1..3], [(20, "halted"), (90, "driving_loaded")]);
    assert_eq!(closed(&[(20, 60, Halt), (40, 90, Halt)])[1..3], [(20, "halted"), (90, "driving_loaded")]);
    assert_eq!(closed(&[(20, 60, Halt), (60, 90, Halt)])[1..3], [(20, "halted"), (90, "driving_loaded")]);
    assert_eq!(closed(&[(60, 90, Halt), (20, 60, Halt)])[1..3], [(20, "halted"), (90, "driving_loaded")]);
    // Who turns back goes on back whatever else is closed.
    for other in [(50, 70, TurnBack), (50, 70, Finish)] {
        let told = closed(&[(40, 60, TurnBack), other]);
        assert_eq!(told[1..3], [(40, "turning_back"), (80, "driving_loaded")]);
    }
    // Departures wait for the last to end.
    let told = closed(&[(40, 60, TurnBack), (50, 200, Finish)]);
    assert_eq!(told[1..4], [(40, "turning_back"), (80, "held"), (200, "driving_loaded")]);
}

#[test]
fn who_arrives_at_the_instant_at_which_a_road_is_closed_has_arrived() {
    for caught in [Halt, TurnBack, Finish] {
        assert_eq!(closed(&[(100, 200, caught)]), [(0, "driving_loaded"), (100, "stood_down")]);
        assert_eq!(closed(&[(0, 20, caught)])[0], (0, "held"));
    }
    // Back where it came from at that instant, too.
    let told = closed(&[(40, 60, TurnBack), (80, 200, Halt)]);
    assert_eq!(told[1..4], [(40, "turning_back"), (80, "held"), (200, "driving_loaded")]);
    // What ends at an instant at which something else begins has not been open between.
    let told = closed(&[(0, 50, Finish), (50, 70, Halt)]);
    assert_eq!(told, [(0, "held"), (70, "driving_loaded"), (170, "stood_down")]);
    assert_eq!(closed(&[(50, 70, Finish), (0, 50, TurnBack)]), told);
}

#[test]
fn who_reaches_a_checkpoint_as_its_road_is_closed_has_reached_it() {
    for (caught, after) in [(Halt, (70, "halted")), (TurnBack, (50, "turning_back"))] {
        let mut plan = hundred();
        checkpoint(&mut plan, 1, false);
        suspension(&mut plan, 50, 90, caught);
        let told = vehicle(&plan, 0);
        // Twenty minutes of the check, and then it stands; or it turns at the gate.
        assert_eq!(told.iter().find(|(_, state)| *state == after.1), Some(&after), "{told:?}");
    }
}

#[test]
fn a_vehicle_that_waits_for_the_gap_keeps_its_turn_when_its_road_is_closed() {
    // Three buses ten minutes apart from 10 on, a fourth that comes while the road is closed.
    for (opens, turns) in [(60, [10, 60, 70, 80]), (25, [10, 25, 35, 45]), (18, [10, 20, 30, 40])] {
        let mut plan = base(40, 4);
        plan.routes[ROAD].headway = Some(Span::minutes(10));
        let mut late = plan.fleets.rows()[0].clone();
        (late.id, late.vehicles, late.ready) = ("late".into(), 3..4, Some(fixed(6)));
        plan.fleets.rows_mut()[0].vehicles = 0..3;
        push(&mut plan.fleets, late);
        suspension(&mut plan, 12, opens, Finish);
        let left = [0, 1, 2, 3].map(|bus| {
            let told = vehicle(&plan, bus);
            told.iter().find(|(_, state)| *state == "driving_loaded").unwrap().0
        });
        assert_eq!(left, turns, "opens at {opens}");
    }
}
