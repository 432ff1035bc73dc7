//! Demand: who appears and when, what befalls people while they wait, and who leaves in a car of their own.

mod appearing;
mod arrivals;
mod hazards;
mod own_cars;
mod sizes;
mod splitting;
mod timetable;

use crate::plan::{GroupId, Plan, Table};
use crate::units::Tick;
use arrivals::Coming;
use hazards::Exposure;
use own_cars::Drivers;
use sizes::Sizes;
use splitting::Prospects;

/// Those who want to get out.
#[derive(Debug)]
pub(super) struct Demand {
    arrivals: Table<GroupId, Coming>,
    drivers: Table<GroupId, Drivers>,
    exposure: Table<GroupId, Exposure>,
    prospects: Prospects,
    people_come: bool,
    /// Scratch: how many parties of each group were split.
    splits: Table<GroupId, u32>,
}

impl Demand {
    pub(super) fn new(plan: &Plan) -> Demand {
        Demand {
            arrivals: plan.groups.ids().map(|group| Coming::new(plan, group)).collect(),
            drivers: own_cars::drivers(plan),
            exposure: hazards::exposure(plan),
            prospects: Prospects::new(plan),
            people_come: appearing::some_come(plan),
            splits: Table::filled(plan.groups.len(), 0),
        }
    }

    /// Whether people are to come after the start.
    #[inline]
    pub(super) fn people_come(&self) -> bool {
        self.people_come
    }

    /// Whether any group has cars of its own.
    pub(super) fn has_own_cars(&self) -> bool {
        !self.drivers.is_empty()
    }

    /// How large the parties of a group are.
    #[inline]
    pub(super) fn parties(&mut self, group: GroupId) -> &mut Sizes {
        self.arrivals[group].parties()
    }

    /// How those of a group come.
    pub(super) fn coming(&self, group: GroupId) -> &Coming {
        &self.arrivals[group]
    }

    /// When the next party of a group appears; none if none does.
    pub(super) fn next_party(&self, group: GroupId) -> Option<Tick> {
        self.arrivals[group].next()
    }
}
