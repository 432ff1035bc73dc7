//! `noria new`: a commented scenario to start from.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use crate::cli::args::NewArgs;
use crate::cli::failure::Failure;
use crate::cli::print;

/// The scenario that is written, with its name to be filled in.
const TEMPLATE: &str = include_str!("template.toml");

pub(in crate::cli) fn new(args: &NewArgs) -> Result<(), Failure> {
    let name = args.name.strip_suffix(".toml").unwrap_or(&args.name);
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if name.is_empty() || name.starts_with('.') || !name.chars().all(fits) {
        return Err(Failure::Usage(format!(
            "error: `{}` cannot be a scenario's name\n  = help: use letters, digits, `-`, `_` and `.`, as in river-crossing",
            args.name
        )));
    }
    let path = format!("{name}.toml");
    write(Path::new(&path), &TEMPLATE.replace("{name}", name)).map_err(|reason| {
        Failure::Io(format!(
            "error: `{path}` could not be written: {reason}\n  = help: {}",
            match reason.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded =>
                    "free some space; nothing was left behind",
                _ => "choose another name or folder",
            }
        ))
    })?;
    print(&format!("wrote {path}\nnext: noria check {path}, then noria run {path}\n"))
}

/// How the names of files begin that are being written.
const PREFIX: &str = ".noria-new-";

/// Writes a file whole or not at all, and never over another.
fn write(path: &Path, text: &str) -> io::Result<()> {
    clean_up();
    let mut file = tempfile::Builder::new();
    file.prefix(PREFIX);
    #[cfg(unix)]
    let usual: std::fs::Permissions = std::os::unix::fs::PermissionsExt::from_mode(0o666);
    #[cfg(unix)]
    file.permissions(usual);
    let mut file = file.tempfile_in(".")?;
    // Where there are no locks nobody can prove that it is abandoned, and it is left alone.
    let _ = file.as_file().try_lock();
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path).map(drop).map_err(|failed| failed.error)
}

/// Removes what a killed process was writing here: files of that name, beginning as a scenario does that is new, whose
/// lock is free.
fn clean_up() {
    let is_ours = |entry: &fs::DirEntry| {
        entry.file_name().to_string_lossy().starts_with(PREFIX)
            && entry.file_type().is_ok_and(|kind| kind.is_file())
            && fs::read_to_string(entry.path()).is_ok_and(|text| is_begun(&text))
    };
    for entry in fs::read_dir(".").into_iter().flatten().flatten().filter(is_ours) {
        if File::options().write(true).open(entry.path()).is_ok_and(|file| file.try_lock().is_ok()) {
            // What cannot be removed is only in the way.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether a text is the beginning of a scenario that is new.
fn is_begun(text: &str) -> bool {
    let first = TEMPLATE.split("{name}").next().unwrap_or_default();
    text.starts_with(first) || first.starts_with(text)
}
