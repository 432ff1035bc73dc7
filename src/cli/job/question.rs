//! Where the answer to a question goes: the answer to another one is not lost for it.

use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::{Value, json};

use crate::cli::failure::say;
use crate::output::{Folder, Held, OutputError, free_place, held};

/// What is asked: a command with all of its options that shape what comes out, of some scenarios.
pub(in crate::cli) struct Question {
    /// The same for the same question, and for no other.
    asked: String,
    target: PathBuf,
    /// Where it would go if nothing were there; none if it goes where it is asked for.
    usual: Option<PathBuf>,
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
        let asked = crate::output::sha256(json!([command, options, hashes]).to_string().as_bytes());
        let question = match out {
            Some(out) => Question { asked, target: out.to_owned(), usual: None },
            None => Question { target: free_place(&usual, &asked), asked, usual: Some(usual) },
        };
        if !quiet {
            question.tell();
        }
        question
    }

    /// Says what becomes of other results.
    fn tell(&self) {
        let target = self.target.display();
        match &self.usual {
            // What noria did not write is in the way, and is told of when it is.
            None if held(&self.target, &self.asked) == Held::Other => say(&format!(
                "note: `{target}` holds the results of other options or another scenario; they are replaced"
            )),
            Some(usual) if *usual != self.target => {
                let usual = usual.display();
                say(&format!(
                    "note: `{usual}` holds the results of other options or another scenario and stays; these go to `{target}`"
                ));
            }
            _ => {}
        }
    }

    /// Where its answer goes, as things stand.
    pub(in crate::cli) fn target(&self) -> &Path {
        &self.target
    }

    /// The folder of its answer. Where that is not asked for, and somebody answers another question there meanwhile, it goes
    /// beside it.
    ///
    /// # Errors
    /// As of [`Folder::create`].
    pub(in crate::cli) fn folder(&self) -> Result<Folder, OutputError> {
        Folder::create(&self.target).map(|folder| folder.answering(&self.asked, self.usual.as_deref()))
    }
}
