//! The true headcount over time, in the runs that could be the true one.

use rayon::prelude::*;

use super::{Calibration, CalibrationError, Particle};
use crate::engine::Engine;
use crate::plan::{GroupId, Plan};
use crate::record::{Grid, Headcount, rendered_series};
use crate::stats::weighted_quantile;
use crate::study::QUANTILES;
use crate::study::threads::Threads;
use crate::units::Tick;

/// How many people were out over time.
#[derive(Clone, Debug)]
pub struct Truth {
    /// The instants.
    pub grid: Grid,
    /// Everybody first, then each group of the scenario where there are several.
    pub curves: Vec<TruthCurve>,
}

/// How many people of a group were out at the instants of a grid.
#[derive(Clone, Debug)]
pub struct TruthCurve {
    /// Whose; none: everybody.
    pub group: Option<GroupId>,
    /// What the particles say at each instant.
    pub bands: Vec<TruthBand>,
}

/// What weighted particles say of one number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TruthBand {
    /// The weighted mean.
    pub mean: f64,
    /// The weighted quantiles, as [`QUANTILES`] has them.
    pub quantiles: [f64; QUANTILES.len()],
}

impl TruthBand {
    /// What values with weights say.
    #[must_use]
    pub fn of(mut values: Vec<(f64, f64)>) -> TruthBand {
        values.sort_by(|a, b| a.0.total_cmp(&b.0));
        let total: f64 = values.iter().map(|(_, weight)| weight).sum();
        let sum: f64 = values.iter().map(|(value, weight)| value * weight).sum();
        TruthBand { mean: sum / total, quantiles: QUANTILES.map(|p| weighted_quantile(&values, p)) }
    }
}

/// One run: its grid, and the counts of each curve at its points.
type Run = (Grid, Vec<Vec<u32>>);

impl Calibration<'_> {
    /// Makes the runs of particles again, to their ends, and says how many people were out over time.
    ///
    /// # Errors
    /// If a run stalls after the last figure.
    pub fn truth(&self, particles: &[Particle]) -> Result<Truth, CalibrationError> {
        let whose = self.whose(particles)?;
        let run = |particle: &Particle| self.headcounts(particle, &whose);
        let runs: Result<Vec<Run>, CalibrationError> =
            Threads::of(self.jobs).run(|| particles.par_iter().map(run).collect());
        Ok(together(&whose, &runs?, particles))
    }

    /// Whose curves there are.
    fn whose(&self, particles: &[Particle]) -> Result<Vec<Option<GroupId>>, CalibrationError> {
        let at = particles.first().map_or(&[][..], |particle| &particle.at);
        let plan = self.plan(at).map_err(|problems| CalibrationError::Wrong(Box::new(problems)))?;
        let mut groups: Vec<Option<GroupId>> = plan.whole_groups().map(|(id, _)| Some(id)).collect();
        if groups.len() == 1 {
            groups.clear();
        }
        groups.insert(0, None);
        Ok(groups)
    }

    fn headcounts(&self, particle: &Particle, whose: &[Option<GroupId>]) -> Result<Run, CalibrationError> {
        let plan = self.plan(&particle.at).map_err(|problems| CalibrationError::Wrong(Box::new(problems)))?;
        let mut engine = Engine::new(&plan, Headcount::new(&plan));
        engine.run(particle.attempt).map_err(|error| self.failed(&particle.at, error))?;
        let (headcount, grid) = (engine.recorder(), engine.recorder().grid());
        let curve = |group: &Option<GroupId>| {
            let series = series_of(&plan, *group);
            let at = |point| series.map_or(0, |series| headcount.at(grid.at(point))[series]);
            (0..grid.len()).map(at).collect()
        };
        Ok((grid, whose.iter().map(curve).collect()))
    }
}

/// The series of those of a group who are out, at all sites.
fn series_of(plan: &Plan, group: Option<GroupId>) -> Option<usize> {
    let all = rendered_series(plan);
    let is_it = |subject: &&crate::record::Subject| {
        (subject.group, subject.site, subject.state) == (group, None, "out")
    };
    all.iter().find(is_it).map(|subject| subject.series)
}

/// All runs on one grid: the coarsest step, which is a multiple of all others, and the latest end.
fn together(whose: &[Option<GroupId>], runs: &[Run], particles: &[Particle]) -> Truth {
    let step = runs.iter().map(|(grid, _)| grid.step).max().unwrap_or(Grid::until(Tick::START).step);
    let end = runs.iter().map(|(grid, _)| grid.end).max().unwrap_or(Tick::START);
    let grid = Grid { step, end };
    let count = |(own, curves): &Run, curve: usize, at: Tick| {
        let last = curves[curve].len() - 1;
        let point = if at >= own.end { last } else { (at.0 / own.step.0) as usize };
        f64::from(curves[curve][point])
    };
    let band = |curve: usize, point: usize| {
        let values = runs.iter().zip(particles);
        TruthBand::of(
            values.map(|(run, particle)| (count(run, curve, grid.at(point)), particle.weight)).collect(),
        )
    };
    let curves = whose.iter().enumerate().map(|(curve, &group)| TruthCurve {
        group,
        bands: (0..grid.len()).into_par_iter().map(|point| band(curve, point)).collect(),
    });
    Truth { curves: curves.collect(), grid }
}
