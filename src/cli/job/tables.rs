//! Writes tables in the forms that are asked for.

use std::io::{self, Seek, Write};

use tempfile::SpooledTempFile;

use super::several::{Job, Made, write_table};
use crate::cli::args::TableForm;
use crate::cli::failure::Failure;
#[cfg(feature = "parquet")]
use crate::output::ParquetTable;
use crate::output::tables::{TripRow, trip_columns};
use crate::output::{Column, CsvTable, Folder, Table};
use crate::plan::Plan;
use crate::record::Trip;

/// Bytes of trips that are kept in memory; beyond, they wait in a file without a name, of which nothing is
/// left if the program is killed.
const IN_MEMORY: usize = 16 << 20;

/// A table that is written some rows at a time, in any form.
enum Growing<'p, R, W: Write + Send> {
    Csv(CsvTable<'p, R, W>),
    #[cfg(feature = "parquet")]
    Parquet(ParquetTable<'p, R, W>),
}

impl<'p, R: Clone, W: Write + Send> Growing<'p, R, W> {
    fn begin(form: TableForm, columns: Vec<Column<'p, R>>, out: W) -> io::Result<Self> {
        match form {
            TableForm::Csv => CsvTable::new(columns, out).map(Growing::Csv),
            #[cfg(feature = "parquet")]
            TableForm::Parquet => ParquetTable::new(columns, out).map(Growing::Parquet),
        }
    }

    fn write(&mut self, rows: &[R]) -> io::Result<()> {
        match self {
            Growing::Csv(table) => table.write(rows),
            #[cfg(feature = "parquet")]
            Growing::Parquet(table) => table.write(rows),
        }
    }

    fn finish(self) -> io::Result<W> {
        match self {
            Growing::Csv(table) => table.finish(),
            #[cfg(feature = "parquet")]
            Growing::Parquet(table) => table.finish(),
        }
    }
}

/// The table of trips, written as they come.
pub(in crate::cli) struct Trips<'p> {
    tables: Vec<(TableForm, Growing<'p, TripRow, SpooledTempFile>)>,
    written: io::Result<()>,
}

impl<'p> Trips<'p> {
    pub(in crate::cli) fn begin(
        plan: &'p Plan,
        forms: &[TableForm],
        folder: &Folder,
    ) -> Result<Trips<'p>, Failure> {
        // A form that is asked for twice is written once.
        let once = |place: usize| !forms[..place].contains(&forms[place]);
        let begun = forms.iter().enumerate().filter(|(place, _)| once(*place)).map(|(_, &form)| {
            let out = tempfile::spooled_tempfile_in(IN_MEMORY, folder.waiting_room());
            Ok((form, Growing::begin(form, trip_columns(plan), out)?))
        });
        let tables = begun.collect::<io::Result<_>>();
        Ok(Trips { tables: tables.map_err(|reason| folder.failed("trips", reason))?, written: Ok(()) })
    }

    /// Writes the trips of one replication, unless some could not be written before.
    pub(in crate::cli) fn write(&mut self, replication: u64, trips: &[Trip]) {
        let rows: Vec<TripRow> = trips.iter().map(|trip| (replication, *trip)).collect();
        if self.written.is_ok() {
            self.written = self.tables.iter_mut().try_for_each(|(_, table)| table.write(&rows));
        }
    }

    /// Puts the table into the folder.
    pub(in crate::cli) fn finish(self, folder: &mut Folder) -> Result<(), Failure> {
        self.written.map_err(|reason| folder.failed("trips", reason))?;
        self.tables.into_iter().try_for_each(|(form, table)| move_in(folder, form, table.finish()))
    }
}

/// Copies what has waited into the folder.
fn move_in(
    folder: &mut Folder,
    form: TableForm,
    waiting: io::Result<SpooledTempFile>,
) -> Result<(), Failure> {
    let name = form.file("trips");
    let mut out = folder.open(&name)?;
    let copied = waiting.and_then(|mut waiting| {
        waiting.rewind()?;
        io::copy(&mut waiting, &mut out)
    });
    copied.map_err(|reason| folder.failed(&name, reason))?;
    Ok(folder.seal(&name)?)
}

/// Writes a table in each form that is asked for; `made` describes it with its rows.
pub(in crate::cli) fn write<'t, R>(
    made: impl Fn() -> Table<'t, R>,
    forms: &[TableForm],
    folder: &mut Folder,
) -> Result<(), Failure> {
    forms.iter().try_for_each(|&form| {
        let table = made();
        write_table(folder, &form.file(table.name), |out| fill(table, form, out))
    })
}

/// What makes a table in each form that is asked for.
pub(in crate::cli) fn jobs<'t, R>(
    made: impl Fn() -> Table<'t, R> + Copy + Send + 't,
    forms: &[TableForm],
) -> impl Iterator<Item = Job<'t>> {
    forms.iter().map(move |&form| -> Job<'t> {
        Box::new(move || {
            let (table, mut bytes) = (made(), Vec::new());
            let name = form.file(table.name);
            fill(table, form, &mut bytes)
                .map_err(|reason| Failure::Run(format!("error: making {name} failed: {reason}")))?;
            Ok(vec![Made::alike(name, bytes)])
        })
    })
}

/// Puts a table into a form.
fn fill<R>(table: Table<'_, R>, form: TableForm, out: &mut Vec<u8>) -> io::Result<()> {
    match form {
        TableForm::Csv => table.csv(out),
        #[cfg(feature = "parquet")]
        TableForm::Parquet => table.parquet(out),
    }
}
