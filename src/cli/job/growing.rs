//! Tables that are written as their rows come, in the forms that are asked for: trips and events.

use std::io::{self, Seek, Write};

use tempfile::SpooledTempFile;

use crate::cli::args::TableForm;
use crate::cli::failure::Failure;
#[cfg(feature = "parquet")]
use crate::output::ParquetTable;
use crate::output::{Column, CsvTable, Folder, JsonTable};

/// Bytes of a table that are kept in memory; beyond, they wait in a file without a name, of which nothing is
/// left if the program is killed.
const IN_MEMORY: usize = 16 << 20;

/// A table that is written some rows at a time, in any form.
pub(in crate::cli) enum Growing<'p, R, W: Write + Send> {
    Csv(CsvTable<'p, R, W>),
    Jsonl(JsonTable<'p, R, W>),
    #[cfg(feature = "parquet")]
    Parquet(ParquetTable<'p, R, W>),
}

impl<'p, R: Clone, W: Write + Send> Growing<'p, R, W> {
    pub(in crate::cli) fn begin(form: TableForm, columns: Vec<Column<'p, R>>, out: W) -> io::Result<Self> {
        match form {
            TableForm::Csv => CsvTable::new(columns, out).map(Growing::Csv),
            TableForm::Jsonl => Ok(Growing::Jsonl(JsonTable::new(columns, out))),
            #[cfg(feature = "parquet")]
            TableForm::Parquet => ParquetTable::new(columns, out).map(Growing::Parquet),
        }
    }

    pub(in crate::cli) fn write(&mut self, rows: &[R]) -> io::Result<()> {
        match self {
            Growing::Csv(table) => table.write(rows),
            Growing::Jsonl(table) => table.write(rows),
            #[cfg(feature = "parquet")]
            Growing::Parquet(table) => table.write(rows),
        }
    }

    pub(in crate::cli) fn finish(self) -> io::Result<W> {
        match self {
            Growing::Csv(table) => table.finish(),
            Growing::Jsonl(table) => table.finish(),
            #[cfg(feature = "parquet")]
            Growing::Parquet(table) => table.finish(),
        }
    }
}

/// A table of a folder, written as its rows come.
pub(in crate::cli) struct Waiting<'p, R> {
    name: &'static str,
    tables: Vec<(TableForm, Growing<'p, R, SpooledTempFile>)>,
    written: io::Result<()>,
}

impl<'p, R: Clone> Waiting<'p, R> {
    pub(in crate::cli) fn begin(
        name: &'static str,
        columns: impl Fn() -> Vec<Column<'p, R>>,
        forms: &[TableForm],
        folder: &Folder,
    ) -> Result<Waiting<'p, R>, Failure> {
        // A form that is asked for twice is written once.
        let once = |place: usize| !forms[..place].contains(&forms[place]);
        let begun = forms.iter().enumerate().filter(|(place, _)| once(*place)).map(|(_, &form)| {
            let out = tempfile::spooled_tempfile_in(IN_MEMORY, folder.waiting_room());
            Ok((form, Growing::begin(form, columns(), out)?))
        });
        let tables = begun.collect::<io::Result<_>>();
        Ok(Waiting { name, tables: tables.map_err(|reason| folder.failed(name, reason))?, written: Ok(()) })
    }

    /// Writes rows, unless some could not be written before.
    pub(in crate::cli) fn write(&mut self, rows: &[R]) {
        if self.written.is_ok() {
            self.written = self.tables.iter_mut().try_for_each(|(_, table)| table.write(rows));
        }
    }

    /// Puts the table into the folder.
    pub(in crate::cli) fn finish(self, folder: &mut Folder) -> Result<(), Failure> {
        self.written.map_err(|reason| folder.failed(self.name, reason))?;
        self.tables
            .into_iter()
            .try_for_each(|(form, table)| move_in(folder, &form.file(self.name), table.finish()))
    }
}

/// Copies what has waited into the folder.
fn move_in(folder: &mut Folder, name: &str, waiting: io::Result<SpooledTempFile>) -> Result<(), Failure> {
    let mut out = folder.open(name)?;
    let copied = waiting.and_then(|mut waiting| {
        waiting.rewind()?;
        io::copy(&mut waiting, &mut out)
    });
    copied.map_err(|reason| folder.failed(name, reason))?;
    Ok(folder.seal(name)?)
}
