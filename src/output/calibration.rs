//! The record of a calibration: `summary.json`.

use serde_json::{Value, json};

use super::FORMAT;
use crate::engine::RESULTS_VERSION;
use crate::plan::{Plan, PublicFigure};
use crate::study::QUANTILES;
use crate::study::calibrate::{
    Calibrated, FigureCheck, Reached, Step, TradeOff, TruthBand, ValueFound, effective_size,
};

/// What a calibration says, as its record, its words and its figures have it.
pub struct CalibrationFound<'a> {
    /// The plan of the scenario as it is.
    pub plan: &'a Plan,
    /// What was said.
    pub figures: &'a [PublicFigure],
    /// The steps and the particles.
    pub found: &'a Calibrated,
    /// What is thought of each value.
    pub values: Vec<ValueFound>,
    /// What is thought of each figure.
    pub checks: Vec<FigureCheck>,
    /// Values that are known together only.
    pub trades: Vec<TradeOff>,
}

/// `summary.json`: the steps, each value and each figure before and after, and values that trade off. `hash` is the
/// scenario's.
#[must_use]
pub fn calibration(told: &CalibrationFound<'_>, hash: &str) -> Value {
    let CalibrationFound { plan, figures, found, values, checks, trades } = told;
    json!({
        "format": FORMAT,
        "version": env!("CARGO_PKG_VERSION"),
        "results_version": RESULTS_VERSION,
        "scenario": plan.name,
        "scenario_hash": hash,
        "seed": plan.seed,
        "interrupted": found.reached == Reached::Interrupted,
        "errors_as_stated": found.reached == Reached::Stated,
        "attempts": found.attempts,
        "particles": found.particles.len(),
        "effective_size": effective_size(&found.particles),
        "steps": found.steps.iter().map(step).collect::<Vec<_>>(),
        "values": values.iter().map(value).collect::<Vec<_>>(),
        "figures": figures.iter().zip(checks).map(|(said, check)| figure(plan, said, check)).collect::<Vec<_>>(),
        "trade_offs": trades.iter().map(trade).collect::<Vec<_>>(),
    })
}

fn step(step: &Step) -> Value {
    json!({
        "widening": step.widening,
        "attempts": step.attempts,
        "impossible": step.impossible,
        "effective_size": step.effective_size,
    })
}

fn band(band: &TruthBand) -> Value {
    let mut value = json!({ "mean": band.mean });
    for (p, quantile) in QUANTILES.iter().zip(band.quantiles) {
        value[format!("q{:02.0}", p * 100.0)] = quantile.into();
    }
    value
}

fn value(found: &ValueFound) -> Value {
    json!({
        "path": found.path,
        "unit": found.unit,
        "before": band(&found.before),
        "after": band(&found.after),
    })
}

fn figure(plan: &Plan, said: &PublicFigure, check: &FigureCheck) -> Value {
    json!({
        "who": said.who,
        "time": plan.clock.rfc3339(said.at),
        "scope": said.scope.iter().map(|&group| plan.groups[group].id.as_str()).collect::<Vec<_>>(),
        "site": said.site.map(|site| plan.sites[site].id.as_str()),
        "bound": said.bound.word(),
        "people": said.people,
        "spread": said.spread,
        "before": band(&check.before),
        "after": band(&check.after),
        "as_many": check.as_many,
        "odd": check.is_odd(said),
    })
}

fn trade(found: &TradeOff) -> Value {
    json!({
        "paths": found.paths,
        "correlation": found.correlation,
        "known": if found.is_product() { "product" } else { "ratio" },
        "log_sd_each": found.each,
        "log_sd_joint": found.joint,
        "words": found.words(),
    })
}
