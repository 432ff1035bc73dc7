//! What is true: where every vehicle is and in whose hands every person is.
//!
//! The world moves people and vehicles about; it knows nothing of time's order, rules or luck. Only
//! the engine changes it, and lays up beside each vehicle the numbers that it draws next.

mod batch;
mod claiming;
mod counts;
mod crowd;
mod groups_inside;
mod journey;
mod lists;
mod manifest;
mod maybe;
mod passed;
mod people;
mod riders;
mod roll;
mod rosters;
mod state;
mod supply;
mod transfers;
mod vehicle;
mod waiting;

pub use batch::Limits;
pub use claiming::{Claimed, Door, Parties, Room};
pub use counts::Counts;
pub use crowd::Crowd;
pub use journey::{ColumnId, Journey, Journeys, Obstacle, Pace, StretchEnd};
pub use lists::Line;
use manifest::Manifests;
pub use maybe::Maybe;
pub use people::People;
pub use riders::Inside;
use riders::Riders;
pub use rosters::{MANY_GROUPS, RosterId, Rosters};
pub use state::State;
pub use supply::Supply;
pub use transfers::{Boarders, SetDown};
pub use vehicle::{LaidUp, Numbers, PointId, Stage, Vehicle};
pub use waiting::Waiting;

use std::slice::from_ref;

use prefetch_index::prefetch_index;

use crate::plan::{
    Caught, ChangeKind, Fleet, FleetChange, FleetId, GroupId, Id, Plan, SiteId, Table, VehicleId,
};

/// Says "none" in a vehicle's row, where a number has no room for an `Option`; ids have [`Maybe`].
const NONE: u32 = u32::MAX;

/// The berths of a site and who stands about there.
#[derive(Clone, Debug, Default)]
pub struct SiteState {
    /// Berths free now.
    pub berths: Supply,
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
    /// Where every vehicle is on its way; nothing unless something can happen there.
    pub journeys: Journeys,
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
            journeys: Journeys::of(if is_eventful(plan) { vehicles } else { 0 }),
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
            *yard = SiteState { berths: Supply::of(site.berths), ..SiteState::default() };
        }
        for crowd in self.crowds.rows_mut() {
            let mut waiting = std::mem::take(&mut crowd.waiting);
            waiting.clear();
            *crowd = Crowd { waiting, ..Crowd::default() };
        }
        self.riders.reset();
        self.rosters.reset();
        self.inside.rows_mut().iter_mut().for_each(Vec::clear);
        self.journeys.reset();
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
        prefetch_index(from_ref(row.numbers()), 0);
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
        count_look();
        &self.crowds[group]
    }

    #[inline]
    fn seat(&self, vehicle: VehicleId, place: usize) -> usize {
        count_look();
        let (first, number, width) = self.holds[self.vehicles[vehicle].fleet];
        first + (vehicle.0 - number) as usize * width + place
    }
}

#[cfg(test)]
thread_local! {
    /// Looks at groups, at sums over groups, and at suspensions.
    static LOOKS: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// How often this thread has looked at a group, at a sum over groups, or at a suspension.
#[cfg(test)]
pub fn looks() -> u64 {
    LOOKS.get()
}

/// A group, a sum over groups, or a suspension is looked at: tests count that.
#[inline(always)]
pub(crate) fn count_look() {
    #[cfg(test)]
    LOOKS.set(LOOKS.get() + 1);
}

/// Whether anything can happen to vehicles on their way, or between two trips, under a plan: suspensions, checkpoints,
/// headways, breakdowns, rests, fillings, vehicles that join, leave, are lost or are under way at the start, itineraries
/// and own cars.
///
/// If nothing can, a leg is one event, people are set down all at once, and nobody asks on the way whether to pause.
/// That is for speed alone: random plans are run with all of this switched on and off, and give the same. Whoever asks
/// `Road::is_eventful` in the engine saves time, or chooses between those two ways; nobody needs to ask it for safety,
/// since [`Journeys::get`] finds nothing where nothing is kept.
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
