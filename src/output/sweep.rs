//! The files of a sweep: `sweep.csv`, `sweep.json`, `indices.csv`, `tornado.csv`, `uncertainty.csv`.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};

use super::FORMAT;
use super::summary::Metric;
use crate::engine::RESULTS_VERSION;
use crate::plan::Plan;
use crate::record::{MetricKind, MetricName};
use crate::stats::NestedVariance;
use crate::study::{Ended, Estimate, Indices, MetricSummary, Paired, Point, QUANTILES, Setting, Swept};

/// `sweep.json`: every setting with its metrics.
pub struct SweepRecord<'a> {
    /// All but the settings, which have an empty place here.
    head: Map<String, Value>,
    settings: &'a [Setting],
    found: &'a Swept,
}

/// Where the settings stand in the record.
const SETTINGS: &str = "settings";

impl<'a> SweepRecord<'a> {
    /// The record of a sweep. `hash` is the scenario's, `more` is added at the top.
    #[must_use]
    pub fn of(
        plan: &Plan,
        hash: &str,
        settings: &'a [Setting],
        found: &'a Swept,
        more: Map<String, Value>,
    ) -> Self {
        let mut head = more;
        let mut put = |key: &str, value: Value| head.insert(key.to_owned(), value);
        put("format", FORMAT.into());
        put("version", env!("CARGO_PKG_VERSION").into());
        put("results_version", RESULTS_VERSION.into());
        put("scenario", plan.name.as_str().into());
        put("scenario_hash", hash.into());
        put("seed", plan.seed.into());
        put("interrupted", (found.ended == Ended::Interrupted).into());
        put(SETTINGS, Value::Null);
        SweepRecord { head, settings, found }
    }

    /// The document that is written.
    ///
    /// # Panics
    /// Never: a record can always be written.
    #[must_use]
    pub fn document(&self) -> String {
        let mut document = serde_json::to_string_pretty(self).expect("all keys are text");
        document.push('\n');
        document
    }
}

impl Serialize for SweepRecord<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let row = |point| Row { point, edits: &self.settings[point.setting()].edits };
        let rows: Vec<Row<'_>> = self.found.all().map(row).collect();
        let mut record = serializer.serialize_map(None)?;
        for (key, value) in &self.head {
            match key.as_str() {
                SETTINGS => record.serialize_entry(key, &rows)?,
                _ => record.serialize_entry(key, value)?,
            }
        }
        record.end()
    }
}

/// A setting of the record, its keys in the order of the alphabet.
struct Row<'a> {
    point: Point<'a>,
    edits: &'a [(String, String)],
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Row { point, edits } = self;
        let values: BTreeMap<&str, &str> = edits.iter().map(|(path, value)| (&**path, &**value)).collect();
        let mut record = serializer.serialize_map(None)?;
        if let Some(row) = point.row() {
            record.serialize_entry("fingerprint", &format!("{:016x}", row.fingerprint))?;
            record.serialize_entry("metrics", &row.metrics.iter().map(Metric).collect::<Vec<_>>())?;
            record.serialize_entry("precise", &row.precise)?;
        }
        record.serialize_entry("problem", &point.problem())?;
        record.serialize_entry("replications", &point.row().map_or(0, |row| row.replications))?;
        record.serialize_entry("setting", &point.setting())?;
        record.serialize_entry("values", &values)?;
        record.end()
    }
}

/// What is told of an instant beside its mean: the mean up to the end, with its interval.
pub(super) const RESTRICTED: [&str; 3] = ["restricted_mean", "restricted_low", "restricted_high"];

/// The mean up to the end of a metric, and its interval.
pub(super) fn restricted(metric: &MetricSummary) -> [Option<f64>; 3] {
    let (low, high) = metric.restricted.and_then(|told| told.ci95).unzip();
    [metric.restricted.map(|told| told.mean), low, high]
}

/// `sweep.csv`: a row a setting: its values, its replications, and of every metric in how many it
/// happened, the mean with its 95 % interval, of an instant the same up to the end, and quantiles. A setting that
/// is impossible has `problem`, and nothing else.
///
/// # Errors
/// If `out` cannot be written to.
pub fn sweep_table(settings: &[Setting], found: &Swept, out: impl Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    let (names, paths) = (metrics_of(found), paths_of(settings));
    let mut head = vec!["setting".to_owned()];
    head.extend(paths.iter().map(|&path| path.to_owned()));
    head.extend(["replications", "problem"].map(str::to_owned));
    for name in &names {
        let column = |what: &str| format!("{}[{}].{what}", name.name, name.group);
        head.extend(["reached", "mean", "low", "high"].map(column));
        head.extend(RESTRICTED.iter().filter(|_| name.kind == MetricKind::Instant).map(|what| column(what)));
        head.extend(QUANTILES.iter().map(|p| column(&format!("q{:02.0}", p * 100.0))));
    }
    table.write_record(&head)?;
    for point in found.all() {
        let mut record = vec![point.setting().to_string()];
        let value = |path: &&str| value_of(&settings[point.setting()], path).unwrap_or_default().to_owned();
        record.extend(paths.iter().map(value));
        record.push(point.row().map_or(0, |row| row.replications).to_string());
        record.push(point.problem().unwrap_or_default().to_owned());
        for name in &names {
            record.extend(cells(name.kind, point.row().and_then(|row| row.metric(&name.name, &name.group))));
        }
        table.write_record(&record)?;
    }
    table.flush()
}

/// The metrics of a sweep's settings: of those that only some have, each stands behind the one that it follows
/// there.
pub(super) fn metrics_of(found: &Swept) -> Vec<&MetricName> {
    let mut names: Vec<&MetricName> = Vec::new();
    let same =
        |a: &[MetricSummary], b: &[MetricSummary]| a.iter().map(|a| &a.name).eq(b.iter().map(|b| &b.name));
    for rows in found.rows.chunk_by(|one, next| same(&one.metrics, &next.metrics)) {
        let (row, mut next) = (&rows[0], 0);
        for metric in &row.metrics {
            match names.iter().position(|known| **known == metric.name) {
                Some(place) => next = place + 1,
                None => {
                    names.insert(next, &metric.name);
                    next += 1;
                }
            }
        }
    }
    names
}

/// What any setting sets, in the order in which it comes.
pub(super) fn paths_of(settings: &[Setting]) -> Vec<&str> {
    let mut paths: Vec<&str> = Vec::new();
    for (path, _) in settings.iter().flat_map(|setting| &setting.edits) {
        if !paths.contains(&path.as_str()) {
            paths.push(path);
        }
    }
    paths
}

/// What a setting sets a path to, if it does.
pub(super) fn value_of<'s>(setting: &'s Setting, path: &str) -> Option<&'s str> {
    setting.edits.iter().find(|(edited, _)| edited == path).map(|(_, value)| value.as_str())
}

fn cells(kind: MetricKind, metric: Option<&MetricSummary>) -> Vec<String> {
    let more = if kind == MetricKind::Instant { RESTRICTED.len() } else { 0 };
    let Some(metric) = metric else { return vec![String::new(); 4 + more + QUANTILES.len()] };
    let cell = |value: Option<f64>| {
        value.filter(|value| value.is_finite()).map_or(String::new(), |v| number(kind, v))
    };
    let (low, high) = metric.ci95.unzip();
    let restricted = restricted(metric).into_iter().take(more).map(cell);
    let told = [metric.mean, low, high].map(cell).into_iter().chain(restricted);
    let told = told.chain(metric.quantiles.map(cell));
    std::iter::once(metric.reached.to_string()).chain(told).collect()
}

fn number(kind: MetricKind, value: f64) -> String {
    match kind {
        MetricKind::Instant | MetricKind::Duration => format!("{value:.3}"),
        _ => format!("{value:.6}"),
    }
}

/// A number with six decimals; nothing where there is none.
fn six(value: f64) -> String {
    if value.is_finite() { format!("{value:.6}") } else { String::new() }
}

/// `indices.csv`: Sobol's indices of every metric that was always reached, and the share of a single
/// run's variance that is luck. The variance is in the square of the metric's unit.
///
/// # Errors
/// If `out` cannot be written to.
pub fn indices_table(found: &[(MetricName, Indices)], replications: u64, out: impl Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record([
        "metric",
        "group",
        "unit",
        "path",
        "first",
        "first_low",
        "first_high",
        "total",
        "total_low",
        "total_high",
        "variance",
        "luck_share",
    ])?;
    for (name, indices) in found {
        for index in &indices.of {
            let words = [name.name.as_str(), &name.group, name.unit, &index.path].map(str::to_owned);
            let told = |(value, (low, high)): (f64, (f64, f64))| [value, low, high];
            let numbers = told(index.first).into_iter().chain(told(index.total));
            let numbers = numbers.chain([indices.variance, luck_share(indices, replications)]);
            table.write_record(words.into_iter().chain(numbers.map(six)))?;
        }
    }
    table.flush()
}

/// The share of a single run's variance that is luck and not the values'.
#[must_use]
pub fn luck_share(indices: &Indices, replications: u64) -> f64 {
    let luck = indices.noise * replications as f64;
    luck / (luck + indices.variance)
}

/// `tornado.csv`: what each value at its least and at its greatest makes of every metric, all others as
/// they are. Each setting is told with its value and its differences to the scenario, in the metric's unit.
///
/// # Errors
/// If `out` cannot be written to.
pub fn tornado_table(found: &[(Setting, Vec<Paired>)], out: impl Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record([
        "metric",
        "group",
        "unit",
        "path",
        "value",
        "pairs",
        "reached_both",
        "difference",
        "low",
        "high",
    ])?;
    for (setting, paired) in found {
        for row in paired {
            let (path, value) = setting.edits.first().cloned().unwrap_or_default();
            let MetricName { name, group, unit, .. } = &row.name;
            let mut record = vec![name.clone(), group.clone(), (*unit).to_owned(), path, value];
            record.extend([row.pairs.to_string(), row.reached[2].to_string()]);
            let told: Option<Estimate> = row.difference_of_both;
            let (low, high) = told.and_then(|told| told.interval).unzip();
            let cell = |value: Option<f64>| value.map_or(String::new(), |value| number(row.name.kind, value));
            record.extend([told.map(|told| told.value), low, high].map(cell));
            table.write_record(&record)?;
        }
    }
    table.flush()
}

/// `uncertainty.csv`: of every metric that was always reached, how much of its spread is due to what
/// nobody knows, and how much to luck.
///
/// # Errors
/// If `out` cannot be written to.
pub fn uncertainty_table(found: &[(MetricName, NestedVariance)], out: impl Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record([
        "metric",
        "group",
        "unit",
        "sd_unknown",
        "sd_luck",
        "share_unknown",
        "low",
        "high",
    ])?;
    for (name, parts) in found {
        // An end that there is not is an empty cell.
        let (low, high) = parts.interval.unwrap_or((f64::NAN, f64::NAN));
        let numbers = [parts.between.sqrt(), parts.within.sqrt(), parts.share, low, high];
        let words = [name.name.as_str(), &name.group, name.unit].map(str::to_owned);
        table.write_record(words.into_iter().chain(numbers.map(six)))?;
    }
    table.flush()
}
