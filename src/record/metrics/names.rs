//! The names of metrics. Which there are depends on what can occur under the plan.

use crate::plan::{Caught, ChangeKind, Fleet, Group, GroupId, Plan};
use crate::world::State;

/// What a metric's values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MetricKind {
    /// 1 where it was so, else 0.
    Share,
    /// Seconds since the start; infinite where it did not happen before the end.
    Instant,
    /// Seconds; infinite where it did not end before the run did.
    Duration,
    /// A whole number.
    Count,
    /// A number with a unit of its own.
    Number,
}

/// What a metric is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetricName {
    /// Its name.
    pub name: String,
    /// What it is about: the id of a group, a fleet, a site or a checkpoint, or `all`.
    pub group: String,
    /// Its unit.
    pub unit: &'static str,
    /// What its values are.
    pub kind: MetricKind,
}

/// What metrics are called for everybody; others are called by their names. Counts and numbers say of what.
const WORDS: [(&str, &str); 28] = [
    ("goal_met", "goal met"),
    ("first_departure", "first departure"),
    ("clearance_time", "everybody out"),
    ("clearance_time_fleets", "everybody who rides out"),
    ("out_50", "50 % out"),
    ("out_90", "90 % out"),
    ("out_95", "95 % out"),
    ("out_99", "99 % out"),
    ("out_by_goal", "people out by the time of the goal"),
    ("out", "people out at the end"),
    ("waiting_at_end", "still waiting at the end"),
    ("not_yet_come", "people not yet come at the end"),
    ("aboard_at_end", "aboard at the end"),
    ("trips", "loaded trips"),
    ("wait_mean", "wait, mean"),
    ("wait_p95", "wait, 95 % below"),
    ("wait_max", "wait, longest"),
    ("vehicle_km", "kilometres of vehicles"),
    ("vehicle_hours", "hours of vehicles"),
    ("turned_back", "trips turned back"),
    ("taken_over", "people taken over"),
    ("handed_on", "people handed on"),
    ("private_arrived", "people arrived in own cars"),
    ("on_foot", "people gone on foot"),
    ("dead", "people dead"),
    ("refused", "people who refused"),
    ("berth_use", "berths in use"),
    ("lane_use", "lanes in use"),
];

impl MetricName {
    /// What it is called for everybody, such as `everybody out`, without what it is about.
    #[must_use]
    pub fn words(&self) -> String {
        let known = WORDS.iter().find(|(name, _)| *name == self.name);
        known.map_or_else(|| self.name.replace('_', " "), |(_, words)| (*words).to_owned())
    }

    /// The words with what it is about, such as `everybody out (wounded)`, unless that is all.
    #[must_use]
    pub fn in_words(&self) -> String {
        let words = self.words();
        if self.group == "all" { words } else { format!("{words} ({})", self.group) }
    }
}

/// The shares of people whose time of being out is a metric.
pub(super) const SHARES: [(&str, f64); 4] =
    [("out_50", 0.5), ("out_90", 0.9), ("out_95", 0.95), ("out_99", 0.99)];

/// The metrics that are told for all together.
const OF_ALL: [(&str, &str, MetricKind); 14] = [
    ("clearance_time", "s", MetricKind::Instant),
    ("clearance_time_fleets", "s", MetricKind::Instant),
    ("first_departure", "s", MetricKind::Instant),
    ("last_boarded", "s", MetricKind::Instant),
    ("last_arrived", "s", MetricKind::Instant),
    ("trips", "trips", MetricKind::Count),
    ("convoys", "convoys", MetricKind::Count),
    ("vehicle_hours", "h", MetricKind::Number),
    ("vehicle_km", "km", MetricKind::Number),
    ("cost", "money", MetricKind::Number),
    ("turned_back", "trips", MetricKind::Count),
    ("breakdowns", "breakdowns", MetricKind::Count),
    ("taken_over", "people", MetricKind::Count),
    ("vehicles_lost", "vehicles", MetricKind::Count),
];

/// The metrics of each group, and of all together.
pub(super) const OF_GROUPS: [(&str, &str, MetricKind); 14] = [
    ("out", "people", MetricKind::Count),
    ("out_by_goal", "people", MetricKind::Count),
    ("waiting_at_end", "people", MetricKind::Count),
    ("not_yet_come", "people", MetricKind::Count),
    ("aboard_at_end", "people", MetricKind::Count),
    ("wait_mean", "s", MetricKind::Duration),
    ("wait_p95", "s", MetricKind::Duration),
    ("wait_max", "s", MetricKind::Duration),
    ("parties_split", "parties", MetricKind::Count),
    ("handed_on", "people", MetricKind::Count),
    ("private_arrived", "people", MetricKind::Count),
    ("on_foot", "people", MetricKind::Count),
    ("dead", "people", MetricKind::Count),
    ("refused", "people", MetricKind::Count),
];

/// The names of a plan's metrics, in the order of their values.
#[must_use]
pub fn metric_names(plan: &Plan) -> Vec<MetricName> {
    let mut names = Vec::new();
    let mut name = |name: &str, group: &str, unit, kind| {
        names.push(MetricName { name: name.to_owned(), group: group.to_owned(), unit, kind });
    };
    if let Some(goal) = &plan.goal {
        let group = goal.group.map_or("all", |group| &plan.groups[group].id);
        name("goal_met", group, "share", MetricKind::Share);
    }
    for (metric, unit, kind) in OF_ALL.into_iter().filter(|(metric, ..)| occurs(plan, metric)) {
        name(metric, "all", unit, kind);
    }
    for group in subjects(plan) {
        let id = group.map_or("all", |group| &plan.groups[group].id);
        if group.is_some() {
            name("clearance_time", id, "s", MetricKind::Instant);
        }
        for (metric, _) in SHARES {
            name(metric, id, "s", MetricKind::Instant);
        }
        for (metric, unit, kind) in
            OF_GROUPS.into_iter().filter(|(metric, ..)| occurs_to(plan, metric, group))
        {
            name(metric, id, unit, kind);
        }
    }
    for (_, fleet) in plan.shuttles() {
        for state in State::ALL.into_iter().filter(|state| state.occurs(plan, fleet)) {
            name(&format!("hours_{}", state.name()), &fleet.id, "h", MetricKind::Number);
        }
        name("trips_per_vehicle", &fleet.id, "trips", MetricKind::Number);
    }
    for site in plan.sites.rows().iter().filter(|site| site.berths.is_some()) {
        name("berth_use", &site.id, "share", MetricKind::Number);
    }
    for checkpoint in plan.checkpoints.rows() {
        name("lane_use", &checkpoint.id, "share", MetricKind::Number);
    }
    names
}

/// Whom metrics are about: everybody, then each group of the scenario.
pub(super) fn subjects(plan: &Plan) -> impl Iterator<Item = Option<GroupId>> {
    std::iter::once(None).chain(plan.whole_groups().map(|(id, _)| Some(id)))
}

/// Whether a metric of all together can be anything under a plan.
pub(super) fn occurs(plan: &Plan, metric: &str) -> bool {
    let fleet = |can: fn(&Fleet) -> bool| plan.fleets.rows().iter().any(can);
    match metric {
        "vehicle_km" => plan.routes.rows().iter().all(|route| route.km.is_some()),
        "cost" => plan.costs.is_some(),
        "turned_back" => turns_back(plan),
        "breakdowns" => fleet(|fleet| fleet.breakdown.is_some()),
        "taken_over" => fleet(|fleet| fleet.breakdown.as_ref().is_some_and(|row| row.takeover)),
        "vehicles_lost" => fleet(loses_vehicles),
        _ => true,
    }
}

/// Whether vehicles may turn back under a plan.
pub(super) fn turns_back(plan: &Plan) -> bool {
    plan.suspensions.rows().iter().any(|row| row.caught == Caught::TurnBack && !row.routes.is_empty())
}

fn loses_vehicles(fleet: &Fleet) -> bool {
    fleet.changes.iter().any(|change| matches!(change.kind, ChangeKind::Lost(_)))
}

/// Which metrics of groups are told of one of them, or of everybody, in their order.
pub(super) fn told_of(plan: &Plan, group: Option<GroupId>) -> [bool; OF_GROUPS.len()] {
    OF_GROUPS.map(|(metric, ..)| occurs_to(plan, metric, group))
}

/// Whether a metric of a group, or of everybody, can be anything under a plan.
fn occurs_to(plan: &Plan, metric: &str, group: Option<GroupId>) -> bool {
    let any = |can: &dyn Fn(&Group) -> bool| {
        let rows = plan.groups.iter();
        let mut rows = rows.filter(|(id, row)| group.is_none_or(|group| group == row.part.of(*id)));
        rows.any(|(_, row)| can(row))
    };
    match metric {
        "out_by_goal" => plan.goal.is_some(),
        "not_yet_come" => plan.end.is_some_and(|end| any(&|row| row.arrivals.share_after(end) > 0.0)),
        "handed_on" => any(&|row| row.onward.is_some()),
        "private_arrived" => any(&|row| row.own_cars.is_some()),
        "on_foot" => any(&|row| row.hazards.giving_up > 0.0),
        "dead" => any(&|row| row.hazards.dying + row.hazards.dying_aboard > 0.0),
        "refused" => any(&|row| row.refuses > 0.0),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::example;
    use super::*;

    #[test]
    fn what_cannot_occur_has_no_metric() {
        let mut plan = example::plan();
        let names = |plan: &Plan| -> Vec<String> {
            metric_names(plan).into_iter().map(|name| format!("{}[{}]", name.name, name.group)).collect()
        };
        let all = names(&plan);
        for name in ["turned_back[all]", "vehicles_lost[all]", "handed_on[people]", "lane_use[bridge]"] {
            assert!(all.contains(&name.to_owned()), "{name}");
        }
        assert!(!all.contains(&"breakdowns[all]".to_owned()));
        assert_eq!(all.iter().filter(|name| *name == "dead[people]").count(), 1, "{all:?}");
        plan.suspensions = crate::plan::Table::new(Vec::new());
        assert!(!names(&plan).contains(&"turned_back[all]".to_owned()));
    }

    #[test]
    fn counts_and_numbers_say_of_what_they_are() {
        for name in metric_names(&example::plan()) {
            let of = match name.unit {
                "h" => "hours",
                "km" => "kilometres",
                // In whatever money the scenario counts.
                "money" => "cost",
                "share" => "in use",
                // Of the table of a run, which is about people.
                "people" if name.name == "waiting_at_end" => "waiting",
                "people" if name.name == "aboard_at_end" => "aboard",
                unit => unit,
            };
            let counted = matches!(name.kind, MetricKind::Count | MetricKind::Number);
            assert!(!counted || name.words().contains(of), "{}: no {of}", name.words());
        }
    }
}
