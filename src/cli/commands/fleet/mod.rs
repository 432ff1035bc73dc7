//! `noria fleet`: the least fleet that meets a goal, with the evidence.
//!
//! `found` says what the search found, in words and as a record; `why` what the answer hangs on.

mod args;
mod found;
mod why;

pub(in crate::cli) use args::FleetArgs;

use std::time::Instant;

use serde_json::json;

use crate::cli::args::Format;
use crate::cli::commands::sweep::{no_path, usage};
use crate::cli::failure::Failure;
use crate::cli::job::keep::Kept;
use crate::cli::job::progress::Progress;
use crate::cli::job::several::{self, Read};
use crate::cli::job::tables;
use crate::cli::{print, print_json};
use crate::output::{self, Folder};
use crate::plan::Plan;
use crate::scenario::Scenario;
use crate::store::{Key, Store};
use crate::study::search::{FleetFound, FleetSearch, Promise, Scope, Space, rising};
use crate::study::{Axis, ManyError, RunOptions, Setting, Variants, grid};
use found::Made;
use why::Why;

/// What is sought, with all its candidates.
struct Asked<'a> {
    args: &'a FleetArgs,
    variants: Variants,
    space: Space,
    /// The plan of the first candidate that is possible.
    plan: Plan,
    promise: Promise,
    settings: RunOptions,
}

pub(in crate::cli) fn fleet(args: &FleetArgs) -> Result<(), Failure> {
    if args.study.replications.is_some() {
        return Err(usage(
            "--replications",
            "a search makes as many of each candidate as its test needs\n  = help: leave it out; a larger \
             --indifference or --error takes fewer",
        ));
    }
    let asked = Asked::new(args)?;
    let hash = asked.variants.scenario().hash();
    let question = several::question(("fleet", args), [hash.as_str()], &args.study, &asked.plan);
    let folder = question.folder()?;
    let kept = Kept::open(&args.keep, question.target(), asked.keys()?, args.study.quiet)?;
    let answered = asked.answer(kept.store(), folder);
    kept.close(answered)
}

impl<'a> Asked<'a> {
    fn new(args: &'a FleetArgs) -> Result<Asked<'a>, Failure> {
        check_travel(&args.if_travel)?;
        let scenario = with_goal(args, several::read_scenario(&args.scenario)?)?;
        let (axes, space) = rising(&axes(args)?).map_err(|wrong| usage("--vary", &wrong))?;
        let settings = grid(&axes).map_err(|wrong| usage("--vary", &wrong))?;
        let variants = Variants::new(scenario, settings, args.scenario.seed)
            .map_err(|wrong| Failure::Settings(Box::new(wrong.as_typed("--vary", &args.vary))))?;
        let (_, plan) = variants.first()?;
        let promise = promise(args, &plan)?;
        let settings = RunOptions { no_headcounts: true, ..several::settings(&args.study, &plan) };
        Ok(Asked { args, variants, space, plan, promise, settings })
    }

    /// Travel times with which the answer is sought again.
    fn travel(&self) -> &'a [f64] {
        if self.args.no_travel { &[] } else { &self.args.if_travel }
    }

    /// The keys of all candidates with the scenario's travel times, then with each of the others.
    fn keys(&self) -> Result<Vec<Key>, Failure> {
        let mut keys =
            self.variants.each(|scenario, seed| Key::of(&scenario.hash(), seed, &self.settings))?;
        for factor in self.travel() {
            let key = |scenario: &Scenario, seed| {
                Key::of(&format!("{} travel {factor}", scenario.hash()), seed, &self.settings)
            };
            keys.extend(self.variants.each(key)?);
        }
        Ok(keys)
    }

    /// Makes the search, and writes and tells what was found.
    fn answer(self, store: &Store, folder: Folder) -> Result<(), Failure> {
        let begun = Instant::now();
        // How many replications it takes is not known before: the bar shows how many have been made.
        let progress = Progress::new(0, self.args.study.quiet);
        let found = self.search(store, &progress)?;
        if !found.found.complete {
            return Err(Failure::Paused);
        }
        let why = Why::of(&found, &self.variants, &self.settings, &progress);
        progress.finish();
        let why = why.map_err(|(setting, error)| {
            let error = ManyError::Failed { setting: 0, error };
            several::failure_of(&error, &|_| self.trace(&setting))
        })?;
        let Asked { args, variants, plan, promise, .. } = self;
        let made = Made { plan, variants, promise, found, why };
        write(args, &made, folder, begun)?;
        match (made.is_complete(), made.found.found.answer) {
            (false, _) => Err(Failure::Interrupted),
            (true, Some(_)) => Ok(()),
            (true, None) => Err(Failure::Unreachable(made.why_not())),
        }
    }

    fn search(&self, store: &Store, progress: &Progress) -> Result<FleetFound, Failure> {
        let search = FleetSearch {
            plans: &self.variants,
            space: &self.space,
            promise: self.promise,
            scope: if self.args.frontier { Scope::Frontier } else { Scope::Neighbours },
            travel: self.travel(),
            settings: &self.settings,
            watch: progress,
            keep: store,
        };
        let found = search.run();
        let trace = |setting: usize| self.trace(&self.variants.settings()[setting]);
        found.map_err(|error| several::failure_of(&error, &trace))
    }

    /// The command that traces a setting.
    fn trace(&self, setting: &Setting) -> String {
        let edits = [&self.args.scenario.set[..], &setting.edits].concat();
        several::trace_command(&self.args.scenario.scenario, &edits, self.plan.seed)
    }
}

/// Writes the folder and tells what is in it.
fn write(args: &FleetArgs, made: &Made, mut folder: Folder, begun: Instant) -> Result<(), Failure> {
    let document = format!("{:#}\n", made.record());
    folder.write("fleet.json", document.as_bytes())?;
    let candidates = || {
        let settings = made.variants.settings();
        output::tables::candidates(made.plan.clock, settings, made.promise.probability, &made.found)
    };
    tables::write(candidates, &args.tables, &mut folder)?;
    if args.study.figures.are_drawn() {
        #[cfg(feature = "plots")]
        args.study.figures.write(
            &mut folder,
            args.study.jobs,
            ("fleet", figure(made)),
            made.variants.scenario().overrides(),
        )?;
    }
    let read = Read::new(made.variants.scenario().clone());
    let how = json!({
        "vary": args.vary,
        "goal": args.goal,
        "indifference": made.promise.indifference,
        "error": made.promise.error,
        "frontier": args.frontier,
        "travel": if args.no_travel { &[][..] } else { &args.if_travel },
        "plots": args.study.figures.are_drawn(),
        "figures": args.study.figures.record(),
        "interrupted": !made.is_complete(),
    });
    let manifest = output::manifest_of_several(&made.plan, "fleet", &[read.input()], &how, folder.hashes());
    folder.write_unhashed("manifest.json", format!("{manifest:#}\n").as_bytes())?;
    let run = several::run_record(begun, &[made.found.found.replications], args.study.jobs);
    folder.write_record(run)?;
    let target = folder.publish()?;
    let look = args.study.figures.look_at(&target, &["fleet"]);
    match args.study.format {
        Format::Json => print_json(&document),
        Format::Text if args.study.quiet => Ok(()),
        Format::Text => print(&format!("{}\nwritten to {}{look}\n", made.words(), target.display())),
    }
}

#[cfg(feature = "plots")]
fn figure(made: &Made) -> crate::plot::Figure {
    let view = crate::plot::FleetView {
        plan: &made.plan,
        settings: made.variants.settings(),
        promise: made.promise,
        found: &made.found,
        words: &made.gist(),
    };
    view.figure()
}

fn axes(args: &FleetArgs) -> Result<Vec<Axis>, Failure> {
    if args.vary.is_empty() || args.vary.len() > 4 {
        return Err(Failure::Usage(
            "error: a search varies one to four values\n  = help: say which, as in --vary fleets.buses.count=5..40"
                .into(),
        ));
    }
    args.vary
        .iter()
        .map(|text| text.parse().map_err(|wrong: String| no_path("--vary", text, &wrong)))
        .collect()
}

/// Refuses travel times that are sought anyway, or twice.
fn check_travel(factors: &[f64]) -> Result<(), Failure> {
    let twice = factors.iter().enumerate().find(|(place, factor)| factors[..*place].contains(factor));
    match (factors.contains(&1.0), twice) {
        (true, _) => Err(usage("--if-travel", "1 is the scenario as it is\n  = help: leave it out")),
        (_, Some((_, factor))) => {
            Err(usage("--if-travel", &format!("{factor} is given twice\n  = help: give it once")))
        }
        _ => Ok(()),
    }
}

/// Changes the goal as `--goal` says.
fn with_goal(args: &FleetArgs, scenario: Scenario) -> Result<Scenario, Failure> {
    let edit = |text: &String| {
        let (key, value) = text.split_once('=')?;
        let known = ["group", "share", "observer", "within", "by", "probability"].contains(&key.trim());
        known.then(|| (format!("goal.{}", key.trim()), value.trim().to_owned()))
    };
    let mut edits = Vec::new();
    for text in &args.goal {
        let help = "write it as group=wounded, share=0.99, by=\"12 h\" or probability=0.9";
        edits.push(edit(text).ok_or_else(|| {
            usage("--goal", &format!("`{text}` is not a part of a goal\n  = help: {help}"))
        })?);
    }
    Ok(scenario.set_all(&edits)?)
}

fn promise(args: &FleetArgs, plan: &Plan) -> Result<Promise, Failure> {
    let Some(goal) = &plan.goal else {
        return Err(Failure::Usage(
            "error: the scenario has no goal\n  = help: add a [goal] table, or --goal by=\"12 h\"".into(),
        ));
    };
    let usual = Promise::usual(goal.probability);
    let indifference = args.indifference.unwrap_or(usual.indifference);
    let room = goal.probability.min(1.0 - goal.probability);
    let asked = Promise { indifference, ..usual };
    // Not only within the room, which may be rounded up: 0.95 + 0.05 is 1.
    if !(indifference > 0.0 && indifference < room && asked.low() > 0.0 && asked.high() < 1.0) {
        let says = format!("{indifference} is not between 0 and {room:.4}: p ± δ must be probabilities");
        return Err(usage("--indifference", &says));
    }
    let error = args.error.unwrap_or(usual.error);
    if !(error > 0.0 && error < 0.5) {
        return Err(usage("--error", &format!("{error} is not between 0 and 0.5")));
    }
    Ok(Promise { error, ..asked })
}
