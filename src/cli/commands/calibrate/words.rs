//! What a calibration found, in words.

use std::path::Path;

use super::{Made, start};
use crate::cli::words::overrides;
use crate::cli::words::table;
use crate::output::CalibrationFound;
use crate::plan::{LocalClock, Plan, PublicFigure};
use crate::study::calibrate::{
    Calibrated, FigureCheck, Reached, RuledOut, SINCE_START, TruthBand, ValueFound, effective_size,
};
use crate::study::time_in_words;
use crate::units::Tick;

/// The fewest particles of equal weight on which an interval rests.
const FEW: f64 = 100.0;

/// The values, the headcounts, what is odd, and where it was written.
pub(super) fn words(made: &Made<'_>, told: &CalibrationFound<'_>, target: &Path, start: bool) -> String {
    let (plan, found) = (told.plan, told.found);
    let mut text = format!("{}\n{}", plan.title, overrides::line(made.asked.scenario.overrides()));
    text += &course(told);
    if found.reached != Reached::Stated {
        text += &format!("warning: {}\n", not_reached(found));
    }
    if !told.values.is_empty() {
        text += &format!("\n{}", table::aligned(&values(told)));
    }
    text += &format!("\n{}", table::aligned(&figures(told)));
    text += &left_out(made, told);
    text += &remarks(told);
    text += &format!("\nwritten to {}", target.display());
    text += &made.asked.args.study.figures.look_at(target, &["posterior", "truth"]);
    text += &match start {
        true => format!("\nthe next forecast starts from {}\n", target.join("posterior.toml").display()),
        false => "\nthere is no posterior.toml: a value stands in a table of a file, or the scenario names files in other folders\n".into(),
    };
    text
}

/// How the particles were found.
fn course(told: &CalibrationFound<'_>) -> String {
    let found = told.found;
    let last = found.steps.last();
    let share = last.map_or(0.0, |step| found.particles.len() as f64 / step.attempts as f64 * 100.0);
    format!(
        "{} public figure{}, {} attempts in {} steps, seed {}; {} particles worth {:.0}, {share:.1} % of the last step accepted\n",
        told.figures.len(),
        if told.figures.len() == 1 { "" } else { "s" },
        found.attempts,
        found.steps.len(),
        told.plan.seed,
        found.particles.len(),
        effective_size(&found.particles),
    )
}

/// That the stated errors were not reached.
pub(super) fn not_reached(found: &Calibrated) -> String {
    let wide = match found.steps.last().and_then(|step| step.widening) {
        Some(wide) => format!("the figures' errors are taken {wide:.1} times as wide as stated"),
        None => "no figure has been looked at".to_owned(),
    };
    let why = match found.reached {
        Reached::Interrupted => "it was interrupted",
        _ => "the attempts were used up",
    };
    format!(
        "{why} before the errors were as stated: {wide}\n  = help: give more --attempts; or no values of --vary give these \
         figures: look at figures.csv"
    )
}

/// A number of a unit in words.
pub(super) fn amount(value: f64, unit: &str, clock: LocalClock) -> String {
    match unit {
        "s" => time_in_words(value),
        SINCE_START => clock.day_and_time(Tick((value * 1000.0).round() as u64)),
        _ if value == value.round() || value.abs() >= 1000.0 => table::number(value.round()),
        _ => {
            let text = format!("{value:.3}");
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
    }
}

fn row(
    name: String,
    (before, after): (&TruthBand, &TruthBand),
    (unit, clock): (&str, LocalClock),
    last: String,
) -> [String; 6] {
    let [low, _, middle, _, high] = after.quantiles.map(|value| amount(value, unit, clock));
    let [was_low, .., was_high] = before.quantiles.map(|value| amount(value, unit, clock));
    [name, middle, format!("{low} to {high}"), format!("{was_low} to {was_high}"), last, String::new()]
}

fn values(told: &CalibrationFound<'_>) -> Vec<[String; 6]> {
    let head = ["value", "median", "90 % between", "before", "", ""].map(str::to_owned);
    let of = |found: &ValueFound| {
        let unit = (found.unit.as_str(), told.plan.clock);
        row(found.path.clone(), (&found.before, &found.after), unit, String::new())
    };
    std::iter::once(head).chain(told.values.iter().map(of)).collect()
}

/// What is known of the people that each figure is about.
fn figures(told: &CalibrationFound<'_>) -> Vec<[String; 6]> {
    let head =
        ["truly out, by the time of", "median", "90 % between", "before", "said", ""].map(str::to_owned);
    let of = |(figure, check): (&PublicFigure, &FigureCheck)| {
        row(named(told.plan, figure), (&check.before, &check.after), ("", told.plan.clock), said(figure))
    };
    std::iter::once(head).chain(told.figures.iter().zip(&told.checks).map(of)).collect()
}

/// Who said it, of when and of whom.
fn named(plan: &Plan, figure: &PublicFigure) -> String {
    let whom = figure.whom(plan);
    let whom = if whom.is_empty() { whom } else { format!(",{whom}") };
    format!("{}, {}{whom}", plan.clock.day_and_time(figure.at), figure.who)
}

fn said(figure: &PublicFigure) -> String {
    figure.bound.in_words().to_owned() + &table::number(figure.people as f64)
}

/// What is odd, or not to be trusted.
fn remarks(told: &CalibrationFound<'_>) -> String {
    let mut text = String::new();
    let effective = effective_size(&told.found.particles);
    if effective < FEW {
        text += &format!(
            "warning: the particles are worth {effective:.0} of equal weight only: intervals are rough; give more --particles\n"
        );
    }
    for trade in &told.trades {
        text += &format!("warning: {}\n", trade.words());
    }
    for (figure, check) in
        told.figures.iter().zip(&told.checks).filter(|(figure, check)| check.is_odd(figure))
    {
        text += &format!(
            "odd: {} said {}: with the others as they are, and its error as stated, a chance of {:.1} %\n",
            named(told.plan, figure),
            said(figure),
            check
                .as_many
                .min(if matches!(figure.bound, crate::plan::Bound::AtLeast) {
                    1.0
                } else {
                    1.0 - check.as_many
                })
                .max(0.0)
                * 100.0
        );
    }
    text
}

/// Values that are no numbers of one kind, and attempts that could not be run.
fn left_out(made: &Made<'_>, told: &CalibrationFound<'_>) -> String {
    let mut text = String::new();
    for path in start::without_numbers(made, told) {
        text += &format!(
            "note: {path} has no numbers of one unit: what became of it is in posterior.csv alone; no scenario is written with \
             it\n"
        );
    }
    // Of a step that is not complete none are counted.
    let impossible: u64 = told.found.steps.iter().map(|step| step.impossible).sum();
    if let Some(RuledOut { edits, reason }) = told.found.ruled_out.as_ref().filter(|_| impossible > 0) {
        let edits: Vec<String> = edits.iter().map(|(path, value)| format!("{path}={value}")).collect();
        text += &format!(
            "warning: {impossible} attempts could not be run, and such values count as ruled out; the first of them, with {}: \
             {reason}\n",
            edits.join(", ")
        );
    }
    text
}
