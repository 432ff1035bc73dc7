//! `summary.json`: what a study says, metric by metric.

use serde_json::{Map, Value, json};

use super::FORMAT;
use crate::engine::RESULTS_VERSION;
use crate::plan::Plan;
use crate::study::{Ensemble, MetricSummary, QUANTILES};

/// The summary of a study. `hash` is the scenario's.
#[must_use]
pub fn summary(plan: &Plan, hash: &str, ensemble: &Ensemble) -> Value {
    json!({
        "format": FORMAT,
        "version": env!("CARGO_PKG_VERSION"),
        "results_version": RESULTS_VERSION,
        "scenario": plan.name,
        "title": plan.title,
        "scenario_hash": hash,
        "seed": plan.seed,
        "start": plan.clock.rfc3339(crate::units::Tick::START),
        "replications": ensemble.replications,
        "interrupted": ensemble.interrupted,
        "precise": ensemble.precise,
        "fingerprint": format!("{:016x}", ensemble.fingerprint),
        "metrics": ensemble.summaries().iter().map(metric).collect::<Vec<_>>(),
    })
}

pub(super) fn metric(summary: &MetricSummary) -> Value {
    let mut row = Map::new();
    let mut put = |key: &str, value: Value| row.insert(key.to_owned(), value);
    put("name", summary.name.name.clone().into());
    put("unit", summary.name.unit.into());
    put("group", summary.name.group.clone().into());
    put("n", summary.n.into());
    put("reached", summary.reached.into());
    put("mean", number(summary.mean));
    put("sd", number(summary.sd));
    put("ci95", summary.ci95.map_or(Value::Null, |(low, high)| json!([low, high])));
    put("mean_of_reached", number(summary.mean_of_reached));
    put("min", number(summary.min));
    for (p, value) in QUANTILES.iter().zip(summary.quantiles) {
        put(&format!("q{:02.0}", p * 100.0), number(value));
    }
    put("max", number(summary.max));
    Value::Object(row)
}

/// A number, or null where there is none or where it is later than the end.
fn number(value: Option<f64>) -> Value {
    value.filter(|value| value.is_finite()).map_or(Value::Null, Value::from)
}
