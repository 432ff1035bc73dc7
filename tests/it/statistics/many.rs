//! Many settings in one study: each gives what it gives alone, whatever the threads, and blocks that
//! are known need not be made again.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Mutex;

use noria::scenario::Scenario;
use noria::study::{
    Axis, Block, Ended, Ensemble, Finding, Keep, Precision, RunOptions, Study, Task, Variants, Watch, grid,
};

fn night(axes: &[&str]) -> Variants {
    let scenario = Scenario::read("scenarios/aleppo-2016-night-independent.toml").unwrap();
    let axes: Vec<Axis> = axes.iter().map(|axis| axis.parse().unwrap()).collect();
    Variants::new(scenario, grid(&axes).unwrap(), None).unwrap()
}

fn settings(replications: u64) -> RunOptions {
    RunOptions { replications: Some(replications), no_headcounts: true, ..RunOptions::default() }
}

fn found(study: Study<'_, Variants>) -> Vec<Ensemble> {
    let mut found = Vec::new();
    let ended = study.each(&mut |finding: Finding| {
        assert_eq!(finding.setting, found.len());
        found.push(finding.ensemble);
    });
    assert_eq!(ended, Ok(Ended::Complete));
    found
}

#[test]
fn each_setting_gives_what_it_gives_alone() {
    let variants = night(&["fleets.buses.count=19..21", "fleets.ambulances.count=3,30"]);
    let settings = settings(40);
    let together = found(Study::of(&variants).with(&settings));
    assert_eq!(together.len(), 6);
    for (setting, ensemble) in together.iter().enumerate() {
        let plan = variants.scenario_of(setting).unwrap().plan().unwrap();
        let alone = Study::of(&plan).with(&settings).run().unwrap();
        assert_eq!(ensemble.fingerprint, alone.fingerprint, "{}", variants.settings()[setting]);
        assert_eq!(ensemble.values, alone.values);
    }
}

#[test]
fn threads_change_nothing_with_a_precision_either() {
    let variants = night(&["fleets.buses.count=20,40"]);
    let with = |jobs| RunOptions {
        jobs: NonZeroUsize::new(jobs),
        precision: Some("out_90=1%".parse::<Precision>().unwrap()),
        ..settings(400)
    };
    let told = |jobs| -> Vec<(u64, u64)> {
        let settings = with(jobs);
        found(Study::of(&variants).with(&settings))
            .iter()
            .map(|found| (found.replications, found.fingerprint))
            .collect()
    };
    let one = told(1);
    assert!(one.iter().any(|(replications, _)| *replications > 128), "{one:?}");
    assert_eq!(one, told(5));
    let second = variants.scenario_of(1).unwrap().plan().unwrap();
    let alone = Study::of(&second).with(&with(2)).run().unwrap();
    assert_eq!(one[1], (alone.replications, alone.fingerprint));
}

#[derive(Default)]
struct Shelf {
    blocks: Mutex<BTreeMap<Task, Block>>,
    made: Mutex<usize>,
}

impl Keep for Shelf {
    fn known(&self, task: Task, most_counts: u64) -> Option<Block> {
        let block = self.blocks.lock().unwrap().get(&task).cloned()?;
        // A block has as many headcounts as it may have, or a few less.
        let counts: usize = block.counts.iter().map(|counts| counts.rows.len()).sum();
        assert!((most_counts / 2..=most_counts).contains(&(counts as u64)), "{counts} of {most_counts}");
        Some(block)
    }

    fn keep(&self, task: Task, block: &Block) {
        *self.made.lock().unwrap() += 1;
        self.blocks.lock().unwrap().insert(task, block.clone());
    }
}

#[test]
fn known_blocks_are_not_made_again_and_those_that_do_not_fit_are() {
    let variants = night(&["fleets.buses.count=10,20"]);
    let (short, long, shelf) = (settings(40), settings(60), Shelf::default());
    let first = found(Study::of(&variants).with(&short).kept(&shelf));
    assert_eq!(*shelf.made.lock().unwrap(), 6);
    let second = found(Study::of(&variants).with(&long).kept(&shelf));
    // The last blocks of 40 had 8 replications and are no use; 60 ends with one of 12.
    assert_eq!(*shelf.made.lock().unwrap(), 6 + 4);
    let fresh = found(Study::of(&variants).with(&long));
    assert_ne!(first[0].fingerprint, second[0].fingerprint);
    assert_eq!(
        second.iter().map(|e| e.fingerprint).collect::<Vec<_>>(),
        fresh.iter().map(|e| e.fingerprint).collect::<Vec<_>>()
    );
    for block in shelf.blocks.lock().unwrap().values_mut() {
        block.metrics.pop();
    }
    assert_eq!(found(Study::of(&variants).with(&long).kept(&shelf))[1].values, fresh[1].values);
}

/// Stops once so many replications are done.
pub(crate) struct StopsAfter(pub(crate) Mutex<u64>);

impl Watch for StopsAfter {
    fn done(&self, replications: u64) {
        let mut left = self.0.lock().unwrap();
        *left = left.saturating_sub(replications);
    }

    fn stop(&self) -> bool {
        *self.0.lock().unwrap() == 0
    }
}

#[test]
fn a_study_that_is_stopped_hands_over_what_is_complete() {
    let variants = night(&["fleets.buses.count=1..100"]);
    let settings = RunOptions { jobs: NonZeroUsize::new(1), ..settings(64) };
    let watch = StopsAfter(Mutex::new(64 * 20));
    let mut found = Vec::new();
    let study = Study::of(&variants).with(&settings).watched(&watch);
    let ended = study.each(&mut |finding: Finding| found.push(finding.ensemble.interrupted));
    assert_eq!(ended, Ok(Ended::Interrupted));
    assert_eq!(found[..20], [false; 20]);
    assert!(found.len() < 100 && found[20..].iter().all(|interrupted| *interrupted));
}
