//! The log of reports: who said how many, when, and how many there were.

use super::{Notice, Recorder};
use crate::plan::{ObserverId, Plan, ReportTimes, Table};
use crate::units::Tick;

/// A report that was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    /// Who reports.
    pub observer: ObserverId,
    /// The number of the report, from 0 for each observer in the order in which counts are closed.
    pub number: u32,
    /// When the count was closed.
    pub counted: Tick,
    /// When it was told; it may be after the end of the run.
    pub told: Tick,
    /// How many people it says.
    pub people: u64,
    /// How many had passed the observer's post when it was told.
    pub truth: u64,
    /// Whether the run was over when it was told.
    pub late: bool,
}

impl Report {
    /// By which part of the truth it is too high; infinite where there was nobody to count.
    #[must_use]
    pub fn error(&self) -> f64 {
        let (said, truth) = (self.people as f64, self.truth as f64);
        if said == truth { 0.0 } else { (said - truth) / truth }
    }
}

/// Records the reports of observers who report at times of their own: those of others are as many as events.
#[derive(Clone, Debug)]
pub struct ReportLog {
    /// Whose reports are kept.
    kept: Table<ObserverId, bool>,
    rows: Vec<Report>,
}

impl ReportLog {
    /// A log of a plan's reports.
    #[must_use]
    pub fn new(plan: &Plan) -> ReportLog {
        let kept = plan.observers.rows().iter().map(|row| row.reports.when != ReportTimes::Always);
        ReportLog { kept: kept.collect(), rows: Vec::new() }
    }

    /// Whether under a plan any reports are kept.
    #[must_use]
    pub fn keeps_any(plan: &Plan) -> bool {
        plan.observers.rows().iter().any(|row| row.reports.when != ReportTimes::Always)
    }

    /// The reports of the last run, in the order in which they were told.
    #[must_use]
    pub fn rows(&self) -> &[Report] {
        &self.rows
    }
}

impl Recorder for ReportLog {
    fn begin(&mut self, _replication: u64) {
        self.rows.clear();
    }

    #[inline]
    fn record(&mut self, _now: Tick, notice: &Notice) {
        if let Notice::Reported { observer, number, counted, told, people, truth, late, .. } = *notice
            && self.kept[observer]
        {
            self.rows.push(Report { observer, number, counted, told, people, truth, late });
        }
    }
}
