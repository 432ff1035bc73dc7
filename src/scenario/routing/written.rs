//! The forms in which services write their answers.

use serde::Deserialize;
use serde_json::Value;

use super::{Answer, Grid, Location};
use crate::scenario::problems::Wrong;

const MILE: f64 = 1609.344;

/// What a service wrote, as far as it is of use.
#[derive(Deserialize)]
pub(super) struct Written {
    /// OSRM: `Ok`, or what went wrong.
    code: Option<Value>,
    message: Option<String>,
    /// openrouteservice and Valhalla: what went wrong.
    error: Option<Value>,
    durations: Option<Grid>,
    distances: Option<Grid>,
    sources: Option<Vec<Point>>,
    destinations: Option<Vec<Point>>,
    /// Valhalla's destinations.
    targets: Option<Vec<Point>>,
    sources_to_targets: Option<Targets>,
    /// Valhalla's unit of distances.
    units: Option<String>,
    /// openrouteservice: what was asked.
    metadata: Option<Metadata>,
    /// OSRM: which times are no times of roads.
    fallback_speed_cells: Option<Vec<[usize; 2]>>,
}

/// Valhalla's times: a record for each pair, or, where few words were asked for, numbers.
#[derive(Deserialize)]
#[serde(untagged)]
enum Targets {
    Verbose(Vec<Vec<Record>>),
    Terse { durations: Grid, distances: Option<Grid> },
}

#[derive(Deserialize)]
struct Record {
    time: Option<f64>,
    distance: Option<f64>,
    from_index: Option<usize>,
    to_index: Option<usize>,
}

/// Where a row or a column lies: `location` is longitude first. Older Valhallas put all into a list of their own, or each.
#[derive(Deserialize)]
#[serde(untagged)]
enum Point {
    Found { location: (f64, f64) },
    Asked { lat: f64, lon: f64 },
    Listed(Vec<Point>),
    Unknown(()),
}

#[derive(Deserialize)]
struct Metadata {
    query: Option<Query>,
}

#[derive(Deserialize)]
struct Query {
    units: Option<String>,
}

impl Point {
    /// Where it lies; of a list, where all of these lie.
    fn locations(&self) -> Vec<Location> {
        match self {
            Point::Found { location: (longitude, latitude) } => vec![Some((*latitude, *longitude))],
            Point::Asked { lat, lon } => vec![Some((*lat, *lon))],
            Point::Listed(points) => points.iter().flat_map(Point::locations).collect(),
            Point::Unknown(()) => vec![None],
        }
    }
}

impl Written {
    /// Refuses an answer that says that something went wrong.
    pub(super) fn failure(&self) -> Result<(), Wrong> {
        let refused = |what: String| {
            Err(Wrong::new(
                format!("says that the service could not answer: {what}"),
                "ask again, and save the answer",
            ))
        };
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        match (&self.code, &self.error) {
            (_, Some(error)) => {
                let message = error.get("message").unwrap_or(error);
                refused(text(message))
            }
            (Some(code), None) if text(code) != "Ok" => {
                let why = self.message.as_ref().map_or(String::new(), |message| format!(": {message}"));
                refused(text(code) + &why)
            }
            _ => Ok(()),
        }
    }

    pub(super) fn answer(self) -> Result<Answer, Wrong> {
        let located = |points: Option<Vec<Point>>| {
            points.map(|points| points.iter().flat_map(Point::locations).collect::<Vec<Location>>())
        };
        let asked = self.metadata.as_ref().and_then(|metadata| metadata.query.as_ref()?.units.as_deref());
        let (service, seconds, distances, scale) = match self.sources_to_targets {
            Some(targets) => {
                let (seconds, distances) = targets.grids()?;
                let scale = scale_of(self.units.as_deref().unwrap_or("kilometers"))?;
                ("Valhalla", Some(seconds), distances, scale)
            }
            None => {
                let service = if self.metadata.is_some() { "openrouteservice" } else { "OSRM" };
                (service, self.durations, self.distances, scale_of(asked.unwrap_or("m"))?)
            }
        };
        let Some(seconds) = seconds else {
            return Err(match distances {
                Some(_) => Wrong::new("has distances and no times", "ask for durations, too"),
                None => Wrong::new("has no `durations`", "save the answer of OSRM's `table`, or of a matrix"),
            });
        };
        let scaled = |cell: Option<f64>| cell.map(|distance| distance * scale);
        let metres =
            distances.map(|grid| grid.into_iter().map(|row| row.into_iter().map(scaled).collect()).collect());
        Ok(Answer {
            service,
            seconds,
            metres,
            rows: located(self.sources),
            columns: located(self.destinations.or(self.targets)),
            guessed: self.fallback_speed_cells.unwrap_or_default().into_iter().collect(),
        })
    }
}

/// The metres of a unit of distances.
fn scale_of(unit: &str) -> Result<f64, Wrong> {
    match unit {
        "m" => Ok(1.0),
        "km" | "kilometers" => Ok(1000.0),
        "mi" | "miles" => Ok(MILE),
        _ => Err(Wrong::new(
            format!("has distances in {unit:?}, an unknown unit"),
            "ask for kilometres, miles or metres",
        )),
    }
}

impl Targets {
    fn grids(self) -> Result<(Grid, Option<Grid>), Wrong> {
        Ok(match self {
            Targets::Terse { durations, distances } => (durations, distances),
            Targets::Verbose(rows) => {
                let is_elsewhere =
                    |index: Option<usize>, place: usize| index.is_some_and(|index| index != place);
                let elsewhere = rows.iter().enumerate().any(|(row, records)| {
                    let mut records = records.iter().enumerate();
                    records.any(|(column, record)| {
                        is_elsewhere(record.from_index, row) || is_elsewhere(record.to_index, column)
                    })
                });
                if elsewhere {
                    let help = "save what the service answered as it is, in its order";
                    return Err(Wrong::new("has records in another order than their indices say", help));
                }
                let of = |cell: fn(&Record) -> Option<f64>| {
                    rows.iter().map(|row| row.iter().map(cell).collect()).collect()
                };
                (of(|record| record.time), Some(of(|record| record.distance)))
            }
        })
    }
}
