//! Itineraries: vehicles that make given stops, one after the other, in place of dispatch.
//!
//! At a stop a vehicle sets down whoever may be set down there, then boards whoever may be set down at
//! a later stop. After the last one it stands down for good.

use crate::engine::Engine;
use crate::engine::queue::Queue;
use crate::plan::{GroupId, PickupId, SiteId, VehicleId};
use crate::record::Recorder;
use crate::world::State;

impl<R: Recorder, Q: Queue> Engine<'_, R, Q> {
    /// The stops of a vehicle that it has yet to reach.
    pub(in crate::engine) fn stops_left(&self, vehicle: VehicleId) -> &[SiteId] {
        let stops = self.fleet(vehicle).1.itinerary.as_deref().unwrap_or_default();
        &stops[(self.world.journeys[vehicle].stops as usize).min(stops.len())..]
    }

    /// Whether a vehicle stands at the stop that it reached last.
    fn is_at_stop(&self, vehicle: VehicleId) -> bool {
        let stops = self.fleet(vehicle).1.itinerary.as_deref().unwrap_or_default();
        let reached = self.world.journeys[vehicle].stops as usize;
        reached.checked_sub(1).and_then(|last| stops.get(last)) == Some(&self.world.vehicles[vehicle].site)
    }

    /// Whether people of a group may be set down at a stop that is still to come, and so may get in.
    #[inline]
    pub(in crate::engine) fn stops_ahead(&self, vehicle: VehicleId, group: GroupId) -> u32 {
        let to = &self.plan.groups[group].to;
        if self.stops_left(vehicle).iter().any(|stop| to.contains(stop)) { u32::MAX } else { 0 }
    }

    /// The ways that a vehicle without people drives until it is sure to be without people again, if all get
    /// in along them who might.
    pub(super) fn ways_until_empty(&self, vehicle: VehicleId) -> Vec<(SiteId, SiteId)> {
        let class = self.fleet(vehicle).1;
        let stops = class.itinerary.as_deref().unwrap_or_default();
        let next = self.world.journeys[vehicle].stops as usize;
        let mut stop = if self.is_at_stop(vehicle) { next - 1 } else { next };
        let mut empty = next;
        while stop < empty.min(stops.len()) {
            let boards = class.takes.iter().filter(|group| self.plan.groups[**group].at == stops[stop]);
            for &group in boards {
                let to = &self.plan.groups[group].to;
                let gets_off = stops[stop + 1..].iter().position(|later| to.contains(later));
                empty = empty.max(gets_off.map_or(0, |more| stop + 1 + more));
            }
            stop += 1;
        }
        let ahead = stops.iter().take(empty + 1).skip(next);
        let from = std::iter::once(self.world.vehicles[vehicle].site).chain(ahead.clone().copied());
        from.zip(ahead.copied()).collect()
    }

    /// A vehicle that has set down whoever gets off boards whoever is there for it, or goes on.
    pub(in crate::engine) fn go_on_with_itinerary(&mut self, vehicle: VehicleId) {
        match self.pickup_at_stop(vehicle) {
            Some(pickup) => {
                self.is_still_at_stop(vehicle);
                self.commit(vehicle, pickup);
                self.queue_for_berth(vehicle, State::QueuedToBoard);
            }
            None => self.go_to_next_stop(vehicle),
        }
    }

    /// The pickup at the stop where a vehicle stands, if people are there, or due, whom it may take.
    fn pickup_at_stop(&self, vehicle: VehicleId) -> Option<PickupId> {
        let row = &self.world.vehicles[vehicle];
        let pickup = self.dispatching.dispatcher.pickup_at(row.fleet, row.site)?;
        let boards = pickup.eligible.iter().any(|eligible| {
            self.world.crowd(eligible.group).unclaimed() > 0 && self.stops_ahead(vehicle, eligible.group) > 0
        });
        (boards && self.is_at_stop(vehicle)).then_some(pickup.id)
    }

    /// A vehicle has done what there was to do at a stop.
    pub(super) fn go_to_next_stop(&mut self, vehicle: VehicleId) {
        self.has_behind(vehicle, self.world.journeys[vehicle].stops);
        match self.stops_left(vehicle).first() {
            None => self.stand_down(vehicle),
            Some(&stop) if stop == self.world.vehicles[vehicle].site => {
                self.reach_stop(vehicle);
            }
            Some(&stop) => {
                let loaded = self.world.vehicles[vehicle].load > 0;
                if !(loaded && self.try_refuel_with_people(vehicle, stop)) {
                    self.pending.leaves(vehicle);
                }
            }
        }
    }

    /// Where a vehicle that does not go by dispatch is bound for, and the number of the leg there.
    pub(in crate::engine) fn next_stop(&mut self, vehicle: VehicleId) -> SiteId {
        let stop = match self.fleet(vehicle).1.own_cars_of {
            Some(_) => self.goal_of_car(vehicle),
            None => *self.stops_left(vehicle).first().expect("a vehicle leaves only for a stop"),
        };
        let row = &mut self.world.vehicles[vehicle];
        match row.load {
            0 => row.begin_empty_leg(),
            _ => row.begin_loaded_leg(),
        }
        stop
    }

    /// A vehicle is at its next stop. Returns how many people it brings.
    pub(in crate::engine) fn reach_stop(&mut self, vehicle: VehicleId) -> u32 {
        self.world.journeys[vehicle].stops += 1;
        let load = self.world.vehicles[vehicle].load;
        if load == 0 && (self.try_leave_service(vehicle) || self.try_pause_here(vehicle)) {
            return 0;
        }
        if self.alighting_here(vehicle) > 0 {
            self.queue_for_berth(vehicle, State::QueuedToAlight);
        } else {
            self.go_on_with_itinerary(vehicle);
        }
        load
    }

    /// The stops of a vehicle that is under way to a site when the run begins: those before are behind it.
    pub(super) fn skip_stops(&mut self, vehicle: VehicleId, bound_for: SiteId) {
        let stops = self.fleet(vehicle).1.itinerary.as_deref().unwrap_or_default();
        let behind = stops.iter().position(|&stop| stop == bound_for).unwrap_or(0);
        self.world.journeys[vehicle].stops = behind as u32;
        self.has_behind(vehicle, behind as u32);
    }

    /// People of a group have got off: their places are free for those of the next stop.
    pub(in crate::engine) fn free_places(
        &mut self,
        vehicle: VehicleId,
        group: GroupId,
        (people, companions): (u32, u32),
    ) {
        if let Some(journey) = self.world.journeys.get_mut(vehicle) {
            journey.spare[self.plan.groups[group].need.index()] += people - companions;
            journey.spare[0] += companions;
        }
    }

    /// The places of a vehicle that boards people beside those it has; none if it is empty.
    pub(super) fn places_left(&self, vehicle: VehicleId) -> Option<[u32; 2]> {
        let row = &self.world.vehicles[vehicle];
        let journey = self.world.journeys.get(vehicle)?;
        (row.load > 0 && row.leg().is_some()).then_some(journey.spare)
    }
}
