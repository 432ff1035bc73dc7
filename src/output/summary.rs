//! `summary.json`: what a study says, metric by metric.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Value, json};

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
        "why_not_precise": ensemble.why_vague,
        "fingerprint": format!("{:016x}", ensemble.fingerprint),
        "metrics": ensemble.summaries().iter().map(Metric).collect::<Vec<_>>(),
    })
}

/// The keys of [`QUANTILES`].
const QUANTILE_KEYS: [&str; QUANTILES.len()] = ["q05", "q25", "q50", "q75", "q95"];

/// A metric as it is written: its keys in the order of the alphabet, as in all documents, and null where there
/// is no number or one later than the end. It is written as it is, without a tree of values: a sweep has thousands.
#[derive(Clone, Copy)]
pub(super) struct Metric<'a>(pub(super) &'a MetricSummary);

impl Serialize for Metric<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let summary = self.0;
        let number = |value: Option<f64>| value.filter(|value| value.is_finite());
        let mut row = serializer.serialize_map(None)?;
        row.serialize_entry("ci95", &summary.ci95)?;
        // Told where an interval lacks: it is rare, and a sweep has thousands of metrics.
        if let Some(why) = summary.why_no_interval() {
            row.serialize_entry("ci95_lacks", why)?;
        }
        row.serialize_entry("group", &summary.name.group)?;
        row.serialize_entry("max", &number(summary.max))?;
        row.serialize_entry("mean", &number(summary.mean))?;
        row.serialize_entry("mean_of_reached", &number(summary.mean_of_reached))?;
        row.serialize_entry("min", &number(summary.min))?;
        row.serialize_entry("n", &summary.n)?;
        row.serialize_entry("name", &summary.name.name)?;
        for (key, &value) in QUANTILE_KEYS.iter().zip(&summary.quantiles) {
            row.serialize_entry(key, &number(value))?;
        }
        row.serialize_entry("reached", &summary.reached)?;
        if let Some(restricted) = summary.restricted {
            row.serialize_entry("restricted_ci95", &restricted.ci95)?;
            row.serialize_entry("restricted_mean", &restricted.mean)?;
        }
        row.serialize_entry("sd", &number(summary.sd))?;
        row.serialize_entry("unit", &summary.name.unit)?;
        if summary.why_no_interval().is_some() {
            let (share, ci95) = summary.share_unlike();
            row.serialize_entry("unlike", &summary.unlike)?;
            row.serialize_entry("unlike_ci95", &ci95)?;
            row.serialize_entry("unlike_share", &share)?;
        }
        row.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{MetricKind, MetricName};
    use crate::study::Frame;

    #[test]
    fn a_metric_is_written_with_its_keys_in_order_and_null_for_what_never_happened() {
        let name = MetricName { name: "m".into(), group: "all".into(), unit: "s", kind: MetricKind::Instant };
        let summary = MetricSummary::of(&name, &[1.0, f64::INFINITY]);
        let written = serde_json::to_string(&Metric(&summary)).expect("it can be written");
        let sorted: Value = serde_json::from_str(&written).expect("it can be read");
        assert_eq!(written, sorted.to_string());
        assert_eq!((&sorted["max"], &sorted["min"]), (&Value::Null, &Value::from(1.0)));
        assert_eq!(sorted.get("restricted_mean").or(sorted.get("unlike")), None);
        for (key, p) in QUANTILE_KEYS.iter().zip(QUANTILES) {
            assert_eq!(*key, format!("q{:02.0}", p * 100.0));
        }
    }

    #[test]
    fn an_interval_that_lacks_says_why_and_a_mean_that_lacks_has_one_up_to_the_end_beside_it() {
        let name = MetricName { name: "m".into(), group: "all".into(), unit: "s", kind: MetricKind::Instant };
        let frame = Frame { certain: false, end: Some(10.0) };
        let written = |values: &[f64]| {
            let summary = MetricSummary::within(frame, &name, values);
            let written = serde_json::to_string(&Metric(&summary)).expect("it can be written");
            let sorted: Value = serde_json::from_str(&written).expect("it can be read");
            assert_eq!(written, sorted.to_string(), "keys are in order");
            sorted
        };
        let late = written(&[4.0, f64::INFINITY]);
        assert_eq!((&late["mean"], &late["restricted_mean"]), (&Value::Null, &Value::from(7.0)));
        assert_eq!(late.get("ci95_lacks"), None);
        let alike = written(&[4.0; 50]);
        assert_eq!((&alike["ci95"], &alike["ci95_lacks"]), (&Value::Null, &Value::from("no run differs")));
        assert_eq!((&alike["unlike"], &alike["unlike_share"]), (&Value::from(0), &Value::from(0.0)));
        assert_eq!(alike["unlike_ci95"][0], Value::from(0.0));
    }
}
