//! The tables of a run: `replications`, `headcount`.

use super::band;
use crate::output::columns::{Column, Table, exact, six, three};
use crate::plan::Plan;
use crate::record::{MetricKind, MetricName, Subject};
use crate::study::{Band, Ensemble};
use crate::units::Tick;

/// `replications`: a row a replication, a column a metric.
#[must_use]
pub fn replications(ensemble: &Ensemble) -> Table<'_, u64> {
    let number = Column::whole("replication", "its number, from 0", |&row: &u64| Some(row as i64));
    let metrics = ensemble.names.iter().zip(&ensemble.values).map(|(name, values)| of_metric(name, values));
    Table {
        name: "replications",
        columns: std::iter::once(number).chain(metrics).collect(),
        rows: (0..ensemble.replications).collect(),
    }
}

/// A metric's values: empty where it did not happen.
fn of_metric<'a>(metric: &'a MetricName, values: &'a [f64]) -> Column<'a, u64> {
    let (head, about) = (format!("{}[{}]", metric.name, metric.group), "the value of the metric");
    let column = match metric.kind {
        MetricKind::Count => Column::whole(head, about, |&row| {
            let value = values[row as usize];
            value.is_finite().then_some(value as i64)
        }),
        MetricKind::Instant | MetricKind::Duration => {
            Column::number(head, about, |&row| three(values[row as usize]))
        }
        MetricKind::Share => Column::number(head, about, |&row| exact(values[row as usize])),
        MetricKind::Number => Column::number(head, about, |&row| six(values[row as usize])),
    };
    column.in_unit(metric.unit).like("metric[of]")
}

/// A row of `headcount`: a headcount at an instant.
pub struct HeadcountRow<'a> {
    subject: &'a Subject,
    tick: Tick,
    band: &'a Band,
}

/// `headcount`: mean and bands of every headcount on the time grid.
#[must_use]
pub fn headcount<'a>(plan: &'a Plan, ensemble: &'a Ensemble) -> Table<'a, HeadcountRow<'a>> {
    let bands = &ensemble.bands;
    let subjects = ensemble.subjects.iter().filter(|_| !bands.is_empty());
    let rows = subjects.flat_map(|subject| {
        let points = bands.of(subject.series).iter().enumerate();
        points.map(|(point, band)| HeadcountRow { subject, tick: bands.grid().at(point), band })
    });
    let mut columns = vec![
        Column::time("time", "the instant", plan.clock, |row: &HeadcountRow<'_>| row.tick),
        Column::seconds("seconds", "the same in seconds since the start", |row: &HeadcountRow<'_>| {
            Some(row.tick)
        }),
        Column::text("group", "whose headcount it is, or `all`", |row: &HeadcountRow<'a>| {
            Some(row.subject.group.map_or("all", |group| &*plan.groups[group].id))
        }),
        Column::text("site", "where they are, or `all`", |row: &HeadcountRow<'a>| {
            Some(row.subject.site.map_or("all", |site| &*plan.sites[site].id))
        }),
        Column::text("state", "what is counted: waiting, aboard, out …", |row: &HeadcountRow<'a>| {
            Some(row.subject.state)
        }),
    ];
    columns.extend(band("how many they are, on average", |row: &HeadcountRow<'a>| row.band));
    Table { name: "headcount", columns, rows: rows.collect() }
}
