//! Problems: what is wrong with a scenario, where, and the way out; and how they are shown.
//!
//! This file knows text and places in it. It knows neither TOML nor the rules that were broken.

use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

pub(super) use super::place::{Bytes, Cell, Place};
use super::visible::{of_same_length, visible};

/// Problems that are shown in full; the rest is counted. A file with more has one cause, or is not
/// a scenario.
const SHOWN: usize = 50;

/// No more problems are looked for once so many have been found.
pub(super) const MOST_TOLD: usize = 1000;

/// What a line shows behind the place that a caret points at, in bytes: lines can be millions long.
const BEHIND: usize = 200;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What is wrong, in the planner's words.
    pub says: String,
    /// The way out.
    pub help: String,
}

impl Problem {
    /// The problem that `says` tells of, at a place, with the way out.
    pub(super) fn new(place: &Place, says: impl Into<String>, help: impl Into<String>) -> Self {
        Problem { place: place.clone(), says: says.into(), help: help.into() }
    }
}

/// An override as it was typed.
#[derive(Clone, Debug)]
struct Typed {
    /// The option and what follows it.
    line: String,
    /// The bytes of the line in which the path stands.
    path: Range<usize>,
    /// Those in which the value stands, or the range that it comes from.
    value: Range<usize>,
    /// How many bytes the value has.
    len: usize,
}

impl Typed {
    fn behind_set((path, value): &(String, String)) -> Typed {
        let line = format!("--set {path}={value}");
        let begins = line.len() - value.len();
        let path = begins - 1 - path.len()..begins - 1;
        Typed { path, value: begins..line.len(), len: value.len(), line }
    }

    /// Where in the line the bytes `span` of `PATH=VALUE` stand.
    fn place(&self, span: Bytes) -> Bytes {
        let behind = self.path.len() + 1;
        let moved = |from: usize, to: usize| Bytes {
            start: span.start - from + to,
            end: span.end.max(span.start) - from + to,
        };
        match span.start < behind {
            true => moved(0, self.path.start),
            false if self.value.len() == self.len => moved(behind, self.value.start),
            false => self.value.clone().into(),
        }
    }
}

/// What is wrong with a value, and the way out, before it is known where the value stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    /// Follows the name of the value: "is negative".
    pub says: String,
    pub help: String,
}

impl Wrong {
    pub fn new(says: impl Into<String>, help: impl Into<String>) -> Self {
        Wrong { says: says.into(), help: help.into() }
    }

    /// The problem of the value called `name` at a place.
    pub fn at(self, place: &Place, name: impl fmt::Display) -> Problem {
        Problem::new(place, format!("{name} {}", self.says), self.help)
    }
}

/// Everything that is wrong with a scenario, in the order of the file, then of its tables, overrides last.
///
/// Its `Display` shows each problem with file, line, column, the line itself, a caret and the way
/// out, without colours.
#[derive(Clone, Debug)]
pub struct Problems {
    list: Vec<Problem>,
    file: String,
    text: String,
    overrides: Vec<Typed>,
    malformed: bool,
}

impl Problems {
    /// Orders the problems of the file called `file` that reads `text`, with its overrides.
    pub(super) fn new(
        mut list: Vec<Problem>,
        file: &str,
        text: &str,
        overrides: &[(String, String)],
    ) -> Self {
        list.sort_by(|a, b| a.place.cmp(&b.place));
        list.dedup();
        let overrides = overrides.iter().map(Typed::behind_set).collect();
        Problems { list, file: file.to_owned(), text: text.to_owned(), overrides, malformed: true }
    }

    /// The same of a scenario in which everything is well said.
    pub(super) fn of_sense(self) -> Self {
        Problems { malformed: false, ..self }
    }

    /// Whether something is said that no scenario may say, such as a key that there is not or text in place of a
    /// number. Else all is well said, but cannot be together, such as a fleet without vehicles.
    #[must_use]
    pub fn are_of_form(&self) -> bool {
        self.malformed
    }

    /// The first problem in a line, and how many more there are.
    #[must_use]
    pub fn in_short(&self) -> String {
        let first = self.list.first().map_or("", |problem| problem.says.as_str());
        match self.list.len() {
            0 | 1 => first.to_owned(),
            more => format!("{first} (and {} more)", more - 1),
        }
    }

    /// The problems one by one.
    #[must_use]
    pub fn list(&self) -> &[Problem] {
        &self.list
    }

    /// Gives the paths of overrides that begin with no key of a scenario another way out, where there is one for what
    /// they begin with.
    #[cfg(feature = "cli")]
    pub(crate) fn help_with_paths(&mut self, help: impl Fn(&str) -> Option<String>) {
        for problem in &mut self.list {
            let Place::Override(number, span) = &problem.place else { continue };
            let Some(typed) = self.overrides.get(*number) else { continue };
            let path = &typed.line[typed.path.clone()];
            let first = path.get(..span.end).filter(|_| span.start == 0).unwrap_or_default().trim();
            let is_key = super::format::ROOT.key(first).is_some();
            if let Some(help) = help(first).filter(|_| !is_key) {
                problem.help = help;
            }
        }
    }

    /// Each problem for programs: its file, line and column from 1, of a cell also its sheet and text, or the override in
    /// which it is; what it says, and the way out.
    #[cfg(feature = "cli")]
    pub(crate) fn records(&self) -> Vec<serde_json::Value> {
        let ends: Vec<usize> = self.text.match_indices('\n').map(|(place, _)| place).collect();
        let record = |problem: &Problem| {
            let mut record = match &problem.place {
                Place::File(span) => {
                    let line = ends.partition_point(|&end| end < span.start);
                    let begins = line.checked_sub(1).map_or(0, |before| ends[before] + 1);
                    let before = self.text.get(begins..span.start).unwrap_or_default();
                    serde_json::json!({ "file": self.file, "line": 1 + line, "column": 1 + before.chars().count() })
                }
                Place::Cell(cell) => serde_json::json!({
                    "file": cell.file(),
                    "sheet": cell.sheet(),
                    "cell": cell.name(),
                    "line": cell.row(),
                    "column": cell.column(),
                    "text": cell.text(),
                }),
                Place::Override(number, _) => {
                    let typed = self.overrides.get(*number).map(|typed| &typed.line);
                    serde_json::json!({ "file": null, "line": null, "column": null, "option": typed })
                }
            };
            record["message"] = problem.says.clone().into();
            record["help"] = problem.help.clone().into();
            record
        };
        self.list.iter().map(record).collect()
    }

    /// Shows an override as it was typed behind another `option` than `--set`: the last one of the path with
    /// which `text` begins. At the bytes `value` the text has its value, or the range that it comes from.
    pub(crate) fn show_as_typed(&mut self, option: &str, text: &str, value: Range<usize>) {
        let before = text.split('=').next().unwrap_or_default();
        let behind = option.len() + 1;
        let begins = behind + before.len() - before.trim_start().len();
        let path = before.trim();
        if let Some(known) = self.overrides.iter_mut().rfind(|known| known.line[known.path.clone()] == *path)
        {
            known.line = format!("{option} {text}");
            known.path = begins..begins + path.len();
            known.value = value.start + behind..value.end + behind;
        }
    }

    /// All problems as [`Display`](fmt::Display) shows them, in colours for a terminal.
    #[must_use]
    pub fn styled(&self) -> String {
        self.render(&Renderer::styled())
    }

    fn render(&self, renderer: &Renderer) -> String {
        let shown = self.list.iter().take(SHOWN).map(|problem| self.show(problem, renderer) + "\n\n");
        shown.chain(self.hidden()).chain([self.count()]).collect()
    }

    fn show(&self, problem: &Problem, renderer: &Renderer) -> String {
        let (excerpt, path) = match &problem.place {
            Place::File(span) => (Excerpt::around(&self.text, *span), Some(self.file.as_str())),
            Place::Cell(cell) => return show_cell(problem, cell, renderer),
            Place::Override(number, span) => {
                let typed = self.overrides.get(*number);
                let (line, place) = typed.map_or(("", *span), |typed| (&typed.line, typed.place(*span)));
                (Excerpt::around(line, place), None)
            }
        };
        let (line, path) = (of_same_length(excerpt.line), path.map(visible));
        let snippet = Snippet::source(line)
            .line_start(excerpt.number)
            .line_numbering(path.is_some())
            .path(path)
            .annotation(AnnotationKind::Primary.span(excerpt.caret));
        let (says, help) = (visible(&problem.says), visible(&problem.help));
        let title = Level::ERROR.primary_title(says);
        renderer.render(&[title.element(snippet).element(Level::HELP.message(help))])
    }

    fn hidden(&self) -> Option<String> {
        let hidden = self.list.len().saturating_sub(SHOWN);
        (hidden > 0).then(|| format!("… and {hidden} more\n\n"))
    }

    fn count(&self) -> String {
        let count = self.list.len();
        let noun = if count == 1 { "problem" } else { "problems" };
        let or_more = if count >= MOST_TOLD { " or more" } else { "" };
        format!("{count}{or_more} {noun} in {}; nothing was run", visible(&self.file))
    }
}

/// A problem of a cell, with its row.
fn show_cell(problem: &Problem, cell: &Cell, renderer: &Renderer) -> String {
    let (line, place) = cell.line();
    let excerpt = Excerpt::around(line, place);
    let line = of_same_length(excerpt.line);
    let origin = visible(&cell.words());
    let snippet = Snippet::source(line)
        .line_start(cell.row())
        .path(&*origin)
        .annotation(AnnotationKind::Primary.span(excerpt.caret));
    let title = Level::ERROR.primary_title(visible(&problem.says));
    let help = Level::HELP.message(visible(&problem.help));
    let shown = renderer.render(&[title.element(snippet).element(help)]);
    // The name of the cell says what line and column of a text would say.
    match shown.split_once(&format!("{origin}:")) {
        Some((before, after)) => {
            let rest = after.trim_start_matches(|sign: char| sign.is_ascii_digit() || sign == ':');
            format!("{before}{origin}{rest}")
        }
        None => shown,
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(&Renderer::plain()))
    }
}

impl std::error::Error for Problems {}

/// The line that a caret points into. Cut out before it is shown, so that a large file is not gone
/// through once for each problem.
struct Excerpt<'a> {
    line: &'a str,
    number: usize,
    caret: Range<usize>,
}

impl<'a> Excerpt<'a> {
    fn around(text: &'a str, span: Bytes) -> Self {
        let start = (0..=span.start.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        let first = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line = text[first..].split('\n').next().unwrap_or_default().trim_end_matches('\r');
        let shown = (start - first).saturating_add(BEHIND).min(line.len());
        let line = &line[..(shown..=line.len()).find(|&at| line.is_char_boundary(at)).unwrap_or(line.len())];
        let end = (span.end - first.min(span.end)).min(line.len());
        let start = (start - first).min(line.len());
        let number = 1 + text[..first].matches('\n').count();
        Excerpt { line, number, caret: start..end.max(start) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "format = 1\n[fleets.buses]\ncount = -3\n";

    fn problems(list: Vec<Problem>) -> String {
        let overrides = [("fleets.buses.seats".to_owned(), "many".to_owned())];
        Problems::new(list, "bad.toml", TEXT, &overrides).to_string()
    }

    #[test]
    fn problems_come_in_the_order_of_the_file_with_overrides_last() {
        let last = Problem::new(&Place::Override(0, (19..23).into()), "`seats` is \"many\"", "give a number");
        let first = Problem::new(&Place::File((34..36).into()), "`count` is -3", "give a number from 0 on");
        assert_eq!(
            problems(vec![last, first.clone(), first]),
            "error: `count` is -3
 --> bad.toml:3:9
  |
3 | count = -3
  |         ^^
  |
  = help: give a number from 0 on

error: `seats` is \"many\"
 |
 | --set fleets.buses.seats=many
 |                          ^^^^
 |
 = help: give a number

2 problems in bad.toml; nothing was run"
        );
    }

    #[test]
    fn places_beyond_the_text_are_shown_at_its_end() {
        for (start, end) in [(0, 0), (10, 12), (36, 36), (90, 95), (5, 2)] {
            let shown = problems(vec![Problem::new(&Place::File(Bytes { start, end }), "odd", "none")]);
            assert!(shown.contains("bad.toml:"), "{shown}");
        }
    }
}
