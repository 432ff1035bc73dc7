//! The largest numbers that the check allows: they run, or are refused with words.

use noria::plan::{Actors, MOST_ACTORS};
use noria::scenario::Scenario;
use noria::study::{RunOptions, Study};

const REFERENCE: &str = include_str!("../../../scenarios/reference.toml");

fn reference() -> Scenario {
    Scenario::read("scenarios/reference.toml").unwrap()
}

/// The paths of all whole numbers of a document, as overrides name them.
fn numbers(path: &str, value: &toml::Value, found: &mut Vec<String>) {
    let mut inside = |key: &str, value: &toml::Value| {
        let path = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        numbers(&path, value, found);
    };
    match value {
        toml::Value::Table(table) => table.iter().for_each(|(key, value)| {
            let plain = key.chars().all(|sign| sign.is_alphanumeric() || sign == '_');
            inside(&if plain { key.clone() } else { format!("\"{key}\"") }, value);
        }),
        toml::Value::Array(list) => {
            list.iter().enumerate().for_each(|(place, value)| inside(&place.to_string(), value));
        }
        toml::Value::Integer(_) => found.push(path.to_owned()),
        _ => {}
    }
}

#[test]
fn every_number_at_its_largest_is_planned_or_refused() {
    let mut paths = Vec::new();
    numbers("", &toml::Value::Table(REFERENCE.parse().unwrap()), &mut paths);
    assert!(paths.len() > 50, "{paths:?}");
    let mut planned = 0;
    for path in &paths {
        for number in ["9223372036854775807", "4294967296", "2000000000", "8000000", "1000000"] {
            match reference().set(path, number).map(|scenario| scenario.plan()) {
                Ok(Ok(plan)) => {
                    assert!(Actors::new(&plan).len() <= MOST_ACTORS, "{path} = {number}");
                    planned += 1;
                }
                Ok(Err(problems)) => assert!(problems.to_string().contains("help: "), "{path}: {problems}"),
                Err(error) => assert!(!error.to_string().is_empty(), "{path}"),
            }
        }
    }
    assert!(planned > 50, "{planned}");
}

#[test]
fn the_most_people_there_may_be_are_run() {
    let scenario = Scenario::read("scenarios/minimal.toml").unwrap();
    let run = |path: &str, number: &str| {
        let plan = scenario
            .clone()
            .set(path, number)
            .unwrap()
            .set("clock", "{ end = '12 h' }")
            .unwrap()
            .plan()
            .unwrap();
        let settings = RunOptions { replications: Some(1), ..RunOptions::default() };
        Study::of(&plan).with(&settings).run().unwrap()
    };
    let all = run("people.pupils.count", "2000000000");
    assert!(all.metric("waiting_at_end", "all").unwrap().mean.unwrap() > 1.9e9);
    let seats = run("fleets.buses.seats", "2000000000");
    assert_eq!(seats.metric("out", "all").unwrap().mean, Some(600.0));
    let vehicles = run("fleets.buses.count", "300000");
    assert_eq!(vehicles.metric("trips", "all").unwrap().mean, Some(12.0));
}

#[test]
fn more_vehicles_than_there_may_be_are_refused_wherever_they_come_from() {
    let scenario = || Scenario::read("scenarios/minimal.toml").unwrap();
    let cars = "{ share = 1.0, people_per_car = 1, from = '1 h', to = '2 h' }";
    let refused = |scenario: Scenario| scenario.plan().unwrap_err().to_string();
    let most = scenario().set("fleets.buses.count", 8_000_000).unwrap();
    assert!(most.plan().is_ok());
    assert!(refused(scenario().set("fleets.buses.count", 10_000_000).unwrap()).contains("8_000_000"));
    let joined = most.set("fleets.buses.joins", "[{ at = '1 h', vehicles = 1 }]").unwrap();
    assert!(refused(joined).contains("8_000_001 vehicles"));
    let driven = scenario().set("people.pupils.own_cars", cars).unwrap();
    let driven = driven.set("people.pupils.count", 2_000_000_000).unwrap();
    assert!(refused(driven).contains("at most 8_000_000 are possible"));
}
