//! Why output could not be written, with the way out.

use std::io;
use std::path::{Path, PathBuf};

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
    /// A file stands where noria would write one, and is not as noria wrote it.
    #[error(
        "`{path}` is in the way: it is not as noria wrote it, so it is left as it is\n  = help: move it away, or choose another folder with --out"
    )]
    InTheWay {
        /// The file.
        path: PathBuf,
    },
    /// The target is a link to what is not there.
    #[error(
        "`{path}` is a link that leads nowhere\n  = help: make the folder that it leads to, or choose another with --out"
    )]
    LeadsNowhere {
        /// The link.
        path: PathBuf,
    },
    /// The target names no folder.
    #[error(
        "`{path}` cannot be the name of a new folder\n  = help: choose another folder with --out, as in \
         out/night"
    )]
    NoName {
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
            io::ErrorKind::FileTooLarge => {
                "files may not be this large here: `ulimit -f` shows the limit; nothing was left behind"
            }
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                "choose a folder that you may write to with --out"
            }
            _ => "choose another folder with --out; nothing was left behind",
        };
        OutputError::Io { what, path: path.to_owned(), reason, help }
    }
}
