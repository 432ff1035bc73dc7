//! Many replications of one plan, and what they say together.
//!
//! Replications run in blocks of a fixed size on any number of threads; blocks are combined in order,
//! so that the number of threads never changes a result. This is the only room that knows threads;
//! it knows no formats and no terminal.

mod amount;
mod axis;
mod bands;
mod bins;
mod block;
mod bounds;
mod builder;
pub mod calibrate;
mod clock_range;
mod compare;
mod curves;
mod design;
mod gather;
mod kept;
mod many;
mod own;
mod pairs;
mod part;
mod pick;
mod precision;
mod replay;
pub mod search;
mod sensitivity;
mod sheets;
mod summary;
mod sweep;
mod threads;
mod variants;
mod vary;
mod verdict;

use std::num::NonZeroUsize;

pub use axis::{Axis, Move};
pub use bands::{Band, Bands, Counts};
pub use block::{BLOCK, Block};
pub use bounds::{Bounds, Round, Server};
pub use builder::{Recorded, Study, WithRecorders};
pub use clock_range::{ClockRange, ClockTime, hours_apart};
pub use compare::{Compared, Comparison};
pub use curves::{DifferenceBand, MOST_CURVES, OutCurves};
pub use design::{Design, draw_settings};
pub use kept::Keep;
pub use many::{Ended, Finding, ManyError, Plans, Take, Task, Unplanned};
pub use pairs::{Estimate, Paired, RestrictedDifference, level_of_each, paired};
pub use part::Part;
pub use pick::{Pick, Picked};
pub use precision::{PRECISION_CAP, Precision};
pub use replay::replay;
pub use sensitivity::{Answer, Index, Indices, index_points, index_settings, indices};
pub use sheets::{Expected, SURE, Sheet, SheetStop, Sheets, sheets};
pub use summary::{Frame, MetricSummary, QUANTILES, RestrictedMean};
pub use sweep::{Impossible, Point, Swept, SweptRow};
pub use threads::threads_used;
#[cfg(feature = "cli")]
pub(crate) use threads::{make_threads, on_threads};
pub use variants::{Setting, Variants, WrongSettings, grid};
pub use vary::{Between, MOST_SETTINGS, Values};
pub use verdict::{time_in_words, verdicts};

use crate::engine::Stall;
use crate::plan::Plan;
use crate::record::{MetricName, Report, Subject, Trip};

/// Which replications' trips are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trips {
    /// None.
    #[default]
    None,
    /// Those of replication 0.
    First,
    /// All.
    All,
}

/// How a study is made.
#[derive(Clone, Debug, Default)]
pub struct RunOptions {
    /// How many replications; none: as many as the plan says.
    pub replications: Option<u64>,
    /// How many threads; none: as many as there are processors. Never changes a result.
    pub jobs: Option<NonZeroUsize>,
    /// Whether an auditor checks every event of every replication.
    pub audit: bool,
    /// Which trips are handed to the [`TripSink`]; where any are, observers' reports are kept, those of all
    /// replications.
    pub trips: Trips,
    /// Go on until an interval is this narrow, or the replications are used up.
    pub precision: Option<Precision>,
    /// Leave out the headcounts.
    pub no_headcounts: bool,
}

/// Somebody who follows a study while it runs.
pub trait Watch: Sync {
    /// So many more replications are done. Called from any thread, once a block.
    fn done(&self, _replications: u64) {}

    /// Where a study is that goes in steps, in words. Called between steps.
    fn at(&self, _step: &str) {}

    /// Whether to stop with the blocks that are complete.
    fn stop(&self) -> bool {
        false
    }
}

/// Follows nothing.
impl Watch for () {}

/// Why a study failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StudyError {
    /// A replication stalled.
    #[error("{0}")]
    Stalled(#[from] Stall),
    /// The auditor found something that must not be.
    #[error("the audit of replication {replication} failed: {fault}")]
    Audit {
        /// The replication.
        replication: u64,
        /// What was wrong.
        fault: String,
    },
}

impl StudyError {
    /// The replication in which it happened.
    #[must_use]
    pub fn replication(&self) -> u64 {
        match self {
            StudyError::Stalled(stall) => stall.replication,
            StudyError::Audit { replication, .. } => *replication,
        }
    }
}

/// What a study found.
#[derive(Clone, Debug)]
pub struct Ensemble {
    /// How many replications there are.
    pub replications: u64,
    /// XXH64 over the replications' fingerprints, in order.
    pub fingerprint: u64,
    /// What the metrics are called.
    pub names: Vec<MetricName>,
    /// Of each metric, its value in every replication; infinite where it did not happen before the
    /// end, NaN where it has none.
    pub values: Vec<Vec<f64>>,
    /// Which headcounts there are.
    pub subjects: Vec<Subject>,
    /// The headcounts over time.
    pub bands: Bands,
    /// The reports of observers who report at times of their own, with their replications; where trips are kept.
    pub reports: Vec<(u64, Report)>,
    /// Whether it was stopped before all replications were done.
    pub interrupted: bool,
    /// Whether the asked precision was reached; none if none was asked.
    pub precise: Option<bool>,
    /// Why the asked precision was not reached, where it is not that more replications were wanted.
    pub why_vague: Option<&'static str>,
    /// What is known of all replications beforehand.
    pub frame: Frame,
    summaries: Vec<MetricSummary>,
}

impl Ensemble {
    /// The metrics over all replications, in order.
    #[must_use]
    pub fn summaries(&self) -> &[MetricSummary] {
        &self.summaries
    }

    /// One metric over all replications.
    #[must_use]
    pub fn metric(&self, name: &str, group: &str) -> Option<MetricSummary> {
        self.summaries.iter().find(|row| row.name.name == name && row.name.group == group).cloned()
    }

    /// A headcount over time: of a group (or `all`), at all sites, in a state (`waiting`, `aboard`,
    /// `arrived`, `out`).
    #[must_use]
    pub fn headcount(&self, plan: &Plan, group: &str, state: &str) -> Option<&[Band]> {
        let named = |subject: &&Subject| {
            let id = subject.group.map_or("all", |group| &plan.groups[group].id);
            subject.site.is_none() && subject.state == state && id == group
        };
        self.subjects.iter().find(named).map(|subject| self.bands.of(subject.series))
    }
}

/// Receives the trips of a replication, in the order of the replications.
pub type TripSink<'a> = &'a mut dyn FnMut(u64, &[Trip]);
