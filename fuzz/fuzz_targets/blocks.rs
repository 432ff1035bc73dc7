//! Any bytes as a log of finished blocks. Where the first byte is even they are the content of one record with the right
//! checksum and address, so that what reads blocks is reached; else they are the log itself.

#![no_main]

mod common;

use std::fs;
use std::num::NonZeroUsize;
use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use noria::scenario::Scenario;
use noria::store::{Key, Store};
use noria::study::{RunOptions, Study, Trips};
use xxhash_rust::xxh64::xxh64;

const MINIMAL: &str = include_str!("../../scenarios/minimal.toml");
const HEAD: &[u8] = b"noria blocks 2\n";

/// A log of one record for the first replications of a study.
fn log(key: Key, replications: u64, block: &[u8]) -> Vec<u8> {
    let mut content = key.0.to_vec();
    content.extend(0_u64.to_le_bytes());
    content.extend(replications.to_le_bytes());
    content.extend(block);
    let mut log = HEAD.to_vec();
    log.extend((content.len() as u32).to_le_bytes());
    log.extend(xxh64(&content, 0).to_le_bytes());
    log.extend(content);
    log
}

fuzz_target!(|data: &[u8]| {
    let Some((how, bytes)) = data.split_first() else { return };
    let plan = Scenario::parse(common::NOWHERE, MINIMAL).and_then(|scenario| scenario.plan());
    let plan = plan.expect("the minimal scenario is right");
    let trips = if how & 2 == 0 { Trips::None } else { Trips::All };
    let settings =
        RunOptions { replications: Some(2), jobs: NonZeroUsize::new(1), trips, ..RunOptions::default() };
    let key = Key::of("case", plan.seed, &settings);
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let log = if how & 1 == 0 { log(key, 2, bytes) } else { bytes.to_vec() };
    fs::write(folder.path().join("a.blocks"), log).expect("there is room for a file");
    let Ok(store) = Store::open(folder.path(), vec![key], Duration::MAX) else { return };
    let study = Study::of(&plan).with(&settings).kept(&store).run();
    assert_eq!(study.map(|study| study.replications), Ok(2));
});
