//! Departures: who leaves with whom, and by which leg.

use crate::engine::Engine;
use crate::engine::assembly::points::{Key, Point};
use crate::engine::queue::Queue;
use crate::engine::road::Leg;
use crate::plan::{MovementRule, Ready, Release, Stop, VehicleId, Way};
use crate::record::Recorder;
use crate::units::Tick;
use crate::world::{Maybe, PointId, Stage, State, Vehicle};

/// What a rule has answered.
enum Answer {
    /// Some leave, together.
    Leave(Leaving),
    /// Nobody leaves; it wants to be asked again then, if nothing happens before.
    Wait(Option<Tick>),
}

/// Who leaves together, of those ready.
enum Leaving {
    /// The first so many.
    First(u32),
    /// These, who all stand ready.
    These(Vec<VehicleId>),
}

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
        let &Vehicle { fleet, site, stage, point, .. } = &self.world.vehicles[vehicle];
        let own_convoy = point.get().filter(|&point| self.assembly.points.is_of_convoy(point));
        let phases = &self.assembly.phases[self.plan.fleets[fleet].movement];
        let point = match own_convoy.filter(|_| phases.leave_in_convoy(way, stage)) {
            Some(point) => point,
            None => self
                .assembly
                .points
                .at(fleet, site, way, stage)
                .expect("a vehicle waits only at sites that its fleet serves or sets people down at"),
        };
        if let Some(before) = own_convoy.filter(|&before| before != point) {
            self.assembly.points.note(before);
        }
        self.world.vehicles[vehicle].point = Maybe::of(point);
        self.assembly.points.row(point).ready.join(&mut self.world.vehicles, vehicle);
        self.assembly.points.note(point);
    }

    fn rule(&self, Key { movement, way, stage }: Key) -> &dyn MovementRule {
        let phase = &self.plan.movements[movement].phases[self.assembly.phases[movement].current(stage)];
        if way == Way::Outbound { phase.outbound.rule() } else { phase.back.rule() }
    }

    /// Asks a point's rule who may leave, until it lets nobody go.
    pub(in crate::engine) fn judge(&mut self, point: PointId) {
        let &Point { key, coming, .. } = self.assembly.points.get(point);
        if coming > 0 && self.assembly.phases[key.movement].wait_for_all(key.way, key.stage) {
            return;
        }
        while let Some(first) = self.assembly.points.get(point).ready.first() {
            if self.assembly.phases[key.movement].leave_alone(key.way, key.stage) && !self.road.is_eventful()
            {
                self.depart_alone(point);
                continue;
            }
            match self.ask_rule(point, first) {
                Answer::Leave(who) => self.depart_together(point, who),
                Answer::Wait(review) => {
                    if let Some(tick) = review.filter(|&tick| tick > self.now) {
                        self.schedule(first, tick);
                    }
                    return;
                }
            }
        }
        self.assembly.points.free_if_done(point);
    }

    /// Asks a point's rule, of vehicles the first of which is this one.
    fn ask_rule(&self, point: PointId, first: VehicleId) -> Answer {
        let row = self.assembly.points.get(point);
        let list = || self.list_ready(point);
        let &Vehicle { site, since, .. } = &self.world.vehicles[first];
        let numbers = (row.ready.len(), row.coming);
        let mut stop = Stop::new((site, row.key.way), (since, self.now), numbers, &list);
        stop.reported_out = self.desk.out();
        let rule = self.rule(row.key);
        match rule.release(&stop) {
            Release::Nobody | Release::First(0) => Answer::Wait(rule.review(&stop)),
            Release::First(number) => Answer::Leave(Leaving::First(number.min(stop.ready))),
            Release::Everyone => Answer::Leave(Leaving::First(stop.ready)),
            Release::These(chosen) => match self.those_ready(point, &chosen) {
                chosen if chosen.is_empty() => Answer::Wait(rule.review(&stop)),
                chosen => Answer::Leave(Leaving::These(chosen)),
            },
        }
    }

    /// The vehicles that stand ready at a point, as its rule sees them.
    fn list_ready(&self, point: PointId) -> Vec<Ready> {
        let ready = self.assembly.points.get(point).ready.iter(&self.world.vehicles);
        let seen = ready.map(|vehicle| {
            let row = &self.world.vehicles[vehicle];
            Ready::new(vehicle, row.fleet, row.load, row.since)
        });
        seen.collect()
    }

    /// Those of some vehicles that stand ready at a point, in the order in which they became ready.
    fn those_ready(&self, point: PointId, chosen: &[VehicleId]) -> Vec<VehicleId> {
        let ready = self.assembly.points.get(point).ready.iter(&self.world.vehicles);
        ready.filter(|vehicle| chosen.contains(vehicle)).collect()
    }

    /// The first of those who wait asked its rule again.
    pub(in crate::engine) fn review(&mut self, vehicle: VehicleId) -> u32 {
        if let Some(point) = self.world.vehicles[vehicle].point.get() {
            self.assembly.points.note(point);
        }
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

    /// Some of those ready at a point leave together, at the slowest one's pace.
    #[inline(never)]
    fn depart_together(&mut self, point: PointId, who: Leaving) {
        let Key { way, movement, .. } = self.assembly.points.get(point).key;
        let mut leaving = std::mem::take(&mut self.assembly.leaving);
        leaving.clear();
        match who {
            Leaving::First(number) => {
                for _ in 0..number {
                    let ready = &mut self.assembly.points.row(point).ready;
                    let Some(vehicle) = ready.pop(&mut self.world.vehicles) else { break };
                    self.queue.cancel(vehicle.0);
                    leaving.push(self.set_out(vehicle));
                }
            }
            Leaving::These(vehicles) => {
                for vehicle in vehicles {
                    self.assembly.points.row(point).ready.leave(&mut self.world.vehicles, vehicle);
                    self.queue.cancel(vehicle.0);
                    leaving.push(self.set_out(vehicle));
                }
            }
        }
        if way == Way::Outbound {
            self.return_together(point, &leaving);
        }
        let convoy_of = (way == Way::Outbound && leaving.len() > 1).then_some(movement);
        self.send_together(&mut leaving, convoy_of);
        self.assembly.leaving = leaving;
    }

    /// Those who left together under a rule that gathers vehicles return together: for each route they
    /// share a point at the other end.
    fn return_together(&mut self, point: PointId, leaving: &[Leg]) {
        let key = self.assembly.points.get(point).key;
        if key.stage == Stage::Next
            || self.assembly.phases[key.movement].leave_alone(Way::Outbound, key.stage)
        {
            return;
        }
        for leg in leaving {
            let home = self.assembly.home[leg.route].get();
            let home = home.unwrap_or_else(|| self.assembly.points.for_convoy(key.movement));
            self.assembly.home[leg.route] = Maybe::of(home);
            self.assembly.points.join_convoy(home);
            self.world.vehicles[leg.vehicle].point = Maybe::of(home);
        }
        leaving.iter().for_each(|leg| self.assembly.home[leg.route] = Maybe::NONE);
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
