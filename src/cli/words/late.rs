//! What comes too late to matter: people and vehicles that are there only after the end of the run.

use crate::plan::{Fleet, Group, Plan};
use crate::units::Tick;

/// A warning for each group and fleet of which some come after the end, or all.
pub(in crate::cli) fn too_late(plan: &Plan) -> Vec<String> {
    let Some(end) = plan.end else { return Vec::new() };
    let people = plan.whole_groups().filter_map(|(_, group)| people(plan, group, end));
    let vehicles = plan.shuttles().filter_map(|(_, fleet)| vehicles(plan, fleet, end));
    people.chain(vehicles).collect()
}

fn people(plan: &Plan, group: &Group, end: Tick) -> Option<String> {
    let late = how_many(group.arrivals.share_after(end))?;
    Some(format!(
        "warning: {late} of people.{} come after the end of the run, {}: they have not come by then, and are never out",
        group.id,
        plan.clock.day_and_time(end)
    ))
}

fn vehicles(plan: &Plan, fleet: &Fleet, end: Tick) -> Option<String> {
    let ready = fleet.ready.as_ref().filter(|_| fleet.count() > 0)?;
    let late = how_many(1.0 - ready.cdf(end.0 as f64))?;
    Some(format!(
        "warning: {late} vehicles of fleets.{} are ready only after the end of the run, {}",
        fleet.id,
        plan.clock.day_and_time(end)
    ))
}

/// A share in words; none of nothing.
fn how_many(share: f64) -> Option<String> {
    match share {
        share if share <= 0.0 => None,
        share if share >= 1.0 => Some("all".to_owned()),
        // Laws without an end always have a little beyond it.
        share if share < 0.000_5 => None,
        share => Some(format!("{:.1} %", share * 100.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_told_where_there_is_one() {
        for (share, told) in [(0.0, None), (1e-6, None), (0.25, Some("25.0 %")), (1.0, Some("all"))] {
            assert_eq!(how_many(share).as_deref(), told);
        }
    }
}
