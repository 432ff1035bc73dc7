//! Turning back, and people who wait again.

use crate::engine::Engine;
use crate::engine::queue::Queue;
use crate::plan::{Between, GroupId, VehicleId};
use crate::record::{Notice, Recorder};
use crate::units::{Span, Tick};
use crate::world::State;

impl<R: Recorder, Q: Queue> Engine<'_, R, Q> {
    /// A vehicle on a suspended route drives back to where it came from, as long as it had driven. One
    /// that stands broken down does so when it is repaired, one that is halted when traffic moves again.
    pub(super) fn turn_back(&mut self, vehicle: VehicleId) {
        let row = &self.world.vehicles[vehicle];
        match row.state {
            State::DrivingEmpty | State::DrivingLoaded if self.is_due(vehicle) => return,
            State::DrivingEmpty | State::DrivingLoaded => self.book_driving(vehicle),
            State::QueuedAtCheckpoint | State::BeingChecked => self.give_up_check(vehicle),
            State::Halted if !row.turned => {}
            _ => return,
        }
        self.queue.cancel(vehicle.0);
        self.drive_back(vehicle);
    }

    /// A vehicle on a road that has just been suspended stands still, if it moves.
    pub(super) fn halt(&mut self, vehicle: VehicleId) {
        if self.is_due(vehicle) {
            return;
        }
        match self.world.vehicles[vehicle].state {
            State::DrivingEmpty | State::DrivingLoaded => {
                self.book_driving(vehicle);
                self.tell_place(vehicle);
            }
            State::TurningBack => self.has_come_back_so_far(vehicle),
            _ => return,
        }
        self.queue.cancel(vehicle.0);
        self.enter(vehicle, State::Halted);
    }

    /// Whether a vehicle that is on the move comes to the end of its stretch, or of its way back, at this very
    /// instant: then it has come there before its road is suspended.
    fn is_due(&self, vehicle: VehicleId) -> bool {
        self.world.journeys[vehicle].due() == Some(self.now)
    }

    /// A vehicle that stands on its way drives back, unless traffic stands.
    pub(super) fn drive_back(&mut self, vehicle: VehicleId) {
        self.leave_convoy(vehicle);
        let journey = &mut self.world.journeys[vehicle];
        (journey.began, journey.lasts) = (self.now, journey.driven);
        journey.expect(None);
        let route = journey.road();
        self.tell_place(vehicle);
        self.world.vehicles[vehicle].turned = true;
        let site = self.plan.routes[route].from;
        if self.road.closures.halts(route) {
            return self.enter_at(vehicle, State::Halted, site);
        }
        self.enter_at(vehicle, State::TurningBack, site);
        self.go_on_back(vehicle);
    }

    /// A vehicle that stood drives on, or back if it has turned.
    pub(super) fn go_on_after_standing(&mut self, vehicle: VehicleId) {
        if self.world.vehicles[vehicle].turned {
            self.enter(vehicle, State::TurningBack);
            return self.go_on_back(vehicle);
        }
        let journey = &self.world.journeys[vehicle];
        let delay = journey.stands.0.saturating_sub((self.now - journey.began).0);
        self.drive_stretch(vehicle, Span(delay));
    }

    /// A vehicle drives what is left of its way back.
    fn go_on_back(&mut self, vehicle: VehicleId) {
        let journey = &mut self.world.journeys[vehicle];
        let (back, again) = (self.now + journey.lasts, journey.due().is_some());
        journey.began = self.now;
        journey.expect(Some(back));
        let route = journey.road();
        self.recorder.record(self.now, &Notice::TurnedBack { vehicle, route, back, again });
        self.schedule(vehicle, back);
    }

    /// Books how far a vehicle that is halted has come back, and tells where that is.
    fn has_come_back_so_far(&mut self, vehicle: VehicleId) {
        let journey = &mut self.world.journeys[vehicle];
        journey.lasts = Span(journey.lasts.0 - (self.now - journey.began).0);
        journey.began = self.now;
        let left = journey.lasts.0 as f64 / journey.driven.0 as f64;
        let at = (journey.stretch.0 * left * 1e6 + 0.5) as u32;
        let route = journey.road();
        self.recorder.record(self.now, &Notice::OnRoad { vehicle, route, at });
    }

    /// A vehicle that turned back is where it came from: those of its people get off who had got in there.
    /// With the others it sets out again as soon as it can.
    pub(in crate::engine) fn on_turned_back(&mut self, vehicle: VehicleId) -> u32 {
        self.book_driving_back(vehicle);
        self.leave_way(vehicle);
        let load = self.world.vehicles[vehicle].load;
        if self.observing.is_on() {
            self.observe_return(vehicle);
        }
        self.world.vehicles[vehicle].turned = self.got_in_here(vehicle) > 0;
        if self.world.vehicles[vehicle].turned {
            self.queue_for_berth(vehicle, State::QueuedToAlight);
        } else if load == 0 {
            self.is_back_empty(vehicle);
        } else {
            self.pending.leaves(vehicle);
        }
        load
    }

    /// A vehicle without people is back where it came from.
    fn is_back_empty(&mut self, vehicle: VehicleId) {
        let had_people = self.world.vehicles[vehicle].destination().is_some();
        self.world.vehicles[vehicle].bind(None);
        if self.try_leave_service(vehicle) || self.try_pause_on_return(vehicle) {
            return;
        }
        if had_people {
            // They have been taken over or have died: it is free.
            self.look_for_work(vehicle);
        } else {
            self.pending.leaves(vehicle);
        }
    }

    /// Books what a vehicle has driven back: hours and kilometres like those of the way out. It stops for
    /// nothing on that way; one that would have failed there fails as soon as it sets out again.
    fn book_driving_back(&mut self, vehicle: VehicleId) {
        let (_, class) = self.fleet(vehicle);
        let journey = &mut self.world.journeys[vehicle];
        let km = self.plan.routes[journey.road()].km.unwrap_or(0.0) * journey.stretch.0;
        journey.driving_since_rest += journey.driven;
        journey.km_since_refuel += km;
        match class.breakdown.as_ref().map(|breakdown| breakdown.every) {
            Some(Between::Driving(_)) => journey.sound -= journey.driven.0 as f64,
            Some(Between::Km(_)) => journey.sound -= km,
            None => {}
        }
    }

    /// How many of those aboard got in at the site where a vehicle stands.
    pub(in crate::engine) fn got_in_here(&self, vehicle: VehicleId) -> u32 {
        let site = self.world.vehicles[vehicle].site;
        let takes = self.fleet(vehicle).1.takes.iter().enumerate();
        let here = takes.filter(|(_, group)| self.plan.groups[**group].at == site);
        here.map(|(place, _)| self.world.aboard(vehicle, place)).sum()
    }

    /// People whose vehicle turned back have got off: they wait again ahead of all others. The vehicle is
    /// free if it is empty; those who got in at a stop before have kept their places. Returns how many have
    /// got off.
    pub(in crate::engine) fn alighted_where_they_came_from(&mut self, vehicle: VehicleId) -> u32 {
        self.world.vehicles[vehicle].turned = false;
        let load = self.world.vehicles[vehicle].load;
        self.set_back_here(vehicle);
        self.leave_berth(vehicle);
        let left = self.world.vehicles[vehicle].load;
        if left == 0 && (self.try_leave_service(vehicle) || self.try_pause_here(vehicle)) {
            return load;
        }
        if self.fleet(vehicle).1.itinerary.is_some() {
            self.go_on_with_itinerary(vehicle);
        } else if left == 0 {
            self.look_for_work(vehicle);
        } else {
            self.pending.leaves(vehicle);
        }
        load - left
    }

    /// Those aboard who got in where the vehicle stands wait there again.
    fn set_back_here(&mut self, vehicle: VehicleId) {
        let site = self.world.vehicles[vehicle].site;
        let takes = &self.fleet(vehicle).1.takes;
        for (place, &group) in takes.iter().enumerate().rev() {
            if self.plan.groups[group].at == site {
                self.set_group_back(vehicle, place, (group, group), false);
            }
        }
        if self.world.vehicles[vehicle].load == 0 {
            self.break_promises(vehicle);
            self.world.vehicles[vehicle].bind(None);
        } else {
            self.break_promises_made_at(vehicle, site);
        }
    }

    /// Everybody in a vehicle, aboard or still `boarding`, waits again: at their pickup, or as the rows
    /// of `stranded`, one for each group that the fleet takes.
    pub(in crate::engine) fn set_all_back(
        &mut self,
        vehicle: VehicleId,
        stranded: Option<&[GroupId]>,
        boarding: bool,
    ) {
        let takes = &self.fleet(vehicle).1.takes;
        for (place, &group) in takes.iter().enumerate().rev() {
            let waits_as = stranded.map_or(group, |parts| parts[place]);
            self.set_group_back(vehicle, place, (group, waits_as), boarding);
        }
        if self.observing.is_on() && stranded.is_none() {
            self.observe_return(vehicle);
        }
        self.break_promises(vehicle);
        let row = &mut self.world.vehicles[vehicle];
        row.bind(None);
    }

    fn set_group_back(
        &mut self,
        vehicle: VehicleId,
        place: usize,
        (group, waits_as): (GroupId, GroupId),
        boarding: bool,
    ) {
        let aboard_now = self.world.aboard(vehicle, place);
        let before = self.world.vehicles[vehicle].load;
        let alone = self.travel_alone(group);
        let (now, recorder) = (self.now, &mut self.recorder);
        let mut left = aboard_now;
        let mut batches: Vec<(Tick, u32)> = Vec::new();
        let saw = |since: Tick, people: u32| batches.push((since, people));
        let companions = self.world.set_back(vehicle, place, (group, waits_as), alone, saw);
        let total = before - self.world.vehicles[vehicle].load;
        // Those who came last got in last: who is still boarding is told of first.
        let mut boarding_left = if boarding { total - aboard_now } else { 0 };
        for (since, mut people) in batches {
            let not_yet = people.min(boarding_left);
            boarding_left -= not_yet;
            people -= not_yet;
            left -= people;
            for (people, boarded) in [(not_yet, false), (people, true)] {
                if people > 0 {
                    recorder
                        .record(now, &Notice::SetBack { vehicle, group, waits_as, people, since, boarded });
                }
            }
        }
        debug_assert_eq!(left, 0);
        if total > 0 {
            self.free_places(vehicle, group, (total, companions));
            self.welcome_back(group, waits_as, total);
        }
    }

    /// Whether the people of a group belong to no parties.
    pub(in crate::engine) fn travel_alone(&self, group: GroupId) -> bool {
        let row = &self.plan.groups[group];
        row.party.as_fixed() == Some(1.0) && row.companions.is_none()
    }

    /// People wait again who had left: vehicles are wanted for them.
    fn welcome_back(&mut self, group: GroupId, waits_as: GroupId, people: u32) {
        if group != waits_as {
            self.world.change(group, |crowd| crowd.size -= people);
            self.world.change(waits_as, |crowd| crowd.size += people);
        }
        self.welcome(waits_as);
    }
}
