//! Which question a folder answers: another one is answered beside it.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::inventory::RECORD;

/// Folders of one name that are looked through at the most.
const MOST: u32 = 10_000;

/// What there is where an answer would go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    /// Nothing.
    Nothing,
    /// The answer to the same question.
    Same,
    /// What noria wrote for another question.
    Other,
    /// Something that noria did not write, or not as it is.
    NotOurs,
}

/// What there is in a place, for whoever asks this question. What cannot be looked at is left to whoever writes there.
pub(crate) fn held(place: &Path, asked: &str) -> Held {
    if fs::read_dir(place).map_or(true, |mut entries| entries.next().is_none()) {
        return Held::Nothing;
    }
    match record(place).map(|record| record.get("asked").and_then(Value::as_str) == Some(asked)) {
        Some(true) => Held::Same,
        Some(false) => Held::Other,
        None => Held::NotOurs,
    }
}

/// The usual folder, or the first beside it, with a number, that holds nothing else than the answer to this question.
pub(crate) fn free_place(usual: &Path, asked: &str) -> PathBuf {
    let name = usual.file_name().unwrap_or_default().to_string_lossy();
    let beside = (2..MOST).map(|number| usual.with_file_name(format!("{name}-{number}")));
    let mut places = std::iter::once(usual.to_owned()).chain(beside);
    let may_take = |place: &PathBuf| matches!(held(place, asked), Held::Nothing | Held::Same);
    places.find(may_take).unwrap_or_else(|| usual.to_owned())
}

/// What noria noted of the making of a folder.
fn record(folder: &Path) -> Option<Value> {
    let path = folder.join(RECORD);
    let is_file = fs::symlink_metadata(&path).is_ok_and(|found| found.is_file());
    serde_json::from_slice(&fs::read(path).ok().filter(|_| is_file)?).ok()
}
