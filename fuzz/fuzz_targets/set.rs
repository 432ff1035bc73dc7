//! Any lines as `--set PATH=VALUE` of the reference scenario.

#![no_main]

mod common;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut scenario = common::reference();
    for line in text.lines().take(4) {
        let (path, value) = line.split_once('=').unwrap_or((line, ""));
        match scenario.set(path, value) {
            Ok(edited) => scenario = edited,
            Err(error) => return common::said(&error.to_string()),
        }
    }
    common::answered(scenario.plan());
});
