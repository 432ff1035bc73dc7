//! Assembly: who leaves together, by points, phases and convoys.

mod convoys;
mod departures;
mod phases;
mod points;

use crate::dispatch::Dispatcher;
use crate::plan::{FleetId, MovementId, Plan, RouteId, Table, VehicleId};
use crate::units::Tick;
use crate::world::{Maybe, PointId, Stage, State, Vehicle};
use phases::Phases;
use points::{Point, Points};

use super::road::Leg;

/// Who waits for whom.
#[derive(Debug)]
pub(super) struct Assembly {
    points: Points,
    phases: Table<MovementId, Phases>,
    /// Whether phases end other than gradually.
    end_by_deeds: bool,
    /// Whether any phase comes gradually.
    come_gradually: bool,
    /// When each vehicle breaks away into the next phase; empty if none comes gradually.
    breaks: Table<VehicleId, Tick>,
    /// Convoys that have left.
    convoys: u32,
    /// Scratch: who leaves together.
    leaving: Vec<Leg>,
    /// Scratch: the point by which those of them who take a route return.
    home: Table<RouteId, Maybe<PointId>>,
}

impl Assembly {
    pub(super) fn new(plan: &Plan) -> Assembly {
        Assembly {
            points: Points::new(plan),
            phases: plan.movements.ids().map(|_| Phases::default()).collect(),
            end_by_deeds: phases::some_end_by_deeds(plan),
            come_gradually: phases::some_come_gradually(plan),
            breaks: phases::no_breaks(plan),
            convoys: 0,
            leaving: Vec::new(),
            home: Table::filled(plan.routes.len(), Maybe::NONE),
        }
    }

    pub(super) fn reset(&mut self) {
        self.convoys = 0;
        self.points.reset();
    }

    /// Whether the vehicles of a fleet ever wait for each other.
    #[inline]
    pub(super) fn tracks(&self, fleet: FleetId) -> bool {
        self.points.tracks(fleet)
    }

    /// A vehicle has changed its state, from `before` at or bound for `stood`: it is awaited where it is to be
    /// awaited now.
    #[inline(always)]
    pub(super) fn follow(
        &mut self,
        dispatcher: &Dispatcher,
        (vehicle, row): (VehicleId, &Vehicle),
        (before, stood): (State, crate::plan::SiteId),
    ) {
        if self.points.tracks(row.fleet) && !points::go_on_being_awaited(row, before, stood) {
            self.points.expect_again(dispatcher, (vehicle, row));
        }
    }

    /// The next point whose rule must be asked.
    #[inline]
    pub(super) fn next_unjudged(&mut self) -> Option<PointId> {
        self.points.next_unjudged()
    }

    /// A member of the convoy that returns by a point stands ready, or belongs to it no more.
    #[inline]
    pub(super) fn leave_convoy(&mut self, point: PointId) {
        self.points.leave_convoy(point);
    }

    /// The number of the phase that rules a vehicle of a movement.
    #[inline]
    pub(super) fn phase(&self, movement: MovementId, stage: Stage) -> usize {
        self.phases[movement].current(stage)
    }

    /// What a vehicle that stands ready waits for; nothing of one that waits for nobody.
    pub(super) fn wait_of(&self, vehicle: &Vehicle) -> Option<Wait> {
        let &Point { key, ready, coming, .. } = self.points.get(vehicle.point.get()?);
        let phase = self.phase(key.movement, key.stage);
        Some(Wait { movement: key.movement, phase, ready: ready.len(), coming })
    }
}

/// What a vehicle that stands ready waits for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wait {
    pub(super) movement: MovementId,
    /// The phase whose rule holds.
    pub(super) phase: usize,
    /// How many stand ready.
    pub(super) ready: u32,
    /// How many may still become ready.
    pub(super) coming: u32,
}
