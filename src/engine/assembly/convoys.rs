//! Who belongs to which convoy on the way back, and who falls out of it.

use crate::engine::Engine;
use crate::engine::queue::Queue;
use crate::plan::{VehicleId, Way};
use crate::record::Recorder;
use crate::world::{Maybe, Stage, Vehicle};

impl<R: Recorder, Q: Queue> Engine<'_, R, Q> {
    /// A vehicle that stood ready at a point does so no more, and does not leave from there.
    pub(in crate::engine) fn leave_point(&mut self, vehicle: VehicleId) {
        let Some(point) = self.world.vehicles[vehicle].point.take() else { return };
        self.assembly.points.row(point).ready.leave(&mut self.world.vehicles, vehicle);
        self.assembly.points.note(point);
    }

    /// Whether a vehicle returns with those it left with.
    pub(in crate::engine) fn is_of_convoy(&self, vehicle: VehicleId) -> bool {
        let point = self.world.vehicles[vehicle].point.get();
        point.is_some_and(|point| self.assembly.points.is_of_convoy(point))
    }

    /// A vehicle does not belong to those who left with it any more.
    pub(in crate::engine) fn leave_convoy(&mut self, vehicle: VehicleId) {
        self.leave_column(vehicle);
        let point = self.world.vehicles[vehicle].point.take();
        if let Some(point) = point.filter(|&point| self.assembly.points.is_of_convoy(point)) {
            self.assembly.points.leave_convoy(point);
        }
    }

    /// A vehicle does not keep up with those who left with it: it goes back at once, like one that left alone.
    pub(in crate::engine) fn fall_out(&mut self, vehicle: VehicleId) {
        let was_of_convoy = self.is_of_convoy(vehicle);
        self.leave_convoy(vehicle);
        if was_of_convoy {
            self.return_alone(vehicle);
        }
    }

    /// A vehicle that leaves alone with people where others gather returns alone, too: it is a convoy of one.
    #[inline(never)]
    pub(in crate::engine) fn leaves_by_itself(&mut self, vehicle: VehicleId) {
        let Vehicle { fleet, stage, load, .. } = self.world.vehicles[vehicle];
        let phases = &self.assembly.phases[self.plan.fleets[fleet].movement];
        if load > 0 && stage == Stage::Present && !phases.leave_alone(Way::Outbound, stage) {
            self.return_alone(vehicle);
        }
    }

    pub(in crate::engine) fn return_alone(&mut self, vehicle: VehicleId) {
        let movement = self.fleet(vehicle).1.movement;
        let home = self.assembly.points.for_convoy(movement);
        self.assembly.points.join_convoy(home);
        self.world.vehicles[vehicle].point = Maybe::of(home);
    }
}
