//! Actors: everything that has events, numbered on so that each has one place in the queue.

use super::{CheckpointId, FleetId, GroupId, Id, MovementId, Plan, SiteId, SuspensionId, VehicleId};

/// The most actors that a plan may have: the check refuses more, and the queue holds as many.
pub const MOST_ACTORS: usize = (1 << 23) - 1;

/// Something that has events, at most one at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Actor {
    /// A vehicle.
    Vehicle(VehicleId),
    /// The people of a group who are still to appear.
    Group(GroupId),
    /// The phases of a list.
    Movement(MovementId),
    /// A suspension's beginning and end.
    Suspension(SuspensionId),
    /// A site's opening hours.
    Site(SiteId),
    /// A checkpoint's opening hours.
    Checkpoint(CheckpointId),
    /// The changes of a fleet.
    Fleet(FleetId),
    /// Those of a group who leave in their own cars.
    Drivers(GroupId),
    /// What may befall a group.
    Hazards(GroupId),
    /// The ends of drivers' hours on duty.
    Duty,
}

impl Actor {
    /// Whether drivers' hours on duty end under a plan.
    #[must_use]
    pub fn duty_is_used(plan: &Plan) -> bool {
        plan.fleets.rows().iter().any(|fleet| fleet.duty.as_ref().is_some_and(|duty| duty.on_duty.is_some()))
    }
}

/// The numbers of a plan's actors: vehicles first, then kind by kind. Kinds that the plan does not use
/// have none.
#[derive(Clone, Debug)]
pub struct Actors {
    /// The first number of each kind after the vehicles, and the number of all.
    firsts: [u32; 11],
}

impl Actors {
    /// The actors of a plan.
    ///
    /// # Panics
    /// If there are more than 2^32; a checked plan keeps far below.
    #[must_use]
    pub fn new(plan: &Plan) -> Actors {
        let used = |used: bool, rows: usize| if used { rows } else { 0 };
        let (groups, fleets) = (plan.groups.rows(), plan.fleets.rows());
        let rows = [
            plan.vehicle_count() as usize,
            groups.len(),
            plan.movements.len(),
            plan.suspensions.len(),
            used(plan.sites.rows().iter().any(|site| site.hours.is_some()), plan.sites.len()),
            used(plan.checkpoints.rows().iter().any(|row| row.hours.is_some()), plan.checkpoints.len()),
            used(fleets.iter().any(|fleet| !fleet.changes.is_empty()), fleets.len()),
            used(groups.iter().any(|group| group.own_cars.is_some()), groups.len()),
            used(groups.iter().any(|group| !group.hazards.are_none()), groups.len()),
            used(Actor::duty_is_used(plan), 1),
        ];
        let mut firsts = [0; 11];
        for (kind, rows) in rows.into_iter().enumerate() {
            let rows = u32::try_from(rows).expect("the check keeps all tables below 2^32 rows");
            firsts[kind + 1] = firsts[kind] + rows;
        }
        Actors { firsts }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.firsts[10] as usize
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of an actor.
    #[inline]
    #[must_use]
    pub fn number(&self, actor: Actor) -> u32 {
        let (kind, row) = match actor {
            Actor::Vehicle(id) => (0, id.index()),
            Actor::Group(id) => (1, id.index()),
            Actor::Movement(id) => (2, id.index()),
            Actor::Suspension(id) => (3, id.index()),
            Actor::Site(id) => (4, id.index()),
            Actor::Checkpoint(id) => (5, id.index()),
            Actor::Fleet(id) => (6, id.index()),
            Actor::Drivers(id) => (7, id.index()),
            Actor::Hazards(id) => (8, id.index()),
            Actor::Duty => (9, 0),
        };
        debug_assert!(self.firsts[kind] + (row as u32) < self.firsts[kind + 1], "{actor:?} has no events");
        self.firsts[kind] + row as u32
    }

    /// The actor of a number.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn actor(&self, number: u32) -> Actor {
        let kind = self.firsts.partition_point(|&first| first <= number) - 1;
        let row = (number - self.firsts[kind]) as usize;
        match kind {
            0 => Actor::Vehicle(Id::from_index(row)),
            1 => Actor::Group(Id::from_index(row)),
            2 => Actor::Movement(Id::from_index(row)),
            3 => Actor::Suspension(Id::from_index(row)),
            4 => Actor::Site(Id::from_index(row)),
            5 => Actor::Checkpoint(Id::from_index(row)),
            6 => Actor::Fleet(Id::from_index(row)),
            7 => Actor::Drivers(Id::from_index(row)),
            8 => Actor::Hazards(Id::from_index(row)),
            9 => Actor::Duty,
            _ => unreachable!("there are {} actors, none is number {number}", self.len()),
        }
    }
}
