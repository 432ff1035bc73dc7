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

mod check;
mod document;
mod durations;
mod edit;
#[cfg(test)]
mod every_key;
mod files;
mod format;
mod law;
mod names;
#[cfg(feature = "cli")]
mod offsets;
mod path;
mod problems;
#[cfg(feature = "cli")]
pub(crate) mod reference;
mod rewrite;
mod schema;
mod syntax;
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
pub use problems::{Bytes, Place, Problem, Problems};
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
        help: &'static str,
    },
    /// The scenario is wrong.
    #[error(transparent)]
    Wrong(#[from] Problems),
}

impl Scenario {
    /// Reads a scenario file and the CSV files that it names.
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
                Err(ScenarioError::Unreadable { file, reason, help })
            }
        }
    }

    /// Takes a text for the scenario file called `name`, which need not exist. CSV files are looked
    /// for in its folder.
    ///
    /// # Errors
    /// All errors of syntax.
    pub fn parse(name: &str, text: &str) -> Result<Scenario, Problems> {
        Scenario::parse_beside(name, text, Files::beside(Path::new(name)))
    }

    fn parse_beside(name: &str, text: &str, files: Files) -> Result<Scenario, Problems> {
        let document = document::parse(text).map_err(|list| Problems::new(list, name, text, &[]))?;
        let (file, text) = (name.to_owned(), text.to_owned());
        Ok(Scenario { file, text, overrides: Vec::new(), document, files }.with_files())
    }

    /// Sets what `path` names to `value`, as `--set PATH=VALUE` does: a value of TOML, or else a
    /// text without its quotes. Later overrides win. A fleet, site, group or route that is not there yet is
    /// added by setting the whole of it, as in `fleets.vans` to `{ count = 2, start = "depot" }`.
    ///
    /// # Errors
    /// If the path cannot be followed. A wrong value, or one inside a fleet that is not there, is a problem
    /// of the plan.
    pub fn set(mut self, path: &str, value: impl ToString) -> Result<Scenario, ScenarioError> {
        let (number, value) = (self.overrides.len(), value.to_string());
        let edited = edit::set(&mut self.document, number, path, &value);
        self.overrides.push((path.to_owned(), value));
        match edited {
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
            let edited = edit::set(&mut self.document, self.overrides.len(), path, value);
            self.overrides.push((path.clone(), value.clone()));
            edited.map_err(|problem| self.problems(vec![problem]))?;
        }
        Ok(self.with_files())
    }

    /// Leaves out what stands under some keys of the document.
    pub(crate) fn without(mut self, keys: &[&str]) -> Scenario {
        if let document::Value::Table(fields) = &mut self.document.value {
            fields.0.retain(|entry| !keys.contains(&&*entry.key));
        }
        self
    }

    /// Takes `text` for the CSV file that the scenario calls `name`, whether it exists or not.
    #[must_use]
    pub fn with_file(mut self, name: &str, text: impl Into<String>) -> Scenario {
        self.files.put(name, text.into());
        self
    }

    /// Checks the scenario and turns it into a plan.
    ///
    /// # Errors
    /// All problems at once.
    pub fn plan(&self) -> Result<Plan, Problems> {
        let refused = |refused: check::Refused| match refused.malformed {
            true => self.problems(refused.problems),
            false => self.problems(refused.problems).of_sense(),
        };
        check::check(&self.document, &self.files, &self.stem()).map_err(refused)
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

    /// The names and texts of the CSV files that the scenario names, as far as they could be read.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.texts()
    }

    /// The names of all CSV files that the scenario names, as it names them.
    pub fn file_names(&self) -> impl Iterator<Item = &str> {
        self.files.names()
    }

    /// The SHA-256 of the text, the overrides and the CSV files, in hexadecimal digits.
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
        let names: Vec<&str> = files.filter_map(|(_, node)| node.text()).collect();
        self.files.read(&names);
        self
    }
}
