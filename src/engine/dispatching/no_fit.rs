//! Vehicles that have no room for anybody who waits where they are: a party boards together or not at all.
//!
//! Such a vehicle would be sent to the same people again and again, since they still want somebody. It
//! shuns the site until others appear there, or until it has other places.

use std::collections::BTreeMap;

use crate::engine::Engine;
use crate::engine::queue::Queue;
use crate::plan::{SiteId, VehicleId};
use crate::record::Recorder;
use crate::world::State;

/// Who has found no room for anybody where, and how often people had appeared there by then.
pub(super) type NoFit = BTreeMap<(VehicleId, SiteId), u32>;

impl<R: Recorder, Q: Queue> Engine<'_, R, Q> {
    /// Whether a vehicle has no room for anybody who waits at a site, as far as it has found out.
    #[inline(never)]
    pub(super) fn is_misfit(&self, vehicle: VehicleId, site: SiteId) -> bool {
        self.dispatching.no_fit.get(&(vehicle, site)) == Some(&self.world.yards[site].appearances)
    }

    /// Remembers that a vehicle has no room for anybody who waits where it is.
    pub(super) fn note_no_fit(&mut self, vehicle: VehicleId) {
        let row = &mut self.world.vehicles[vehicle];
        row.found_no_fit = true;
        self.dispatching.no_fit.insert((vehicle, row.site), self.world.yards[row.site].appearances);
    }

    /// Whether a vehicle has parked for people who are due, with no room for anybody who waits.
    #[inline]
    pub(super) fn is_parked_for_those_due(&self, vehicle: VehicleId) -> bool {
        let row = &self.world.vehicles[vehicle];
        row.found_no_fit && row.state == State::Parked && self.is_misfit(vehicle, row.site)
    }

    /// Others wait at a site, or have room where they are bound: whoever has parked there may fit.
    pub(in crate::engine) fn see_anew(&mut self, site: SiteId) {
        self.world.yards[site].appearances += 1;
        for &pickup in self.dispatching.dispatcher.at(site) {
            self.dispatching.offers[pickup].passing = [0; 2];
        }
    }

    /// A vehicle carries people. If its places are drawn for every trip, it may have room on the next one
    /// wherever it found none.
    #[inline(never)]
    pub(in crate::engine) fn may_fit_again(&mut self, vehicle: VehicleId) {
        let (fleet, _) = self.fleet(vehicle);
        if self.dispatching.fixed_places[fleet].is_some() {
            return;
        }
        self.world.vehicles[vehicle].found_no_fit = false;
        let its_own = (vehicle, SiteId(0))..=(vehicle, SiteId(u16::MAX));
        while let Some((&place, _)) = self.dispatching.no_fit.range(its_own.clone()).next() {
            self.dispatching.no_fit.remove(&place);
        }
    }

    /// A vehicle leaves its berth empty. If that is because nobody who waits fits into it, the next of those
    /// parked takes its turn.
    #[inline(never)]
    pub(in crate::engine) fn leave_to_others(&mut self, vehicle: VehicleId) {
        if !self.passes_people_over(vehicle) {
            return;
        }
        self.note_no_fit(vehicle);
        let site = self.world.vehicles[vehicle].site;
        let parked = self.world.yards[site].parked;
        let next = parked.iter(&self.world.vehicles).find(|&other| {
            let shuns = self.world.vehicles[other].found_no_fit && self.is_misfit(other, site);
            !shuns && self.passes_people_over(other)
        });
        if let Some(next) = next {
            self.world.yards[site].parked.leave(&mut self.world.vehicles, next);
            self.queue_for_berth(next, State::QueuedToBoard);
        }
    }

    /// Whether people wait at a vehicle's pickup whom it takes and for whose kind it has places.
    pub(super) fn passes_people_over(&self, vehicle: VehicleId) -> bool {
        let free = self.world.vehicles[vehicle].free;
        let mut waiting = self.pickup_of(vehicle).waiting(&self.world, free);
        waiting.any(|eligible| self.may_take(vehicle, eligible) > 0)
    }
}
