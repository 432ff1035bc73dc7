//! `noria man`: the pages of the manual, of the program and of each command.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use crate::cli::examples::{self, Example};
use crate::cli::failure::{CODES, Failure};
use crate::cli::{print, write};

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct ManArgs {
    /// The command whose page to print; left out: the page of noria itself
    #[arg(value_name = "COMMAND", value_parser = examples::commands(), hide_possible_values = true)]
    command: Option<String>,

    /// Write all pages into this folder, in place of printing one
    #[arg(long, short = 'o', value_name = "DIR", conflicts_with = "command", value_hint = clap::ValueHint::DirPath)]
    out: Option<PathBuf>,
}

pub(in crate::cli) fn man(args: &ManArgs) -> Result<(), Failure> {
    let mut noria = examples::command().disable_help_subcommand(true);
    noria.build();
    if let Some(folder) = &args.out {
        return write_all(&noria, folder);
    }
    let page = match args.command.as_deref().and_then(|name| noria.find_subcommand(name)) {
        Some(command) => page(command),
        None => page(&noria),
    };
    write(&page.map_err(Failure::from_stdout)?)
}

/// Writes the page of the program and those of all commands.
fn write_all(noria: &Command, folder: &Path) -> Result<(), Failure> {
    let failed = |path: &Path, reason: &io::Error| {
        Failure::Io(format!(
            "error: `{}` could not be written: {reason}\n  = help: choose another folder with --out",
            path.display()
        ))
    };
    fs::create_dir_all(folder).map_err(|reason| failed(folder, &reason))?;
    let all: Vec<&Command> = std::iter::once(noria).chain(noria.get_subcommands()).collect();
    for command in &all {
        let path = folder.join(format!("{}.1", name_of(command)));
        page(command).and_then(|text| fs::write(&path, text)).map_err(|reason| failed(&path, &reason))?;
    }
    let folder = folder.display();
    print(&format!("wrote {} pages to {folder}\nnext: man -l {folder}/noria.1\n", all.len()))
}

/// `noria`, or `noria-run`.
fn name_of(command: &Command) -> &str {
    command.get_display_name().unwrap_or_else(|| command.get_name())
}

/// A page: what the command is, its options, examples, and what the exit codes mean.
fn page(command: &Command) -> io::Result<String> {
    let version = format!("noria {}", env!("CARGO_PKG_VERSION"));
    let man = Man::new(command.clone()).title(name_of(command)).source(version).manual("noria");
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    let mut ends = Roff::default();
    let of_command = examples::of(command.get_name());
    if !of_command.is_empty() {
        shown(&mut ends, of_command);
    }
    ends.control("SH", ["EXIT STATUS"]);
    for code in &CODES {
        ends.control("TP", []);
        ends.text([bold(code.number.to_string())]);
        ends.text([roman(code.about)]);
    }
    ends.control("SH", ["SEE ALSO"]);
    ends.text([roman("noria(1), noria-explain(1), noria-metrics(1)")]);
    ends.to_writer(&mut page)?;
    String::from_utf8(page).map_err(io::Error::other)
}

fn shown(roff: &mut Roff, list: &[Example]) {
    roff.control("SH", ["EXAMPLES"]);
    for (what, typed) in list {
        roff.control("TP", []);
        roff.text([roman(format!("{what}:"))]);
        roff.text([bold(examples::on_one_line(typed))]);
    }
}
