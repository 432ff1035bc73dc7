//! The error of a public figure, on a log scale, and how it is widened.

use super::Particle;
use crate::plan::{Bound, PublicFigure};
use crate::stats::weighted_quantile;

/// How likely a figure is, given how many people were out in truth, as the logarithm of its part of what is most likely:
/// 0 at the best, less elsewhere. Its spread is taken so many times as wide.
///
/// The logarithm of what is said is that of the truth and a normal error. A figure that is a lower bound is right for any
/// larger truth.
#[must_use]
pub fn log_kernel(figure: &PublicFigure, truth: u64, widening: f64) -> f64 {
    if figure.bound == Bound::AtLeast && truth >= figure.people {
        return 0.0;
    }
    let z = distance(figure, truth) / widening;
    -0.5 * z * z
}

/// How far a figure is above the truth, in its spreads. Nobody counts as half a person.
#[must_use]
pub fn distance(figure: &PublicFigure, truth: u64) -> f64 {
    libm::log(figure.people as f64 / (truth as f64).max(0.5)) / figure.spread
}

/// The same of all figures together: their errors are independent of each other, given the truth.
pub(super) fn log_kernels(figures: &[PublicFigure], counts: &[u64], widening: f64) -> f64 {
    figures.iter().zip(counts).map(|(figure, &truth)| log_kernel(figure, truth, widening)).sum()
}

/// The widening of the next step: as narrow as leaves particles worth half as many as those that are given, but no
/// narrower than 1. These have passed `last`; none: they were drawn from what was thought before.
///
/// What they would be worth is the conditional effective sample size of Y. Zhou, A. M. Johansen and J. A. D. Aston, Journal
/// of Computational and Graphical Statistics 25 (2016), 701–726. Figures that contradict each other lower all particles
/// alike, and do not count.
pub(super) fn next_widening(figures: &[PublicFigure], particles: &[Particle], last: Option<f64>) -> f64 {
    let left = |widening: f64| -> f64 {
        let ratio = |particle: &Particle| {
            let before = last.map_or(0.0, |last| log_kernels(figures, &particle.counts, last));
            log_kernels(figures, &particle.counts, widening) - before
        };
        let ratios: Vec<f64> = particles.iter().map(ratio).collect();
        let highest = ratios.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (mut sum, mut square) = (0.0, 0.0);
        for (ratio, particle) in ratios.into_iter().zip(particles) {
            let part = libm::exp(ratio - highest);
            sum += particle.weight * part;
            square += particle.weight * part * part;
        }
        sum * sum / square
    };
    if left(1.0) >= KEPT {
        return 1.0;
    }
    // In logarithms: the widening of a first step may be anything.
    let (mut low, mut high) = (0.0, last.map_or(LOG_WIDEST, libm::log));
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if left(libm::exp(middle)) < KEPT { low = middle } else { high = middle }
    }
    libm::exp(high)
}

/// How likely the figures are in a run that is surely accepted, as a logarithm: as likely as in the best fifth of what the
/// particles say. A run in which they are more likely is accepted with more weight.
pub(super) fn reference(figures: &[PublicFigure], particles: &[Particle], widening: f64) -> f64 {
    let mut kernels: Vec<(f64, f64)> = particles
        .iter()
        .map(|particle| (log_kernels(figures, &particle.counts, widening), particle.weight))
        .collect();
    kernels.sort_by(|a, b| a.0.total_cmp(&b.0));
    weighted_quantile(&kernels, SURELY)
}

/// How much of the particles' worth a step keeps.
const KEPT: f64 = 0.5;
/// The share of the particles in which the figures are less likely than where a run is surely accepted.
const SURELY: f64 = 0.8;
/// The widest that a first step is, as a logarithm.
const LOG_WIDEST: f64 = 12.0;
/// How finely a widening is found.
const HALVINGS: u32 = 40;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Tick;

    fn figure(people: u64, bound: Bound, spread: f64) -> PublicFigure {
        PublicFigure {
            who: "somebody".into(),
            at: Tick(1),
            people,
            scope: Vec::new(),
            site: None,
            bound,
            spread,
        }
    }

    #[test]
    fn a_figure_is_most_likely_where_it_is_right() {
        let about = figure(1000, Bound::About, 0.1);
        assert_eq!(log_kernel(&about, 1000, 1.0), 0.0);
        let off = libm::log(1000.0 / 800.0) / 0.1;
        assert!((log_kernel(&about, 800, 1.0) + off * off / 2.0).abs() < 1e-12);
        assert!((log_kernel(&about, 800, 2.0) * 4.0 - log_kernel(&about, 800, 1.0)).abs() < 1e-12);
        assert!(log_kernel(&about, 1250, 1.0) < -2.0 && log_kernel(&about, 0, 1.0).is_finite());
    }

    #[test]
    fn a_lower_bound_errs_only_above_the_truth() {
        let least = figure(1000, Bound::AtLeast, 0.1);
        assert_eq!(log_kernel(&least, 5000, 1.0), 0.0);
        assert_eq!(log_kernel(&least, 800, 1.0), log_kernel(&figure(1000, Bound::Exact, 0.1), 800, 1.0));
    }

    #[test]
    fn steps_keep_half_of_the_weight_until_nothing_is_widened() {
        let figures = [figure(1000, Bound::About, 0.1)];
        let particle =
            |count: u64| Particle { attempt: 0, at: Vec::new(), counts: vec![count], weight: 0.01 };
        let particles: Vec<Particle> = (0..100).map(|number| particle(500 + number * 10)).collect();
        let (mut last, mut steps) = (None, 0);
        loop {
            let next = next_widening(&figures, &particles, last);
            assert!(last.is_none_or(|last| next <= last), "{next} after {last:?}");
            steps += 1;
            last = Some(next);
            if next == 1.0 {
                break;
            }
        }
        assert!((2..10).contains(&steps), "{steps}");
    }
}
