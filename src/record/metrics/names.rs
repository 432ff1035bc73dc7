//! The names of metrics. Which there are depends on what can occur under the plan.

use super::list::{
    Asked, BERTH_USE, COSTS, GOAL_MET, HOURS, LANE_USE, OF_ALL, OF_GROUPS, Said, TRIPS_PER_VEHICLE, all_said,
};
use super::of_observers::OF_OBSERVERS;
use crate::plan::{Caught, ChangeKind, Fleet, GroupId, Plan};
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
    /// What it is about: the id of a group, a fleet, a site, a checkpoint or an observer, or `all`.
    pub group: String,
    /// Its unit.
    pub unit: &'static str,
    /// What its values are.
    pub kind: MetricKind,
}

impl MetricName {
    /// What the list says of it.
    fn said(&self) -> Option<&'static Said> {
        all_said().find(|said| said.name == self.name)
    }

    /// What it is called for everybody, such as `everybody out`, without what it is about.
    #[must_use]
    pub fn words(&self) -> String {
        self.said().map_or_else(|| self.name.replace('_', " "), |said| said.words.to_owned())
    }

    /// What it is, in a sentence.
    #[must_use]
    pub fn about(&self) -> &'static str {
        // Only the hours in a state have names that are made.
        self.said().map_or(HOURS.about, |said| said.about)
    }

    /// What kind of thing it is about: `all`, `goal`, `group`, `fleet`, `site`, `checkpoint` or `observer`.
    #[must_use]
    pub fn of_what(&self) -> &'static str {
        let is = |said: &Said| said.name == self.name;
        match self {
            _ if OF_OBSERVERS.iter().any(|row| is(&row.said)) => "observer",
            _ if self.name.starts_with(HOURS.name) || is(&TRIPS_PER_VEHICLE) => "fleet",
            _ if is(&BERTH_USE) => "site",
            _ if is(&LANE_USE) => "checkpoint",
            _ if self.group == "all" => "all",
            _ if is(&GOAL_MET) => "goal",
            _ => "group",
        }
    }

    /// The words with what it is about, such as `everybody out (wounded)`, unless that is all.
    #[must_use]
    pub fn in_words(&self) -> String {
        let words = self.words();
        if self.group == "all" { words } else { format!("{words} ({})", self.group) }
    }
}

/// The shares of people whose time of being out is a metric.
pub(super) const SHARES: [f64; 4] = [0.5, 0.9, 0.95, 0.99];

/// The names of a plan's metrics, in the order of their values.
#[must_use]
pub fn metric_names(plan: &Plan) -> Vec<MetricName> {
    let mut names = Vec::new();
    let mut name = |said: &Said, name: &str, of: &str| {
        let (name, group) = (name.to_owned(), of.to_owned());
        names.push(MetricName { name, group, unit: said.unit, kind: said.kind });
    };
    if let Some(goal) = &plan.goal {
        let of = match (goal.out, goal.known) {
            (None, Some(known)) => &plan.observers[known.observer].id,
            _ => goal.group().map_or("all", |group| &plan.groups[group].id),
        };
        name(&GOAL_MET, GOAL_MET.name, of);
    }
    for row in OF_ALL.iter().filter(|row| (row.occurs)(plan)) {
        name(&row.said, row.said.name, "all");
    }
    for group in subjects(plan) {
        let id = group.map_or("all", |group| &plan.groups[group].id);
        let told = OF_GROUPS.iter().zip(told_of(plan, group)).filter(|(_, told)| *told);
        told.for_each(|(row, _)| name(&row.said, row.said.name, id));
    }
    for (_, fleet) in plan.shuttles() {
        for state in State::ALL.into_iter().filter(|state| state.occurs(plan, fleet)) {
            name(&HOURS, &format!("{}{}", HOURS.name, state.name()), &fleet.id);
        }
        name(&TRIPS_PER_VEHICLE, TRIPS_PER_VEHICLE.name, &fleet.id);
        let costs = COSTS.iter().filter(|_| plan.costs.is_some());
        costs.for_each(|said| name(said, said.name, &fleet.id));
    }
    for site in plan.sites.rows().iter().filter(|site| site.berths.is_some()) {
        name(&BERTH_USE, BERTH_USE.name, &site.id);
    }
    for checkpoint in plan.checkpoints.rows() {
        name(&LANE_USE, LANE_USE.name, &checkpoint.id);
    }
    for observer in plan.observers.rows() {
        OF_OBSERVERS.iter().for_each(|row| name(&row.said, row.said.name, &observer.id));
    }
    names
}

/// Every metric that there is, under whatever plan; `group` says what it is about, in words.
#[must_use]
pub fn every_metric() -> Vec<MetricName> {
    let row = |said: &Said, of: &str| {
        let name = if said.name == HOURS.name { "hours_STATE" } else { said.name };
        MetricName { name: name.to_owned(), group: of.to_owned(), unit: said.unit, kind: said.kind }
    };
    // The first metric of groups stands among those of all.
    let of_groups = OF_GROUPS[1..].iter().map(|metric| row(&metric.said, "a group, or `all`"));
    let of_all = OF_ALL.iter().map(|metric| match metric.said.name == OF_GROUPS[0].said.name {
        true => row(&metric.said, "a group, or `all`"),
        false => row(&metric.said, "`all`"),
    });
    let [vehicles, hours, km] = &COSTS;
    let rest = [
        row(&HOURS, "a fleet"),
        row(&TRIPS_PER_VEHICLE, "a fleet"),
        row(vehicles, "a fleet"),
        row(hours, "a fleet"),
        row(km, "a fleet"),
        row(&BERTH_USE, "a site"),
        row(&LANE_USE, "a checkpoint"),
    ];
    let of_observers = OF_OBSERVERS.iter().map(|metric| row(&metric.said, "an observer"));
    std::iter::once(row(&GOAL_MET, "the goal's group or observer, or `all`"))
        .chain(of_all)
        .chain(of_groups)
        .chain(rest)
        .chain(of_observers)
        .collect()
}

/// Whom metrics are about: everybody, then each group of the scenario.
pub(super) fn subjects(plan: &Plan) -> impl Iterator<Item = Option<GroupId>> {
    std::iter::once(None).chain(plan.whole_groups().map(|(id, _)| Some(id)))
}

/// Whether vehicles may turn back under a plan.
pub(super) fn turns_back(plan: &Plan) -> bool {
    plan.suspensions.rows().iter().any(|row| row.caught == Caught::TurnBack && !row.routes.is_empty())
}

pub(super) fn loses_vehicles(fleet: &Fleet) -> bool {
    fleet.changes.iter().any(|change| matches!(change.kind, ChangeKind::Lost(_)))
}

/// Which metrics of all together are told, in their order.
pub(super) fn told_of_all(plan: &Plan) -> [bool; OF_ALL.len()] {
    std::array::from_fn(|place| (OF_ALL[place].occurs)(plan))
}

/// Which metrics of groups are told of one of them, or of everybody, in their order.
pub(super) fn told_of(plan: &Plan, group: Option<GroupId>) -> [bool; OF_GROUPS.len()] {
    let rows = plan.groups.iter().filter(|(id, row)| group.is_none_or(|group| group == row.part.of(*id)));
    let asked = Asked { is_everybody: group.is_none(), rows: rows.map(|(_, row)| row).collect() };
    std::array::from_fn(|place| (OF_GROUPS[place].occurs)(plan, &asked))
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
