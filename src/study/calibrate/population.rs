//! A population of particles: points of the unit cube with weights, and where the next ones are looked for.
//!
//! Each unknown value is its distribution's quantile at one coordinate, so that before anything was said all points are
//! alike likely, whatever the distributions are, and whole numbers and lists need no rule of their own.

use rayon::prelude::*;

use crate::engine::Stream;
use crate::stats::normal_quantile;

/// A run that could be the true one.
#[derive(Clone, Debug, PartialEq)]
pub struct Particle {
    /// The attempt that it was: its number among all, which is that of its replication.
    pub attempt: u64,
    /// The shares of the unknown values' distributions, from 0 to 1.
    pub at: Vec<f64>,
    /// Of each figure, how many people had been set down in truth.
    pub counts: Vec<u64>,
    /// Its weight; those of a population add up to 1.
    pub weight: f64,
}

/// How many points beside the cube are given up before an attempt is.
const TRIES: u32 = 1000;
/// The least variance of a coordinate in a kernel: a population that agrees on a value still looks around it.
const LEAST_VARIANCE: f64 = 1e-6;

/// Where new points come from: a particle by its weight, moved by a normal step with twice the population's covariance,
/// and not out of the cube.
///
/// Source: M. A. Beaumont, J.-M. Cornuet, J.-M. Marin and C. P. Robert, Biometrika 96 (2009), 983–990; with the whole
/// covariance: S. Filippi, C. P. Barnes, J. Cornebise and M. P. H. Stumpf, Statistical Applications in Genetics and
/// Molecular Biology 12 (2013), 87–107.
#[derive(Clone, Debug)]
pub(super) struct Proposal {
    points: Vec<Vec<f64>>,
    /// The sums of the weights up to each particle.
    sums: Vec<f64>,
    weights: Vec<f64>,
    /// The lower triangle whose square is the step's covariance.
    root: Vec<Vec<f64>>,
    /// The points as the root's inverse moves them: there, steps are alike in all directions.
    moved: Vec<Vec<f64>>,
}

impl Proposal {
    pub(super) fn of(particles: &[Particle]) -> Proposal {
        let root = root(&doubled_covariance(particles));
        let mut sum = 0.0;
        let running = |particle: &Particle| {
            sum += particle.weight;
            sum
        };
        Proposal {
            sums: particles.iter().map(running).collect(),
            weights: particles.iter().map(|particle| particle.weight).collect(),
            moved: particles.iter().map(|particle| solved(&root, &particle.at)).collect(),
            points: particles.iter().map(|particle| particle.at.clone()).collect(),
            root,
        }
    }

    /// A new point; none if all that were tried lay beside the cube.
    pub(super) fn draw(&self, luck: &mut Stream) -> Option<Vec<f64>> {
        let all = self.sums.last()?;
        (0..TRIES).find_map(|_| {
            let share = luck.draw() * all;
            let from = self.sums.partition_point(|&sum| sum < share).min(self.points.len() - 1);
            let steps: Vec<f64> = self.root.iter().map(|_| normal_quantile(luck.draw())).collect();
            let moved =
                self.root.iter().zip(&self.points[from]).map(|(row, &at)| {
                    at + row.iter().zip(&steps).map(|(part, step)| part * step).sum::<f64>()
                });
            let point: Vec<f64> = moved.collect();
            point.iter().all(|&at| at > 0.0 && at < 1.0).then_some(point)
        })
    }

    /// Gives particles that were drawn from here their weights: what each had, times what was thought before, alike likely
    /// everywhere, over the density with which they were drawn.
    pub(super) fn weigh(&self, particles: &mut [Particle]) {
        let density = |particle: &Particle| -> f64 {
            let at = solved(&self.root, &particle.at);
            let part = |(moved, weight): (&Vec<f64>, &f64)| {
                let square: f64 = moved.iter().zip(&at).map(|(a, b)| (a - b) * (a - b)).sum();
                weight * libm::exp(-0.5 * square)
            };
            self.moved.iter().zip(&self.weights).map(part).sum()
        };
        let densities: Vec<f64> = particles.par_iter().map(density).collect();
        particles.iter_mut().zip(densities).for_each(|(particle, density)| particle.weight /= density);
        let total: f64 = particles.iter().map(|particle| particle.weight).sum();
        particles.iter_mut().for_each(|particle| particle.weight /= total);
    }
}

/// How many particles of equal weight would say as much.
#[must_use]
pub fn effective_size(particles: &[Particle]) -> f64 {
    1.0 / particles.iter().map(|particle| particle.weight * particle.weight).sum::<f64>()
}

/// Twice the weighted covariance, with at least a little variance.
fn doubled_covariance(particles: &[Particle]) -> Vec<Vec<f64>> {
    let width = particles.first().map_or(0, |particle| particle.at.len());
    let mean =
        |place: usize| -> f64 { particles.iter().map(|particle| particle.weight * particle.at[place]).sum() };
    let means: Vec<f64> = (0..width).map(mean).collect();
    let of = |a: usize, b: usize| -> f64 {
        let parts = particles.iter();
        parts
            .map(|particle| particle.weight * (particle.at[a] - means[a]) * (particle.at[b] - means[b]))
            .sum()
    };
    let row = |a: usize| {
        let cell = |b: usize| 2.0 * of(a, b) + if a == b { LEAST_VARIANCE } else { 0.0 };
        (0..width).map(cell).collect()
    };
    (0..width).map(row).collect()
}

/// Cholesky's root of a covariance: the lower triangle.
fn root(square: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut root = vec![vec![0.0; square.len()]; square.len()];
    for row in 0..square.len() {
        for column in 0..=row {
            let done: f64 = (0..column).map(|place| root[row][place] * root[column][place]).sum();
            let left = square[row][column] - done;
            root[row][column] = match row == column {
                // Rounding must not make a variance negative.
                true => libm::sqrt(left.max(LEAST_VARIANCE * 1e-3)),
                false => left / root[column][column],
            };
        }
    }
    root
}

/// A point as the inverse of a root moves it.
fn solved(root: &[Vec<f64>], point: &[f64]) -> Vec<f64> {
    let mut moved = Vec::with_capacity(point.len());
    for (row, &at) in root.iter().zip(point) {
        let done: f64 = row.iter().zip(&moved).map(|(part, before): (&f64, &f64)| part * before).sum();
        moved.push((at - done) / row[moved.len()]);
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Luck, Purpose};
    use crate::plan::Entity;

    fn luck() -> Stream {
        Luck::new(1, 2).stream(Entity(3), 0, Purpose::Once)
    }

    fn particles(points: &[[f64; 2]]) -> Vec<Particle> {
        let weight = 1.0 / points.len() as f64;
        points.iter().map(|at| Particle { attempt: 0, at: at.to_vec(), counts: Vec::new(), weight }).collect()
    }

    #[test]
    fn a_root_squared_is_the_covariance() {
        let square = vec![vec![4.0, 2.0, 0.4], vec![2.0, 5.0, 1.0], vec![0.4, 1.0, 3.0]];
        let root = root(&square);
        for (row, a) in root.iter().enumerate() {
            for (column, b) in root.iter().enumerate() {
                let product: f64 = a.iter().zip(b).map(|(a, b)| a * b).sum();
                assert!((product - square[row][column]).abs() < 1e-12);
            }
        }
        let moved = solved(&root, &[1.0, 2.0, 3.0]);
        let back: f64 = root[2].iter().zip(&moved).map(|(a, b)| a * b).sum();
        assert!((back - 3.0).abs() < 1e-12);
    }

    #[test]
    fn points_stay_in_the_cube_and_weights_undo_how_they_were_drawn() {
        let corner = particles(&[[0.02, 0.03], [0.05, 0.01], [0.2, 0.1], [0.1, 0.3]]);
        let (proposal, mut luck) = (Proposal::of(&corner), luck());
        let draw =
            |_| Particle { attempt: 0, at: proposal.draw(&mut luck).unwrap(), counts: vec![], weight: 1.0 };
        let mut drawn: Vec<Particle> = (0..20_000).map(draw).collect();
        assert!(drawn.iter().flat_map(|particle| &particle.at).all(|&at| at > 0.0 && at < 1.0));
        // Within the region that the steps reach, weighted points are uniform.
        drawn.retain(|particle| particle.at.iter().all(|&at| at < 0.2));
        proposal.weigh(&mut drawn);
        assert!((drawn.iter().map(|particle| particle.weight).sum::<f64>() - 1.0).abs() < 1e-9);
        let mean: f64 = drawn.iter().map(|particle| particle.weight * particle.at[0]).sum();
        assert!((mean - 0.1).abs() < 0.004, "{mean}");
    }

    #[test]
    fn particles_alike_are_as_many_as_they_are() {
        let mut some = particles(&[[0.1, 0.1]; 8]);
        assert!((effective_size(&some) - 8.0).abs() < 1e-12);
        some.iter_mut().for_each(|particle| particle.weight = 0.0);
        some[3].weight = 1.0;
        assert_eq!(effective_size(&some), 1.0);
    }
}
