//! A folder that appears under its name only when it is complete.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// Why output could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OutputError {
    /// The operating system refused.
    #[error("{what} `{path}` failed: {reason}\n  = help: {help}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// Where.
        path: PathBuf,
        /// What the operating system said.
        reason: io::Error,
        /// The way out.
        help: &'static str,
    },
    /// The target is not ours to replace.
    #[error(
        "`{path}` exists and was not written by noria, so it is left as it is\n  = help: choose another folder with --out, or move that one away"
    )]
    NotOurs {
        /// The target.
        path: PathBuf,
    },
}

impl OutputError {
    pub(crate) fn io(what: &'static str, path: &Path, reason: io::Error) -> OutputError {
        let help = match reason.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                "free some space or choose another disk with --out; nothing was left behind"
            }
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                "choose a folder that you may write to with --out"
            }
            _ => "choose another folder with --out; nothing was left behind",
        };
        OutputError::Io { what, path: path.to_owned(), reason, help }
    }
}

/// The file by which a folder is known to be noria's.
const MANIFEST: &str = "manifest.json";

/// An output folder being written.
#[derive(Debug)]
pub struct Folder {
    target: PathBuf,
    /// Where files wait; made for the first of them, so that a study killed at work leaves no folder behind.
    staging: Option<TempDir>,
    /// Names and SHA-256 of the files whose bytes are the same on every platform, in order.
    hashes: Vec<(String, String)>,
}

impl Folder {
    /// Begins to write what will be `target`.
    ///
    /// # Errors
    /// If the target exists and is not noria's, or if its parent cannot be made or written to.
    pub fn create(target: &Path) -> Result<Folder, OutputError> {
        check_ours(target)?;
        let mut folder = Folder { target: target.to_owned(), staging: None, hashes: Vec::new() };
        fs::create_dir_all(folder.parent())
            .map_err(|reason| OutputError::io("making the folder", folder.parent(), reason))?;
        // Better now than after hours of work.
        folder.take_staging()?;
        Ok(folder)
    }

    /// The folder that the target is in.
    #[must_use]
    pub fn parent(&self) -> &Path {
        match self.target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        }
    }

    /// Where files wait.
    fn staging(&mut self) -> Result<&Path, OutputError> {
        let staging = self.take_staging()?;
        Ok(self.staging.insert(staging).path())
    }

    fn take_staging(&mut self) -> Result<TempDir, OutputError> {
        self.staging.take().map_or_else(
            || {
                let made = tempfile::Builder::new().prefix(".noria-").tempdir_in(self.parent());
                made.map_err(|reason| OutputError::io("writing to the folder", self.parent(), reason))
            },
            Ok,
        )
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
        let path = self.staging()?.join(name);
        File::create(&path).map_err(|reason| OutputError::io("writing", &self.target.join(name), reason))
    }

    /// Notes the hash of a file that was written bit by bit.
    ///
    /// # Errors
    /// If it cannot be read back.
    pub fn seal(&mut self, name: &str) -> Result<(), OutputError> {
        let bytes = fs::read(self.staging()?.join(name));
        let bytes =
            bytes.map_err(|reason| OutputError::io("reading back", &self.target.join(name), reason))?;
        self.hashes.push((name.to_owned(), sha256(&bytes)));
        Ok(())
    }

    /// Writes a file whose bytes are the same on every platform.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), OutputError> {
        self.write_unhashed(name, bytes)?;
        self.hashes.push((name.to_owned(), sha256(bytes)));
        Ok(())
    }

    /// Writes a file that may differ between two makings of the same result.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write_unhashed(&mut self, name: &str, bytes: &[u8]) -> Result<(), OutputError> {
        let written = self.open(name)?.write_all(bytes);
        written.map_err(|reason| OutputError::io("writing", &self.target.join(name), reason))
    }

    /// Names and hashes of the files written so far.
    #[must_use]
    pub fn hashes(&self) -> &[(String, String)] {
        &self.hashes
    }

    /// Puts the folder in its place. An older one of noria's is replaced.
    ///
    /// # Errors
    /// If the target has become somebody else's meanwhile, or cannot be renamed; it is then as before.
    pub fn publish(mut self) -> Result<PathBuf, OutputError> {
        check_ours(&self.target)?;
        let (staging, target) = (self.take_staging()?, self.target);
        let failed = |reason| OutputError::io("putting in place", &target, reason);
        open_to_others(staging.path()).map_err(failed)?;
        let old = staging.path().with_extension("old");
        let had_one = target.exists();
        if had_one {
            fs::rename(&target, &old).map_err(failed)?;
        }
        let new = staging.keep();
        if let Err(reason) = fs::rename(&new, &target) {
            if had_one {
                // Nothing better can be done if this fails too: the old folder then stands beside.
                let _ = fs::rename(&old, &target);
            }
            let _ = fs::remove_dir_all(&new);
            return Err(OutputError::io("putting in place", &target, reason));
        }
        if had_one {
            // The new folder is in place; an old one that cannot be removed is only in the way.
            let _ = fs::remove_dir_all(&old);
        }
        Ok(target)
    }
}

/// Gives a staging folder, which is private while it is written, the permissions of any other folder.
#[cfg(unix)]
fn open_to_others(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn open_to_others(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// A target may be replaced if it is absent, empty, or bears noria's manifest.
fn check_ours(target: &Path) -> Result<(), OutputError> {
    if !target.exists() {
        return Ok(());
    }
    let manifest = fs::read(target.join(MANIFEST)).unwrap_or_default();
    let ours = serde_json::from_slice::<serde_json::Value>(&manifest)
        .is_ok_and(|manifest| manifest.get("program").is_some_and(|program| program == "noria"));
    let empty = fs::read_dir(target).is_ok_and(|mut entries| entries.next().is_none());
    if ours || empty { Ok(()) } else { Err(OutputError::NotOurs { path: target.to_owned() }) }
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
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
