//! What is wrong with what was typed, and the way out.

use std::path::Path;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::failure::{Failure, say};
use crate::record::every_metric;

/// Help and version that were asked for, or what is wrong with what was typed.
pub(super) fn usage(told: &clap::Error) -> ExitCode {
    if let Some(message) = no_command(told) {
        say(&message);
        return ExitCode::from(2);
    }
    let shown = told.print().or_else(|reason| match told.use_stderr() {
        true => Ok(()),
        false => Err(Failure::from_stdout(reason)),
    });
    match shown {
        Ok(()) => ExitCode::from(u8::try_from(told.exit_code()).unwrap_or(2)),
        Err(failure) => failure.report(),
    }
}

/// That a scenario stands where a command is needed, and what to type.
fn no_command(told: &clap::Error) -> Option<String> {
    let Some(ContextValue::String(typed)) = told.get(ContextKind::InvalidSubcommand) else { return None };
    let scenario = [typed.clone(), format!("{typed}.toml")]
        .into_iter()
        .find(|name| name.ends_with(".toml") && (name == typed || Path::new(name).is_file()))?;
    let words = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned());
    let words = words.map(|word| if word == *typed { scenario.clone() } else { word });
    let line: Vec<String> = words.map(|word| in_shell(&word)).collect();
    (told.kind() == ErrorKind::InvalidSubcommand).then(|| {
        format!(
            "error: `{typed}` is a scenario, not a command\n  = help: to run it, type `noria run {}`; to check it, \
             `noria check {}`",
            line.join(" "),
            in_shell(&scenario)
        )
    })
}

/// A word as shells take it.
fn in_shell(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./=,:%+".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) { word.to_owned() } else { format!("'{word}'") }
}

/// The way out for somebody who wrote a metric where the path of a value is needed; none if it is no metric.
pub(super) fn metric_for_path(typed: &str) -> Option<String> {
    let name = typed.split(['[', '=']).next().unwrap_or(typed).trim();
    let is_metric = every_metric().iter().any(|metric| metric.name == name);
    is_metric.then(|| {
        format!(
            "`{name}` is a metric, which runs find; a path names a value of the scenario, as in fleets.buses.count: \
             `noria explain` shows which there are"
        )
    })
}
