//! A folder that appears under its name only when it is complete.
//!
//! Only what noria wrote is ever replaced, and only as long as it is as noria wrote it. What else is in a folder
//! stays, and so do its mode and the links that lead to it.

mod answers;
mod error;
mod inventory;
mod place;
mod staging;
mod turn;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;

#[cfg(feature = "cli")]
pub(crate) use answers::{Held, free_place, held};
pub use error::OutputError;
pub(crate) use inventory::sha256;
use inventory::{Inventory, MANIFEST, RECORD};
use staging::Staging;
use turn::Turn;

/// An output folder being written.
#[derive(Debug)]
pub struct Folder {
    /// As it was asked for.
    target: PathBuf,
    /// Where that is, links followed.
    place: PathBuf,
    /// A folder that may be written to, on the same disk.
    room: PathBuf,
    /// Where files wait; made for the first of them, so that a study killed at work leaves no folder behind.
    staging: Option<Staging>,
    /// Names and SHA-256 of the files whose bytes are the same on every platform, in order.
    hashes: Vec<(String, String)>,
    /// The same of those that may differ.
    others: Vec<(String, String)>,
    /// What it answers, as the record says it.
    asked: Option<String>,
    /// Where it goes unless that answers something else; none if it goes nowhere but to its target.
    usual: Option<PathBuf>,
}

impl Folder {
    /// Begins to write what will be `target`.
    ///
    /// # Errors
    /// If the target exists and is not noria's, if something in it is in the way, or if it could not be written
    /// in the end.
    pub fn create(target: &Path) -> Result<Folder, OutputError> {
        let place = resolved(target)?;
        let mut folder = Folder {
            target: target.to_owned(),
            place,
            room: PathBuf::new(),
            staging: None,
            hashes: Vec::new(),
            others: Vec::new(),
            asked: None,
            usual: None,
        };
        let turn = Turn::take(folder.parent());
        staging::clean(folder.parent());
        if let Some(found) = folder.inventory()? {
            let always = [MANIFEST, RECORD].into_iter();
            folder.refuse(found.in_the_way(always.chain(found.changed.iter().map(String::as_str))))?;
        }
        // Better now than after hours of work.
        let staging = folder.begin()?;
        let failed = |reason| OutputError::io("writing to the folder", &folder.target, reason);
        staging.probe().map_err(failed)?;
        folder.room = staging.path().parent().map(Path::to_owned).unwrap_or_default();
        drop(turn);
        Ok(folder)
    }

    /// The same, its record saying which question is answered in it. If another is answered in the usual place when it is
    /// published, it goes beside that.
    #[must_use]
    pub fn answering(mut self, asked: &str, usual: Option<&Path>) -> Folder {
        (self.asked, self.usual) = (Some(asked.to_owned()), usual.map(Path::to_owned));
        self
    }

    /// Goes beside what has come to be in its place meanwhile and answers another question.
    fn step_aside(&mut self) -> Result<(), OutputError> {
        if let (Some(asked), Some(usual)) = (&self.asked, &self.usual) {
            let target = answers::free_place(usual, asked);
            if target != self.target {
                (self.place, self.target) = (resolved(&target)?, target);
            }
        }
        Ok(())
    }

    /// The folder that the target is in.
    #[must_use]
    pub fn parent(&self) -> &Path {
        self.place.parent().unwrap_or(&self.place)
    }

    /// What there is in the target; nothing if it is not there.
    fn inventory(&self) -> Result<Option<Inventory>, OutputError> {
        let failed = |reason| OutputError::io("reading the folder", &self.target, reason);
        let not_ours = || OutputError::NotOurs { path: self.target.clone() };
        match fs::symlink_metadata(&self.place) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error)),
            Ok(found) if !found.is_dir() => return Err(not_ours()),
            Ok(_) => staging::clean(&self.place),
        }
        let found = Inventory::of_what_stays(&self.place).map_err(failed)?;
        if found.ours || found.others.is_empty() { Ok(Some(found)) } else { Err(not_ours()) }
    }

    fn refuse(&self, in_the_way: Option<&str>) -> Result<(), OutputError> {
        in_the_way.map_or(Ok(()), |name| Err(OutputError::InTheWay { path: self.target.join(name) }))
    }

    /// Where files wait.
    fn staging(&mut self) -> Result<&Staging, OutputError> {
        let staging = match self.staging.take() {
            Some(staging) => staging,
            None => self.begin()?,
        };
        Ok(self.staging.insert(staging))
    }

    /// A place for files to wait: beside the target, or within it where it will not be replaced as a whole.
    fn begin(&self) -> Result<Staging, OutputError> {
        let exists = self.place.is_dir();
        let alone = || Inventory::of(&self.place).is_ok_and(|found| found.others.is_empty());
        let within = exists && !(place::could_exchange(&self.place) && alone());
        let failed = |path, reason| OutputError::io("writing to the folder", path, reason);
        if !within {
            match Staging::begin(self.parent()) {
                // Who may not write beside a folder may still write into it.
                Err(_) if exists => {}
                made => return made.map_err(|reason| failed(self.parent(), reason)),
            }
        }
        Staging::begin(&self.place).map_err(|reason| failed(&self.target, reason))
    }

    /// Where there is room for what is to wait before it comes into the folder: on the same disk.
    #[must_use]
    pub fn waiting_room(&self) -> &Path {
        &self.room
    }

    /// Where the folder will be.
    #[must_use]
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Opens a file of the folder for writing bit by bit; [`Folder::seal`] notes its hash.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn open(&mut self, name: &str) -> Result<File, OutputError> {
        let path = self.staging()?.new_files().join(name);
        File::create(&path).map_err(|reason| OutputError::io("writing", &self.target.join(name), reason))
    }

    /// Notes the hash of a file that was written bit by bit.
    ///
    /// # Errors
    /// If it cannot be read back.
    pub fn seal(&mut self, name: &str) -> Result<(), OutputError> {
        let hash = inventory::sha256_of(&self.staging()?.new_files().join(name));
        let hash = hash.map_err(|reason| OutputError::io("reading back", &self.target.join(name), reason))?;
        self.hashes.push((name.to_owned(), hash));
        Ok(())
    }

    /// Writes a file whose bytes are the same on every platform.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), OutputError> {
        self.put(name, bytes)?;
        self.hashes.push((name.to_owned(), sha256(bytes)));
        Ok(())
    }

    /// Writes a file that may differ between two makings of the same result; its hash goes into the record.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write_unhashed(&mut self, name: &str, bytes: &[u8]) -> Result<(), OutputError> {
        self.put(name, bytes)?;
        self.others.push((name.to_owned(), sha256(bytes)));
        Ok(())
    }

    /// Writes the record, `run.json`, which is the last file: it says by which hashes noria knows those files again
    /// that may differ.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write_record(&mut self, mut record: Value) -> Result<(), OutputError> {
        if let Some(asked) = &self.asked {
            record["asked"] = asked.as_str().into();
        }
        let text = inventory::record(record, &self.others);
        self.put(RECORD, text.as_bytes())
    }

    fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), OutputError> {
        let written = self.open(name)?.write_all(bytes);
        written.map_err(|reason| OutputError::io("writing", &self.target.join(name), reason))
    }

    /// Names and hashes of the files written so far.
    #[must_use]
    pub fn hashes(&self) -> &[(String, String)] {
        &self.hashes
    }

    /// Puts the folder in its place. Of an older one noria's files are replaced, and all others stay.
    ///
    /// # Errors
    /// If the target has become somebody else's meanwhile, or cannot be replaced; it is then as before.
    pub fn publish(mut self) -> Result<PathBuf, OutputError> {
        let mut tries = 0;
        let new = self.staging()?.new_files();
        place::settle(&new).map_err(|reason| OutputError::io("writing to the disk", &self.target, reason))?;
        let _turn = Turn::take(self.parent());
        self.step_aside()?;
        while !self.try_to_publish(tries == MOST_TRIES)? {
            tries += 1;
        }
        place::settle_names(self.parent());
        Ok(self.target)
    }

    /// Whether it could be done; else somebody else did something to the target, and it is to be tried again.
    fn try_to_publish(&mut self, last: bool) -> Result<bool, OutputError> {
        let failed = |reason| OutputError::io("putting in place", &self.target, reason);
        let found = self.inventory()?;
        let Some(staging) = &self.staging else { return Ok(false) };
        let new = staging.new_files();
        let Some(found) = found else {
            return match fs::rename(&new, &self.place) {
                Err(reason) if last || !self.place.is_dir() => Err(failed(reason)),
                done => Ok(done.is_ok()),
            };
        };
        let names = place::names(&new).map_err(failed)?;
        self.refuse(found.in_the_way(names.iter().map(String::as_str)))?;
        let beside = staging.path().parent() == Some(self.parent());
        let alone = found.others.is_empty() && found.changed.is_empty();
        if beside && alone && place::exchange(staging, &self.place).is_ok() {
            if !place::bring_over(&new, &self.place) {
                self.staging.take().into_iter().for_each(Staging::leave);
            }
            return Ok(true);
        }
        self.move_in(&found).map_err(|reason| OutputError::io("putting in place", &self.target, reason))?;
        Ok(true)
    }

    /// Replaces what is known by the new files, one by one.
    fn move_in(&mut self, found: &Inventory) -> io::Result<()> {
        let Some(mut staging) = self.staging.take() else { return Ok(()) };
        if staging.path().parent() != Some(&self.place) {
            let within = Staging::begin(&self.place)?;
            fs::remove_dir(within.new_files())?;
            fs::rename(staging.new_files(), within.new_files())?;
            staging = within;
        }
        let moved = place::one_by_one(&staging, &self.place, &found.known);
        if moved.is_err() && !staging.is_taken_back() {
            // The old files are in it: the next run tries again to take them back.
            staging.leave();
        }
        moved
    }
}

/// How often a folder that others change at the same time is tried to be put in place.
const MOST_TRIES: usize = 8;

/// Where a target is when links are followed; the folders around it are made.
fn resolved(target: &Path) -> Result<PathBuf, OutputError> {
    let path = || target.to_owned();
    let failed = |reason| OutputError::io("looking up the folder", target, reason);
    match fs::symlink_metadata(target) {
        Ok(_) => match fs::canonicalize(target) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(OutputError::LeadsNowhere { path: path() })
            }
            found => found.map_err(failed),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            // Without a dot or a slash behind it.
            let plain: PathBuf = target.components().collect();
            let name = plain.file_name().ok_or_else(|| OutputError::NoName { path: path() })?;
            let parent = match plain.parent() {
                Some(parent) if !parent.as_os_str().is_empty() => parent,
                _ => Path::new("."),
            };
            let made = fs::create_dir_all(parent).and_then(|()| fs::canonicalize(parent));
            Ok(made.map_err(|reason| OutputError::io("making the folder", parent, reason))?.join(name))
        }
        Err(error) => Err(failed(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn make(target: &Path, text: &str) -> Result<PathBuf, OutputError> {
        let mut folder = Folder::create(target)?;
        folder.write(MANIFEST, format!("{{\"program\": \"noria\", \"text\": \"{text}\"}}").as_bytes())?;
        folder.publish()
    }

    #[test]
    fn a_folder_is_whole_or_absent_and_replaces_only_its_like() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("deep/out");
        make(&target, "first").unwrap();
        make(&target, "second").unwrap();
        assert!(fs::read_to_string(target.join(MANIFEST)).unwrap().contains("second"));
        assert_eq!(fs::read_dir(dir.path().join("deep")).unwrap().count(), 1, "nothing is left beside");

        drop(Folder::create(&target).unwrap());
        assert_eq!(fs::read_dir(dir.path().join("deep")).unwrap().count(), 1, "nor when it is given up");

        let begun = Folder::create(&target).unwrap();
        assert_eq!(fs::read_dir(dir.path().join("deep")).unwrap().count(), 1, "nor before there is a file");
        drop(begun);
    }

    #[test]
    fn what_noria_did_not_write_is_never_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("mine");
        fs::create_dir(&target).unwrap();
        make(&target, "empty folders may be used").unwrap();
        fs::write(target.join(MANIFEST), "{\"program\": \"another\"}").unwrap();
        assert!(matches!(make(&target, "x"), Err(OutputError::NotOurs { .. })));
        let file = dir.path().join("file");
        fs::write(&file, "precious").unwrap();
        assert!(matches!(make(&file, "x"), Err(OutputError::NotOurs { .. })));
        assert_eq!(fs::read_to_string(&file).unwrap(), "precious");
    }
}
