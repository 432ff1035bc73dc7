//! The coming of a group: how many people, and when they appear.

use crate::engine::demand::sizes::Sizes;
use crate::engine::demand::timetable;
use crate::engine::rng::{Luck, Purpose, Stream as Numbers};
use crate::plan::{self, Group, GroupId, Plan};
use crate::stats::poisson_quantile;
use crate::units::Tick;
use crate::world::Parties;

/// The coming of one group: how large its parties are and when they appear.
#[derive(Debug)]
pub(in crate::engine) struct Coming {
    parties: Sizes,
    /// Luck of the arrival times of a Poisson stream.
    gaps: Numbers,
    /// How far along a Poisson stream's window the last party appeared, from 0 to 1.
    along: f64,
    /// Parties of a Poisson stream still to come.
    left: u64,
    /// People who appear in all, and who have, companions not counted.
    size: u32,
    appeared: u32,
    /// When the next party appears, and its size; none if all have appeared, or all are there at the start.
    next: Option<(Tick, u32)>,
}

impl Coming {
    pub(super) fn new(plan: &Plan, group: GroupId) -> Coming {
        let row = &plan.groups[group];
        let luck = Luck::new(plan.seed, 0);
        let numbers = |purpose| luck.stream(row.entity, 0, purpose);
        Coming {
            parties: Sizes::new(row, luck),
            gaps: numbers(Purpose::Arrivals),
            along: 0.0,
            left: 0,
            size: 0,
            appeared: 0,
            next: None,
        }
    }

    pub(super) fn sizes(&self) -> &Sizes {
        &self.parties
    }

    pub(super) fn parties(&mut self) -> &mut Sizes {
        &mut self.parties
    }

    /// How many people appear in all, companions not counted.
    pub(super) fn size(&self) -> u32 {
        self.size
    }

    /// Whether all have appeared.
    pub(super) fn is_complete(&self) -> bool {
        self.appeared == self.size
    }

    /// When the next party appears; none if all have appeared, or all are there at the start.
    pub(super) fn next(&self) -> Option<Tick> {
        self.next.map(|(tick, _)| tick)
    }

    /// The size of the next party, if it appears by `now`.
    pub(super) fn party_by(&self, now: Tick) -> Option<u32> {
        self.next.filter(|&(tick, _)| tick <= now).map(|(_, people)| people)
    }

    /// Those of so many who are in a vehicle when the run begins who go on from their drop-off, party by
    /// party or all who travel alone at once: how many people, and how many of them. Sizes and chances are
    /// of the vehicle's own luck, so that those who wait have theirs whoever is under way.
    pub(in crate::engine) fn under_way(&self, people: u32, luck: &mut [Numbers; 2]) -> Vec<(u32, u32)> {
        self.parties.under_way(people, luck)
    }

    /// Begins a replication: parties are drawn from the beginning of their luck.
    pub(super) fn reset_parties(&mut self, luck: Luck, group: &Group) {
        self.parties.reset(luck, group);
    }

    /// Draws how many people there will be in a replication, companions not counted.
    pub(super) fn expect(&mut self, luck: Luck, group: &Group) {
        if matches!(group.arrivals, plan::Arrivals::Poisson(_)) {
            self.gaps = luck.stream(group.entity, 0, Purpose::Arrivals);
        }
        (self.along, self.appeared) = (0.0, 0);
        let size = || luck.stream(group.entity, 0, Purpose::Size).draw();
        self.size = match (&group.arrivals, &group.size) {
            (plan::Arrivals::Poisson(expected), _) => {
                let people = expected.last().map_or(0.0, |&(_, people)| people);
                let mean = people / self.parties.mean();
                self.left = poisson_quantile(mean, size());
                self.size_of_next_parties()
            }
            (_, Some(distribution)) => {
                let size = distribution.as_fixed().unwrap_or_else(|| distribution.quantile(size()));
                (size + 0.5) as u32
            }
            (_, None) => 0,
        };
    }

    /// What draws the sizes of parties, to look ahead.
    pub(super) fn ahead(&self) -> Sizes {
        self.parties.ahead()
    }

    /// How many people the parties of a Poisson stream will be.
    fn size_of_next_parties(&self) -> u32 {
        if self.parties.are_singles() {
            return u32::try_from(self.left).unwrap_or(u32::MAX);
        }
        let mut ahead = self.ahead();
        (0..self.left).fold(0, |people: u32, _| people.saturating_add(ahead.draw()))
    }

    /// So many more people have appeared.
    pub(super) fn have_appeared(&mut self, people: u32) {
        self.appeared += people;
    }

    /// Draws the next party and when it appears, now that those before have.
    pub(super) fn expect_next(&mut self, group: &Group) {
        self.next = None;
        if self.appeared >= self.size || matches!(group.arrivals, plan::Arrivals::AtStart) {
            return;
        }
        let people = self.parties.draw().min(self.size - self.appeared);
        self.next = Some(self.time_of(&group.arrivals, people));
    }

    /// When a party of so many appears that comes next, and how many of it.
    fn time_of(&mut self, arrivals: &plan::Arrivals, people: u32) -> (Tick, u32) {
        match arrivals {
            plan::Arrivals::AtStart => (Tick::START, people),
            plan::Arrivals::Evenly(from, to) => {
                let share = f64::from(self.appeared) / f64::from(self.size);
                (timetable::between((*from, *to), share), people)
            }
            plan::Arrivals::Curve(curve) => timetable::party(curve, (self.appeared, self.size), people),
            plan::Arrivals::Poisson(expected) => {
                let total = expected.last().map_or(0.0, |&(_, people)| people);
                self.along = next_of_uniforms(self.along, self.left, self.gaps.draw());
                self.left = self.left.saturating_sub(1);
                (timetable::reach(expected, self.along * total), people)
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

#[cfg(test)]
mod tests {
    use super::*;

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
