//! The plain queue: the standard library's binary heap, with overtaken events dropped at the top.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::{Actor, Entry, MOST_ACTORS, Queue};
use crate::units::Tick;

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
        let entry = Entry::new(tick, rank, self.serial, actor);
        self.serial += 1;
        self.live[actor as usize] = entry;
        self.entries.push(Reverse(entry));
    }

    fn cancel(&mut self, actor: Actor) {
        self.live[actor as usize] = Entry::NEVER;
    }

    fn pop(&mut self) -> Option<Entry> {
        while let Some(Reverse(entry)) = self.entries.pop() {
            let live = &mut self.live[entry.actor() as usize];
            if *live == entry {
                *live = Entry::NEVER;
                return Some(entry);
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
