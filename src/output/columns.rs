//! What a table is: its columns, each with its name, unit, kind and meaning, and how a cell is told of a row.
//!
//! Every table is described once, in `tables/`. Each form of tables walks the same description: CSV, JSON lines and
//! Parquet stand beside this.

use std::borrow::Cow;
use std::io::{self, Write};

use super::csv::CsvTable;
use super::jsonl::JsonTable;
use crate::plan::LocalClock;
use crate::record::MetricKind;
use crate::units::Tick;

/// A table with all its rows.
pub struct Table<'a, R> {
    /// The name of its file, without the ending.
    pub name: &'static str,
    /// Its columns, from the first to the last.
    pub columns: Vec<Column<'a, R>>,
    /// Its rows, from the first to the last.
    pub rows: Vec<R>,
}

impl<R> Table<'_, R> {
    /// Writes the table as CSV.
    ///
    /// # Errors
    /// If `out` cannot be written to.
    pub fn csv(self, out: impl Write) -> io::Result<()> {
        let mut table = CsvTable::new(self.columns, out)?;
        table.write(&self.rows)?;
        table.finish().map(drop)
    }

    /// Writes the table as JSON lines.
    ///
    /// # Errors
    /// If `out` cannot be written to.
    pub fn jsonl(self, out: impl Write) -> io::Result<()> {
        let mut table = JsonTable::new(self.columns, out);
        table.write(&self.rows)?;
        table.finish().map(drop)
    }
}

/// A column of a table whose rows are `R`.
pub struct Column<'a, R> {
    /// Its name, as it stands at its head.
    pub name: Cow<'a, str>,
    /// The unit of its cells, where they have one; without one, where rows are in different units, each row tells its
    /// own.
    pub unit: Option<Cow<'a, str>>,
    /// What its cells say, in a sentence.
    pub about: &'static str,
    /// What columns like this one are called where there are as many as the scenario has, such as `metric[of]`.
    pub pattern: Option<Cow<'static, str>>,
    pub(super) cells: Cells<'a, R>,
}

/// Tells the cell of a row, if it has one.
type Cell<'a, R, T> = Box<dyn Fn(&R) -> Option<T> + 'a>;

/// How the cells of a column are told, by their kind. What did not happen has no cell.
pub(super) enum Cells<'a, R> {
    Text(Cell<'a, R, Cow<'a, str>>),
    Whole(Cell<'a, R, i64>),
    Number(Cell<'a, R, Number>),
    /// What was typed: in text as it is, else as its kind.
    Typed(TypedKind, Cell<'a, R, &'a str>),
    /// Seconds since the start; where a clock is given, Parquet tells the same as times, too.
    Seconds(#[cfg_attr(not(feature = "parquet"), expect(dead_code))] Option<LocalClock>, Cell<'a, R, Tick>),
    /// Instants of the local clock.
    Time(LocalClock, Cell<'a, R, Tick>),
}

impl<'a, R> Column<'a, R> {
    fn new(name: impl Into<Cow<'a, str>>, about: &'static str, cells: Cells<'a, R>) -> Self {
        Column { name: name.into(), unit: None, about, pattern: None, cells }
    }

    /// A column of texts.
    pub(super) fn text<T: Into<Cow<'a, str>>>(
        name: impl Into<Cow<'a, str>>,
        about: &'static str,
        cell: impl Fn(&R) -> Option<T> + 'a,
    ) -> Self {
        Column::new(name, about, Cells::Text(Box::new(move |row| cell(row).map(Into::into))))
    }

    /// A column of whole numbers.
    pub(super) fn whole(
        name: impl Into<Cow<'a, str>>,
        about: &'static str,
        cell: impl Fn(&R) -> Option<i64> + 'a,
    ) -> Self {
        Column::new(name, about, Cells::Whole(Box::new(cell)))
    }

    /// A column of numbers.
    pub(super) fn number(
        name: impl Into<Cow<'a, str>>,
        about: &'static str,
        cell: impl Fn(&R) -> Option<Number> + 'a,
    ) -> Self {
        // What is nothing has no sign, in any form.
        let finite = move |row: &R| {
            let number = cell(row).filter(|number| number.value.is_finite())?;
            Some(Number { value: number.value + 0.0, ..number })
        };
        Column::new(name, about, Cells::Number(Box::new(finite)))
    }

    /// A column of what was typed.
    pub(super) fn typed(
        name: impl Into<Cow<'a, str>>,
        about: &'static str,
        kind: TypedKind,
        cell: impl Fn(&R) -> Option<&'a str> + 'a,
    ) -> Self {
        Column::new(name, about, Cells::Typed(kind, Box::new(cell)))
    }

    /// A column of instants in seconds since the start, in a table that tells their time beside.
    pub(super) fn seconds(
        name: impl Into<Cow<'a, str>>,
        about: &'static str,
        cell: impl Fn(&R) -> Option<Tick> + 'a,
    ) -> Self {
        Column::new(name, about, Cells::Seconds(None, Box::new(cell))).in_unit("s")
    }

    /// A column of instants in seconds since the start, whose name ends in `_s`. In Parquet the same stand beside it as
    /// times, where the scenario says when it starts.
    pub(super) fn instant(
        name: impl Into<Cow<'a, str>>,
        about: &'static str,
        clock: LocalClock,
        cell: impl Fn(&R) -> Option<Tick> + 'a,
    ) -> Self {
        let clock = Some(clock).filter(|clock| clock.is_said());
        Column::new(name, about, Cells::Seconds(clock, Box::new(cell))).in_unit("s")
    }

    /// A column of instants of the local clock.
    pub(super) fn time(
        name: impl Into<Cow<'a, str>>,
        about: &'static str,
        clock: LocalClock,
        cell: impl Fn(&R) -> Tick + 'a,
    ) -> Self {
        Column::maybe_time(name, about, clock, move |row| Some(cell(row)))
    }

    /// A column of instants of the local clock, where there is one.
    pub(super) fn maybe_time(
        name: impl Into<Cow<'a, str>>,
        about: &'static str,
        clock: LocalClock,
        cell: impl Fn(&R) -> Option<Tick> + 'a,
    ) -> Self {
        Column::new(name, about, Cells::Time(clock, Box::new(cell)))
    }

    /// The same with a unit.
    #[must_use]
    pub(super) fn in_unit(mut self, unit: impl Into<Cow<'a, str>>) -> Self {
        self.unit = Some(unit.into());
        self
    }

    /// The same as one of many that are called after what the scenario has.
    #[must_use]
    pub(super) fn like(mut self, pattern: impl Into<Cow<'static, str>>) -> Self {
        self.pattern = Some(pattern.into());
        self
    }

    /// The clock that its cells tell, where the scenario says when it starts.
    #[cfg(feature = "parquet")]
    pub(super) fn clock(&self) -> Option<LocalClock> {
        match self.cells {
            Cells::Time(clock, _) | Cells::Seconds(Some(clock), _) => {
                Some(clock).filter(|clock| clock.is_said())
            }
            _ => None,
        }
    }

    /// What its cells are, in a word.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.cells {
            Cells::Text(_) => "text",
            Cells::Typed(..) => "as typed",
            Cells::Whole(_) => "whole number",
            Cells::Number(_) | Cells::Seconds(..) => "number",
            Cells::Time(..) => "time",
        }
    }
}

/// The narrowest kind that holds all of some values that were typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TypedKind {
    Whole,
    Number,
    Text,
}

impl TypedKind {
    /// The kind of these values.
    pub(super) fn of<'v>(mut values: impl Iterator<Item = &'v str> + Clone) -> TypedKind {
        if values.clone().all(|value| value.parse::<i64>().is_ok()) {
            TypedKind::Whole
        } else if values.all(|value| value.parse().is_ok_and(f64::is_finite)) {
            TypedKind::Number
        } else {
            TypedKind::Text
        }
    }
}

/// A number, and how many decimals it has in text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Number {
    pub value: f64,
    pub(super) decimals: Decimals,
}

/// How many decimals a number has in text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decimals {
    Three,
    Six,
    /// As many as tell it from all others.
    AsMany,
}

/// A number with three decimals, if there is one.
pub(super) fn three(value: impl Into<Option<f64>>) -> Option<Number> {
    value.into().map(|value| Number { value, decimals: Decimals::Three })
}

/// A number with six decimals, if there is one.
pub(super) fn six(value: impl Into<Option<f64>>) -> Option<Number> {
    value.into().map(|value| Number { value, decimals: Decimals::Six })
}

/// A number with as many decimals as tell it from all others.
pub(super) fn exact(value: f64) -> Option<Number> {
    Some(Number { value, decimals: Decimals::AsMany })
}

/// What is reckoned from the values of a metric: of times, thousandths of a second are enough.
pub(super) fn measured(kind: MetricKind, value: impl Into<Option<f64>>) -> Option<Number> {
    match kind {
        MetricKind::Instant | MetricKind::Duration => three(value),
        _ => six(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_the_narrowest_kind_that_holds_all() {
        for (values, kind) in [
            (&["5", "-7"][..], TypedKind::Whole),
            (&["5", "0.5"], TypedKind::Number),
            (&["5", "30 min"], TypedKind::Text),
            (&["5", "inf"], TypedKind::Text),
        ] {
            assert_eq!(TypedKind::of(values.iter().copied()), kind, "{values:?}");
        }
    }

    #[test]
    fn what_did_not_happen_is_an_empty_cell_and_numbers_have_the_decimals_of_their_kind() {
        let cell = |kind, value: f64| {
            let column = Column::number("v", "a value", move |(): &()| measured(kind, value));
            let mut out = Vec::new();
            Table { name: "t", columns: vec![column], rows: vec![()] }
                .csv(&mut out)
                .expect("memory takes it");
            String::from_utf8(out).expect("it is text")
        };
        assert_eq!(cell(MetricKind::Instant, 1.5), "v\n1.500\n");
        assert_eq!(cell(MetricKind::Share, 0.25), "v\n0.250000\n");
        assert_eq!(cell(MetricKind::Instant, f64::INFINITY), "v\n\"\"\n");
    }
}
