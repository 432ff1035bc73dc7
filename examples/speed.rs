//! Measures speed: replications and trips per second of the shipped night on this machine.
//!
//! `cargo run --release --example speed`

use std::time::Instant;

use noria::scenario::Scenario;
use noria::study::Study;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let plan = Scenario::read("scenarios/aleppo-2016-night.toml")?.plan()?;
    let begun = Instant::now();
    let study = Study::of(&plan).replications(500).run()?;
    let seconds = begun.elapsed().as_secs_f64();
    let trips =
        study.metric("trips", "all").and_then(|trips| trips.mean).ok_or("trips are always counted")?;
    println!("{:.0} replications/s, {:.0} trips/s", 500.0 / seconds, 500.0 * trips / seconds);
    assert!(study.replications == 500 && trips > 100.0);
    Ok(())
}
