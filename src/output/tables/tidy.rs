//! The tables `replications_long` and `sweep_long`: a row for each metric, with numbers for whatever is a number.

use std::ops::Range;

use super::sweep::{numeric, paths_of, value_of};
use super::{metric, quantiles};
use crate::output::columns::{Column, Number, Table, exact, measured};
use crate::plan::{LocalClock, Plan};
use crate::record::{MetricKind, MetricName};
use crate::study::{Ensemble, MetricSummary, Setting, Swept, SweptRow};
use crate::units::Tick;

/// A row of `replications_long`: a metric in a replication.
#[derive(Clone, Copy)]
pub struct ValueRow<'a> {
    replication: u64,
    name: &'a MetricName,
    value: f64,
}

/// `replications_long`: a row for each replication and metric.
#[must_use]
pub fn replications_long<'a>(plan: &Plan, ensemble: &'a Ensemble) -> Table<'a, ValueRow<'a>> {
    Table {
        name: "replications_long",
        columns: long_columns(plan),
        rows: long_rows(ensemble, 0..ensemble.replications),
    }
}

/// The rows of `replications_long` of some replications: of very many, some at a time take little room.
#[must_use]
pub fn long_rows(ensemble: &Ensemble, replications: Range<u64>) -> Vec<ValueRow<'_>> {
    let of = |replication: u64| {
        let metrics = ensemble.names.iter().zip(&ensemble.values);
        metrics.map(move |(name, values)| ValueRow { replication, name, value: values[replication as usize] })
    };
    replications.flat_map(of).collect()
}

/// The columns of `replications_long`.
#[must_use]
pub fn long_columns<'a>(plan: &Plan) -> Vec<Column<'a, ValueRow<'a>>> {
    type Row<'a> = ValueRow<'a>;
    let mut columns = vec![Column::whole("replication", "its number, from 0", |row: &Row<'a>| {
        Some(row.replication as i64)
    })];
    columns.extend(about(|row: &Row<'a>| row.name));
    columns.extend([
        Column::number("value", "the value of the metric", |row: &Row<'a>| {
            as_it_is(row.name.kind, row.value)
        }),
        Column::whole("reached", "1 if it happened, 0 if not; empty if it has no value", |row: &Row<'a>| {
            (!row.value.is_nan()).then_some(row.value.is_finite().into())
        }),
    ]);
    columns.extend(plan.clock.is_said().then(|| time(plan.clock)));
    columns
}

/// The time of a value that is an instant.
fn time<'a>(clock: LocalClock) -> Column<'a, ValueRow<'a>> {
    let instant = |row: &ValueRow<'a>| row.name.kind == MetricKind::Instant && row.value.is_finite();
    let tick = move |row: &ValueRow<'a>| instant(row).then(|| Tick((row.value * 1000.0).round() as u64));
    Column::maybe_time("time", "of an instant, its time", clock, tick)
}

/// Which metric a row is about, of whom, what kind of thing that is, and in which unit.
fn about<'a, R>(of: impl Fn(&R) -> &'a MetricName + Copy + 'a) -> [Column<'a, R>; 4] {
    let [name, group, unit] = metric(of);
    let about = "what kind of thing that is: all, goal, group, fleet, site, checkpoint or observer";
    [name, group, Column::text("about", about, move |row| Some(of(row).of_what())), unit]
}

/// A value as the metric has it: whole numbers without decimals.
fn as_it_is(kind: MetricKind, value: f64) -> Option<Number> {
    match kind {
        MetricKind::Count | MetricKind::Share => exact(value),
        _ => measured(kind, value),
    }
}

/// A row of `sweep_long`: a metric of a setting.
pub struct SweepValueRow<'a> {
    setting: &'a Setting,
    found: &'a SweptRow,
    metric: &'a MetricSummary,
}

/// `sweep_long`: a row for each setting and metric. What is varied has numbers where it can: durations, and instants
/// since the start, in seconds. Settings that cannot be run have no rows.
#[must_use]
pub fn sweep_long<'a>(
    clock: LocalClock,
    settings: &'a [Setting],
    found: &'a Swept,
) -> Table<'a, SweepValueRow<'a>> {
    type Row<'a> = SweepValueRow<'a>;
    let of = |found: &'a SweptRow| {
        let row = move |metric| SweepValueRow { setting: &settings[found.setting], found, metric };
        found.metrics.iter().map(row)
    };
    let mut columns =
        vec![Column::whole("setting", "its number, from 0", |row: &Row<'a>| Some(row.found.setting as i64))];
    for path in paths_of(settings) {
        let numbers = numeric(path, settings, clock, |row: &Row<'a>| row.setting);
        columns.push(numbers.unwrap_or_else(|| {
            let about = "what the setting sets this value to";
            Column::text(path, about, move |row: &Row<'a>| value_of(row.setting, path)).like("path")
        }));
    }
    columns.push(Column::whole("replications", "how many runs were made of it", |row: &Row<'a>| {
        Some(row.found.replications as i64)
    }));
    columns.extend(about(|row: &Row<'a>| &row.metric.name));
    columns.extend(numbers());
    columns.extend(quantiles(|name, about, place| {
        Column::number(name, about, move |row: &Row<'a>| {
            measured(row.metric.name.kind, row.metric.quantiles[place])
        })
    }));
    Table { name: "sweep_long", columns, rows: found.rows.iter().flat_map(of).collect() }
}

/// In how many runs a metric has a value and happened, and its means.
fn numbers<'a>() -> [Column<'a, SweepValueRow<'a>>; 8] {
    type Row<'a> = SweepValueRow<'a>;
    let number = |name, about, cell: fn(&MetricSummary) -> Option<f64>| {
        Column::number(name, about, move |row: &Row<'a>| measured(row.metric.name.kind, cell(row.metric)))
    };
    [
        Column::whole("n", "in how many runs it has a value", |row: &Row<'a>| Some(row.metric.n as i64)),
        Column::whole("reached", "in how many runs it happened", |row: &Row<'a>| {
            Some(row.metric.reached as i64)
        }),
        number("mean", "its mean; empty where it did not always happen", |metric| metric.mean),
        number("low", "the lower end of its interval", |metric| Some(metric.ci95?.0)),
        number("high", "the upper end of its interval", |metric| Some(metric.ci95?.1)),
        number("restricted_mean", "of an instant, its mean up to the end", |metric| {
            Some(metric.restricted?.mean)
        }),
        number("restricted_low", "the lower end of its interval", |metric| Some(metric.restricted?.ci95?.0)),
        number("restricted_high", "the upper end of its interval", |metric| Some(metric.restricted?.ci95?.1)),
    ]
}
