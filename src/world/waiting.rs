//! The people of one group who wait, first come, first served.

use std::collections::VecDeque;

use super::batch::{Batch, Kind, Limits, Turn, UNDECIDED};
use super::passed::Passed;
use super::roll::Roll;
use super::{Claimed, Parties, People, Room};
use crate::units::Tick;

/// A queue of people at a pickup.
#[derive(Debug)]
pub struct Waiting {
    /// Those whom nobody has passed over yet, in the order of their coming; some may have nobody left.
    pub(super) batches: VecDeque<Batch>,
    pub(super) passed: Passed,
    pub(super) len: u32,
    companions: u32,
    /// The next number ahead of all, and the next behind all.
    ends: (i64, i64),
    pub(super) limits: Limits,
    /// How many parties have been split.
    splits: u32,
    /// Who waits, if something may befall them.
    pub(super) roll: Option<Roll>,
    /// Looks at batches in claims.
    #[cfg(test)]
    pub(super) looks: u64,
}

impl Default for Waiting {
    fn default() -> Self {
        Waiting {
            batches: VecDeque::new(),
            passed: Passed::default(),
            len: 0,
            companions: 0,
            ends: (-1, 0),
            limits: Limits::NONE,
            splits: 0,
            roll: None,
            #[cfg(test)]
            looks: 0,
        }
    }
}

impl Waiting {
    /// A queue of people whom something may befall.
    #[must_use]
    pub fn in_danger() -> Waiting {
        Waiting { roll: Some(Roll::default()), ..Waiting::default() }
    }

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

    /// How many parties have been split.
    #[must_use]
    pub fn splits(&self) -> u32 {
        self.splits
    }

    /// A party has been split elsewhere.
    pub fn has_split(&mut self, parties: u32) {
        self.splits += parties;
    }

    /// People come and wait; parties among them are told apart when a vehicle asks for them.
    pub fn join(&mut self, now: Tick, people: People) {
        self.push_back(Batch::new(now, people, 0, Kind::LOOSE));
    }

    /// One party comes and waits, some of them companions.
    pub fn join_party(&mut self, now: Tick, people: People, companions: u32) {
        let party = Batch::new(now, people, companions, Kind::Party);
        if self.limits.hold(party.needs()) {
            return self.push_back(party);
        }
        self.splits += 1;
        self.limits.split(party).into_iter().for_each(|part| self.push_back(part));
    }

    fn push_back(&mut self, mut batch: Batch) {
        if self.len == 0 && !(self.batches.is_empty() && self.passed.is_empty()) {
            self.forget_gone();
        }
        batch.turn = Turn::of_batch(self.ends.1);
        self.ends.1 += 1;
        self.enter(&mut batch);
        self.batches.push_back(batch);
    }

    fn push_front(&mut self, mut batch: Batch) {
        batch.turn = Turn::of_batch(self.ends.0);
        self.ends.0 -= 1;
        self.enter(&mut batch);
        self.batches.push_front(batch);
    }

    /// People are counted from now on.
    #[inline]
    pub(super) fn enter(&mut self, batch: &mut Batch) {
        self.len += batch.people.len();
        self.companions += batch.companions;
        if let Some(roll) = &mut self.roll {
            batch.place = roll.enter(batch.turn, batch.people.len());
        }
    }

    /// People of a batch, some of them companions, are not counted any more.
    #[inline]
    pub(super) fn strike(&mut self, place: u32, people: u32, companions: u32) {
        self.len -= people;
        self.companions -= companions;
        if let Some(roll) = &mut self.roll {
            roll.strike(place, people);
        }
    }

    /// Nobody waits: what is left of batches in which nobody is goes.
    fn forget_gone(&mut self) {
        self.batches.clear();
        self.passed.clear();
        self.roll.iter_mut().for_each(Roll::clear);
    }

    /// People who had been claimed wait again, ahead of all others: as one party, or each alone.
    pub fn put_back(&mut self, claimed: Claimed, alone: bool) {
        let Claimed { since, mut people, companions, onward } = claimed;
        if !alone {
            let party = Batch { onward, ..Batch::new(since, people, companions, Kind::Party) };
            if self.limits.hold(party.needs()) {
                return self.push_front(party);
            }
            self.splits += 1;
            return self.limits.split(party).into_iter().rev().for_each(|part| self.push_front(part));
        }
        let going_on = people.take(onward);
        for (people, onward) in [(people, 0), (going_on, onward)] {
            if !people.is_empty() {
                self.push_front(Batch { onward, ..Batch::new(since, people, 0, Kind::LOOSE) });
            }
        }
    }

    /// Takes away one of those who wait, by number. Returns them and since when they waited.
    ///
    /// # Panics
    /// If there are not so many, or if it is not known that something may befall them.
    pub fn take_one(&mut self, number: u32) -> (People, Tick) {
        let roll = self.roll.as_ref().expect("people whom something may befall are on a roll");
        let turn = roll.find(number);
        let Ok(index) = self.batches.binary_search_by_key(&turn, |batch| batch.turn) else {
            return self.take_one_passed(turn);
        };
        let batch = &mut self.batches[index];
        let (taken, place, companions) = take_one_of(batch);
        self.strike(place, 1, companions);
        taken
    }

    /// Takes away one of a party that has been passed over: what is left of it is of another size.
    fn take_one_passed(&mut self, turn: Turn) -> (People, Tick) {
        let mut batch = self.passed.take(turn).expect("whoever is on the roll waits");
        let (taken, place, companions) = take_one_of(&mut batch);
        self.strike(place, 1, companions);
        if !batch.people.is_empty() {
            self.passed.insert(batch);
        }
        taken
    }

    /// Nobody waits any more, and no party has been split; the memory and the limits are kept.
    pub fn clear(&mut self) {
        self.forget_gone();
        (self.len, self.companions, self.splits, self.ends) = (0, 0, 0, (-1, 0));
    }

    /// Whether some who wait have no room with so many places for what they need and seats beside them `now`, but
    /// would with others, `most` people at the most.
    #[must_use]
    pub fn would_fit(
        &self,
        (now, then): ((u32, u32), (u32, u32)),
        most: u32,
        parties: &impl Parties,
    ) -> bool {
        let room = |(places, seats)| Room { places, seats, people: most, party: most, apart: false };
        let fits = |needs| room(then).fits(needs) && !room(now).fits(needs);
        let least = self.limits.least_of(parties);
        let needs = |batch: &Batch| match batch.is_loose() {
            true => (least.min(batch.people.len()), 0),
            false => batch.needs(),
        };
        let mut here = self.batches.iter().filter(|batch| !batch.people.is_empty());
        self.passed.any(fits) || here.any(|batch| fits(needs(batch)))
    }

    /// The least party, or part of one, that there may be but for the last.
    #[must_use]
    pub fn least_party(&self, parties: &impl Parties) -> u32 {
        self.limits.least_of(parties)
    }

    /// Parties are split from now on that are larger than what vehicles may hold, those too who wait already. Returns
    /// whether the limits are others than before.
    pub fn set_limits(&mut self, limits: Limits) -> bool {
        if self.limits == limits {
            return false;
        }
        self.limits = limits;
        let large = |limits: &Limits, batch: &Batch| !batch.is_loose() && !limits.hold(batch.needs());
        if self.batches.iter().any(|batch| large(&self.limits, batch)) {
            for batch in std::mem::take(&mut self.batches) {
                match large(&self.limits, &batch) {
                    true => self.in_parts(batch).into_iter().for_each(|part| self.batches.push_back(part)),
                    false => self.batches.push_back(batch),
                }
            }
        }
        for batch in self.passed.take_all(|needs| !self.limits.hold(needs)) {
            self.pass_over(batch);
        }
        true
    }

    /// A party that waits, in parts that vehicles hold.
    fn in_parts(&mut self, batch: Batch) -> Vec<Batch> {
        self.splits += u32::from(batch.kind == Kind::Party);
        self.strike(batch.place, batch.people.len(), batch.companions);
        let mut parts = self.limits.split(batch);
        parts.iter_mut().for_each(|part| self.enter(part));
        parts
    }

    /// A party that waits is passed over; one that no vehicle holds stands there in parts.
    pub(super) fn pass_over(&mut self, batch: Batch) {
        if self.limits.hold(batch.needs()) {
            return self.passed.insert(batch);
        }
        self.in_parts(batch).into_iter().for_each(|part| self.passed.insert(part));
    }
}

/// Takes one person out of a batch, and says where they were counted and whether a companion is one fewer.
fn take_one_of(batch: &mut Batch) -> ((People, Tick), u32, u32) {
    let one = batch.people.take(1);
    let companions = u32::from(batch.companions > batch.people.len());
    batch.companions -= companions;
    if batch.onward != UNDECIDED {
        batch.onward = batch.onward.min(batch.people.len());
    }
    if let Kind::Loose { last, .. } = &mut batch.kind {
        *last = 0;
    }
    ((one, batch.since), batch.place, companions)
}
