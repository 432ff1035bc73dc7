//! What may befall people: rates per hour and person.

use super::People;
use crate::plan::{GroupId, Hazards, Id};
use crate::scenario::check::reading::sheet::Sheet;
use crate::scenario::document::Node;
use crate::scenario::names::Target;
use crate::scenario::problems::Wrong;

/// Reads the hazards of a group.
pub(super) fn read(sheet: &Sheet<'_>) -> Option<Hazards> {
    let Some(node) = sheet.node("hazards") else { return Some(Hazards::default()) };
    let inside = sheet.inside("hazards", node);
    let worsening = inside.optional("worsening", |node| {
        let inside = inside.inside("worsening", node);
        let rate = inside.node("per_hour").and_then(Node::number)?;
        Some((rate, inside.id(Target::Group, inside.node("to")?)?))
    });
    let rate = |key| inside.read(key, 0.0, Node::number);
    Some(Hazards {
        worsening: worsening?,
        giving_up: rate("giving_up")?,
        dying: rate("dying")?,
        dying_aboard: rate("dying_aboard")?,
    })
}

/// Who gets worse waits on where they are, as one of another group.
pub(super) fn check_worsening(people: &People<'_>) {
    for (id, row) in people.whole() {
        let Some(sheet) = row.sheet.sheet("hazards").and_then(|sheet| sheet.sheet("worsening")) else {
            continue;
        };
        let Some(to) = sheet.node("to").and_then(|node| sheet.id::<GroupId>(Target::Group, node)) else {
            continue;
        };
        let other = &people.rows[to.index()];
        if to == id {
            let help = "name the group that they belong to when they have got worse";
            sheet.wrong("to", Wrong::new("is the group itself", help));
        } else if other.at.is_some() && row.at.is_some() && other.at != row.at {
            let says = format!("is `{}`, but they wait at another site", other.id);
            sheet.wrong("to", Wrong::new(says, "name a group that waits at the same site"));
        }
    }
}
