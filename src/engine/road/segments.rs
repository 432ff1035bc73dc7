//! The way, stretch by stretch, on roads where something can happen: checkpoints, headways,
//! suspensions, breakdowns.
//!
//! The driving of a leg is drawn once, when the vehicle is free to set out. A stretch leads to the next
//! checkpoint or to the route's end; what stops a vehicle on it leaves the rest of the stretch to be
//! driven later. On a plain plan none of this runs.

use crate::engine::Engine;
use crate::engine::queue::Queue;
use crate::engine::road::Leg;
use crate::plan::{Between, RouteId, VehicleId};
use crate::record::{EventKind, Notice, Recorder};
use crate::units::{Span, Tick};
use crate::world::{Maybe, State, StretchEnd};

impl<R: Recorder, Q: Queue> Engine<'_, R, Q> {
    /// Those who leave together and whose route is open set out, at the pace of the slowest on each route; the
    /// others are held until it opens.
    pub(super) fn send_column(&mut self, legs: &mut [Leg]) {
        for leg in legs.iter_mut() {
            let Leg { vehicle, route, .. } = *leg;
            self.world.journeys[vehicle].take_road(route);
            if self.road.closures.is_open(route) {
                leg.work = self.leg_work(vehicle, route);
                self.road.times.keep_pace(&[*leg]);
            } else {
                self.hold(vehicle, route);
            }
        }
        for &Leg { vehicle, route, .. } in &*legs {
            if self.road.closures.is_open(route) {
                self.world.journeys[vehicle].work = self.road.times.slowest(route);
                self.enter_road(vehicle, route);
            }
        }
        self.road.times.forget_pace(legs);
        self.end_phases();
    }

    /// A vehicle waits at its site for a route to open.
    pub(super) fn hold(&mut self, vehicle: VehicleId, route: RouteId) {
        self.world.journeys[vehicle].expect(None);
        if self.world.vehicles[vehicle].state != State::Held {
            self.enter(vehicle, State::Held);
        }
        self.heed_hindrance(vehicle);
        self.road.closures.row(route).held.join(&mut self.world.vehicles, vehicle);
    }

    /// A route is open again: those who were held set out in the order in which they were, those who
    /// left together still together.
    pub(in crate::engine) fn release_held(&mut self, route: RouteId) {
        while self.road.closures.is_open(route) {
            let Some(first) = self.road.closures.row(route).held.pop(&mut self.world.vehicles) else {
                return;
            };
            let column = self.world.journeys[first].column;
            let mut together = vec![first];
            while let Some(next) = self.road.closures.row(route).held.first() {
                if column == Maybe::NONE || self.world.journeys[next].column != column {
                    break;
                }
                self.road.closures.row(route).held.leave(&mut self.world.vehicles, next);
                together.push(next);
            }
            together.retain(|&vehicle| self.try_keep_route(vehicle, route));
            let mut legs: Vec<Leg> = together.into_iter().map(|vehicle| Leg::of(vehicle, route)).collect();
            self.send_column(&mut legs);
        }
    }

    /// Whether a vehicle that was held takes the road now that it is open. One without people goes elsewhere if
    /// it is not wanted any more where it was bound for, or sooner elsewhere; so does one whose people are
    /// out sooner by another road.
    fn try_keep_route(&mut self, vehicle: VehicleId, route: RouteId) -> bool {
        let row = &self.world.vehicles[vehicle];
        let (loaded, offered, last) = (row.load > 0, row.offered, row.committed());
        if loaded && self.try_change_destination(vehicle) {
            self.leave_convoy(vehicle);
            self.leave_way(vehicle);
            self.pending.leaves(vehicle);
            return false;
        }
        if loaded || !offered || self.fleet(vehicle).1.itinerary.is_some() {
            return true;
        }
        let next = self.choose_with_own_places(vehicle);
        if next.is_some() && next == last {
            return true;
        }
        debug_assert_eq!(self.world.journeys[vehicle].route(), Some(route));
        self.leave_convoy(vehicle);
        self.leave_way(vehicle);
        self.withdraw(vehicle);
        match next {
            Some(pickup) => self.go_to(vehicle, pickup),
            None => self.stand_down(vehicle),
        }
        false
    }

    /// A vehicle sets out, or waits until the one ahead is far enough away.
    fn enter_road(&mut self, vehicle: VehicleId, route: RouteId) {
        let Some(headway) = self.plan.routes[route].headway else { return self.begin_way(vehicle, route) };
        let delay = self.road.closures.row(route).entry.pass(self.now, headway);
        if delay == Span::ZERO {
            return self.begin_way(vehicle, route);
        }
        if self.world.vehicles[vehicle].state != State::Held {
            self.enter(vehicle, State::Held);
        }
        let journey = &mut self.world.journeys[vehicle];
        (journey.began, journey.lasts) = (self.now, delay);
        journey.expect(Some(self.now + delay));
        self.schedule(vehicle, self.now + delay);
    }

    /// The vehicle ahead is far enough away.
    pub(in crate::engine) fn on_gap(&mut self, vehicle: VehicleId) -> u32 {
        let route = self.world.journeys[vehicle].road();
        self.begin_way(vehicle, route);
        self.end_phases();
        self.world.vehicles[vehicle].load
    }

    fn begin_way(&mut self, vehicle: VehicleId, route: RouteId) {
        let work = self.world.journeys[vehicle].work;
        let arrives = self.now + self.time_for(route, work);
        if let Some(headway) = self.plan.routes[route].headway {
            self.road.closures.row(route).entry.passed(self.now, headway);
        }
        let company = self.company(vehicle);
        self.depart(vehicle, route, arrives, company);
        let first = self.stretch_after(route, 0);
        let journey = &mut self.world.journeys[vehicle];
        (journey.station, journey.driven, journey.stretch) = (0, Span::ZERO, (0.0, first));
        self.drive_stretch(vehicle, Span::ZERO);
    }

    /// The share of a route at which its station `number` stands; 1 after the last.
    fn stretch_after(&self, route: RouteId, number: u32) -> f64 {
        self.plan.routes[route].stations.get(number as usize).map_or(1.0, |station| station.at)
    }

    /// A vehicle drives what is left of its stretch, after a delay. On a road whose traffic stands it
    /// stands too.
    pub(super) fn drive_stretch(&mut self, vehicle: VehicleId, delay: Span) {
        let route = self.world.journeys[vehicle].road();
        self.tell_place(vehicle);
        if self.road.closures.halts(route) {
            return self.enter(vehicle, State::Halted);
        }
        let loaded = self.world.vehicles[vehicle].load > 0;
        let driving = if loaded { State::DrivingLoaded } else { State::DrivingEmpty };
        if self.world.vehicles[vehicle].state != driving {
            self.enter(vehicle, driving);
        }
        let ends = self.stretch_end(vehicle, route, delay);
        self.drive_until(vehicle, ends);
    }

    /// When a vehicle would be at the end of its stretch. Its times are those of the whole way, rounded
    /// once, so that stations do not change when it arrives.
    fn stretch_end(&mut self, vehicle: VehicleId, route: RouteId, delay: Span) -> Tick {
        let way = &self.plan.routes[route];
        let journey = &self.world.journeys[vehicle];
        let (from, to) = journey.stretch;
        let lasts = if way.by_hour.is_flat() {
            let [begins, ends] = [from, to].map(|share| Span::from_drawn(journey.work * share));
            Span(ends.0 - begins.0)
        } else {
            let time_of_day = self.plan.clock.time_of_day(self.now + delay);
            Span::from_drawn(way.by_hour.elapsed(time_of_day, journey.work * (to - from)))
        };
        let ends = self.behind_others(vehicle, self.now + delay + lasts, delay + lasts);
        let journey = &mut self.world.journeys[vehicle];
        (journey.began, journey.lasts) = (self.now, ends - self.now);
        (journey.stands, journey.drives) = (delay, lasts);
        ends
    }

    /// When a vehicle that would come to its next station at `ends` does so, behind those ahead of it. If
    /// it has not been `delayed` it has had its turn already.
    pub(super) fn behind_others(&mut self, vehicle: VehicleId, ends: Tick, delayed: Span) -> Tick {
        let journey = &self.world.journeys[vehicle];
        let route = journey.road();
        match self.plan.routes[route].headway {
            Some(headway) if delayed > Span::ZERO => {
                ends + self.road.closures.row(route).arrivals[journey.station as usize].pass(ends, headway)
            }
            _ => ends,
        }
    }

    /// A vehicle that was held, because its route was closed or the gap too narrow, does not go.
    pub(in crate::engine) fn let_go(&mut self, vehicle: VehicleId) {
        let route = self.world.journeys[vehicle].road();
        if self.world.journeys[vehicle].due().is_none() {
            self.road.closures.row(route).held.leave(&mut self.world.vehicles, vehicle);
        } else {
            self.close_up_at_entry(vehicle);
        }
    }

    /// The stretch, or as much of it as was to be driven, is behind the vehicle.
    pub(in crate::engine) fn on_segment_end(&mut self, vehicle: VehicleId) -> (EventKind, u32) {
        let journey = &self.world.journeys[vehicle];
        let ends = journey.began + journey.lasts;
        self.book_driving(vehicle);
        let load = self.world.vehicles[vehicle].load;
        match self.world.journeys[vehicle].end {
            StretchEnd::Failure => {
                self.break_down(vehicle);
                return (EventKind::BrokeDown, load);
            }
            StretchEnd::Standing(standing) => {
                return (EventKind::StretchEnds, self.take_people_over(standing, vehicle, ends));
            }
            StretchEnd::Station => {}
        }
        let journey = &self.world.journeys[vehicle];
        let (route, station) = (journey.road(), journey.station as usize);
        if let Some(headway) = self.plan.routes[route].headway {
            self.road.closures.row(route).arrivals[station].passed(self.now, headway);
        }
        let stations = &self.plan.routes[route].stations;
        match stations.get(station) {
            // It has been closed at the instant at which the vehicle comes here.
            Some(_) if self.road.closures.turns_back(route) => {
                self.drive_back(vehicle);
                (EventKind::StretchEnds, load)
            }
            Some(station) => {
                self.reach_checkpoint(vehicle, station.checkpoint);
                (EventKind::StretchEnds, load)
            }
            None => self.reach_end(vehicle),
        }
    }

    /// Books what a vehicle has driven of its stretch by now: the rest is a shorter stretch.
    pub(in crate::engine) fn book_driving(&mut self, vehicle: VehicleId) {
        let (_, class) = self.fleet(vehicle);
        let pace = self.pace(vehicle);
        let journey = &mut self.world.journeys[vehicle];
        let from = journey.stretch.0;
        let driven = journey.advance(self.now, pace);
        journey.driving_since_rest += driven;
        let km = self.plan.routes[journey.road()].km.unwrap_or(0.0) * (journey.stretch.0 - from);
        journey.km_since_refuel += km;
        match class.breakdown.as_ref().map(|breakdown| breakdown.every) {
            Some(Between::Driving(_)) => journey.sound -= driven.0 as f64,
            Some(Between::Km(_)) => journey.sound -= km,
            None => {}
        }
    }

    /// A vehicle goes on from a station towards the next, or to the route's end.
    pub(super) fn drive_on(&mut self, vehicle: VehicleId) {
        let journey = &mut self.world.journeys[vehicle];
        journey.station += 1;
        let (route, station, here) = (journey.road(), journey.station, journey.stretch.1);
        let next = self.stretch_after(route, station);
        self.world.journeys[vehicle].stretch = (here, next);
        let delay = match self.plan.routes[route].headway {
            Some(headway) => {
                self.road.closures.row(route).leaves[station as usize - 1].pass(self.now, headway)
            }
            None => Span::ZERO,
        };
        self.drive_stretch(vehicle, delay);
    }

    /// The route's end.
    fn reach_end(&mut self, vehicle: VehicleId) -> (EventKind, u32) {
        self.tell_place(vehicle);
        let (_, class) = self.fleet(vehicle);
        self.leave_way(vehicle);
        if class.own_cars_of.is_some() {
            return (EventKind::OwnCar, self.car_arrives(vehicle));
        }
        if class.itinerary.is_some() {
            let kind = if self.world.vehicles[vehicle].load > 0 {
                EventKind::ReachDropOff
            } else {
                EventKind::ReachPickup
            };
            return (kind, self.reach_stop(vehicle));
        }
        if self.world.vehicles[vehicle].state == State::DrivingLoaded {
            return (EventKind::ReachDropOff, self.on_drop_off_reached(vehicle));
        }
        if self.world.vehicles[vehicle].offered {
            return (EventKind::ReachPickup, self.on_pickup_reached(vehicle));
        }
        // Its people have been taken over, or have died: it is free where they were bound.
        (EventKind::ReachDropOff, self.on_drop_off_reached(vehicle))
    }

    /// A vehicle is on no route any more.
    pub(in crate::engine) fn leave_way(&mut self, vehicle: VehicleId) {
        self.leave_column(vehicle);
        if let Some(journey) = self.world.journeys.get_mut(vehicle) {
            journey.leave_road();
        }
    }

    /// Tells how far along its route a vehicle is.
    pub(in crate::engine) fn tell_place(&mut self, vehicle: VehicleId) {
        let journey = &self.world.journeys[vehicle];
        let at = (journey.stretch.0 * 1e6 + 0.5) as u32;
        let route = journey.road();
        self.recorder.record(self.now, &Notice::OnRoad { vehicle, route, at });
    }
}
