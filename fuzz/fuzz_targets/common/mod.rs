//! What all targets expect of an answer.

#![allow(dead_code)]

use std::cell::LazyCell;
use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use noria::engine::Engine;
use noria::plan::Plan;
use noria::record::Auditor;
use noria::scenario::{Problems, Scenario};
use tempfile::TempDir;

/// A file in a folder that is not there, so that no text makes a target read a file.
pub const NOWHERE: &str = "/nonexistent/fuzz/case.toml";
/// So many events of a scenario are looked at.
const EVENTS: u64 = 300;
/// More vehicles, groups or sites take their time merely to be set up.
const MOST: usize = 200;

const REFERENCE: &str = include_str!("../../../scenarios/reference.toml");

/// The files that the reference scenario reads.
pub const TABLES: [(&str, &str); 10] = [
    ("times.csv", include_str!("../../../scenarios/times.csv")),
    ("curve.csv", include_str!("../../../scenarios/curve.csv")),
    ("reference-times.csv", include_str!("../../../scenarios/reference-times.csv")),
    ("reference-sites.csv", include_str!("../../../scenarios/reference-sites.csv")),
    ("reference-routes.csv", include_str!("../../../scenarios/reference-routes.csv")),
    ("reference-people.csv", include_str!("../../../scenarios/reference-people.csv")),
    ("reference-fleets.csv", include_str!("../../../scenarios/reference-fleets.csv")),
    ("reference-arrivals.csv", include_str!("../../../scenarios/reference-arrivals.csv")),
    ("reference-itineraries.csv", include_str!("../../../scenarios/reference-itineraries.csv")),
    ("reference-answer.json", include_str!("../../../scenarios/reference-answer.json")),
];

/// A scenario with these tables.
pub fn with_tables(scenario: Scenario) -> Scenario {
    TABLES.iter().fold(scenario, |scenario, (name, text)| scenario.with_file(name, *text))
}

thread_local! {
    static READ: LazyCell<Scenario> = const {
        LazyCell::new(|| with_tables(Scenario::parse(NOWHERE, REFERENCE).expect("the reference is TOML")))
    };
}

/// The reference scenario, read once.
pub fn reference() -> Scenario {
    READ.with(|scenario| Scenario::clone(scenario))
}

/// What is refused is refused in words, with the way out, and not without end.
pub fn said(says: &str) {
    assert!(says.contains("error: ") && says.contains("help: "), "{says}");
    assert!(!says.contains("cannot say why") && says.len() < 10_000_000, "{says}");
}

/// A plan that is one runs as far as it is looked at, and its books balance.
pub fn answered(plan: Result<Plan, Problems>) {
    let plan = match plan {
        Ok(plan) => plan,
        Err(problems) => return said(&problems.to_string()),
    };
    if plan.vehicle_count() as usize > MOST || plan.groups.len() > MOST || plan.routes.len() > MOST {
        return;
    }
    let mut engine = Engine::new(&plan, Auditor::new(&plan));
    let _ = engine.run_within(0, EVENTS);
    assert_eq!(engine.recorder().fault(), None);
}

/// A folder of this process, whose files are written again and again: one made anew for each input would take most of the
/// time.
pub fn folder() -> PathBuf {
    static HOME: OnceLock<TempDir> = OnceLock::new();
    let home = HOME.get_or_init(|| {
        let home = tempfile::tempdir().expect("there is room for a folder");
        fs::create_dir(home.path().join("out")).expect("there is room for a folder");
        home
    });
    home.path().join("out")
}
