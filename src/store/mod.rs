//! Finished blocks, kept on disk: work that was killed goes on, and machines share work.
//!
//! A block's results depend on its setting's [`Key`] and on which replications it has, and on nothing
//! else. A [`Store`] is a folder of logs; each process adds to a log of its own and reads everybody's,
//! so that no process waits for another and a killed one leaves at most one record cut short, which
//! its checksum shows. There is nothing to migrate, to wait for or to repair, and a log is also what a
//! shard hands to whoever merges it: that is why this is no database. Each process marks the logs that it
//! uses, its own and others', so that nobody removes them while it lives.
//!
//! What is written reaches the disk when the operating system sees fit: nothing is lost when the process is
//! killed; when the machine is, what had not been written is made again.

mod codec;
mod log;
mod shard;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use crate::engine::RESULTS_VERSION;
use crate::study::{Block, Keep, RunOptions, Task};
use log::{Address, Log, Spot};

pub use log::Key;
pub use shard::{BLOCKS_FILE, LAYOUT, Shard, ShardError, Shards};

impl Key {
    /// The key of a setting: its scenario's hash, the seed, this version of noria, and what of the study's
    /// settings shapes a block.
    #[must_use]
    pub fn of(scenario_hash: &str, seed: u64, settings: &RunOptions) -> Key {
        let RunOptions { audit, trips, no_headcounts, .. } = settings;
        let version = (env!("CARGO_PKG_VERSION"), RESULTS_VERSION);
        let all = format!("{version:?} {scenario_hash} {seed} {audit} {trips:?} {no_headcounts}");
        let mut key = [0; 16];
        key.copy_from_slice(&Sha256::digest(all)[..16]);
        Key(key)
    }
}

/// Why blocks cannot be kept.
#[derive(Debug, thiserror::Error)]
#[error("{what} `{path}` failed: {reason}\n  = help: {help}")]
pub struct StoreError {
    what: &'static str,
    path: PathBuf,
    reason: io::Error,
    help: &'static str,
}

impl StoreError {
    fn new(what: &'static str, path: &Path, reason: io::Error) -> StoreError {
        let help = match reason.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                "free some space; what was kept is still there, and the same command goes on from it"
            }
            io::ErrorKind::FileTooLarge => {
                "files may not be this large here: `ulimit -f` shows the limit; the same command goes on \
                 from what was kept"
            }
            io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
                "move that file away, or choose another folder"
            }
            _ => "choose a folder that you may write to",
        };
        StoreError { what, path: path.to_owned(), reason, help }
    }

    /// The blocks in a folder were taken away while they were needed.
    #[must_use]
    pub fn lost(folder: &Path) -> StoreError {
        StoreError {
            what: "keeping blocks in",
            path: folder.to_owned(),
            reason: io::Error::other("they were removed while noria worked"),
            help: "find out what removed them; the same command makes them again",
        }
    }
}

/// Why blocks cannot be handed over.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// Some are not there any more.
    #[error("blocks are not there any more")]
    Lost,
    /// They cannot be written.
    #[error(transparent)]
    Write(#[from] io::Error),
}

/// What a disk must have room for before work begins.
const PROBE: usize = 64 << 10;

/// How logs' names end.
const ENDING: &str = "blocks";

/// A folder of finished blocks.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    keys: Vec<Key>,
    known: BTreeMap<Address, (usize, Spot)>,
    logs: Vec<Mutex<Log>>,
    paths: Vec<PathBuf>,
    own: Mutex<Own>,
    begun: Instant,
    patience: Duration,
}

/// The log of this process, made when there is something to keep.
#[derive(Debug, Default)]
struct Own {
    log: Option<(Log, PathBuf)>,
    known: BTreeMap<Address, Spot>,
    failure: Option<StoreError>,
}

impl Store {
    /// Opens the store in a folder, which need not exist, for settings with these keys.
    ///
    /// Nothing is kept in the first moments, as long as `patience` says, unless there are blocks already:
    /// a study that is done by then leaves no trace.
    ///
    /// # Errors
    /// If there is something that cannot be read.
    pub fn open(folder: &Path, keys: Vec<Key>, patience: Duration) -> Result<Store, StoreError> {
        let mut paths = Vec::new();
        if folder.exists() {
            let failed = |reason| StoreError::new("reading the folder", folder, reason);
            for entry in fs::read_dir(folder).map_err(failed)? {
                paths.push(entry.map_err(failed)?.path());
            }
        }
        // Whatever is no file, such as a pipe, is somebody else's.
        paths.retain(|path| path.extension().is_some_and(|ending| ending == ENDING) && path.is_file());
        paths.sort();
        let mut store = Store::of_logs(paths, keys, |_, _| Ok::<(), StoreError>(()))?;
        store.folder = folder.to_owned();
        store.patience = if store.known.is_empty() { patience } else { Duration::ZERO };
        Ok(store)
    }

    /// A store of these logs, which keeps nothing more as long as it has no folder. `judge` is told how
    /// each ends.
    fn of_logs<E: From<StoreError>>(
        paths: Vec<PathBuf>,
        keys: Vec<Key>,
        judge: impl Fn(&Path, log::End) -> Result<(), E>,
    ) -> Result<Store, E> {
        let mut ours = keys.clone();
        ours.sort_unstable();
        let (mut known, mut logs) = (BTreeMap::new(), Vec::new());
        for path in &paths {
            let number = logs.len();
            let found = |address: Address, spot| {
                if ours.binary_search(&address.key).is_ok() {
                    known.insert(address, (number, spot));
                }
            };
            let (log, end) = match Log::open(path, found) {
                // Whoever had it was done with it meanwhile; a shard's is not done with.
                Err(reason) if reason.kind() == io::ErrorKind::NotFound && is_kept(path) => continue,
                opened => opened.map_err(|reason| StoreError::new("reading", path, reason))?,
            };
            judge(path, end)?;
            logs.push(Mutex::new(log));
        }
        let (own, begun) = (Mutex::default(), Instant::now());
        Ok(Store { folder: PathBuf::new(), keys, known, logs, paths, own, begun, patience: Duration::MAX })
    }

    /// Forgets the blocks that it had when it was opened.
    pub fn forget(&mut self) {
        self.known.clear();
    }

    /// How many replications of these settings it had when it was opened.
    #[must_use]
    pub fn replications(&self) -> u64 {
        self.known.keys().map(|address| address.length).sum()
    }

    /// Whether it had a task's block when it was opened.
    #[must_use]
    pub fn has(&self, task: Task) -> bool {
        self.known.contains_key(&self.address(task))
    }

    /// Why the last blocks could not be kept, if they could not; or why they will not be found again.
    #[must_use]
    pub fn failure(&self) -> Option<StoreError> {
        let mut own = self.own();
        let is_lost = own.log.as_ref().is_some_and(|(_, path)| fs::symlink_metadata(path).is_err());
        own.failure.take().or_else(|| is_lost.then(|| StoreError::lost(&self.folder)))
    }

    /// Whether blocks can be kept at all: better known before the work than after it.
    ///
    /// # Errors
    /// If the folder cannot be made or written to.
    pub fn probe(&self) -> Result<(), StoreError> {
        let failed = |reason| StoreError::new("writing to the folder", &self.folder, reason);
        let is_new = !self.folder.exists();
        fs::create_dir_all(&self.folder).map_err(failed)?;
        let probed = tempfile::tempfile_in(&self.folder).and_then(|mut probe| probe.write_all(&[0; PROBE]));
        if probed.is_err() && is_new {
            drop(fs::remove_dir(&self.folder));
        }
        probed.map_err(failed)
    }

    fn own(&self) -> MutexGuard<'_, Own> {
        self.own.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where it is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Removes the logs that were read and the own one, as far as no other process uses them, and the folder if
    /// nothing else is in it.
    ///
    /// What cannot be removed is in the way and does no harm.
    pub fn discard(self) {
        let own = self.own.into_inner().unwrap_or_else(PoisonError::into_inner);
        drop((self.logs, own.known));
        let own = own.log.map(|(_, path)| path);
        self.paths.iter().for_each(|path| log::remove(path, false));
        own.iter().for_each(|path| log::remove(path, true));
        drop(fs::remove_dir(&self.folder));
    }

    /// Ends without removing any block; a folder in which there is none goes.
    pub fn leave(self) {
        drop(fs::remove_dir(&self.folder));
    }

    /// Writes one log of the blocks of these tasks, in their order.
    ///
    /// # Errors
    /// If a block is not there, or cannot be read or written.
    pub fn export(&self, tasks: impl Iterator<Item = Task>, out: &mut impl Write) -> Result<(), ExportError> {
        out.write_all(log::HEAD)?;
        for task in tasks {
            // Logs stay open: what was there at the beginning can be read even when its file is gone.
            let block = match self.own_bytes(task) {
                Some(block) => Some(block),
                None => self.bytes(task).map_err(|_| ExportError::Lost)?,
            };
            out.write_all(&log::record(self.address(task), &block.ok_or(ExportError::Lost)?))?;
        }
        Ok(out.flush()?)
    }

    /// A block that this process kept.
    fn own_bytes(&self, task: Task) -> Option<Vec<u8>> {
        let mut own = self.own();
        let spot = *own.known.get(&self.address(task))?;
        own.log.as_mut()?.0.block(spot).ok()
    }

    fn address(&self, task: Task) -> Address {
        Address { key: self.keys[task.setting], first: task.first, length: task.length }
    }

    fn bytes(&self, task: Task) -> io::Result<Option<Vec<u8>>> {
        let Some(&(number, spot)) = self.known.get(&self.address(task)) else { return Ok(None) };
        let mut log = self.logs[number].lock().unwrap_or_else(PoisonError::into_inner);
        log.block(spot).map(Some)
    }
}

impl Own {
    fn add(&mut self, folder: &Path, address: Address, block: &[u8]) -> Result<(), StoreError> {
        if self.log.is_none() {
            self.log = Some(begin(folder)?);
        }
        let Some((log, path)) = &mut self.log else { return Ok(()) };
        let spot = log.add(address, block).map_err(|reason| StoreError::new("writing", path, reason))?;
        self.known.insert(address, spot);
        Ok(())
    }
}

/// Begins a log under a name that nobody else has.
fn begin(folder: &Path) -> Result<(Log, PathBuf), StoreError> {
    let failed = |reason| StoreError::new("writing to the folder", folder, reason);
    fs::create_dir_all(folder).map_err(failed)?;
    let ending = format!(".{ENDING}");
    let mut named = tempfile::Builder::new();
    named.prefix("").rand_bytes(log::RANDOM).suffix(&ending);
    #[cfg(unix)]
    let readable: fs::Permissions = std::os::unix::fs::PermissionsExt::from_mode(0o666);
    #[cfg(unix)]
    named.permissions(readable);
    let named = named.tempfile_in(folder).map_err(failed)?;
    let (file, path) = named.keep().map_err(|error| failed(error.error))?;
    Ok((Log::begin(file).map_err(failed)?, path))
}

/// Whether a log is one of a folder of kept blocks, where logs come and go.
fn is_kept(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == ENDING)
}

impl Keep for Store {
    fn known(&self, task: Task, most_counts: u64) -> Option<Block> {
        // A block that cannot be read any more is made again.
        codec::decode(&self.bytes(task).ok()??, most_counts)
    }

    fn keep(&self, task: Task, block: &Block) {
        if self.begun.elapsed() < self.patience {
            return;
        }
        let block = codec::encode(block);
        let mut own = self.own();
        if own.failure.is_none() {
            // The study goes on without keeping more; whoever began it asks for the failure.
            own.failure = own.add(&self.folder, self.address(task), &block).err();
        }
    }
}
