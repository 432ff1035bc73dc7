//! The events of replications, made again and written as they come.

use std::num::NonZeroUsize;
use std::ops::Range;

use super::growing::Waiting;
use super::progress::Progress;
use crate::cli::args::TableForm;
use crate::cli::failure::Failure;
use crate::output::Folder;
use crate::output::tables::{EventRow, event_columns};
use crate::plan::Plan;
use crate::record::{EventLog, LoggedEvent};
use crate::study::{Ended, StudyError, Watch, replay};

/// Rows of `events`: all events of a replication.
pub(in crate::cli) fn rows(replication: u64, events: &[LoggedEvent]) -> Vec<EventRow> {
    (0..).zip(events).map(|(number, event)| (replication, number, *event)).collect()
}

/// Makes replications again and writes their events into a folder. Nobody keeps events beside: they are many, and what
/// makes them is at hand.
pub(in crate::cli) fn write(
    (plan, replications): (&Plan, Range<u64>),
    forms: &[TableForm],
    (jobs, quiet): (Option<NonZeroUsize>, bool),
    folder: &mut Folder,
) -> Result<Result<Ended, StudyError>, Failure> {
    let mut events = Waiting::begin("events", || event_columns(plan), forms, folder)?;
    let progress = Progress::new(replications.end - replications.start, quiet);
    progress.at("events");
    let recorder = (|| EventLog::new(plan), |log: &EventLog<'_>| log.rows().to_vec());
    let made = replay((plan, replications), (jobs, &progress), recorder, &mut |replication, rows_of| {
        events.write(&rows(replication, &rows_of));
    });
    progress.finish();
    events.finish(folder)?;
    Ok(made)
}
