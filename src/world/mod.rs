//! What is true: where every vehicle is and in whose hands every person is.
//!
//! The world moves people and vehicles about; it knows nothing of time's order, rules or luck. Only
//! the engine changes it, and lays up beside each vehicle the numbers that it draws next.

mod batch;
mod claiming;
mod counts;
mod groups_inside;
mod journey;
mod lists;
mod manifest;
mod passed;
mod people;
mod riders;
mod roll;
mod rosters;
mod state;
mod transfers;
mod waiting;

pub use batch::Limits;
pub use claiming::{Claimed, Door, Parties, Room};
pub use counts::Counts;
pub use journey::{Journey, Pace, StretchEnd};
pub use lists::Line;
use manifest::Manifests;
pub use people::People;
pub use riders::Inside;
use riders::Riders;
pub use rosters::{MANY_GROUPS, RosterId, Rosters};
pub use state::State;
pub use transfers::{Boarders, SetDown};
pub use waiting::Waiting;

use std::slice::from_ref;

use prefetch_index::prefetch_index;

use crate::plan::{
    Caught, ChangeKind, Fleet, FleetChange, FleetId, Group, GroupId, Id, PickupId, Plan, SiteId, Table,
    VehicleId,
};
use crate::units::Tick;

/// Says "none" in columns of numbers.
pub const NONE: u32 = u32::MAX;

/// Says "nowhere" in columns of sites.
const NOWHERE: u16 = u16::MAX;

/// Numbers that a vehicle draws on its coming legs: a line of the cache.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub struct Numbers(pub [u32; Numbers::ALL]);

impl Numbers {
    /// How many they are.
    pub const ALL: usize = 16;
    /// Before anything is drawn.
    pub const BLANK: Numbers = Numbers([0; Numbers::ALL]);
}

/// One vehicle, as it is now: a line of the cache, beside that of its numbers.
///
/// Where vehicles are many, what costs most is to look up the page of each table: these two share one.
#[derive(Clone, Copy, Debug)]
#[repr(align(128))]
pub struct Vehicle {
    /// The numbers laid up for it.
    pub numbers: Numbers,
    /// Which legs they are for, by their number among as many legs; [`NONE`] before the first.
    pub filled: u32,
    /// What it is doing.
    pub state: State,
    /// Whether it has broken away into the next phase, ahead of the others.
    pub broken_away: bool,
    /// Whether its places are on offer at its pickup.
    pub offered: bool,
    /// Whether it is on its way back to where it came from, or sets its people down there.
    pub turned: bool,
    /// Whether it leaves service when it is free to.
    pub leaving: bool,
    /// Its fleet.
    pub fleet: FleetId,
    /// Where it stands, or is bound for while it drives.
    pub site: SiteId,
    /// The id of the pickup to which it is or was last committed; [`NONE`] before the first.
    pub pickup: u32,
    /// The drop-off of the people that it has claimed.
    drop_off: u16,
    /// The number of its present leg: even to a pickup, odd to a drop-off; [`NONE`] before the first.
    pub leg: u32,
    /// Places nobody has claimed, by [`Need::index`](crate::plan::Need::index).
    pub free: [u32; 2],
    /// People claimed or aboard.
    pub load: u32,
    /// The place where it waits for others, or will after alighting; else [`NONE`].
    pub point: u32,
    /// Since when it has been in this state.
    pub since: Tick,
    /// Until when it awaits people at its berth.
    pub patience: Tick,
    /// Whether it has found somewhere that it has no room for anybody who waits there.
    pub found_no_fit: bool,
    /// Who stands before it in the line in which it stands.
    before: u32,
    /// Who stands behind it there.
    after: u32,
}

/// The berths of a site and who stands about there.
#[derive(Clone, Debug, Default)]
pub struct SiteState {
    /// Berths free now; `u32::MAX` where there are as many as needed.
    pub free: u32,
    /// How many reasons there are why no berths are given: hours, suspensions.
    pub closed: u32,
    /// In line for a berth.
    pub queue: Line,
    /// At a berth, awaiting people.
    pub awaiting: Line,
    /// Parked until somebody comes.
    pub parked: Line,
    /// How often people have appeared.
    pub appearances: u32,
}

impl SiteState {
    /// Free berths where there are as many as needed.
    const ENOUGH: u32 = u32::MAX;

    /// A berth is taken.
    #[inline]
    pub fn take_berth(&mut self) {
        self.free -= u32::from(self.free != SiteState::ENOUGH);
    }

    /// A berth is free again.
    #[inline]
    pub fn free_berth(&mut self) {
        self.free += u32::from(self.free != SiteState::ENOUGH);
    }
}

/// The people of one group.
#[derive(Debug, Default)]
pub struct Crowd {
    /// How many there will have been in all.
    pub size: u32,
    /// How many have yet to appear and will wait for a vehicle.
    pub due: u32,
    /// How many have yet to appear and will not: they refuse to go, or drive themselves.
    pub apart: u32,
    /// Companions among those due.
    pub companions_due: u32,
    /// The least of their parties: a vehicle with fewer places can take none of them.
    pub least: u32,
    /// Whether no drop-off has room for any of them.
    pub shut_out: bool,
    /// Those who wait unclaimed.
    pub waiting: Waiting,
    /// How many are aboard.
    pub aboard: u32,
    /// Those who leave in their own cars: waiting to, or on their way.
    pub private: People,
    /// Those who are out and stay where they are.
    pub arrived: People,
    /// Those who have refused, given up or died.
    pub gone: People,
}

impl Crowd {
    /// Nobody of a group.
    fn of(group: &Group) -> Crowd {
        let waiting = if group.hazards.are_none() { Waiting::default() } else { Waiting::in_danger() };
        Crowd { waiting, ..Crowd::default() }
    }

    /// How many have yet to appear.
    #[inline]
    #[must_use]
    pub fn to_come(&self) -> u32 {
        self.due + self.apart
    }

    /// People whom no vehicle has claimed: waiting or still due.
    #[inline]
    #[must_use]
    pub fn unclaimed(&self) -> u32 {
        self.waiting.len() + self.due
    }

    /// How many of all who are not claimed want a place of what the group needs and could be set down somewhere;
    /// companions who are left alone count as one.
    #[inline]
    #[must_use]
    pub fn wanting(&self) -> u32 {
        let companions = self.waiting.companions() + self.companions_due;
        if self.shut_out { 0 } else { want(self.unclaimed(), companions) }
    }

    /// How many of these wait.
    #[must_use]
    pub fn wanting_now(&self) -> u32 {
        want(self.waiting.len(), self.waiting.companions()).min(self.wanting())
    }
}

/// How many of so many people want a place of what their group needs, some of them being companions.
#[inline]
fn want(all: u32, companions: u32) -> u32 {
    match all - companions {
        0 => all.min(1),
        people => people,
    }
}

/// People of one group in one vehicle.
#[derive(Debug, Default)]
struct Seats {
    boarding: People,
    aboard: People,
}

/// Everything that is true now.
#[derive(Debug)]
pub struct World {
    /// Every vehicle.
    pub vehicles: Table<VehicleId, Vehicle>,
    /// Every site's berths and lines.
    pub yards: Table<SiteId, SiteState>,
    /// Every group's people.
    crowds: Table<GroupId, Crowd>,
    rosters: Rosters,
    /// Who has stood down, by fleet.
    pub stood_down: Table<FleetId, Line>,
    /// Where every vehicle is on its way; empty unless something can happen there.
    pub journeys: Table<VehicleId, Journey>,
    /// Who is in every vehicle; empty unless people may have to leave it before they are out.
    manifests: Manifests,
    riders: Riders,
    /// Of each vehicle the groups that may be in it, by their places in its fleet's list, in ascending order; empty
    /// unless some fleet takes many groups.
    inside: Table<VehicleId, Vec<u32>>,
    seats: Vec<Seats>,
    /// People of `seats` who go on; empty unless some group has such people.
    onward: Vec<u32>,
    /// Of each fleet: its first row in `seats`, its first vehicle, rows a vehicle.
    holds: Table<FleetId, (usize, u32, usize)>,
}

impl World {
    /// An empty world with room for all that a plan can bring.
    #[must_use]
    pub fn new(plan: &Plan) -> World {
        let vehicles = plan.vehicle_count() as usize;
        let mut rows = 0;
        let holds = plan.fleets.rows().iter().map(|fleet| {
            let first = rows;
            rows += fleet.count() as usize * fleet.takes.len();
            (first, fleet.vehicles.start, fleet.takes.len())
        });
        let holds = holds.collect();
        let mut at_start = Vec::with_capacity(vehicles);
        for (id, fleet) in plan.fleets.iter() {
            at_start.extend(fleet.vehicles.clone().map(|_| Vehicle::at_start(id, fleet.start)));
        }
        World {
            vehicles: Table::new(at_start),
            yards: plan.sites.rows().iter().map(|_| SiteState::default()).collect(),
            crowds: plan.groups.rows().iter().map(Crowd::of).collect(),
            stood_down: Table::filled(plan.fleets.len(), Line::default()),
            journeys: Table::filled(if is_eventful(plan) { vehicles } else { 0 }, Journey::NOWHERE),
            manifests: Table::filled(if needs_manifests(plan) { vehicles } else { 0 }, Vec::new()),
            riders: Riders::new(plan),
            rosters: Rosters::none(),
            inside: Table::filled(if some_take_many(plan) { vehicles } else { 0 }, Vec::new()),
            seats: std::iter::repeat_with(Seats::default).take(rows).collect(),
            onward: vec![0; if somebody_goes_on(plan) { rows } else { 0 }],
            holds,
        }
    }

    /// Empties the world for the next replication, keeping its memory: nobody anywhere, every vehicle
    /// stood down where it starts.
    pub fn reset(&mut self, plan: &Plan) {
        for vehicle in self.vehicles.rows_mut() {
            *vehicle = Vehicle::at_start(vehicle.fleet, plan.fleets[vehicle.fleet].start);
        }
        for (site, yard) in plan.sites.rows().iter().zip(self.yards.rows_mut()) {
            *yard = SiteState { free: site.berths.unwrap_or(SiteState::ENOUGH), ..SiteState::default() };
        }
        for crowd in self.crowds.rows_mut() {
            let mut waiting = std::mem::take(&mut crowd.waiting);
            waiting.clear();
            *crowd = Crowd { waiting, ..Crowd::default() };
        }
        self.riders.reset();
        self.rosters.reset();
        self.inside.rows_mut().iter_mut().for_each(Vec::clear);
        self.journeys.reset(Journey::NOWHERE);
        self.manifests.rows_mut().iter_mut().for_each(Vec::clear);
        self.onward.fill(0);
        self.stood_down.reset(Line::default());
        self.seats.fill_with(Seats::default);
    }

    /// How many vehicles there are.
    #[inline]
    #[must_use]
    pub fn vehicle_count(&self) -> u32 {
        self.vehicles.len() as u32
    }

    /// Has a vehicle fetched: its row, its numbers, and those in it if every fleet takes one group.
    #[inline]
    pub fn fetch(&self, vehicle: VehicleId) {
        let row = &self.vehicles[vehicle];
        prefetch_index(from_ref(&row.state), 0);
        prefetch_index(from_ref(&row.numbers), 0);
        prefetch_index(&self.seats, vehicle.index());
    }

    /// The people of every group.
    #[inline]
    #[must_use]
    pub fn crowds(&self) -> &Table<GroupId, Crowd> {
        &self.crowds
    }

    /// The people of one group.
    #[inline]
    #[must_use]
    pub fn crowd(&self, group: GroupId) -> &Crowd {
        &self.crowds[group]
    }

    #[inline]
    fn seat(&self, vehicle: VehicleId, place: usize) -> usize {
        let (first, number, width) = self.holds[self.vehicles[vehicle].fleet];
        first + (vehicle.0 - number) as usize * width + place
    }
}

/// Whether anything can happen to vehicles on their way, or between two trips, under a plan.
#[must_use]
pub fn is_eventful(plan: &Plan) -> bool {
    let fleet = |fleet: &Fleet| {
        fleet.own_cars_of.is_some()
            || fleet.itinerary.is_some()
            || fleet.breakdown.is_some()
            || fleet.duty.is_some()
            || fleet.range.is_some()
            || !fleet.changes.is_empty()
            || !fleet.under_way.is_empty()
    };
    !plan.suspensions.is_empty()
        || plan.routes.rows().iter().any(|route| !route.stations.is_empty() || route.headway.is_some())
        || plan.fleets.rows().iter().any(fleet)
}

/// Whether people may have to leave a vehicle before they are out.
fn needs_manifests(plan: &Plan) -> bool {
    let fleet = |fleet: &Fleet| {
        let lost = |change: &FleetChange| matches!(change.kind, ChangeKind::Lost(_));
        fleet.changes.iter().any(lost) || fleet.breakdown.as_ref().is_some_and(|row| row.takeover)
    };
    plan.suspensions.rows().iter().any(|row| row.caught == Caught::TurnBack)
        || plan.fleets.rows().iter().any(fleet)
        || plan.groups.rows().iter().any(|group| !group.hazards.are_none())
        || plan.groups.rows().iter().any(|group| group.companions.is_some())
            && (somebody_goes_on(plan) || plan.fleets.rows().iter().any(|fleet| fleet.itinerary.is_some()))
}

/// Whether some fleet takes so many groups that it is kept which of them are in a vehicle.
fn some_take_many(plan: &Plan) -> bool {
    plan.fleets.rows().iter().any(|fleet| fleet.takes.len() > MANY_GROUPS)
}

fn somebody_goes_on(plan: &Plan) -> bool {
    plan.groups.rows().iter().any(|group| group.onward.is_some())
}

impl Vehicle {
    fn at_start(fleet: FleetId, site: SiteId) -> Vehicle {
        Vehicle {
            numbers: Numbers::BLANK,
            filled: NONE,
            state: State::StoodDown,
            broken_away: false,
            offered: false,
            turned: false,
            leaving: false,
            fleet,
            site,
            pickup: NONE,
            drop_off: NOWHERE,
            before: NONE,
            after: NONE,
            leg: NONE,
            free: [0; 2],
            load: 0,
            point: NONE,
            since: Tick::START,
            patience: Tick::START,
            found_no_fit: false,
        }
    }

    /// The pickup to which it is or was last committed.
    #[inline]
    #[must_use]
    pub fn committed(&self) -> Option<PickupId> {
        (self.pickup != NONE).then_some(PickupId(self.pickup))
    }

    /// The drop-off of those whom it has claimed.
    #[inline]
    #[must_use]
    pub fn destination(&self) -> Option<SiteId> {
        (self.drop_off != NOWHERE).then_some(SiteId(self.drop_off))
    }

    /// The drop-off of those whom it has claimed is this one from now on.
    #[inline]
    pub fn bind(&mut self, drop_off: Option<SiteId>) {
        self.drop_off = drop_off.map_or(NOWHERE, |site| site.0);
    }

    /// Who stands behind it in the line in which it stands.
    #[inline]
    #[must_use]
    pub fn after(&self) -> Option<VehicleId> {
        (self.after != NONE).then_some(VehicleId(self.after))
    }
}
