//! The program: words, progress and exit codes. It knows nothing of how anything works.
//!
//! Standard output carries data, standard error messages and progress.
//!
//! - `args`: what can be typed; `forms`: in which forms things are written; `changes`: what of it changes the scenario;
//! - `complete`: words that shells complete;
//! - `examples`: of each command, for its help and its page of the manual;
//! - `commands`: what each command does, one a file;
//! - `job`: what commands that make a study share: progress, kept blocks, parts, the files of a folder;
//! - `usage`: what is wrong with what was typed;
//! - `words`: what is said of scenarios and results;
//! - `failure`: what went wrong, in words and as an exit code.

mod args;
mod changes;
mod commands;
mod complete;
mod examples;
mod failure;
mod forms;
mod job;
mod usage;
mod words;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::FromArgMatches;

use args::{Args, Command};
use commands::{
    calibrate, check, compare, explain, fleet, man, merge, metrics, new, run, sheets, sweep, trace,
};
use failure::Failure;

use crate::scenario::{Scenario, visible, visible_json};

/// Runs the program with the arguments of this process.
#[must_use]
pub fn main() -> ExitCode {
    heed_limits();
    crate::study::make_threads();
    let args = match typed() {
        Ok(args) => args,
        Err(told) => return usage::usage(&told),
    };
    match args.command.spelt_out().and_then(done) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

/// Does what a command says.
fn done(command: Command) -> Result<(), Failure> {
    match command {
        Command::Run(args) => run::run(&args),
        Command::Compare(args) => compare::compare(&args),
        Command::Sweep(args) => sweep::sweep(&args),
        Command::Fleet(args) => fleet::fleet(&args),
        Command::Calibrate(args) => calibrate::calibrate(&args),
        Command::Check(args) => check::check(&args),
        Command::Trace(args) => trace::trace(&args),
        Command::Sheets(args) => sheets::sheets(&args),
        Command::Merge(args) => merge::merge(&args),
        Command::New(args) => new::new(&args),
        Command::Explain(args) => explain::explain(&args),
        Command::Metrics(args) => metrics::metrics(&args),
        Command::Schema => print_json(&format!("{:#}\n", Scenario::schema())),
        Command::Completions { shell } => completions(shell),
        Command::Man(args) => man::man(&args),
    }
}

/// The arguments of this process.
fn typed() -> Result<Args, clap::Error> {
    let mut command = examples::command();
    let mut matches = command.try_get_matches_from_mut(std::env::args_os())?;
    Args::from_arg_matches_mut(&mut matches).map_err(|told| told.format(&mut command))
}

/// Lets a write that a limit on the size of files stops fail like any other, in place of ending the program.
fn heed_limits() {
    #[cfg(unix)]
    {
        let heeded = std::sync::Arc::default();
        let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, heeded);
    }
}

/// Writes words to standard output.
fn print(text: &str) -> Result<(), Failure> {
    write(&visible(text))
}

/// Writes JSON to standard output.
fn print_json(text: &str) -> Result<(), Failure> {
    write(&visible_json(text))
}

fn write(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Failure::from_stdout)
}

fn completions(shell: clap_complete::Shell) -> Result<(), Failure> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut examples::command(), "noria", &mut text);
    write(&String::from_utf8_lossy(&text))
}
