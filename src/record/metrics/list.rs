//! The list of metrics: of each its name, unit, words and sentence, when it can be anything, and how it is reckoned. A
//! metric is added here, or, of observers, in `of_observers`, and nowhere else.

use super::Metrics;
use super::names::{MetricKind, loses_vehicles, turns_back};
use super::of_observers::OF_OBSERVERS;
use super::reckon::{OfGroup, instant};
use crate::plan::{Fleet, Group, Plan};

/// What is said of a metric.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said {
    pub(super) name: &'static str,
    pub(super) unit: &'static str,
    pub(super) kind: MetricKind,
    /// What it is called of everybody.
    pub(super) words: &'static str,
    /// What it is, in a sentence.
    pub(super) about: &'static str,
}

/// A metric of all together.
pub(super) struct OfAll {
    pub(super) said: Said,
    /// Whether it can be anything under a plan.
    pub(super) occurs: fn(&Plan) -> bool,
    pub(super) value: fn(&Metrics<'_>) -> f64,
}

/// A metric of each group and of everybody.
pub(super) struct OfGroups {
    pub(super) said: Said,
    pub(super) occurs: fn(&Plan, &Asked<'_>) -> bool,
    pub(super) value: fn(&OfGroup<'_, '_>) -> f64,
}

/// Whom a metric is about: everybody, or the rows of a group.
pub(super) struct Asked<'a> {
    pub(super) is_everybody: bool,
    pub(super) rows: Vec<&'a Group>,
}

impl Asked<'_> {
    fn any(&self, can: impl Fn(&Group) -> bool) -> bool {
        self.rows.iter().any(|row| can(row))
    }
}

pub(super) const fn said(
    name: &'static str,
    (unit, kind): (&'static str, MetricKind),
    words: &'static str,
    about: &'static str,
) -> Said {
    Said { name, unit, kind, words, about }
}

pub(super) const INSTANT: (&str, MetricKind) = ("s", MetricKind::Instant);
const DURATION: (&str, MetricKind) = ("s", MetricKind::Duration);
pub(super) const SHARE: (&str, MetricKind) = ("share", MetricKind::Number);
pub(super) const PEOPLE: (&str, MetricKind) = ("people", MetricKind::Count);
const TRIPS: (&str, MetricKind) = ("trips", MetricKind::Count);

const fn count(of: &'static str) -> (&'static str, MetricKind) {
    (of, MetricKind::Count)
}

const fn number(unit: &'static str) -> (&'static str, MetricKind) {
    (unit, MetricKind::Number)
}

/// Whether the goal was met.
pub(super) const GOAL_MET: Said = said(
    "goal_met",
    ("share", MetricKind::Share),
    "goal met",
    "1 where so many people were out by the time of the goal as it asks for, else 0",
);

const CLEARANCE: Said = said("clearance_time", INSTANT, "everybody out", "when the last were out");

/// How long vehicles were in a state; its name follows `hours_`.
pub(super) const HOURS: Said =
    said("hours_", number("h"), "", "how long the fleet's vehicles were in this state, all together");

/// How many trips a vehicle of a fleet made.
pub(super) const TRIPS_PER_VEHICLE: Said = said(
    "trips_per_vehicle",
    number("trips"),
    "trips per vehicle",
    "loaded trips of the fleet, for each of its vehicles",
);

/// What a fleet costs, by kind; together that is the metric `cost`.
pub(super) const COSTS: [Said; 3] = [
    said(
        "cost_vehicles",
        number("money"),
        "cost of vehicles",
        "what the fleet's vehicles cost by their number",
    ),
    said("cost_hours", number("money"), "cost of hours", "what the hours of the fleet's vehicles cost"),
    said(
        "cost_km",
        number("money"),
        "cost of kilometres",
        "what the kilometres of the fleet's vehicles cost",
    ),
];

/// How busy berths were.
pub(super) const BERTH_USE: Said = said(
    "berth_use",
    SHARE,
    "berths in use",
    "the share of the time that the site's berths were in use, while they were open and people were to be moved",
);

/// How busy lanes were.
pub(super) const LANE_USE: Said = said(
    "lane_use",
    SHARE,
    "lanes in use",
    "the share of the time that the checkpoint's lanes were in use, while it was open and people were to be moved",
);

fn always(_: &Plan) -> bool {
    true
}

fn any_fleet(plan: &Plan, can: fn(&Fleet) -> bool) -> bool {
    plan.fleets.rows().iter().any(can)
}

/// The metrics that are told for all together.
pub(super) static OF_ALL: [OfAll; 14] = [
    OfAll { said: CLEARANCE, occurs: always, value: |run| run.cleared(0) },
    OfAll {
        said: said(
            "clearance_time_fleets",
            INSTANT,
            "everybody who rides out",
            "when the last of those were out whom fleets bring, own cars left out",
        ),
        occurs: always,
        value: |run| run.cleared_by_fleets(),
    },
    OfAll {
        said: said(
            "first_departure",
            INSTANT,
            "first departure",
            "when the first vehicle with people departed",
        ),
        occurs: always,
        value: |run| instant(run.first_departure),
    },
    OfAll {
        said: said("last_boarded", INSTANT, "last boarded", "when the last people had boarded"),
        occurs: always,
        value: |run| run.last(run.is_all_boarded(), run.last_boarded),
    },
    OfAll {
        said: said(
            "last_arrived",
            INSTANT,
            "last arrived",
            "when the last vehicle with people reached its drop-off",
        ),
        occurs: always,
        value: |run| run.last(run.is_over(), run.last_arrived),
    },
    OfAll {
        said: said("trips", TRIPS, "loaded trips", "how many trips vehicles made with people"),
        occurs: always,
        value: |run| run.plan.shuttles().map(|(fleet, _)| run.trips[fleet]).sum::<u64>() as f64,
    },
    OfAll {
        said: said("convoys", count("convoys"), "convoys", "how many convoys left"),
        occurs: always,
        value: |run| f64::from(run.convoys),
    },
    OfAll {
        said: said(
            "vehicle_hours",
            number("h"),
            "hours of vehicles",
            "how long vehicles were in service and not stood down, all together",
        ),
        occurs: always,
        value: |run| {
            run.plan.shuttles().map(|(fleet, _)| run.on_duty(fleet)).sum::<crate::units::Span>().hours()
        },
    },
    OfAll {
        said: said("vehicle_km", number("km"), "kilometres of vehicles", "how far all vehicles drove"),
        occurs: |plan| plan.routes.rows().iter().all(|route| route.km.is_some()),
        value: |run| run.odometer.km(),
    },
    OfAll {
        said: said("cost", number("money"), "cost", "what vehicles cost, in the scenario's money"),
        occurs: |plan| plan.costs.is_some(),
        value: |run| run.cost(),
    },
    OfAll {
        said: said("turned_back", TRIPS, "trips turned back", "how many trips turned back with their people"),
        occurs: turns_back,
        value: |run| run.troubles.turned_back as f64,
    },
    OfAll {
        said: said("breakdowns", count("breakdowns"), "breakdowns", "how often vehicles broke down"),
        occurs: |plan| any_fleet(plan, |fleet| fleet.breakdown.is_some()),
        value: |run| run.troubles.breakdowns as f64,
    },
    OfAll {
        said: said(
            "taken_over",
            PEOPLE,
            "people taken over",
            "how many people others took over from broken vehicles",
        ),
        occurs: |plan| {
            any_fleet(plan, |fleet| fleet.breakdown.as_ref().is_some_and(|breakdown| breakdown.takeover))
        },
        value: |run| run.troubles.taken_over as f64,
    },
    OfAll {
        said: said("vehicles_lost", count("vehicles"), "vehicles lost", "how many vehicles were lost"),
        occurs: |plan| any_fleet(plan, loses_vehicles),
        value: |run| run.troubles.lost as f64,
    },
];

fn for_all(_: &Plan, _: &Asked<'_>) -> bool {
    true
}

/// The metrics of each group, and of all together.
pub(super) static OF_GROUPS: [OfGroups; 19] = [
    OfGroups {
        said: CLEARANCE,
        occurs: |_, asked| !asked.is_everybody,
        value: |of| of.run.cleared(of.place),
    },
    OfGroups {
        said: said("out_50", INSTANT, "50 % out", "when half of the people were out"),
        occurs: for_all,
        value: |of| instant(of.tally.reached[0]),
    },
    OfGroups {
        said: said("out_90", INSTANT, "90 % out", "when 90 % of the people were out"),
        occurs: for_all,
        value: |of| instant(of.tally.reached[1]),
    },
    OfGroups {
        said: said("out_95", INSTANT, "95 % out", "when 95 % of the people were out"),
        occurs: for_all,
        value: |of| instant(of.tally.reached[2]),
    },
    OfGroups {
        said: said("out_99", INSTANT, "99 % out", "when 99 % of the people were out"),
        occurs: for_all,
        value: |of| instant(of.tally.reached[3]),
    },
    OfGroups {
        said: said("out", PEOPLE, "people out at the end", "how many people are out at the end"),
        occurs: for_all,
        value: |of| of.tally.out as f64,
    },
    OfGroups {
        said: said(
            "out_by_goal",
            PEOPLE,
            "people out by the time of the goal",
            "how many people were out by the time of the goal",
        ),
        occurs: |plan, _| plan.goal.is_some(),
        value: |of| of.tally.out_by_goal as f64,
    },
    OfGroups {
        said: said(
            "waiting_at_end",
            PEOPLE,
            "still waiting at the end",
            "how many people have come and are not aboard at the end",
        ),
        occurs: for_all,
        value: |of| (of.tally.waiting - of.tally.to_come) as f64,
    },
    OfGroups {
        said: said(
            "not_yet_come",
            PEOPLE,
            "people not yet come at the end",
            "how many people come only after the end",
        ),
        occurs: |plan, asked| {
            plan.end.is_some_and(|end| asked.any(|row| row.arrivals.share_after(end) > 0.0))
        },
        value: |of| of.tally.to_come as f64,
    },
    OfGroups {
        said: said(
            "aboard_at_end",
            PEOPLE,
            "aboard at the end",
            "how many people are in a vehicle at the end, and not out",
        ),
        occurs: for_all,
        value: |of| of.run.aboard(of.place) as f64,
    },
    OfGroups {
        said: said(
            "wait_mean",
            DURATION,
            "wait, mean",
            "how long people waited until they had boarded, on average",
        ),
        occurs: for_all,
        value: |of| of.waits[0],
    },
    OfGroups {
        said: said(
            "wait_p95",
            DURATION,
            "wait, 95 % below",
            "how long 95 % of the people waited at the most, to a minute",
        ),
        occurs: for_all,
        value: |of| of.waits[1],
    },
    OfGroups {
        said: said("wait_max", DURATION, "wait, longest", "the longest wait of anybody"),
        occurs: for_all,
        value: |of| of.waits[2],
    },
    OfGroups {
        said: said(
            "parties_split",
            count("parties"),
            "parties split",
            "how many parties did not stay together",
        ),
        occurs: for_all,
        value: |of| of.tally.splits as f64,
    },
    OfGroups {
        said: said(
            "handed_on",
            PEOPLE,
            "people handed on",
            "how many people were set down where others fetch them",
        ),
        occurs: |_, asked| asked.any(|row| row.onward.is_some()),
        value: |of| of.fates.handed_on as f64,
    },
    OfGroups {
        said: said(
            "private_arrived",
            PEOPLE,
            "people arrived in own cars",
            "how many people came out in their own cars",
        ),
        occurs: |_, asked| asked.any(|row| row.own_cars.is_some()),
        value: |of| of.fates.private_arrived as f64,
    },
    OfGroups {
        said: said(
            "on_foot",
            PEOPLE,
            "people gone on foot",
            "how many people gave up waiting and left on foot",
        ),
        occurs: |_, asked| asked.any(|row| row.hazards.giving_up > 0.0),
        value: |of| of.fates.on_foot as f64,
    },
    OfGroups {
        said: said("dead", PEOPLE, "people dead", "how many people died"),
        occurs: |_, asked| asked.any(|row| row.hazards.dying + row.hazards.dying_aboard > 0.0),
        value: |of| of.fates.dead as f64,
    },
    OfGroups {
        said: said("refused", PEOPLE, "people who refused", "how many people refused to go"),
        occurs: |_, asked| asked.any(|row| row.refuses > 0.0),
        value: |of| of.fates.refused as f64,
    },
];

/// What is said of every metric.
pub(super) fn all_said() -> impl Iterator<Item = &'static Said> {
    let rest: [&'static Said; 5] = [&GOAL_MET, &HOURS, &TRIPS_PER_VEHICLE, &BERTH_USE, &LANE_USE];
    let of_observers = OF_OBSERVERS.iter().map(|row| &row.said);
    OF_ALL
        .iter()
        .map(|row| &row.said)
        .chain(OF_GROUPS.iter().map(|row| &row.said))
        .chain(rest)
        .chain(&COSTS)
        .chain(of_observers)
}
