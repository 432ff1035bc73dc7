//! Many replications of one plan, and what they say together.
//!
//! Replications run in blocks of a fixed size on any number of threads; blocks are combined in order,
//! so that the number of threads never changes a result. This is the only room that knows threads;
//! it knows no formats and no terminal.

mod bands;
mod block;
mod bounds;
mod precision;
mod summary;

use std::num::NonZeroUsize;
use std::sync::Mutex;

use rayon::prelude::*;
use xxhash_rust::xxh64::Xxh64;

pub use bands::{Band, Bands};
pub use bounds::{Bounds, Round, Server};
pub use precision::{PRECISION_CAP, Precision};
pub use summary::{MetricSummary, QUANTILES};

use crate::engine::Stall;
use crate::observe::{MetricName, Subject, Trip, metric_names, rendered_series};
use crate::plan::Plan;
use block::{BLOCK, Block, Worker};
use precision::Judge;

/// Which replications' trips are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trips {
    /// None.
    #[default]
    None,
    /// Those of replication 0.
    First,
    /// All.
    All,
}

/// How a study is made.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// How many replications; none: as many as the plan says.
    pub replications: Option<u64>,
    /// How many threads; none: as many as there are processors. Never changes a result.
    pub jobs: Option<NonZeroUsize>,
    /// Whether an auditor checks every event of every replication.
    pub audit: bool,
    /// Which trips are handed to the [`TripSink`].
    pub trips: Trips,
    /// Go on until an interval is this narrow, or the replications are used up.
    pub precision: Option<Precision>,
    /// Leave out the headcounts.
    pub no_headcounts: bool,
}

/// Somebody who follows a study while it runs.
pub trait Watch: Sync {
    /// So many more replications are done. Called from any thread, once a block.
    fn done(&self, _replications: u64) {}

    /// Whether to stop with the blocks that are complete.
    fn stop(&self) -> bool {
        false
    }
}

/// Follows nothing.
impl Watch for () {}

/// Why a study failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StudyError {
    /// A replication stalled.
    #[error("{0}")]
    Stalled(#[from] Stall),
    /// The auditor found something that must not be.
    #[error("the audit of replication {replication} failed: {fault}")]
    Audit {
        /// The replication.
        replication: u64,
        /// What was wrong.
        fault: String,
    },
}

impl StudyError {
    /// The replication in which it happened.
    #[must_use]
    pub fn replication(&self) -> u64 {
        match self {
            StudyError::Stalled(stall) => stall.replication,
            StudyError::Audit { replication, .. } => *replication,
        }
    }
}

/// What a study found.
#[derive(Clone, Debug)]
pub struct Ensemble {
    /// How many replications there are.
    pub replications: u64,
    /// XXH64 over the replications' fingerprints, in order.
    pub fingerprint: u64,
    /// What the metrics are called.
    pub names: Vec<MetricName>,
    /// Of each metric, its value in every replication; infinite where it did not happen before the
    /// end, NaN where it has none.
    pub values: Vec<Vec<f64>>,
    /// Which headcounts there are.
    pub subjects: Vec<Subject>,
    /// The headcounts over time.
    pub bands: Bands,
    /// Whether it was stopped before all replications were done.
    pub interrupted: bool,
    /// Whether the asked precision was reached; none if none was asked.
    pub precise: Option<bool>,
}

impl Ensemble {
    /// The metrics over all replications, in order.
    #[must_use]
    pub fn summaries(&self) -> Vec<MetricSummary> {
        self.names.iter().zip(&self.values).map(|(name, values)| MetricSummary::of(name, values)).collect()
    }

    /// One metric over all replications.
    #[must_use]
    pub fn metric(&self, name: &str, group: &str) -> Option<MetricSummary> {
        let place = self.names.iter().position(|row| row.name == name && row.group == group)?;
        Some(MetricSummary::of(&self.names[place], &self.values[place]))
    }

    /// A headcount over time: of a group (or `all`), at all sites, in a state (`waiting`, `aboard`,
    /// `arrived`, `out`).
    #[must_use]
    pub fn headcount(&self, plan: &Plan, group: &str, state: &str) -> Option<&[Band]> {
        let named = |subject: &&Subject| {
            let id = subject.group.map_or("all", |group| &plan.groups[group].id);
            subject.site.is_none() && subject.state == state && id == group
        };
        self.subjects.iter().find(named).map(|subject| self.bands.of(subject.series))
    }
}

/// Receives the trips of a replication, in the order of the replications.
pub type TripSink<'a> = &'a mut dyn FnMut(u64, &[Trip]);

/// Makes a study of a plan.
///
/// # Errors
/// [`StudyError`] for the first replication that stalled or failed its audit.
pub fn replicate(
    plan: &Plan,
    settings: &Settings,
    watch: &dyn Watch,
    sink: TripSink<'_>,
) -> Result<Ensemble, StudyError> {
    match settings.jobs {
        None => gather(plan, settings, watch, sink),
        Some(jobs) => {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs.get()).build();
            // Where no threads can be made the global pool, which exists or is this thread, does the work.
            match pool {
                Ok(pool) => in_pool(&pool, plan, settings, watch, sink),
                Err(_) => gather(plan, settings, watch, sink),
            }
        }
    }
}

/// Runs the waves of blocks in a pool of their own; what is combined stays on this thread.
fn in_pool(
    pool: &rayon::ThreadPool,
    plan: &Plan,
    settings: &Settings,
    watch: &dyn Watch,
    sink: TripSink<'_>,
) -> Result<Ensemble, StudyError> {
    let mut study = Study::new(plan, settings);
    while let Some(wave) = study.next_wave(pool.current_num_threads()) {
        let blocks = pool.install(|| study.run(wave, watch));
        study.combine(blocks, watch, sink)?;
    }
    Ok(pool.install(|| study.finish()))
}

fn gather(
    plan: &Plan,
    settings: &Settings,
    watch: &dyn Watch,
    sink: TripSink<'_>,
) -> Result<Ensemble, StudyError> {
    let mut study = Study::new(plan, settings);
    while let Some(wave) = study.next_wave(rayon::current_num_threads()) {
        let blocks = study.run(wave, watch);
        study.combine(blocks, watch, sink)?;
    }
    Ok(study.finish())
}

/// Blocks a thread runs between two rounds of combining: enough to keep all threads busy, few enough
/// that memory stays small.
const BLOCKS_A_THREAD: u64 = 4;

/// A study under way.
struct Study<'p> {
    plan: &'p Plan,
    settings: &'p Settings,
    replications: u64,
    begun: u64,
    done: u64,
    workers: Mutex<Vec<Worker<'p>>>,
    fingerprint: Xxh64,
    names: Vec<MetricName>,
    values: Vec<Vec<f64>>,
    bands: Bands,
    judge: Option<Judge>,
    stopped: bool,
}

impl<'p> Study<'p> {
    fn new(plan: &'p Plan, settings: &'p Settings) -> Study<'p> {
        let names = metric_names(plan);
        let judge = settings.precision.as_ref().map(|precision| Judge::new(precision, &names));
        let unless_told = if judge.is_some() { PRECISION_CAP } else { plan.replications };
        Study {
            plan,
            settings,
            replications: settings.replications.unwrap_or(unless_told),
            begun: 0,
            done: 0,
            workers: Mutex::new(Vec::new()),
            fingerprint: Xxh64::new(0),
            values: vec![Vec::new(); names.len()],
            names,
            bands: Bands::new(plan),
            judge,
            stopped: false,
        }
    }

    fn is_over(&self) -> bool {
        self.stopped || self.judge.as_ref().is_some_and(Judge::is_satisfied)
    }

    /// The next blocks to run: their first replications and lengths.
    fn next_wave(&mut self, threads: usize) -> Option<Vec<(u64, u64)>> {
        if self.is_over() || self.begun >= self.replications {
            return None;
        }
        let most = BLOCKS_A_THREAD * threads as u64;
        let mut wave = Vec::new();
        while self.begun < self.replications && (wave.len() as u64) < most {
            let length = BLOCK.min(self.replications - self.begun);
            wave.push((self.begun, length));
            self.begun += length;
        }
        Some(wave)
    }

    fn run(&self, wave: Vec<(u64, u64)>, watch: &dyn Watch) -> Vec<Option<Block>> {
        let run = |(first, length): (u64, u64)| {
            if watch.stop() {
                return None;
            }
            let idle = self.workers.lock().ok().and_then(|mut workers| workers.pop());
            let mut worker = idle.unwrap_or_else(|| Worker::new(self.plan, self.settings));
            let block = worker.run(first, length, &|| watch.stop());
            if let Ok(mut workers) = self.workers.lock() {
                workers.push(worker);
            }
            if let Some(block) = &block {
                watch.done(block.len());
            }
            block
        };
        // One replication at a time may be all there is: then nothing is gained by another thread.
        wave.into_par_iter().with_max_len(1).map(run).collect()
    }

    /// Takes in blocks in their order, up to the first that is missing or that makes the study precise.
    fn combine(
        &mut self,
        blocks: Vec<Option<Block>>,
        watch: &dyn Watch,
        sink: TripSink<'_>,
    ) -> Result<(), StudyError> {
        for block in blocks {
            let Some(mut block) = block.filter(|_| !self.is_over()) else {
                self.stopped |= watch.stop();
                return Ok(());
            };
            if let Some(failure) = block.failure.take() {
                return Err(failure);
            }
            self.take_in(block, sink);
        }
        Ok(())
    }

    fn take_in(&mut self, block: Block, sink: TripSink<'_>) {
        self.done += block.len();
        for fingerprint in &block.fingerprints {
            self.fingerprint.update(&fingerprint.to_le_bytes());
        }
        for row in block.metrics.chunks_exact(self.names.len()) {
            for (column, &value) in self.values.iter_mut().zip(row) {
                column.push(value);
            }
        }
        for (replication, trips) in &block.trips {
            sink(*replication, trips);
        }
        block.counts.into_iter().for_each(|counts| self.bands.add(counts));
        if let Some(judge) = &mut self.judge {
            judge.look(&self.values, self.done);
        }
    }

    fn finish(mut self) -> Ensemble {
        self.bands.finish();
        Ensemble {
            replications: self.done,
            fingerprint: self.fingerprint.digest(),
            names: self.names,
            values: self.values,
            subjects: rendered_series(self.plan),
            bands: self.bands,
            interrupted: self.stopped && self.done < self.replications,
            precise: self.judge.map(|judge| judge.is_satisfied()),
        }
    }
}
