//! The queue that runs: a winner tree of eight with a leaf an actor.
//!
//! A group of eight keys fills one line of the cache. Every group but the first has a place in another
//! one, where its soonest key stands, so that the soonest key of the first group is the next event.
//! Giving an actor a new event replays the matches on one path from its leaf: no allocation, nothing to
//! sift, and an overtaken event is simply overwritten.
//!
//! A key is eight bytes: time, rank and actor. The order of scheduling stands beside the tree and is
//! looked at in ties alone. Where actors are few a key has bits to spare: it says in which turn it was
//! scheduled, so that there are no ties, and turns are counted anew before they run out. Keys are kept as floating-point numbers, whose order among positive ones is
//! that of their bits: processors compare and choose those in vectors. With 30 vehicles a path has two
//! groups where a tree of two had six matches, at the same cost, and with 100 000 six where it had
//! eighteen: 516 and 465 ns an event of the shuttle workload.

use super::group::{Group, Tie, WIDTH, tied};
use super::{ACTOR_BITS, Actor, Due, MOST_ACTORS, Queue};
use crate::units::{HORIZON, Tick};
use prefetch_index::prefetch_index;

/// Ranks of an instant.
const RANKS: u64 = 3;
/// Instants, counted with their ranks, begin here: smaller bits are those of numbers that processors
/// treat as too small to be reckoned with.
const BEGINNING: u64 = 1 << (FRACTION_BITS - ACTOR_BITS);
/// Bits of a floating-point number's fraction.
const FRACTION_BITS: u32 = f64::MANTISSA_DIGITS - 1;
/// Up to so many actors, keys say their turns: more would have to be counted anew too often.
const FEW: usize = 1024;
/// Instants from here on mean that nothing is pending; beyond them bits are not those of a number.
const NEVER: u64 = (f64::INFINITY.to_bits() >> ACTOR_BITS) - MOST_ACTORS as u64 - 1;
/// The latest instant that is told from later ones; no run comes so far.
const LATEST: Tick = Tick(HORIZON.0 + 1);
const _: () = assert!(BEGINNING + RANKS * LATEST.0 + RANKS <= NEVER, "the horizon must fit into a key");

/// The key of an actor without an event. Each has an instant of its own, so that idle actors are never
/// tied with each other.
fn never(actor: usize) -> f64 {
    f64::from_bits((NEVER + actor as u64) << ACTOR_BITS | actor as u64)
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
fn actor_of(key: f64, actor_mask: u64) -> Actor {
    (key.to_bits() & actor_mask) as Actor
}

/// A winner tree. The first group is the root; group `g` has its place, its soonest key, at slot `g - 1`,
/// slot `s` being key `s % 8` of group `s / 8`. The last groups are the leaves.
#[derive(Debug)]
pub struct WinnerTree {
    groups: Vec<Group>,
    /// The slot of the first actor's leaf.
    leaves: usize,
    actors: usize,
    /// The soonest key of all.
    first: f64,
    /// When each actor's event was scheduled, where actors are many.
    serials: Vec<u64>,
    /// The actor whose event was popped and whose leaf still shows it. Most actors are given their
    /// next event while the last is handled; clearing the leaf only when that did not happen saves
    /// every second walk through the tree.
    open: Option<Actor>,
    serial: u64,
    /// The last bits of a key, which name its actor. Those before them, up to [`ACTOR_BITS`], say its turn.
    actor_mask: u64,
    /// The next turn, from one to the next, and when turns are counted anew: all in their place in a key. Where actors
    /// are many there is one turn, of all.
    turn: u64,
    step: u64,
    turns_end: u64,
    /// Scratch: the keys of all that is pending.
    pending: Vec<f64>,
    /// Actors in a 64th of the tree, by the power of two.
    part_bits: u32,
}

impl WinnerTree {
    /// The turn in which an actor's event is scheduled. Where actors are many its serial is noted instead.
    #[inline(always)]
    fn take_turn(&mut self, actor: Actor) -> u64 {
        if self.turn == self.turns_end {
            self.count_turns_anew();
        }
        let turn = self.turn;
        self.turn += self.step;
        if self.step == 0 {
            self.serials[actor as usize] = self.serial;
            self.serial += 1;
        }
        turn
    }

    /// Gives all that is pending its turn again, from the first on and in the same order.
    #[cold]
    #[inline(never)]
    fn count_turns_anew(&mut self) {
        self.close();
        let mut pending = std::mem::take(&mut self.pending);
        let leaves = self.leaves..self.leaves + self.actors;
        pending.extend(leaves.map(|slot| self.groups[slot / WIDTH].0[slot % WIDTH]));
        pending.retain(|&key| instant(key) < NEVER);
        pending.sort_unstable_by(f64::total_cmp);
        self.turn = 0;
        for key in pending.drain(..) {
            let actor = u64::from(actor_of(key, self.actor_mask));
            let slot = self.leaves + actor as usize;
            let renewed = f64::from_bits(instant(key) << ACTOR_BITS | self.turn | actor);
            self.groups[slot / WIDTH].0[slot % WIDTH] = renewed;
            self.turn += self.step;
        }
        self.pending = pending;
        self.play_all();
    }

    /// Plays all matches again.
    fn play_all(&mut self) {
        for group in (1..self.groups.len()).rev() {
            let soonest = self.groups[group].0.iter().copied().fold(f64::INFINITY, f64::min);
            let slot = group - 1;
            self.groups[slot / WIDTH].0[slot % WIDTH] = soonest;
        }
        self.first = self.groups[0].0.iter().copied().fold(f64::INFINITY, f64::min);
    }

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
            let group = &mut self.groups[slot / WIDTH];
            key = match self.step {
                0 => match group.put_tied(slot % WIDTH, key, self.actor_mask) {
                    Ok(soonest) => soonest,
                    Err(Tie(soonest)) => return self.untie(slot / WIDTH, soonest),
                },
                _ => group.put(slot % WIDTH, key),
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
    fn untie(&mut self, group: usize, soonest: f64) {
        let keys = &self.groups[group].0;
        let serial = |place: usize| {
            let later = u64::from(!tied(keys[place], soonest, self.actor_mask)) << 63;
            let actor = actor_of(keys[place], self.actor_mask);
            (self.serials[actor as usize] << WIDTH.ilog2() | place as u64) + later
        };
        let first = (1..WIDTH).map(serial).fold(serial(0), u64::min);
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
            if !wins((&self.serials, self.actor_mask), key, *winner) {
                return;
            }
            *winner = key;
            if slot < WIDTH {
                break;
            }
            slot = slot / WIDTH - 1;
        }
        if wins((&self.serials, self.actor_mask), key, self.first) {
            self.first = key;
        }
    }
}

/// Whether a key is sooner than another one; of those that are tied the one that was scheduled first is.
#[inline]
fn wins((serials, actor_mask): (&[u64], u64), key: f64, other: f64) -> bool {
    if tied(key, other, actor_mask) { was_first((serials, actor_mask), key, other) } else { key < other }
}

#[cold]
#[inline(never)]
fn was_first((serials, actor_mask): (&[u64], u64), key: f64, other: f64) -> bool {
    let serial = |key: f64| serials[actor_of(key, actor_mask) as usize];
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
        let are_few = actors <= FEW;
        let actor_bits = if are_few { FEW.ilog2().min(actors.max(1).ilog2() + 1) } else { ACTOR_BITS };
        let mut queue = WinnerTree {
            groups,
            leaves: above * WIDTH,
            actors,
            first: f64::INFINITY,
            serials: vec![0; if are_few { 0 } else { actors }],
            open: None,
            serial: 0,
            actor_mask: (1 << actor_bits) - 1,
            turn: 0,
            step: if are_few { 1 << actor_bits } else { 0 },
            turns_end: 1 << ACTOR_BITS,
            pending: Vec::with_capacity(if are_few { actors } else { 0 }),
            part_bits,
        };
        queue.clear();
        queue
    }

    #[inline(always)]
    fn schedule(&mut self, tick: Tick, rank: u8, actor: Actor) {
        debug_assert!(u64::from(rank) < RANKS);
        let turn = self.take_turn(actor);
        let key = f64::from_bits(instant_of(tick, rank) << ACTOR_BITS | turn | u64::from(actor));
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

    #[inline(always)]
    fn comes_by(&mut self, tick: Tick, rank: u8) -> bool {
        self.close();
        instant(self.first) <= instant_of(tick, rank)
    }

    #[inline(always)]
    fn pop(&mut self) -> Option<Due> {
        self.close();
        let (instant, actor) = (instant(self.first), actor_of(self.first, self.actor_mask));
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
        (instant(key) < NEVER).then_some(actor_of(key, self.actor_mask))
    }

    fn clear(&mut self) {
        (self.open, self.serial, self.turn) = (None, 0, 0);
        for actor in 0..self.actors {
            let slot = self.leaves + actor;
            self.groups[slot / WIDTH].0[slot % WIDTH] = never(actor);
        }
        self.play_all();
    }
}

#[cfg(test)]
impl WinnerTree {
    /// The same with so few turns that they are counted anew now and then.
    pub(super) fn with_few_turns(actors: usize) -> WinnerTree {
        let mut tree = WinnerTree::with_actors(actors);
        assert!(tree.step > 0, "{actors} are many");
        tree.turns_end = (actors as u64 + 3) * tree.step;
        tree
    }
}
