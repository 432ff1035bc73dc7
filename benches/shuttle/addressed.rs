//! Times drawn by the addresses and inversions of noria: with the same seed and replication every
//! vehicle has the same luck here and there, so that both can be compared arrival by arrival.

use noria::engine::{Place, Purpose, RESULTS_VERSION};
use noria::plan::Entity;
use noria::stats::{Distribution, unit};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::floor::{Floor, Hand};
use super::{MINUTES, SEED, Size, time};

/// The floor that draws what noria draws.
pub type AddressedFloor = Floor<Addressed, true>;

/// Places of a leg in a vehicle's stream.
const PLACES: usize = 8;
/// Numbers kept of a buffer: of four legs, the time on the way and the dwell.
const KEPT: usize = 8;
const PLACES_KEPT: [usize; 2] = [Place::Travel as usize, Place::Dwell as usize];

/// Draws from a stream for each vehicle.
#[derive(Debug)]
pub struct Addressed {
    generator: ChaCha8Rng,
    /// First vehicle and stream of each fleet.
    fleets: [(u32, u64); 2],
    laws: [Distribution; 4],
    /// Which buffer of its stream each vehicle uses.
    buffers: Vec<u32>,
    numbers: Vec<[f64; KEPT]>,
}

impl Hand for Addressed {
    const LOOKS_AHEAD: bool = true;

    fn new(size: &Size) -> Self {
        let stream = |fleet| Entity::named("fleets", fleet).0 >> 28 << 28 | Purpose::Legs as u64;
        Addressed {
            generator: ChaCha8Rng::from_seed([0; 32]),
            fleets: [(0, stream("buses")), (size.vehicles[0], stream("ambulances"))],
            laws: MINUTES.map(time),
            buffers: vec![u32::MAX; size.fleet() as usize],
            numbers: vec![[0.0; KEPT]; size.fleet() as usize],
        }
    }

    fn begin(&mut self, replication: u64) {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&SEED.to_le_bytes());
        key[8..16].copy_from_slice(&replication.to_le_bytes());
        key[24..].copy_from_slice(&RESULTS_VERSION.to_le_bytes());
        self.generator = ChaCha8Rng::from_seed(key);
        self.buffers.fill(u32::MAX);
    }

    /// A leg has a way and a dwell, and the first leg begins with its dwell: delay `n` is number
    /// `n + 1` of those that are kept.
    #[inline]
    fn delay(&mut self, vehicle: u32, delay: u32) -> u64 {
        let number = delay + 1;
        let buffer = number / KEPT as u32;
        if self.buffers[vehicle as usize] != buffer {
            self.refill(vehicle, buffer);
        }
        let unit = self.numbers[vehicle as usize][number as usize % KEPT];
        (self.laws[delay as usize % 4].quantile(unit) + 0.5) as u64
    }
}

impl Addressed {
    fn refill(&mut self, vehicle: u32, buffer: u32) {
        let (first, stream) = self.fleets[usize::from(vehicle >= self.fleets[1].0)];
        self.generator.set_stream(stream | u64::from(vehicle - first) << 4);
        self.generator.set_word_pos(2 * 4 * PLACES as u128 * u128::from(buffer));
        let mut bytes = [0; 4 * PLACES * 8];
        self.generator.fill_bytes(&mut bytes);
        let (drawn, _) = bytes.as_chunks::<8>();
        for (number, slot) in self.numbers[vehicle as usize].iter_mut().enumerate() {
            let place = PLACES * (number / 2) + PLACES_KEPT[number % 2];
            *slot = unit(u64::from_le_bytes(drawn[place]));
        }
        self.buffers[vehicle as usize] = buffer;
    }
}
