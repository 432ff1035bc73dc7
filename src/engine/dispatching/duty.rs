//! Drivers' hours on duty: they run on while a vehicle waits, and end where it stands.
//!
//! A vehicle that drives or is at a berth heeds the end of its hours when it has done that. One that waits at
//! a site may have no event before they end: one clock for all keeps the ends, soonest first.

use crate::engine::road::Leg;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::engine::Engine;
use crate::engine::dispatching::assignment::Called;
use crate::engine::queue::Queue;
use crate::plan::{Actor, Duty, DutyEnd, Plan, SuspendedWhen, VehicleId, Way};
use crate::record::Recorder;
use crate::units::{Span, Tick};
use crate::world::State;

/// When the hours of all drivers end.
#[derive(Debug)]
pub(super) struct Shifts {
    /// Whether any hours on duty end at all.
    used: bool,
    /// Ends, those among them that are out of date since the driver has rested.
    ends: BinaryHeap<Reverse<(Tick, VehicleId)>>,
    /// How many have rested where they stood since somebody last looked whether anything else goes on.
    rests: u32,
    /// The legs of all vehicles when somebody last looked and nothing else went on.
    legs: Option<u64>,
}

impl Shifts {
    pub(super) fn new(plan: &Plan) -> Shifts {
        let used = Actor::duty_is_used(plan);
        let rows = if used { plan.vehicle_count() as usize } else { 0 };
        Shifts { used, ends: BinaryHeap::with_capacity(rows), rests: 0, legs: None }
    }

    pub(super) fn reset(&mut self) {
        self.ends.clear();
        (self.rests, self.legs) = (0, None);
    }
}

impl<R: Recorder, Q: Queue> Engine<'_, R, Q> {
    /// A driver's hours begin.
    pub(super) fn begin_duty(&mut self, vehicle: VehicleId) {
        if let Some(journey) = self.world.journeys.get_mut(vehicle) {
            journey.on_duty = self.now;
            self.note_end_of_duty(vehicle);
        }
    }

    /// Has the clock know when a driver's hours end.
    fn note_end_of_duty(&mut self, vehicle: VehicleId) {
        if let Some(end) = self.end_of_duty(vehicle) {
            self.dispatching.shifts.ends.push(Reverse((end, vehicle)));
            if self.dispatching.shifts.ends.peek() == Some(&Reverse((end, vehicle))) {
                self.schedule_clock(Actor::Duty, end);
            }
        }
    }

    /// When a driver's hours on duty end.
    fn end_of_duty(&self, vehicle: VehicleId) -> Option<Tick> {
        let most = self.fleet(vehicle).1.duty.as_ref()?.on_duty?;
        Some(self.world.journeys[vehicle].on_duty + most)
    }

    /// Gives the clock its next event: ends that are out of date, or of those who have stood down, are none. Those
    /// who are called again are noted anew.
    fn schedule_end_of_duty(&mut self) {
        while let Some(&Reverse((end, vehicle))) = self.dispatching.shifts.ends.peek() {
            let state = self.world.vehicles[vehicle].state;
            let idle = matches!(state, State::StoodDown | State::Absent);
            if !idle && end >= self.now && self.end_of_duty(vehicle) == Some(end) {
                return self.schedule_clock(Actor::Duty, end);
            }
            self.dispatching.shifts.ends.pop();
        }
    }

    /// Hours end: whoever waits at a site rests there.
    #[inline(never)]
    pub(in crate::engine) fn on_duty_end(&mut self) -> u32 {
        let mut people = 0;
        while let Some(&Reverse((end, vehicle))) = self.dispatching.shifts.ends.peek() {
            if end > self.now {
                break;
            }
            self.dispatching.shifts.ends.pop();
            let duty = self.fleet(vehicle).1.duty.as_ref();
            if let Some(duty) = duty.filter(|_| self.end_of_duty(vehicle) == Some(end))
                && self.can_rest_where_it_stands(vehicle, duty)
            {
                people += self.world.vehicles[vehicle].load;
                self.rest_where_it_stands(vehicle, duty);
            }
        }
        self.schedule_end_of_duty();
        people
    }

    /// Whether a vehicle waits at a site, and its driver rests there now that the hours are up: one that rests at
    /// once anywhere, another one between two trips.
    fn can_rest_where_it_stands(&self, vehicle: VehicleId, duty: &Duty) -> bool {
        let row = &self.world.vehicles[vehicle];
        let at_once = duty.at_end == DutyEnd::AtOnce;
        match row.state {
            State::QueuedToBoard
            | State::AwaitingPeople
            | State::Parked
            | State::ReadyToReturn
            | State::Held => at_once || row.load == 0 && self.is_between_trips(vehicle),
            State::QueuedToAlight | State::ReadyToDepart => at_once,
            _ => false,
        }
    }

    /// A vehicle gives up its place in line and rests, with those aboard.
    fn rest_where_it_stands(&mut self, vehicle: VehicleId, duty: &Duty) {
        let row = self.world.vehicles[vehicle];
        let (route, is_of_convoy) = (self.world.journeys[vehicle].route(), self.is_of_convoy(vehicle));
        self.pull_out(vehicle);
        self.world.vehicles[vehicle].turned = row.turned;
        if let Some(route) = route.filter(|_| row.state == State::Held && row.load > 0) {
            self.world.journeys[vehicle].take_road(route);
        }
        if is_of_convoy {
            self.return_alone(vehicle);
        }
        self.dispatching.shifts.rests += 1;
        self.pause(vehicle, State::Resting, &duty.rest);
    }

    /// Whether a driver's hours are up, at the wheel or on duty.
    pub(super) fn hours_are_up(&self, vehicle: VehicleId, duty: &Duty) -> bool {
        let journey = &self.world.journeys[vehicle];
        duty.driving.is_some_and(|most| journey.driving_since_rest >= most)
            || duty.on_duty.is_some_and(|most| self.now - journey.on_duty >= most)
    }

    /// Whether a vehicle with people aboard stands at a site when its driver's hours are up, and rests there.
    #[inline(never)]
    pub(in crate::engine) fn try_rest_with_people(&mut self, vehicle: VehicleId) -> bool {
        let Some(duty) = &self.fleet(vehicle).1.duty else { return false };
        let rests = self.rests_at_once(vehicle);
        if rests {
            self.pause(vehicle, State::Resting, &duty.rest);
        }
        rests
    }

    /// Whether a vehicle comes to closed doors when its driver's hours are up, and rests before them. Where doors
    /// are open its people get off first.
    #[inline(never)]
    pub(in crate::engine) fn try_rest_before_closed_doors(&mut self, vehicle: VehicleId) -> bool {
        let row = &self.world.vehicles[vehicle];
        row.load > 0 && self.world.yards[row.site].closed > 0 && self.try_rest_with_people(vehicle)
    }

    /// Whether a driver rests at once, wherever the vehicle stands now.
    #[inline(never)]
    pub(in crate::engine) fn rests_at_once(&self, vehicle: VehicleId) -> bool {
        let duty = self.fleet(vehicle).1.duty.as_ref();
        duty.is_some_and(|duty| duty.at_end == DutyEnd::AtOnce && self.hours_are_up(vehicle, duty))
    }

    /// A vehicle goes on after a pause with people aboard.
    pub(super) fn go_on_with_people(&mut self, vehicle: VehicleId) {
        let row = &self.world.vehicles[vehicle];
        if let Some(route) = self.world.journeys[vehicle].route() {
            self.send_alone(Leg::of(vehicle, route));
        } else if row.turned {
            self.queue_for_berth(vehicle, State::QueuedToAlight);
        } else if self.gets_off_here(vehicle) {
            self.on_drop_off_reached(vehicle);
        } else if self.fleet(vehicle).1.itinerary.is_some() {
            self.go_on_with_itinerary(vehicle);
        } else if self.pickup_of(vehicle).site == row.site {
            self.be_ready(vehicle, Way::Outbound);
        } else {
            self.pending.leaves(vehicle);
        }
    }

    /// Whether somebody aboard gets off where a vehicle stands.
    fn gets_off_here(&self, vehicle: VehicleId) -> bool {
        match self.fleet(vehicle).1.itinerary {
            Some(_) => self.alighting_here(vehicle) > 0,
            None => {
                let row = &self.world.vehicles[vehicle];
                row.destination() == Some(row.site)
            }
        }
    }

    /// A vehicle that had stood down is called. Meanwhile its driver has rested, or has begun to if the hours
    /// are up: then the rest is finished first.
    #[inline(never)]
    pub(super) fn is_called(&mut self, vehicle: VehicleId) -> Called {
        let Some(duty) = &self.fleet(vehicle).1.duty else { return Called::Goes };
        let stood = self.now - self.world.vehicles[vehicle].since;
        let rest = self.next_pause(vehicle, &duty.rest);
        if stood >= rest {
            self.world.journeys[vehicle].pauses += 1;
            self.world.journeys[vehicle].driving_since_rest = Span::ZERO;
            self.begin_duty(vehicle);
            return Called::Goes;
        }
        if !self.hours_are_up(vehicle, duty) {
            self.note_end_of_duty(vehicle);
            return Called::Goes;
        }
        self.world.journeys[vehicle].pauses += 1;
        self.enter(vehicle, State::Resting);
        self.schedule(vehicle, self.now + Span(rest.0 - stood.0));
        Called::Rests
    }

    /// Whether an event is that of the clock of drivers' hours.
    pub(in crate::engine) fn is_end_of_duty(&self, actor: u32) -> bool {
        self.dispatching.shifts.used && actor == self.actors.number(Actor::Duty)
    }

    /// Whether the vehicle whose hours end next has nothing to do.
    pub(in crate::engine) fn next_to_rest_is_idle(&self) -> bool {
        let state = |&Reverse((_, vehicle)): &Reverse<(Tick, VehicleId)>| self.world.vehicles[vehicle].state;
        let state = self.dispatching.shifts.ends.peek().map(state);
        state.is_none_or(|state| matches!(state, State::StoodDown | State::Parked | State::Absent))
    }

    /// Whether nothing but rests goes on: all who wait have rested again and again where they stand, no
    /// vehicle has moved meanwhile, and nothing else is due. Then nothing ever will be.
    pub(in crate::engine) fn only_rests_go_on(&mut self) -> bool {
        if self.dispatching.shifts.rests < 2 * self.world.vehicle_count() {
            return false;
        }
        self.dispatching.shifts.rests = 0;
        if (0..self.actors.len() as u32).any(|actor| self.queue.is_pending(actor) && self.may_help(actor)) {
            self.dispatching.shifts.legs = None;
            return false;
        }
        let legs = self.world.vehicles.rows().iter().map(|row| u64::from(row.legs())).sum();
        self.dispatching.shifts.legs.replace(legs) == Some(legs)
    }

    /// Whether an event of an actor may let somebody go on who waits. Hours matter to those who stand where they
    /// are kept, and the end of what is closed to everybody.
    fn may_help(&self, actor: u32) -> bool {
        let mut vehicles =
            VehicleId::all(self.world.vehicle_count()).map(|id| (id, &self.world.vehicles[id]));
        let is_at_site = |id: VehicleId| self.world.journeys[id].route().is_none();
        match self.actors.actor(actor) {
            Actor::Duty => false,
            Actor::Vehicle(vehicle) => self.world.vehicles[vehicle].state != State::Resting,
            Actor::Suspension(suspension) => {
                let planned = matches!(self.plan.suspensions[suspension].when, SuspendedWhen::Window(..));
                self.road.closures().lasts(suspension)
                    || planned && self.plan.suspensions[suspension].hours.is_none()
            }
            Actor::Site(site) => vehicles.any(|(id, row)| match row.state {
                State::QueuedToBoard | State::QueuedToAlight => row.site == site,
                State::Resting => row.site == site && is_at_site(id),
                _ => false,
            }),
            Actor::Checkpoint(_) => vehicles.any(|(_, row)| row.state == State::QueuedAtCheckpoint),
            _ => true,
        }
    }
}
