//! `noria sweep` when it is asked what each of many settings gives.

use serde_json::Map;

#[cfg(feature = "plots")]
use crate::cli::args::StudyArgs;
use crate::cli::args::SweepArgs;
use crate::cli::commands::sweep::{self, Asked, Made, Question};
use crate::cli::failure::Failure;
use crate::cli::job::tables;
use crate::cli::words::fold::wrapped;
use crate::cli::words::table;
use crate::output::{self, Folder};
use crate::record::{MetricKind, MetricName};
use crate::scenario::Scenario;
use crate::study::{Axis, Design, Setting};

/// Settings shown in the table on standard output; the rest is in the file.
const SHOWN: usize = 40;

/// The settings of a grid or a design.
pub(super) fn ask(args: &SweepArgs, scenario: Scenario) -> Result<Asked<'_>, Failure> {
    let axes = sweep::axes(args)?;
    let design: Design = args.design.parse().map_err(|wrong: String| sweep::usage("--design", &wrong))?;
    let settings = design.settings(&axes, sweep::seed(args, &scenario));
    let settings = settings.map_err(|wrong| sweep::usage("--vary", &wrong))?;
    let variants = sweep::checked(args, scenario, settings)?;
    Asked::new(args, Question::Each { axes, design }, variants)
}

/// Writes and tells what each setting gives.
pub(super) fn tell(made: &Made<'_>, folder: Folder, axes: &[Axis], design: Design) -> Result<(), Failure> {
    let fill = |made: &Made<'_>, folder: &mut Folder| {
        if made.found.level.is_some() {
            let settings = made.asked.variants.settings().iter();
            let names: Vec<String> = settings.map(Setting::to_string).collect();
            tables::write(
                || output::tables::differences(&names, &made.found),
                &made.asked.args.tables,
                folder,
            )?;
        }
        draw(made, axes, design, folder)
    };
    sweep::finish(made, folder, Map::new(), fill, &words)
}

/// All paths that are set, in the order in which the values of a setting stand.
fn paths<'m>(made: &'m Made<'_>) -> Vec<&'m str> {
    let first = made.asked.variants.settings().first();
    first.map_or(&[][..], |setting| &setting.edits).iter().map(|(path, _)| path.as_str()).collect()
}

fn words(made: &Made<'_>) -> String {
    let MetricName { name, group, kind, .. } = &made.asked.metric;
    let paths = paths(made);
    let title = format!("“{}” over {}:\n", made.asked.metric.in_words(), paths.join(", "));
    let head_row = ["", "mean", "95 % interval", "5 %", "median", "95 %"].map(str::to_owned);
    let rows = made.found.rows.iter().take(SHOWN).filter_map(|row| {
        let values: Vec<&str> = made.asked.variants.settings()[row.setting]
            .edits
            .iter()
            .map(|(_, value)| value.as_str())
            .collect();
        let summary = row.metric(name, group)?;
        let told = |value| table::told(&made.asked.plan, &made.asked.metric, value);
        let show = |value: Option<f64>| value.map_or("–".to_owned(), told);
        let interval = table::between(table::interval_of(summary), told);
        let spread =
            |p: usize| if *kind == MetricKind::Share { String::new() } else { show(summary.quantiles[p]) };
        let replications = made
            .asked
            .args
            .precision
            .as_ref()
            .map_or(String::new(), |_| format!(" ({} runs)", row.replications));
        let title = format!("{}{replications}", values.join(", "));
        Some([title, table::mean_of(summary, told), interval, spread(0), spread(2), spread(4)])
    });
    let rows: Vec<[String; 6]> = std::iter::once(head_row).chain(rows).collect();
    let hidden = made.found.rows.len().saturating_sub(SHOWN);
    let file = made.asked.args.tables.first().map_or("sweep".to_owned(), |form| form.file("sweep"));
    let rest = if hidden > 0 { format!("… and {hidden} more in {file}\n") } else { String::new() };
    let vague = made.found.rows.iter().filter(|row| row.precise == Some(false)).count();
    let warning = if vague > 0 {
        format!(
            "warning: in {vague} settings the replications were used up before the precision was reached\n"
        )
    } else {
        String::new()
    };
    let mut notes = table::marks(&rows, made.asked.plan.is_deterministic());
    if made.asked.variants.settings().iter().any(Setting::sets_the_start) {
        notes += "note: the settings start at different times; times are hours and minutes after each one's own start\n";
    }
    sweep::head(made)
        + &wrapped(&title, 2)
        + "\n"
        + &table::aligned(&rows)
        + &rest
        + &sweep::impossible(made)
        + &warning
        + &notes
}

#[cfg(feature = "plots")]
fn draw(made: &Made<'_>, axes: &[Axis], design: Design, folder: &mut Folder) -> Result<(), Failure> {
    if !made.asked.args.study.figures.are_drawn() {
        return Ok(());
    }
    let captions: Vec<String> = axes.iter().map(Axis::caption).collect();
    let paths: Vec<&str> = captions.iter().map(String::as_str).collect();
    let view = crate::plot::SweepView {
        plan: &made.asked.plan,
        paths: &paths,
        settings: made.asked.variants.settings(),
        found: &made.found,
        metric: &made.asked.metric,
        is_grid: design == Design::Grid,
    };
    let changes = made.asked.variants.scenario().overrides();
    let StudyArgs { jobs, figures, .. } = &made.asked.args.study;
    figures.write(folder, *jobs, ("sweep", view.figure()), changes)?;
    match view.trade_off() {
        Some(figure) => figures.write(folder, *jobs, ("tradeoff", figure), changes),
        None => Ok(()),
    }
}

#[cfg(not(feature = "plots"))]
fn draw(_made: &Made<'_>, _axes: &[Axis], _design: Design, _folder: &mut Folder) -> Result<(), Failure> {
    Ok(())
}
