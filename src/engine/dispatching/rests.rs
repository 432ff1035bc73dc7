//! Pauses: drivers who rest and vehicles that take fuel, at sites and mostly without people aboard.

use crate::dispatch::Eligible;
use crate::engine::Engine;
use crate::engine::queue::Queue;
use crate::engine::rng::Purpose;
use crate::plan::{DutyEnd, FleetId, PickupId, SiteId, VehicleId};
use crate::record::Recorder;
use crate::stats::Distribution;
use crate::units::Span;
use crate::world::State;

/// Where a vehicle without people stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Where {
    /// Where it has set people down: its trip is not over.
    DropOff,
    /// At a pickup, or without work: between two trips.
    BetweenTrips,
}

impl<R: Recorder, Q: Queue> Engine<'_, R, Q> {
    /// Whether a vehicle that has set its people down pauses there.
    pub(in crate::engine) fn try_pause_at_drop_off(&mut self, vehicle: VehicleId) -> bool {
        self.try_pause(vehicle, Where::DropOff)
    }

    /// Whether a vehicle that has come to a pickup pauses before it queues.
    pub(super) fn try_pause_at_pickup(&mut self, vehicle: VehicleId) -> bool {
        self.try_pause(vehicle, Where::BetweenTrips)
    }

    /// Whether a vehicle without people that is at some site otherwise than at the end of its way pauses.
    pub(in crate::engine) fn try_pause_here(&mut self, vehicle: VehicleId) -> bool {
        self.try_pause(vehicle, self.place_of(vehicle))
    }

    /// Whether a vehicle that turned back without people pauses before it sets out again.
    pub(in crate::engine) fn try_pause_on_return(&mut self, vehicle: VehicleId) -> bool {
        let row = &self.world.vehicles[vehicle];
        match row.committed().filter(|_| row.offered) {
            Some(pickup) => {
                self.try_refuel_to_go_to(vehicle, pickup) || self.try_rest(vehicle, self.place_of(vehicle))
            }
            None => self.try_pause_here(vehicle),
        }
    }

    /// Where a vehicle stands: at a pickup its trip is over.
    fn place_of(&self, vehicle: VehicleId) -> Where {
        let row = &self.world.vehicles[vehicle];
        let at_pickup = self.plan.fleets[row.fleet].serves.contains(&row.site);
        if at_pickup { Where::BetweenTrips } else { Where::DropOff }
    }

    /// Whether a vehicle stands where one trip is over and the next has not begun.
    pub(super) fn is_between_trips(&self, vehicle: VehicleId) -> bool {
        self.place_of(vehicle) == Where::BetweenTrips
    }

    /// Whether a vehicle without work pauses before it stands down.
    pub(super) fn try_pause_before_standing_down(&mut self, vehicle: VehicleId) -> bool {
        self.try_rest(vehicle, Where::BetweenTrips)
    }

    fn try_pause(&mut self, vehicle: VehicleId, place: Where) -> bool {
        self.try_refuel(vehicle, place) || self.try_rest(vehicle, place)
    }

    /// Begins a rest if the driver's hours are up.
    fn try_rest(&mut self, vehicle: VehicleId, place: Where) -> bool {
        let Some(duty) = &self.fleet(vehicle).1.duty else { return false };
        let over = self.hours_are_up(vehicle, duty);
        let now = duty.at_end == DutyEnd::AtOnce || place == Where::BetweenTrips;
        if over && now {
            self.pause(vehicle, State::Resting, &duty.rest);
        }
        over && now
    }

    /// Begins a filling if the fuel does not last for what comes next: from a drop-off the way to a
    /// pickup and back loaded, from a pickup the loaded way.
    fn try_refuel(&mut self, vehicle: VehicleId, place: Where) -> bool {
        let site = self.world.vehicles[vehicle].site;
        self.fleet(vehicle).1.range.is_some()
            && self.try_refuel_before(vehicle, self.longest_next(vehicle, site, place))
    }

    /// Whether a vehicle without people that is bound for a pickup takes fuel before it sets out. There it
    /// can take fuel again.
    pub(super) fn try_refuel_to_go_to(&mut self, vehicle: VehicleId, pickup: PickupId) -> bool {
        let (from, to) = (self.world.vehicles[vehicle].site, self.dispatching.dispatcher.pickup(pickup).site);
        self.fleet(vehicle).1.range.is_some() && self.try_refuel_before(vehicle, self.km(from, to))
    }

    /// Begins a filling if the fuel does not last for so many kilometres.
    fn try_refuel_before(&mut self, vehicle: VehicleId, km: f64) -> bool {
        let Some(range) = &self.fleet(vehicle).1.range else { return false };
        let km_since_refuel = self.world.journeys[vehicle].km_since_refuel;
        let empty = km_since_refuel > 0.0 && km_since_refuel + km > range.km;
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
            let here = self.dispatching.dispatcher.pickup_at(fleet, pickup);
            let eligible_count = here.iter().flat_map(|row| row.eligible.iter());
            eligible_count.map(|eligible| self.km_with(fleet, pickup, eligible)).fold(0.0, f64::max)
        };
        match place {
            Where::BetweenTrips => loaded(site),
            Where::DropOff => {
                let pickups = self.dispatching.dispatcher.pickups(fleet).iter().map(|row| row.site);
                let reachable = pickups.filter(|&pickup| self.network.route(site, pickup).is_some());
                reachable.map(|pickup| self.km(site, pickup) + loaded(pickup)).fold(0.0, f64::max)
            }
        }
    }

    /// How many kilometres it is with people of a group from their pickup to the last of those shelters at which
    /// there is room for them now, if a vehicle is full of them.
    fn km_with(&self, fleet: FleetId, pickup: SiteId, eligible: &Eligible) -> f64 {
        if !self.stops.shelters().are_limited() {
            return self.km(pickup, eligible.drop_off);
        }
        let places = self.dispatching.fixed_places[fleet]
            .map_or(u32::MAX, |[seats, lying]| seats.saturating_add(lying));
        let people = self.world.crowd(eligible.group).unclaimed().min(places);
        let round = self.stops.shelters().round(&self.network, eligible.group, people.max(1));
        let to = if round.is_empty() { vec![eligible.drop_off] } else { round };
        let from = std::iter::once(pickup).chain(to.iter().copied());
        from.zip(&to).map(|(from, &to)| self.km(from, to)).sum()
    }

    /// Whether a vehicle with people aboard takes fuel before it drives on to the next shelter or stop.
    pub(in crate::engine) fn try_refuel_with_people(&mut self, vehicle: VehicleId, next: SiteId) -> bool {
        let from = self.world.vehicles[vehicle].site;
        self.fleet(vehicle).1.range.is_some() && self.try_refuel_before(vehicle, self.km(from, next))
    }

    /// How long the road from one site to another is; none where there is no road.
    fn km(&self, from: SiteId, to: SiteId) -> f64 {
        self.network.route(from, to).and_then(|route| self.plan.routes[route].km).unwrap_or(0.0)
    }

    /// A vehicle pauses: nobody counts on it meanwhile.
    pub(super) fn pause(&mut self, vehicle: VehicleId, state: State, distribution: &Distribution) {
        if self.world.vehicles[vehicle].offered {
            self.withdraw(vehicle);
        }
        self.fall_out(vehicle);
        let time = self.next_pause(vehicle, distribution);
        self.world.journeys[vehicle].pauses += 1;
        self.enter(vehicle, state);
        self.schedule(vehicle, self.now + time);
    }

    /// How long the next pause of a vehicle lasts, by the distribution of its kind.
    pub(super) fn next_pause(&self, vehicle: VehicleId, distribution: &Distribution) -> Span {
        let (_, class) = self.fleet(vehicle);
        let (place, number) =
            (u64::from(self.world.journeys[vehicle].pauses), vehicle.0 - class.vehicles.start);
        Span::from_drawn(match distribution.as_fixed() {
            Some(time) => time,
            None => distribution.draw(self.rng.stream(class.entity, number, Purpose::Pauses).at(place)),
        })
    }

    /// A rest or a filling is over: the vehicle looks for work from where it is.
    pub(in crate::engine) fn on_rested(&mut self, vehicle: VehicleId) -> u32 {
        if self.world.vehicles[vehicle].state == State::Resting {
            self.world.journeys[vehicle].driving_since_rest = Span::ZERO;
            self.begin_duty(vehicle);
        } else {
            self.world.journeys[vehicle].km_since_refuel = 0.0;
        }
        let load = self.world.vehicles[vehicle].load;
        if load > 0 {
            self.go_on_with_people(vehicle);
        } else if !self.try_leave_service(vehicle) && !self.try_rest(vehicle, self.place_of(vehicle)) {
            match self.fleet(vehicle).1.itinerary {
                Some(_) => self.go_on_with_itinerary(vehicle),
                None => self.go_back(vehicle),
            }
        }
        load
    }
}
