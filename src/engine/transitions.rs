//! Which event goes where.

use crate::engine::Engine;
use crate::engine::queue::Queue;
use crate::observe::{EventKind, Observer};
use crate::plan::{Actor, VehicleId};
use crate::world::State;

impl<O: Observer, Q: Queue> Engine<'_, O, Q> {
    /// Deals with the next event of an actor. Returns what it was and how many people it was about.
    #[inline(always)]
    pub(super) fn transition(&mut self, actor: u32) -> (EventKind, u32) {
        if actor < self.world.vehicle_count() {
            self.fetch_ahead(actor);
            return self.vehicle_transition(VehicleId(actor));
        }
        match self.actors.actor(actor) {
            Actor::Vehicle(_) => unreachable!("vehicles are the first actors"),
            Actor::Group(group) => (EventKind::PeopleAppear, self.people_appear(group)),
            Actor::Movement(movement) => (EventKind::PhaseClock, self.phase_clock(movement)),
            Actor::Suspension(suspension) => (EventKind::Suspension, self.suspension_clock(suspension)),
            Actor::Site(site) => (EventKind::Hours, self.site_hours(site)),
            Actor::Checkpoint(checkpoint) => (EventKind::Hours, self.checkpoint_hours(checkpoint)),
            Actor::Fleet(fleet) => (EventKind::FleetChange, self.fleet_changes(fleet)),
            Actor::Drivers(group) => (EventKind::OwnCar, self.next_driver(group)),
            Actor::Hazards(group) => (EventKind::Hazard, self.something_befalls(group)),
            Actor::Duty => (EventKind::DutyEnds, self.hours_end()),
        }
    }

    #[inline(always)]
    fn vehicle_transition(&mut self, vehicle: VehicleId) -> (EventKind, u32) {
        match self.world.vehicles[vehicle].state {
            State::DrivingEmpty | State::DrivingLoaded if self.road.is_eventful() => {
                self.stretch_ends(vehicle)
            }
            State::DrivingEmpty => (EventKind::ReachPickup, self.reach_pickup(vehicle)),
            State::Boarding => (EventKind::Boarded, self.boarded(vehicle)),
            State::AwaitingPeople => (EventKind::PatienceEnds, self.patience_ends(vehicle)),
            State::DrivingLoaded => (EventKind::ReachDropOff, self.reach_drop_off(vehicle)),
            State::Alighting => (EventKind::Alighted, self.alighted(vehicle)),
            State::ReadyToDepart | State::ReadyToReturn => (EventKind::Review, self.review(vehicle)),
            State::Held => (EventKind::SetOut, self.gap_is_wide(vehicle)),
            State::BeingChecked => (EventKind::Checked, self.checked(vehicle)),
            State::UnderRepair => (EventKind::Repaired, self.repaired(vehicle)),
            State::TurningBack => (EventKind::TurnedBack, self.is_back(vehicle)),
            State::Resting | State::Refuelling => (EventKind::Rested, self.paused(vehicle)),
            State::Absent => (EventKind::EnteredService, self.enters_service(vehicle)),
            idle @ (State::StoodDown
            | State::Parked
            | State::QueuedToBoard
            | State::QueuedToAlight
            | State::QueuedAtCheckpoint
            | State::Halted
            | State::AwaitingRepair) => {
                unreachable!("{vehicle:?} is {} and waits for others, not for an event", idle.name())
            }
        }
    }
}
