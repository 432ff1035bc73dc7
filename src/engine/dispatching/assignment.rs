//! Where next: vehicles commit themselves to pickups, stand down, and are called again.

use crate::dispatch::View;
use crate::engine::Engine;
use crate::engine::pending::Task;
use crate::engine::queue::Queue;
use crate::engine::rng::Place;
use crate::plan::{Fleet, FleetId, PickupId, Plan, SiteId, Table, VehicleId, whole_places};
use crate::record::{Notice, Recorder};
use crate::stats::Distribution;
use crate::units::Tick;
use crate::world::State;

/// What a vehicle does that had stood down and is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Called {
    Goes,
    /// Its driver has to finish a rest first.
    Rests,
}

impl<R: Recorder, Q: Queue> Engine<'_, R, Q> {
    /// A vehicle that stands at a site without work looks for some, and stands down if there is none.
    pub(in crate::engine) fn look_for_work(&mut self, vehicle: VehicleId) {
        if self.fleet(vehicle).1.itinerary.is_some() {
            return self.go_on_with_itinerary(vehicle);
        }
        match self.next_pickup(vehicle, None) {
            Some(pickup) => self.go_to(vehicle, pickup),
            None => self.stand_down(vehicle),
        }
    }

    /// The pickup that a vehicle should go to.
    #[inline(always)]
    pub(in crate::engine) fn next_pickup(
        &mut self,
        vehicle: VehicleId,
        last: Option<PickupId>,
    ) -> Option<PickupId> {
        let row = &self.world.vehicles[vehicle];
        if let [only] = self.dispatching.dispatcher.pickups(row.fleet)
            && !row.found_no_fit
            && self.dispatching.hindered.is_empty()
        {
            let view = View { world: &self.world, offers: &self.dispatching.offers, late: &[] };
            return (only.wants_another(view) && self.leads_to(row.site, only.site)).then_some(only.id);
        }
        self.choose_pickup(vehicle, last).map(|chosen| chosen.pickup)
    }

    /// Whether a vehicle at one site can come to another.
    #[inline(always)]
    fn leads_to(&self, from: SiteId, to: SiteId) -> bool {
        from == to || self.network.route(from, to).is_some()
    }

    /// Commits a vehicle to a pickup: it is bound for it or there, and its places are on offer. Returns
    /// whether it is there.
    #[inline(always)]
    pub(in crate::engine) fn commit(&mut self, vehicle: VehicleId, pickup: PickupId) -> bool {
        let (site, offer) = (
            self.dispatching.dispatcher.pickup(pickup).site,
            self.dispatching.dispatcher.pickup(pickup).offer,
        );
        let row = &mut self.world.vehicles[vehicle];
        let is_there = row.site == site;
        row.commit(pickup, row.next_approach(!is_there));
        row.patience = Tick::START;
        row.offered = true;
        let left = self.places_left(vehicle);
        let places = left.unwrap_or_else(|| self.places(vehicle));
        self.world.vehicles[vehicle].free = places;
        let offer = &mut self.dispatching.offers[offer];
        offer.vehicles += 1;
        offer.places[0] += u64::from(places[0]);
        offer.places[1] += u64::from(places[1]);
        if left.is_none() {
            self.recorder.record(self.now, &Notice::Equipped { vehicle, places });
        }
        is_there
    }

    /// The places of a vehicle on its coming trip.
    #[inline]
    fn places(&mut self, vehicle: VehicleId) -> [u32; 2] {
        let (fleet, class) = self.fleet(vehicle);
        self.dispatching.fixed_places[fleet].unwrap_or_else(|| self.drawn_places(vehicle, class))
    }

    #[inline(never)]
    fn drawn_places(&mut self, vehicle: VehicleId, class: &Fleet) -> [u32; 2] {
        let mut draw = |need: usize, place: Place| {
            let distribution = &class.places[need];
            whole_places(self.drawn(vehicle, distribution, place), distribution)
        };
        [draw(0, Place::Seats), draw(1, Place::Stretchers)]
    }

    /// Sends a vehicle that waits for nobody to a pickup, once it has the fuel.
    pub(in crate::engine) fn go_to(&mut self, vehicle: VehicleId, pickup: PickupId) {
        if self.road.is_eventful() && self.try_refuel_to_go_to(vehicle, pickup) {
            return;
        }
        if self.commit(vehicle, pickup) {
            self.queue_for_berth(vehicle, State::QueuedToBoard);
        } else {
            self.pending.leaves(vehicle);
        }
    }

    /// A vehicle reached its pickup. If everybody has been claimed meanwhile it looks for other work.
    #[inline(always)]
    pub(in crate::engine) fn on_pickup_reached(&mut self, vehicle: VehicleId) -> u32 {
        if self.road.is_eventful() && (self.try_leave_service(vehicle) || self.try_pause_at_pickup(vehicle)) {
            return 0;
        }
        if self.pickup_of(vehicle).is_deserted(&self.world) {
            self.give_up_pickup(vehicle);
        } else {
            self.queue_for_berth(vehicle, State::QueuedToBoard);
        }
        0
    }

    /// An empty vehicle at its pickup has nobody to take: it decides again. Where people are still to come whom it
    /// could take, and it can do nothing sooner elsewhere, it parks for them.
    pub(in crate::engine) fn give_up_pickup(&mut self, vehicle: VehicleId) {
        let last = self.world.vehicles[vehicle].committed();
        if self.passes_people_over(vehicle) {
            self.note_no_fit(vehicle);
        }
        self.withdraw(vehicle);
        if self.fleet(vehicle).1.itinerary.is_some() {
            return self.go_to_next_stop(vehicle);
        }
        match self.next_pickup(vehicle, last) {
            Some(pickup) if Some(pickup) == last => self.park(vehicle, pickup),
            Some(pickup) => self.go_to(vehicle, pickup),
            None => self.stand_down(vehicle),
        }
    }

    /// A vehicle without people stays at a pickup without a berth until somebody comes.
    fn park(&mut self, vehicle: VehicleId, pickup: PickupId) {
        let site = self.world.vehicles[vehicle].site;
        self.commit(vehicle, pickup);
        self.enter(vehicle, State::Parked);
        self.world.yards[site].parked.join(&mut self.world.vehicles, vehicle);
        if self.is_parked_for_those_due(vehicle) {
            let free = self.world.vehicles[vehicle].free;
            let offer = self.dispatching.dispatcher.pickup(pickup).offer;
            let passing = &mut self.dispatching.offers[offer].passing;
            passing.iter_mut().zip(free).for_each(|(sum, places)| *sum += u64::from(places));
        }
    }

    /// Takes back what a vehicle offers at its pickup. Others may be wanted there in its stead.
    #[inline(always)]
    pub(in crate::engine) fn withdraw(&mut self, vehicle: VehicleId) {
        let (site, offer) = {
            let pickup = self.pickup_of(vehicle);
            (pickup.site, pickup.offer)
        };
        let passes = self.is_parked_for_those_due(vehicle);
        let row = &mut self.world.vehicles[vehicle];
        let left = std::mem::take(&mut row.free);
        row.offered = false;
        if let Some(journey) = self.world.journeys.get_mut(vehicle) {
            journey.spare = left;
            self.is_hindered_no_more(vehicle, left);
        }
        let offer = &mut self.dispatching.offers[offer];
        offer.vehicles -= 1;
        offer.places[0] -= u64::from(left[0]);
        offer.places[1] -= u64::from(left[1]);
        if passes {
            offer.passing.iter_mut().zip(left).for_each(|(sum, places)| *sum -= u64::from(places));
        }
        if left != [0, 0] {
            self.pending.note(Task::Wanting(site));
        }
    }

    pub(in crate::engine) fn stand_down(&mut self, vehicle: VehicleId) {
        if self.road.is_eventful()
            && (self.try_leave_service(vehicle) || self.try_pause_before_standing_down(vehicle))
        {
            return;
        }
        if self.now > Tick::START || self.world.vehicles[vehicle].state != State::StoodDown {
            self.enter(vehicle, State::StoodDown);
        }
        let fleet = self.world.vehicles[vehicle].fleet;
        self.world.stood_down[fleet].join(&mut self.world.vehicles, vehicle);
    }

    /// A site wants vehicles: those that have stood down are called, then those asked that wait elsewhere without
    /// people.
    pub(in crate::engine) fn call(&mut self, site: SiteId) {
        self.call_stood_down(site);
        if self.demand.people_come() || self.dispatching.outlook.closes {
            self.ask_those_who_wait(site);
        }
    }

    /// Calls vehicles that have stood down, the longest-standing first, while a site wants them.
    fn call_stood_down(&mut self, site: SiteId) {
        for place in 0..self.dispatching.dispatcher.at(site).len() {
            let id = self.dispatching.dispatcher.at(site)[place];
            let fleet = self.dispatching.dispatcher.pickup(id).fleet;
            if !self.world.stood_down[fleet].is_empty() && self.plan.fleets[fleet].itinerary.is_none() {
                self.call_fleet(fleet, id);
            }
        }
    }

    fn call_fleet(&mut self, fleet: FleetId, id: PickupId) {
        let mut next = self.world.stood_down[fleet].first();
        while let Some(vehicle) = next {
            next = self.world.vehicles[vehicle].after();
            if !self.may_want_another(id) {
                return;
            }
            // Others are called by the sites that they can reach.
            if !self.leads_to(self.world.vehicles[vehicle].site, self.dispatching.dispatcher.pickup(id).site)
            {
                continue;
            }
            // It may be wanted elsewhere, too, or have no room for those who want it.
            if let Some(pickup) = self.next_pickup(vehicle, self.world.vehicles[vehicle].committed()) {
                self.world.stood_down[fleet].leave(&mut self.world.vehicles, vehicle);
                if !self.road.is_eventful() || self.is_called(vehicle) != Called::Rests {
                    self.go_to(vehicle, pickup);
                }
            }
        }
    }

    /// The last people of a group at a site have been claimed, or no more are due: those in line, those parked
    /// and those who await people decide again.
    pub(in crate::engine) fn send_away(&mut self, site: SiteId) {
        self.let_go_of_awaiting(site);
        let mut next = self.world.yards[site].queue.first();
        while let Some(vehicle) = next {
            next = self.world.vehicles[vehicle].after();
            let boards = self.world.vehicles[vehicle].state == State::QueuedToBoard;
            if boards && self.pickup_of(vehicle).is_deserted(&self.world) {
                self.world.yards[site].queue.leave(&mut self.world.vehicles, vehicle);
                self.give_up_pickup(vehicle);
            }
        }
        let mut next = self.world.yards[site].parked.first();
        while let Some(vehicle) = next {
            next = self.world.vehicles[vehicle].after();
            self.decide_again(vehicle);
        }
    }
}

/// The places of each fleet's vehicles where they are the same on every trip.
pub(super) fn fixed_places(plan: &Plan) -> Table<FleetId, Option<[u32; 2]>> {
    let fixed = |places: &Distribution| places.as_fixed().map(|value| whole_places(value, places));
    let of_fleet = |fleet: &Fleet| Some([fixed(&fleet.places[0])?, fixed(&fleet.places[1])?]);
    plan.fleets.rows().iter().map(of_fleet).collect()
}
