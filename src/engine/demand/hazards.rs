//! What befalls people while they wait or are aboard: getting worse, giving up, dying.
//!
//! Whoever is not aboard yet waits: those in line, those who are just boarding, and those who have yet to leave in
//! their own cars. A group is exposed at a rate that changes with how many of its people wait and are aboard. The next
//! thing happens when the exposure since the last one has grown by a number drawn from the unit
//! exponential distribution (a Poisson process in operational time).

use crate::engine::demand::own_cars::Drivers;
use crate::engine::pending::Task;
use crate::engine::queue::Queue;
use crate::engine::rng::{Luck, Purpose, Stream};
use crate::engine::{Engine, VEHICLES};
use crate::plan::{Actor, GroupId, Hazards, Id, Need, Plan, Table, VehicleId};
use crate::record::{Fate, Notice, Recorder};
use crate::units::{HOUR, Span, Tick};
use crate::world::{Inside, People, State};

/// How far a group is from the next thing that befalls it.
#[derive(Debug)]
pub(super) struct Exposure {
    numbers: Stream,
    /// Exposure left until the next thing happens.
    left: f64,
    /// Things that happen, per millisecond, since `since`.
    rate: f64,
    since: Tick,
}

/// People of a group whom something may befall.
#[derive(Clone, Copy, Debug)]
struct Exposed {
    /// Who wait for a vehicle that has not claimed them.
    in_line: u32,
    /// Who have been claimed, but are not aboard yet.
    boarding: u32,
    /// Who wait for their time to leave in their own cars.
    drivers: u32,
    aboard: u32,
}

/// The exposure of every group; none where nothing can befall anybody.
pub(super) fn exposure(plan: &Plan) -> Table<GroupId, Exposure> {
    let endangered = plan.groups.rows().iter().any(|group| !group.hazards.are_none());
    let luck = Luck::new(plan.seed, 0);
    let rows = plan.groups.rows().iter().filter(|_| endangered).map(|group| Exposure {
        numbers: luck.stream(group.entity, 0, Purpose::Hazards),
        left: 0.0,
        rate: 0.0,
        since: Tick::START,
    });
    rows.collect()
}

impl Exposure {
    /// Draws how much exposure there is to the next thing: unit exponential.
    fn draw(&mut self) {
        self.left = -libm::log(self.numbers.draw());
    }
}

impl<R: Recorder, Q: Queue> Engine<'_, R, Q> {
    pub(in crate::engine) fn begin_exposure(&mut self) {
        for (group, exposure) in self.plan.groups.rows().iter().zip(self.demand.exposure.rows_mut()) {
            exposure.numbers = self.rng.stream(group.entity, 0, Purpose::Hazards);
            (exposure.rate, exposure.since) = (0.0, Tick::START);
            exposure.draw();
        }
    }

    /// Reckons again when the next thing befalls those groups whose exposure has changed.
    #[inline]
    pub(in crate::engine) fn heed_hazards(&mut self) {
        if !self.demand.exposure.is_empty() {
            self.heed_stirred();
        }
    }

    #[inline(never)]
    fn heed_stirred(&mut self) {
        while let Some(group) = self.world.next_stirred() {
            self.heed_hazards_of(group);
        }
    }

    /// How many of a group something may befall now.
    fn exposed(&self, group: GroupId) -> Exposed {
        Exposed {
            in_line: self.world.crowd(group).waiting.len(),
            boarding: self.world.riders(group, Inside::Boarding),
            drivers: self.demand.drivers.rows().get(group.index()).map_or(0, Drivers::waiting),
            aboard: self.world.riders(group, Inside::Aboard),
        }
    }

    fn heed_hazards_of(&mut self, group: GroupId) {
        let hazards = &self.plan.groups[group].hazards;
        if hazards.are_none() {
            return;
        }
        let rate = self.exposed(group).rate(hazards) / HOUR as f64;
        let exposure = &mut self.demand.exposure[group];
        if rate == exposure.rate {
            return;
        }
        exposure.left -= exposure.rate * (self.now - exposure.since).0 as f64;
        (exposure.rate, exposure.since) = (rate, self.now);
        self.schedule_hazard(group);
    }

    fn schedule_hazard(&mut self, group: GroupId) {
        let Exposure { left, rate, .. } = self.demand.exposure[group];
        let actor = self.actors.number(Actor::Hazards(group));
        if rate > 0.0 {
            self.queue.schedule(self.now + Span::from_drawn(left.max(0.0) / rate), VEHICLES, actor);
        } else {
            self.queue.cancel(actor);
        }
    }

    /// Something befalls one person of a group. Returns how many it was about: one.
    pub(in crate::engine) fn on_hazard(&mut self, group: GroupId) -> u32 {
        let hazards = &self.plan.groups[group].hazards;
        let exposed = self.exposed(group);
        let exposure = &mut self.demand.exposure[group];
        exposure.since = self.now;
        let [what, who] = [exposure.numbers.draw(), exposure.numbers.draw()];
        exposure.draw();
        let (waiting, among_waiting) = (exposed.waiting(), exposed.rate_of_waiting(hazards));
        let place = what * exposed.rate(hazards);
        if waiting > 0 && (place < among_waiting || exposed.aboard == 0) {
            let share = place / among_waiting * hazards.waiting();
            self.befalls_who_waits(group, share, pick(who, waiting));
        } else {
            self.dies_aboard(group, pick(who, exposed.aboard));
        }
        self.schedule_hazard(group);
        self.world.stir(group);
        1
    }

    /// One who waits gets worse, gives up or dies, as `share` falls into the rates of the three.
    fn befalls_who_waits(&mut self, group: GroupId, share: f64, number: u32) {
        let hazards = self.plan.groups[group].hazards;
        let (one, since) = self.take_who_waits(group, number);
        let worsening = hazards.worsening.filter(|&(rate, _)| share < rate);
        let fate = match worsening {
            Some((_, worse)) => Fate::Worsened(worse),
            None if share < hazards.waiting() - hazards.dying => Fate::OnFoot,
            None => Fate::Died,
        };
        self.recorder.record(self.now, &Notice::Harmed { group, fate });
        match fate {
            Fate::Worsened(worse) => {
                self.world.change(group, |crowd| crowd.size -= 1);
                self.world.change(worse, |crowd| {
                    crowd.size += 1;
                    crowd.waiting.join_party(since, one, 0);
                });
                self.world.stir(worse);
                self.welcome(worse);
            }
            _ => self.world.change(group, |crowd| crowd.gone.absorb(one)),
        }
        self.pending.note(Task::Deserted(self.plan.groups[group].at));
    }

    /// Takes one of those who wait for a vehicle, who are just boarding one, or who wait for their time to drive, by
    /// number. Returns them and since when they wait.
    fn take_who_waits(&mut self, group: GroupId, number: u32) -> (People, Tick) {
        let Exposed { in_line, boarding, .. } = self.exposed(group);
        if number < in_line {
            return self.world.change(group, |crowd| crowd.waiting.take_one(number));
        }
        match self.world.rider(group, Inside::Boarding, number - in_line) {
            Some((vehicle, place)) => self.gets_off(vehicle, (group, place)),
            None => self.will_not_drive(group, number - in_line - boarding),
        }
    }

    /// One of those who are boarding a vehicle does not come along. Their place is free; the others board as they
    /// would have.
    fn gets_off(&mut self, vehicle: VehicleId, (group, place): (GroupId, usize)) -> (People, Tick) {
        let (one, since, companion) = self.world.lose_boarding(vehicle, place);
        let need = if companion { Need::Seat } else { self.plan.groups[group].need };
        let row = &mut self.world.vehicles[vehicle];
        row.free[need.index()] += 1;
        if let Some(pickup) = row.committed().filter(|_| row.offered) {
            self.dispatching.place_is_free(pickup, need);
        }
        self.break_one_promise(vehicle, group);
        if self.world.vehicles[vehicle].load == 0 {
            self.break_promises(vehicle);
            self.world.vehicles[vehicle].bind(None);
        }
        self.recorder.record(self.now, &Notice::GotOff { vehicle, group, since });
        (one, since)
    }

    /// One of those aboard dies, wherever they are.
    fn dies_aboard(&mut self, group: GroupId, number: u32) {
        let Some((vehicle, place)) = self.world.rider(group, Inside::Aboard, number) else {
            debug_assert!(false, "the dead of {} was in no vehicle", group.index());
            return;
        };
        let one = self.world.lose_one(vehicle, place, group);
        self.world.change(group, |crowd| crowd.gone.absorb(one));
        self.recorder.record(self.now, &Notice::Harmed { group, fate: Fate::DiedAboard(vehicle) });
        if self.world.vehicles[vehicle].load == 0 {
            self.has_nobody_left(vehicle);
        }
    }

    /// All who were aboard a vehicle have died: if it stands ready to depart, it looks for work again.
    fn has_nobody_left(&mut self, vehicle: VehicleId) {
        match self.world.vehicles[vehicle].state {
            State::ReadyToDepart => {
                self.leave_point(vehicle);
            }
            State::Held => self.let_go(vehicle),
            _ => return,
        }
        self.queue.cancel(vehicle.0);
        self.leave_convoy(vehicle);
        self.leave_way(vehicle);
        self.break_promises(vehicle);
        self.world.vehicles[vehicle].bind(None);
        self.look_for_work(vehicle);
    }
}

impl Exposed {
    /// Those who wait, in whatever way.
    fn waiting(&self) -> u32 {
        self.in_line + self.boarding + self.drivers
    }

    /// What befalls those who wait, per hour.
    fn rate_of_waiting(&self, hazards: &Hazards) -> f64 {
        hazards.waiting() * f64::from(self.waiting())
    }

    /// What befalls all, per hour.
    fn rate(&self, hazards: &Hazards) -> f64 {
        self.rate_of_waiting(hazards) + hazards.dying_aboard * f64::from(self.aboard)
    }
}

/// One of so many, by a number from 0 to 1.
fn pick(unit: f64, of: u32) -> u32 {
    ((unit * f64::from(of)) as u32).min(of.saturating_sub(1))
}
