//! Who of those who wait get into a vehicle: first come, first served, party by party.

use super::batch::{Batch, Kind, UNDECIDED};
use super::{People, Waiting};
use crate::units::Tick;

/// The sizes of a group's parties, in the order in which people come.
pub trait Parties {
    /// The size of the next party: at least one.
    fn next(&mut self) -> u32;

    /// The next parties as long as each fits into what is left of so many places, and fewer than `enough` people have
    /// come. Returns how many people they are; none where parties can only be told one by one.
    fn next_that_fit(&mut self, places: u32, enough: u32) -> u32;

    /// The least size there is, the last party of all not looked at; 1 where people travel alone.
    fn least(&self) -> u32;

    /// The greatest size there is.
    fn most(&self) -> u32;

    /// The size of the last party if so many more people come.
    fn last_of(&self, people: u32) -> u32;

    /// Whether everybody travels alone, so that people need not be told apart.
    fn are_singles(&self) -> bool;

    /// Whether some go on from where they are set down; else nobody need be asked.
    fn some_go_on(&self) -> bool;

    /// How many of some people, one party or all alone, go on from where they are set down.
    fn onward(&mut self, people: u32) -> u32;
}

/// Where people would be set down, as far as there may be too little room.
pub trait Door {
    /// Whether there is room for everybody, so that nobody need ask.
    fn is_wide_open(&self) -> bool {
        false
    }

    /// Whether a party has room there; if so, it has taken it.
    fn admits(&mut self, people: u32) -> bool;

    /// People who travel alone, not more than there is room for, take it.
    fn admit_singles(&mut self, people: u32);
}

/// Room for all.
impl Door for () {
    #[inline]
    fn is_wide_open(&self) -> bool {
        true
    }
    #[inline]
    fn admits(&mut self, _people: u32) -> bool {
        true
    }
    #[inline]
    fn admit_singles(&mut self, _people: u32) {}
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
    /// The most in one party.
    pub party: u32,
    /// Whether parties are to be told one by one, even if they came together.
    pub apart: bool,
}

impl Room {
    /// Whether there is room for a party that needs so many places, and seats beside them.
    #[inline]
    pub(super) fn fits(&self, (people, companions): (u32, u32)) -> bool {
        let all = people + companions;
        people <= self.places && companions <= self.seats && all <= self.people && all <= self.party
    }

    /// People have taken their places.
    fn take(&mut self, (people, companions): (u32, u32)) {
        self.places -= people;
        self.seats -= companions;
        self.people -= people + companions;
    }
}

impl Waiting {
    /// Claims so many people who are all alike from the first batch. None if that takes the whole batch or
    /// more.
    #[inline]
    pub fn claim_alike(&mut self, count: u32) -> Option<(Tick, People)> {
        let batch = self.batches.front_mut()?;
        if !batch.is_loose() || batch.onward != UNDECIDED || batch.people.len() <= count {
            return None;
        }
        debug_assert!(self.passed.is_empty() && self.roll.is_none(), "people who are all alike");
        self.len -= count;
        Some((batch.since, batch.people.take(count)))
    }

    /// Claims whom there is room for, in the order of their coming: a party that does not fit is
    /// passed over and keeps its place. Each batch claimed is handed to `claim`; parties of one are a batch
    /// unless they are to stay apart.
    ///
    /// Returns how many were claimed.
    pub fn claim(
        &mut self,
        mut room: Room,
        parties: &mut impl Parties,
        door: &mut impl Door,
        mut claim: impl FnMut(Claimed),
    ) -> u32 {
        let (before, singles, mut cursor) = (self.len, parties.are_singles(), 0);
        while room.places > 0 && room.people > 0 {
            #[cfg(test)]
            {
                self.looks += 1;
            }
            if !self.passed.is_empty()
                && let Some(class) = self.first_passed(cursor, &room)
            {
                self.claim_passed(class, &mut room, (parties, door), &mut claim);
                continue;
            }
            let Some(batch) = self.batches.get(cursor) else { break };
            match batch.is_loose() {
                _ if batch.people.is_empty() => drop(self.batches.remove(cursor)),
                true if singles => claim(self.claim_singles(cursor, &mut room, (parties, door))),
                true => {
                    let claimed = self.claim_loose(&mut cursor, &mut room, (parties, door));
                    claimed.into_iter().for_each(&mut claim);
                }
                false if room.fits(batch.needs()) && admitted(batch.people.len(), &mut room, door) => {
                    let Some(batch) = self.take_out(cursor) else { break };
                    claim(self.claim_whole(batch, &mut room, parties));
                }
                false => self.leave_behind(&mut cursor),
            }
        }
        before - self.len
    }

    /// The class of the first party with room among those kept by their sizes, if it comes before the batch at a place.
    #[inline(never)]
    fn first_passed(&self, place: usize, room: &Room) -> Option<usize> {
        let next = self.batches.get(place).map(|batch| batch.turn);
        let (turn, class) = self.passed.first(room)?;
        next.is_none_or(|next| turn < next).then_some(class)
    }

    /// Takes a batch out of its place.
    #[inline]
    fn take_out(&mut self, place: usize) -> Option<Batch> {
        if place == 0 { self.batches.pop_front() } else { self.batches.remove(place) }
    }

    /// A party does not fit: the claim goes on behind it. Those behind which many stand are kept by their sizes, so
    /// that no claim walks past many.
    fn leave_behind(&mut self, place: &mut usize) {
        if *place < WALK {
            *place += 1;
        } else if let Some(batch) = self.batches.remove(*place) {
            self.passed.insert(batch);
        }
    }

    /// Claims the first party of a class that has been passed over, if it has room where it is set down.
    fn claim_passed(
        &mut self,
        class: usize,
        room: &mut Room,
        (parties, door): (&mut impl Parties, &mut impl Door),
        claim: &mut impl FnMut(Claimed),
    ) {
        let Some(batch) = self.passed.take_first(class) else { return };
        match admitted(batch.people.len(), room, door) {
            true => claim(self.claim_whole(batch, room, parties)),
            false => self.passed.insert(batch),
        }
    }

    /// A party takes its places.
    #[inline]
    fn claim_whole(&mut self, batch: Batch, room: &mut Room, parties: &mut impl Parties) -> Claimed {
        let Batch { since, people, companions, onward, place, .. } = batch;
        room.take((people.len() - companions, companions));
        self.strike(place, people.len(), companions);
        let onward = if onward == UNDECIDED { parties.onward(people.len()) } else { onward };
        Claimed { since, people, companions, onward }
    }

    /// Claims as many of the people of a batch who all travel alone as there is room for.
    #[inline]
    fn claim_singles(
        &mut self,
        index: usize,
        room: &mut Room,
        (parties, door): (&mut impl Parties, &mut impl Door),
    ) -> Claimed {
        let batch = &mut self.batches[index];
        let most = room.places.min(room.people);
        let (since, place, people) =
            (batch.since, batch.place, batch.people.take(most.min(batch.people.len())));
        room.take((people.len(), 0));
        door.admit_singles(people.len());
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
            self.take_out(index);
        }
        self.strike(place, people.len(), 0);
        Claimed { since, people, companions: 0, onward }
    }

    /// Claims people of a batch who are not yet told apart. Where none but their last party may fit, that is looked
    /// at, and the claim goes on behind them.
    fn claim_loose(
        &mut self,
        index: &mut usize,
        room: &mut Room,
        (parties, door): (&mut impl Parties, &mut impl Door),
    ) -> Option<Claimed> {
        // Telling further parties apart is idle work where even the least would not fit.
        let claimed = if room.places.min(room.people).min(room.party) >= self.limits.least_of(parties) {
            self.claim_parties(index, room, (parties, door))
        } else {
            let claimed = self.claim_last(*index, room, (parties, door));
            *index += 1;
            claimed
        };
        Some(claimed).filter(|claimed| !claimed.people.is_empty())
    }

    /// Claims the last party of a batch of people who are not yet told apart, if it is smaller than all others and
    /// fits.
    #[inline(never)]
    fn claim_last(
        &mut self,
        index: usize,
        room: &mut Room,
        (parties, door): (&mut impl Parties, &mut impl Door),
    ) -> Claimed {
        let batch = &mut self.batches[index];
        let left = batch.people.len();
        let Kind::Loose { last, .. } = &mut batch.kind else { unreachable!("they are not yet told apart") };
        if *last == 0 {
            *last = parties.last_of(left);
        }
        let size = if room.fits((*last, 0)) && door.admits(*last) { *last } else { 0 };
        // Behind it comes one that is as large as others.
        *last = if size > 0 { u32::MAX } else { *last };
        let (since, place, people) = (batch.since, batch.place, batch.people.take(size));
        let asks = size > 0 && batch.onward == UNDECIDED;
        let onward = if asks { parties.onward(size) } else { batch.going(size) };
        if batch.onward != UNDECIDED {
            batch.onward -= onward;
        }
        room.take((size, 0));
        self.strike(place, size, 0);
        Claimed { since, people, companions: 0, onward }
    }

    /// Claims parties of a batch of people who are not yet told apart, as long as there is room for any: all as
    /// one, or one of them if they are to stay apart. Those that do not fit are passed over.
    fn claim_parties(
        &mut self,
        index: &mut usize,
        room: &mut Room,
        (parties, door): (&mut impl Parties, &mut impl Door),
    ) -> Claimed {
        let (least, largest) = (self.limits.least_of(parties), self.limits.largest());
        let &Batch { since, place, onward: decided, ref people, .. } = &self.batches[*index];
        let all = people.len();
        let (fits, asks) = (room.places.min(room.people), decided == UNDECIDED && parties.some_go_on());
        let end = room.people.min((room.places + 1).saturating_sub(least));
        let (mut count, mut onward) = (0, 0);
        if door.is_wide_open() && !asks && !room.apart && parties.most() <= largest.min(room.party) {
            count = parties.next_that_fit(fits.min(all), end);
        }
        let mut drawn = count;
        while count < end && drawn < all && room.party >= least {
            let size = parties.next().min(all - drawn);
            drawn += size;
            let fits = size <= fits - count && size <= largest && size <= room.party;
            if !(fits && admitted(size, room, door)) {
                self.tell_apart(index, size);
                if size > largest {
                    break;
                }
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
        let batch = &mut self.batches[*index];
        let people = batch.people.take(count);
        if !asks {
            onward = batch.going(count);
        }
        if decided != UNDECIDED {
            batch.onward -= onward;
        }
        if batch.people.is_empty() {
            self.take_out(*index);
        }
        room.take((count, 0));
        self.strike(place, count, 0);
        Claimed { since, people, companions: 0, onward }
    }

    /// The next party of people who had not been told apart so far is passed over: it stays ahead of them.
    fn tell_apart(&mut self, index: &mut usize, size: u32) {
        let mut party = self.batches[*index].tell_apart(size);
        if let Some(roll) = &mut self.roll {
            roll.strike(party.place, size);
            party.place = roll.enter(party.turn, size);
        }
        if *index < WALK && self.limits.hold((size, 0)) {
            self.batches.insert(*index, party);
            *index += 1;
        } else {
            self.pass_over(party);
        }
    }
}

/// How many parties that do not fit a claim walks past at the most, beside people who are not told apart.
const WALK: usize = 24;

/// Whether a party has room where it is set down; if not, no larger one is looked at.
#[inline]
fn admitted(people: u32, room: &mut Room, door: &mut impl Door) -> bool {
    let admitted = door.admits(people);
    if !admitted {
        room.party = room.party.min(people - 1);
    }
    admitted
}

#[cfg(test)]
mod tests;
