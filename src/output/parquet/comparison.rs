//! The tables of a comparison as columns.

use super::columns::utc;
use super::{Cells, Column, Rows};
use crate::plan::Plan;
use crate::study::{Comparison, DifferenceBand, Paired, QUANTILES};
use crate::units::Tick;

/// The columns of `compare.csv`: a row for each setting beside the base and each metric. Numbers are in the
/// unit that the row's `unit` says. `names` are those of all settings, the base first.
#[must_use]
pub fn comparison_columns(names: &[String], found: &Comparison) -> Vec<Column> {
    let share = Some("share");
    let sides = names[1..].iter().zip(&found.others);
    let told = sides.flat_map(|(name, other)| other.paired.iter().map(move |row| (name, row)));
    let rows: Rows<(&String, &Paired)> = Rows(told.collect());
    let mut columns = vec![
        rows.text("setting", |(name, _)| Some((*name).clone())),
        rows.text("base", |_| Some(names[0].clone())),
    ];
    columns.extend(rows.metric(|(_, row)| &row.name));
    columns.extend([
        rows.whole("pairs", None, |(_, row)| row.pairs as i64),
        rows.whole("reached_base", None, |(_, row)| row.reached[0] as i64),
        rows.whole("reached", None, |(_, row)| row.reached[1] as i64),
        rows.whole("reached_both", None, |(_, row)| row.reached[2] as i64),
        rows.number("mean_base", None, |(_, row)| row.means[0]),
        rows.number("mean", None, |(_, row)| row.means[1]),
        rows.number("difference", None, |(_, row)| Some(row.difference?.value)),
        rows.number("low", None, |(_, row)| Some(row.difference?.interval?.0)),
        rows.number("high", None, |(_, row)| Some(row.difference?.interval?.1)),
        rows.number("difference_of_both", None, |(_, row)| Some(row.difference_of_both?.value)),
        rows.number("low_of_both", None, |(_, row)| Some(row.difference_of_both?.interval?.0)),
        rows.number("high_of_both", None, |(_, row)| Some(row.difference_of_both?.interval?.1)),
        rows.number("restricted_mean_base", None, |(_, row)| Some(row.restricted?.means[0])),
        rows.number("restricted_mean", None, |(_, row)| Some(row.restricted?.means[1])),
        rows.number("restricted_difference", None, |(_, row)| Some(row.restricted?.difference.value)),
        rows.number("restricted_low", None, |(_, row)| Some(row.restricted?.difference.interval?.0)),
        rows.number("restricted_high", None, |(_, row)| Some(row.restricted?.difference.interval?.1)),
        rows.number("share_difference", share, |(_, row)| Some(row.share.value)),
        rows.number("share_low", share, |(_, row)| Some(row.share.interval?.0)),
        rows.number("share_high", share, |(_, row)| Some(row.share.interval?.1)),
    ]);
    columns.extend(quantiles(|name, p| rows.number(name, None, |(_, row)| row.quantiles[p])));
    columns.extend([
        rows.whole("lower", None, |(_, row)| row.order[0] as i64),
        rows.whole("equal", None, |(_, row)| row.order[1] as i64),
        rows.whole("higher", None, |(_, row)| row.order[2] as i64),
        rows.number("level", share, |_| Some(found.level)),
    ]);
    columns
}

/// The columns of `difference.csv`: how many more people are out than in the base, over time.
#[must_use]
pub fn difference_columns(plan: &Plan, names: &[String], found: &Comparison) -> Vec<Column> {
    let people = Some("people");
    let told = names[1..].iter().zip(&found.others).flat_map(|(name, other)| {
        let curve = other.curve.iter().enumerate();
        curve.map(move |(point, band)| (name, other.grid.at(point), band))
    });
    let rows: Rows<(&String, Tick, &DifferenceBand)> = Rows(told.collect());
    let instants = rows.0.iter().map(|&(_, tick, _)| Some(utc(plan.clock, tick))).collect();
    let mut columns = vec![
        rows.text("setting", |(name, ..)| Some((*name).clone())),
        Column::new("time", None, Cells::Instant(instants)),
        rows.number("seconds", Some("s"), |(_, tick, _)| Some(tick.seconds())),
        rows.whole("pairs", None, |(.., band)| band.pairs as i64),
        rows.number("mean", people, |(.., band)| Some(band.mean)),
        rows.number("low", people, |(.., band)| Some(band.interval?.0)),
        rows.number("high", people, |(.., band)| Some(band.interval?.1)),
    ];
    columns.extend(quantiles(|name, p| rows.whole(name, people, |(.., band)| band.quantiles[p])));
    columns
}

/// A column for each quantile, from its name and place.
fn quantiles(column: impl Fn(&str, usize) -> Column) -> Vec<Column> {
    let named = QUANTILES.iter().enumerate();
    named.map(|(place, p)| column(&format!("q{:02.0}", p * 100.0), place)).collect()
}
