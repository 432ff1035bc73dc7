//! `noria run`: all replications, the output folder, a table.

use std::path::PathBuf;
use std::time::Instant;

use super::sweep::usage;
use crate::cli::args::{EventsKept, Format, RunArgs, ScenarioArgs, TripsKept};
use crate::cli::failure::{Failure, say};
use crate::cli::job::events;
use crate::cli::job::growing::Waiting;
use crate::cli::job::keep::Kept;
use crate::cli::job::progress::Progress;
use crate::cli::job::question::Question;
use crate::cli::job::several::{self, Job, Made};
use crate::cli::job::shard::{Parted, Study, Work};
use crate::cli::job::tables;
use crate::cli::words::late;
use crate::cli::words::table;
use crate::cli::{print, print_json};
use crate::engine::Engine;
use crate::output::{self, Folder, Input, Making, OutputError};
use crate::plan::Plan;
#[cfg(feature = "plots")]
use crate::record::Journal;
use crate::record::{Recorder, Trip, TripLog};
use crate::scenario::Scenario;
use crate::store::{Key, Shards, Store};
#[cfg(feature = "plots")]
use crate::study::Picked;
use crate::study::{
    Ended, Ensemble, PRECISION_CAP, Pick, Precision, RunOptions, Study as Runs, StudyError, Trips, on_threads,
};

/// Reads a scenario with what the command line changes in it, and makes its plan.
pub(super) fn read(args: &ScenarioArgs) -> Result<(Scenario, Plan), Failure> {
    let mut scenario = Scenario::read(&args.scenario)?;
    for (path, value) in &args.set {
        scenario = scenario.set(path, value)?;
    }
    let mut plan = scenario.plan()?;
    plan.seed = args.seed.unwrap_or(plan.seed);
    Ok((scenario, plan))
}

pub(in crate::cli) fn run(args: &RunArgs) -> Result<(), Failure> {
    let (scenario, plan) = read(&args.scenario)?;
    let settings = settings(args, &plan)?;
    let target = target(args, &plan);
    let keys = vec![Key::of(&scenario.hash(), plan.seed, &settings)];
    if let Some(part) = args.part.shard {
        let replications = settings.replications.unwrap_or(plan.replications);
        let study = Study::of_run(&scenario, &plan, args);
        let parted = Parted { plans: &&plan, settings: &settings, keys, replications, study };
        let failed = |_, error: &StudyError| failure_of(error, args);
        return parted.make(part, &args.part.keep, (&target, args.format, args.quiet), failed);
    }
    let question = question(args, &scenario, &plan);
    let folder = question.folder()?;
    let kept = Kept::open(&args.part.keep, question.target(), keys, args.quiet)?;
    let made = make(args, (&scenario, &plan), &settings, (kept.store(), folder));
    kept.close(made)
}

/// What is asked, and where the answer goes.
fn question(args: &RunArgs, scenario: &Scenario, plan: &Plan) -> Question {
    let place = (args.out.as_deref(), PathBuf::from("out").join(&plan.name));
    let mut asked = Study::of_run(scenario, plan, args).work;
    if let (Work::Run(asked), Some(_)) = (&mut asked, &args.precision) {
        // As many as it takes, unless a number is given.
        asked.replications = args.replications;
    }
    Question::new(("run", &asked), [scenario.hash().as_str()], place, args.quiet)
}

/// Where a part of a run goes.
fn target(args: &RunArgs, plan: &Plan) -> PathBuf {
    args.out.clone().unwrap_or_else(|| PathBuf::from("out").join(&plan.name))
}

/// Joins the parts of a run.
pub(super) fn merge(args: &RunArgs, scenario: &Scenario, shards: &Shards) -> Result<(), Failure> {
    let mut plan = scenario.plan()?;
    plan.seed = args.scenario.seed.unwrap_or(plan.seed);
    let question = question(args, scenario, &plan);
    shards.spare(question.target())?;
    let settings = settings(args, &plan)?;
    let keys = vec![Key::of(&scenario.hash(), plan.seed, &settings)];
    let replications = settings.replications.unwrap_or(plan.replications);
    let plans = &plan;
    let store = shards.open(keys, |part| part.tasks(&plans, replications))?;
    make(args, (scenario, &plan), &settings, (&store, question.folder()?))
}

/// Makes the output folder with blocks that are known, and others.
fn make(
    args: &RunArgs,
    (scenario, plan): (&Scenario, &Plan),
    settings: &RunOptions,
    (store, mut folder): (&Store, Folder),
) -> Result<(), Failure> {
    let begun = Instant::now();
    let ensemble = study(args, plan, settings, store, &mut folder)?;
    if ensemble.replications == 0 {
        return Err(Failure::Run(
            "error: interrupted before a replication was complete; nothing was written".into(),
        ));
    }
    write(args, (scenario, plan), &ensemble, &mut folder)?;
    let run = several::run_record(begun, &[ensemble.replications], args.jobs);
    folder.write_record(run)?;
    let target = folder.publish()?;
    match args.format {
        Format::Json => {
            if !args.quiet {
                late::too_late(plan).iter().for_each(|warning| say(warning));
            }
            print_json(&format!("{:#}\n", output::summary(plan, &scenario.hash(), &ensemble)))?;
        }
        Format::Text if args.quiet => {}
        Format::Text => print(&table::of_run((plan, scenario), &ensemble, &target, &args.figures))?,
    }
    if ensemble.interrupted { Err(Failure::Interrupted) } else { Ok(()) }
}

fn settings(args: &RunArgs, plan: &Plan) -> Result<RunOptions, Failure> {
    let precision = args.precision.as_deref().map(str::parse::<Precision>).transpose();
    let precision = precision.map_err(|wrong| Failure::Usage(format!("error: --precision: {wrong}")))?;
    let names = crate::record::metric_names(plan);
    if let Some((metric, group)) =
        precision.as_ref().filter(|p| p.place(&names).is_none()).and_then(|p| p.metric.clone())
    {
        let asked = format!("{metric}[{group}]");
        return Err(usage("--precision", &several::no_metric(&asked, &names)));
    }
    let most =
        args.replications.unwrap_or(if precision.is_some() { PRECISION_CAP } else { plan.replications });
    let is_there = |option: &str, number: u64| match number < most {
        true => Ok(()),
        false => Err(no_replication(option, number, most)),
    };
    if let Some(EventsKept::Of(number)) = args.events {
        is_there("--events", number)?;
    }
    if let Pick::Number(number) = args.replication
        && precision.is_none()
    {
        is_there("--replication", number)?;
    }
    Ok(RunOptions {
        replications: args.replications,
        jobs: args.jobs,
        audit: args.audit,
        trips: if args.trips == TripsKept::All { Trips::All } else { Trips::First },
        precision,
        no_headcounts: false,
    })
}

/// That a replication is asked for which is not made.
pub(super) fn no_replication(option: &str, number: u64, most: u64) -> Failure {
    usage(
        option,
        &format!(
            "there is no replication {number}\n  = help: {most} are made, with numbers from 0 to {}",
            most - 1
        ),
    )
}

/// Runs the study; trips go into the folder as they come.
fn study(
    args: &RunArgs,
    plan: &Plan,
    settings: &RunOptions,
    store: &Store,
    folder: &mut Folder,
) -> Result<Ensemble, Failure> {
    let mut trips = Waiting::begin("trips", || output::tables::trip_columns(plan), &args.tables, folder)?;
    // Another replication's trips are written when it is known which that is.
    let is_another = args.trips == TripsKept::First && args.replication != Pick::default();
    let unless_told = if settings.precision.is_some() { PRECISION_CAP } else { plan.replications };
    let progress = Progress::new(settings.replications.unwrap_or(unless_told), args.quiet);
    let numbered = |replication: u64, rows: &[Trip]| -> Vec<(u64, Trip)> {
        rows.iter().map(|trip| (replication, *trip)).collect()
    };
    let mut sink = |replication, rows: &[Trip]| {
        if !is_another {
            trips.write(&numbered(replication, rows));
        }
    };
    let study = Runs::of(plan).with(settings).watched(&progress).kept(store);
    let ensemble = study.trips(settings.trips, &mut sink).run();
    progress.finish();
    let ensemble = ensemble.map_err(|error| failure_of(&error, args))?;
    if is_another && ensemble.replications > 0 {
        let number = ensemble.pick(plan, args.replication).number;
        trips.write(&numbered(number, again(plan, number, TripLog::new(plan))?.rows()));
    }
    trips.finish(folder)?;
    if let Some(kept) = args.events {
        let of = match kept {
            EventsKept::Of(replication) => replication..replication + 1,
            EventsKept::All => 0..ensemble.replications,
        };
        let written = events::write((plan, of), &args.tables, (args.jobs, args.quiet), folder)?;
        if written.map_err(|error| failure_of(&error, args))? == Ended::Interrupted {
            return Err(Failure::interrupted_in_vain());
        }
    }
    Ok(ensemble)
}

/// What a recorder sees in a replication that is made again: luck has an address, so that it goes as it did.
fn again<R: Recorder>(plan: &Plan, replication: u64, mut recorder: R) -> Result<R, Failure> {
    let outcome = Engine::new(plan, &mut recorder).run(replication);
    outcome.map_err(|stall| Failure::Run(format!("error: {stall}")))?;
    Ok(recorder)
}

/// A failed run with the command that shows what led to it.
fn failure_of(error: &StudyError, args: &RunArgs) -> Failure {
    let mut command = format!("noria trace {}", args.scenario.scenario.display());
    for (path, value) in &args.scenario.set {
        command.push_str(&format!(" --set '{path}={value}'"));
    }
    if let Some(seed) = args.scenario.seed {
        command.push_str(&format!(" --seed {seed}"));
    }
    let replication = error.replication();
    Failure::Run(format!(
        "error: {error}\n  = help: `{command} --replication {replication}` shows what led to it; nothing was written"
    ))
}

fn write(
    args: &RunArgs,
    (scenario, plan): (&Scenario, &Plan),
    ensemble: &Ensemble,
    folder: &mut Folder,
) -> Result<(), Failure> {
    let hash = scenario.hash();
    let files: Vec<(String, String)> =
        scenario.files().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
    on_threads(args.jobs, || write_results(args, (scenario, plan, &hash), ensemble, folder))?;
    let input = Input { text: scenario.text(), overrides: scenario.overrides(), files: &files, hash: &hash };
    let events = args.events.map(|events| events.to_string());
    let making = Making {
        trips: if args.trips == TripsKept::All { "all" } else { "first" },
        events: events.as_deref(),
        tidy: args.tidy,
        shown: &ensemble.pick(plan, args.replication),
        plots: args.figures.are_drawn(),
        figures: &args.figures.record(),
        precision: args.precision.as_deref(),
    };
    let manifest = output::manifest(plan, input, making, ensemble, folder.hashes());
    folder.write_unhashed("manifest.json", format!("{manifest:#}\n").as_bytes())?;
    Ok(())
}

/// Writes what is reckoned and drawn, all of it side by side.
fn write_results(
    args: &RunArgs,
    (scenario, plan, hash): (&Scenario, &Plan, &str),
    ensemble: &Ensemble,
    folder: &mut Folder,
) -> Result<(), Failure> {
    let journal =
        if args.figures.are_drawn() { Some(journal(plan, ensemble, args.replication)?) } else { None };
    let summary = || format!("{:#}\n", output::summary(plan, hash, ensemble));
    let mut jobs: Vec<Job<'_>> =
        vec![Box::new(|| Ok(vec![Made::alike("summary.json", summary().into_bytes())]))];
    jobs.extend(tables::jobs(|| output::tables::replications(ensemble), &args.tables));
    jobs.extend(tables::jobs(|| output::tables::headcount(plan, ensemble), &args.tables));
    if !plan.observers.is_empty() {
        jobs.extend(tables::jobs(|| output::tables::reported(plan, ensemble), &args.tables));
    }
    if !ensemble.reports.is_empty() {
        jobs.extend(tables::jobs(|| output::tables::reports(plan, ensemble), &args.tables));
        jobs.extend(tables::jobs(|| output::tables::report_errors(plan, ensemble), &args.tables));
    }
    if let Some(journal) = &journal {
        jobs.extend(figures(args, (plan, scenario.overrides()), ensemble, journal));
    }
    several::write_all(folder, jobs)?;
    if args.tidy { write_long(args, plan, ensemble, folder) } else { Ok(()) }
}

/// Replications whose metrics are told at once in long form.
const AT_ONCE: usize = 1000;

/// Writes the metrics of replications in long form, which may be far longer than what there is room for.
fn write_long(args: &RunArgs, plan: &Plan, ensemble: &Ensemble, folder: &mut Folder) -> Result<(), Failure> {
    let columns = || output::tables::long_columns(plan);
    let mut long = Waiting::begin("replications_long", columns, &args.tables, folder)?;
    for first in (0..ensemble.replications).step_by(AT_ONCE) {
        let last = ensemble.replications.min(first + AT_ONCE as u64);
        long.write(&output::tables::long_rows(ensemble, first..last));
    }
    long.finish(folder)
}

/// Most vehicles whose ways and hours are drawn.
#[cfg(feature = "plots")]
const MOST_DRAWN: u32 = 400;

/// What happened in the replication that is drawn, and which it is.
#[cfg(feature = "plots")]
fn journal<'p>(plan: &'p Plan, ensemble: &Ensemble, pick: Pick) -> Result<(Picked, Journal<'p>), Failure> {
    let picked = ensemble.pick(plan, pick);
    let journal = again(plan, picked.number, Journal::new(plan, MOST_DRAWN))?;
    Ok((picked, journal))
}

#[cfg(not(feature = "plots"))]
fn journal(_plan: &Plan, _ensemble: &Ensemble, _pick: Pick) -> Result<(), Failure> {
    Ok(())
}

/// What draws the figures of a run.
#[cfg(feature = "plots")]
fn figures<'a>(
    RunArgs { figures: how, .. }: &'a RunArgs,
    (plan, changes): (&'a Plan, &'a [(String, String)]),
    ensemble: &'a Ensemble,
    (picked, journal): &'a (Picked, Journal<'_>),
) -> Vec<Job<'a>> {
    let mut jobs: Vec<Job<'a>> = vec![
        Box::new(move || how.drawn("headcount", crate::plot::headcount(plan, ensemble), changes)),
        Box::new(move || how.drawn("stringline", crate::plot::stringline(plan, picked, journal), changes)),
        Box::new(move || how.drawn("vehicles", crate::plot::vehicles(plan, picked, journal), changes)),
    ];
    let told = table::told_metrics(plan, ensemble);
    if let Some(figure) = crate::plot::distributions(plan, ensemble, &told) {
        jobs.push(Box::new(move || how.drawn("distributions", figure, changes)));
    }
    if !plan.observers.is_empty() {
        jobs.push(Box::new(move || how.drawn("reported", crate::plot::reported(plan, ensemble), changes)));
    }
    jobs
}

#[cfg(not(feature = "plots"))]
fn figures<'a>(
    _args: &'a RunArgs,
    _: (&'a Plan, &'a [(String, String)]),
    _ensemble: &'a Ensemble,
    _journal: &(),
) -> [Job<'a>; 0] {
    []
}

impl Folder {
    /// A file of the folder could not be written.
    pub(in crate::cli) fn failed(&self, name: &str, reason: std::io::Error) -> OutputError {
        OutputError::io("writing", &self.target().join(name), reason)
    }
}
