//! What becomes of a candidate.

use crate::engine::Stall;
use crate::stats::{Course, SequentialTest, Verdict, lasting_interval};

/// A candidate that has been tested.
#[derive(Clone, Debug, PartialEq)]
pub struct Tested {
    /// The candidate.
    pub candidate: usize,
    /// What its test saw, and came to; no verdict if the search was stopped.
    pub course: Course,
    /// Why it was rejected at once, if a replication stalled.
    pub stall: Option<Stall>,
    /// Why it cannot be, in a line, if so: it was rejected without a replication.
    pub problem: Option<String>,
    /// Whether nothing about it is random: then one replication decided.
    pub certain: bool,
}

impl Tested {
    /// One about which nothing is known yet.
    pub(super) fn untried(candidate: usize, certain: bool) -> Tested {
        Tested { candidate, course: Course::default(), stall: None, problem: None, certain }
    }

    /// One that cannot be.
    pub(super) fn impossible(candidate: usize, problem: String) -> Tested {
        let course = Course { verdict: Some(Verdict::Rejected), ..Course::default() };
        Tested { candidate, course, stall: None, problem: Some(problem), certain: true }
    }

    /// Rejects it for a replication that stalled and so did not meet the goal, after what its test has
    /// seen.
    pub(super) fn stalled(self, stall: Stall) -> Tested {
        let course =
            Course { trials: self.course.trials + 1, verdict: Some(Verdict::Rejected), ..self.course };
        Tested { course, stall: Some(stall), ..self }
    }

    /// Takes in whether a replication met the goal.
    pub(super) fn record(&mut self, test: &SequentialTest, met: bool) {
        if self.certain {
            let verdict = if met { Verdict::Accepted } else { Verdict::Rejected };
            self.course = Course { trials: 1, successes: u64::from(met), verdict: Some(verdict) };
        } else {
            test.record(&mut self.course, met);
        }
    }

    /// Whether it was accepted.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.course.verdict == Some(Verdict::Accepted)
    }

    /// Whether it is known that it meets the goal less often than with this probability: that a test rejects it shows
    /// no more than that it may not be accepted.
    #[must_use]
    pub fn surely_fails(&self, probability: f64) -> bool {
        self.course.verdict == Some(Verdict::Rejected)
            && (self.certain || self.stall.is_some() || self.interval(0.95).1 < probability)
    }

    /// What it came to, in words, where the goal is wanted with a probability: a test that rejects shows no more than
    /// that a candidate may not be accepted.
    #[must_use]
    pub fn decision(&self, probability: f64) -> &'static str {
        match self.course.verdict {
            _ if self.problem.is_some() => "impossible",
            _ if self.stall.is_some() => "stalls",
            Some(Verdict::Accepted) => "meets the goal",
            Some(Verdict::Rejected) if self.surely_fails(probability) => "does not",
            Some(Verdict::Rejected) => "not shown to meet the goal",
            None => "undecided",
        }
    }

    /// The share of its replications that met the goal.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.course.successes as f64 / self.course.trials.max(1) as f64
    }

    /// The interval for its probability of meeting the goal, which holds whenever one looks
    /// ([`lasting_interval`]); without width where nothing is random, or it is
    /// impossible.
    ///
    /// # Panics
    /// If `level` is not between 0 and 1, both excluded.
    #[must_use]
    pub fn interval(&self, level: f64) -> (f64, f64) {
        match self.problem.is_some() || self.certain && self.course.trials > 0 {
            true => (self.share(), self.share()),
            false => lasting_interval(self.course.successes, self.course.trials, level),
        }
    }
}
