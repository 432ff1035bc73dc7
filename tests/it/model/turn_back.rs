//! Vehicles that turn back, stand and leave the road: an hour's road from `a` to `b` and back, buses of ten
//! seats that board in ten minutes and alight in five, as worked out on paper.

use noria::plan::{
    Between, Breakdown, Caught, ChangeKind, Duty, DutyEnd, FleetChange, FuelRange, Hours, Id, Plan,
    SuspendedWhen,
};
use noria::record::Notice;
use noria::units::{HOUR, MINUTE, Span, Tick};

use crate::model::incidents_by_hand::{
    BACK, at, base, checkpoint, diary_of, fixed, push, suspension, vehicle,
};
use crate::plan_of;

/// A bus that has driven for half an hour when its road is closed until 100: it is back at 70, and its
/// people have got off at 75.
fn turned_back() -> Plan {
    let mut plan = base(20, 1);
    suspension(&mut plan, 40, 100, Caught::TurnBack);
    plan
}

#[test]
fn driving_back_is_work_of_the_driver() {
    let mut plan = turned_back();
    for at_end in [DutyEnd::AtOnce, DutyEnd::AfterTrip] {
        let driving = Some(Span::minutes(50));
        plan.fleets.rows_mut()[0].duty = Some(Duty { driving, on_duty: None, rest: fixed(30), at_end });
        assert_eq!(
            vehicle(&plan, 0)[2..7],
            [
                (40, "turning_back"),
                (70, "alighting"),
                (75, "resting"),
                (105, "boarding"),
                (115, "driving_loaded")
            ]
        );
    }
}

#[test]
fn driving_back_takes_fuel() {
    let mut plan = turned_back();
    plan.routes.rows_mut().iter_mut().for_each(|route| route.km = Some(40.0));
    plan.fleets.rows_mut()[0].range = Some(FuelRange { km: 75.0, refuel: fixed(20) });
    // Twenty kilometres out and twenty back: another forty would be too far.
    assert_eq!(
        vehicle(&plan, 0)[3..7],
        [(70, "alighting"), (75, "refuelling"), (95, "boarding"), (105, "driving_loaded")]
    );
    plan.fleets.rows_mut()[0].range = Some(FuelRange { km: 80.0, refuel: fixed(20) });
    assert_eq!(vehicle(&plan, 0)[3..5], [(70, "alighting"), (75, "boarding")]);
}

/// When a vehicle broke down first in a replication.
fn first_failure(plan: &Plan, replication: u64) -> Option<Tick> {
    let fails = |(now, notice): (Tick, Notice)| match notice {
        Notice::Changed { to, .. } if to.name() == "under_repair" => Some(now),
        _ => None,
    };
    diary_of(plan, replication).into_iter().find_map(fails)
}

#[test]
fn driving_back_wears_a_vehicle_out() {
    let repair = fixed(1000);
    let mut plain = base(20, 1);
    plain.end = Some(at(1000));
    for every in [Between::Driving(100.0 * MINUTE as f64), Between::Km(100.0)] {
        plain.routes.rows_mut().iter_mut().for_each(|route| route.km = Some(60.0));
        let repair = repair.clone();
        plain.fleets.rows_mut()[0].breakdown =
            Some(Breakdown { every, repair, crews: None, takeover: false });
        let mut turned = plain.clone();
        suspension(&mut turned, 40, 45, Caught::TurnBack);
        let (mut way_back, mut next_way) = (0, 0);
        for replication in 0..40 {
            // By itself the bus drives from 10 to 70 and, back, from 75 to 135.
            let minutes = |now: Tick| now.0 as f64 / MINUTE as f64;
            let driven = match first_failure(&plain, replication).map(minutes) {
                Some(now) if now < 70.0 => now - 10.0,
                Some(now) if now < 135.0 => now - 15.0,
                _ => continue,
            };
            // Turned back it drives from 10 to 70, and again from 85.
            let fails = match driven {
                early if early < 30.0 => continue,
                back if back < 60.0 => 85.0,
                next => next + 25.0,
            };
            (way_back, next_way) = (way_back + u32::from(driven < 60.0), next_way + u32::from(driven > 60.0));
            let failed = first_failure(&turned, replication).map(minutes).unwrap();
            assert!((failed - fails).abs() < 1e-3, "{driven} min driven, failed at {failed}, not {fails}");
        }
        assert!(way_back > 3 && next_way > 3);
    }
}

/// Pickups `a` and `c`, each an hour and forty kilometres from the depot and from each other and a quarter
/// of an hour and ten kilometres from `out`; a bus that goes to `a` first and drives 75 km on one filling.
fn from_the_depot(rest: &str) -> Plan {
    let roads = [("depot", "a", 40), ("a", "c", 40), ("a", "out", 10), ("c", "out", 10)].map(|(from, to, km)| {
        let minutes = km * 3 / 2;
        format!(
            "routes.{from}_{to} = {{ from = \"{from}\", to = \"{to}\", both_ways = true, time = \"{minutes} min\", km = {km} }}\n"
        )
    });
    plan_of(&format!(
        "format = 1\nname = \"range\"\nsites = {{ depot = {{}}, a = {{}}, c = {{}}, out = {{}} }}\n{}\
         [fleets.bus]\ncount = 1\nseats = 10\nstart = \"depot\"\ndispatch = \"fixed\"\n\
         range = {{ km = 75, refuel = \"20 min\" }}\n{rest}",
        roads.concat()
    ))
}

#[test]
fn a_vehicle_takes_fuel_before_it_goes_on_to_another_pickup() {
    // Whoever waits at `a` gives up before the bus is there; it would be beyond its range at `c`.
    let plan = from_the_depot(
        "[people.a]\nat = \"a\"\nto = \"out\"\ncount = 10\nhazards = { giving_up = 1000 }\n\
         [people.c]\nat = \"c\"\nto = \"out\"\ncount = 10\n",
    );
    assert_eq!(
        vehicle(&plan, 0),
        [
            (0, "driving_empty"),
            (60, "refuelling"),
            (80, "driving_empty"),
            (140, "driving_loaded"),
            (155, "stood_down")
        ]
    );
}

#[test]
fn a_vehicle_that_is_back_at_its_depot_takes_fuel_there() {
    let mut plan = from_the_depot("[people.a]\nat = \"a\"\nto = \"out\"\ncount = 10\n");
    suspension(&mut plan, 30, 100, Caught::TurnBack);
    assert_eq!(
        vehicle(&plan, 0)[..5],
        [
            (0, "driving_empty"),
            (30, "turning_back"),
            (60, "refuelling"),
            (80, "held"),
            (100, "driving_empty")
        ]
    );
}

#[test]
fn an_itinerary_is_made_within_the_range() {
    let itinerary = |stops: &str, people: &str| {
        plan_of(&format!(
            "format = 1\nname = \"stops\"\nsites = {{ a = {{}}, b = {{}}, c = {{}} }}\n\
             routes.ab = {{ from = \"a\", to = \"b\", both_ways = true, time = \"60 min\", km = 40 }}\n\
             routes.ac = {{ from = \"a\", to = \"c\", time = \"30 min\", km = 20 }}\n\
             routes.cb = {{ from = \"c\", to = \"b\", time = \"30 min\", km = 20 }}\n\
             people.a = {{ at = \"a\", to = \"b\", count = 15 }}\n{people}\
             [fleets.bus]\ncount = 1\nseats = 10\nstart = \"a\"\nboarding = {{ dwell = \"10 min\" }}\n\
             alighting = {{ dwell = \"5 min\" }}\nrange = {{ km = 100, refuel = \"20 min\" }}\nitinerary = {stops}\n"
        ))
    };
    // After eighty kilometres it is back at `a`: the way out, by `c` or not, is forty more.
    let there = "people.c = { at = \"c\", to = \"b\", count = 15 }\n";
    for (stops, people) in [(r#"["a", "b", "a", "b"]"#, ""), (r#"["a", "b", "a", "c", "b"]"#, there)] {
        assert_eq!(
            vehicle(&itinerary(stops, people), 0)[3..6],
            [(75, "driving_empty"), (135, "refuelling"), (155, "boarding")],
            "{stops}"
        );
    }
}

/// Two buses that keep 25 minutes apart: at the gate, halfway, at 40 and at 65. It opens at 80, and from 100,
/// when both have been checked, the second stands for 25 minutes more.
fn two_at_a_gate() -> Plan {
    let mut plan = base(20, 2);
    plan.routes.rows_mut()[0].headway = Some(Span::minutes(25));
    let gate = checkpoint(&mut plan, 2, false);
    plan.checkpoints.rows_mut()[gate.index()].hours =
        Some(Hours::new(vec![(Span(80 * MINUTE), Span(20 * HOUR))]));
    plan
}

#[test]
fn a_vehicle_that_stood_drives_back_only_as_long_as_it_drove() {
    let mut plan = two_at_a_gate();
    suspension(&mut plan, 110, 1000, Caught::TurnBack);
    let [first, second] = [0, 1].map(|bus| vehicle(&plan, bus));
    // Thirty minutes to the gate; ten from there, or none yet.
    assert_eq!(first[5..7], [(110, "turning_back"), (150, "alighting")]);
    assert_eq!(second[6..8], [(110, "turning_back"), (140, "alighting")]);
}

#[test]
fn who_stands_is_not_at_the_wheel() {
    let mut plan = two_at_a_gate();
    for (minutes, rests) in [(61, false), (60, true)] {
        let driving = Some(Span::minutes(minutes));
        let at_end = DutyEnd::AtOnce;
        plan.fleets.rows_mut()[0].duty = Some(Duty { driving, on_duty: None, rest: fixed(30), at_end });
        let second = vehicle(&plan, 1);
        assert_eq!(second[6..8], [(155, "alighting"), (160, if rests { "resting" } else { "stood_down" })]);
    }
}

/// Two buses that keep ten minutes apart; the first, which leaves at 10, takes two hours.
fn behind_a_slow_one() -> Plan {
    let mut plan = base(20, 2);
    plan.routes.rows_mut()[0].headway = Some(Span::minutes(10));
    let mut fast = plan.fleets.rows()[0].clone();
    (fast.id, fast.vehicles) = ("fast".into(), 1..2);
    (plan.fleets.rows_mut()[0].vehicles, plan.fleets.rows_mut()[0].time_factor) = (0..1, 2.0);
    push(&mut plan.fleets, fast);
    plan
}

#[test]
fn who_keeps_behind_a_slower_one_has_driven_as_long_as_it_would_by_itself() {
    let mut plan = behind_a_slow_one();
    assert_eq!(vehicle(&plan, 1)[2..4], [(20, "driving_loaded"), (140, "alighting")]);
    suspension(&mut plan, 80, 1000, Caught::TurnBack);
    assert_eq!(vehicle(&plan, 0)[2..4], [(80, "turning_back"), (150, "alighting")]);
    // Half of its way in an hour, for which it would have driven half an hour.
    assert_eq!(vehicle(&plan, 1)[3..5], [(80, "turning_back"), (110, "alighting")]);
}

#[test]
fn a_vehicle_that_is_to_leave_does_so_where_it_is_back_without_people() {
    let mut plan = base(20, 1);
    plan.end = Some(at(500));
    let leaves = FleetChange { at: at(90), vehicles: 1, kind: ChangeKind::Leave, only_if: None };
    plan.fleets.rows_mut()[0].changes = vec![leaves];
    suspension(&mut plan, 95, 500, Caught::TurnBack);
    let row = &mut plan.suspensions.rows_mut()[0];
    (row.routes, row.when) = (vec![BACK], SuspendedWhen::Window(at(95), None));
    assert_eq!(vehicle(&plan, 0)[3..], [(75, "driving_empty"), (95, "turning_back"), (115, "absent")]);
}

#[test]
fn whoever_got_in_at_an_earlier_stop_stays_aboard() {
    let plan = plan_of(
        "format = 1\nname = \"stops\"\nsites = { a = {}, b = {}, c = {} }\n\
         routes.cb = { from = \"c\", to = \"b\", time = \"60 min\" }\n\
         routes.ac = { from = \"a\", to = \"c\", time = \"30 min\" }\n\
         routes.ab = { from = \"a\", to = \"b\", time = \"120 min\" }\n\
         people.a = { at = \"a\", to = \"b\", count = 4 }\npeople.c = { at = \"c\", to = \"b\", count = 3 }\n\
         [fleets.bus]\ncount = 1\nseats = 7\nstart = \"a\"\nboarding = { dwell = \"10 min\" }\n\
         alighting = { dwell = \"5 min\" }\nitinerary = [\"a\", \"c\", \"b\"]\n\
         [[suspensions]]\nfrom = \"70 min\"\nto = \"110 min\"\nroutes = [\"cb\"]\nunder_way = \"turn-back\"\n",
    );
    assert_eq!(
        vehicle(&plan, 0)[3..],
        [
            (50, "driving_loaded"),
            (70, "turning_back"),
            (90, "alighting"),
            (95, "boarding"),
            (105, "held"),
            (110, "driving_loaded"),
            (170, "alighting"),
            (175, "stood_down")
        ]
    );
    let people = diary_of(&plan, 0).into_iter().filter_map(|(now, notice)| match notice {
        Notice::Claimed { group, people, since, .. } => Some((now, "claimed", group.0, people, since)),
        Notice::SetBack { group, people, since, .. } => Some((now, "set back", group.0, people, since)),
        Notice::Alighted { group, people, .. } => Some((now, "out", group.0, people, now)),
        _ => None,
    });
    assert_eq!(
        people.collect::<Vec<_>>(),
        [
            (at(0), "claimed", 0, 4, at(0)),
            (at(40), "claimed", 1, 3, at(0)),
            (at(95), "set back", 1, 3, at(0)),
            (at(95), "claimed", 1, 3, at(0)),
            (at(175), "out", 0, 4, at(175)),
            (at(175), "out", 1, 3, at(175)),
        ]
    );
}

#[test]
fn nobody_keeps_behind_a_vehicle_that_is_lost() {
    let mut plan = behind_a_slow_one();
    plan.fleets.rows_mut()[0].changes = vec![lost(40)];
    // Twenty minutes behind the slow one are ten of its own; the other fifty follow.
    assert_eq!(vehicle(&plan, 1)[2..4], [(20, "driving_loaded"), (90, "alighting")]);
}

fn lost(minute: u64) -> FleetChange {
    FleetChange { at: at(minute), vehicles: 1, kind: ChangeKind::Lost(None), only_if: None }
}

/// Three buses that keep 25 minutes apart, each of a fleet of its own.
fn three_fleets() -> Plan {
    let mut plan = base(30, 1);
    plan.routes.rows_mut()[0].headway = Some(Span::minutes(25));
    for (id, number) in [("second", 1), ("third", 2)] {
        let mut other = plan.fleets.rows()[0].clone();
        (other.id, other.vehicles) = (id.into(), number..number + 1);
        push(&mut plan.fleets, other);
    }
    plan
}

#[test]
fn who_waits_for_a_gap_takes_the_turn_of_one_that_is_lost() {
    let mut plan = three_fleets();
    assert_eq!(vehicle(&plan, 2)[1..3], [(10, "held"), (60, "driving_loaded")]);
    plan.fleets.rows_mut()[1].changes = vec![lost(20)];
    assert_eq!(vehicle(&plan, 2)[1..4], [(10, "held"), (35, "driving_loaded"), (95, "alighting")]);
}

#[test]
fn who_stands_behind_a_checkpoint_takes_the_turn_of_one_that_is_lost() {
    let mut plan = three_fleets();
    let gate = checkpoint(&mut plan, 3, false);
    plan.checkpoints.rows_mut()[gate.index()].hours =
        Some(Hours::new(vec![(Span(80 * MINUTE), Span(20 * HOUR))]));
    // The first leaves the gate at 100, the second would at 125, the third at 150.
    let third = |plan: &Plan| vehicle(plan, 2).into_iter().find(|&(_, state)| state == "alighting");
    assert_eq!(third(&plan), Some((180, "alighting")));
    plan.fleets.rows_mut()[1].changes = vec![lost(115)];
    assert_eq!(third(&plan), Some((155, "alighting")));
}

#[test]
fn after_a_halt_nobody_waits_for_the_turns_of_before() {
    let mut plan = base(20, 2);
    plan.routes.rows_mut()[0].headway = Some(Span::minutes(15));
    let mut first = plan.fleets.rows()[0].clone();
    (first.id, first.vehicles) = ("first".into(), 1..2);
    (plan.fleets.rows_mut()[0].vehicles, plan.fleets.rows_mut()[0].boarding.dwell) = (0..1, fixed(30));
    push(&mut plan.fleets, first);
    suspension(&mut plan, 50, 55, Caught::Halt);
    // The second vehicle leaves at 10, the first at 30; each stands for five minutes.
    assert_eq!(vehicle(&plan, 1)[3..5], [(55, "driving_loaded"), (75, "alighting")]);
    assert_eq!(vehicle(&plan, 0)[3..5], [(55, "driving_loaded"), (95, "alighting")]);
}
