//! The queue that runs: a winner tree with a leaf an actor.
//!
//! Every inner node holds the earlier of its two children, so the root is the next event, and giving
//! an actor a new event replays the matches on one path from its leaf: no allocation, nothing to
//! sift, and an overtaken event is simply overwritten.

use super::{Actor, Entry, MOST_ACTORS, Queue};
use crate::units::Tick;

/// A winner tree. Siblings stand side by side, node `n` has the children `2n` and `2n + 1`, and the
/// leaves are the second half.
#[derive(Debug)]
pub struct Tournament {
    nodes: Vec<Entry>,
    /// The actor whose event was popped and whose leaf still shows it. Most actors are given their
    /// next event while the last is handled; clearing the leaf only when that did not happen saves
    /// every second walk through the tree.
    open: Option<Actor>,
    serial: u64,
}

impl Tournament {
    fn leaves(&self) -> usize {
        self.nodes.len() / 2
    }

    #[inline]
    fn replay(&mut self, actor: Actor, entry: Entry) {
        let mut node = self.leaves() + actor as usize;
        let mut winner = entry;
        self.nodes[node] = entry;
        while node > 1 {
            winner = winner.min(self.nodes[node ^ 1]);
            node /= 2;
            self.nodes[node] = winner;
        }
    }
}

impl Queue for Tournament {
    fn with_actors(actors: usize) -> Self {
        assert!(actors <= MOST_ACTORS, "{actors} actors are too many for one queue");
        let leaves = actors.next_power_of_two();
        Tournament { nodes: vec![Entry::NEVER; 2 * leaves], open: None, serial: 0 }
    }

    #[inline]
    fn schedule(&mut self, tick: Tick, rank: u8, actor: Actor) {
        if self.open == Some(actor) {
            self.open = None;
        }
        let entry = Entry::new(tick, rank, self.serial, actor);
        self.serial += 1;
        self.replay(actor, entry);
    }

    fn cancel(&mut self, actor: Actor) {
        if self.nodes[self.leaves() + actor as usize] != Entry::NEVER {
            self.replay(actor, Entry::NEVER);
        }
    }

    #[inline]
    fn pop(&mut self) -> Option<Entry> {
        if let Some(actor) = self.open.take() {
            self.replay(actor, Entry::NEVER);
        }
        let first = self.nodes[1];
        if first == Entry::NEVER {
            return None;
        }
        self.open = Some(first.actor());
        Some(first)
    }

    fn clear(&mut self) {
        self.nodes.fill(Entry::NEVER);
        self.open = None;
        self.serial = 0;
    }
}
