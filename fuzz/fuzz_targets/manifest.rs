//! Any text as the manifest of a part, and of an output folder that is to be made again.

#![no_main]

mod common;

use std::fs;

use libfuzzer_sys::fuzz_target;
use noria::output::Folder;
use noria::store::{BLOCKS_FILE, Shards};

fuzz_target!(|data: &[u8]| {
    let home = tempfile::tempdir().expect("there is room for a folder");
    let folder = home.path().join("out");
    fs::create_dir(&folder).expect("there is room for a folder");
    for (name, bytes) in [("manifest.json", data), ("run.json", data), (BLOCKS_FILE, b"noria blocks 2\n")] {
        fs::write(folder.join(name), bytes).expect("there is room for a file");
    }
    match Shards::read(&[folder.clone()]) {
        Ok(shards) => drop(shards.open(Vec::new(), |_| std::iter::empty())),
        Err(error) => assert!(error.to_string().contains("help: "), "{error}"),
    }
    match Folder::create(&folder) {
        Ok(folder) => drop(folder),
        Err(error) => assert!(error.to_string().contains("help: "), "{error}"),
    }
    assert_eq!(fs::read(folder.join("manifest.json")).ok().as_deref(), Some(data), "what is not noria's stays");
});
