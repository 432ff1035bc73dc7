//! Tables as Parquet: typed columns, with nothing in a cell where it did not happen.
//!
//! The same rows and columns as in the CSV files, but numbers are whole, not rounded to three decimals, and times are
//! instants of UTC, to the microsecond. Where the scenario says when it starts, `time_local` beside `time` is the local
//! clock's time without an offset, and beside `departed_s` stand `departed_utc` and `departed_local`. The unit of a column is in the file's metadata, under `unit.` and the column's name;
//! where a table has times, `clock.start` is there, too, with its offset from UTC. Where rows
//! are in different units, as they are about different metrics, each says its own in the column `unit`.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};

use super::columns::{Cells, Column, Table, TypedKind};
use crate::plan::LocalClock;
use crate::units::Tick;

/// Rows that are written at once, where they come one after the other.
const ROWS: usize = 1 << 16;

/// A table as Parquet, written some rows at a time.
pub struct ParquetTable<'a, R, W: Write + Send> {
    columns: Vec<Column<'a, R>>,
    writer: SerializedFileWriter<W>,
    /// The rows that are not written yet.
    rows: Vec<R>,
}

impl<R> Table<'_, R> {
    /// Writes the table as Parquet.
    ///
    /// # Errors
    /// If `out` cannot be written to.
    pub fn parquet(self, out: impl Write + Send) -> io::Result<()> {
        let mut table = ParquetTable::new(self.columns, out)?;
        table.rows = self.rows;
        table.finish().map(drop)
    }
}

impl<'a, R, W: Write + Send> ParquetTable<'a, R, W> {
    /// Begins a table.
    ///
    /// # Errors
    /// If `out` cannot be written to.
    pub fn new(columns: Vec<Column<'a, R>>, out: W) -> io::Result<Self> {
        let units = columns.iter().filter_map(|column| {
            let unit = column.unit.as_ref()?.to_string();
            Some(KeyValue::new(format!("unit.{}", column.name), unit))
        });
        let start = columns.iter().find_map(Column::clock);
        let start = start.map(|clock| KeyValue::new("clock.start".to_owned(), clock.rfc3339(Tick::START)));
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(format!("noria {}", env!("CARGO_PKG_VERSION")))
            .set_key_value_metadata(Some(units.chain(start).collect()));
        let schema = schema(&columns).map_err(io::Error::other)?;
        let writer = SerializedFileWriter::new(out, schema, Arc::new(properties.build()));
        Ok(ParquetTable { columns, writer: writer.map_err(io::Error::other)?, rows: Vec::new() })
    }

    /// Writes rows, or keeps them until there are enough of them.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn write(&mut self, rows: &[R]) -> io::Result<()>
    where
        R: Clone,
    {
        self.rows.extend_from_slice(rows);
        if self.rows.len() >= ROWS { self.write_rows() } else { Ok(()) }
    }

    /// Ends the table, and gives back what it was written to.
    ///
    /// # Errors
    /// If the last rows cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        self.write_rows()?;
        let mut out = self.writer.into_inner().map_err(io::Error::other)?;
        out.flush().map(|()| out)
    }

    fn write_rows(&mut self) -> io::Result<()> {
        let rows = std::mem::take(&mut self.rows);
        let (columns, group) = (&self.columns, self.writer.next_row_group());
        group.and_then(|group| write_group(group, columns, &rows)).map_err(io::Error::other)
    }
}

fn schema<R>(columns: &[Column<'_, R>]) -> Result<TypePtr, ParquetError> {
    let field = |name: &str, (physical, logical)| {
        let field = Type::primitive_type_builder(name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical);
        field.build().map(Arc::new)
    };
    let fields = |column: &Column<'_, R>| {
        let kind = match column.cells {
            Cells::Text(_) | Cells::Typed(TypedKind::Text, _) => {
                (Physical::BYTE_ARRAY, Some(LogicalType::String))
            }
            Cells::Whole(_) | Cells::Typed(TypedKind::Whole, _) => (Physical::INT64, None),
            Cells::Number(_) | Cells::Seconds(..) | Cells::Typed(TypedKind::Number, _) => {
                (Physical::DOUBLE, None)
            }
            Cells::Time(..) => timestamp(true),
        };
        let beside = times_beside(column);
        let beside = beside.iter().map(|(name, clock)| (&**name, timestamp(*clock == Clock::Utc)));
        let all = std::iter::once((&*column.name, kind)).chain(beside);
        all.map(|(name, kind)| field(name, kind)).collect::<Vec<_>>()
    };
    let fields = columns.iter().flat_map(fields).collect::<Result<Vec<TypePtr>, ParquetError>>()?;
    Type::group_type_builder("noria").with_fields(fields).build().map(Arc::new)
}

/// Times to the microsecond: instants of UTC, or what a local clock shows.
fn timestamp(is_utc: bool) -> (Physical, Option<LogicalType>) {
    (Physical::INT64, Some(LogicalType::timestamp(is_utc, TimeUnit::MICROS)))
}

/// By which clock a time is told.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Clock {
    Utc,
    Local,
}

/// The columns of times that stand beside a column of instants, where the scenario says when it starts.
fn times_beside<R>(column: &Column<'_, R>) -> Vec<(String, Clock)> {
    match column.cells {
        Cells::Time(clock, _) if clock.is_said() => vec![(format!("{}_local", column.name), Clock::Local)],
        Cells::Seconds(Some(_), _) => {
            let name = column.name.strip_suffix("_s").unwrap_or(&column.name);
            vec![(format!("{name}_utc"), Clock::Utc), (format!("{name}_local"), Clock::Local)]
        }
        _ => Vec::new(),
    }
}

impl Clock {
    /// The microseconds since 1970 that it shows.
    fn micros(self, clock: LocalClock, tick: Tick) -> Option<i64> {
        match self {
            Clock::Utc => clock.utc_micros(tick),
            Clock::Local => clock.local_micros(tick),
        }
    }
}

fn write_group<R, W: Write + Send>(
    mut group: SerializedRowGroupWriter<'_, W>,
    columns: &[Column<'_, R>],
    rows: &[R],
) -> Result<(), ParquetError> {
    for column in columns {
        match &column.cells {
            Cells::Text(cell) => write_column::<R, ByteArrayType, W>(&mut group, rows, |row| {
                cell(row).map(|text| ByteArray::from(&*text))
            }),
            Cells::Typed(TypedKind::Text, cell) => {
                write_column::<R, ByteArrayType, W>(&mut group, rows, |row| cell(row).map(ByteArray::from))
            }
            Cells::Typed(TypedKind::Whole, cell) => {
                write_column::<R, Int64Type, W>(&mut group, rows, |row| cell(row)?.parse().ok())
            }
            Cells::Typed(TypedKind::Number, cell) => {
                write_column::<R, DoubleType, W>(&mut group, rows, |row| cell(row)?.parse().ok())
            }
            Cells::Whole(cell) => write_column::<R, Int64Type, W>(&mut group, rows, cell),
            Cells::Number(cell) => {
                write_column::<R, DoubleType, W>(&mut group, rows, |row| Some(cell(row)?.value))
            }
            Cells::Seconds(_, cell) => {
                write_column::<R, DoubleType, W>(&mut group, rows, |row| cell(row).map(Tick::seconds))
            }
            Cells::Time(clock, cell) => {
                write_column::<R, Int64Type, W>(&mut group, rows, |row| clock.utc_micros(cell(row)?))
            }
        }?;
        for (_, shown) in times_beside(column) {
            if let Cells::Time(clock, cell) | Cells::Seconds(Some(clock), cell) = &column.cells {
                let micros = |row: &R| shown.micros(*clock, cell(row)?);
                write_column::<R, Int64Type, W>(&mut group, rows, micros)?;
            }
        }
    }
    group.close().map(drop)
}

/// Writes the cells that there are, and for each cell whether it is there.
fn write_column<R, D: DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    rows: &[R],
    cell: impl Fn(&R) -> Option<D::T>,
) -> Result<(), ParquetError> {
    let Some(mut column) = group.next_column()? else { return Ok(()) };
    let (mut there, mut values) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
    for row in rows {
        let cell = cell(row);
        there.push(i16::from(cell.is_some()));
        values.extend(cell);
    }
    column.typed::<D>().write_batch(&values, Some(&there), None)?;
    column.close()
}
