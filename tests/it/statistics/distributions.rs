//! Draws against distribution functions that share no code with the sampler, at fixed seeds; and
//! the first draws of each law, bit for bit.

use std::f64::consts::PI;

use noria::stats::{Distribution, Moments, poisson_quantile, unit};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use statrs::distribution::{
    ChiSquared, ContinuousCDF, Discrete, Exp, Gamma, LogNormal, Normal, Poisson, Triangular, Weibull,
};

const DRAWS: usize = 200_000;

/// Why laws in this file cannot be refused.
const SOUND: &str = "the parameters are in range";

/// One sound sampler in a thousand would fail here, were the seeds not fixed.
const ALPHA: f64 = 0.001;

/// `count` numbers between 0 and 1 from a fixed seed.
fn units(seed: u64, count: usize) -> impl Iterator<Item = f64> {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    (0..count).map(move |_| unit(generator.next_u64()))
}

fn draws(law: &Distribution, seed: u64) -> Vec<f64> {
    units(seed, DRAWS).map(|u| law.quantile(u)).collect()
}

/// A continuous law, with an independent distribution function.
type ContinuousCase = (&'static str, Distribution, Box<dyn Fn(f64) -> f64>);

fn oracle(law: impl ContinuousCDF<f64, f64> + 'static) -> Box<dyn Fn(f64) -> f64> {
    Box::new(move |x| law.cdf(x))
}

/// μ and σ of the lognormal law of mean 25 and coefficient of variation 0.4.
fn lognormal_parameters() -> (f64, f64) {
    let sigma = (1.0 + 0.4_f64 * 0.4).ln().sqrt();
    (25.0_f64.ln() - 0.5 * sigma * sigma, sigma)
}

/// μ and σ of the lognormal law with a tenth below 12 and a twentieth above 40.
fn lognormal_parameters_from_quantiles() -> (f64, f64) {
    let normal = Normal::standard();
    let (low, high) = (normal.inverse_cdf(0.1), normal.inverse_cdf(0.95));
    let sigma = (40.0_f64 / 12.0).ln() / (high - low);
    (12.0_f64.ln() - sigma * low, sigma)
}

fn cut_normal_cdf(x: f64) -> f64 {
    let parent = Normal::new(10.0, 8.0).expect("the deviation is positive");
    (parent.cdf(x) - parent.cdf(0.0)) / parent.sf(0.0)
}

fn continuous() -> Vec<ContinuousCase> {
    let mut cases = symmetric_or_simple();
    cases.extend(skewed());
    cases
}

fn symmetric_or_simple() -> Vec<ContinuousCase> {
    let uniform_cdf = |x: f64| ((x - 20.0) / 10.0).clamp(0.0, 1.0);
    let triangular = Triangular::new(10.0, 30.0, 12.0).expect(SOUND);
    let exponential = Exp::new(1.0 / 15.0).expect(SOUND);
    vec![
        ("uniform", Distribution::uniform(20.0, 30.0).expect(SOUND), Box::new(uniform_cdf)),
        ("triangular", Distribution::triangular(10.0, 12.0, 30.0).expect(SOUND), oracle(triangular)),
        ("exponential", Distribution::exponential(15.0).expect(SOUND), oracle(exponential)),
        ("normal", Distribution::normal(10.0, 8.0).expect(SOUND), Box::new(cut_normal_cdf)),
    ]
}

fn skewed() -> Vec<ContinuousCase> {
    let by_quantiles = Distribution::lognormal_quantiles((0.95, 40.0), (0.1, 12.0));
    // Weibull's shape 2 has cv √(4/π - 1) and mean √π/2; shape ½ has cv √5 and mean 2.
    let rayleigh_cv = (4.0 / PI - 1.0).sqrt();
    let gamma = |shape, rate| oracle(Gamma::new(shape, rate).expect(SOUND));
    let weibull = |shape, scale| oracle(Weibull::new(shape, scale).expect(SOUND));
    let lognormal = |(mu, sigma)| oracle(LogNormal::new(mu, sigma).expect(SOUND));
    [
        ("lognormal", Distribution::lognormal(25.0, 0.4), lognormal(lognormal_parameters())),
        ("lognormal by quantiles", by_quantiles, lognormal(lognormal_parameters_from_quantiles())),
        ("gamma", Distribution::gamma(25.0, 0.5), gamma(4.0, 0.16)),
        ("gamma of small shape", Distribution::gamma(2.0, 2.0), gamma(0.25, 0.125)),
        ("gamma of large shape", Distribution::gamma(100.0, 0.1), gamma(100.0, 1.0)),
        ("weibull", Distribution::weibull(10.0, rayleigh_cv), weibull(2.0, 20.0 / PI.sqrt())),
        ("weibull of large spread", Distribution::weibull(10.0, 5.0_f64.sqrt()), weibull(0.5, 5.0)),
    ]
    .map(|(name, law, cdf)| (name, law.expect(SOUND), cdf))
    .into()
}

/// A discrete law, with the values and probabilities it was made of.
type DiscreteCase = (&'static str, Distribution, Vec<(f64, f64)>);

fn discrete() -> Vec<DiscreteCase> {
    let pairs = [(5.0, 1.0), (2.5, 3.0), (40.0, 0.5), (0.0, 2.0)];
    vec![
        (
            "whole numbers",
            Distribution::whole_uniform(3, 12).expect(SOUND),
            (3..=12).map(|value| (f64::from(value), 0.1)).collect(),
        ),
        (
            "values",
            Distribution::values(&pairs).expect(SOUND),
            pairs.iter().map(|(value, weight)| (*value, weight / 6.5)).collect(),
        ),
    ]
}

fn every_law() -> Vec<(&'static str, Distribution)> {
    let continuous = continuous().into_iter().map(|(name, law, _)| (name, law));
    let discrete = discrete().into_iter().map(|(name, law, _)| (name, law));
    continuous.chain(discrete).collect()
}

/// The largest distance between the empirical distribution function and `cdf`.
fn furthest(mut sample: Vec<f64>, cdf: &dyn Fn(f64) -> f64) -> f64 {
    sample.sort_by(f64::total_cmp);
    let share = |count: usize| count as f64 / sample.len() as f64;
    let distance = |(place, &x): (usize, &f64)| {
        let p = cdf(x);
        (p - share(place)).max(share(place + 1) - p)
    };
    sample.iter().enumerate().map(distance).fold(0.0, f64::max)
}

/// Fails if counts differ from what was expected, by Pearson's test.
fn assert_counts(name: &str, counted: &[(f64, f64)]) {
    let statistic: f64 = counted.iter().map(|(found, expected)| (found - expected).powi(2) / expected).sum();
    let freedom = counted.len() as f64 - 1.0;
    let critical = ChiSquared::new(freedom).expect("several values").inverse_cdf(1.0 - ALPHA);
    assert!(statistic < critical, "{name}: chi-square of {statistic} at {freedom} degrees");
}

#[test]
fn continuous_draws_pass_kolmogorov_and_smirnov() {
    // 1.9495 = √(ln(2/0.001) / 2), the asymptotic critical value.
    let critical = ((2.0 / ALPHA).ln() / 2.0).sqrt() / (DRAWS as f64).sqrt();
    for (seed, (name, law, cdf)) in (1..).zip(continuous()) {
        let distance = furthest(draws(&law, seed), &cdf);
        assert!(distance < critical, "{name}: {distance} is not below {critical}");
    }
}

#[test]
fn discrete_draws_pass_pearson() {
    for (seed, (name, law, pairs)) in (101..).zip(discrete()) {
        let sample = draws(&law, seed);
        let count = |value: f64| sample.iter().filter(|&&x| x == value).count() as f64;
        let counted: Vec<_> = pairs.iter().map(|&(value, p)| (count(value), p * DRAWS as f64)).collect();
        assert_eq!(counted.iter().map(|pair| pair.0).sum::<f64>(), DRAWS as f64, "{name}");
        assert_counts(name, &counted);
    }
}

#[test]
fn poisson_draws_pass_pearson() {
    for (seed, mean) in (201..).zip([0.3, 4.0, 35.0]) {
        let law = Poisson::new(mean).expect("the mean is positive");
        let last = (mean + 4.0 * mean.sqrt()) as u64;
        let mut found = vec![0.0; last as usize + 2];
        for u in units(seed, DRAWS) {
            found[poisson_quantile(mean, u).min(last + 1) as usize] += 1.0;
        }
        let mut expected: Vec<f64> = (0..=last).map(|k| law.pmf(k) * DRAWS as f64).collect();
        expected.push(DRAWS as f64 - expected.iter().sum::<f64>());
        let counted: Vec<_> = found.into_iter().zip(expected).filter(|pair| pair.1 >= 5.0).collect();
        assert_counts(&format!("poisson of {mean}"), &counted);
    }
}

#[test]
fn quantiles_and_independent_distribution_functions_undo_each_other() {
    for (name, law, cdf) in continuous() {
        for n in 1..200 {
            let u = f64::from(n) / 200.0;
            let x = law.quantile(u);
            assert!((cdf(x) - u).abs() < 1e-10, "{name}: {} for {u}", cdf(x));
            assert!((law.cdf(x) - u).abs() < 1e-14, "{name}: {} for {u}", law.cdf(x));
            assert!((law.quantile(cdf(x)) / x - 1.0).abs() < 1e-9, "{name} at {x}");
        }
    }
}

#[test]
fn discrete_quantiles_are_the_first_to_reach() {
    for (name, law, pairs) in discrete() {
        for factor in [1.0, 0.1, 60_000.0, 1.0 / 3.0] {
            let law = law.scaled(factor);
            for u in units(7, 1000) {
                let x = law.quantile(u);
                assert!(law.cdf(x) >= u, "{name} times {factor} at {u}");
                assert!(law.cdf(x * (1.0 - 1e-15) - 1e-300) < u, "{name} times {factor} at {u}");
            }
            for (value, _) in &pairs {
                assert!(law.cdf(value * factor) > law.cdf(value * factor * 0.999 - 1e-9), "{name}");
            }
        }
    }
}

#[test]
fn draws_have_the_mean_that_was_promised() {
    for (seed, (name, law)) in (301..).zip(every_law()) {
        let sample: Moments = draws(&law, seed).into_iter().collect();
        let (low, high) = sample.interval(1.0 - ALPHA).expect("there are many draws");
        assert!(low < law.mean() && law.mean() < high, "{name}: {} not in {low}..{high}", law.mean());
    }
}

#[test]
fn means_are_those_that_were_given() {
    let near = |name: &str, found: f64, expected: f64| {
        assert!((found / expected - 1.0).abs() < 1e-14, "{name}: {found}, not {expected}");
    };
    for cv in [1e-6, 0.01, 0.3, 1.0, 3.0, 10.0] {
        for law in [
            Distribution::lognormal(25.0, cv),
            Distribution::gamma(25.0, cv),
            Distribution::weibull(25.0, cv),
        ] {
            let law = law.unwrap();
            near(&format!("{law:?}"), law.mean(), 25.0);
        }
    }
    // 10 + 8 φ(5/4) / Φ(5/4), to sixteen digits.
    near("normal", Distribution::normal(10.0, 8.0).unwrap().mean(), 11.633803671189414);
    near("whole numbers", Distribution::whole_uniform(3, 12).unwrap().mean(), 7.5);
    near("triangular", Distribution::triangular(10.0, 12.0, 30.0).unwrap().mean(), 52.0 / 3.0);
}

#[test]
fn larger_numbers_never_draw_smaller_values() {
    for (name, law) in every_law() {
        let (least, largest) = law.bounds();
        let mut before = least;
        for n in 0..20_000_u64 {
            let x = law.quantile(unit(n * (u64::MAX / 20_000)));
            assert!(before <= x && x <= largest, "{name}: {x} after {before}");
            before = x;
        }
    }
}

#[test]
fn extreme_numbers_draw_finite_values() {
    let (least, largest) = (unit(0), unit(u64::MAX));
    for (name, law) in every_law() {
        let (low, high) = (law.quantile(least), law.quantile(largest));
        assert!(0.0 <= low && low <= high && high.is_finite(), "{name}: {low} to {high}");
        assert!(law.cdf(-1.0) == 0.0 && law.cdf(1e300) == 1.0 && law.cdf(f64::INFINITY) == 1.0, "{name}");
    }
}

#[test]
fn scaling_a_law_scales_its_draws() {
    for (name, law) in every_law() {
        let scaled = law.scaled(60_000.0);
        for u in units(11, 1000) {
            let (found, expected) = (scaled.quantile(u), 60_000.0 * law.quantile(u));
            let allowed = 1e-14 * expected.max(scaled.mean());
            assert!((found - expected).abs() <= allowed, "{name}: {found}, not {expected}");
        }
        assert!((scaled.mean() / law.mean() / 60_000.0 - 1.0).abs() < 1e-15, "{name}");
    }
}
