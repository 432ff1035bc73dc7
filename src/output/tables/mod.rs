//! Every table that noria writes, described once: its name, its columns, and what each says of a row.
//!
//! In goes what a study found, out comes a [`Table`](super::Table), which any form of tables writes. To add a column,
//! add a line here; run the test of the page of columns to add it there.

mod calibration;
mod comparison;
mod events;
mod fleet;
mod reports;
mod run;
mod sensitivity;
mod sheets;
mod sweep;
mod tidy;
mod trips;

pub use calibration::{FigureRow, PosteriorRow, TruthRow, figures, posterior, truth};
pub use comparison::{ComparisonRow, DifferenceRow, comparison, difference, differences};
pub use events::{EventRow, event_columns};
pub use fleet::{CandidateRow, candidates};
pub use reports::{ErrorRow, ReportedRow, report_errors, reported, reports};
pub use run::{HeadcountRow, headcount, replications};
pub use sensitivity::{IndexRow, TornadoRow, indices, luck_share, tornado, uncertainty};
pub use sheets::{SheetRow, sheets};
pub use sweep::{SweepRow, sweep};
pub use tidy::{SweepValueRow, ValueRow, long_columns, long_rows, replications_long, sweep_long};
pub use trips::{TripRow, trip_columns};

use super::Column;
use super::columns::three;
use crate::record::MetricName;
use crate::study::{Band, QUANTILES};

/// The unit of what is a part of a whole.
const SHARE: &str = "share";

/// What columns of quantiles are called, and what they say.
const QUANTILE_COLUMNS: [(&str, &str); QUANTILES.len()] = [
    ("q05", "its quantile at 5 %"),
    ("q25", "its quantile at 25 %"),
    ("q50", "its median"),
    ("q75", "its quantile at 75 %"),
    ("q95", "its quantile at 95 %"),
];

/// A column for each quantile.
fn quantiles<'a, R>(
    column: impl Fn(&'static str, &'static str, usize) -> Column<'a, R>,
) -> impl Iterator<Item = Column<'a, R>> {
    QUANTILE_COLUMNS.into_iter().enumerate().map(move |(place, (name, about))| column(name, about, place))
}

/// The columns of a headcount's mean and quantiles.
fn band<'a, R: 'a>(
    about: &'static str,
    of: impl Fn(&R) -> &Band + Copy + 'a,
) -> impl Iterator<Item = Column<'a, R>> {
    let mean = Column::number("mean", about, move |row: &R| three(of(row).mean)).in_unit("people");
    let quantiles = quantiles(move |name, about, place| {
        Column::whole(name, about, move |row: &R| Some(of(row).quantiles[place].into())).in_unit("people")
    });
    std::iter::once(mean).chain(quantiles)
}

/// Which metric each row is about, and its unit.
fn metric<'a, R>(of: impl Fn(&R) -> &'a MetricName + Copy + 'a) -> [Column<'a, R>; 3] {
    [
        Column::text("metric", "the metric that the row is about", move |row| Some(&*of(row).name)),
        Column::text(
            "group",
            "the group, fleet, site, checkpoint or observer that it is about, or `all`",
            move |row| Some(&*of(row).group),
        ),
        Column::text("unit", "the unit of the row's numbers", move |row| Some(of(row).unit)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_quantiles_are_called_after_what_they_say() {
        for ((name, _), p) in QUANTILE_COLUMNS.into_iter().zip(QUANTILES) {
            assert_eq!(name, format!("q{:02.0}", p * 100.0));
        }
    }
}
