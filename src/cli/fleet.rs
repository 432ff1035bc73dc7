//! `noria fleet`: the least fleet that meets a goal, with the evidence.

use std::time::Instant;

use serde_json::{Value, json};

use super::args::{FleetArgs, Format};
use super::failure::Failure;
use super::print;
use super::progress::Progress;
use super::several::{self, Read, write_table};
use super::sweep::usage;
use crate::engine::Stall;
use crate::output;
use crate::plan::Plan;
use crate::scenario::Scenario;
use crate::study::search::{FleetFound, FleetSearch, Found, Promise, Scope, TRAVEL, Tested, rising};
use crate::study::{Axis, Ensemble, Plans, Setting, Variants, grid};

/// Candidates shown on standard output; the rest is in the file.
const SHOWN: usize = 30;

/// A search that has been made.
struct Made {
    plan: Plan,
    variants: Variants,
    found: FleetFound,
}

pub(super) fn fleet(args: &FleetArgs) -> Result<(), Failure> {
    let begun = Instant::now();
    let scenario = with_goal(args, several::read_scenario(&args.scenario)?)?;
    let (axes, space) = rising(&axes(args)?).map_err(|wrong| usage("--vary", &wrong))?;
    let settings = grid(&axes).map_err(|wrong| usage("--vary", &wrong))?;
    let variants = Variants::new(scenario, settings, args.scenario.seed)
        .map_err(|wrong| Failure::Settings(Box::new(wrong)))?;
    let plan = variants.plan(0).map_err(|reason| Failure::Run(format!("error: {reason}")))?.into_owned();
    let promise = promise(args, &plan)?;
    let mut folder = several::folder(&args.study, &plan, "fleet")?;
    // How many replications it takes is not known before: the bar shows how many have been made.
    let progress = Progress::new(0, args.study.quiet);
    let search = FleetSearch {
        plans: &variants,
        space: &space,
        promise,
        scope: if args.frontier { Scope::Frontier } else { Scope::Neighbours },
        travel: if args.no_travel { &[] } else { &TRAVEL },
        settings: &several::settings(&args.study, &plan),
        watch: &progress,
    };
    let found = search.run();
    progress.finish();
    let seed = plan.seed;
    let trace = |setting: usize| {
        let edits = [&args.scenario.set[..], &variants.settings()[setting].edits].concat();
        several::trace_command(&args.scenario.scenario, &edits, seed)
    };
    let found = found.map_err(|error| several::failure_of(&error, &trace))?;
    let made = Made { plan, variants, found };
    let document = format!("{:#}\n", made.record(promise));
    folder.write("fleet.json", document.as_bytes())?;
    write_table(&mut folder, "candidates.csv", |out| made.table(out))?;
    let read = Read::new(made.variants.scenario().clone());
    let how = json!({
        "vary": args.vary,
        "goal": args.goal,
        "indifference": promise.indifference,
        "error": promise.error,
        "frontier": args.frontier,
        "travel": !args.no_travel,
        "interrupted": !made.found.is_complete(),
    });
    let manifest = output::manifest_of_several(&made.plan, "fleet", &[read.input()], &how, folder.hashes());
    folder.write_unhashed("manifest.json", format!("{manifest:#}\n").as_bytes())?;
    folder
        .write_unhashed("run.json", several::run_record(begun, made.found.found.replications).as_bytes())?;
    let target = folder.publish()?;
    match args.study.format {
        Format::Json => print(&document)?,
        Format::Text if args.study.quiet => {}
        Format::Text => print(&format!("{}\nwritten to {}\n", made.words(promise), target.display()))?,
    }
    match (made.found.is_complete(), made.found.found.answer) {
        (false, _) => Err(Failure::Interrupted),
        (true, Some(_)) => Ok(()),
        (true, None) => Err(Failure::Unreachable(made.why_not())),
    }
}

fn axes(args: &FleetArgs) -> Result<Vec<Axis>, Failure> {
    if args.vary.is_empty() || args.vary.len() > 4 {
        return Err(Failure::Usage(
            "error: a search varies one to four values\n  = help: say which, as in --vary fleets.buses.count=5..40"
                .into(),
        ));
    }
    let axes: Result<Vec<Axis>, String> = args.vary.iter().map(|text| text.parse()).collect();
    axes.map_err(|wrong| usage("--vary", &wrong))
}

/// Changes the goal as `--goal` says.
fn with_goal(args: &FleetArgs, scenario: Scenario) -> Result<Scenario, Failure> {
    let edit = |text: &String| {
        let (key, value) = text.split_once('=')?;
        let known = ["group", "share", "by", "probability"].contains(&key.trim());
        known.then(|| (format!("goal.{}", key.trim()), value.trim().to_owned()))
    };
    let mut edits = Vec::new();
    for text in &args.goal {
        let help = "write it as group=wounded, share=0.99, by=\"12 h\" or probability=0.9";
        edits.push(
            edit(text).ok_or_else(|| {
                usage("--goal", &format!("`{text}` is no part of a goal\n  = help: {help}"))
            })?,
        );
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
    if !(indifference > 0.0 && indifference < room) {
        let says = format!("{indifference} is not between 0 and {room:.4}: p ± δ must be probabilities");
        return Err(usage("--indifference", &says));
    }
    let error = args.error.unwrap_or(usual.error);
    if !(error > 0.0 && error < 0.5) {
        return Err(usage("--error", &format!("{error} is not between 0 and 0.5")));
    }
    Ok(Promise { indifference, error, ..usual })
}

/// A candidate as it would be set.
fn said(setting: &Setting) -> String {
    setting.edits.iter().map(|(path, value)| format!("{path} = {value}")).collect::<Vec<_>>().join(", ")
}

/// Why a run stalled, in a line: who waits, and for whom the first of them waits.
fn stalled(stall: &Stall) -> String {
    stall.to_string().lines().take(2).map(str::trim).collect::<Vec<_>>().join("; ")
}

fn verdict(tested: &Tested) -> &'static str {
    match tested.course.verdict {
        _ if tested.stall.is_some() => "stalls",
        Some(crate::stats::Verdict::Accepted) => "meets the goal",
        Some(crate::stats::Verdict::Rejected) => "does not",
        None => "undecided",
    }
}

impl Made {
    fn setting(&self, candidate: usize) -> &Setting {
        &self.variants.settings()[candidate]
    }

    /// The mean cost of a candidate, where the scenario has costs and it does not stall.
    fn cost(&self, candidate: usize) -> Option<f64> {
        self.found.costs.as_ref()?[candidate].as_ref().ok().map(|cost| cost.mean)
    }

    /// What a candidate costs, in words that follow it; nothing where nothing does.
    fn costing(&self, candidate: usize) -> String {
        self.cost(candidate).map_or(String::new(), |cost| format!(" for {cost:.2}"))
    }

    fn record(&self, promise: Promise) -> Value {
        let found = &self.found.found;
        let candidate = |candidate: usize| {
            let edits = self.setting(candidate).edits.iter();
            edits.map(|(path, value)| (path.clone(), json!(value))).collect::<serde_json::Map<_, _>>()
        };
        let tested = found.tested.iter().map(|row| {
            let (low, high) = row.interval(0.95);
            json!({
                "setting": candidate(row.candidate),
                "replications": row.course.trials,
                "met": row.course.successes,
                "share": row.share(),
                "interval95": [low, high],
                "accepted": row.is_accepted(),
                "stall": row.stall.as_ref().map(stalled),
                "cost": self.cost(row.candidate),
            })
        });
        let travel = self.found.travel.iter().map(|(factor, found)| {
            json!({ "factor": factor, "answer": found.answer.map(candidate), "replications": found.replications })
        });
        json!({
            "format": 1,
            "version": env!("CARGO_PKG_VERSION"),
            "name": self.plan.name,
            "seed": self.plan.seed,
            "promise": {
                "probability": promise.probability,
                "indifference": promise.indifference,
                "error": promise.error,
            },
            "answer": found.answer.map(candidate),
            "certain": self.found.is_certain(),
            "answer_stalls": self.found.answer_stalls().map(stalled),
            "tested": tested.collect::<Vec<_>>(),
            "frontier": found.frontier.iter().map(|&row| candidate(row)).collect::<Vec<_>>(),
            "travel": travel.collect::<Vec<_>>(),
            "replications": found.replications,
            "replications_of_a_full_grid": self.found.full_grid(),
            "limits": self.found.limits.as_ref().map(|limits| waits(&limits.plan, &limits.ensemble).into_iter()
                .map(|(what, share)| json!({ "what": what, "share": share })).collect::<Vec<_>>()),
            "complete": self.found.is_complete(),
        })
    }

    fn table(&self, out: &mut Vec<u8>) -> std::io::Result<()> {
        let mut table = csv::Writer::from_writer(out);
        let paths = self.setting(0).edits.iter().map(|(path, _)| path.clone());
        let columns = ["replications", "met", "share", "low95", "high95", "decision"].map(str::to_owned);
        let cost_column = self.found.costs.as_ref().map(|_| "cost".to_owned());
        table.write_record(paths.chain(columns).chain(cost_column.clone()))?;
        for tested in &self.found.found.tested {
            let course = tested.course;
            let (low, high) = tested.interval(0.95);
            let values = self.setting(tested.candidate).edits.iter().map(|(_, value)| value.clone());
            let counts = [course.trials.to_string(), course.successes.to_string()];
            let shares = [tested.share(), low, high].map(|share| format!("{share:.6}"));
            let decision = verdict(tested).to_owned();
            let cost = self.cost(tested.candidate).map_or(String::new(), |cost| format!("{cost:.6}"));
            let cost = cost_column.as_ref().map(|_| cost);
            table.write_record(values.chain(counts).chain(shares).chain([decision]).chain(cost))?;
        }
        table.flush()
    }

    fn words(&self, promise: Promise) -> String {
        let Found { answer, tested, frontier, replications, .. } = &self.found.found;
        let mut lines = vec![self.plan.title.clone(), self.goal(), String::new()];
        let (least, smallest, smaller) = match self.found.costs {
            Some(_) => ("cheapest", "cheapest", "cheaper"),
            None => ("least", "smallest", "smaller"),
        };
        lines.push(match answer {
            Some(answer) => {
                format!("The {least} that does: {}{}", said(self.setting(*answer)), self.costing(*answer))
            }
            None if self.found.is_complete() => "None of these does.".to_owned(),
            None => "Interrupted before there was an answer.".to_owned(),
        });
        lines.push(match self.found.is_certain() {
            true => "Certain: nothing in this scenario is random, and one run of each decides.".to_owned(),
            false => format!(
                "Right with {} % certainty: it meets the goal with at least {:.1} %, and nothing {smaller} with {:.1} % or more.",
                (1.0 - promise.error) * 100.0,
                promise.low() * 100.0,
                promise.high() * 100.0,
            ),
        });
        lines.push(String::new());
        lines.push(format!("tested, the {smallest} first:"));
        lines.extend(tested.iter().rev().take(SHOWN).rev().map(|row| self.evidence(row)));
        if tested.len() > SHOWN {
            lines.push(format!(
                "  … and {} {smaller} ones, all rejected: see candidates.csv",
                tested.len() - SHOWN
            ));
        }
        let others = frontier.iter().filter(|&&row| Some(row) != *answer);
        let others: Vec<String> = others.map(|&row| said(self.setting(row))).collect();
        if !others.is_empty() {
            lines.push(format!("also does, with less of something: {}", others.join("; ")));
        }
        for (factor, found) in &self.found.travel {
            let then = found.answer.map_or("none of these".to_owned(), |row| said(self.setting(row)));
            lines.push(format!("if driving takes {:+.0} %: {then}", (factor - 1.0) * 100.0));
        }
        lines.extend(self.limits());
        lines.extend(self.found.answer_stalls().map(|stall| format!("careful: {}", stalled(stall))));
        for (small, large) in self.found.worse_with_more() {
            lines.push(format!(
                "more does worse here: {} than {}",
                said(self.setting(large)),
                said(self.setting(small))
            ));
        }
        lines.push(match self.found.is_certain() {
            true => format!("{replications} replications"),
            false => format!(
                "{replications} replications; a full grid of fixed size would take {} for the same promise",
                self.found.full_grid()
            ),
        });
        lines.join("\n") + "\n"
    }

    fn goal(&self) -> String {
        self.plan.goal.as_ref().map_or(String::new(), |goal| {
            let whom = goal.group.map_or("everybody", |group| &self.plan.groups[group].id);
            format!(
                "goal: {} % of {whom} out by {} with {} %",
                goal.share * 100.0,
                self.plan.clock.day_and_time(goal.by),
                goal.probability * 100.0
            )
        })
    }

    fn evidence(&self, tested: &Tested) -> String {
        let course = tested.course;
        if let Some(stall) = &tested.stall {
            return format!("  {}: does not: {}", said(self.setting(tested.candidate)), stalled(stall));
        }
        if tested.certain && tested.course.verdict.is_some() {
            let (said, costing) = (said(self.setting(tested.candidate)), self.costing(tested.candidate));
            return format!("  {said}{costing}: {}", verdict(tested));
        }
        let (low, high) = tested.interval(0.95);
        format!(
            "  {}{}: met in {} of {} ({:.1} %, 95 %: {:.1} – {:.1}): {}",
            said(self.setting(tested.candidate)),
            self.costing(tested.candidate),
            course.successes,
            course.trials,
            tested.share() * 100.0,
            low * 100.0,
            high * 100.0,
            verdict(tested)
        )
    }

    /// What vehicles wait for most, and the busiest places.
    fn limits(&self) -> Option<String> {
        let limits = self.found.limits.as_ref()?;
        let told: Vec<String> = waits(&limits.plan, &limits.ensemble)
            .into_iter()
            .take(3)
            .map(|(what, share)| format!("{what} {:.0} %", share * 100.0))
            .collect();
        (!told.is_empty()).then(|| format!("what limits it: {}", told.join("; ")))
    }

    /// Why no candidate does, and what would help.
    fn why_not(&self) -> String {
        let best = self.found.best().map(|best| {
            let tested = self.found.found.of(best);
            if let Some(stall) = tested.and_then(|tested| tested.stall.as_ref()) {
                return format!("{} stalls: {}", said(self.setting(best)), stalled(stall));
            }
            if tested.is_some_and(|tested| tested.certain) {
                return format!(
                    "nothing in this scenario is random, and not even {} does",
                    said(self.setting(best))
                );
            }
            let share = tested.map_or(0.0, Tested::share);
            format!(
                "the best, {}, meets it in {:.1} % of its replications",
                said(self.setting(best)),
                share * 100.0
            )
        });
        let limits = self.limits().map(|limits| format!("\n  {limits}")).unwrap_or_default();
        format!(
            "error: no candidate meets the goal: {}{limits}\n  = help: vary further, vary what limits it (berths, places, \
             movement), or ask for a later time or a smaller share",
            best.unwrap_or_default()
        )
    }
}

/// Shares of vehicles' hours in states of waiting, and of berths and lanes in use, the largest first.
pub(super) fn waits(plan: &Plan, runs: &Ensemble) -> Vec<(String, f64)> {
    let mut all = Vec::new();
    for (_, fleet) in plan.shuttles() {
        let hours = |state: &str| runs.metric(&format!("hours_{state}"), &fleet.id).and_then(|row| row.mean);
        let states = crate::world::State::ALL.map(|state| (state.name(), hours(state.name()).unwrap_or(0.0)));
        let working = |name: &str| !matches!(name, "stood_down" | "absent");
        let total: f64 = states.iter().filter(|(name, _)| working(name)).map(|(_, hours)| hours).sum();
        let waiting = states.iter().filter(|(name, _)| {
            name.starts_with("queued")
                || name.starts_with("ready")
                || name.starts_with("awaiting")
                || matches!(*name, "held" | "halted" | "parked" | "resting" | "under_repair")
        });
        all.extend(
            waiting
                .filter(|(_, hours)| total > 0.0 && *hours > 0.01 * total)
                .map(|(name, hours)| (format!("{} {}", fleet.id, name.replace('_', " ")), hours / total)),
        );
    }
    for (metric, what) in [("berth_use", "berths in use at"), ("lane_use", "lanes in use at")] {
        let names = plan.sites.rows().iter().map(|site| &site.id);
        let names = names.chain(plan.checkpoints.rows().iter().map(|row| &row.id));
        all.extend(names.filter_map(|id| {
            let share = runs.metric(metric, id)?.mean?;
            Some((format!("{what} {id}"), share))
        }));
    }
    all.sort_by(|a, b| b.1.total_cmp(&a.1));
    all
}
