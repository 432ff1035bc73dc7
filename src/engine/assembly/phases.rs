//! Phases of movement: when they end, and who breaks away ahead of the others.

use crate::engine::queue::Queue;
use crate::engine::rng::{LANES, Purpose};
use crate::engine::{CLOCKS, Engine};
use crate::plan::{
    Actor, Discipline, Movement, MovementId, Phase, PhaseEnd, PhaseSoFar, Plan, Table, VehicleId, Way,
};
use crate::record::{Notice, Recorder};
use crate::units::Tick;
use crate::world::{PointId, Stage, State};

/// How far a movement has come.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Phases {
    now: usize,
    /// Convoys that have left since the phase began.
    convoys: u32,
    /// How vehicles leave on each way: those of the phase, and those ahead of it.
    rules: [[Rule; 2]; 2],
}

/// What matters most often of a discipline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Rule {
    /// Everybody leaves without regard to others.
    #[default]
    Alone,
    /// Those who left together return together.
    Convoy,
    /// The same, and nobody leaves as long as one more may come.
    ConvoyOfAll,
    Other,
}

impl Rule {
    fn of(discipline: &Discipline) -> Rule {
        match discipline.rule() {
            rule if rule.lets_all_go() => Rule::Alone,
            rule if rule.returns_in_convoy() && rule.waits_for_all() => Rule::ConvoyOfAll,
            rule if rule.returns_in_convoy() => Rule::Convoy,
            _ => Rule::Other,
        }
    }
}

impl Phases {
    /// A movement's phase of this number begins.
    fn begin(movement: &Movement, now: usize) -> Phases {
        let rules = |way| {
            let rule =
                |phase: &Phase| Rule::of(if way == Way::Outbound { &phase.outbound } else { &phase.back });
            Stage::ALL.map(|stage| movement.phases.get(now + stage as usize).map_or(Rule::Other, rule))
        };
        Phases { now, convoys: 0, rules: [rules(Way::Outbound), rules(Way::Back)] }
    }

    /// The phase that rules a vehicle.
    #[inline]
    pub(super) fn current(&self, stage: Stage) -> usize {
        self.now + stage as usize
    }

    #[inline]
    fn rule(&self, way: Way, stage: Stage) -> Rule {
        self.rules[way as usize][stage as usize]
    }

    /// Whether those whom a phase rules leave on their way without regard to others.
    #[inline]
    pub(super) fn leave_alone(&self, way: Way, stage: Stage) -> bool {
        self.rule(way, stage) == Rule::Alone
    }

    /// Whether those whom a phase rules leave on their way in convoy.
    #[inline]
    pub(super) fn leave_in_convoy(&self, way: Way, stage: Stage) -> bool {
        matches!(self.rule(way, stage), Rule::Convoy | Rule::ConvoyOfAll)
    }

    /// Whether those whom a phase rules wait on their way for all who may still come.
    #[inline]
    pub(super) fn wait_for_all(&self, way: Way, stage: Stage) -> bool {
        self.rule(way, stage) == Rule::ConvoyOfAll
    }
}

/// No moment of a run.
const NEVER: Tick = Tick(u64::MAX);

/// Whether any phase of a plan ends by what has left or has been reported.
pub(super) fn some_end_by_deeds(plan: &Plan) -> bool {
    plan.movements.rows().iter().flat_map(|movement| &movement.phases).any(|phase| phase.ends.is_some())
}

/// Whether any phase of a plan comes gradually.
pub(super) fn some_come_gradually(plan: &Plan) -> bool {
    plan.movements.rows().iter().flat_map(|movement| &movement.phases).any(|phase| phase.gradual.is_some())
}

/// Room for when each vehicle breaks away, if any phase comes gradually.
pub(super) fn no_breaks(plan: &Plan) -> Table<VehicleId, Tick> {
    let vehicles = if some_come_gradually(plan) { plan.vehicle_count() } else { 0 };
    Table::filled(vehicles as usize, NEVER)
}

impl<R: Recorder, Q: Queue> Engine<'_, R, Q> {
    pub(in crate::engine) fn begin_phases(&mut self) {
        for movement in self.plan.movements.ids() {
            self.assembly.phases[movement] = Phases::begin(&self.plan.movements[movement], 0);
            self.begin_phase(movement);
        }
    }

    /// A phase of a movement has begun.
    fn begin_phase(&mut self, movement: MovementId) {
        let phases = &self.assembly.phases[movement];
        let in_convoy = Stage::ALL.map(|stage| phases.leave_in_convoy(Way::Back, stage));
        self.assembly.points.let_return(movement, in_convoy);
        self.schedule_phase_clock(movement);
        if self.assembly.come_gradually {
            self.draw_breaks(movement);
        }
    }

    /// Draws for every vehicle of a movement when it breaks away into the next phase, if that comes gradually.
    fn draw_breaks(&mut self, movement: MovementId) {
        let next = self.plan.movements[movement].phases.get(self.assembly.phases[movement].now + 1);
        let gradual = next.and_then(|next| next.gradual);
        for fleet in self.plan.fleets.rows().iter().filter(|fleet| fleet.movement == movement) {
            let vehicles = fleet.vehicles.start as usize..fleet.vehicles.end as usize;
            let breaks = &mut self.assembly.breaks.rows_mut()[vehicles];
            let Some((from, to)) = gradual else {
                breaks.fill(NEVER);
                continue;
            };
            for (four, breaks) in breaks.chunks_mut(LANES).enumerate() {
                let drawn = self.rng.luck().firsts(fleet.entity, (four * LANES) as u32, Purpose::Once);
                for (moment, unit) in breaks.iter_mut().zip(drawn) {
                    *moment = Tick(from.0 + (unit * (to - from).0 as f64) as u64);
                }
            }
        }
    }

    /// When the present phase of a movement ends by the clock.
    fn phase_end(&self, movement: MovementId) -> Option<Tick> {
        let (phases, now) = (&self.plan.movements[movement].phases, self.assembly.phases[movement].now);
        match (phases[now].ends, phases.get(now + 1).and_then(|next| next.gradual)) {
            (Some(PhaseEnd::At(tick)), _) => Some(tick),
            (_, Some((_, to))) => Some(to),
            _ => None,
        }
    }

    fn schedule_phase_clock(&mut self, movement: MovementId) {
        if let Some(tick) = self.phase_end(movement) {
            self.schedule_clock(Actor::Movement(movement), tick);
        }
    }

    /// The clock says that a phase is over.
    pub(in crate::engine) fn on_phase_clock(&mut self, movement: MovementId) -> u32 {
        if self.phase_end(movement).is_some_and(|end| end <= self.now) {
            self.begin_next_phase(movement);
        }
        self.end_phases();
        0
    }

    /// Gives a clock of the scenario its next event.
    pub(in crate::engine) fn schedule_clock(&mut self, clock: Actor, tick: Tick) {
        self.queue.schedule(tick.max(self.now), CLOCKS, self.actors.number(clock));
    }

    /// Whether some phase is still to end by the clock.
    pub(in crate::engine) fn a_phase_ends_by_the_clock(&self) -> bool {
        self.plan.movements.ids().any(|movement| self.phase_end(movement).is_some())
    }

    /// A convoy of a movement leaves. Returns its number.
    pub(in crate::engine) fn count_convoy(&mut self, movement: MovementId) -> u32 {
        self.assembly.convoys += 1;
        self.assembly.phases[movement].convoys += 1;
        self.assembly.convoys
    }

    /// Ends the phases whose end has come about by what has left and what has been reported.
    #[inline]
    pub(in crate::engine) fn end_phases(&mut self) {
        if self.assembly.end_by_deeds {
            self.end_phases_by_deeds();
        }
    }

    #[inline(never)]
    fn end_phases_by_deeds(&mut self) {
        for movement in self.plan.movements.ids() {
            while self.phase_is_over(movement) {
                self.begin_next_phase(movement);
            }
        }
    }

    #[inline]
    fn phase_is_over(&self, movement: MovementId) -> bool {
        let Phases { now, convoys, .. } = self.assembly.phases[movement];
        let so_far = PhaseSoFar { now: self.now, convoys };
        let reported_out = |by| self.desk.reported_by(by);
        let ends = self.plan.movements[movement].phases[now].ends;
        ends.is_some_and(|end| end.has_come(so_far, self.desk.expected(), reported_out))
    }

    /// The next phase begins for everybody; vehicles that stand waiting are judged by its rules.
    fn begin_next_phase(&mut self, movement: MovementId) {
        let next = self.assembly.phases[movement].now + 1;
        self.assembly.phases[movement] = Phases::begin(&self.plan.movements[movement], next);
        let phase = next as u32;
        self.recorder.record(self.now, &Notice::PhaseBegan { movement, phase });
        self.begin_phase(movement);
        self.gather_anew(movement);
    }

    /// Lets all vehicles of a movement wait where the present phase wants them, in the order in which
    /// they became ready.
    fn gather_anew(&mut self, movement: MovementId) {
        let fleets = self.plan.fleets.rows().iter().filter(|fleet| fleet.movement == movement);
        let vehicles = fleets.flat_map(|fleet| fleet.vehicles.clone()).map(VehicleId);
        let points: Vec<PointId> = self.assembly.points.of_movement(movement).collect();
        points.iter().for_each(|&point| self.assembly.points.row(point).coming = 0);
        let mut waiting = Vec::new();
        for vehicle in vehicles {
            let row = &mut self.world.vehicles[vehicle];
            row.stage = Stage::Present;
            if self.assembly.points.tracks(row.fleet) {
                let point = self.assembly.points.awaiting(self.dispatching.dispatcher(), row);
                self.assembly.points.expect_anew(vehicle, point);
            }
            if matches!(row.state, State::ReadyToDepart | State::ReadyToReturn) {
                waiting.push((row.since, vehicle));
            }
        }
        waiting.sort_unstable();
        for &(_, vehicle) in &waiting {
            if let Some(point) = self.world.vehicles[vehicle].point.get() {
                self.assembly.points.row(point).ready.leave(&mut self.world.vehicles, vehicle);
            }
            self.queue.cancel(vehicle.0);
        }
        for (_, vehicle) in waiting {
            let back = self.world.vehicles[vehicle].state == State::ReadyToReturn;
            self.gather(vehicle, if back { Way::Back } else { Way::Outbound });
        }
        points.into_iter().for_each(|point| self.assembly.points.note(point));
    }

    /// Judges, at the end of alighting, whether a vehicle breaks away into a phase that comes gradually.
    #[inline]
    pub(in crate::engine) fn break_away_if_due(&mut self, vehicle: VehicleId) {
        if self.assembly.come_gradually
            && self.assembly.breaks[vehicle] <= self.now
            && self.world.vehicles[vehicle].stage == Stage::Present
        {
            self.break_away(vehicle);
        }
    }

    #[inline(never)]
    fn break_away(&mut self, vehicle: VehicleId) {
        let row = &mut self.world.vehicles[vehicle];
        let convoy = row.point.take();
        row.stage = Stage::Next;
        if self.assembly.points.tracks(row.fleet) {
            let point = self.assembly.points.awaiting(self.dispatching.dispatcher(), row);
            self.assembly.points.expect(vehicle, point);
        }
        if let Some(convoy) = convoy {
            self.assembly.points.leave_convoy(convoy);
        }
        self.recorder.record(self.now, &Notice::BrokeAway { vehicle });
    }
}
