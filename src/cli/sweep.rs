//! `noria sweep`: many settings of a scenario, as a grid or a design.

use std::time::Instant;

use serde_json::{Map, Value, json};

use super::args::{Format, SweepArgs};
use super::failure::Failure;
use super::progress::Progress;
use super::several::{self, Read, write_table};
use super::{print, sensitivity, table};
use crate::observe::{MetricKind, MetricName, metric_names};
use crate::output::{self, Folder};
use crate::plan::Plan;
use crate::scenario::Scenario;
use crate::study::{
    self, Axis, Design, Ended, PRECISION_CAP, Plans, Precision, Setting, Settings, Swept, Variants,
};

/// Settings shown in the table on standard output; the rest is in the file.
const SHOWN: usize = 40;

/// A sweep that has been made, with what it was made from.
pub(super) struct Made<'a> {
    pub(super) args: &'a SweepArgs,
    pub(super) plan: Plan,
    pub(super) variants: Variants,
    pub(super) found: Swept,
    /// The metric of table and figures.
    pub(super) metric: MetricName,
    begun: Instant,
}

pub(super) fn sweep(args: &SweepArgs) -> Result<(), Failure> {
    let scenario = several::read_scenario(&args.scenario)?;
    match (args.sobol_indices, args.sensitivity, args.outer.is_empty()) {
        (Some(points), ..) => sensitivity::indices(args, scenario, points as usize),
        (None, true, _) => sensitivity::tornado(args, scenario),
        (None, false, false) => sensitivity::uncertainty(args, scenario),
        (None, false, true) => plain(args, scenario),
    }
}

fn plain(args: &SweepArgs, scenario: Scenario) -> Result<(), Failure> {
    let axes = axes(args)?;
    let design: Design = args.design.parse().map_err(|wrong: String| usage("--design", &wrong))?;
    let settings = design.settings(&axes, seed(args, &scenario)).map_err(|wrong| usage("--vary", &wrong))?;
    let (made, folder) = make(args, checked(args, scenario, settings)?)?;
    let figures = |made: &Made<'_>, folder: &mut Folder| draw(made, &axes, design, folder);
    finish(&made, folder, Map::new(), figures, &|made| words(made, &axes))
}

/// The axes of `--vary`.
pub(super) fn axes(args: &SweepArgs) -> Result<Vec<Axis>, Failure> {
    if args.vary.is_empty() {
        return Err(Failure::Usage(
            "error: nothing is varied\n  = help: say what, as in --vary fleets.buses.count=10..40:5".into(),
        ));
    }
    let axes: Result<Vec<Axis>, String> = args.vary.iter().map(|text| text.parse()).collect();
    axes.map_err(|wrong| usage("--vary", &wrong))
}

pub(super) fn usage(option: &str, wrong: &str) -> Failure {
    Failure::Usage(format!("error: {option}: {wrong}"))
}

/// The seed that decides where the points of a design lie.
pub(super) fn seed(args: &SweepArgs, scenario: &Scenario) -> u64 {
    // A scenario that is wrong as it is may be right in every setting; then its seed is not known yet.
    args.scenario.seed.or_else(|| scenario.plan().ok().map(|plan| plan.seed)).unwrap_or(1)
}

/// Checks all settings.
pub(super) fn checked(
    args: &SweepArgs,
    scenario: Scenario,
    settings: Vec<Setting>,
) -> Result<Variants, Failure> {
    Variants::new(scenario, settings, args.scenario.seed).map_err(|wrong| Failure::Settings(Box::new(wrong)))
}

/// Runs all settings.
pub(super) fn make<'a>(args: &'a SweepArgs, variants: Variants) -> Result<(Made<'a>, Folder), Failure> {
    let begun = Instant::now();
    let plan = variants.plan(0).map_err(|reason| Failure::Run(format!("error: {reason}")))?.into_owned();
    let metric = metric(args, &plan)?;
    let folder = several::folder(&args.study, &plan, "sweep")?;
    let settings = settings(args, &plan)?;
    let all = settings.replications.unwrap_or(0) * variants.count() as u64;
    let progress = Progress::new(all, args.study.quiet);
    let found = study::sweep(&variants, &settings, &progress, &());
    progress.finish();
    let trace = |setting: usize| {
        let edits = [&args.scenario.set[..], &variants.settings()[setting].edits].concat();
        several::trace_command(&args.scenario.scenario, &edits, plan.seed)
    };
    let found = found.map_err(|error| several::failure_of(&error, &trace))?;
    if found.rows.is_empty() {
        return Err(Failure::Run(
            "error: interrupted before a setting was complete; nothing was written".into(),
        ));
    }
    Ok((Made { args, plan, variants, found, metric, begun }, folder))
}

fn settings(args: &SweepArgs, plan: &Plan) -> Result<Settings, Failure> {
    let mut settings = several::settings(&args.study, plan);
    if let Some(text) = &args.precision {
        let precision: Precision = text.parse().map_err(|wrong: String| usage("--precision", &wrong))?;
        if precision.place(&metric_names(plan)).is_none() {
            return Err(usage(
                "--precision",
                &format!("there is no metric as in `{text}`: see the columns of sweep.csv"),
            ));
        }
        settings.precision = Some(precision);
        settings.replications = Some(args.study.replications.unwrap_or(PRECISION_CAP));
    }
    Ok(settings)
}

/// The metric that was asked for, or the one that matters most.
fn metric(args: &SweepArgs, plan: &Plan) -> Result<MetricName, Failure> {
    let names = metric_names(plan);
    // A metric is named as in a precision.
    let asked = args.metric.as_ref().map_or("1%".to_owned(), |metric| format!("{metric}=1%"));
    let place = asked.parse::<Precision>().ok().and_then(|asked| asked.place(&names));
    place.map(|place| names[place].clone()).ok_or_else(|| {
        let asked = args.metric.as_deref().unwrap_or_default();
        usage(
            "--metric",
            &format!("this scenario has no metric `{asked}`: see `noria run`'s replications.csv"),
        )
    })
}

/// Writes the folder and tells what is in it.
pub(super) fn finish(
    made: &Made<'_>,
    mut folder: Folder,
    more: Map<String, Value>,
    fill: impl FnOnce(&Made<'_>, &mut Folder) -> Result<(), Failure>,
    words: &dyn Fn(&Made<'_>) -> String,
) -> Result<(), Failure> {
    let args = made.args;
    let settings = made.variants.settings();
    let read = Read::new(made.variants.scenario().clone());
    let record = output::sweep_record(&made.plan, read.hash(), settings, &made.found, more);
    let document = format!("{record:#}\n");
    folder.write("sweep.json", document.as_bytes())?;
    write_table(&mut folder, "sweep.csv", |out| output::sweep_table(settings, &made.found, out))?;
    fill(made, &mut folder)?;
    let how = json!({
        "vary": args.vary,
        "design": args.design,
        "sensitivity": args.sensitivity,
        "sobol_indices": args.sobol_indices,
        "outer": args.outer,
        "samples": args.samples,
        "replications": args.study.replications.unwrap_or(made.plan.replications),
        "precision": args.precision,
        "metric": args.metric,
        "plots": several::plots(&args.study),
        "interrupted": made.found.ended == Ended::Interrupted,
    });
    let manifest = output::manifest_of_several(&made.plan, "sweep", &[read.input()], &how, folder.hashes());
    folder.write_unhashed("manifest.json", format!("{manifest:#}\n").as_bytes())?;
    let replications = made.found.rows.iter().map(|row| row.replications).sum();
    folder.write_unhashed("run.json", several::run_record(made.begun, replications).as_bytes())?;
    let target = folder.publish()?;
    match args.study.format {
        Format::Json => print(&document)?,
        Format::Text if args.study.quiet => {}
        Format::Text => print(&format!("{}\nwritten to {}\n", words(made), target.display()))?,
    }
    if made.found.ended == Ended::Interrupted { Err(Failure::Interrupted) } else { Ok(()) }
}

/// The first lines of every table.
pub(super) fn head(made: &Made<'_>) -> String {
    let total: u64 = made.found.rows.iter().map(|row| row.replications).sum();
    let (rows, seed) = (made.found.rows.len(), made.plan.seed);
    format!("{}\n{rows} settings, {total} replications in all, seed {seed}\n\n", made.plan.title)
}

fn words(made: &Made<'_>, axes: &[Axis]) -> String {
    let MetricName { name, group, kind, .. } = &made.metric;
    let paths: Vec<&str> = axes.iter().map(|axis| axis.path.as_str()).collect();
    let title = format!("{name}[{group}] by {}", paths.join(", "));
    let head_row = [title.as_str(), "mean", "95 % interval", "5 %", "median", "95 %"].map(str::to_owned);
    let rows = made.found.rows.iter().take(SHOWN).filter_map(|row| {
        let values: Vec<&str> =
            made.variants.settings()[row.setting].edits.iter().map(|(_, value)| value.as_str()).collect();
        let summary = row.metric(name, group)?;
        let show = |value: Option<f64>| {
            value.map_or("–".to_owned(), |v| table::shown(&made.plan, &made.metric, v))
        };
        let interval = summary
            .ci95
            .map_or("–".into(), |(low, high)| format!("{} – {}", show(Some(low)), show(Some(high))));
        let spread =
            |p: usize| if *kind == MetricKind::Share { String::new() } else { show(summary.quantiles[p]) };
        let replications =
            made.args.precision.as_ref().map_or(String::new(), |_| format!(" ({} runs)", row.replications));
        let title = format!("{}{replications}", values.join(", "));
        Some([title, show(summary.mean), interval, spread(0), spread(2), spread(4)])
    });
    let rows: Vec<[String; 6]> = std::iter::once(head_row).chain(rows).collect();
    let hidden = made.found.rows.len().saturating_sub(SHOWN);
    let rest = if hidden > 0 { format!("… and {hidden} more in sweep.csv\n") } else { String::new() };
    let vague = made.found.rows.iter().filter(|row| row.precise == Some(false)).count();
    let warning = if vague > 0 {
        format!(
            "warning: in {vague} settings the replications were used up before the asked precision was reached\n"
        )
    } else {
        String::new()
    };
    head(made) + &table::aligned(&rows) + &rest + &warning
}

#[cfg(feature = "plots")]
fn draw(made: &Made<'_>, axes: &[Axis], design: Design, folder: &mut Folder) -> Result<(), Failure> {
    if !several::plots(&made.args.study) {
        return Ok(());
    }
    let paths: Vec<&str> = axes.iter().map(|axis| axis.path.as_str()).collect();
    let view = crate::plot::SweepView {
        plan: &made.plan,
        paths: &paths,
        settings: made.variants.settings(),
        found: &made.found,
        metric: &made.metric,
        is_grid: design == Design::Grid,
    };
    several::write_figure(folder, "sweep", &view.figure())?;
    match view.trade_off() {
        Some(figure) => several::write_figure(folder, "tradeoff", &figure),
        None => Ok(()),
    }
}

#[cfg(not(feature = "plots"))]
fn draw(_made: &Made<'_>, _axes: &[Axis], _design: Design, _folder: &mut Folder) -> Result<(), Failure> {
    Ok(())
}
