//! The plan: what a scenario says, checked, with names turned into ids and units into ticks.
//!
//! A plan is immutable and cannot be wrong: every rule about the input was applied when it was made.
//! It knows nothing of TOML, of randomness in progress, or of results.

mod clock;
mod ids;
mod network;
mod profile;
mod rule;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

pub use clock::LocalClock;
pub use ids::{FleetId, GroupId, Id, MovementId, RouteId, SiteId, Table, VehicleId};
pub use network::Network;
pub use profile::DayProfile;
pub use rule::{Release, Rule, Stop, Way};

use crate::stats::Distribution;
use crate::units::{Span, Tick};

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
    /// All groups of people.
    pub groups: Table<GroupId, Group>,
    /// All fleets.
    pub fleets: Table<FleetId, Fleet>,
    /// All lists of phases; every fleet is ruled by one.
    pub movements: Table<MovementId, Movement>,
    /// What the planner wants.
    pub goal: Option<Goal>,
}

/// A place where vehicles board or alight people.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// The key in the scenario.
    pub id: String,
    /// In words.
    pub title: String,
    /// How many vehicles can board or alight at once; none: as many as come.
    pub berths: Option<u32>,
}

/// A directed way from one site to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// The key in the scenario; both directions of a route share it.
    pub id: String,
    /// Where it begins.
    pub from: SiteId,
    /// Where it ends.
    pub to: SiteId,
    /// Its length.
    pub km: Option<f64>,
    /// Travel time in milliseconds, drawn for each vehicle and leg.
    pub time: Distribution,
    /// A factor drawn for each local clock hour and shared by all who depart in it.
    pub conditions: Option<Distribution>,
    /// Factors over the local day.
    pub by_hour: DayProfile,
    /// Whose luck the conditions are.
    pub entity: Entity,
}

/// What a person needs in a vehicle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Need {
    /// A seat.
    Seat,
    /// A place to lie.
    Stretcher,
}

impl Need {
    /// Both needs, in the order of their [`index`](Need::index).
    pub const ALL: [Need; 2] = [Need::Seat, Need::Stretcher];

    /// 0 for a seat, 1 for a stretcher.
    #[inline]
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }
}

/// People of one kind at one site.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The key in the scenario.
    pub id: String,
    /// In words.
    pub title: String,
    /// Where they wait.
    pub at: SiteId,
    /// Where they may be set down; the nearest is taken.
    pub to: Vec<SiteId>,
    /// How many people; drawn once a replication. A Poisson stream without a number has none.
    pub size: Option<Distribution>,
    /// What each of them needs.
    pub need: Need,
    /// Who is more urgent boards first.
    pub urgency: i64,
    /// How many travel together, drawn for each party.
    pub party: Distribution,
    /// When they appear.
    pub arrivals: Arrivals,
    /// Whose luck their parties and arrivals are.
    pub entity: Entity,
}

/// When the people of a group appear.
#[derive(Clone, Debug, PartialEq)]
pub enum Arrivals {
    /// All at the start.
    AtStart,
    /// Along a curve: at each instant, the cumulated weight of those who have appeared. Both columns
    /// never fall, the weight ends above zero; two points at one instant are a jump. Only the shape
    /// counts: the group's size gives the number.
    Curve(Vec<(Tick, f64)>),
    /// As a Poisson stream of people; the points are the expected number of people by each instant.
    Poisson(Vec<(Tick, f64)>),
}

/// Vehicles of one class.
#[derive(Clone, Debug, PartialEq)]
pub struct Fleet {
    /// The key in the scenario.
    pub id: String,
    /// In words.
    pub title: String,
    /// The ids of its vehicles.
    pub vehicles: Range<u32>,
    /// Places by [`Need::index`], drawn for each trip.
    pub places: [Distribution; 2],
    /// Where its vehicles stand at the start.
    pub start: SiteId,
    /// The pickups that it serves, in the order of the scenario.
    pub serves: Vec<SiteId>,
    /// The groups that it takes, the most urgent first, then in the order of the scenario.
    pub takes: Vec<GroupId>,
    /// How long boarding lasts.
    pub boarding: Handling,
    /// How long alighting lasts.
    pub alighting: Handling,
    /// How long a vehicle that is not full stays at its berth for more people to come.
    pub max_wait: Span,
    /// Its travel times are the route's times this.
    pub time_factor: f64,
    /// How it chooses among the pickups that it serves.
    pub dispatch: Dispatch,
    /// Which list of phases rules it.
    pub movement: MovementId,
    /// Whose luck its vehicles have.
    pub entity: Entity,
}

impl Fleet {
    /// How many vehicles it has.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.vehicles.end - self.vehicles.start
    }
}

/// The time that boarding or alighting takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Handling {
    /// Milliseconds however many people there are, drawn for each stop.
    pub dwell: Distribution,
    /// Milliseconds more for each person, drawn for each stop.
    pub per_person: Distribution,
}

/// How a vehicle chooses its next pickup among those that want it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dispatch {
    /// Where most people wait per vehicle there or bound for it.
    MostWaiting,
    /// The least mean travel time away.
    Nearest,
    /// The first of the list that wants it.
    Fixed,
    /// The first that wants it after the one it served last.
    InTurn,
}

/// A list of phases that follow each other.
#[derive(Clone, Debug)]
pub struct Movement {
    /// Where it stands in the scenario (`movement.0` …), for messages.
    pub label: String,
    /// The phases; at least one.
    pub phases: Vec<Phase>,
}

/// A time of one discipline.
#[derive(Clone, Debug)]
pub struct Phase {
    /// How loaded vehicles leave their pickups.
    pub outbound: Discipline,
    /// How vehicles that have set people down go back.
    pub back: Discipline,
    /// What ends it; the last phase has none.
    pub ends: Option<PhaseEnd>,
    /// The window over which vehicles break away into it, one by one.
    pub gradual: Option<(Tick, Tick)>,
}

/// What ends a phase.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PhaseEnd {
    /// An instant.
    At(Tick),
    /// So many convoys of this list of phases have left since the phase began.
    Convoys(u32),
    /// The desk says that so many people are out.
    Out(u64),
    /// The desk says that this share of the people is out.
    ShareOut(f64),
}

/// Who may leave, and with whom.
#[derive(Clone)]
pub enum Discipline {
    /// Nobody waits for anybody.
    Independent,
    /// Groups of this many, as they become ready.
    Platoon(u32),
    /// All together.
    Convoy(Convoy),
    /// A rule of the library user's own.
    Custom(Arc<dyn Rule>),
}

impl fmt::Debug for Discipline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Discipline::Independent => f.write_str("independent"),
            Discipline::Platoon(size) => write!(f, "platoon of {size}"),
            Discipline::Convoy(convoy) => convoy.fmt(f),
            Discipline::Custom(rule) => f.write_str(rule.name()),
        }
    }
}

/// What a convoy waits for, beside everybody in service; whatever comes first lets it go.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Convoy {
    /// Enough vehicles are ready: this many, or all that can still come.
    pub vehicles: Option<u32>,
    /// Enough vehicles are ready: this share of those ready and still to come.
    pub share: Option<f64>,
    /// The first of them has waited this long.
    pub max_wait: Option<Span>,
    /// It is full at this many, and leaves.
    pub largest: Option<u32>,
}

/// What the planner wants: a share of a group out by a time, with a probability.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    /// Whose; none: everybody.
    pub group: Option<GroupId>,
    /// Which share of them.
    pub share: f64,
    /// By when.
    pub by: Tick,
    /// How surely.
    pub probability: f64,
}

/// Whose luck it is: a number made of an entity's name, the same in every scenario, so that the
/// seventh bus draws the same numbers whatever else the scenario holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Entity(pub u64);

impl Entity {
    /// The entity of this kind and name, such as `fleets` and `buses`.
    #[must_use]
    pub fn named(kind: &str, name: &str) -> Entity {
        Entity(xxhash_rust::xxh64::xxh64(format!("{kind}.{name}").as_bytes(), 0))
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

    /// A vehicle's number within its fleet, from 1, as people say it.
    #[must_use]
    pub fn number_of(&self, vehicle: VehicleId) -> u32 {
        vehicle.0 - self.fleets[self.fleet_of(vehicle)].vehicles.start + 1
    }
}
