//! A study, said in one sentence: of what, how many replications, on how many threads, and who records and follows it.

use std::num::NonZeroUsize;

use super::many::Many;
use super::own::{OwnRecorders, Workshop};
use super::{
    Block, Comparison, Ended, Ensemble, Finding, Keep, ManyError, Part, Plans, Precision, RunOptions,
    StudyError, Swept, Take, TripSink, Trips, Watch, compare, sweep,
};
use crate::plan::Plan;
use crate::record::Recorder;

/// A study to be made.
///
/// ```
/// use noria::scenario::Scenario;
/// use noria::study::Study;
///
/// let plan = Scenario::read("scenarios/minimal.toml")?.plan()?;
/// let found = Study::of(&plan).replications(32).threads(2).run()?;
/// assert_eq!(found.replications, 32);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub struct Study<'a, P: Plans = Plan> {
    plans: &'a P,
    options: RunOptions,
    watch: &'a dyn Watch,
    keep: &'a dyn Keep,
    sink: Option<TripSink<'a>>,
}

impl<'a, P: Plans> Study<'a, P> {
    /// A study of a plan, or of many settings, with as many replications as the plan says.
    pub fn of(plans: &'a P) -> Self {
        Study { plans, options: RunOptions::default(), watch: &(), keep: &(), sink: None }
    }

    /// With all these options in place of those so far.
    pub fn with(mut self, options: &RunOptions) -> Self {
        self.options = options.clone();
        self
    }

    /// With so many replications.
    pub fn replications(mut self, replications: u64) -> Self {
        self.options.replications = Some(replications);
        self
    }

    /// On so many threads; 0: on as many as there are processors. Never changes a result.
    pub fn threads(mut self, threads: usize) -> Self {
        self.options.jobs = NonZeroUsize::new(threads);
        self
    }

    /// Until an interval is this narrow, or the replications are used up.
    pub fn until(mut self, precision: Precision) -> Self {
        self.options.precision = Some(precision);
        self
    }

    /// With an auditor who checks every event.
    pub fn audited(mut self) -> Self {
        self.options.audit = true;
        self
    }

    /// Without headcounts over time.
    pub fn without_headcounts(mut self) -> Self {
        self.options.no_headcounts = true;
        self
    }

    /// Hands over these trips of a study of one plan, in the order of replications.
    pub fn trips(mut self, which: Trips, sink: TripSink<'a>) -> Self {
        self.options.trips = which;
        self.sink = Some(sink);
        self
    }

    /// Followed by somebody, who may stop it.
    pub fn watched(mut self, watch: &'a dyn Watch) -> Self {
        self.watch = watch;
        self
    }

    /// With blocks that somebody keeps, and those that are known from before.
    pub fn kept(mut self, keep: &'a dyn Keep) -> Self {
        self.keep = keep;
        self
    }

    /// With a recorder of one's own for each replication. All replications are made: what was kept of earlier studies
    /// knows nothing of these recorders.
    ///
    /// ```
    /// use noria::record::{Notice, Recorder};
    /// use noria::scenario::Scenario;
    /// use noria::study::Study;
    /// use noria::units::Tick;
    ///
    /// /// How many notices there are.
    /// #[derive(Default)]
    /// struct Notices(u64);
    ///
    /// impl Recorder for Notices {
    ///     fn record(&mut self, _now: Tick, _notice: &Notice) {
    ///         self.0 += 1;
    ///     }
    /// }
    ///
    /// let plan = Scenario::read("scenarios/minimal.toml")?.plan()?;
    /// let (found, notices) = Study::of(&plan).replications(20).record(Notices::default).run()?;
    /// assert_eq!(notices.len() as u64, found.replications);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn record<R: Recorder + Send>(self, make: impl Fn() -> R + Sync + 'a) -> Recorded<'a, P, R> {
        Recorded { study: Study { keep: &(), ..self }, recorders: OwnRecorders::new(Box::new(make)) }
    }

    /// Makes the study of each setting, in their order; `take` gets each as soon as it is complete and those before it are.
    /// If the study is stopped, it gets what is there of those under way, marked as interrupted.
    ///
    /// # Errors
    /// For the first replication that stalled or failed its audit, in the order of settings.
    pub fn each(self, take: &mut dyn Take) -> Result<Ended, ManyError> {
        self.many(&()).run(take)
    }

    /// Makes the blocks of one part of the study that are not known yet, and has them kept. Each setting has so many
    /// replications.
    ///
    /// # Errors
    /// For the first replication that stalled or failed its audit, in the order of settings.
    pub fn part(self, part: Part, replications: u64) -> Result<Ended, ManyError> {
        self.many(&()).run_part(part, replications)
    }

    fn many<'m>(&'m self, workshop: &'m dyn Workshop) -> Many<'m> {
        let Study { plans, options, watch, keep, .. } = self;
        Many { plans: *plans, settings: options, watch: *watch, keep: *keep, workshop }
    }

    /// Studies each setting that is possible, without headcounts; what is kept of it are its summaries.
    ///
    /// # Errors
    /// For the first replication that stalled or failed its audit, in the order of settings.
    pub fn sweep(mut self) -> Result<Swept, ManyError> {
        self.options.no_headcounts = true;
        sweep::sweep(self.many(&()))
    }
}

impl Study<'_> {
    /// Makes the study.
    ///
    /// # Errors
    /// [`StudyError`] for the first replication that stalled or failed its audit.
    pub fn run(mut self) -> Result<Ensemble, StudyError> {
        let sink = self.sink.take();
        run(&self.many(&()), self.plans, sink)
    }
}

impl Study<'_, Vec<Plan>> {
    /// Runs all plans on the same luck and compares each with the first. None if it was stopped before there was a pair.
    /// All plans should have the same seed.
    ///
    /// # Errors
    /// For the first replication that stalled or failed its audit, in the order of plans.
    pub fn compare(self) -> Result<Option<Comparison>, ManyError> {
        compare::compare(self.plans, self.many(&()))
    }
}

/// What was found of several settings, with the recorders of each, in the order of its replications.
pub type WithRecorders<T, R> = (T, Vec<Vec<R>>);

/// A study with recorders of the user's own.
#[must_use]
pub struct Recorded<'a, P: Plans, R> {
    study: Study<'a, P>,
    recorders: OwnRecorders<'a, R>,
}

impl<P: Plans, R: Recorder + Send> Recorded<'_, P, R> {
    /// As [`Study::sweep`]; with the recorders of each row, in the order of its replications.
    ///
    /// # Errors
    /// For the first replication that stalled or failed its audit, in the order of settings.
    pub fn sweep(mut self) -> Result<WithRecorders<Swept, R>, ManyError> {
        self.study.options.no_headcounts = true;
        let swept = sweep::sweep(self.study.many(&self.recorders))?;
        let counts: Vec<_> = swept.rows.iter().map(|row| (row.setting, row.replications)).collect();
        Ok((swept, self.recorders.of(&counts)))
    }
}

impl<R: Recorder + Send> Recorded<'_, Plan, R> {
    /// As [`Study::run`]; with the recorders, in the order of replications.
    ///
    /// # Errors
    /// [`StudyError`] for the first replication that stalled or failed its audit.
    pub fn run(mut self) -> Result<(Ensemble, Vec<R>), StudyError> {
        let sink = self.study.sink.take();
        let found = run(&self.study.many(&self.recorders), self.study.plans, sink)?;
        let recorders = self.recorders.of(&[(0, found.replications)]).pop().unwrap_or_default();
        Ok((found, recorders))
    }
}

impl<R: Recorder + Send> Recorded<'_, Vec<Plan>, R> {
    /// As [`Study::compare`]; with the recorders of each plan, the base first, in the order of replications.
    ///
    /// # Errors
    /// For the first replication that stalled or failed its audit, in the order of plans.
    pub fn compare(self) -> Result<Option<WithRecorders<Comparison, R>>, ManyError> {
        let found = compare::compare(self.study.plans, self.study.many(&self.recorders))?;
        Ok(found.map(|found| {
            let others = found.others.iter().map(|other| &other.ensemble);
            let all = std::iter::once(&found.base).chain(others).enumerate();
            let counts: Vec<_> = all.map(|(setting, ensemble)| (setting, ensemble.replications)).collect();
            let recorders = self.recorders.of(&counts);
            (found, recorders)
        }))
    }
}

/// Makes a study of one plan.
fn run(many: &Many<'_>, plan: &Plan, sink: Option<TripSink<'_>>) -> Result<Ensemble, StudyError> {
    let mut single = Single { ensemble: None, sink };
    match many.run(&mut single) {
        Err(ManyError::Failed { error, .. }) => Err(error),
        // There is a plan, so that its ensemble is handed over, even one of no replication.
        Err(ManyError::Unplanned { .. }) | Ok(_) => {
            Ok(single.ensemble.unwrap_or_else(|| Ensemble::empty(plan)))
        }
    }
}

/// Takes in a study of one setting.
struct Single<'a> {
    ensemble: Option<Ensemble>,
    sink: Option<TripSink<'a>>,
}

impl Take for Single<'_> {
    fn block(&mut self, _setting: usize, block: &Block) {
        if let Some(sink) = &mut self.sink {
            block.trips.iter().for_each(|(replication, trips)| sink(*replication, trips));
        }
    }

    fn finding(&mut self, finding: Finding) {
        self.ensemble = Some(finding.ensemble);
    }
}
