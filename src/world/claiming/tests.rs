//! Who gets in, worked out by hand and beside a walk past all who wait.

use super::super::Limits;
use super::*;

/// Parties of the sizes of a list, over and over.
struct Sizes(Vec<u32>, usize);

impl Parties for Sizes {
    fn next(&mut self) -> u32 {
        self.1 += 1;
        self.0[(self.1 - 1) % self.0.len()]
    }
    fn next_that_fit(&mut self, places: u32, enough: u32) -> u32 {
        let mut sum = 0;
        while sum < enough && self.0[self.1 % self.0.len()] <= places - sum {
            sum += self.next();
        }
        sum
    }
    fn least(&self) -> u32 {
        self.0.iter().copied().min().unwrap_or(1)
    }
    fn most(&self) -> u32 {
        self.0.iter().copied().max().unwrap_or(1)
    }
    fn last_of(&self, people: u32) -> u32 {
        let (mut place, mut left) = (self.1, people);
        loop {
            let size = self.0[place % self.0.len()];
            if size >= left {
                return left;
            }
            (place, left) = (place + 1, left - size);
        }
    }
    fn are_singles(&self) -> bool {
        self.0 == [1]
    }
    fn some_go_on(&self) -> bool {
        false
    }
    fn onward(&mut self, _people: u32) -> u32 {
        0
    }
}

fn room(places: u32, apart: bool) -> Room {
    Room { places, seats: 0, people: u32::MAX, party: u32::MAX, apart }
}

fn claim(waiting: &mut Waiting, places: u32, parties: &mut Sizes) -> Vec<(u64, u32)> {
    let mut claimed = Vec::new();
    waiting.claim(room(places, true), parties, &mut (), |c| claimed.push((c.since.0, c.people.len())));
    claimed
}

#[test]
fn people_who_travel_alone_fill_every_place_first_come_first_served() {
    let (mut waiting, mut alone) = (Waiting::default(), Sizes(vec![1], 0));
    waiting.join(Tick(1), People::appear(30));
    waiting.join(Tick(2), People::appear(30));
    assert_eq!(claim(&mut waiting, 50, &mut alone), [(1, 30), (2, 20)]);
    assert_eq!(claim(&mut waiting, 50, &mut alone), [(2, 10)]);
    assert!(waiting.is_empty());
}

#[test]
fn a_party_that_does_not_fit_is_passed_over_and_keeps_its_place() {
    let (mut waiting, mut families) = (Waiting::default(), Sizes(vec![3, 4, 2], 0));
    waiting.join(Tick(0), People::appear(9));
    assert_eq!(claim(&mut waiting, 5, &mut families), [(0, 3), (0, 2)]);
    assert_eq!(claim(&mut waiting, 5, &mut families), [(0, 4)]);
}

#[test]
fn the_last_party_is_as_large_as_who_is_left() {
    let (mut waiting, mut families) = (Waiting::default(), Sizes(vec![4], 0));
    waiting.join(Tick(0), People::appear(5));
    assert_eq!(claim(&mut waiting, 10, &mut families), [(0, 4), (0, 1)]);
}

#[test]
fn parties_of_a_batch_are_claimed_as_one_unless_they_stay_apart() {
    for least in 1..4 {
        for places in 1..30 {
            let claims = [true, false].map(|apart| {
                let (mut waiting, mut families) =
                    (Waiting::default(), Sizes(vec![least, 5, least + 1, 2 * least, 7], 0));
                for people in [20, 9, 13] {
                    waiting.join(Tick(u64::from(people)), People::appear(people));
                }
                let room = Room { people: 25, ..room(places, apart) };
                let (mut all, mut calls) = ([0; 30], 0);
                while waiting.claim(room, &mut families, &mut (), |c| {
                    all[c.since.0 as usize] += c.people.len();
                    calls += 1;
                }) > 0
                {
                    all[0] = all[0].wrapping_mul(31) + waiting.len();
                }
                (all, families.1, calls)
            });
            let [(apart, drawn, parties), (together, as_many, fewer)] = claims;
            assert_eq!((apart, drawn), (together, as_many), "{least} at least, {places} places");
            assert!(fewer <= parties);
        }
    }
}

#[test]
fn companions_need_seats_beside_the_places_of_their_patients() {
    let (mut waiting, mut patients) = (Waiting::default(), Sizes(vec![1], 0));
    waiting.join_party(Tick(0), People::appear(3), 2);
    waiting.join_party(Tick(0), People::appear(1), 0);
    let mut claimed = Vec::new();
    let room = Room { seats: 1, ..room(2, false) };
    let count = waiting.claim(room, &mut patients, &mut (), |c| claimed.push((c.people.len(), c.companions)));
    assert_eq!((count, claimed), (1, vec![(1, 0)]), "no seats for two companions: they keep their place");
    assert_eq!((waiting.len(), waiting.companions()), (3, 2));
}

#[test]
fn who_is_put_back_stands_ahead_of_all_and_has_waited_all_along() {
    let (mut waiting, mut alone) = (Waiting::in_danger(), Sizes(vec![1], 0));
    waiting.join(Tick(5), People::appear(10));
    waiting.put_back(Claimed { since: Tick(1), people: People::appear(3), companions: 0, onward: 0 }, false);
    assert_eq!(claim(&mut waiting, 4, &mut alone), [(1, 3), (5, 1)]);
    let (one, since) = waiting.take_one(8);
    assert_eq!((one.len(), since, waiting.len()), (1, Tick(5), 8));
}

#[test]
fn who_travels_alone_is_put_back_alone_and_goes_where_it_was_going() {
    let (mut waiting, mut alone) = (Waiting::default(), Sizes(vec![1], 0));
    waiting.put_back(Claimed { since: Tick(1), people: People::appear(5), companions: 0, onward: 2 }, true);
    let mut onward = Vec::new();
    for places in [1, 3, 1] {
        waiting.claim(room(places, false), &mut alone, &mut (), |claimed| {
            onward.push((claimed.people.len(), claimed.onward))
        });
    }
    assert_eq!(onward, [(1, 1), (1, 1), (2, 0), (1, 0)]);
}

#[test]
fn the_last_party_is_not_passed_over_where_it_fits() {
    let (mut waiting, mut families) = (Waiting::default(), Sizes(vec![3], 0));
    waiting.join(Tick(0), People::appear(10));
    assert_eq!(claim(&mut waiting, 8, &mut families), [(0, 3), (0, 3), (0, 1)]);
    assert_eq!(claim(&mut waiting, 8, &mut families), [(0, 3)]);
    // Five, five and three: the three ride where no five would.
    let (mut waiting, mut families) = (Waiting::default(), Sizes(vec![5], 0));
    waiting.join(Tick(0), People::appear(13));
    assert_eq!(claim(&mut waiting, 4, &mut families), [(0, 3)]);
    assert_eq!(claim(&mut waiting, 4, &mut families), []);
    assert_eq!(claim(&mut waiting, 10, &mut families), [(0, 5), (0, 5)]);
}

#[test]
fn parties_beyond_the_limits_are_split_once() {
    let (mut waiting, mut families) = (Waiting::default(), Sizes(vec![7], 0));
    waiting.join_party(Tick(0), People::appear(9), 0);
    waiting.join(Tick(1), People::appear(14));
    assert_eq!(claim(&mut waiting, 8, &mut families), [(1, 7)]);
    assert_eq!(waiting.splits(), 0);
    assert!(waiting.set_limits(Limits::new(vec![(4, 0), (5, 0)], (5, 0))));
    assert_eq!(claim(&mut waiting, 9, &mut families), [(0, 5), (0, 4)]);
    assert_eq!(claim(&mut waiting, 8, &mut families), [(1, 5), (1, 2)]);
    waiting.join_party(Tick(2), People::appear(6), 0);
    waiting.set_limits(Limits::new(vec![(2, 0)], (2, 0)));
    assert_eq!(claim(&mut waiting, 5, &mut families), [(2, 2), (2, 2), (2, 1)]);
    assert_eq!((waiting.splits(), waiting.len()), (3, 1));
}

#[test]
fn a_door_keeps_parties_out_that_have_no_room_behind_it() {
    /// Two shelters.
    struct Two([u32; 2]);
    impl Door for Two {
        fn admits(&mut self, people: u32) -> bool {
            let shelter = self.0.iter_mut().find(|free| **free >= people);
            shelter.map(|free| *free -= people).is_some()
        }
        fn admit_singles(&mut self, _people: u32) {}
    }
    for together in [false, true] {
        let (mut waiting, mut families) = (Waiting::default(), Sizes(vec![4, 6, 3], 0));
        match together {
            true => waiting.join(Tick(0), People::appear(13)),
            false => [4, 6, 3].iter().for_each(|&size| waiting.join_party(Tick(0), People::appear(size), 0)),
        }
        let mut claimed = Vec::new();
        let (mut shelters, room) = (Two([5, 5]), Room { people: 10, ..room(20, true) });
        waiting.claim(room, &mut families, &mut shelters, |c| claimed.push(c.people.len()));
        assert_eq!((claimed, shelters.0, waiting.len()), (vec![4, 3], [1, 2], 6));
    }
}

/// Looks that it takes to bring so many patients, every other with a companion, with two stretchers and a seat at a time.
fn looks_for(patients: u32) -> u64 {
    let (mut waiting, mut alone) = (Waiting::default(), Sizes(vec![1], 0));
    for patient in 0..patients {
        let along = u32::from(patient % 3 > 0);
        waiting.join_party(Tick(u64::from(patient)), People::appear(1 + along), along);
    }
    let room = Room { seats: 1, ..room(2, false) };
    while waiting.claim(room, &mut alone, &mut (), |claimed| drop(claimed.people)) > 0 {}
    assert!(waiting.is_empty());
    waiting.looks
}

#[test]
fn many_patients_are_claimed_in_steps_that_grow_like_their_number() {
    let (few, many) = (looks_for(1_000), looks_for(8_000));
    assert!(many < 9 * few && many < 20 * 8_000, "{few} looks, then {many}");
}

/// Parties with companions in the order of their coming, and a walk past all of them at every claim.
#[derive(Default)]
struct Walk(Vec<(u64, u32, u32)>);

impl Walk {
    fn claim(&mut self, mut places: u32, mut seats: u32) -> Vec<(u64, u32)> {
        let mut claimed = Vec::new();
        self.0.retain(|&(since, people, companions)| {
            let fits = people <= places && companions <= seats && places > 0;
            if fits {
                (places, seats) = (places - people, seats - companions);
                claimed.push((since, people + companions));
            }
            !fits
        });
        claimed
    }
}

proptest::proptest! {
    /// Whoever has been passed over, the same people get in as by a walk past all who wait.
    #[test]
    fn the_same_get_in_as_by_a_walk_past_all(
        steps in proptest::collection::vec((0..3_u8, 0..5_u32, 0..4_u32), 1..80),
    ) {
        let (mut waiting, mut walk) = (Waiting::in_danger(), Walk::default());
        let mut patients = Sizes(vec![1], 0);
        for (since, (what, one, two)) in (0..).zip(steps) {
            if what == 0 {
                let room = Room { seats: two, ..room(one, true) };
                let mut claimed = Vec::new();
                waiting.claim(room, &mut patients, &mut (), |c| claimed.push((c.since.0, c.people.len())));
                proptest::prop_assert_eq!(claimed, walk.claim(one, two));
            } else if one + two > 0 {
                waiting.join_party(Tick(since), People::appear(one + two), two);
                walk.0.push((since, one, two));
            }
            let all: u32 = walk.0.iter().map(|(_, people, companions)| people + companions).sum();
            proptest::prop_assert_eq!(waiting.len(), all);
        }
    }

    /// Anybody may be taken away; whoever is left is claimed in the order of coming.
    #[test]
    fn anybody_who_waits_may_be_taken_away(
        steps in proptest::collection::vec((0..4_u8, 1..6_u32), 1..60),
        mut luck in 0..1000_u32,
    ) {
        let (mut waiting, mut families) = (Waiting::in_danger(), Sizes(vec![2, 3, 1], 0));
        let mut left = std::collections::BTreeMap::<u64, u32>::new();
        for (since, (what, people)) in (0..).zip(steps) {
            match what {
                0 => waiting.join(Tick(since), People::appear(people)),
                1 => waiting.join_party(Tick(since), People::appear(people), 0),
                2 if !waiting.is_empty() => {
                    luck = luck.wrapping_mul(31) + 7;
                    let (one, since) = waiting.take_one(luck % waiting.len());
                    proptest::prop_assert_eq!(one.len(), 1);
                    *left.get_mut(&since.0).unwrap() -= 1;
                }
                _ => {
                    for (since, people) in claim(&mut waiting, people, &mut families) {
                        *left.get_mut(&since).unwrap() -= people;
                    }
                }
            }
            if what < 2 {
                left.insert(since, people);
            }
            proptest::prop_assert_eq!(waiting.len(), left.values().sum::<u32>());
        }
        let mut claimed = claim(&mut waiting, 1000, &mut families);
        claimed.dedup_by(|next, last| next.0 == last.0 && { last.1 += next.1; true });
        let all: Vec<(u64, u32)> = left.into_iter().filter(|(_, people)| *people > 0).collect();
        proptest::prop_assert_eq!(claimed, all);
    }
}
