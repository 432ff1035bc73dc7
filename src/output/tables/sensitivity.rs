//! The tables of studies of sensitivity and of outer uncertainty: `tornado`, `indices`, `uncertainty`.

use super::{SHARE, metric};
use crate::output::columns::{Column, Table, measured, six};
use crate::record::MetricName;
use crate::stats::NestedVariance;
use crate::study::{Index, Indices, Paired, Setting};

/// A row of `tornado`: a setting and a metric.
pub struct TornadoRow<'a> {
    setting: &'a Setting,
    paired: &'a Paired,
}

/// `tornado`: what each value at its least and at its greatest makes of every metric, all others as they are. Each
/// setting is told with its value and its differences to the scenario, in the metric's unit.
#[must_use]
pub fn tornado(found: &[(Setting, Vec<Paired>)]) -> Table<'_, TornadoRow<'_>> {
    tornado_of(found)
}

fn tornado_of<'a>(found: &'a [(Setting, Vec<Paired>)]) -> Table<'a, TornadoRow<'a>> {
    let rows = found
        .iter()
        .flat_map(|(setting, paired)| paired.iter().map(move |paired| TornadoRow { setting, paired }));
    let number = |name, about, cell: fn(&Paired) -> Option<f64>| {
        Column::number(name, about, move |row: &TornadoRow<'a>| {
            measured(row.paired.name.kind, cell(row.paired))
        })
    };
    let mut columns = Vec::from(metric(|row: &TornadoRow<'a>| &row.paired.name));
    columns.extend([
        Column::text("path", "the value that is changed", |row: &TornadoRow<'a>| {
            Some(&*row.setting.edits.first()?.0)
        }),
        Column::text("value", "what it is set to", |row: &TornadoRow<'a>| {
            Some(&*row.setting.edits.first()?.1)
        }),
        Column::whole("pairs", "in how many pairs of runs both have a value", |row: &TornadoRow<'a>| {
            Some(row.paired.pairs as i64)
        }),
        Column::whole("reached_both", "in how many it happened in both", |row: &TornadoRow<'a>| {
            Some(row.paired.reached[2] as i64)
        }),
        number("difference", "the setting minus the scenario, where it happened in both", |paired| {
            Some(paired.difference_of_both?.value)
        }),
        number("low", "the lower end of its interval", |paired| Some(paired.difference_of_both?.interval?.0)),
        number("high", "the upper end of its interval", |paired| {
            Some(paired.difference_of_both?.interval?.1)
        }),
    ]);
    Table { name: "tornado", columns, rows: rows.collect() }
}

/// A row of `indices`: a metric and a value.
pub struct IndexRow<'a> {
    name: &'a MetricName,
    indices: &'a Indices,
    index: &'a Index,
}

/// `indices`: Sobol's indices of every metric that was always reached, and the share of a single run's variance that is
/// luck.
#[must_use]
pub fn indices<'a>(found: &'a [(MetricName, Indices)], replications: u64) -> Table<'a, IndexRow<'a>> {
    let rows = found
        .iter()
        .flat_map(|(name, indices)| indices.of.iter().map(move |index| IndexRow { name, indices, index }));
    let share = |name, about, cell: fn(&Index) -> f64| {
        Column::number(name, about, move |row: &IndexRow<'a>| six(cell(row.index))).in_unit(SHARE)
    };
    let mut columns = Vec::from(metric(|row: &IndexRow<'a>| row.name));
    columns.extend([
        Column::text("path", "the value that varies", |row: &IndexRow<'a>| Some(&*row.index.path)),
        share("first", "the share of the variance that it causes alone", |index| index.first.0),
        share("first_low", "the lower end of its interval", |index| index.first.1.0),
        share("first_high", "the upper end of its interval", |index| index.first.1.1),
        share("total", "the share that it causes alone and together with others", |index| index.total.0),
        share("total_low", "the lower end of its interval", |index| index.total.1.0),
        share("total_high", "the upper end of its interval", |index| index.total.1.1),
        Column::number(
            "variance",
            "the variance, in the square of the metric's unit",
            |row: &IndexRow<'a>| six(row.indices.variance),
        ),
        Column::number(
            "luck_share",
            "the share of a single run's variance that is luck",
            move |row: &IndexRow<'a>| six(luck_share(row.indices, replications)),
        )
        .in_unit(SHARE),
    ]);
    Table { name: "indices", columns, rows: rows.collect() }
}

/// The share of a single run's variance that is luck and not the values'.
#[must_use]
pub fn luck_share(indices: &Indices, replications: u64) -> f64 {
    let luck = indices.noise * replications as f64;
    luck / (luck + indices.variance)
}

/// `uncertainty`: of every metric that was always reached, how much of its spread is due to what nobody knows, and how
/// much to luck.
#[must_use]
pub fn uncertainty(found: &[(MetricName, NestedVariance)]) -> Table<'_, &(MetricName, NestedVariance)> {
    uncertainty_of(found)
}

fn uncertainty_of<'a>(
    found: &'a [(MetricName, NestedVariance)],
) -> Table<'a, &'a (MetricName, NestedVariance)> {
    type Row<'a> = &'a (MetricName, NestedVariance);
    let number = |name, about, cell: fn(&NestedVariance) -> Option<f64>| {
        Column::number(name, about, move |(_, parts): &Row<'a>| six(cell(parts)))
    };
    let mut columns = Vec::from(metric(|&row: &Row<'a>| &row.0));
    columns.extend([
        number("sd_unknown", "its standard deviation from what nobody knows", |parts| {
            Some(parts.between.sqrt())
        }),
        number("sd_luck", "its standard deviation from luck", |parts| Some(parts.within.sqrt())),
        number("share_unknown", "the share of its variance from what nobody knows", |parts| {
            Some(parts.share)
        })
        .in_unit(SHARE),
        number("low", "the lower end of its interval", |parts| Some(parts.interval?.0)).in_unit(SHARE),
        number("high", "the upper end of its interval", |parts| Some(parts.interval?.1)).in_unit(SHARE),
    ]);
    Table { name: "uncertainty", columns, rows: found.iter().collect() }
}
