//! Scenario files: read, edited, checked, and turned into a [`Plan`].
//!
//! This is the only room that knows TOML. What it hands out is checked; what is wrong with a file
//! comes out as [`Problems`], all at once.
//!
//! ```no_run
//! use noria::scenario::Scenario;
//!
//! let plan = Scenario::read("scenarios/night.toml")?.set("fleets.buses.count", 30)?.plan()?;
//! assert_eq!(plan.fleets.rows()[0].count(), 30);
//! # Ok::<(), noria::scenario::ScenarioError>(())
//! ```

mod base64;
mod check;
mod document;
mod durations;
mod edit;
#[cfg(test)]
mod every_key;
mod files;
mod format;
mod law;
mod lines;
mod names;
#[cfg(feature = "cli")]
mod offsets;
mod path;
mod place;
mod problems;
mod quotes;
#[cfg(feature = "cli")]
pub(crate) mod reference;
mod rewrite;
mod routing;
mod schema;
mod syntax;
mod tables;
mod timeline;
mod validate;
mod visible;

use std::path::Path;

use sha2::{Digest, Sha256};

pub use law::Law;
#[cfg(feature = "cli")]
pub(crate) use names::{closest, nearest};
#[cfg(feature = "cli")]
pub(crate) use offsets::OtherOffset;
pub use place::{Bytes, Cell, Place};
pub use problems::{Problem, Problems};
pub use routing::RoutingAnswer;
#[cfg(feature = "cli")]
pub(crate) use tables::{Draft, Table};
pub use visible::{is_unseen, visible, visible_json};

/// The milliseconds of a unit of time as scenarios write it (`min`, `hours`); none if it is no such unit.
#[must_use]
pub fn unit_of_time(unit: &str) -> Option<u64> {
    durations::milliseconds(unit).ok()
}

/// The seconds of a duration, or from the start of a clock to an instant, as scenarios write them; none if it is neither.
#[must_use]
pub fn seconds_of(text: &str, clock: LocalClock) -> Option<f64> {
    timeline::Timeline::of(clock).said(text, Tick::START).ok().map(Tick::seconds)
}

use crate::plan::{LocalClock, Plan};
#[cfg(feature = "cli")]
use crate::units::Span;
use crate::units::Tick;
use document::Node;
use files::Files;
use format::Kind;

/// A scenario as it was written, with its overrides: free of errors of syntax, but not checked.
#[derive(Clone, Debug)]
pub struct Scenario {
    file: String,
    text: String,
    overrides: Vec<(String, String)>,
    document: Node,
    files: Files,
    /// What became of its tables, whose rows are in the document.
    told: tables::Told,
    /// Keys of the document that are left out.
    without: Vec<String>,
}

/// Why there is no scenario, or no plan.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScenarioError {
    /// The file could not be read.
    #[error("error: {file} cannot be read: {reason}\n  = help: {help}")]
    Unreadable {
        /// Its name.
        file: String,
        /// Why, in words.
        reason: String,
        /// The way out.
        help: String,
    },
    /// The scenario is wrong.
    #[error(transparent)]
    Wrong(#[from] Problems),
}

impl Scenario {
    /// Reads a scenario file and the files that it names.
    ///
    /// # Errors
    /// If the file cannot be read, is larger than 16 MiB, or is no TOML.
    pub fn read(path: impl AsRef<Path>) -> Result<Scenario, ScenarioError> {
        let path = path.as_ref();
        let file = path.display().to_string();
        match files::read(path) {
            // The name that is shown may be less than the path: not every path is text.
            Ok(text) => Ok(Scenario::parse_beside(&file, &text, Files::beside(path))?),
            Err(error) => {
                let (reason, help) = files::reason(&error);
                let meant = path.with_extension("toml");
                let help = match path.extension().is_none() && meant.is_file() {
                    true => format!("did you mean {}?", meant.display()),
                    false => help.to_owned(),
                };
                Err(ScenarioError::Unreadable { file, reason, help })
            }
        }
    }

    /// Takes a text for the scenario file called `name`, which need not exist. Files are looked for in its
    /// folder.
    ///
    /// # Errors
    /// All errors of syntax.
    pub fn parse(name: &str, text: &str) -> Result<Scenario, Problems> {
        Scenario::parse_beside(name, text, Files::beside(Path::new(name)))
    }

    fn parse_beside(name: &str, text: &str, files: Files) -> Result<Scenario, Problems> {
        let document = document::parse(text).map_err(|list| Problems::new(list, name, text, &[]))?;
        let (file, text) = (name.to_owned(), text.to_owned());
        let (overrides, told, without) = (Vec::new(), tables::Told::default(), Vec::new());
        let mut scenario = Scenario { file, text, overrides, document, files, told, without };
        scenario.read_tables();
        Ok(scenario.with_files())
    }

    /// Sets what `path` names to `value`, as `--set PATH=VALUE` does: a value of TOML, or else a
    /// text without its quotes. Later overrides win. A fleet, site, group or route that is not there yet is
    /// added by setting the whole of it, as in `fleets.vans` to `{ count = 2, start = "depot" }`.
    ///
    /// # Errors
    /// If the path cannot be followed. A wrong value, or one inside a fleet that is not there, is a problem
    /// of the plan.
    pub fn set(mut self, path: &str, value: impl ToString) -> Result<Scenario, ScenarioError> {
        match self.edit(path, value.to_string()) {
            Ok(()) => Ok(self.with_files()),
            Err(problem) => Err(self.problems(vec![problem]).into()),
        }
    }

    /// Sets many values, one after the other, as [`set`](Self::set) does.
    ///
    /// # Errors
    /// If a path cannot be followed.
    pub fn set_all(mut self, edits: &[(String, String)]) -> Result<Scenario, Problems> {
        for (path, value) in edits {
            let edited = self.edit(path, value.clone());
            edited.map_err(|problem| self.problems(vec![problem]))?;
        }
        Ok(self.with_files())
    }

    /// Makes an override, and what follows from it.
    fn edit(&mut self, path: &str, value: String) -> Result<(), Problem> {
        let number = self.overrides.len();
        self.overrides.push((path.to_owned(), value));
        match names_tables(path) {
            true => self.rebuild(),
            false => edit::set(&mut self.document, number, path, &self.overrides[number].1),
        }
    }

    /// Makes the document again: the text, which tables there are, their rows, and then all other overrides.
    fn rebuild(&mut self) -> Result<(), Problem> {
        // It has been read before.
        if let Ok(document) = document::parse(&self.text) {
            self.document = document;
        }
        let (of_tables, others): (Vec<_>, Vec<_>) =
            self.overrides.iter().enumerate().partition(|(_, (path, _))| names_tables(path));
        let set = |document: &mut Node, overrides: Vec<(usize, &(String, String))>| {
            let mut all = overrides.into_iter();
            all.try_for_each(|(number, (path, value))| edit::set(document, number, path, value))
        };
        set(&mut self.document, of_tables)?;
        self.files.read_tables(&tables::file_names(&self.document));
        self.told = tables::expand(&mut self.document, &self.files);
        set(&mut self.document, others)?;
        self.leave_out();
        Ok(())
    }

    fn read_tables(&mut self) {
        self.files.read_tables(&tables::file_names(&self.document));
        self.told = tables::expand(&mut self.document, &self.files);
    }

    /// Leaves out what stands under some keys of the document.
    pub(crate) fn without(mut self, keys: &[&str]) -> Scenario {
        self.without.extend(keys.iter().map(|key| (*key).to_owned()));
        self.leave_out();
        self
    }

    fn leave_out(&mut self) {
        if let document::Value::Table(fields) = &mut self.document.value {
            fields.0.retain(|entry| !self.without.contains(&entry.key));
        }
    }

    /// Takes `text` for the file that the scenario calls `name`, whether it exists or not. That of a spreadsheet is what
    /// [`files`](Self::files) gives.
    #[must_use]
    pub fn with_file(mut self, name: &str, text: impl Into<String>) -> Scenario {
        self.files.put(name, text.into());
        if tables::file_names(&self.document).iter().any(|known| known == name)
            && let Err(problem) = self.rebuild()
        {
            self.told = tables::Told::of(problem);
        }
        self
    }

    /// Checks the scenario and turns it into a plan.
    ///
    /// # Errors
    /// All problems at once.
    pub fn plan(&self) -> Result<Plan, Problems> {
        if self.told.is_fatal {
            return Err(self.problems(self.told.problems.clone()));
        }
        match check::check(&self.document, &self.files, &self.stem()) {
            Ok(plan) if self.told.problems.is_empty() => Ok(plan),
            Ok(_) => Err(self.problems(self.told.problems.clone())),
            Err(refused) => {
                let problems = self.problems(self.told.sifted(refused.problems));
                let is_malformed = refused.malformed || !self.told.problems.is_empty();
                Err(if is_malformed { problems } else { problems.of_sense() })
            }
        }
    }

    /// The text of the file, without overrides.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The overrides, paths with values, in the order in which they were made.
    #[must_use]
    pub fn overrides(&self) -> &[(String, String)] {
        &self.overrides
    }

    /// The names and texts of the files that the scenario names, as far as they could be read. A spreadsheet is the text
    /// `base64:` and its bytes in base 64.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.texts()
    }

    /// The names of all files that the scenario names, as it names them.
    pub fn file_names(&self) -> impl Iterator<Item = &str> {
        self.files.names()
    }

    /// The SHA-256 of the text, the overrides and the files, in hexadecimal digits.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut hasher = Sha256::new();
        // Lengths keep the parts apart: no two scenarios give the same bytes.
        let mut add = |part: &str| {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        };
        add(&self.text);
        for (path, value) in &self.overrides {
            add("set");
            add(path);
            add(value);
        }
        for (name, text) in self.files() {
            add("file");
            add(name);
            add(text);
        }
        hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The time of day that `goal.by` says, if it says just that and no date.
    #[cfg(feature = "cli")]
    pub(crate) fn goal_time_of_day(&self) -> Option<Span> {
        let by = self.document.table()?.get("goal")?.table()?.get("by")?;
        timeline::time_of_day_of(&by.value)
    }

    /// The factors of `what_if` that change anything: the path of each below it, and the number.
    #[cfg(feature = "cli")]
    pub(crate) fn what_ifs(&self) -> Vec<(String, f64)> {
        let table = self.document.table().and_then(|root| root.get("what_if")).and_then(Node::table);
        let mut found = Vec::new();
        for entry in table.into_iter().flat_map(|table| &table.0) {
            found.extend(entry.node.number().map(|factor| (entry.key.to_string(), factor)));
            for inside in entry.node.table().into_iter().flat_map(|table| &table.0) {
                found.extend(
                    inside.node.number().map(|factor| (format!("{}.{}", entry.key, inside.key), factor)),
                );
            }
        }
        found.retain(|(_, factor)| *factor != 1.0);
        found
    }

    /// Instants that are given with another offset from UTC than the start, which the clock keeps.
    #[cfg(feature = "cli")]
    pub(crate) fn other_offsets(&self) -> Vec<OtherOffset> {
        let timeline = check::known(&self.document).timeline;
        timeline.map_or(Vec::new(), |timeline| offsets::others(&self.document, timeline, self.files()))
    }

    /// The tables that were read.
    #[cfg(feature = "cli")]
    pub(crate) fn tables(&self) -> &[tables::Table] {
        &self.told.tables
    }

    /// The JSON Schema of scenario files.
    #[must_use]
    pub fn schema() -> serde_json::Value {
        schema::schema()
    }

    fn problems(&self, list: Vec<Problem>) -> Problems {
        Problems::new(list, &self.file, &self.text, &self.overrides)
    }

    /// The name of a scenario that does not give itself one.
    fn stem(&self) -> String {
        let stem = Path::new(&self.file).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        if validate::is_name(stem) { stem.to_owned() } else { "scenario".to_owned() }
    }

    /// Reads the files that the document names now.
    fn with_files(mut self) -> Scenario {
        let known = check::known(&self.document);
        let found = validate::walk(&self.document, &known);
        let files = found.keys.iter().filter(|(key, _)| matches!(key.kind, Kind::File));
        let tables = tables::file_names(&self.document);
        let named = files.filter_map(|(_, node)| node.text().map(str::to_owned));
        let names: Vec<String> = named.chain(tables).collect();
        self.files.read(&names);
        self.files.keep(&names);
        self
    }
}

/// Whether a path is of the tables that a scenario names, or within them.
fn names_tables(path: &str) -> bool {
    edit::keys(path).is_some_and(|keys| keys.first().is_some_and(|key| key == "tables"))
}

/// The bytes of a file, of which [`Scenario::files`] gives the text.
#[cfg(feature = "cli")]
pub(crate) fn bytes_of(text: &str) -> Vec<u8> {
    files::bytes(text)
}

/// Drafts a scenario that reads a spreadsheet.
///
/// # Errors
/// What is wrong with the file, behind its name, and the way out.
#[cfg(feature = "cli")]
pub(crate) fn draft(file: &str) -> Result<Draft, tables::Undrafted> {
    tables::draft(file)
}
