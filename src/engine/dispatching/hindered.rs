//! Vehicles without people that cannot come to their pickups as was expected: their roads are closed, they
//! stand on the way, or turn back. Their promises do not keep people from others who could come sooner.

use crate::dispatch::View;
use crate::engine::dispatching::outlook::NEVER;
use crate::engine::pending::Task;
use crate::engine::queue::Queue;
use crate::engine::{Engine, NONE};
use crate::plan::{Id, PickupId, RouteId, SiteId, VehicleId};
use crate::record::Recorder;
use crate::units::Tick;
use crate::world::State;

/// Places on offer of vehicles that cannot come as was expected: those at one pickup that are held before one
/// route, or, of no route, those of whom nobody knows when they go on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hindrance {
    pickup: PickupId,
    route: u32,
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
        let route = if state == State::Held { self.world.journeys[vehicle].route } else { NONE };
        if self.world.journeys[vehicle].hindered == Some(route) {
            return;
        }
        self.is_hindered_no_more(vehicle, free);
        self.world.journeys[vehicle].hindered = Some(route);
        let same = |hindrance: &&mut Hindrance| (hindrance.pickup, hindrance.route) == (pickup, route);
        match self.dispatching.hindered.iter_mut().find(same) {
            Some(hindrance) => hindrance.count(free, true),
            None => {
                let mut hindrance = Hindrance { pickup, route, places: [0; 2], vehicles: 0 };
                hindrance.count(free, true);
                self.dispatching.hindered.push(hindrance);
            }
        }
        self.pending.note(Task::Wanting(self.dispatching.dispatcher.pickup(pickup).site));
    }

    /// A vehicle, `free` of its places on offer, is not kept from coming any more, or does not come.
    pub(super) fn is_hindered_no_more(&mut self, vehicle: VehicleId, free: [u32; 2]) {
        let Some(route) = self.world.journeys[vehicle].hindered.take() else { return };
        let pickup = self.world.vehicles[vehicle].pickup;
        let place =
            self.dispatching.hindered.iter().position(|row| (row.pickup.0, row.route) == (pickup, route));
        if let Some(place) = place {
            self.dispatching.hindered[place].count(free, false);
            if self.dispatching.hindered[place].vehicles == 0 {
                self.dispatching.hindered.swap_remove(place);
            }
        }
    }

    /// Takes a vehicle's places out of those that are hindered, or puts them back, if they are.
    pub(super) fn count_hindrance(&mut self, vehicle: VehicleId, free: [u32; 2], more: bool) {
        let (pickup, hindered) = (self.world.vehicles[vehicle].pickup, self.world.journeys[vehicle].hindered);
        let same = |row: &&mut Hindrance| Some(row.route) == hindered && row.pickup.0 == pickup;
        if let Some(row) = self.dispatching.hindered.iter_mut().find(same) {
            row.count(free, more);
        }
    }

    /// Lists places on offer at a site whose vehicles are not expected as soon as `by`.
    pub(super) fn list_late(&self, site: SiteId, by: Tick, late: &mut Vec<(PickupId, [u64; 2])>) {
        for &Hindrance { pickup, route, places, .. } in &self.dispatching.hindered {
            let at = self.dispatching.dispatcher.pickup(pickup);
            if at.site != site {
                continue;
            }
            let expected = match route {
                NONE => NEVER,
                route => self.passage(at.fleet, RouteId::from_index(route as usize), (self.now, false)).at,
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
        let routes = self.dispatching.hindered.iter().filter(|row| row.route != NONE).map(|row| row.route);
        let mut routes: Vec<u32> = routes.collect();
        routes.sort_unstable();
        routes.dedup();
        let held = |route: u32| self.road.closures().held(RouteId::from_index(route as usize));
        routes.into_iter().flat_map(|route| held(route).iter(&self.world.vehicles)).collect()
    }
}

impl Hindrance {
    fn count(&mut self, free: [u32; 2], more: bool) {
        let change = |sum: &mut u64, places: u64| if more { *sum += places } else { *sum -= places };
        self.places.iter_mut().zip(free).for_each(|(sum, places)| change(sum, u64::from(places)));
        self.vehicles = if more { self.vehicles + 1 } else { self.vehicles - 1 };
    }
}
