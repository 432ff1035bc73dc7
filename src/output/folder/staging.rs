//! Hidden folders in which files wait until all of them are there.
//!
//! Each holds a lock as long as the process that made it lives. One whose lock is free belongs to nobody: its
//! process was killed, and whoever comes next cleans it up.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::place;

/// How the names of hidden folders begin.
pub(super) const PREFIX: &str = ".noria-";
/// The file that is locked as long as somebody works in the folder.
const LOCK: &str = "lock";
/// Where the new files wait.
pub(super) const NEW: &str = "new";
/// What a disk must have room for before work begins: it finds a full one, and no more.
const PROBE: usize = 64 << 10;
/// How often another hidden folder is tried, where somebody took one for abandoned.
const TRIES: usize = 16;

/// A hidden folder in which this process works.
#[derive(Debug)]
pub(super) struct Staging {
    path: PathBuf,
    lock: Option<File>,
    stays: bool,
}

impl Staging {
    /// Makes one in a folder.
    pub(super) fn begin(home: &Path) -> io::Result<Staging> {
        let mut tried = Err(io::ErrorKind::NotFound.into());
        for _ in 0..TRIES {
            tried = Staging::attempt(home);
            // Between two steps it may look abandoned, and be cleaned up by another process.
            if !matches!(&tried, Err(error) if error.kind() == io::ErrorKind::NotFound && home.is_dir()) {
                break;
            }
        }
        tried
    }

    fn attempt(home: &Path) -> io::Result<Staging> {
        let path = tempfile::Builder::new().prefix(PREFIX).tempdir_in(home)?.keep();
        let mut staging = Staging { path, lock: None, stays: false };
        let lock = File::options().read(true).write(true).create_new(true).open(staging.path.join(LOCK))?;
        match lock.try_lock() {
            Err(TryLockError::WouldBlock) => return Err(io::ErrorKind::NotFound.into()),
            // Where there are no locks nobody can prove that it is abandoned, and it is left alone.
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        fs::metadata(staging.path.join(LOCK))?;
        staging.lock = Some(lock);
        fs::create_dir(staging.new_files())?;
        Ok(staging)
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Where the new files wait.
    pub(super) fn new_files(&self) -> PathBuf {
        self.path.join(NEW)
    }

    /// Whether nothing of what it was to replace is in it.
    pub(super) fn is_taken_back(&self) -> bool {
        !place::is_under_way(&self.path)
    }

    /// Whether there is room to write at all.
    pub(super) fn probe(&self) -> io::Result<()> {
        let path = self.new_files().join("probe");
        let written = File::create(&path).and_then(|mut file| file.write_all(&vec![0; PROBE]));
        let removed = fs::remove_file(&path);
        written.and(removed)
    }

    /// Leaves it, with all that is in it, to whoever comes next.
    pub(super) fn leave(mut self) {
        self.stays = true;
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.stays {
            // What cannot be removed now is cleaned up by the next run.
            let _ = remove(&self.path, self.lock.take());
        }
    }
}

/// Removes a hidden folder, its lock last: as long as that is there, somebody else can go on with it.
fn remove(path: &Path, lock: Option<File>) -> io::Result<()> {
    place::forget_exchange(path)?;
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        match entry.file_type()?.is_dir() {
            true => fs::remove_dir_all(entry.path())?,
            false if entry.file_name() == LOCK => {}
            false => fs::remove_file(entry.path())?,
        }
    }
    drop(lock);
    match fs::remove_file(path.join(LOCK)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => fs::remove_dir(path),
    }
}

/// Cleans up the hidden folders in which nobody works any more. What a killed process had begun to put in place
/// is taken back.
pub(super) fn clean(home: &Path) {
    let entries = fs::read_dir(home).into_iter().flatten().flatten();
    let hidden = entries.filter(|entry| {
        entry.file_name().to_string_lossy().starts_with(PREFIX)
            && entry.file_type().is_ok_and(|kind| kind.is_dir())
    });
    // One that cannot be cleaned up is only in the way.
    hidden.for_each(|entry| drop(clean_one(&entry.path(), home)));
}

fn clean_one(path: &Path, home: &Path) -> io::Result<()> {
    let lock = path.join(LOCK);
    if fs::symlink_metadata(&lock).is_ok_and(|lock| lock.is_file()) {
        let lock = File::options().read(true).write(true).open(lock)?;
        lock.try_lock()?;
        place::take_back(path, home)?;
        if place::holds_others(path, &path.join(NEW)) {
            return Ok(());
        }
        return remove(path, Some(lock));
    }
    // Killed before there was a lock, or after it was gone; one that has anything else in it is not noria's.
    fs::remove_dir(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(home: &Path) -> usize {
        fs::read_dir(home).unwrap().count()
    }

    #[test]
    fn what_nobody_works_in_is_cleaned_up_and_nothing_else() {
        let home = tempfile::tempdir().unwrap();
        let at_work = Staging::begin(home.path()).unwrap();
        let killed = Staging::begin(home.path()).unwrap();
        fs::write(killed.new_files().join("trips.csv"), "half").unwrap();
        killed.leave();
        fs::create_dir(home.path().join(".noria-empty")).unwrap();
        fs::create_dir(home.path().join(".noria-mine")).unwrap();
        fs::write(home.path().join(".noria-mine/diary"), "precious").unwrap();
        clean(home.path());
        assert!(at_work.new_files().is_dir() && home.path().join(".noria-mine/diary").is_file());
        assert_eq!(hidden(home.path()), 2);
        drop(at_work);
        assert_eq!(hidden(home.path()), 1);
    }

    #[test]
    fn a_probe_leaves_nothing() {
        let home = tempfile::tempdir().unwrap();
        let staging = Staging::begin(home.path()).unwrap();
        staging.probe().unwrap();
        assert_eq!(fs::read_dir(staging.new_files()).unwrap().count(), 0);
    }
}
