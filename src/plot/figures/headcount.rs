//! The headcount figure: how many people wait, are aboard and are out, over local clock time.

use super::happening::{self, last_change, with_room};
use crate::plan::{Goal, GroupId, PhaseEnd, Plan, ShareOut};
use crate::plot::axes::hours::{instant, time_axis};
use crate::plot::axes::numbers::{people, people_axis, percent};
use crate::plot::figure::{Curve, Figure, Key, Look, Mark, Panel, Ribbon, Room, Sample};
use crate::plot::style::{ABOARD, DEAD, GREY, IN_OWN_CARS, NARROW, ON_FOOT, OUT, REFUSING, WAITING, WIDE};
use crate::study::{Band, Ensemble};
use crate::units::Tick;

/// Most groups that are shown apart: of more, those that miss the goal, and else the largest.
const MOST_GROUPS: usize = 6;
const MOST_THAT_MISS: usize = 12;
/// Where the people of a group are in the end of whom shares are, but for those on the road in their own cars.
const COUNTED: [&str; 6] = ["out", "waiting_at_end", "not_yet_come", "aboard_at_end", "on_foot", "dead"];
/// What is drawn, the last on top: a state, how it is labelled, how it looks.
const STATES: [(&str, Look); 3] = [("aboard", ABOARD), ("waiting", WAITING), ("out", OUT)];
/// What is drawn behind these where it is not too little: a state, how it is told, how it looks.
const RARE: [(&str, &str, Look); 4] = [
    ("private", "in own cars", IN_OWN_CARS),
    ("on_foot", "gone on foot", ON_FOOT),
    ("dead", "dead", DEAD),
    ("refused", "refusing", REFUSING),
];
/// What becomes of those who are out, and how it is told.
const PARTS_OF_OUT: [(&str, &str); 4] = [
    ("private_arrived", "arrived in own cars"),
    ("waiting_on", "waiting to go on"),
    ("aboard_on", "aboard to go on"),
    ("handed_on", "handed on"),
];
/// The least share of a panel's height that can be told from nothing.
const LEAST_SEEN: f64 = 0.01;

/// The headcounts of a study: everybody together, and each group apart where there are several.
#[must_use]
pub fn headcount(plan: &Plan, ensemble: &Ensemble) -> Figure {
    let several = ensemble.replications > 1;
    let until = until(plan, ensemble);
    let missed = groups_that_miss(plan, ensemble);
    let mut panels = vec![panel(plan, ensemble, (None, None), until)];
    let apart = groups_apart(plan, ensemble, &missed);
    panels.extend(apart.iter().map(|&group| {
        let missed = missed.iter().find(|missed| missed.group == group);
        panel(plan, ensemble, (Some(group), missed), until)
    }));
    let somewhere = std::iter::once(None).chain(apart.iter().copied().map(Some));
    let anywhere: Vec<_> = somewhere.flat_map(|group| drawn(plan, ensemble, group)).collect();
    let left_out = if apart.is_empty() { 0 } else { plan.whole_groups().count() - apart.len() };
    let left_out = match left_out {
        0 => None,
        1 => Some("1 smaller group is not shown apart".to_owned()),
        more => Some(format!("{more} smaller groups are not shown apart")),
    };
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
        legend: legend(&anywhere, several),
        panels,
        told: Vec::new(),
        notes: [
            first_those_that_miss(missed.len()),
            too_few(plan, ensemble),
            parts_of_out(plan, ensemble),
            left_out,
            beyond(plan, until),
        ]
        .into_iter()
        .flatten()
        .collect(),
    }
}

/// The states that a panel shows, the last on top, and how they are told: the rare ones where they can be
/// told from nothing.
fn drawn(
    plan: &Plan,
    ensemble: &Ensemble,
    group: Option<GroupId>,
) -> Vec<(&'static str, &'static str, Look)> {
    let least = LEAST_SEEN * f64::from(greatest(plan, ensemble, group));
    let seen =
        |state| most(plan, ensemble, group, state).filter(|&most| most > 0 && f64::from(most) >= least);
    let rare = RARE.into_iter().filter(|(state, ..)| seen(state).is_some());
    rare.chain(STATES.map(|(state, look)| (state, state, look))).collect()
}

/// Who is in no curve of everybody, being too few.
fn too_few(plan: &Plan, ensemble: &Ensemble) -> Option<String> {
    let drawn = drawn(plan, ensemble, None);
    let missing = RARE.iter().filter(|(state, ..)| drawn.iter().all(|(other, ..)| state != other));
    let told = numbered(plan, ensemble, missing.map(|&(state, words, _)| (state, words)))?;
    Some(format!("Too few for a curve of everybody{}: {told}.", at_most(ensemble)))
}

/// Who is out otherwise than set down and staying.
fn parts_of_out(plan: &Plan, ensemble: &Ensemble) -> Option<String> {
    let told = numbered(plan, ensemble, PARTS_OF_OUT.into_iter())?;
    Some(format!("Among those out{}: {told}.", at_most(ensemble)))
}

fn at_most(ensemble: &Ensemble) -> &'static str {
    if ensemble.replications > 1 { ", in 95 % of runs at most" } else { ", at most" }
}

/// How many of everybody are in each of these states at some time, where anybody is.
fn numbered(
    plan: &Plan,
    ensemble: &Ensemble,
    states: impl Iterator<Item = (&'static str, &'static str)>,
) -> Option<String> {
    let told = states.filter_map(|(state, words)| {
        Some(match most(plan, ensemble, None, state)? {
            0 => format!("{words} in fewer than 5 % of runs"),
            most => format!("{} {words}", people(f64::from(most))),
        })
    });
    Some(told.collect::<Vec<_>>().join(", ")).filter(|told| !told.is_empty())
}

/// The most people in a state at a time, in 95 % of runs; none where nobody ever is.
fn most(plan: &Plan, ensemble: &Ensemble, group: Option<GroupId>, state: &str) -> Option<u32> {
    let bands = bands(plan, ensemble, group, state);
    let somebody = bands.iter().any(|band| band.mean > 0.0);
    bands.iter().flat_map(|band| band.quantiles).max().filter(|_| somebody)
}

/// Until when is drawn: until nothing changes any more, or until the goal where the axis would not become more
/// than twice as long.
fn until(plan: &Plan, ensemble: &Ensemble) -> Tick {
    let grid = ensemble.bands.grid();
    let of_all_sites = ensemble.subjects.iter().filter(|subject| subject.site.is_none());
    let last = last_change(grid, of_all_sites.map(|subject| ensemble.bands.of(subject.series)));
    let end = with_room(last, grid.end);
    let by = plan.goal.as_ref().map_or(end, |goal| goal.by);
    if by.0 <= 2 * end.0 { by.max(end) } else { end }
}

/// That the goal lies beyond what is drawn, if it does.
fn beyond(plan: &Plan, until: Tick) -> Option<String> {
    let goal = plan.goal.as_ref().filter(|goal| goal.by > until)?;
    let by = instant(plan.clock, goal.by, goal.by);
    Some(format!("All is over long before the time of the goal, {by}: it lies beyond the axis."))
}

/// In which order groups stand, where some miss the goal.
fn first_those_that_miss(missed: usize) -> Option<String> {
    (missed > 1).then(|| {
        "Groups that miss the goal stand first, those with the most people missing first.".to_owned()
    })
}

fn legend(drawn: &[(&str, &str, Look)], several: bool) -> Vec<Key> {
    let median = if several { " (median)" } else { "" };
    let line = |&(_, words, look): &(&str, &str, Look)| Key {
        label: format!("{words}{median}"),
        sample: Sample::Line(look),
    };
    // In the order in which people go through them.
    let states = ["waiting", "aboard", "out"].into_iter().chain(RARE.map(|(state, ..)| state));
    let shown = states.filter_map(|state| drawn.iter().find(|(other, ..)| state == *other));
    let mut keys: Vec<Key> = shown.map(line).collect();
    if several {
        let band = |label: &str, opacity| Key { label: label.into(), sample: Sample::Band(GREY, opacity) };
        keys.push(band("25–75 % of runs", WIDE + NARROW));
        keys.push(band("5–95 %", WIDE));
    }
    keys
}

/// A group that is not out by the time of the goal as often as is wanted.
struct Missed {
    group: GroupId,
    /// In which share of the runs.
    often: f64,
    /// How many of those wanted are not out then, on average.
    people: f64,
}

/// Of a goal that is about everybody, the groups that would miss it by themselves, the most people first.
fn groups_that_miss(plan: &Plan, ensemble: &Ensemble) -> Vec<Missed> {
    let Some((goal, out)) = plan.goal.as_ref().and_then(|goal| Some((goal, goal.out?))) else {
        return Vec::new();
    };
    let asked = plan.whole_groups().filter(|(id, _)| out.group.is_none_or(|group| group == *id));
    let of = |(group, _): (GroupId, _)| {
        let short = short(plan, ensemble, group, out.share);
        let runs = short.len().max(1) as f64;
        let often = short.iter().filter(|&&people| people > 0.0).count() as f64 / runs;
        let people = short.iter().sum::<f64>() / runs;
        // As often as a goal may be missed is no miss.
        (often > 1.0 - goal.probability + 1e-9).then_some(Missed { group, often, people })
    };
    let mut missed: Vec<Missed> = asked.filter_map(of).collect();
    missed.sort_by(|a, b| b.people.total_cmp(&a.people).then(a.group.cmp(&b.group)));
    missed
}

/// In each run, how many of the share of a group's people are not out by the time of the goal.
fn short(plan: &Plan, ensemble: &Ensemble, group: GroupId, share: f64) -> Vec<f64> {
    let id = &plan.groups[group].id;
    let values = |metric: &str| {
        let place = ensemble.names.iter().position(|name| name.name == metric && name.group == *id);
        place.map(|place| &ensemble.values[place])
    };
    let Some(out) = values("out_by_goal") else { return Vec::new() };
    let counted: Vec<&Vec<f64>> = COUNTED.iter().filter_map(|metric| values(metric)).collect();
    let wanted = |run: usize| (share * counted.iter().map(|values| values[run]).sum::<f64>() - 1e-6).ceil();
    (0..out.len()).map(|run| (wanted(run) - out[run]).max(0.0)).collect()
}

/// The groups that get a panel of their own: those that miss the goal, then in the order of the plan the largest of
/// the others, and that of the goal.
fn groups_apart(plan: &Plan, ensemble: &Ensemble, missed: &[Missed]) -> Vec<GroupId> {
    let mut groups: Vec<GroupId> = plan.whole_groups().map(|(id, _)| id).collect();
    if groups.len() < 2 {
        return Vec::new();
    }
    let first: Vec<GroupId> = missed.iter().take(MOST_THAT_MISS).map(|missed| missed.group).collect();
    groups.retain(|group| !first.contains(group));
    groups.sort_by_key(|&group| std::cmp::Reverse(greatest(plan, ensemble, Some(group))));
    let left = MOST_GROUPS.saturating_sub(first.len());
    let of_goal = plan.goal.as_ref().and_then(Goal::group);
    if let Some(place) = groups.iter().position(|&group| Some(group) == of_goal) {
        let group = groups.remove(place);
        groups.insert(place.min(left.saturating_sub(1)), group);
    }
    groups.truncate(left);
    groups.sort_unstable();
    [first, groups].concat()
}

fn bands<'e>(plan: &Plan, ensemble: &'e Ensemble, group: Option<GroupId>, state: &str) -> &'e [Band] {
    let id = group.map_or("all", |group| &plan.groups[group].id);
    if ensemble.bands.is_empty() { &[] } else { ensemble.headcount(plan, id, state).unwrap_or(&[]) }
}

/// The greatest headcount of the states that every panel shows and of the rare ones.
fn greatest(plan: &Plan, ensemble: &Ensemble, group: Option<GroupId>) -> u32 {
    let states = STATES.iter().map(|(state, _)| state).chain(RARE.iter().map(|(state, ..)| state));
    states.filter_map(|state| most(plan, ensemble, group, state)).max().unwrap_or(0)
}

fn panel(
    plan: &Plan,
    ensemble: &Ensemble,
    (group, missed): (Option<GroupId>, Option<&Missed>),
    end: Tick,
) -> Panel {
    let small = group.is_some();
    let title = group.map_or("Everybody".to_owned(), |group| plan.groups[group].title.clone());
    let mut marks = if small { Vec::new() } else { phases(plan) };
    let alone = plan.whole_groups().count() < 2;
    let is_of_it = |goal: &&Goal| goal.out.is_some() && (goal.group() == group || group.is_none() && alone);
    let goal = plan.goal.iter().filter(is_of_it).filter(|goal| goal.by <= end);
    marks.extend(goal.filter_map(|goal| target(plan, ensemble, goal, end)));
    let own = missed.filter(|_| !marks.iter().any(|mark| matches!(mark, Mark::Target { .. })));
    marks.extend(own.and_then(|missed| missed_target(plan, ensemble, missed, end)));
    if !small {
        marks.extend(happening::end(plan, end).filter(|end| is_apart(end, &marks)));
    }
    Panel {
        title,
        words: Vec::new(),
        room: if small { Room::Small } else { Room::Full },
        x: time_axis(plan.clock, end, if small { 5 } else { 12 }),
        y: people_axis(f64::from(greatest(plan, ensemble, group)), if small { 3 } else { 6 }),
        curves: drawn(plan, ensemble, group)
            .into_iter()
            .map(|row| curve(plan, ensemble, (group, end), row))
            .collect(),
        marks,
        bars: Vec::new(),
    }
}

fn curve(
    plan: &Plan,
    ensemble: &Ensemble,
    (group, until): (Option<GroupId>, Tick),
    (state, words, look): (&str, &str, Look),
) -> Curve {
    let grid = ensemble.bands.grid();
    let bands = bands(plan, ensemble, group, state);
    // Nothing happens any more after the last point that is drawn.
    let drawn = (0..bands.len()).take_while(|&point| grid.at(point) <= until).count();
    let is_later = drawn > 0 && grid.at(drawn - 1) < until;
    let after = || bands.last().filter(|_| is_later).map(|band| (until.0 as f64, band.quantiles));
    let told = || {
        let drawn = bands.iter().take(drawn).enumerate();
        drawn.map(|(point, band)| (grid.at(point).0 as f64, band.quantiles))
    };
    let places = || told().chain(after());
    let ribbon = |low: usize, high: usize, opacity| Ribbon {
        edges: places().map(|(at, values)| (at, f64::from(values[low]), f64::from(values[high]))).collect(),
        opacity,
    };
    let several = ensemble.replications > 1;
    Curve {
        label: if group.is_none() { words.to_owned() } else { String::new() },
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

/// Whether a mark does not stand where another one is.
fn is_apart(mark: &Mark, others: &[Mark]) -> bool {
    others.iter().all(|other| other.middle() != mark.middle())
}

/// The goal: so many people of a group out by an instant. The number is the median of what was asked.
fn target(plan: &Plan, ensemble: &Ensemble, goal: &Goal, until: Tick) -> Option<Mark> {
    let ShareOut { group, share } = goal.out?;
    let expected = group.map_or_else(
        || plan.whole_groups().map(|(group, _)| size(plan, ensemble, group)).sum(),
        |group| size(plan, ensemble, group),
    );
    let by = instant(plan.clock, goal.by, until);
    Some(Mark::Target {
        at: goal.by.0 as f64,
        height: share * expected,
        label: format!("goal: {} out by {by}", percent(share)),
    })
}

/// What the goal would be for one group of all, and how often that is missed.
fn missed_target(plan: &Plan, ensemble: &Ensemble, missed: &Missed, until: Tick) -> Option<Mark> {
    let goal = plan.goal.as_ref().filter(|goal| goal.by <= until)?;
    let often = match ensemble.replications {
        1 => "missed".to_owned(),
        _ => format!("missed in {} of runs", percent(missed.often)),
    };
    Some(Mark::Target {
        at: goal.by.0 as f64,
        height: goal.out?.share * size(plan, ensemble, missed.group),
        label: often,
    })
}

/// The median number of people whom a group had at the end.
fn size(plan: &Plan, ensemble: &Ensemble, group: GroupId) -> f64 {
    let last =
        |state: &str| bands(plan, ensemble, Some(group), state).last().map_or(0, |band| band.quantiles[2]);
    f64::from(last("waiting") + last("aboard") + last("private") + last("out"))
}
