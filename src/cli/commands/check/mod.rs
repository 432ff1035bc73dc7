//! `noria check`: a scenario said back in plain words, with simple bounds.
//!
//! `record` is the same for programs, and what is wrong with a scenario.

mod record;

use std::io::{self, IsTerminal};

use serde_json::json;

use super::run::read;
use crate::cli::args::{CheckArgs, Format};
use crate::cli::failure::Failure;
use crate::cli::job::few_runs::few_runs;
use crate::cli::job::several;
use crate::cli::words::doubts::doubts;
use crate::cli::words::fold::hanging;
use crate::cli::words::goal;
use crate::cli::words::in_a_row;
use crate::cli::words::late::too_late;
use crate::cli::words::parties;
use crate::cli::words::table;
use crate::cli::words::tables;
use crate::cli::words::waits::waits;
use crate::cli::words::world;
use crate::cli::{print, print_json};
use crate::plan::{Arrivals, Costs, Fleet, Group, Movement, Need, PhaseEnd, Plan, Reported};
use crate::scenario::Scenario;
use crate::stats::Distribution;
use crate::study::{Bounds, Ensemble, Round, StudyError};
use crate::units::{Span, Tick};

pub(in crate::cli) fn check(args: &CheckArgs) -> Result<(), Failure> {
    if args.files {
        return files(args);
    }
    let (scenario, plan) = match (read(&args.scenario), args.format) {
        (Err(failure), Format::Json) => return record::of_failure(&args.scenario.scenario, failure),
        (read, _) => read?,
    };
    let bounds = Bounds::of(&plan);
    let runs = few_runs(&plan, &bounds);
    match args.format {
        Format::Text => print(&for_reader(words(&scenario, (&plan, &bounds), &runs))),
        Format::Json => print_json(&format!("{:#}\n", record::of_plan(&plan, &bounds, &runs))),
    }?;
    runs.map(|_| ()).map_err(|error| Failure::Run(format!("error: {error}")))
}

/// Sentences in lines that a person reads; whoever searches them finds each in a line of its own.
fn for_reader(words: String) -> String {
    match io::stdout().is_terminal() {
        true => hanging(&words),
        false => words,
    }
}

/// The scenario and all files that it names, whether they are there or not.
fn files(args: &CheckArgs) -> Result<(), Failure> {
    let scenario = several::read_scenario(&args.scenario)?;
    let path = &args.scenario.scenario;
    let named = scenario.file_names().map(|name| path.with_file_name("").join(name));
    let all: Vec<String> =
        std::iter::once(path.clone()).chain(named).map(|path| path.display().to_string()).collect();
    match args.format {
        Format::Text => print(&(all.join("\n") + "\n")),
        Format::Json => print_json(&format!("{:#}\n", json!(all))),
    }
}

/// What is said in place of what runs showed.
const TOO_LARGE: &str = "A run has more vehicles, routes or events than `noria check` tries. To make one, type `noria run` with \
    `-n 1`.";

fn words(
    scenario: &Scenario,
    (plan, bounds): (&Plan, &Bounds),
    runs: &Result<Option<Ensemble>, StudyError>,
) -> String {
    let few = runs.as_ref().ok().and_then(Option::as_ref);
    let verdict = match goal::foreseen(plan, bounds, few) {
        Some(missed) => format!("{} is right, but {missed}", plan.name),
        None => format!("{} is right.", plan.name),
    };
    let mut lines = vec![verdict, plan.title.clone(), String::new(), clock(plan)];
    lines.extend(plan.whole_groups().map(|(_, group)| people(plan, group)));
    lines.extend(plan.shuttles().map(|(_, class)| fleet(plan, class)));
    lines.extend(world::around(plan));
    lines.extend(plan.movements.rows().iter().flat_map(|list| movement(plan, list)));
    lines.extend(wanted(plan));
    lines.extend(tables::read(scenario));
    lines.extend(tables::answered(scenario, plan));
    lines.extend(world::what_ifs(scenario));
    lines.extend(scenario.goal_time_of_day().and_then(|by| world::moved(plan, by)));
    lines.extend(world::offsets(plan, &scenario.other_offsets()));
    lines.extend(costs(plan));
    lines.extend(warnings(plan, bounds));
    lines.push(String::new());
    lines.push("With mean values, without queues and without waiting for others:".to_owned());
    lines.extend(bounds.rounds.iter().map(|row| round(plan, row)));
    lines.extend(trips(bounds));
    lines.extend(busiest(bounds));
    lines.push(all_out(plan, bounds));
    lines.extend(shelters(plan, bounds));
    lines.extend(runs.as_ref().ok().map(|runs| match runs {
        Some(runs) => compared(plan, bounds, runs),
        None => TOO_LARGE.to_owned(),
    }));
    lines.join("\n") + "\n" + &few.map_or(String::new(), |runs| goal::who_misses(plan, runs))
}

/// What is likely not meant.
fn warnings(plan: &Plan, bounds: &Bounds) -> Vec<String> {
    let split = plan.whole_groups().filter_map(|(id, _)| parties::split(plan, id));
    too_late(plan).into_iter().chain(split).chain(doubts(plan, bounds)).collect()
}

fn clock(plan: &Plan) -> String {
    let start = plan.clock.day_and_time(Tick::START);
    let end = plan.end.map_or("ends when everybody is out".to_owned(), |end| {
        format!("ends on {} at the latest", plan.clock.day_and_time(end))
    });
    format!("It starts on {start} and {end}.")
}

/// How much, in a unit of `scale` milliseconds or people.
fn amount(distribution: &Distribution, scale: f64) -> String {
    let say = |value: f64| format!("{}", ((value / scale) * 100.0).round() / 100.0);
    match (distribution.as_fixed(), distribution.bounds()) {
        (Some(value), _) => say(value),
        (None, (low, high)) if high.is_finite() => {
            format!("{} to {}, {} on average", say(low), say(high), say(distribution.mean()))
        }
        _ => format!("{} on average", say(distribution.mean())),
    }
}

fn people(plan: &Plan, group: &Group) -> String {
    let size = group.size.as_ref().map_or("a stream of".to_owned(), |size| amount(size, 1.0));
    let need = if group.need == Need::Seat { "a seat" } else { "a stretcher" };
    let to: Vec<&str> = group.to.iter().map(|&site| plan.sites[site].title.as_str()).collect();
    let when = match &group.arrivals {
        Arrivals::AtStart => "at the start",
        Arrivals::Evenly(..) | Arrivals::Curve(_) => "coming over time",
        Arrivals::Poisson(_) => "coming at random",
    };
    format!(
        "{}: {size} people {when} at {}, each needing {need}, bound for {}.",
        group.title,
        plan.sites[group.at].title,
        in_a_row(&to, " or ")
    ) + &world::of_people(plan, group)
}

fn fleet(plan: &Plan, class: &Fleet) -> String {
    let [seats, stretchers] = &class.places;
    let mut places = Vec::new();
    if seats.mean() > 0.0 {
        places.push(format!("{} seats", amount(seats, 1.0)));
    }
    if stretchers.mean() > 0.0 {
        places.push(format!("{} stretchers", amount(stretchers, 1.0)));
    }
    let mut takes: Vec<&str> = class.takes.iter().map(|&group| plan.groups[group].id.as_str()).collect();
    takes.dedup();
    format!(
        "{}: {} vehicles with {}, starting at {}, for {}.",
        class.title,
        class.count(),
        places.join(" and "),
        plan.sites[class.start].title,
        in_a_row(&takes, ", ")
    ) + &world::of_fleet(plan, class)
}

fn movement(plan: &Plan, list: &Movement) -> Vec<String> {
    let phases = list.phases.iter().enumerate().map(|(place, phase)| {
        let begins = match phase.gradual {
            Some((from, to)) => format!(
                "{}, one by one from {} to {}: ",
                list.label,
                plan.clock.day_and_time(from),
                plan.clock.day_and_time(to)
            ),
            None if place == 0 => format!("{}: ", list.label),
            None => format!("{}, then: ", list.label),
        };
        let ends = phase.ends.map_or(String::new(), |end| format!(", {}", until(plan, end)));
        format!("{begins}out {}, back {}{ends}.", phase.outbound, phase.back)
    });
    phases.collect()
}

fn until(plan: &Plan, end: PhaseEnd) -> String {
    match end {
        PhaseEnd::At(tick) => format!("until {}", plan.clock.day_and_time(tick)),
        PhaseEnd::Convoys(number) => format!("until {number} convoys have left"),
        PhaseEnd::Out(Reported { out, by }) => {
            format!("until {out} people are {}out", world::reported(plan, by))
        }
        PhaseEnd::ShareOut(Reported { out, by }) => {
            format!("until {} % are {}out", out * 100.0, world::reported(plan, by))
        }
    }
}

/// What vehicles cost, a line a fleet that costs something.
fn costs(plan: &Plan) -> Vec<String> {
    let paid = plan.costs.iter().flat_map(|costs| plan.shuttles().map(|(id, fleet)| (fleet, costs[id])));
    let line = |(fleet, Costs { per_vehicle, per_hour, per_km }): (&Fleet, Costs)| {
        let title = &fleet.title;
        format!(
            "{title} cost {per_vehicle} a vehicle, {per_hour} an hour in service and {per_km} a kilometre."
        )
    };
    paid.filter(|(_, costs)| *costs != Costs::default()).map(line).collect()
}

fn wanted(plan: &Plan) -> Option<String> {
    let goal = plan.goal.as_ref()?;
    Some(format!(
        "Goal: {} by {}, with a probability of {} %.",
        goal.words(plan, "everybody", ""),
        plan.clock.day_and_time(goal.by),
        goal.probability * 100.0
    ))
}

fn round(plan: &Plan, row: &Round) -> String {
    let minutes = Span(((row.hours * 60.0).round() * 60_000.0) as u64);
    let (load, id) = ((row.load * 10.0).round() / 10.0, &plan.fleets[row.fleet].id);
    let people = if load == 1.0 { "person" } else { "people" };
    format!("  {id}: a round takes {minutes} h with {load} {people}")
}

fn trips(bounds: &Bounds) -> Option<String> {
    let [seats, stretchers] = bounds.trips;
    match (seats > 0.0, stretchers > 0.0) {
        (true, true) => Some(format!("  trips needed: {seats} with seats, {stretchers} with stretchers")),
        (true, false) => Some(format!("  trips needed: {seats}")),
        (false, true) => Some(format!("  trips needed: {stretchers}")),
        (false, false) => None,
    }
}

/// The median clearance time in hours; none if that many are never all out.
fn clearance(runs: &Ensemble) -> Option<f64> {
    let summary = runs.metric("clearance_time", "all")?;
    summary.quantiles[2].filter(|time| time.is_finite()).map(|seconds| seconds / 3600.0)
}

/// When everybody is out as reckoned from means.
fn all_out(plan: &Plan, bounds: &Bounds) -> String {
    if bounds.people == [0.0; 2] {
        return "  nobody needs a vehicle".to_owned();
    }
    let out = Tick((bounds.clearance * 60.0).round() as u64 * 60_000);
    let local = plan.clock.day_and_time(out);
    format!("  everybody is out {out} h after the start ({local}) if nothing waits; usually later")
}

/// A difference in hours from what was reckoned.
fn beside(hours: f64) -> String {
    let minutes = Span((hours.abs() * 60.0).round() as u64 * 60_000);
    match (minutes, hours > 0.0) {
        (Span::ZERO, _) => ": as computed".to_owned(),
        (_, true) => format!(": {minutes} h later"),
        (_, false) => format!(": {minutes} h earlier"),
    }
}

/// When the last vehicle with people came in, as [`clearance`] tells when everybody is out.
fn last_arrived(runs: &Ensemble) -> Option<f64> {
    let last = runs.metric("last_arrived", "all")?.quantiles[2];
    last.filter(|time| time.is_finite()).map(|seconds| seconds / 3600.0)
}

/// The mean of a metric of everybody; nothing of one that cannot be.
fn mean(runs: &Ensemble, metric: &str) -> f64 {
    runs.metric(metric, "all").and_then(|row| row.mean).unwrap_or(0.0)
}

/// Whether there are people left to be moved in the end.
fn some_are_left(runs: &Ensemble) -> bool {
    ["waiting_at_end", "aboard_at_end", "not_yet_come"].iter().any(|metric| mean(runs, metric) > 0.0)
}

/// What has become of those who are not out by the end.
fn who_is_not_out(runs: &Ensemble) -> String {
    let told = [
        (mean(runs, "waiting_at_end") + mean(runs, "aboard_at_end"), "people wait or are aboard then"),
        (mean(runs, "not_yet_come"), "have not come by then"),
        (mean(runs, "dead"), "are dead"),
        (mean(runs, "on_foot"), "have left on foot"),
    ];
    let some = told.iter().filter(|(people, _)| *people > 0.0);
    let said: Vec<String> = some.map(|(people, what)| format!("{} {what}", table::number(*people))).collect();
    if said.is_empty() { "some are on the road in their own cars".to_owned() } else { said.join(", ") }
}

/// How runs differ from the bound, and what vehicles wait for.
fn compared(plan: &Plan, bounds: &Bounds, runs: &Ensemble) -> String {
    let made = format!("In {} run{}", runs.replications, if runs.replications == 1 { "" } else { "s" });
    let said = |hours: f64| Span((hours * 60.0).round() as u64 * 60_000);
    let out = match clearance(runs) {
        Some(hours) => {
            let local = plan.clock.day_and_time(Tick(said(hours).0));
            format!(
                "everybody is out after {} h in the median ({local}){}",
                said(hours),
                beside(hours - bounds.clearance)
            )
        }
        None => {
            let last = last_arrived(runs).filter(|_| !some_are_left(runs)).map(said);
            let last = last.map_or(String::new(), |last| {
                format!("; the last who are brought come after {last} h in the median")
            });
            format!("not everybody is out by the end: {}, on average{last}", who_is_not_out(runs))
        }
    };
    let waits: Vec<String> = waits(plan, runs)
        .into_iter()
        .take(3)
        .map(|(what, share)| format!("{what} {:.0} %", share * 100.0))
        .collect();
    let why = if waits.is_empty() {
        String::new()
    } else {
        format!("; longest waits and busiest places: {}", waits.join("; "))
    };
    format!("{made} {out}{why}.")
}

/// Whether there is room for all, where every drop-off has an end.
fn shelters(plan: &Plan, bounds: &Bounds) -> Option<String> {
    let mut sites: Vec<_> = plan.whole_groups().flat_map(|(_, group)| group.to.iter().copied()).collect();
    sites.sort_unstable();
    sites.dedup();
    let places: Option<u64> = sites.iter().map(|&site| plan.sites[site].capacity.map(u64::from)).sum();
    let people = bounds.everybody();
    let places = places.filter(|&places| (places as f64) < people)?;
    Some(format!("  the shelters have {places} places: {:.0} people have none", people - places as f64))
}

fn busiest(bounds: &Bounds) -> Option<String> {
    let server = bounds.servers.first()?;
    Some(format!("  busiest: {}, {:.1} h of work without a gap", server.name, server.hours))
}
