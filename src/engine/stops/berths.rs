//! Berths: first come, first served, to board and to alight.

use crate::engine::Engine;
use crate::engine::pending::Task;
use crate::engine::queue::Queue;
use crate::plan::{SiteId, VehicleId};
use crate::record::{Notice, Recorder};
use crate::world::State;

impl<R: Recorder, Q: Queue> Engine<'_, R, Q> {
    /// A vehicle joins the line for a berth where it stands.
    #[inline(always)]
    pub(in crate::engine) fn queue_for_berth(&mut self, vehicle: VehicleId, state: State) {
        let site = self.world.vehicles[vehicle].site;
        self.enter(vehicle, state);
        let yard = &mut self.world.yards[site];
        yard.queue.join(&mut self.world.vehicles, vehicle);
        if yard.berths.has(1) {
            self.pending.note(Task::Berths(site));
        }
    }

    /// A vehicle leaves its berth.
    #[inline(always)]
    pub(in crate::engine) fn leave_berth(&mut self, vehicle: VehicleId) {
        let site = self.world.vehicles[vehicle].site;
        let yard = &mut self.world.yards[site];
        yard.berths.give_back(1);
        if !yard.queue.is_empty() {
            self.pending.note(Task::Berths(site));
        }
        self.recorder.record(self.now, &Notice::Berth { vehicle, site, taken: false });
    }

    /// Gives free berths of a site to those first in line.
    #[inline(always)]
    pub(in crate::engine) fn give_berths(&mut self, site: SiteId) {
        loop {
            let yard = &mut self.world.yards[site];
            if !yard.berths.has(1) || yard.closed > 0 {
                return;
            }
            let Some(vehicle) = yard.queue.pop(&mut self.world.vehicles) else { return };
            yard.berths.take(1);
            self.fetch_along(self.world.yards[site].queue);
            self.recorder.record(self.now, &Notice::Berth { vehicle, site, taken: true });
            match self.world.vehicles[vehicle].state {
                State::QueuedToAlight => self.begin_alighting(vehicle),
                _ => self.begin_boarding(vehicle),
            }
        }
    }
}
