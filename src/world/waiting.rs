//! The people of one group who wait, first come, first served.

use std::collections::VecDeque;

use super::People;
use crate::units::Tick;

/// People who came at the same instant.
#[derive(Debug)]
struct Batch {
    since: Tick,
    people: People,
    /// One party that boards together; else people not yet told apart into parties.
    party: bool,
}

/// The sizes of a group's parties, in the order in which people come.
pub trait Parties {
    /// The size of the next party: at least one.
    fn next(&mut self) -> u32;

    /// The least size there is; 1 where people travel alone.
    fn least(&self) -> u32;

    /// Whether everybody travels alone, so that people need not be told apart.
    fn are_singles(&self) -> bool;
}

/// People who have been claimed from a queue, all of whom came at the same instant.
#[derive(Debug)]
pub struct Claimed {
    /// Since when they have waited.
    pub since: Tick,
    /// They.
    pub people: People,
}

/// A queue of people at a pickup.
#[derive(Debug, Default)]
pub struct Waiting {
    batches: VecDeque<Batch>,
    len: u32,
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

    /// People come and wait; parties among them are told apart when a vehicle asks for them.
    pub fn join(&mut self, now: Tick, people: People) {
        self.push(Batch { since: now, people, party: false });
    }

    /// One party comes and waits.
    pub fn join_party(&mut self, now: Tick, people: People) {
        self.push(Batch { since: now, people, party: true });
    }

    fn push(&mut self, batch: Batch) {
        self.len += batch.people.len();
        self.batches.push_back(batch);
    }

    /// Nobody waits any more; the memory is kept.
    pub fn clear(&mut self) {
        self.batches.clear();
        self.len = 0;
    }

    /// Claims whom there is room for, in the order of their coming: a party that does not fit is
    /// passed over and keeps its place. Each batch claimed is handed to `claim`.
    ///
    /// Returns how many were claimed.
    pub fn claim(&mut self, room: u32, parties: &mut impl Parties, mut claim: impl FnMut(Claimed)) -> u32 {
        let (mut left, mut place) = (room, 0);
        while place < self.batches.len() && left > 0 {
            // Telling further parties apart is idle work where even the least would not fit.
            if !self.batches[place].party && left >= parties.least() {
                self.tell_apart(place, left, parties);
            }
            if self.batches[place].people.len() > left || !self.batches[place].party {
                place += 1;
                continue;
            }
            let Some(batch) = self.batches.remove(place) else { break };
            left -= batch.people.len();
            self.len -= batch.people.len();
            claim(Claimed { since: batch.since, people: batch.people });
        }
        room - left
    }

    /// Makes the batch at `place` one party: the next of those who are not yet told apart, or, where
    /// people travel alone, as many of them as there is room for.
    fn tell_apart(&mut self, place: usize, room: u32, parties: &mut impl Parties) {
        let batch = &mut self.batches[place];
        let here = batch.people.len();
        let size = if parties.are_singles() { room.min(here) } else { parties.next().min(here) };
        if size == here {
            batch.party = true;
        } else {
            let first = Batch { since: batch.since, people: batch.people.take(size), party: true };
            self.batches.insert(place, first);
        }
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
    }

    fn claim(waiting: &mut Waiting, room: u32, parties: &mut Sizes) -> Vec<(u64, u32)> {
        let mut claimed = Vec::new();
        waiting.claim(room, parties, |c| claimed.push((c.since.0, c.people.len())));
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
}
