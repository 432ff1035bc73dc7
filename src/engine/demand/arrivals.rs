//! The coming of a group: how many people, how large their parties are, and when they appear.

use crate::engine::demand::timetable;
use crate::engine::rng::{Luck, Purpose, Stream as Numbers};
use crate::engine::rng::{Steps, TOGETHER};
use crate::plan::{self, Group, GroupId, Plan};
use crate::stats::{Distribution, poisson_quantile};
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

/// The sizes of a group's parties, drawn one after the other.
#[derive(Debug)]
pub(in crate::engine) struct Sizes {
    distribution: Distribution,
    /// The law's sizes, if they are few, and a stock of those drawn.
    steps: Option<(Steps, Stock)>,
    /// Whether everybody travels alone.
    singles: bool,
    /// The least size but for the last party, and the greatest.
    least: u32,
    most: u32,
    numbers: Numbers,
    companions: Option<Companions>,
    /// The chance of a party to go on from its drop-off, and whether each does.
    goes_on: (f64, Numbers),
    /// The chance of a party to refuse to go, and whether each does.
    refuses: (f64, Numbers),
}

/// Sizes that have been drawn together, before parties need them.
#[derive(Clone, Debug)]
struct Stock {
    sizes: [u32; TOGETHER],
    /// How many of them have been given out.
    given: usize,
}

impl Stock {
    const EMPTY: Stock = Stock { sizes: [0; TOGETHER], given: TOGETHER };

    #[inline(always)]
    fn next(&mut self, steps: &Steps, numbers: &mut Numbers) -> u32 {
        if self.given == TOGETHER {
            self.draw(steps, numbers);
        }
        self.given += 1;
        self.sizes[self.given - 1]
    }

    /// The next sizes as long as each fits into what is left of so many places and their sum is less than enough.
    #[inline]
    fn next_that_fit(&mut self, (places, enough): (u32, u32), steps: &Steps, numbers: &mut Numbers) -> u32 {
        let mut sum = 0;
        while sum < enough {
            if self.given == TOGETHER {
                self.draw(steps, numbers);
            }
            let before = self.given;
            for &size in &self.sizes[before..] {
                if sum >= enough || size > places - sum {
                    return sum;
                }
                (sum, self.given) = (sum + size, self.given + 1);
            }
        }
        sum
    }

    #[inline(never)]
    fn draw(&mut self, steps: &Steps, numbers: &mut Numbers) {
        *self = Stock { sizes: steps.values(numbers.many_bits()), given: 0 };
    }
}

/// How many people come along with each party.
#[derive(Clone, Debug)]
struct Companions {
    distribution: Distribution,
    numbers: Numbers,
}

impl Companions {
    fn draw(&mut self) -> u32 {
        (self.distribution.quantile(self.numbers.draw()) + 0.5) as u32
    }
}

impl Parties for Sizes {
    #[inline(always)]
    fn next(&mut self) -> u32 {
        self.draw()
    }

    #[inline]
    fn next_that_fit(&mut self, places: u32, enough: u32) -> u32 {
        match &mut self.steps {
            Some((steps, stock)) => stock.next_that_fit((places, enough), steps, &mut self.numbers),
            None => 0,
        }
    }

    #[inline]
    fn least(&self) -> u32 {
        self.least
    }

    #[inline]
    fn most(&self) -> u32 {
        self.most
    }

    fn last_of(&self, people: u32) -> u32 {
        let (mut ahead, mut left) = (self.ahead(), people);
        loop {
            let size = ahead.draw();
            if size >= left {
                return left;
            }
            left -= size;
        }
    }

    #[inline]
    fn are_singles(&self) -> bool {
        self.singles
    }

    #[inline]
    fn some_go_on(&self) -> bool {
        self.goes_on.0 > 0.0
    }

    #[inline]
    fn onward(&mut self, people: u32) -> u32 {
        let (share, numbers) = &mut self.goes_on;
        if *share == 0.0 {
            return 0;
        }
        let parties = if self.singles { people } else { 1 };
        let going = (0..parties).filter(|_| numbers.draw() < *share).count() as u32;
        if parties == people { going } else { going * people }
    }
}

impl Sizes {
    /// The size of the next party, before any split.
    #[inline(always)]
    pub(super) fn draw(&mut self) -> u32 {
        match &mut self.steps {
            Some((steps, stock)) => stock.next(steps, &mut self.numbers),
            None => whole(self.distribution.draw(self.numbers.draw())),
        }
    }

    /// The companions of the next party.
    pub(super) fn draw_companions(&mut self) -> u32 {
        self.companions.as_mut().map_or(0, Companions::draw)
    }

    /// Whether the next party refuses to go.
    pub(super) fn draw_refusal(&mut self) -> bool {
        let (share, numbers) = &mut self.refuses;
        *share > 0.0 && numbers.draw() < *share
    }

    /// A copy, to look ahead: how many are due is known by convention.
    pub(super) fn ahead(&self) -> Sizes {
        let Sizes { distribution, steps, numbers, companions, goes_on, refuses, .. } = self;
        Sizes {
            distribution: distribution.clone(),
            steps: steps.clone(),
            numbers: numbers.clone(),
            companions: companions.clone(),
            goes_on: goes_on.clone(),
            refuses: refuses.clone(),
            ..*self
        }
    }
}

/// A drawn number of people: whole, and at least one.
fn whole(drawn: f64) -> u32 {
    ((drawn + 0.5) as u32).max(1)
}

impl Coming {
    pub(super) fn new(plan: &Plan, group: GroupId) -> Coming {
        let row = &plan.groups[group];
        let luck = Luck::new(plan.seed, 0);
        let numbers = |purpose| luck.stream(row.entity, 0, purpose);
        let companions = row.companions.as_ref().map(|distribution| Companions {
            distribution: distribution.clone(),
            numbers: numbers(Purpose::Companions),
        });
        Coming {
            parties: Sizes {
                distribution: row.party.clone(),
                steps: Steps::of(&row.party, whole).map(|steps| (steps, Stock::EMPTY)),
                singles: row.party.as_fixed() == Some(1.0),
                least: whole(row.party.bounds().0),
                most: whole(row.party.bounds().1),
                numbers: numbers(Purpose::Parties),
                companions,
                goes_on: (row.onward.as_ref().map_or(0.0, |onward| onward.share), numbers(Purpose::Onward)),
                refuses: (row.refuses, numbers(Purpose::Refuses)),
            },
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
    pub(in crate::engine) fn under_way(
        &self,
        people: u32,
        [sizes, chances]: &mut [Numbers; 2],
    ) -> Vec<(u32, u32)> {
        let share = self.parties.goes_on.0;
        if share == 0.0 {
            return vec![(people, 0)];
        }
        if self.parties.singles {
            let going_on = (0..people).filter(|_| chances.draw() < share).count();
            return vec![(people, going_on as u32)];
        }
        let (mut left, mut parties) = (people, Vec::new());
        while left > 0 {
            let size = whole(self.parties.distribution.draw(sizes.draw())).min(left);
            left -= size;
            parties.push((size, if chances.draw() < share { size } else { 0 }));
        }
        parties
    }

    /// Begins a replication: parties are drawn from the beginning of their luck.
    pub(super) fn reset_parties(&mut self, luck: Luck, group: &Group) {
        self.parties.numbers = luck.stream(group.entity, 0, Purpose::Parties);
        if let Some((_, stock)) = &mut self.parties.steps {
            *stock = Stock::EMPTY;
        }
        if let Some(companions) = &mut self.parties.companions {
            companions.numbers = luck.stream(group.entity, 0, Purpose::Companions);
        }
        if self.parties.goes_on.0 > 0.0 {
            self.parties.goes_on.1 = luck.stream(group.entity, 0, Purpose::Onward);
        }
        if self.parties.refuses.0 > 0.0 {
            self.parties.refuses.1 = luck.stream(group.entity, 0, Purpose::Refuses);
        }
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
                let mean = people / self.parties.distribution.mean();
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
    use crate::plan::Entity;

    #[test]
    fn the_next_of_ordered_uniforms_stays_ahead_and_below_one() {
        let mut along = 0.0;
        for left in (1..=1000).rev() {
            let next = next_of_uniforms(along, left, 0.3);
            assert!(along < next && next < 1.0, "{next}");
            along = next;
        }
    }

    #[test]
    fn parties_that_fit_are_those_that_come_one_by_one() {
        let law = Distribution::whole_uniform(1, 6).unwrap();
        for (places, enough) in [(0, 9), (5, 5), (40, 35), (41, 41), (500, 495), (7, 0)] {
            let mut sizes = sizes(law.clone());
            let mut one_by_one = sizes.ahead();
            // Some have gone before, so that what is drawn together ends at another place.
            for _ in 0..3 {
                assert_eq!(sizes.next(), one_by_one.next());
            }
            let mut sum = 0;
            while sum < enough {
                let size = one_by_one.ahead().next();
                if size > places - sum {
                    break;
                }
                sum += one_by_one.next();
            }
            assert_eq!(sizes.next_that_fit(places, enough), sum, "{places} places, {enough} enough");
            assert_eq!(sizes.next(), one_by_one.next(), "{places} places, {enough} enough");
        }
    }

    #[test]
    fn parties_of_many_sizes_are_told_one_by_one() {
        assert_eq!(sizes(Distribution::whole_uniform(1, 40).unwrap()).next_that_fit(100, 90), 0);
    }

    fn sizes(law: Distribution) -> Sizes {
        let numbers = || Luck::new(7, 1).stream(Entity(1), 0, Purpose::Parties);
        Sizes {
            steps: Steps::of(&law, whole).map(|steps| (steps, Stock::EMPTY)),
            singles: false,
            least: whole(law.bounds().0),
            most: whole(law.bounds().1),
            distribution: law,
            numbers: numbers(),
            companions: None,
            goes_on: (0.0, numbers()),
            refuses: (0.0, numbers()),
        }
    }
}
