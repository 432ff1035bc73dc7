//! Evidence that intervals hold what they promise, and what common random numbers are worth, on the night in
//! which nobody waited for anybody: `cargo run --release --example evidence > docs/evidence/studies.md`.

use noria::observe::{MetricKind, MetricName};
use noria::scenario::Scenario;
use noria::stats::Moments;
use noria::study::{Axis, Ensemble, Finding, Many, Paired, Settings, Variants, grid};

/// Repetitions of a study, unless the first argument says otherwise.
const REPETITIONS: usize = 1000;
/// Replications of each.
const REPLICATIONS: usize = 50;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let scenario = Scenario::read("scenarios/aleppo-2016-night-independent.toml")?;
    let axis: Axis = "fleets.buses.count=20,21".parse()?;
    let variants = Variants::new(scenario, grid(&[axis])?, None)?;
    let repetitions = std::env::args().nth(1).map_or(Ok(REPETITIONS), |text| text.parse())?;
    let replications = Some((repetitions * REPLICATIONS) as u64);
    let settings = Settings { replications, no_headcounts: true, ..Settings::default() };
    let mut found: Vec<Ensemble> = Vec::new();
    Many::new(&variants, &settings).run(&mut |finding: Finding| found.push(finding.ensemble))?;

    println!("# Evidence for studies\n");
    println!("Made by `cargo run --release --example evidence > docs/evidence/studies.md`.\n");
    println!(
        "The night in which nobody waited for anybody, with 20 and with 21 buses: {repetitions} repetitions of a"
    );
    println!("study of {REPLICATIONS} replications. The truth is the mean over all of them.\n");
    println!(
        "| metric | 95 % intervals of the mean that hold it | of the paired difference | variance of the paired difference, divided by that of independent runs |"
    );
    println!("| --- | --- | --- | --- |");
    for name in ["out_50", "out_90", "out_99", "clearance_time", "wait_mean", "vehicle_hours", "trips"] {
        let [base, other] = [&found[0], &found[1]].map(|ensemble| values(ensemble, name));
        if base.iter().chain(&other).any(|value| !value.is_finite()) {
            println!("| {name} | not reached in all runs | | |");
            continue;
        }
        let difference: Vec<f64> = base.iter().zip(&other).map(|(a, b)| b - a).collect();
        let variance =
            |values: &[f64]| values.iter().copied().collect::<Moments>().sd().map_or(0.0, |sd| sd * sd);
        let ratio = variance(&difference) / (variance(&base) + variance(&other));
        println!("| {name} | {} | {} | {ratio:.3} |", of_means(&base), of_pairs(&base, &other));
    }
    let three_errors = 300.0 * (0.05 * 0.95 / repetitions as f64).sqrt();
    println!(
        "\nWith {repetitions} repetitions three standard errors are {three_errors:.1} percentage points."
    );
    Ok(())
}

fn values(ensemble: &Ensemble, name: &str) -> Vec<f64> {
    let place = ensemble.names.iter().position(|row| row.name == name && row.group == "all");
    place.map_or(Vec::new(), |place| ensemble.values[place].clone())
}

/// How often the interval of a mean holds the mean over all.
fn of_means(values: &[f64]) -> String {
    let truth = values.iter().sum::<f64>() / values.len() as f64;
    let studies = values.chunks_exact(REPLICATIONS);
    let holds = |study: &&[f64]| {
        let interval = study.iter().copied().collect::<Moments>().interval(0.95);
        interval.is_some_and(|(low, high)| low <= truth && truth <= high)
    };
    percent(studies.filter(holds).count(), values.len() / REPLICATIONS)
}

/// How often the interval of a paired difference holds the mean difference over all.
fn of_pairs(base: &[f64], other: &[f64]) -> String {
    let truth = base.iter().zip(other).map(|(a, b)| b - a).sum::<f64>() / base.len() as f64;
    let name = MetricName { name: String::new(), group: String::new(), unit: "s", kind: MetricKind::Instant };
    let studies = base.chunks_exact(REPLICATIONS).zip(other.chunks_exact(REPLICATIONS));
    let holds = |(base, other): &(&[f64], &[f64])| {
        let interval = Paired::of(&name, base, other, 0.95).difference.and_then(|told| told.interval);
        interval.is_some_and(|(low, high)| low <= truth && truth <= high)
    };
    percent(studies.filter(holds).count(), base.len() / REPLICATIONS)
}

fn percent(count: usize, of: usize) -> String {
    format!("{:.1} %", count as f64 * 100.0 / of.max(1) as f64)
}
