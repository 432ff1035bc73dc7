//! `--shard K/N`: one part of a study, for `noria merge` to join with the others.

use std::collections::BTreeMap;
use std::io::BufWriter;
use std::path::Path;
use std::time::Instant;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::keep::{KeepArgs, Kept};
use super::progress::Progress;
use super::several;
use crate::cli::args::{Format, RunArgs, SweepArgs};
use crate::cli::failure::{Failure, say};
use crate::cli::{print, print_json};
use crate::output::Folder;
use crate::plan::Plan;
use crate::scenario::{Scenario, ScenarioError};
use crate::store::{BLOCKS_FILE, ExportError, Key, Shard, Store, StoreError};
use crate::study::{Ended, ManyError, Part, Plans, RunOptions, Study as Runs, StudyError, Task};

/// A study as a shard's manifest holds it: all that shapes its result.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::cli) struct Study {
    /// The scenario.
    pub scenario: Source,
    /// What is done with it.
    #[serde(flatten)]
    pub work: Work,
}

/// What is done with a scenario.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::cli) enum Work {
    /// One setting.
    Run(RunArgs),
    /// Many settings.
    Sweep(SweepArgs),
}

/// A scenario that travels.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::cli) struct Source {
    /// Its file's name without folders.
    file: String,
    text: String,
    overrides: Vec<(String, String)>,
    /// The files that it names, and their texts.
    files: BTreeMap<String, String>,
}

impl Source {
    pub(super) fn of(scenario: &Scenario, file: &Path) -> Source {
        let owned = |(name, text): (&str, &str)| (name.to_owned(), text.to_owned());
        Source {
            file: file.file_name().map_or(String::new(), |name| name.to_string_lossy().into_owned()),
            text: scenario.text().to_owned(),
            overrides: scenario.overrides().to_vec(),
            files: scenario.files().map(owned).collect(),
        }
    }

    /// The scenario again, wherever this is.
    pub(in crate::cli) fn scenario(&self) -> Result<Scenario, Failure> {
        let with = |scenario: Scenario, (name, text): (&String, &String)| scenario.with_file(name, text);
        // Overrides may be of what stands in a file.
        Ok(Scenario::parse(&self.file, &self.text)
            .map(|scenario| self.files.iter().fold(scenario, with))
            .and_then(|scenario| scenario.set_all(&self.overrides))
            .map_err(ScenarioError::from)?)
    }
}

impl Study {
    /// The study of a run, with what the scenario says where the command line says nothing.
    pub(in crate::cli) fn of_run(scenario: &Scenario, plan: &Plan, args: &RunArgs) -> Study {
        let source = Source::of(scenario, &args.scenario.scenario);
        let mut args = args.clone();
        args.scenario.set.clear();
        args.scenario.seed = Some(plan.seed);
        args.replications = args.replications.or(Some(plan.replications));
        Study { scenario: source, work: Work::Run(args) }
    }

    /// The study of a sweep, with the `seed` and the `replications` that come of what the command line says
    /// or leaves to the scenario. No seed: settings have different ones of their own.
    pub(in crate::cli) fn of_sweep(
        scenario: &Scenario,
        args: &SweepArgs,
        seed: Option<u64>,
        replications: u64,
    ) -> Study {
        let source = Source::of(scenario, &args.scenario.scenario);
        let mut args = args.clone();
        args.scenario.set.clear();
        args.scenario.seed = args.scenario.seed.or(seed);
        args.study.replications = Some(replications);
        Study { scenario: source, work: Work::Sweep(args) }
    }
}

/// A study to make a part of.
pub(in crate::cli) struct Parted<'a> {
    /// Its settings.
    pub plans: &'a dyn Plans,
    /// How each is studied.
    pub settings: &'a RunOptions,
    /// Their keys.
    pub keys: Vec<Key>,
    /// How many replications each has.
    pub replications: u64,
    /// All that shapes the result.
    pub study: Study,
}

impl Parted<'_> {
    /// Makes a part, and the folder that holds it. `failed` says in words which setting failed, and why.
    pub(in crate::cli) fn make(
        self,
        part: Part,
        keep: &KeepArgs,
        (target, format, quiet): (&Path, Format, bool),
        failed: impl Fn(usize, &StudyError) -> Failure,
    ) -> Result<(), Failure> {
        let begun = Instant::now();
        let shard = self.shard(part)?;
        Shard::may_take(part, target)?;
        // Whatever a killed process has left in it is cleaned up first.
        let mut folder = Folder::create(target)?;
        if !keep.fresh && shard.is_there(part, target, self.keys.clone(), self.tasks(part)) {
            // Whoever made it may have been killed before it could tidy up.
            let kept = Kept::open_for_part(keep, target, self.keys.clone(), true)?;
            return kept.close(self.tell(part, target, format, (quiet, "there already, in")));
        }
        if shard.is_another(target) {
            say(&format!(
                "note: part {part} of another study or version, in {}, is replaced when this one is made",
                target.display()
            ));
        }
        let kept = Kept::open_for_part(keep, target, self.keys.clone(), quiet)?;
        let ended = self.work(part, &kept, quiet);
        match ended {
            Err(ManyError::Failed { setting, error }) => return Err(failed(setting, &error)),
            Err(ManyError::Unplanned { reason, .. }) => return Err(Failure::Run(format!("error: {reason}"))),
            Ok(Ended::Interrupted) => return kept.close(Err(Failure::Paused)),
            Ok(Ended::Complete) => {}
        }
        self.write(part, shard, kept.store(), &mut folder)?;
        let seconds = (begun.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
        let command = several::command_line();
        folder.write_record(json!({ "command": command, "seconds": seconds, "shard": part.to_string() }))?;
        Shard::may_take(part, target)?;
        let target = folder.publish()?;
        kept.close(self.tell(part, &target, format, (quiet, "written to")))
    }

    /// What its folder says of itself, but for the hashes.
    fn shard(&self, part: Part) -> Result<Shard, Failure> {
        let study = serde_json::to_value(&self.study);
        let study = study
            .map_err(|reason| Failure::Io(format!("error: the study cannot be written down: {reason}")))?;
        Ok(Shard::new(part, study))
    }

    fn tasks(&self, part: Part) -> impl Iterator<Item = Task> + '_ {
        part.tasks(self.plans, self.replications)
    }

    fn work(&self, part: Part, kept: &Kept, quiet: bool) -> Result<Ended, ManyError> {
        let progress = Progress::new(self.length(part), quiet);
        let study = Runs::of(&self.plans).with(self.settings).watched(&progress).kept(kept.store());
        let ended = study.part(part, self.replications);
        progress.finish();
        ended
    }

    /// How many replications a part has.
    fn length(&self, part: Part) -> u64 {
        self.tasks(part).map(|task| task.length).sum()
    }

    fn write(&self, part: Part, shard: Shard, store: &Store, folder: &mut Folder) -> Result<(), Failure> {
        let mut blocks = BufWriter::new(folder.open(BLOCKS_FILE)?);
        let written = store.export(self.tasks(part), &mut blocks);
        written.map_err(|failed| match failed {
            ExportError::Lost => store.failure().unwrap_or_else(|| StoreError::lost(store.folder())).into(),
            ExportError::Write(reason) => Failure::from(folder.failed(BLOCKS_FILE, reason)),
        })?;
        drop(blocks);
        folder.seal(BLOCKS_FILE)?;
        let manifest =
            serde_json::to_value(Shard { sha256: folder.hashes().iter().cloned().collect(), ..shard })
                .map_err(|reason| folder.failed("manifest.json", reason.into()))?;
        folder.write_unhashed("manifest.json", format!("{manifest:#}\n").as_bytes())?;
        Ok(())
    }

    fn tell(
        &self,
        part: Part,
        target: &Path,
        format: Format,
        (quiet, how): (bool, &str),
    ) -> Result<(), Failure> {
        let (replications, blocks) = (self.length(part), self.tasks(part).count());
        let folder = target.display().to_string();
        match format {
            Format::Json => {
                let told = json!({ "shard": part.to_string(), "replications": replications, "blocks": blocks,
                                   "folder": folder });
                print_json(&format!("{told:#}\n"))
            }
            Format::Text if quiet => Ok(()),
            Format::Text => print(&format!(
                "part {part}: {replications} replications in {blocks} blocks, {how} {folder}\n\
                 join all parts with `noria merge`\n"
            )),
        }
    }
}
