//! Times drawn as fast as they can be: ChaCha8 in one stream, normal numbers by ziggurat, all in
//! batches.
//!
//! The ziggurat is that of G. Marsaglia and W. W. Tsang (Journal of Statistical Software 5(8), 2000)
//! with 256 layers and, as J. A. Doornik (2005) has it, separate bits for the layer and the place in
//! it.

use noria::stats::Distribution;
use noria::units::MINUTE;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::floor::{Floor, Hand};
use super::{MINUTES, SEED, SPREAD, Size};

/// The floor that draws as fast as it can.
pub type FastFloor = Floor<Fast, false>;

/// Times drawn ahead.
const BATCH: usize = 512;
/// Layers of the ziggurat.
const LAYERS: usize = 256;
/// Where the lowest layer's tail begins.
const TAIL: f64 = 3.654152885361009;
/// The area of a layer.
const AREA: f64 = 0.00492867323399;

/// Draws from one stream for everybody.
#[derive(Debug)]
pub struct Fast {
    generator: ChaCha8Rng,
    ziggurat: Ziggurat,
    /// The standard deviation of the logarithm.
    sigma: f64,
    /// The four medians in milliseconds.
    medians: [f64; 4],
    /// Lognormal factors of median 1.
    batch: [f64; BATCH],
    used: usize,
}

impl Hand for Fast {
    const LOOKS_AHEAD: bool = false;

    fn new(_size: &Size) -> Self {
        let square = SPREAD * SPREAD;
        Fast {
            generator: ChaCha8Rng::seed_from_u64(SEED),
            ziggurat: Ziggurat::new(),
            sigma: square.ln_1p().sqrt(),
            medians: MINUTES.map(|mean| mean * MINUTE as f64 / (1.0 + square).sqrt()),
            batch: [0.0; BATCH],
            used: BATCH,
        }
    }

    fn begin(&mut self, replication: u64) {
        self.generator = ChaCha8Rng::seed_from_u64(SEED);
        self.generator.set_stream(replication);
        self.used = BATCH;
    }

    #[inline]
    fn delay(&mut self, _vehicle: u32, delay: u32) -> u64 {
        if self.used == BATCH {
            self.refill();
        }
        let factor = self.batch[self.used];
        self.used += 1;
        (self.medians[delay as usize % 4] * factor + 0.5) as u64
    }
}

impl Fast {
    #[inline(never)]
    fn refill(&mut self) {
        for slot in &mut self.batch {
            *slot = self.ziggurat.normal(&mut self.generator);
        }
        for slot in &mut self.batch {
            *slot = exp(self.sigma * *slot);
        }
        self.used = 0;
    }
}

/// The exponential of a number between -3 and 3, to twelve digits: Taylor's series of a 32nd, squared
/// five times. Without a branch or a table it is done for several numbers at once.
#[inline]
fn exp(x: f64) -> f64 {
    let t = x * (1.0 / 32.0);
    let series = [1.0, 1.0, 1.0 / 2.0, 1.0 / 6.0, 1.0 / 24.0, 1.0 / 120.0, 1.0 / 720.0, 1.0 / 5040.0];
    let mut power = series.iter().rev().fold(0.0, |sum, c| sum * t + c);
    for _ in 0..5 {
        power *= power;
    }
    power
}

/// Layers of equal area under the normal density.
#[derive(Debug)]
struct Ziggurat {
    /// The right edge of each layer, the widest first, and 0.
    edges: [f64; LAYERS + 1],
    /// The density there.
    heights: [f64; LAYERS + 1],
}

impl Ziggurat {
    fn new() -> Ziggurat {
        let density = |x: f64| (-0.5 * x * x).exp();
        let mut edges = [0.0; LAYERS + 1];
        (edges[0], edges[1]) = (AREA / density(TAIL), TAIL);
        for layer in 2..LAYERS {
            let below = edges[layer - 1];
            edges[layer] = (-2.0 * (AREA / below + density(below)).ln()).sqrt();
        }
        Ziggurat { edges, heights: edges.map(density) }
    }

    #[inline]
    fn normal(&self, generator: &mut ChaCha8Rng) -> f64 {
        loop {
            let bits = generator.next_u64();
            let layer = bits as usize % LAYERS;
            // The upper 52 bits make a number from 2 to 4, hence from -1 to 1.
            let x = (f64::from_bits(bits >> 12 | 2_f64.to_bits()) - 3.0) * self.edges[layer];
            if x.abs() < self.edges[layer + 1] {
                return x;
            }
            if let Some(x) = self.edge(generator, layer, x) {
                return x;
            }
        }
    }

    /// One time in a hundred the number lies where the layer is not wholly below the density.
    #[cold]
    fn edge(&self, generator: &mut ChaCha8Rng, layer: usize, x: f64) -> Option<f64> {
        let mut unit = || noria::stats::unit(generator.next_u64());
        if layer == 0 {
            loop {
                let (beyond, height) = (-unit().ln() / TAIL, -unit().ln());
                if 2.0 * height > beyond * beyond {
                    return Some((TAIL + beyond).copysign(x));
                }
            }
        }
        let (low, high) = (self.heights[layer], self.heights[layer + 1]);
        (low + (high - low) * unit() < (-0.5 * x * x).exp()).then_some(x)
    }
}

/// How far the quantiles of drawn factors are from those of the law, at worst: the greatest distance
/// of the two distribution functions over `count` draws.
pub fn distance(count: usize) -> f64 {
    let mut hand = Fast::new(&super::S);
    let law = Distribution::lognormal(1.0, SPREAD).expect("the workload's spread is in range");
    let mean_of_median = (1.0 + SPREAD * SPREAD).sqrt();
    let mut drawn = Vec::with_capacity(count);
    while drawn.len() < count {
        hand.refill();
        drawn.extend(hand.batch.iter().map(|factor| factor / mean_of_median));
    }
    drawn.sort_unstable_by(f64::total_cmp);
    let share = |place: usize| place as f64 / drawn.len() as f64;
    let off = |(place, &x): (usize, &f64)| {
        let cdf = law.cdf(x);
        (cdf - share(place)).abs().max((cdf - share(place + 1)).abs())
    };
    drawn.iter().enumerate().map(off).fold(0.0, f64::max)
}
