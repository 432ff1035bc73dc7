//! Blocks that are kept beyond a study. A block stands for the plan that it was made of, and for no other: not for one
//! that code changed after it was read.

use super::block::Block;
use super::{RunOptions, Task};
use crate::plan::{Plan, PlanPrint};

/// Somebody who keeps blocks beyond the study, and knows those of earlier ones.
///
/// Called from any thread.
pub trait Keep: Sync {
    /// Whether it keeps or knows anything at all.
    fn keeps(&self) -> bool {
        true
    }

    /// The block of a task, if it is known. One that does not fit the task, or is of another plan, is made again.
    fn known(&self, _task: Task) -> Option<Block> {
        None
    }

    /// A block has been made, whole and without failure.
    fn keep(&self, _task: Task, _block: &Block) {}
}

/// Keeps nothing.
impl Keep for () {
    fn keeps(&self) -> bool {
        false
    }
}

/// The blocks of one plan, marked with what tells it from others; none is kept or known where nobody keeps any, or
/// nobody can tell the plan from others.
#[derive(Clone, Copy)]
pub(super) struct Mark(Option<PlanPrint>);

impl Mark {
    pub(super) fn of(plan: &Plan, keep: &dyn Keep) -> Mark {
        Mark(if keep.keeps() { plan.print() } else { None })
    }

    /// The block of a task, if it is known and of this plan.
    pub(super) fn known(
        self,
        keep: &dyn Keep,
        plan: &Plan,
        options: &RunOptions,
        task: Task,
    ) -> Option<Block> {
        let print = self.0?;
        keep.known(task).filter(|block| block.plan == print && block.fits(plan, options, task))
    }

    /// Has a block kept that was made whole.
    pub(super) fn keep(self, keep: &dyn Keep, task: Task, block: &mut Block) {
        if let Some(print) = self.0.filter(|_| block.failure.is_none()) {
            block.plan = print;
            keep.keep(task, block);
        }
    }
}
