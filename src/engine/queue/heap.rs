//! The plain queue: the standard library's binary heap, with overtaken events dropped at the top.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::{Actor, Due, MOST_ACTORS, Queue};
use crate::units::Tick;

/// Where an event stands in the order of all events, and whose it is. Serials are unique, so that the
/// actor never decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    tick: Tick,
    rank: u8,
    serial: u64,
    actor: Actor,
}

impl Entry {
    /// Later than every event.
    const NEVER: Entry = Entry { tick: Tick(u64::MAX), rank: u8::MAX, serial: u64::MAX, actor: Actor::MAX };
}

/// A binary heap of entries. What an actor's live entry is stands beside it; an entry that is no
/// longer live is dropped when it comes up. It is here to be obviously right.
#[derive(Debug)]
pub struct Heap {
    entries: BinaryHeap<Reverse<Entry>>,
    live: Vec<Entry>,
    serial: u64,
}

impl Queue for Heap {
    fn with_actors(actors: usize) -> Self {
        assert!(actors <= MOST_ACTORS, "{actors} actors are too many for one queue");
        Heap { entries: BinaryHeap::with_capacity(actors), live: vec![Entry::NEVER; actors], serial: 0 }
    }

    fn schedule(&mut self, tick: Tick, rank: u8, actor: Actor) {
        let entry = Entry { tick, rank, serial: self.serial, actor };
        self.serial += 1;
        self.live[actor as usize] = entry;
        self.entries.push(Reverse(entry));
    }

    fn cancel(&mut self, actor: Actor) {
        self.live[actor as usize] = Entry::NEVER;
    }

    fn is_pending(&self, actor: Actor) -> bool {
        self.live[actor as usize] != Entry::NEVER
    }

    fn comes_by(&mut self, tick: Tick, rank: u8) -> bool {
        while let Some(&Reverse(entry)) = self.entries.peek() {
            if self.live[entry.actor as usize] == entry {
                return (entry.tick, entry.rank) <= (tick, rank);
            }
            self.entries.pop();
        }
        false
    }

    fn pop(&mut self) -> Option<Due> {
        while let Some(Reverse(entry)) = self.entries.pop() {
            let live = &mut self.live[entry.actor as usize];
            if *live == entry {
                *live = Entry::NEVER;
                return Some(Due { tick: entry.tick, rank: entry.rank, actor: entry.actor });
            }
        }
        None
    }

    fn clear(&mut self) {
        self.entries.clear();
        self.live.fill(Entry::NEVER);
        self.serial = 0;
    }
}
