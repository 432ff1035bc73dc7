//! Who waits for what: runs worked out on paper in which somebody waits for people, a road or others in vain.

use noria::engine::Engine;
use noria::plan::Plan;
use noria::record::{Auditor, Notice, Recorder};
use noria::units::{MINUTE, Tick};
use noria::world::State;

use crate::plan_of;

/// What each vehicle did since which minute.
#[derive(Default)]
struct Diary(Vec<(u64, u32, State)>);

impl Recorder for Diary {
    fn record(&mut self, now: Tick, notice: &Notice) {
        if let Notice::Changed { vehicle, to, .. } = notice {
            self.0.push((now.0 / MINUTE, vehicle.0, *to));
        }
    }
}

/// Two pickups `a` and `b` and a drop-off `out`, ten minutes from each other; the rest is the case's.
fn plan(rest: &str) -> Plan {
    let ways = ["a-out", "b-out", "a-b"].map(|way| {
        let (from, to) = way.split_once('-').unwrap();
        format!(
            "routes.{way} = {{ from = \"{from}\", to = \"{to}\", both_ways = true, time = \"10 min\" }}\n"
        )
    });
    plan_of(&format!(
        "format = 1\nname = \"hindered\"\nsites = {{ a = {{}}, b = {{}}, out = {{}} }}\n{}{rest}",
        ways.concat()
    ))
}

/// When a vehicle began to do something, in minutes.
fn since(plan: &Plan, vehicle: u32, state: State) -> Vec<u64> {
    let mut engine = Engine::new(plan, (Diary::default(), Auditor::new(plan)));
    engine.run(0).unwrap_or_else(|stall| panic!("{stall}"));
    assert_eq!(engine.recorder().1.fault(), None);
    let told = engine.recorder().0.0.iter().filter(|&&(_, who, what)| (who, what) == (vehicle, state));
    told.map(|&(minute, ..)| minute).collect()
}

/// Two parties of four come, at one and at two o'clock, and each van has six seats.
const PARTIES: &str = "people.x = { at = \"a\", to = \"out\", count = 8, party = 4, arrivals = { times = [\
                       { at = \"1 h\", people = 4 }, { at = \"2 h\", people = 4 }] } }\n\
                       fleets.van = { count = 2, seats = 6, start = \"a\", max_wait = \"5 h\", boarding = { dwell = \"1 min\" } }\n";

#[test]
fn who_awaits_more_people_leaves_when_nobody_else_is_due() {
    let plan = plan(PARTIES);
    assert_eq!(since(&plan, 0, State::AwaitingPeople), [0, 61]);
    assert_eq!(since(&plan, 0, State::DrivingLoaded), [120]);
    assert_eq!(since(&plan, 1, State::DrivingLoaded), [121]);
}

#[test]
fn a_convoy_does_not_wait_for_people_who_are_not_due() {
    let plan = plan(&format!("{PARTIES}[[movement]]\noutbound = \"convoy\"\n"));
    assert_eq!(since(&plan, 0, State::DrivingLoaded), [121]);
    assert_eq!(since(&plan, 1, State::DrivingLoaded), [121]);
}

/// The pickup opens at half past; a bus that takes two groups claims the last of the one that the van in line
/// behind it could take.
#[test]
fn who_is_in_line_decides_again_when_another_fleet_claims_the_last_of_its_people() {
    let plan = plan_of(
        "format = 1\nname = \"in-line\"\nclock.end = \"1 day\"\n\
         sites = { a = { berths = 1, hours = [{ from = 00:30:00, to = 23:00:00 }] }, b = {}, out = {}, depot = {} }\n\
         routes.ao = { from = \"a\", to = \"out\", both_ways = true, time = \"10 min\" }\n\
         routes.bo = { from = \"b\", to = \"out\", both_ways = true, time = \"10 min\" }\n\
         routes.ab = { from = \"a\", to = \"b\", both_ways = true, time = \"10 min\" }\n\
         routes.da = { from = \"depot\", to = \"a\", time = \"10 min\" }\n\
         people.x = { at = \"a\", to = \"out\", count = 5, urgency = 1 }\n\
         people.y = { at = \"a\", to = \"out\", count = 20 }\n\
         people.z = { at = \"b\", to = \"out\", count = 5, arrivals = { times = [{ at = \"30 min\", people = 5 }] } }\n\
         fleets.van = { count = 1, seats = 5, start = \"depot\", takes = [\"x\", \"z\"], serves = [\"a\", \"b\"], \
         dispatch = \"fixed\" }\n\
         fleets.bus = { count = 1, seats = 10, start = \"a\", takes = [\"x\", \"y\"], boarding = { dwell = \"2 h\" } }\n",
    );
    assert_eq!(since(&plan, 0, State::QueuedToBoard), [10, 40]);
    assert_eq!(since(&plan, 0, State::DrivingEmpty), [0, 30]);
}

/// The two who come to the first pickup have a car: nobody is due there.
#[test]
fn nobody_parks_for_people_who_will_drive() {
    let plan = plan(
        "clock.end = \"1 day\"\n\
         people.x = { at = \"a\", to = \"out\", count = 2, party = 2, own_cars = { share = 1.0, people_per_car = 2, \
         from = \"3 h\", to = \"4 h\" }, arrivals = { times = [{ at = \"2 h\", people = 2 }] } }\n\
         people.y = { at = \"b\", to = \"out\", count = 5, arrivals = { times = [{ at = \"1 h\", people = 5 }] } }\n\
         fleets.van = { count = 1, seats = 5, start = \"a\", dispatch = \"fixed\", serves = [\"a\", \"b\"] }\n",
    );
    assert_eq!(since(&plan, 0, State::DrivingEmpty), [0]);
    assert_eq!(since(&plan, 0, State::Parked), [10]);
    assert_eq!(since(&plan, 0, State::DrivingLoaded), [60]);
}

/// The road back is closed to the end, so that the second van never comes for the convoy.
#[test]
fn waiting_for_a_road_that_stays_closed_is_an_outcome_and_not_a_stall() {
    let plan = plan_of(
        "format = 1\nname = \"closed\"\nclock.end = \"10 h\"\nsites = { a = {}, out = {} }\n\
         routes.ao = { from = \"a\", to = \"out\", time = \"10 min\" }\n\
         routes.oa = { from = \"out\", to = \"a\", time = \"10 min\" }\n\
         people.x = { at = \"a\", to = \"out\", count = 10 }\n\
         fleets.van = { count = 1, seats = 5, start = \"a\" }\n\
         fleets.bus = { count = 1, seats = 5, start = \"out\", ready = \"2 min\" }\n\
         [[movement]]\noutbound = \"convoy\"\n\
         [[suspensions]]\nroutes = [\"oa\"]\nfrom = \"1 min\"\nunder_way = \"finish\"\n",
    );
    assert_eq!(since(&plan, 0, State::ReadyToDepart), [0]);
    assert_eq!(since(&plan, 1, State::Held), [2]);
}

/// When phases began, in minutes.
#[derive(Default)]
struct Beginnings(Vec<u64>);

impl Recorder for Beginnings {
    fn record(&mut self, now: Tick, notice: &Notice) {
        if let Notice::PhaseBegan { .. } = notice {
            self.0.push(now.0 / MINUTE);
        }
    }
}

/// Two vans are full at ten; the road out opens at sixty.
#[test]
fn a_convoy_counts_as_having_left_when_the_road_lets_it_leave() {
    let plan = plan_of(
        "format = 1\nname = \"held\"\nsites = { a = {}, out = {} }\n\
         routes.ao = { from = \"a\", to = \"out\", time = \"10 min\" }\n\
         routes.oa = { from = \"out\", to = \"a\", time = \"10 min\" }\n\
         people.x = { at = \"a\", to = \"out\", count = 10 }\n\
         fleets.van = { count = 2, seats = 5, start = \"a\", boarding = { dwell = \"10 min\" } }\n\
         [[movement]]\noutbound = \"convoy\"\nends = { convoys = 1 }\n[[movement]]\noutbound = \"independent\"\n\
         [[suspensions]]\nroutes = [\"ao\"]\nfrom = \"5 min\"\nto = \"60 min\"\nunder_way = \"finish\"\n",
    );
    let mut engine = Engine::new(&plan, (Beginnings::default(), Auditor::new(&plan)));
    engine.run(0).unwrap_or_else(|stall| panic!("{stall}"));
    assert_eq!(engine.recorder().1.fault(), None);
    assert_eq!(engine.recorder().0.0, [60]);
    assert_eq!(since(&plan, 0, State::DrivingLoaded), [60]);
}

/// An hour's road with a gap of forty minutes between vehicles. The first is at the gate at 6, checked for both
/// by 11, and at the bridge from 35 to 40; the second sets out at 40, passes both, and is there at 100.
#[test]
fn a_convoy_that_has_been_checked_at_two_checkpoints_passes_both() {
    let plan = plan_of(
        "format = 1\nname = \"apart\"\nsites = { a = {}, out = {} }\n\
         [routes.ao]\nfrom = \"a\"\nto = \"out\"\nboth_ways = true\ntime = \"60 min\"\nheadway = \"40 min\"\n\
         checkpoints = [{ name = \"gate\", at = 0.1, ways = \"out\", per = \"convoy\", time = \"5 min\" },\n\
         { name = \"bridge\", at = 0.5, ways = \"out\", per = \"convoy\", time = \"5 min\" }]\n\
         [people.x]\nat = \"a\"\nto = \"out\"\ncount = 10\n\
         [fleets.van]\ncount = 2\nseats = 5\nstart = \"a\"\n[[movement]]\noutbound = \"convoy\"\n",
    );
    assert_eq!(since(&plan, 0, State::BeingChecked), [6, 35]);
    assert!(since(&plan, 1, State::BeingChecked).is_empty());
    assert_eq!(since(&plan, 1, State::Alighting), [110]);
}

/// A family of eight is at `a`, whom the van of six has no room for; two people are at `b`.
#[test]
fn who_has_no_room_for_anybody_at_one_pickup_goes_to_another() {
    let plan = plan(
        "people.x = { at = \"a\", to = \"out\", count = 8, party = 8 }\n\
         people.y = { at = \"b\", to = \"out\", count = 2 }\n\
         fleets.van = { count = 1, seats = 6, start = \"a\", serves = [\"a\", \"b\"] }\n\
         fleets.coach = { count = 1, seats = 10, start = \"out\", serves = [\"a\"], ready = \"1 h\" }\n",
    );
    assert_eq!(since(&plan, 0, State::DrivingEmpty), [0]);
    assert_eq!(since(&plan, 0, State::DrivingLoaded), [10]);
    assert_eq!(since(&plan, 0, State::StoodDown), [20]);
    assert_eq!(since(&plan, 1, State::DrivingLoaded), [70]);
}

/// The same, with families at both pickups: nobody sends the van to them, and it stays where it is.
#[test]
fn who_has_no_room_for_any_party_anywhere_is_not_sent_to_them() {
    let plan = plan(
        "clock.end = \"1 day\"\npeople.x = { at = \"a\", to = \"out\", count = 8, party = 8 }\n\
         people.y = { at = \"b\", to = \"out\", count = 8, party = 8 }\n\
         fleets.van = { count = 1, seats = 6, start = \"a\" }\n\
         fleets.coach = { count = 1, seats = 10, start = \"out\", ready = \"20 h\" }\n",
    );
    assert!(since(&plan, 0, State::DrivingEmpty).is_empty());
    assert_eq!(since(&plan, 1, State::DrivingLoaded), [1210, 1230]);
}

/// Families of five to eight may be at either pickup, as far as is known: the van tries each once.
#[test]
fn who_has_no_room_for_anybody_anywhere_tries_each_pickup_once() {
    let plan = plan(
        "clock.end = \"1 day\"\npeople.x = { at = \"a\", to = \"out\", count = 8, party = { uniform = [6, 40] } }\n\
         people.y = { at = \"b\", to = \"out\", count = 8, party = { uniform = [6, 40] } }\n\
         fleets.van = { count = 1, seats = 6, start = \"a\" }\n\
         fleets.coach = { count = 1, seats = 40, start = \"out\", ready = \"20 h\" }\n",
    );
    assert_eq!(since(&plan, 0, State::DrivingEmpty), [0]);
    assert_eq!(since(&plan, 0, State::StoodDown), [10]);
}

/// A family of eight comes at one o'clock; the two vans that have parked for them have six seats each, the coach
/// behind them ten.
#[test]
fn parked_vehicles_without_room_leave_people_to_those_with_more() {
    let plan = plan(
        "people.x = { at = \"a\", to = \"out\", count = 8, party = 8, arrivals = { times = [\
         { at = \"1 h\", people = 8 }] } }\n\
         people.y = { at = \"a\", to = \"out\", count = 10, arrivals = { times = [{ at = \"2 h\", people = 10 }] } }\n\
         fleets.van = { count = 2, seats = 6, start = \"a\" }\n\
         fleets.coach = { count = 1, seats = 10, start = \"a\" }\n",
    );
    assert_eq!(since(&plan, 0, State::Parked), [0, 60]);
    assert_eq!(since(&plan, 2, State::DrivingLoaded)[0], 60);
}

/// The gate, half an hour away, is suspended from the first instant until 50.
#[test]
fn a_checkpoint_that_is_suspended_from_the_start_checks_nobody_until_it_opens() {
    let plan = plan_of(
        "format = 1\nname = \"gate\"\nsites = { a = {}, out = {} }\n\
         [routes.ao]\nfrom = \"a\"\nto = \"out\"\nboth_ways = true\ntime = \"60 min\"\n\
         checkpoints = [{ name = \"gate\", at = 0.5, ways = \"out\", time = \"5 min\" }]\n\
         [people.x]\nat = \"a\"\nto = \"out\"\ncount = 5\n[fleets.van]\ncount = 1\nseats = 5\nstart = \"a\"\n\
         [[suspensions]]\ncheckpoints = [\"gate\"]\nfrom = \"0 min\"\nto = \"50 min\"\n",
    );
    assert_eq!(since(&plan, 0, State::QueuedAtCheckpoint), [30]);
    assert_eq!(since(&plan, 0, State::BeingChecked), [50]);
    assert_eq!(since(&plan, 0, State::Alighting), [85]);
}
