//! Parts of a study: what one of several machines makes of it.

use std::collections::VecDeque;
use std::fmt;
use std::str::FromStr;

use rayon::prelude::*;

use super::block::BLOCK;
use super::many::{Course, Ended, Many, ManyError, Plans, Task};
use super::threads::Threads;

/// The most parts of a study.
const MOST_PARTS: u64 = 100_000;

/// One part of several, as in `3/8`: of all blocks of all settings, in their order, every eighth from
/// the third. So parts are equally long whatever the settings, and nothing is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    number: u64,
    of: u64,
}

impl Part {
    /// Which part it is, from 1.
    #[must_use]
    pub fn number(self) -> u64 {
        self.number
    }

    /// How many parts there are.
    #[must_use]
    pub fn of(self) -> u64 {
        self.of
    }

    /// The tasks of this part, in order, when each setting that is possible has so many replications.
    pub fn tasks(self, plans: &dyn Plans, replications: u64) -> impl Iterator<Item = Task> + use<'_> {
        let blocks = replications.div_ceil(BLOCK);
        let all = blocks * plans.count() as u64;
        (self.number - 1..all).step_by(self.of as usize).filter_map(move |place| {
            let (setting, done) = ((place / blocks) as usize, place % blocks * BLOCK);
            let length = BLOCK.min(replications - done);
            let task = Task { setting, first: plans.first_replication(setting) + done, length };
            plans.why_impossible(setting).is_none().then_some(task)
        })
    }
}

impl FromStr for Part {
    type Err = String;

    fn from_str(text: &str) -> Result<Part, String> {
        let numbers = text
            .split_once('/')
            .and_then(|(number, of)| Some((number.trim().parse().ok()?, of.trim().parse().ok()?)));
        match numbers {
            Some((number, of)) if (1..=of).contains(&number) && of <= MOST_PARTS => Ok(Part { number, of }),
            Some((number, of)) if of <= MOST_PARTS => {
                Err(format!("there is no part {number} of {of}: they are counted from 1"))
            }
            Some((_, of)) => Err(format!("{of} are more parts than {MOST_PARTS}")),
            None => Err("write K/N, as in 3/8 for the third of eight".to_owned()),
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl Many<'_> {
    /// Makes the blocks of a part that are not known yet, and has them kept. Each setting has so many
    /// replications.
    ///
    /// # Errors
    /// For the first replication that stalled or failed its audit, in the order of settings.
    pub(super) fn run_part(&self, part: Part, replications: u64) -> Result<Ended, ManyError> {
        let threads = Threads::new(self.settings);
        let most = threads.run(|| self.most_blocks());
        let mut tasks = part.tasks(self.plans, replications);
        loop {
            let wave: Vec<Task> = tasks.by_ref().take(most).collect();
            if wave.is_empty() {
                return Ok(Ended::Complete);
            }
            let mut settings: Vec<usize> = wave.iter().map(|task| task.setting).collect();
            settings.dedup();
            let courses: Result<Vec<Course<'_>>, ManyError> =
                threads.run(|| settings.par_iter().map(|&setting| self.take_up(setting)).collect());
            let placed = |task: Task| (settings.partition_point(|&setting| setting < task.setting), task);
            let wave: Vec<(usize, Task)> = wave.into_iter().map(placed).collect();
            let courses = VecDeque::from(courses?);
            let blocks = threads.run(|| self.run_wave(&courses, &wave));
            for (block, (_, task)) in blocks.into_iter().zip(wave) {
                let Some(block) = block else { return Ok(Ended::Interrupted) };
                if let Some(error) = block.failure {
                    return Err(ManyError::Failed { setting: task.setting, error });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;

    #[test]
    fn parts_are_read_and_told() {
        assert_eq!("3/8".parse::<Part>().unwrap().to_string(), "3/8");
        for (text, says) in [
            ("0/3", "no part 0 of 3"),
            ("4/3", "no part 4 of 3"),
            ("1/0", "no part 1 of 0"),
            ("3", "write K/N"),
            ("a/b", "write K/N"),
            ("1/100001", "more parts than"),
        ] {
            assert!(text.parse::<Part>().unwrap_err().contains(says), "{text}");
        }
    }

    #[test]
    fn every_task_is_in_one_part() {
        let plan = Scenario::read("scenarios/minimal.toml").unwrap().plan().unwrap();
        let plans = vec![plan; 3];
        for (replications, of) in [(1, 1), (40, 2), (40, 3), (160, 7), (16, 5)] {
            let whole: Vec<Task> = Part { number: 1, of: 1 }.tasks(&plans, replications).collect();
            assert_eq!(whole.iter().map(|task| task.length).sum::<u64>(), 3 * replications);
            let parts = (1..=of).map(|number| Part { number, of });
            let mut joined: Vec<Task> = parts.flat_map(|part| part.tasks(&plans, replications)).collect();
            joined.sort_unstable();
            assert_eq!(joined, whole);
        }
    }
}
