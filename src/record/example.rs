//! A plan in which much can happen, and the notices of a run by hand, for the tests of this room.

use super::{Fate, Notice, Recorder};
use crate::plan::{
    Caught, ChangeKind, Checkpoint, CheckpointId, Discipline, Fleet, FleetChange, FleetId, Group, GroupId,
    Hazards, LocalClock, Movement, Onward, OwnCars, Part, Phase, Plan, Route, RouteId, Site, SiteId, Station,
    SuspendedWhen, Suspension, SuspensionId, Table, VehicleId,
};
use crate::stats::Distribution;
use crate::units::{HOUR, MINUTE, Tick};
use crate::world::State;

/// People wait at `TOWN`, are set down at `CAMP`, and some go on to `CLINIC`.
pub(super) const TOWN: SiteId = SiteId(0);
pub(super) const CAMP: SiteId = SiteId(1);
pub(super) const CLINIC: SiteId = SiteId(2);

/// The group, those of it who go on from the camp, and those of both whom a lost vehicle leaves there.
pub(super) const WHOLE: GroupId = GroupId(0);
pub(super) const ONWARD: GroupId = GroupId(1);
pub(super) const STRANDED: GroupId = GroupId(2);
const STRANDED_ON: GroupId = GroupId(3);

/// From the town to the camp, and on to the clinic.
pub(super) const OUT: RouteId = RouteId(0);
const ON: RouteId = RouteId(2);

/// So many minutes after the start.
pub(super) fn minute(minutes: u64) -> Tick {
    Tick(minutes * MINUTE)
}

/// A law that always gives one value.
pub(super) fn fixed(value: f64) -> Distribution {
    Distribution::fixed(value).unwrap()
}

fn route(id: &str, ends: (SiteId, SiteId)) -> Route {
    Route { km: Some(20.0), ..Route::plain(id, ends, fixed(HOUR as f64)) }
}

/// One group at the town; two buses that carry ten, and may be lost; a clinic beyond the camp; own cars;
/// a checkpoint half way; a suspension after which vehicles turn back.
pub(crate) fn plan() -> Plan {
    let whole = Group::plain("people", (TOWN, CAMP), fixed(20.0));
    let onward = Onward { share: 0.5, parts: vec![(CAMP, ONWARD)] };
    let cars =
        OwnCars { share: 0.1, people_per_car: 4.0, window: (Tick::START, minute(60)), fleet: FleetId(1) };
    let hazards = Hazards { worsening: None, giving_up: 0.1, dying: 0.1, dying_aboard: 0.1 };
    let part = |part, at, to| Group { part, ..Group::plain("people", (at, to), Distribution::ZERO) };
    let lost = ChangeKind::Lost(Some(vec![STRANDED, STRANDED_ON, STRANDED, STRANDED_ON]));
    let buses = Fleet {
        places: [fixed(10.0), Distribution::ZERO],
        takes: vec![WHOLE, ONWARD, STRANDED, STRANDED_ON],
        serves: vec![TOWN, CAMP],
        changes: vec![FleetChange { at: minute(190), vehicles: 1, kind: lost, only_if: None }],
        ..Fleet::plain("buses", 0..2, TOWN)
    };
    let own = Fleet { own_cars_of: Some(WHOLE), ..Fleet::plain("people", 2..3, TOWN) };
    let mut out = route("road", (TOWN, CAMP));
    out.stations = vec![Station { at: 0.5, checkpoint: CheckpointId(0) }];
    let alone = Phase {
        outbound: Discipline::independent(),
        back: Discipline::independent(),
        ends: None,
        gradual: None,
    };
    Plan {
        name: "example".to_owned(),
        title: "An example".to_owned(),
        clock: LocalClock::new(0, 0),
        end: Some(minute(390)),
        seed: 1,
        replications: 1,
        sites: Table::new(vec![
            Site { berths: Some(1), ..Site::open("town") },
            Site { capacity: Some(30), ..Site::open("camp") },
            Site::open("clinic"),
        ]),
        routes: Table::new(vec![out, route("road", (CAMP, TOWN)), route("on", (CAMP, CLINIC))]),
        checkpoints: Table::new(vec![Checkpoint {
            id: "bridge".to_owned(),
            lanes: 1,
            per_convoy: false,
            time: fixed(MINUTE as f64),
            hours: None,
        }]),
        suspensions: Table::new(vec![Suspension {
            label: "suspensions.0".to_owned(),
            routes: vec![OUT],
            sites: Vec::new(),
            checkpoints: Vec::new(),
            caught: Caught::TurnBack,
            when: SuspendedWhen::Window(minute(72), Some(minute(100))),
            hours: None,
            entity: crate::plan::Entity::named("suspensions", "0"),
        }]),
        groups: Table::new(vec![
            Group {
                onward: Some(onward),
                own_cars: Some(cars),
                hazards,
                refuses: 0.1,
                already_out: vec![(CAMP, 3)],
                ..whole
            },
            part(Part::Onward(WHOLE), CAMP, CLINIC),
            part(Part::Stranded(WHOLE), CAMP, CAMP),
            part(Part::Stranded(WHOLE), CAMP, CLINIC),
        ]),
        fleets: Table::new(vec![buses, own]),
        movements: Table::new(vec![Movement { label: "movement.0".to_owned(), phases: vec![alone] }]),
        observers: Table::new(Vec::new()),
        goal: None,
        public_figures: Vec::new(),
        costs: None,
    }
}

/// Two buses and an own car.
pub(super) const FIRST: VehicleId = VehicleId(0);
pub(super) const SECOND: VehicleId = VehicleId(1);
pub(super) const CAR: VehicleId = VehicleId(2);

/// The notices of a run, written down one after the other.
struct Teller {
    notices: Vec<(Tick, Notice)>,
    now: Tick,
    /// What each vehicle does, and since when.
    states: [(State, Tick); 3],
}

impl Teller {
    fn tell(&mut self, notice: Notice) {
        self.notices.push((self.now, notice));
    }

    fn change(&mut self, vehicle: VehicleId, to: State, site: SiteId) {
        let (from, since) = std::mem::replace(&mut self.states[vehicle.0 as usize], (to, self.now));
        self.tell(Notice::Changed { vehicle, from, since, to, site });
    }

    fn board(&mut self, vehicle: VehicleId, group: GroupId, people: u32, (site, lasts): (SiteId, u64)) {
        let since = if group == ONWARD { self.now } else { Tick::START };
        let aboard = Tick(self.now.0 + lasts * MINUTE);
        self.tell(Notice::Equipped { vehicle, places: [10, 0] });
        self.tell(Notice::Berth { vehicle, site, taken: true });
        self.change(vehicle, State::Boarding, site);
        self.tell(Notice::Claimed { vehicle, group, people, since, aboard });
    }

    fn boarded(&mut self, vehicle: VehicleId, group: GroupId, people: u32, (from, route): (SiteId, RouteId)) {
        self.tell(Notice::Boarded { vehicle, group, people });
        self.tell(Notice::Berth { vehicle, site: from, taken: false });
        self.depart(vehicle, people, route);
    }

    fn depart(&mut self, vehicle: VehicleId, people: u32, route: RouteId) {
        let arrives = Tick(self.now.0 + HOUR);
        self.change(vehicle, State::DrivingLoaded, CAMP);
        let (together, convoy, phase) = (1, None, 0);
        self.tell(Notice::Departed { vehicle, route, people, together, convoy, phase, arrives });
        self.tell(Notice::OnRoad { vehicle, route, at: 0 });
    }

    /// A vehicle reaches the checkpoint, or leaves it.
    fn lane(&mut self, vehicle: VehicleId, taken: bool) {
        let lane = Notice::Lane { vehicle, checkpoint: CheckpointId(0), taken };
        let on_road = Notice::OnRoad { vehicle, route: OUT, at: 500_000 };
        if taken {
            self.tell(on_road);
            self.change(vehicle, State::QueuedAtCheckpoint, CAMP);
            self.tell(lane);
            self.change(vehicle, State::BeingChecked, CAMP);
        } else {
            self.tell(lane);
            self.change(vehicle, State::DrivingLoaded, CAMP);
            self.tell(on_road);
        }
    }

    fn turn_back(&mut self, vehicle: VehicleId, at: u32, back: u64) {
        self.tell(Notice::OnRoad { vehicle, route: OUT, at });
        self.change(vehicle, State::TurningBack, TOWN);
        self.tell(Notice::TurnedBack { vehicle, route: OUT, back: minute(back), again: false });
    }

    fn alight(&mut self, vehicle: VehicleId, site: SiteId) {
        self.change(vehicle, State::QueuedToAlight, site);
        self.tell(Notice::Berth { vehicle, site, taken: true });
        self.change(vehicle, State::Alighting, site);
    }

    fn set_back(&mut self, waits_as: GroupId) {
        let (vehicle, group, people, since) = (SECOND, WHOLE, 4, Tick::START);
        self.tell(Notice::SetBack { vehicle, group, waits_as, people, since, boarded: true });
    }
}

/// What happens at a minute of the run.
type Step = (u64, fn(&mut Teller));

/// A run in which much happens. Of 25 people 3 are out before, 2 refuse, 4 drive, 1 gives up, 2 die, 9
/// are brought out of whom 4 go on; 4 are brought back, and then left at the camp by a bus that is lost.
pub(crate) fn story() -> Vec<(Tick, Notice)> {
    let mut run =
        Teller { notices: Vec::new(), now: Tick::START, states: [(State::StoodDown, Tick::START); 3] };
    let steps: [Step; 24] = [
        (0, |run| {
            run.tell(Notice::Expected { group: WHOLE, people: 25 });
            run.tell(Notice::AlreadyOut { group: WHOLE, site: CAMP, people: 3 });
            run.tell(Notice::Refused { group: WHOLE, people: 2 });
            run.tell(Notice::Appeared { group: WHOLE, people: 20 });
            run.tell(Notice::WillDrive { group: WHOLE, people: 4 });
            run.change(CAR, State::Absent, TOWN);
            run.change(FIRST, State::QueuedToBoard, TOWN);
            run.change(SECOND, State::QueuedToBoard, TOWN);
            run.board(FIRST, WHOLE, 10, (TOWN, 10));
        }),
        (5, |run| run.tell(Notice::Harmed { group: WHOLE, fate: Fate::Died })),
        (6, |run| run.tell(Notice::Harmed { group: WHOLE, fate: Fate::OnFoot })),
        (10, |run| {
            run.boarded(FIRST, WHOLE, 10, (TOWN, OUT));
            run.board(SECOND, WHOLE, 4, (TOWN, 4));
        }),
        (14, |run| run.boarded(SECOND, WHOLE, 4, (TOWN, OUT))),
        (20, |run| {
            run.tell(Notice::DroveOff { vehicle: CAR, group: WHOLE, people: 4 });
            run.depart(CAR, 4, OUT);
        }),
        (40, |run| run.lane(FIRST, true)),
        (41, |run| run.lane(FIRST, false)),
        (44, |run| run.lane(SECOND, true)),
        (45, |run| run.lane(SECOND, false)),
        (50, |run| run.lane(CAR, true)),
        (51, |run| run.lane(CAR, false)),
        (60, |run| run.tell(Notice::Harmed { group: WHOLE, fate: Fate::DiedAboard(FIRST) })),
        (71, |run| {
            run.tell(Notice::OnRoad { vehicle: FIRST, route: OUT, at: 1_000_000 });
            run.alight(FIRST, CAMP);
        }),
        (72, |run| {
            run.tell(Notice::Suspended { suspension: SuspensionId(0), begins: true });
            run.turn_back(SECOND, 950_000, 129);
            run.turn_back(CAR, 850_000, 123);
        }),
        (81, |run| {
            run.tell(Notice::Alighted { vehicle: FIRST, site: CAMP, group: WHOLE, people: 9 });
            run.tell(Notice::Appeared { group: ONWARD, people: 4 });
            run.tell(Notice::Berth { vehicle: FIRST, site: CAMP, taken: false });
            run.change(FIRST, State::QueuedToBoard, CAMP);
            run.board(FIRST, ONWARD, 4, (CAMP, 4));
        }),
        (85, |run| run.boarded(FIRST, ONWARD, 4, (CAMP, ON))),
        (100, |run| run.tell(Notice::Suspended { suspension: SuspensionId(0), begins: false })),
        (123, |run| run.depart(CAR, 4, OUT)),
        (129, |run| run.alight(SECOND, TOWN)),
        (131, |run| {
            run.set_back(WHOLE);
            run.tell(Notice::Berth { vehicle: SECOND, site: TOWN, taken: false });
            run.change(SECOND, State::QueuedToBoard, TOWN);
            run.board(SECOND, WHOLE, 4, (TOWN, 4));
        }),
        (135, |run| run.boarded(SECOND, WHOLE, 4, (TOWN, OUT))),
        (145, |run| {
            run.tell(Notice::OnRoad { vehicle: FIRST, route: ON, at: 1_000_000 });
            run.alight(FIRST, CLINIC);
        }),
        (147, |run| {
            run.tell(Notice::Alighted { vehicle: FIRST, site: CLINIC, group: ONWARD, people: 4 });
            run.tell(Notice::Berth { vehicle: FIRST, site: CLINIC, taken: false });
            run.change(FIRST, State::StoodDown, CLINIC);
        }),
    ];
    let more: [Step; 6] = [
        (153, |run| run.lane(CAR, true)),
        (154, |run| run.lane(CAR, false)),
        (165, |run| run.lane(SECOND, true)),
        (166, |run| run.lane(SECOND, false)),
        (184, |run| {
            run.tell(Notice::OnRoad { vehicle: CAR, route: OUT, at: 1_000_000 });
            run.tell(Notice::DroveIn { vehicle: CAR, group: WHOLE, site: CAMP, people: 4 });
            run.change(CAR, State::Absent, CAMP);
        }),
        (190, |run| {
            run.tell(Notice::OnRoad { vehicle: SECOND, route: OUT, at: 900_000 });
            run.tell(Notice::Lost { vehicle: SECOND });
            run.set_back(STRANDED);
            run.change(SECOND, State::Absent, CAMP);
        }),
    ];
    for (at, step) in steps.into_iter().chain(more) {
        run.now = minute(at);
        step(&mut run);
    }
    run.notices
}

/// Shows notices to a recorder, from the beginning of a run to its end after six and a half hours.
pub(crate) fn show(notices: &[(Tick, Notice)], recorder: &mut impl Recorder) {
    recorder.begin(0);
    notices.iter().for_each(|(now, notice)| recorder.record(*now, notice));
    recorder.end(minute(390));
}
