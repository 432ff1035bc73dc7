//! What the blocks of one setting say together, being gathered in their order.

use rayon::prelude::*;
use xxhash_rust::xxh64::Xxh64;

use super::precision::Judge;
use super::{Bands, Block, Ensemble, Frame, MetricSummary, PRECISION_CAP, RunOptions};
use crate::plan::Plan;
use crate::record::{MetricName, Report, Subject, metric_names, rendered_series};

/// An ensemble under way.
pub(super) struct Gathered {
    /// How many replications are wanted, if no precision ends them earlier.
    pub(super) replications: u64,
    done: u64,
    fingerprint: Xxh64,
    names: Vec<MetricName>,
    values: Vec<Vec<f64>>,
    subjects: Vec<Subject>,
    bands: Bands,
    reports: Vec<(u64, Report)>,
    frame: Frame,
    judge: Option<Judge>,
}

impl Gathered {
    pub(super) fn new(plan: &Plan, settings: &RunOptions) -> Gathered {
        let names = metric_names(plan);
        let frame = Frame::of(plan);
        let judge = settings.precision.as_ref().map(|precision| Judge::new(precision, &names, frame.certain));
        let unless_told = if judge.is_some() { PRECISION_CAP } else { plan.replications };
        Gathered {
            replications: settings.replications.unwrap_or(unless_told),
            done: 0,
            fingerprint: Xxh64::new(0),
            values: vec![Vec::new(); names.len()],
            names,
            subjects: rendered_series(plan),
            bands: Bands::new(plan),
            reports: Vec::new(),
            frame,
            judge,
        }
    }

    /// Whether nothing more is wanted.
    pub(super) fn is_complete(&self) -> bool {
        self.done >= self.replications || self.judge.as_ref().is_some_and(Judge::is_satisfied)
    }

    /// Whether the number of replications is judged on the way.
    pub(super) fn is_judged(&self) -> bool {
        self.judge.is_some()
    }

    /// Takes in the next block.
    pub(super) fn take_in(&mut self, block: Block) {
        self.done += block.len();
        for fingerprint in &block.fingerprints {
            self.fingerprint.update(&fingerprint.to_le_bytes());
        }
        for row in block.metrics.chunks_exact(self.names.len()) {
            for (column, &value) in self.values.iter_mut().zip(row) {
                column.push(value);
            }
        }
        block.counts.into_iter().for_each(|counts| self.bands.add(counts));
        self.reports.extend(block.reports);
        if let Some(judge) = &mut self.judge {
            judge.look(&self.values, self.done);
        }
    }

    /// Makes room once much has been taken in: with all threads of the pool in which it is called.
    pub(super) fn condense(&mut self) {
        self.bands.condense();
    }

    /// What they say in the end: reckoned with all threads of the pool in which it is called.
    pub(super) fn finish(mut self) -> Ensemble {
        self.bands.finish();
        let metrics = self.names.par_iter().zip(&self.values);
        Ensemble {
            summaries: metrics
                .map(|(name, values)| MetricSummary::within(self.frame, name, values))
                .collect(),
            interrupted: !self.is_complete(),
            replications: self.done,
            fingerprint: self.fingerprint.digest(),
            names: self.names,
            values: self.values,
            subjects: self.subjects,
            bands: self.bands,
            reports: self.reports,
            frame: self.frame,
            precise: self.judge.as_ref().map(Judge::is_satisfied),
            why_vague: self.judge.as_ref().and_then(Judge::why_vague),
        }
    }
}

impl Ensemble {
    /// An ensemble of no replication.
    pub(super) fn empty(plan: &Plan) -> Ensemble {
        Gathered::new(plan, &RunOptions::default()).finish()
    }
}
