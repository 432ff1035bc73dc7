//! Sensitivity: which of several uncertain values matters how much.
//!
//! Sobol's indices are shares of a variance: the first-order index of a value is the share that goes when
//! the value alone becomes known, its total index the share that stays when all others do. A simulation's
//! answer at a setting is a mean over replications and noisy itself. Each setting has luck of its own
//! here, so that the noise is independent; its variance is known from the replications, and is taken out.

use super::Setting;
use super::axis::Axis;
use super::design::{below, luck, sobol, with_points};
use crate::stats::type7;

/// Times that an interval's points are drawn again.
const RESAMPLES: usize = 1000;

/// An answer at a setting: its mean over replications, and the variance of that mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answer {
    /// The mean.
    pub mean: f64,
    /// The variance of the mean: that of a replication, divided by their number.
    pub noise: f64,
}

/// How much of the answers' variance one value is behind.
#[derive(Clone, Debug, PartialEq)]
pub struct Index {
    /// The value's path.
    pub path: String,
    /// The first-order index, and its 95 % interval by bootstrap.
    pub first: (f64, (f64, f64)),
    /// The total index, and its 95 % interval by bootstrap.
    pub total: (f64, (f64, f64)),
}

/// Indices of all values, with what they are shares of.
#[derive(Clone, Debug, PartialEq)]
pub struct Indices {
    /// The variance of the answers, without noise.
    pub variance: f64,
    /// The mean variance of an answer's noise.
    pub noise: f64,
    /// An index each.
    pub of: Vec<Index>,
}

/// The settings for indices from `points` points: for each, two independent settings A and B, and for
/// each axis A with that axis's value of B. A. Saltelli and others, Computer Physics Communications 181
/// (2010).
///
/// # Errors
/// If there are more axes than the sequence has dimensions for.
pub fn index_settings(axes: &[Axis], points: usize, seed: u64) -> Result<Vec<Setting>, String> {
    Ok(with_points(axes, &index_points(axes.len(), points, seed)?))
}

/// The points of the unit cube behind [`index_settings`].
///
/// # Errors
/// If there are more dimensions than the sequence has.
pub fn index_points(dimensions: usize, points: usize, seed: u64) -> Result<Vec<Vec<f64>>, String> {
    let rows = sobol(2 * dimensions, points, seed)?;
    let mut all = Vec::with_capacity(points * (dimensions + 2));
    for row in rows {
        let (a, b) = row.split_at(dimensions);
        all.extend([a.to_vec(), b.to_vec()]);
        for axis in 0..dimensions {
            let mut mixed = a.to_vec();
            mixed[axis] = b[axis];
            all.push(mixed);
        }
    }
    Ok(all)
}

/// The indices from the answers at [`index_settings`], in their order. None if the answers do not vary
/// more than their noise.
///
/// First-order indices are estimated as Saltelli and others (2010) do, totals as M. J. W. Jansen does
/// (Computer Physics Communications 117, 1999). In the first, noise has no part in the mean; from
/// Jansen's squares and from the variance, that of the noise is subtracted.
///
/// # Panics
/// If the number of answers is not that of the settings for these paths.
#[must_use]
pub fn indices(paths: &[String], answers: &[Answer], seed: u64) -> Option<Indices> {
    let width = paths.len() + 2;
    assert!(answers.len().is_multiple_of(width), "{} answers are not a whole design", answers.len());
    let rows: Vec<&[Answer]> = answers.chunks_exact(width).collect();
    let all: Vec<usize> = (0..rows.len()).collect();
    let (variance, noise) = variance(&rows, &all);
    if variance.is_nan() || variance <= 0.0 {
        return None;
    }
    let mut draws = luck(seed, "bootstrap", 0);
    let resamples: Vec<Vec<usize>> =
        (0..RESAMPLES).map(|_| all.iter().map(|_| below(draws.draw(), rows.len())).collect()).collect();
    let told = |of: &dyn Fn(&[usize]) -> f64| {
        let mut again: Vec<f64> =
            resamples.iter().map(|places| of(places)).filter(|x| x.is_finite()).collect();
        again.sort_unstable_by(f64::total_cmp);
        let end = |p| if again.is_empty() { f64::NAN } else { type7(&again, p) };
        (of(&all), (end(0.025), end(0.975)))
    };
    let of = paths.iter().enumerate().map(|(axis, path)| Index {
        path: path.clone(),
        first: told(&|places| first_order(&rows, places, axis)),
        total: told(&|places| total(&rows, places, axis)),
    });
    Some(Indices { variance, noise, of: of.collect() })
}

/// The variance of the answers of A and B without noise, and the mean variance of noise.
fn variance(rows: &[&[Answer]], places: &[usize]) -> (f64, f64) {
    let answers = || places.iter().flat_map(|&place| &rows[place][..2]);
    let count = 2.0 * places.len() as f64;
    let mean = answers().map(|answer| answer.mean).sum::<f64>() / count;
    let squares: f64 = answers().map(|answer| (answer.mean - mean) * (answer.mean - mean)).sum();
    let noise = answers().map(|answer| answer.noise).sum::<f64>() / count;
    (squares / (count - 1.0) - noise, noise)
}

fn first_order(rows: &[&[Answer]], places: &[usize], axis: usize) -> f64 {
    // Answers are taken from their mean: the estimate is the same in the mean, and less uncertain.
    let mean = places.iter().map(|&place| rows[place][0].mean + rows[place][1].mean).sum::<f64>()
        / (2.0 * places.len() as f64);
    let product = |&place: &usize| {
        let (a, b, mixed) = (rows[place][0].mean, rows[place][1].mean, rows[place][2 + axis].mean);
        (b - mean) * (mixed - a)
    };
    places.iter().map(product).sum::<f64>() / places.len() as f64 / variance(rows, places).0
}

fn total(rows: &[&[Answer]], places: &[usize], axis: usize) -> f64 {
    let square = |&place: &usize| {
        let (a, mixed) = (rows[place][0], rows[place][2 + axis]);
        ((a.mean - mixed.mean) * (a.mean - mixed.mean) - a.noise - mixed.noise) / 2.0
    };
    places.iter().map(square).sum::<f64>() / places.len() as f64 / variance(rows, places).0
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::*;
    use crate::stats::{Moments, normal_quantile};

    /// Answers of a function of points, each a mean of eight replications with noise.
    fn answers(points: &[Vec<f64>], sd: f64, of: impl Fn(&[f64]) -> f64) -> Vec<Answer> {
        let mut noise = luck(3, "noise", 0);
        let mut answer = |point: &Vec<f64>| {
            let moments: Moments = (0..8).map(|_| of(point) + sd * normal_quantile(noise.draw())).collect();
            Answer { mean: moments.mean().unwrap(), noise: moments.sd().unwrap().powi(2) / 8.0 }
        };
        points.iter().map(&mut answer).collect()
    }

    fn assert_indices(sd: f64, of: impl Fn(&[f64]) -> f64, expected: &[(f64, f64)], off: f64) {
        let paths: Vec<String> = (0..expected.len()).map(|axis| format!("x{axis}")).collect();
        let points = index_points(paths.len(), 4096, 5).unwrap();
        let found = indices(&paths, &answers(&points, sd, of), 5).unwrap();
        for (index, (first, total)) in found.of.iter().zip(expected) {
            for ((value, (low, high)), expected) in [(index.first, first), (index.total, total)] {
                assert!((value - expected).abs() < off, "{}: {value} is not {expected}", index.path);
                assert!(
                    low - off / 2.0 < *expected && *expected < high + off / 2.0,
                    "{low} {expected} {high}"
                );
            }
        }
    }

    #[test]
    fn the_function_of_ishigami_has_its_known_indices_under_noise() {
        let ishigami = |x: &[f64]| {
            let [x, y, z] = [0, 1, 2].map(|axis| PI * (2.0 * x[axis] - 1.0));
            libm::sin(x) + 7.0 * libm::sin(y).powi(2) + 0.1 * z.powi(4) * libm::sin(x)
        };
        let known = [(0.3139, 0.5576), (0.4424, 0.4424), (0.0, 0.2437)];
        assert_indices(0.0, ishigami, &known, 0.03);
        // The noise of an answer is two thirds of their deviation: without its subtraction the first
        // index would be 0.21.
        assert_indices(7.0, ishigami, &known, 0.06);
    }

    #[test]
    fn the_g_function_has_its_known_indices_under_noise() {
        let a = [0.0, 1.0, 4.5, 9.0];
        let g = |x: &[f64]| (0..4).map(|k| ((4.0 * x[k] - 2.0).abs() + a[k]) / (1.0 + a[k])).product();
        let parts = a.map(|a| 1.0 / (3.0 * (1.0 + a) * (1.0 + a)));
        let variance = parts.map(|part| 1.0 + part).iter().product::<f64>() - 1.0;
        let known = parts.map(|part| (part / variance, part * (variance + 1.0) / (1.0 + part) / variance));
        assert_indices(1.0, g, &known, 0.06);
    }

    #[test]
    fn answers_that_are_all_noise_have_no_indices() {
        let answers = vec![Answer { mean: 1.0, noise: 0.5 }; 12];
        assert_eq!(indices(&["x".into()], &answers, 1), None);
    }
}
