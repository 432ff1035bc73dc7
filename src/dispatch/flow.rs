//! People of several groups and the places for them: whether all find one.
//!
//! A flow from groups to offers is made as large as can be: first greedily, then along paths on which some
//! give up their places to others and take different ones (Ford and Fulkerson).

use crate::plan::{GroupId, Need, PickupId};

/// Groups that need the same, and which offers could serve each.
#[derive(Clone, Debug)]
pub(super) struct Flow {
    pub(super) need: Need,
    /// The most places that a vehicle has whose pickup it is.
    own: u32,
    classes: Vec<Class>,
    offers: Vec<PickupId>,
    /// The most places that a vehicle has whose offer it is.
    most: Vec<u32>,
}

/// A group.
#[derive(Clone, Debug)]
struct Class {
    group: GroupId,
    /// Places in `Flow::offers`.
    served_by: Vec<usize>,
}

impl Flow {
    /// The flow of groups with what serves them; `most` says how many places a vehicle has of an offer.
    pub(super) fn new(
        (need, own): (Need, u32),
        groups: Vec<(GroupId, Vec<PickupId>)>,
        most: impl Fn(PickupId) -> u32,
    ) -> Flow {
        let mut offers: Vec<PickupId> = groups.iter().flat_map(|(_, served_by)| served_by.clone()).collect();
        offers.sort_unstable();
        offers.dedup();
        let place = |offer: &PickupId| offers.partition_point(|other| other < offer);
        let class = |(group, served_by): (GroupId, Vec<PickupId>)| Class {
            group,
            served_by: served_by.iter().map(place).collect(),
        };
        let mut classes: Vec<Class> = groups.into_iter().map(class).collect();
        // Those whom few could serve take their places first: fewer have to give them up.
        classes.sort_by_key(|class| (class.served_by.len(), class.group));
        let most = offers.iter().map(|&offer| most(offer)).collect();
        Flow { need, own, classes, offers, most }
    }

    /// Whether some people find no place of the groups that are `asked` for, as far as a vehicle of this pickup
    /// could take them: their parties, of `least` people at the least, are not too large for it.
    pub(super) fn exceeds(
        &self,
        people: impl Fn(GroupId) -> u64,
        places: impl Fn(PickupId) -> u64,
        least: impl Fn(GroupId) -> u32,
        asked: impl Fn(GroupId) -> bool,
    ) -> bool {
        let mut seating = Seating {
            flow: self,
            least: self.classes.iter().map(|class| least(class.group)).collect(),
            free: self.offers.iter().map(|&offer| places(offer)).collect(),
            taken: vec![0; self.classes.len() * self.offers.len()],
        };
        let fits = |class: usize| seating.least[class] <= self.own && asked(self.classes[class].group);
        let fits: Vec<bool> = (0..self.classes.len()).map(fits).collect();
        let people = |class: usize| people(self.classes[class].group);
        // The others have their places first.
        (0..self.classes.len()).filter(|&class| !fits[class]).for_each(|class| {
            seating.seat(class, people(class));
        });
        (0..self.classes.len()).any(|class| fits[class] && !seating.seat(class, people(class)))
    }
}

/// Who has which places so far.
struct Seating<'a> {
    flow: &'a Flow,
    /// The least party of each class.
    least: Vec<u32>,
    free: Vec<u64>,
    /// By class and offer.
    taken: Vec<u64>,
}

impl Seating<'_> {
    /// Whether a vehicle of an offer could take a party of a class.
    fn fits(&self, class: usize, offer: usize) -> bool {
        self.least[class] <= self.flow.most[offer]
    }

    /// Finds places for so many of a class. Returns whether there were enough.
    fn seat(&mut self, class: usize, mut people: u64) -> bool {
        for place in 0..self.flow.classes[class].served_by.len() {
            let offer = self.flow.classes[class].served_by[place];
            if !self.fits(class, offer) {
                continue;
            }
            let sit = people.min(self.free[offer]);
            self.free[offer] -= sit;
            *self.of(class, offer) += sit;
            people -= sit;
        }
        while people > 0 {
            match self.make_room(class, people) {
                0 => return false,
                seated => people -= seated,
            }
        }
        true
    }

    fn of(&mut self, class: usize, offer: usize) -> &mut u64 {
        &mut self.taken[class * self.flow.offers.len() + offer]
    }

    /// Lets others take different places, so that some of a class get theirs. Returns how many.
    fn make_room(&mut self, class: usize, people: u64) -> u64 {
        let Some(path) = self.path(class) else { return 0 };
        let last = path[path.len() - 1].1;
        let given_up = path.windows(2).map(|pair| {
            let ((_, offer), (other, _)) = (pair[0], pair[1]);
            self.taken[other * self.flow.offers.len() + offer]
        });
        let seated = given_up.fold(people.min(self.free[last]), u64::min);
        self.free[last] -= seated;
        for (step, &(taker, offer)) in path.iter().enumerate() {
            *self.of(taker, offer) += seated;
            if let Some(&(giver, _)) = path.get(step + 1) {
                *self.of(giver, offer) -= seated;
            }
        }
        seated
    }

    /// A shortest chain from a class to a free place: who takes which offer, from whoever stands next in the
    /// chain.
    fn path(&self, class: usize) -> Option<Vec<(usize, usize)>> {
        let (classes, offers) = (&self.flow.classes, self.flow.offers.len());
        // From which class each offer was found, and from which offer each class.
        let (mut by_class, mut by_offer) = (vec![None; offers], vec![None; classes.len()]);
        let mut found = vec![class];
        let mut next = 0;
        while let Some(&taker) = found.get(next) {
            next += 1;
            for &offer in &classes[taker].served_by {
                if by_class[offer].is_some() || !self.fits(taker, offer) {
                    continue;
                }
                by_class[offer] = Some(taker);
                if self.free[offer] > 0 {
                    return Some(chain(&by_class, &by_offer, (class, offer)));
                }
                for (other, from) in by_offer.iter_mut().enumerate() {
                    if other != class && from.is_none() && self.taken[other * offers + offer] > 0 {
                        *from = Some(offer);
                        found.push(other);
                    }
                }
            }
        }
        None
    }
}

/// The chain from a class to an offer, by which each was found.
fn chain(
    by_class: &[Option<usize>],
    by_offer: &[Option<usize>],
    (class, mut offer): (usize, usize),
) -> Vec<(usize, usize)> {
    let mut chain = Vec::new();
    while let Some(taker) = by_class[offer] {
        chain.push((taker, offer));
        if taker == class {
            break;
        }
        let Some(before) = by_offer[taker] else { break };
        offer = before;
    }
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Id;
    use proptest::prelude::*;

    /// Hall's condition, set by set.
    fn lacks(served_by: &[Vec<usize>], people: &[u64], places: &[u64]) -> bool {
        (1u32..1 << people.len()).any(|set| {
            let within = |group: &usize| set >> group & 1 == 1;
            let groups: Vec<usize> = (0..people.len()).filter(within).collect();
            let serves = |offer: &usize| groups.iter().any(|&group| served_by[group].contains(offer));
            let room: u64 = (0..places.len()).filter(serves).map(|offer| places[offer]).sum();
            groups.iter().map(|&group| people[group]).sum::<u64>() > room
        })
    }

    #[test]
    fn a_vehicle_too_small_for_every_party_keeps_no_place_for_it() {
        let (car, van) = (PickupId(0), PickupId(1));
        let families = || vec![(GroupId(0), vec![car, van])];
        let flow = |own| Flow::new((Need::Seat, own), families(), |offer| if offer == car { 3 } else { 4 });
        let cars_alone = |offer| if offer == car { 9 } else { 0 };
        assert!(
            flow(4).exceeds(|_| 8, cars_alone, |_| 4, |_| true),
            "the cars have no room for a family of four"
        );
        assert!(!flow(4).exceeds(|_| 8, cars_alone, |_| 3, |_| true));
        assert!(!flow(3).exceeds(|_| 8, |_| 0, |_| 4, |_| true), "another car is of no use");
    }

    proptest! {
        #[test]
        fn a_flow_says_what_all_sets_say(
            served_by in prop::collection::vec(prop::collection::btree_set(0usize..6, 1..5), 1..9),
            people in prop::collection::vec(0u64..12, 9),
            places in prop::collection::vec(0u64..15, 6),
        ) {
            let served_by: Vec<Vec<usize>> = served_by.into_iter().map(|set| set.into_iter().collect()).collect();
            let people = &people[..served_by.len()];
            let ids = |set: &Vec<usize>| set.iter().map(|&offer| PickupId::from_index(offer)).collect();
            let groups = served_by.iter().enumerate().map(|(group, set)| (GroupId::from_index(group), ids(set)));
            let flow = Flow::new((Need::Seat, 1), groups.collect(), |_| 1);
            let people_of = |group: GroupId| people[group.index()];
            let exceeds = flow.exceeds(people_of, |offer| places[offer.index()], |_| 1, |_| true);
            prop_assert_eq!(exceeds, lacks(&served_by, people, &places));
        }
    }
}
