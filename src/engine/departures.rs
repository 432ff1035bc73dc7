//! Departures, legs and what happens at the drop-off.

use super::points::{Key, PointId};
use super::queue::Queue;
use super::unsettled::Task;
use super::{Engine, NONE};
use crate::movement;
use crate::observe::{Moment, Observer};
use crate::plan::{Discipline, GroupId, Part, Release, RouteId, SiteId, Stop, VehicleId, Way};
use crate::units::Tick;
use crate::world::{People, SetDown, State, Vehicle};

impl<O: Observer, Q: Queue> Engine<'_, O, Q> {
    /// A loaded vehicle stands ready at its pickup.
    #[inline(always)]
    pub(super) fn be_ready_to_depart(&mut self, vehicle: VehicleId) {
        self.withdraw(vehicle);
        if self.world.vehicles[vehicle].misfit {
            self.may_fit_again(vehicle);
        }
        if self.eventful && self.rests_with_people(vehicle) {
            return;
        }
        self.be_ready(vehicle, Way::Outbound);
    }

    #[inline(always)]
    pub(super) fn be_ready(&mut self, vehicle: VehicleId, way: Way) {
        let row = &self.world.vehicles[vehicle];
        if !self.points.tracks(row.fleet) {
            self.unsettled.leaves(vehicle);
            return;
        }
        self.enter(vehicle, if way == Way::Outbound { State::ReadyToDepart } else { State::ReadyToReturn });
        self.gather(vehicle, way);
    }

    /// Puts a vehicle that stands ready where it waits for others.
    pub(super) fn gather(&mut self, vehicle: VehicleId, way: Way) {
        let &Vehicle { fleet, site, broken_away, point: before, .. } = &self.world.vehicles[vehicle];
        let own_convoy = self.points.is_of_convoy(before);
        let phases = &self.phases[self.plan.fleets[fleet].movement];
        let point = match own_convoy && phases.leave_in_convoy(way, broken_away) {
            true => before,
            false => self
                .points
                .at(fleet, site, way, broken_away)
                .expect("a vehicle waits only at sites that its fleet serves or sets people down at"),
        };
        if own_convoy && point != before {
            self.points.note(before);
        }
        self.world.vehicles[vehicle].point = point;
        self.points.row(point).ready.join(&mut self.world.vehicles, vehicle);
        self.points.note(point);
    }

    fn discipline(&self, Key { movement, way, ahead }: Key) -> &Discipline {
        let phase = &self.plan.movements[movement].phases[self.phases[movement].current(ahead)];
        if way == Way::Outbound { &phase.outbound } else { &phase.back }
    }

    /// Asks a point's rule who may leave, until it lets nobody go.
    pub(super) fn judge(&mut self, point: PointId) {
        let key = self.points.get(point).key;
        while let Some(first) = self.points.get(point).ready.first() {
            if self.phases[key.movement].leave_alone(key.way, key.ahead) && !self.eventful {
                self.depart_alone(point);
                continue;
            }
            let discipline = self.discipline(key);
            let stop = self.stop(point, first);
            let number = match movement::release(discipline, stop) {
                Release::Nobody => {
                    let review = movement::review(discipline, stop).filter(|&tick| tick > self.now);
                    if let Some(tick) = review {
                        self.schedule(first, tick);
                    }
                    return;
                }
                Release::First(number) => number.clamp(1, stop.ready),
                Release::Everyone => stop.ready,
            };
            self.depart_together(point, number);
        }
        self.points.free_if_done(point);
    }

    fn stop(&self, point: PointId, first: VehicleId) -> Stop {
        let row = self.points.get(point);
        Stop {
            way: row.key.way,
            now: self.now,
            since: self.world.vehicles[first].since,
            ready: row.ready.len(),
            coming: row.coming,
            reported_out: self.desk.out(),
        }
    }

    /// The first of those who wait asked its rule again.
    pub(super) fn review(&mut self, vehicle: VehicleId) -> u32 {
        let point = self.world.vehicles[vehicle].point;
        self.points.note(point);
        0
    }

    /// The first of those ready at a point leaves by itself: what [`Engine::depart_together`] comes to where
    /// nobody waits for anybody and nothing can happen on the way.
    #[inline(never)]
    fn depart_alone(&mut self, point: PointId) {
        if let Some(vehicle) = self.points.row(point).ready.pop(&mut self.world.vehicles) {
            self.queue.cancel(vehicle.0);
            let (vehicle, route, work) = self.set_out(vehicle);
            self.drive(vehicle, route, work, (1, None));
        }
    }

    /// The first `number` of those ready at a point leave together, at the slowest one's pace.
    #[inline(never)]
    fn depart_together(&mut self, point: PointId, number: u32) {
        let way = self.points.get(point).key.way;
        self.column.clear();
        for _ in 0..number {
            let Some(vehicle) = self.points.row(point).ready.pop(&mut self.world.vehicles) else { break };
            self.queue.cancel(vehicle.0);
            let leg = self.set_out(vehicle);
            self.column.push(leg);
        }
        let movement = self.points.get(point).key.movement;
        let convoy_of = (way == Way::Outbound && number > 1).then_some(movement);
        if way == Way::Outbound {
            self.return_together(point);
        }
        if self.eventful {
            self.form_column(number, convoy_of);
            self.send_column();
        } else {
            let convoy = convoy_of.map(|movement| self.count_convoy(movement));
            self.drive_together((number, convoy));
            self.end_phases();
        }
    }

    /// The vehicles of `column` drive off at the pace of the slowest on each route.
    fn drive_together(&mut self, (number, convoy): (u32, Option<u32>)) {
        for &(_, route, work) in &self.column {
            let slowest = &mut self.roads.slowest[route];
            *slowest = work.max(*slowest);
        }
        for place in 0..self.column.len() {
            let (vehicle, route, _) = self.column[place];
            let work = self.roads.slowest[route];
            self.drive(vehicle, route, work, (number, convoy));
        }
        self.column.iter().for_each(|&(_, route, _)| self.roads.slowest[route] = 0.0);
    }

    /// Those who left together under a rule that gathers vehicles return together: for each route they
    /// share a point at the other end.
    fn return_together(&mut self, point: PointId) {
        let key = self.points.get(point).key;
        if key.ahead || self.phases[key.movement].leave_alone(Way::Outbound, false) {
            return;
        }
        for place in 0..self.column.len() {
            let (vehicle, route, _) = self.column[place];
            let home = match self.roads.home[route] {
                NONE => self.points.for_convoy(key.movement),
                home => home,
            };
            self.roads.home[route] = home;
            self.points.join_convoy(home);
            self.world.vehicles[vehicle].point = home;
        }
        self.column.iter().for_each(|&(_, route, _)| self.roads.home[route] = NONE);
    }

    /// Those leave who wait for nobody.
    #[inline(always)]
    pub(super) fn leave_alone(&mut self) {
        let mut next = 0;
        while let Some(vehicle) = self.unsettled.leaver(next) {
            next += 1;
            let (vehicle, route, work) = self.set_out(vehicle);
            if self.points.tracks(self.world.vehicles[vehicle].fleet) {
                self.leaves_by_itself(vehicle);
            }
            if self.eventful {
                self.column.clear();
                self.column.push((vehicle, route, work));
                self.send_column();
            } else {
                self.drive(vehicle, route, work, (1, None));
            }
        }
    }

    /// A vehicle's coming leg: the route it takes, and the driving at factor 1 that it would have to do by
    /// itself. On an eventful road that is drawn when the road is free.
    #[inline(always)]
    pub(super) fn set_out(&mut self, vehicle: VehicleId) -> (VehicleId, RouteId, f64) {
        let by_itself = self.eventful && self.goes_by_itself(vehicle);
        if self.outlook.closes && !by_itself {
            self.choose_destination(vehicle);
        }
        let row = &mut self.world.vehicles[vehicle];
        let from = row.site;
        row.point = NONE;
        let to = match row.destination() {
            _ if by_itself => self.next_stop(vehicle),
            Some(drop_off) => {
                row.leg = (row.leg + 1) | 1;
                drop_off
            }
            _ => self.pickup_of(vehicle).site,
        };
        let route = self
            .network
            .route(from, to)
            .expect("the check finds a route for every way a vehicle may have to go");
        let work = if self.eventful { 0.0 } else { self.leg_work(vehicle, route) };
        (vehicle, route, work)
    }

    /// Whether a vehicle does not go by dispatch: by an itinerary, or as somebody's own car.
    fn goes_by_itself(&self, vehicle: VehicleId) -> bool {
        let (_, class) = self.fleet(vehicle);
        class.itinerary.is_some() || class.own_cars_of.is_some()
    }

    #[inline(always)]
    fn drive(
        &mut self,
        vehicle: VehicleId,
        route: RouteId,
        work: f64,
        (together, convoy): (u32, Option<u32>),
    ) {
        let arrives = self.now + self.time_for(route, work);
        self.depart((vehicle, route), arrives, (together, convoy));
        self.schedule(vehicle, arrives);
    }

    /// A vehicle leaves its site.
    #[inline(always)]
    pub(super) fn depart(
        &mut self,
        (vehicle, route): (VehicleId, RouteId),
        arrives: Tick,
        (together, convoy): (u32, Option<u32>),
    ) {
        let people = self.world.vehicles[vehicle].load;
        let to: SiteId = self.plan.routes[route].to;
        self.enter_at(vehicle, if people > 0 { State::DrivingLoaded } else { State::DrivingEmpty }, to);
        if !O::SEES {
            return;
        }
        let row = &self.world.vehicles[vehicle];
        let phase = self.phases[self.plan.fleets[row.fleet].movement].current(row.broken_away) as u32;
        self.observer
            .see(self.now, &Moment::Departed { vehicle, route, people, together, convoy, phase, arrives });
    }

    /// A loaded vehicle reached its drop-off. Returns how many people it brings.
    #[inline(always)]
    pub(super) fn reach_drop_off(&mut self, vehicle: VehicleId) -> u32 {
        if self.eventful && self.rests_before_closed_doors(vehicle) {
            return self.world.vehicles[vehicle].load;
        }
        let site = self.world.vehicles[vehicle].site;
        self.queue_for_berth(vehicle, State::QueuedToAlight);
        if self.world.yards[site].closed > 0 {
            self.unsettled.note(Task::Shut(site));
        }
        self.world.vehicles[vehicle].load
    }

    #[inline(always)]
    pub(super) fn begin_alighting(&mut self, vehicle: VehicleId) {
        let load = self.world.vehicles[vehicle].load;
        let people = if self.eventful { self.alighting_here(vehicle) } else { load };
        let time = self.handling_time(vehicle, &self.fleet(vehicle).1.alighting, (people, true));
        self.enter(vehicle, State::Alighting);
        self.schedule(vehicle, self.now + time);
    }

    /// A vehicle has set its people down: they are out, and it goes back if there is reason to.
    /// Returns how many they were.
    #[inline(always)]
    pub(super) fn alighted(&mut self, vehicle: VehicleId) -> u32 {
        if self.world.vehicles[vehicle].turned {
            return self.alighted_where_they_came_from(vehicle);
        }
        let total = self.set_down(vehicle);
        self.desk.hear_out(total);
        self.leave_berth(vehicle);
        if self.shelters.are_limited() && self.goes_on_to_another_shelter(vehicle) {
            self.end_phases();
            self.heed_the_desk();
            return total;
        }
        self.break_away_if_due(vehicle);
        self.is_free(vehicle);
        self.end_phases();
        self.heed_the_desk();
        total
    }

    /// Those aboard who are bound for the vehicle's site get off. Returns how many are out by that.
    #[inline(always)]
    fn set_down(&mut self, vehicle: VehicleId) -> u32 {
        let mut total = 0;
        for dish in 0..self.dishes(vehicle) {
            let (place, group) = self.dish(vehicle, dish);
            let most = if self.eventful || self.shelters.are_limited() {
                self.bound_for_here(vehicle, group)
            } else {
                u32::MAX
            };
            let set_down = self.world.alight(vehicle, place, (group, most));
            self.keep_promise(vehicle, group, set_down.people);
            if set_down.people > 0 {
                self.free_places(vehicle, group, (set_down.people, set_down.companions));
                total += self.has_set_down(vehicle, group, set_down);
            }
        }
        total
    }

    /// Tells that people are out, and lets those wait who go on from here. Returns how many are out by
    /// that: none of those who had been counted before they went on.
    #[inline(always)]
    fn has_set_down(&mut self, vehicle: VehicleId, group: GroupId, set_down: SetDown) -> u32 {
        let (site, people) = (self.world.vehicles[vehicle].site, set_down.people);
        self.observer.see(self.now, &Moment::Alighted { vehicle, site, group, people });
        if !set_down.going_on.is_empty() {
            self.wait_to_go_on(group, site, (set_down.going_on, set_down.going_along));
        }
        if matches!(self.plan.groups[group].part, Part::Onward(_)) { 0 } else { people }
    }

    /// People of a group who have been set down at a site wait there to go on, companions beside the
    /// others.
    fn wait_to_go_on(&mut self, group: GroupId, site: SiteId, (mut going_on, companions): (People, u32)) {
        let whole = self.plan.groups[group].part.of(group);
        let onward = self.plan.groups[whole].onward.as_ref();
        let part = onward.and_then(|onward| onward.parts.iter().find(|(at, _)| *at == site));
        let &(_, part) = part.expect("the check makes a part for every drop-off of a group that goes on");
        let people = going_on.len();
        let crowd = &mut self.world.crowds[part];
        crowd.size += people;
        let patients = people - companions;
        for patient in 0..if companions > 0 { patients } else { 0 } {
            let along = companions * (patient + 1) / patients - companions * patient / patients;
            crowd.waiting.join_party(self.now, going_on.take(1 + along), along);
        }
        if !going_on.is_empty() {
            crowd.waiting.join(self.now, going_on);
        }
        self.observer.see(self.now, &Moment::Appeared { group: part, people });
        self.welcome(part);
    }

    /// How many groups of those that a vehicle may carry there are to look at: those of its pickup, or,
    /// where people may come from elsewhere, all that its fleet takes.
    #[inline(always)]
    pub(super) fn dishes(&self, vehicle: VehicleId) -> usize {
        if self.eventful { self.fleet(vehicle).1.takes.len() } else { self.pickup_of(vehicle).menu.len() }
    }

    /// One of those groups, with its place in the list of those that the fleet takes.
    #[inline(always)]
    pub(super) fn dish(&self, vehicle: VehicleId, number: usize) -> (usize, GroupId) {
        if self.eventful {
            return (number, self.fleet(vehicle).1.takes[number]);
        }
        let dish = self.pickup_of(vehicle).menu[number];
        (dish.place, dish.group)
    }

    /// A vehicle that has set its people down leaves service, rests, or goes back if a pickup wants it.
    #[inline(always)]
    fn is_free(&mut self, vehicle: VehicleId) {
        if !self.eventful {
            return self.go_back(vehicle);
        }
        let pauses = match self.world.vehicles[vehicle].load {
            0 => self.leaves_service(vehicle) || self.pauses_at_drop_off(vehicle),
            _ => self.rests_with_people(vehicle),
        };
        if pauses {
            return;
        }
        if self.fleet(vehicle).1.itinerary.is_some() {
            return self.go_on_with_itinerary(vehicle);
        }
        self.go_back(vehicle);
    }

    /// A vehicle that has set its people down goes back if a pickup wants it, else it stands down.
    #[inline(always)]
    pub(super) fn go_back(&mut self, vehicle: VehicleId) {
        let last = self.world.vehicles[vehicle].committed();
        let convoy = self.world.vehicles[vehicle].point;
        match self.next_pickup(vehicle, last) {
            Some(pickup) => {
                let is_there = self.commit(vehicle, pickup);
                self.set_back_out(vehicle, is_there);
            }
            None => {
                self.world.vehicles[vehicle].point = NONE;
                self.stand_down(vehicle);
            }
        }
        if convoy != NONE {
            self.points.leave_convoy(convoy);
        }
    }

    /// A vehicle with a pickup to go to is ready to return, or takes a berth again where it stands.
    #[inline(always)]
    fn set_back_out(&mut self, vehicle: VehicleId, is_there: bool) {
        if is_there {
            self.world.vehicles[vehicle].point = NONE;
            self.queue_for_berth(vehicle, State::QueuedToBoard);
        } else {
            self.be_ready(vehicle, Way::Back);
        }
    }
}
