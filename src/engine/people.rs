//! People who appear: group sizes, parties, arrivals.

use super::draws::{Luck, Purpose, Stream as Numbers};
use super::queue::Queue;
use super::{ACTORS, Desk, Engine};
use crate::observe::{Moment, Observer};
use crate::plan::{self, Group, GroupId, Need, Plan};
use crate::stats::{Distribution, poisson_quantile};
use crate::units::Tick;
use crate::world::{Parties, People};

/// The coming of one group: how large its parties are and when they appear.
#[derive(Debug)]
pub(super) struct Stream {
    parties: Sizes,
    /// Luck of the arrival times of a Poisson stream.
    gaps: Numbers,
    /// How far along a Poisson stream's window the last party appeared, from 0 to 1.
    along: f64,
    /// Parties of a Poisson stream still to come.
    left: u64,
}

/// The sizes of a group's parties, drawn one after the other.
#[derive(Debug)]
pub(super) struct Sizes {
    distribution: Distribution,
    numbers: Numbers,
    /// What every vehicle that could take the group is sure to have room for: larger parties are split.
    most: u32,
    /// What is left of a party that was split.
    rest: u32,
    /// How many parties have been split.
    splits: u32,
}

impl Parties for Sizes {
    fn next(&mut self) -> u32 {
        if self.rest == 0 {
            self.rest = self.draw();
            self.splits += u32::from(self.rest > self.most);
        }
        let size = self.rest.min(self.most);
        self.rest -= size;
        size
    }

    fn least(&self) -> u32 {
        whole(self.distribution.bounds().0).min(self.most)
    }

    fn are_singles(&self) -> bool {
        self.distribution.as_fixed() == Some(1.0)
    }
}

impl Sizes {
    /// The size of the next party, before any split.
    fn draw(&mut self) -> u32 {
        whole(self.distribution.quantile(self.numbers.draw()))
    }
}

/// A drawn number of people: whole, and at least one.
fn whole(drawn: f64) -> u32 {
    ((drawn + 0.5) as u32).max(1)
}

/// Places that the largest vehicle which could take a group is sure to have.
fn sure_places(plan: &Plan, group: GroupId) -> u32 {
    let need = plan.groups[group].need;
    let could = |fleet: &&plan::Fleet| fleet.count() > 0 && fleet.takes.contains(&group);
    let fleets = plan.fleets.rows().iter().filter(could);
    fleets.map(|fleet| sure(fleet, need)).max().unwrap_or(1).max(1)
}

fn sure(fleet: &plan::Fleet, need: Need) -> u32 {
    (fleet.places[need.index()].bounds().0 + 0.5) as u32
}

impl Stream {
    pub(super) fn new(plan: &Plan, group: GroupId) -> Stream {
        let entity = plan.groups[group].entity;
        let luck = Luck::new(plan.seed, 0);
        Stream {
            parties: Sizes {
                distribution: plan.groups[group].party.clone(),
                numbers: luck.stream(entity, 0, Purpose::Parties),
                most: sure_places(plan, group),
                rest: 0,
                splits: 0,
            },
            gaps: luck.stream(entity, 0, Purpose::Arrivals),
            along: 0.0,
            left: 0,
        }
    }

    pub(super) fn parties(&mut self) -> &mut Sizes {
        &mut self.parties
    }

    /// Begins a replication. Returns how many people there will be.
    fn reset(&mut self, luck: Luck, group: &Group) -> u32 {
        self.parties.numbers = luck.stream(group.entity, 0, Purpose::Parties);
        (self.parties.rest, self.parties.splits) = (0, 0);
        self.gaps = luck.stream(group.entity, 0, Purpose::Arrivals);
        self.along = 0.0;
        let mut size = luck.stream(group.entity, 0, Purpose::Size);
        match (&group.arrivals, &group.size) {
            (plan::Arrivals::Poisson(expected), _) => {
                let people = expected.last().map_or(0.0, |&(_, people)| people);
                let mean = people / self.parties.distribution.mean();
                self.left = poisson_quantile(mean, size.draw());
                self.size_of_next_parties()
            }
            (_, Some(distribution)) => (distribution.quantile(size.draw()) + 0.5) as u32,
            (_, None) => 0,
        }
    }

    /// How many people the parties of a Poisson stream will be: their sizes are drawn ahead, from a
    /// copy of their stream, since how many are due is known by convention.
    fn size_of_next_parties(&self) -> u32 {
        if self.parties.are_singles() {
            return u32::try_from(self.left).unwrap_or(u32::MAX);
        }
        let numbers = self.parties.numbers.clone();
        let mut ahead = Sizes { numbers, distribution: self.parties.distribution.clone(), ..self.parties };
        (0..self.left).fold(0, |people: u32, _| people.saturating_add(ahead.draw()))
    }

    /// When the next people appear, if `appeared` of `size` have.
    fn next(&mut self, group: &Group, appeared: u32, size: u32) -> Option<Tick> {
        match &group.arrivals {
            _ if appeared >= size => None,
            plan::Arrivals::AtStart => Some(Tick::START),
            plan::Arrivals::Curve(curve) => {
                let total = curve.last().map_or(0.0, |&(_, weight)| weight);
                Some(first_beyond(curve, f64::from(appeared) / f64::from(size) * total))
            }
            plan::Arrivals::Poisson(expected) => {
                let total = expected.last().map_or(0.0, |&(_, people)| people);
                self.along = next_of_uniforms(self.along, self.left, self.gaps.draw());
                self.left = self.left.saturating_sub(1);
                Some(first_beyond(expected, self.along * total))
            }
        }
    }
}

/// The next of the `left` smallest of uniform numbers above `along`, one draw each: given their
/// number, the times of a Poisson stream are ordered uniform numbers, and the least of n uniforms on
/// (0, 1) exceeds x with probability (1 − x)^n.
fn next_of_uniforms(along: f64, left: u64, unit: f64) -> f64 {
    1.0 - (1.0 - along) * libm::pow(unit, 1.0 / left.max(1) as f64)
}

/// The first instant at which a cumulated curve exceeds `weight`; its end if it never does.
fn first_beyond(curve: &[(Tick, f64)], weight: f64) -> Tick {
    let after = curve.partition_point(|&(_, cumulated)| cumulated <= weight);
    match (after.checked_sub(1).map(|before| curve[before]), curve.get(after)) {
        (Some((from, low)), Some(&(to, high))) => {
            let share = (weight - low) / (high - low);
            Tick(from.0 + (share * (to.0 - from.0) as f64 + 0.5) as u64)
        }
        (None, Some(&(to, _))) => to,
        (_, None) => curve.last().map_or(Tick::START, |&(end, _)| end),
    }
}

impl<O: Observer, Q: Queue> Engine<'_, O, Q> {
    /// Tells how many parties were split.
    pub(super) fn tell_splits(&mut self) {
        for group in self.plan.groups.ids() {
            let parties = self.arrivals[group].parties.splits;
            self.observer.see(self.now, &Moment::Split { group, parties });
        }
    }

    /// Draws how many people there will be, and lets those appear who are there at the start.
    pub(super) fn expect_people(&mut self) {
        let mut expected = 0;
        for (group, row) in self.plan.groups.iter() {
            let people = self.arrivals[group].reset(self.luck, row);
            let crowd = &mut self.world.crowds[group];
            (crowd.size, crowd.due) = (people, people);
            expected += u64::from(people);
            self.observer.see(self.now, &Moment::Expected { group, people });
            match row.arrivals {
                plan::Arrivals::AtStart => self.all_appear(group),
                _ => self.schedule_next_people(group),
            }
        }
        self.desk = Desk::expecting(expected);
    }

    fn all_appear(&mut self, group: GroupId) {
        let crowd = &mut self.world.crowds[group];
        let people = std::mem::take(&mut crowd.due);
        if people > 0 {
            crowd.waiting.join(self.now, People::appear(people));
            self.observer.see(self.now, &Moment::Appeared { group, people });
        }
    }

    fn schedule_next_people(&mut self, group: GroupId) {
        let crowd = &self.world.crowds[group];
        let appeared = crowd.size - crowd.due;
        let actor = self.plan.vehicle_count() + group.0;
        if let Some(tick) = self.arrivals[group].next(&self.plan.groups[group], appeared, crowd.size) {
            self.queue.schedule(tick.max(self.now), ACTORS, actor);
        }
    }

    /// The next party of a group appears at its pickup. Returns its size.
    pub(super) fn people_appear(&mut self, group: GroupId) -> u32 {
        let whole = self.arrivals[group].parties.draw();
        let crowd = &mut self.world.crowds[group];
        let people = whole.min(crowd.due);
        crowd.due -= people;
        let sizes = &mut self.arrivals[group].parties;
        let most = sizes.most;
        sizes.splits += u32::from(people > most);
        for start in (0..people).step_by(most as usize) {
            crowd.waiting.join_party(self.now, People::appear(most.min(people - start)));
        }
        self.observer.see(self.now, &Moment::Appeared { group, people });
        self.schedule_next_people(group);
        self.welcome(group);
        people
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_is_followed_to_the_tick() {
        let jump = [(Tick(0), 0.0), (Tick(100), 50.0), (Tick(100), 80.0), (Tick(200), 100.0)];
        for (weight, tick) in
            [(0.0, 0), (25.0, 50), (50.0, 100), (79.0, 100), (80.0, 100), (90.0, 150), (100.0, 200)]
        {
            assert_eq!(first_beyond(&jump, weight), Tick(tick), "{weight}");
        }
    }

    #[test]
    fn the_next_of_ordered_uniforms_stays_ahead_and_below_one() {
        let mut along = 0.0;
        for left in (1..=1000).rev() {
            let next = next_of_uniforms(along, left, 0.3);
            assert!(along < next && next < 1.0, "{next}");
            along = next;
        }
    }
}
