//! How the rows of a plan's groups are counted: as which group of the scenario, and whether as people
//! who are out already.

use crate::plan::{GroupId, Plan, Table};

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
    plan.groups
        .iter()
        .map(|(id, row)| Counted { whole: row.part.of(id), goes_on: plan.has_been_out(id) })
        .collect()
}
