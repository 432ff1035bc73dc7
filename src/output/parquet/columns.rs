//! Tables as columns.

use crate::plan::{LocalClock, Plan};
use crate::record::{MetricKind, MetricName};
use crate::study::{Ensemble, QUANTILES};
use crate::units::{MINUTE, Tick};

/// A column of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name, as in the CSV file.
    pub name: String,
    /// The unit of its cells, where they have one.
    pub unit: Option<String>,
    /// Its cells.
    pub cells: Cells,
}

/// The cells of a column, from the first row to the last; none where something did not happen.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Cells {
    /// Texts.
    Text(Vec<Option<String>>),
    /// Whole numbers.
    Whole(Vec<Option<i64>>),
    /// Numbers.
    Number(Vec<Option<f64>>),
    /// Instants: milliseconds since 1970 in UTC.
    Instant(Vec<Option<i64>>),
}

impl Column {
    pub(super) fn new(name: &str, unit: Option<&str>, cells: Cells) -> Column {
        Column { name: name.to_owned(), unit: unit.map(str::to_owned), cells }
    }
}

/// Rows to be told as columns, each with a cell for every row.
pub(super) struct Rows<R>(pub(super) Vec<R>);

impl<R> Rows<R> {
    /// Texts.
    pub(super) fn text(&self, name: &str, cell: impl Fn(&R) -> Option<String>) -> Column {
        Column::new(name, None, Cells::Text(self.0.iter().map(cell).collect()))
    }

    /// Whole numbers.
    pub(super) fn whole(&self, name: &str, unit: Option<&str>, cell: impl Fn(&R) -> i64) -> Column {
        Column::new(name, unit, Cells::Whole(self.0.iter().map(|row| Some(cell(row))).collect()))
    }

    /// Numbers; nothing in place of what is not finite.
    pub(super) fn number(&self, name: &str, unit: Option<&str>, cell: impl Fn(&R) -> Option<f64>) -> Column {
        let finite = |row: &R| cell(row).filter(|value| value.is_finite());
        Column::new(name, unit, Cells::Number(self.0.iter().map(finite).collect()))
    }

    /// Which metric each row is about, and its unit.
    pub(super) fn metric(&self, of: impl Fn(&R) -> &MetricName) -> Vec<Column> {
        vec![
            self.text("metric", |row| Some(of(row).name.clone())),
            self.text("group", |row| Some(of(row).group.clone())),
            self.text("unit", |row| Some(of(row).unit.to_owned())),
        ]
    }
}

/// The columns of `replications.csv`: a row a replication, a column a metric.
#[must_use]
pub fn replications_columns(ensemble: &Ensemble) -> Vec<Column> {
    let numbers = (0..ensemble.replications as i64).map(Some).collect();
    let first = Column::new("replication", None, Cells::Whole(numbers));
    let metrics = ensemble.names.iter().zip(&ensemble.values).map(|(name, values)| {
        let happened = values.iter().map(|&value| Some(value).filter(|value| value.is_finite()));
        let cells = match name.kind {
            MetricKind::Count => {
                Cells::Whole(happened.map(|value| value.map(|value| value as i64)).collect())
            }
            _ => Cells::Number(happened.collect()),
        };
        Column::new(&format!("{}[{}]", name.name, name.group), Some(name.unit), cells)
    });
    std::iter::once(first).chain(metrics).collect()
}

/// The columns of `headcount.csv`: mean and bands of every headcount on the time grid.
#[must_use]
pub fn headcount_columns(plan: &Plan, ensemble: &Ensemble) -> Vec<Column> {
    let subjects: Vec<_> = ensemble.subjects.iter().filter(|_| !ensemble.bands.is_empty()).collect();
    let grid = ensemble.bands.grid();
    let ticks = subjects.iter().flat_map(|_| (0..grid.len()).map(|point| grid.at(point)));
    let bands = || subjects.iter().flat_map(|subject| ensemble.bands.of(subject.series));
    let texts = |text: &dyn Fn(usize) -> String| {
        let repeated = (0..subjects.len()).flat_map(|place| std::iter::repeat_n(text(place), grid.len()));
        Cells::Text(repeated.map(Some).collect())
    };
    let group = |place: usize| subjects[place].group.map_or("all", |group| &plan.groups[group].id).to_owned();
    let site = |place: usize| subjects[place].site.map_or("all", |site| &plan.sites[site].id).to_owned();
    let state = |place: usize| subjects[place].state.to_owned();
    let people = Some("people");
    let mut columns = vec![
        Column::new(
            "time",
            None,
            Cells::Instant(ticks.clone().map(|tick| Some(utc(plan.clock, tick))).collect()),
        ),
        Column::new("seconds", Some("s"), Cells::Number(ticks.map(|tick| Some(tick.seconds())).collect())),
        Column::new("group", None, texts(&group)),
        Column::new("site", None, texts(&site)),
        Column::new("state", None, texts(&state)),
        Column::new("mean", people, Cells::Number(bands().map(|band| Some(band.mean)).collect())),
    ];
    for (place, p) in QUANTILES.iter().enumerate() {
        let cells = bands().map(|band| Some(i64::from(band.quantiles[place]))).collect();
        columns.push(Column::new(&format!("q{:02.0}", p * 100.0), people, Cells::Whole(cells)));
    }
    columns
}

/// Milliseconds since 1970 in UTC.
pub(super) fn utc(clock: LocalClock, tick: Tick) -> i64 {
    clock.start() - i64::from(clock.offset()) * MINUTE as i64 + tick.0 as i64
}
