//! `noria new`: a commented scenario to start from, one that is shipped, or one that reads a spreadsheet.
//!
//! `args`: what can be typed; `shipped`: the scenarios that are in the program. Texts of kinds stand beside, with `{name}` for their names.

mod args;
mod shipped;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use crate::cli::failure::Failure;
use crate::cli::print;
use crate::scenario::{Draft, Scenario, closest, draft};
use args::Kind;
pub(in crate::cli) use args::NewArgs;
use shipped::SHIPPED;

/// The scenario that is written where nothing else is asked for, with its name to be filled in.
const PLAIN: &str = include_str!("plain.toml");

/// The table of times of a district.
const TIMES: &str = include_str!("district-times.csv");

/// The text of a kind; of a table, its head.
const fn text_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Villages => include_str!("villages.toml"),
        Kind::Night => include_str!("night.toml"),
        Kind::District => include_str!("district.toml"),
        Kind::Ambulances => include_str!("ambulances.toml"),
        Kind::FromTable => {
            "# A scenario that reads a spreadsheet. Change what is assumed, then:\n\
             #   noria check {name}.toml     says it back in plain words, or what is wrong with it\n\
             #   noria fleet {name}.toml --vary fleets.{fleet}.count=1..20     finds how many vehicles are enough\n"
        }
    }
}

/// A file to be written.
struct Part {
    name: String,
    text: String,
}

pub(in crate::cli) fn new(args: &NewArgs) -> Result<(), Failure> {
    let (parts, notes) = parts(args)?;
    write_all(&parts).map_err(|(path, reason)| {
        let help = match reason.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                "free some space; nothing was left behind"
            }
            _ => "choose another name or folder",
        };
        Failure::Io(format!("error: `{path}` could not be written: {reason}\n  = help: {help}"))
    })?;
    let names: Vec<&str> = parts.iter().map(|part| &*part.name).collect();
    let [files @ .., path] = names.as_slice() else { return Ok(()) };
    let beside = if files.is_empty() { String::new() } else { format!(", with {}", files.join(", ")) };
    let notes: String = notes.iter().map(|note| format!("{note}\n")).collect();
    print(&format!("wrote {path}{beside}\n{notes}next: noria check {path}, then noria run {path}\n"))
}

/// The files to be written, the scenario last, and what is to be said of it.
fn parts(args: &NewArgs) -> Result<(Vec<Part>, Vec<String>), Failure> {
    if let Some(wanted) = &args.from {
        return of_shipped(wanted, args.name.as_deref());
    }
    let table = match (&args.from_table, args.like, &args.name) {
        (Some(file), ..) => Some((file, args.name.clone())),
        // What stands in place of the name is the file.
        (None, Some(Kind::FromTable), Some(file)) => Some((file, None)),
        (None, Some(Kind::FromTable), None) => {
            let says = "error: --like from-table needs a file\n  = help: type it behind, as in noria new --from-table villages.xlsx";
            return Err(Failure::Usage(says.to_owned()));
        }
        _ => None,
    };
    if let Some((file, name)) = table {
        return of_table(file, name);
    }
    let kind = args.like.map(text_of);
    let usual = args.like.map_or("", Kind::name);
    let name = name(args.name.as_deref().unwrap_or(usual))?;
    let text = kind.unwrap_or(PLAIN).replace("{name}", &name);
    let times = Part { name: format!("{name}-times.csv"), text: TIMES.to_owned() };
    let times = (args.like == Some(Kind::District)).then_some(times);
    Ok((times.into_iter().chain([Part { name: format!("{name}.toml"), text }]).collect(), Vec::new()))
}

/// A name for a scenario and its file.
fn name(typed: &str) -> Result<String, Failure> {
    let name = typed.strip_suffix(".toml").unwrap_or(typed);
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if name.is_empty() || name.starts_with('.') || !name.chars().all(fits) {
        return Err(Failure::Usage(format!(
            "error: `{typed}` cannot be a scenario's name\n  = help: use letters, digits, `-`, `_` and `.`, as in river-crossing"
        )));
    }
    Ok(name.to_owned())
}

fn of_shipped(wanted: &str, called: Option<&str>) -> Result<(Vec<Part>, Vec<String>), Failure> {
    let wanted = wanted.strip_suffix(".toml").unwrap_or(wanted);
    let names: Vec<&str> = SHIPPED.iter().map(|shipped| shipped.name).collect();
    let Some(shipped) = SHIPPED.iter().find(|shipped| shipped.name == wanted) else {
        let meant = closest(wanted, &names).map_or(String::new(), |name| format!("did you mean `{name}`? "));
        return Err(Failure::Usage(format!(
            "error: no scenario `{wanted}` is shipped\n  = help: {meant}there are {}",
            names.join(", ")
        )));
    };
    let name = name(called.unwrap_or(shipped.name))?;
    let text = if called.is_some() { shipped.called(&name) } else { shipped.text.to_owned() };
    let files =
        shipped.files.iter().map(|(name, text)| Part { name: (*name).to_owned(), text: (*text).to_owned() });
    Ok((files.chain([Part { name: format!("{name}.toml"), text }]).collect(), Vec::new()))
}

/// A scenario that reads a spreadsheet; it is called as that, if nothing else is typed.
fn of_table(file: &str, called: Option<String>) -> Result<(Vec<Part>, Vec<String>), Failure> {
    let stem = Path::new(file).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let usual: String = stem
        .chars()
        .map(|sign| if sign.is_ascii_alphanumeric() || "-_.".contains(sign) { sign } else { '-' })
        .collect();
    let name = name(&called.unwrap_or(usual))?;
    let Draft { text, assumed } = draft(file).map_err(|wrong| {
        let message = format!("error: {file:?} {}\n  = help: {}", wrong.says, wrong.help);
        if wrong.is_read { Failure::Table(message) } else { Failure::Io(message) }
    })?;
    let text = (text_of(Kind::FromTable).to_owned() + &text).replace("{name}", &name);
    // Fleets may lie in the spreadsheet, which only the scenario reads.
    let plan = Scenario::parse(&format!("{name}.toml"), &text).ok().and_then(|scenario| scenario.plan().ok());
    let is_whole = plan.is_some();
    let fleet = plan.and_then(|plan| Some(plan.shuttles().next()?.1.id.clone()));
    let text = text.replace("{fleet}", &fleet.unwrap_or("buses".to_owned()));
    let mut notes: Vec<String> = assumed.iter().map(|what| format!("assumed, change it: {what}")).collect();
    if !is_whole {
        notes.push(
            "the spreadsheet lacks something, or something in it is wrong: noria check shows it".to_owned(),
        );
    }
    Ok((vec![Part { name: format!("{name}.toml"), text }], notes))
}

/// How the names of files begin that are being written.
const PREFIX: &str = ".noria-new-";

/// Writes files whole or not at all, and never over others; the scenario last, so that it is there when all are.
fn write_all(parts: &[Part]) -> Result<(), (String, io::Error)> {
    clean_up();
    let mut written = Vec::new();
    for part in parts {
        // A file that is there already as it should be is as good as written.
        let is_there = || fs::read_to_string(&part.name).is_ok_and(|text| text == part.text);
        match write(Path::new(&part.name), &part.text) {
            Ok(()) => written.push(&part.name),
            Err(error)
                if error.kind() == io::ErrorKind::AlreadyExists
                    && parts.len() > 1
                    && !part.name.ends_with(".toml")
                    && is_there() => {}
            Err(error) => {
                for name in written {
                    // What cannot be removed is only in the way.
                    let _ = fs::remove_file(name);
                }
                return Err((part.name.clone(), error));
            }
        }
    }
    Ok(())
}

/// Writes a file whole or not at all, and never over another.
fn write(path: &Path, text: &str) -> io::Result<()> {
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

/// Removes what a killed process was writing here: files of that name, beginning as a file does that is new, whose lock
/// is free.
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

/// Whether a text is the beginning of a file that is new.
fn is_begun(text: &str) -> bool {
    let kinds = Kind::ALL.into_iter().map(text_of).chain([PLAIN]);
    let kinds = kinds.map(|text| text.split("{name}").next().unwrap_or_default());
    let shipped = SHIPPED.iter().map(|shipped| shipped.text.split("\nname").next().unwrap_or_default());
    let files = SHIPPED.iter().flat_map(|shipped| shipped.files).map(|(_, text)| *text).chain([TIMES]);
    kinds.chain(shipped).chain(files).any(|begins| text.starts_with(begins) || begins.starts_with(text))
}
