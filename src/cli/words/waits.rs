//! What limits a fleet: what vehicles wait for, whether they ever do, and how busy places are.

use crate::plan::Plan;
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

/// The same without the hours at work.
pub(in crate::cli) fn waits(plan: &Plan, runs: &Ensemble) -> Vec<Share> {
    let vehicles = plan.shuttles().flat_map(|(_, fleet)| Hours::of(&fleet.id, runs).waits(&fleet.id));
    let sites = plan.sites.rows().iter().map(|site| ("berth_use", "berths in use at", &site.id));
    let lanes = plan.checkpoints.rows().iter().map(|row| ("lane_use", "lanes in use at", &row.id));
    let places = sites
        .chain(lanes)
        .filter_map(|(metric, what, id)| Some((format!("{what} {id}"), runs.metric(metric, id)?.mean?)));
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
        let share =
            |state: State| (format!("{id} {}", state.name().replace('_', " ")), self.share(|s| s == state));
        waiting.map(share).filter(|(_, share)| *share > 0.01).collect()
    }
}

/// Whether a vehicle does what it is there for, and waits for nothing.
fn works(state: State) -> bool {
    matches!(
        state,
        State::DrivingEmpty | State::DrivingLoaded | State::Boarding | State::Alighting | State::TurningBack
    )
}
