//! What `noria fleet` can be asked.

use crate::cli::args::{ScenarioArgs, StudyArgs, TableForm};
use crate::cli::job::keep::KeepArgs;
use crate::study::search::TRAVEL;

// Replications are as many as the tests need: who asks for a number is told so.
#[derive(Debug, clap::Args, serde::Serialize)]
#[command(mut_arg("replications", |arg| arg.hide(true)))]
pub(in crate::cli) struct FleetArgs {
    #[command(flatten)]
    pub(in crate::cli) scenario: ScenarioArgs,

    /// A value and its range, as in fleets.buses.count=5..40; one to four. The least of each makes the
    /// smallest fleet
    #[arg(long, value_name = "PATH=VALUES")]
    pub(in crate::cli) vary: Vec<String>,

    /// A part of the goal, in place of the scenario's: group=…, share=…, observer=…, within=…, by=… or
    /// probability=…; repeatable
    #[arg(long, value_name = "KEY=VALUE")]
    pub(in crate::cli) goal: Vec<String>,

    /// The indifference δ: between p - δ and p + δ either answer is accepted [default: 0.01]
    #[arg(long, value_name = "DELTA")]
    pub(in crate::cli) indifference: Option<f64>,

    /// The largest chance that the answer is wrong [default: 0.05]
    #[arg(long, value_name = "ALPHA")]
    pub(in crate::cli) error: Option<f64>,

    /// Also test fleets that have less of one thing and more of another
    #[arg(long)]
    pub(in crate::cli) frontier: bool,

    /// Search again with travel times so many times as long
    #[arg(long, value_name = "FACTOR", value_delimiter = ',', default_values_t = TRAVEL, value_parser = factor)]
    pub(in crate::cli) if_travel: Vec<f64>,

    /// Do not search again with other travel times
    #[arg(long, conflicts_with = "if_travel")]
    pub(in crate::cli) no_travel: bool,

    /// The forms of the table of candidates, as in csv,parquet
    #[arg(long, value_enum, value_delimiter = ',', value_name = "FORM", default_value = "csv")]
    pub(in crate::cli) tables: Vec<TableForm>,

    #[command(flatten)]
    pub(in crate::cli) study: StudyArgs,

    #[command(flatten)]
    #[serde(skip)]
    pub(in crate::cli) keep: KeepArgs,
}

/// Between what factors of travel times lie.
const LEAST_FACTOR: f64 = 0.01;
const MOST_FACTOR: f64 = 100.0;

/// Reads a factor of travel times.
fn factor(text: &str) -> Result<f64, String> {
    match text.trim().parse::<f64>() {
        Ok(factor) if (LEAST_FACTOR..=MOST_FACTOR).contains(&factor) => Ok(factor),
        _ => {
            Err(format!("`{text}` is no factor between {LEAST_FACTOR} and {MOST_FACTOR}: write it like 1.3"))
        }
    }
}
