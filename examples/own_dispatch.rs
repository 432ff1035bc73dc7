//! A dispatch rule of one's own: a vehicle goes where the fewest others are, and among those where it can begin first.
//!
//! `cargo run --release --example own_dispatch`

use noria::plan::{Choice, DispatchRule, Plan, Wanting};
use noria::scenario::Scenario;
use noria::study::Study;

#[derive(Debug)]
struct SpreadOut;

impl DispatchRule for SpreadOut {
    fn name(&self) -> &str {
        "spread out"
    }

    fn choose<'a>(&self, choice: &Choice<'a>) -> &'a Wanting {
        choice.least(|pickup| (pickup.vehicles, pickup.when))
    }
}

/// How long it takes in the mean, in minutes, until the last people are out.
fn last_arrival(plan: &Plan) -> Result<f64, Box<dyn std::error::Error>> {
    let study = Study::of(plan).replications(100).run()?;
    let metric = study.metric("last_arrival", "all").and_then(|metric| metric.mean);
    metric.ok_or_else(|| "somebody must get out".into())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut plan = Scenario::read("scenarios/district-exercise.toml")?.plan()?;
    let as_written = last_arrival(&plan)?;
    plan.dispatch_by(SpreadOut);
    let spread_out = last_arrival(&plan)?;
    assert!(as_written != spread_out);
    println!("the last people are out after {as_written:.0} min, and after {spread_out:.0} min spread out");
    Ok(())
}
