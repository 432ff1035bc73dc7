//! Recorders of the user's own, one for each replication.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::RunOptions;
use super::block::{Block, Worker};
use crate::plan::Plan;
use crate::record::Recorder;

/// Makes workers, which may have recorders of the user's own.
pub(super) trait Workshop: Sync {
    /// A worker for a setting.
    fn worker<'p>(&'p self, setting: usize, plan: &'p Plan, options: &RunOptions) -> Box<dyn Work + 'p>;
}

/// Makes blocks of one plan, one after the other.
pub(super) trait Work: Send {
    /// Runs a block; none if `stop` says so before it is complete.
    fn run(&mut self, first: u64, length: u64, stop: &dyn Fn() -> bool) -> Option<Block>;
}

/// No recorders but noria's own.
impl Workshop for () {
    fn worker<'p>(&'p self, _setting: usize, plan: &'p Plan, options: &RunOptions) -> Box<dyn Work + 'p> {
        Box::new(Worker::<()>::new(plan, options, None))
    }
}

/// The user's recorders: how one is made, and those of replications that are over, by setting and replication.
pub(super) struct OwnRecorders<'a, R> {
    make: Box<dyn Fn() -> R + Sync + 'a>,
    done: Mutex<BTreeMap<(usize, u64), R>>,
}

/// Where a worker gets its recorders from, and leaves them.
pub(super) struct Own<'p, R> {
    recorders: &'p OwnRecorders<'p, R>,
    setting: usize,
}

impl<R> Own<'_, R> {
    /// A new one, for a replication that begins.
    pub(super) fn make(&self) -> R {
        (self.recorders.make)()
    }

    /// Takes the one of a replication that is over.
    pub(super) fn take(&self, replication: u64, recorder: R) {
        let mut done = self.recorders.done.lock().unwrap_or_else(PoisonError::into_inner);
        done.insert((self.setting, replication), recorder);
    }
}

impl<'a, R> OwnRecorders<'a, R> {
    pub(super) fn new(make: Box<dyn Fn() -> R + Sync + 'a>) -> Self {
        OwnRecorders { make, done: Mutex::default() }
    }

    /// The recorders of each setting, in the order of replications, as many as are part of what was found.
    pub(super) fn of(self, counts: &[(usize, u64)]) -> Vec<Vec<R>> {
        let done = self.done.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut all: BTreeMap<usize, Vec<R>> = BTreeMap::new();
        for ((setting, _), recorder) in done {
            all.entry(setting).or_default().push(recorder);
        }
        let of = |&(setting, count): &(usize, u64)| {
            let mut recorders = all.remove(&setting).unwrap_or_default();
            recorders.truncate(count as usize);
            recorders
        };
        counts.iter().map(of).collect()
    }
}

impl<R: Recorder + Send> Workshop for OwnRecorders<'_, R> {
    fn worker<'p>(&'p self, setting: usize, plan: &'p Plan, options: &RunOptions) -> Box<dyn Work + 'p> {
        Box::new(Worker::new(plan, options, Some(Own { recorders: self, setting })))
    }
}
