//! How large the parties of a group are, and what each of them does.

use crate::engine::rng::{Luck, Purpose, Stream as Numbers};
use crate::engine::rng::{Steps, TOGETHER};
use crate::plan::Group;
use crate::stats::Distribution;
use crate::world::Parties;

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
    pub(super) fn new(group: &Group, luck: Luck) -> Sizes {
        let numbers = |purpose| luck.stream(group.entity, 0, purpose);
        let companions = group.companions.as_ref().map(|distribution| Companions {
            distribution: distribution.clone(),
            numbers: numbers(Purpose::Companions),
        });
        Sizes {
            distribution: group.party.clone(),
            steps: Steps::of(&group.party, whole).map(|steps| (steps, Stock::EMPTY)),
            singles: group.party.as_fixed() == Some(1.0),
            least: whole(group.party.bounds().0),
            most: whole(group.party.bounds().1),
            numbers: numbers(Purpose::Parties),
            companions,
            goes_on: (group.onward.as_ref().map_or(0.0, |onward| onward.share), numbers(Purpose::Onward)),
            refuses: (group.refuses, numbers(Purpose::Refuses)),
        }
    }

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

    /// The mean size, before any split.
    pub(super) fn mean(&self) -> f64 {
        self.distribution.mean()
    }

    /// Begins a replication: parties are drawn from the beginning of their luck.
    pub(super) fn reset(&mut self, luck: Luck, group: &Group) {
        self.numbers = luck.stream(group.entity, 0, Purpose::Parties);
        if let Some((_, stock)) = &mut self.steps {
            *stock = Stock::EMPTY;
        }
        if let Some(companions) = &mut self.companions {
            companions.numbers = luck.stream(group.entity, 0, Purpose::Companions);
        }
        if self.goes_on.0 > 0.0 {
            self.goes_on.1 = luck.stream(group.entity, 0, Purpose::Onward);
        }
        if self.refuses.0 > 0.0 {
            self.refuses.1 = luck.stream(group.entity, 0, Purpose::Refuses);
        }
    }

    /// Those of so many who are in a vehicle when the run begins who go on from their drop-off, party by
    /// party or all who travel alone at once: how many people, and how many of them. Sizes and chances are
    /// of the vehicle's own luck, so that those who wait have theirs whoever is under way.
    pub(super) fn under_way(&self, people: u32, [sizes, chances]: &mut [Numbers; 2]) -> Vec<(u32, u32)> {
        let share = self.goes_on.0;
        if share == 0.0 {
            return vec![(people, 0)];
        }
        if self.singles {
            let going_on = (0..people).filter(|_| chances.draw() < share).count();
            return vec![(people, going_on as u32)];
        }
        let (mut left, mut parties) = (people, Vec::new());
        while left > 0 {
            let size = whole(self.distribution.draw(sizes.draw())).min(left);
            left -= size;
            parties.push((size, if chances.draw() < share { size } else { 0 }));
        }
        parties
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Entity;

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
