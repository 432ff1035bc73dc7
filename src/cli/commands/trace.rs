//! `noria trace`: every event of one replication.

use std::io::{self, BufWriter, Write};

use serde_json::json;

use super::run::read;
use crate::cli::args::{Format, TraceArgs};
use crate::cli::failure::Failure;
use crate::engine::Engine;
use crate::plan::Plan;
use crate::record::{Trace, TraceRow};
use crate::scenario::{visible, visible_json};

pub(in crate::cli) fn trace(args: &TraceArgs) -> Result<(), Failure> {
    let (_, plan) = read(&args.scenario)?;
    let mut engine = Engine::new(&plan, Trace::new(&plan));
    let outcome = engine.run(args.replication);
    let mut out = BufWriter::new(io::stdout().lock());
    let rows = engine.recorder().rows();
    let written = rows.iter().try_for_each(|row| write_row(&plan, row, args.format, &mut out));
    written.and_then(|()| out.flush()).map_err(Failure::from_stdout)?;
    outcome.map(|_| ()).map_err(|stall| Failure::Run(format!("error: {stall}")))
}

fn write_row(plan: &Plan, row: &TraceRow, format: Format, out: &mut impl Write) -> io::Result<()> {
    let TraceRow { event, actor, then } = row;
    match format {
        Format::Json => {
            let record = json!({
                "time": plan.clock.rfc3339(event.tick),
                "seconds": event.tick.seconds(),
                "rank": event.rank,
                "actor": actor,
                "event": event.kind.name(),
                "people": event.count,
                "then": then,
            });
            writeln!(out, "{}", visible_json(&record.to_string()))
        }
        Format::Text => {
            let time = plan.clock.day_and_time(event.tick);
            let people = if event.count > 0 { format!(" ({} people)", event.count) } else { String::new() };
            writeln!(
                out,
                "{time:>12}  {:>10.3} s  {}: {}{people}",
                event.tick.seconds(),
                visible(actor),
                event.kind.name()
            )?;
            then.iter().try_for_each(|words| writeln!(out, "{:>29}{}", "", visible(words)))
        }
    }
}
