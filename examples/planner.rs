//! For a planner: how many ambulances until all wounded are out by ten with 95 % certainty?
//!
//! `cargo run --release --example planner`

use noria::scenario::Scenario;
use noria::study::Study;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut enough = None;
    let mut chances = Vec::new();
    for ambulances in [12, 14, 16, 18, 20, 24] {
        let scenario = Scenario::read("scenarios/aleppo-2016-night.toml")?;
        let plan = scenario.set("fleets.ambulances.count", ambulances)?.plan()?;
        let study = Study::of(&plan).replications(200).run()?;
        let goal = study.metric("goal_met", "wounded").ok_or("the night has a goal")?;
        let (chance, (low, high)) = (goal.mean.unwrap_or(0.0), goal.ci95.unwrap_or((0.0, 1.0)));
        println!(
            "{ambulances} ambulances: {:.0} % ({:.0} to {:.0} %)",
            chance * 100.0,
            low * 100.0,
            high * 100.0
        );
        chances.push(chance);
        if low >= 0.95 {
            enough.get_or_insert(ambulances);
        }
    }
    // More ambulances help here, on the same luck.
    assert!(chances.is_sorted(), "{chances:?}");
    println!("surely enough: {enough:?}");
    assert!(enough.is_some_and(|ambulances| ambulances > 12));
    Ok(())
}
