//! The tables of runs, sweeps and comparisons as Parquet: typed columns, with nothing in a cell where it did not happen.
//!
//! The same rows and columns as in the CSV files, but numbers are whole, not rounded to three decimals, and `time` is
//! an instant of UTC. The unit of a column is in the file's metadata, under `unit.` and the column's name. Where rows
//! are in different units, as they are about different metrics, each says its own in the column `unit`.

mod columns;
mod comparison;
mod studies;
mod sweep;
mod trips;

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};

use columns::Rows;
pub use columns::{Cells, Column, headcount_columns, replications_columns};
pub use comparison::{comparison_columns, difference_columns};
pub use studies::{indices_columns, tornado_columns, uncertainty_columns};
pub use sweep::sweep_columns;
pub use trips::TripColumns;

/// A Parquet file being written, a group of rows at a time.
pub struct ParquetTable<W: Write + Send> {
    writer: SerializedFileWriter<W>,
}

impl<W: Write + Send> ParquetTable<W> {
    /// Begins a file for columns like these, whose cells are not written yet.
    ///
    /// # Errors
    /// If `out` cannot be written to.
    pub fn new(columns: &[Column], out: W) -> io::Result<ParquetTable<W>> {
        let units = columns.iter().filter_map(|column| {
            Some(KeyValue::new(format!("unit.{}", column.name), column.unit.as_ref()?.clone()))
        });
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(format!("noria {}", env!("CARGO_PKG_VERSION")))
            .set_key_value_metadata(Some(units.collect()));
        let schema = schema(columns).map_err(io::Error::other)?;
        let writer = SerializedFileWriter::new(out, schema, Arc::new(properties.build()));
        Ok(ParquetTable { writer: writer.map_err(io::Error::other)? })
    }

    /// Writes the rows of these columns, which are of the same kinds as those the file was begun with.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn write(&mut self, columns: &[Column]) -> io::Result<()> {
        let written = self.writer.next_row_group().and_then(|group| write_group(group, columns));
        written.map_err(io::Error::other)
    }

    /// Ends the file, and gives back what it was written to.
    ///
    /// # Errors
    /// If its end cannot be written.
    pub fn finish(self) -> io::Result<W> {
        let mut out = self.writer.into_inner().map_err(io::Error::other)?;
        out.flush().map(|()| out)
    }
}

/// Writes a whole table at once.
///
/// # Errors
/// If `out` cannot be written to.
pub fn write_parquet(columns: &[Column], out: impl Write + Send) -> io::Result<()> {
    let mut table = ParquetTable::new(columns, out)?;
    table.write(columns)?;
    table.finish().map(drop)
}

fn schema(columns: &[Column]) -> Result<TypePtr, ParquetError> {
    let field = |column: &Column| {
        let (physical, logical) = match column.cells {
            Cells::Text(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Cells::Whole(_) => (Physical::INT64, None),
            Cells::Number(_) => (Physical::DOUBLE, None),
            Cells::Instant(_) => (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::MILLIS))),
        };
        let field = Type::primitive_type_builder(&column.name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical);
        field.build().map(Arc::new)
    };
    let fields = columns.iter().map(field).collect::<Result<Vec<TypePtr>, ParquetError>>()?;
    Type::group_type_builder("noria").with_fields(fields).build().map(Arc::new)
}

fn write_group<W: Write + Send>(
    mut group: SerializedRowGroupWriter<'_, W>,
    columns: &[Column],
) -> Result<(), ParquetError> {
    for column in columns {
        match &column.cells {
            Cells::Text(cells) => write_column::<ByteArrayType, W, String>(&mut group, cells, |text| {
                ByteArray::from(text.as_str())
            }),
            Cells::Whole(cells) | Cells::Instant(cells) => {
                write_column::<Int64Type, W, i64>(&mut group, cells, |&number| number)
            }
            Cells::Number(cells) => write_column::<DoubleType, W, f64>(&mut group, cells, |&number| number),
        }?;
    }
    group.close().map(drop)
}

/// Writes the cells that there are, and for each cell whether it is there.
fn write_column<D: DataType, W: Write + Send, T>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    cells: &[Option<T>],
    value: impl Fn(&T) -> D::T,
) -> Result<(), ParquetError> {
    let Some(mut column) = group.next_column()? else { return Ok(()) };
    let there: Vec<i16> = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
    let values: Vec<D::T> = cells.iter().flatten().map(value).collect();
    column.typed::<D>().write_batch(&values, Some(&there), None)?;
    column.close()
}
