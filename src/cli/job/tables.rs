//! Writes tables in the forms that are asked for.

use std::io;

use super::several::{Job, Made, write_table};
use crate::cli::args::TableForm;
use crate::cli::failure::Failure;
use crate::output::{Folder, Table};

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
pub(in crate::cli) fn fill<R>(table: Table<'_, R>, form: TableForm, out: &mut Vec<u8>) -> io::Result<()> {
    match form {
        TableForm::Csv => table.csv(out),
        TableForm::Jsonl => table.jsonl(out),
        #[cfg(feature = "parquet")]
        TableForm::Parquet => table.parquet(out),
    }
}
