//! What limits a fleet: what vehicles wait for, whether they ever do, and how busy places are.

use crate::plan::Plan;
use crate::study::Ensemble;
use crate::units::SECOND;
use crate::world::State;

/// Shares of vehicles' hours at work and in states of waiting, and of berths and lanes in use until everybody is
/// out, the largest first. Where vehicles are nearly always at work and no place is busy, there are too few of them.
pub(super) fn waits(plan: &Plan, runs: &Ensemble) -> Vec<(String, f64)> {
    let mut all: Vec<(String, f64)> =
        plan.shuttles().flat_map(|(_, fleet)| of_fleet(&fleet.id, runs)).collect();
    let sites = plan.sites.rows().iter().map(|site| ("berth_use", "berths in use at", &site.id));
    let lanes = plan.checkpoints.rows().iter().map(|row| ("lane_use", "lanes in use at", &row.id));
    let longer = after_the_last(plan, runs);
    all.extend(sites.chain(lanes).filter_map(|(metric, what, id)| {
        let share = runs.metric(metric, id)?.mean?;
        Some((format!("{what} {id}"), (share * longer).min(1.0)))
    }));
    all.sort_by(|a, b| b.1.total_cmp(&a.1));
    all
}

/// How a fleet's vehicles spend the hours in which there is something for them to do.
fn of_fleet(id: &str, runs: &Ensemble) -> Vec<(String, f64)> {
    let hours = |state: &State| runs.metric(&format!("hours_{}", state.name()), id)?.mean;
    let busy = |state: &State| !matches!(state, State::StoodDown | State::Absent);
    let states: Vec<(State, f64)> =
        State::ALL.into_iter().filter(busy).filter_map(|state| Some((state, hours(&state)?))).collect();
    let total: f64 = states.iter().map(|(_, hours)| hours).sum();
    let (working, waiting): (Vec<_>, Vec<_>) = states.into_iter().partition(|(state, _)| works(*state));
    let working: f64 = working.iter().map(|(_, hours)| hours).sum();
    let rows = waiting.into_iter().map(|(state, hours)| (state.name().replace('_', " "), hours));
    rows.chain([("at work".to_owned(), working)])
        .filter(|(_, hours)| *hours > 0.01 * total)
        .map(|(what, hours)| (format!("{id} {what}"), hours / total))
        .collect()
}

/// Whether a vehicle does what it is there for, and waits for nothing.
fn works(state: State) -> bool {
    matches!(
        state,
        State::DrivingEmpty | State::DrivingLoaded | State::Boarding | State::Alighting | State::TurningBack
    )
}

/// How many times longer a run lasts than it takes until everybody is out: what is told of berths is over the
/// whole run, which may go on to the scenario's end.
fn after_the_last(plan: &Plan, runs: &Ensemble) -> f64 {
    let clearance = runs.metric("clearance_time", "all").and_then(|row| row.mean);
    match (plan.end, clearance) {
        (Some(end), Some(seconds)) if seconds > 0.0 => (end.0 as f64 / SECOND as f64 / seconds).max(1.0),
        _ => 1.0,
    }
}
