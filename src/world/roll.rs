//! A roll of who waits, for groups whom something may befall: any of them can be found.

use super::Counts;
use super::batch::Turn;

/// How many people of each batch wait, and where the batch is.
#[derive(Debug, Default)]
pub(super) struct Roll {
    counts: Counts,
    turns: Vec<Turn>,
}

impl Roll {
    /// People are on the roll from now on. Returns at which place.
    pub(super) fn enter(&mut self, turn: Turn, people: u32) -> u32 {
        self.turns.push(turn);
        self.counts.push(people) as u32
    }

    /// So many people are not on the roll any more.
    pub(super) fn strike(&mut self, place: u32, people: u32) {
        self.counts.go(place as usize, people);
    }

    /// The turn of the batch to which the person of a number belongs.
    pub(super) fn find(&self, number: u32) -> Turn {
        self.turns[self.counts.find(number)]
    }

    pub(super) fn clear(&mut self) {
        self.counts.clear();
        self.turns.clear();
    }
}
