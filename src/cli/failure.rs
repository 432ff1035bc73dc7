//! What went wrong, in words and as an exit code.

use std::io::{self, Write};
use std::process::ExitCode;

use crate::output::OutputError;
use crate::scenario::{Problems, ScenarioError, visible};
use crate::store::{ShardError, StoreError};
use crate::study::WrongSettings;

/// Why the program ends early.
#[derive(Debug)]
pub(super) enum Failure {
    /// The run failed.
    Run(String),
    /// Wrong usage that the definition of the arguments cannot find.
    Usage(String),
    /// The scenario is wrong.
    Scenario(Problems),
    /// Settings of the scenario are wrong.
    Settings(Box<WrongSettings>),
    /// The goal cannot be reached.
    Unreachable(String),
    /// Input or output failed.
    Io(String),
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

    /// Says what went wrong on standard error.
    pub(super) fn report(self) -> ExitCode {
        let (message, code) = match self {
            Failure::Run(message) => (message, 1),
            Failure::Usage(message) => (message, 2),
            Failure::Scenario(problems) => {
                say_styled(&problems.styled());
                return ExitCode::from(3);
            }
            Failure::Settings(wrong) => {
                say_styled(&wrong.problems.styled());
                (wrong.which(), 3)
            }
            Failure::Unreachable(message) => (message, 4),
            Failure::Io(message) => (message, 5),
            Failure::Interrupted => (
                "interrupted: what was complete has been written, and is marked as interrupted".to_owned(),
                130,
            ),
            Failure::Paused => (
                "interrupted: what was complete is kept, and the same command goes on from it".to_owned(),
                130,
            ),
            Failure::Lost => ("interrupted: not all that was complete could be kept".to_owned(), 130),
            Failure::BrokenPipe => return ExitCode::SUCCESS,
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
