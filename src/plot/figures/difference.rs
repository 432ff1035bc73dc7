//! The figure of a comparison: how many more people are out than in the base, over local clock time.

use super::curves::told;
use super::happening::with_room;
use crate::plan::Plan;
use crate::plot::axes::hours::time_axis;
use crate::plot::axes::numbers::{people, signed_axis};
use crate::plot::figure::{Curve, Figure, Key, Look, Panel, Ribbon, Room, Sample};
use crate::plot::style::{GREY, MARK, NARROW, OUT, WIDE};
use crate::study::{Compared, Comparison};
use crate::units::Tick;

/// Most settings that get a panel of their own.
const MOST: usize = 6;
/// Where there is no difference.
const NONE: Look = Look { ink: MARK, width: 1.2, dash: Some((5.0, 3.0)) };

/// Differences to the base over time, with what they come to in words. `names` are those of all
/// settings, the base first; `plan` is the base's.
#[must_use]
pub fn difference(plan: &Plan, names: &[String], found: &Comparison) -> Figure {
    let base = &names[0];
    let shown = found.others.iter().zip(&names[1..]).take(MOST);
    let greatest = found
        .others
        .iter()
        .take(MOST)
        .flat_map(edges)
        .fold((0.0, 0.0), |(low, high), edge| (f64::min(low, edge.0), f64::max(high, edge.1)));
    let alone = found.others.len() == 1;
    let until = until(found);
    let pairs = found.others.iter().map(|other| other.paired.first().map_or(0, |row| row.pairs)).min();
    Figure {
        title: format!("More people out than with {base}"),
        subtitle: format!(
            "{}; {} pairs of replications on the same random numbers, seed {}",
            plan.title,
            people(pairs.unwrap_or(0) as f64),
            plan.seed
        ),
        legend: legend(),
        panels: shown.map(|(other, name)| panel(plan, (other, until), name, greatest, alone)).collect(),
        told: told(names, found).into_iter().chain(several(found)).collect(),
        notes: Vec::new(),
    }
}

/// Until when is drawn: until no difference changes any more.
fn until(found: &Comparison) -> Tick {
    let last = |other: &Compared| {
        let last = other.curve.last()?.quantiles;
        let before = other.curve.iter().rposition(|band| band.quantiles != last);
        Some(other.grid.at(before.map_or(0, |point| point + 1)))
    };
    let end = found.others.iter().map(|other| other.grid.end).max().unwrap_or(Tick::START);
    let last = found.others.iter().take(MOST).filter_map(last).max().filter(|last| *last > Tick::START);
    with_room(last.unwrap_or(end), end)
}

/// What the intervals promise where there are several comparisons.
fn several(found: &Comparison) -> Option<String> {
    let others = found.others.len();
    let level = (found.level * 1000.0).round() / 10.0;
    (others > 1 && !found.certain).then(|| {
        format!("Intervals of {level} % each, so that all {others} comparisons of a metric hold together with 95 % (Bonferroni).")
    })
}

/// The least and greatest value that a panel shows, at each instant.
fn edges(other: &Compared) -> impl Iterator<Item = (f64, f64)> {
    other.curve.iter().map(|band| (band.quantiles[0] as f64, band.quantiles[4] as f64))
}

fn legend() -> Vec<Key> {
    vec![
        Key { label: "mean difference".into(), sample: Sample::Line(OUT) },
        Key { label: "25–75 % of pairs".into(), sample: Sample::Band(GREY, WIDE + NARROW) },
        Key { label: "5–95 %".into(), sample: Sample::Band(GREY, WIDE) },
        Key { label: "no difference".into(), sample: Sample::Line(NONE) },
    ]
}

fn panel(
    plan: &Plan,
    (other, until): (&Compared, Tick),
    name: &str,
    (low, high): (f64, f64),
    alone: bool,
) -> Panel {
    let drawn = (0..other.curve.len()).take_while(|&point| other.grid.at(point) <= until).count();
    let is_later = drawn > 0 && other.grid.at(drawn - 1) < until;
    let after = || other.curve.last().filter(|_| is_later).map(|band| (until.0 as f64, band));
    let places = || {
        let drawn = other.curve.iter().take(drawn).enumerate();
        drawn.map(|(point, band)| (other.grid.at(point).0 as f64, band)).chain(after())
    };
    let ribbon = |low: usize, high: usize, opacity| Ribbon {
        edges: places()
            .map(|(at, band)| (at, band.quantiles[low] as f64, band.quantiles[high] as f64))
            .collect(),
        opacity,
    };
    let zero = Curve {
        label: String::new(),
        line: vec![(0.0, 0.0), (until.0 as f64, 0.0)],
        ribbons: Vec::new(),
        look: NONE,
    };
    let mean = Curve {
        label: String::new(),
        line: places().map(|(at, band)| (at, band.mean)).collect(),
        ribbons: vec![ribbon(0, 4, WIDE), ribbon(1, 3, NARROW)],
        look: OUT,
    };
    Panel {
        title: name.to_owned(),
        words: Vec::new(),
        room: if alone { Room::Full } else { Room::Small },
        x: time_axis(plan.clock, until, if alone { 12 } else { 5 }),
        y: signed_axis(
            if alone { "people out, more or fewer" } else { "people" },
            low,
            high,
            if alone { 6 } else { 4 },
        ),
        curves: vec![zero, mean],
        marks: Vec::new(),
        bars: Vec::new(),
    }
}
