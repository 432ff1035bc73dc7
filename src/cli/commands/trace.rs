//! `noria trace`: every event of one replication, in words or as typed records.

use std::fs;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

use serde_json::json;

use super::run::{no_replication, read};
use crate::cli::args::{TableForm, TraceArgs, TraceForm};
use crate::cli::failure::{Failure, say};
use crate::cli::job::events;
use crate::cli::job::growing::Growing;
use crate::engine::Engine;
use crate::output::tables::event_columns;
use crate::plan::Plan;
use crate::record::{EventLog, Trace, TraceRow};
use crate::scenario::{visible, visible_json};
use crate::study::{Pick, Study};

pub(in crate::cli) fn trace(args: &TraceArgs) -> Result<(), Failure> {
    match (args.format.table(), &args.out) {
        (None, None) => in_words(args),
        (None, Some(_)) => Err(Failure::Usage(
            "error: --out: words are printed\n  = help: add --format csv, jsonl or parquet for a file of typed \
             records"
                .into(),
        )),
        (Some(form), out) => typed(args, form, out.as_deref()),
    }
}

fn in_words(args: &TraceArgs) -> Result<(), Failure> {
    let (_, plan) = read(&args.scenario)?;
    let mut engine = Engine::new(&plan, Trace::new(&plan));
    let outcome = engine.run(sought(args, &plan)?);
    let mut out = BufWriter::new(io::stdout().lock());
    let rows = engine.recorder().rows();
    let written = rows.iter().try_for_each(|row| write_row(&plan, row, args.format, &mut out));
    written.and_then(|()| out.flush()).map_err(Failure::from_stdout)?;
    outcome.map(|_| ()).map_err(|stall| Failure::Run(format!("error: {stall}")))
}

/// The replication that is asked for; where it must be sought, says which it is.
fn sought(args: &TraceArgs, plan: &Plan) -> Result<u64, Failure> {
    if let Pick::Number(number) = args.replication {
        return match args.replications {
            Some(most) if number >= most => Err(no_replication("--replication", number, most)),
            _ => Ok(number),
        };
    }
    let study = Study::of(plan).replications(args.replications.unwrap_or(plan.replications));
    let made = study.without_headcounts().run().map_err(|error| {
        Failure::Run(format!(
            "error: {error}\n  = help: `--replication {}` shows what led to it",
            error.replication()
        ))
    })?;
    let picked = made.pick(plan, args.replication);
    say(&format!("note: {picked}"));
    Ok(picked.number)
}

/// A record for each event, to standard output or into a file.
fn typed(args: &TraceArgs, form: TableForm, out: Option<&Path>) -> Result<(), Failure> {
    if let Some(path) = out.filter(|path| fs::symlink_metadata(path).is_ok()) {
        return Err(is_there(path));
    }
    if out.is_none() && io::stdout().is_terminal() && !matches!(form, TableForm::Csv | TableForm::Jsonl) {
        return Err(Failure::Usage(
            "error: --format parquet is not for a terminal\n  = help: give a file with --out".into(),
        ));
    }
    let (_, plan) = read(&args.scenario)?;
    let mut engine = Engine::new(&plan, EventLog::new(&plan));
    let number = sought(args, &plan)?;
    let outcome = engine.run(number);
    let rows = events::rows(number, engine.recorder().rows());
    let fill = |out: Vec<u8>| {
        let mut table = Growing::begin(form, event_columns(&plan), out)?;
        table.write(&rows)?;
        table.finish()
    };
    let made = fill(Vec::new());
    match out {
        None => made.and_then(|bytes| io::stdout().lock().write_all(&bytes)).map_err(Failure::from_stdout)?,
        Some(path) => {
            made.and_then(|bytes| write_new(path, &bytes)).map_err(|reason| failed(path, &reason))?
        }
    }
    outcome.map(|_| ()).map_err(|stall| Failure::Run(format!("error: {stall}")))
}

/// The folder in which a file is.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Writes a file whole or not at all, and never over another.
fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = folder_of(path);
    let mut file = tempfile::Builder::new();
    file.prefix(".noria-trace-");
    #[cfg(unix)]
    let usual: fs::Permissions = std::os::unix::fs::PermissionsExt::from_mode(0o666);
    #[cfg(unix)]
    file.permissions(usual);
    let mut file = file.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path).map(drop).map_err(|failed| failed.error)
}

fn is_there(path: &Path) -> Failure {
    let path = path.display();
    Failure::Io(format!(
        "error: `{path}` is there already and stays\n  = help: give another name, or remove it"
    ))
}

fn failed(path: &Path, reason: &io::Error) -> Failure {
    match reason.kind() {
        io::ErrorKind::AlreadyExists => is_there(path),
        _ if !folder_of(path).is_dir() => {
            let (path, folder) = (path.display(), folder_of(path).display());
            Failure::Io(format!(
                "error: `{path}` could not be written: there is no folder `{folder}`\n  = help: make it, or give another"
            ))
        }
        _ => Failure::Io(format!(
            "error: `{}` could not be written: {reason}\n  = help: choose another name or folder",
            path.display()
        )),
    }
}

fn write_row(plan: &Plan, row: &TraceRow, format: TraceForm, out: &mut impl Write) -> io::Result<()> {
    let TraceRow { event, actor, then } = row;
    if format == TraceForm::Json {
        let record = json!({
            "time": plan.clock.rfc3339(event.tick),
            "seconds": event.tick.seconds(),
            "rank": event.rank,
            "actor": actor,
            "event": event.kind.name(),
            "people": event.count,
            "then": then,
        });
        return writeln!(out, "{}", visible_json(&record.to_string()));
    }
    let time = plan.clock.day_and_time(event.tick);
    let people = if event.count > 0 { format!(" ({} people)", event.count) } else { String::new() };
    let (seconds, actor) = (event.tick.seconds(), visible(actor));
    writeln!(out, "{time:>12}  {seconds:>10.3} s  {actor}: {}{people}", event.kind.name())?;
    then.iter().try_for_each(|words| writeln!(out, "{:>29}{}", "", visible(words)))
}
