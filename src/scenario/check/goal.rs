//! The goal.

use crate::plan::Goal;
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
    Some(Some(Goal {
        group: sheet.optional("group", |node| sheet.id(Target::Group, node))?,
        share: sheet.read("share", 1.0, Node::number)?,
        by: by?,
        probability: sheet.read("probability", 0.95, Node::number)?,
    }))
}
