//! Where the answer to a question goes: the answer to another one is not lost for it.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::{Value, json};

use crate::cli::failure::say;
use crate::output::{Folder, OutputError};

/// What is asked: a command with all of its options that shape what comes out, of some scenarios.
pub(in crate::cli) struct Question {
    /// The same for the same question, and for no other.
    asked: String,
    target: PathBuf,
}

/// What there is where an answer would go.
#[derive(PartialEq, Eq)]
enum Found {
    /// Nothing.
    Nothing,
    /// The answer to the same question.
    Same,
    /// Something else.
    Other,
}

impl Question {
    /// A question, and where its answer goes: where it is asked for, else to the usual folder, or to one beside it that has
    /// a number, where that holds something else. Says so unless `quiet`.
    pub(in crate::cli) fn new<'a>(
        (command, options): (&str, &impl Serialize),
        scenarios: impl IntoIterator<Item = &'a str>,
        (out, usual): (Option<&Path>, PathBuf),
        quiet: bool,
    ) -> Question {
        let hashes: Vec<&str> = scenarios.into_iter().collect();
        // Options are plain values: they can always be told.
        let options = serde_json::to_value(options).unwrap_or(Value::Null);
        let question = json!([command, options, hashes]).to_string();
        let mut question = Question { asked: crate::output::sha256(question.as_bytes()), target: usual };
        match out {
            Some(out) => out.clone_into(&mut question.target),
            None => question.target = question.place(),
        }
        if !quiet {
            question.tell(out.is_some());
        }
        question
    }

    /// The usual folder, or the first beside it that holds nothing else.
    fn place(&self) -> PathBuf {
        let usual = &self.target;
        let name = usual.file_name().unwrap_or_default().to_string_lossy();
        let beside = (2..10_000).map(|number| usual.with_file_name(format!("{name}-{number}")));
        let mut places = std::iter::once(usual.clone()).chain(beside);
        places.find(|place| self.found(place) != Found::Other).unwrap_or_else(|| usual.clone())
    }

    /// What there is in a place. What cannot be looked at is left to whoever writes there.
    fn found(&self, place: &Path) -> Found {
        let is_empty = fs::read_dir(place).map_or(true, |mut entries| entries.next().is_none());
        match record(place).and_then(|record| Some(record.get("asked")?.as_str()? == self.asked)) {
            _ if is_empty => Found::Nothing,
            Some(true) => Found::Same,
            _ => Found::Other,
        }
    }

    /// Says what becomes of other results.
    fn tell(&self, is_asked_for: bool) {
        let target = self.target.display();
        if is_asked_for {
            // What noria did not write is in the way, and is told of when it is.
            if self.found(&self.target) == Found::Other && record(&self.target).is_some() {
                say(&format!(
                    "note: `{target}` holds the results of other options or another scenario; they are replaced"
                ));
            }
            return;
        }
        let name = self.target.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if let Some((first, _)) = name.rsplit_once('-').filter(|(first, number)| {
            number.parse::<u32>().is_ok() && self.found(&self.target.with_file_name(first)) == Found::Other
        }) {
            let usual = self.target.with_file_name(first);
            say(&format!(
                "note: `{}` holds the results of other options or another scenario and stays; these go to `{target}`",
                usual.display()
            ));
        }
    }

    /// Where its answer goes.
    pub(in crate::cli) fn target(&self) -> &Path {
        &self.target
    }

    /// The folder of its answer.
    ///
    /// # Errors
    /// As of [`Folder::create`].
    pub(in crate::cli) fn folder(&self) -> Result<Folder, OutputError> {
        Folder::create(&self.target).map(|folder| folder.answering(&self.asked))
    }
}

/// What noria noted of the making of a folder.
fn record(folder: &Path) -> Option<Value> {
    let path = folder.join("run.json");
    let is_file = fs::symlink_metadata(&path).is_ok_and(|found| found.is_file());
    serde_json::from_slice(&fs::read(path).ok().filter(|_| is_file)?).ok()
}
