//! `noria sheets`: when every vehicle should be where, to be printed and filled in.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::ValueHint;
use serde::Serialize;
use serde_json::json;

use super::run::read;
use crate::cli::args::ScenarioArgs;
use crate::cli::failure::Failure;
use crate::cli::job::progress::Progress;
use crate::cli::job::question::Question;
use crate::cli::job::several::{self, Read};
use crate::cli::job::threads;
use crate::cli::print;
use crate::output::{self, Folder};
use crate::plan::Plan;
use crate::study::{Sheets, sheets as studied};

#[derive(Debug, clap::Args, Serialize)]
pub(in crate::cli) struct SheetsArgs {
    #[command(flatten)]
    pub scenario: ScenarioArgs,

    /// How many replications to forecast from [default: the scenario's, at most 1000]
    #[arg(long, short = 'n', value_name = "N", value_parser = clap::value_parser!(u64).range(1..=100_000))]
    replications: Option<u64>,

    /// How many threads to use; results are the same with any number
    #[arg(long, short = 'j', value_name = "N", value_parser = threads)]
    #[serde(skip)]
    jobs: Option<NonZeroUsize>,

    /// The output folder [default: out/<name>-sheets]
    #[arg(long, short = 'o', value_name = "DIR", value_hint = ValueHint::DirPath)]
    #[serde(skip)]
    out: Option<PathBuf>,

    /// Print no progress and nothing at the end
    #[arg(long, short = 'q')]
    #[serde(skip)]
    quiet: bool,
}

/// As many replications are enough to say when nine of ten have come.
const ENOUGH: u64 = 1000;

pub(in crate::cli) fn sheets(args: &SheetsArgs) -> Result<(), Failure> {
    let begun = Instant::now();
    let (scenario, plan) = read(&args.scenario)?;
    let read = Read::new(scenario);
    let replications = args.replications.unwrap_or(plan.replications.min(ENOUGH));
    let usual = PathBuf::from("out").join(format!("{}-sheets", plan.name));
    let asked = (plan.seed, replications);
    let question = Question::new(("sheets", &asked), [read.hash()], (args.out.as_deref(), usual), args.quiet);
    let mut folder = question.folder()?;
    let progress = Progress::new(replications, args.quiet);
    let made = studied(&plan, replications, (args.jobs, &progress));
    progress.finish();
    let made = made.map_err(|error| {
        let set = &args.scenario.set;
        let (command, replication) =
            (several::trace_command(&args.scenario.scenario, set, plan.seed), error.replication());
        Failure::Run(format!(
            "error: {error}\n  = help: `{command} --replication {replication}` shows what led to it; nothing was written"
        ))
    })?;
    let Some(made) = made else {
        return Err(Failure::interrupted_in_vain());
    };
    write(&plan, &made, &mut folder)?;
    let how = json!({ "replications": replications });
    let manifest = output::manifest_of_several(&plan, "sheets", &[read.input()], &how, folder.hashes());
    folder.write_unhashed("manifest.json", format!("{manifest:#}\n").as_bytes())?;
    folder.write_record(several::run_record(begun, &[replications], args.jobs))?;
    let target = folder.publish()?;
    if args.quiet { Ok(()) } else { print(&told(&made, &target)) }
}

fn write(plan: &Plan, sheets: &Sheets, folder: &mut Folder) -> Result<(), Failure> {
    several::write_table(folder, "sheets.csv", |out| output::tables::sheets(plan, sheets).csv(out))?;
    #[cfg(feature = "spreadsheets")]
    {
        let book =
            output::sheets_xlsx(plan, sheets).map_err(|reason| folder.failed("sheets.xlsx", reason))?;
        // It is packed, and other processors may pack it in another way.
        folder.write_unhashed("sheets.xlsx", &book)?;
    }
    Ok(folder.write("sheets.html", output::sheets_html(plan, sheets).as_bytes())?)
}

/// What there is now, and what to do with it.
fn told(sheets: &Sheets, target: &Path) -> String {
    let (count, runs) = (sheets.sheets.len(), sheets.replications);
    let idle = sheets.sheets.iter().filter(|sheet| sheet.stops.is_empty()).count();
    let idle = match idle {
        0 => String::new(),
        1 => "1 of them is not needed in more than 9 of 10 runs: it stands by\n".to_owned(),
        idle => format!("{idle} of them are not needed in more than 9 of 10 runs: they stand by\n"),
    };
    let sheets =
        if count == 1 { "a sheet for 1 vehicle".to_owned() } else { format!("sheets for {count} vehicles") };
    let runs = if runs == 1 { "1 run".to_owned() } else { format!("{runs} runs") };
    let target = target.display();
    format!(
        "{sheets}, from {runs}\n{idle}\
         to print: open {target}/sheets.html in a browser\nwritten to {target}\n"
    )
}
