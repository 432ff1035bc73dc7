//! Finished blocks, kept while a command works: the same command goes on from them if it was killed.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::cli::failure::{Failure, say};
use crate::store::{Key, Store};
use crate::study::Part;

/// What is done with blocks of results that are finished.
#[derive(Clone, Debug, Default, clap::Args)]
pub(in crate::cli) struct KeepArgs {
    /// Run everything again, and do not use what an earlier run left unfinished
    #[arg(long)]
    pub fresh: bool,

    /// Keep finished blocks of results in this folder for good, and use those that are there
    #[arg(long, value_name = "DIR")]
    pub store: Option<PathBuf>,
}

/// What is done with finished blocks, and which part of the work is done at all.
#[derive(Clone, Debug, Default, clap::Args)]
pub(in crate::cli) struct PartArgs {
    #[command(flatten)]
    pub keep: KeepArgs,

    /// Make only part K of N of the work, as in 3/8; `noria merge` joins them
    #[arg(long, value_name = "K/N", conflicts_with = "precision")]
    pub shard: Option<Part>,
}

/// Work that is done by then leaves no trace: to make it again costs less than to keep it.
const PATIENCE: Duration = Duration::from_secs(1);

/// An open store of blocks.
#[derive(Debug)]
pub(in crate::cli) struct Kept {
    store: Store,
    stays: bool,
}

impl Kept {
    /// Opens the store of a command that writes to `target`.
    pub(in crate::cli) fn open(
        args: &KeepArgs,
        target: &Path,
        keys: Vec<Key>,
        quiet: bool,
    ) -> Result<Kept, Failure> {
        let patience = if args.store.is_some() { Duration::ZERO } else { PATIENCE };
        Kept::after(patience, args, target, keys, quiet)
    }

    /// The same for a part, whose blocks are all kept: they are its result.
    pub(super) fn open_for_part(
        args: &KeepArgs,
        target: &Path,
        keys: Vec<Key>,
        quiet: bool,
    ) -> Result<Kept, Failure> {
        Kept::after(Duration::ZERO, args, target, keys, quiet)
    }

    fn after(
        patience: Duration,
        args: &KeepArgs,
        target: &Path,
        keys: Vec<Key>,
        quiet: bool,
    ) -> Result<Kept, Failure> {
        let folder = args.store.clone().unwrap_or_else(|| beside(target));
        if args.fresh && args.store.is_none() {
            Store::open(&folder, Vec::new(), patience)?.discard();
        }
        let mut store = Store::open(&folder, keys, patience)?;
        if args.fresh {
            store.forget();
        }
        if patience.is_zero() {
            store.probe()?;
        }
        let known = store.replications();
        if known > 0 && !quiet {
            say(&format!(
                "going on: {known} replications are in {} (--fresh runs everything again)",
                folder.display()
            ));
        }
        Ok(Kept { store, stays: args.store.is_some() })
    }

    pub(in crate::cli) fn store(&self) -> &Store {
        &self.store
    }

    /// Ends the command: its blocks go when they are of no more use.
    pub(in crate::cli) fn close(self, outcome: Result<(), Failure>) -> Result<(), Failure> {
        let failure = self.store.failure();
        if let Some(failure) = &failure {
            say(&format!("warning: finished blocks are no longer kept, since {failure}"));
        }
        let done = matches!(outcome, Ok(()) | Err(Failure::BrokenPipe | Failure::Unreachable(_)));
        match (done, self.stays) {
            (true, false) => self.store.discard(),
            (false, false) => self.store.leave(),
            (_, true) => {}
        }
        match (outcome, failure) {
            (Err(Failure::Paused), Some(_)) => Err(Failure::Lost),
            (outcome, _) => outcome,
        }
    }
}

/// The folder for blocks beside an output folder: `out/night.partial`.
fn beside(target: &Path) -> PathBuf {
    let mut name = target.file_name().unwrap_or("noria".as_ref()).to_owned();
    name.push(".partial");
    target.with_file_name(name)
}
