//! A number that two runs share only if they dealt with the same events in the same order.

use xxhash_rust::xxh64::Xxh64;

use super::{Event, Notice, Recorder};
use crate::units::Tick;

/// XXH64 (seed 0) over the events of ranks 0 to 2: for each, little-endian, its tick (8 bytes), rank
/// (1), kind (1), two zero bytes, actor (4) and count (4). A study's fingerprint is XXH64 over those
/// of its replications (8 bytes each) in order.
#[derive(Clone)]
pub struct Fingerprint {
    hash: Xxh64,
    /// Events that have not gone into the hash: many at once cost less than each by itself.
    held: [[u8; EVENT]; HELD],
    /// How many they are.
    count: usize,
}

/// Bytes of an event.
const EVENT: usize = 20;
/// So many events fill whole blocks of the hash.
const HELD: usize = 32;

impl Default for Fingerprint {
    fn default() -> Self {
        Fingerprint { hash: Xxh64::new(0), held: [[0; EVENT]; HELD], count: 0 }
    }
}

impl std::fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Fingerprint({:016x})", self.value())
    }
}

impl Fingerprint {
    /// The fingerprint of all that has been seen since the replication began.
    #[must_use]
    pub fn value(&self) -> u64 {
        let mut hash = self.hash.clone();
        hash.update(self.held[..self.count].as_flattened());
        hash.digest()
    }
}

impl Recorder for Fingerprint {
    fn begin(&mut self, _replication: u64) {
        (self.hash, self.count) = (Xxh64::new(0), 0);
    }

    #[inline]
    fn record(&mut self, _now: Tick, _notice: &Notice) {}

    #[inline]
    fn on_event(&mut self, event: &Event) {
        let bytes = &mut self.held[self.count];
        bytes[..8].copy_from_slice(&event.tick.0.to_le_bytes());
        bytes[8] = event.rank;
        bytes[9] = event.kind as u8;
        bytes[12..16].copy_from_slice(&event.actor.to_le_bytes());
        bytes[16..].copy_from_slice(&event.count.to_le_bytes());
        self.count += 1;
        if self.count == HELD {
            self.hash.update(self.held.as_flattened());
            self.count = 0;
        }
    }
}
