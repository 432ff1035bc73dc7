//! Runs worked out on paper for everything that can happen between and around the trips: an hour's road
//! from `a` to `b` and back, buses of ten seats that board in ten minutes and alight in five.

use noria::engine::Engine;
use noria::plan::{
    Between, Breakdown, Caught, ChangeKind, Checkpoint, CheckpointId, Duty, DutyEnd, Entity, Fleet,
    FleetChange, FleetId, FuelRange, Group, GroupId, Hazards, Hours, Id, MovementId, Need, Onward, OwnCars,
    Part, Plan, Route, RouteId, Site, SiteId, Speeds, Station, SuspendedWhen, Suspension, Table, UnderWay,
    VehicleId,
};
use noria::record::{Auditor, Fate, Notice, Recorder};
use noria::stats::Distribution;
use noria::units::{HOUR, MINUTE, Span, Tick};

use crate::plan;

pub(super) const ROAD: RouteId = RouteId(0);
pub(super) const BACK: RouteId = RouteId(1);
pub(super) const B: SiteId = SiteId(1);

/// People at `a` and buses there; the road there is route 0, the road back route 1.
pub(super) fn base(people: u32, buses: u32) -> Plan {
    plan(&format!(
        "people.everyone = {{ at = \"a\", to = \"b\", count = {people} }}\n[fleets.buses]\ncount = {buses}\nseats = 10\n\
         start = \"a\"\nboarding = {{ dwell = \"10 min\" }}\nalighting = {{ dwell = \"5 min\" }}\n"
    ))
}

pub(super) fn fixed(minutes: u64) -> Distribution {
    Distribution::fixed((minutes * MINUTE) as f64).unwrap()
}

pub(super) fn at(minutes: u64) -> Tick {
    Tick(minutes * MINUTE)
}

pub(super) fn push<I: Id, T: Clone>(table: &mut Table<I, T>, row: T) -> I {
    let mut rows = table.rows().to_vec();
    rows.push(row);
    let id = I::from_index(rows.len() - 1);
    *table = Table::new(rows);
    id
}

/// Keeps all that it sees.
#[derive(Default)]
struct Diary(Vec<(Tick, Notice)>);

impl Recorder for Diary {
    fn record(&mut self, now: Tick, notice: &Notice) {
        self.0.push((now, *notice));
    }
}

pub(super) fn diary_of(plan: &Plan, replication: u64) -> Vec<(Tick, Notice)> {
    let mut engine = Engine::new(plan, (Diary::default(), Auditor::new(plan)));
    engine.run(replication).unwrap();
    assert_eq!(engine.recorder().1.fault(), None);
    std::mem::take(&mut engine.recorder_mut().0.0)
}

/// Since which minute a vehicle was in which state, states that lasted no time left out.
pub(super) fn states(diary: &[(Tick, Notice)], vehicle: u32) -> Vec<(u64, &'static str)> {
    let mut states: Vec<(u64, &str)> = Vec::new();
    for (now, notice) in diary {
        if let Notice::Changed { vehicle: VehicleId(id), to, .. } = notice
            && *id == vehicle
        {
            assert_eq!(now.0 % MINUTE, 0, "worked out in whole minutes");
            states.retain(|&(minute, _)| minute != now.0 / MINUTE);
            states.push((now.0 / MINUTE, to.name()));
        }
    }
    states
}

pub(super) fn vehicle(plan: &Plan, number: u32) -> Vec<(u64, &'static str)> {
    states(&diary_of(plan, 0), number)
}

pub(super) fn suspension(plan: &mut Plan, from: u64, to: u64, caught: Caught) {
    let row = Suspension {
        label: "suspensions.0".into(),
        routes: vec![ROAD],
        sites: Vec::new(),
        checkpoints: Vec::new(),
        caught,
        when: SuspendedWhen::Window(at(from), Some(at(to))),
        hours: None,
        entity: Entity::named("suspensions", "0"),
    };
    push(&mut plan.suspensions, row);
}

pub(super) fn checkpoint(plan: &mut Plan, lanes: u32, per_convoy: bool) -> CheckpointId {
    let row = Checkpoint { id: "gate".into(), lanes, per_convoy, time: fixed(20), hours: None };
    let checkpoint = push(&mut plan.checkpoints, row);
    plan.routes.rows_mut()[0].stations = vec![Station { at: 0.5, checkpoint }];
    checkpoint
}

fn convoy(plan: &mut Plan) {
    let rule = noria::plan::Discipline::of(noria::plan::Convoy::default());
    let phase = &mut plan.movements.rows_mut()[0].phases[0];
    (phase.outbound, phase.back) = (rule.clone(), rule);
}

#[test]
fn three_vehicles_share_two_lanes_of_a_checkpoint() {
    let mut plan = base(30, 3);
    checkpoint(&mut plan, 2, false);
    // At the gate at 40; two are checked until 60, the third from 60 to 80; half an hour more each.
    for bus in [0, 1] {
        assert_eq!(
            vehicle(&plan, bus),
            [
                (0, "boarding"),
                (10, "driving_loaded"),
                (40, "being_checked"),
                (60, "driving_loaded"),
                (90, "alighting"),
                (95, "stood_down")
            ]
        );
    }
    assert_eq!(
        vehicle(&plan, 2)[2..5],
        [(40, "queued_at_checkpoint"), (60, "being_checked"), (80, "driving_loaded")]
    );
}

#[test]
fn a_convoy_is_checked_once_where_it_is_checked_as_one() {
    let mut plan = base(30, 3);
    checkpoint(&mut plan, 1, true);
    convoy(&mut plan);
    for bus in 0..3 {
        let states = vehicle(&plan, bus);
        assert!(
            states.contains(&(60, "driving_loaded")) && states.contains(&(90, "alighting")),
            "{states:?}"
        );
    }
    plan.checkpoints.rows_mut()[0].per_convoy = false;
    assert!(
        vehicle(&plan, 2).contains(&(130, "alighting")),
        "checked one after the other: {:?}",
        vehicle(&plan, 2)
    );
}

#[test]
fn no_check_begins_while_the_gate_is_shut() {
    let mut plan = base(10, 1);
    let gate = checkpoint(&mut plan, 1, false);
    plan.checkpoints.rows_mut()[gate.index()].hours =
        Some(Hours::new(vec![(Span(2 * HOUR), Span(5 * HOUR))]));
    assert_eq!(
        vehicle(&plan, 0)[2..5],
        [(40, "queued_at_checkpoint"), (120, "being_checked"), (140, "driving_loaded")]
    );
}

#[test]
fn a_site_gives_berths_in_its_hours() {
    let mut plan = base(10, 1);
    plan.sites.rows_mut()[B.index()].hours = Some(Hours::new(vec![(Span(2 * HOUR), Span(5 * HOUR))]));
    assert_eq!(vehicle(&plan, 0)[2..], [(70, "queued_to_alight"), (120, "alighting"), (125, "stood_down")]);
}

#[test]
fn vehicles_keep_the_headway() {
    let mut plan = base(30, 3);
    plan.routes.rows_mut()[0].headway = Some(Span::minutes(5));
    for (bus, departs) in [(0, 10), (1, 15), (2, 20)] {
        let states = vehicle(&plan, bus);
        assert!(states.contains(&(departs, "driving_loaded")), "{states:?}");
        assert!(states.contains(&(departs + 60, "alighting")), "{states:?}");
    }
    assert_eq!(vehicle(&plan, 2)[1], (10, "held"));
}

#[test]
fn a_fast_vehicle_does_not_overtake_where_there_is_a_headway() {
    let mut plan = base(20, 2);
    plan.routes.rows_mut()[0].headway = Some(Span::minutes(5));
    let mut fast = plan.fleets.rows()[0].clone();
    (fast.id, fast.vehicles, fast.time_factor) = ("fast".into(), 1..2, 0.5);
    plan.fleets.rows_mut()[0].vehicles = 0..1;
    push(&mut plan.fleets, fast);
    // It would be there at 45, but the slow one ahead passes the end at 70.
    assert!(vehicle(&plan, 1).contains(&(75, "alighting")), "{:?}", vehicle(&plan, 1));
}

#[test]
fn who_is_caught_by_a_halt_stands_until_it_ends() {
    let mut plan = base(10, 1);
    suspension(&mut plan, 40, 100, Caught::Halt);
    assert_eq!(
        vehicle(&plan, 0)[1..5],
        [(10, "driving_loaded"), (40, "halted"), (100, "driving_loaded"), (130, "alighting")]
    );
}

#[test]
fn who_is_under_way_drives_on_where_only_departures_are_held() {
    let mut plan = base(20, 1);
    suspension(&mut plan, 40, 200, Caught::Finish);
    // Back at 135, boarded at 145, held until 200.
    assert_eq!(
        vehicle(&plan, 0)[1..8],
        [
            (10, "driving_loaded"),
            (70, "alighting"),
            (75, "driving_empty"),
            (135, "boarding"),
            (145, "held"),
            (200, "driving_loaded"),
            (260, "alighting")
        ]
    );
}

#[test]
fn who_turns_back_sets_people_down_where_they_came_from() {
    let mut plan = base(12, 1);
    suspension(&mut plan, 40, 100, Caught::TurnBack);
    let diary = diary_of(&plan, 0);
    // Thirty minutes driven, thirty back; five to alight; the same ten board again and are held until 100.
    assert_eq!(
        states(&diary, 0)[1..8],
        [
            (10, "driving_loaded"),
            (40, "turning_back"),
            (70, "alighting"),
            (75, "boarding"),
            (85, "held"),
            (100, "driving_loaded"),
            (160, "alighting")
        ]
    );
    let claims = diary.iter().filter_map(|(now, notice)| match notice {
        Notice::Claimed { people, since, .. } => Some((now.0 / MINUTE, *people, since.0 / MINUTE)),
        _ => None,
    });
    assert_eq!(claims.collect::<Vec<_>>(), [(0, 10, 0), (75, 10, 0), (225, 2, 0)], "their wait runs on");
}

#[test]
fn an_empty_vehicle_turns_back_too() {
    let mut plan = base(20, 1);
    plan.suspensions = Table::new(Vec::new());
    suspension(&mut plan, 95, 115, Caught::TurnBack);
    plan.suspensions.rows_mut()[0].routes = vec![BACK];
    assert_eq!(
        vehicle(&plan, 0)[3..7],
        [(75, "driving_empty"), (95, "turning_back"), (115, "driving_empty"), (175, "boarding")]
    );
}

#[test]
fn a_breakdown_in_a_convoy_keeps_only_the_broken_vehicle() {
    let mut plan = base(40, 2);
    convoy(&mut plan);
    let repair = fixed(30);
    plan.fleets.rows_mut()[0].breakdown = Some(Breakdown {
        every: Between::Driving(100.0 * MINUTE as f64),
        repair,
        crews: None,
        takeover: false,
    });
    // The times between failures are random: a replication is looked for in which the second bus, and it
    // alone, fails once on the first way out.
    let (replication, failed) = (0..500)
        .find_map(|replication| {
            let diary = diary_of(&plan, replication);
            let fails = |(now, notice): &(Tick, Notice)| match notice {
                Notice::Changed { vehicle, to, .. } if to.name() == "under_repair" => Some((*vehicle, *now)),
                _ => None,
            };
            let failures: Vec<_> = diary.iter().filter_map(fails).collect();
            let early = failures.iter().filter(|(_, when)| *when < at(220)).count();
            (early == 1 && failures[0].0.0 == 1 && failures[0].1 < at(70))
                .then(|| (replication, failures[0].1))
        })
        .unwrap();
    let diary = diary_of(&plan, replication);
    let when = |vehicle: u32, name: &str| {
        let seen = diary.iter().find(|(_, notice)| {
            matches!(notice, Notice::Changed { vehicle: VehicleId(id), to, .. } if *id == vehicle && to.name() == name)
        });
        seen.unwrap().0
    };
    assert!(at(10) < failed && failed < at(70));
    assert_eq!(when(0, "alighting"), at(70));
    assert_eq!(when(0, "driving_empty"), at(75), "the other goes back without it");
    assert_eq!(when(1, "alighting"), at(100), "half an hour of repair, an hour of driving");
}

#[test]
fn a_vehicle_that_passes_takes_people_over() {
    let mut plan = base(15, 2);
    plan.fleets.rows_mut()[0].boarding.per_person = fixed(1);
    plan.fleets.rows_mut()[0].breakdown = Some(Breakdown {
        every: Between::Driving(60.0 * MINUTE as f64),
        repair: fixed(1000),
        crews: Some(1),
        takeover: true,
    });
    // Ten board the one, which leaves at 20, five the other, which leaves at 15 with five places. A
    // replication is looked for in which one of them fails on its way where the other passes.
    let taken_over = |plan: &Plan, replication: u64| {
        diary_of(plan, replication).into_iter().find_map(|(_, notice)| match notice {
            Notice::TakenOver { from, to, people, .. } => Some((from, to, people)),
            _ => None,
        })
    };
    let (from, to, people) = (0..500).find_map(|replication| taken_over(&plan, replication)).unwrap();
    assert!(from != to && (1..=5).contains(&people), "{people}");
    plan.fleets.rows_mut()[0].breakdown.as_mut().unwrap().takeover = false;
    assert!((0..50).all(|replication| taken_over(&plan, replication).is_none()));
}

#[test]
fn a_vehicle_waits_for_the_only_crew() {
    let longest_wait = |crews: Option<u32>, replication: u64| {
        let mut plan = base(20, 2);
        plan.end = Some(at(3000));
        plan.fleets.rows_mut()[0].breakdown =
            Some(Breakdown { every: Between::Km(10.0), repair: fixed(600), crews, takeover: false });
        plan.routes.rows_mut().iter_mut().for_each(|route| route.km = Some(40.0));
        let (mut under_repair, mut longest) = (0, Span::ZERO);
        for (now, notice) in diary_of(&plan, replication) {
            let Notice::Changed { from, since, to, .. } = notice else { continue };
            under_repair -= i32::from(from.name() == "under_repair");
            under_repair += i32::from(to.name() == "under_repair");
            assert!(crews.is_none_or(|crews| under_repair <= crews as i32));
            if from.name() == "awaiting_repair" {
                longest = longest.max(now - since);
            }
        }
        longest
    };
    assert!((0..20).any(|replication| longest_wait(Some(1), replication) > Span::ZERO));
    assert!((0..20).all(|replication| longest_wait(None, replication) == Span::ZERO));
}

#[test]
fn a_driver_whose_time_is_up_under_way_rests_at_the_next_site() {
    let mut plan = base(20, 1);
    plan.fleets.rows_mut()[0].duty = Some(Duty {
        driving: Some(Span::minutes(50)),
        on_duty: None,
        rest: fixed(30),
        at_end: DutyEnd::AtOnce,
    });
    assert_eq!(
        vehicle(&plan, 0)[2..8],
        [
            (70, "alighting"),
            (75, "resting"),
            (105, "driving_empty"),
            (165, "resting"),
            (195, "boarding"),
            (205, "driving_loaded")
        ]
    );
    plan.fleets.rows_mut()[0].duty.as_mut().unwrap().at_end = DutyEnd::AfterTrip;
    assert_eq!(
        vehicle(&plan, 0)[2..6],
        [(70, "alighting"), (75, "driving_empty"), (135, "resting"), (165, "boarding")]
    );
}

#[test]
fn a_driver_rests_after_so_long_on_duty() {
    let mut plan = base(20, 1);
    plan.fleets.rows_mut()[0].duty = Some(Duty {
        driving: None,
        on_duty: Some(Span::minutes(130)),
        rest: fixed(45),
        at_end: DutyEnd::AfterTrip,
    });
    assert_eq!(vehicle(&plan, 0)[4..6], [(135, "resting"), (180, "boarding")]);
}

#[test]
fn a_vehicle_takes_fuel_before_it_would_run_dry() {
    let mut plan = base(30, 1);
    plan.routes.rows_mut().iter_mut().for_each(|route| route.km = Some(40.0));
    plan.fleets.rows_mut()[0].range = Some(FuelRange { km: 100.0, refuel: fixed(20) });
    // 40 km driven, 80 to go: it fills at the drop-off, and again after the next round.
    assert_eq!(
        vehicle(&plan, 0)[2..8],
        [
            (70, "alighting"),
            (75, "refuelling"),
            (95, "driving_empty"),
            (155, "boarding"),
            (165, "driving_loaded"),
            (225, "alighting")
        ]
    );
}

#[test]
fn a_vehicle_that_is_lost_leaves_its_people_waiting() {
    let mut plan = base(12, 2);
    plan.fleets.rows_mut()[0].changes =
        vec![FleetChange { at: at(40), vehicles: 1, kind: ChangeKind::Lost(None), only_if: None }];
    let diary = diary_of(&plan, 0);
    assert_eq!(states(&diary, 0)[1..], [(10, "driving_loaded"), (40, "absent")]);
    // The other bus brings the two, then comes back for the ten.
    let out = diary.iter().filter_map(|(now, notice)| match notice {
        Notice::Alighted { people, vehicle, .. } => Some((now.0 / MINUTE, vehicle.0, *people)),
        _ => None,
    });
    assert_eq!(out.collect::<Vec<_>>(), [(75, 1, 2), (210, 1, 10)]);
}

#[test]
fn people_of_a_lost_vehicle_wait_where_the_scenario_says() {
    let mut plan = base(10, 2);
    let whole = plan.groups.rows()[0].clone();
    let halfway = push(&mut plan.sites, Site::open("halfway"));
    for (from, to) in [(SiteId(0), halfway), (halfway, B), (B, halfway), (halfway, SiteId(0))] {
        push(&mut plan.routes, Route::plain("half", (from, to), fixed(30)));
    }
    let part = push(
        &mut plan.groups,
        Group { at: halfway, size: Some(Distribution::ZERO), part: Part::Stranded(GroupId(0)), ..whole },
    );
    let fleet = &mut plan.fleets.rows_mut()[0];
    fleet.takes.push(part);
    fleet.serves.push(halfway);
    let kind = ChangeKind::Lost(Some(vec![part, part]));
    fleet.changes = vec![FleetChange { at: at(40), vehicles: 1, kind, only_if: None }];
    let diary = diary_of(&plan, 0);
    // The second bus, without work at `a`, is called to them: there at 70, boarded at 80, at `b` at 110.
    assert_eq!(
        states(&diary, 1),
        [
            (40, "driving_empty"),
            (70, "boarding"),
            (80, "driving_loaded"),
            (110, "alighting"),
            (115, "stood_down")
        ]
    );
}

#[test]
fn vehicles_join_and_leave_when_they_are_to() {
    let mut plan = base(40, 2);
    let fleet = &mut plan.fleets.rows_mut()[0];
    fleet.changes = vec![
        FleetChange { at: at(30), vehicles: 1, kind: ChangeKind::Join, only_if: None },
        FleetChange { at: at(100), vehicles: 1, kind: ChangeKind::Leave, only_if: None },
    ];
    // The first leaves at 100, when it is on its way back: it is out where it comes to.
    assert_eq!(vehicle(&plan, 0)[3..], [(75, "driving_empty"), (135, "absent")]);
    assert_eq!(vehicle(&plan, 1)[..3], [(0, "absent"), (30, "boarding"), (40, "driving_loaded")]);
}

#[test]
fn a_vehicle_enters_service_when_it_is_ready() {
    let mut plan = base(10, 1);
    plan.fleets.rows_mut()[0].ready = Some(fixed(25));
    assert_eq!(vehicle(&plan, 0)[..3], [(0, "absent"), (25, "boarding"), (35, "driving_loaded")]);
}

#[test]
fn a_shelter_that_is_full_sends_people_to_the_next() {
    let mut plan = base(30, 2);
    let far = push(&mut plan.sites, Site::open("far"));
    for (from, to) in [(SiteId(0), far), (B, far), (far, SiteId(0))] {
        push(&mut plan.routes, Route::plain("more", (from, to), fixed(90)));
    }
    plan.sites.rows_mut()[B.index()].capacity = Some(15);
    plan.groups.rows_mut()[0].to.push(far);
    let diary = diary_of(&plan, 0);
    let down = diary.iter().filter_map(|(now, notice)| match notice {
        Notice::Alighted { vehicle, site, people, .. } => Some((now.0 / MINUTE, vehicle.0, site.0, *people)),
        _ => None,
    });
    // The first fills ten places of fifteen; the second sets five down there and drives on with five. The
    // first is back at 135 and brings the last ten to the far one.
    assert_eq!(down.collect::<Vec<_>>(), [(75, 0, 1, 10), (75, 1, 1, 5), (170, 1, 2, 5), (240, 0, 2, 10)]);
}

#[test]
fn people_wait_where_every_shelter_is_full() {
    let mut plan = base(30, 2);
    plan.sites.rows_mut()[B.index()].capacity = Some(15);
    let diary = diary_of(&plan, 0);
    let out: u32 = diary
        .iter()
        .map(|(_, notice)| if let Notice::Alighted { people, .. } = notice { *people } else { 0 })
        .sum();
    assert_eq!(out, 15, "and the run ends");
}

#[test]
fn an_itinerary_is_made_stop_by_stop() {
    let mut plan = base(25, 1);
    let a = SiteId(0);
    plan.fleets.rows_mut()[0].itinerary = Some(vec![a, B, a, B]);
    let diary = diary_of(&plan, 0);
    assert_eq!(
        states(&diary, 0),
        [
            (0, "boarding"),
            (10, "driving_loaded"),
            (70, "alighting"),
            (75, "driving_empty"),
            (135, "boarding"),
            (145, "driving_loaded"),
            (205, "alighting"),
            (210, "stood_down")
        ]
    );
}

#[test]
fn an_itinerary_collects_at_several_stops() {
    let mut plan = base(6, 1);
    let c = push(&mut plan.sites, Site::open("c"));
    for (from, to) in [(SiteId(0), c), (c, B)] {
        push(&mut plan.routes, Route::plain("more", (from, to), fixed(20)));
    }
    let there = push(&mut plan.groups, Group::plain("there", (c, B), Distribution::fixed(7.0).unwrap()));
    let fleet = &mut plan.fleets.rows_mut()[0];
    fleet.takes.push(there);
    fleet.serves.push(c);
    fleet.itinerary = Some(vec![SiteId(0), c, B]);
    let diary = diary_of(&plan, 0);
    let claims = diary.iter().filter_map(|(now, notice)| match notice {
        Notice::Claimed { group, people, .. } => Some((now.0 / MINUTE, group.0, *people)),
        _ => None,
    });
    assert_eq!(claims.collect::<Vec<_>>(), [(0, 0, 6), (30, 1, 4)], "four of its ten places are left");
    assert!(states(&diary, 0).contains(&(60, "alighting")));
}

#[test]
fn a_share_goes_on_with_other_vehicles() {
    let mut plan = base(10, 1);
    let hospital = push(&mut plan.sites, Site::open("hospital"));
    for (from, to) in [(B, hospital), (hospital, B)] {
        push(&mut plan.routes, Route::plain("on", (from, to), fixed(40)));
    }
    let whole = plan.groups.rows()[0].clone();
    let part = push(
        &mut plan.groups,
        Group {
            at: B,
            to: vec![hospital],
            size: Some(Distribution::ZERO),
            part: Part::Onward(GroupId(0)),
            ..whole
        },
    );
    plan.groups.rows_mut()[0].onward = Some(Onward { share: 1.0, parts: vec![(B, part)] });
    let mut other = Fleet::plain("other", 1..2, B);
    (other.takes, other.places[0]) = (vec![part], Distribution::fixed(4.0).unwrap());
    push(&mut plan.fleets, other);
    let diary = diary_of(&plan, 0);
    // They are out at 75; the other vehicle takes four at a time, forty minutes there and back.
    let on = diary.iter().filter_map(|(now, notice)| match notice {
        Notice::Alighted { site, people, .. } if *site == hospital => Some((now.0 / MINUTE, *people)),
        _ => None,
    });
    assert_eq!(on.collect::<Vec<_>>(), [(115, 4), (195, 4), (275, 2)]);
}

#[test]
fn own_cars_fill_up_and_take_the_same_road() {
    let mut plan = base(10, 1);
    let mut cars = Fleet::plain("all", 1..4, SiteId(0));
    (cars.own_cars_of, cars.serves, cars.movement) = (Some(GroupId(0)), Vec::new(), MovementId(0));
    let fleet = push(&mut plan.fleets, cars);
    let window = (at(100), at(100));
    plan.groups.rows_mut()[0].own_cars = Some(OwnCars { share: 1.0, people_per_car: 4.0, window, fleet });
    let gate = checkpoint(&mut plan, 1, false);
    plan.checkpoints.rows_mut()[gate.index()].time = fixed(3);
    let diary = diary_of(&plan, 0);
    let off = diary.iter().filter_map(|(now, notice)| match notice {
        Notice::DroveOff { people, .. } => Some((now.0 / MINUTE, *people)),
        _ => None,
    });
    assert_eq!(off.collect::<Vec<_>>(), [(100, 4), (100, 4), (100, 2)]);
    let inn = diary.iter().filter_map(|(now, notice)| match notice {
        Notice::DroveIn { people, .. } => Some((now.0 / MINUTE, *people)),
        _ => None,
    });
    assert_eq!(
        inn.collect::<Vec<_>>(),
        [(163, 4), (166, 4), (169, 2)],
        "one after the other through the gate"
    );
    assert_eq!(states(&diary, 0), [], "the bus has nothing to do");
}

#[test]
fn companions_take_seats_beside_stretchers() {
    let mut plan = base(5, 1);
    let group = &mut plan.groups.rows_mut()[0];
    (group.need, group.companions) = (Need::Stretcher, Some(Distribution::ONE));
    plan.fleets.rows_mut()[0].places = [Distribution::fixed(3.0).unwrap(), Distribution::fixed(4.0).unwrap()];
    let diary = diary_of(&plan, 0);
    let out = diary.iter().filter_map(|(_, notice)| {
        if let Notice::Alighted { people, .. } = notice { Some(*people) } else { None }
    });
    assert_eq!(out.collect::<Vec<_>>(), [6, 4], "three patients with one companion each, then two");
}

#[test]
fn an_operation_in_progress_goes_on() {
    let mut plan = base(5, 2);
    plan.groups.rows_mut()[0].already_out = vec![(B, 20)];
    plan.fleets.rows_mut()[0].under_way = vec![UnderWay {
        vehicles: 1,
        from: SiteId(0),
        to: B,
        arrives: at(25),
        people: vec![(GroupId(0), 8)],
    }];
    let diary = diary_of(&plan, 0);
    assert_eq!(states(&diary, 0)[..3], [(0, "driving_loaded"), (25, "alighting"), (30, "stood_down")]);
    let expected = diary.iter().find_map(|(_, notice)| {
        if let Notice::Expected { people, .. } = notice { Some(*people) } else { None }
    });
    assert_eq!(expected, Some(33), "five who wait, eight under way, twenty out");
}

#[test]
fn hazards_befall_those_who_wait_at_their_rate() {
    let mut plan = base(1000, 1);
    plan.end = Some(at(60));
    plan.fleets.rows_mut()[0].ready = Some(fixed(6000));
    plan.groups.rows_mut()[0].hazards = Hazards { giving_up: 0.2, dying: 0.1, ..Hazards::default() };
    let (mut left, mut died) = (0u32, 0u32);
    for replication in 0..50 {
        for (_, notice) in diary_of(&plan, replication) {
            match notice {
                Notice::Harmed { fate: Fate::OnFoot, .. } => left += 1,
                Notice::Harmed { fate: Fate::Died, .. } => died += 1,
                _ => {}
            }
        }
    }
    // After an hour a share of 1 - exp(-0.3) is gone, two thirds of it on foot: binomial, n = 50 000.
    let gone = 1.0 - libm::exp(-0.3);
    for (count, share) in [(left, gone * 2.0 / 3.0), (died, gone / 3.0)] {
        let n = 50_000.0;
        let sd = (n * share * (1.0 - share)).sqrt();
        assert!((f64::from(count) - n * share).abs() < 4.0 * sd, "{count} of {n}, not {share}");
    }
}

#[test]
fn who_gets_worse_needs_a_stretcher_from_then_on() {
    let mut plan = base(50, 1);
    plan.end = Some(at(24 * 60));
    plan.fleets.rows_mut()[0].ready = Some(fixed(6000));
    let lying = Group { need: Need::Stretcher, ..Group::plain("lying", (SiteId(0), B), Distribution::ZERO) };
    let lying = push(&mut plan.groups, lying);
    plan.groups.rows_mut()[0].hazards.worsening = Some((0.5, lying));
    let diary = diary_of(&plan, 0);
    let worse =
        diary.iter().filter(|(_, notice)| matches!(notice, Notice::Harmed { fate: Fate::Worsened(_), .. }));
    assert_eq!(worse.count(), 50, "in a day at one in two hours, all");
}

#[test]
fn routes_are_driven_by_their_length_at_speeds() {
    let mut plan = base(20, 1);
    for route in plan.routes.rows_mut() {
        (route.km, route.speeds) = (Some(30.0), Some(Speeds { empty: 60.0, loaded: 20.0 }));
    }
    plan.routes.rows_mut()[1].by_fleet = vec![(FleetId(0), 2.0)];
    // Loaded 90 min, empty 30 min times two by the fleet's factor on the way back.
    assert_eq!(
        vehicle(&plan, 0)[1..5],
        [(10, "driving_loaded"), (100, "alighting"), (105, "driving_empty"), (165, "boarding")]
    );
}

#[test]
fn the_desk_may_suspend_a_road() {
    let mut plan = base(30, 1);
    suspension(&mut plan, 0, 0, Caught::Finish);
    plan.suspensions.rows_mut()[0].when =
        SuspendedWhen::Out { people: 10, reported_by: None, lasts: fixed(200) };
    // Ten are out at 75: departures on the road are held until 275.
    assert_eq!(vehicle(&plan, 0)[4..7], [(135, "boarding"), (145, "held"), (275, "driving_loaded")]);
}

#[test]
fn random_suspensions_last_as_long_as_their_law_says() {
    let mut plan = base(0, 1);
    plan.end = Some(Tick(10_000 * HOUR));
    suspension(&mut plan, 0, 0, Caught::Finish);
    plan.groups.rows_mut()[0].size = Some(Distribution::fixed(3_000_000.0).unwrap());
    plan.suspensions.rows_mut()[0].when =
        SuspendedWhen::Random { from: at(0), to: None, every: 10.0 * HOUR as f64, lasts: fixed(120) };
    let (mut begun, mut closed, mut since) = (0u32, 0u64, None);
    for (now, notice) in diary_of(&plan, 0) {
        if let Notice::Suspended { begins, .. } = notice {
            match begins {
                true => (begun, since) = (begun + 1, Some(now)),
                false => closed += (now - since.take().unwrap()).0,
            }
        }
    }
    // A renewal process with a mean cycle of 12 h: 833 in 10 000 h, give or take four deviations of
    // sqrt(833) * 10 / 12.
    assert!((f64::from(begun) - 833.3).abs() < 4.0 * 24.1, "{begun}");
    assert_eq!(closed, u64::from(begun - u32::from(since.is_some())) * 2 * HOUR);
}

/// When the phase after the first begins in a run of buses that leave in convoys at first.
fn second_phase(people: &str, ends: &str) -> Option<Tick> {
    let plan = plan(&format!(
        "people.everyone = {{ at = \"a\", to = \"b\", {people} }}\n\
         fleets.buses = {{ count = 2, seats = 10, stretchers = 10, start = \"a\" }}\n\
         [[movement]]\noutbound = \"convoy\"\nends = {{ {ends} }}\n[[movement]]\n"
    ));
    let began = |(now, notice): (Tick, Notice)| matches!(notice, Notice::PhaseBegan { .. }).then_some(now);
    diary_of(&plan, 0).into_iter().find_map(began)
}

#[test]
fn shares_who_are_out_are_of_those_who_do_not_refuse() {
    // About half of 80 go: 20 are out at 60, 40 at 180, so many more at 300.
    let began = second_phase("count = 80, refuses = 0.5", "share_out = 0.9");
    assert!(began == Some(at(180)) || began == Some(at(300)), "{began:?}");
    // Each of those who go, and each of those who refuse, has a companion with them.
    let patients = "needs = \"stretcher\", companions = 1, count = 40, refuses = 0.5";
    assert!(second_phase(patients, "share_out = 1.0").is_some());
    let coming = "arrivals.evenly = { from = \"0 min\", to = \"40 min\" }";
    assert!(second_phase(&format!("{patients}, {coming}"), "share_out = 1.0").is_some());
}

#[test]
fn the_desk_knows_from_the_start_who_is_out_already() {
    assert_eq!(second_phase("count = 10, already_out = { b = 20 }", "out = 15"), Some(at(0)));
    let mut plan = base(10, 1);
    plan.groups.rows_mut()[0].already_out = vec![(B, 20)];
    suspension(&mut plan, 0, 1, Caught::Finish);
    plan.suspensions.rows_mut()[0].when =
        SuspendedWhen::Out { people: 15, reported_by: None, lasts: fixed(30) };
    assert_eq!(vehicle(&plan, 0)[..3], [(0, "boarding"), (10, "held"), (30, "driving_loaded")]);
}

#[test]
fn what_is_suspended_from_the_start_holds_from_the_first_instant() {
    let mut plan = plan(
        "people.everyone = { at = \"a\", to = \"b\", count = 10 }\n\
         fleets.buses = { count = 1, seats = 10, start = \"b\" }\n",
    );
    suspension(&mut plan, 0, 20, Caught::Finish);
    plan.suspensions.rows_mut()[0].routes = vec![BACK];
    assert_eq!(vehicle(&plan, 0)[..2], [(0, "held"), (20, "driving_empty")]);
    let mut plan = base(10, 1);
    suspension(&mut plan, 0, 20, Caught::Finish);
    plan.suspensions.rows_mut()[0].routes = Vec::new();
    plan.suspensions.rows_mut()[0].sites = vec![SiteId(0)];
    assert_eq!(vehicle(&plan, 0)[..2], [(0, "queued_to_board"), (20, "boarding")]);
}
