//! What the commands that study several settings have in common.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Instant;

use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};

use crate::cli::args::{ScenarioArgs, StudyArgs};
use crate::cli::failure::Failure;
use crate::cli::job::question::Question;
use crate::output::{Folder, Input};
use crate::plan::Plan;
use crate::record::MetricName;
use crate::scenario::{Scenario, closest};
use crate::study::{ManyError, RunOptions, threads_used};

/// A scenario with what a manifest keeps of it.
pub(in crate::cli) struct Read {
    pub scenario: Scenario,
    hash: String,
    files: Vec<(String, String)>,
}

impl Read {
    pub(in crate::cli) fn new(scenario: Scenario) -> Read {
        let files = scenario.files().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
        Read { hash: scenario.hash(), files, scenario }
    }

    pub(in crate::cli) fn hash(&self) -> &str {
        &self.hash
    }

    pub(in crate::cli) fn input(&self) -> Input<'_> {
        Input {
            text: self.scenario.text(),
            overrides: self.scenario.overrides(),
            files: &self.files,
            hash: &self.hash,
        }
    }
}

/// Reads a scenario with what `--set` changes in it.
pub(in crate::cli) fn read_scenario(args: &ScenarioArgs) -> Result<Scenario, Failure> {
    Ok(Scenario::read(&args.scenario)?.set_all(&args.set)?)
}

/// How each setting is studied.
pub(in crate::cli) fn settings(args: &StudyArgs, base: &Plan) -> RunOptions {
    RunOptions {
        replications: Some(args.replications.unwrap_or(base.replications)),
        jobs: args.jobs,
        audit: args.audit,
        ..RunOptions::default()
    }
}

/// Where a part goes: where it is asked for, or to `out/<name>-<command>`.
pub(in crate::cli) fn target(args: &StudyArgs, plan: &Plan, command: &str) -> PathBuf {
    args.out.clone().unwrap_or_else(|| usual(plan, command))
}

fn usual(plan: &Plan, command: &str) -> PathBuf {
    PathBuf::from("out").join(format!("{}-{command}", plan.name))
}

/// What is asked of some scenarios, and where the answer goes: where it is asked for, or to `out/<name>-<command>`.
pub(in crate::cli) fn question<'a>(
    (command, options): (&str, &impl Serialize),
    scenarios: impl IntoIterator<Item = &'a str>,
    args: &StudyArgs,
    plan: &Plan,
) -> Question {
    Question::new((command, options), scenarios, (args.out.as_deref(), usual(plan, command)), args.quiet)
}

/// That there is no such metric, `out_90` or `out_90[wounded]`, and the way out.
pub(in crate::cli) fn no_metric(asked: &str, names: &[MetricName]) -> String {
    let metric = asked.split('[').next().unwrap_or(asked);
    let groups: Vec<&str> =
        names.iter().filter(|name| name.name == metric).map(|name| &*name.group).collect();
    // Who writes half of a name means the first that begins so.
    let parts = metric.split('_').count();
    let cut = |name: &str| name.split('_').take(parts).collect::<Vec<_>>().join("_");
    let begins: Vec<String> = names.iter().map(|name| cut(&name.name)).collect();
    let meant = closest(metric, &begins.iter().map(String::as_str).collect::<Vec<_>>())
        .and_then(|meant| names.iter().find(|name| cut(&name.name) == meant));
    let help = match meant {
        _ if metric.contains('.') => {
            "this is the path of a value; a metric is what runs find, such as out_90: `noria metrics` lists them"
                .to_owned()
        }
        Some(_) if !groups.is_empty() => format!("there is {metric} of {}", groups.join(", ")),
        Some(meant) => format!("did you mean `{}`?", meant.name),
        None => format!(
            "the metrics are the columns of `noria run`'s replications.csv, such as out_90 or wait_mean[{}]: \
             `noria metrics SCENARIO` lists them",
            names.iter().map(|name| &name.group).find(|group| *group != "all").map_or("all", |group| group)
        ),
    };
    format!("this scenario has no metric `{asked}`\n  = help: {help}")
}

/// A failed replication of a setting with the command that shows what led to it.
pub(in crate::cli) fn failure_of(error: &ManyError, trace: &dyn Fn(usize) -> String) -> Failure {
    let ManyError::Failed { setting, error } = error else {
        return Failure::Run(format!("error: {error}"));
    };
    let (command, replication) = (trace(*setting), error.replication());
    Failure::Run(format!(
        "error: {error}\n  = help: `{command} --replication {replication}` shows what led to it; nothing was written"
    ))
}

/// The command that traces a scenario with these overrides.
pub(in crate::cli) fn trace_command(
    scenario: &std::path::Path,
    edits: &[(String, String)],
    seed: u64,
) -> String {
    let edits: String = edits.iter().map(|(path, value)| format!(" --set '{path}={value}'")).collect();
    format!("noria trace {}{edits} --seed {seed}", scenario.display())
}

/// `run.json`: what may differ between two makings of the same result; of each study, its replications.
pub(in crate::cli) fn run_record(begun: Instant, replications: &[u64], jobs: Option<NonZeroUsize>) -> Value {
    let seconds = begun.elapsed().as_secs_f64();
    let all: u64 = replications.iter().sum();
    json!({
        "command": command_line(),
        "seconds": (seconds * 1000.0).round() / 1000.0,
        "replications_per_second": (all as f64 / seconds).round(),
        "threads": threads_used(jobs, replications.iter().copied()),
        "machine": format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        "version": env!("CARGO_PKG_VERSION"),
    })
}

/// What was typed; what is no text in it is shown as far as it can be.
pub(super) fn command_line() -> Vec<String> {
    std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect()
}

/// A file, made in memory.
pub(in crate::cli) struct Made {
    name: String,
    bytes: Vec<u8>,
    /// Whether its bytes are the same on every platform.
    alike: bool,
}

impl Made {
    /// A file whose bytes are the same on every platform.
    pub(in crate::cli) fn alike(name: impl Into<String>, bytes: Vec<u8>) -> Made {
        Made { name: name.into(), bytes, alike: true }
    }

    /// A file whose bytes may differ from platform to platform.
    #[cfg(feature = "plots")]
    pub(in crate::cli) fn unlike(name: impl Into<String>, bytes: Vec<u8>) -> Made {
        Made { name: name.into(), bytes, alike: false }
    }

    /// Writes it into a folder.
    pub(in crate::cli) fn write(&self, folder: &mut Folder) -> Result<(), Failure> {
        let Made { name, bytes, alike } = self;
        Ok(if *alike { folder.write(name, bytes) } else { folder.write_unhashed(name, bytes) }?)
    }
}

/// Makes files that do not wait for each other.
pub(in crate::cli) type Job<'a> = Box<dyn FnOnce() -> Result<Vec<Made>, Failure> + Send + 'a>;

/// Makes files side by side, and writes them in their order.
pub(in crate::cli) fn write_all(folder: &mut Folder, jobs: Vec<Job<'_>>) -> Result<(), Failure> {
    let made: Vec<_> = jobs.into_par_iter().with_max_len(1).map(|job| job()).collect();
    made.into_iter().try_for_each(|files| files?.iter().try_for_each(|file| file.write(folder)))
}

/// Writes a table into a folder.
pub(in crate::cli) fn write_table(
    folder: &mut Folder,
    name: &str,
    fill: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>,
) -> Result<(), Failure> {
    let mut bytes = Vec::new();
    fill(&mut bytes).map_err(|reason| folder.failed(name, reason))?;
    Ok(folder.write(name, &bytes)?)
}
