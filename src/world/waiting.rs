//! The people of one group who wait, first come, first served.

use std::collections::VecDeque;

use super::People;
use crate::units::Tick;

/// People who came at the same instant.
#[derive(Debug)]
struct Batch {
    since: Tick,
    people: People,
    /// How many of them come along with the others and need a seat.
    companions: u32,
    /// How many of them go on from where they are set down; [`UNDECIDED`] until somebody asks.
    onward: u32,
    /// One party that boards together; else people not yet told apart into parties.
    party: bool,
}

/// Nobody has drawn yet whether these people go on.
const UNDECIDED: u32 = u32::MAX;

/// The sizes of a group's parties, in the order in which people come.
pub trait Parties {
    /// The size of the next party: at least one.
    fn next(&mut self) -> u32;

    /// The least size there is; 1 where people travel alone.
    fn least(&self) -> u32;

    /// Whether everybody travels alone, so that people need not be told apart.
    fn are_singles(&self) -> bool;

    /// Whether some go on from where they are set down; else nobody need be asked.
    fn some_go_on(&self) -> bool;

    /// How many of some people, one party or all alone, go on from where they are set down.
    fn onward(&mut self, people: u32) -> u32;
}

/// People who have been claimed from a queue, all of whom came at the same instant.
#[derive(Debug)]
#[must_use]
pub struct Claimed {
    /// Since when they have waited.
    pub since: Tick,
    /// They.
    pub people: People,
    /// How many of them are companions, who need a seat.
    pub companions: u32,
    /// How many of them go on from where they are set down.
    pub onward: u32,
}

/// Places on offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// For what the group needs.
    pub places: u32,
    /// Seats for companions.
    pub seats: u32,
    /// The most people, companions included, whatever the places.
    pub people: u32,
    /// Whether parties are to be told one by one, even if they came together.
    pub apart: bool,
}

/// A queue of people at a pickup.
#[derive(Debug, Default)]
pub struct Waiting {
    batches: VecDeque<Batch>,
    len: u32,
    companions: u32,
}

impl Waiting {
    /// How many people wait unclaimed.
    #[inline]
    #[must_use]
    pub fn len(&self) -> u32 {
        self.len
    }

    /// Whether nobody waits unclaimed.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many of those who wait are companions.
    #[inline]
    #[must_use]
    pub fn companions(&self) -> u32 {
        self.companions
    }

    /// People come and wait; parties among them are told apart when a vehicle asks for them.
    pub fn join(&mut self, now: Tick, people: People) {
        self.push(Batch { since: now, people, companions: 0, onward: UNDECIDED, party: false });
    }

    /// One party comes and waits, some of them companions.
    pub fn join_party(&mut self, now: Tick, people: People, companions: u32) {
        self.push(Batch { since: now, people, companions, onward: UNDECIDED, party: true });
    }

    fn push(&mut self, batch: Batch) {
        self.len += batch.people.len();
        self.companions += batch.companions;
        self.batches.push_back(batch);
    }

    /// People who had been claimed wait again, ahead of all others: as one party, or each alone.
    pub fn put_back(&mut self, claimed: Claimed, alone: bool) {
        let Claimed { since, mut people, companions, onward } = claimed;
        self.len += people.len();
        self.companions += companions;
        if !alone {
            let party = Batch { since, people, companions, onward, party: true };
            return self.batches.push_front(party);
        }
        let going_on = people.take(onward);
        for (people, onward) in [(people, 0), (going_on, onward)] {
            if !people.is_empty() {
                self.batches.push_front(Batch { since, people, companions: 0, onward, party: false });
            }
        }
    }

    /// Takes away the person who stands at a place in the queue. Returns them and since when they waited.
    ///
    /// # Panics
    /// If there are not so many.
    pub fn take_one(&mut self, place: u32) -> (People, Tick) {
        let mut before = 0;
        let index = self.batches.iter().position(|batch| {
            before += batch.people.len();
            place < before
        });
        let index = index.expect("the place lies within the queue");
        let batch = &mut self.batches[index];
        let (one, since) = (batch.people.take(1), batch.since);
        self.len -= 1;
        if batch.companions > batch.people.len() {
            batch.companions -= 1;
            self.companions -= 1;
        }
        if batch.onward != UNDECIDED {
            batch.onward = batch.onward.min(batch.people.len());
        }
        if batch.people.is_empty() {
            self.batches.remove(index);
        }
        (one, since)
    }

    /// Nobody waits any more; the memory is kept.
    pub fn clear(&mut self) {
        self.batches.clear();
        (self.len, self.companions) = (0, 0);
    }

    /// Claims so many people who are all alike from the first batch. None if that takes the whole batch or
    /// more.
    #[inline]
    pub fn claim_alike(&mut self, count: u32) -> Option<(Tick, People)> {
        let batch = self.batches.front_mut()?;
        if batch.party || batch.onward != UNDECIDED || batch.people.len() <= count {
            return None;
        }
        self.len -= count;
        Some((batch.since, batch.people.take(count)))
    }

    /// Claims whom there is room for, in the order of their coming: a party that does not fit is
    /// passed over and keeps its place. Each batch claimed is handed to `claim`; parties of one are a batch
    /// unless they are to stay apart.
    ///
    /// Returns how many were claimed.
    pub fn claim(&mut self, room: Room, parties: &mut impl Parties, mut claim: impl FnMut(Claimed)) -> u32 {
        let (mut left, mut seats, mut place, mut count) = (room.places, room.seats, 0, 0);
        let singles = parties.are_singles();
        while left > 0 && count < room.people {
            let most = room.people - count;
            let Some(batch) = self.batches.get_mut(place) else { break };
            if singles && !batch.party {
                let claimed = self.claim_singles(place, left.min(most), parties);
                (left, count) = (left - claimed.people.len(), count + claimed.people.len());
                claim(claimed);
                continue;
            }
            // Telling further parties apart is idle work where even the least would not fit.
            if !batch.party && left >= parties.least() {
                let claimed =
                    self.claim_parties(&mut place, Room { places: left, people: most, ..room }, parties);
                let people = claimed.people.len();
                (left, count) = (left - people, count + people);
                if people > 0 {
                    claim(claimed);
                }
                continue;
            }
            let Batch { companions, ref people, party, .. } = self.batches[place];
            let people = people.len();
            if !party || people - companions > left || companions > seats || people > most {
                place += 1;
                continue;
            }
            let Some(batch) = self.batches.remove(place) else { break };
            left -= people - companions;
            seats -= companions;
            count += people;
            self.len -= people;
            self.companions -= companions;
            let onward = if batch.onward == UNDECIDED { parties.onward(people) } else { batch.onward };
            claim(Claimed { since: batch.since, people: batch.people, companions, onward });
        }
        count
    }

    /// Claims as many of the people of a batch who all travel alone as there is room for.
    #[inline]
    fn claim_singles(&mut self, place: usize, room: u32, parties: &mut impl Parties) -> Claimed {
        let batch = &mut self.batches[place];
        let (since, people) = (batch.since, batch.people.take(room.min(batch.people.len())));
        self.len -= people.len();
        // Of people whose way has been decided all go on or none.
        let onward = match batch.onward {
            UNDECIDED => parties.onward(people.len()),
            0 => 0,
            going_on => {
                batch.onward = going_on - people.len();
                people.len()
            }
        };
        if batch.people.is_empty() {
            self.batches.remove(place);
        }
        Claimed { since, people, companions: 0, onward }
    }

    /// Claims parties of a batch of people who are not yet told apart, as long as there is room for any: all as
    /// one, or one of them if they are to stay apart. Those that do not fit keep their places ahead of the rest.
    fn claim_parties(&mut self, place: &mut usize, room: Room, parties: &mut impl Parties) -> Claimed {
        let least = parties.least();
        let &Batch { since, onward: decided, ref people, .. } = &self.batches[*place];
        let all = people.len();
        let (fits, asks) = (room.places.min(room.people), decided == UNDECIDED && parties.some_go_on());
        let end = room.people.min((room.places + 1).saturating_sub(least));
        let (mut count, mut onward, mut drawn) = (0, 0, 0);
        while count < end && drawn < all {
            let size = parties.next().min(all - drawn);
            drawn += size;
            if size > fits - count {
                self.set_aside(place, size);
                continue;
            }
            count += size;
            if asks {
                onward += parties.onward(size);
            }
            if room.apart {
                break;
            }
        }
        let batch = &mut self.batches[*place];
        let people = batch.people.take(count);
        if !asks {
            onward = batch.going(count);
        }
        if decided != UNDECIDED {
            batch.onward -= onward;
        }
        if batch.people.is_empty() {
            self.batches.remove(*place);
        }
        self.len -= count;
        Claimed { since, people, companions: 0, onward }
    }

    /// A party of a batch of people who are not yet told apart stays ahead of the rest.
    fn set_aside(&mut self, place: &mut usize, size: u32) {
        let batch = &mut self.batches[*place];
        let onward = if batch.onward == UNDECIDED { UNDECIDED } else { batch.going(size) };
        let party =
            Batch { since: batch.since, people: batch.people.take(size), companions: 0, onward, party: true };
        if onward != UNDECIDED {
            batch.onward -= onward;
        }
        self.batches.insert(*place, party);
        *place += 1;
    }
}

impl Batch {
    /// How many of some of its people, not told apart, go on as far as that has been decided: all or none.
    fn going(&self, people: u32) -> u32 {
        if matches!(self.onward, UNDECIDED | 0) { 0 } else { people }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parties of the sizes of a list, over and over.
    struct Sizes(Vec<u32>, usize);

    impl Parties for Sizes {
        fn next(&mut self) -> u32 {
            self.1 += 1;
            self.0[(self.1 - 1) % self.0.len()]
        }
        fn least(&self) -> u32 {
            self.0.iter().copied().min().unwrap_or(1)
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

    fn claim(waiting: &mut Waiting, places: u32, parties: &mut Sizes) -> Vec<(u64, u32)> {
        let mut claimed = Vec::new();
        waiting.claim(Room { places, seats: 0, people: u32::MAX, apart: true }, parties, |c| {
            claimed.push((c.since.0, c.people.len()))
        });
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
                    let room = Room { places, seats: 0, people: 25, apart };
                    let (mut all, mut calls) = ([0; 30], 0);
                    while waiting.claim(room, &mut families, |c| {
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
        let room = Room { places: 2, seats: 1, people: u32::MAX, apart: false };
        let count = waiting.claim(room, &mut patients, |c| claimed.push((c.people.len(), c.companions)));
        assert_eq!((count, claimed), (1, vec![(1, 0)]), "no seats for two companions: they keep their place");
        assert_eq!((waiting.len(), waiting.companions()), (3, 2));
    }

    #[test]
    fn who_is_put_back_stands_ahead_of_all_and_has_waited_all_along() {
        let (mut waiting, mut alone) = (Waiting::default(), Sizes(vec![1], 0));
        waiting.join(Tick(5), People::appear(10));
        waiting
            .put_back(Claimed { since: Tick(1), people: People::appear(3), companions: 0, onward: 0 }, false);
        assert_eq!(claim(&mut waiting, 4, &mut alone), [(1, 3), (5, 1)]);
        let (one, since) = waiting.take_one(8);
        assert_eq!((one.len(), since, waiting.len()), (1, Tick(5), 8));
    }

    #[test]
    fn who_travels_alone_is_put_back_alone_and_goes_where_it_was_going() {
        let (mut waiting, mut alone) = (Waiting::default(), Sizes(vec![1], 0));
        waiting
            .put_back(Claimed { since: Tick(1), people: People::appear(5), companions: 0, onward: 2 }, true);
        let mut onward = Vec::new();
        for places in [1, 3, 1] {
            let room = Room { places, seats: 0, people: u32::MAX, apart: false };
            waiting.claim(room, &mut alone, |claimed| onward.push((claimed.people.len(), claimed.onward)));
        }
        assert_eq!(onward, [(1, 1), (1, 1), (2, 0), (1, 0)]);
    }
}
