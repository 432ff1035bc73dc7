//! `noria calibrate`: what values of a scenario could have given its public figures, and the true headcount over time.
//!
//! `args` says what can be asked, `words` what was found, `start` writes the scenario from which the next forecast starts.

mod args;
mod start;
mod words;

pub(in crate::cli) use args::CalibrateArgs;

use std::time::Instant;

use serde_json::json;

use crate::cli::args::Format;
#[cfg(feature = "plots")]
use crate::cli::args::StudyArgs;
use crate::cli::commands::sweep::{no_path, usage};
use crate::cli::failure::Failure;
use crate::cli::job::progress::Progress;
use crate::cli::job::several::{self, Read};
use crate::cli::job::tables;
use crate::cli::{print, print_json};
use crate::output::{self, CalibrationFound, Folder};
use crate::plan::{Plan, PublicFigure};
use crate::scenario::{Scenario, closest};
use crate::study::calibrate::{
    Calibrated, Calibration, CalibrationError, Reached, Truth, Unknown, figure_checks, trade_offs,
    values_found,
};
use crate::study::{Setting, Variants, Watch};

/// What is asked.
struct Asked<'a> {
    args: &'a CalibrateArgs,
    scenario: Scenario,
    plan: Plan,
    unknowns: Vec<Unknown>,
    figures: Vec<PublicFigure>,
}

/// What was found, with what was asked.
struct Made<'a> {
    asked: &'a Asked<'a>,
    found: Calibrated,
    truth: Truth,
}

pub(in crate::cli) fn calibrate(args: &CalibrateArgs) -> Result<(), Failure> {
    check_options(args)?;
    let asked = Asked::new(args)?;
    let hash = asked.scenario.hash();
    let folder =
        several::question(("calibrate", args), [hash.as_str()], &args.study, &asked.plan).folder()?;
    let begun = Instant::now();
    let progress = Progress::new(args.attempts, args.study.quiet);
    let found = asked.calibration(&progress).run();
    progress.finish();
    let found = found.map_err(|error| asked.failure_of(&error))?;
    if found.particles.is_empty() {
        return Err(nothing(&found, args));
    }
    let truth = asked.calibration(&()).truth(&found.particles).map_err(|error| asked.failure_of(&error))?;
    let made = Made { asked: &asked, found, truth };
    made.write(folder, begun)?;
    match made.found.reached {
        Reached::Stated => Ok(()),
        Reached::Interrupted => Err(Failure::Interrupted),
        Reached::AttemptsSpent => Err(Failure::Unreachable(words::not_reached(&made.found))),
    }
}

/// Options of other studies that a calibration does not have.
fn check_options(args: &CalibrateArgs) -> Result<(), Failure> {
    if args.study.replications.is_some() {
        let help = "leave it out; --attempts says how many runs are made at the most, --particles how many each step accepts";
        return Err(usage("--replications", &format!("each attempt is one run\n  = help: {help}")));
    }
    if args.study.audit {
        let help = "leave it out; `noria run --audit` checks the runs of one setting";
        return Err(usage(
            "--audit",
            &format!("a calibration's runs end with the last figure\n  = help: {help}"),
        ));
    }
    if args.attempts < args.particles {
        let says = format!("{} attempts cannot give {} particles", args.attempts, args.particles);
        return Err(usage(
            "--attempts",
            &format!("{says}\n  = help: give more attempts, or fewer --particles"),
        ));
    }
    Ok(())
}

/// That not even the first step was completed.
fn nothing(found: &Calibrated, args: &CalibrateArgs) -> Failure {
    match found.reached {
        Reached::Interrupted => {
            Failure::Run("error: interrupted before the first step was complete; nothing was written".into())
        }
        _ => Failure::Run(format!(
            "error: of {} attempts fewer than {} could be run: most values of --vary make no scenario\n  \
             = help: give ranges in which more do, or more --attempts",
            found.attempts, args.particles
        )),
    }
}

impl<'a> Asked<'a> {
    fn new(args: &'a CalibrateArgs) -> Result<Asked<'a>, Failure> {
        let scenario = several::read_scenario(&args.scenario)?;
        let mut plan = scenario.plan()?;
        plan.seed = args.scenario.seed.unwrap_or(plan.seed);
        let (unknowns, figures) = (unknowns(args, &scenario)?, figures(args, &plan)?);
        let asked = Asked { args, scenario, plan, unknowns, figures };
        asked.check_ends()?;
        Ok(asked)
    }

    fn calibration<'s>(&'s self, watch: &'s dyn Watch) -> Calibration<'s> {
        Calibration {
            scenario: &self.scenario,
            unknowns: &self.unknowns,
            figures: &self.figures,
            seed: self.plan.seed,
            particles: self.args.particles as usize,
            attempts: self.args.attempts,
            jobs: self.args.study.jobs,
            watch,
        }
    }

    /// Whether what each value may be can be said at all, and some of it makes a scenario: slips are told before runs are made.
    fn check_ends(&self) -> Result<(), Failure> {
        const MIDDLE: f64 = 0.5;
        const ENDS: [f64; 2] = [1e-9, 1.0 - 1e-9];
        let all = || vec![MIDDLE; self.unknowns.len()];
        let end = |(place, share): (usize, f64)| {
            let mut at = all();
            at[place] = share;
            at
        };
        let ends = (0..self.unknowns.len()).flat_map(|place| ENDS.map(|share| (place, share))).map(end);
        let asked = self.calibration(&());
        let settings = std::iter::once(all()).chain(ends).map(|at| Setting { edits: asked.edits(&at) });
        Variants::new(self.scenario.clone(), settings.collect(), self.args.scenario.seed)
            .map(|_| ())
            .map_err(|wrong| Failure::Settings(Box::new(wrong.as_typed("--vary", &self.args.vary))))
    }

    fn failure_of(&self, error: &CalibrationError) -> Failure {
        let CalibrationError::Failed { edits, error: stall } = error else {
            return Failure::Run(format!("error: {error}"));
        };
        let edits = [&self.args.scenario.set[..], edits].concat();
        let command = several::trace_command(&self.args.scenario.scenario, &edits, self.plan.seed);
        Failure::Run(format!(
            "error: {stall}\n  = help: `{command} --replication {}` shows what led to it; nothing was written",
            stall.replication()
        ))
    }
}

/// The values that nobody knows.
fn unknowns(args: &CalibrateArgs, scenario: &Scenario) -> Result<Vec<Unknown>, Failure> {
    if args.vary.is_empty() {
        return Err(Failure::Usage(
            "error: nothing is unknown\n  = help: say what, as in --vary fleets.buses.count=14..22 or --vary people.civilians.count"
                .into(),
        ));
    }
    let read = args
        .vary
        .iter()
        .map(|text| Unknown::of(text, scenario).map_err(|wrong| no_path("--vary", text, &wrong)));
    let unknowns = read.collect::<Result<Vec<Unknown>, Failure>>()?;
    for (place, unknown) in unknowns.iter().enumerate() {
        if unknowns[..place].iter().any(|earlier| earlier.path == unknown.path) {
            let says = format!("`{}` is varied twice: give all that it could be at once", unknown.path);
            return Err(usage("--vary", &says));
        }
    }
    Ok(unknowns)
}

/// The figures that are held against runs.
fn figures(args: &CalibrateArgs, plan: &Plan) -> Result<Vec<PublicFigure>, Failure> {
    let mut names: Vec<&str> = plan.public_figures.iter().map(|figure| figure.who.as_str()).collect();
    names.dedup();
    for who in &args.without {
        if !names.contains(&who.as_str()) {
            let help = match closest(who, &names) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None if names.is_empty() => "the scenario has no public figures".to_owned(),
                None => format!("there are figures of {}", names.join(", ")),
            };
            return Err(usage("--without", &format!("no public figure is of `{who}`\n  = help: {help}")));
        }
    }
    let is_left = |figure: &&PublicFigure| !args.without.contains(&figure.who);
    let figures: Vec<PublicFigure> = plan.public_figures.iter().filter(is_left).cloned().collect();
    if figures.is_empty() {
        return Err(Failure::Usage(
            "error: there are no public figures to start from\n  = help: add [[public_figures]] to the scenario: who, at, people"
                .into(),
        ));
    }
    match figures.iter().find(|figure| plan.end.is_some_and(|end| figure.at > end)) {
        Some(late) => Err(Failure::Usage(format!(
            "error: the figure of {} is of {}, after the end of the run\n  = help: end the run later, or leave it out with --without",
            late.who,
            plan.clock.day_and_time(late.at)
        ))),
        None => Ok(figures),
    }
}

impl Made<'_> {
    fn told(&self) -> CalibrationFound<'_> {
        let (asked, found) = (self.asked.calibration(&()), &self.found);
        CalibrationFound {
            plan: &self.asked.plan,
            figures: &self.asked.figures,
            values: values_found(&asked, self.asked.plan.clock, &found.before, &found.particles),
            checks: figure_checks(&self.asked.figures, &found.before, &found.particles),
            trades: trade_offs(&self.asked.unknowns, &found.particles),
            found,
        }
    }

    /// Writes the folder and tells what is in it.
    fn write(&self, mut folder: Folder, begun: Instant) -> Result<(), Failure> {
        let (asked, told) = (self.asked, self.told());
        let (args, plan) = (asked.args, &asked.plan);
        let read = Read::new(asked.scenario.clone());
        let document = format!("{:#}\n", output::calibration(&told, read.hash()));
        folder.write("summary.json", document.as_bytes())?;
        self.write_tables(&told, &mut folder)?;
        let start = start::write(self, &told, &mut folder)?;
        if args.study.figures.are_drawn() {
            #[cfg(feature = "plots")]
            self.draw(&told, &mut folder)?;
        }
        let how = json!({
            "vary": args.vary,
            "without": args.without,
            "particles": args.particles,
            "attempts": args.attempts,
            "plots": args.study.figures.are_drawn(),
            "figures": args.study.figures.record(),
            "interrupted": self.found.reached == Reached::Interrupted,
        });
        let manifest = output::manifest_of_several(plan, "calibrate", &[read.input()], &how, folder.hashes());
        folder.write_unhashed("manifest.json", format!("{manifest:#}\n").as_bytes())?;
        folder.write_record(several::run_record(begun, &[self.found.attempts], args.study.jobs))?;
        let target = folder.publish()?;
        match args.study.format {
            Format::Json => print_json(&document),
            Format::Text if args.study.quiet => Ok(()),
            Format::Text => print(&words::words(self, &told, &target, start)),
        }
    }

    fn write_tables(&self, told: &CalibrationFound<'_>, folder: &mut Folder) -> Result<(), Failure> {
        let (asked, particles, forms) =
            (self.asked.calibration(&()), &self.found.particles, &self.asked.args.tables);
        let values: Vec<Vec<(String, String)>> =
            particles.iter().map(|particle| asked.edits(&particle.at)).collect();
        let clock = told.plan.clock;
        tables::write(|| output::tables::posterior(clock, particles, &values), forms, folder)?;
        tables::write(|| output::tables::truth(told.plan, &self.truth), forms, folder)?;
        tables::write(|| output::tables::figures(told.plan, told.figures, &told.checks), forms, folder)
    }

    #[cfg(feature = "plots")]
    fn draw(&self, told: &CalibrationFound<'_>, folder: &mut Folder) -> Result<(), Failure> {
        let StudyArgs { jobs, figures, .. } = &self.asked.args.study;
        let changes = self.asked.scenario.overrides();
        let calibration = self.asked.calibration(&());
        let view = crate::plot::PosteriorView {
            plan: told.plan,
            asked: &calibration,
            found: told.found,
            values: &told.values,
            trades: &told.trades,
        };
        figures.write(folder, *jobs, ("posterior", view.figure()), changes)?;
        let view = crate::plot::TruthView {
            plan: told.plan,
            figures: told.figures,
            truth: &self.truth,
            found: told.found,
        };
        figures.write(folder, *jobs, ("truth", view.figure()), changes)
    }
}
