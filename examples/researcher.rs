//! For a researcher: how much faster is independent return than a convoy, on the same luck?
//!
//! `cargo run --release --example researcher`

use noria::scenario::Scenario;
use noria::stats::Moments;
use noria::study::Study;

/// The times in hours at which half of the people were out, one a replication.
fn half_out(name: &str) -> Result<Vec<f64>, Box<dyn std::error::Error>> {
    let plan = Scenario::read(format!("scenarios/{name}.toml"))?.plan()?;
    let study = Study::of(&plan).replications(300).run()?;
    let place = study.names.iter().position(|name| name.name == "out_50" && name.group == "all");
    let values = &study.values[place.ok_or("out_50 is always reckoned")?];
    Ok(values.iter().map(|seconds| seconds / 3600.0).collect())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let convoy = half_out("aleppo-2016-night-convoy")?;
    let alone = half_out("aleppo-2016-night-independent")?;
    let gain: Moments = convoy.iter().zip(&alone).map(|(convoy, alone)| convoy - alone).collect();
    let (low, high) = gain.interval(0.95).ok_or("there are many replications")?;
    println!("half of the people are out {low:.2} to {high:.2} h earlier when nobody waits for anybody");
    assert!(low > 0.0);

    // The same luck on both sides: the difference is known better than either of its parts.
    let apart = |values: &[f64]| values.iter().copied().collect::<Moments>().sd().unwrap_or(0.0);
    let unpaired = apart(&convoy).hypot(apart(&alone));
    println!(
        "standard deviation of the difference: {:.2} h, and {unpaired:.2} h on luck of their own",
        gain.sd().unwrap_or(0.0)
    );
    assert!(gain.sd().unwrap_or(f64::INFINITY) < unpaired);
    Ok(())
}
