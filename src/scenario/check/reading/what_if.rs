//! What if drives took longer, or more people came: factors that a scenario keeps apart from what it says.

use super::sheet::Sheet;
use crate::scenario::document::Node;

/// The factor that a path names; 1 where there is none, or where it is malformed.
fn factor(sheet: &Sheet<'_>, path: &[&str]) -> f64 {
    let table = sheet.reading.known.document.table().and_then(|root| root.get("what_if"));
    let node = path.iter().try_fold(table, |node, key| Some(node?.table()?.get(key)));
    let factor = node.flatten().and_then(Node::number);
    factor.filter(|factor| *factor > 0.0 && factor.is_finite()).unwrap_or(1.0)
}

/// So many times as long every drive takes.
pub(in crate::scenario::check) fn travel(sheet: &Sheet<'_>) -> f64 {
    factor(sheet, &["travel"])
}

/// So many times as long drives on a route take, beside that.
pub(in crate::scenario::check) fn travel_on(sheet: &Sheet<'_>, route: &str) -> f64 {
    factor(sheet, &["routes", route])
}

/// So many times as many people of a group come.
pub(in crate::scenario::check) fn demand(sheet: &Sheet<'_>, group: &str) -> f64 {
    factor(sheet, &["demand"]) * factor(sheet, &["groups", group])
}
