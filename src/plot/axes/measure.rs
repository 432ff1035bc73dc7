//! How the values of a metric are measured: along axes, and in words.

use super::hours::{instant, span_axis, time_axis};
use super::numbers::{people, people_axis, percent};
use super::settings::share_axis;
use crate::plan::Plan;
use crate::plot::figure::Axis;
use crate::record::{MetricKind, MetricName};
use crate::study::time_in_words;
use crate::units::Tick;

/// A metric in words, with the title of what it is about.
pub(in crate::plot) fn in_words(plan: &Plan, metric: &MetricName) -> String {
    match about(plan, metric) {
        Some(of) => format!("{} ({of})", metric.words()),
        None => metric.words(),
    }
}

/// The title of what a metric is about; none if that is everybody.
pub(in crate::plot) fn about<'p>(plan: &'p Plan, metric: &'p MetricName) -> Option<&'p str> {
    let of = &metric.group;
    if of == "all" {
        return None;
    }
    let group = plan.groups.rows().iter().find(|row| row.id == *of).map(|row| &row.title);
    let fleet = || plan.fleets.rows().iter().find(|row| row.id == *of).map(|row| &row.title);
    let site = || plan.sites.rows().iter().find(|row| row.id == *of).map(|row| &row.title);
    let observer = || plan.observers.rows().iter().find(|row| row.id == *of).map(|row| &row.title);
    // What a metric is about is told by its name: hours and trips are of fleets, berths of sites.
    let title = match metric.name.as_str() {
        name if name.starts_with("hours_") || name == "trips_per_vehicle" => fleet(),
        "berth_use" => site(),
        "lane_use" => None,
        _ => group.or_else(observer),
    };
    Some(title.unwrap_or(of))
}

/// A metric under a plan, whose clock tells its instants.
#[derive(Clone, Copy)]
pub(in crate::plot) struct Measure<'a> {
    pub plan: &'a Plan,
    pub metric: &'a MetricName,
}

impl Measure<'_> {
    /// What a value is multiplied by to stand on an axis: axes have instants in ticks.
    pub(in crate::plot) fn scale(&self) -> f64 {
        if self.metric.kind == MetricKind::Instant { 1000.0 } else { 1.0 }
    }

    /// A vertical axis for these values as they stand on it; from the start of the run on, it would have at
    /// most so many instants.
    pub(in crate::plot) fn axis(&self, values: impl Iterator<Item = f64>, most: u64) -> Axis {
        let (low, high) =
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
        let high = if high.is_finite() { high } else { 1.0 };
        match self.metric.kind {
            MetricKind::Share => share_axis("share of runs"),
            MetricKind::Instant => {
                let mut axis = time_axis(self.plan.clock, Tick(high as u64), most);
                let first =
                    axis.notches.iter().rev().find(|notch| notch.at <= low).map_or(0.0, |notch| notch.at);
                axis.from = first;
                axis.notches.retain(|notch| notch.at >= first);
                axis
            }
            MetricKind::Duration => Axis { caption: "time".into(), ..span_axis(0.0, high, 8) },
            _ if self.metric.unit == "share" => share_axis("share"),
            _ => Axis { caption: self.metric.unit.into(), ..people_axis(high, 6) },
        }
    }

    /// A value as it stands on an axis, in words with its unit; `greatest` is the greatest of those told.
    pub(in crate::plot) fn told(&self, value: f64, greatest: f64) -> String {
        let tick = |value: f64| Tick(value.max(0.0) as u64);
        match self.metric.kind {
            MetricKind::Instant => {
                let end = self.plan.end.unwrap_or(tick(greatest));
                instant(self.plan.clock, tick(value), end)
            }
            MetricKind::Duration => time_in_words(value),
            _ if self.metric.unit == "share" => percent(value),
            // In whatever money the scenario counts.
            _ if self.metric.unit == "money" => people(value),
            _ if greatest < 10.0 => format!("{value:.1}\u{a0}{}", self.metric.unit),
            _ => format!("{}\u{a0}{}", people(value), self.metric.unit),
        }
    }
}
