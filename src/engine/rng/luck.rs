//! Luck by address: (seed, replication, entity, purpose, place) gives the number, whatever else happens.
//!
//! The generator is ChaCha8 by name. Its key is made of seed and replication, its stream of the
//! entity, the entity's number and what the stream is for. A ninth bus therefore leaves the other eight's luck
//! as it was.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

pub(super) use crate::engine::rng::chacha::LANES;
use crate::engine::rng::chacha::{self, WORDS};
use crate::plan::Entity;
use crate::stats::unit;

/// Raised whenever an address gives another number than before: results of other versions differ.
pub const RESULTS_VERSION: u64 = 2;

/// What a stream is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Purpose {
    /// A vehicle's legs.
    Legs = 0,
    /// What a vehicle draws once: its moment of breaking away.
    Once = 1,
    /// A group's size, and the number of its arrivals.
    Size = 2,
    /// The sizes of a group's parties, in order.
    Parties = 3,
    /// The times of a group's arrivals, in order.
    Arrivals = 4,
    /// A route's conditions, by local clock hour.
    Conditions = 5,
    /// Whether a group's parties go on from their drop-off, in the order in which they are claimed.
    Onward = 6,
    /// How many companions a group's parties have, in order.
    Companions = 7,
    /// Whether a group's parties leave in their own cars, and when, in order; then the cars' sizes.
    OwnCars = 8,
    /// What befalls a group's people, in order.
    Hazards = 9,
    /// A vehicle's checks: sixty-four places a leg, one a station.
    Checks = 10,
    /// A vehicle's failures, two places each: driving until it fails, and the repair.
    Failures = 11,
    /// A vehicle's rests and fillings, in order.
    Pauses = 12,
    /// A suspension's beginnings and durations, in order.
    Suspensions = 13,
    /// Whether each of a group's parties refuses to go, in order.
    Refuses = 14,
    /// What an observer sees of each vehicle, four places a passage; when its reports are told.
    Observing = 15,
}

impl Purpose {
    /// All purposes, in the order of their numbers.
    pub const ALL: [Purpose; 16] = [
        Purpose::Legs,
        Purpose::Once,
        Purpose::Size,
        Purpose::Parties,
        Purpose::Arrivals,
        Purpose::Conditions,
        Purpose::Onward,
        Purpose::Companions,
        Purpose::OwnCars,
        Purpose::Hazards,
        Purpose::Checks,
        Purpose::Failures,
        Purpose::Pauses,
        Purpose::Suspensions,
        Purpose::Refuses,
        Purpose::Observing,
    ];
}

/// Bits of a stream's number that say what it is for.
const PURPOSE_BITS: u32 = 4;
const _: () = assert!(Purpose::ALL.len() <= 1 << PURPOSE_BITS, "each purpose must have a number of its own");
const _: () = {
    let mut place = 0;
    while place < Purpose::ALL.len() {
        assert!(Purpose::ALL[place] as usize == place, "purposes are numbered in the order of the list");
        place += 1;
    }
};

/// The key of one replication.
#[derive(Clone, Copy, Debug)]
pub struct Luck([u32; 8]);

impl Luck {
    /// The luck of a replication under a seed.
    #[must_use]
    pub fn new(seed: u64, replication: u64) -> Luck {
        let halves = [seed, replication, 0, RESULTS_VERSION].map(|half| [half as u32, (half >> 32) as u32]);
        Luck(std::array::from_fn(|word| halves[word / 2][word % 2]))
    }

    /// The key of the generator.
    #[inline]
    pub(super) fn key(&self) -> &[u32; 8] {
        &self.0
    }

    /// The stream of an entity's member (a vehicle's number within its fleet; 0 for what has none).
    #[must_use]
    pub fn stream(&self, entity: Entity, number: u32, purpose: Purpose) -> Stream {
        let mut key = [0; 32];
        for (bytes, word) in key.as_chunks_mut().0.iter_mut().zip(self.0) {
            *bytes = word.to_le_bytes();
        }
        let mut generator = ChaCha8Rng::from_seed(key);
        generator.set_stream(stream_number(entity, number, purpose));
        Stream(generator)
    }

    /// The first numbers of the streams of some members of an entity that follow each other.
    pub(in crate::engine) fn firsts(&self, entity: Entity, number: u32, purpose: Purpose) -> [f64; LANES] {
        let stream = |lane| stream_number(entity, number + lane as u32, purpose);
        let [low, high, ..] = chacha::blocks(&self.0, std::array::from_fn(stream), [0; LANES]);
        std::array::from_fn(|lane| unit(both(low[lane], high[lane])))
    }

    /// The numbers of a member's stream at [`PAGE`] places that follow each other: those of the `page`th of such pages.
    pub(in crate::engine) fn page_of(
        &self,
        (entity, number): (Entity, u32),
        purpose: Purpose,
        page: u64,
    ) -> Page {
        let first = page * LANES as u64;
        Page(chacha::blocks(
            &self.0,
            [stream_number(entity, number, purpose); LANES],
            std::array::from_fn(|lane| first + lane as u64),
        ))
    }
}

/// Places of a stream whose numbers are computed together.
pub(in crate::engine) const PAGE: usize = LANES * WORDS / 2;

/// The bits of which the numbers at [`PAGE`] places are made.
#[derive(Clone, Copy, Debug)]
pub(in crate::engine) struct Page([[u32; LANES]; WORDS]);

impl Page {
    /// Before anything is drawn.
    pub(in crate::engine) const BLANK: Page = Page([[0; LANES]; WORDS]);

    /// The number at a place of the page.
    #[inline]
    pub(in crate::engine) fn number(&self, place: usize) -> f64 {
        let (lane, word) = (2 * place / WORDS, 2 * place % WORDS);
        unit(both(self.0[word][lane], self.0[word + 1][lane]))
    }
}

/// The bits of two words.
#[inline]
fn both(low: u32, high: u32) -> u64 {
    u64::from(high) << 32 | u64::from(low)
}

#[inline]
pub(super) fn stream_number(entity: Entity, number: u32, purpose: Purpose) -> u64 {
    entity.0 >> 28 << 28 | u64::from(number) << PURPOSE_BITS | purpose as u64
}

/// A sequence of numbers between 0 and 1, both excluded.
#[derive(Clone, Debug)]
pub struct Stream(ChaCha8Rng);

impl Stream {
    /// The next number.
    #[inline]
    pub fn draw(&mut self) -> f64 {
        unit(self.bits())
    }

    /// The bits of which the next number is made.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// The bits of which the next `N` numbers are made.
    #[inline]
    pub fn many_bits<const N: usize>(&mut self) -> [u64; N] {
        let mut bytes = [[0; 8]; N];
        self.0.fill_bytes(bytes.as_flattened_mut());
        bytes.map(u64::from_le_bytes)
    }

    /// What gives the numbers.
    #[cfg(test)]
    pub(super) fn generator(self) -> ChaCha8Rng {
        self.0
    }

    /// The number at a place of the sequence; the next one follows it.
    pub fn at(&mut self, place: u64) -> f64 {
        self.0.set_word_pos(2 * u128::from(place));
        self.draw()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_computed_together_are_those_of_their_streams() {
        let (luck, entity) = (Luck::new(3, 4), Entity::named("fleets", "buses"));
        let once = |number| luck.stream(entity, number, Purpose::Once).draw();
        assert_eq!(luck.firsts(entity, 5, Purpose::Once), [5, 6, 7, 8].map(once));
        for (number, page) in [(0, 0), (7, 1), (3, 40)] {
            let mut stream = luck.stream(entity, number, Purpose::Conditions);
            let found = luck.page_of((entity, number), Purpose::Conditions, page);
            for place in 0..PAGE {
                assert_eq!(
                    found.number(place),
                    stream.at(page * PAGE as u64 + place as u64),
                    "{place} of {page}"
                );
            }
        }
    }
}
