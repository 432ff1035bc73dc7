//! The least candidate that meets a goal often enough, with a bounded chance of being wrong.
//!
//! Each candidate of a [`Space`] is tested on its own: is its probability of meeting the goal at least
//! p + δ, or at most p − δ? Candidates are tested from the smallest on until one is accepted, which is
//! the answer. That more helps is never assumed: all that are smaller than the answer have been rejected
//! by a test of their own. Where they are far from good enough that takes some ten replications each.
//!
//! # The promise
//! The search is *right* if the answer has P > p − δ and no smaller candidate has P ≥ p + δ. It is wrong
//! with probability α at most, by how the errors are dealt out ([`Promise::question`]):
//!
//! - α/2 goes to accepting. Any of the N candidates of the space might be wrongly accepted, so each test
//!   may do so with probability α/2N (Bonferroni): equal parts, fixed beforehand, so that what becomes of
//!   a candidate depends on its own replications alone and not on the order of tests.
//! - α/2 goes to rejecting, undivided: if some smaller candidate has P ≥ p + δ, then the first such one in
//!   the order was rejected, and which one that is does not depend on luck. So one test's error is
//!   enough. (It is divided by N as well where the order itself is an estimate, as with running costs.)
//!
//! Replication k of one candidate has the luck of replication k of another: common random numbers. The
//! bounds above hold however candidates depend on each other.
//!
//! # Candidates in which nothing is random
//! All replications of such a candidate are the same one. It is run once: its P is 0 or 1, and nothing about
//! it is uncertain. Its share of the errors is not needed, and what holds of the other candidates stays.
//!
//! # Impossible candidates
//! A candidate that cannot be, such as one without vehicles, is rejected with its reason.
//!
//! # Stalls
//! A replication that [stalls](Stall) has not met the goal, and rejects its candidate at once, whatever
//! its other replications say: nobody can use a fleet that may wait for ever. The promise is about the
//! candidates that have not been seen to stall.

mod fleet;
mod losses;
mod numbered;
mod rising;
mod simulated;
mod space;
mod tested;

pub use fleet::{COST_REPLICATIONS, Cost, FleetFound, FleetSearch, Limits, MeanCost, NoCost, TRAVEL};
pub use losses::Losses;
pub use rising::rising;
pub use simulated::Simulated;
pub use space::Space;
pub use tested::Tested;

use std::ops::Range;

use crate::engine::Stall;
use crate::stats::{Course, Question, SequentialTest, Verdict};

/// What a search promises.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Promise {
    /// The probability p with which the goal is to be met.
    pub probability: f64,
    /// The indifference δ: between p − δ and p + δ either answer will do.
    pub indifference: f64,
    /// The probability α with which the search may be wrong.
    pub error: f64,
}

/// The indifference unless told otherwise.
pub const INDIFFERENCE: f64 = 0.01;
/// The probability of being wrong unless told otherwise.
pub const ERROR: f64 = 0.05;

impl Promise {
    /// The usual promise for a probability: δ of one percentage point, or half the way to 0 or 1 where
    /// that is nearer; α of 5 %.
    ///
    /// # Panics
    /// If the probability is not between 0 and 1, both excluded.
    #[must_use]
    pub fn usual(probability: f64) -> Promise {
        assert!(probability > 0.0 && probability < 1.0, "{probability} is no probability to be reached");
        let room = f64::min(probability, 1.0 - probability) / 2.0;
        Promise { probability, indifference: INDIFFERENCE.min(room), error: ERROR }
    }

    /// At or below this probability a candidate may not be the answer.
    #[must_use]
    pub fn low(&self) -> f64 {
        self.probability - self.indifference
    }

    /// At or above this probability a candidate may not be passed over for a larger one.
    #[must_use]
    pub fn high(&self) -> f64 {
        self.probability + self.indifference
    }

    /// What the test of each of so many candidates is asked; `order_is_known` unless their order is an
    /// estimate from the same replications.
    #[must_use]
    pub fn question(&self, candidates: usize, order_is_known: bool) -> Question {
        let shared = self.error / 2.0 / candidates.max(1) as f64;
        let wrongly_rejected = if order_is_known { self.error / 2.0 } else { shared };
        Question { low: self.low(), high: self.high(), wrongly_accepted: shared, wrongly_rejected }
    }
}

/// What replications said, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Runs<T> {
    /// A value of each, up to the first that stalled.
    pub values: Vec<T>,
    /// The first that stalled, if one did.
    pub stall: Option<Stall>,
}

impl<T> FromIterator<T> for Runs<T> {
    /// Replications of which none stalled.
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Runs<T> {
        Runs { values: values.into_iter().collect(), stall: None }
    }
}

/// Somebody who runs replications of candidates.
pub trait Trials {
    /// Why a replication can fail.
    type Failure;

    /// Whether these replications of a candidate met the goal, in order; none if the search is to stop.
    /// What a replication says may depend on the candidate and its number only.
    ///
    /// # Errors
    /// If a replication failed.
    fn met(
        &mut self,
        candidate: usize,
        replications: Range<u64>,
    ) -> Result<Option<Runs<bool>>, Self::Failure>;

    /// Why a candidate cannot be, in a line, if so: it is rejected without a replication.
    fn why_impossible(&self, _candidate: usize) -> Option<String> {
        None
    }

    /// Whether nothing about a candidate is random, so that one replication says it all.
    ///
    /// # Errors
    /// If there is no such candidate.
    fn is_certain(&mut self, _candidate: usize) -> Result<bool, Self::Failure> {
        Ok(false)
    }
}

/// How much a search tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Scope {
    /// No more than the answer takes.
    Answer,
    /// Also the candidates that are larger than the answer by one step on one axis.
    #[default]
    Neighbours,
    /// Also all candidates that are not as large as an accepted one on all axes: what is accepted then
    /// is the frontier.
    Frontier,
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// The least candidate that does; none if none of the space does, or the search was stopped.
    pub answer: Option<usize>,
    /// All that were tested, in this order: from the smallest to the answer, then its neighbours, then
    /// the frontier.
    pub tested: Vec<Tested>,
    /// Accepted candidates that are not as large as another accepted one on all axes.
    pub frontier: Vec<usize>,
    /// How many replications were run; a few more than the tests saw.
    pub replications: u64,
    /// Whether the search came to its end.
    pub complete: bool,
}

impl Found {
    /// What became of a candidate, if it was tested.
    #[must_use]
    pub fn of(&self, candidate: usize) -> Option<&Tested> {
        self.tested.iter().find(|tested| tested.candidate == candidate)
    }
}

/// Finds the least candidate of a space that passes a test. See the [module](self) for what holds then.
///
/// # Errors
/// The first failure of a replication.
pub fn search<T: Trials>(
    space: &Space,
    test: &SequentialTest,
    scope: Scope,
    trials: &mut T,
) -> Result<Found, T::Failure> {
    let mut search = Search { test, trials, found: Found::default() };
    search.found.complete = search.run(space, scope)?;
    search.found.frontier = frontier(space, &search.found.tested);
    Ok(search.found)
}

/// A search under way.
struct Search<'s, T> {
    test: &'s SequentialTest,
    trials: &'s mut T,
    found: Found,
}

impl<T: Trials> Search<'_, T> {
    /// Returns whether it came to its end.
    fn run(&mut self, space: &Space, scope: Scope) -> Result<bool, T::Failure> {
        let order = space.order();
        let mut rest = order.iter().copied();
        for candidate in rest.by_ref() {
            match self.test(candidate)? {
                None => return Ok(false),
                Some(Verdict::Rejected) => {}
                Some(Verdict::Accepted) => {
                    self.found.answer = Some(candidate);
                    break;
                }
            }
        }
        let Some(answer) = self.found.answer.filter(|_| scope >= Scope::Neighbours) else { return Ok(true) };
        for candidate in space.one_more(answer) {
            if self.test(candidate)?.is_none() {
                return Ok(false);
            }
        }
        for candidate in rest.filter(|_| scope >= Scope::Frontier) {
            let accepted = self.found.tested.iter().filter(|tested| tested.is_accepted());
            let is_larger = accepted.clone().any(|tested| space.is_within(tested.candidate, candidate));
            if !is_larger && self.test(candidate)?.is_none() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Tests a candidate to the end; none if the search is to stop.
    fn test(&mut self, candidate: usize) -> Result<Option<Verdict>, T::Failure> {
        if let Some(problem) = self.trials.why_impossible(candidate) {
            self.found.tested.push(Tested::impossible(candidate, problem));
            return Ok(Some(Verdict::Rejected));
        }
        let (mut tested, mut made) = (Tested::untried(candidate, self.trials.is_certain(candidate)?), 0);
        while tested.course.verdict.is_none() {
            let more = if tested.certain { 1 } else { self.wave(&tested.course) };
            let Some(runs) = self.trials.met(candidate, made..made + more)? else { break };
            runs.values.iter().for_each(|&met| tested.record(self.test, met));
            if let Some(stall) = runs.stall {
                tested = tested.stalled(stall);
            }
            made += more;
        }
        let verdict = tested.course.verdict;
        self.found.replications += made;
        self.found.tested.push(tested);
        Ok(verdict)
    }

    /// How many replications to run at once: as many as the test surely needs, or a quarter of those it
    /// has seen, so that long tests keep many threads busy and waste little.
    fn wave(&self, course: &Course) -> u64 {
        let most = self.test.most() - course.trials;
        self.test.surely_needed(course).max(course.trials / 4).min(most)
    }
}

fn frontier(space: &Space, tested: &[Tested]) -> Vec<usize> {
    let accepted: Vec<usize> =
        tested.iter().filter(|tested| tested.is_accepted()).map(|tested| tested.candidate).collect();
    let is_larger = |&&candidate: &&usize| {
        accepted.iter().any(|&other| other != candidate && space.is_within(other, candidate))
    };
    let mut least: Vec<usize> = accepted.iter().filter(|candidate| !is_larger(candidate)).copied().collect();
    space.sort(&mut least);
    least
}

#[cfg(test)]
mod tests;
