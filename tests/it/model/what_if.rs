//! What if drives took longer, or more people came: factors beside what a scenario says.

use noria::engine::Engine;
use noria::plan::Plan;
use noria::record::{Auditor, MetricName, Metrics, metric_names};
use noria::scenario::Scenario;

use crate::plan_of;

const TOWN: &str = r#"
format = 1
clock = { start = 2024-05-03T20:00:00+02:00, end = "30 h" }
sites = { town = {}, camp = {}, inn = {} }
routes.road = { from = "town", to = "camp", both_ways = true, km = 20, time = "40 min", by_fleet = { vans = 1.5 } }
routes.lane = { from = "town", to = "inn", both_ways = true, km = 30, speed = 30 }
people.folk = { at = "town", to = "camp", count = 100, own_cars = { share = 0.2, people_per_car = 4, from = "1 h", to = "2 h" } }
people.late = { at = "town", to = "inn", arrivals = { poisson = { per_hour = 20, from = "1 h", to = "6 h" } } }
people.some = { at = "town", to = ["camp", "inn"], arrivals = { times = [{ at = "1 h", people = 7 }, { at = "2 h", people = 9 }] } }
fleets.buses = { count = 2, seats = 20, start = "town", time_factor = 1.25 }
fleets.vans = { count = 3, seats = 8, start = "town", takes = ["some"] }
"#;

/// All metrics of a replication, audited.
fn metrics(plan: &Plan, replication: u64) -> Vec<(MetricName, f64)> {
    let mut engine = Engine::new(plan, (Metrics::new(plan), Auditor::new(plan)));
    engine.run(replication).unwrap();
    let (metrics, auditor) = engine.recorder();
    assert_eq!(auditor.fault(), None);
    metric_names(plan).into_iter().zip(metrics.values().iter().copied()).collect()
}

fn with(edits: &[(&str, &str)]) -> Plan {
    let edits: Vec<(String, String)> =
        edits.iter().map(|&(path, value)| (path.to_owned(), value.to_owned())).collect();
    let scenario = Scenario::parse("town.toml", TOWN).unwrap().set_all(&edits).unwrap();
    scenario.plan().unwrap_or_else(|problems| panic!("{problems}"))
}

/// Whether two plans run alike.
fn are_alike(one: &Plan, other: &Plan) -> bool {
    (0..20).all(|replication| {
        let [one, other] = [one, other].map(|plan| metrics(plan, replication));
        one.iter().zip(&other).all(|(a, b)| a.0 == b.0 && (a.1.to_bits() == b.1.to_bits()))
    })
}

#[test]
fn a_factor_of_one_changes_nothing() {
    let ones = [
        ("what_if.travel", "1"),
        ("what_if.demand", "1.0"),
        ("what_if.routes.road", "1"),
        ("what_if.groups.folk", "1.0"),
    ];
    assert!(are_alike(&with(&ones), &with(&[])));
}

#[test]
fn travel_stretches_every_drive() {
    // Own cars have no factor of their own: theirs is that of the road.
    let slow = [("routes.road.time", "\"60 min\""), ("routes.lane.speed", "20")];
    assert!(are_alike(&with(&[("what_if.travel", "1.5")]), &with(&slow)));
    assert!(!are_alike(&with(&[("what_if.travel", "1.5")]), &with(&[])));
}

#[test]
fn a_route_is_stretched_alone_and_beside_the_rest() {
    let road = with(&[("what_if.routes.road", "2")]);
    assert!(are_alike(&road, &with(&[("routes.road.time", "\"80 min\"")])));
    let lane = with(&[("what_if.routes.lane", "1.5")]);
    assert!(are_alike(&lane, &with(&[("routes.lane.speed", "20")])));
    let both = with(&[("what_if.routes.road", "2"), ("what_if.travel", "1.5")]);
    assert!(are_alike(&both, &with(&[("routes.road.time", "\"120 min\""), ("routes.lane.speed", "20")])));
}

#[test]
fn demand_is_so_many_times_as_many_people() {
    let more = with(&[("what_if.demand", "1.5")]);
    let out = |plan: &Plan| -> Vec<(String, f64)> {
        let all = metrics(plan, 3);
        let counted = |name: &MetricName| name.name == "out";
        all.into_iter().filter(|(name, _)| counted(name)).map(|(name, out)| (name.group, out)).collect()
    };
    let of = |plan: &Plan, group: &str| out(plan).iter().find(|(name, _)| name == group).unwrap().1;
    assert_eq!(of(&more, "all") - of(&more, "late"), 150.0 + 24.0);
    assert_eq!(of(&more, "some"), 24.0);
    let rate = with(&[("people.late.arrivals.poisson.per_hour", "30")]);
    assert_eq!(of(&more, "late"), of(&rate, "late"));
    // A half is rounded up: nobody comes in halves.
    assert_eq!(of(&with(&[("what_if.groups.some", "1.03125")]), "some"), 17.0);
    let alone = with(&[("what_if.groups.some", "2"), ("what_if.demand", "0.5")]);
    assert_eq!(
        (of(&alone, "some"), of(&alone, "all") - of(&alone, "some") - of(&alone, "late")),
        (16.0, 50.0)
    );
}

#[test]
fn what_cannot_be_is_told_with_the_way_out() {
    let problems = |edits: &[(&str, &str)]| -> String {
        let edits: Vec<(String, String)> =
            edits.iter().map(|&(path, value)| (path.to_owned(), value.to_owned())).collect();
        let scenario = Scenario::parse("town.toml", TOWN).unwrap().set_all(&edits);
        scenario.and_then(|scenario| scenario.plan()).map(|_| ()).unwrap_err().to_string()
    };
    for factor in ["0", "-1", "101", "\"fast\"", "inf", "nan"] {
        for path in ["what_if.travel", "what_if.demand", "what_if.routes.road", "what_if.groups.folk"] {
            assert!(
                problems(&[(path, factor)]).contains(path),
                "{path} {factor}: {}",
                problems(&[(path, factor)])
            );
        }
    }
    let unknown = problems(&[("what_if.routes.roda", "2")]);
    assert!(unknown.contains("no such route") && unknown.contains("did you mean `road`"), "{unknown}");
    let crowd = problems(&[("people.late.arrivals.poisson.per_hour", "10000000"), ("what_if.demand", "100")]);
    assert!(crowd.contains("`people.late.arrivals` lets 5"), "{crowd}");
}

#[test]
fn the_nearest_drop_off_is_the_nearest_with_the_factor() {
    let nearest = |plan: &Plan| {
        let network = noria::plan::Network::new(plan);
        let (group, _) = plan.groups.iter().find(|(_, row)| row.id == "some").unwrap();
        plan.sites[network.nearest_drop_off(plan, group).unwrap()].id.clone()
    };
    assert_eq!(nearest(&plan_of(TOWN)), "camp");
    assert_eq!(nearest(&with(&[("what_if.routes.road", "2")])), "inn");
}

#[test]
fn fewer_people_than_were_said_in_public_may_be_supposed() {
    let said = TOWN.to_owned()
        + "public_figures = [{ who = \"a reporter\", at = \"9 h\", people = 100, scope = \"folk\", bound = \"exact\", spread = 0.01 }]\n";
    let scenario = Scenario::parse("town.toml", &said).unwrap();
    for (path, value) in [("what_if.demand", "0.5"), ("what_if.groups.folk", "0.1")] {
        assert!(scenario.clone().set(path, value).unwrap().plan().is_ok(), "{path}");
    }
    assert!(scenario.set("people.some.urgency", 1).unwrap().plan().is_ok());
    let slip = said.replace("people = 100", "people = 1000");
    assert!(Scenario::parse("town.toml", &slip).unwrap().plan().is_err());
}
