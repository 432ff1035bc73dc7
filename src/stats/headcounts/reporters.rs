//! Several reporters, each with a bias that lasts, reconciled by a final assessment: a small Bayesian model.
//!
//! The logarithm of the true headcount at each time when somebody spoke is θ, which never falls. A report's logarithm is θ,
//! and its reporter's bias, and an error of its own; biases and errors are normal around nothing, with known standard
//! deviations. The final assessment, at the last time, has an error and no bias. Before any report every rising θ is alike
//! likely. Of "at least so many" it is known only that what the reporter had counted was no less.
//!
//! Source: normal effects of reporters are those of A. Gelman and others, *Bayesian Data Analysis*, 3rd edition, 2013,
//! chapter 5; parameters in order, and data that are known as bounds, are drawn as in A. E. Gelfand, A. F. M. Smith and
//! T.-M. Lee, Journal of the American Statistical Association 87 (1992), 523–532.

use crate::stats::{normal_cdf, normal_quantile, type7};

/// What somebody reported.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Report {
    /// Which reporter it was, from 0.
    pub by: usize,
    /// Of which time, in any unit.
    pub at: f64,
    /// How many people.
    pub people: f64,
    /// Whether it is meant as a lower bound.
    pub at_least: bool,
}

/// What is known of reports, on a log scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pool {
    /// The standard deviation of the biases that last.
    pub bias: f64,
    /// That of each report's own error.
    pub error: f64,
    /// The final assessment: its time, how many people, and the standard deviation of its error; none: there was none.
    pub last: Option<(f64, f64, f64)>,
    /// How many draws are made.
    pub draws: usize,
}

/// What is thought of the true headcount after all reports.
#[derive(Clone, Debug, PartialEq)]
pub struct Pooled {
    /// The times, each once, in order.
    pub times: Vec<f64>,
    /// At each time, the draws of the headcount, sorted.
    pub people: Vec<Vec<f64>>,
    /// Of each reporter, the mean of the bias, on a log scale.
    pub biases: Vec<f64>,
}

impl Pooled {
    /// The interval of a level at a time, by its place.
    #[must_use]
    pub fn interval(&self, time: usize, level: f64) -> (f64, f64) {
        let tail = (1.0 - level) / 2.0;
        (type7(&self.people[time], tail), type7(&self.people[time], 1.0 - tail))
    }

    /// The median at a time, by its place.
    #[must_use]
    pub fn median(&self, time: usize) -> f64 {
        type7(&self.people[time], 0.5)
    }
}

/// Reconciles reports. `draw` gives numbers between 0 and 1, both excluded: the same numbers, the same result. None without
/// reports, if a number of people or a standard deviation is not above zero, or if nothing but lower bounds is known of the
/// latest time: then the truth may be anything above.
#[must_use]
pub fn pooled(reports: &[Report], pool: &Pool, draw: &mut dyn FnMut() -> f64) -> Option<Pooled> {
    let last = pool.last.map_or((1.0, 1.0), |(_, people, error)| (people, error));
    let positive =
        [pool.bias, pool.error, last.0, last.1].into_iter().chain(reports.iter().map(|report| report.people));
    if reports.is_empty()
        || pool.draws == 0
        || !positive.into_iter().all(|number| number > 0.0 && number.is_finite())
    {
        return None;
    }
    let told = reports.iter().filter(|report| !report.at_least).map(|report| report.at);
    let bounded = told.chain(pool.last.map(|(at, ..)| at)).fold(f64::NEG_INFINITY, f64::max);
    if reports.iter().any(|report| report.at.is_nan() || report.at > bounded) {
        return None;
    }
    let mut chain = Chain::new(reports, pool);
    let warm_up = pool.draws / 4 + 100;
    let mut people = vec![Vec::with_capacity(pool.draws); chain.times.len()];
    let mut biases = vec![0.0; chain.biases.len()];
    for number in 0..warm_up + pool.draws {
        chain.step(draw);
        if number >= warm_up {
            people.iter_mut().zip(&chain.truth).for_each(|(drawn, &log)| drawn.push(libm::exp(log)));
            biases.iter_mut().zip(&chain.biases).for_each(|(sum, bias)| *sum += bias / pool.draws as f64);
        }
    }
    people.iter_mut().for_each(|drawn| drawn.sort_by(f64::total_cmp));
    Some(Pooled { times: chain.times, people, biases })
}

/// A report on its way through the model.
struct Heard {
    by: usize,
    time: usize,
    /// What was said, as a logarithm.
    said: f64,
    /// What had been counted: as said, or no less.
    counted: f64,
    at_least: bool,
}

/// Where the sampler is.
struct Chain<'a> {
    pool: &'a Pool,
    times: Vec<f64>,
    heard: Vec<Heard>,
    truth: Vec<f64>,
    biases: Vec<f64>,
}

impl<'a> Chain<'a> {
    fn new(reports: &[Report], pool: &'a Pool) -> Chain<'a> {
        let mut times: Vec<f64> = reports.iter().map(|report| report.at).collect();
        times.extend(pool.last.map(|(at, ..)| at));
        times.sort_by(f64::total_cmp);
        times.dedup();
        let place = |at: f64| times.partition_point(|&time| time < at);
        let heard: Vec<Heard> = reports
            .iter()
            .map(|report| {
                let said = libm::log(report.people);
                Heard {
                    by: report.by,
                    time: place(report.at),
                    said,
                    counted: said,
                    at_least: report.at_least,
                }
            })
            .collect();
        let reporters = reports.iter().map(|report| report.by + 1).max().unwrap_or(0);
        // Any rising curve will do to begin with: the greatest of what was said so far.
        let mut highest = heard.iter().map(|report| report.said).fold(f64::INFINITY, f64::min);
        let truth = (0..times.len()).map(|time| {
            let said = heard.iter().filter(|report| report.time == time).map(|report| report.said);
            highest = said.fold(highest, f64::max);
            highest
        });
        Chain { truth: truth.collect(), biases: vec![0.0; reporters], pool, heard, times }
    }

    /// Draws everything once, each given all else.
    fn step(&mut self, draw: &mut dyn FnMut() -> f64) {
        self.count_again(draw);
        self.draw_biases(draw);
        self.draw_truth(draw);
    }

    /// What had been counted by who gave a lower bound.
    fn count_again(&mut self, draw: &mut dyn FnMut() -> f64) {
        for report in self.heard.iter_mut().filter(|report| report.at_least) {
            let mean = self.truth[report.time] + self.biases[report.by];
            report.counted = between((mean, self.pool.error), report.said, f64::INFINITY, draw());
        }
    }

    fn draw_biases(&mut self, draw: &mut dyn FnMut() -> f64) {
        let (of_bias, of_error) = (precision(self.pool.bias), precision(self.pool.error));
        for (by, bias) in self.biases.iter_mut().enumerate() {
            let own = self.heard.iter().filter(|report| report.by == by);
            let (mut total, mut sum) = (of_bias, 0.0);
            for report in own {
                total += of_error;
                sum += of_error * (report.counted - self.truth[report.time]);
            }
            *bias = sum / total + normal_quantile(draw()) / libm::sqrt(total);
        }
    }

    fn draw_truth(&mut self, draw: &mut dyn FnMut() -> f64) {
        let of_error = precision(self.pool.error);
        for time in 0..self.times.len() {
            let (mut total, mut sum) = (0.0, 0.0);
            for report in self.heard.iter().filter(|report| report.time == time) {
                total += of_error;
                sum += of_error * (report.counted - self.biases[report.by]);
            }
            if let Some((_, people, error)) = self.pool.last.filter(|(at, ..)| *at == self.times[time]) {
                total += precision(error);
                sum += precision(error) * libm::log(people);
            }
            let low = time.checked_sub(1).map_or(f64::NEG_INFINITY, |before| self.truth[before]);
            let high = self.truth.get(time + 1).copied().unwrap_or(f64::INFINITY);
            self.truth[time] = between((sum / total, 1.0 / libm::sqrt(total)), low, high, draw());
        }
    }
}

fn precision(sd: f64) -> f64 {
    1.0 / (sd * sd)
}

/// A normal number that is known to lie between two others, by inversion. Far from where it would lie it is the nearer end.
fn between((mean, sd): (f64, f64), low: f64, high: f64, share: f64) -> f64 {
    // On the side where chances are small and can be told apart.
    let flipped = low > mean;
    let (from, to) = match flipped {
        true => ((mean - high) / sd, (mean - low) / sd),
        false => ((low - mean) / sd, (high - mean) / sd),
    };
    let (below, above) = (normal_cdf(from), normal_cdf(to));
    let chance = below + share * (above - below);
    let z = if chance > 0.0 && chance < 1.0 { normal_quantile(chance) } else { to.min(0.0).max(from) };
    (if flipped { mean - z * sd } else { mean + z * sd }).clamp(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Moments;

    /// Numbers that are spread evenly and in no order.
    fn numbers() -> impl FnMut() -> f64 {
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            ((state >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
        }
    }

    fn report(by: usize, at: f64, people: f64) -> Report {
        Report { by, at, people, at_least: false }
    }

    /// By hand: at one time each report weighs 1 / (0.2² + 0.1²) = 20, the assessment 1 / 0.05² = 400.
    #[test]
    fn at_one_time_the_mean_is_weighted_by_what_each_is_worth() {
        let reports = [report(0, 1.0, 6000.0), report(1, 1.0, 6400.0), report(2, 1.0, 7000.0)];
        let pool = Pool { bias: 0.2, error: 0.1, last: Some((1.0, 6200.0, 0.05)), draws: 20_000 };
        let found = pooled(&reports, &pool, &mut numbers()).unwrap();
        let mut logs = Moments::default();
        found.people[0].iter().for_each(|people| logs.push(people.ln()));
        let by_hand =
            (20.0 * (6000_f64.ln() + 6400_f64.ln() + 7000_f64.ln()) + 400.0 * 6200_f64.ln()) / 460.0;
        assert!((logs.mean().unwrap() - by_hand).abs() < 0.002, "{logs:?} {by_hand}");
        assert!((logs.sd().unwrap() * 460_f64.sqrt() - 1.0).abs() < 0.03, "{logs:?}");
    }

    #[test]
    fn who_is_always_high_is_found_out_by_the_assessment() {
        let truth = [1000.0, 3000.0, 6000.0, 9000.0];
        let reports: Vec<Report> = truth
            .iter()
            .enumerate()
            .flat_map(|(at, &people)| [report(0, at as f64, people * 1.3), report(1, at as f64, people)])
            .collect();
        let pool = Pool { bias: 0.3, error: 0.05, last: Some((3.0, 9000.0, 0.02)), draws: 4000 };
        let found = pooled(&reports, &pool, &mut numbers()).unwrap();
        assert!(
            (found.biases[0] - 1.3_f64.ln()).abs() < 0.05 && found.biases[1].abs() < 0.05,
            "{:?}",
            found.biases
        );
        for (time, people) in truth.into_iter().enumerate() {
            assert!((found.median(time) / people - 1.0).abs() < 0.05, "{time}");
        }
    }

    #[test]
    fn the_truth_never_falls_and_a_lower_bound_is_no_upper_one() {
        let falls = [report(0, 1.0, 5000.0), report(1, 2.0, 4000.0)];
        let pool = Pool { bias: 0.1, error: 0.1, last: None, draws: 2000 };
        let found = pooled(&falls, &pool, &mut numbers()).unwrap();
        assert!(found.median(0) <= found.median(1) && found.median(0) > 3900.0 && found.median(1) < 5100.0);
        let least = [report(0, 1.0, 5000.0), Report { at_least: true, ..report(1, 1.0, 2000.0) }];
        let found = pooled(&least, &pool, &mut numbers()).unwrap();
        assert!((found.median(0) / 5000.0 - 1.0).abs() < 0.03);
        let least = [report(0, 1.0, 2000.0), Report { at_least: true, ..report(1, 1.0, 5000.0) }];
        assert!(pooled(&least, &pool, &mut numbers()).unwrap().median(0) > 2500.0);
    }

    #[test]
    fn the_same_numbers_give_the_same_result_and_nothing_gives_none() {
        let reports = [report(0, 1.0, 500.0)];
        let pool = Pool { bias: 0.1, error: 0.1, last: None, draws: 50 };
        assert_eq!(pooled(&reports, &pool, &mut numbers()), pooled(&reports, &pool, &mut numbers()));
        assert_eq!(pooled(&[], &pool, &mut numbers()), None);
        assert_eq!(pooled(&[report(0, 1.0, 0.0)], &pool, &mut numbers()), None);
        let least = [report(0, 1.0, 500.0), Report { at_least: true, ..report(0, 2.0, 500.0) }];
        assert_eq!(pooled(&least, &pool, &mut numbers()), None);
    }

    #[test]
    fn numbers_between_two_others_stay_there_however_far_off() {
        for (low, high) in [(-1.0, 1.0), (8.0, 9.0), (40.0, 41.0), (-41.0, -40.0), (2.0, f64::INFINITY)] {
            for share in [0.01, 0.5, 0.99] {
                let drawn = between((0.0, 1.0), low, high, share);
                assert!((low..=high).contains(&drawn), "{low} {high} {share}: {drawn}");
            }
        }
        // The median of a normal number above 2 is 2.2775.
        assert!((between((0.0, 1.0), 2.0, f64::INFINITY, 0.5) - 2.277_5).abs() < 1e-3);
    }
}
