//! What went wrong, in words and as an exit code.

use std::io::{self, Write};
use std::process::ExitCode;

use super::usage::metric_for_path;
use crate::output::OutputError;
use crate::scenario::{Problems, ScenarioError, visible};
use crate::store::{ShardError, StoreError};
use crate::study::WrongSettings;

/// A code with which the program ends.
pub(super) struct Code {
    pub(super) number: u8,
    /// In a few words, as `noria --help` says it.
    pub(super) words: &'static str,
    /// In a sentence.
    pub(super) about: &'static str,
}

const fn code(number: u8, words: &'static str, about: &'static str) -> Code {
    Code { number, words, about }
}

/// Every code, from the least to the greatest.
pub(super) const CODES: [Code; 7] = [
    code(0, "done", "done"),
    code(
        1,
        "the run failed",
        "the run failed: vehicles wait for others who never come, or the audit found a fault",
    ),
    code(2, "the command line is wrong", "the command line is wrong"),
    code(3, "the scenario is wrong", "the scenario is wrong"),
    code(
        4,
        "the goal cannot be reached",
        "the goal cannot be reached (kept for searches), or a calibration did not reach the stated errors",
    ),
    code(5, "reading or writing failed", "reading or writing failed"),
    code(130, "interrupted", "you interrupted it: what was complete is written, and marked as interrupted"),
];

/// All codes in a sentence.
pub(super) fn codes() -> String {
    let told: Vec<String> = CODES.iter().map(|code| format!("{} {}", code.number, code.words)).collect();
    format!("Exit codes: {}.", told.join(", "))
}

/// Why the program ends early.
#[derive(Debug)]
pub(super) enum Failure {
    /// The run failed.
    Run(String),
    /// Wrong usage that the definition of the arguments cannot find.
    Usage(String),
    /// The scenario is wrong.
    Scenario(Problems),
    /// A spreadsheet says nothing of which a scenario could be made.
    Table(String),
    /// Settings of the scenario are wrong.
    Settings(Box<WrongSettings>),
    /// The goal cannot be reached.
    Unreachable(String),
    /// Input or output failed.
    Io(String),
    /// What went wrong has been told on standard output.
    Told(Box<Failure>),
    /// The user interrupted it; what was complete has been written.
    Interrupted,
    /// The user interrupted it; what was complete is kept, for the same command to go on from.
    Paused,
    /// The user interrupted it, and what was complete could not be kept.
    Lost,
    /// Nobody reads standard output any more: no error.
    BrokenPipe,
}

impl Failure {
    pub(super) fn from_stdout(reason: io::Error) -> Failure {
        match reason.kind() {
            io::ErrorKind::BrokenPipe => Failure::BrokenPipe,
            _ => Failure::Io(format!("error: writing to standard output failed: {reason}")),
        }
    }

    /// The user interrupted it before there was anything whole to write.
    pub(super) fn interrupted_in_vain() -> Failure {
        say("interrupted: nothing was written");
        Failure::Told(Box::new(Failure::Interrupted))
    }

    fn code(&self) -> u8 {
        match self {
            Failure::BrokenPipe => 0,
            Failure::Run(_) => 1,
            Failure::Usage(_) => 2,
            Failure::Scenario(_) | Failure::Table(_) | Failure::Settings(_) => 3,
            Failure::Unreachable(_) => 4,
            Failure::Io(_) => 5,
            Failure::Interrupted | Failure::Paused | Failure::Lost => 130,
            Failure::Told(failure) => failure.code(),
        }
    }

    /// Says what went wrong on standard error.
    pub(super) fn report(self) -> ExitCode {
        let code = self.code();
        let message = match self {
            Failure::Run(message)
            | Failure::Usage(message)
            | Failure::Table(message)
            | Failure::Unreachable(message)
            | Failure::Io(message) => message,
            Failure::Told(_) | Failure::BrokenPipe => return ExitCode::from(code),
            Failure::Scenario(mut problems) => {
                problems.help_with_paths(metric_for_path);
                say_styled(&problems.styled());
                return ExitCode::from(code);
            }
            Failure::Settings(mut wrong) => {
                wrong.problems.help_with_paths(metric_for_path);
                say_styled(&wrong.problems.styled());
                wrong.which()
            }
            Failure::Interrupted => {
                "interrupted: what was complete has been written, and is marked as interrupted".to_owned()
            }
            Failure::Paused => {
                "interrupted: what was complete is kept, and the same command goes on from it".to_owned()
            }
            Failure::Lost => "interrupted: not all that was complete could be kept".to_owned(),
        };
        say(&message);
        ExitCode::from(code)
    }
}

/// Says something on standard error. Where nobody can be told, as on a full disk, the exit code has to do.
pub(super) fn say(message: &str) {
    say_styled(&visible(message));
}

/// The same of what has colours, and of which everything that comes from outside has been made visible.
fn say_styled(message: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{message}");
}

impl From<ScenarioError> for Failure {
    fn from(error: ScenarioError) -> Failure {
        match error {
            ScenarioError::Wrong(problems) => Failure::Scenario(problems),
            unreadable => Failure::Io(unreadable.to_string()),
        }
    }
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Failure {
        Failure::Scenario(problems)
    }
}

impl From<OutputError> for Failure {
    fn from(error: OutputError) -> Failure {
        Failure::Io(format!("error: {error}"))
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        Failure::Io(format!("error: {error}"))
    }
}

impl From<ShardError> for Failure {
    fn from(error: ShardError) -> Failure {
        Failure::Io(format!("error: {error}"))
    }
}
