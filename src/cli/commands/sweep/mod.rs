//! `noria sweep`: what all its questions have in common.
//!
//! `each` asks what each of many settings gives, `sensitivity` which values matter.

mod each;
mod sensitivity;

use std::time::Instant;

use serde_json::{Map, Value, json};

use crate::cli::args::{Format, SweepArgs};
use crate::cli::failure::Failure;
use crate::cli::job::keep::Kept;
use crate::cli::job::progress::Progress;
use crate::cli::job::question;
use crate::cli::job::several::{self, Read};
use crate::cli::job::shard::{Parted, Study};
use crate::cli::job::tables;
use crate::cli::usage::metric_for_path;
use crate::cli::words::overrides;
use crate::cli::{print, print_json};
use crate::output::{self, Folder};
use crate::plan::{LocalClock, Plan};
use crate::record::{MetricName, metric_names};
use crate::scenario::Scenario;
use crate::store::{Key, Shards, Store};
use crate::study::{
    Axis, Block, Design, Ended, Impossible, Keep, ManyError, PRECISION_CAP, Paired, Plans, Precision,
    RunOptions, Setting, Study as Runs, StudyError, Swept, Task, Variants, Watch,
};

/// What a sweep is asked, with the settings that answer it.
pub(super) struct Asked<'a> {
    pub args: &'a SweepArgs,
    question: Question,
    pub variants: Variants,
    /// The plan of the first setting that is possible.
    pub plan: Plan,
    /// The metric of table and figures.
    pub metric: MetricName,
    /// How each setting is studied.
    pub settings: RunOptions,
}

/// What can be asked of many settings.
pub(super) enum Question {
    /// What each of them gives.
    Each { axes: Vec<Axis>, design: Design },
    /// What each value changes alone.
    Tornado,
    /// Which share of the variance each value is behind.
    Indices { axes: Vec<Axis>, seed: u64 },
    /// How much of the spread is due to what nobody knows.
    Uncertainty,
}

/// A sweep that has been made, with what was asked.
pub(super) struct Made<'a> {
    pub asked: &'a Asked<'a>,
    pub found: Swept,
    /// Of a tornado, how each setting but the first differs from that, pair by pair.
    pub paired: Vec<Vec<Paired>>,
    begun: Instant,
}

pub(in crate::cli) fn sweep(args: &SweepArgs) -> Result<(), Failure> {
    let scenario = several::read_scenario(&args.scenario)?;
    let asked = Asked::of(args, scenario)?;
    let (keep, quiet) = (&args.part.keep, args.study.quiet);
    if let Some(part) = args.part.shard {
        asked.check_files()?;
        let study = asked.as_a_part_says_it();
        let (plans, settings) = (&asked.variants, &asked.settings);
        let parted =
            Parted { plans, settings, keys: asked.keys()?, replications: asked.replications(), study };
        let failed = |setting, error: &StudyError| {
            asked.failure_of(&ManyError::Failed { setting, error: error.clone() })
        };
        let target = several::target(&args.study, &asked.plan, "sweep");
        return parted.make(part, keep, (&target, args.study.format, quiet), failed);
    }
    let question = asked.question();
    let folder = question.folder()?;
    let kept = Kept::open(keep, question.target(), asked.keys()?, quiet)?;
    let answered = asked.answer(kept.store(), folder);
    kept.close(answered)
}

/// Joins the parts of a sweep.
pub(super) fn merge(args: &SweepArgs, scenario: Scenario, shards: &Shards) -> Result<(), Failure> {
    let asked = Asked::of(args, scenario)?;
    let question = asked.question();
    shards.spare(question.target())?;
    let store = shards.open(asked.keys()?, |part| part.tasks(&asked.variants, asked.replications()))?;
    asked.answer(&store, question.folder()?)
}

impl<'a> Asked<'a> {
    fn of(args: &'a SweepArgs, scenario: Scenario) -> Result<Asked<'a>, Failure> {
        match (args.sobol_indices, args.sensitivity, args.outer.is_empty()) {
            (Some(points), ..) => sensitivity::ask_indices(args, scenario, points as usize),
            (None, true, _) => sensitivity::ask_tornado(args, scenario),
            (None, false, false) => sensitivity::ask_uncertainty(args, scenario),
            (None, false, true) => each::ask(args, scenario),
        }
    }

    pub(super) fn new(
        args: &'a SweepArgs,
        question: Question,
        variants: Variants,
    ) -> Result<Asked<'a>, Failure> {
        let (_, mut plan) = variants.first()?;
        // Where settings start at different times, no clock is that of all: times are told from each start.
        if variants.settings().iter().any(Setting::sets_the_start) {
            plan.clock = LocalClock::UNSAID;
        }
        let (metric, settings) = (metric(args, &plan)?, settings(args, &plan)?);
        Ok(Asked { args, question, variants, plan, metric, settings })
    }

    /// What is asked, and where the answer goes.
    fn question(&self) -> question::Question {
        let hash = self.variants.scenario().hash();
        let asked = self.as_a_part_says_it().work;
        several::question(("sweep", &asked), [hash.as_str()], &self.args.study, &self.plan)
    }

    /// The replications of each setting; with a precision, at most so many.
    pub(super) fn replications(&self) -> u64 {
        self.settings.replications.unwrap_or(self.plan.replications)
    }

    /// What is asked, said in the same words whether the command line repeats the scenario's numbers or
    /// is silent: parts of one study must be known as such.
    fn as_a_part_says_it(&self) -> Study {
        let scenario = self.variants.scenario();
        // The points of a design lie where its seed says; it counts as said only if settings agree with it.
        let seed = self.variants.seed().filter(|&shared| shared == seed(self.args, scenario));
        Study::of_sweep(scenario, self.args, seed, self.replications())
    }

    /// The keys of all settings.
    fn keys(&self) -> Result<Vec<Key>, Failure> {
        let key = |scenario: &Scenario, seed| Key::of(&scenario.hash(), seed, &self.settings);
        Ok(self.variants.each(key)?)
    }

    /// Whether the scenario names all files that its settings name: a part travels with those alone.
    fn check_files(&self) -> Result<(), Failure> {
        let travels = |name: &str| self.variants.scenario().files().any(|(known, _)| known == name);
        let stays = |scenario: &Scenario, _| {
            scenario.files().map(|(name, _)| name).find(|name| !travels(name)).map(str::to_owned)
        };
        match self.variants.each(stays)?.into_iter().flatten().next() {
            None => Ok(()),
            Some(name) => Err(Failure::Usage(format!(
                "error: --shard: a setting reads `{name}`, which the scenario itself does not\n  \
                 = help: give one of the files with --set, and make a sweep for each"
            ))),
        }
    }

    /// Studies all settings, and writes and tells what was asked.
    fn answer(&self, store: &Store, folder: Folder) -> Result<(), Failure> {
        let begun = Instant::now();
        let progress =
            Progress::new(self.replications() * self.variants.possible_count() as u64, self.args.study.quiet);
        let studied = self.study(&progress, store);
        progress.finish();
        let (found, paired) = studied.map_err(|error| self.failure_of(&error))?;
        if found.rows.is_empty() {
            return Err(Failure::Paused);
        }
        let made = Made { asked: self, found, paired, begun };
        match &self.question {
            Question::Each { axes, design } => each::tell(&made, folder, axes, *design),
            Question::Tornado => sensitivity::tell_tornado(&made, folder),
            Question::Indices { axes, seed } => sensitivity::tell_indices(&made, folder, axes, *seed),
            Question::Uncertainty => sensitivity::tell_uncertainty(&made, folder),
        }
    }

    fn study(&self, watch: &dyn Watch, keep: &Store) -> Result<(Swept, Vec<Vec<Paired>>), ManyError> {
        let Question::Tornado = self.question else {
            return Ok((
                Runs::of(&self.variants).with(&self.settings).watched(watch).kept(keep).sweep()?,
                Vec::new(),
            ));
        };
        let plan = |setting| match self.variants.plan(setting) {
            Ok(plan) => Ok(plan.into_owned()),
            Err(reason) => Err(ManyError::Unplanned { setting, reason }),
        };
        let possible: Vec<usize> = self.possible().collect();
        let plans =
            possible.iter().map(|&setting| plan(setting)).collect::<Result<Vec<Plan>, ManyError>>()?;
        let impossible = Impossible::among(&self.variants);
        let keep = Renumbered { keep, settings: &possible };
        let Some(compared) = Runs::of(&plans).with(&self.settings).watched(watch).kept(&keep).compare()?
        else {
            return Ok((
                Swept { rows: Vec::new(), impossible, ended: Ended::Interrupted, level: None },
                Vec::new(),
            ));
        };
        let found = Swept::of(&compared, &possible, impossible);
        Ok((found, compared.others.into_iter().map(|other| other.paired).collect()))
    }

    /// The settings that are possible.
    pub(super) fn possible(&self) -> impl Iterator<Item = usize> {
        (0..self.variants.count()).filter(|&setting| self.variants.why_impossible(setting).is_none())
    }

    /// A failed replication with the command that shows what led to it.
    fn failure_of(&self, error: &ManyError) -> Failure {
        let trace = |setting: usize| {
            let edits = [&self.args.scenario.set[..], &self.variants.settings()[setting].edits].concat();
            several::trace_command(&self.args.scenario.scenario, &edits, self.plan.seed)
        };
        several::failure_of(error, &trace)
    }
}

/// Keeps the blocks of the possible ones of many settings under the numbers that these have among all.
struct Renumbered<'a> {
    keep: &'a Store,
    settings: &'a [usize],
}

impl Renumbered<'_> {
    fn task(&self, task: Task) -> Task {
        Task { setting: self.settings[task.setting], ..task }
    }
}

impl Keep for Renumbered<'_> {
    fn known(&self, task: Task, most_counts: u64) -> Option<Block> {
        self.keep.known(self.task(task), most_counts)
    }

    fn keep(&self, task: Task, block: &Block) {
        self.keep.keep(self.task(task), block);
    }
}

/// The axes of `--vary`.
pub(super) fn axes(args: &SweepArgs) -> Result<Vec<Axis>, Failure> {
    if args.vary.is_empty() {
        return Err(Failure::Usage(
            "error: nothing is varied\n  = help: say what, as in --vary fleets.buses.count=10..40:5".into(),
        ));
    }
    args.vary
        .iter()
        .map(|text| text.parse().map_err(|wrong: String| no_path("--vary", text, &wrong)))
        .collect()
}

/// What is wrong with a value that an option names; of a metric in place of its path, that.
pub(super) fn no_path(option: &str, text: &str, wrong: &str) -> Failure {
    let help = metric_for_path(text).map_or(String::new(), |help| format!("\n  = help: {help}"));
    usage(option, &format!("{wrong}{help}"))
}

pub(super) fn usage(option: &str, wrong: &str) -> Failure {
    Failure::Usage(format!("error: {option}: {wrong}"))
}

/// The seed that decides where the points of a design lie.
pub(super) fn seed(args: &SweepArgs, scenario: &Scenario) -> u64 {
    // A scenario that is wrong as it is may be right in every setting; then its seed is not known yet.
    args.scenario.seed.or_else(|| scenario.plan().ok().map(|plan| plan.seed)).unwrap_or(1)
}

/// Checks all settings.
pub(super) fn checked(
    args: &SweepArgs,
    scenario: Scenario,
    settings: Vec<Setting>,
) -> Result<Variants, Failure> {
    Variants::new(scenario, settings, args.scenario.seed)
        .map_err(|wrong| Failure::Settings(Box::new(wrong.as_typed("--vary", &args.vary))))
}

fn settings(args: &SweepArgs, plan: &Plan) -> Result<RunOptions, Failure> {
    let mut settings = RunOptions { no_headcounts: true, ..several::settings(&args.study, plan) };
    if let Some(text) = &args.precision {
        let precision: Precision = text.parse().map_err(|wrong: String| usage("--precision", &wrong))?;
        let names = metric_names(plan);
        if precision.place(&names).is_none() {
            let asked = text.rsplit_once('=').map_or("goal_met", |(metric, _)| metric.trim());
            return Err(usage("--precision", &several::no_metric(asked, &names)));
        }
        settings.precision = Some(precision);
        settings.replications = Some(args.study.replications.unwrap_or(PRECISION_CAP));
    }
    Ok(settings)
}

/// The metric that was asked for, or the one that matters most.
fn metric(args: &SweepArgs, plan: &Plan) -> Result<MetricName, Failure> {
    let names = metric_names(plan);
    // A metric is named as in a precision.
    let asked = args.metric.as_ref().map_or("1%".to_owned(), |metric| format!("{metric}=1%"));
    let place = asked.parse::<Precision>().ok().and_then(|asked| asked.place(&names));
    place.map(|place| names[place].clone()).ok_or_else(|| {
        let asked = args.metric.as_deref().unwrap_or_default();
        usage("--metric", &several::no_metric(asked, &names))
    })
}

/// Writes the folder and tells what is in it.
pub(super) fn finish(
    made: &Made<'_>,
    mut folder: Folder,
    more: Map<String, Value>,
    fill: impl FnOnce(&Made<'_>, &mut Folder) -> Result<(), Failure>,
    words: &dyn Fn(&Made<'_>) -> String,
) -> Result<(), Failure> {
    let Asked { args, variants, plan, .. } = made.asked;
    let settings = variants.settings();
    let read = Read::new(variants.scenario().clone());
    let document = output::SweepRecord::of(plan, read.hash(), settings, &made.found, more).document();
    folder.write("sweep.json", document.as_bytes())?;
    write_settings(made, &mut folder)?;
    fill(made, &mut folder)?;
    let how = json!({
        "vary": args.vary,
        "design": args.design,
        "sensitivity": args.sensitivity,
        "sobol_indices": args.sobol_indices,
        "outer": args.outer,
        "samples": args.samples,
        "replications": args.study.replications.unwrap_or(plan.replications),
        "precision": args.precision,
        "metric": args.metric,
        "plots": args.study.figures.are_drawn(),
        "figures": args.study.figures.record(),
        "interrupted": made.found.ended == Ended::Interrupted,
    });
    let manifest = output::manifest_of_several(plan, "sweep", &[read.input()], &how, folder.hashes());
    folder.write_unhashed("manifest.json", format!("{manifest:#}\n").as_bytes())?;
    let replications: Vec<u64> = made.found.rows.iter().map(|row| row.replications).collect();
    let run = several::run_record(made.begun, &replications, args.study.jobs);
    folder.write_record(run)?;
    let target = folder.publish()?;
    match args.study.format {
        Format::Json => print_json(&document)?,
        Format::Text if args.study.quiet => {}
        Format::Text => print(&format!("{}\nwritten to {}\n", words(made), target.display()))?,
    }
    if made.found.ended == Ended::Interrupted { Err(Failure::Interrupted) } else { Ok(()) }
}

/// Writes the tables of all settings.
fn write_settings(made: &Made<'_>, folder: &mut Folder) -> Result<(), Failure> {
    let Asked { args, variants, plan, .. } = made.asked;
    let (clock, settings, found) = (plan.clock, variants.settings(), &made.found);
    tables::write(|| output::tables::sweep(clock, settings, found), &args.tables, folder)?;
    if args.tidy {
        tables::write(|| output::tables::sweep_long(clock, settings, found), &args.tables, folder)?;
    }
    Ok(())
}

/// The first lines of every table.
pub(super) fn head(made: &Made<'_>) -> String {
    let total: u64 = made.found.rows.iter().map(|row| row.replications).sum();
    let (rows, plan) = (made.found.rows.len(), &made.asked.plan);
    let seed = plan.seed;
    let changes = overrides::line(made.asked.variants.scenario().overrides());
    let impossible = match made.found.impossible.len() {
        0 => String::new(),
        count => format!(" and {count} impossible"),
    };
    format!(
        "{}\n{changes}{rows} settings{impossible}, {total} replications in all, seed {seed}\n\n",
        plan.title
    )
}

/// Impossible settings that are named; the rest is in the file.
const NAMED: usize = 10;

/// Which settings are impossible, and why, a line each.
pub(super) fn impossible(made: &Made<'_>) -> String {
    let (settings, all) = (made.asked.variants.settings(), &made.found.impossible);
    let line = |point: &Impossible| format!("impossible: {}: {}\n", settings[point.setting], point.problem);
    let mut text: String = all.iter().take(NAMED).map(line).collect();
    if all.len() > NAMED {
        text.push_str(&format!("… and {} more\n", all.len() - NAMED));
    }
    text
}
