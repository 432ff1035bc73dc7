use std::num::NonZeroUsize;

use noria::scenario::Scenario;
use noria::study::{RunOptions, Study};

#[test]
fn every_scenario_gives_the_same_on_one_thread_and_on_four() {
    let mut told = String::new();
    let mut files: Vec<_> =
        std::fs::read_dir("scenarios").unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    for file in files {
        let plan = Scenario::read(&file).unwrap().plan().unwrap();
        let run = |jobs| {
            let settings = RunOptions {
                // Large operations take long without the optimiser.
                replications: Some(if plan.vehicle_count() > 100 { 3 } else { 100 }),
                jobs: NonZeroUsize::new(jobs),
                audit: true,
                ..RunOptions::default()
            };
            let study = Study::of(&plan).with(&settings).run().unwrap();
            let mut table = Vec::new();
            noria::output::tables::headcount(&plan, &study).csv(&mut table).unwrap();
            noria::output::tables::replications(&study).csv(&mut table).unwrap();
            (study.fingerprint, table, study.metric("out_90", "all").unwrap().quantiles[2])
        };
        let (one, four) = (run(1), run(4));
        assert!(one == four, "{} differs between threads", file.display());
        let hash = xxhash_rust::xxh64::xxh64(&one.1, 0);
        told.push_str(&format!(
            "{}: fingerprint {:016x}, tables {hash:016x}, 90 % out at {:?} s in the median\n",
            file.file_name().unwrap().display(),
            one.0,
            one.2.unwrap()
        ));
    }
    insta::assert_snapshot!(told);
}

#[test]
fn shipped_scenarios_in_which_nothing_is_random_say_so() {
    let mut certain: Vec<String> = Vec::new();
    for entry in std::fs::read_dir("scenarios").unwrap() {
        let file = entry.unwrap().path();
        if file.extension().is_some_and(|extension| extension == "toml")
            && Scenario::read(&file).unwrap().plan().unwrap().is_deterministic()
        {
            certain.push(file.file_stem().unwrap().to_string_lossy().into_owned());
        }
    }
    certain.sort();
    assert_eq!(certain, ["bowen-island", "bus-evacuation-2-3"]);
}
