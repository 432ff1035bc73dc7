//! Departures: who leaves with whom, and by which leg.

use crate::engine::assembly::points::{Key, PointId};
use crate::engine::queue::Queue;
use crate::engine::{Engine, NONE};
use crate::movement;
use crate::observe::{Moment, Observer};
use crate::plan::{Discipline, Release, RouteId, SiteId, Stop, VehicleId, Way};
use crate::units::Tick;
use crate::world::{State, Vehicle};

impl<O: Observer, Q: Queue> Engine<'_, O, Q> {
    /// A loaded vehicle stands ready at its pickup.
    #[inline(always)]
    pub(in crate::engine) fn be_ready_to_depart(&mut self, vehicle: VehicleId) {
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
    pub(in crate::engine) fn be_ready(&mut self, vehicle: VehicleId, way: Way) {
        let row = &self.world.vehicles[vehicle];
        if !self.points.tracks(row.fleet) {
            self.unsettled.leaves(vehicle);
            return;
        }
        self.enter(vehicle, if way == Way::Outbound { State::ReadyToDepart } else { State::ReadyToReturn });
        self.gather(vehicle, way);
    }

    /// Puts a vehicle that stands ready where it waits for others.
    pub(in crate::engine) fn gather(&mut self, vehicle: VehicleId, way: Way) {
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
    pub(in crate::engine) fn judge(&mut self, point: PointId) {
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
    pub(in crate::engine) fn review(&mut self, vehicle: VehicleId) -> u32 {
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
            let leg = self.set_out(vehicle);
            self.drive_alone(leg);
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
        let mut ahead = None;
        for place in 0..self.column.len() {
            let (vehicle, route, _) = self.column[place];
            let arrives = match ahead {
                Some((same, arrives)) if same == route => arrives,
                _ => self.now + self.time_for(route, self.roads.slowest[route]),
            };
            ahead = Some((route, arrives));
            self.drive((vehicle, route), arrives, (number, convoy));
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
    pub(in crate::engine) fn leave_alone(&mut self) {
        let mut next = 0;
        while let Some(vehicle) = self.unsettled.leaver(next) {
            next += 1;
            let leg = self.set_out(vehicle);
            if self.points.tracks(self.world.vehicles[vehicle].fleet) {
                self.leaves_by_itself(vehicle);
            }
            if self.eventful {
                self.column.clear();
                self.column.push(leg);
                self.send_column();
            } else {
                self.drive_alone(leg);
            }
        }
    }

    /// A vehicle's coming leg: the route it takes, and the driving at factor 1 that it would have to do by
    /// itself. On an eventful road that is drawn when the road is free.
    #[inline(always)]
    pub(in crate::engine) fn set_out(&mut self, vehicle: VehicleId) -> (VehicleId, RouteId, f64) {
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
        (vehicle, route): (VehicleId, RouteId),
        arrives: Tick,
        (together, convoy): (u32, Option<u32>),
    ) {
        self.depart((vehicle, route), arrives, (together, convoy));
        self.schedule(vehicle, arrives);
    }

    /// A vehicle drives off alone.
    #[inline(always)]
    fn drive_alone(&mut self, (vehicle, route, work): (VehicleId, RouteId, f64)) {
        let arrives = self.now + self.time_for(route, work);
        self.drive((vehicle, route), arrives, (1, None));
    }

    /// A vehicle leaves its site.
    #[inline(always)]
    pub(in crate::engine) fn depart(
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
}
