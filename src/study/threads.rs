//! The threads that do the work: those asked for, as far as they help and the system gives them.

use std::num::NonZeroUsize;
#[cfg(feature = "cli")]
use std::sync::Mutex;

use super::RunOptions;
use super::block::BLOCK;

/// How many threads work on studies with so many replications each: those asked for, or those that are there,
/// but no more than there are blocks. To be asked outside of any pool.
#[must_use]
pub fn threads_used(jobs: Option<NonZeroUsize>, replications: impl IntoIterator<Item = u64>) -> usize {
    let blocks: u64 = replications.into_iter().map(|replications| replications.div_ceil(BLOCK)).sum();
    let threads = jobs.map_or_else(rayon::current_num_threads, that_help);
    threads.min(usize::try_from(blocks).unwrap_or(usize::MAX)).max(1)
}

/// More threads than this are of use only where there are as many processors.
const FEW_THREADS: usize = 16;

/// How many of the threads that are asked for are of use: each takes memory, and those beyond the processors only
/// wait for each other.
fn that_help(jobs: NonZeroUsize) -> usize {
    let processors = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    jobs.get().min(processors.max(FEW_THREADS))
}

/// Makes the threads of a program: no more than are of use, whatever `RAYON_NUM_THREADS` says, and fewer where the
/// system gives no more; in the end this one alone. To be called before anything else is done with threads.
#[cfg(feature = "cli")]
pub(crate) fn make_threads() {
    let told = |name| std::env::var(name).ok()?.parse().ok();
    let told = ["RAYON_NUM_THREADS", "RAYON_RS_NUM_CPUS"].into_iter().find_map(told);
    let processors = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads);
    // Where the pool cannot be made it is there already.
    let _ = match given(that_help(told.unwrap_or(processors))) {
        0 => pool(1).use_current_thread().build_global(),
        threads => pool(threads).build_global(),
    };
}

/// How many threads at once the system gives, up to so many. They are made and let go: a pool for all that once could
/// not be made is never made.
#[cfg(feature = "cli")]
fn given(most: usize) -> usize {
    let gate = Mutex::new(());
    std::thread::scope(|scope| {
        let closed = gate.lock();
        let one = |_| std::thread::Builder::new().spawn_scoped(scope, || drop(gate.lock())).ok();
        let made: Vec<_> = (0..most).map_while(one).collect();
        drop(closed);
        made.into_iter().filter_map(|thread| thread.join().ok()).count()
    })
}

/// Does what is to be done besides a study on as many threads as the study has.
#[cfg(feature = "cli")]
pub(crate) fn on_threads<R: Send>(jobs: Option<NonZeroUsize>, work: impl FnOnce() -> R + Send) -> R {
    Threads::of(jobs).run(work)
}

/// The threads that do the work: those asked for, or those that are there.
pub(super) struct Threads(Option<rayon::ThreadPool>);

impl Threads {
    pub(super) fn new(settings: &RunOptions) -> Threads {
        Threads::of(settings.jobs)
    }

    pub(super) fn of(jobs: Option<NonZeroUsize>) -> Threads {
        let pool = jobs.map(|jobs| rayon::ThreadPoolBuilder::new().num_threads(that_help(jobs)).build());
        // Where no threads can be made the global pool, which exists or is this thread, does the work.
        Threads(pool.and_then(Result::ok))
    }

    pub(super) fn run<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        match &self.0 {
            Some(pool) => pool.install(work),
            None => work(),
        }
    }
}
