//! What `noria calibrate` can be asked.

use crate::cli::args::{ScenarioArgs, StudyArgs, TableForm};

// Each attempt is one run that nobody audits: who asks for a number of these is told so.
#[derive(Debug, clap::Args, serde::Serialize)]
#[command(mut_arg("replications", |arg| arg.hide(true)), mut_arg("audit", |arg| arg.hide(true)))]
pub(in crate::cli) struct CalibrateArgs {
    #[command(flatten)]
    pub(in crate::cli) scenario: ScenarioArgs,

    /// A value that nobody knows, with what it could be: a range, as in fleets.buses.count=14..22 (all alike
    /// likely), a distribution, as in PATH="{ triangular = [10, 20, 40] }", or the path alone for what the
    /// scenario says there; repeatable
    #[arg(long, value_name = "PATH[=VALUES|LAW]")]
    pub(in crate::cli) vary: Vec<String>,

    /// Leave out the figures of a reporter; repeatable
    #[arg(long, value_name = "WHO")]
    pub(in crate::cli) without: Vec<String>,

    /// How many attempts each step accepts
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u64).range(20..=50_000))]
    pub(in crate::cli) particles: u64,

    /// How many attempts, each one run, are made at the most
    #[arg(long, value_name = "N", default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(20..=4_000_000_000))]
    pub(in crate::cli) attempts: u64,

    /// The forms of the tables, as in csv,parquet
    #[arg(long, value_enum, value_delimiter = ',', value_name = "FORM", default_value = "csv")]
    pub(in crate::cli) tables: Vec<TableForm>,

    #[command(flatten)]
    pub(in crate::cli) study: StudyArgs,
}
