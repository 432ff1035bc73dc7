//! Whether a probability is high enough, judged after every trial, and never with more trials than it
//! takes.

use super::special::{beta_i, normal_quantile};

/// The part of each error that is kept for the end of a test that came to no boundary before.
const KEPT_FOR_THE_END: f64 = 0.1;

/// What a test has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The probability is above `low`, but for the error of accepting.
    Accepted,
    /// The probability is below `high`, but for the error of rejecting.
    Rejected,
}

/// What a test is asked: is a probability at least `high`, or at most `low`? Between the two either
/// answer will do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Question {
    /// At or below it, accepting is wrong.
    pub low: f64,
    /// At or above it, rejecting is wrong.
    pub high: f64,
    /// How likely it may be that one at or below `low` is accepted.
    pub wrongly_accepted: f64,
    /// How likely it may be that one at or above `high` is rejected.
    pub wrongly_rejected: f64,
}

/// Wald's sequential probability ratio test of a [`Question`], cut off so that it always ends.
///
/// After every trial the likelihood ratio of `high` to `low` is held against two bounds: the test
/// accepts when the ratio reaches one over the error of accepting, and rejects when it falls to the
/// error of rejecting. Under every probability at or below `low` the ratio is a supermartingale, so it
/// ever reaches 1/α with probability α at most (Ville's inequality); likewise its inverse from `high`
/// on. So both errors are kept, not only nearly as with Wald's own bounds, whenever one looks. No other
/// kind of test needs fewer trials in the mean at `low` and at `high` (Wald and Wolfowitz, Annals of
/// Mathematical Statistics 19, 1948), and far from them this one ends after a handful.
///
/// Between `low` and `high` it could take very long. So a tenth of each error is kept for the end: after
/// as many trials as [`one_stage`] needs for these tenths, that test decides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SequentialTest {
    /// The logarithms of the ratio at which it accepts and rejects.
    accepts_at: f64,
    rejects_at: f64,
    /// What a success adds to the logarithm of the ratio, and what a failure takes from it.
    success: f64,
    failure: f64,
    end: OneStage,
}

/// A test with a number of trials that is fixed beforehand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OneStage {
    /// How many trials it takes.
    pub trials: u64,
    /// It accepts from so many successes on.
    pub enough: u64,
}

/// What a sequential test has seen so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Course {
    /// How many trials.
    pub trials: u64,
    /// How many of them were successes.
    pub successes: u64,
    /// What it has come to, if it has.
    pub verdict: Option<Verdict>,
}

impl SequentialTest {
    /// The test of a question.
    ///
    /// # Panics
    /// If not 0 < `low` < `high` < 1, or an error is not between 0 and ½, both excluded.
    #[must_use]
    pub fn new(question: Question) -> SequentialTest {
        let Question { low, high, wrongly_accepted, wrongly_rejected } = question;
        let end = one_stage(Question {
            wrongly_accepted: wrongly_accepted * KEPT_FOR_THE_END,
            wrongly_rejected: wrongly_rejected * KEPT_FOR_THE_END,
            ..question
        });
        let on_the_way = 1.0 - KEPT_FOR_THE_END;
        SequentialTest {
            accepts_at: -libm::log(wrongly_accepted * on_the_way),
            rejects_at: libm::log(wrongly_rejected * on_the_way),
            success: libm::log(high / low),
            failure: libm::log((1.0 - low) / (1.0 - high)),
            end,
        }
    }

    /// The most trials that it takes.
    #[must_use]
    pub fn most(&self) -> u64 {
        self.end.trials
    }

    /// Takes in one trial. A course that has a verdict stays as it is.
    pub fn record(&self, course: &mut Course, success: bool) {
        if course.verdict.is_some() {
            return;
        }
        course.trials += 1;
        course.successes += u64::from(success);
        let ratio = self.log_ratio(course);
        course.verdict = if ratio >= self.accepts_at {
            Some(Verdict::Accepted)
        } else if ratio <= self.rejects_at {
            Some(Verdict::Rejected)
        } else if course.trials >= self.end.trials {
            Some(if course.successes >= self.end.enough { Verdict::Accepted } else { Verdict::Rejected })
        } else {
            None
        };
    }

    /// How many more trials it takes at least until there can be a verdict: so many may be made at once
    /// and none of them is wasted.
    #[must_use]
    pub fn surely_needed(&self, course: &Course) -> u64 {
        if course.verdict.is_some() {
            return 0;
        }
        let ratio = self.log_ratio(course);
        // A hair less, so that rounding never leads past a bound.
        let least = |way: f64, step: f64| ((way / step - 1e-9).ceil() as u64).max(1);
        let to_a_bound = u64::min(
            least(self.accepts_at - ratio, self.success),
            least(ratio - self.rejects_at, self.failure),
        );
        to_a_bound.min(self.end.trials - course.trials)
    }

    /// The logarithm of the likelihood ratio, from the counts, so that the order of trials leaves no
    /// trace of rounding in it.
    fn log_ratio(&self, course: &Course) -> f64 {
        let failures = course.trials - course.successes;
        course.successes as f64 * self.success - failures as f64 * self.failure
    }
}

/// The test of a question with the fewest trials that are fixed beforehand, to within 0.2 %. Both
/// errors are exact, by sums of the binomial distribution.
///
/// # Panics
/// If not 0 < `low` < `high` < 1, or an error is not between 0 and ½, both excluded.
#[must_use]
pub fn one_stage(question: Question) -> OneStage {
    let Question { low, high, wrongly_accepted, wrongly_rejected } = question;
    assert!(0.0 < low && low < high && high < 1.0, "0 < {low} < {high} < 1 does not hold");
    for error in [wrongly_accepted, wrongly_rejected] {
        assert!(error > 0.0 && error < 0.5, "an error must lie between 0 and ½, not at {error}");
    }
    let sd = |p: f64| (p * (1.0 - p)).sqrt();
    let reach = -normal_quantile(wrongly_accepted) * sd(low) - normal_quantile(wrongly_rejected) * sd(high);
    let near = (reach / (high - low)) * (reach / (high - low));
    // The approximation may be off on either side where successes are common or rare.
    let mut trials = (0.75 * near).floor().max(1.0) as u64;
    loop {
        let enough = enough(trials, low, wrongly_accepted);
        if at_least(enough, trials, high) >= 1.0 - wrongly_rejected {
            return OneStage { trials, enough };
        }
        trials += (trials / 500).max(1);
    }
}

/// The fewest successes that are as likely as `error` at most if the probability is `p`; one more than
/// `trials` if there are none such.
fn enough(trials: u64, p: f64, error: f64) -> u64 {
    let (mut no, mut yes) = (0, trials + 1);
    while yes - no > 1 {
        let middle = no + (yes - no) / 2;
        if at_least(middle, trials, p) <= error { yes = middle } else { no = middle }
    }
    yes
}

/// How likely at least so many successes in so many trials are.
fn at_least(successes: u64, trials: u64, p: f64) -> f64 {
    match successes {
        0 => 1.0,
        _ if successes > trials => 0.0,
        _ => beta_i(successes as f64, (trials - successes + 1) as f64, p),
    }
}

/// The interval for a probability that holds whenever one looks: with probability `level` it holds the
/// true one after every number of trials at once, so also where the trials themselves said when to stop.
///
/// All `q` under which what was seen is not too unlikely beside its mean likelihood over a Beta(½, ½)
/// law of probabilities (Robbins, Annals of Mathematical Statistics 41, 1970). Wider than
/// [`clopper_pearson`](super::clopper_pearson), which holds only for a number of trials fixed beforehand.
///
/// # Panics
/// If `successes` exceeds `trials`, or `level` is not between 0 and 1, both excluded.
#[must_use]
pub fn lasting_interval(successes: u64, trials: u64, level: f64) -> (f64, f64) {
    assert!(successes <= trials, "{successes} successes in {trials} trials");
    assert!(level > 0.0 && level < 1.0, "a level must lie between 0 and 1, not at {level}");
    let (hits, misses) = (successes as f64, (trials - successes) as f64);
    let log_beta = |a: f64, b: f64| libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b);
    let mean = log_beta(hits + 0.5, misses + 0.5) - log_beta(0.5, 0.5);
    let times_log = |n: f64, p: f64| if n == 0.0 { 0.0 } else { n * libm::log(p) };
    let holds = |q: f64| {
        let likelihood = times_log(hits, q) + times_log(misses, 1.0 - q);
        mean - likelihood <= -libm::log(1.0 - level)
    };
    let share = if trials == 0 { 0.5 } else { hits / trials as f64 };
    (edge(share, 0.0, &holds), edge(share, 1.0, &holds))
}

/// Where, on the way from `inside` to `outside`, something ceases to hold; `outside` if nowhere.
fn edge(inside: f64, outside: f64, holds: &dyn Fn(f64) -> bool) -> f64 {
    if holds(outside) {
        return outside;
    }
    let (mut yes, mut no) = (inside, outside);
    // Beyond the digits of a number between 0 and 1 there is nothing to find.
    for _ in 0..60 {
        let middle = f64::midpoint(yes, no);
        if holds(middle) { yes = middle } else { no = middle }
    }
    f64::midpoint(yes, no)
}

#[cfg(test)]
mod tests {
    use super::*;

    const USUAL: Question =
        Question { low: 0.94, high: 0.96, wrongly_accepted: 0.025 / 20.0, wrongly_rejected: 0.025 };

    fn course(test: &SequentialTest, mut trial: impl FnMut(u64) -> bool) -> Course {
        let mut course = Course::default();
        while course.verdict.is_none() {
            let success = trial(course.trials);
            test.record(&mut course, success);
        }
        course
    }

    #[test]
    fn clear_cases_end_after_a_handful() {
        let test = SequentialTest::new(USUAL);
        let never = course(&test, |_| false);
        assert_eq!((never.trials, never.verdict), (10, Some(Verdict::Rejected)));
        // ln(1/(0.9·0.00125)) / ln(0.96/0.94)
        let always = course(&test, |_| true);
        assert_eq!((always.trials, always.verdict), (323, Some(Verdict::Accepted)));
    }

    #[test]
    fn between_the_bounds_it_ends_all_the_same() {
        let test = SequentialTest::new(USUAL);
        let course = course(&test, |trial| trial % 20 != 10);
        assert_eq!(course.trials, test.most());
    }

    #[test]
    fn trials_that_are_surely_needed_never_pass_a_verdict() {
        let test = SequentialTest::new(USUAL);
        for successes_in in [1, 2, 7, 15, 20, 40] {
            let (mut course, mut made) = (Course::default(), 0);
            while course.verdict.is_none() {
                let needed = test.surely_needed(&course);
                assert!(needed > 0);
                for _ in 0..needed {
                    assert!(course.verdict.is_none(), "one in {successes_in}");
                    test.record(&mut course, made % successes_in != 0);
                    made += 1;
                }
            }
            assert_eq!(test.surely_needed(&course), 0);
        }
    }

    #[test]
    fn one_stage_holds_both_errors_and_would_not_with_fewer() {
        for (low, high, accepted, rejected) in [
            (0.94, 0.96, 0.00125, 0.025),
            (0.4, 0.6, 0.05, 0.05),
            (0.989, 0.999, 0.01, 0.01),
            (0.01, 0.03, 0.05, 0.1),
        ] {
            let question = Question { low, high, wrongly_accepted: accepted, wrongly_rejected: rejected };
            let OneStage { trials, enough } = one_stage(question);
            assert!(at_least(enough, trials, low) <= accepted, "{question:?}");
            assert!(at_least(enough, trials, high) >= 1.0 - rejected, "{question:?}");
            let fewer = trials - trials / 100 - 2;
            let none = (0..=fewer + 1)
                .all(|c| at_least(c, fewer, low) > accepted || at_least(c, fewer, high) < 1.0 - rejected);
            assert!(none || trials < 100, "{question:?}: {fewer} would do");
        }
    }

    #[test]
    fn a_lasting_interval_is_wider_than_one_for_a_fixed_number() {
        for (successes, trials) in [(0, 10), (10, 10), (95, 100), (950, 1000), (1, 2), (30_000, 60_000)] {
            let (low, high) = lasting_interval(successes, trials, 0.95);
            let fixed = super::super::clopper_pearson(successes, trials, 0.95);
            assert!(low <= fixed.0 && high >= fixed.1, "{successes} of {trials}: {low} {high} {fixed:?}");
            assert!(low >= 0.0 && high <= 1.0);
        }
        assert_eq!(lasting_interval(0, 0, 0.95), (0.0, 1.0));
    }

    #[test]
    fn its_ends_are_where_the_mixture_is_twenty_times_as_likely() {
        // Two of two: the mean of q² over Beta(½, ½) is 3/8, so q² = 3/160 at the lower end.
        let (low, high) = lasting_interval(2, 2, 0.95);
        assert!((low - (3.0_f64 / 160.0).sqrt()).abs() < 1e-12, "{low}");
        assert_eq!(high, 1.0);
    }
}
