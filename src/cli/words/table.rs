//! The short table after a run.

use std::path::Path;

pub(in crate::cli) use super::columns::aligned;
use super::fold::wrapped;
use super::goal;
use super::late;
use super::overrides;
use super::world;
use crate::cli::job::figures::FigureArgs;
use crate::plan::{Goal, GroupId, LocalClock, Plan, Suspension};
use crate::record::{MetricKind, MetricName};
use crate::scenario::Scenario;
use crate::study::{Band, Ensemble, MetricSummary, RestrictedMean, time_in_words};
use crate::units::{DAY, Span, Tick};

/// What the table tells, in order.
const ROWS: [&str; 20] = [
    "first_departure",
    "clearance_time",
    "out_50",
    "out_90",
    "out_95",
    "out_99",
    "out_by_goal",
    "out",
    "waiting_at_end",
    "not_yet_come",
    "aboard_at_end",
    "private_arrived",
    "on_foot",
    "dead",
    "refused",
    "trips",
    "convoys",
    "wait_mean",
    "wait_p95",
    "cost",
];
/// What becomes of people under few plans, or in few runs: told where it does in some run.
const RARE: [&str; 6] = ["not_yet_come", "aboard_at_end", "private_arrived", "on_foot", "dead", "refused"];
/// Where people are in the end of whom shares are, but for those on the road in their own cars.
pub(super) const COUNTED: [&str; 6] =
    ["out", "waiting_at_end", "not_yet_come", "aboard_at_end", "on_foot", "dead"];

/// The table of a run, with where its files are.
pub(in crate::cli) fn of_run(
    (plan, scenario): (&Plan, &Scenario),
    ensemble: &Ensemble,
    folder: &Path,
    figures: &FigureArgs,
) -> String {
    let mut text = format!(
        "{}\n{}{} replication{}{}, seed {}, fingerprint {:016x}\n\n",
        plan.title,
        overrides::line(scenario.overrides()),
        ensemble.replications,
        if ensemble.replications == 1 { "" } else { "s" },
        if ensemble.interrupted { " (interrupted)" } else { "" },
        plan.seed,
        ensemble.fingerprint,
    );
    let is_typed = scenario.overrides().iter().any(|(path, _)| path.starts_with("what_if"));
    for what_if in world::what_ifs(scenario).into_iter().filter(|_| !is_typed) {
        text.insert_str(text.len() - 1, &format!("{what_if}\n"));
    }
    if plan.is_deterministic() {
        text.insert_str(
            text.len() - 1,
            "nothing in this scenario is random: every run is the same, and there are no intervals\n",
        );
    }
    if !plan.clock.is_said() {
        text.insert_str(text.len() - 1, "times are hours and minutes since the start\n");
    }
    if let Some(note) = world::offsets(plan, &scenario.other_offsets()) {
        text.insert_str(text.len() - 1, &format!("{note}\n"));
    }
    text.push_str(&goal::verdict(plan, ensemble));
    let rows = rows(plan, ensemble);
    text.push_str(&aligned(&rows));
    text.push_str(&marks(&rows, plan.is_deterministic()));
    text.push_str(&of_whom(plan, ensemble));
    for warning in late::too_late(plan) {
        text.push_str(&format!("\n{warning}\n"));
    }
    if ensemble.precise == Some(false) {
        text.push_str(&format!(
            "\nwarning: not precise: the replications were used up before the precision was reached{}\n",
            ensemble.why_vague.map_or(String::new(), |why| format!(": {why}"))
        ));
    }
    text.push_str(&format!("\nwritten to {}", folder.display()));
    text.push_str(&figures.look_at(folder, &["headcount"]));
    text.push('\n');
    text
}

/// The metrics that the table tells, in its order.
#[cfg(feature = "plots")]
pub(in crate::cli) fn told_metrics(plan: &Plan, ensemble: &Ensemble) -> Vec<MetricSummary> {
    let of_table = ROWS.iter().filter_map(|metric| summary_of(plan, ensemble, metric));
    let observers = plan.observers.rows().iter().take(MOST_OBSERVERS);
    let errors = observers.filter_map(|observer| ensemble.metric("report_error", &observer.id));
    of_table.chain(busiest_of(ensemble)).chain(errors).collect()
}

fn rows(plan: &Plan, ensemble: &Ensemble) -> Vec<[String; 6]> {
    let head = ["", "mean", "95 % interval", "5 %", "median", "95 %"].map(str::to_owned);
    let told = ROWS.iter().flat_map(|metric| {
        let more = if *metric == "aboard_at_end" { driving(plan, ensemble) } else { None };
        metric_row(plan, ensemble, metric).into_iter().chain(more)
    });
    std::iter::once(head).chain(told).chain(busiest(plan, ensemble)).chain(reports(plan, ensemble)).collect()
}

/// Observers that have a row; of more, the first of the scenario.
const MOST_OBSERVERS: usize = 8;

/// How wrong the last report of each observer is.
fn reports(plan: &Plan, ensemble: &Ensemble) -> impl Iterator<Item = [String; 6]> {
    let observers = plan.observers.rows().iter().take(MOST_OBSERVERS);
    observers.filter_map(|observer| {
        let error = ensemble.metric("report_error", &observer.id)?;
        let title = format!("error of {}", observer.title);
        Some(row(plan, &error, title + &in_some_runs(&error, ensemble)))
    })
}

/// A metric of the table: of everybody, or of the group of the goal; none of what hardly ever happens if it does not.
fn summary_of(plan: &Plan, ensemble: &Ensemble, metric: &str) -> Option<MetricSummary> {
    let group = of_goal(plan, metric).map_or("all", |group| &plan.groups[group].id);
    let summary = ensemble.metric(metric, group)?;
    let is_rare = RARE.contains(&metric) && summary.max.is_none_or(|most| most == 0.0);
    (!is_rare).then_some(summary)
}

/// The group of the goal, for a metric that is about that.
fn of_goal(plan: &Plan, metric: &str) -> Option<GroupId> {
    plan.goal.as_ref().and_then(Goal::group).filter(|_| metric == "out_by_goal")
}

fn metric_row(plan: &Plan, ensemble: &Ensemble, metric: &str) -> Option<[String; 6]> {
    let goal = plan.goal.as_ref();
    let summary = summary_of(plan, ensemble, metric)?;
    let title = match summary.name.kind {
        _ if metric == "out_by_goal" => {
            let whom = of_goal(plan, metric).map_or("people", |group| &plan.groups[group].id);
            format!("{whom} out by {}", goal.map_or(String::new(), |goal| moment(plan, goal.by.seconds())))
        }
        MetricKind::Duration => summary.name.words() + " (h:min)",
        _ => summary.name.words(),
    };
    Some(row(plan, &summary, title + &in_some_runs(&summary, ensemble)))
}

/// That a metric has a value in some runs only, where that is so: nobody waited in the others.
fn in_some_runs(summary: &MetricSummary, ensemble: &Ensemble) -> String {
    match summary.n {
        0 => String::new(),
        n if n == ensemble.replications => String::new(),
        n => format!(" in {n} run{}", if n == 1 { "" } else { "s" }),
    }
}

/// Who of everybody, or of a group, is on the road in their own cars at the end, where somebody is: a headcount,
/// as no metric tells it.
fn driving_at_end<'e>(plan: &Plan, ensemble: &'e Ensemble, group: &str) -> Option<&'e Band> {
    let bands = if ensemble.bands.is_empty() { None } else { ensemble.headcount(plan, group, "private") };
    bands?.last().filter(|band| band.mean > 0.0)
}

fn driving(plan: &Plan, ensemble: &Ensemble) -> Option<[String; 6]> {
    let band = driving_at_end(plan, ensemble, "all")?;
    let [low, _, median, _, high] = band.quantiles.map(|count| grouped(f64::from(count)));
    let title = "on the road in own cars at the end".to_owned();
    Some([title, number(band.mean), String::new(), low, median, high])
}

/// The mean of a metric that happens in every run; nothing of one that cannot.
pub(super) fn mean(ensemble: &Ensemble, metric: &str, group: &str) -> f64 {
    ensemble.metric(metric, group).and_then(|summary| summary.mean).unwrap_or(0.0)
}

/// How many of everybody, or of a group, are to be moved, on average: all but those who refuse.
pub(super) fn to_be_moved(plan: &Plan, ensemble: &Ensemble, group: &str) -> f64 {
    let driving = driving_at_end(plan, ensemble, group).map_or(0.0, |band| band.mean);
    COUNTED.iter().map(|metric| mean(ensemble, metric, group)).sum::<f64>() + driving
}

/// Whom shares are of, where not of everybody; and that the dead are among them.
fn of_whom(plan: &Plan, ensemble: &Ensemble) -> String {
    let of_goal = plan.goal.as_ref().and_then(Goal::group).map(|group| plan.groups[group].id.as_str());
    let line = |group: &str| {
        let refused = Some(mean(ensemble, "refused", group)).filter(|&refused| refused > 0.0)?;
        let moved = to_be_moved(plan, ensemble, group);
        let whom = if group == "all" { "people" } else { group };
        let [moved, all, refused] = [moved, moved + refused, refused].map(number);
        Some(format!(
            "“everybody” and shares mean those to be moved: {moved} of {all} {whom} on average, without {refused} refusing\n"
        ))
    };
    let mut lines: String = std::iter::once("all").chain(of_goal).filter_map(line).collect();
    if ["dead", "on_foot"].iter().any(|metric| mean(ensemble, metric, "all") > 0.0) {
        lines.push_str("people who died or went on foot count as never out, in times, shares and goals\n");
    }
    if lines.is_empty() { lines } else { format!("\n{lines}") }
}

/// What vehicles queued for that was in use for the greatest share of the time.
fn busiest(plan: &Plan, ensemble: &Ensemble) -> Option<[String; 6]> {
    let summary = busiest_of(ensemble)?;
    let name = &summary.name;
    let what = if name.name == "berth_use" { "berths at" } else { "lanes at" };
    let open = if is_sometimes_shut(plan, name) { " while open" } else { "" };
    let title = format!("{what} {} in use{open}", name.group);
    Some(row(plan, &summary, title + &in_some_runs(&summary, ensemble)))
}

/// Its metric.
fn busiest_of(ensemble: &Ensemble) -> Option<MetricSummary> {
    let is_use = |row: &&MetricSummary| ["berth_use", "lane_use"].contains(&row.name.name.as_str());
    // Of equals the first, as `max_by` would give the last.
    let uses = ensemble.summaries().iter().filter(is_use);
    uses.reduce(|a, b| if b.mean > a.mean { b } else { a }).cloned()
}

/// Whether the place that a metric of use is about has hours, or is suspended.
fn is_sometimes_shut(plan: &Plan, name: &MetricName) -> bool {
    let suspended = |of: &dyn Fn(&Suspension) -> bool| plan.suspensions.rows().iter().any(of);
    if name.name == "berth_use" {
        let site = plan.sites.iter().find(|(_, site)| site.id == name.group);
        return site
            .is_some_and(|(id, site)| site.hours.is_some() || suspended(&|row| row.sites.contains(&id)));
    }
    let checkpoint = plan.checkpoints.iter().find(|(_, row)| row.id == name.group);
    checkpoint.is_some_and(|(id, row)| row.hours.is_some() || suspended(&|row| row.checkpoints.contains(&id)))
}

/// `goal: 100 % of wounded out by 10:00`; where some are not to be moved, of those who are.
pub(super) fn goal_in_words(plan: &Plan, goal: &Goal, ensemble: &Ensemble) -> String {
    let group = goal.group().map_or("all", |group| &plan.groups[group].id);
    let of = if mean(ensemble, "refused", group) > 0.0 { " to be moved," } else { "" };
    format!("goal: {} by {}", goal.words(plan, "all", of), moment(plan, goal.by.seconds()))
}

fn row(plan: &Plan, summary: &MetricSummary, title: String) -> [String; 6] {
    let word = |value| shown(plan, &summary.name, value);
    let show = |value: Option<f64>| value.map_or("–".to_owned(), word);
    let spread = |p: usize| {
        if summary.name.kind == MetricKind::Share { String::new() } else { show(summary.quantiles[p]) }
    };
    let interval = between(interval_of(summary).filter(|_| !plan.is_deterministic()), word);
    [title, mean_of(summary, word), interval, spread(0), spread(2), spread(4)]
}

/// The mean of a metric in words; where it did not always happen, the least that it can be.
pub(in crate::cli) fn mean_of(summary: &MetricSummary, word: impl Fn(f64) -> String) -> String {
    match (summary.mean, least_mean(summary)) {
        (Some(mean), _) => word(mean),
        (None, Some(least)) => format!("{AT_LEAST} {}", word(least.mean)),
        (None, None) => "–".to_owned(),
    }
}

/// The interval of what stands for a metric's mean.
pub(in crate::cli) fn interval_of(summary: &MetricSummary) -> Option<(f64, f64)> {
    summary.ci95.or_else(|| least_mean(summary)?.ci95)
}

/// The mean up to the end of what happened in some runs but not in all.
fn least_mean(summary: &MetricSummary) -> Option<RestrictedMean> {
    summary.restricted.filter(|_| summary.mean.is_none() && summary.reached > 0)
}

/// Stands before a mean up to the end.
pub(in crate::cli) const AT_LEAST: &str = "≥";

/// What marks in the columns of means and intervals of a table mean, for those that are there; `certain` where
/// nothing is random.
pub(in crate::cli) fn marks(rows: &[[String; 6]], certain: bool) -> String {
    let mut text = String::new();
    if rows.iter().any(|row| row[1].starts_with(AT_LEAST)) {
        text.push_str(&wrapped(
            "≥: where it did not happen before the end it counts as happening then; the mean is no less",
            2,
        ));
    }
    if rows.iter().any(|row| row[1] != "–" && row[2] == "–") && !certain {
        text.push_str("– for an interval: too few runs, too few that differ, or a few that decide\n");
    }
    if text.is_empty() { text } else { format!("\n{text}") }
}

/// A value in a reader's words: instants on the local clock, waits in hours and minutes.
pub(super) fn shown(plan: &Plan, name: &MetricName, value: f64) -> String {
    match name.kind {
        MetricKind::Number if name.unit == "share" => format!("{:.1} %", value * 100.0),
        MetricKind::Share => format!("{:.1} %", value * 100.0),
        MetricKind::Instant if value.is_finite() => moment(plan, value),
        MetricKind::Instant => {
            plan.end.map_or("never".to_owned(), |end| format!("> {}", moment(plan, end.seconds())))
        }
        MetricKind::Duration if value.is_finite() => {
            Span(((value / 60.0).round() * 60_000.0) as u64).to_string()
        }
        MetricKind::Duration => "> end".to_owned(),
        MetricKind::Count | MetricKind::Number => number(value),
    }
}

/// A number, whole or with one decimal.
pub(in crate::cli) fn number(value: f64) -> String {
    if value.fract() == 0.0 { grouped(value) } else { format!("{value:.1}") }
}

/// A whole number with its thousands apart.
pub(super) fn grouped(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) && !text.ends_with('-') {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// A time on the local clock, to the minute, with the day where the run is long.
pub(super) fn moment(plan: &Plan, seconds: f64) -> String {
    let tick = Tick(((seconds / 60.0).round() * 60_000.0) as u64);
    let clock: LocalClock = plan.clock;
    let long = plan.end.is_none_or(|end| end.0 > DAY);
    if long { clock.day_and_time(tick) } else { clock.time(tick) }
}

/// A value in a reader's words, lengths of time with their units.
pub(in crate::cli) fn told(plan: &Plan, name: &MetricName, value: f64) -> String {
    match name.kind {
        MetricKind::Duration if value.is_finite() => time_in_words(value),
        _ => shown(plan, name, value),
    }
}

/// A difference with its sign: times in hours and minutes, shares in percentage points.
pub(in crate::cli) fn signed(name: &MetricName, value: f64) -> String {
    let sign = if value < 0.0 { "−" } else { "+" };
    match name.kind {
        MetricKind::Instant | MetricKind::Duration => format!("{sign}{}", time_in_words(value)),
        _ if name.unit == "share" => format!("{sign}{:.1} points", value.abs() * 100.0),
        _ => format!("{sign}{:.1}", value.abs()),
    }
}

/// An interval; none of one number.
pub(in crate::cli) fn between(interval: Option<(f64, f64)>, show: impl Fn(f64) -> String) -> String {
    interval.map_or("–".to_owned(), |(low, high)| format!("{} – {}", show(low), show(high)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        for (value, text) in
            [(0.0, "0"), (999.0, "999"), (1000.0, "1\u{202f}000"), (-1234567.0, "-1\u{202f}234\u{202f}567")]
        {
            assert_eq!(grouped(value), text);
        }
    }
}
