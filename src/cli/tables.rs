//! The tables of runs and sweeps, in the forms that are asked for.

use std::io::{self, Seek};

use tempfile::SpooledTempFile;

use super::args::TableForm;
use super::failure::Failure;
use crate::observe::Trip;
use crate::output::{self, Folder, TripTable};
use crate::plan::Plan;
use crate::study::{Ensemble, Setting, Swept};

/// Bytes of trips that are kept in memory; beyond, they wait in a file without a name, of which nothing is
/// left if the program is killed.
const IN_MEMORY: usize = 16 << 20;

/// The table of trips, written as they come.
pub(super) struct Trips<'p> {
    csv: Option<TripTable<'p, SpooledTempFile>>,
    #[cfg(feature = "parquet")]
    parquet: Option<output::parquet::TripColumns<'p, SpooledTempFile>>,
    written: io::Result<()>,
}

impl<'p> Trips<'p> {
    pub(super) fn begin(plan: &'p Plan, forms: &[TableForm], folder: &Folder) -> Result<Trips<'p>, Failure> {
        let wait =
            |form| forms.contains(&form).then(|| tempfile::spooled_tempfile_in(IN_MEMORY, folder.parent()));
        let failed = |reason| Failure::from(folder.failed("trips", reason));
        Ok(Trips {
            csv: wait(TableForm::Csv).map(|out| TripTable::new(plan, out)).transpose().map_err(failed)?,
            #[cfg(feature = "parquet")]
            parquet: wait(TableForm::Parquet)
                .map(|out| output::parquet::TripColumns::new(plan, out))
                .transpose()
                .map_err(failed)?,
            written: Ok(()),
        })
    }

    /// Writes the trips of one replication, unless some could not be written before.
    pub(super) fn write(&mut self, replication: u64, trips: &[Trip]) {
        if self.written.is_ok() {
            self.written = self.try_write(replication, trips);
        }
    }

    fn try_write(&mut self, replication: u64, trips: &[Trip]) -> io::Result<()> {
        self.csv.as_mut().map_or(Ok(()), |table| table.write(replication, trips))?;
        #[cfg(feature = "parquet")]
        self.parquet.as_mut().map_or(Ok(()), |table| table.write(replication, trips))?;
        Ok(())
    }

    /// Puts the table into the folder.
    pub(super) fn finish(self, folder: &mut Folder) -> Result<(), Failure> {
        self.written.map_err(|reason| folder.failed("trips", reason))?;
        if let Some(table) = self.csv {
            move_in(folder, TableForm::Csv, table.finish())?;
        }
        #[cfg(feature = "parquet")]
        if let Some(table) = self.parquet {
            move_in(folder, TableForm::Parquet, table.finish())?;
        }
        Ok(())
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

/// Writes the tables that are told at the end.
pub(super) fn write(
    plan: &Plan,
    ensemble: &Ensemble,
    forms: &[TableForm],
    folder: &mut Folder,
) -> Result<(), Failure> {
    for &form in forms {
        let mut bytes = Vec::new();
        let written = match form {
            TableForm::Csv => output::replications_table(ensemble, &mut bytes),
            #[cfg(feature = "parquet")]
            TableForm::Parquet => {
                output::parquet::write_parquet(&output::parquet::replications_columns(ensemble), &mut bytes)
            }
        };
        put(folder, &form.file("replications"), written, &mut bytes)?;
        let written = match form {
            TableForm::Csv => output::headcount_table(plan, ensemble, &mut bytes),
            #[cfg(feature = "parquet")]
            TableForm::Parquet => output::parquet::write_parquet(
                &output::parquet::headcount_columns(plan, ensemble),
                &mut bytes,
            ),
        };
        put(folder, &form.file("headcount"), written, &mut bytes)?;
    }
    Ok(())
}

/// Writes the table of a sweep's settings.
pub(super) fn write_sweep(
    settings: &[Setting],
    found: &Swept,
    forms: &[TableForm],
    folder: &mut Folder,
) -> Result<(), Failure> {
    for &form in forms {
        let mut bytes = Vec::new();
        let written = match form {
            TableForm::Csv => output::sweep_table(settings, found, &mut bytes),
            #[cfg(feature = "parquet")]
            TableForm::Parquet => {
                output::parquet::write_parquet(&output::parquet::sweep_columns(settings, found), &mut bytes)
            }
        };
        put(folder, &form.file("sweep"), written, &mut bytes)?;
    }
    Ok(())
}

fn put(folder: &mut Folder, name: &str, written: io::Result<()>, bytes: &mut Vec<u8>) -> Result<(), Failure> {
    written.map_err(|reason| folder.failed(name, reason))?;
    Ok(folder.write(name, &std::mem::take(bytes))?)
}
