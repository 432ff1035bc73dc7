//! Observing: who counts people, at which posts, and what they report.
//!
//! Observers see what passes their posts and change nothing; what they report comes to the desk, on which rules may
//! act. Where nobody observes, all that is asked is whether anybody does.

mod passing;
mod reporting;
mod sightings;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::engine::rng::{Luck, Purpose};
use crate::plan::{
    CheckpointId, Fleet, FleetId, Group, GroupId, Id, Observer, ObserverId, Plan, Post, ReportTimes, SiteId,
    Table, VehicleId,
};
use crate::units::Tick;
use crate::world;
use sightings::Sightings;

/// All observers of a run, and what they have seen.
#[derive(Debug)]
pub(super) struct Observing {
    watches: Table<ObserverId, Watch>,
    /// Who counts those who depart from a site, who arrive there, and who pass a checkpoint.
    departures: Table<SiteId, Vec<ObserverId>>,
    arrivals: Table<SiteId, Vec<ObserverId>>,
    checkpoints: Table<CheckpointId, Vec<ObserverId>>,
    /// In which order counts are closed that are closed at one instant: who adds up others' reports after them.
    order: Vec<ObserverId>,
    /// Reports that are closed and not told yet, by when they are told.
    closed: BinaryHeap<Reverse<Closed>>,
    /// How many counts have been closed.
    serial: u64,
    /// Whether each vehicle left its last pickup in a convoy.
    in_convoy: Table<VehicleId, bool>,
    /// Vehicles that stand at each site, where crowds hide vehicles; else empty.
    standing: Table<SiteId, u32>,
    /// Those whom a vehicle sets down just now.
    landing: Vec<Landed>,
    /// When the next count is closed or told.
    next: Option<Tick>,
    /// Whether vehicles may come back with people who were counted in them.
    some_come_back: bool,
    /// Whether some rule acts on what an observer reports.
    is_heeded: bool,
}

/// People who are set down.
#[derive(Clone, Copy, Debug)]
struct Landed {
    group: GroupId,
    people: u32,
    /// Whether they had been out before, and went on.
    goes_on: bool,
}

/// What one observer has seen and said.
#[derive(Debug)]
struct Watch {
    /// What it has counted, before its lasting bias.
    counted: f64,
    /// How many there were to count.
    truth: u64,
    /// Its lasting bias in this replication.
    bias: f64,
    /// When it next closes a count; of one that always reports, set when it has counted something.
    next: Option<Tick>,
    /// How many counts it has closed.
    number: u32,
    /// What it said last.
    said: u64,
    /// Of each row of the plan's groups: whether it counts its people.
    counts: Table<GroupId, bool>,
    /// Which of the people in the vehicles of each fleet it counts.
    scope: Table<FleetId, Scope>,
    /// What it sees of those who pass.
    sight: Sight,
    /// The part of its chance to see a vehicle that so many others at the post leave, of the fewest; none where crowds
    /// hide nobody.
    thinned: Vec<f64>,
    /// How often each vehicle has passed, and its luck with it.
    sightings: Sightings,
    /// What it counted of each vehicle on the present trip, and how many there were: to be crossed off if it comes
    /// back. Empty where that cannot be.
    trips: Table<VehicleId, (f64, u32)>,
    /// Of one that adds up reports: what it has heard of each observer, and what it made of that.
    heard: Vec<(u64, f64)>,
}

/// What an observer sees of those who pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sight {
    /// Everybody.
    Everybody,
    /// Vehicles and people by its luck.
    ByLuck,
    /// Nobody: it adds up what others report.
    Nobody,
}

impl Sight {
    fn of(observer: &Observer) -> Sight {
        match &observer.post {
            Post::Reports(_) => Sight::Nobody,
            _ if observer.counts_everybody() => Sight::Everybody,
            _ => Sight::ByLuck,
        }
    }
}

/// Other vehicles at a post up to which it is known beforehand what part of the chance they leave.
const FEW: u32 = 64;

/// Which of the people in a vehicle an observer counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    All,
    Some,
    None,
}

/// A count that is closed, and to be told: in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Closed {
    told: Tick,
    /// The order in which counts are closed.
    serial: u64,
    observer: ObserverId,
    number: u32,
    counted: Tick,
    people: u64,
}

/// The places of a passage in the stream of an observer and a vehicle: whether it is seen, whether twice, how it is
/// estimated.
const PLACES: usize = 4;

impl Observing {
    pub(super) fn new(plan: &Plan) -> Observing {
        let at =
            |wanted: fn(&Post) -> Option<&[SiteId]>, everywhere: bool| -> Table<SiteId, Vec<ObserverId>> {
                let sees = |site: SiteId, post: &Post| match wanted(post) {
                    Some(sites) => sites.contains(&site),
                    None => everywhere && matches!(post, Post::Out | Post::Reports(_)),
                };
                let of = |site| {
                    plan.observers.iter().filter(|(_, row)| sees(site, &row.post)).map(|(id, _)| id).collect()
                };
                plan.sites.ids().filter(|_| !plan.observers.is_empty()).map(of).collect()
            };
        let departures =
            at(|post| if let Post::Departures(sites) = post { Some(sites) } else { None }, false);
        let arrivals = at(|post| if let Post::Arrivals(sites) = post { Some(sites) } else { None }, true);
        let passes = |checkpoint| {
            let here = plan.observers.iter().filter(|(_, row)| row.post == Post::Checkpoint(checkpoint));
            here.map(|(id, _)| id).collect()
        };
        let crowds = plan.observers.rows().iter().any(|row| row.coverage.crowding > 0.0);
        let vehicles = if plan.observers.is_empty() { 0 } else { plan.vehicle_count() as usize };
        Observing {
            watches: plan.observers.iter().map(|(_, row)| Watch::new(plan, row)).collect(),
            departures,
            arrivals,
            checkpoints: plan.checkpoints.ids().map(passes).collect(),
            order: in_order(plan),
            closed: BinaryHeap::new(),
            serial: 0,
            in_convoy: Table::filled(vehicles, false),
            standing: Table::filled(if crowds { plan.sites.len() } else { 0 }, 0),
            landing: Vec::new(),
            next: None,
            some_come_back: world::is_eventful(plan),
            is_heeded: plan.heeds_observers(),
        }
    }

    /// Whether anybody observes.
    #[inline]
    pub(super) fn is_on(&self) -> bool {
        !self.watches.is_empty()
    }

    /// Whether it matters how many vehicles stand at a site.
    #[inline]
    pub(super) fn counts_crowds(&self) -> bool {
        !self.standing.is_empty()
    }

    fn reset(&mut self, plan: &Plan, luck: Luck) {
        for (watch, row) in self.watches.rows_mut().iter_mut().zip(plan.observers.rows()) {
            watch.reset(row, luck);
        }
        self.closed.clear();
        self.serial = 0;
        self.in_convoy.reset(false);
        self.standing.reset(0);
        self.landing.clear();
    }

    /// What was counted of a vehicle on its way cannot come back any more.
    fn forget_trip(&mut self, vehicle: VehicleId) {
        if !self.some_come_back {
            return;
        }
        for watch in self.watches.rows_mut().iter_mut().filter(|watch| !watch.trips.is_empty()) {
            watch.trips[vehicle] = (0.0, 0);
        }
    }

    /// When the next count is closed or told, if that is by the scenario's end.
    #[inline(always)]
    pub(super) fn next_by(&self, end: Tick) -> Option<Tick> {
        self.next.filter(|&tick| tick <= end)
    }

    /// Takes the next closed count that is told by an instant.
    fn next_to_tell(&mut self, tick: Tick) -> Option<Closed> {
        let is_due = self.closed.peek().is_some_and(|Reverse(closed)| closed.told <= tick);
        if is_due { self.closed.pop().map(|Reverse(closed)| closed) } else { None }
    }

    /// Finds when the next count is closed or told.
    fn look_ahead(&mut self) {
        let closes = self.watches.rows().iter().filter_map(|watch| watch.next);
        self.next = closes.chain(self.closed.peek().map(|Reverse(closed)| closed.told)).min();
    }
}

impl Watch {
    fn new(plan: &Plan, row: &Observer) -> Watch {
        let sight = Sight::of(row);
        let on_the_way = matches!(row.post, Post::Departures(_) | Post::Checkpoint(_));
        let vehicles = |wanted: bool| if wanted { plan.vehicle_count() as usize } else { 0 };
        let counts: Table<GroupId, bool> = plan.groups.iter().map(|group| counts(row, group)).collect();
        let crowds = if row.coverage.crowding > 0.0 { FEW } else { 0 };
        let fleets = plan.fleets.rows().iter();
        let fleets = fleets.map(|fleet| (row.entity.with(fleet.entity), fleet.vehicles.start));
        let sources = if let Post::Reports(sources) = &row.post { sources.len() } else { 0 };
        Watch {
            counted: 0.0,
            truth: 0,
            bias: 1.0,
            next: None,
            number: 0,
            said: 0,
            scope: plan.fleets.rows().iter().map(|fleet| Scope::of(fleet, &counts)).collect(),
            counts,
            sight,
            thinned: (0..crowds).map(|others| row.coverage.thinned(others)).collect(),
            sightings: Sightings::new(fleets.collect(), vehicles(sight == Sight::ByLuck)),
            trips: Table::filled(vehicles(on_the_way && world::is_eventful(plan)), (0.0, 0)),
            heard: vec![(0, 0.0); sources],
        }
    }

    fn reset(&mut self, row: &Observer, luck: Luck) {
        (self.counted, self.truth, self.number, self.said) = (0.0, 0, 0, 0);
        self.bias = match row.lasting_bias.as_fixed() {
            Some(bias) => bias,
            None => row.lasting_bias.quantile(luck.stream(row.entity, 0, Purpose::Observing).draw()),
        };
        self.next = match &row.reports.when {
            ReportTimes::At(times) => times.first().copied(),
            ReportTimes::Every(first, _) => Some(*first),
            ReportTimes::Always | ReportTimes::AtEnd => None,
        };
        self.sightings.reset();
        self.trips.reset((0.0, 0));
        self.heard.fill((0, 0.0));
    }

    /// What it has to say.
    fn people(&self, row: &Observer) -> u64 {
        let heard: f64 = self.heard.iter().map(|&(_, made)| made).sum();
        row.reports.rounded((self.counted + heard) * self.bias)
    }
}

/// Whether an observer counts the people of a row of groups, which may be a part of a group of the scenario.
fn counts(observer: &Observer, (id, group): (GroupId, &Group)) -> bool {
    observer.scope.as_ref().is_none_or(|scope| scope.binary_search(&group.part.of(id)).is_ok())
}

impl Scope {
    fn of(fleet: &Fleet, counts: &Table<GroupId, bool>) -> Scope {
        let counted = fleet.takes.iter().filter(|&&group| counts[group]).count();
        match counted {
            0 => Scope::None,
            some if some < fleet.takes.len() => Scope::Some,
            _ => Scope::All,
        }
    }
}

/// Observers in an order in which whoever adds up reports comes after those whose reports they are; else as in the
/// plan.
fn in_order(plan: &Plan) -> Vec<ObserverId> {
    let mut depths = vec![0_usize; plan.observers.len()];
    // The check refuses circles, so that no chain is longer than the list.
    for _ in 0..plan.observers.len() {
        for (id, row) in plan.observers.iter() {
            if let Post::Reports(sources) = &row.post {
                let below = sources.iter().map(|source| depths[source.index()]).max();
                depths[id.index()] = below.map_or(0, |depth| depth + 1);
            }
        }
    }
    let mut order: Vec<ObserverId> = plan.observers.ids().collect();
    order.sort_by_key(|id| depths[id.index()]);
    order
}
