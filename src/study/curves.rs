//! Differences of a headcount over time: people out in one setting minus people out in the base, pair
//! by pair.

use rayon::prelude::*;

use super::{Block, Counts, QUANTILES};
use crate::plan::Plan;
use crate::record::{Grid, rendered_series};
use crate::stats::{Shape, type1_rank};
use crate::units::Tick;

/// Replications whose curves are kept; more would not change a band that one could see.
pub const MOST_CURVES: usize = 4096;

/// The curves of everybody who is out, of the first replications of one setting.
#[derive(Clone, Debug)]
pub struct OutCurves {
    width: usize,
    /// Which series they are.
    out: Option<usize>,
    curves: Vec<Counts>,
}

/// What the pairs say of a difference at one instant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DifferenceBand {
    /// How many pairs it rests on: all, but no more than [`MOST_CURVES`], the first ones.
    pub pairs: u64,
    /// The mean.
    pub mean: f64,
    /// Its interval at this instant alone; none where too few pairs differ or a few decide.
    pub interval: Option<(f64, f64)>,
    /// The order statistics (Hyndman and Fan's type 1) at [`QUANTILES`].
    pub quantiles: [i64; QUANTILES.len()],
}

impl OutCurves {
    /// No curves yet, for a setting with this plan.
    #[must_use]
    pub fn new(plan: &Plan) -> OutCurves {
        let subjects = rendered_series(plan);
        let everybody = subjects.iter().find(|s| s.group.is_none() && s.site.is_none() && s.state == "out");
        let width = crate::record::all_series(plan).len();
        OutCurves { width, out: everybody.map(|subject| subject.series), curves: Vec::new() }
    }

    /// Takes in the next block of the setting.
    pub fn add(&mut self, block: &Block) {
        let Some(out) = self.out else { return };
        let room = MOST_CURVES.saturating_sub(self.curves.len());
        let column = |counts: &Counts| {
            let rows = counts.rows.chunks_exact(self.width).map(|row| row[out]).collect();
            Counts { grid: counts.grid, rows }
        };
        self.curves.extend(block.counts.iter().take(room).map(column));
    }

    fn end(&self) -> Tick {
        self.curves.iter().map(|counts| counts.grid.end).max().unwrap_or(Tick::START)
    }

    /// The difference of this setting to the base over time, on a grid that reaches the last end of
    /// both.
    #[must_use]
    pub fn minus(&self, base: &OutCurves, level: f64) -> (Grid, Vec<DifferenceBand>) {
        let grid = Grid::until(self.end().max(base.end()));
        if self.curves.is_empty() || base.curves.is_empty() {
            return (grid, Vec::new());
        }
        let band = |point: usize| {
            let tick = grid.at(point);
            let value = |counts: &Counts| i64::from(counts.at(1, tick)[0]);
            let pairs = self.curves.iter().zip(&base.curves);
            DifferenceBand::of(pairs.map(|(mine, theirs)| value(mine) - value(theirs)).collect(), level)
        };
        (grid, (0..grid.len()).into_par_iter().map(band).collect())
    }
}

impl DifferenceBand {
    fn of(mut values: Vec<i64>, level: f64) -> DifferenceBand {
        let shape: Shape = values.iter().map(|&value| value as f64).collect();
        values.sort_unstable();
        DifferenceBand {
            pairs: shape.moments().count(),
            mean: shape.moments().mean().unwrap_or(0.0),
            interval: shape.interval(level),
            quantiles: QUANTILES.map(|p| values[type1_rank(values.len(), p)]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::MINUTE;

    fn curves(all: &[&[u32]]) -> OutCurves {
        let grid = |len: usize| Grid::until(Tick((len as u64 - 1) * MINUTE));
        let curves = all.iter().map(|rows| Counts { grid: grid(rows.len()), rows: rows.to_vec() });
        OutCurves { width: 1, out: Some(0), curves: curves.collect() }
    }

    #[test]
    fn differences_are_of_pairs_and_a_run_that_has_ended_keeps_its_last_value() {
        let (base, other) = (curves(&[&[0, 1, 9], &[0, 5, 5]]), curves(&[&[0, 4, 6, 9], &[0, 5]]));
        let (grid, bands) = other.minus(&base, 0.95);
        assert_eq!(grid.len(), 4);
        let told: Vec<(f64, [i64; 2])> =
            bands.iter().map(|band| (band.mean, [band.quantiles[0], band.quantiles[4]])).collect();
        assert_eq!(told, [(0.0, [0, 0]), (1.5, [0, 3]), (-1.5, [-3, 0]), (0.0, [0, 0])]);
    }
}
