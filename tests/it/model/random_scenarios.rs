//! Random whole scenarios under the auditor: a few hundred here, any number by `tests/harness/attack scenarios`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;

use noria::engine::Engine;
use noria::plan::{Plan, Table};
use noria::record::{Fingerprint, Trip};
use noria::scenario::Scenario;
use noria::units::MINUTE;

use crate::{plan_of, trips};

#[path = "../../harness/random/mod.rs"]
pub(super) mod random;

use random::{JUDGED, Verdict, judge, reduce, scenario};

const MANY: u64 = 250;

#[test]
fn random_scenarios_are_refused_in_words_or_sound() {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for number in 0..MANY {
        let verdict = judge(&scenario(number));
        assert!(!matches!(verdict, Verdict::Fault(..)), "scenario {number}: {verdict:?}");
        let kind = match verdict {
            Verdict::Sound => "sound",
            _ => "other",
        };
        *counts.entry(kind).or_default() += 1;
    }
    assert!(counts["sound"] > MANY / 2, "most of them should run: {counts:?}");
    assert!(JUDGED.load(Ordering::Relaxed) >= MANY);
}

/// The names of all keys that a schema knows.
fn keys<'a>(schema: &'a serde_json::Value, found: &mut BTreeSet<&'a str>) {
    if let Some(properties) = schema.get("properties").and_then(serde_json::Value::as_object) {
        found.extend(properties.keys().map(String::as_str));
    }
    match schema {
        serde_json::Value::Object(fields) => fields.values().for_each(|inside| keys(inside, found)),
        serde_json::Value::Array(list) => list.iter().for_each(|inside| keys(inside, found)),
        _ => {}
    }
}

#[test]
fn random_scenarios_use_every_key() {
    let mut schema = Scenario::schema();
    // Tables lie in files of their own: random scenarios are one text.
    for (inside, names) in [("properties", &["tables"] as &[&str]), ("definitions", &["tables", "table"])] {
        names.iter().for_each(|name| drop(schema[inside].as_object_mut().unwrap().remove(*name).unwrap()));
    }
    let mut missing = BTreeSet::new();
    keys(&schema, &mut missing);
    assert!(missing.len() > 80);
    for number in 0..3000 {
        let text = scenario(number).text;
        let words: BTreeSet<&str> =
            text.split(|sign: char| !(sign.is_alphanumeric() || sign == '_')).collect();
        missing.retain(|key| !words.contains(key));
    }
    assert!(
        missing.is_empty(),
        "no random scenario has {missing:?}: let tests/harness/random write it now and then"
    );
}

/// Who counts is no part of what happens, unless a rule acts on what is reported.
#[test]
fn observers_change_no_random_scenario_that_does_not_heed_them() {
    let mut compared = 0;
    for number in 0..400 {
        let written = scenario(number);
        let Some(plan) = random::planned(&written)
            .ok()
            .filter(|plan| !plan.observers.is_empty() && !plan.heeds_observers())
        else {
            continue;
        };
        let mut bare = plan.clone();
        bare.observers = Table::new(Vec::new());
        bare.goal = None;
        let print = |plan: &Plan| {
            let mut engine = Engine::new(plan, Fingerprint::default());
            engine.run_within(0, 100_000).map(|done| done.map(|_| engine.recorder().value()))
        };
        let (with, without) = (print(&plan), print(&bare));
        match (&with, &without) {
            (Ok(with), Ok(without)) => {
                assert_eq!(with, without, "scenario {number}");
                compared += u32::from(with.is_some());
            }
            _ => assert_eq!(with.is_err(), without.is_err(), "scenario {number}"),
        }
    }
    assert!(compared > 20, "{compared} were compared");
}

#[test]
fn what_fails_is_made_small() {
    let has_duty =
        |written: &random::Written| written.text.contains("at-once") && judge(written).kind() == "sound";
    let found = (0..).map(scenario).find(has_duty).unwrap();
    let small = reduce(&found, 400, has_duty);
    assert!(has_duty(&small) && small.text.len() * 3 < found.text.len(), "{}", small.text);
}

/// Ten patients of two instants, in parties of four at the most: 4 and 1, and 4 and 1, each with one companion.
#[test]
fn who_comes_along_with_those_of_an_instant_is_expected() {
    let plan = plan_of(
        "format = 1\nsites = { a = {}, b = {} }\n\
         routes.road = { from = \"a\", to = \"b\", both_ways = true, time = \"10 min\" }\n\
         people.lying = { at = \"a\", to = \"b\", needs = \"stretcher\", party = 4, companions = 1, \
         arrivals = { times = [{ at = \"1 h\", people = 5 }, { at = \"3 h\", people = 5 }] } }\n\
         fleets.vans = { count = 1, seats = 4, stretchers = 20, start = \"a\", max_wait = \"9 h\" }\n",
    );
    // It waits for those of the second instant, and for nobody after them.
    let row = |trip: &Trip| (trip.departed.0 / MINUTE, trip.people);
    assert_eq!(trips(&plan, 0).iter().map(row).collect::<Vec<_>>(), [(180, 14)]);
}
