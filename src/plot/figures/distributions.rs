//! The distributions of a run: how the values of each metric of the table are spread over the replications.

use crate::plan::Plan;
use crate::plot::axes::hours::{span_axis, time_axis_between};
use crate::plot::axes::measure::{Measure, about, in_words};
use crate::plot::axes::numbers::{number_axis, people, people_axis, scaled_axis};
use crate::plot::axes::settings::line;
use crate::plot::figure::{Axis, Bar, Curve, Figure, Key, Look, Mark, Panel, Ribbon, Room, Sample};
use crate::plot::style::{INK, OUT, WAITING, pale};
use crate::record::{MetricKind, MetricName};
use crate::study::{Ensemble, MetricSummary};
use crate::units::Tick;

/// Values that differ in so few ways get a bar each.
const FEW: usize = 12;
/// Bars of others.
const BINS: usize = 24;
/// How far the axis of what did not always happen goes on, as a share of it.
const BEYOND: f64 = 0.2;
/// How much of a panel's height is kept for the quantiles, above the highest bar.
const ABOVE: f64 = 0.22;
/// The mean.
const MEAN: Look = Look { ink: WAITING.ink, width: 1.8, dash: None };
/// How much the interval of the mean covers.
const COVER: f64 = 0.35;
/// The quantiles: from the lowest to the highest, between the quarters, and the median.
const WHISKER: Look = Look { ink: INK, width: 1.2, dash: None };
const BOX: Look = Look { ink: INK, width: 4.0, dash: None };
const MEDIAN: Look = Look { ink: INK, width: 2.4, dash: None };

/// How the values of these metrics are spread; none where each is the same in all replications.
#[must_use]
pub fn distributions(plan: &Plan, ensemble: &Ensemble, metrics: &[MetricSummary]) -> Option<Figure> {
    let drawn = |summary: &&MetricSummary| summary.unlike > 0;
    let panels: Vec<Panel> =
        metrics.iter().filter(drawn).filter_map(|summary| panel(plan, ensemble, summary)).collect();
    let same = metrics.iter().filter(|summary| summary.unlike == 0);
    let same: Vec<String> = same.filter_map(|summary| the_same(plan, summary)).collect();
    (!panels.is_empty()).then(|| Figure {
        title: plan.title.clone(),
        subtitle: format!(
            "How metrics are spread over {} replications, seed {}",
            people(ensemble.replications as f64),
            plan.seed
        ),
        legend: legend(),
        panels,
        told: Vec::new(),
        notes: if same.is_empty() {
            Vec::new()
        } else {
            vec![format!("The same in every run: {}.", same.join(", "))]
        },
    })
}

fn legend() -> Vec<Key> {
    let key = |label: &str, sample| Key { label: label.into(), sample };
    vec![
        key("runs", Sample::Band(pale(OUT.ink), 1.0)),
        key("mean", Sample::Line(MEAN)),
        key("its 95 % interval", Sample::Band(WAITING.ink, COVER)),
        key("5–95 % of runs", Sample::Line(WHISKER)),
        key("25–75 %", Sample::Line(BOX)),
        key("median", Sample::Disc(INK, INK)),
    ]
}

/// A metric that has one value, in words.
fn the_same(plan: &Plan, summary: &MetricSummary) -> Option<String> {
    let value = summary.min.filter(|value| value.is_finite())?;
    let measure = Measure { plan, metric: &summary.name };
    let value = value * measure.scale();
    Some(format!("{} {}", in_words(plan, &summary.name), measure.told(value, value.max(10.0))))
}

fn panel(plan: &Plan, ensemble: &Ensemble, summary: &MetricSummary) -> Option<Panel> {
    let place = ensemble.names.iter().position(|name| *name == summary.name)?;
    let scale = Measure { plan, metric: &summary.name }.scale();
    let mut values: Vec<f64> =
        ensemble.values[place].iter().filter(|value| value.is_finite()).map(|value| value * scale).collect();
    values.sort_unstable_by(f64::total_cmp);
    let never = ensemble.values[place].iter().filter(|value| value.is_infinite()).count();
    let (low, high) = (*values.first()?, *values.last()?);
    let mut bars = counted(&values, (low, high));
    let ends = |(from, to): (f64, f64), bar: &Bar| (from.min(bar.span.0), to.max(bar.span.1));
    let (from, to) = bars.iter().fold((low, high), ends);
    let mut x = axis(plan, summary, (from, to));
    let end = x.to;
    let mut marks = Vec::new();
    if never > 0 {
        x.to += (x.to - x.from) * BEYOND;
        let beyond = x.to - end;
        let span = (end + beyond * 0.3, x.to - beyond * 0.3);
        bars.push(Bar { row: (0.0, never as f64), span, ink: pale(OUT.ink), stripe: None });
        marks.push(Mark::Window { from: end, to: x.to, label: "not before the end".into() });
    }
    let highest = bars.iter().map(|bar| bar.row.1).fold(0.0, f64::max);
    let mut y = people_axis(highest, 3);
    let top = y.to;
    y.to *= 1.0 + ABOVE;
    y.caption = "runs".into();
    let curves = mean(summary, scale, top).into_iter().chain(quantiles(summary, (scale, end, x.to), &y));
    Some(Panel {
        title: title(plan, &summary.name),
        words: Vec::new(),
        room: Room::Small,
        curves: curves.collect(),
        marks,
        bars,
        x,
        y,
    })
}

/// What a metric is about, if not everybody, and what it is: of two that are alike the beginnings differ.
fn title(plan: &Plan, name: &MetricName) -> String {
    match about(plan, name) {
        Some(of) => format!("{of}: {}", name.words()),
        None => name.words(),
    }
}

/// How many runs have which values, as bars: one a value if they are few.
fn counted(values: &[f64], (low, high): (f64, f64)) -> Vec<Bar> {
    let bar = |runs: usize, span| Bar { row: (0.0, runs as f64), span, ink: pale(OUT.ink), stripe: None };
    let groups: Vec<&[f64]> = values.chunk_by(|a, b| a == b).collect();
    if groups.len() <= FEW {
        let gaps = groups.windows(2).map(|pair| pair[1][0] - pair[0][0]);
        let half = gaps.fold(f64::INFINITY, f64::min).min((high - low).max(1.0)) * 0.4;
        let half = half.clamp((high - low) / 120.0, ((high - low) / 8.0).max(0.4));
        return groups.iter().map(|group| bar(group.len(), (group[0] - half, group[0] + half))).collect();
    }
    let width = (high - low) / BINS as f64;
    let bin = |value: f64| (((value - low) / width) as usize).min(BINS - 1);
    let mut runs = [0; BINS];
    values.iter().for_each(|&value| runs[bin(value)] += 1);
    let edge = |bin: usize| low + bin as f64 * width;
    let filled = runs.into_iter().enumerate().filter(|(_, runs)| *runs > 0);
    filled.map(|(place, runs)| bar(runs, (edge(place), edge(place + 1)))).collect()
}

/// An axis from one value to another, in the metric's measure.
fn axis(plan: &Plan, summary: &MetricSummary, (from, to): (f64, f64)) -> Axis {
    let room = f64::max((to - from) * 0.04, 1e-6);
    let (from, to) = (from - room, to + room);
    match summary.name.kind {
        MetricKind::Instant => {
            let [from, to] = [from.max(0.0), to].map(|tick| Tick(tick as u64));
            time_axis_between(plan.clock, from, to, 5)
        }
        MetricKind::Duration => within(span_axis(from, to, 4), (from, to)),
        _ if summary.name.unit == "share" => within(scaled_axis(from, to, 0.01, "\u{a0}%"), (from, to)),
        MetricKind::Count => within(scaled_axis(from, to, 1.0, ""), (from, to)),
        _ => within(number_axis(from, to, 4), (from, to)),
    }
}

/// An axis that ends where it is told to, with the notches that are left.
fn within(axis: Axis, (from, to): (f64, f64)) -> Axis {
    let notches = axis.notches.into_iter().filter(|notch| (from..=to).contains(&notch.at)).collect();
    Axis { from, to, notches, ..axis }
}

/// The mean of a metric with its interval, if it has one.
fn mean(summary: &MetricSummary, scale: f64, top: f64) -> Option<Curve> {
    let mean = summary.mean? * scale;
    let ribbon = |(low, high): (f64, f64)| Ribbon {
        edges: vec![(low * scale, 0.0, top), (high * scale, 0.0, top)],
        opacity: COVER,
    };
    Some(Curve {
        ribbons: summary.ci95.map(ribbon).into_iter().collect(),
        ..line(vec![(mean, 0.0), (mean, top)], MEAN)
    })
}

/// The quantiles above the bars; those of what did not happen stand beyond the end.
fn quantiles(summary: &MetricSummary, (scale, end, to): (f64, f64, f64), y: &Axis) -> Vec<Curve> {
    let height = y.to * (1.0 - ABOVE / (1.0 + ABOVE) / 2.0);
    let beyond = f64::midpoint(end, to);
    let at = |value: f64| if value.is_finite() { value * scale } else { beyond };
    let [Some(low), Some(lower), Some(median), Some(upper), Some(high)] =
        summary.quantiles.map(|value| value.map(at))
    else {
        return Vec::new();
    };
    vec![
        line(vec![(low, height), (high, height)], WHISKER),
        line(vec![(lower, height), (upper, height)], BOX),
        line(vec![(median, height)], MEDIAN),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_values_have_a_bar_each_and_many_are_put_into_bins() {
        let bars = counted(&[2.0, 2.0, 3.0, 5.0], (2.0, 5.0));
        let told: Vec<(f64, (f64, f64))> = bars.iter().map(|bar| (bar.row.1, bar.span)).collect();
        assert_eq!(told, [(2.0, (1.6, 2.4)), (1.0, (2.6, 3.4)), (1.0, (4.6, 5.4))]);
        let many: Vec<f64> = (0..240_u32).map(f64::from).collect();
        let bars = counted(&many, (0.0, 239.0));
        assert_eq!(bars.len(), BINS);
        assert_eq!(bars.iter().map(|bar| bar.row.1).sum::<f64>(), 240.0);
        assert!(bars.windows(2).all(|pair| pair[0].span.1 == pair[1].span.0));
    }
}
