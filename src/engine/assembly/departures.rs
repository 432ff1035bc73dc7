//! Departures: who leaves with whom, and by which leg.

use crate::engine::assembly::points::{Key, PointId};
use crate::engine::queue::Queue;
use crate::engine::road::Leg;
use crate::engine::{Engine, NONE};
use crate::movement;
use crate::plan::{Discipline, Release, Stop, VehicleId, Way};
use crate::record::Recorder;
use crate::world::{State, Vehicle};

impl<R: Recorder, Q: Queue> Engine<'_, R, Q> {
    /// A loaded vehicle stands ready at its pickup.
    #[inline(always)]
    pub(in crate::engine) fn be_ready_to_depart(&mut self, vehicle: VehicleId) {
        self.withdraw(vehicle);
        if self.world.vehicles[vehicle].found_no_fit {
            self.may_fit_again(vehicle);
        }
        if self.road.is_eventful() && self.try_rest_with_people(vehicle) {
            return;
        }
        self.be_ready(vehicle, Way::Outbound);
    }

    #[inline(always)]
    pub(in crate::engine) fn be_ready(&mut self, vehicle: VehicleId, way: Way) {
        let row = &self.world.vehicles[vehicle];
        if !self.assembly.points.tracks(row.fleet) {
            self.pending.leaves(vehicle);
            return;
        }
        self.enter(vehicle, if way == Way::Outbound { State::ReadyToDepart } else { State::ReadyToReturn });
        self.gather(vehicle, way);
    }

    /// Puts a vehicle that stands ready where it waits for others.
    pub(super) fn gather(&mut self, vehicle: VehicleId, way: Way) {
        let &Vehicle { fleet, site, broken_away, point: before, .. } = &self.world.vehicles[vehicle];
        let own_convoy = self.assembly.points.is_of_convoy(before);
        let phases = &self.assembly.phases[self.plan.fleets[fleet].movement];
        let point = match own_convoy && phases.leave_in_convoy(way, broken_away) {
            true => before,
            false => self
                .assembly
                .points
                .at(fleet, site, way, broken_away)
                .expect("a vehicle waits only at sites that its fleet serves or sets people down at"),
        };
        if own_convoy && point != before {
            self.assembly.points.note(before);
        }
        self.world.vehicles[vehicle].point = point;
        self.assembly.points.row(point).ready.join(&mut self.world.vehicles, vehicle);
        self.assembly.points.note(point);
    }

    fn discipline(&self, Key { movement, way, ahead }: Key) -> &Discipline {
        let phase = &self.plan.movements[movement].phases[self.assembly.phases[movement].current(ahead)];
        if way == Way::Outbound { &phase.outbound } else { &phase.back }
    }

    /// Asks a point's rule who may leave, until it lets nobody go.
    pub(in crate::engine) fn judge(&mut self, point: PointId) {
        let key = self.assembly.points.get(point).key;
        while let Some(first) = self.assembly.points.get(point).ready.first() {
            if self.assembly.phases[key.movement].leave_alone(key.way, key.ahead) && !self.road.is_eventful()
            {
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
        self.assembly.points.free_if_done(point);
    }

    fn stop(&self, point: PointId, first: VehicleId) -> Stop {
        let row = self.assembly.points.get(point);
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
        self.assembly.points.note(point);
        0
    }

    /// The first of those ready at a point leaves by itself: what [`Engine::depart_together`] comes to where
    /// nobody waits for anybody and nothing can happen on the way.
    #[inline(never)]
    fn depart_alone(&mut self, point: PointId) {
        if let Some(vehicle) = self.assembly.points.row(point).ready.pop(&mut self.world.vehicles) {
            self.queue.cancel(vehicle.0);
            let leg = self.set_out(vehicle);
            self.drive_alone(leg);
        }
    }

    /// The first `number` of those ready at a point leave together, at the slowest one's pace.
    #[inline(never)]
    fn depart_together(&mut self, point: PointId, number: u32) {
        let Key { way, movement, .. } = self.assembly.points.get(point).key;
        let mut leaving = std::mem::take(&mut self.assembly.leaving);
        leaving.clear();
        for _ in 0..number {
            let Some(vehicle) = self.assembly.points.row(point).ready.pop(&mut self.world.vehicles) else {
                break;
            };
            self.queue.cancel(vehicle.0);
            leaving.push(self.set_out(vehicle));
        }
        if way == Way::Outbound {
            self.return_together(point, &leaving);
        }
        let convoy_of = (way == Way::Outbound && number > 1).then_some(movement);
        self.send_together(&mut leaving, convoy_of);
        self.assembly.leaving = leaving;
    }

    /// Those who left together under a rule that gathers vehicles return together: for each route they
    /// share a point at the other end.
    fn return_together(&mut self, point: PointId, leaving: &[Leg]) {
        let key = self.assembly.points.get(point).key;
        if key.ahead || self.assembly.phases[key.movement].leave_alone(Way::Outbound, false) {
            return;
        }
        for leg in leaving {
            let home = match self.assembly.home[leg.route] {
                NONE => self.assembly.points.for_convoy(key.movement),
                home => home,
            };
            self.assembly.home[leg.route] = home;
            self.assembly.points.join_convoy(home);
            self.world.vehicles[leg.vehicle].point = home;
        }
        leaving.iter().for_each(|leg| self.assembly.home[leg.route] = NONE);
    }

    /// Those leave who wait for nobody.
    #[inline(always)]
    pub(in crate::engine) fn leave_alone(&mut self) {
        let mut next = 0;
        while let Some(vehicle) = self.pending.leaver(next) {
            next += 1;
            let leg = self.set_out(vehicle);
            if self.assembly.tracks(self.world.vehicles[vehicle].fleet) {
                self.leaves_by_itself(vehicle);
            }
            self.send_alone(leg);
        }
    }
}
