//! `manifest.json`: enough to make the folder again.

use serde_json::{Map, Value, json};

use super::FORMAT;
use crate::engine::RESULTS_VERSION;
use crate::plan::Plan;
use crate::study::{Ensemble, Picked};

/// What a run was made from.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The scenario's text.
    pub text: &'a str,
    /// The overrides, in order: paths and values as typed.
    pub overrides: &'a [(String, String)],
    /// The files that were read with it: names and texts.
    pub files: &'a [(String, String)],
    /// The hash over all of these.
    pub hash: &'a str,
}

/// How a run was made, as far as it shapes what is in the folder.
#[derive(Clone, Copy, Debug)]
pub struct Making<'a> {
    /// Which trips are in the folder: `first` or `all`.
    pub trips: &'a str,
    /// Which events are, if any: the number of a replication, or `all`.
    pub events: Option<&'a str>,
    /// Whether the metrics are there in long form, too.
    pub tidy: bool,
    /// The replication whose trips are there, unless all are, and that is drawn.
    pub shown: &'a Picked,
    /// Whether plots are.
    pub plots: bool,
    /// In which forms and how wide they are drawn.
    pub figures: &'a Value,
    /// The precision that was asked for, as typed.
    pub precision: Option<&'a str>,
}

/// The manifest of a study of several scenarios or settings: `how` holds what else shapes the folder.
#[must_use]
pub fn manifest_of_several(
    plan: &Plan,
    study: &str,
    inputs: &[Input<'_>],
    how: &Value,
    hashes: &[(String, String)],
) -> Value {
    let input = |input: &Input<'_>| {
        json!({
            "scenario_hash": input.hash,
            "scenario_text": input.text,
            "overrides": overrides(input),
            "files": pairs(input.files),
        })
    };
    json!({
        "program": "noria",
        "format": FORMAT,
        "version": env!("CARGO_PKG_VERSION"),
        "results_version": RESULTS_VERSION,
        "study": study,
        "scenario": plan.name,
        "seed": plan.seed,
        "scenarios": inputs.iter().map(input).collect::<Vec<_>>(),
        "how": how,
        "sha256": pairs(hashes),
    })
}

fn pairs(pairs: &[(String, String)]) -> Map<String, Value> {
    pairs.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect()
}

fn overrides(input: &Input<'_>) -> Vec<Value> {
    input.overrides.iter().map(|(path, value)| json!([path, value])).collect()
}

/// The manifest of a run.
#[must_use]
pub fn manifest(
    plan: &Plan,
    input: Input<'_>,
    making: Making<'_>,
    ensemble: &Ensemble,
    hashes: &[(String, String)],
) -> Value {
    let mut manifest = json!({
        "program": "noria",
        "format": FORMAT,
        "version": env!("CARGO_PKG_VERSION"),
        "results_version": RESULTS_VERSION,
        "scenario": plan.name,
        "scenario_hash": input.hash,
        "scenario_text": input.text,
        "overrides": overrides(&input),
        "files": pairs(input.files),
        "seed": plan.seed,
        "replications": ensemble.replications,
        "precision": making.precision,
        "trips": making.trips,
        "replication": making.shown.number,
        "plots": making.plots,
        "figures": making.figures,
        "interrupted": ensemble.interrupted,
        "fingerprint": format!("{:016x}", ensemble.fingerprint),
        "sha256": pairs(hashes),
    });
    // Said where it was asked for only.
    if let Some(events) = making.events {
        manifest["events"] = events.into();
    }
    if making.tidy {
        manifest["tidy"] = true.into();
    }
    manifest
}
