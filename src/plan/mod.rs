//! The plan: what a scenario says, checked, with names turned into ids and units into ticks.
//!
//! A plan is immutable and cannot be wrong: every rule about the input was applied when it was made.
//! It knows nothing of TOML, of randomness in progress, or of results.

mod actors;
mod carriers;
mod chance;
mod clock;
mod costs;
mod fleets;
pub(crate) mod ids;
mod laws;
mod movement;
mod network;
mod observers;
mod people;
mod places;
mod print;
mod profile;
mod public_figures;
mod rules;
mod suspension;

pub use actors::{Actor, Actors, MOST_ACTORS};
pub use carriers::{Carrier, whole_places};
pub use clock::LocalClock;
pub use costs::Costs;
pub use fleets::{
    Between, Breakdown, ChangeKind, Condition, Duty, DutyEnd, Fleet, FleetChange, FuelRange, Handling,
    UnderWay,
};
pub use ids::{
    CheckpointId, FleetId, GroupId, Id, MovementId, ObserverId, PickupId, RouteId, SiteId, SuspensionId,
    Table, VehicleId,
};
pub use movement::{Movement, Phase, PhaseEnd, PhaseSoFar, Reported};
pub use network::Network;
pub use observers::{Count, Coverage, Observer, Post, ReportTimes, Reports};
pub use people::{Arrivals, Group, Hazards, Need, Onward, OwnCars, Part};
pub use places::{Checkpoint, Hours, Route, Site, Speeds, Station};
pub use print::PlanPrint;
pub use profile::DayProfile;
pub use public_figures::{Bound, PublicFigure};
pub use rules::{
    Choice, Convoy, Discipline, Dispatch, DispatchRule, Fixed, InTurn, Independent, MostWaiting,
    MovementRule, Nearest, Platoon, Ready, Release, Stop, Wanting, Way,
};
pub use suspension::{Caught, SuspendedWhen, Suspension};

use crate::units::Tick;

/// Everything that a run needs to know.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The scenario's short name, fit for a folder.
    pub name: String,
    /// The scenario's title in words.
    pub title: String,
    /// The local clock at the start.
    pub clock: LocalClock,
    /// When every run ends at the latest; none: as long as it takes.
    pub end: Option<Tick>,
    /// The seed of all random numbers.
    pub seed: u64,
    /// How many replications a study makes unless told otherwise.
    pub replications: u64,
    /// All sites.
    pub sites: Table<SiteId, Site>,
    /// All directed routes; a route for both ways is two rows.
    pub routes: Table<RouteId, Route>,
    /// All checkpoints.
    pub checkpoints: Table<CheckpointId, Checkpoint>,
    /// All suspensions.
    pub suspensions: Table<SuspensionId, Suspension>,
    /// All groups of people: those of the scenario first, then [parts](Part) of them who wait elsewhere.
    pub groups: Table<GroupId, Group>,
    /// All fleets: those of the scenario first, then the own cars of groups.
    pub fleets: Table<FleetId, Fleet>,
    /// All lists of phases; every fleet is ruled by one.
    pub movements: Table<MovementId, Movement>,
    /// Who counts people.
    pub observers: Table<ObserverId, Observer>,
    /// What the planner wants.
    pub goal: Option<Goal>,
    /// What was said in public of the people who were out.
    pub public_figures: Vec<PublicFigure>,
    /// What the vehicles of each fleet cost; none: costs are not counted.
    pub costs: Option<Table<FleetId, Costs>>,
}

/// What the planner wants by a time, with a probability: people out, a count that is right, or both.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    /// Who should be out.
    pub out: Option<ShareOut>,
    /// What should be known.
    pub known: Option<Known>,
    /// By when.
    pub by: Tick,
    /// How surely.
    pub probability: f64,
}

/// A share of a group that is out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShareOut {
    /// Whose; none: everybody.
    pub group: Option<GroupId>,
    /// Which share of them.
    pub share: f64,
}

/// An observer whose last report is right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Known {
    /// Whose.
    pub observer: ObserverId,
    /// By which part of the truth it may be wrong.
    pub within: f64,
}

impl Goal {
    /// The group that should be out, if it is not everybody.
    #[must_use]
    pub fn group(&self) -> Option<GroupId> {
        self.out?.group
    }

    /// What is wanted, in a planner's words: `95 % of wounded out`, `count of “Red Cross” right to 5 %`. `all` is what
    /// everybody is called, and `of` what is said of those whom a group stands for.
    #[must_use]
    pub fn words(&self, plan: &Plan, all: &str, of: &str) -> String {
        let percent = |part: f64| (part * 1e8).round() / 1e6;
        let out = self.out.map(|ShareOut { group, share }| {
            let whom = group.map_or(all, |group| &plan.groups[group].id);
            format!("{} % of {whom}{of} out", percent(share))
        });
        let known = self.known.map(|Known { observer, within }| {
            format!("count of “{}” right to {} %", plan.observers[observer].title, percent(within))
        });
        out.into_iter().chain(known).collect::<Vec<_>>().join(" and ")
    }
}

/// Whose luck it is: a number made of an entity's name, the same in every scenario, so that the
/// seventh bus draws the same numbers whatever else the scenario holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Entity(pub u64);

impl Entity {
    /// The entity of this kind and name, such as `fleets` and `buses`.
    #[must_use]
    pub fn named(kind: &str, name: &str) -> Entity {
        // There may be a million routes: their names are hashed as they stand, without another string.
        let mut hash = xxhash_rust::xxh64::Xxh64::new(0);
        [kind, ".", name].into_iter().for_each(|words| hash.update(words.as_bytes()));
        Entity(hash.digest())
    }

    /// What two entities have together, such as an observer's luck with the vehicles of a fleet.
    #[must_use]
    pub fn with(self, other: Entity) -> Entity {
        Entity(xxhash_rust::xxh64::xxh64(&other.0.to_le_bytes(), self.0))
    }
}

impl Plan {
    /// How many vehicles there are in all fleets.
    #[must_use]
    pub fn vehicle_count(&self) -> u32 {
        self.fleets.rows().last().map_or(0, |fleet| fleet.vehicles.end)
    }

    /// The fleet of a vehicle.
    #[must_use]
    pub fn fleet_of(&self, vehicle: VehicleId) -> FleetId {
        FleetId::from_index(self.fleets.rows().partition_point(|fleet| fleet.vehicles.end <= vehicle.0))
    }

    /// Whether the people of a row have been set down before, are out, and go on from there.
    #[inline]
    #[must_use]
    pub fn has_been_out(&self, id: GroupId) -> bool {
        matches!(self.groups[id].part, Part::Onward(_))
    }

    /// Whether anything is decided by what an observer reports.
    #[must_use]
    pub fn heeds_observers(&self) -> bool {
        let phases = self.movements.rows().iter().flat_map(|movement| &movement.phases);
        let changes = self.fleets.rows().iter().flat_map(|fleet| &fleet.changes);
        phases.filter_map(|phase| phase.ends).any(|end| end.reported_by().is_some())
            || self
                .suspensions
                .rows()
                .iter()
                .any(|row| matches!(row.when, SuspendedWhen::Out { reported_by: Some(_), .. }))
            || changes.filter_map(|change| change.only_if).any(|only| only.reported_by.is_some())
    }

    /// The groups of the scenario, without the parts of them who wait elsewhere.
    pub fn whole_groups(&self) -> impl DoubleEndedIterator<Item = (GroupId, &Group)> {
        self.groups.iter().filter(|(_, group)| group.part == Part::Whole)
    }

    /// The fleets of the scenario, without own cars.
    pub fn shuttles(&self) -> impl DoubleEndedIterator<Item = (FleetId, &Fleet)> {
        self.fleets.iter().filter(|(_, fleet)| fleet.own_cars_of.is_none())
    }

    /// Makes every leg of every vehicle take `factor` times as long, own cars included. Vehicles that are
    /// on their way at the start still arrive when the scenario says.
    pub fn stretch_travel(&mut self, factor: f64) {
        self.fleets.rows_mut().iter_mut().for_each(|fleet| fleet.time_factor *= factor);
    }

    /// A vehicle's number within its fleet, from 1, as people say it.
    #[must_use]
    pub fn number_of(&self, vehicle: VehicleId) -> u32 {
        vehicle.0 - self.fleets[self.fleet_of(vehicle)].vehicles.start + 1
    }

    /// A vehicle's name as people say it: `buses 3`, or `own car 2 of families`.
    #[must_use]
    pub fn name_of(&self, vehicle: VehicleId) -> String {
        let (fleet, number) = (&self.fleets[self.fleet_of(vehicle)], self.number_of(vehicle));
        match fleet.own_cars_of {
            Some(_) => format!("own car {number} of {}", fleet.id),
            None => format!("{} {number}", fleet.id),
        }
    }
}
