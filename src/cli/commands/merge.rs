//! `noria merge`: the parts of a study, joined into what one machine would have written.

use std::path::{Path, PathBuf};

use super::run;
use super::sweep;
use crate::cli::args::MergeArgs;
use crate::cli::failure::{Failure, say};
use crate::cli::job::shard::{Study, Work};
use crate::store::{Shard, ShardError, Shards};

pub(in crate::cli) fn merge(args: &MergeArgs) -> Result<(), Failure> {
    let (partial, folders): (Vec<PathBuf>, Vec<PathBuf>) =
        args.shards.iter().cloned().partition(|folder| is_passed_over(folder, &args.shards));
    for folder in partial.iter().filter(|_| !args.quiet) {
        let whole = without_partial(folder).unwrap_or_default();
        say(&format!(
            "ignoring {}: it holds blocks of an unfinished run of {}, which is complete",
            folder.display(),
            whole.display()
        ));
    }
    let shards = Shards::read(&folders)?;
    let study: Study = serde_json::from_value(shards.study().clone())
        .map_err(|_| ShardError::None { path: args.shards[0].clone() })?;
    let scenario = study.scenario.scenario()?;
    match study.work {
        Work::Run(mut run) => {
            (run.out, run.jobs) = (args.out.clone(), args.jobs);
            (run.format, run.quiet) = (args.format, args.quiet);
            run::merge(&run, &scenario, &shards)
        }
        Work::Sweep(mut sweep) => {
            (sweep.study.out, sweep.study.jobs) = (args.out.clone(), args.jobs);
            (sweep.study.format, sweep.study.quiet) = (args.format, args.quiet);
            sweep::merge(&sweep, scenario, &shards)
        }
    }
}

/// Whether a folder, as a pattern like `part-*` names it too, holds blocks of a part that is given and complete.
fn is_passed_over(folder: &Path, all: &[PathBuf]) -> bool {
    let whole = without_partial(folder).filter(|whole| {
        all.iter().any(|other| other.components().eq(whole.components())) && Shard::at(whole).is_some()
    });
    whole.is_some() && Shard::at(folder).is_none()
}

/// `part-1` of `part-1.partial`.
fn without_partial(folder: &Path) -> Option<PathBuf> {
    let name = folder.file_name()?;
    let whole = folder.with_extension("");
    (folder.extension()? == "partial" && whole.file_name()? != name).then_some(whole)
}
