//! `posterior.toml`: the scenario with what was found in it, from which the next forecast starts.

use super::Made;
use super::words::amount;
use crate::cli::failure::Failure;
use crate::output::{CalibrationFound, Folder};
use crate::scenario::{Scenario, bytes_of};
use crate::study::calibrate::{Particle, Unknown, ValueFound};

/// The values that stand for the posterior of a number that is drawn once a run.
const DRAWN: usize = 50;

/// Writes the scenario, if its text can take the values; returns whether it did.
pub(super) fn write(
    made: &Made<'_>,
    told: &CalibrationFound<'_>,
    folder: &mut Folder,
) -> Result<bool, Failure> {
    let asked = made.asked;
    let place = |found: &ValueFound| asked.unknowns.iter().position(|unknown| unknown.path == found.path);
    let values: Vec<(String, String)> = told
        .values
        .iter()
        .filter_map(|found| Some((found, place(found)?)))
        .map(|(found, place)| (found.path.clone(), value(found, place, made)))
        .collect();
    let Some(text) = asked.scenario.rewritten(&values, &head(made, told)) else { return Ok(false) };
    let files: Vec<(String, String)> =
        asked.scenario.files().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
    // Files travel along, where their names lead to no other folder.
    let travels = |name: &str| {
        !name.contains(['/', '\\', ':'])
            && [".csv", ".xlsx", ".ods", ".json"].iter().any(|ending| name.ends_with(ending))
    };
    let are_beside = files.iter().all(|(name, _)| travels(name));
    let scenario = Scenario::parse("posterior.toml", &text).ok();
    let scenario = scenario.map(|scenario| {
        files.iter().fold(scenario, |scenario, (name, text)| scenario.with_file(name, text.clone()))
    });
    if !are_beside || scenario.is_none_or(|scenario| scenario.plan().is_err()) {
        return Ok(false);
    }
    folder.write("posterior.toml", text.as_bytes())?;
    for (name, text) in &files {
        folder.write(name, &bytes_of(text))?;
    }
    Ok(true)
}

/// The paths of values that are no numbers of one kind, so that none is in the middle.
pub(super) fn without_numbers<'m>(made: &'m Made<'_>, told: &CalibrationFound<'_>) -> Vec<&'m str> {
    let paths = made.asked.unknowns.iter().map(|unknown| unknown.path.as_str());
    paths.filter(|path| told.values.iter().all(|found| found.path != *path)).collect()
}

/// What stands in the file: of what is drawn once a run, the posterior as a list; of all else, the value in the middle.
fn value(found: &ValueFound, place: usize, made: &Made<'_>) -> String {
    let (unknown, particles) = (&made.asked.unknowns[place], &made.found.particles);
    match is_drawn_once_a_run(&found.path) {
        true => {
            let list: Vec<String> = (0..DRAWN)
                .map(|number| value_at(unknown, place, particles, (number as f64 + 0.5) / DRAWN as f64))
                .collect();
            format!("{{ values = [{}] }}", list.join(", "))
        }
        false => value_at(unknown, place, particles, 0.5),
    }
}

/// Whether a law at this path is drawn once for a whole run: else it would be another value for each vehicle or leg, and
/// what is not known would average out.
fn is_drawn_once_a_run(path: &str) -> bool {
    let keys: Vec<&str> = path.split('.').map(str::trim).collect();
    matches!(keys[..], ["people", _, "count"])
}

/// The value at a share of the particles' weight, as `--set` takes it.
fn value_at(unknown: &Unknown, place: usize, particles: &[Particle], share: f64) -> String {
    let mut points: Vec<(f64, f64)> =
        particles.iter().map(|particle| (particle.at[place], particle.weight)).collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    unknown.value_at(crate::stats::weighted_quantile(&points, share))
}

/// What is said at the head of the file.
fn head(made: &Made<'_>, told: &CalibrationFound<'_>) -> Vec<String> {
    let mut lines = vec![
        format!("Made by noria calibrate from {} public figures, seed {}.", told.figures.len(), told.plan.seed),
        "A group's count is drawn for each run from what the figures leave possible. Other values are in the middle of".into(),
        "that; how far they may be off stands here. What is known of values together is in posterior.csv only.".into(),
    ];
    lines.extend(told.values.iter().map(|found| {
        let [low, _, middle, _, high] =
            found.after.quantiles.map(|value| amount(value, &found.unit, told.plan.clock));
        format!("{}: {middle}, with 90 % between {low} and {high}", found.path)
    }));
    let others = without_numbers(made, told);
    lines.extend(others.iter().map(|path| format!("{path}: as before; see posterior.csv")));
    lines.extend(told.trades.iter().map(|trade| format!("{}.", trade.words())));
    lines
}
