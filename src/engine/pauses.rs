//! Pauses: drivers who rest and vehicles that take fuel, at sites and without people aboard.

use super::Engine;
use super::luck::Purpose;
use super::queue::Queue;
use crate::observe::Observer;
use crate::plan::{DutyEnd, PickupId, SiteId, VehicleId};
use crate::stats::Distribution;
use crate::units::{Span, Tick};
use crate::world::State;

/// Where a vehicle without people stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Where {
    /// Where it has set people down: its trip is not over.
    DropOff,
    /// At a pickup, or without work: between two trips.
    BetweenTrips,
}

impl<O: Observer, Q: Queue> Engine<'_, O, Q> {
    /// Whether a vehicle that has set its people down pauses there.
    pub(super) fn pauses_at_drop_off(&mut self, vehicle: VehicleId) -> bool {
        self.pauses(vehicle, Where::DropOff)
    }

    /// Whether a vehicle that has come to a pickup pauses before it queues.
    pub(super) fn pauses_at_pickup(&mut self, vehicle: VehicleId) -> bool {
        self.pauses(vehicle, Where::BetweenTrips)
    }

    /// Whether a vehicle without people that is at some site otherwise than at the end of its way pauses.
    pub(super) fn pauses_here(&mut self, vehicle: VehicleId) -> bool {
        self.pauses(vehicle, self.place_of(vehicle))
    }

    /// Whether a vehicle that turned back without people pauses before it sets out again.
    pub(super) fn pauses_on_return(&mut self, vehicle: VehicleId) -> bool {
        let row = &self.world.vehicles[vehicle];
        match row.committed().filter(|_| row.offered) {
            Some(pickup) => {
                self.refuels_to_go_to(vehicle, pickup) || self.rests(vehicle, self.place_of(vehicle))
            }
            None => self.pauses_here(vehicle),
        }
    }

    /// Where a vehicle stands: at a pickup its trip is over.
    fn place_of(&self, vehicle: VehicleId) -> Where {
        let row = &self.world.vehicles[vehicle];
        let at_pickup = self.plan.fleets[row.fleet].serves.contains(&row.site);
        if at_pickup { Where::BetweenTrips } else { Where::DropOff }
    }

    /// Whether a vehicle without work pauses before it stands down.
    pub(super) fn pauses_before_standing_down(&mut self, vehicle: VehicleId) -> bool {
        self.rests(vehicle, Where::BetweenTrips)
    }

    fn pauses(&mut self, vehicle: VehicleId, place: Where) -> bool {
        self.refuels(vehicle, place) || self.rests(vehicle, place)
    }

    /// Begins a rest if the driver's hours are up.
    fn rests(&mut self, vehicle: VehicleId, place: Where) -> bool {
        let Some(duty) = &self.fleet(vehicle).1.duty else { return false };
        let journey = &self.world.journeys[vehicle];
        let over = duty.driving.is_some_and(|most| journey.at_wheel >= most)
            || duty.on_duty.is_some_and(|most| self.now - journey.on_duty >= most);
        let now = duty.at_end == DutyEnd::AtOnce || place == Where::BetweenTrips;
        if over && now {
            self.pause(vehicle, State::Resting, &duty.rest);
        }
        over && now
    }

    /// Begins a filling if the fuel does not last for what comes next: from a drop-off the way to a
    /// pickup and back loaded, from a pickup the loaded way.
    fn refuels(&mut self, vehicle: VehicleId, place: Where) -> bool {
        let site = self.world.vehicles[vehicle].site;
        self.fleet(vehicle).1.range.is_some()
            && self.refuels_before(vehicle, self.longest_next(vehicle, site, place))
    }

    /// Whether a vehicle without people that is bound for a pickup takes fuel before it sets out. There it
    /// can take fuel again.
    pub(super) fn refuels_to_go_to(&mut self, vehicle: VehicleId, pickup: PickupId) -> bool {
        let (from, to) = (self.world.vehicles[vehicle].site, self.dispatcher.pickup(pickup).site);
        self.fleet(vehicle).1.range.is_some() && self.refuels_before(vehicle, self.km(from, to))
    }

    /// Begins a filling if the fuel does not last for so many kilometres.
    fn refuels_before(&mut self, vehicle: VehicleId, km: f64) -> bool {
        let Some(range) = &self.fleet(vehicle).1.range else { return false };
        let burnt = self.world.journeys[vehicle].burnt;
        let empty = burnt > 0.0 && burnt + km > range.km;
        if empty {
            self.pause(vehicle, State::Refuelling, &range.refuel);
        }
        empty
    }

    /// The most kilometres that a vehicle may drive before it can take fuel again.
    fn longest_next(&self, vehicle: VehicleId, site: SiteId, place: Where) -> f64 {
        let (fleet, class) = self.fleet(vehicle);
        if class.itinerary.is_some() {
            let ways = self.ways_until_empty(vehicle);
            return ways.iter().map(|&(from, to)| self.km(from, to)).sum();
        }
        let loaded = |pickup: SiteId| {
            let here = self.dispatcher.pickup_at(fleet, pickup);
            let dishes = here.iter().flat_map(|row| row.menu.iter());
            dishes.map(|dish| self.km(pickup, dish.drop_off)).fold(0.0, f64::max)
        };
        match place {
            Where::BetweenTrips => loaded(site),
            Where::DropOff => {
                let pickups = self.dispatcher.pickups(fleet).iter().map(|row| row.site);
                let reachable = pickups.filter(|&pickup| self.network.route(site, pickup).is_some());
                reachable.map(|pickup| self.km(site, pickup) + loaded(pickup)).fold(0.0, f64::max)
            }
        }
    }

    /// How long the road from one site to another is; none where there is no road.
    fn km(&self, from: SiteId, to: SiteId) -> f64 {
        self.network.route(from, to).and_then(|route| self.plan.routes[route].km).unwrap_or(0.0)
    }

    /// A vehicle pauses: nobody counts on it meanwhile.
    fn pause(&mut self, vehicle: VehicleId, state: State, law: &Distribution) {
        if self.world.vehicles[vehicle].offered {
            self.withdraw(vehicle);
        }
        self.leave_convoy(vehicle);
        let (_, class) = self.fleet(vehicle);
        let pauses = &mut self.world.journeys[vehicle].pauses;
        let place = u64::from(*pauses);
        *pauses += 1;
        let number = vehicle.0 - class.vehicles.start;
        let time = match law.as_fixed() {
            Some(time) => time,
            None => law.draw(self.luck.stream(class.entity, number, Purpose::Pauses).at(place)),
        };
        self.enter(vehicle, state);
        self.schedule(vehicle, self.now + Span::from_drawn(time));
    }

    /// A rest or a filling is over: the vehicle looks for work from where it is.
    pub(super) fn paused(&mut self, vehicle: VehicleId) -> u32 {
        let journey = &mut self.world.journeys[vehicle];
        match self.world.vehicles[vehicle].state {
            State::Resting => (journey.at_wheel, journey.on_duty) = (Span::ZERO, self.now),
            _ => journey.burnt = 0.0,
        }
        if !self.leaves_service(vehicle) && !self.rests(vehicle, self.place_of(vehicle)) {
            match self.fleet(vehicle).1.itinerary {
                Some(_) => self.go_on_with_itinerary(vehicle),
                None => self.go_back(vehicle),
            }
        }
        0
    }

    /// A driver's hours begin.
    pub(super) fn begin_duty(&mut self, vehicle: VehicleId, now: Tick) {
        self.world.journeys[vehicle].on_duty = now;
    }
}
