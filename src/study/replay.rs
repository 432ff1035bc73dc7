//! Replications made again, for those who want more of them than a study keeps.

use std::num::NonZeroUsize;
use std::ops::Range;

use rayon::prelude::*;

use super::threads::Threads;
use super::{Ended, StudyError, Watch};
use crate::engine::Engine;
use crate::plan::Plan;
use crate::record::Recorder;

/// Replications in memory for each thread, between two rounds of handing them over.
const A_THREAD: u64 = 2;

/// Makes replications again on all threads, or so many, each with a recorder. What `told` says of it when it is over goes
/// to `take`, in the order of replications; `watch` follows, and may stop it. Memory holds a few replications.
///
/// # Errors
/// For the first replication that stalls, in order.
pub fn replay<R: Recorder, T: Send>(
    (plan, replications): (&Plan, Range<u64>),
    (jobs, watch): (Option<NonZeroUsize>, &dyn Watch),
    (make, told): (impl Fn() -> R + Sync, impl Fn(&R) -> T + Sync),
    take: &mut dyn FnMut(u64, T),
) -> Result<Ended, StudyError> {
    let threads = Threads::of(jobs);
    let wave = threads.run(rayon::current_num_threads) as u64 * A_THREAD;
    let mut next = replications.start;
    while next < replications.end {
        if watch.stop() {
            return Ok(Ended::Interrupted);
        }
        let these = next..replications.end.min(next + wave);
        next = these.end;
        let run = |engine: &mut Engine<'_, R>, replication: u64| -> Result<T, StudyError> {
            engine.run(replication)?;
            watch.done(1);
            Ok(told(engine.recorder()))
        };
        let made: Vec<Result<T, StudyError>> = threads
            .run(|| these.clone().into_par_iter().map_init(|| Engine::new(plan, make()), run).collect());
        for (replication, made) in these.zip(made) {
            take(replication, made?);
        }
    }
    Ok(Ended::Complete)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::TripLog;
    use crate::scenario::Scenario;
    use crate::study::{Study, Trips};

    #[test]
    fn what_is_made_again_is_what_the_study_made_in_its_order() {
        let plan = Scenario::read("scenarios/aleppo-2016-night.toml").unwrap().plan().unwrap();
        let mut made = Vec::new();
        let mut sink = |replication, trips: &[_]| made.push((replication, trips.to_vec()));
        Study::of(&plan).replications(21).trips(Trips::All, &mut sink).run().unwrap();
        for jobs in [1, 3] {
            let mut again = Vec::new();
            let recorder = (|| TripLog::new(&plan), |log: &TripLog<'_>| log.rows().to_vec());
            replay((&plan, 4..21), (NonZeroUsize::new(jobs), &()), recorder, &mut |replication, trips| {
                again.push((replication, trips));
            })
            .unwrap();
            assert!(again == made[4..], "{jobs} threads");
        }
    }
}
