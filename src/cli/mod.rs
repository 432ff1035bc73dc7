//! The program: words, progress and exit codes. It knows nothing of how anything works.
//!
//! Standard output carries data, standard error messages and progress.

mod args;
mod check;
mod compare;
mod each;
mod failure;
mod fleet;
mod found;
mod keep;
mod late;
mod merge;
mod new;
mod overrides;
mod parties;
mod progress;
mod run;
mod sensitivity;
mod several;
mod shard;
mod sweep;
mod table;
mod tables;
mod trace;
mod waits;
mod world;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{Args, Command};
use failure::Failure;

/// Runs the program with the arguments of this process.
#[must_use]
pub fn main() -> ExitCode {
    let outcome = match Args::parse().command {
        Command::Run(args) => run::run(&args),
        Command::Compare(args) => compare::compare(&args),
        Command::Sweep(args) => sweep::sweep(&args),
        Command::Fleet(args) => fleet::fleet(&args),
        Command::Check(args) => check::check(&args),
        Command::Trace(args) => trace::trace(&args),
        Command::Merge(args) => merge::merge(&args),
        Command::New(args) => new::new(&args),
        Command::Schema => print(&format!("{:#}\n", crate::scenario::Scenario::schema())),
        Command::Completions { shell } => completions(shell),
        Command::Man => manual(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

/// Writes data to standard output.
fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Failure::from_stdout)
}

fn completions(shell: clap_complete::Shell) -> Result<(), Failure> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "noria", &mut text);
    print(&String::from_utf8_lossy(&text))
}

fn manual() -> Result<(), Failure> {
    let mut text = Vec::new();
    clap_mangen::Man::new(Args::command()).render(&mut text).map_err(Failure::from_stdout)?;
    print(&String::from_utf8_lossy(&text))
}
