//! What in a folder is noria's: what its manifest and its record say was written, as long as it is as it was.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::staging::PREFIX;

/// The file by which a folder is known to be noria's.
pub(super) const MANIFEST: &str = "manifest.json";
/// The file that says what may differ between two makings, and what of it there is.
pub(super) const RECORD: &str = "run.json";
/// Stands for the hash of a record in the text of which that hash is taken.
const BLANK: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What there is in a folder.
#[derive(Debug, Default)]
pub(super) struct Inventory {
    /// Whether it bears noria's manifest.
    pub ours: bool,
    /// Files that noria wrote, as it wrote them.
    pub known: Vec<String>,
    /// Files under names that noria wrote, which are not as it wrote them.
    pub changed: Vec<String>,
    /// Whatever else there is.
    pub others: Vec<OsString>,
}

/// How often a folder is looked through again whose files go while it is.
const TRIES: usize = 16;

impl Inventory {
    /// What there is in a folder that somebody may be changing: as it was in a moment in which nothing went.
    pub(super) fn of_what_stays(folder: &Path) -> io::Result<Inventory> {
        let mut found = Inventory::of(folder);
        for _ in 0..TRIES {
            if !matches!(&found, Err(error) if error.kind() == io::ErrorKind::NotFound && folder.is_dir()) {
                break;
            }
            found = Inventory::of(folder);
        }
        found
    }

    pub(super) fn of(folder: &Path) -> io::Result<Inventory> {
        let manifest = manifest(folder)?;
        let record = Record::read(folder)?;
        let mut found = Inventory { ours: manifest.is_some(), ..Inventory::default() };
        let mut written = BTreeMap::new();
        for said in [manifest.as_ref().map(hashes), record.as_ref().map(|record| record.hashes.clone())] {
            written.extend(said.into_iter().flatten());
        }
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let is_file = entry.file_type()?.is_file();
            if !is_file && name.to_string_lossy().starts_with(PREFIX) {
                continue;
            }
            let Some(name) = name.to_str().filter(|_| found.ours).map(str::to_owned) else {
                found.others.push(name);
                continue;
            };
            let is_as_it_was = match name.as_str() {
                RECORD => record.is_some(),
                MANIFEST if !written.contains_key(MANIFEST) => true,
                _ => match written.get(&name) {
                    Some(hash) => is_file && sha256_of(&entry.path())? == *hash,
                    None => {
                        found.others.push(name.into());
                        continue;
                    }
                },
            };
            if is_as_it_was { found.known.push(name) } else { found.changed.push(name) }
        }
        found.known.sort();
        found.changed.sort();
        Ok(found)
    }

    /// The first of these names under which there is something that noria may not replace.
    pub(super) fn in_the_way<'a>(&self, mut names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
        let is_taken = |name: &str| {
            self.others.iter().any(|other| other == name) || self.changed.iter().any(|other| other == name)
        };
        names.find(|name| is_taken(name))
    }
}

/// The manifest, if it is noria's.
fn manifest(folder: &Path) -> io::Result<Option<Value>> {
    let manifest = read(&folder.join(MANIFEST))?.and_then(|text| serde_json::from_slice::<Value>(&text).ok());
    Ok(manifest.filter(|manifest| manifest.get("program").is_some_and(|program| program == "noria")))
}

/// The bytes of a file that is one: what waits for a writer, such as a pipe, is not. A file that is there and cannot be
/// read is an error: were it taken for none, what it tells of would stay beside new results.
fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_file() => fs::read(path).map(Some),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(None),
    }
}

fn hashes(document: &Value) -> BTreeMap<String, String> {
    let said = document.get("sha256").and_then(Value::as_object).into_iter().flatten();
    said.filter_map(|(name, hash)| Some((name.clone(), hash.as_str()?.to_owned()))).collect()
}

/// A record that is as noria wrote it.
struct Record {
    hashes: BTreeMap<String, String>,
}

impl Record {
    fn read(folder: &Path) -> io::Result<Option<Record>> {
        Ok(read(&folder.join(RECORD))?.and_then(Record::of))
    }

    fn of(text: Vec<u8>) -> Option<Record> {
        let text = String::from_utf8(text).ok()?;
        let hashes = hashes(&serde_json::from_str(&text).ok()?);
        let own = hashes.get(RECORD)?;
        let is_as_it_was = sha256(text.replacen(own.as_str(), BLANK, 1).as_bytes()) == *own;
        is_as_it_was.then_some(Record { hashes })
    }
}

/// The text of a record with the hashes of these files and of itself.
pub(super) fn record(mut record: Value, files: &[(String, String)]) -> String {
    let of_files = files.iter().map(|(name, hash)| (name.clone(), Value::from(hash.as_str())));
    record["sha256"] = of_files.chain([(RECORD.to_owned(), Value::from(BLANK))]).collect();
    let text = format!("{record:#}\n");
    text.replacen(BLANK, &sha256(text.as_bytes()), 1)
}

/// The SHA-256 of bytes.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// The SHA-256 of a file of any size.
pub(super) fn sha256_of(path: &Path) -> io::Result<String> {
    let (mut file, mut hasher) = (File::open(path)?, Sha256::new());
    let mut piece = vec![0; 1 << 16];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(hexadecimal(&hasher.finalize())),
            length => hasher.update(&piece[..length]),
        }
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_known_as_long_as_it_is_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(RECORD);
        let text = record(serde_json::json!({ "seconds": 1.25 }), &[("a.png".into(), "f00".into())]);
        fs::write(&path, &text).unwrap();
        let read = || Record::read(folder.path()).unwrap();
        assert_eq!(read().unwrap().hashes["a.png"], "f00");
        fs::write(&path, text.replace("1.25", "1.26")).unwrap();
        assert!(read().is_none());
    }

    /// A record that is there and cannot be read is not none: what it tells of would stay beside new results.
    #[cfg(unix)]
    #[test]
    fn what_cannot_be_read_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let name = "x".repeat(300);
        assert!(read(&folder.path().join(&name)).is_err(), "a name that is too long");
        assert!(read(&folder.path().join("absent")).unwrap().is_none());
        assert!(read(folder.path()).unwrap().is_none(), "a folder is no file");
    }
}
