//! Fleets: vehicles of one class, what they do and what may happen to them.

use std::ops::Range;

use super::{Dispatch, Entity, Group, GroupId, MostWaiting, MovementId, ObserverId, SiteId, Speeds};
use crate::stats::Distribution;
use crate::units::{Span, Tick};

/// Vehicles of one class.
#[derive(Clone, Debug, PartialEq)]
pub struct Fleet {
    /// The key in the scenario; of own cars, that of the group.
    pub id: String,
    /// In words.
    pub title: String,
    /// Set if these are the own cars of a group, which serve nobody else.
    pub own_cars_of: Option<GroupId>,
    /// The ids of its vehicles, those who join later included.
    pub vehicles: Range<u32>,
    /// Places by [`Need::index`](super::Need::index), drawn for each trip.
    pub places: [Distribution; 2],
    /// Where its vehicles stand at the start.
    pub start: SiteId,
    /// When each of its vehicles enters service, in milliseconds after the start, or after it has
    /// joined, drawn once for each; none: at once.
    pub ready: Option<Distribution>,
    /// The pickups that it serves, in the order of the scenario.
    pub serves: Vec<SiteId>,
    /// The groups that it takes, the most urgent first, then in the order of the scenario.
    pub takes: Vec<GroupId>,
    /// The stops that each of its vehicles makes, one after the other, in place of dispatch.
    pub itinerary: Option<Vec<SiteId>>,
    /// How long boarding lasts.
    pub boarding: Handling,
    /// How long alighting lasts.
    pub alighting: Handling,
    /// How long a vehicle that is not full stays at its berth for more people to come.
    pub max_wait: Span,
    /// Its travel times are the route's times this.
    pub time_factor: f64,
    /// Its speeds on routes that are driven by their length; none: the route's.
    pub speeds: Option<Speeds>,
    /// How it chooses among the pickups that it serves.
    pub dispatch: Dispatch,
    /// Which list of phases rules it.
    pub movement: MovementId,
    /// How its vehicles fail.
    pub breakdown: Option<Breakdown>,
    /// How long its drivers work.
    pub duty: Option<Duty>,
    /// How far it drives on one filling.
    pub range: Option<FuelRange>,
    /// Vehicles that join, leave or are lost, in the order of time.
    pub changes: Vec<FleetChange>,
    /// Vehicles that are on their way when the run begins: the first of the fleet, in this order.
    pub under_way: Vec<UnderWay>,
    /// Whose luck its vehicles have.
    pub entity: Entity,
}

impl Fleet {
    /// Vehicles that stand at a site and serve it, with times and places of nothing.
    #[must_use]
    pub fn plain(id: &str, vehicles: Range<u32>, start: SiteId) -> Fleet {
        Fleet {
            id: id.to_owned(),
            title: id.to_owned(),
            own_cars_of: None,
            vehicles,
            places: [Distribution::ZERO, Distribution::ZERO],
            start,
            ready: None,
            serves: vec![start],
            takes: Vec::new(),
            itinerary: None,
            boarding: Handling::NONE,
            alighting: Handling::NONE,
            max_wait: Span::ZERO,
            time_factor: 1.0,
            speeds: None,
            dispatch: Dispatch::by(MostWaiting),
            movement: MovementId(0),
            breakdown: None,
            duty: None,
            range: None,
            changes: Vec::new(),
            under_way: Vec::new(),
            entity: Entity::named("fleets", id),
        }
    }

    /// How many vehicles it has, those who join later included.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.vehicles.end - self.vehicles.start
    }

    /// How many of its vehicles join after the start: the last ones.
    #[must_use]
    pub fn joiners(&self) -> u32 {
        let joins = self.changes.iter().filter(|change| change.kind == ChangeKind::Join);
        joins.map(|change| change.vehicles).sum()
    }

    /// The first ways of an itinerary from where people of a group get in to where they get off: they stay
    /// aboard over the stops between. None if it does not bring them.
    #[must_use]
    pub fn ways_of(&self, group: &Group) -> Vec<(SiteId, SiteId)> {
        let stops = self.itinerary.as_deref().unwrap_or_default();
        let brings = stops.iter().enumerate().filter(|(_, stop)| **stop == group.at).find_map(|(from, _)| {
            let to = stops[from + 1..].iter().position(|stop| group.to.contains(stop))?;
            Some(&stops[from..from + to + 2])
        });
        brings.map_or(Vec::new(), |stops| stops.windows(2).map(|pair| (pair[0], pair[1])).collect())
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

impl Handling {
    /// No time at all.
    pub const NONE: Handling = Handling { dwell: Distribution::ZERO, per_person: Distribution::ZERO };
}

/// How vehicles of a fleet fail while they drive.
#[derive(Clone, Debug, PartialEq)]
pub struct Breakdown {
    /// The mean between failures; the time between them is exponential.
    pub every: Between,
    /// How long a repair lasts, in milliseconds.
    pub repair: Distribution,
    /// How many vehicles of the fleet can be repaired at once; none: as many as fail.
    pub crews: Option<u32>,
    /// Whether the people of a vehicle that stands are taken over by those who pass with room.
    pub takeover: bool,
}

/// A mean between failures.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Between {
    /// Milliseconds of driving.
    Driving(f64),
    /// Kilometres.
    Km(f64),
}

/// How long a driver works before a rest.
#[derive(Clone, Debug, PartialEq)]
pub struct Duty {
    /// The most driving between two rests.
    pub driving: Option<Span>,
    /// The most time between two rests.
    pub on_duty: Option<Span>,
    /// How long a rest lasts, in milliseconds.
    pub rest: Distribution,
    /// What happens when the time is up.
    pub at_end: DutyEnd,
}

/// What a driver does whose hours are up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DutyEnd {
    /// Finishes the trip, the way back included, and rests there, or where it stands down.
    AfterTrip,
    /// Rests at the next site that it reaches, its people set down first.
    AtOnce,
}

/// How far a vehicle drives on one filling, and how long filling takes.
#[derive(Clone, Debug, PartialEq)]
pub struct FuelRange {
    /// Kilometres.
    pub km: f64,
    /// Milliseconds.
    pub refuel: Distribution,
}

/// Vehicles of a fleet that join, leave or are lost.
#[derive(Clone, Debug, PartialEq)]
pub struct FleetChange {
    /// When.
    pub at: Tick,
    /// How many; of those who leave or are lost, the first of the fleet that are in service.
    pub vehicles: u32,
    /// What happens to them.
    pub kind: ChangeKind,
    /// What must have been reported by then; else nothing happens.
    pub only_if: Option<Condition>,
}

/// Something about how many people are reported to be out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Who reports; none: the exact register.
    pub reported_by: Option<ObserverId>,
    /// No fewer than this.
    pub at_least: u64,
    /// Fewer than this.
    pub fewer_than: u64,
}

impl Condition {
    /// Whether it holds when so many are reported to be out.
    #[must_use]
    pub fn holds(&self, reported_out: u64) -> bool {
        (self.at_least..self.fewer_than).contains(&reported_out)
    }
}

/// What happens to some vehicles of a fleet.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChangeKind {
    /// They enter service where the fleet starts.
    Join,
    /// They finish their trip and leave service.
    Leave,
    /// They are gone at once. Their people wait again: at their pickup, or as these rows of the plan,
    /// one for each group that the fleet takes.
    Lost(Option<Vec<GroupId>>),
}

/// Vehicles that are on their way when the run begins.
#[derive(Clone, Debug, PartialEq)]
pub struct UnderWay {
    /// How many.
    pub vehicles: u32,
    /// Where they came from.
    pub from: SiteId,
    /// Where they are bound for: a drop-off with people, else a pickup.
    pub to: SiteId,
    /// When they will be there.
    pub arrives: Tick,
    /// People in each, beside those of the groups' sizes.
    pub people: Vec<(GroupId, u32)>,
}
