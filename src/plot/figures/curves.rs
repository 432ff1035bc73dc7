//! The curves of a comparison: who is out with each setting, on common axes, everybody and by group.

use super::happening::{last_change, with_room};
use crate::plan::{Goal, GroupId, Plan};
use crate::plot::axes::hours::{instant, time_axis};
use crate::plot::axes::numbers::{people, people_axis, percent};
use crate::plot::figure::{Curve, Figure, Ink, Key, Look, Mark, Panel, Ribbon, Room, Sample};
use crate::plot::style::{GREY, OUT, WIDE};
use crate::study::{Band, Comparison, Ensemble, verdicts};
use crate::units::Tick;

/// Most groups that get a panel of their own: of more, the largest.
const MOST_GROUPS: usize = 12;
/// How settings look, in their order, the base first; more are not drawn. They differ in lightness and in strokes.
const LOOKS: [Look; 6] = [
    OUT,
    Look { ink: Ink(0xE0, 0x7B, 0x1F), width: 2.2, dash: Some((9.0, 4.0)) },
    Look { ink: Ink(0x0E, 0x3B, 0x2E), width: 2.2, dash: Some((2.5, 2.5)) },
    Look { ink: Ink(0x9A, 0x4F, 0xA0), width: 2.2, dash: Some((14.0, 5.0)) },
    Look { ink: Ink(0x3F, 0xA5, 0x83), width: 2.2, dash: Some((6.0, 2.5)) },
    Look { ink: Ink(0x7A, 0x10, 0x30), width: 2.2, dash: Some((2.0, 5.0)) },
];

/// A setting that is drawn.
#[derive(Clone, Copy)]
struct Side<'a> {
    plan: &'a Plan,
    name: &'a str,
    found: &'a Ensemble,
    look: Look,
}

impl<'a> Side<'a> {
    /// Who of everybody, or of a group of the base, is out over time; nothing where there is no such group.
    fn out(&self, group: &str) -> &'a [Band] {
        if self.found.bands.is_empty() {
            return &[];
        }
        self.found.headcount(self.plan, group, "out").unwrap_or(&[])
    }

    fn last_change(&self) -> Tick {
        let of_all_sites = self.found.subjects.iter().filter(|row| row.site.is_none() && row.state == "out");
        let series = of_all_sites.map(|row| self.found.bands.of(row.series));
        last_change(self.found.bands.grid(), series)
    }

    fn curve(&self, group: &str, is_told: bool, until: Tick) -> Curve {
        let grid = self.found.bands.grid();
        let bands = self.out(group);
        let drawn = bands.iter().enumerate().map(|(point, band)| (grid.at(point), band.quantiles));
        let drawn = drawn.take_while(|(at, _)| *at <= until);
        // Nothing happens any more once all runs have ended.
        let after = bands.last().map(|band| (until, band.quantiles));
        let places: Vec<(f64, [f64; 5])> =
            drawn.chain(after).map(|(at, values)| (at.0 as f64, values.map(f64::from))).collect();
        let edges = places.iter().map(|&(at, values)| (at, values[0], values[4])).collect();
        let several = self.found.replications > 1;
        Curve {
            label: if is_told { self.name.to_owned() } else { String::new() },
            line: places.iter().map(|&(at, values)| (at, values[2])).collect(),
            ribbons: if several { vec![Ribbon { edges, opacity: WIDE }] } else { Vec::new() },
            look: self.look,
        }
    }
}

/// Who is out with each setting: `names` and `plans` are those of all settings, the base first.
#[must_use]
pub fn curves(plans: &[Plan], names: &[String], found: &Comparison) -> Figure {
    let ensembles = std::iter::once(&found.base).chain(found.others.iter().map(|other| &other.ensemble));
    let sides: Vec<Side> = plans
        .iter()
        .zip(names)
        .zip(ensembles)
        .zip(LOOKS)
        .map(|(((plan, name), found), look)| Side { plan, name, found, look })
        .collect();
    let base = &plans[0];
    let last = sides.iter().map(Side::last_change).max().unwrap_or(Tick::START);
    let end = sides.iter().map(|side| side.found.bands.grid().end).max().unwrap_or(last);
    let until = with_room(last, end);
    let by = base.goal.as_ref().map_or(until, |goal| goal.by);
    let until = if by.0 <= 2 * until.0 { until.max(by) } else { until };
    let groups = groups(base, &sides);
    let of_groups = groups.iter().map(|&group| panel(&sides, Some(group), until));
    let left_out = found.others.len() + 1 - sides.len();
    Figure {
        title: base.title.clone(),
        subtitle: format!(
            "People out with each setting; {} replications of each on the same random numbers, seed {}{}{}",
            people(found.base.replications as f64),
            base.seed,
            if same_start(plans) { "" } else { "; each from its own start" },
            if left_out > 0 { format!("; {left_out} more not drawn") } else { String::new() },
        ),
        legend: legend(&sides),
        panels: std::iter::once(panel(&sides, None, until)).chain(of_groups).collect(),
        notes: Vec::new(),
        told: told(names, found),
    }
}

/// What a comparison comes to, a sentence a setting.
pub(super) fn told(names: &[String], found: &Comparison) -> Vec<String> {
    let others = found.others.iter().zip(&names[1..]);
    let sentences = others.flat_map(|(other, name)| verdicts(&names[0], name, &other.paired, found.level));
    sentences.map(|sentence| format!("{sentence}.")).collect()
}

fn same_start(plans: &[Plan]) -> bool {
    plans.iter().all(|plan| plan.clock.start() == plans[0].clock.start())
}

fn legend(sides: &[Side]) -> Vec<Key> {
    let several = sides.iter().any(|side| side.found.replications > 1);
    let median = if several { " (median)" } else { "" };
    let key = |side: &Side| Key { label: format!("{}{median}", side.name), sample: Sample::Line(side.look) };
    let band = several.then(|| Key { label: "5–95 % of runs".into(), sample: Sample::Band(GREY, WIDE) });
    sides.iter().map(key).chain(band).collect()
}

/// The groups of the base that get a panel, in the order of the plan.
fn groups(base: &Plan, sides: &[Side]) -> Vec<GroupId> {
    let mut groups: Vec<GroupId> = base.whole_groups().map(|(id, _)| id).collect();
    if groups.len() < 2 {
        return Vec::new();
    }
    groups.sort_by_key(|&group| std::cmp::Reverse(most(sides, &base.groups[group].id)));
    groups.truncate(MOST_GROUPS);
    groups.sort_unstable();
    groups
}

fn most(sides: &[Side], group: &str) -> u32 {
    let bands = sides.iter().flat_map(|side| side.out(group));
    bands.map(|band| band.quantiles[4]).max().unwrap_or(0)
}

fn panel(sides: &[Side], group: Option<GroupId>, until: Tick) -> Panel {
    let base = sides[0].plan;
    let small = group.is_some();
    let id = group.map_or("all", |group| base.groups[group].id.as_str());
    let with_people = sides.iter().filter(|side| !side.out(id).is_empty());
    let mut curves: Vec<Curve> = with_people.map(|side| side.curve(id, !small, until)).collect();
    // The base lies on top of the others.
    curves.reverse();
    let alone = base.whole_groups().count() < 2;
    let is_of_it = |goal: &&Goal| goal.out.is_some() && (goal.group() == group || !small && alone);
    let goal = base.goal.iter().filter(is_of_it).filter(|goal| goal.by <= until);
    Panel {
        title: group.map_or("Everybody out".to_owned(), |group| base.groups[group].title.clone()),
        words: Vec::new(),
        room: if small { Room::Small } else { Room::Full },
        x: time_axis(base.clock, until, if small { 5 } else { 12 }),
        y: people_axis(f64::from(most(sides, id)), if small { 3 } else { 6 }),
        curves,
        marks: goal.filter_map(|goal| mark(base, goal, until)).collect(),
        bars: Vec::new(),
    }
}

/// The time of the base's goal, and the share that is wanted.
fn mark(base: &Plan, goal: &Goal, until: Tick) -> Option<Mark> {
    let by = instant(base.clock, goal.by, until);
    let label = format!("goal: {} out by {by}", percent(goal.out?.share));
    Some(Mark::Turn { at: goal.by.0 as f64, label })
}
