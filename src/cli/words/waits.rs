//! What limits a fleet: what vehicles wait for, whether they ever do, and how busy places are.

use crate::plan::{Checkpoint, Fleet, GroupId, Plan, Site, SiteId};
use crate::study::Ensemble;
use crate::world::State;

/// A share of hours, and what they are spent on.
type Share = (String, f64);

/// Shares of vehicles' hours at work and in states of waiting, and the use of berths and lanes, the largest first. Where vehicles are nearly always at work and no place is busy, there are too few of them.
pub(in crate::cli) fn what_limits(plan: &Plan, runs: &Ensemble) -> Vec<Share> {
    let at_work = plan.shuttles().filter_map(|(_, fleet)| {
        let hours = Hours::of(&fleet.id, runs);
        let working = hours.share(works);
        (working > 0.0).then(|| (format!("{} at work", fleet.id), working))
    });
    sorted(waits(plan, runs).into_iter().chain(at_work).collect())
}

/// The same of the fleets that take some groups, and of the places on their ways, as far as it matters.
pub(in crate::cli) fn what_limits_those(plan: &Plan, runs: &Ensemble, groups: &[GroupId]) -> Vec<Share> {
    let takes_some =
        |fleet: &Fleet| fleet.takes.iter().any(|&id| groups.contains(&plan.groups[id].part.of(id)));
    let fleets = || plan.shuttles().map(|(_, fleet)| fleet).filter(|fleet| takes_some(fleet));
    let hours = |fleet: &Fleet| {
        let hours = Hours::of(&fleet.id, runs);
        let working = (format!("{} at work", fleet.id), hours.share(works));
        hours.waits(&fleet.id).into_iter().chain([working])
    };
    let is_theirs = |site: SiteId| {
        groups.iter().any(|&group| plan.groups[group].at == site || plan.groups[group].to.contains(&site))
    };
    let berths =
        plan.sites.iter().filter(|(site, _)| is_theirs(*site)).filter_map(|(_, site)| berths(site, runs));
    let lanes = plan.checkpoints.rows().iter().filter_map(|row| lanes(row, runs));
    let all = fleets().flat_map(hours).chain(berths).chain(lanes);
    sorted(all.filter(|(_, share)| *share > MATTERS).collect())
}

/// A smaller share of the time limits nobody.
const MATTERS: f64 = 0.2;

fn berths(site: &Site, runs: &Ensemble) -> Option<Share> {
    Some((format!("berths in use at {}", site.id), runs.metric("berth_use", &site.id)?.mean?))
}

fn lanes(checkpoint: &Checkpoint, runs: &Ensemble) -> Option<Share> {
    Some((format!("lanes in use at {}", checkpoint.id), runs.metric("lane_use", &checkpoint.id)?.mean?))
}

/// The same without the hours at work.
pub(in crate::cli) fn waits(plan: &Plan, runs: &Ensemble) -> Vec<Share> {
    let vehicles = plan.shuttles().flat_map(|(_, fleet)| Hours::of(&fleet.id, runs).waits(&fleet.id));
    let sites = plan.sites.rows().iter().filter_map(|site| berths(site, runs));
    let places = sites.chain(plan.checkpoints.rows().iter().filter_map(|row| lanes(row, runs)));
    sorted(vehicles.chain(places).collect())
}

fn sorted(mut shares: Vec<Share>) -> Vec<Share> {
    shares.sort_by(|a, b| b.1.total_cmp(&a.1));
    shares
}

/// How a fleet's vehicles spend the hours in which there is something for them to do.
struct Hours(Vec<(State, f64)>);

impl Hours {
    fn of(id: &str, runs: &Ensemble) -> Hours {
        let hours = |state: State| Some((state, runs.metric(&format!("hours_{}", state.name()), id)?.mean?));
        let busy = |state: &State| !matches!(state, State::StoodDown | State::Absent);
        Hours(State::ALL.into_iter().filter(busy).filter_map(hours).collect())
    }

    /// The share of the hours in some states.
    fn share(&self, of: impl Fn(State) -> bool) -> f64 {
        let sum = |of: &dyn Fn(State) -> bool| {
            self.0.iter().filter(|(state, _)| of(*state)).map(|(_, hours)| hours).sum::<f64>()
        };
        let all = sum(&|_| true);
        if all > 0.0 { sum(&of) / all } else { 0.0 }
    }

    /// What is waited for, as far as it matters.
    fn waits(&self, id: &str) -> Vec<Share> {
        let waiting = self.0.iter().map(|(state, _)| *state).filter(|state| !works(*state));
        let share = |state: State| (format!("{id} {}", in_words(state)), self.share(|s| s == state));
        waiting.map(share).filter(|(_, share)| *share > 0.01).collect()
    }
}

/// What a vehicle in a state waits for, in words.
fn in_words(state: State) -> String {
    match state {
        State::Held => "held before a road".to_owned(),
        state => state.name().replace('_', " "),
    }
}

/// Whether a vehicle does what it is there for, and waits for nothing.
fn works(state: State) -> bool {
    matches!(
        state,
        State::DrivingEmpty | State::DrivingLoaded | State::Boarding | State::Alighting | State::TurningBack
    )
}
