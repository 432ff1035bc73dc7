//! Where a pickup has many groups, sums of their people are kept; where it has few, each is looked at. Both give the
//! same: random plans as they are, and with groups of nobody among the others.

use noria::engine::{Engine, Stall};
use noria::plan::{Arrivals, Entity, Group, GroupId, Hazards, Id, Part, Plan, Table};
use noria::record::{Auditor, Metrics, metric_names};
use noria::stats::Distribution;

use crate::model::random_plans::{plans, random_plan};

/// As many on either side of each group make the groups of any pickup many.
const NOBODIES: u32 = 9;

/// The same as another group, but for its people: there are none.
fn nobody(group: &Group, id: String) -> Group {
    Group {
        entity: Entity::named("people", &id),
        id,
        part: Part::Whole,
        size: Some(Distribution::ZERO),
        arrivals: Arrivals::AtStart,
        refuses: 0.0,
        onward: None,
        own_cars: None,
        hazards: Hazards::default(),
        already_out: Vec::new(),
        ..group.clone()
    }
}

/// The same plan with groups of nobody before and behind each group, for all who take it.
fn among_nobodies(plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    let mut groups = plan.groups.rows().to_vec();
    let known = groups.len() as u32;
    for number in 0..known {
        let like = |of: u32| nobody(&groups[number as usize], format!("nobody{number}_{of}"));
        let nobodies: Vec<Group> = (0..2 * NOBODIES).map(like).collect();
        groups.extend(nobodies);
    }
    plan.groups = Table::new(groups);
    for fleet in plan.fleets.rows_mut() {
        let with_nobodies = |group: &GroupId| {
            let first = known + 2 * NOBODIES * group.index() as u32;
            let between = first + NOBODIES;
            (first..between).map(GroupId).chain([*group]).chain((between..between + NOBODIES).map(GroupId))
        };
        // Groups of nobody have no parts of their own for vehicles that are lost.
        if fleet.own_cars_of.is_none() && fleet.changes.is_empty() {
            fleet.takes = fleet.takes.iter().flat_map(with_nobodies).collect();
        }
    }
    plan
}

/// Every metric of a replication, but those of groups of nobody.
fn metrics(plan: &Plan, replication: u64) -> Result<Vec<(String, f64)>, Stall> {
    let mut engine = Engine::new(plan, (Metrics::new(plan), Auditor::new(plan)));
    engine.run(replication)?;
    let (metrics, auditor) = engine.recorder();
    assert_eq!(auditor.fault(), None, "{}", plan.title);
    let named = metric_names(plan).into_iter().zip(metrics.values());
    let of_somebody = named.filter(|(name, _)| !name.group.to_string().starts_with("nobody"));
    Ok(of_somebody.map(|(name, &value)| (format!("{}[{}]", name.name, name.group), value)).collect())
}

#[test]
fn many_groups_are_served_as_few_are() {
    let mut told = 0;
    for number in 0..plans() {
        let plan = random_plan(number);
        let (few, many) = (metrics(&plan, 0), metrics(&among_nobodies(&plan), 0));
        let (Ok(few), Ok(many)) = (few, many) else { continue };
        told += 1;
        let same = |(one, other): (&(String, f64), &(String, f64))| {
            one.0 == other.0 && (one.1 == other.1 || one.1.is_nan() && other.1.is_nan())
        };
        let differ = few.iter().zip(&many).find(|&pair| !same(pair));
        assert_eq!((differ, few.len()), (None, many.len()), "random plan {number}");
    }
    assert!(told > plans() / 2, "{told} runs came to an end");
}
