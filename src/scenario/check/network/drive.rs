//! How long a drive takes: by time, or by length and speed.

use crate::plan::Speeds;
use crate::scenario::check::reading::amounts::Measure;
use crate::scenario::check::reading::sheet::Sheet;
use crate::scenario::document::{Node, Value};
use crate::scenario::problems::Wrong;
use crate::stats::Distribution;

/// What a route says of itself.
pub(super) struct Drive {
    pub km: Option<f64>,
    pub time: Distribution,
    pub speeds: Option<Speeds>,
}

/// Reads length, time and speed of a route.
pub(super) fn drive(sheet: &Sheet<'_>) -> Option<Drive> {
    let km: Option<Option<f64>> = sheet.optional("km", Node::number);
    let (time, speeds) = (sheet.amount("time", Measure::Durations, 0.0), speeds(sheet));
    match (sheet.node("time"), sheet.node("speed"), sheet.node("km")) {
        (None, None, _) => {
            let help = "add `time = \"50 min\"`, how long one vehicle takes, or `km` and `speed`";
            sheet.wrong_at(&sheet.table.place, &sheet.path, Wrong::new("has no `time`", help));
            None
        }
        (Some(_), Some(_), _) => {
            sheet.wrong("speed", Wrong::new("does not go with `time`", "keep one of the two"));
            None
        }
        (Some(_), None, _) => Some(Drive { km: km?, time: time?, speeds: None }),
        (None, Some(_), None) => {
            let help = "add `km`: the time follows from both";
            sheet.wrong("speed", Wrong::new("is given, but not how long the route is", help));
            None
        }
        (None, Some(_), Some(_)) => {
            let (km, speeds) = (km??, speeds??);
            // What to expect when sites are compared: halfway between an empty and a loaded drive.
            let mean = (speeds.time(km, false) + speeds.time(km, true)) / 2.0;
            Some(Drive { km: Some(km), time: Distribution::fixed(mean).ok()?, speeds: Some(speeds) })
        }
    }
}

/// Reads a speed, the same with and without people or apart.
pub(in crate::scenario::check) fn speeds(sheet: &Sheet<'_>) -> Option<Option<Speeds>> {
    sheet.optional("speed", |node| match &node.value {
        Value::Table(fields) => {
            let speed = |key| positive(fields.get(key)?);
            Some(Speeds { empty: speed("empty")?, loaded: speed("loaded")? })
        }
        _ => positive(node).map(|speed| Speeds { empty: speed, loaded: speed }),
    })
}

fn positive(node: &Node) -> Option<f64> {
    node.number().filter(|&speed| speed > 0.0 && speed.is_finite())
}
