//! Many settings in one study: blocks of all of them share one pool of threads.
//!
//! The work is cut into [`Task`]s: a setting and a block of its replications. Tasks run in waves; what
//! they return is combined in the order of settings and replications, so that no number of threads
//! changes a result, and a setting gives what it gives alone. All settings have the same luck, by its
//! address: replication 7 of one setting is compared with replication 7 of another.
//!
//! Memory holds one wave: plans are made when their setting is reached, engines serve all blocks of a
//! setting that one thread runs in a wave, and an ensemble is handed over as soon as it is complete.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::Mutex;

use rayon::prelude::*;

use super::block::{BLOCK, Block};
use super::gather::Gathered;
use super::kept::{Keep, Mark};
use super::own::{Work, Workshop};
use super::threads::Threads;
use super::{Ensemble, RunOptions, StudyError, Watch};
use crate::plan::Plan;

/// A block of a setting's replications.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Task {
    /// The setting, counted from 0.
    pub setting: usize,
    /// The block's first replication.
    pub first: u64,
    /// How many replications it has.
    pub length: u64,
}

/// The plans of many settings.
pub trait Plans: Sync {
    /// How many settings there are.
    fn count(&self) -> usize;

    /// The plan of a setting. It is asked for when the setting is reached.
    ///
    /// # Errors
    /// If there is none, which should have been found before.
    fn plan(&self, setting: usize) -> Result<Cow<'_, Plan>, Unplanned>;

    /// Why a setting is impossible, in a line, if it is: it has no plan, and is left out.
    fn why_impossible(&self, _setting: usize) -> Option<&str> {
        None
    }

    /// The first replication of a setting: 0, so that all have the same luck. A multiple of [`BLOCK`].
    fn first_replication(&self, _setting: usize) -> u64 {
        0
    }
}

/// Why a setting has no plan, in words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unplanned(pub String);

/// One setting.
impl Plans for Plan {
    fn count(&self) -> usize {
        1
    }

    fn plan(&self, _setting: usize) -> Result<Cow<'_, Plan>, Unplanned> {
        Ok(Cow::Borrowed(self))
    }
}

/// The same settings.
impl<P: Plans + ?Sized> Plans for &P {
    fn count(&self) -> usize {
        (**self).count()
    }

    fn plan(&self, setting: usize) -> Result<Cow<'_, Plan>, Unplanned> {
        (**self).plan(setting)
    }

    fn why_impossible(&self, setting: usize) -> Option<&str> {
        (**self).why_impossible(setting)
    }

    fn first_replication(&self, setting: usize) -> u64 {
        (**self).first_replication(setting)
    }
}

/// A setting each.
impl Plans for Vec<Plan> {
    fn count(&self) -> usize {
        self.len()
    }

    fn plan(&self, setting: usize) -> Result<Cow<'_, Plan>, Unplanned> {
        Ok(Cow::Borrowed(&self[setting]))
    }
}

/// Why a study of many settings failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ManyError {
    /// A replication of a setting failed.
    #[error("{error}")]
    Failed {
        /// The setting, counted from 0.
        setting: usize,
        /// What failed.
        error: StudyError,
    },
    /// A setting has no plan.
    #[error("{reason}")]
    Unplanned {
        /// The setting, counted from 0.
        setting: usize,
        /// Why.
        reason: Unplanned,
    },
}

/// A setting that has been studied.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The setting, counted from 0.
    pub setting: usize,
    /// What was found.
    pub ensemble: Ensemble,
}

/// How a study of many settings ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ended {
    /// All settings are complete.
    Complete,
    /// It was stopped before.
    Interrupted,
}

/// Somebody who takes in what is found, on the thread that runs the study.
pub trait Take {
    /// The next block of a setting, before it is part of its ensemble.
    fn block(&mut self, _setting: usize, _block: &Block) {}

    /// The next setting, complete; or, when the study is stopped, as far as it came.
    fn finding(&mut self, finding: Finding);
}

impl<F: FnMut(Finding)> Take for F {
    fn finding(&mut self, finding: Finding) {
        self(finding);
    }
}

/// A study of many settings, to be run.
#[derive(Clone, Copy)]
pub(super) struct Many<'a> {
    /// The settings.
    pub(super) plans: &'a dyn Plans,
    /// How each is studied.
    pub(super) settings: &'a RunOptions,
    /// Who follows it.
    pub(super) watch: &'a dyn Watch,
    /// Who keeps blocks.
    pub(super) keep: &'a dyn Keep,
    /// Who makes workers, with or without recorders of the user's own.
    pub(super) workshop: &'a dyn Workshop,
}

/// A setting under way.
pub(super) struct Course<'a> {
    setting: usize,
    plan: Cow<'a, Plan>,
    mark: Mark,
    gathered: Gathered,
    first: u64,
    /// How many replications are in tasks.
    begun: u64,
}

/// Workers that wait for the next block of a setting.
type Idle<'c> = Mutex<Vec<Box<dyn Work + 'c>>>;

/// Blocks a thread runs between two rounds of combining: enough to keep all threads busy, few enough
/// that memory stays small. Headcounts take a hundred times the room of metrics.
const BLOCKS_A_THREAD: [usize; 2] = [8, 64];
/// Blocks of one setting in a wave, where each block may show that no more are needed.
const JUDGED_BLOCKS: usize = 8;

impl<'a> Many<'a> {
    /// Runs it. `take` gets the settings in their order, each as soon as it is complete and those before
    /// it are. If the study is stopped, it gets what is there of those under way, marked as interrupted.
    ///
    /// # Errors
    /// For the first replication that stalled or failed its audit, in the order of settings.
    pub(super) fn run(&self, take: &mut dyn Take) -> Result<Ended, ManyError> {
        let threads = Threads::new(self.settings);
        let (mut courses, mut next) = (VecDeque::new(), 0);
        loop {
            let wave = threads.run(|| self.wave(&mut courses, &mut next))?;
            let blocks = threads.run(|| self.run_wave(&courses, &wave));
            let stopped = combine(&mut courses, wave.iter().copied().zip(blocks), take)?;
            threads.run(|| courses.iter_mut().for_each(|course| course.gathered.condense()));
            let under_way = |course: &Course<'_>| !stopped && !course.gathered.is_complete();
            let complete = courses.iter().position(under_way).unwrap_or(courses.len());
            let complete: Vec<Course<'a>> = courses.drain(..complete).collect();
            let findings: Vec<Finding> =
                threads.run(|| complete.into_par_iter().map(Course::finish).collect());
            findings.into_iter().for_each(|finding| take.finding(finding));
            if stopped {
                return Ok(Ended::Interrupted);
            }
            if courses.is_empty() && next == self.plans.count() {
                return Ok(Ended::Complete);
            }
        }
    }

    /// The tasks of the next wave, each with the place of its course. Takes up settings as needed.
    fn wave(
        &self,
        courses: &mut VecDeque<Course<'a>>,
        next: &mut usize,
    ) -> Result<Vec<(usize, Task)>, ManyError> {
        let most = self.most_blocks();
        let mut wave = Vec::new();
        for (place, course) in courses.iter_mut().enumerate() {
            course.give_tasks(place, most, self.plans.count(), &mut wave);
        }
        while wave.len() < most && *next < self.plans.count() {
            // So many settings, those that are impossible left out, have at least that many tasks.
            let more = (most - wave.len()).min(self.plans.count() - *next);
            let possible = |setting: &usize| self.plans.why_impossible(*setting).is_none();
            let these = (*next..*next + more).into_par_iter().filter(possible);
            let taken: Result<Vec<Course<'a>>, ManyError> =
                these.map(|setting| self.take_up(setting)).collect();
            *next += more;
            for mut course in taken? {
                course.give_tasks(courses.len(), most, self.plans.count(), &mut wave);
                courses.push_back(course);
            }
        }
        Ok(wave)
    }

    /// How many blocks a wave has at most.
    pub(super) fn most_blocks(&self) -> usize {
        BLOCKS_A_THREAD[usize::from(self.settings.no_headcounts)] * rayon::current_num_threads()
    }

    pub(super) fn take_up(&self, setting: usize) -> Result<Course<'a>, ManyError> {
        let plan = self.plans.plan(setting).map_err(|reason| ManyError::Unplanned { setting, reason })?;
        let gathered = Gathered::new(&plan, self.settings);
        let (first, mark) = (self.plans.first_replication(setting), Mark::of(&plan, self.keep));
        Ok(Course { setting, plan, mark, gathered, first, begun: 0 })
    }

    pub(super) fn run_wave(
        &self,
        courses: &VecDeque<Course<'a>>,
        wave: &[(usize, Task)],
    ) -> Vec<Option<Block>> {
        let idle: Vec<Idle<'_>> = courses.iter().map(|_| Mutex::default()).collect();
        let run = |&(place, task): &(usize, Task)| {
            let course = &courses[place];
            if self.watch.stop() {
                return None;
            }
            let known = course.mark.known(self.keep, &course.plan, self.settings, task);
            let block = known.or_else(|| self.make(course, task, &idle[place]))?;
            self.watch.done(block.len());
            Some(block)
        };
        // One replication at a time may be all there is: then nothing is gained by another thread.
        wave.par_iter().with_max_len(1).map(run).collect()
    }

    /// Makes a block with an engine that waits for work, or a new one.
    fn make<'c>(&self, course: &'c Course<'a>, task: Task, idle: &Idle<'c>) -> Option<Block> {
        let waiting = idle.lock().ok().and_then(|mut workers| workers.pop());
        let new = || self.workshop.worker(task.setting, &course.plan, self.settings);
        let mut worker = waiting.unwrap_or_else(new);
        let mut block = worker.run(task.first, task.length, &|| self.watch.stop());
        if let Ok(mut workers) = idle.lock() {
            workers.push(worker);
        }
        if let Some(block) = &mut block {
            course.mark.keep(self.keep, task, block);
        }
        block
    }
}

/// Takes in blocks, each with the place of its course, in their order, those of each setting up to the one that makes it precise. Returns
/// whether the study was stopped.
fn combine(
    courses: &mut VecDeque<Course<'_>>,
    blocks: impl Iterator<Item = ((usize, Task), Option<Block>)>,
    take: &mut dyn Take,
) -> Result<bool, ManyError> {
    let mut cut_off = None;
    for ((place, task), block) in blocks {
        let gathered = &mut courses[place].gathered;
        if gathered.is_complete() || cut_off == Some(task.setting) {
            continue;
        }
        let Some(mut block) = block else {
            cut_off = Some(task.setting);
            continue;
        };
        if let Some(error) = block.failure.take() {
            return Err(ManyError::Failed { setting: task.setting, error });
        }
        take.block(task.setting, &block);
        gathered.take_in(block);
    }
    Ok(cut_off.is_some())
}

impl Course<'_> {
    fn finish(self) -> Finding {
        Finding { setting: self.setting, ensemble: self.gathered.finish() }
    }

    /// Puts tasks of this setting into a wave of at most `most`.
    fn give_tasks(&mut self, place: usize, most: usize, settings: usize, wave: &mut Vec<(usize, Task)>) {
        let room = most.saturating_sub(wave.len());
        let share = JUDGED_BLOCKS.max(most / settings.max(1));
        let room = if self.gathered.is_judged() { room.min(share) } else { room };
        for _ in 0..room {
            if self.gathered.is_complete() || self.begun >= self.gathered.replications {
                return;
            }
            let length = BLOCK.min(self.gathered.replications - self.begun);
            wave.push((place, Task { setting: self.setting, first: self.first + self.begun, length }));
            self.begun += length;
        }
    }
}
