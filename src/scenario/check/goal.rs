//! The goal.

use crate::plan::{Goal, Known, ShareOut};
use crate::scenario::check::reading::sheet::Sheet;
use crate::scenario::document::Node;
use crate::scenario::names::Target;
use crate::scenario::problems::Wrong;
use crate::units::Tick;

/// Reads the goal; nothing if it is malformed.
pub(super) fn goal(root: &Sheet<'_>, end: Option<Tick>) -> Option<Option<Goal>> {
    let Some(node) = root.node("goal") else { return Some(None) };
    let sheet = root.inside("goal", node);
    let by = sheet.instant("by");
    if let (Some(by), Some(end)) = (by, end)
        && by > end
    {
        sheet.wrong(
            "by",
            Wrong::new("is after the end of the run", "give an earlier instant, or end the run later"),
        );
    }
    if by == Some(Tick::START) {
        sheet.wrong("by", Wrong::new("is the start itself", "give a later instant"));
    }
    let (out, known) = (out(&sheet), known(&sheet));
    Some(Some(Goal {
        out: out?,
        known: known?,
        by: by?,
        probability: sheet.read("probability", 0.95, Node::number)?,
    }))
}

/// Who should be out: everybody, unless only a count is to be right.
fn out(sheet: &Sheet<'_>) -> Option<Option<ShareOut>> {
    let said = ["group", "share"].iter().any(|key| sheet.node(key).is_some());
    if sheet.node("observer").is_some() && !said {
        return Some(None);
    }
    let group = sheet.optional("group", |node| sheet.id(Target::Group, node))?;
    Some(Some(ShareOut { group, share: sheet.read("share", 1.0, Node::number)? }))
}

/// Whose count should be right.
fn known(sheet: &Sheet<'_>) -> Option<Option<Known>> {
    match (sheet.node("observer"), sheet.node("within")) {
        (None, None) => Some(None),
        (None, Some(_)) => {
            let help = "leave it out, or add `observer`: whose count must be right";
            sheet.wrong("within", Wrong::new("goes with `observer`", help));
            None
        }
        (Some(_), None) => {
            let help = "add `within = 0.05`: by which part of the truth it may be wrong";
            sheet.wrong("observer", Wrong::new("does not say how right its count must be", help));
            None
        }
        (Some(observer), Some(within)) => {
            Some(Some(Known { observer: sheet.id(Target::Observer, observer)?, within: within.number()? }))
        }
    }
}
