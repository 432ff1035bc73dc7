//! Calibration: from public figures back to the values and the headcounts that could have given them.
//!
//! Sequential Monte Carlo with approximate likelihoods. Each attempt draws values that nobody knows, makes one run with
//! them, and is accepted with a chance that is the likelihood of the figures given how many people were out in it, over
//! that in one of the better runs of the step before. Where it is still more likely it is accepted with as much more weight,
//! so that nothing depends on which run that was. A step takes attempts until enough are accepted. At first the figures' errors are taken
//! much wider than they are; each step narrows them, and looks for values near those that the last one accepted. In the
//! last step the errors are as stated: then the particles are drawn from the posterior itself, under that model of errors.
//!
//! Sources: the sampler is that of T. Toni, D. Welch, N. Strelkowa, A. Ipsen and M. P. H. Stumpf, Journal of the Royal
//! Society Interface 6 (2009), 187–202, with the weights of Beaumont and others (2009); the steps follow the idea of P. Del
//! Moral, A. Doucet and A. Jasra, Statistics and Computing 22 (2012), 1009–1020, that each keeps a fixed share of what the last
//! was worth; accepting some surely with more weight is the rejection control of J. S. Liu, R. Chen and W. H. Wong, Journal of
//! the American Statistical Association 93 (1998), 1022–1031;
//! that acceptance by the density of an error is exact under that error is R. D. Wilkinson, Statistical Applications in
//! Genetics and Molecular Biology 12 (2013), 129–141.
//!
//! `unknown` is a value that nobody knows, `kernel` the error of a figure, `population` where the next points come from,
//! `findings` what the last particles say, `truth` their headcounts.

mod findings;
mod kernel;
mod population;
mod truth;
mod unknown;

use std::num::NonZeroUsize;

use rayon::prelude::*;

pub use findings::{FigureCheck, TradeOff, ValueFound, figure_checks, trade_offs, values_found};
pub use kernel::{distance, log_kernel};
pub use population::{Particle, effective_size};
pub use truth::{Truth, TruthBand, TruthCurve};
pub use unknown::{SINCE_START, Unknown};

use super::design::luck;
use super::threads::Threads;
use super::{StudyError, Watch};
use crate::engine::{Engine, Stall};
use crate::plan::{Plan, PublicFigure, Table};
use crate::record::FigureCounts;
use crate::scenario::{Problems, Scenario};
use kernel::{log_kernels, next_widening, reference};
use population::Proposal;

/// Attempts that are made side by side. Fixed, since their numbers decide what they draw.
const WAVE: u64 = 128;
/// The fewest particles that say anything.
pub const FEWEST_PARTICLES: usize = 20;
/// The most particles: what they weigh grows with their square.
pub const MOST_PARTICLES: usize = 50_000;
/// The most attempts: each has a stream of its own.
pub const MOST_ATTEMPTS: u64 = 1 << 32;

/// A calibration to be made.
#[derive(Clone, Copy)]
pub struct Calibration<'a> {
    /// The scenario with its overrides.
    pub scenario: &'a Scenario,
    /// The values that nobody knows.
    pub unknowns: &'a [Unknown],
    /// What was said.
    pub figures: &'a [PublicFigure],
    /// The seed of all random numbers.
    pub seed: u64,
    /// How many attempts each step accepts.
    pub particles: usize,
    /// How many attempts there are at the most, in all steps.
    pub attempts: u64,
    /// How many threads; none: as many as there are processors. Never changes a result.
    pub jobs: Option<NonZeroUsize>,
    /// Who follows it, and may stop it.
    pub watch: &'a dyn Watch,
}

/// A step that is complete.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// How many times as wide as stated the errors were taken; none: no figure was looked at.
    pub widening: Option<f64>,
    /// How many attempts it took.
    pub attempts: u64,
    /// How many of these could not be run, such as one without vehicles.
    pub impossible: u64,
    /// How many particles of equal weight would say as much as those accepted.
    pub effective_size: f64,
}

/// How a calibration ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reached {
    /// The errors are as stated.
    Stated,
    /// The attempts were used up before: errors are still wider.
    AttemptsSpent,
    /// It was stopped before.
    Interrupted,
}

/// What a calibration found.
#[derive(Clone, Debug)]
pub struct Calibrated {
    /// What was thought before any figure was looked at.
    pub before: Vec<Particle>,
    /// What the last complete step accepted.
    pub particles: Vec<Particle>,
    /// The steps that are complete.
    pub steps: Vec<Step>,
    /// How many attempts were made, those of a step that was not completed and those beyond the last accepted included.
    pub attempts: u64,
    /// How it ended.
    pub reached: Reached,
    /// The first attempt that could not be run, if there is one.
    pub ruled_out: Option<RuledOut>,
}

/// Values with which no run is possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuledOut {
    /// What was set.
    pub edits: Vec<(String, String)>,
    /// Why it cannot be run, in a line.
    pub reason: String,
}

/// Why a calibration failed.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CalibrationError {
    /// There is nothing to compare runs with, or nothing that could be found out; or too much is asked.
    #[error("{0}")]
    Asked(String),
    /// The values cannot be set.
    #[error("{0}")]
    Wrong(Box<Problems>),
    /// A run failed.
    #[error("{error}")]
    Failed {
        /// What was set in it.
        edits: Vec<(String, String)>,
        /// Why.
        error: StudyError,
    },
}

/// How a step draws and accepts.
struct Rule<'p> {
    /// A plan like the others.
    middle: Option<&'p Plan>,
    from: Option<Proposal>,
    widening: Option<f64>,
    /// How likely the figures are where an attempt is surely accepted, as a logarithm.
    surely: f64,
}

/// What became of an attempt.
enum Tried {
    Accepted(Particle),
    Rejected,
    Impossible(RuledOut),
}

/// Why a step was not completed.
enum Unfinished {
    Reached(Reached),
    Failed(CalibrationError),
}

/// The attempts of a step that is under way.
struct Course {
    /// The next attempt's number.
    next: u64,
    accepted: Vec<Particle>,
    attempts: u64,
    impossible: u64,
}

impl Calibration<'_> {
    /// Makes the calibration.
    ///
    /// # Errors
    /// If nothing can be found out, the values cannot be set, or a run stalls.
    pub fn run(&self) -> Result<Calibrated, CalibrationError> {
        self.check()?;
        let runs = self.runs_alone();
        let runs = Calibration { scenario: &runs, ..*self };
        // What all plans have in common is worked out once.
        let middle = runs.plan(&vec![0.5; self.unknowns.len()]).ok();
        Threads::of(self.jobs).run(|| runs.steps(middle.as_ref()))
    }

    fn check(&self) -> Result<(), CalibrationError> {
        let wrong = if self.unknowns.is_empty() {
            "nothing is unknown"
        } else if self.figures.is_empty() {
            "there are no public figures"
        } else if !(FEWEST_PARTICLES..=MOST_PARTICLES).contains(&self.particles) {
            "there are too few or too many particles"
        } else if self.attempts < self.particles as u64 || self.attempts > MOST_ATTEMPTS {
            "there are too few or too many attempts"
        } else {
            return Ok(());
        };
        Err(CalibrationError::Asked(wrong.to_owned()))
    }

    /// The scenario without what no run depends on: it need not be read again for each attempt.
    fn runs_alone(&self) -> Scenario {
        let heeded = self.scenario.plan().is_ok_and(|plan| plan.heeds_observers());
        let idle = ["public_figures", "observers", "goal"];
        let idle = if heeded { &idle[..1] } else { &idle[..] };
        let is_set = |key: &str| {
            self.unknowns
                .iter()
                .any(|unknown| unknown.path.split('.').next().is_some_and(|first| first.trim() == key))
        };
        let left_out: Vec<&str> = idle.iter().copied().filter(|key| !is_set(key)).collect();
        self.scenario.clone().without(&left_out)
    }

    fn steps(&self, middle: Option<&Plan>) -> Result<Calibrated, CalibrationError> {
        let mut found = Calibrated {
            before: Vec::new(),
            particles: Vec::new(),
            steps: Vec::new(),
            attempts: 0,
            reached: Reached::Stated,
            ruled_out: None,
        };
        let mut rule = Rule { middle, from: None, widening: None, surely: 0.0 };
        loop {
            self.watch.at(&in_words(found.steps.len(), rule.widening));
            match self.step(&rule, &mut found) {
                Ok(()) => {}
                Err(Unfinished::Failed(error)) => return Err(error),
                Err(Unfinished::Reached(reached)) => {
                    found.reached = reached;
                    return Ok(found);
                }
            }
            if rule.widening == Some(1.0) {
                return Ok(found);
            }
            let widening = next_widening(self.figures, &found.particles, rule.widening);
            let surely = reference(self.figures, &found.particles, widening);
            rule =
                Rule { middle, from: Some(Proposal::of(&found.particles)), widening: Some(widening), surely };
        }
    }

    /// Makes one step, and puts what it accepts in the place of what the last one did.
    fn step(&self, rule: &Rule<'_>, found: &mut Calibrated) -> Result<(), Unfinished> {
        let mut course = Course { next: found.attempts, accepted: Vec::new(), attempts: 0, impossible: 0 };
        while course.accepted.len() < self.particles {
            let wave = course.next..(course.next + WAVE).min(self.attempts);
            if self.watch.stop() {
                return Err(Unfinished::Reached(Reached::Interrupted));
            }
            if wave.is_empty() {
                return Err(Unfinished::Reached(Reached::AttemptsSpent));
            }
            let tried: Vec<_> =
                wave.clone().into_par_iter().map(|number| self.attempt(number, rule)).collect();
            self.watch.done(wave.end - wave.start);
            (course.next, found.attempts) = (wave.end, wave.end);
            for tried in tried {
                if course.accepted.len() == self.particles {
                    break;
                }
                course.attempts += 1;
                match tried.map_err(Unfinished::Failed)? {
                    Tried::Accepted(particle) => course.accepted.push(particle),
                    Tried::Rejected => {}
                    Tried::Impossible(why) => {
                        course.impossible += 1;
                        found.ruled_out.get_or_insert(why);
                    }
                }
            }
        }
        self.take(rule, course, found);
        Ok(())
    }

    /// Weighs the particles of a step, and books it.
    fn take(&self, rule: &Rule<'_>, course: Course, found: &mut Calibrated) {
        let mut particles = course.accepted;
        match &rule.from {
            Some(proposal) => proposal.weigh(&mut particles),
            None => {
                let alike = 1.0 / particles.len() as f64;
                particles.iter_mut().for_each(|particle| particle.weight = alike);
                found.before.clone_from(&particles);
            }
        }
        found.steps.push(Step {
            widening: rule.widening,
            attempts: course.attempts,
            impossible: course.impossible,
            effective_size: effective_size(&particles),
        });
        found.particles = particles;
    }

    /// What is set at a point.
    #[must_use]
    pub fn edits(&self, at: &[f64]) -> Vec<(String, String)> {
        let edits = self.unknowns.iter().zip(at);
        edits.map(|(unknown, &share)| (unknown.path.clone(), unknown.value_at(share))).collect()
    }

    /// The plan of a point.
    ///
    /// # Errors
    /// If its values cannot be set.
    pub fn plan(&self, at: &[f64]) -> Result<Plan, Problems> {
        let mut plan = self.scenario.clone().set_all(&self.edits(at))?.plan()?;
        plan.seed = self.seed;
        if !plan.heeds_observers() {
            // Nobody asks what they count: the run is the same without them.
            (plan.observers, plan.goal) = (Table::new(Vec::new()), None);
        }
        Ok(plan)
    }

    fn attempt(&self, number: u64, rule: &Rule<'_>) -> Result<Tried, CalibrationError> {
        let mut luck = luck(self.seed, "calibration", number as usize);
        let passes = libm::log(luck.draw()) + rule.surely;
        let point = match &rule.from {
            None => Some(self.unknowns.iter().map(|_| luck.draw()).collect::<Vec<f64>>()),
            Some(proposal) => proposal.draw(&mut luck),
        };
        let Some(at) = point else { return Ok(Tried::Rejected) };
        let mut plan = match self.plan(&at) {
            Ok(plan) => plan,
            Err(problems) => {
                let (edits, reason) = (self.edits(&at), problems.in_short());
                return Ok(Tried::Impossible(RuledOut { edits, reason }));
            }
        };
        rule.middle.iter().for_each(|middle| plan.share_laws(middle));
        let counts = self.counts_if_likely(&plan, number, rule.widening, passes);
        Ok(match counts.map_err(|error| self.failed(&at, error))? {
            Some((counts, likely)) => {
                // What is more likely than where all are accepted stands for as many as it should be.
                let weight = libm::exp((likely - rule.surely).max(0.0));
                Tried::Accepted(Particle { attempt: number, at, counts, weight })
            }
            None => Tried::Rejected,
        })
    }

    fn failed(&self, at: &[f64], error: Stall) -> CalibrationError {
        CalibrationError::Failed { edits: self.edits(at), error: error.into() }
    }

    /// Runs one replication as far as the figures reach, or until they are less likely than asked. Returns how many people
    /// had been set down for each figure, and how likely the figures are, as a logarithm, if they are as likely.
    fn counts_if_likely(
        &self,
        plan: &Plan,
        replication: u64,
        widening: Option<f64>,
        passes: f64,
    ) -> Result<Option<(Vec<u64>, f64)>, Stall> {
        let (mut seen, mut likely) = (0, 0.0);
        let mut look = |counts: &FigureCounts| -> bool {
            for (place, count) in counts.known().skip(seen) {
                likely += widening.map_or(0.0, |widening| log_kernel(&self.figures[place], count, widening));
                seen += 1;
            }
            likely >= passes
        };
        let mut engine = Engine::new(plan, FigureCounts::new(plan, self.figures));
        engine.run_while(replication, |counts| look(counts) && !counts.are_all_known())?;
        if !look(engine.recorder()) || !engine.recorder().are_all_known() {
            return Ok(None);
        }
        let mut counts = vec![0; self.figures.len()];
        engine.recorder().known().for_each(|(place, count)| counts[place] = count);
        // In one order of additions, whatever the order in which figures became known.
        let whole = widening.map_or(0.0, |widening| log_kernels(self.figures, &counts, widening));
        Ok((whole >= passes).then_some((counts, whole)))
    }
}

/// Where a calibration is.
fn in_words(done: usize, widening: Option<f64>) -> String {
    match widening {
        None => "what was thought before".to_owned(),
        Some(1.0) => format!("step {done}, errors as stated"),
        Some(wide) => format!("step {done}, errors {wide:.1} times as wide"),
    }
}
