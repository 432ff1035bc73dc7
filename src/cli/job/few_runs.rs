//! A few runs of a scenario, as many as one has patience for: to see where they differ from simple bounds.

use crate::engine::Engine;
use crate::plan::{Arrivals, Group, Plan};
use crate::record::Fingerprint;
use crate::study::{Bounds, Ensemble, Study, StudyError};

/// Loaded trips that a check runs at the most, over all its replications.
const TRIPS: f64 = 20_000.0;
/// Replications of a small scenario.
const RUNS: f64 = 20.0;

/// Events of one run, and of all, that are made at the most: a check takes no longer than one waits for it.
const EVENTS: u64 = 400_000;
/// Vehicles that are tried at the most: each takes memory before anything happens.
const VEHICLES: u32 = 300_000;
/// The same for pairs of a vehicle and a group that it may take.
const PAIRS: u64 = 1_000_000;

/// No run is made where there are more routes: each takes its place in each engine that is made.
const ROUTES: usize = 250_000;

/// A few runs, to see where they differ from the bounds; none where even one is too large to be tried.
pub(in crate::cli) fn few_runs(plan: &Plan, bounds: &Bounds) -> Result<Option<Ensemble>, StudyError> {
    let Some(events) = events(plan) else { return Ok(None) };
    let trips = bounds.trips.iter().sum::<f64>().max(1.0);
    let replications = (TRIPS / trips).clamp(1.0, RUNS).min(plan.replications as f64);
    let replications = (replications as u64).min(EVENTS / cost(plan) / events.max(1)).max(1);
    Study::of(plan).replications(replications).without_headcounts().run().map(Some)
}

/// People of one group at the most each of whose parties draws for itself before the run: each takes memory.
const APART: f64 = 1e6;

/// Whether a group is of more people than are tried, and each party of them has its own lot.
fn is_crowded(group: &Group) -> bool {
    let has_lots = group.refuses > 0.0 || group.own_cars.is_some() || group.companions.is_some();
    let people = match &group.arrivals {
        Arrivals::Poisson(expected) => expected.last().map_or(0.0, |&(_, people)| people),
        _ => group.size.as_ref().map_or(0.0, |size| size.bounds().1),
    };
    has_lots && people > APART
}

/// How many events of a small scenario one event costs: whoever looks ahead looks at each suspension, and at the groups
/// of each fleet.
fn cost(plan: &Plan) -> u64 {
    (1 + plan.suspensions.len() / 20 + plan.groups.len() * plan.fleets.len() / 10_000) as u64
}

/// How many vehicles there are for each group that they may take, all together.
fn pairs(plan: &Plan) -> u64 {
    plan.fleets.rows().iter().map(|fleet| u64::from(fleet.count()) * fleet.takes.len() as u64).sum()
}

/// How many events a run has; none if there are too many.
fn events(plan: &Plan) -> Option<u64> {
    let too_many = plan.vehicle_count() > VEHICLES || plan.routes.len() > ROUTES || pairs(plan) > PAIRS;
    if too_many || plan.groups.rows().iter().any(is_crowded) {
        return None;
    }
    let mut engine = Engine::new(plan, Fingerprint::default());
    // A run that fails is made again, and told of, with the others.
    engine.run_within(0, EVENTS / cost(plan)).unwrap_or(Some(0))
}
