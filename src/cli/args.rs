//! What can be typed.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueHint};
use serde::{Deserialize, Serialize};

use crate::cli::changes::{demand, path_and_value, travel};
use crate::cli::commands::calibrate::CalibrateArgs;
use crate::cli::commands::explain::ExplainArgs;
use crate::cli::commands::fleet::FleetArgs;
use crate::cli::commands::man::ManArgs;
use crate::cli::commands::metrics::MetricsArgs;
use crate::cli::commands::new::NewArgs;
use crate::cli::commands::sheets::SheetsArgs;
use crate::cli::complete;
pub(in crate::cli) use crate::cli::forms::{EventsKept, Format, TableForm, TraceForm, TripsKept};
use crate::cli::job::figures::FigureArgs;
use crate::cli::job::keep::{KeepArgs, PartArgs};
use crate::cli::job::threads;
use crate::study::Pick;

/// Simulates shuttle evacuations: buses and ambulances that go back and forth between danger and safety, in
/// convoy or each on its own.
#[derive(Debug, Parser)]
#[command(name = "noria", version, about, max_term_width = 100)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run all replications of a scenario; write the output folder and print a table
    Run(RunArgs),
    /// Compare scenarios, or settings of one, on the same random numbers
    Compare(CompareArgs),
    /// Try many settings of a scenario, in a grid or a design, or find which of its values matter
    Sweep(SweepArgs),
    /// Find the smallest fleet that meets the goal, with the evidence
    Fleet(FleetArgs),
    /// Find which values of a scenario could have given its public figures, and the true headcount
    Calibrate(CalibrateArgs),
    /// Check a scenario: show every problem, or say in plain words what it means, with simple bounds
    Check(CheckArgs),
    /// Print every event of one replication
    Trace(TraceArgs),
    /// Write sheets that say when each vehicle should be where, to be printed and filled in
    Sheets(SheetsArgs),
    /// Join the parts that `--shard` made into what one machine would have written
    Merge(MergeArgs),
    /// Write a commented scenario to start from
    New(NewArgs),
    /// Explain a key, a word, a metric, a state, a column or an exit code
    Explain(ExplainArgs),
    /// List all metrics with their units and meanings, or those of a scenario
    Metrics(MetricsArgs),
    /// Print the JSON Schema of scenario files
    Schema,
    /// Print shell completions
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the page of the manual of a command, or write all pages
    Man(ManArgs),
}

/// A scenario and what is changed in it. A shard's manifest holds what is not skipped.
#[derive(Clone, Debug, clap::Args, Serialize, Deserialize)]
pub(super) struct ScenarioArgs {
    /// The scenario file
    #[arg(value_hint = ValueHint::FilePath)]
    #[serde(skip)]
    pub(super) scenario: PathBuf,

    /// Change a value of the scenario before it is checked, as in fleets.buses.count=30; repeatable
    #[arg(long = "set", value_name = "PATH=VALUE", value_parser = path_and_value)]
    pub(super) set: Vec<(String, String)>,

    /// Let every drive take so many times as long, as in 1.3, or drives on a route, as in corridor=1.3; repeatable
    #[arg(long, value_name = "[ROUTE=]FACTOR", value_parser = travel, allow_negative_numbers = true)]
    #[serde(skip)]
    pub(super) travel: Vec<(String, String)>,

    /// Let so many times as many people come, as in 1.2, or people of a group, as in wounded=2; repeatable
    #[arg(long, value_name = "[GROUP=]FACTOR", value_parser = demand, allow_negative_numbers = true)]
    #[serde(skip)]
    pub(super) demand: Vec<(String, String)>,

    /// The seed of all random numbers, in place of the scenario's
    #[arg(long, value_name = "S", value_parser = clap::value_parser!(u64).range(..1 << 63))]
    pub(super) seed: Option<u64>,
}

/// Whether an option was left out: what was asked before there was such an option is asked in the same words.
fn is_left_out(option: &bool) -> bool {
    !option
}

/// What `noria run` is asked. A shard's manifest holds what is not skipped: all that shapes a result.
#[derive(Clone, Debug, clap::Args, Serialize, Deserialize)]
pub(super) struct RunArgs {
    #[command(flatten)]
    pub(super) scenario: ScenarioArgs,

    /// How many replications, in place of the scenario's; with --precision, at most this many
    #[arg(long, short = 'n', value_name = "N", value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub(super) replications: Option<u64>,

    /// Go on until the 95 % interval is this narrow, as in 2% or out_90=1% (half-width; of goal_met,
    /// or of clearance_time where there is no goal)
    #[arg(long, value_name = "[METRIC=]P%")]
    pub(super) precision: Option<String>,

    /// How many threads to use; results are the same with any number
    #[arg(long, short = 'j', value_name = "N", value_parser = threads)]
    #[serde(skip)]
    pub(super) jobs: Option<NonZeroUsize>,

    /// The output folder [default: out/<name>]
    #[arg(long, short = 'o', value_name = "DIR", value_hint = ValueHint::DirPath)]
    #[serde(skip)]
    pub(super) out: Option<PathBuf>,

    /// What to print to standard output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    #[serde(skip)]
    pub(super) format: Format,

    /// Which replication trips.csv, stringline and vehicles show: its number, median or worst (by when the goal's
    /// people are out, or everybody where there is no goal)
    #[arg(long, short = 'r', value_name = "K", default_value_t)]
    #[serde(default, skip_serializing_if = "is_first")]
    pub(super) replication: Pick,

    /// Which trips to write into trips.csv
    #[arg(long, value_enum, default_value_t = TripsKept::First)]
    pub(super) trips: TripsKept,

    /// Write a typed record for each event of this replication, or of all, into events.csv; of all this is much
    #[arg(long, value_name = "K|all")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) events: Option<EventsKept>,

    /// Write the metrics of replications in long form, too: a row for each metric, in replications_long.csv
    #[arg(long)]
    #[serde(default, skip_serializing_if = "is_left_out")]
    pub(super) tidy: bool,

    /// The forms of the tables, as in csv,jsonl,parquet
    #[arg(long, value_enum, value_delimiter = ',', value_name = "FORM", default_value = "csv")]
    pub(super) tables: Vec<TableForm>,

    /// Check at every event what must always hold: people are conserved, capacities kept, time forward
    #[arg(long)]
    pub(super) audit: bool,

    #[command(flatten)]
    #[serde(flatten)]
    pub(super) figures: FigureArgs,

    /// Print no progress and no table
    #[arg(long, short = 'q')]
    #[serde(skip)]
    pub(super) quiet: bool,

    #[command(flatten)]
    #[serde(skip)]
    pub(super) part: PartArgs,
}

/// Whether the first replication is shown, as it is unless asked otherwise.
fn is_first(pick: &Pick) -> bool {
    *pick == Pick::default()
}

/// What studies of several settings have in common. A shard's manifest holds what is not skipped.
#[derive(Clone, Debug, clap::Args, Serialize, Deserialize)]
pub(super) struct StudyArgs {
    /// How many replications of each setting, in place of the scenario's
    #[arg(long, short = 'n', value_name = "N", value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub(super) replications: Option<u64>,

    /// How many threads to use; results are the same with any number
    #[arg(long, short = 'j', value_name = "N", value_parser = threads)]
    #[serde(skip)]
    pub(super) jobs: Option<NonZeroUsize>,

    /// The output folder [default: out/<name>-<command>]
    #[arg(long, short = 'o', value_name = "DIR", value_hint = ValueHint::DirPath)]
    #[serde(skip)]
    pub(super) out: Option<PathBuf>,

    /// What to print to standard output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    #[serde(skip)]
    pub(super) format: Format,

    /// Check at every event what must always hold: people are conserved, capacities kept, time forward
    #[arg(long)]
    pub(super) audit: bool,

    #[command(flatten)]
    #[serde(flatten)]
    pub(super) figures: FigureArgs,

    /// Print no progress and no table
    #[arg(long, short = 'q')]
    #[serde(skip)]
    pub(super) quiet: bool,
}

#[derive(Debug, clap::Args, Serialize)]
pub(super) struct CompareArgs {
    #[command(flatten)]
    pub(super) scenario: ScenarioArgs,

    /// Other scenario files to compare the first with
    #[arg(value_name = "OTHER", value_hint = ValueHint::FilePath)]
    #[serde(skip)]
    pub(super) others: Vec<PathBuf>,

    /// A setting to compare the scenario with, as in fleets.buses.count=30, or with a name, as in
    /// "more: fleets.buses.count=30,fleets.vans.count=9"; repeatable
    #[arg(long, value_name = "PATH=VALUE")]
    pub(super) against: Vec<String>,

    /// The forms of the tables, as in csv,jsonl,parquet
    #[arg(long, value_enum, value_delimiter = ',', value_name = "FORM", default_value = "csv")]
    pub(super) tables: Vec<TableForm>,

    #[command(flatten)]
    pub(super) study: StudyArgs,

    #[command(flatten)]
    #[serde(skip)]
    pub(super) keep: KeepArgs,
}

/// What `noria sweep` is asked. A shard's manifest holds what is not skipped: all that shapes a result.
#[derive(Clone, Debug, clap::Args, Serialize, Deserialize)]
pub(super) struct SweepArgs {
    #[command(flatten)]
    pub(super) scenario: ScenarioArgs,

    /// A value and the settings to try: fleets.buses.count=10..40:5, a.b=5,10,20, a.b=18:00..02:00:1h;
    /// together: "a.b=1..3 with c.d=2,4,6"; without a step (a.b=0.5..1.5) for designs; repeatable
    #[arg(long, value_name = "PATH=VALUES")]
    pub(super) vary: Vec<String>,

    /// Which settings within --vary to try: grid, lhs:N (Latin hypercube) or sobol:N
    #[arg(long, value_name = "DESIGN", default_value = "grid")]
    pub(super) design: String,

    /// Show what each value changes alone, from its least to its greatest (a tornado plot)
    #[arg(long, conflicts_with_all = ["sobol_indices", "outer", "precision"])]
    pub(super) sensitivity: bool,

    /// Compute Sobol's indices from N points: which share of the variance each value causes. This takes N ×
    /// (values + 2) settings, each with its own replications
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=100_000), conflicts_with_all = ["outer", "precision"])]
    pub(super) sobol_indices: Option<u32>,

    /// A value that nobody knows. It is drawn once for a whole set of replications, from what the scenario
    /// says there or from what you give, as in PATH="{ uniform = [10, 20] }"; repeatable
    #[arg(long, value_name = "PATH[=LAW]", conflicts_with_all = ["vary", "precision"])]
    pub(super) outer: Vec<String>,

    /// How many times to draw the values of --outer
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(2..=100_000))]
    pub(super) samples: u32,

    /// The metric of the table and the figures, as in out_90 or wait_mean[wounded] [default: goal_met,
    /// or clearance_time where there is no goal]
    #[arg(long, value_name = "METRIC", value_parser = complete::metrics(), hide_possible_values = true)]
    pub(super) metric: Option<String>,

    /// Go on with each setting until the 95 % interval is this narrow, as in 2% or out_90=1%
    #[arg(long, value_name = "[METRIC=]P%")]
    pub(super) precision: Option<String>,

    /// Write the settings in long form, too: a row for each metric, and numbers for what is varied, in sweep_long.csv
    #[arg(long)]
    #[serde(default, skip_serializing_if = "is_left_out")]
    pub(super) tidy: bool,

    /// The forms of the tables, as in csv,jsonl,parquet
    #[arg(long, value_enum, value_delimiter = ',', value_name = "FORM", default_value = "csv")]
    pub(super) tables: Vec<TableForm>,

    #[command(flatten)]
    pub(super) study: StudyArgs,

    #[command(flatten)]
    #[serde(skip)]
    pub(super) part: PartArgs,
}

#[derive(Debug, clap::Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) scenario: ScenarioArgs,

    /// Print only which files are read, one a line, for tools that run again when these change
    #[arg(long)]
    pub(super) files: bool,

    /// What to print to standard output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
}

#[derive(Debug, clap::Args)]
pub(super) struct TraceArgs {
    #[command(flatten)]
    pub(super) scenario: ScenarioArgs,

    /// Which replication: its number, median or worst (by when the goal's people are out, or everybody where there
    /// is no goal; all replications are made first)
    #[arg(long, short = 'r', value_name = "K", default_value_t)]
    pub(super) replication: Pick,

    /// Among how many replications median and worst are sought, in place of the scenario's
    #[arg(long, short = 'n', value_name = "N", value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub(super) replications: Option<u64>,

    /// What to print: words, or a typed record for each event
    #[arg(long, value_enum, default_value_t = TraceForm::Text)]
    pub(super) format: TraceForm,

    /// Write the records of --format csv, jsonl or parquet into this file, which must not be there
    #[arg(long, short = 'o', value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) out: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(super) struct MergeArgs {
    /// The folders of all parts, in any order
    #[arg(required = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(super) shards: Vec<PathBuf>,

    /// The output folder [default: out/<name>]
    #[arg(long, short = 'o', value_name = "DIR")]
    pub(super) out: Option<PathBuf>,

    /// How many threads to use; results are the same with any number
    #[arg(long, short = 'j', value_name = "N", value_parser = threads)]
    pub(super) jobs: Option<NonZeroUsize>,

    /// What to print to standard output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,

    /// Print no progress and no table
    #[arg(long, short = 'q')]
    pub(super) quiet: bool,
}
