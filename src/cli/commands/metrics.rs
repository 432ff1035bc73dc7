//! `noria metrics`: all metrics with their units and meanings, or those of a scenario.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::run::read;
use crate::cli::args::{Format, ScenarioArgs};
use crate::cli::changes::path_and_value;
use crate::cli::failure::Failure;
use crate::cli::words::fold::{behind, folded, told};
use crate::cli::{print, print_json};
use crate::record::{MetricKind, MetricName, every_metric, metric_names};
use crate::world::State;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct MetricsArgs {
    /// A scenario file: only its metrics, as the columns of replications.csv are called
    #[arg(value_hint = clap::ValueHint::FilePath)]
    scenario: Option<PathBuf>,

    /// Change a value of the scenario before it is checked, as in fleets.buses.count=30; repeatable
    #[arg(long = "set", value_name = "PATH=VALUE", value_parser = path_and_value, requires = "scenario")]
    set: Vec<(String, String)>,

    /// What to print to standard output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(in crate::cli) fn metrics(args: &MetricsArgs) -> Result<(), Failure> {
    let Some(scenario) = &args.scenario else {
        let all = every_metric();
        return match args.format {
            Format::Text => print(&every(&all)),
            Format::Json => print_json(&format!("{:#}\n", json!(all.iter().map(record).collect::<Vec<_>>()))),
        };
    };
    let asked = ScenarioArgs {
        scenario: scenario.clone(),
        set: args.set.clone(),
        travel: Vec::new(),
        demand: Vec::new(),
        seed: None,
    };
    let (_, plan) = read(&asked)?;
    let names = metric_names(&plan);
    let records = || names.iter().map(|name| with_column(record(name), name)).collect::<Vec<_>>();
    match args.format {
        Format::Text => print(&of_scenario(&scenario.display().to_string(), &names)),
        Format::Json => print_json(&format!("{:#}\n", json!(records()))),
    }
}

/// How far the meanings of metrics stand to the right at the most.
const MOST: usize = 30;

/// Every metric that there is, by what it is of.
fn every(all: &[MetricName]) -> String {
    let mut text = folded(
        "Every metric, with its unit in brackets. Which of them a scenario has depends on what can occur under it: \
         `noria metrics SCENARIO` lists those. Instants are seconds since the start; what did not happen before \
         the end has none.",
        0,
    );
    let column = behind(all.iter().map(|metric| &*metric.name), 2, MOST);
    let mut of: Vec<&str> = Vec::new();
    for metric in all {
        if !of.contains(&&*metric.group) {
            of.push(&metric.group);
        }
    }
    for of in of {
        text += &format!("\nof {of}:\n");
        for metric in all.iter().filter(|metric| metric.group == of) {
            text += &row(&metric.name, metric, column);
        }
    }
    let states: Vec<&str> = State::ALL.map(State::name).to_vec();
    text += &format!("\nin place of STATE:\n{}", folded(&states.join(", "), 2));
    text += "\n";
    text + &folded("`noria explain METRIC` says what one means, `noria explain STATE` what a state is.", 0)
}

/// The metrics of a scenario, as the columns of its replications are called.
fn of_scenario(scenario: &str, names: &[MetricName]) -> String {
    let columns: Vec<String> = names.iter().map(column_of).collect();
    let column = behind(columns.iter().map(String::as_str), 2, MOST);
    let mut text =
        folded(&format!("{} metrics of {scenario}, the columns of replications.csv:", names.len()), 0);
    text += "\n";
    for (name, metric) in columns.iter().zip(names) {
        text += &row(name, metric, column);
    }
    text
}

fn row(name: &str, metric: &MetricName, column: usize) -> String {
    told(name, &format!("{} ({})", metric.about(), metric.unit), (2, column))
}

/// What the column of a metric is called.
fn column_of(metric: &MetricName) -> String {
    format!("{}[{}]", metric.name, metric.group)
}

fn record(metric: &MetricName) -> Value {
    let kind = match metric.kind {
        MetricKind::Share => "share",
        MetricKind::Instant => "instant",
        MetricKind::Duration => "duration",
        MetricKind::Count => "count",
        MetricKind::Number => "number",
    };
    json!({
        "metric": metric.name, "of": metric.group, "unit": metric.unit, "kind": kind, "about": metric.about(),
    })
}

fn with_column(mut record: Value, metric: &MetricName) -> Value {
    record["column"] = json!(column_of(metric));
    record
}
