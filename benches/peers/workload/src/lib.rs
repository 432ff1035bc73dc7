//! What the shuttle workload is, and how every engine answers: shared by the peers in Rust.
//!
//! `PROGRAM SIZE REPLICATIONS SEED` prints one line of JSON. The clock runs from before the first
//! replication is built until after the last one; starting the program is not counted.

use std::time::Instant;

use rand::SeedableRng;
use rand::rngs::SmallRng;
use rand_distr::{Distribution, LogNormal};

/// How large the workload is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub name: &'static str,
    /// Buses and ambulances.
    pub vehicles: [u32; 2],
    /// Berths at the pickup and at the drop-off.
    pub berths: [u32; 2],
    /// People who need a seat, and a stretcher.
    pub people: [u32; 2],
}

pub const SIZES: [Size; 3] = [
    Size { name: "S", vehicles: [20, 10], berths: [4, 4], people: [6_000, 250] },
    Size { name: "M", vehicles: [200, 50], berths: [40, 40], people: [1_000_000, 10_000] },
    Size { name: "L", vehicles: [80_000, 20_000], berths: [20_000; 2], people: [40_000_000, 400_000] },
];

/// Places of a bus and of an ambulance.
pub const PLACES: [u32; 2] = [50, 2];
/// Mean minutes of boarding, the way out, alighting and the way back.
pub const MINUTES: [f64; 4] = [20.0, 45.0, 10.0, 35.0];
/// The coefficient of variation of all four.
pub const SPREAD: f64 = 0.3;

impl Size {
    /// Full loads of seated and of lying people.
    pub fn loads(&self) -> [u32; 2] {
        [0, 1].map(|kind| self.people[kind] / PLACES[kind])
    }

    /// All vehicles, in the order in which they queue at the start.
    pub fn fleet(&self) -> impl Iterator<Item = Vehicle> + use<> {
        let [buses, ambulances] = self.vehicles;
        (0..buses + ambulances).map(move |number| Vehicle { number, kind: usize::from(number >= buses) })
    }
}

/// A bus or an ambulance.
#[derive(Clone, Copy, Debug)]
pub struct Vehicle {
    pub number: u32,
    /// 0 for a bus, 1 for an ambulance.
    pub kind: usize,
}

/// A timed delay of a trip.
#[derive(Clone, Copy, Debug)]
pub enum Delay {
    Boarding,
    WayOut,
    Alighting,
    WayBack,
}

/// The four laws of the delays, in minutes.
#[derive(Clone, Copy, Debug)]
pub struct Laws([LogNormal<f64>; 4]);

impl Laws {
    #[expect(clippy::new_without_default, reason = "the four laws are nobody's default")]
    pub fn new() -> Laws {
        Laws(MINUTES.map(|mean| LogNormal::from_mean_cv(mean, SPREAD).expect("mean and spread are in range")))
    }

    #[inline]
    pub fn draw(&self, delay: Delay, luck: &mut impl rand::Rng) -> f64 {
        self.0[delay as usize].sample(luck)
    }
}

/// Laws with a generator of their own, for engines that bring none.
#[derive(Debug)]
pub struct Times {
    laws: Laws,
    luck: SmallRng,
}

impl Times {
    pub fn new(seed: u64) -> Times {
        Times { laws: Laws::new(), luck: SmallRng::seed_from_u64(seed) }
    }

    /// How many minutes a delay lasts this time.
    #[inline]
    pub fn draw(&mut self, delay: Delay) -> f64 {
        self.laws.draw(delay, &mut self.luck)
    }
}

/// Answers the command line: `run` makes the replication of a seed, and gives when the last people
/// arrived, in minutes.
pub fn answer(engine: &str, version: &str, run: impl Fn(&Size, u64) -> f64) {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some((size, replications, seed)) = question(&args) else {
        eprintln!("usage: {engine} S|M|L REPLICATIONS SEED");
        std::process::exit(2);
    };
    let first = u64::from(seed) << 32;
    let begun = Instant::now();
    let sum: f64 = (first..first + replications).map(|seed| run(size, seed)).sum();
    let seconds = begun.elapsed().as_secs_f64();
    let trips: u32 = size.loads().iter().sum();
    let mean = sum / replications as f64;
    println!(
        r#"{{"engine":"{engine}","version":"{version}","seconds":{seconds},"replications":{replications},"trips":{trips},"mean_last_arrival":{mean}}}"#
    );
}

fn question(args: &[String]) -> Option<(&'static Size, u64, u32)> {
    let [size, replications, seed] = args else { return None };
    let size = SIZES.iter().find(|known| known.name == size)?;
    Some((size, replications.parse().ok()?, seed.parse().ok()?))
}
