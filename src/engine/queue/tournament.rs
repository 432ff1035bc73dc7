//! The queue that runs: a winner tree with a leaf an actor.
//!
//! Every inner node holds the earlier of its two children, so the root is the next event, and giving
//! an actor a new event replays the matches on one path from its leaf: no allocation, nothing to
//! sift, and an overtaken event is simply overwritten.
//!
//! A node is a key of eight bytes: time, rank and actor. The order of scheduling stands beside the
//! tree and is looked at in ties alone. Four times as many nodes as of whole entries share a line of
//! the cache with those of their siblings.

use super::{Actor, Entry, MOST_ACTORS, Queue};
use crate::units::{HORIZON, Tick};

/// Bits of a key that name the actor; above them stand instant and rank in one number.
const ACTOR_BITS: u32 = super::ACTOR_BITS;
/// Ranks of an instant.
const RANKS: u64 = 2;
/// Instants, counted with their ranks, from here on mean that nothing is pending.
const NEVER: u64 = (1 << (u64::BITS - ACTOR_BITS)) - (1 << ACTOR_BITS);
/// The latest instant that is told from later ones; no run comes so far.
const LATEST: Tick = Tick(HORIZON.0 + 1);
const _: () = assert!(RANKS * LATEST.0 + RANKS <= NEVER, "the horizon must fit into a key");

/// The key of an actor without an event. Each has an instant of its own, so that idle actors are never
/// tied with each other.
fn never(actor: Actor) -> u64 {
    (NEVER + u64::from(actor)) << ACTOR_BITS | u64::from(actor)
}

fn actor_of(key: u64) -> Actor {
    (key & MOST_ACTORS as u64) as Actor
}

/// A winner tree. Siblings stand side by side, node `n` has the children `2n` and `2n + 1`, and the
/// leaves are the second half.
#[derive(Debug)]
pub struct Tournament {
    nodes: Vec<u64>,
    /// When each actor's event was scheduled.
    serials: Vec<u64>,
    /// The actor whose event was popped and whose leaf still shows it. Most actors are given their
    /// next event while the last is handled; clearing the leaf only when that did not happen saves
    /// every second walk through the tree.
    open: Option<Actor>,
    serial: u64,
}

impl Tournament {
    #[inline]
    fn leaf(&self, actor: Actor) -> usize {
        self.serials.len() + actor as usize
    }

    /// Plays all matches again on the path from a leaf to the root.
    #[inline]
    fn replay(&mut self, actor: Actor, key: u64) {
        let Tournament { nodes, serials, .. } = self;
        let mut node = serials.len() + actor as usize;
        let mut winner = key;
        nodes[node] = key;
        while node > 1 {
            winner = sooner(serials, winner, nodes[node ^ 1]);
            node /= 2;
            nodes[node] = winner;
        }
    }

    /// Gives an actor an earlier event than it had: it rises no further than it wins.
    #[inline]
    fn rise(&mut self, actor: Actor, key: u64) {
        let mut node = self.leaf(actor);
        while node > 0 {
            let winner = &mut self.nodes[node];
            if sooner(&self.serials, *winner, key) != key {
                return;
            }
            *winner = key;
            node /= 2;
        }
    }
}

/// The sooner of two keys; of equal instants the one that was scheduled first.
#[inline]
fn sooner(serials: &[u64], a: u64, b: u64) -> u64 {
    if (a ^ b) >> ACTOR_BITS == 0 { untie(serials, a, b) } else { a.min(b) }
}

#[cold]
#[inline(never)]
fn untie(serials: &[u64], a: u64, b: u64) -> u64 {
    let serial = |key: u64| serials[actor_of(key) as usize];
    if serial(a) < serial(b) { a } else { b }
}

impl Queue for Tournament {
    fn with_actors(actors: usize) -> Self {
        assert!(actors <= MOST_ACTORS, "{actors} actors are too many for one queue");
        let actors = actors.max(1);
        let mut queue =
            Tournament { nodes: vec![0; 2 * actors], serials: vec![0; actors], open: None, serial: 0 };
        queue.clear();
        queue
    }

    #[inline]
    fn schedule(&mut self, tick: Tick, rank: u8, actor: Actor) {
        debug_assert!(u64::from(rank) < RANKS);
        let instant = RANKS * tick.min(LATEST).0 + u64::from(rank);
        let key = instant << ACTOR_BITS | u64::from(actor);
        self.serials[actor as usize] = self.serial;
        self.serial += 1;
        let open = self.open == Some(actor);
        let earlier = key >> ACTOR_BITS < self.nodes[self.leaf(actor)] >> ACTOR_BITS;
        if open {
            self.open = None;
        }
        if earlier && !open { self.rise(actor, key) } else { self.replay(actor, key) }
    }

    fn cancel(&mut self, actor: Actor) {
        if self.nodes[self.leaf(actor)] != never(actor) {
            self.replay(actor, never(actor));
        }
    }

    #[inline]
    fn pop(&mut self) -> Option<Entry> {
        if let Some(actor) = self.open.take() {
            self.replay(actor, never(actor));
        }
        let first = self.nodes[1];
        let (instant, actor) = (first >> ACTOR_BITS, actor_of(first));
        if instant >= NEVER {
            return None;
        }
        self.open = Some(actor);
        let serial = self.serials[actor as usize];
        Some(Entry::new(Tick(instant / RANKS), (instant % RANKS) as u8, serial, actor))
    }

    fn clear(&mut self) {
        (self.open, self.serial) = (None, 0);
        let leaves = self.serials.len();
        for actor in 0..leaves {
            self.nodes[leaves + actor] = never(actor as Actor);
        }
        for node in (1..leaves).rev() {
            self.nodes[node] = self.nodes[2 * node].min(self.nodes[2 * node + 1]);
        }
    }
}
