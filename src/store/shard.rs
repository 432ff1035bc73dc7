//! Shards: the blocks of one part of a study, with what the study is.
//!
//! A shard is a folder with `manifest.json`, which says what it is a part of, and `blocks.bin`, a log of
//! its blocks. Shards are joined only if they are parts of one study by one version of noria, and all of
//! them are there.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Key, Store, StoreError, log};
use crate::engine::RESULTS_VERSION;
use crate::study::{Part, Task};

/// The file of a shard that holds its blocks.
pub const BLOCKS_FILE: &str = "blocks.bin";
/// The version of a shard's layout.
pub const LAYOUT: u32 = 2;

/// What a shard says of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shard {
    /// `noria`.
    pub program: String,
    /// Which part it is, as in `3/8`.
    pub shard: String,
    /// The version of its layout: [`LAYOUT`].
    pub layout: u32,
    /// The version of noria that made it.
    pub version: String,
    /// The version of that one's results.
    pub results_version: u64,
    /// The study that it is a part of: whatever shapes its result.
    pub study: Value,
    /// The SHA-256 of its files.
    #[serde(default)]
    pub sha256: BTreeMap<String, String>,
}

impl Shard {
    /// What this noria says of its part of a study.
    #[must_use]
    pub fn new(part: Part, study: Value) -> Shard {
        Shard {
            program: "noria".to_owned(),
            shard: part.to_string(),
            layout: LAYOUT,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            results_version: RESULTS_VERSION,
            study,
            sha256: BTreeMap::new(),
        }
    }

    /// What the folder says of itself, if it is a shard of any noria.
    #[must_use]
    pub fn at(folder: &Path) -> Option<Shard> {
        serde_json::from_slice(&read(folder)?).ok()
    }

    /// Whether this part may be put where a shard is already.
    ///
    /// # Errors
    /// If that is another part: each needs a folder of its own.
    pub fn may_take(part: Part, folder: &Path) -> Result<(), ShardError> {
        match Shard::at(folder) {
            Some(there) if there.shard != part.to_string() => {
                Err(ShardError::OtherPart { path: folder.to_owned(), there: there.shard, asked: part })
            }
            None if ["manifest.json", "run.json"].iter().all(|name| folder.join(name).is_file()) => {
                Err(ShardError::Whole { path: folder.to_owned(), asked: part })
            }
            _ => Ok(()),
        }
    }

    /// Whether the folder holds this part of this study already, made by this noria, with all blocks of these tasks.
    pub fn is_there(
        &self,
        part: Part,
        folder: &Path,
        keys: Vec<Key>,
        tasks: impl Iterator<Item = Task>,
    ) -> bool {
        if !Shard::at(folder).is_some_and(|there| self.is_alike(&there)) {
            return false;
        }
        let one = Shards { folders: vec![(part, folder.to_owned())], study: Value::Null };
        let tasks: Vec<Task> = tasks.collect();
        one.open(keys, |_| tasks.iter().copied()).is_ok()
    }

    /// Whether the folder holds a part of another study, or one that another noria made.
    #[must_use]
    pub fn is_another(&self, folder: &Path) -> bool {
        Shard::at(folder).is_some_and(|there| !self.is_alike(&there))
    }

    /// Whether another is this part of this study, whatever its files are.
    fn is_alike(&self, there: &Shard) -> bool {
        Shard { sha256: BTreeMap::new(), ..there.clone() } == *self
    }

    fn read(folder: &Path) -> Result<(Part, Shard), ShardError> {
        let path = folder.to_owned();
        let Some(text) = read(folder) else {
            return Err(match folder.extension().is_some_and(|ending| ending == "partial") {
                true => ShardError::Unfinished { whole: folder.with_extension(""), path },
                false => ShardError::None { path },
            });
        };
        let shard: Shard =
            serde_json::from_slice(&text).map_err(|_| ShardError::None { path: path.clone() })?;
        let part = shard.shard.parse().map_err(|_| ShardError::None { path: path.clone() })?;
        let ours = Shard::new(part, Value::Null);
        if (shard.layout, &shard.version, shard.results_version)
            != (ours.layout, &ours.version, ours.results_version)
        {
            return Err(ShardError::Version { path, shard: shard.version, ours: ours.version });
        }
        Ok((part, shard))
    }
}

/// The manifest of a folder, if it is a file.
fn read(folder: &Path) -> Option<Vec<u8>> {
    let path = folder.join("manifest.json");
    // What is none, such as a pipe, may wait for ever.
    fs::metadata(&path).ok().filter(fs::Metadata::is_file)?;
    fs::read(path).ok()
}

/// Why shards cannot be joined.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ShardError {
    /// Not a shard.
    #[error(
        "`{path}` is not a part that noria made\n  = help: name the folders that `noria run --shard K/N \
         --out DIR` wrote"
    )]
    None {
        /// The folder.
        path: PathBuf,
    },
    /// Blocks of a part that is not finished.
    #[error(
        "`{path}` holds blocks of `{whole}`, which is not complete or was not named\n  = help: name `{whole}`; if it is not there, make that part with the same command as before: it goes on from these blocks"
    )]
    Unfinished {
        /// The folder.
        path: PathBuf,
        /// The part.
        whole: PathBuf,
    },
    /// Made by another noria.
    #[error(
        "`{path}` was made by version {shard}, and this is version {ours} or computes results \
         differently\n  = help: make and join all parts with the same version of noria"
    )]
    Version {
        /// The folder.
        path: PathBuf,
        /// Its version.
        shard: String,
        /// This one.
        ours: String,
    },
    /// Parts of studies that differ.
    #[error(
        "`{one}` and `{other}` are parts of different studies: {what}\n  = help: make all parts with the \
         same command"
    )]
    Differs {
        /// The first folder.
        one: PathBuf,
        /// The one that differs from it.
        other: PathBuf,
        /// What differs.
        what: String,
    },
    /// The same part twice.
    #[error("`{one}` and `{other}` are both part {part}\n  = help: name each part once")]
    Twice {
        /// The first folder.
        one: PathBuf,
        /// The second.
        other: PathBuf,
        /// The part.
        part: Part,
    },
    /// Not all parts.
    #[error(
        "of {of} parts {missing} {}\n  = help: make the rest with --shard K/{of}, and name all folders", if *.one { "is missing" } else { "are missing" }
    )]
    Missing {
        /// How many parts there are.
        of: u64,
        /// The numbers of those that are missing.
        missing: String,
        /// Whether it is just one.
        one: bool,
    },
    /// Another part is where this one is to go.
    #[error(
        "`{path}` holds part {there}, and this is part {asked}\n  = help: give each part its own folder \
         with --out; if you no longer need that one, remove it first"
    )]
    OtherPart {
        /// The folder.
        path: PathBuf,
        /// The part in it, as it says.
        there: String,
        /// The part that was to go there.
        asked: Part,
    },
    /// There are results of a whole study where a part was to go.
    #[error(
        "`{path}` holds whole results, and this is part {asked}\n  = help: give the part its own folder with --out; if you no \
         longer need those, remove them first"
    )]
    Whole {
        /// The folder.
        path: PathBuf,
        /// The part that was to go there.
        asked: Part,
    },
    /// The result would take the place of a part.
    #[error(
        "the result would replace `{part}`, which is one of its parts or holds one\n  = help: choose another folder with --out, such as `{}-joined`", out.display()
    )]
    Replaced {
        /// Where the result was to go.
        out: PathBuf,
        /// The part.
        part: PathBuf,
    },
    /// Blocks that are not there, or not whole.
    #[error("`{path}` is cut short or has been changed\n  = help: make this part again")]
    Broken {
        /// The file.
        path: PathBuf,
    },
    /// A file that cannot be read.
    #[error(transparent)]
    Unreadable(#[from] StoreError),
}

/// All shards of a study.
#[derive(Clone, Debug)]
pub struct Shards {
    folders: Vec<(Part, PathBuf)>,
    study: Value,
}

impl Shards {
    /// Reads what these shards, in any order, say of themselves.
    ///
    /// # Errors
    /// If one is no shard of this noria, they are not parts of one study, or not each part is there once.
    pub fn read(folders: &[PathBuf]) -> Result<Shards, ShardError> {
        let mut shards: Vec<(Part, PathBuf)> = Vec::new();
        let mut study = Value::Null;
        for folder in folders {
            let (part, shard) = Shard::read(folder)?;
            if let Some((first, one)) = shards.first() {
                let differs = |what| ShardError::Differs { one: one.clone(), other: folder.clone(), what };
                if first.of() != part.of() {
                    return Err(differs(format!("parts of {} and of {}", first.of(), part.of())));
                }
                if let Some(what) = difference(&study, &shard.study) {
                    return Err(differs(what));
                }
            }
            if let Some((_, one)) = shards.iter().find(|(other, _)| *other == part) {
                return Err(ShardError::Twice { one: one.clone(), other: folder.clone(), part });
            }
            shards.push((part, folder.clone()));
            study = shard.study;
        }
        shards.sort_by_key(|(part, _)| part.number());
        all_there(&shards)?;
        Ok(Shards { folders: shards, study })
    }

    /// The study that they are parts of.
    #[must_use]
    pub fn study(&self) -> &Value {
        &self.study
    }

    /// Whether what they are joined into may go to `out`: not where one of them is, nor around it.
    ///
    /// # Errors
    /// If it would take the place of one of them.
    pub fn spare(&self, out: &Path) -> Result<(), ShardError> {
        // A folder that is not there yet is nobody's; links and `..` are followed in one that is.
        let Ok(target) = fs::canonicalize(out) else { return Ok(()) };
        let is_lost = |folder: &Path| fs::canonicalize(folder).is_ok_and(|part| part.starts_with(&target));
        match self.folders.iter().find(|(_, folder)| is_lost(folder)) {
            Some((_, part)) => Err(ShardError::Replaced { out: out.to_owned(), part: part.clone() }),
            None => Ok(()),
        }
    }

    /// Opens their blocks for settings with these keys, and checks that the tasks of each part are there.
    ///
    /// # Errors
    /// If a block is missing or not whole.
    pub fn open<T>(&self, keys: Vec<Key>, tasks: impl Fn(Part) -> T) -> Result<Store, ShardError>
    where
        T: Iterator<Item = Task>,
    {
        let paths: Vec<PathBuf> = self.folders.iter().map(|(_, folder)| folder.join(BLOCKS_FILE)).collect();
        let store = Store::of_logs(paths, keys, |path, end| match end {
            log::End::Whole => Ok(()),
            log::End::Broken => Err(ShardError::Broken { path: path.to_owned() }),
        })?;
        for (part, folder) in &self.folders {
            if !tasks(*part).all(|task| store.has(task)) {
                return Err(ShardError::Broken { path: folder.join(BLOCKS_FILE) });
            }
        }
        Ok(store)
    }
}

/// Whether each part from the first to the last is there.
fn all_there(shards: &[(Part, PathBuf)]) -> Result<(), ShardError> {
    let Some(of) = shards.first().map(|(part, _)| part.of()) else { return Ok(()) };
    let is_there = |number| shards.iter().any(|(part, _)| part.number() == number);
    let missing: Vec<String> =
        (1..=of).filter(|&number| !is_there(number)).map(|number| number.to_string()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let one = missing.len() == 1;
    Err(ShardError::Missing { of, missing: missing.join(", "), one })
}

/// What differs between two studies, in words.
fn difference(one: &Value, other: &Value) -> Option<String> {
    match (one, other) {
        _ if one == other => None,
        (Value::Object(one), Value::Object(other)) => one.keys().chain(other.keys()).find_map(|key| {
            let [one, other] = [one, other].map(|values| values.get(key).unwrap_or(&Value::Null));
            let inside = difference(one, other)?;
            // Of where it stands only what a reader knows is told: the scenario, and what differs itself.
            let tells = key == "scenario" || !one.is_object();
            Some(if tells { format!("{key} {inside}") } else { inside })
        }),
        _ => Some(match [one, other].map(Value::to_string) {
            [one, other] if one.len() + other.len() <= 100 => format!("{one} and {other}"),
            _ => "not the same".to_owned(),
        }),
    }
}
