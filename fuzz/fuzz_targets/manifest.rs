//! Any text as the manifest of a part, and of an output folder that is to be made again.

#![no_main]

mod common;

use std::fs;

use libfuzzer_sys::fuzz_target;
use noria::output::Folder;
use noria::store::{BLOCKS_FILE, Shards};
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    let folder = common::folder();
    for (name, bytes) in [("manifest.json", data), ("run.json", data), (BLOCKS_FILE, b"noria blocks 2\n")] {
        fs::write(folder.join(name), bytes).expect("there is room for a file");
    }
    match Shards::read(&[folder.clone()]) {
        Ok(shards) => drop(shards.open(Vec::new(), |_| std::iter::empty())),
        Err(error) => assert!(error.to_string().contains("help: "), "{error}"),
    }
    // To begin a folder takes long; whatever is no JSON is alike, so that few of it do.
    let few = data.len().is_multiple_of(64);
    if !few && serde_json::from_slice::<Value>(data).is_err() {
        return;
    }
    match Folder::create(&folder) {
        Ok(folder) => drop(folder),
        Err(error) => assert!(error.to_string().contains("help: "), "{error}"),
    }
    let there = fs::read(folder.join("manifest.json")).ok();
    assert_eq!(there.as_deref(), Some(data), "what is not noria's stays");
});
