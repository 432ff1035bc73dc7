//! What is random belongs to ids: the order in which a file names groups, fleets, sites and routes changes nothing.
//!
//! The rules that do go by the order in the file have no say here: groups at one site differ in urgency, no two
//! fleets compete for the same people, and vehicles become ready at times of their own.

use std::collections::BTreeMap;

use noria::engine::Engine;
use noria::plan::Plan;
use noria::record::{Auditor, Metrics, metric_names};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::plan_of;

struct Dice(ChaCha8Rng);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0.next_u64() % most
    }

    /// One of some texts.
    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len() as u64) as usize]
    }

    fn shuffle<T>(&mut self, rows: &mut [T]) {
        for last in (1..rows.len()).rev() {
            rows.swap(last, self.below(last as u64 + 1) as usize);
        }
    }
}

/// The tables of a random scenario, one a line, kind by kind, and what is said in lists, which keep their order.
fn tables(dice: &mut Dice) -> ([Vec<String>; 4], String) {
    let sites = [
        "a1 = {}",
        "a2 = {}",
        "a3 = {}",
        "out = {}",
        "h = {}",
        "far = { capacity = 90 }",
        "near = { capacity = 40 }",
    ];
    let sites = sites.map(|site| format!("sites.{site}")).to_vec();
    let mut roads = Vec::new();
    let places = ["a1", "a2", "a3", "out", "h", "far", "near"];
    for (number, from) in places.iter().enumerate() {
        for (other, to) in places.iter().enumerate().skip(number + 1) {
            // No two roads are of one length.
            let least = 20 + 7 * number + 3 * other + number * other;
            let more = dice.one(&[
                "",
                "",
                ", headway = \"20 s\"",
                ", conditions = { lognormal = { mean = 1.0, cv = 0.2 } }",
            ]);
            roads.push(format!(
                "routes.{from}_{to} = {{ from = \"{from}\", to = \"{to}\", both_ways = true, km = {least}.5, \
                 time = {{ uniform = [\"{least} min\", \"{} min\"] }}{more} }}",
                least + 9
            ));
        }
    }
    let comes = |dice: &mut Dice, from: u32| match dice.below(4) {
        0 => String::new(),
        1 => format!(", arrivals.poisson = {{ per_hour = 40, from = \"{from} min\", to = \"7 h\" }}"),
        _ => format!(", arrivals.evenly = {{ from = \"{from} min\", to = \"5 h 7 min\" }}"),
    };
    let mut people = Vec::new();
    for (number, (id, at, to)) in [
        ("one", "a1", "\"out\""),
        ("two", "a2", "[\"near\", \"far\"]"),
        ("three", "a3", "\"out\""),
        ("four", "a3", "[\"far\", \"near\"]"),
    ]
    .into_iter()
    .enumerate()
    {
        let party = dice.one(&["1", "4", "{ values = [1, 2, 6] }", "{ uniform = [2, 9] }"]);
        let comes = comes(dice, 11 * number as u32 + 3);
        let count = if comes.contains("poisson") { "" } else { ", count = { uniform = [60, 90] }" };
        let mut more = String::new();
        if dice.below(2) == 0 {
            more += ", refuses = 0.1";
        }
        if dice.below(2) == 0 {
            let worse = if id == "one" { ", worsening = { per_hour = 0.04, to = \"lying\" }" } else { "" };
            more += &format!(", hazards = {{ dying = 0.01, giving_up = 0.03, dying_aboard = 0.05{worse} }}");
        }
        if dice.below(3) == 0 {
            more += ", own_cars = { share = 0.3, people_per_car = 3.5, from = \"1 h\", to = \"6 h\" }";
        }
        if id == "three" && dice.below(2) == 0 {
            more += ", onward = { share = 0.4, to = \"h\" }";
        }
        people.push(format!("people.{id} = {{ at = \"{at}\", to = {to}{count}, party = {party}, urgency = {number}{comes}{more} }}"));
    }
    let comes = comes(dice, 50).replace("40", "6");
    let count = if comes.contains("poisson") { "" } else { ", count = 20" };
    let more = dice.one(&["", ", hazards = { dying = 0.05 }", ", onward = { share = 0.5, to = \"h\" }"]);
    people.push(format!(
        "people.lying = {{ at = \"a1\", to = \"out\"{count}, needs = \"stretcher\", companions = {{ values = [0, 1, 2] }}{comes}{more} }}"
    ));
    let (goes_on, lies_on) =
        (people.iter().any(|row| row.contains("three") && row.contains("onward")), more.contains("onward"));
    let mut fleets = Vec::new();
    for (id, takes, serves) in [
        ("buses", "\"one\"", "\"a1\""),
        ("coaches", "\"two\"", "\"a2\""),
        ("vans", "\"three\", \"four\"", "\"a3\""),
        ("ambulances", "\"lying\"", "\"a1\""),
    ] {
        let start = dice.one(&["a1", "a2", "out"]);
        let seats = dice.one(&["9", "12", "{ normal = { mean = 12, sd = 2 } }", "{ uniform = [8, 16] }"]);
        let stretchers = if id == "ambulances" { ", stretchers = 2" } else { "" };
        let more = [
            dice.one(&[
                "",
                ", breakdown = { every = \"4 h\", repair = { exponential = \"40 min\" } }",
                ", breakdown = { every_km = 200, repair = \"31 min\", crews = 1, takeover = true }",
            ]),
            dice.one(&["", ", duty = { on_duty = \"9 h\", rest = { uniform = [\"50 min\", \"70 min\"] } }"]),
            dice.one(&[
                "",
                ", leaves = [{ at = \"5 h 1 min\", vehicles = 1 }]",
                ", lost = [{ at = \"3 h 1 min\", vehicles = 1 }]",
            ]),
            dice.one(&["", ", max_wait = \"17 min\""]),
        ];
        fleets.push(format!(
            "fleets.{id} = {{ count = {}, seats = {seats}{stretchers}, start = \"{start}\", takes = [{takes}], serves = [{serves}], \
             ready = {{ uniform = [\"1 min\", \"50 min\"] }}, boarding = {{ dwell = {{ triangular = [\"2 min\", \"3 min\", \"9 min\"] }}, \
             per_person = \"7 s\" }}, alighting = {{ dwell = {{ exponential = \"3 min\" }} }}{} }}",
            2 + dice.below(3),
            more.concat()
        ));
    }
    for (goes, id, takes, places) in
        [(goes_on, "on", "three", "seats = 8"), (lies_on, "on_lying", "lying", "seats = 2, stretchers = 2")]
    {
        if goes {
            fleets.push(format!(
                "fleets.{id} = {{ count = 2, {places}, start = \"out\", takes = [\"{takes}\"], serves = [\"out\"], \
                 ready = {{ uniform = [\"1 min\", \"50 min\"] }} }}"
            ));
        }
    }
    let mut lists = String::new();
    if dice.below(2) == 0 {
        lists += "[[movement]]\nfleets = [\"buses\"]\noutbound = { convoy = { vehicles = 2, max_wait = \"40 min\" } }\n";
    }
    if dice.below(2) == 0 {
        let caught = dice.one(&["finish", "halt", "turn-back"]);
        lists += &format!(
            "[[suspensions]]\nevery = \"4 h\"\nlasts = {{ uniform = [\"10 min\", \"50 min\"] }}\n\
             routes = [\"a1_out\", \"a3_out\"]\nunder_way = \"{caught}\"\n"
        );
    }
    ([sites, roads, people, fleets], lists)
}

fn text(tables: &[Vec<String>; 4], order: [usize; 4], lists: &str) -> String {
    let rows: Vec<String> = order.iter().flat_map(|&kind| tables[kind].clone()).collect();
    format!(
        "format = 1\nname = \"permuted\"\nclock.end = \"40 h\"\nstudy.seed = 5\n{}\n{lists}",
        rows.join("\n")
    )
}

/// Every metric of some replications.
fn metrics(plan: &Plan) -> Vec<BTreeMap<String, f64>> {
    let names = metric_names(plan);
    let mut engine = Engine::new(plan, (Metrics::new(plan), Auditor::new(plan)));
    let run = |replication| {
        engine.run(replication).unwrap_or_else(|stall| panic!("{stall}"));
        assert_eq!(engine.recorder().1.fault(), None);
        let values = names.iter().zip(engine.recorder().0.values());
        values.map(|(name, value)| (format!("{}[{}]", name.name, name.group), *value)).collect()
    };
    (0..3).map(run).collect()
}

#[test]
fn the_order_of_the_tables_in_a_file_changes_nothing() {
    for number in 0..60 {
        let dice = &mut Dice(ChaCha8Rng::seed_from_u64(number));
        let (mut tables, lists) = tables(dice);
        let plain = text(&tables, [0, 1, 2, 3], &lists);
        let found = metrics(&plan_of(&plain));
        for _ in 0..2 {
            tables.iter_mut().for_each(|rows| dice.shuffle(rows));
            let mut order = [0, 1, 2, 3];
            dice.shuffle(&mut order);
            let other = text(&tables, order, &lists);
            for (replication, (one, two)) in found.iter().zip(metrics(&plan_of(&other))).enumerate() {
                // Hours and kilometres are added up in the order of the vehicles: the last digits may differ.
                let same = |one: f64, two: f64| one == two || (one - two).abs() <= 1e-9 * one.abs();
                let differ =
                    one.iter().find(|(name, one)| !two.get(*name).is_some_and(|two| same(**one, *two)));
                assert_eq!(
                    differ, None,
                    "scenario {number}, replication {replication}:\n{plain}\n\nand\n{other}"
                );
            }
        }
    }
}
