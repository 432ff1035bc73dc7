//! Differences of a sweep's settings from the first of them, pair by pair, over the one value that is varied.

use super::bars::{caption, difference_axis};
use super::sweep::SweepView;
use crate::plot::axes::settings::{Values, line};
use crate::plot::figure::{Curve, Look, Panel, Ribbon, Room};
use crate::plot::style::{GREY, NARROW, OUT, WIDE};
use crate::record::MetricKind;
use crate::study::{Paired, SweptRow};

/// A setting: where it stands, its mean difference, its interval, and where nine of ten pairs lie.
type Told = (f64, f64, Option<(f64, f64)>, Option<(f64, f64)>);

/// The panel; none where there are no pairs.
pub(super) fn panel(view: &SweepView<'_>, values: &Values) -> Option<Panel> {
    let first = view.found.rows.first()?;
    let place = |row: &SweptRow| values.place(&view.settings[row.setting], 0);
    let mut told: Vec<Told> =
        view.found.rows[1..].iter().filter_map(|row| told(view, row, place(row)?)).collect();
    if told.is_empty() {
        return None;
    }
    // The first does not differ from itself.
    told.insert(0, (place(first)?, 0.0, Some((0.0, 0.0)), Some((0.0, 0.0))));
    let ribbon = |of: fn(&Told) -> Option<(f64, f64)>, opacity| Ribbon {
        edges: told.iter().filter_map(|row| of(row).map(|(low, high)| (row.0, low, high))).collect(),
        opacity,
    };
    let ribbons = vec![ribbon(|row| row.3, WIDE), ribbon(|row| row.2, NARROW)];
    let ends = ribbons.iter().flat_map(|ribbon| &ribbon.edges).flat_map(|edge| [edge.1, edge.2]);
    let (low, high) = ends
        .chain(told.iter().map(|row| row.1))
        .fold((0.0, 0.0), |(low, high): (f64, f64), value| (low.min(value), high.max(value)));
    let points: Vec<(f64, f64)> = told.iter().map(|row| (row.0, row.1)).collect();
    let (x, y) = (values.axis(view.paths[0]), difference_axis(view.metric, low, high));
    let zero = line(vec![(x.from, 0.0), (x.to, 0.0)], Look { ink: GREY, width: 1.2, dash: None });
    let dots = points.iter().map(|&point| line(vec![point], Look { width: 1.8, ..OUT }));
    let curves = [zero, Curve { ribbons, ..line(points.clone(), OUT) }].into_iter().chain(dots).collect();
    let base = &values.names[values.position(&view.settings[first.setting], 0)?];
    Some(Panel {
        title: format!("Difference from {base}, run by run on the same luck: {}", caption(view.metric)),
        room: Room::Full,
        x,
        y,
        curves,
        bars: Vec::new(),
        marks: Vec::new(),
        words: Vec::new(),
    })
}

/// What line and bands mean, which is not what they mean in the other panel.
pub(super) fn note(view: &SweepView<'_>) -> Option<String> {
    let level = view.found.level? * 100.0;
    let share = view.metric.kind == MetricKind::Share;
    let pairs =
        if share { "" } else { "; light: 5–95 % of runs, where it happened before the end in both" };
    let up_to = view.found.rows.iter().any(|row| own(view, row).is_some_and(|row| row.difference.is_none()));
    let late = if up_to { " What did not happen before the end counts as happening then." } else { "" };
    Some(format!(
        "Differences: the line is their mean; dark: its interval, {level:.2}\u{a0}% each, so that all hold together with \
         95\u{a0}%{pairs}.{late}"
    ))
}

/// How the metric of a setting differs from that of the first.
fn own<'a>(view: &SweepView<'_>, row: &'a SweptRow) -> Option<&'a Paired> {
    row.paired.iter().find(|paired| paired.name == *view.metric)
}

/// What is drawn of a setting. Where it did not happen in both of every pair, the difference of means up to the end.
fn told(view: &SweepView<'_>, row: &SweptRow, at: f64) -> Option<Told> {
    let paired = own(view, row)?;
    let mean = paired.difference.or_else(|| Some(paired.restricted?.difference))?;
    let [low, .., high] = paired.quantiles;
    let pairs = low.zip(high).filter(|_| view.metric.kind != MetricKind::Share);
    Some((at, mean.value, mean.interval, pairs))
}
