//! How the rows of a plan's groups are counted: as which group of the scenario, and whether as people
//! who are out already.

use crate::plan::{ChangeKind, GroupId, Part, Plan, Table};

/// How the people of one row are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Counted {
    /// The scenario's group that they belong to.
    pub whole: GroupId,
    /// Whether they have been set down before, are out, and go on from there.
    pub goes_on: bool,
}

/// How every row of a plan is counted.
pub(super) fn counted(plan: &Plan) -> Table<GroupId, Counted> {
    let goes_on = |id: GroupId, part: Part| match part {
        Part::Whole => false,
        Part::Onward(_) => true,
        Part::Stranded(_) => is_of_those_going_on(plan, id),
    };
    plan.groups
        .iter()
        .map(|(id, row)| Counted { whole: row.part.of(id), goes_on: goes_on(id, row.part) })
        .collect()
}

/// Whether a lost vehicle leaves people as `stranded` who had been set down before they got into it.
fn is_of_those_going_on(plan: &Plan, stranded: GroupId) -> bool {
    plan.fleets.rows().iter().any(|fleet| {
        fleet.changes.iter().any(|change| {
            let ChangeKind::Lost(Some(parts)) = &change.kind else { return false };
            let onward = |row: GroupId| matches!(plan.groups[row].part, Part::Onward(_));
            fleet.takes.iter().zip(parts).any(|(&row, &part)| part == stranded && onward(row))
        })
    })
}
