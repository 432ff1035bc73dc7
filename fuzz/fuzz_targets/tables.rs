//! Any text as one of the CSV files that the reference scenario reads. The first byte says as which.

#![no_main]

mod common;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((which, text)) = data.split_first() else { return };
    let Ok(text) = str::from_utf8(text) else { return };
    let (name, _) = common::TABLES[usize::from(*which) % common::TABLES.len()];
    common::answered(common::reference().with_file(name, text).plan());
});
