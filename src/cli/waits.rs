//! What vehicles wait for, and how busy places are.

use crate::plan::Plan;
use crate::study::Ensemble;

/// Shares of vehicles' hours in states of waiting, and of berths and lanes in use, the largest first.
pub(super) fn waits(plan: &Plan, runs: &Ensemble) -> Vec<(String, f64)> {
    let mut all = Vec::new();
    for (_, fleet) in plan.shuttles() {
        let hours = |state: &str| runs.metric(&format!("hours_{state}"), &fleet.id).and_then(|row| row.mean);
        let states = crate::world::State::ALL.map(|state| (state.name(), hours(state.name()).unwrap_or(0.0)));
        let working = |name: &str| !matches!(name, "stood_down" | "absent");
        let total: f64 = states.iter().filter(|(name, _)| working(name)).map(|(_, hours)| hours).sum();
        let waiting = states.iter().filter(|(name, _)| {
            name.starts_with("queued")
                || name.starts_with("ready")
                || name.starts_with("awaiting")
                || matches!(*name, "held" | "halted" | "parked" | "resting" | "under_repair")
        });
        all.extend(
            waiting
                .filter(|(_, hours)| total > 0.0 && *hours > 0.01 * total)
                .map(|(name, hours)| (format!("{} {}", fleet.id, name.replace('_', " ")), hours / total)),
        );
    }
    for (metric, what) in [("berth_use", "berths in use at"), ("lane_use", "lanes in use at")] {
        let names = plan.sites.rows().iter().map(|site| &site.id);
        let names = names.chain(plan.checkpoints.rows().iter().map(|row| &row.id));
        all.extend(names.filter_map(|id| {
            let share = runs.metric(metric, id)?.mean?;
            Some((format!("{what} {id}"), share))
        }));
    }
    all.sort_by(|a, b| b.1.total_cmp(&a.1));
    all
}
