//! noria and its floors as `benches/peers/run` asks every engine: ENGINE SIZE REPLICATIONS SEED in,
//! one line of JSON out.
//!
//! The clock runs from before the plan is compiled until after the last replication; starting the
//! program is not counted. Without arguments every engine answers once, and the answers are checked:
//! so it runs as a test.

use std::process::ExitCode;
use std::time::Instant;

use noria::engine::Engine;
use noria::plan::Plan;
use noria::record::{Headcount, Recorder};
use noria::units::MINUTE;

mod shuttle;

use shuttle::addressed::AddressedFloor;
use shuttle::fast::FastFloor;
use shuttle::{Arrived, L, M, S, Size};

/// Runs some replications from a first one on and gives the sum of their last arrivals, in
/// milliseconds.
type Runner = fn(&Size, std::ops::Range<u64>) -> u64;

/// Everyone who answers: the floors, and noria when it only writes down the arrivals, as the others
/// do, and when it keeps the whole curve of headcounts.
const ENGINES: [(&str, Runner); 4] = [
    ("floor", floor),
    ("addressed-floor", addressed_floor),
    ("noria", arrivals),
    ("noria-headcounts", headcounts),
];

/// Replications that a seed has for itself: all draw by (seed, replication), and the workload's seed is
/// fixed.
const STRETCH: u64 = 1 << 32;

fn main() -> ExitCode {
    // Cargo adds `--bench` to what it hands on.
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let Some(first) = args.first() else {
        check();
        return ExitCode::SUCCESS;
    };
    match question(first, &args[1..]) {
        Some((runner, size, replications, seed)) => {
            println!("{}", answer(first, runner, size, replications, seed).0);
            ExitCode::SUCCESS
        }
        None => {
            let names = ENGINES.map(|(name, _)| name).join("|");
            eprintln!("usage: peer {names} S|M|L REPLICATIONS SEED");
            ExitCode::from(2)
        }
    }
}

fn question(engine: &str, args: &[String]) -> Option<(Runner, &'static Size, u64, u64)> {
    let [size, replications, seed] = args else { return None };
    let &(_, runner) = ENGINES.iter().find(|(name, _)| name == &engine)?;
    let size = [&S, &M, &L].into_iter().find(|known| known.name == size)?;
    let replications = replications.parse().ok().filter(|&count| 0 < count && count < STRETCH)?;
    let seed = seed.parse::<u32>().ok()?;
    Some((runner, size, replications, seed.into()))
}

/// The line of JSON, and the mean last arrival in it.
fn answer(engine: &str, runner: Runner, size: &Size, replications: u64, seed: u64) -> (String, f64) {
    let first = seed * STRETCH;
    let begun = Instant::now();
    let sum = runner(size, first..first + replications);
    let seconds = begun.elapsed().as_secs_f64();
    let mean = sum as f64 / replications as f64 / MINUTE as f64;
    let line = serde_json::json!({
        "engine": engine,
        "version": env!("CARGO_PKG_VERSION"),
        "seconds": seconds,
        "replications": replications,
        "trips": size.trips(),
        "mean_last_arrival": mean,
    });
    (line.to_string(), mean)
}

fn floor(size: &Size, replications: std::ops::Range<u64>) -> u64 {
    let mut floor = FastFloor::new(size);
    replications.map(|replication| floor.run(replication)).sum()
}

fn addressed_floor(size: &Size, replications: std::ops::Range<u64>) -> u64 {
    let mut floor = AddressedFloor::new(size);
    replications.map(|replication| floor.run(replication)).sum()
}

fn arrivals(size: &Size, replications: std::ops::Range<u64>) -> u64 {
    noria(&size.plan(), Arrived::default(), replications)
}

fn headcounts(size: &Size, replications: std::ops::Range<u64>) -> u64 {
    let plan = size.plan();
    noria(&plan, Headcount::new(&plan), replications)
}

/// Nothing happens after the last arrival, since nobody goes back for nobody.
fn noria(plan: &Plan, recorder: impl Recorder, replications: std::ops::Range<u64>) -> u64 {
    let mut engine = Engine::new(plan, recorder);
    let mut last = |replication| engine.run(replication).expect("every vehicle is for itself").0;
    replications.map(&mut last).sum()
}

/// Everybody answers for the small size, and all but by chance the same.
fn check() {
    for (name, runner) in ENGINES {
        let (line, mean) = answer(name, runner, &S, 400, 1);
        println!("{line}");
        assert!((mean - 1703.0).abs() < 10.0, "{name} says {mean} minutes, all others about 1703");
    }
}
