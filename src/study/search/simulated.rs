//! Trials of a search that are replications of plans.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Mutex;

use rayon::prelude::*;

use super::numbered::Numbered;
use super::{Losses, Runs, Trials};
use crate::engine::Stall;
use crate::plan::Plan;
use crate::record::metric_names;
use crate::study::block::{BLOCK, Block, Worker};
use crate::study::kept::Mark;
use crate::study::own::Work;
use crate::study::threads::Threads;
use crate::study::{ManyError, Plans, RunOptions, StudyError, Task, Unplanned, Watch};

/// Blocks into which few replications are cut: enough for many threads, and the same whatever their
/// number, so that blocks of an earlier search are known again.
const BLOCKS_A_WAVE: u64 = 16;

/// Runs replications of the plans of a study, each with a goal.
pub struct Simulated<'a> {
    plans: &'a dyn Plans,
    watch: &'a dyn Watch,
    keep: Numbered<'a>,
    settings: RunOptions,
    threads: Threads,
    /// What travel times are multiplied by.
    travel: f64,
    /// The candidate whose replications were run last.
    present: Option<Candidate<'a>>,
    /// Candidates that have stalled. Nothing more is asked of them.
    stalls: BTreeMap<usize, Stall>,
    /// Of each candidate whose goal was asked for, who was lost.
    losses: BTreeMap<usize, Losses>,
}

struct Candidate<'a> {
    number: usize,
    /// Whether nothing in its plan is random.
    certain: bool,
    plan: Cow<'a, Plan>,
    mark: Mark,
}

impl<'a> Simulated<'a> {
    /// Replications of these plans, all travel times multiplied by `travel`. Of the settings, the number
    /// of threads and the audit count.
    #[must_use]
    pub fn new(
        plans: &'a dyn Plans,
        settings: &RunOptions,
        travel: f64,
        watch: &'a dyn Watch,
    ) -> Simulated<'a> {
        let settings = RunOptions {
            jobs: settings.jobs,
            audit: settings.audit,
            no_headcounts: true,
            ..RunOptions::default()
        };
        let threads = Threads::new(&settings);
        let keep = Numbered { keep: &(), first: 0 };
        let (stalls, losses) = (BTreeMap::new(), BTreeMap::new());
        Simulated { plans, watch, keep, threads, settings, travel, present: None, stalls, losses }
    }

    /// The same, with blocks that are known or kept.
    pub(super) fn keeping(self, keep: Numbered<'a>) -> Simulated<'a> {
        Simulated { keep, ..self }
    }

    /// Runs replications of a candidate and gives one metric of each; none if the search is to stop. Of a
    /// candidate that has stalled before there is nothing but that stall.
    ///
    /// # Errors
    /// If the candidate has no plan or no such metric, or a replication failed its audit.
    pub fn values(
        &mut self,
        candidate: usize,
        metric: &str,
        replications: Range<u64>,
    ) -> Result<Option<Runs<f64>>, ManyError> {
        let place = self.needed(candidate, metric)?;
        self.rows(candidate, replications, |row| row[place])
    }

    /// Who was lost in the replications of each candidate whose goal was asked for, where people can be.
    pub(super) fn losses(&self) -> &BTreeMap<usize, Losses> {
        &self.losses
    }

    /// Where a metric stands among those of a candidate, if it has it; of everybody, where it is told of
    /// several.
    fn place(&mut self, candidate: usize, metric: &str) -> Result<Option<usize>, ManyError> {
        self.take_up(candidate)?;
        let plan = self.present.as_ref().map(|present| &present.plan);
        Ok(plan.and_then(|plan| metric_names(plan).iter().position(|name| name.name == metric)))
    }

    /// Where a metric stands that a candidate must have.
    fn needed(&mut self, candidate: usize, metric: &str) -> Result<usize, ManyError> {
        self.place(candidate, metric)?.ok_or_else(|| ManyError::Unplanned {
            setting: candidate,
            reason: Unplanned(format!("the scenario has no metric `{metric}`")),
        })
    }

    /// Runs replications of a candidate and takes what is wanted from the metrics of each; none if the
    /// search is to stop.
    fn rows<T>(
        &mut self,
        candidate: usize,
        replications: Range<u64>,
        mut take: impl FnMut(&[f64]) -> T,
    ) -> Result<Option<Runs<T>>, ManyError> {
        let mut runs = Runs { values: Vec::new(), stall: self.stalls.get(&candidate).cloned() };
        if runs.stall.is_some() {
            return Ok(Some(runs));
        }
        self.take_up(candidate)?;
        let Some(present) = &self.present else { return Ok(None) };
        let width = metric_names(&present.plan).len();
        let blocks = self.threads.run(|| self.blocks(present, replications));
        for block in blocks {
            let Some(block) = block else { return Ok(None) };
            runs.values.extend(block.metrics.chunks_exact(width).map(&mut take));
            match block.failure {
                None => {}
                Some(StudyError::Stalled(stall)) => {
                    self.stalls.insert(candidate, stall.clone());
                    runs.stall = Some(stall);
                    break;
                }
                Some(error) => return Err(ManyError::Failed { setting: candidate, error }),
            }
        }
        Ok(Some(runs))
    }

    /// Makes the plan of a candidate, unless it is at hand.
    fn take_up(&mut self, candidate: usize) -> Result<(), ManyError> {
        if self.present.as_ref().is_some_and(|present| present.number == candidate) {
            return Ok(());
        }
        let planned = self.plans.plan(candidate);
        let mut plan = planned.map_err(|reason| ManyError::Unplanned { setting: candidate, reason })?;
        if self.travel != 1.0 {
            plan.to_mut().stretch_travel(self.travel);
        }
        let (certain, mark) = (plan.is_deterministic(), Mark::of(&plan, &self.keep));
        self.present = Some(Candidate { number: candidate, certain, plan, mark });
        Ok(())
    }

    fn blocks(&self, candidate: &Candidate<'_>, replications: Range<u64>) -> Vec<Option<Block>> {
        let count = replications.end - replications.start;
        let length = count.div_ceil(BLOCKS_A_WAVE).clamp(1, BLOCK);
        let idle: Mutex<Vec<Worker<'_>>> = Mutex::default();
        let run = |first: u64| {
            let length = length.min(replications.end - first);
            let task = Task { setting: candidate.number, first, length };
            let known = candidate.mark.known(&self.keep, &candidate.plan, &self.settings, task);
            let block = known.or_else(|| self.make(candidate, task, &idle))?;
            self.watch.done(block.len());
            Some(block)
        };
        let firsts: Vec<u64> = replications.clone().step_by(length as usize).collect();
        firsts.into_par_iter().with_max_len(1).map(run).collect()
    }

    /// Makes a block with an engine that waits for work, or a new one.
    fn make<'p>(
        &self,
        candidate: &'p Candidate<'_>,
        task: Task,
        idle: &Mutex<Vec<Worker<'p>>>,
    ) -> Option<Block> {
        let waiting = idle.lock().ok().and_then(|mut workers| workers.pop());
        let mut worker = waiting.unwrap_or_else(|| Worker::new(&candidate.plan, &self.settings, None));
        let mut block = worker.run(task.first, task.length, &|| self.watch.stop());
        if let Ok(mut workers) = idle.lock() {
            workers.push(worker);
        }
        if let Some(block) = &mut block {
            candidate.mark.keep(&self.keep, task, block);
        }
        block
    }
}

impl Trials for Simulated<'_> {
    type Failure = ManyError;

    fn met(&mut self, candidate: usize, replications: Range<u64>) -> Result<Option<Runs<bool>>, ManyError> {
        let goal = self.needed(candidate, "goal_met")?;
        let lost = [self.place(candidate, "dead")?, self.place(candidate, "on_foot")?];
        let mut losses = self.losses.get(&candidate).copied().unwrap_or_default();
        let runs = self.rows(candidate, replications, |row| {
            losses.record(lost.map(|place| place.map_or(0.0, |place| row[place])));
            row[goal] > 0.5
        })?;
        if lost != [None; 2] {
            self.losses.insert(candidate, losses);
        }
        Ok(runs)
    }

    fn why_impossible(&self, candidate: usize) -> Option<String> {
        self.plans.why_impossible(candidate).map(str::to_owned)
    }

    fn is_certain(&mut self, candidate: usize) -> Result<bool, ManyError> {
        self.take_up(candidate)?;
        Ok(self.present.as_ref().is_some_and(|present| present.certain))
    }
}
