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

/// After how many hours nine in ten are out, in the mean.
fn nine_in_ten_out(plan: &Plan) -> Result<f64, Box<dyn std::error::Error>> {
    let study = Study::of(plan).replications(100).run()?;
    let seconds = study.metric("out_90", "all").and_then(|metric| metric.mean);
    Ok(seconds.ok_or("nine in ten must get out")? / 3600.0)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut plan = Scenario::read("scenarios/district-exercise.toml")?.plan()?;
    let as_written = nine_in_ten_out(&plan)?;
    plan.dispatch_by(SpreadOut);
    let spread_out = nine_in_ten_out(&plan)?;
    assert!(as_written != spread_out);
    println!("nine in ten are out after {as_written:.2} h, and after {spread_out:.2} h spread out");
    Ok(())
}
