use noria::plan::{Id, Plan};
use noria::study::{RunOptions, Study};
use noria::units::{MINUTE, Tick};

use crate::{plan, plan_of, trips};

/// Of each trip: vehicle, departure, arrival, end of alighting (in minutes), people, convoy.
fn table(plan: &Plan) -> Vec<(usize, u64, u64, u64, u32, Option<u32>)> {
    let minute = |tick: Tick| {
        assert_eq!(tick.0 % MINUTE, 0, "worked out in whole minutes");
        tick.0 / MINUTE
    };
    let rows = trips(plan, 0).into_iter().map(|trip| {
        let arrived = minute(trip.arrived.unwrap());
        let alighted = minute(trip.alighted.unwrap());
        (trip.vehicle.index() + 1, minute(trip.departed), arrived, alighted, trip.people, trip.convoy)
    });
    rows.collect()
}

fn people(count: u32) -> String {
    format!("people.everyone = {{ at = \"a\", to = \"b\", count = {count} }}\n")
}

/// Vehicles of 10 seats: boarding 10 min, alighting 5 min.
fn buses(count: u32) -> String {
    format!(
        "[fleets.buses]\ncount = {count}\nseats = 10\nstart = \"a\"\nboarding = {{ dwell = \"10 min\" }}\n\
         alighting = {{ dwell = \"5 min\" }}\n"
    )
}

/// A second fleet that is slower: boarding takes half an hour.
const SLOW: &str = "[fleets.slow]\ncount = 1\nseats = 10\nstart = \"a\"\nboarding = { dwell = \"30 min\" }\n\
                    alighting = { dwell = \"5 min\" }\n";

fn movement(outbound: &str, back: &str) -> String {
    format!("[[movement]]\noutbound = {outbound}\nreturn = {back}\n")
}

#[test]
fn one_vehicle_alone_makes_round_after_round() {
    let plan = plan(&(people(25) + &buses(1)));
    assert_eq!(
        table(&plan),
        [(1, 10, 70, 75, 10, None), (1, 145, 205, 210, 10, None), (1, 280, 340, 345, 5, None)]
    );
}

#[test]
fn two_vehicles_share_the_last_people_and_the_other_stands_down() {
    let plan = plan(&(people(30) + &buses(2)));
    // Three loads: vehicle 1, first to look, is wanted again; vehicle 2 stands down at the drop-off.
    assert_eq!(
        table(&plan),
        [(1, 10, 70, 75, 10, None), (2, 10, 70, 75, 10, None), (1, 145, 205, 210, 10, None)]
    );
}

#[test]
fn independent_vehicles_do_not_wait_for_a_slow_one() {
    let plan = plan(&(people(40) + &buses(1) + SLOW));
    assert_eq!(
        table(&plan),
        [
            (1, 10, 70, 75, 10, None),
            (2, 30, 90, 95, 10, None),
            (1, 145, 205, 210, 10, None),
            (2, 185, 245, 250, 10, None)
        ]
    );
}

#[test]
fn a_convoy_of_one_vehicle_is_no_convoy() {
    let alone = people(25) + &buses(1);
    let convoy = plan(&(alone.clone() + &movement("\"convoy\"", "\"convoy\"")));
    assert_eq!(table(&convoy), table(&plan(&alone)));
}

#[test]
fn a_convoy_waits_for_the_slow_one_and_returns_together() {
    let plan = plan(&(people(40) + &buses(1) + SLOW + &movement("\"convoy\"", "\"convoy\"")));
    // Boarded at 10 and 30: both leave at 30, alight until 95, go back together, are there at 155,
    // have boarded at 165 and 185.
    assert_eq!(
        table(&plan),
        [
            (1, 30, 90, 95, 10, Some(1)),
            (2, 30, 90, 95, 10, Some(1)),
            (1, 185, 245, 250, 10, Some(2)),
            (2, 185, 245, 250, 10, Some(2))
        ]
    );
}

#[test]
fn a_convoy_drives_at_the_slowest_ones_pace() {
    let slow = SLOW.to_owned() + "time_factor = 1.5\n";
    let plan = plan(&(people(40) + &buses(1) + &slow + &movement("\"convoy\"", "\"independent\"")));
    // Loaded legs take 90 min for both; vehicle 1 is back after 60, vehicle 2 after 90 min: at 215.
    assert_eq!(
        table(&plan),
        [
            (1, 30, 120, 125, 10, Some(1)),
            (2, 30, 120, 125, 10, Some(1)),
            (1, 245, 335, 340, 10, Some(2)),
            (2, 245, 335, 340, 10, Some(2))
        ]
    );
}

#[test]
fn a_convoy_that_has_waited_long_enough_leaves_without_the_late_one() {
    let rule = movement("{ convoy = { max_wait = \"15 min\" } }", "\"independent\"");
    let plan = plan(&(people(20) + &buses(1) + SLOW + &rule));
    assert_eq!(table(&plan), [(1, 25, 85, 90, 10, None), (2, 30, 90, 95, 10, None)]);
}

#[test]
fn a_convoy_of_a_number_leaves_when_so_many_are_ready() {
    let rule = movement("{ convoy = { vehicles = 2 } }", "\"independent\"");
    let plan = plan(&(people(30) + &buses(2) + SLOW + &rule));
    assert_eq!(
        table(&plan),
        [(1, 10, 70, 75, 10, Some(1)), (2, 10, 70, 75, 10, Some(1)), (3, 30, 90, 95, 10, None)]
    );
}

#[test]
fn platoons_form_as_vehicles_become_ready_and_the_last_may_be_smaller() {
    let rule = movement("{ platoon = 2 }", "\"independent\"");
    let one = plan(&(people(20) + &buses(1) + &movement("{ platoon = 1 }", "{ platoon = 1 }")));
    assert_eq!(table(&one), [(1, 10, 70, 75, 10, None), (1, 145, 205, 210, 10, None)]);
    let two = plan(&(people(20) + &buses(2) + &rule));
    assert_eq!(table(&two), [(1, 10, 70, 75, 10, Some(1)), (2, 10, 70, 75, 10, Some(1))]);
    let late = plan(&(people(30) + &buses(2) + SLOW + &rule));
    // The slow one is alone: nobody else can come.
    assert_eq!(table(&late)[2], (3, 30, 90, 95, 10, None));
}

#[test]
fn a_phase_ends_after_its_convoys_and_those_who_wait_leave_at_once() {
    let first = "[[movement]]\noutbound = \"convoy\"\nreturn = \"convoy\"\nends = { convoys = 1 }\n";
    let plan =
        plan(&(people(40) + &buses(1) + SLOW + first + &movement("\"independent\"", "\"independent\"")));
    assert_eq!(
        table(&plan),
        [
            (1, 30, 90, 95, 10, Some(1)),
            (2, 30, 90, 95, 10, Some(1)),
            (1, 165, 225, 230, 10, None),
            (2, 185, 245, 250, 10, None)
        ]
    );
}

#[test]
fn a_phase_that_ends_by_the_clock_lets_those_go_who_stand_waiting() {
    let first = "[[movement]]\noutbound = \"convoy\"\nreturn = \"convoy\"\nends = { at = \"20 min\" }\n";
    let plan =
        plan(&(people(20) + &buses(1) + SLOW + first + &movement("\"independent\"", "\"independent\"")));
    assert_eq!(table(&plan), [(1, 20, 80, 85, 10, None), (2, 30, 90, 95, 10, None)]);
}

#[test]
fn a_phase_ends_when_enough_people_are_out() {
    for ends in ["{ out = 20 }", "{ share_out = 0.5 }"] {
        let first = format!("[[movement]]\noutbound = \"convoy\"\nreturn = \"convoy\"\nends = {ends}\n");
        let plan =
            plan(&(people(40) + &buses(1) + SLOW + &first + &movement("\"independent\"", "\"independent\"")));
        let departures: Vec<u64> = table(&plan).iter().map(|row| row.1).collect();
        assert_eq!(departures, [30, 30, 165, 185], "{ends}");
    }
}

#[test]
fn after_the_window_everybody_has_broken_away() {
    let first = movement("\"convoy\"", "\"convoy\"");
    let then = "[[movement]]\ngradual = { from = \"90 min\", to = \"94 min\" }\n";
    let plan = plan(&(people(40) + &buses(1) + SLOW + &first + then));
    let departures: Vec<u64> = table(&plan).iter().map(|row| row.1).collect();
    assert_eq!(departures, [30, 30, 165, 185]);
}

#[test]
fn berths_serve_first_come_first_served() {
    let text = "format = 1\nsites = { a = { berths = 1 }, b = { berths = 1 } }\n\
         routes.road = { from = \"a\", to = \"b\", both_ways = true, time = \"60 min\" }\n"
        .to_owned();
    let plan = crate::plan_of(&(text + &people(30) + &buses(3)));
    assert_eq!(
        table(&plan),
        [(1, 10, 70, 75, 10, None), (2, 20, 80, 85, 10, None), (3, 30, 90, 95, 10, None)]
    );
}

#[test]
fn who_is_more_urgent_boards_first_and_late_comers_board_while_others_do() {
    let groups = "people.later = { at = \"a\", to = \"b\", count = 6 }\n\
                  people.first = { at = \"a\", to = \"b\", count = 6, urgency = 1 }\n";
    let plan = plan(&(groups.to_owned() + &buses(1)));
    let rows: Vec<u32> = table(&plan).iter().map(|row| row.4).collect();
    assert_eq!(rows, [10, 2]);
    let late = "people.everyone = { at = \"a\", to = \"b\", arrivals = { times = [{ at = \"0 min\", people = 4 }, { at = \"5 min\", people = 3 }] } }\n";
    let bus = buses(1).replace("dwell = \"10 min\" }", "dwell = \"10 min\", per_person = \"1 min\" }");
    // 4 board until 14, the 3 who came at 5 board until 17.
    assert_eq!(table(&crate::plan(&(late.to_owned() + &bus))), [(1, 17, 77, 82, 7, None)]);
}

#[test]
fn a_vehicle_awaits_people_who_are_due_up_to_its_patience() {
    let groups = "people.everyone = { at = \"a\", to = \"b\", arrivals = { times = [{ at = \"0 min\", people = 4 }, { at = \"15 min\", people = 2 }, { at = \"3 h\", people = 1 }] } }\n";
    let bus = buses(1) + "max_wait = \"20 min\"\n";
    // Boarded at 10, waits until 30; the two of minute 15 board at once. The last one's bus waits for him.
    assert_eq!(
        table(&crate::plan(&(groups.to_owned() + &bus))),
        [(1, 30, 90, 95, 6, None), (1, 190, 250, 255, 1, None)]
    );
}

#[test]
fn a_rule_of_ones_own_that_lets_nobody_go_ends_in_an_error_that_names_who_waits() {
    use noria::plan::{Discipline, MovementRule, Release, Stop};
    #[derive(Debug)]
    struct Never;
    impl MovementRule for Never {
        fn name(&self) -> &str {
            "never"
        }
        fn release(&self, _stop: &Stop<'_>) -> Release {
            Release::Nobody
        }
    }
    let mut plan = plan(&(people(20) + &buses(2)));
    for movement in plan.movements.rows_mut() {
        movement.phases[0].outbound = Discipline::of(Never);
    }
    let mut engine = noria::engine::Engine::new(&plan, ());
    let stall = engine.run(3).unwrap_err();
    let text = stall.to_string();
    assert!(
        text.contains("replication 3 stalled: 2 vehicle(s)") && text.contains("20 people are not out"),
        "{text}"
    );
    assert!(text.contains("buses 1 waits to depart at a since") && text.contains("never"), "{text}");
}

#[test]
fn two_vehicles_cost_what_they_stand_for_and_what_they_drive() {
    let costs = "[costs.buses]\nper_vehicle = 100\nper_hour = 40\nper_km = 0.5\n";
    let text = "format = 1\nsites = { a = {}, b = {} }\n\
                routes.road = { from = \"a\", to = \"b\", both_ways = true, km = 30, time = \"60 min\" }\n"
        .to_owned();
    let plan = plan_of(&(text + &people(30) + &buses(2) + costs));
    let settings = RunOptions { replications: Some(1), ..RunOptions::default() };
    let study = Study::of(&plan).with(&settings).run().unwrap();
    // As above, the first vehicle drives three legs and is done after 210 minutes, the other drives one
    // and is done after 75.
    let wanted = 2.0 * 100.0 + (210.0 + 75.0) / 60.0 * 40.0 + 4.0 * 30.0 * 0.5;
    assert_eq!(study.metric("cost", "all").unwrap().mean, Some(wanted));
    assert_eq!(wanted, 450.0);
}
