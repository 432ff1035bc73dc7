//! The least fleet of a scenario, or the cheapest, with what a planner wants to know beside it.

use std::collections::BTreeMap;

use super::numbered::Numbered;
use super::{Found, Losses, Promise, Scope, Simulated, Space, Tested, Trials, search};
use crate::engine::Stall;
use crate::plan::Plan;
use crate::record::metric_names;
use crate::stats::{Moments, Question, SequentialTest, one_stage};
use crate::study::{Ensemble, Keep, ManyError, Plans, RunOptions, Study, StudyError, Unplanned, Watch};

/// Replications, the same for all candidates, whose mean cost decides which is cheaper.
pub const COST_REPLICATIONS: u64 = 32;
/// Travel times with which the answer is sought again, as multiples of those of the scenario.
pub const TRAVEL: [f64; 2] = [0.8, 1.2];
/// Replications of one candidate that show what limits it.
const LIMITS_REPLICATIONS: u64 = 100;

/// A search for the least fleet, or for the cheapest where the scenario has costs.
#[derive(Clone, Copy)]
pub struct FleetSearch<'a> {
    /// The plans of the candidates, each with the goal.
    pub plans: &'a dyn Plans,
    /// The candidates, with their amounts for sizes.
    pub space: &'a Space,
    /// What is promised.
    pub promise: Promise,
    /// How much is tested.
    pub scope: Scope,
    /// Travel times with which the answer is sought again, such as [`TRAVEL`].
    pub travel: &'a [f64],
    /// How replications are run: the number of threads and the audit count.
    pub settings: &'a RunOptions,
    /// Who follows it.
    pub watch: &'a dyn Watch,
    /// Who keeps blocks. Their settings are the candidates with the scenario's travel times, then as many
    /// with each of `travel`.
    pub keep: &'a dyn Keep,
}

/// What a candidate costs, unless it stalls or cannot be.
pub type Cost = Result<MeanCost, NoCost>;

/// Why a candidate costs nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum NoCost {
    /// It stalls.
    Stalls(Stall),
    /// It cannot be.
    Impossible,
}

/// What a candidate costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanCost {
    /// The mean over the same [`COST_REPLICATIONS`] of all candidates; of one in which nothing is random,
    /// what its only replication costs.
    pub mean: f64,
    /// Its standard error.
    pub error: f64,
}

impl MeanCost {
    fn of(costs: Vec<f64>) -> MeanCost {
        let moments: Moments = costs.into_iter().collect();
        let error = moments.sd().unwrap_or(0.0) / (moments.count() as f64).sqrt();
        MeanCost { mean: moments.mean().unwrap_or(0.0), error }
    }
}

/// What a search for the least fleet found.
#[derive(Clone, Debug)]
pub struct FleetFound {
    /// The candidates, with their mean costs for sizes where the scenario has costs.
    pub space: Space,
    /// What each candidate costs, where the scenario has costs; one that stalls or cannot be has
    /// none, and comes last in the order.
    pub costs: Option<Vec<Cost>>,
    /// What each test was asked.
    pub question: Question,
    /// The answer and its evidence.
    pub found: Found,
    /// Who was lost with each candidate that was tested; empty where nobody can die or give up.
    pub losses: BTreeMap<usize, Losses>,
    /// What the travel times were multiplied by, and the answer then.
    pub travel: Vec<(f64, Found)>,
    /// What limits the answer, or the best candidate where there is none; none if the search was stopped.
    pub limits: Option<Limits>,
}

/// Replications of one candidate that show what limits it.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The candidate.
    pub candidate: usize,
    /// Its plan.
    pub plan: Plan,
    /// Its metrics; if it stalls, of the replications before.
    pub ensemble: Ensemble,
    /// The first of them that stalled: it may come after all that the test has seen.
    pub stall: Option<Stall>,
}

impl FleetFound {
    /// Replications that tests of a fixed size of all candidates would take for the same promise; one of
    /// each where nothing is random.
    #[must_use]
    pub fn full_grid(&self) -> u64 {
        if self.is_certain() {
            return self.space.len() as u64;
        }
        one_stage(self.question).trials.saturating_mul(self.space.len() as u64)
    }

    /// What a candidate costs on average, where the scenario has costs and it does not stall.
    #[must_use]
    pub fn mean_cost(&self, candidate: usize) -> Option<f64> {
        self.costs.as_ref()?[candidate].as_ref().ok().map(|cost| cost.mean)
    }

    /// Whether nothing is random in any candidate that was tested: what was found is certain.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        let tested = || self.found.tested.iter().filter(|tested| tested.problem.is_none());
        tested().next().is_some() && tested().all(|tested| tested.certain)
    }

    /// Whether everything came to its end.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.is_found() && (self.limits.is_some() || self.to_look_into().is_none())
    }

    /// Whether all was sought that was to be found; what limits it may still be to be shown.
    fn is_found(&self) -> bool {
        self.found.complete && self.travel.iter().all(|(_, found)| found.complete)
    }

    /// The candidate of which it is shown what limits it.
    fn to_look_into(&self) -> Option<usize> {
        self.found.answer.or_else(|| self.best())
    }

    /// The candidate that met the goal most often without a stall; of those, the largest. None where none is possible.
    #[must_use]
    pub fn best(&self) -> Option<usize> {
        let size = |tested: &Tested| self.space.size(tested.candidate);
        let better = |a: &&Tested, b: &&Tested| {
            let runs = a.stall.is_none().cmp(&b.stall.is_none());
            runs.then(a.share().total_cmp(&b.share())).then(size(a).total_cmp(&size(b)))
        };
        let possible = self.found.tested.iter().filter(|tested| tested.problem.is_none());
        possible.max_by(better).map(|tested| tested.candidate)
    }

    /// A replication of the answer that stalled, of those beyond its test that show what limits it.
    #[must_use]
    pub fn answer_stalls(&self) -> Option<&Stall> {
        let limits = self.limits.as_ref().filter(|limits| self.found.answer == Some(limits.candidate))?;
        limits.stall.as_ref()
    }

    /// Pairs of tested candidates of which the second has more of something and less of nothing, and
    /// surely does worse: their 95 % intervals are apart.
    #[must_use]
    pub fn worse_with_more(&self) -> Vec<(usize, usize)> {
        let sure: Vec<(usize, (f64, f64))> =
            self.found.tested.iter().map(|tested| (tested.candidate, tested.interval(0.95))).collect();
        let worse = |small: &(usize, (f64, f64)), large: &(usize, (f64, f64))| {
            small.0 != large.0 && large.1.1 < small.1.0 && self.space.is_within(small.0, large.0)
        };
        let pairs = sure.iter().flat_map(|small| {
            sure.iter().filter(move |large| worse(small, large)).map(move |large| (small.0, large.0))
        });
        pairs.collect()
    }
}

/// What was sought with some travel times.
struct Sought {
    space: Space,
    costs: Option<Vec<Cost>>,
    question: Question,
    found: Found,
    losses: BTreeMap<usize, Losses>,
}

impl FleetSearch<'_> {
    /// Makes the search.
    ///
    /// # Errors
    /// If there is no candidate, one has no plan or no goal, or a replication failed its audit.
    pub fn run(&self) -> Result<FleetFound, ManyError> {
        let Sought { space, costs, question, found, losses } = self.seek((0, 1.0), self.scope)?;
        let (travel, limits) = (Vec::new(), None);
        let mut fleet = FleetFound { space, costs, question, found, losses, travel, limits };
        for (place, &factor) in self.travel.iter().enumerate() {
            if fleet.is_found() {
                fleet.travel.push((factor, self.seek((place + 1, factor), Scope::Answer)?.found));
            }
        }
        if fleet.is_found()
            && let Some(candidate) = fleet.to_look_into()
        {
            fleet.limits = Some(self.limits(candidate)?).filter(|limits| !limits.ensemble.interrupted);
        }
        Ok(fleet)
    }

    /// Seeks with travel times multiplied by the second of a pair, the first of which counts such times.
    fn seek(&self, (place, travel): (usize, f64), scope: Scope) -> Result<Sought, ManyError> {
        let keep = Numbered { keep: self.keep, first: place * self.plans.count() };
        let mut trials = Simulated::new(self.plans, self.settings, travel, self.watch).keeping(keep);
        let has_costs = self.has_costs()?;
        let question = self.promise.question(self.space.len(), !has_costs);
        let stopped = Sought {
            space: self.space.clone(),
            costs: None,
            question,
            found: Found::default(),
            losses: BTreeMap::new(),
        };
        if !has_costs {
            let found = search(self.space, &SequentialTest::new(question), scope, &mut trials)?;
            return Ok(Sought { found, losses: trials.losses().clone(), ..stopped });
        }
        let Some((costs, made)) = self.costs(&mut trials)? else { return Ok(stopped) };
        let size = |cost: &Cost| cost.as_ref().map_or(f64::INFINITY, |cost| cost.mean);
        let space = self.space.clone().with_sizes(costs.iter().map(size).collect());
        let mut found = search(&space, &SequentialTest::new(question), scope, &mut trials)?;
        found.replications += made;
        tell_stalled(&mut found, &costs, &mut trials)?;
        let losses = trials.losses().clone();
        Ok(Sought { space, costs: Some(costs), found, losses, ..stopped })
    }

    /// Whether the scenario has costs.
    fn has_costs(&self) -> Result<bool, ManyError> {
        let possible = |&candidate: &usize| self.plans.why_impossible(candidate).is_none();
        let plan = self.plan((0..self.plans.count()).find(possible).unwrap_or(0))?;
        Ok(metric_names(&plan).iter().any(|name| name.name == "cost"))
    }

    /// The mean cost of each candidate, and how many replications told; none if the search is to stop.
    fn costs(&self, trials: &mut Simulated<'_>) -> Result<Option<(Vec<Cost>, u64)>, ManyError> {
        let (mut costs, mut made) = (Vec::with_capacity(self.space.len()), 0);
        for candidate in 0..self.space.len() {
            if self.plans.why_impossible(candidate).is_some() {
                costs.push(Err(NoCost::Impossible));
                continue;
            }
            let replications = if trials.is_certain(candidate)? { 1 } else { COST_REPLICATIONS };
            let Some(runs) = trials.values(candidate, "cost", 0..replications)? else {
                return Ok(None);
            };
            costs.push(match runs.stall {
                None => Ok(MeanCost::of(runs.values)),
                Some(stall) => Err(NoCost::Stalls(stall)),
            });
            made += replications;
        }
        Ok(Some((costs, made)))
    }

    fn limits(&self, candidate: usize) -> Result<Limits, ManyError> {
        let plan = self.plan(candidate)?;
        let keep = Numbered { keep: self.keep, first: candidate };
        let made = |replications: u64| {
            let settings = RunOptions {
                replications: Some(replications),
                jobs: self.settings.jobs,
                audit: self.settings.audit,
                no_headcounts: true,
                ..RunOptions::default()
            };
            Study::of(&plan).with(&settings).watched(self.watch).kept(&keep).run()
        };
        let replications = if plan.is_deterministic() { 1 } else { LIMITS_REPLICATIONS };
        let (ensemble, stall) = match made(replications) {
            // Those before the stall show what limits it all the same.
            Err(StudyError::Stalled(stall)) => (made(stall.replication), Some(stall)),
            made => (made, None),
        };
        let ensemble = ensemble.map_err(|error| ManyError::Failed { setting: candidate, error })?;
        Ok(Limits { candidate, plan, ensemble, stall })
    }

    fn plan(&self, candidate: usize) -> Result<Plan, ManyError> {
        if candidate >= self.plans.count() {
            let reason = Unplanned("there are no candidates".to_owned());
            return Err(ManyError::Unplanned { setting: candidate, reason });
        }
        let planned = self.plans.plan(candidate);
        planned
            .map(|plan| plan.into_owned())
            .map_err(|reason| ManyError::Unplanned { setting: candidate, reason })
    }
}

/// Adds candidates that stalled while costs were counted, unless they have been tested: that they are no
/// answer has a reason other than their cost.
fn tell_stalled(found: &mut Found, costs: &[Cost], trials: &mut Simulated<'_>) -> Result<(), ManyError> {
    for (candidate, cost) in costs.iter().enumerate() {
        if let Err(NoCost::Stalls(stall)) = cost
            && found.of(candidate).is_none()
        {
            let tested = Tested::untried(candidate, trials.is_certain(candidate)?);
            found.tested.push(tested.stalled(stall.clone()));
        }
    }
    Ok(())
}
