//! The record of a comparison: `compare.json`.

use serde_json::{Value, json};

use super::FORMAT;
use crate::engine::RESULTS_VERSION;
use crate::plan::Plan;
use crate::study::{Comparison, Ended, Ensemble, Estimate, Paired, QUANTILES, verdicts};

/// `compare.json`: each setting beside the base, metric by metric, and in words. `names` and `hashes`
/// are those of all settings, the base first.
#[must_use]
pub fn comparison(plan: &Plan, names: &[String], hashes: &[String], found: &Comparison) -> Value {
    let setting = |place: usize, ensemble: &Ensemble| {
        json!({
            "name": names[place],
            "scenario_hash": hashes[place],
            "replications": ensemble.replications,
            "fingerprint": format!("{:016x}", ensemble.fingerprint),
        })
    };
    let others = found.others.iter().enumerate().map(|(place, other)| {
        let mut row = setting(place + 1, &other.ensemble);
        row["verdict"] = verdicts(&names[0], &names[place + 1], &other.paired, found.level).into();
        row["metrics"] = other.paired.iter().map(metric).collect::<Vec<_>>().into();
        row
    });
    json!({
        "format": FORMAT,
        "version": env!("CARGO_PKG_VERSION"),
        "results_version": RESULTS_VERSION,
        "seed": plan.seed,
        "level": found.level,
        "interrupted": found.ended == Ended::Interrupted,
        "base": setting(0, &found.base),
        "others": others.collect::<Vec<_>>(),
    })
}

fn metric(row: &Paired) -> Value {
    let mut value = json!({
        "name": row.name.name,
        "unit": row.name.unit,
        "group": row.name.group,
        "pairs": row.pairs,
        "reached_base": row.reached[0],
        "reached": row.reached[1],
        "reached_both": row.reached[2],
        "mean_base": row.means[0],
        "mean": row.means[1],
        "difference": estimate(row.difference),
        "difference_of_both": estimate(row.difference_of_both),
        "restricted_mean_base": row.restricted.map(|told| told.means[0]),
        "restricted_mean": row.restricted.map(|told| told.means[1]),
        "restricted_difference": estimate(row.restricted.map(|told| told.difference)),
        "share_difference": estimate(Some(row.share)),
        "lower": row.order[0],
        "equal": row.order[1],
        "higher": row.order[2],
    });
    for (p, quantile) in QUANTILES.iter().zip(row.quantiles) {
        value[format!("q{:02.0}", p * 100.0)] = quantile.into();
    }
    value
}

fn estimate(estimate: Option<Estimate>) -> Value {
    estimate.map_or(Value::Null, |estimate| {
        json!({ "value": estimate.value, "interval": estimate.interval.map(|(low, high)| [low, high]) })
    })
}
