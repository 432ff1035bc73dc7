//! The pages for people: README, guides and the changelog. What they show is what the program does, and what
//! they link to is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::program::commands::{noria, text};

/// The pages that are written by hand or made by a script, without those of the benches' peers' engines.
fn pages() -> Vec<PathBuf> {
    let folders = [".", "docs", "docs/evidence", "examples/cluster", "benches/peers", "assets"];
    let entries = folders.into_iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut pages: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|e| e == "md")).collect();
    pages.sort();
    assert!(pages.len() > 10, "{pages:?}");
    pages
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(&path).unwrap_or_else(|reason| panic!("{}: {reason}", path.as_ref().display()))
}

/// What stands between two marks, each time they occur.
fn between<'t>(text: &'t str, begin: &str, end: &str) -> Vec<&'t str> {
    text.split(begin).skip(1).filter_map(|rest| Some(rest.split_once(end)?.0)).collect()
}

/// What stands in code: words in sentences and tables, and whole blocks.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The name by which a heading is linked to.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

#[test]
fn links_lead_somewhere() {
    for page in pages() {
        for link in between(&read(&page), "](", ")").into_iter().filter(|link| !link.contains("://")) {
            let (path, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() { page.clone() } else { page.parent().unwrap().join(path) };
            assert!(target.exists(), "{} links to {link}", page.display());
            if !heading.is_empty() {
                let text = read(&target);
                let mut headings =
                    text.lines().filter_map(|line| Some(line.strip_prefix('#')?.trim_start_matches('#')));
                assert!(headings.any(|line| anchor(line) == heading), "{} links to {link}", page.display());
            }
        }
    }
}

#[test]
fn every_page_says_what_it_is_for_and_the_readme_lists_it() {
    let readme = read("README.md");
    assert!(readme.lines().count() <= 150, "the front page is to be read at once");
    for page in pages().iter().filter(|page| page.starts_with("docs") || page.starts_with("./docs")) {
        let text = read(page);
        let mut lines = text.lines().filter(|line| !line.is_empty());
        assert!(lines.next().unwrap().starts_with("# "), "{} has no title", page.display());
        let purpose = lines.next().unwrap();
        assert!(purpose.starts_with(char::is_uppercase), "{} does not say what it is for", page.display());
        let link = format!("({})", page.display());
        assert!(readme.contains(&link), "the README has no link to {}", page.display());
    }
}

/// The README shows what its first command prints.
#[test]
fn the_readme_shows_the_table_of_the_night() {
    let dir = tempfile::tempdir().unwrap();
    let args = ["run", "scenarios/aleppo-2016-night.toml", "--no-plots", "--out"];
    let output = noria().args(args).arg(dir.path().join("out")).output().unwrap();
    let table = text(&output.stdout);
    let table = table.split("\nwritten to").next().unwrap().trim_end();
    assert!(read("README.md").contains(table), "the README should show\n{table}");
}

/// What the README says of time and knowledge are the numbers that the example made.
#[test]
fn the_readme_says_what_independence_costs() {
    let table = read("docs/knowledge.csv");
    let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split(',').collect()).collect();
    let column = |name: &str| rows[0].iter().position(|head| *head == name).unwrap();
    let number = |row: usize, name: &str| -> f64 { rows[row][column(name)].parse().unwrap() };
    let readme = read("README.md").replace('\n', " ");
    let last = rows.len() - 1;
    for said in [
        format!("after {:.1} hours", number(1, "clearance_h")),
        format!("takes {:.1} hours", number(last, "clearance_h")),
        format!("06:00 is off by {:.0} %", 100.0 * number(1, "rms_doctor")),
        format!("count is off by {:.0} %", 100.0 * number(last, "rms_doctor")),
        format!(
            "{:.0} % and {:.0} %",
            100.0 * number(1, "rms_reception"),
            100.0 * number(last, "rms_reception")
        ),
    ] {
        assert!(readme.contains(&said), "the README does not say “{said}”");
    }
}

/// What the README says of the truth at 10:00 are the numbers of the page of evidence.
#[test]
fn the_readme_says_what_the_figures_tell() {
    let (page, readme) = (read("docs/evidence/calibration.md"), read("README.md").replace('\n', " "));
    let row = |of: &str| -> Vec<String> {
        let line = page.lines().find(|line| line.starts_with(&format!("| {of} |")));
        line.unwrap().split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    let (all, less) = (row("all"), row("all but those of the doctor coordinating the wounded"));
    let said =
        format!("at {} people (90 %: {}), and without the doctor's figures at {}", all[2], all[3], less[2]);
    assert!(readme.contains(&said), "the README does not say “{said}”");
}

#[test]
fn the_readme_shows_the_minimal_scenario() {
    assert!(read("README.md").contains(read("scenarios/minimal.toml").trim_end()));
}

/// What the front page of the documentation shows is compiled and run with it.
#[test]
fn the_page_of_the_library_shows_what_the_documentation_shows() {
    let (page, front) = (read("docs/library.md"), read("src/lib.rs"));
    let front: Vec<&str> = front.lines().filter_map(|line| line.strip_prefix("//!")).map(str::trim).collect();
    let shown: Vec<&str> = between(&page, "```rust\n", "```").into_iter().flat_map(str::lines).collect();
    assert!(shown.len() > 4, "{shown:?}");
    for line in shown {
        assert!(front.contains(&line.trim()), "{line}");
    }
}

/// The long help of a command; of the program itself where none is named.
fn help(command: &str) -> String {
    let output = noria().args(command.split_whitespace()).arg("--help").output().unwrap();
    assert!(output.status.success(), "there is no `noria {command}`");
    text(&output.stdout)
}

/// Whatever stands in code and begins with `noria`: lines of blocks, and words in sentences and tables.
fn commands(page: &str) -> Vec<String> {
    let blocks = between(page, "```console\n", "```").into_iter().flat_map(str::lines);
    let lines = blocks.filter_map(|line| line.strip_prefix("$ "));
    let typed = lines.chain(code(page));
    let typed = typed.filter_map(|line| line.strip_prefix("noria "));
    // The first line of a file of blocks is no command.
    typed.filter(|line| *line != "blocks 1").map(str::to_owned).collect()
}

#[test]
fn commands_and_options_that_pages_name_are_there() {
    let mut tried = 0;
    for page in pages().iter().filter(|page| !page.ends_with("CHANGELOG.md")) {
        for command in commands(&read(page)) {
            let mut words = command.split_whitespace().take_while(|word| !matches!(*word, "#" | ">" | ":::"));
            let name = words.next().unwrap();
            let known = if name == "COMMAND" || name.starts_with('-') { help("") } else { help(name) };
            for option in words.filter(|word| word.starts_with("--")) {
                let option = option.split('=').next().unwrap();
                assert!(known.contains(option), "{}: `noria {command}`: no {option}", page.display());
            }
            tried += 1;
        }
    }
    assert!(tried > 40, "{tried} commands");
}

#[test]
fn the_page_of_commands_has_every_command_and_every_exit_code() {
    let page = read("docs/commands.md");
    let usage = help("");
    let listed = between(&usage, "Commands:\n", "\nOptions:")[0];
    let names = listed.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    for name in names.filter(|name| !name.is_empty() && *name != "help") {
        assert!(page.contains(&format!("`noria {name}")), "no `noria {name}`");
    }
    let codes = usage.split("Exit codes:").nth(1).unwrap();
    let numbers = |text: &str| -> BTreeSet<u32> {
        text.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect()
    };
    let rows = page.split("## Exit codes").nth(1).unwrap();
    let rows: String = rows.lines().filter_map(|line| line.split('|').nth(1)).collect::<Vec<_>>().join(" ");
    assert_eq!(numbers(&rows), numbers(codes));
}

#[test]
fn the_page_of_scenarios_has_every_table_and_every_scenario() {
    let page = read("docs/scenarios.md");
    let schema: serde_json::Value =
        serde_json::from_slice(&noria().arg("schema").output().unwrap().stdout).unwrap();
    let said = |key: &str| page.contains(&format!("`{key}")) || page.contains(&format!("[{key}]"));
    // What only gives names is left to the schema.
    let plain = ["format", "name", "title"];
    let tables = schema["properties"].as_object().unwrap();
    for (table, row) in tables.iter().filter(|(key, _)| !plain.contains(&key.as_str())) {
        assert!(said(table), "no table {table}");
        let rows = row["patternProperties"].as_object().into_iter().flatten().map(|(_, row)| row);
        let keys = rows.chain([row, &row["items"]]).filter_map(|row| row["properties"].as_object());
        for key in keys.flatten().map(|(key, _)| key).filter(|key| !plain.contains(&key.as_str())) {
            assert!(said(key), "no key {table}.{key}");
        }
    }
    for entry in fs::read_dir("scenarios").unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let short = name.strip_prefix("aleppo-2016-night").filter(|rest| !rest.is_empty()).unwrap_or(name);
        if path.extension().is_some_and(|e| e == "toml") {
            assert!(page.contains(&format!("`{short}`")), "no scenario {name}");
        }
    }
}

/// Files that a page of instructions names in code, such as `src/cli/args.rs`.
#[test]
fn files_that_instructions_name_are_there() {
    let page = read("CONTRIBUTING.md");
    let roots = ["src/", "tests/", "benches/", "examples/", "scenarios/", "docs/", ".ci/"];
    let named: Vec<&str> =
        code(&page).filter(|code| roots.iter().any(|root| code.starts_with(root))).collect();
    assert!(named.len() > 20, "{named:?}");
    for name in named {
        assert!(Path::new(name).exists(), "CONTRIBUTING.md names {name}");
    }
}
