//! The tables of a comparison: `compare`, `difference`; and of a sweep, `differences`.

use super::{SHARE, metric, quantiles};
use crate::output::columns::{Column, Table, measured, six, three};
use crate::plan::Plan;
use crate::study::{Comparison, DifferenceBand, Estimate, Paired, Swept};
use crate::units::Tick;

/// A row of `compare`: a setting beside the base, and a metric of both.
pub struct ComparisonRow<'a> {
    /// What the setting is called, and its number.
    setting: (&'a str, usize),
    paired: &'a Paired,
}

impl ComparisonRow<'_> {
    /// A side of the restricted difference, or the difference itself.
    fn restricted(&self) -> Option<Estimate> {
        Some(self.paired.restricted?.difference)
    }
}

type Row<'a> = ComparisonRow<'a>;

/// `compare`: a row for each setting beside the base and each metric. Numbers are in the unit that the row's `unit`
/// says. `names` are those of all settings, the base first.
#[must_use]
pub fn comparison<'a>(names: &'a [String], found: &'a Comparison) -> Table<'a, Row<'a>> {
    let sides = names[1..].iter().zip(&found.others);
    let rows = sides.flat_map(|(setting, other)| {
        other.paired.iter().map(move |paired| ComparisonRow { setting: (setting, 0), paired })
    });
    let base = &*names[0];
    let head = vec![
        Column::text("setting", "the setting that is compared", |row: &Row<'a>| Some(row.setting.0)),
        Column::text("base", "what it is compared with", move |_| Some(base)),
    ];
    Table { name: "compare", columns: with_differences(head, found.level), rows: rows.collect() }
}

/// `differences`: a row for each setting of a sweep but the first and each metric: how it differs from the first, pair by
/// pair. `names` are those of all settings, such as `fleets.buses.count=20`. Without a row where there are no pairs
/// ([`Swept::level`]).
#[must_use]
pub fn differences<'a>(names: &'a [String], found: &'a Swept) -> Table<'a, Row<'a>> {
    let named = |setting: usize| (&*names[setting], setting);
    let rows = found.rows.iter().flat_map(move |row| {
        row.paired.iter().map(move |paired| ComparisonRow { setting: named(row.setting), paired })
    });
    let base = found.rows.first().map_or(0, |row| row.setting);
    let head = vec![
        Column::whole("setting", "its number, as in sweep.csv", |row: &Row<'a>| Some(row.setting.1 as i64)),
        Column::text("values", "what it sets", |row: &Row<'a>| Some(row.setting.0)),
        Column::whole("base", "the number of the first setting, with which it is compared", move |_| {
            Some(base as i64)
        }),
    ];
    let level = found.level.unwrap_or(1.0);
    Table { name: "differences", columns: with_differences(head, level), rows: rows.collect() }
}

/// Some columns with those of a metric and its differences behind them.
fn with_differences<'a>(mut columns: Vec<Column<'a, Row<'a>>>, level: f64) -> Vec<Column<'a, Row<'a>>> {
    columns.extend(metric(|row: &Row<'a>| &row.paired.name));
    columns.extend(pairs());
    columns.extend(means());
    columns.extend(restricted());
    columns.extend(shares());
    columns
        .extend(quantiles(|name, about, place| number(name, about, move |row| row.paired.quantiles[place])));
    columns.extend(order());
    let level = Column::number("level", "how sure each interval is", move |_: &Row<'a>| six(level));
    columns.push(level.in_unit(SHARE));
    columns
}

/// A number in the unit of the row's metric.
fn number<'a>(
    name: &'static str,
    about: &'static str,
    cell: impl Fn(&Row<'a>) -> Option<f64> + 'a,
) -> Column<'a, Row<'a>> {
    Column::number(name, about, move |row: &Row<'a>| measured(row.paired.name.kind, cell(row)))
}

fn pairs<'a>() -> [Column<'a, Row<'a>>; 4] {
    let reached = |name, about, side: usize| {
        Column::whole(name, about, move |row: &Row<'a>| Some(row.paired.reached[side] as i64))
    };
    [
        Column::whole("pairs", "in how many pairs of runs both have a value", |row: &Row<'a>| {
            Some(row.paired.pairs as i64)
        }),
        reached("reached_base", "in how many it happened in the base", 0),
        reached("reached", "in how many it happened in the setting", 1),
        reached("reached_both", "in how many it happened in both", 2),
    ]
}

fn means<'a>() -> [Column<'a, Row<'a>>; 8] {
    [
        number("mean_base", "the mean of the base, where it happened in both", |row| row.paired.means[0]),
        number("mean", "the mean of the setting, where it happened in both", |row| row.paired.means[1]),
        number("difference", "setting minus base, if it happened in both of every pair", |row| {
            Some(row.paired.difference?.value)
        }),
        number("low", "the lower end of its interval", |row| Some(row.paired.difference?.interval?.0)),
        number("high", "the upper end of its interval", |row| Some(row.paired.difference?.interval?.1)),
        number("difference_of_both", "setting minus base, over the pairs where it happened in both", |row| {
            Some(row.paired.difference_of_both?.value)
        }),
        number("low_of_both", "the lower end of its interval", |row| {
            Some(row.paired.difference_of_both?.interval?.0)
        }),
        number("high_of_both", "the upper end of its interval", |row| {
            Some(row.paired.difference_of_both?.interval?.1)
        }),
    ]
}

fn restricted<'a>() -> [Column<'a, Row<'a>>; 5] {
    [
        number("restricted_mean_base", "of an instant, the mean of the base up to the end", |row| {
            Some(row.paired.restricted?.means[0])
        }),
        number("restricted_mean", "of an instant, the mean of the setting up to the end", |row| {
            Some(row.paired.restricted?.means[1])
        }),
        number("restricted_difference", "setting minus base of the two", |row| Some(row.restricted()?.value)),
        number("restricted_low", "the lower end of its interval", |row| Some(row.restricted()?.interval?.0)),
        number("restricted_high", "the upper end of its interval", |row| Some(row.restricted()?.interval?.1)),
    ]
}

fn shares<'a>() -> [Column<'a, Row<'a>>; 3] {
    let share = |name, about, cell: fn(Estimate) -> Option<f64>| {
        Column::number(name, about, move |row: &Row<'a>| six(cell(row.paired.share))).in_unit(SHARE)
    };
    [
        share("share_difference", "setting minus base of the share of runs in which it happened", |of| {
            Some(of.value)
        }),
        share("share_low", "the lower end of its interval", |of| Some(of.interval?.0)),
        share("share_high", "the upper end of its interval", |of| Some(of.interval?.1)),
    ]
}

fn order<'a>() -> [Column<'a, Row<'a>>; 3] {
    let order = |name, about, place: usize| {
        Column::whole(name, about, move |row: &Row<'a>| Some(row.paired.order[place] as i64))
    };
    [
        order("lower", "in how many pairs the setting is lower", 0),
        order("equal", "in how many both are equal", 1),
        order("higher", "in how many the setting is higher", 2),
    ]
}

/// A row of `difference`: a setting at an instant.
pub struct DifferenceRow<'a> {
    setting: &'a str,
    tick: Tick,
    band: &'a DifferenceBand,
}

/// `difference`: how many more people are out than in the base, over time.
#[must_use]
pub fn difference<'a>(
    plan: &Plan,
    names: &'a [String],
    found: &'a Comparison,
) -> Table<'a, DifferenceRow<'a>> {
    let rows = names[1..].iter().zip(&found.others).flat_map(|(setting, other)| {
        let curve = other.curve.iter().enumerate();
        curve.map(move |(point, band)| DifferenceRow { setting, tick: other.grid.at(point), band })
    });
    let number = |name, about, cell: fn(&DifferenceBand) -> Option<f64>| {
        Column::number(name, about, move |row: &DifferenceRow<'a>| three(cell(row.band))).in_unit("people")
    };
    let mut columns = vec![
        Column::text("setting", "the setting that is compared", |row: &DifferenceRow<'a>| Some(row.setting)),
        Column::time("time", "the instant", plan.clock, |row: &DifferenceRow<'a>| row.tick),
        Column::seconds("seconds", "the same in seconds since the start", |row: &DifferenceRow<'a>| {
            Some(row.tick)
        }),
        Column::whole("pairs", "how many pairs of runs it rests on", |row: &DifferenceRow<'a>| {
            Some(row.band.pairs as i64)
        }),
        number("mean", "how many more people are out than in the base, on average", |band| Some(band.mean)),
        number("low", "the lower end of its interval", |band| Some(band.interval?.0)),
        number("high", "the upper end of its interval", |band| Some(band.interval?.1)),
    ];
    columns.extend(quantiles(|name, about, place| {
        Column::whole(name, about, move |row: &DifferenceRow<'a>| Some(row.band.quantiles[place]))
            .in_unit("people")
    }));
    Table { name: "difference", columns, rows: rows.collect() }
}
