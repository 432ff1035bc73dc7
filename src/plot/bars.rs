//! Bars with whiskers: how much each of several values matters.

use super::figure::{Axis, Curve, Figure, Key, Look, Notch, Panel, Ribbon, Room, Sample};
use super::numbers::scaled_axis;
use super::style::{GREY, INK, OUT, WAITING};
use crate::observe::{MetricKind, MetricName};
use crate::plan::Plan;
use crate::study::{Index, Indices, Paired, Setting};

/// Whiskers of intervals.
const WHISKER: Look = Look { ink: INK, width: 1.4, dash: None };

/// A value and its interval.
type Told = (f64, (f64, f64));
/// What is written beside bars, and the bars.
type Row = (String, Vec<Told>);

/// Sobol's indices of a metric: for each value the share it is behind alone, and with others.
#[must_use]
pub fn indices(plan: &Plan, metric: &MetricName, found: &Indices) -> Figure {
    let mut sorted: Vec<&Index> = found.of.iter().collect();
    sorted.sort_by(|a, b| a.total.0.total_cmp(&b.total.0));
    let bars = sorted.iter().enumerate().flat_map(|(place, index)| {
        let middle = place as f64 + 0.5;
        [bar(middle + 0.17, index.total, WAITING), bar(middle - 0.17, index.first, OUT)].concat()
    });
    let ends = found.of.iter().flat_map(|index| [index.first.1, index.total.1]);
    let (low, high) = ends.fold((0.0, 1.0), |(low, high), (a, b)| (f64::min(low, a), f64::max(high, b)));
    let names = sorted.iter().map(|index| index.path.clone()).collect();
    Figure {
        title: format!("What {}[{}] depends on", metric.name, metric.group),
        subtitle: format!("{}; Sobol's indices with 95 % intervals", plan.title),
        legend: vec![
            Key { label: "alone (first order)".into(), sample: Sample::Band(OUT.ink, 0.8) },
            Key { label: "with others (total)".into(), sample: Sample::Band(WAITING.ink, 0.8) },
        ],
        panels: vec![panel("share of the variance", names, percent_axis(low, high), bars.collect())],
        notes: vec!["The noise of the simulation itself has been taken out of the variance.".into()],
    }
}

/// What a metric becomes when each value alone is at its least or greatest.
#[must_use]
pub fn tornado(plan: &Plan, metric: &MetricName, differences: &[(Setting, Vec<Paired>)]) -> Figure {
    let of = |pair: &[(Setting, Vec<Paired>)]| -> Option<Row> {
        let path = pair.first()?.0.edits.first()?.0.clone();
        let values: Vec<String> = pair.iter().map(|(setting, _)| setting.edits[0].1.clone()).collect();
        let bars = pair.iter().filter_map(|(_, paired)| {
            let row = paired.iter().find(|row| row.name == *metric)?;
            let told = row.difference_of_both?;
            Some((told.value, told.interval.unwrap_or((told.value, told.value))))
        });
        Some((format!("{path}: {}", values.join(" … ")), bars.collect()))
    };
    let mut rows: Vec<Row> = differences.chunks(2).filter_map(of).collect();
    let width = |bars: &[Told]| bars.iter().map(|bar| bar.0.abs()).fold(0.0, f64::max);
    rows.sort_by(|a, b| width(&a.1).total_cmp(&width(&b.1)));
    let looks = [OUT, WAITING];
    let bars = rows.iter().enumerate().flat_map(|(place, (_, bars))| {
        let both = bars.iter().zip(looks).zip([0.17, -0.17]);
        both.flat_map(move |((told, look), aside)| bar(place as f64 + 0.5 + aside, *told, look))
    });
    let ends = rows.iter().flat_map(|(_, bars)| bars.iter().map(|bar| bar.1));
    let (low, high) = ends.fold((0.0, 0.0), |(low, high), (a, b)| (f64::min(low, a), f64::max(high, b)));
    let names = rows.iter().map(|(name, _)| name.clone()).collect();
    Figure {
        title: format!("What changes {}[{}]", metric.name, metric.group),
        subtitle: format!("{}; one value at a time, on the same random numbers", plan.title),
        legend: vec![
            Key { label: "at its first value".into(), sample: Sample::Band(OUT.ink, 0.8) },
            Key { label: "at its last".into(), sample: Sample::Band(WAITING.ink, 0.8) },
        ],
        panels: vec![panel(caption(metric), names, difference_axis(metric.kind, low, high), bars.collect())],
        notes: vec!["Whiskers are intervals of the mean difference that hold together with 95 %.".into()],
    }
}

fn caption(metric: &MetricName) -> &'static str {
    match metric.kind {
        MetricKind::Instant => "minutes later or earlier",
        MetricKind::Duration => "minutes longer or shorter",
        MetricKind::Share => "percentage points",
        _ => "more or less",
    }
}

/// A bar from zero to a value, with the whisker of its interval.
fn bar(middle: f64, (value, (low, high)): Told, look: Look) -> Vec<Curve> {
    let (from, to) = (f64::min(0.0, value), f64::max(0.0, value));
    let edges = vec![(from, middle - 0.15, middle + 0.15), (to, middle - 0.15, middle + 0.15)];
    let curve = |line, ribbons, look| Curve { label: String::new(), line, ribbons, look };
    vec![
        curve(Vec::new(), vec![Ribbon { edges, opacity: 0.8 }], look),
        curve(vec![(low, middle), (high, middle)], Vec::new(), WHISKER),
        curve(vec![(low, middle - 0.06), (low, middle + 0.06)], Vec::new(), WHISKER),
        curve(vec![(high, middle - 0.06), (high, middle + 0.06)], Vec::new(), WHISKER),
    ]
}

fn panel(caption: &str, names: Vec<String>, x: Axis, mut curves: Vec<Curve>) -> Panel {
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
        room: Room::Full,
        x,
        y: Axis {
            caption: caption.into(),
            from: 0.0,
            to: rows,
            notches: names.into_iter().enumerate().map(notch).collect(),
        },
        curves,
        bars: Vec::new(),
        marks: Vec::new(),
    }
}

fn percent_axis(low: f64, high: f64) -> Axis {
    scaled_axis(low, high, 0.01, "\u{a0}%")
}

/// An axis for differences, in minutes, percentage points or numbers.
fn difference_axis(kind: MetricKind, low: f64, high: f64) -> Axis {
    match kind {
        MetricKind::Instant | MetricKind::Duration => scaled_axis(low, high, 60.0, ""),
        MetricKind::Share => scaled_axis(low, high, 0.01, ""),
        _ => scaled_axis(low, high, 1.0, ""),
    }
}
