//! Random plans that mix everything that the model has: nobody is lost, and every run ends.

use noria::engine::{Engine, queue::Heap, queue::Queue, queue::WinnerTree};
use noria::plan::{
    Arrivals, Between, Breakdown, Caught, ChangeKind, Checkpoint, CheckpointId, Convoy, DayProfile,
    Discipline, Dispatch, Duty, DutyEnd, Entity, Fixed, Fleet, FleetChange, FleetId, FuelRange, Group,
    GroupId, Handling, Hazards, Hours, Id, InTurn, LocalClock, MostWaiting, Movement, MovementId, Nearest,
    Need, Onward, OwnCars, Part, Phase, PhaseEnd, Plan, Platoon, Route, RouteId, Site, SiteId, Speeds,
    Station, SuspendedWhen, Suspension, Table, UnderWay,
};
use noria::record::{Auditor, Fingerprint, Metrics, Notice, Recorder, metric_names};
use noria::stats::Distribution;
use noria::units::{HOUR, MINUTE, Span, Tick};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Decides what a random plan has.
struct Dice(ChaCha8Rng);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0.next_u64() % most
    }

    fn between(&mut self, from: u64, to: u64) -> u64 {
        from + self.below(to - from + 1)
    }

    fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }

    fn tick(&mut self) -> Tick {
        Tick(self.below(20 * 60) * MINUTE)
    }

    /// Some minutes, fixed or random.
    fn minutes(&mut self, most: u64) -> Distribution {
        let mean = (self.between(1, most) * MINUTE) as f64;
        match self.below(3) {
            0 => Distribution::exponential(mean).unwrap(),
            1 => Distribution::uniform(0.5 * mean, 1.5 * mean).unwrap(),
            _ => Distribution::fixed(mean).unwrap(),
        }
    }

    fn whole(&mut self, from: u64, to: u64) -> Distribution {
        Distribution::whole_uniform(from as i64, to as i64).unwrap()
    }

    fn handling(&mut self) -> Handling {
        Handling {
            dwell: self.minutes(15),
            per_person: Distribution::fixed(self.below(20) as f64 * 1000.0).unwrap(),
        }
    }

    fn hours(&mut self) -> Option<Hours> {
        self.one_in(5).then(|| {
            let from = self.between(0, 10);
            Hours::new(vec![(Span(from * HOUR), Span((from + self.between(4, 12)) * HOUR))])
        })
    }

    fn discipline(&mut self) -> Discipline {
        match self.below(5) {
            0 => Discipline::of(Platoon(self.between(1, 3) as u32)),
            1 => Discipline::of(Convoy::default()),
            2 => Discipline::of(Convoy { max_wait: Some(Span::minutes(25)), ..Convoy::default() }),
            _ => Discipline::independent(),
        }
    }
}

const PICKUPS: [SiteId; 2] = [SiteId(0), SiteId(1)];
const DROP_OFFS: [SiteId; 2] = [SiteId(2), SiteId(3)];
const HOSPITAL: SiteId = SiteId(4);
const SITES: u16 = 5;

/// A plan that has a little of everything, by its number.
pub fn random_plan(number: u64) -> Plan {
    let dice = &mut Dice(ChaCha8Rng::seed_from_u64(number));
    let checkpoints = Table::new((0..2).map(|place| checkpoint(dice, place)).collect());
    let routes = Table::new(routes(dice));
    let sites = Table::new((0..SITES).map(|place| site(dice, place)).collect());
    let mut groups: Vec<Group> = (0..3).map(|place| group(dice, place)).collect();
    add_parts(dice, &mut groups);
    let mut fleets: Vec<Fleet> = Vec::new();
    for place in 0..3 {
        let first = fleets.last().map_or(0, |fleet| fleet.vehicles.end);
        fleets.push(fleet(dice, place, first, &groups));
    }
    add_own_cars(dice, &mut groups, &mut fleets);
    let suspensions = (0..dice.below(3)).map(|place| suspension(dice, place, routes.len())).collect();
    Plan {
        name: "random".into(),
        title: format!("random plan {number}"),
        clock: LocalClock::new(0, 0),
        end: (!dice.one_in(3)).then_some(Tick(30 * HOUR)),
        seed: number,
        replications: 1,
        sites,
        routes,
        checkpoints,
        suspensions: Table::new(suspensions),
        groups: Table::new(groups),
        fleets: Table::new(fleets),
        movements: Table::new(vec![movement(dice), plain_movement()]),
        observers: Table::new(Vec::new()),
        goal: None,
        public_figures: Vec::new(),
        costs: None,
    }
}

fn site(dice: &mut Dice, place: u16) -> Site {
    let mut site = Site::open(&format!("s{place}"));
    site.berths = dice.one_in(2).then(|| dice.between(1, 3) as u32);
    site.hours = dice.hours();
    // Room for all who may be there or under way to it at the start.
    site.capacity =
        (DROP_OFFS.contains(&SiteId(place)) && dice.one_in(4)).then(|| dice.between(30, 80) as u32);
    site
}

fn checkpoint(dice: &mut Dice, place: u32) -> Checkpoint {
    Checkpoint {
        id: format!("c{place}"),
        lanes: dice.between(1, 2) as u32,
        per_convoy: dice.one_in(2),
        time: dice.minutes(10),
        hours: dice.hours(),
    }
}

fn routes(dice: &mut Dice) -> Vec<Route> {
    let pairs =
        (0..SITES).flat_map(|from| (0..SITES).map(move |to| (from, to))).filter(|(from, to)| from != to);
    let pairs: Vec<_> = pairs.collect();
    let route = |(from, to): (u16, u16)| {
        let time = dice.minutes(60);
        let mut route = Route::plain(&format!("r{from}{to}"), (SiteId(from), SiteId(to)), time);
        route.km = Some(dice.between(1, 40) as f64);
        if dice.one_in(3) {
            let at = dice.between(1, 9) as f64 / 10.0;
            route.stations.push(Station { at, checkpoint: CheckpointId(dice.below(2) as u32) });
        }
        if dice.one_in(4) {
            route.headway = Some(Span::minutes(dice.between(1, 4)));
        }
        if dice.one_in(4) {
            route.speeds = Some(Speeds { empty: 40.0, loaded: 30.0 });
        }
        if dice.one_in(4) {
            route.by_hour = DayProfile::new(vec![(Span(5 * HOUR), 1.5), (Span(9 * HOUR), 1.0)]);
        }
        if dice.one_in(4) {
            route.by_fleet = vec![(FleetId(0), 1.2)];
        }
        route
    };
    pairs.into_iter().map(route).collect()
}

fn group(dice: &mut Dice, place: u32) -> Group {
    let at = PICKUPS[(place % 2) as usize];
    let size = Distribution::fixed(dice.between(0, 60) as f64).unwrap();
    let mut group = Group::plain(&format!("g{place}"), (at, DROP_OFFS[0]), size);
    if dice.one_in(2) {
        group.to.push(DROP_OFFS[1]);
    }
    if place == 2 {
        group.need = Need::Stretcher;
        group.urgency = 1;
        group.companions = dice.one_in(2).then(|| dice.whole(0, 2));
    } else {
        group.party = dice.whole(1, 4);
    }
    if dice.one_in(2) {
        group.arrivals = Arrivals::Curve(vec![(Tick(0), 0.0), (Tick(6 * HOUR), 1.0)]);
    }
    group.refuses = if dice.one_in(4) { 0.1 } else { 0.0 };
    if dice.one_in(3) {
        let worsening = (place == 0).then_some((0.05, GroupId(2)));
        group.hazards = Hazards { worsening, giving_up: 0.02, dying: 0.01, dying_aboard: 0.02 };
    }
    if dice.one_in(4) {
        group.already_out = vec![(DROP_OFFS[0], 7)];
    }
    group
}

/// Rows for those who go on from the first group, and for those of any who are stranded at a pickup.
fn add_parts(dice: &mut Dice, groups: &mut Vec<Group>) {
    let part = |whole: &Group, at: SiteId, to: SiteId, part: Part| {
        let mut row = Group::plain(&whole.id, (at, to), Distribution::ZERO);
        (row.need, row.party, row.part) = (whole.need, whole.party.clone(), part);
        row.companions = whole.companions.clone();
        row.to = if matches!(part, Part::Stranded(_)) { whole.to.clone() } else { vec![to] };
        row
    };
    for place in 0..3 {
        if dice.one_in(3) {
            let first = groups.len() as u32;
            let parts =
                groups[place].to.iter().zip(first..).map(|(&site, row)| (site, GroupId(row))).collect();
            for site in groups[place].to.clone() {
                groups.push(part(&groups[place], site, HOSPITAL, Part::Onward(GroupId(place as u32))));
            }
            groups[place].onward = Some(Onward { share: 0.4, parts });
        }
    }
    for place in 0..3 {
        let stranded = part(&groups[place], PICKUPS[1], DROP_OFFS[0], Part::Stranded(GroupId(place as u32)));
        groups.push(stranded);
    }
}

fn fleet(dice: &mut Dice, place: u32, first: u32, groups: &[Group]) -> Fleet {
    let joining = if dice.one_in(4) { 2 } else { 0 };
    let count = dice.between(1, 4) as u32 + joining;
    let mut fleet = Fleet::plain(&format!("f{place}"), first..first + count, SiteId(dice.below(4) as u16));
    fleet.places = [dice.whole(4, 9), dice.whole(1, 3)];
    let first_stranded = groups.len() - 3;
    fleet.takes = vec![GroupId(2), GroupId(0), GroupId(1)];
    fleet.takes.extend((3..groups.len() as u32).map(GroupId));
    fleet.serves = (0..4).map(SiteId).collect();
    fleet.boarding = dice.handling();
    fleet.alighting = dice.handling();
    fleet.max_wait = Span::minutes(dice.below(3) * 5);
    fleet.movement = MovementId(dice.below(2) as u32);
    fleet.dispatch = match dice.below(4) {
        0 => Dispatch::by(MostWaiting),
        1 => Dispatch::by(Nearest),
        2 => Dispatch::by(Fixed),
        _ => Dispatch::by(InTurn),
    };
    fleet.ready = dice.one_in(4).then(|| dice.minutes(90));
    if dice.one_in(3) {
        fleet.breakdown = Some(Breakdown {
            every: if dice.one_in(2) { Between::Driving(90.0 * MINUTE as f64) } else { Between::Km(80.0) },
            repair: dice.minutes(60),
            crews: dice.one_in(2).then_some(1),
            takeover: dice.one_in(2),
        });
    }
    if dice.one_in(3) {
        fleet.duty = Some(Duty {
            driving: Some(Span(3 * HOUR)),
            on_duty: dice.one_in(2).then_some(Span(8 * HOUR)),
            rest: dice.minutes(60),
            at_end: if dice.one_in(2) { DutyEnd::AfterTrip } else { DutyEnd::AtOnce },
        });
    }
    fleet.range = dice.one_in(3).then(|| FuelRange { km: 150.0, refuel: dice.minutes(20) });
    if joining > 0 {
        fleet.changes.push(FleetChange {
            at: Tick(HOUR),
            vehicles: joining,
            kind: ChangeKind::Join,
            only_if: None,
        });
    }
    if dice.one_in(4) {
        fleet.changes.push(FleetChange {
            at: dice.tick() + Span(HOUR),
            vehicles: 1,
            kind: ChangeKind::Leave,
            only_if: None,
        });
    }
    if dice.one_in(3) {
        let parts = fleet.takes.iter().map(|&group| match groups[group.index()].part {
            Part::Whole => GroupId((first_stranded + group.index()) as u32),
            _ => group,
        });
        let parts = dice.one_in(2).then(|| parts.collect());
        fleet.changes.push(FleetChange {
            at: dice.tick() + Span(HOUR),
            vehicles: 1,
            kind: ChangeKind::Lost(parts),
            only_if: None,
        });
    }
    fleet.changes.sort_by_key(|change| change.at);
    if dice.one_in(4) {
        let people = if dice.one_in(2) { vec![(GroupId(0), 3)] } else { Vec::new() };
        let (from, to) = (PICKUPS[0], DROP_OFFS[0]);
        let (from, to) = if people.is_empty() { (to, from) } else { (from, to) };
        fleet.under_way = vec![UnderWay { vehicles: 1, from, to, arrives: Tick(20 * MINUTE), people }];
    }
    if dice.one_in(5) {
        fleet.itinerary = Some(vec![PICKUPS[0], PICKUPS[1], DROP_OFFS[0], PICKUPS[1], DROP_OFFS[1]]);
    }
    fleet
}

fn add_own_cars(dice: &mut Dice, groups: &mut [Group], fleets: &mut Vec<Fleet>) {
    for (place, group) in groups.iter_mut().take(2).enumerate() {
        if dice.one_in(3) {
            let first = fleets.last().map_or(0, |fleet| fleet.vehicles.end);
            let mut cars = Fleet::plain(&group.id, first..first + 8, group.at);
            cars.own_cars_of = Some(GroupId(place as u32));
            cars.serves.clear();
            cars.movement = MovementId(1);
            group.own_cars = Some(OwnCars {
                share: 0.3,
                people_per_car: 4.5,
                window: (Tick(HOUR), Tick(5 * HOUR)),
                fleet: FleetId(fleets.len() as u16),
            });
            fleets.push(cars);
        }
    }
}

/// From 22:00 to 3:00, and for an hour at noon.
fn nights() -> Hours {
    Hours::new([(0, 3), (12, 13), (22, 24)].map(|(from, to)| (Span(from * HOUR), Span(to * HOUR))).to_vec())
}

fn suspension(dice: &mut Dice, place: u64, routes: usize) -> Suspension {
    let label = format!("suspensions.{place}");
    let when = match dice.below(4) {
        0 => SuspendedWhen::Out { people: dice.below(40), reported_by: None, lasts: dice.minutes(90) },
        1 => {
            let (every, lasts) = (3.0 * HOUR as f64, dice.minutes(60));
            SuspendedWhen::Random { from: Tick(HOUR), to: Some(Tick(20 * HOUR)), every, lasts }
        }
        _ => {
            let from = dice.tick();
            SuspendedWhen::Window(from, (!dice.one_in(5)).then_some(from + Span(2 * HOUR)))
        }
    };
    Suspension {
        entity: Entity::named("suspensions", &label),
        label,
        routes: (0..routes).map(RouteId::from_index).filter(|_| dice.one_in(2)).collect(),
        sites: (0..SITES).map(SiteId).filter(|_| dice.one_in(4)).collect(),
        checkpoints: (0..2).map(CheckpointId).filter(|_| dice.one_in(4)).collect(),
        caught: [Caught::Finish, Caught::Halt, Caught::TurnBack][dice.below(3) as usize],
        hours: (place % 2 == 1 && !matches!(when, SuspendedWhen::Out { .. })).then(nights),
        when,
    }
}

fn movement(dice: &mut Dice) -> Movement {
    let phase = |ends, outbound, back| Phase { outbound, back, ends, gradual: None };
    let first = phase(Some(PhaseEnd::At(Tick(4 * HOUR))), dice.discipline(), dice.discipline());
    let last = phase(None, dice.discipline(), dice.discipline());
    Movement { label: "movement.0".into(), phases: vec![first, last] }
}

fn plain_movement() -> Movement {
    let phase = Phase {
        outbound: Discipline::independent(),
        back: Discipline::independent(),
        ends: None,
        gradual: None,
    };
    Movement { label: "movement.1".into(), phases: vec![phase] }
}

/// Loses patience with a run that does not end.
struct Patience(u32);

impl Recorder for Patience {
    fn record(&mut self, now: Tick, notice: &Notice) {
        self.0 = self.0.checked_sub(1).unwrap_or_else(|| panic!("at {now} still {notice:?}"));
    }
}

fn fingerprint<Q: Queue>(plan: &Plan) -> u64 {
    let watchers = (Fingerprint::default(), (Auditor::new(plan), Patience(100_000)));
    let mut engine: Engine<'_, _, Q> = Engine::with_queue(plan, watchers);
    for replication in 0..2 {
        // A convoy may wait for ever for one that never comes: that is told, and is no matter here.
        let _ = engine.run(replication);
    }
    let (fingerprint, (auditor, _)) = engine.recorder();
    assert_eq!(auditor.fault(), None, "{}", plan.title);
    fingerprint.value()
}

/// How many random plans are tried: more by the environment's `NORIA_PLANS`.
pub fn plans() -> u64 {
    std::env::var("NORIA_PLANS").ok().and_then(|text| text.parse().ok()).unwrap_or(300)
}

#[test]
fn whatever_happens_nobody_is_lost_and_every_run_ends() {
    for number in 0..plans() {
        let plan = random_plan(number);
        assert_eq!(fingerprint::<WinnerTree>(&plan), fingerprint::<Heap>(&plan), "{}", plan.title);
    }
}

#[test]
fn a_capacity_that_nobody_can_reach_changes_nothing() {
    for number in 0..plans() {
        let [none, ample] = [None, Some(1_000_000)].map(|capacity| {
            let mut plan = random_plan(number);
            plan.sites.rows_mut().iter_mut().for_each(|site| site.capacity = capacity);
            fingerprint::<WinnerTree>(&plan)
        });
        assert_eq!(none, ample, "random plan {number}");
    }
}

/// The same plan without what may rightly leave people behind.
fn without_excuses(number: u64) -> Plan {
    let mut plan = random_plan(number);
    plan.end = None;
    plan.sites.rows_mut().iter_mut().for_each(|site| site.capacity = None);
    for fleet in plan.fleets.rows_mut() {
        fleet.changes.retain(|change| change.kind == ChangeKind::Join);
        fleet.itinerary = None;
    }
    for suspension in plan.suspensions.rows_mut() {
        if let SuspendedWhen::Window(from, to) = &mut suspension.when {
            to.get_or_insert(*from + Span(HOUR));
        }
    }
    plan
}

#[test]
fn everybody_whom_nothing_keeps_is_out_in_the_end() {
    for number in 0..plans() {
        let plan = without_excuses(number);
        let watchers = (Metrics::new(&plan), Patience(200_000));
        let mut engine = Engine::new(&plan, watchers);
        engine.run(0).unwrap_or_else(|stall| panic!("random plan {number}: {stall}"));
        let left = metric_names(&plan).iter().position(|name| name.name == "waiting_at_end").unwrap();
        assert_eq!(engine.recorder().0.values()[left], 0.0, "{}", plan.title);
    }
}

/// The same plan with what is random taken out, but for one thing in a few of them.
fn calmed(number: u64) -> Plan {
    let mut plan = random_plan(number);
    let mut kept = Dice(ChaCha8Rng::seed_from_u64(number));
    let mut calm = |law: &mut Distribution| {
        if !kept.one_in(60) {
            *law = Distribution::fixed(law.mean().round()).unwrap();
        }
    };
    plan.routes.rows_mut().iter_mut().for_each(|route| calm(&mut route.time));
    plan.checkpoints.rows_mut().iter_mut().for_each(|row| calm(&mut row.time));
    for suspension in plan.suspensions.rows_mut() {
        match &mut suspension.when {
            SuspendedWhen::Random { from, to, .. } => suspension.when = SuspendedWhen::Window(*from, *to),
            SuspendedWhen::Out { lasts, .. } => calm(lasts),
            SuspendedWhen::Window(..) => {}
            other => panic!("is {other:?} random?"),
        }
    }
    for group in plan.groups.rows_mut() {
        group.size.iter_mut().chain([&mut group.party]).chain(&mut group.companions).for_each(&mut calm);
        group.onward.iter_mut().for_each(|onward| onward.share = onward.share.round());
        group.refuses = group.refuses.round();
        (group.hazards, group.own_cars) = (Hazards::default(), None);
    }
    for fleet in plan.fleets.rows_mut() {
        let handling = [&mut fleet.boarding, &mut fleet.alighting];
        handling.into_iter().for_each(|Handling { dwell, per_person }| {
            calm(dwell);
            calm(per_person);
        });
        fleet.places.iter_mut().chain(&mut fleet.ready).for_each(&mut calm);
        fleet.duty.iter_mut().for_each(|duty| calm(&mut duty.rest));
        fleet.range.iter_mut().for_each(|range| calm(&mut range.refuel));
        fleet.breakdown = None;
    }
    plan
}

#[test]
fn plans_that_say_nothing_is_random_have_one_run() {
    let (mut certain, mut moved) = (0, 0);
    for number in 0..plans() {
        let plan = calmed(number);
        let mut engine = Engine::new(&plan, Fingerprint::default());
        let [one, other] = [0, 7].map(|replication| {
            let _ = engine.run(replication);
            engine.recorder().value()
        });
        assert!(one == other || !plan.is_deterministic(), "{} has luck in it", plan.title);
        certain += u64::from(plan.is_deterministic());
        moved += u64::from(one != other);
    }
    assert!(certain > plans() / 4 && moved > plans() / 10, "{certain} certain, {moved} moved by luck");
}
