//! Bars with whiskers: how much each of several values matters.

use crate::plan::Plan;
use crate::plot::axes::hours::span_axis;
use crate::plot::axes::measure::in_words;
use crate::plot::axes::numbers::scaled_axis;
use crate::plot::figure::{Axis, Curve, Figure, Key, Look, Notch, Panel, Ribbon, Room, Sample};
use crate::plot::style::{GREY, INK, OUT, WAITING};
use crate::record::{MetricKind, MetricName};
use crate::study::{Index, Indices, Paired, Setting};

/// Whiskers of intervals.
const WHISKER: Look = Look { ink: INK, width: 1.4, dash: None };

/// How much of the page the two bars of a row cover: unlike enough for grey print.
const COVER: [f64; 2] = [0.7, 0.45];
/// Most settings of which is said that something did not always happen there.
const MOST_SAID: usize = 6;

/// A value and its interval, if it has one.
type Told = (f64, Option<(f64, f64)>);
/// What is written beside bars, and the bars at the first and the last value; none where nothing is known.
type Row = (String, [Option<Told>; 2]);

/// Sobol's indices of a metric: for each value the share it is behind alone, and with others.
#[must_use]
pub fn indices(plan: &Plan, metric: &MetricName, found: &Indices) -> Figure {
    let mut sorted: Vec<&Index> = found.of.iter().collect();
    sorted.sort_by(|a, b| a.total.0.total_cmp(&b.total.0));
    let told = |(value, interval)| (value, Some(interval));
    let bars = sorted.iter().enumerate().flat_map(|(place, index)| {
        let middle = place as f64 + 0.5;
        [
            bar(middle + 0.17, told(index.total), WAITING, COVER[1]),
            bar(middle - 0.17, told(index.first), OUT, COVER[0]),
        ]
        .concat()
    });
    let ends = found.of.iter().flat_map(|index| [index.first.1, index.total.1]);
    let (low, high) = ends.fold((0.0, 1.0), |(low, high), (a, b)| (f64::min(low, a), f64::max(high, b)));
    let names = sorted.iter().map(|index| index.path.clone()).collect();
    Figure {
        title: format!("What “{}” depends on", in_words(plan, metric)),
        subtitle: format!("{}; Sobol's indices with 95 % intervals", plan.title),
        legend: vec![
            Key { label: "alone (first order)".into(), sample: Sample::Band(OUT.ink, COVER[0]) },
            Key { label: "with others (total)".into(), sample: Sample::Band(WAITING.ink, COVER[1]) },
        ],
        panels: vec![panel("share of the variance".into(), names, percent_axis(low, high), bars.collect())],
        told: Vec::new(),
        notes: vec!["The noise of the simulation itself has been taken out of the variance.".into()],
    }
}

/// What a metric becomes when each value alone is at its least or greatest.
#[must_use]
pub fn tornado(plan: &Plan, metric: &MetricName, differences: &[(Setting, Vec<Paired>)]) -> Figure {
    let mut rows: Vec<Row> = differences.chunks(2).filter_map(|pair| row(metric, pair)).collect();
    // A value at which something does not happen at all changes it most.
    let size = |bar: &Option<Told>| bar.map_or(f64::INFINITY, |bar| bar.0.abs());
    let width = |row: &Row| row.1.iter().map(size).fold(0.0, f64::max);
    rows.sort_by(|a, b| width(a).total_cmp(&width(b)));
    // A side of which nothing is known stays empty: the other must not take its colour.
    let bars = rows.iter().enumerate().flat_map(|(place, (_, [first, last]))| {
        let middle = place as f64 + 0.5;
        let first = first.map(|told| bar(middle + 0.17, told, OUT, COVER[0]));
        let last = last.map(|told| bar(middle - 0.17, told, WAITING, COVER[1]));
        [first, last].into_iter().flatten().flatten()
    });
    let ends = rows.iter().flat_map(|(_, bars)| {
        bars.iter().flatten().map(|&(value, interval)| interval.unwrap_or((value, value)))
    });
    let (low, high) = ends.fold((0.0, 0.0), |(low, high), (a, b)| (f64::min(low, a), f64::max(high, b)));
    let names = rows.iter().map(|(name, _)| name.clone()).collect();
    let whiskers = "Whiskers are intervals of the mean difference that hold together with 95 %; a bar without one differs in \
                    too few pairs, or nothing is random."
        .to_owned();
    Figure {
        title: format!("What changes “{}”", in_words(plan, metric)),
        subtitle: format!("{}; one value at a time, on the same random numbers", plan.title),
        legend: vec![
            Key { label: "at its first value".into(), sample: Sample::Band(OUT.ink, COVER[0]) },
            Key { label: "at its last".into(), sample: Sample::Band(WAITING.ink, COVER[1]) },
        ],
        panels: vec![panel(caption(metric), names, difference_axis(metric, low, high), bars.collect())],
        told: Vec::new(),
        notes: std::iter::once(whiskers).chain(incomplete(plan, metric, differences)).collect(),
    }
}

/// The bars of one value, from its first and its last setting.
fn row(metric: &MetricName, pair: &[(Setting, Vec<Paired>)]) -> Option<Row> {
    let [first, last] = pair else { return None };
    let (path, from) = first.0.edits.first()?;
    let (_, to) = last.0.edits.first()?;
    let told = |(_, paired): &(Setting, Vec<Paired>)| {
        let told = of(metric, paired)?.difference_of_both?;
        Some((told.value, told.interval))
    };
    Some((format!("{path}: {from} … {to}"), [told(first), told(last)]))
}

fn of<'a>(metric: &MetricName, paired: &'a [Paired]) -> Option<&'a Paired> {
    paired.iter().find(|row| row.name == *metric)
}

/// Where bars are of some of the pairs, or are missing, as in the others something did not happen.
fn incomplete(plan: &Plan, metric: &MetricName, differences: &[(Setting, Vec<Paired>)]) -> Vec<String> {
    let name = in_words(plan, metric);
    let said = |(setting, paired): &(Setting, Vec<Paired>)| {
        let row = of(metric, paired).filter(|row| !row.is_always_reached())?;
        let ([base, other, both], pairs) = (row.reached, row.pairs);
        let bar = match both {
            0 => "it has no bar".to_owned(),
            _ => format!("its bar is of the {both} pairs with both"),
        };
        Some(format!(
            "{setting}: “{name}” happened before the end in {other} of {pairs} runs, and in {base} as it is; {bar}."
        ))
    };
    let mut all: Vec<String> = differences.iter().filter_map(said).collect();
    if all.len() > MOST_SAID {
        let rest = all.split_off(MOST_SAID - 1).len();
        all.push(format!(
            "“{name}” did not always happen at {rest} more values either: see the table of the tornado."
        ));
    }
    all
}

pub(super) fn caption(metric: &MetricName) -> String {
    match metric.kind {
        MetricKind::Instant => "earlier (\u{2212}) or later".into(),
        MetricKind::Duration => "shorter (\u{2212}) or longer".into(),
        MetricKind::Share => "percentage points less (\u{2212}) or more".into(),
        _ if metric.unit == "share" => "percentage points less (\u{2212}) or more".into(),
        _ => format!("{}, less (\u{2212}) or more", metric.unit),
    }
}

/// A bar from zero to a value, with the whisker of its interval.
fn bar(middle: f64, (value, interval): Told, look: Look, opacity: f64) -> Vec<Curve> {
    let (from, to) = (f64::min(0.0, value), f64::max(0.0, value));
    let edges = vec![(from, middle - 0.15, middle + 0.15), (to, middle - 0.15, middle + 0.15)];
    let curve = |line, ribbons, look| Curve { label: String::new(), line, ribbons, look };
    let whisker = |from, to| curve(vec![from, to], Vec::new(), WHISKER);
    let whiskers = interval.map(|(low, high)| {
        let end = |at| whisker((at, middle - 0.06), (at, middle + 0.06));
        [whisker((low, middle), (high, middle)), end(low), end(high)]
    });
    let bar = curve(Vec::new(), vec![Ribbon { edges, opacity }], look);
    std::iter::once(bar).chain(whiskers.into_iter().flatten()).collect()
}

fn panel(caption: String, names: Vec<String>, x: Axis, mut curves: Vec<Curve>) -> Panel {
    let rows = names.len().max(1) as f64;
    let zero = Look { ink: GREY, width: 1.2, dash: None };
    curves.push(Curve {
        label: String::new(),
        line: vec![(0.0, 0.0), (0.0, rows)],
        ribbons: Vec::new(),
        look: zero,
    });
    let notch =
        |(place, label): (usize, String)| Notch { at: place as f64 + 0.5, label, below: String::new() };
    Panel {
        title: String::new(),
        words: Vec::new(),
        room: Room::Full,
        x,
        y: Axis { caption, from: 0.0, to: rows, notches: names.into_iter().enumerate().map(notch).collect() },
        curves,
        bars: Vec::new(),
        marks: Vec::new(),
    }
}

fn percent_axis(low: f64, high: f64) -> Axis {
    scaled_axis(low, high, 0.01, "\u{a0}%")
}

/// An axis for differences: in time, percentage points or numbers.
pub(super) fn difference_axis(metric: &MetricName, low: f64, high: f64) -> Axis {
    match metric.kind {
        MetricKind::Instant | MetricKind::Duration => span_axis(low, high, 10),
        MetricKind::Share => scaled_axis(low, high, 0.01, ""),
        _ if metric.unit == "share" => scaled_axis(low, high, 0.01, ""),
        _ => scaled_axis(low, high, 1.0, ""),
    }
}
