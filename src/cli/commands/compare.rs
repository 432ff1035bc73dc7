//! `noria compare`: scenarios, or settings of one, on the same random numbers.

use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::json;

use crate::cli::args::{CompareArgs, Format};
use crate::cli::failure::Failure;
use crate::cli::job::figures::FigureArgs;
use crate::cli::job::keep::Kept;
use crate::cli::job::progress::Progress;
use crate::cli::job::several::{self, Read};
use crate::cli::job::tables;
use crate::cli::words::fold::wrapped;
use crate::cli::words::overrides;
use crate::cli::words::table;
use crate::cli::{print, print_json};
use crate::output::{self, Folder, Input};
use crate::plan::{LocalClock, Plan};
use crate::scenario::Scenario;
use crate::store::{Key, Store};
use crate::study::{Comparison, Ended, Paired, RunOptions, Setting, Study, verdicts};

/// Everything that is compared, the base first.
struct Sides {
    names: Vec<String>,
    paths: Vec<PathBuf>,
    read: Vec<Read>,
    plans: Vec<Plan>,
}

pub(in crate::cli) fn compare(args: &CompareArgs) -> Result<(), Failure> {
    let sides = sides(args)?;
    let settings = several::settings(&args.study, &sides.plans[0]);
    let hashes = sides.read.iter().map(Read::hash);
    let question = several::question(("compare", args), hashes, &args.study, &sides.plans[0]);
    let key = |(read, plan): (&Read, &Plan)| Key::of(&read.scenario.hash(), plan.seed, &settings);
    let keys = sides.read.iter().zip(&sides.plans).map(key).collect();
    let folder = question.folder()?;
    let kept = Kept::open(&args.keep, question.target(), keys, args.study.quiet)?;
    let made = make(args, &sides, (&settings, kept.store()), folder);
    kept.close(made)
}

/// Compares all sides with the first, and writes and tells what was found.
fn make(
    args: &CompareArgs,
    sides: &Sides,
    (settings, store): (&RunOptions, &Store),
    mut folder: Folder,
) -> Result<(), Failure> {
    let begun = Instant::now();
    let all = settings.replications.unwrap_or(0) * sides.plans.len() as u64;
    let progress = Progress::new(all, args.study.quiet);
    let found = Study::of(&sides.plans).with(settings).watched(&progress).kept(store).compare();
    progress.finish();
    let trace = |setting: usize| {
        let edits = sides.read[setting].scenario.overrides();
        several::trace_command(&sides.paths[setting], edits, sides.plans[0].seed)
    };
    let found = found.map_err(|error| several::failure_of(&error, &trace))?.ok_or(Failure::Paused)?;
    let document = write(args, sides, &found, &mut folder)?;
    let others = found.others.iter().map(|other| other.ensemble.replications);
    let made: Vec<u64> = std::iter::once(found.base.replications).chain(others).collect();
    folder.write_record(several::run_record(begun, &made, args.study.jobs))?;
    let target = folder.publish()?;
    match args.study.format {
        Format::Json => print_json(&document)?,
        Format::Text if args.study.quiet => {}
        Format::Text => print(&words(sides, &found, &target, &args.study.figures))?,
    }
    if found.ended == Ended::Interrupted { Err(Failure::Interrupted) } else { Ok(()) }
}

/// Reads all sides and makes their plans, all with the seed of the first.
fn sides(args: &CompareArgs) -> Result<Sides, Failure> {
    if args.others.is_empty() && args.against.is_empty() {
        return Err(Failure::Usage(
            "error: there is nothing to compare the scenario with\n  = help: name another scenario file, or a setting as in --against fleets.buses.count=30".into(),
        ));
    }
    let base = several::read_scenario(&args.scenario)?;
    let plan = base.plan()?;
    let mut sides = Sides {
        names: vec![plan.name.clone()],
        paths: vec![args.scenario.scenario.clone()],
        read: Vec::new(),
        plans: vec![plan],
    };
    for path in &args.others {
        let other = Scenario::read(path)?.set_all(&args.scenario.set)?;
        sides.plans.push(other.plan()?);
        let name = sides.plans.last().map_or(String::new(), |plan| plan.name.clone());
        let is_new = !sides.names.contains(&name);
        sides.names.push(if is_new { name } else { path.display().to_string() });
        sides.paths.push(path.clone());
        sides.read.push(Read::new(other));
    }
    for text in &args.against {
        let wrong = |wrong: String| Failure::Usage(format!("error: --against: {wrong}"));
        let (name, setting) = named(text);
        let setting = setting.parse::<Setting>().map_err(wrong)?;
        let other = base.clone().set_all(&setting.edits)?;
        sides.plans.push(other.plan()?);
        let name = name.map_or_else(|| setting.to_string(), str::to_owned);
        if sides.names.contains(&name) {
            return Err(wrong(format!(
                "there are two called {name:?}\n  = help: give one of them another name"
            )));
        }
        sides.names.push(name);
        sides.paths.push(args.scenario.scenario.clone());
        sides.read.push(Read::new(other));
    }
    sides.read.insert(0, Read::new(base));
    let files = 1 + args.others.len();
    shorten(&mut sides.names[..files]);
    let seed = args.scenario.seed.unwrap_or(sides.plans[0].seed);
    sides.plans.iter_mut().for_each(|plan| plan.seed = seed);
    Ok(sides)
}

/// The name of a setting, as in `slow: what_if.travel=1.3`, if it has one, and the setting.
fn named(text: &str) -> (Option<&str>, &str) {
    let path = text.split('=').next().unwrap_or(text);
    let name = path.split_once(':').map(|(name, _)| name).filter(|name| !name.contains(['"', '\'']));
    match name.map(str::trim).filter(|name| !name.is_empty()) {
        Some(trimmed) => (Some(trimmed), text.split_once(':').map_or(text, |(_, setting)| setting)),
        None => (None, text),
    }
}

/// Leaves out what the names of several scenarios begin with alike, up to a hyphen.
fn shorten(names: &mut [String]) {
    let first = names[0].clone() + "-";
    let alike = |name: &String| {
        let name = name.clone() + "-";
        first.bytes().zip(name.bytes()).take_while(|(a, b)| a == b).count()
    };
    let common = names.iter().map(alike).min().unwrap_or(0);
    let Some(cut) = first.get(..common).and_then(|common| common.rfind('-')).map(|hyphen| hyphen + 1) else {
        return;
    };
    for name in names.iter_mut().filter(|name| name.len() > cut) {
        *name = name[cut..].to_owned();
    }
}

/// Writes the folder's files; returns `compare.json`.
fn write(
    args: &CompareArgs,
    sides: &Sides,
    found: &Comparison,
    folder: &mut Folder,
) -> Result<String, Failure> {
    let (plan, names) = (&sides.plans[0], &sides.names);
    let hashes: Vec<String> = sides.read.iter().map(|read| read.hash().to_owned()).collect();
    let document = format!("{:#}\n", output::comparison(plan, names, &hashes, found));
    folder.write("compare.json", document.as_bytes())?;
    tables::write(|| output::tables::comparison(names, found), &args.tables, folder)?;
    tables::write(|| output::tables::difference(plan, names, found), &args.tables, folder)?;
    if args.study.figures.are_drawn() {
        #[cfg(feature = "plots")]
        for figure in [
            ("curves", crate::plot::curves(&sides.plans, names, found)),
            ("difference", crate::plot::difference(plan, names, found)),
        ] {
            let changes = sides.read[0].scenario.overrides();
            args.study.figures.write(folder, args.study.jobs, figure, changes)?;
        }
    }
    let inputs: Vec<Input<'_>> = sides.read.iter().map(Read::input).collect();
    let how = json!({
        "names": names,
        "replications": found.base.replications,
        "plots": args.study.figures.are_drawn(),
        "figures": args.study.figures.record(),
        "interrupted": found.ended == Ended::Interrupted,
    });
    let manifest = output::manifest_of_several(plan, "compare", &inputs, &how, folder.hashes());
    folder.write_unhashed("manifest.json", format!("{manifest:#}\n").as_bytes())?;
    Ok(document)
}

/// Which is better, by how much and how sure, and the table behind it.
fn words(sides: &Sides, found: &Comparison, folder: &Path, figures: &FigureArgs) -> String {
    let (plan, base) = (&sides.plans[0], &sides.names[0]);
    let level = format!("{} %", (found.level * 1000.0).round() / 10.0);
    let mut text = format!(
        "{}\n{}compared with {base} on the same random numbers, {} replications each, seed {}\n",
        plan.title,
        overrides::line(sides.read[0].scenario.overrides()),
        found.base.replications,
        plan.seed
    );
    if found.certain {
        text.push_str(
            "nothing in these scenarios is random: every difference is exact, and has no interval\n",
        );
    } else if found.others.len() > 1 {
        text.push_str(&format!(
            "intervals of {level} each, so that all {} comparisons of a metric hold together with 95 % (Bonferroni)\n",
            found.others.len()
        ));
    }
    let starts = sides.plans.iter().map(|plan| plan.clock.start());
    let differ = starts.clone().max() != starts.min();
    // Then no clock is that of all: times are told from each start.
    let unsaid = differ.then(|| Plan { clock: LocalClock::UNSAID, ..plan.clone() });
    let plan = unsaid.as_ref().unwrap_or(plan);
    if differ {
        text.push_str(
            "note: the scenarios start at different times; times are hours and minutes after each one's own start\n",
        );
    }
    for (name, other) in sides.names[1..].iter().zip(&found.others) {
        text.push('\n');
        for sentence in verdicts(base, name, &other.paired, found.level) {
            text.push_str(&wrapped(&format!("- {sentence}"), 2));
        }
        let head =
            ["", "base", "other", "difference", &format!("{level} interval"), "lower in"].map(str::to_owned);
        let is_told = |row: &&Paired| {
            row.name.group == "all" || ["goal_met", "report_error"].contains(&&*row.name.name)
        };
        let told: Vec<&Paired> = other.paired.iter().filter(is_told).collect();
        let lines = told.iter().filter_map(|row| line(plan, row));
        let rows: Vec<[String; 6]> = std::iter::once(head).chain(lines).collect();
        text.push_str(&format!("\n{}{}", table::aligned(&rows), note(&told)));
    }
    text.push_str(&format!("\nwritten to {}", folder.display()));
    text.push_str(&figures.look_at(folder, &["curves"]));
    text + "\n"
}

/// A row of the table; none for a metric that never happens. Means are of all pairs, so
/// that they can be held against those of other rows.
fn line(plan: &Plan, row: &Paired) -> Option<[String; 6]> {
    if row.reached[..2] == [0, 0] {
        return None;
    }
    let difference = row.difference_of_both;
    let told = |mean| table::told(plan, &row.name, mean);
    let least = |side: usize| {
        let restricted = row.restricted.filter(|_| row.reached[side] > 0)?;
        Some(format!("{} {}", table::AT_LEAST, told(restricted.means[side])))
    };
    let [base, other] =
        [0, 1].map(|side| row.means_of_all[side].map(told).or_else(|| least(side)).unwrap_or("–".to_owned()));
    let signed = |value| table::signed(&row.name, value);
    let of = if row.is_always_reached() { String::new() } else { format!(" ({} pairs)", row.reached[2]) };
    Some([
        format!("{}{of}", row.name.in_words()),
        base,
        other,
        difference.map_or("–".into(), |difference| signed(difference.value)),
        table::between(difference.and_then(|difference| difference.interval), signed),
        format!("{} of {}", row.order[0], row.pairs),
    ])
}

/// What numbers of pairs in a table mean.
fn note(rows: &[&Paired]) -> &'static str {
    let is_of_some = |row: &&Paired| !row.is_always_reached() && row.reached[..2] != [0, 0];
    match rows.iter().any(is_of_some) {
        true => {
            "(… pairs): the difference is over those in which it happened on both sides; ≥: on this side it did not \
             always happen before the end, and counts as happening then: the mean is no less; –: it has none\n"
        }
        false => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_begin_alike_are_told_by_the_rest() {
        for (names, short) in [
            (["night", "night-alone", "night-convoy"], ["night", "alone", "convoy"]),
            (["night-alone", "night-convoy", "night-const"], ["alone", "convoy", "const"]),
            (["a", "b", "c"], ["a", "b", "c"]),
            (["é-x", "é-y", "é-é"], ["x", "y", "é"]),
        ] {
            let mut names = names.map(str::to_owned);
            shorten(&mut names);
            assert_eq!(names, short);
        }
    }
}
