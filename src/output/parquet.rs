//! Tables as Parquet: typed columns, with nothing in a cell where it did not happen.
//!
//! The same rows and columns as in the CSV files, but numbers are whole, not rounded to three decimals, and `time` is
//! an instant of UTC. The unit of a column is in the file's metadata, under `unit.` and the column's name. Where rows
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
use crate::units::{MINUTE, Tick};

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
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(format!("noria {}", env!("CARGO_PKG_VERSION")))
            .set_key_value_metadata(Some(units.collect()));
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
    let field = |column: &Column<'_, R>| {
        let (physical, logical) = match column.cells {
            Cells::Text(_) | Cells::Typed(TypedKind::Text, _) => {
                (Physical::BYTE_ARRAY, Some(LogicalType::String))
            }
            Cells::Whole(_) | Cells::Typed(TypedKind::Whole, _) => (Physical::INT64, None),
            Cells::Number(_) | Cells::Seconds(_) | Cells::Typed(TypedKind::Number, _) => {
                (Physical::DOUBLE, None)
            }
            Cells::Time(..) => (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::MILLIS))),
        };
        let field = Type::primitive_type_builder(&column.name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical);
        field.build().map(Arc::new)
    };
    let fields = columns.iter().map(field).collect::<Result<Vec<TypePtr>, ParquetError>>()?;
    Type::group_type_builder("noria").with_fields(fields).build().map(Arc::new)
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
            Cells::Seconds(cell) => {
                write_column::<R, DoubleType, W>(&mut group, rows, |row| cell(row).map(Tick::seconds))
            }
            Cells::Time(clock, cell) => {
                write_column::<R, Int64Type, W>(&mut group, rows, |row| Some(utc(*clock, cell(row))))
            }
        }?;
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

/// Milliseconds since 1970 in UTC.
fn utc(clock: LocalClock, tick: Tick) -> i64 {
    clock.start() - i64::from(clock.offset()) * MINUTE as i64 + tick.0 as i64
}
