//! The queue that runs: a winner tree of eight with a leaf an actor.
//!
//! A group of eight keys fills one line of the cache. Every group but the first has a place in another
//! one, where its soonest key stands, so that the soonest key of the first group is the next event.
//! Giving an actor a new event replays the matches on one path from its leaf: no allocation, nothing to
//! sift, and an overtaken event is simply overwritten.
//!
//! A key is eight bytes: time, rank and actor. The order of scheduling stands beside the tree and is
//! looked at in ties alone. Keys are kept as floating-point numbers, whose order among positive ones is
//! that of their bits: processors compare and choose those in vectors. With 30 vehicles a path has two
//! groups where a tree of two had six matches, at the same cost, and with 100 000 six where it had
//! eighteen: 516 and 465 ns an event of the shuttle workload.

use prefetch_index::prefetch_index;
use wide::f64x2;

use super::{ACTOR_BITS, Actor, Due, MOST_ACTORS, Queue};
use crate::units::{HORIZON, Tick};

/// Ranks of an instant.
const RANKS: u64 = 3;
/// Instants, counted with their ranks, begin here: smaller bits are those of numbers that processors
/// treat as too small to be reckoned with.
const BEGINNING: u64 = 1 << (FRACTION_BITS - ACTOR_BITS);
/// Bits of a floating-point number's fraction.
const FRACTION_BITS: u32 = f64::MANTISSA_DIGITS - 1;
/// Instants from here on mean that nothing is pending; beyond them bits are not those of a number.
const NEVER: u64 = (f64::INFINITY.to_bits() >> ACTOR_BITS) - MOST_ACTORS as u64 - 1;
/// The latest instant that is told from later ones; no run comes so far.
const LATEST: Tick = Tick(HORIZON.0 + 1);
const _: () = assert!(BEGINNING + RANKS * LATEST.0 + RANKS <= NEVER, "the horizon must fit into a key");

/// Keys of a group.
const WIDTH: usize = 8;

/// Eight keys in a line of the cache.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Group([f64; WIDTH]);

/// The instant of several soonest keys.
struct Tie(u64);

/// For each place of a group, keys that are later than all others there and sooner than all elsewhere.
static WITHOUT: [Group; WIDTH] = {
    let mut groups = [Group([0.0; WIDTH]); WIDTH];
    let mut place = 0;
    while place < WIDTH {
        groups[place].0[place] = f64::INFINITY;
        place += 1;
    }
    groups
};

/// The key of an actor without an event. Each has an instant of its own, so that idle actors are never
/// tied with each other.
fn never(actor: usize) -> f64 {
    f64::from_bits((NEVER + actor as u64) << ACTOR_BITS | actor as u64)
}

#[inline]
fn min(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

#[inline]
fn max(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

/// Time and rank of a key.
#[inline]
fn instant(key: f64) -> u64 {
    key.to_bits() >> ACTOR_BITS
}

/// The instant of an event's key.
#[inline]
fn instant_of(tick: Tick, rank: u8) -> u64 {
    BEGINNING + RANKS * tick.min(LATEST).0 + u64::from(rank)
}

#[inline]
fn actor_of(key: f64) -> Actor {
    (key.to_bits() & MOST_ACTORS as u64) as Actor
}

/// A winner tree. The first group is the root; group `g` has its place, its soonest key, at slot `g - 1`,
/// slot `s` being key `s % 8` of group `s / 8`. The last groups are the leaves.
#[derive(Debug)]
pub struct WinnerTree {
    groups: Vec<Group>,
    /// The slot of the first actor's leaf.
    leaves: usize,
    /// The soonest key of all.
    first: f64,
    /// When each actor's event was scheduled.
    serials: Vec<u64>,
    /// The actor whose event was popped and whose leaf still shows it. Most actors are given their
    /// next event while the last is handled; clearing the leaf only when that did not happen saves
    /// every second walk through the tree.
    open: Option<Actor>,
    serial: u64,
    /// Actors in a 64th of the tree, by the power of two.
    part_bits: u32,
}

impl WinnerTree {
    /// Whoever's event was popped and has no new one has none.
    #[inline(always)]
    fn close(&mut self) {
        if let Some(actor) = self.open.take() {
            self.replay(self.leaves + actor as usize, never(actor as usize));
        }
    }

    /// Puts a key into a slot and plays all matches again from there to the root.
    #[inline(never)]
    fn replay(&mut self, mut slot: usize, mut key: f64) {
        loop {
            key = match self.groups[slot / WIDTH].put(slot % WIDTH, key) {
                Ok(soonest) => soonest,
                Err(Tie(instant)) => return self.untie(slot / WIDTH, instant),
            };
            if slot < WIDTH {
                break;
            }
            slot = slot / WIDTH - 1;
        }
        self.first = key;
    }

    /// Goes on with a replay at a group whose soonest keys are of one instant: what was scheduled first wins.
    ///
    /// It is called last of all, so that a replay without ties has nothing to keep for its return. Which keys are
    /// tied cannot be guessed, so that all are reckoned with: the others as scheduled after everybody.
    #[cold]
    #[inline(never)]
    fn untie(&mut self, group: usize, soonest: u64) {
        let keys = &self.groups[group].0;
        let order = |place: usize| {
            let later = u64::from(instant(keys[place]) != soonest) << 63;
            (self.serials[actor_of(keys[place]) as usize] << WIDTH.ilog2() | place as u64) + later
        };
        let first = (1..WIDTH).map(order).fold(order(0), u64::min);
        let first = keys[first as usize % WIDTH];
        match group.checked_sub(1) {
            Some(slot) => self.replay(slot, first),
            None => self.first = first,
        }
    }

    /// Gives an actor an earlier event than it had: it rises no further than it wins.
    #[inline(never)]
    fn rise(&mut self, actor: Actor, key: f64) {
        let mut slot = self.leaves + actor as usize;
        loop {
            let winner = &mut self.groups[slot / WIDTH].0[slot % WIDTH];
            if !wins(&self.serials, key, *winner) {
                return;
            }
            *winner = key;
            if slot < WIDTH {
                break;
            }
            slot = slot / WIDTH - 1;
        }
        if wins(&self.serials, key, self.first) {
            self.first = key;
        }
    }
}

impl Group {
    /// Puts a key into its place. Returns the soonest of the keys, or that another one is of the same
    /// instant.
    ///
    /// The other keys are read before the new one is written: a processor that reads in a vector what it
    /// has just written alone has to wait for it.
    #[inline]
    fn put(&mut self, place: usize, key: f64) -> Result<f64, Tie> {
        let pairs = |keys: &[f64; WIDTH]| {
            let [a, b, c, d, e, f, g, h] = *keys;
            [[a, b], [c, d], [e, f], [g, h]].map(f64x2::new)
        };
        let ([a, b, c, d], without) = (pairs(&self.0), pairs(&WITHOUT[place % WIDTH].0));
        let others =
            [a.fast_max(without[0]), b.fast_max(without[1]), c.fast_max(without[2]), d.fast_max(without[3])];
        self.0[place % WIDTH] = key;
        let [a, b, c, d] = others;
        let (winners, losers) = ([a.fast_min(b), c.fast_min(d)], [a.fast_max(b), c.fast_max(d)]);
        let beaten = winners[0].fast_max(winners[1]).fast_min(losers[0].fast_min(losers[1])).to_array();
        let [one, other] = winners[0].fast_min(winners[1]).to_array();
        let soonest_other = min(one, other);
        let next_other = min(max(one, other), min(beaten[0], beaten[1]));
        let (soonest, next) = (min(key, soonest_other), min(max(key, soonest_other), next_other));
        if instant(soonest) == instant(next) { Err(Tie(instant(soonest))) } else { Ok(soonest) }
    }
}

/// Whether a key is sooner than another one; of equal instants the one that was scheduled first is.
#[inline]
fn wins(serials: &[u64], key: f64, other: f64) -> bool {
    if instant(key) == instant(other) { was_first(serials, key, other) } else { key < other }
}

#[cold]
#[inline(never)]
fn was_first(serials: &[u64], key: f64, other: f64) -> bool {
    let serial = |key: f64| serials[actor_of(key) as usize];
    serial(key) < serial(other)
}

impl Queue for WinnerTree {
    fn with_actors(actors: usize) -> Self {
        assert!(actors <= MOST_ACTORS, "{actors} actors are too many for one queue");
        let (mut above, mut places) = (0, 1);
        while places * WIDTH < actors {
            above += places;
            places *= WIDTH;
        }
        let groups = vec![Group([f64::INFINITY; WIDTH]); above + actors.div_ceil(WIDTH).max(1)];
        let part_bits = (places * WIDTH).ilog2().saturating_sub(2 * WIDTH.ilog2());
        let (serials, first) = (vec![0; actors], f64::INFINITY);
        let mut queue =
            WinnerTree { groups, leaves: above * WIDTH, first, serials, open: None, serial: 0, part_bits };
        queue.clear();
        queue
    }

    #[inline(always)]
    fn schedule(&mut self, tick: Tick, rank: u8, actor: Actor) {
        debug_assert!(u64::from(rank) < RANKS);
        let key = f64::from_bits(instant_of(tick, rank) << ACTOR_BITS | u64::from(actor));
        self.serials[actor as usize] = self.serial;
        self.serial += 1;
        if self.open == Some(actor) {
            self.open = None;
            return self.replay(self.leaves + actor as usize, key);
        }
        let slot = self.leaves + actor as usize;
        let earlier = key < self.groups[slot / WIDTH].0[slot % WIDTH];
        if earlier { self.rise(actor, key) } else { self.replay(self.leaves + actor as usize, key) }
    }

    fn cancel(&mut self, actor: Actor) {
        let slot = self.leaves + actor as usize;
        let nothing = never(actor as usize);
        if self.groups[slot / WIDTH].0[slot % WIDTH] != nothing {
            self.replay(slot, nothing);
        }
    }

    fn is_pending(&self, actor: Actor) -> bool {
        let slot = self.leaves + actor as usize;
        self.open != Some(actor) && self.groups[slot / WIDTH].0[slot % WIDTH] != never(actor as usize)
    }

    #[inline(never)]
    fn comes_by(&mut self, tick: Tick, rank: u8) -> bool {
        self.close();
        instant(self.first) <= instant_of(tick, rank)
    }

    #[inline(always)]
    fn pop(&mut self) -> Option<Due> {
        self.close();
        let (instant, actor) = (instant(self.first), actor_of(self.first));
        if instant >= NEVER {
            return None;
        }
        self.open = Some(actor);
        let since = instant - BEGINNING;
        Some(Due { tick: Tick(since / RANKS), rank: (since % RANKS) as u8, actor })
    }

    #[inline]
    fn fetch(&self, actor: Actor) {
        let group = (self.leaves + actor as usize) / WIDTH;
        prefetch_index(&self.groups, group);
        prefetch_index(&self.groups, group.saturating_sub(1) / WIDTH);
        prefetch_index(&self.serials, actor as usize);
    }

    /// Whoever wins among the 64th of all actors in which the other one stands.
    #[inline]
    fn foresee(&self, after: Actor) -> Option<Actor> {
        let slot = WIDTH + (after as usize >> self.part_bits);
        let key = self.groups.get(slot / WIDTH)?.0[slot % WIDTH];
        (instant(key) < NEVER).then_some(actor_of(key))
    }

    fn clear(&mut self) {
        (self.open, self.serial) = (None, 0);
        let (leaves, actors) = (self.leaves, self.serials.len());
        for actor in 0..actors {
            let slot = leaves + actor;
            self.groups[slot / WIDTH].0[slot % WIDTH] = never(actor);
        }
        for group in (1..self.groups.len()).rev() {
            let soonest = self.groups[group].0.iter().copied().fold(f64::INFINITY, f64::min);
            let slot = group - 1;
            self.groups[slot / WIDTH].0[slot % WIDTH] = soonest;
        }
        self.first = self.groups[0].0.iter().copied().fold(f64::INFINITY, f64::min);
    }
}
