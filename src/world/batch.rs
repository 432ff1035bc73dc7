//! People who came together, and the limits above which their parties are split.

use super::{Parties, People};
use crate::units::Tick;

/// A place in the order of coming. People who are not yet told apart stand behind the parties that have been told
/// apart from them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Turn {
    /// Whose coming, counted on; below zero for those who stand ahead of all who have come.
    pub(super) batch: i64,
    /// The party's number among those told apart from the batch; [`LAST`](Turn::LAST) of those not yet told apart.
    pub(super) party: u32,
    /// How many of the party stand ahead.
    person: u32,
}

impl Turn {
    pub(super) const LAST: u32 = u32::MAX;

    pub(super) fn of_batch(batch: i64) -> Turn {
        Turn { batch, party: Turn::LAST, person: 0 }
    }
}

/// People who came at the same instant.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) turn: Turn,
    pub(super) since: Tick,
    pub(super) people: People,
    /// How many of them come along with the others and need a seat.
    pub(super) companions: u32,
    /// How many of them go on from where they are set down; [`UNDECIDED`] until somebody asks.
    pub(super) onward: u32,
    /// Where they are counted, if they are.
    pub(super) place: u32,
    pub(super) kind: Kind,
}

/// How people of a batch belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// People not yet told apart into parties: how many parties have been told apart from them so far, and the size
    /// of their last party, 0 until somebody asks.
    Loose { told: u32, last: u32 },
    /// One party, which boards together.
    Party,
    /// A part of a party that has been split.
    Part,
}

/// Nobody has drawn yet whether these people go on.
pub(super) const UNDECIDED: u32 = u32::MAX;

impl Kind {
    /// People not yet told apart.
    pub(super) const LOOSE: Kind = Kind::Loose { told: 0, last: 0 };
}

impl Batch {
    /// People who have just come.
    pub(super) fn new(since: Tick, people: People, companions: u32, kind: Kind) -> Batch {
        let turn = Turn::of_batch(0);
        Batch { turn, since, people, companions, onward: UNDECIDED, place: 0, kind }
    }

    #[inline]
    pub(super) fn is_loose(&self) -> bool {
        matches!(self.kind, Kind::Loose { .. })
    }

    /// What they need: places of the group's kind, and seats beside them.
    #[inline]
    pub(super) fn needs(&self) -> (u32, u32) {
        (self.people.len() - self.companions, self.companions)
    }

    /// How many of some of its people, not told apart, go on as far as that has been decided: all or none.
    pub(super) fn going(&self, people: u32) -> u32 {
        if matches!(self.onward, UNDECIDED | 0) { 0 } else { people }
    }

    /// The next party of people not yet told apart: so many of them.
    pub(super) fn tell_apart(&mut self, size: u32) -> Batch {
        let onward = if self.onward == UNDECIDED { UNDECIDED } else { self.going(size) };
        let mut turn = self.turn;
        if let Kind::Loose { told, .. } = &mut self.kind {
            turn.party = *told;
            *told += 1;
        }
        if self.onward != UNDECIDED {
            self.onward -= onward;
        }
        let (since, place, people) = (self.since, self.place, self.people.take(size));
        Batch { turn, since, people, companions: 0, onward, place, kind: Kind::Party }
    }
}

/// What vehicles that may come for a group can hold: a larger party is split.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Places for what the group needs, and seats, of each kind of vehicle.
    holds: Vec<(u32, u32)>,
    /// The most places for what the group needs.
    largest: u32,
    /// The greatest parts of a party that is split.
    parts: (u32, u32),
}

impl Limits {
    /// No party is ever split.
    pub const NONE: Limits = Limits { holds: Vec::new(), largest: u32::MAX, parts: (u32::MAX, u32::MAX) };

    /// Parties are held that some of these vehicles hold; others are split into such parts.
    #[must_use]
    pub fn new(holds: Vec<(u32, u32)>, (places, seats): (u32, u32)) -> Limits {
        let largest = holds.iter().map(|&(places, _)| places).max().unwrap_or(u32::MAX);
        Limits { holds, largest, parts: (places.max(1), seats.max(1)) }
    }

    /// Whether a party that needs so many places and seats beside them stays whole.
    #[inline]
    #[must_use]
    pub fn hold(&self, (people, companions): (u32, u32)) -> bool {
        if companions == 0 || self.holds.is_empty() {
            return people <= self.largest;
        }
        self.holds.iter().any(|&(places, seats)| people <= places && companions <= seats)
    }

    /// The largest party of people without companions that stays whole.
    #[inline]
    pub(super) fn largest(&self) -> u32 {
        self.largest
    }

    /// The least party, or part of one, that there may be but for the last.
    #[inline]
    pub(super) fn least_of(&self, parties: &impl Parties) -> u32 {
        if parties.most() > self.largest() { 1 } else { parties.least() }
    }

    /// A party in parts that vehicles hold: patients with as many companions as there are seats for, then the other
    /// companions by themselves.
    pub(super) fn split(&self, mut batch: Batch) -> Vec<Batch> {
        let (places, seats) = self.parts;
        let ((mut people, mut companions), mut ahead) = (batch.needs(), batch.turn.person);
        let mut parts = Vec::new();
        while people + companions > 0 {
            let along = companions.min(seats);
            let part = people.min(places);
            (people, companions) = (people - part, companions - along);
            let taken = batch.people.take(part + along);
            let onward = if batch.onward == UNDECIDED { UNDECIDED } else { batch.going(part + along) };
            let turn = Turn { person: ahead, ..batch.turn };
            ahead += part + along;
            let (since, place) = (batch.since, batch.place);
            parts.push(Batch {
                turn,
                since,
                people: taken,
                companions: along,
                onward,
                place,
                kind: Kind::Part,
            });
        }
        parts
    }
}
