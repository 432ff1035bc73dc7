//! Drivers' hours that end while a vehicle waits, as worked out on paper: an hour's road, a bus of ten seats.

use noria::plan::{Caught, ChangeKind, Duty, DutyEnd, FleetChange, Plan};
use noria::units::Span;

use crate::model::incidents_by_hand::{BACK, at, base, fixed, suspension, vehicle};
use crate::plan_of;

/// From 20:00 on; four hours on duty, two of rest. `a` and `b` as given, people and buses as well.
fn tired(sites: &str, rest: &str, at_end: &str) -> Plan {
    plan_of(&format!(
        "format = 1\nclock = {{ start = 2026-03-02T20:00:00 }}\nsites = {{ {sites} }}\n\
         routes.road = {{ from = \"a\", to = \"b\", both_ways = true, time = \"1 h\" }}\n{rest}\n\
         [fleets.bus]\ncount = 1\nseats = 10\nstart = \"a\"\n\
         duty = {{ on_duty = \"4 h\", rest = \"2 h\", at_end = \"{at_end}\" }}\n"
    ))
}

const TWENTY: &str = "people.p = { at = \"a\", to = \"b\", count = 20 }";
const BY_DAY: &str = "{ hours = [{ from = 08:00:00, to = 20:00:00 }] }";

#[test]
fn hours_end_in_line_at_a_closed_pickup() {
    for at_end in ["at-once", "after-trip"] {
        let plan = tired(&format!("a = {BY_DAY}, b = {{}}"), TWENTY, at_end);
        // On duty from 20:00 to 0:00, from 2:00 to 6:00 and from 8:00, when it opens: out at 11:00.
        let told = [
            (0, "queued_to_board"),
            (240, "resting"),
            (360, "queued_to_board"),
            (600, "resting"),
            (720, "driving_loaded"),
            (780, "driving_empty"),
            (840, "driving_loaded"),
            (900, "stood_down"),
        ];
        assert_eq!(vehicle(&plan, 0), told, "{at_end}");
    }
}

#[test]
fn hours_begin_when_a_vehicle_is_ready_or_called() {
    let mut plan = tired(&format!("a = {BY_DAY}, b = {{}}"), TWENTY, "at-once");
    plan.fleets.rows_mut()[0].ready = Some(fixed(100));
    let told = vehicle(&plan, 0);
    assert_eq!(
        told[..4],
        [(0, "absent"), (100, "queued_to_board"), (340, "resting"), (460, "queued_to_board")]
    );
}

#[test]
fn hours_end_in_line_at_a_closed_drop_off() {
    let sites = format!("a = {{}}, b = {BY_DAY}");
    let at_once = [
        (0, "driving_loaded"),
        (60, "queued_to_alight"),
        (240, "resting"),
        (360, "queued_to_alight"),
        (600, "resting"),
        (720, "driving_empty"),
        (780, "driving_loaded"),
        (840, "stood_down"),
    ];
    assert_eq!(vehicle(&tired(&sites, TWENTY, "at-once"), 0), at_once);
    let after = [
        (0, "driving_loaded"),
        (60, "queued_to_alight"),
        (720, "driving_empty"),
        (780, "resting"),
        (900, "driving_loaded"),
        (960, "stood_down"),
    ];
    assert_eq!(vehicle(&tired(&sites, TWENTY, "after-trip"), 0), after);
}

#[test]
fn hours_end_while_a_road_is_closed() {
    // The road opens at the instant at which the second hours end: they are over then.
    let held = |at_end| {
        let mut plan = tired("a = {}, b = {}", TWENTY, at_end);
        suspension(&mut plan, 0, 600, Caught::Finish);
        vehicle(&plan, 0)
    };
    let at_once = [(0, "held"), (240, "resting"), (360, "held"), (600, "resting"), (720, "driving_loaded")];
    assert_eq!(held("at-once")[..5], at_once);
    assert_eq!(held("after-trip")[..2], [(0, "held"), (600, "driving_loaded")]);
    // Without people at the drop-off, where a trip is not over.
    let held = |at_end| {
        let mut plan = tired("a = {}, b = {}", TWENTY, at_end);
        suspension(&mut plan, 60, 500, Caught::Finish);
        plan.suspensions.rows_mut()[0].routes = vec![BACK];
        vehicle(&plan, 0)
    };
    assert_eq!(
        held("at-once")[1..5],
        [(60, "held"), (240, "resting"), (360, "held"), (500, "driving_empty")]
    );
    assert_eq!(held("after-trip")[1..4], [(60, "held"), (500, "driving_empty"), (560, "resting")]);
}

#[test]
fn hours_end_while_a_convoy_gathers() {
    let slow = "[fleets.slow]\ncount = 1\nseats = 10\nstart = \"a\"\nboarding = { dwell = \"10 h\" }\n\
                [[movement]]\noutbound = \"convoy\"";
    let plan = tired("a = {}, b = {}", &format!("{TWENTY}\n{slow}"), "at-once");
    let bus = plan.fleets.iter().find(|(_, fleet)| fleet.id == "bus").unwrap().1.vehicles.start;
    let told = vehicle(&plan, bus);
    let expected = [
        (0, "ready_to_depart"),
        (240, "resting"),
        (360, "ready_to_depart"),
        (600, "resting"),
        (720, "driving_loaded"),
    ];
    assert_eq!(told[..5], expected);
    // Nobody waits for one that rests.
    assert_eq!(vehicle(&plan, 1 - bus)[1], (600, "driving_loaded"));
}

#[test]
fn hours_end_while_people_are_awaited() {
    let come =
        "people.p = { at = \"a\", to = \"b\", arrivals = { times = [{ at = \"10 h\", people = 10 }] } }";
    for at_end in ["at-once", "after-trip"] {
        let told = vehicle(&tired("a = {}, b = {}", come, at_end), 0);
        let resting: Vec<_> = told.iter().filter(|(_, state)| *state == "resting").collect();
        assert_eq!(resting[..2], [&(240, "resting"), &(600, "resting")], "{told:?}");
        assert_eq!(told.last(), Some(&(780, "stood_down")));
    }
    // With five aboard it leaves after the rest.
    let some = "people.p = { at = \"a\", to = \"b\", count = 5 }\n\
                people.q = { at = \"a\", to = \"b\", arrivals = { times = [{ at = \"10 h\", people = 5 }] } }";
    let waits = |at_end| {
        let mut plan = tired("a = {}, b = {}", some, at_end);
        plan.fleets.rows_mut()[0].max_wait = Span::minutes(1200);
        vehicle(&plan, 0)
    };
    let at_once = waits("at-once");
    assert_eq!(at_once[..3], [(0, "awaiting_people"), (240, "resting"), (360, "driving_loaded")]);
    assert_eq!(waits("after-trip")[..2], [(0, "awaiting_people"), (600, "driving_loaded")]);
}

#[test]
fn hours_that_end_while_people_get_in_end_before_it_leaves() {
    let mut plan = tired("a = {}, b = {}", TWENTY, "at-once");
    plan.fleets.rows_mut()[0].boarding.dwell = fixed(250);
    assert_eq!(vehicle(&plan, 0)[..3], [(0, "boarding"), (250, "resting"), (370, "driving_loaded")]);
    let mut plan = tired("a = {}, b = {}", TWENTY, "after-trip");
    plan.fleets.rows_mut()[0].boarding.dwell = fixed(250);
    assert_eq!(vehicle(&plan, 0)[..2], [(0, "boarding"), (250, "driving_loaded")]);
}

#[test]
fn whoever_has_stood_down_for_as_long_as_a_rest_has_rested() {
    let mut plan = base(10, 2);
    suspension(&mut plan, 0, 300, Caught::Finish);
    let (rest, on_duty) = (fixed(45), Some(Span::minutes(130)));
    plan.fleets.rows_mut()[0].duty = Some(Duty { driving: None, on_duty, rest, at_end: DutyEnd::AfterTrip });
    plan.fleets.rows_mut()[0].changes =
        vec![FleetChange { at: at(290), vehicles: 1, kind: ChangeKind::Lost(None), only_if: None }];
    // The first is lost with its people before it could leave; the second has had nothing to do.
    let told = [(290, "boarding"), (300, "driving_loaded"), (360, "alighting"), (365, "stood_down")];
    assert_eq!(vehicle(&plan, 1)[..4], told);
    // After forty minutes it finishes its rest first, if its hours are up.
    plan.suspensions.rows_mut()[0].when = noria::plan::SuspendedWhen::Window(at(0), Some(at(40)));
    plan.fleets.rows_mut()[0].changes[0].at = at(40);
    plan.fleets.rows_mut()[0].duty.as_mut().unwrap().on_duty = Some(Span::minutes(30));
    assert_eq!(vehicle(&plan, 1)[..2], [(40, "resting"), (45, "boarding")]);
}

#[test]
fn rests_do_not_go_on_for_ever_where_nothing_else_does() {
    // The road never opens: the run is over once it is clear that nothing comes of resting.
    for at_end in ["at-once", "after-trip"] {
        let mut plan = tired("a = {}, b = {}", TWENTY, at_end);
        suspension(&mut plan, 0, 600, Caught::Finish);
        plan.suspensions.rows_mut()[0].when = noria::plan::SuspendedWhen::Window(at(0), None);
        let told = vehicle(&plan, 0);
        assert!(told.len() < 40, "{}", told.len());
        assert!(told.iter().all(|(minute, _)| *minute < 20_000));
    }
}
