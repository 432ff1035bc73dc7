//! The record of a sweep: `sweep.json`.

use std::collections::BTreeMap;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};

use super::FORMAT;
use super::summary::Metric;
use crate::engine::RESULTS_VERSION;
use crate::plan::Plan;
use crate::study::{Ended, Point, Setting, Swept};

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
