//! The plain path of the engine and the full one, on which anything may happen, give the same: random
//! scenarios as they are, and with something added that never comes about.

use noria::engine::Engine;
use noria::plan::{
    Caught, DayProfile, Duty, DutyEnd, FuelRange, Hazards, Hours, Plan, SiteId, SuspendedWhen,
};
use noria::record::{Auditor, Metrics, metric_names};
use noria::units::{HOUR, Span, Tick};
use proptest::prelude::*;

use crate::model::incidents_by_hand::{fixed, suspension};
use crate::model::invariants::scenario;
use crate::plan_of;

/// A random scenario with things that need no more than the plain path.
fn plain(text: &str, wanted: [bool; 5]) -> Plan {
    let mut plan = plan_of(text);
    let [capacity, hours, factors, hazards, ready] = wanted;
    for (number, route) in plan.routes.rows_mut().iter_mut().enumerate() {
        route.km = Some(10.0 + number as f64);
        if factors {
            route.by_hour = DayProfile::new(vec![(Span(HOUR), 1.7), (Span(3 * HOUR), 0.6)]);
        }
    }
    if capacity {
        plan.sites[SiteId(1)].capacity = Some(70);
    }
    if hours {
        let open = Hours::new(vec![(Span(0), Span(2 * HOUR)), (Span(4 * HOUR), Span(22 * HOUR))]);
        plan.sites[SiteId(0)].hours = Some(open);
    }
    if hazards {
        plan.groups.rows_mut()[0].hazards = Hazards { dying: 0.05, giving_up: 0.1, ..Hazards::default() };
    }
    if ready {
        plan.fleets.rows_mut()[0].ready = Some(fixed(25));
    }
    plan
}

/// The same with something that never comes about in it.
fn full(plan: &Plan, what: usize) -> Plan {
    let mut full = plan.clone();
    match what {
        0 => full.fleets.rows_mut()[0].range = Some(FuelRange { km: 1e6, refuel: fixed(60) }),
        1 => {
            suspension(&mut full, 0, 1, Caught::Halt);
            let late = Tick(9 * 365 * 24 * HOUR);
            full.suspensions.rows_mut()[0].when = SuspendedWhen::Window(late, Some(late + Span(HOUR)));
        }
        _ => {
            let on_duty = Some(Span(9 * 365 * 24 * HOUR));
            let duty = Duty { driving: on_duty, on_duty, rest: fixed(60), at_end: DutyEnd::AtOnce };
            full.fleets.rows_mut().iter_mut().for_each(|fleet| fleet.duty = Some(duty.clone()));
        }
    }
    full
}

fn metrics(plan: &Plan, replication: u64) -> Vec<(String, String, f64)> {
    let mut engine = Engine::new(plan, (Metrics::new(plan), Auditor::new(plan)));
    engine.run(replication).unwrap_or_else(|stall| panic!("{stall}"));
    let (metrics, auditor) = engine.recorder();
    assert_eq!(auditor.fault(), None);
    let names = metric_names(plan).into_iter();
    names
        .zip(metrics.values())
        .map(|(name, value)| (name.name.to_string(), name.group.to_string(), *value))
        .collect()
}

/// Kilometres are added up leg by leg or stretch by stretch.
fn same(one: f64, other: f64) -> bool {
    one == other || one.is_nan() && other.is_nan() || (one - other).abs() <= 1e-9 * one.abs()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]
    #[test]
    fn plain_and_full_give_the_same_metrics(text in scenario(), wanted: [bool; 5], replication in 0u64..50) {
        let plain = plain(&text, wanted);
        let told = metrics(&plain, replication);
        for what in 0..3 {
            let full = metrics(&full(&plain, what), replication);
            for (name, group, value) in &told {
                let other = full.iter().find(|row| (&row.0, &row.1) == (name, group)).map(|row| row.2);
                prop_assert!(other.is_some_and(|other| same(*value, other)), "{}[{}]: {} and {:?} with {}", name, group, value, other, what);
            }
        }
    }
}
