//! Settings compared with a base on common random numbers.

use super::many::Many;
use super::{
    Block, DifferenceBand, Ended, Ensemble, Finding, ManyError, OutCurves, Paired, Take, level_of_each,
    paired,
};
use crate::plan::Plan;
use crate::record::Grid;

/// A setting beside the base.
#[derive(Clone, Debug)]
pub struct Compared {
    /// What it found.
    pub ensemble: Ensemble,
    /// How its metrics differ from the base's, pair by pair.
    pub paired: Vec<Paired>,
    /// The instants of `curve`.
    pub grid: Grid,
    /// How many more people are out than in the base; empty if headcounts were left out.
    pub curve: Vec<DifferenceBand>,
}

/// Settings compared with the first of them.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The first setting.
    pub base: Ensemble,
    /// The others, in order.
    pub others: Vec<Compared>,
    /// The level of each interval: 95 %, or more where there are several others, so that all hold
    /// together with 95 % (Bonferroni).
    pub level: f64,
    /// Whether nothing is random in any setting: then differences are exact, and have no intervals.
    pub certain: bool,
    /// How it ended.
    pub ended: Ended,
}

/// Runs all plans on the same luck and compares each with the first. None if it was stopped before
/// there was a pair. All plans should have the same seed.
///
/// # Errors
/// For the first replication that stalled or failed its audit, in the order of plans.
pub(super) fn compare(plans: &[Plan], many: Many<'_>) -> Result<Option<Comparison>, ManyError> {
    let mut taken = Taken { found: Vec::new(), curves: plans.iter().map(OutCurves::new).collect() };
    let ended = many.run(&mut taken)?;
    let Taken { found, curves } = taken;
    let level = level_of_each(plans.len().saturating_sub(1));
    // If it was stopped, a setting after one without replications may have some: then it is not compared.
    let mut found = found.into_iter().take_while(|ensemble| ensemble.replications > 0);
    let Some(base) = found.next() else { return Ok(None) };
    let certain = plans.iter().all(Plan::is_deterministic);
    let differences = |other: &Ensemble| {
        let paired = paired(&base, other, level);
        if certain { paired.into_iter().map(Paired::exact).collect() } else { paired }
    };
    let others: Vec<Compared> = found
        .zip(&curves[1..])
        .map(|(ensemble, out)| {
            let (grid, curve) = out.minus(&curves[0], level);
            Compared { paired: differences(&ensemble), ensemble, grid, curve }
        })
        .collect();
    Ok((!others.is_empty()).then_some(Comparison { base, others, level, certain, ended }))
}

/// Keeps what is found, and the curves of everybody who is out.
struct Taken {
    found: Vec<Ensemble>,
    curves: Vec<OutCurves>,
}

impl Take for Taken {
    fn block(&mut self, setting: usize, block: &Block) {
        self.curves[setting].add(block);
    }

    fn finding(&mut self, finding: Finding) {
        self.found.push(finding.ensemble);
    }
}
