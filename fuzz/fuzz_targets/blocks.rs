//! Any bytes as a log of finished blocks. Where the first byte is even they are the content of one record with the right
//! checksum and address, so that what reads blocks is reached; else they are the log itself. A block that could be one of
//! the plan's is then used by a study.

#![no_main]

mod common;

use std::cell::LazyCell;
use std::fs;
use std::num::NonZeroUsize;
use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use noria::plan::{Plan, PlanPrint};
use noria::scenario::Scenario;
use noria::store::{Key, Store};
use noria::study::{Block, Keep, RunOptions, Study, Task, Trips};
use xxhash_rust::xxh64::xxh64;

const MINIMAL: &str = include_str!("../../scenarios/minimal.toml");
const HEAD: &[u8] = b"noria blocks 2\n";
/// The first replications of a study.
const TASK: Task = Task { setting: 0, first: 0, length: 2 };
/// No such block of the minimal scenario has more headcounts.
const MOST_COUNTS: u64 = 20_000;

/// A log of one record.
fn log(key: Key, block: &[u8]) -> Vec<u8> {
    let mut content = key.0.to_vec();
    content.extend(TASK.first.to_le_bytes());
    content.extend(TASK.length.to_le_bytes());
    content.extend(block);
    let mut log = HEAD.to_vec();
    log.extend((content.len() as u32).to_le_bytes());
    log.extend(xxh64(&content, 0).to_le_bytes());
    log.extend(content);
    log
}

/// The plan, and what tells its blocks from others'.
fn plan() -> (Plan, Option<PlanPrint>) {
    let plan = Scenario::parse(common::NOWHERE, MINIMAL).and_then(|scenario| scenario.plan());
    let plan = plan.expect("the minimal scenario is right");
    let print = plan.print();
    (plan, print)
}

thread_local! {
    static PLAN: LazyCell<(Plan, Option<PlanPrint>)> = const { LazyCell::new(plan) };
}

fuzz_target!(|data: &[u8]| {
    let Some((how, bytes)) = data.split_first() else { return };
    let trips = if how & 2 == 0 { Trips::None } else { Trips::All };
    let settings =
        RunOptions { replications: Some(2), jobs: NonZeroUsize::new(1), trips, ..RunOptions::default() };
    PLAN.with(|known| {
        let (plan, print) = &**known;
        let key = Key::of("case", plan.seed, &settings);
        let log = if how & 1 == 0 { log(key, bytes) } else { bytes.to_vec() };
        let folder = common::folder();
        fs::write(folder.join("a.blocks"), log).expect("there is room for a file");
        let Ok(store) = Store::open(&folder, vec![key], Duration::MAX) else { return };
        // Any other is as good as not there, and a study takes its time.
        let of_plan = |block: &Block| Some(block.plan) == *print && block.len() == TASK.length;
        if store.known(TASK, MOST_COUNTS).is_some_and(|block| of_plan(&block)) {
            let study = Study::of(plan).with(&settings).kept(&store).run();
            assert_eq!(study.map(|study| study.replications), Ok(2));
        }
    });
});
