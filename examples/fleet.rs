//! For a planner: the least number of ambulances with which all wounded are out by ten, and how sure that is.
//!
//! `cargo run --release --example fleet`

use noria::scenario::Scenario;
use noria::study::search::{FleetSearch, Promise, Scope, Tested, rising};
use noria::study::{RunOptions, Variants, grid};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let scenario = Scenario::read("scenarios/aleppo-2016-night.toml")?;
    let probability = scenario.plan()?.goal.ok_or("the night has a goal")?.probability;
    let (axes, space) = rising(&["fleets.ambulances.count=8..30".parse()?])?;
    let variants = Variants::new(scenario, grid(&axes)?, None)?;
    let search = FleetSearch {
        plans: &variants,
        space: &space,
        promise: Promise::usual(probability),
        scope: Scope::Neighbours,
        travel: &[],
        settings: &RunOptions::default(),
        watch: &(),
        keep: &(),
    };
    let fleet = search.run()?;

    for tested in &fleet.found.tested {
        let (vehicles, share) = (space.size(tested.candidate), tested.share() * 100.0);
        let verdict = if tested.is_accepted() { "enough" } else { "not enough" };
        println!(
            "{vehicles} ambulances: {verdict}, {share:.1} % of {} replications met the goal",
            tested.course.trials
        );
    }
    let answer = fleet.found.answer.ok_or("thirty ambulances are enough")?;
    println!("the least fleet has {} ambulances", space.size(answer));

    // Every smaller fleet was rejected by a test of its own, for a fraction of what fixed tests of all take.
    assert!((0..answer).all(|smaller| fleet.found.of(smaller).is_some_and(|tested| !tested.is_accepted())));
    assert!(fleet.found.of(answer).is_some_and(Tested::is_accepted));
    let (made, grid) = (fleet.found.replications, fleet.full_grid());
    println!("{made} replications; a full grid of tests of a fixed size takes {grid}");
    assert!(made < grid / 5);
    Ok(())
}
