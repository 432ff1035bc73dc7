//! `noria sweep` when it is asked which values matter: tornado, Sobol's indices, two kinds of
//! uncertainty.

use serde_json::{Map, Value, json};

use crate::cli::args::SweepArgs;
use crate::cli::commands::sweep::{self, Asked, Made, Question};
use crate::cli::failure::Failure;
use crate::cli::job::tables;
use crate::cli::words::table;
use crate::output::{self, Folder};
use crate::record::MetricName;
use crate::scenario::Scenario;
use crate::stats::NestedVariance;
use crate::study::{self, Answer, Axis, Index, Indices, Paired, Plans, Setting, Variants, level_of_each};

/// The level of all intervals here.
const LEVEL: f64 = 0.95;

/// Each value alone at its least and at its greatest, on the same luck as the scenario as it is.
pub(super) fn ask_tornado(args: &SweepArgs, scenario: Scenario) -> Result<Asked<'_>, Failure> {
    let axes = sweep::axes(args)?;
    let mut settings = vec![Setting::default()];
    let ends = |axis: &Axis| axis.ends().map(|edits| Setting { edits });
    settings.extend(axes.iter().flat_map(ends));
    // All are compared with the scenario as it is: without that there is nothing to say.
    scenario.plan()?;
    Asked::new(args, Question::Tornado, sweep::checked(args, scenario, settings)?)
}

/// Writes and tells what each value changes alone.
pub(super) fn tell_tornado(made: &Made<'_>, folder: Folder) -> Result<(), Failure> {
    let differences = differences(made);
    let more = Map::from_iter([("level".to_owned(), json!(level(made)))]);
    let fill = |made: &Made<'_>, folder: &mut Folder| {
        tables::write(|| output::tables::tornado(&differences), &made.asked.args.tables, folder)?;
        draw_tornado(made, &differences, folder)
    };
    sweep::finish(made, folder, more, fill, &|made| tornado_words(made, &differences))
}

/// How each setting differs from the scenario as it is; nothing of one that is impossible.
fn differences(made: &Made<'_>) -> Vec<(Setting, Vec<Paired>)> {
    let (variants, mut paired) = (&made.asked.variants, made.paired.iter());
    let mut of = |setting: usize| match variants.why_impossible(setting) {
        Some(_) => Some(Vec::new()),
        None => paired.next().cloned(),
    };
    let all = variants.settings().iter().cloned().enumerate().skip(1);
    all.map_while(|(place, setting)| Some((setting, of(place)?))).collect()
}

/// The level of each interval of a tornado.
fn level(made: &Made<'_>) -> f64 {
    level_of_each(made.asked.variants.possible_count() - 1)
}

fn tornado_words(made: &Made<'_>, differences: &[(Setting, Vec<Paired>)]) -> String {
    let level = (level(made) * 1000.0).round() / 10.0;
    let title = format!("“{}”, one value at a time", made.asked.metric.in_words());
    let head =
        [title.as_str(), "difference", &format!("{level} % interval"), "pairs", "", ""].map(str::to_owned);
    let rows = differences.iter().filter_map(|(setting, paired)| {
        let row = find(paired, &made.asked.metric)?;
        let told = row.difference_of_both?;
        let signed = |value| table::signed(&made.asked.metric, value);
        Some([
            setting.to_string(),
            signed(told.value),
            table::between(told.interval, signed),
            row.reached[2].to_string(),
            String::new(),
            String::new(),
        ])
    });
    let rows: Vec<[String; 6]> = std::iter::once(head).chain(rows).collect();
    sweep::head(made) + &table::aligned(&rows) + &sweep::impossible(made)
}

/// The differences of one metric.
fn find<'a>(paired: &'a [Paired], metric: &MetricName) -> Option<&'a Paired> {
    paired.iter().find(|row| row.name.name == metric.name && row.name.group == metric.group)
}

/// Sobol's indices: settings of a design, each with luck of its own.
pub(super) fn ask_indices(args: &SweepArgs, scenario: Scenario, points: usize) -> Result<Asked<'_>, Failure> {
    let axes = sweep::axes(args)?;
    let seed = sweep::seed(args, &scenario);
    let settings = study::index_settings(&axes, points, seed)
        .map_err(|wrong| sweep::usage("--sobol-indices", &wrong))?;
    let variants = with_own_luck(args, sweep::checked(args, scenario, settings)?)?;
    Asked::new(args, Question::Indices { axes, seed }, variants)
}

/// Writes and tells which share of the variance each value is behind.
pub(super) fn tell_indices(made: &Made<'_>, folder: Folder, axes: &[Axis], seed: u64) -> Result<(), Failure> {
    if made.found.ended == study::Ended::Interrupted {
        return Err(Failure::Run(
            "error: interrupted before the design was complete; nothing was written".into(),
        ));
    }
    let replications = made.asked.replications();
    let paths: Vec<String> = axes.iter().map(Axis::caption).collect();
    let of = |name: MetricName| {
        let answers = whole_points(made, paths.len() + 2, made.found.answers(&name)?);
        Some((name, study::indices(&paths, &answers, seed)?))
    };
    let found: Vec<(MetricName, Indices)> = made.found.always_reached().into_iter().filter_map(of).collect();
    let fill = |made: &Made<'_>, folder: &mut Folder| {
        tables::write(|| output::tables::indices(&found, replications), &made.asked.args.tables, folder)?;
        draw_indices(made, &found, folder)
    };
    sweep::finish(made, folder, Map::new(), fill, &|made| index_words(made, &found, replications))
}

/// The answers at the points of a design of which all settings are possible, each of so many.
fn whole_points(made: &Made<'_>, width: usize, answers: Vec<Answer>) -> Vec<Answer> {
    let rows = made.found.rows.iter().map(|row| row.setting / width);
    let all: Vec<(usize, Answer)> = rows.zip(answers).collect();
    let whole = all.chunk_by(|a, b| a.0 == b.0).filter(|point| point.len() == width);
    whole.flatten().map(|&(_, answer)| answer).collect()
}

/// Gives each setting luck of its own, and two replications or more, so that its noise is known.
fn with_own_luck(args: &SweepArgs, variants: Variants) -> Result<Variants, Failure> {
    let (_, plan) = variants.first()?;
    let replications = args.study.replications.unwrap_or(plan.replications);
    if replications < 2 {
        return Err(sweep::usage(
            "--replications",
            "each setting needs two or more, so that its luck is known",
        ));
    }
    Ok(variants.with_own_luck(replications))
}

fn index_words(made: &Made<'_>, found: &[(MetricName, Indices)], replications: u64) -> String {
    let head = sweep::head(made);
    let Some((name, indices)) = found.iter().find(|(name, _)| *name == made.asked.metric) else {
        return head + &format!("{}\n", nothing(made));
    };
    let title = format!("share of the variance of “{}”", name.in_words());
    let columns =
        [title.as_str(), "alone", "95 % interval", "with others", "95 % interval", ""].map(str::to_owned);
    let row = |index: &Index| {
        let told = |(value, interval)| [percent(value), table::between(Some(interval), percent)];
        let ([first, first_in], [total, total_in]) = (told(index.first), told(index.total));
        [index.path.clone(), first, first_in, total, total_in, String::new()]
    };
    let rows: Vec<[String; 6]> = std::iter::once(columns).chain(indices.of.iter().map(row)).collect();
    let luck = output::tables::luck_share(indices, replications) * 100.0;
    head + &table::aligned(&rows)
        + &format!("of a single run's variance {luck:.1} % is luck, the rest comes from these values\n")
        + &sweep::impossible(made)
}

/// A share, which may be estimated as less than nothing.
fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0).replace('-', "−")
}

/// Why nothing is told of a metric.
fn nothing(made: &Made<'_>) -> String {
    let metric = &made.asked.metric;
    let why = match made.found.always_reached().contains(metric) {
        true => "does not vary more than its luck",
        false => "did not happen in all runs",
    };
    format!("“{}” {why}: choose another with --metric", metric.in_words())
}

/// What nobody knows is held for a set of replications, which have luck of their own.
pub(super) fn ask_uncertainty(args: &SweepArgs, scenario: Scenario) -> Result<Asked<'_>, Failure> {
    let mut laws = Vec::new();
    for text in &args.outer {
        let (path, given) =
            text.split_once('=').map_or((text.as_str(), None), |(path, law)| (path, Some(law.trim())));
        let law =
            scenario.law(path.trim(), given).map_err(|wrong| sweep::no_path("--outer", path, &wrong))?;
        if law.is_known() {
            return Err(sweep::usage(
                "--outer",
                &format!("`{path}` has only one value: give what it could be"),
            ));
        }
        laws.push((path.trim().to_owned(), law));
    }
    let seed = sweep::seed(args, &scenario);
    let settings = study::draw_settings(&laws, args.samples as usize, seed);
    let variants = with_own_luck(args, sweep::checked(args, scenario, settings)?)?;
    Asked::new(args, Question::Uncertainty, variants)
}

/// Writes and tells how much of the spread is due to what nobody knows.
pub(super) fn tell_uncertainty(made: &Made<'_>, folder: Folder) -> Result<(), Failure> {
    let of = |name: MetricName| made.found.nested(&name, LEVEL).map(|parts| (name, parts));
    let found: Vec<(MetricName, NestedVariance)> =
        made.found.always_reached().into_iter().filter_map(of).collect();
    let shares: Vec<Value> = found
        .iter()
        .map(|(name, parts)| {
            json!({ "name": name.name, "group": name.group, "share_unknown": parts.share, "interval": parts.interval })
        })
        .collect();
    let more = Map::from_iter([("uncertainty".to_owned(), Value::from(shares))]);
    let fill = |made: &Made<'_>, folder: &mut Folder| {
        tables::write(|| output::tables::uncertainty(&found), &made.asked.args.tables, folder)?;
        draw_uncertainty(made, &found, folder)
    };
    sweep::finish(made, folder, more, fill, &|made| uncertainty_words(made, &found))
}

fn uncertainty_words(made: &Made<'_>, found: &[(MetricName, NestedVariance)]) -> String {
    let head = sweep::head(made);
    let columns = ["share of the variance", "unknown", "95 % interval", "luck", "", ""].map(str::to_owned);
    let rows = found.iter().filter(|(name, _)| is_told(made, name)).map(|(name, parts)| {
        [
            name.in_words(),
            percent(parts.share),
            table::between(parts.interval, percent),
            percent(1.0 - parts.share),
            String::new(),
            String::new(),
        ]
    });
    let rows: Vec<[String; 6]> = std::iter::once(columns).chain(rows).collect();
    head + &table::aligned(&rows) + &without_parts(made, found) + &sweep::impossible(made)
}

/// Whether the table on standard output has a metric; the rest is in the file.
fn is_told(made: &Made<'_>, name: &MetricName) -> bool {
    name.group == "all" || *name == made.asked.metric
}

/// Which metrics have no parts, a line for each reason.
fn without_parts(made: &Made<'_>, found: &[(MetricName, NestedVariance)]) -> String {
    let all = made.found.rows.first().map_or(&[][..], |row| &row.metrics).iter().map(|metric| &metric.name);
    let left_out = all.filter(|name| is_told(made, name) && !found.iter().any(|(known, _)| known == *name));
    let mut reasons: Vec<(&str, Vec<String>)> = Vec::new();
    for name in left_out {
        let why = made.found.why_not_nested(name);
        match reasons.iter_mut().find(|(known, _)| *known == why) {
            Some((_, names)) => names.push(format!("“{}”", name.in_words())),
            None => reasons.push((why, vec![format!("“{}”", name.in_words())])),
        }
    }
    let line =
        |(why, names): &(&str, Vec<String>)| format!("cannot be split, as {why}: {}\n", names.join(", "));
    reasons.iter().map(line).collect()
}

#[cfg(feature = "plots")]
fn write_figure(
    made: &Made<'_>,
    figure: (&str, crate::plot::Figure),
    folder: &mut Folder,
) -> Result<(), Failure> {
    let changes = made.asked.variants.scenario().overrides();
    let study = &made.asked.args.study;
    study.figures.write(folder, study.jobs, figure, changes)
}

#[cfg(feature = "plots")]
fn draw_tornado(
    made: &Made<'_>,
    differences: &[(Setting, Vec<Paired>)],
    folder: &mut Folder,
) -> Result<(), Failure> {
    if !made.asked.args.study.figures.are_drawn() {
        return Ok(());
    }
    let figure = crate::plot::tornado(&made.asked.plan, &made.asked.metric, differences);
    write_figure(made, ("tornado", figure), folder)
}

#[cfg(feature = "plots")]
fn draw_indices(
    made: &Made<'_>,
    found: &[(MetricName, Indices)],
    folder: &mut Folder,
) -> Result<(), Failure> {
    let of_metric = found.iter().find(|(name, _)| *name == made.asked.metric);
    match of_metric.filter(|_| made.asked.args.study.figures.are_drawn()) {
        Some((name, indices)) => {
            let figure = crate::plot::indices(&made.asked.plan, name, indices);
            write_figure(made, ("indices", figure), folder)
        }
        None => Ok(()),
    }
}

#[cfg(feature = "plots")]
fn draw_uncertainty(
    made: &Made<'_>,
    found: &[(MetricName, NestedVariance)],
    folder: &mut Folder,
) -> Result<(), Failure> {
    if !made.asked.args.study.figures.are_drawn() {
        return Ok(());
    }
    let Asked { plan, metric, variants, .. } = made.asked;
    let parts = found.iter().find(|(name, _)| name == metric).map(|(_, parts)| *parts);
    let view = crate::plot::UncertaintyView {
        plan,
        settings: variants.settings(),
        found: &made.found,
        metric,
        parts,
    };
    write_figure(made, ("uncertainty", view.figure()), folder)
}

#[cfg(not(feature = "plots"))]
fn draw_tornado(_: &Made<'_>, _: &[(Setting, Vec<Paired>)], _: &mut Folder) -> Result<(), Failure> {
    Ok(())
}

#[cfg(not(feature = "plots"))]
fn draw_indices(_: &Made<'_>, _: &[(MetricName, Indices)], _: &mut Folder) -> Result<(), Failure> {
    Ok(())
}

#[cfg(not(feature = "plots"))]
fn draw_uncertainty(_: &Made<'_>, _: &[(MetricName, NestedVariance)], _: &mut Folder) -> Result<(), Failure> {
    Ok(())
}
