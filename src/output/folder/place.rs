//! Puts new files where they are to stay, all or none.
//!
//! A folder in which all is noria's changes places with the new one in one step. Where something else is in it,
//! where it is what somebody stands in, or where there is no such step, its files are replaced one by one, the
//! manifest first taken away and last put there; whoever finds that left undone takes it back.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;
use std::thread;

use super::inventory::{Inventory, MANIFEST};
use super::staging::{NEW, Staging};

/// The file that says which new files are being put in place.
const NAMES: &str = "names";
/// Says that the folder was about to change places with another.
const EXCHANGE: &str = "exchange";
/// Where the replaced files wait.
const OLD: &str = "old";

/// The names of files in a folder.
pub(super) fn names(folder: &Path) -> io::Result<Vec<String>> {
    let entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    let mut names: Vec<String> =
        entries.iter().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    Ok(names)
}

/// Waits until all files of a folder are on the disk, so that a power cut after they are put in place takes none of
/// their words. All at once: a disk does it in one go, where each alone would take it as long.
pub(super) fn settle(folder: &Path) -> io::Result<()> {
    let names = names(folder)?;
    let settled = |name: &String| fs::File::open(folder.join(name))?.sync_all();
    thread::scope(|scope| {
        let begun: Vec<_> = names
            .iter()
            .map(|name| (name, thread::Builder::new().spawn_scoped(scope, move || settled(name))))
            .collect();
        let done: Vec<io::Result<()>> = begun
            .into_iter()
            .map(|(name, thread)| match thread {
                Ok(thread) => thread.join().unwrap_or_else(|_| settled(name)),
                Err(_) => settled(name),
            })
            .collect();
        done.into_iter().collect::<io::Result<()>>()
    })?;
    settle_names(folder);
    Ok(())
}

/// The same of the names in a folder, where the system can do so.
pub(super) fn settle_names(folder: &Path) {
    if cfg!(unix) {
        // Some disks know no such thing: then it is as it was before.
        let _ = fs::File::open(folder).and_then(|folder| folder.sync_all());
    }
}

/// Whether a folder could change places with one beside it: not where it is another disk, nor where this
/// process, or the shell that began it, stands in it.
pub(super) fn could_exchange(place: &Path) -> bool {
    let stands_in_it = std::env::current_dir().is_ok_and(|here| here.starts_with(place));
    cfg!(unix) && !stands_in_it && is_on_the_disk_of_its_parent(place)
}

#[cfg(unix)]
fn is_on_the_disk_of_its_parent(place: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let disk = |path: &Path| fs::metadata(path).ok().map(|found| found.dev());
    place.parent().is_some_and(|parent| disk(parent) == disk(place))
}

#[cfg(not(unix))]
fn is_on_the_disk_of_its_parent(_place: &Path) -> bool {
    false
}

/// Lets the new folder change places with the one that is there, whose mode and owner it takes on.
pub(super) fn exchange(staging: &Staging, place: &Path) -> io::Result<()> {
    let new = staging.new_files();
    let old = fs::metadata(place)?;
    fs::set_permissions(&new, old.permissions())?;
    take_owner(&new, &old)?;
    fs::write(staging.path().join(EXCHANGE), "")?;
    swap(&new, place)
}

#[cfg(unix)]
fn take_owner(new: &Path, old: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;
    let own = fs::metadata(new)?;
    let of = |found: &fs::Metadata| (found.uid(), found.gid());
    if of(&own) == of(old) {
        return Ok(());
    }
    std::os::unix::fs::chown(new, Some(old.uid()), Some(old.gid()))
}

#[cfg(not(unix))]
fn take_owner(_new: &Path, _old: &fs::Metadata) -> io::Result<()> {
    Ok(())
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn swap(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn swap(_one: &Path, _other: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Brings back what was put into a folder in the moment in which it was replaced. Whether nothing of it is left.
pub(super) fn bring_over(taken_out: &Path, place: &Path) -> bool {
    let Ok(found) = Inventory::of(taken_out) else { return false };
    let changed = found.changed.into_iter().map(OsString::from);
    found.others.into_iter().chain(changed).all(|name| {
        let to = place.join(&name);
        fs::symlink_metadata(&to).is_err() && fs::rename(taken_out.join(&name), to).is_ok()
    })
}

/// A folder that has changed places holds nothing any more that is not noria's, and may be removed file by file: half
/// removed, it could not be known for noria's.
pub(super) fn forget_exchange(staging: &Path) -> io::Result<()> {
    match fs::remove_file(staging.join(EXCHANGE)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Whether a folder that was about to change places holds what is not noria's, as far as that can be read.
pub(super) fn holds_others(staging: &Path, new: &Path) -> bool {
    let alone = |found: Inventory| found.others.is_empty() && found.changed.is_empty();
    staging.join(EXCHANGE).exists() && new.exists() && !Inventory::of(new).is_ok_and(alone)
}

/// Replaces the known files of a folder by the new ones that wait within it. What fails is taken back.
pub(super) fn one_by_one(staging: &Staging, place: &Path, known: &[String]) -> io::Result<()> {
    let new = names(&staging.new_files())?;
    fs::create_dir(staging.path().join(OLD))?;
    fs::write(staging.path().join(NAMES), new.join("\n"))?;
    let moved = move_all(staging, place, known, &new);
    if moved.is_err() {
        take_back(staging.path(), place)?;
    }
    moved
}

fn move_all(staging: &Staging, place: &Path, known: &[String], new: &[String]) -> io::Result<()> {
    let (old_files, new_files) = (staging.path().join(OLD), staging.new_files());
    let is_manifest = |name: &&String| *name == MANIFEST;
    let first = known.iter().filter(is_manifest).chain(known.iter().filter(|name| !is_manifest(name)));
    for name in first {
        fs::rename(place.join(name), old_files.join(name))?;
    }
    let last = new.iter().filter(|name| !is_manifest(name)).chain(new.iter().filter(is_manifest));
    for name in last {
        fs::rename(new_files.join(name), place.join(name))?;
    }
    Ok(())
}

/// Whether replaced files wait to be taken back.
pub(super) fn is_under_way(staging: &Path) -> bool {
    staging.join(NAMES).exists()
}

/// Takes back what was begun to be put in place and not ended.
pub(super) fn take_back(staging: &Path, place: &Path) -> io::Result<()> {
    let Ok(said) = fs::read_to_string(staging.join(NAMES)) else { return Ok(()) };
    let (old_files, new_files) = (staging.join(OLD), staging.join(NEW));
    if names(&new_files)?.is_empty() {
        return Ok(());
    }
    let away = names(&old_files)?;
    // New files came only after all old ones had gone.
    for name in said.lines().filter(|name| !new_files.join(name).exists()) {
        fs::rename(place.join(name), new_files.join(name))?;
    }
    away.iter().try_for_each(|name| fs::rename(old_files.join(name), place.join(name)))?;
    fs::remove_file(staging.join(NAMES))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with an old result and a diary, and a staging folder in it with a new one.
    fn replaced(dir: &Path) -> Staging {
        for name in ["a.csv", "gone.csv", MANIFEST, "diary"] {
            fs::write(dir.join(name), "old").unwrap();
        }
        let staging = Staging::begin(dir).unwrap();
        for name in ["a.csv", "b.csv", MANIFEST] {
            fs::write(staging.new_files().join(name), "new").unwrap();
        }
        staging
    }

    fn known() -> Vec<String> {
        ["a.csv", "gone.csv", MANIFEST].map(str::to_owned).to_vec()
    }

    #[test]
    fn files_are_replaced_one_by_one_and_others_stay() {
        let dir = tempfile::tempdir().unwrap();
        let staging = replaced(dir.path());
        one_by_one(&staging, dir.path(), &known()).unwrap();
        drop(staging);
        assert_eq!(names(dir.path()).unwrap(), ["a.csv", "b.csv", "diary", MANIFEST]);
        let text = |name: &str| fs::read_to_string(dir.path().join(name)).unwrap();
        assert_eq!(["a.csv", "b.csv", MANIFEST, "diary"].map(text), ["new", "new", "new", "old"]);
    }

    #[test]
    fn an_old_folder_is_known_for_norias_as_long_as_anything_of_it_is_left() {
        let dir = tempfile::tempdir().unwrap();
        let staging = replaced(dir.path());
        // A mark that cannot be taken away stands for a disk that breaks.
        fs::create_dir(staging.path().join(EXCHANGE)).unwrap();
        let new = staging.new_files();
        drop(staging);
        assert_eq!(names(&new).unwrap(), ["a.csv", "b.csv", MANIFEST]);
    }

    #[test]
    fn whatever_was_moved_when_it_was_killed_the_old_result_comes_back() {
        for moves in 0..6 {
            let dir = tempfile::tempdir().unwrap();
            let staging = replaced(dir.path());
            let (old, new) = (staging.path().join(OLD), staging.new_files());
            fs::create_dir(&old).unwrap();
            fs::write(staging.path().join(NAMES), ["a.csv", "b.csv", MANIFEST].join("\n")).unwrap();
            let away = [MANIFEST, "a.csv", "gone.csv"].map(|name| (dir.path().join(name), old.join(name)));
            let here = ["a.csv", "b.csv"].map(|name| (new.join(name), dir.path().join(name)));
            for (from, to) in away.iter().chain(&here).take(moves) {
                fs::rename(from, to).unwrap();
            }
            staging.leave();
            super::super::staging::clean(dir.path());
            assert_eq!(names(dir.path()).unwrap(), ["a.csv", "diary", "gone.csv", MANIFEST], "{moves}");
            let text = |name: &str| fs::read_to_string(dir.path().join(name)).unwrap();
            assert_eq!(["a.csv", "gone.csv", MANIFEST].map(text), ["old", "old", "old"], "{moves}");
        }
    }
}
