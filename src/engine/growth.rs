//! Hundreds of groups at one site, and of suspensions of one road: looks at them are counted, not seconds.

use std::ops::Range;

use super::Engine;
use crate::plan::{
    Arrivals, Caught, Discipline, Entity, Fleet, Group, GroupId, LocalClock, Movement, Need, Phase, Plan,
    Route, RouteId, Site, SiteId, SuspendedWhen, Suspension, Table,
};
use crate::stats::Distribution;
use crate::units::{HOUR, MINUTE, Span, Tick};
use crate::world::looks;

fn fixed(value: f64) -> Distribution {
    Distribution::fixed(value).unwrap()
}

fn fleet(id: &str, vehicles: Range<u32>, places: [f64; 2]) -> Fleet {
    Fleet { places: places.map(fixed), serves: vec![SiteId(0)], ..Fleet::plain(id, vehicles, SiteId(0)) }
}

/// So many groups at one site, each bound for one of so many others; buses and ambulances go round.
fn plan(groups: usize, drop_offs: usize, group: impl Fn(usize, Group) -> Group) -> Plan {
    let towns = (1..=drop_offs).map(|town| SiteId(town as u16));
    let roads = towns.flat_map(|town| {
        let road = |from, to| Route::plain("road", (from, to), fixed((10 * MINUTE) as f64));
        [road(SiteId(0), town), road(town, SiteId(0))]
    });
    let row = |number: usize| {
        let to = SiteId(1 + (number % drop_offs) as u16);
        group(number, Group::plain(&format!("g{number}"), (SiteId(0), to), fixed(38.0)))
    };
    let alone = Discipline::independent();
    let phase = Phase { outbound: alone.clone(), back: alone, ends: None, gradual: None };
    let groups: Table<GroupId, Group> = (0..groups).map(row).collect();
    let takes = |fleet: &Fleet| {
        let has_places = |group: &GroupId| fleet.places[groups[*group].need.index()] != Distribution::ZERO;
        groups.ids().filter(has_places).collect()
    };
    let fleets = [fleet("buses", 0..20, [10.0, 0.0]), fleet("ambulances", 20..30, [1.0, 2.0])];
    Plan {
        name: "groups".to_owned(),
        title: "Many groups".to_owned(),
        clock: LocalClock::new(0, 0),
        end: None,
        seed: 1,
        replications: 1,
        sites: (0..=drop_offs).map(|site| Site::open(&format!("s{site}"))).collect(),
        routes: Table::new(roads.collect()),
        checkpoints: Table::new(Vec::new()),
        suspensions: Table::new(Vec::new()),
        fleets: fleets.into_iter().map(|fleet| Fleet { takes: takes(&fleet), ..fleet }).collect(),
        groups,
        movements: Table::new(vec![Movement { label: "movement".to_owned(), phases: vec![phase] }]),
        observers: Table::new(Vec::new()),
        goal: None,
        public_figures: Vec::new(),
        costs: None,
    }
}

/// How often one run looks at a group, at a sum over groups, or at a suspension.
fn looks_of(plan: &Plan) -> u64 {
    let mut engine = Engine::new(plan, ());
    let before = looks();
    engine.run(0).unwrap();
    let out: u32 = engine.world.crowds().rows().iter().map(|crowd| crowd.arrived.len()).sum();
    assert_eq!(out as usize, 38 * plan.groups.len());
    looks() - before
}

/// Eight times the groups are eight times the trips: each of them looks at hardly more.
fn at_most_n_log_n(plan: impl Fn(usize) -> Plan) {
    let [few, many] = [25, 200].map(|groups| looks_of(&plan(groups)));
    assert!(few > 0 && many <= 13 * few, "{few} looks, and {many} in eight times the work");
}

#[test]
fn looks_grow_as_groups_with_one_drop_off_do() {
    at_most_n_log_n(|groups| plan(groups, 1, |_, group| group));
}

#[test]
fn looks_grow_as_groups_with_drop_offs_of_their_own_do() {
    at_most_n_log_n(|groups| plan(groups, groups, |_, group| group));
}

#[test]
fn looks_grow_as_groups_of_both_needs_and_all_urgencies_do() {
    at_most_n_log_n(|groups| {
        plan(groups, 3, |number, group| {
            let need = if number % 3 == 0 { Need::Stretcher } else { Need::Seat };
            Group { need, urgency: -(number as i64), ..group }
        })
    });
}

#[test]
fn looks_grow_as_groups_that_come_one_by_one_do() {
    at_most_n_log_n(|groups| {
        plan(groups, 1, |_, group| {
            let arrivals = Arrivals::Curve(vec![(Tick::START, 0.0), (Tick(10 * HOUR), 1.0)]);
            Group { arrivals, ..group }
        })
    });
}

#[test]
fn looks_grow_as_groups_with_shelters_do() {
    at_most_n_log_n(|groups| {
        let mut plan = plan(groups, groups, |_, group| group);
        for (number, group) in plan.groups.rows_mut().iter_mut().enumerate() {
            group.to.push(SiteId(1 + ((number + 1) % groups) as u16));
        }
        plan.sites.rows_mut()[1..].iter_mut().for_each(|site| site.capacity = Some(60));
        plan
    });
}

#[test]
fn looks_grow_as_suspensions_of_one_road_do() {
    for caught in [Caught::Finish, Caught::Halt] {
        at_most_n_log_n(|suspensions| suspended(suspensions, caught));
    }
}

/// A road that is suspended so many times, now and then.
fn suspended(suspensions: usize, caught: Caught) -> Plan {
    let mut plan = plan(suspensions, 1, |_, group| group);
    let row = |number: u64| {
        let from = Tick(20 * number * MINUTE);
        Suspension {
            label: format!("suspensions.{number}"),
            routes: vec![RouteId(0)],
            sites: Vec::new(),
            checkpoints: Vec::new(),
            caught,
            when: SuspendedWhen::Window(from, Some(from + Span::minutes(5))),
            hours: None,
            entity: Entity::named("suspensions", &number.to_string()),
        }
    };
    plan.suspensions = (1..=suspensions as u64).map(row).collect();
    plan
}
