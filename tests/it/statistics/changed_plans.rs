use std::path::Path;
use std::time::Duration;

use noria::plan::{Discipline, MovementRule, Plan, Release, Stop};
use noria::scenario::Scenario;
use noria::store::{Key, Store};
use noria::study::{Ensemble, RunOptions, Study};

const REPLICATIONS: u64 = 32;

fn plan() -> Plan {
    Scenario::read("scenarios/minimal.toml").unwrap().plan().unwrap()
}

/// Studies a plan with the blocks in a folder under one key, as somebody does who reads a scenario and then changes the
/// plan. Returns also how many replications were known.
fn kept(folder: &Path, plan: &Plan) -> (Ensemble, u64) {
    let options = RunOptions { replications: Some(REPLICATIONS), ..RunOptions::default() };
    let key = Key::of("the same scenario", plan.seed, &options);
    let store = Store::open(folder, vec![key], Duration::ZERO).unwrap();
    let known = store.replications();
    (Study::of(plan).with(&options).kept(&store).run().unwrap(), known)
}

fn fresh(plan: &Plan) -> u64 {
    Study::of(plan).replications(REPLICATIONS).run().unwrap().fingerprint
}

#[test]
fn blocks_of_a_plan_are_not_taken_for_those_of_one_that_code_changed() {
    let folder = tempfile::tempdir().unwrap();
    let first = kept(folder.path(), &plan());
    assert_eq!((first.0.fingerprint, first.1), (fresh(&plan()), 0));
    let mut slower = plan();
    slower.stretch_travel(1.5);
    let (changed, known) = kept(folder.path(), &slower);
    assert!(known == REPLICATIONS, "blocks of the plan as it was read are there");
    assert_eq!(changed.fingerprint, fresh(&slower));
    assert_ne!(changed.fingerprint, first.0.fingerprint);
}

#[test]
fn blocks_are_known_again_for_the_plan_that_they_are_of() {
    let folder = tempfile::tempdir().unwrap();
    let mut slower = plan();
    slower.stretch_travel(1.5);
    let (first, _) = kept(folder.path(), &slower);
    let size = || std::fs::read_dir(folder.path()).unwrap().map(|log| log.unwrap().metadata().unwrap().len());
    let written: u64 = size().sum();
    let (again, known) = kept(folder.path(), &slower);
    assert_eq!((again.fingerprint, known), (first.fingerprint, REPLICATIONS));
    assert_eq!(size().sum::<u64>(), written, "nothing had to be made again");
}

/// Lets so many leave at once.
#[derive(Debug)]
struct Together(u32);

impl MovementRule for Together {
    fn name(&self) -> &str {
        "together"
    }

    fn release(&self, stop: &Stop<'_>) -> Release {
        if stop.ready >= self.0 || stop.coming == 0 { Release::First(self.0) } else { Release::Nobody }
    }
}

#[test]
fn blocks_of_rules_of_ones_own_are_not_kept_as_nobody_can_tell_two_such_rules_apart() {
    let folder = tempfile::tempdir().unwrap();
    let ruled = |vehicles| {
        let mut plan = plan();
        plan.movements.rows_mut()[0].phases[0].outbound = Discipline::of(Together(vehicles));
        plan
    };
    for vehicles in [1, 3] {
        let (found, known) = kept(folder.path(), &ruled(vehicles));
        assert_eq!((found.fingerprint, known), (fresh(&ruled(vehicles)), 0));
    }
    assert_ne!(fresh(&ruled(1)), fresh(&ruled(3)));
}
