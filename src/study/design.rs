//! Designs: which settings are tried, of all that some axes allow.

use std::str::FromStr;

use super::axis::Axis;
use super::variants::{Setting, grid};
use super::vary::MOST_SETTINGS;
use crate::engine::{Luck, Purpose, Stream};
use crate::plan::Entity;
use crate::scenario::Law;
use crate::stats::{MOST_DIMENSIONS, Sobol};

/// How settings are chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Design {
    /// All of them: each value with each.
    #[default]
    Grid,
    /// So many points of a Latin hypercube: each axis has one in each of as many slices.
    LatinHypercube(usize),
    /// So many points of Sobol's sequence, shifted.
    Sobol(usize),
}

impl FromStr for Design {
    type Err = String;

    fn from_str(text: &str) -> Result<Design, String> {
        let wrong = || format!("`{text}` is not a design: write grid, lhs:N or sobol:N");
        let (name, points) = match text.split_once(':') {
            None if text == "grid" => return Ok(Design::Grid),
            None => return Err(wrong()),
            Some((name, points)) => (name, points.trim().parse::<usize>().map_err(|_| wrong())?),
        };
        match (name.trim(), points) {
            (_, 0) => Err(wrong()),
            (_, MOST_SETTINGS..) => Err(format!("`{text}` has more than {MOST_SETTINGS} points: give fewer")),
            ("lhs", points) => Ok(Design::LatinHypercube(points)),
            ("sobol", points) => Ok(Design::Sobol(points)),
            _ => Err(wrong()),
        }
    }
}

impl Design {
    /// The settings of this design over some axes; `seed` decides where points lie.
    ///
    /// # Errors
    /// If the axes don't allow it; the message says the way out.
    pub fn settings(self, axes: &[Axis], seed: u64) -> Result<Vec<Setting>, String> {
        match self {
            Design::Grid => grid(axes),
            Design::LatinHypercube(points) => {
                Ok(with_points(axes, &latin_hypercube(axes.len(), points, seed)))
            }
            Design::Sobol(points) => Ok(with_points(axes, &sobol(axes.len(), points, seed)?)),
        }
    }
}

/// The settings at points of the unit cube.
pub(super) fn with_points(axes: &[Axis], points: &[Vec<f64>]) -> Vec<Setting> {
    let setting = |point: &Vec<f64>| {
        Setting::of(axes.iter().zip(point).map(|(axis, &share)| axis.move_at(share)).collect())
    };
    points.iter().map(setting).collect()
}

/// So many settings whose values are drawn from laws, each independently.
#[must_use]
pub fn draw_settings(laws: &[(String, Law)], samples: usize, seed: u64) -> Vec<Setting> {
    let mut lucks: Vec<Stream> = laws.iter().map(|(path, _)| luck(seed, path, 0)).collect();
    let mut setting = |_| {
        let edits = laws.iter().zip(&mut lucks);
        Setting {
            edits: edits.map(|((path, law), luck)| (path.clone(), law.value_at(luck.draw()))).collect(),
        }
    };
    (0..samples).map(&mut setting).collect()
}

/// The luck of a design: an address of its own for each purpose and dimension, apart from that of runs.
pub(super) fn luck(seed: u64, what: &str, dimension: usize) -> Stream {
    // No replication has this number.
    Luck::new(seed, u64::MAX).stream(Entity::named("design", what), dimension as u32, Purpose::Once)
}

/// Points of Sobol's sequence.
pub(super) fn sobol(dimensions: usize, points: usize, seed: u64) -> Result<Vec<Vec<f64>>, String> {
    if dimensions > MOST_DIMENSIONS {
        return Err(format!(
            "Sobol's sequence is known in {MOST_DIMENSIONS} dimensions, not in {dimensions}: use lhs:N"
        ));
    }
    let shifts: Vec<f64> = (0..dimensions).map(|dimension| luck(seed, "shift", dimension).draw()).collect();
    let sequence = Sobol::shifted(&shifts);
    Ok((0..points as u32).map(|number| sequence.point(number)).collect())
}

/// Points of a Latin hypercube. Source: M. D. McKay, R. J. Beckman and W. J. Conover, Technometrics 21
/// (1979).
fn latin_hypercube(dimensions: usize, points: usize, seed: u64) -> Vec<Vec<f64>> {
    let column = |dimension: usize| {
        let mut luck = luck(seed, "hypercube", dimension);
        let mut slices: Vec<usize> = (0..points).collect();
        for place in (1..points).rev() {
            slices.swap(place, below(luck.draw(), place + 1));
        }
        slices.into_iter().map(|slice| (slice as f64 + luck.draw()) / points as f64).collect::<Vec<f64>>()
    };
    let columns: Vec<Vec<f64>> = (0..dimensions).map(column).collect();
    (0..points).map(|point| columns.iter().map(|column| column[point]).collect()).collect()
}

/// A whole number below `count`.
pub(super) fn below(share: f64, count: usize) -> usize {
    ((share * count as f64) as usize).min(count - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axes(texts: &[&str]) -> Vec<Axis> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn a_latin_hypercube_has_one_point_in_each_slice_of_each_axis() {
        let points = latin_hypercube(3, 50, 7);
        for dimension in 0..3 {
            let mut slices: Vec<usize> =
                points.iter().map(|point| (point[dimension] * 50.0) as usize).collect();
            slices.sort_unstable();
            assert_eq!(slices, (0..50).collect::<Vec<_>>());
        }
        assert_eq!(points, latin_hypercube(3, 50, 7));
        assert_ne!(points, latin_hypercube(3, 50, 8));
    }

    #[test]
    fn whole_numbers_are_tried_alike_often() {
        let settings = Design::Sobol(64).settings(&axes(&["a=1..4", "b=0.0..1.0"]), 1).unwrap();
        for value in ["1", "2", "3", "4"] {
            assert_eq!(settings.iter().filter(|setting| setting.edits[0].1 == value).count(), 16);
        }
    }

    #[test]
    fn designs_are_read_or_refused_with_the_way_out() {
        assert_eq!("lhs:50".parse(), Ok(Design::LatinHypercube(50)));
        assert_eq!("grid".parse(), Ok(Design::Grid));
        for wrong in ["lhs", "lhs:0", "cube:5", "sobol:x"] {
            assert!(wrong.parse::<Design>().unwrap_err().contains("lhs:N or sobol:N"), "{wrong}");
        }
    }
}
