//! What befalls people while they wait or are aboard: getting worse, giving up, dying.
//!
//! A group is exposed at a rate that changes with how many of its people wait and are aboard. The next
//! thing happens when the exposure since the last one has grown by a number drawn from the unit
//! exponential law (a Poisson process in operational time).

use super::luck::{Luck, Purpose, Stream};
use super::queue::Queue;
use super::unsettled::Task;
use super::{Engine, VEHICLES};
use crate::observe::{Fate, Moment, Observer};
use crate::plan::{Actor, GroupId, Id, Plan, Table, VehicleId};
use crate::units::{HOUR, Span, Tick};
use crate::world::NONE;

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

/// The exposure of every group; none where nothing can befall anybody.
pub(super) fn exposure(plan: &Plan) -> Table<GroupId, Exposure> {
    let endangered = plan.groups.rows().iter().any(|group| !group.hazards.are_none());
    let luck = Luck::new(plan.seed, 0);
    let rows = plan.groups.iter().filter(|_| endangered).map(|(id, group)| Exposure {
        numbers: luck.stream(group.entity, id.0, Purpose::Hazards),
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

impl<O: Observer, Q: Queue> Engine<'_, O, Q> {
    pub(super) fn begin_exposure(&mut self) {
        for (group, exposure) in self.exposure.rows_mut().iter_mut().enumerate() {
            let entity = self.plan.groups.rows()[group].entity;
            exposure.numbers = self.luck.stream(entity, group as u32, Purpose::Hazards);
            (exposure.rate, exposure.since) = (0.0, Tick::START);
            exposure.draw();
        }
    }

    /// Reckons again when the next thing befalls a group, if its exposure has changed.
    #[inline]
    pub(super) fn heed_hazards(&mut self) {
        if !self.exposure.is_empty() {
            self.heed_all_hazards();
        }
    }

    #[inline(never)]
    fn heed_all_hazards(&mut self) {
        self.plan.groups.ids().for_each(|group| self.heed_hazards_of(group));
    }

    fn heed_hazards_of(&mut self, group: GroupId) {
        let hazards = &self.plan.groups[group].hazards;
        if hazards.are_none() {
            return;
        }
        let crowd = &self.world.crowds[group];
        let per_hour = hazards.waiting() * f64::from(crowd.waiting.len())
            + hazards.dying_aboard * f64::from(crowd.aboard);
        let rate = per_hour / HOUR as f64;
        let exposure = &mut self.exposure[group];
        if rate == exposure.rate {
            return;
        }
        exposure.left -= exposure.rate * (self.now - exposure.since).0 as f64;
        (exposure.rate, exposure.since) = (rate, self.now);
        self.schedule_hazard(group);
    }

    fn schedule_hazard(&mut self, group: GroupId) {
        let Exposure { left, rate, .. } = self.exposure[group];
        let actor = self.actors.number(Actor::Hazards(group));
        if rate > 0.0 {
            self.queue.schedule(self.now + Span::from_drawn(left.max(0.0) / rate), VEHICLES, actor);
        } else {
            self.queue.cancel(actor);
        }
    }

    /// Something befalls one person of a group. Returns how many it was about: one.
    pub(super) fn something_befalls(&mut self, group: GroupId) -> u32 {
        let hazards = &self.plan.groups[group].hazards;
        let crowd = &self.world.crowds[group];
        let (waiting, aboard) = (crowd.waiting.len(), crowd.aboard);
        let exposure = &mut self.exposure[group];
        exposure.since = self.now;
        let [what, who] = [exposure.numbers.draw(), exposure.numbers.draw()];
        exposure.draw();
        let among_waiting = hazards.waiting() * f64::from(waiting);
        let place = what * (among_waiting + hazards.dying_aboard * f64::from(aboard));
        if waiting > 0 && (place < among_waiting || aboard == 0) {
            let share = place / among_waiting * hazards.waiting();
            self.befalls_who_waits(group, share, pick(who, waiting));
        } else {
            self.dies_aboard(group, pick(who, aboard));
        }
        self.schedule_hazard(group);
        1
    }

    /// One who waits gets worse, gives up or dies, as `share` falls into the rates of the three.
    fn befalls_who_waits(&mut self, group: GroupId, share: f64, place: u32) {
        let hazards = self.plan.groups[group].hazards;
        let (one, since) = self.world.crowds[group].waiting.take_one(place);
        let worsening = hazards.worsening.filter(|&(rate, _)| share < rate);
        let fate = match worsening {
            Some((_, worse)) => Fate::Worsened(worse),
            None if share < hazards.waiting() - hazards.dying => Fate::OnFoot,
            None => Fate::Died,
        };
        self.observer.see(self.now, &Moment::Befell { group, fate });
        match fate {
            Fate::Worsened(worse) => {
                self.world.crowds[group].size -= 1;
                let crowd = &mut self.world.crowds[worse];
                crowd.size += 1;
                crowd.waiting.join_party(since, one, 0);
                self.welcome(worse);
            }
            _ => self.world.crowds[group].gone.absorb(one),
        }
        self.unsettled.note(Task::Deserted(self.plan.groups[group].at));
    }

    /// One of those aboard dies, wherever they are.
    fn dies_aboard(&mut self, group: GroupId, mut place: u32) {
        for vehicle in VehicleId::all(self.vehicles) {
            let takes = &self.fleet(vehicle).1.takes;
            let Some(dish) = takes.iter().position(|&taken| taken == group) else { continue };
            let aboard = self.world.aboard(vehicle, dish);
            if place < aboard {
                let one = self.world.lose_one(vehicle, dish, group);
                self.world.crowds[group].gone.absorb(one);
                let fate = Fate::DiedAboard(vehicle);
                return self.observer.see(self.now, &Moment::Befell { group, fate });
            }
            place -= aboard;
        }
        debug_assert!(place == NONE, "the dead of {} was in no vehicle", group.index());
    }
}

/// One of so many, by a number from 0 to 1.
fn pick(unit: f64, of: u32) -> u32 {
    ((unit * f64::from(of)) as u32).min(of.saturating_sub(1))
}
