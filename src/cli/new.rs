//! `noria new`: a commented scenario to start from.

use std::io::{self, Write};
use std::path::Path;

use super::args::NewArgs;
use super::failure::Failure;
use super::print;

/// The scenario that is written, with its name to be filled in.
const TEMPLATE: &str = include_str!("template.toml");

pub(super) fn new(args: &NewArgs) -> Result<(), Failure> {
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

/// Writes a file whole or not at all, and never over another.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut file = tempfile::Builder::new();
    file.prefix(".noria-");
    #[cfg(unix)]
    let usual: std::fs::Permissions = std::os::unix::fs::PermissionsExt::from_mode(0o666);
    #[cfg(unix)]
    file.permissions(usual);
    let mut file = file.tempfile_in(".")?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path).map(drop).map_err(|failed| failed.error)
}
