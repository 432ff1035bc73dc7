//! How much slower than the floor the engine is: one table, measured in one run.
//!
//! All contestants take turns, so that what else the machine does hits them alike; ratios are taken
//! turn by turn. `cargo bench --bench ratio` prints the table, with a million vehicles too if
//! `NORIA_LARGE` is set; as a test everybody runs once, at a tiny size.

use std::hint::black_box;
use std::time::Instant;

use noria::engine::Engine;
use noria::record::Headcount;

mod shuttle;

use shuttle::addressed::AddressedFloor;
use shuttle::fast::FastFloor;
use shuttle::{Arrived, CITY, L, M, S, Size, TINY, measures};

/// Who takes part, in the order of the turns.
const NAMES: [&str; 5] = ["floor", "addressed floor", "noria ()", "noria arrivals", "noria headcounts"];

type Contestant<'a> = Box<dyn FnMut(u64) + 'a>;

fn main() {
    if !measures() {
        return compete(&TINY, 1, 1);
    }
    println!("size  contestant          ns/event   (quartiles)     trips/s   ÷ floor           ÷ addressed");
    for (size, turns, runs) in [(&S, 41, 100), (&M, 31, 1), (&L, 9, 1)] {
        compete(size, turns, runs);
    }
    if std::env::var_os("NORIA_LARGE").is_some() {
        compete(&CITY, 3, 1);
    }
}

/// Lets everybody make `runs` replications in each of some turns, and prints the rows of a size.
fn compete(size: &Size, turns: usize, runs: u64) {
    let plan = size.plan();
    let mut floor = FastFloor::new(size);
    let mut addressed = AddressedFloor::new(size);
    let mut bare = Engine::new(&plan, ());
    let mut arrivals = Engine::new(&plan, Arrived::default());
    let mut headcounts = Engine::new(&plan, Headcount::new(&plan));
    let mut contestants: [Contestant; 5] = [
        Box::new(|replication| _ = black_box(floor.run(replication))),
        Box::new(|replication| _ = black_box(addressed.run(replication))),
        Box::new(|replication| _ = black_box(bare.run(replication))),
        Box::new(|replication| _ = black_box(arrivals.run(replication))),
        Box::new(|replication| _ = black_box(headcounts.run(replication))),
    ];
    // The first turn warms caches and memory up and does not count.
    let mut times = vec![[0.0; NAMES.len()]; turns + 1];
    for (turn, row) in times.iter_mut().enumerate() {
        for (contestant, time) in contestants.iter_mut().zip(row) {
            *time = timed(contestant, turn as u64 * runs, runs) / (runs * size.events()) as f64;
        }
    }
    report(size, &times[1..]);
}

/// Nanoseconds for some replications.
fn timed(contestant: &mut Contestant, first: u64, runs: u64) -> f64 {
    let start = Instant::now();
    (first..first + runs).for_each(contestant);
    start.elapsed().as_nanos() as f64
}

fn report(size: &Size, times: &[[f64; NAMES.len()]]) {
    for (place, name) in NAMES.iter().enumerate() {
        let ns = Quartiles::of(times.iter().map(|row| row[place]));
        let [floor, addressed] =
            [0, 1].map(|rival| Quartiles::of(times.iter().map(|row| row[place] / row[rival])));
        println!(
            "{:<5} {name:<18} {:>9.1}   {:>5.1} – {:<5.1} {:>12.0}   {floor}   {addressed}",
            size.name,
            ns.middle,
            ns.low,
            ns.high,
            1e9 / (4.0 * ns.middle)
        );
    }
}

/// A median with what half of the values lie between.
struct Quartiles {
    low: f64,
    middle: f64,
    high: f64,
}

impl Quartiles {
    fn of(values: impl Iterator<Item = f64>) -> Quartiles {
        let mut values: Vec<f64> = values.collect();
        values.sort_unstable_by(f64::total_cmp);
        let at = |share: f64| values[((values.len() - 1) as f64 * share + 0.5) as usize];
        Quartiles { low: at(0.25), middle: at(0.5), high: at(0.75) }
    }
}

impl std::fmt::Display for Quartiles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:>4.2} ({:.2}–{:.2})", self.middle, self.low, self.high)
    }
}
