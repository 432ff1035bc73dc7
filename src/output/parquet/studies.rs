//! What studies of sensitivity and of outer uncertainty say, as columns.
//!
//! Where rows are about different metrics, numbers are in the unit that the row's `unit` says (variances in
//! its square), and the file's metadata has no unit of the column.

use super::{Column, Rows};
use crate::output::sweep::luck_share;
use crate::record::MetricName;
use crate::stats::NestedVariance;
use crate::study::{Index, Indices, Paired, Setting};

/// The unit of what is a part of a whole.
const SHARE: Option<&str> = Some("share");

/// The columns of `tornado.csv`: a row a setting and metric.
#[must_use]
pub fn tornado_columns(found: &[(Setting, Vec<Paired>)]) -> Vec<Column> {
    let told = found.iter().flat_map(|(setting, paired)| paired.iter().map(move |row| (setting, row)));
    let rows: Rows<(&Setting, &Paired)> = Rows(told.collect());
    let mut columns = rows.metric(|(_, row)| &row.name);
    columns.extend([
        rows.text("path", |(setting, _)| Some(setting.edits.first()?.0.clone())),
        rows.text("value", |(setting, _)| Some(setting.edits.first()?.1.clone())),
        rows.whole("pairs", None, |(_, row)| row.pairs as i64),
        rows.whole("reached_both", None, |(_, row)| row.reached[2] as i64),
        rows.number("difference", None, |(_, row)| Some(row.difference_of_both?.value)),
        rows.number("low", None, |(_, row)| Some(row.difference_of_both?.interval?.0)),
        rows.number("high", None, |(_, row)| Some(row.difference_of_both?.interval?.1)),
    ]);
    columns
}

/// The columns of `indices.csv`: a row a metric and value.
#[must_use]
pub fn indices_columns(found: &[(MetricName, Indices)], replications: u64) -> Vec<Column> {
    let told =
        found.iter().flat_map(|(name, indices)| indices.of.iter().map(move |index| (name, indices, index)));
    let rows: Rows<(&MetricName, &Indices, &Index)> = Rows(told.collect());
    let mut columns = rows.metric(|(name, ..)| name);
    columns.extend([
        rows.text("path", |(.., index)| Some(index.path.clone())),
        rows.number("first", SHARE, |(.., index)| Some(index.first.0)),
        rows.number("first_low", SHARE, |(.., index)| Some(index.first.1.0)),
        rows.number("first_high", SHARE, |(.., index)| Some(index.first.1.1)),
        rows.number("total", SHARE, |(.., index)| Some(index.total.0)),
        rows.number("total_low", SHARE, |(.., index)| Some(index.total.1.0)),
        rows.number("total_high", SHARE, |(.., index)| Some(index.total.1.1)),
        rows.number("variance", None, |(_, indices, _)| Some(indices.variance)),
        rows.number("luck_share", SHARE, |(_, indices, _)| Some(luck_share(indices, replications))),
    ]);
    columns
}

/// The columns of `uncertainty.csv`: a row a metric.
#[must_use]
pub fn uncertainty_columns(found: &[(MetricName, NestedVariance)]) -> Vec<Column> {
    let rows: Rows<&(MetricName, NestedVariance)> = Rows(found.iter().collect());
    let mut columns = rows.metric(|(name, _)| name);
    columns.extend([
        rows.number("sd_unknown", None, |(_, parts)| Some(parts.between.sqrt())),
        rows.number("sd_luck", None, |(_, parts)| Some(parts.within.sqrt())),
        rows.number("share_unknown", SHARE, |(_, parts)| Some(parts.share)),
        rows.number("low", SHARE, |(_, parts)| Some(parts.interval?.0)),
        rows.number("high", SHARE, |(_, parts)| Some(parts.interval?.1)),
    ]);
    columns
}
