//! `noria new`: a commented scenario to start from.

use std::fs::OpenOptions;
use std::io::Write;

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
    let file = OpenOptions::new().write(true).create_new(true).open(&path);
    let written = file.and_then(|mut file| file.write_all(TEMPLATE.replace("{name}", name).as_bytes()));
    written.map_err(|reason| {
        Failure::Io(format!(
            "error: `{path}` could not be written: {reason}\n  = help: choose another name or folder"
        ))
    })?;
    print(&format!("wrote {path}\nnext: noria check {path}, then noria run {path}\n"))
}
