//! The files of a comparison: `compare.json`, `compare.csv`, `difference.csv`.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::FORMAT;
use super::tables::seconds;
use crate::engine::RESULTS_VERSION;
use crate::plan::Plan;
use crate::record::MetricKind;
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

/// `compare.csv`: a row for each setting beside the base and each metric.
///
/// # Errors
/// If `out` cannot be written to.
pub fn comparison_table(names: &[String], found: &Comparison, out: impl Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record([
        "setting",
        "base",
        "metric",
        "group",
        "unit",
        "pairs",
        "reached_base",
        "reached",
        "reached_both",
        "mean_base",
        "mean",
        "difference",
        "low",
        "high",
        "difference_of_both",
        "low_of_both",
        "high_of_both",
        "restricted_mean_base",
        "restricted_mean",
        "restricted_difference",
        "restricted_low",
        "restricted_high",
        "share_difference",
        "share_low",
        "share_high",
        "q05",
        "q25",
        "q50",
        "q75",
        "q95",
        "lower",
        "equal",
        "higher",
        "level",
    ])?;
    for (name, other) in names[1..].iter().zip(&found.others) {
        for row in &other.paired {
            let words = [name, &names[0], &row.name.name, &row.name.group];
            let mut record: Vec<String> = words.into_iter().cloned().collect();
            record.push(row.name.unit.to_owned());
            record.push(row.pairs.to_string());
            record.extend(row.reached.map(|count| count.to_string()));
            let cell = |value: Option<f64>| value.map_or(String::new(), |value| number(row.name.kind, value));
            record.extend(row.means.map(cell));
            for told in [row.difference, row.difference_of_both] {
                let (low, high) = told.and_then(|told| told.interval).unzip();
                record.extend([told.map(|told| told.value), low, high].map(cell));
            }
            record.extend(restricted(row).map(cell));
            let (low, high) = row.share.interval.unzip();
            record.extend(
                [Some(row.share.value), low, high].map(|v| v.map_or(String::new(), |v| format!("{v:.6}"))),
            );
            record.extend(row.quantiles.map(cell));
            record.extend(row.order.map(|count| count.to_string()));
            record.push(format!("{:.6}", found.level));
            table.write_record(&record)?;
        }
    }
    table.flush()
}

/// The means up to the end of the base and of the other setting, and their difference with its interval.
fn restricted(row: &Paired) -> [Option<f64>; 5] {
    let told = row.restricted;
    let (low, high) = told.and_then(|told| told.difference.interval).unzip();
    let [base, other] = [0, 1].map(|side| told.map(|told| told.means[side]));
    [base, other, told.map(|told| told.difference.value), low, high]
}

/// A mean or a difference as a table holds it.
fn number(kind: MetricKind, value: f64) -> String {
    match kind {
        MetricKind::Instant | MetricKind::Duration => format!("{value:.3}"),
        _ => format!("{value:.6}"),
    }
}

/// `difference.csv`: how many more people are out than in the base, over time.
///
/// # Errors
/// If `out` cannot be written to.
pub fn difference_table(
    plan: &Plan,
    names: &[String],
    found: &Comparison,
    out: impl Write,
) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record([
        "setting", "time", "seconds", "pairs", "mean", "low", "high", "q05", "q25", "q50", "q75", "q95",
    ])?;
    for (name, other) in names[1..].iter().zip(&found.others) {
        for (point, band) in other.curve.iter().enumerate() {
            let tick = other.grid.at(point);
            let (low, high) = band.interval.unzip();
            let cell = |value: Option<f64>| value.map_or(String::new(), |value| format!("{value:.3}"));
            let row = [name.clone(), plan.clock.rfc3339(tick), seconds(tick), band.pairs.to_string()];
            let numbers = [Some(band.mean), low, high].map(cell);
            let quantiles = band.quantiles.map(|value| value.to_string());
            table.write_record(row.iter().chain(&numbers).chain(&quantiles))?;
        }
    }
    table.flush()
}
