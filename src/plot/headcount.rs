//! The headcount figure: how many people wait, are aboard and are out, over local clock time.

use super::figure::{Curve, Figure, Key, Look, Mark, Panel, Ribbon, Room, Sample};
use super::hours::{instant, time_axis};
use super::numbers::{people, people_axis, percent};
use super::style::{ABOARD, GREY, NARROW, OUT, WAITING, WIDE};
use crate::plan::{Goal, GroupId, PhaseEnd, Plan};
use crate::study::{Band, Ensemble};
use crate::units::Tick;

/// Most groups that are shown apart; of more, the largest.
const MOST_GROUPS: usize = 6;
/// What is drawn, the last on top: a state, how it is labelled, how it looks.
const STATES: [(&str, Look); 3] = [("aboard", ABOARD), ("waiting", WAITING), ("out", OUT)];

/// The headcounts of a study: everybody together, and each group apart where there are several.
#[must_use]
pub fn headcount(plan: &Plan, ensemble: &Ensemble) -> Figure {
    let several = ensemble.replications > 1;
    let mut panels = vec![panel(plan, ensemble, None)];
    let apart = groups_apart(plan, ensemble);
    panels.extend(apart.iter().map(|&group| panel(plan, ensemble, Some(group))));
    let notes = beyond(plan, ensemble);
    let left_out = if apart.is_empty() { 0 } else { plan.whole_groups().count() - apart.len() };
    let runs = if several {
        format!("{} replications", people(ensemble.replications as f64))
    } else {
        "1 replication".into()
    };
    Figure {
        title: plan.title.clone(),
        subtitle: format!(
            "{runs}, seed {}{}",
            plan.seed,
            if ensemble.interrupted { ", interrupted" } else { "" }
        ),
        legend: legend(several),
        panels,
        notes: (left_out > 0)
            .then(|| format!("{left_out} smaller groups are not shown apart"))
            .into_iter()
            .chain(notes)
            .collect(),
    }
}

/// Until when is drawn: until the last run ends, or until the goal where the axis would not become more
/// than twice as long.
fn until(plan: &Plan, ensemble: &Ensemble) -> Tick {
    let end = ensemble.bands.grid().end;
    let by = plan.goal.as_ref().map_or(end, |goal| goal.by);
    if by.0 <= 2 * end.0 { by.max(end) } else { end }
}

/// That the goal lies beyond what is drawn, if it does.
fn beyond(plan: &Plan, ensemble: &Ensemble) -> Option<String> {
    let goal = plan.goal.as_ref().filter(|goal| goal.by > until(plan, ensemble))?;
    let by = instant(plan.clock, goal.by, goal.by);
    Some(format!("All runs end long before the time of the goal, {by}: it lies beyond the axis."))
}

fn legend(several: bool) -> Vec<Key> {
    let line = |label: &str, look| Key { label: label.into(), sample: Sample::Line(look) };
    let median = if several { " (median)" } else { "" };
    let mut keys = vec![
        line(&format!("waiting{median}"), WAITING),
        line(&format!("aboard{median}"), ABOARD),
        line(&format!("out{median}"), OUT),
    ];
    if several {
        let band = |label: &str, opacity| Key { label: label.into(), sample: Sample::Band(GREY, opacity) };
        keys.push(band("25–75 % of runs", WIDE + NARROW));
        keys.push(band("5–95 %", WIDE));
    }
    keys
}

/// The groups that get a panel of their own, in the order of the plan.
fn groups_apart(plan: &Plan, ensemble: &Ensemble) -> Vec<GroupId> {
    let mut groups: Vec<GroupId> = plan.whole_groups().map(|(id, _)| id).collect();
    if groups.len() < 2 {
        return Vec::new();
    }
    groups.sort_by_key(|&group| std::cmp::Reverse(greatest(plan, ensemble, Some(group))));
    groups.truncate(MOST_GROUPS);
    groups.sort_unstable();
    groups
}

fn bands<'e>(plan: &Plan, ensemble: &'e Ensemble, group: Option<GroupId>, state: &str) -> &'e [Band] {
    let id = group.map_or("all", |group| &plan.groups[group].id);
    if ensemble.bands.is_empty() { &[] } else { ensemble.headcount(plan, id, state).unwrap_or(&[]) }
}

/// The greatest headcount that a panel shows.
fn greatest(plan: &Plan, ensemble: &Ensemble, group: Option<GroupId>) -> u32 {
    let states = STATES.iter().flat_map(|(state, _)| bands(plan, ensemble, group, state));
    states.flat_map(|band| band.quantiles).max().unwrap_or(0)
}

fn panel(plan: &Plan, ensemble: &Ensemble, group: Option<GroupId>) -> Panel {
    let end = until(plan, ensemble);
    let small = group.is_some();
    let title = group.map_or("Everybody".to_owned(), |group| plan.groups[group].title.clone());
    let mut marks = if small { Vec::new() } else { phases(plan) };
    let goal = plan.goal.iter().filter(|goal| goal.group == group && goal.by <= end);
    marks.extend(goal.map(|goal| target(plan, ensemble, goal)));
    Panel {
        title,
        room: if small { Room::Small } else { Room::Full },
        x: time_axis(plan.clock, end, if small { 5 } else { 12 }),
        y: people_axis(f64::from(greatest(plan, ensemble, group)), if small { 3 } else { 6 }),
        curves: STATES.iter().map(|&(state, look)| curve(plan, ensemble, group, (state, look))).collect(),
        marks,
        bars: Vec::new(),
    }
}

fn curve(plan: &Plan, ensemble: &Ensemble, group: Option<GroupId>, (state, look): (&str, Look)) -> Curve {
    let grid = ensemble.bands.grid();
    let bands = bands(plan, ensemble, group, state);
    // Nothing happens any more once all runs have ended.
    let until = until(plan, ensemble).0 as f64;
    let after = || bands.last().filter(|_| until > grid.end.0 as f64).map(|band| (until, band.quantiles));
    let told = || bands.iter().enumerate().map(|(point, band)| (grid.at(point).0 as f64, band.quantiles));
    let places = || told().chain(after());
    let ribbon = |low: usize, high: usize, opacity| Ribbon {
        edges: places().map(|(at, values)| (at, f64::from(values[low]), f64::from(values[high]))).collect(),
        opacity,
    };
    let several = ensemble.replications > 1;
    Curve {
        label: if group.is_none() { state.to_owned() } else { String::new() },
        line: places().map(|(at, values)| (at, f64::from(values[2]))).collect(),
        ribbons: if several { vec![ribbon(0, 4, WIDE), ribbon(1, 3, NARROW)] } else { Vec::new() },
        look,
    }
}

/// What is known beforehand of the phases of movement: ends by the clock and windows of breaking away.
fn phases(plan: &Plan) -> Vec<Mark> {
    let phases = plan.movements.rows().iter().flat_map(|movement| &movement.phases);
    let mut marks: Vec<Mark> = Vec::new();
    for phase in phases {
        let window = phase.gradual.map(|(from, to)| Mark::Window {
            from: from.0 as f64,
            to: to.0 as f64,
            label: "vehicles break away, one by one".into(),
        });
        let turn = match phase.ends {
            Some(PhaseEnd::At(tick)) => Some(Mark::Turn { at: tick.0 as f64, label: "next phase".into() }),
            _ => None,
        };
        marks.extend(window.into_iter().chain(turn).filter(|mark| !marks.contains(mark)).collect::<Vec<_>>());
    }
    marks
}

/// The goal: so many people of a group out by an instant. The number is the median of what was asked.
fn target(plan: &Plan, ensemble: &Ensemble, goal: &Goal) -> Mark {
    let expected = goal.group.map_or_else(
        || plan.whole_groups().map(|(group, _)| size(plan, ensemble, group)).sum(),
        |group| size(plan, ensemble, group),
    );
    let by = instant(plan.clock, goal.by, until(plan, ensemble));
    Mark::Target {
        at: goal.by.0 as f64,
        height: goal.share * expected,
        label: format!("goal: {} out by {by}", percent(goal.share)),
    }
}

/// The median number of people whom a group had at the end.
fn size(plan: &Plan, ensemble: &Ensemble, group: GroupId) -> f64 {
    let last =
        |state: &str| bands(plan, ensemble, Some(group), state).last().map_or(0, |band| band.quantiles[2]);
    f64::from(last("waiting") + last("aboard") + last("private") + last("out"))
}
