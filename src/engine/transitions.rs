//! Which event goes where.

use crate::engine::Engine;
use crate::engine::queue::Queue;
use crate::plan::{Actor, VehicleId};
use crate::record::{EventKind, Recorder};
use crate::world::State;

impl<R: Recorder, Q: Queue> Engine<'_, R, Q> {
    /// Deals with the next event of an actor. Returns what it was and how many people it was about.
    #[inline(always)]
    pub(super) fn transition(&mut self, actor: u32) -> (EventKind, u32) {
        if actor < self.world.vehicle_count() {
            self.fetch_ahead(actor);
            return self.vehicle_transition(VehicleId(actor));
        }
        match self.actors.actor(actor) {
            Actor::Vehicle(_) => unreachable!("vehicles are the first actors"),
            Actor::Group(group) => (EventKind::PeopleAppear, self.on_people_appear(group)),
            Actor::Movement(movement) => (EventKind::PhaseClock, self.on_phase_clock(movement)),
            Actor::Suspension(suspension) => (EventKind::Suspension, self.on_suspension_clock(suspension)),
            Actor::Site(site) => (EventKind::Hours, self.on_site_hours(site)),
            Actor::Checkpoint(checkpoint) => (EventKind::Hours, self.on_checkpoint_hours(checkpoint)),
            Actor::Fleet(fleet) => (EventKind::FleetChange, self.fleet_changes(fleet)),
            Actor::Drivers(group) => (EventKind::OwnCar, self.on_next_driver(group)),
            Actor::Hazards(group) => (EventKind::Hazard, self.on_hazard(group)),
            Actor::Duty => (EventKind::DutyEnds, self.on_duty_end()),
        }
    }

    #[inline(always)]
    fn vehicle_transition(&mut self, vehicle: VehicleId) -> (EventKind, u32) {
        match self.world.vehicles[vehicle].state {
            State::DrivingEmpty | State::DrivingLoaded if self.road.is_eventful() => {
                self.on_segment_end(vehicle)
            }
            State::DrivingEmpty => (EventKind::ReachPickup, self.on_pickup_reached(vehicle)),
            State::Boarding => (EventKind::Boarded, self.on_boarded(vehicle)),
            State::AwaitingPeople => (EventKind::PatienceEnds, self.on_patience_end(vehicle)),
            State::DrivingLoaded => (EventKind::ReachDropOff, self.on_drop_off_reached(vehicle)),
            State::Alighting => (EventKind::Alighted, self.on_alighted(vehicle)),
            State::ReadyToDepart | State::ReadyToReturn => (EventKind::Review, self.review(vehicle)),
            State::Held => (EventKind::SetOut, self.on_gap(vehicle)),
            State::BeingChecked => (EventKind::Checked, self.on_checked(vehicle)),
            State::UnderRepair => (EventKind::Repaired, self.on_repaired(vehicle)),
            State::TurningBack => (EventKind::TurnedBack, self.on_turned_back(vehicle)),
            State::Resting | State::Refuelling => (EventKind::Rested, self.on_rested(vehicle)),
            State::Absent => (EventKind::EnteredService, self.on_entered_service(vehicle)),
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
