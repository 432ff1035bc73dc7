//! A block: a fixed number of replications that one thread makes one after the other.

use super::bands::Counts;
use super::own::{Own, Work};
use super::{RunOptions, StudyError, Task, Trips};
use crate::engine::Engine;
use crate::plan::{Id, Plan, PlanPrint, SiteId};
use crate::record::{
    Auditor, Fingerprint, Headcount, Metrics, Recorder, Report, ReportLog, Seldom, Trip, TripLog, all_series,
    metric_names,
};

/// Replications in a block; the last one of a study may have fewer. Fixed, since results are combined
/// by blocks.
pub const BLOCK: u64 = 16;

/// What a block of replications found, in order.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// Of a block that is kept: what tells its plan from others.
    pub plan: PlanPrint,
    /// The fingerprint of each replication.
    pub fingerprints: Vec<u64>,
    /// The metrics, a row a replication.
    pub metrics: Vec<f64>,
    /// The headcounts of each replication; none if they were left out.
    pub counts: Vec<Counts>,
    /// The trips of those replications whose trips are kept.
    pub trips: Vec<(u64, Vec<Trip>)>,
    /// The reports of observers with their replications, where trips are kept.
    pub reports: Vec<(u64, Report)>,
    /// Why the block ends early, if it does.
    pub failure: Option<StudyError>,
}

impl Block {
    /// How many replications it holds.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.fingerprints.len() as u64
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fingerprints.is_empty()
    }

    /// Whether it could be the block of this task: one that was read from somewhere may be of another plan.
    pub(super) fn fits(&self, plan: &Plan, settings: &RunOptions, task: Task) -> bool {
        let replications = task.first..task.first + task.length;
        let counted = if settings.no_headcounts { 0 } else { task.length };
        let series = all_series(plan).len();
        let logged = match settings.trips {
            Trips::None => 0..0,
            Trips::First => 0..1,
            Trips::All => 0..u64::MAX,
        };
        self.len() == task.length
            && self.metrics.len() == self.fingerprints.len() * metric_names(plan).len()
            && self.counts.len() as u64 == counted
            && self.counts.iter().all(|counts| counts.fits(series))
            && (self.reports.is_empty() || keeps_reports(plan, settings))
            && self.reports.iter().all(|(replication, report)| {
                replications.contains(replication) && report.observer.index() < plan.observers.len()
            })
            && self.trips.iter().all(|(_, trips)| trips.iter().all(|trip| is_of(plan, trip)))
            && self
                .trips
                .iter()
                .map(|(replication, _)| *replication)
                .eq(replications.filter(|r| logged.contains(r)))
    }
}

/// Whether the reports of observers are kept: of plans under which some report at times of their own.
fn keeps_reports(plan: &Plan, settings: &RunOptions) -> bool {
    settings.trips != Trips::None && ReportLog::keeps_any(plan)
}

/// Whether a trip is one of this plan's.
fn is_of(plan: &Plan, trip: &Trip) -> bool {
    let is_site = |site: SiteId| site.index() < plan.sites.len();
    trip.vehicle.0 < plan.vehicle_count() && is_site(trip.from) && is_site(trip.to) && {
        let movement = plan.fleets[plan.fleet_of(trip.vehicle)].movement;
        (trip.phase as usize) < plan.movements[movement].phases.len()
    }
}

/// Who watches a replication of a study.
type Watchers<'p> = ((Fingerprint, Metrics<'p>), (Option<Headcount>, (Option<ReportLog>, Seldom<Close<'p>>)));

/// Who looks at everything, mostly in one replication or in none.
type Close<'p> = (Option<TripLog<'p>>, Option<Auditor<'p>>);

/// An engine with its watchers and a recorder of the user's own, used for one block after the other.
pub(super) struct Worker<'p, R: Recorder = ()> {
    engine: Engine<'p, (Watchers<'p>, Option<R>)>,
    own: Option<Own<'p, R>>,
    trips: Trips,
    /// Replication 0 alone may need a log of its trips.
    log: Option<TripLog<'p>>,
}

impl<'p, R: Recorder> Worker<'p, R> {
    pub(super) fn new(plan: &'p Plan, settings: &RunOptions, own: Option<Own<'p, R>>) -> Self {
        let headcount = (!settings.no_headcounts).then(|| Headcount::new(plan));
        let auditor = settings.audit.then(|| Auditor::new(plan));
        let reports = keeps_reports(plan, settings).then(|| ReportLog::new(plan));
        let close = Seldom { is_on: auditor.is_some(), recorder: (None, auditor) };
        let watchers = ((Fingerprint::default(), Metrics::new(plan)), (headcount, (reports, close)));
        let log = (settings.trips != Trips::None).then(|| TripLog::new(plan));
        Worker { engine: Engine::new(plan, (watchers, None)), own, trips: settings.trips, log }
    }

    fn replicate(&mut self, replication: u64, block: &mut Block) -> Result<(), StudyError> {
        let logged = match self.trips {
            Trips::None => false,
            Trips::First => replication == 0,
            Trips::All => true,
        };
        let ((_, (_, (_, close))), own) = self.engine.recorder_mut();
        if logged {
            close.recorder.0 = self.log.take();
        }
        close.is_on = logged || close.recorder.1.is_some();
        *own = self.own.as_ref().map(Own::make);
        let outcome = self.engine.run(replication);
        let (((fingerprint, metrics), (headcount, (reports, close))), own) = self.engine.recorder_mut();
        let (log, auditor) = &mut close.recorder;
        if let (Some(recorders), Some(own)) = (&self.own, own.take()) {
            recorders.take(replication, own);
        }
        let log = log.take();
        if let Some(log) = &log {
            block.trips.push((replication, log.rows().to_vec()));
        }
        self.log = log.or(self.log.take());
        if let Some(fault) = auditor.as_ref().and_then(|auditor| auditor.fault()) {
            return Err(StudyError::Audit { replication, fault: fault.to_owned() });
        }
        outcome?;
        block.fingerprints.push(fingerprint.value());
        block.metrics.extend_from_slice(metrics.values());
        block.counts.extend(headcount.as_ref().map(Counts::of));
        let reports = reports.iter().flat_map(ReportLog::rows);
        block.reports.extend(reports.map(|report| (replication, *report)));
        Ok(())
    }
}

impl<R: Recorder + Send> Work for Worker<'_, R> {
    fn run(&mut self, first: u64, length: u64, stop: &dyn Fn() -> bool) -> Option<Block> {
        let mut block = Block::default();
        for replication in first..first + length {
            if stop() {
                return None;
            }
            if let Err(failure) = self.replicate(replication, &mut block) {
                block.failure = Some(failure);
                break;
            }
        }
        Some(block)
    }
}
