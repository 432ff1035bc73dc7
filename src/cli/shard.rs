//! `--shard K/N`: one part of a study, for `noria merge` to join with the others.

use std::collections::BTreeMap;
use std::io::BufWriter;
use std::path::Path;
use std::time::Instant;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::args::{Format, RunArgs, SweepArgs};
use super::failure::Failure;
use super::keep::{KeepArgs, Kept};
use super::print;
use super::progress::Progress;
use crate::output::Folder;
use crate::plan::Plan;
use crate::scenario::{Scenario, ScenarioError};
use crate::store::{BLOCKS_FILE, Key, Shard};
use crate::study::{Ended, Many, ManyError, Part, Plans, Settings, StudyError};

/// A study as a shard's manifest holds it: all that shapes its result.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Study {
    /// The scenario.
    pub(super) scenario: Source,
    /// What is done with it.
    #[serde(flatten)]
    pub(super) work: Work,
}

/// What is done with a scenario.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Work {
    /// One setting.
    Run(RunArgs),
    /// Many settings.
    Sweep(SweepArgs),
}

/// A scenario that travels.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Source {
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
    pub(super) fn scenario(&self) -> Result<Scenario, Failure> {
        let scenario = Scenario::parse(&self.file, &self.text)
            .and_then(|scenario| scenario.set_all(&self.overrides))
            .map_err(ScenarioError::from)?;
        let with = |scenario: Scenario, (name, text): (&String, &String)| scenario.with_file(name, text);
        Ok(self.files.iter().fold(scenario, with))
    }
}

impl Study {
    /// The study of a run, with what the scenario says where the command line says nothing.
    pub(super) fn of_run(scenario: &Scenario, plan: &Plan, args: &RunArgs) -> Study {
        let source = Source::of(scenario, &args.scenario.scenario);
        let mut args = args.clone();
        args.scenario.set.clear();
        args.scenario.seed = Some(plan.seed);
        args.replications = args.replications.or(Some(plan.replications));
        Study { scenario: source, work: Work::Run(args) }
    }

    /// The study of a sweep, with the `seed` and the `replications` that come of what the command line says
    /// or leaves to the scenario. No seed: settings have different ones of their own.
    pub(super) fn of_sweep(
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
pub(super) struct Parted<'a> {
    /// Its settings.
    pub(super) plans: &'a dyn Plans,
    /// How each is studied.
    pub(super) settings: &'a Settings,
    /// Their keys.
    pub(super) keys: Vec<Key>,
    /// How many replications each has.
    pub(super) replications: u64,
    /// All that shapes the result.
    pub(super) study: Study,
}

impl Parted<'_> {
    /// Makes a part, and the folder that holds it. `failed` says in words which setting failed, and why.
    pub(super) fn make(
        self,
        part: Part,
        keep: &KeepArgs,
        (target, format, quiet): (&Path, Format, bool),
        failed: impl Fn(usize, &StudyError) -> Failure,
    ) -> Result<(), Failure> {
        let begun = Instant::now();
        let mut folder = Folder::create(target)?;
        let kept = Kept::open_for_part(keep, target, self.keys.clone(), quiet)?;
        let ended = self.work(part, &kept, quiet);
        if let Some(failure) = kept.store().failure() {
            return Err(failure.into());
        }
        match ended {
            Err(ManyError::Failed { setting, error }) => return Err(failed(setting, &error)),
            Err(ManyError::Unplanned { reason, .. }) => return Err(Failure::Run(format!("error: {reason}"))),
            Ok(Ended::Interrupted) => return Err(Failure::Paused),
            Ok(Ended::Complete) => {}
        }
        self.write(part, kept.again(self.keys.clone())?, &mut folder)?;
        let seconds = (begun.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
        let command: Vec<String> = std::env::args().collect();
        let run = json!({ "command": command, "seconds": seconds, "shard": part.to_string() });
        folder.write_unhashed("run.json", format!("{run:#}\n").as_bytes())?;
        let target = folder.publish()?;
        kept.close(self.tell(part, &target, format, quiet))
    }

    fn work(&self, part: Part, kept: &Kept, quiet: bool) -> Result<Ended, ManyError> {
        let progress = Progress::new(self.length(part), quiet);
        let many = Many { watch: &progress, keep: kept.store(), ..Many::new(self.plans, self.settings) };
        let ended = many.run_part(part, self.replications);
        progress.finish();
        ended
    }

    /// How many replications a part has.
    fn length(&self, part: Part) -> u64 {
        part.tasks(self.plans, self.replications).map(|task| task.length).sum()
    }

    fn write(&self, part: Part, store: crate::store::Store, folder: &mut Folder) -> Result<(), Failure> {
        let mut blocks = BufWriter::new(folder.open(BLOCKS_FILE)?);
        let written = store.export(part.tasks(self.plans, self.replications), &mut blocks);
        written.map_err(|reason| folder.failed(BLOCKS_FILE, reason))?;
        let study = serde_json::to_value(&self.study)
            .map_err(|reason| folder.failed("manifest.json", reason.into()))?;
        let manifest = serde_json::to_value(Shard::new(part, study))
            .map_err(|reason| folder.failed("manifest.json", reason.into()))?;
        folder.write_unhashed("manifest.json", format!("{manifest:#}\n").as_bytes())?;
        Ok(())
    }

    fn tell(&self, part: Part, target: &Path, format: Format, quiet: bool) -> Result<(), Failure> {
        let (replications, blocks) = (self.length(part), part.tasks(self.plans, self.replications).count());
        let folder = target.display().to_string();
        match format {
            Format::Json => {
                let told = json!({ "shard": part.to_string(), "replications": replications, "blocks": blocks,
                                   "folder": folder });
                print(&format!("{told:#}\n"))
            }
            Format::Text if quiet => Ok(()),
            Format::Text => print(&format!(
                "part {part}: {replications} replications in {blocks} blocks, written to {folder}\n\
                 join all parts with `noria merge`\n"
            )),
        }
    }
}
