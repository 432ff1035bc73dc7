//! Vehicles without people that cannot come to their pickups as was expected: their roads are closed, they
//! stand on the way, or turn back. Their promises do not keep people from others who could come sooner.

use crate::dispatch::View;
use crate::engine::Engine;
use crate::engine::dispatching::choice::Offered;
use crate::engine::dispatching::outlook::NEVER;
use crate::engine::pending::Task;
use crate::engine::queue::Queue;
use crate::plan::{PickupId, RouteId, SiteId, VehicleId};
use crate::record::Recorder;
use crate::units::Tick;
use crate::world::{Obstacle, State};

/// Places on offer of vehicles that cannot come as was expected: those at one pickup that are held before one
/// route, or, of no route, those of whom nobody knows when they go on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hindrance {
    pickup: PickupId,
    obstacle: Obstacle,
    places: [u64; 2],
    vehicles: u32,
}

impl<R: Recorder, Q: Queue> Engine<'_, R, Q> {
    /// Notes it if a vehicle's change of state keeps it from coming, or lets it come again.
    #[inline(never)]
    pub(in crate::engine) fn heed_hindrance(&mut self, vehicle: VehicleId) {
        let row = &self.world.vehicles[vehicle];
        let stands = matches!(
            row.state,
            State::Held | State::Halted | State::AwaitingRepair | State::UnderRepair | State::TurningBack
        );
        let unchecked = || self.road.is_shut(self.checkpoint_of(vehicle));
        let stands = stands || row.state == State::QueuedAtCheckpoint && unchecked();
        let (state, free) = (row.state, row.free);
        let Some(pickup) = row.committed().filter(|_| stands && row.offered) else {
            return self.is_hindered_no_more(vehicle, free);
        };
        let route = self.world.journeys[vehicle].route().filter(|_| state == State::Held);
        let obstacle = route.map_or(Obstacle::NotKnown, Obstacle::Closed);
        if self.world.journeys[vehicle].hindered == Some(obstacle) {
            return;
        }
        self.is_hindered_no_more(vehicle, free);
        self.world.journeys[vehicle].hindered = Some(obstacle);
        let same = |row: &&mut Hindrance| (row.pickup, row.obstacle) == (pickup, obstacle);
        match self.dispatching.hindered.iter_mut().find(same) {
            Some(hindrance) => hindrance.count(free, Offered::More),
            None => {
                let mut hindrance = Hindrance { pickup, obstacle, places: [0; 2], vehicles: 0 };
                hindrance.count(free, Offered::More);
                self.dispatching.hindered.push(hindrance);
            }
        }
        self.pending.note(Task::Wanting(self.dispatching.dispatcher.pickup(pickup).site));
    }

    /// A vehicle, `free` of its places on offer, is not kept from coming any more, or does not come.
    pub(super) fn is_hindered_no_more(&mut self, vehicle: VehicleId, free: [u32; 2]) {
        let Some(obstacle) = self.world.journeys[vehicle].hindered.take() else { return };
        let pickup = self.world.vehicles[vehicle].committed();
        let place = self.dispatching.hindered.iter().position(|row| row.is_of(pickup, obstacle));
        if let Some(place) = place {
            self.dispatching.hindered[place].count(free, Offered::Less);
            if self.dispatching.hindered[place].vehicles == 0 {
                self.dispatching.hindered.swap_remove(place);
            }
        }
    }

    /// Takes a vehicle's places out of those that are hindered, or puts them back, if they are.
    pub(super) fn count_hindrance(&mut self, vehicle: VehicleId, free: [u32; 2], change: Offered) {
        let hindered = self.world.journeys.get(vehicle).and_then(|journey| journey.hindered);
        let (Some(obstacle), pickup) = (hindered, self.world.vehicles[vehicle].committed()) else { return };
        if let Some(row) = self.dispatching.hindered.iter_mut().find(|row| row.is_of(pickup, obstacle)) {
            row.count(free, change);
        }
    }

    /// Lists places on offer at a site whose vehicles are not expected as soon as `by`.
    pub(super) fn list_late(&self, site: SiteId, by: Tick, late: &mut Vec<(PickupId, [u64; 2])>) {
        for &Hindrance { pickup, obstacle, places, .. } in &self.dispatching.hindered {
            let at = self.dispatching.dispatcher.pickup(pickup);
            if at.site != site {
                continue;
            }
            let expected = match obstacle {
                Obstacle::Closed(route) => self.passage(at.fleet, route, (self.now, false)).at,
                _ => NEVER,
            };
            if expected > by {
                late.push((at.offer, places));
            }
        }
    }

    /// Whether a pickup may want one more vehicle: some do not want it who can come no sooner than those that are
    /// kept from coming.
    #[inline]
    pub(super) fn may_want_another(&mut self, id: PickupId) -> bool {
        if !self.dispatching.hindered.is_empty() {
            return self.wants_another_if_none_comes(id);
        }
        let view = View { world: &self.world, offers: &self.dispatching.offers, late: &[] };
        self.dispatching.dispatcher.pickup(id).wants_another(view)
    }

    /// Whether a pickup would want one more vehicle if none of those came that are kept from it.
    #[inline(never)]
    fn wants_another_if_none_comes(&mut self, id: PickupId) -> bool {
        let pickup = self.dispatching.dispatcher.pickup(id);
        self.dispatching.late.clear();
        for row in &self.dispatching.hindered {
            let at = self.dispatching.dispatcher.pickup(row.pickup);
            if at.site == pickup.site {
                self.dispatching.late.push((at.offer, row.places));
            }
        }
        let view =
            View { world: &self.world, offers: &self.dispatching.offers, late: &self.dispatching.late };
        pickup.wants_another(view)
    }

    /// The vehicles without people that are held before their roads.
    pub(super) fn held_without_people(&self) -> Vec<VehicleId> {
        let closed = self.dispatching.hindered.iter().filter_map(|row| match row.obstacle {
            Obstacle::Closed(route) => Some(route),
            _ => None,
        });
        let mut routes: Vec<RouteId> = closed.collect();
        routes.sort_unstable();
        routes.dedup();
        let held = |route: RouteId| self.road.closures().held(route);
        routes.into_iter().flat_map(|route| held(route).iter(&self.world.vehicles)).collect()
    }
}

impl Hindrance {
    /// Whether a vehicle is counted here that is committed to a pickup, and kept from it by an obstacle.
    fn is_of(&self, pickup: Option<PickupId>, obstacle: Obstacle) -> bool {
        Some(self.pickup) == pickup && self.obstacle == obstacle
    }

    fn count(&mut self, free: [u32; 2], change: Offered) {
        self.places.iter_mut().zip(free).for_each(|(sum, places)| change.count(sum, places));
        self.vehicles = match change {
            Offered::More => self.vehicles + 1,
            Offered::Less => self.vehicles - 1,
        };
    }
}
