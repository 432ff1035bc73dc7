//! The tables of runs, sweeps and comparisons, in the forms that are asked for.

use std::io::{self, Seek};

use tempfile::SpooledTempFile;

use super::several::write_table;
use crate::cli::args::TableForm;
use crate::cli::failure::Failure;
#[cfg(feature = "parquet")]
use crate::output::parquet;
use crate::output::{self, Folder, TripTable};
use crate::plan::Plan;
use crate::record::{MetricName, Trip};
use crate::stats::NestedVariance;
use crate::study::{Comparison, Ensemble, Indices, Paired, Setting, Swept};

/// Bytes of trips that are kept in memory; beyond, they wait in a file without a name, of which nothing is
/// left if the program is killed.
const IN_MEMORY: usize = 16 << 20;

/// The table of trips, written as they come.
pub(in crate::cli) struct Trips<'p> {
    csv: Option<TripTable<'p, SpooledTempFile>>,
    #[cfg(feature = "parquet")]
    parquet: Option<parquet::TripColumns<'p, SpooledTempFile>>,
    written: io::Result<()>,
}

impl<'p> Trips<'p> {
    pub(in crate::cli) fn begin(
        plan: &'p Plan,
        forms: &[TableForm],
        folder: &Folder,
    ) -> Result<Trips<'p>, Failure> {
        let wait = |form| {
            forms.contains(&form).then(|| tempfile::spooled_tempfile_in(IN_MEMORY, folder.waiting_room()))
        };
        let failed = |reason| Failure::from(folder.failed("trips", reason));
        Ok(Trips {
            csv: wait(TableForm::Csv).map(|out| TripTable::new(plan, out)).transpose().map_err(failed)?,
            #[cfg(feature = "parquet")]
            parquet: wait(TableForm::Parquet)
                .map(|out| parquet::TripColumns::new(plan, out))
                .transpose()
                .map_err(failed)?,
            written: Ok(()),
        })
    }

    /// Writes the trips of one replication, unless some could not be written before.
    pub(in crate::cli) fn write(&mut self, replication: u64, trips: &[Trip]) {
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
    pub(in crate::cli) fn finish(self, folder: &mut Folder) -> Result<(), Failure> {
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
pub(in crate::cli) fn write(
    plan: &Plan,
    ensemble: &Ensemble,
    forms: &[TableForm],
    folder: &mut Folder,
) -> Result<(), Failure> {
    each("replications", forms, folder, |form, out| match form {
        TableForm::Csv => output::replications_table(ensemble, out),
        #[cfg(feature = "parquet")]
        TableForm::Parquet => parquet::write_parquet(&parquet::replications_columns(ensemble), out),
    })?;
    each("headcount", forms, folder, |form, out| match form {
        TableForm::Csv => output::headcount_table(plan, ensemble, out),
        #[cfg(feature = "parquet")]
        TableForm::Parquet => parquet::write_parquet(&parquet::headcount_columns(plan, ensemble), out),
    })
}

/// Writes the table of a sweep's settings.
pub(in crate::cli) fn write_sweep(
    settings: &[Setting],
    found: &Swept,
    forms: &[TableForm],
    folder: &mut Folder,
) -> Result<(), Failure> {
    each("sweep", forms, folder, |form, out| match form {
        TableForm::Csv => output::sweep_table(settings, found, out),
        #[cfg(feature = "parquet")]
        TableForm::Parquet => parquet::write_parquet(&parquet::sweep_columns(settings, found), out),
    })
}

/// Writes what each value changes alone.
pub(in crate::cli) fn write_tornado(
    found: &[(Setting, Vec<Paired>)],
    forms: &[TableForm],
    folder: &mut Folder,
) -> Result<(), Failure> {
    each("tornado", forms, folder, |form, out| match form {
        TableForm::Csv => output::tornado_table(found, out),
        #[cfg(feature = "parquet")]
        TableForm::Parquet => parquet::write_parquet(&parquet::tornado_columns(found), out),
    })
}

/// Writes which share of the variance each value is behind.
pub(in crate::cli) fn write_indices(
    found: &[(MetricName, Indices)],
    replications: u64,
    forms: &[TableForm],
    folder: &mut Folder,
) -> Result<(), Failure> {
    each("indices", forms, folder, |form, out| match form {
        TableForm::Csv => output::indices_table(found, replications, out),
        #[cfg(feature = "parquet")]
        TableForm::Parquet => parquet::write_parquet(&parquet::indices_columns(found, replications), out),
    })
}

/// Writes how much of the spread is due to what nobody knows.
pub(in crate::cli) fn write_uncertainty(
    found: &[(MetricName, NestedVariance)],
    forms: &[TableForm],
    folder: &mut Folder,
) -> Result<(), Failure> {
    each("uncertainty", forms, folder, |form, out| match form {
        TableForm::Csv => output::uncertainty_table(found, out),
        #[cfg(feature = "parquet")]
        TableForm::Parquet => parquet::write_parquet(&parquet::uncertainty_columns(found), out),
    })
}

/// Writes the tables of a comparison.
pub(in crate::cli) fn write_comparison(
    plan: &Plan,
    names: &[String],
    found: &Comparison,
    forms: &[TableForm],
    folder: &mut Folder,
) -> Result<(), Failure> {
    each("compare", forms, folder, |form, out| match form {
        TableForm::Csv => output::comparison_table(names, found, out),
        #[cfg(feature = "parquet")]
        TableForm::Parquet => parquet::write_parquet(&parquet::comparison_columns(names, found), out),
    })?;
    each("difference", forms, folder, |form, out| match form {
        TableForm::Csv => output::difference_table(plan, names, found, out),
        #[cfg(feature = "parquet")]
        TableForm::Parquet => parquet::write_parquet(&parquet::difference_columns(plan, names, found), out),
    })
}

/// Writes a table in each form that is asked for.
fn each(
    table: &str,
    forms: &[TableForm],
    folder: &mut Folder,
    fill: impl Fn(TableForm, &mut Vec<u8>) -> io::Result<()>,
) -> Result<(), Failure> {
    forms.iter().try_for_each(|&form| write_table(folder, &form.file(table), |out| fill(form, out)))
}
