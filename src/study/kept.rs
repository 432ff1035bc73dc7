//! Blocks that are kept beyond a study. A block stands for the plan that it was made of, and for no other: not for one
//! that code changed after it was read.

use super::block::Block;
use super::{RunOptions, Task};
use crate::plan::{Plan, PlanPrint};
use crate::record::{MOST_POINTS, all_series};

/// So many headcounts of each series one replication keeps at the most: those of its grid, and its end.
const MOST_KEPT: u64 = MOST_POINTS + 2;

/// Somebody who keeps blocks beyond the study, and knows those of earlier ones.
///
/// Called from any thread.
pub trait Keep: Sync {
    /// Whether it keeps or knows anything at all.
    fn keeps(&self) -> bool {
        true
    }

    /// The block of a task, if it is known. One that does not fit the task, or is of another plan, is made again.
    ///
    /// A block of the task's plan has at most so many headcounts. Who reads blocks from bytes that anybody may have
    /// written need not take memory for more.
    fn known(&self, _task: Task, _most_counts: u64) -> Option<Block> {
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
pub(super) struct Mark {
    print: Option<PlanPrint>,
    /// The most headcounts that one replication keeps.
    most_counts: u64,
}

impl Mark {
    pub(super) fn of(plan: &Plan, keep: &dyn Keep) -> Mark {
        let print = if keep.keeps() { plan.print() } else { None };
        let series = print.map_or(0, |_| all_series(plan).len() as u64);
        Mark { print, most_counts: series * MOST_KEPT }
    }

    /// The block of a task, if it is known and of this plan.
    pub(super) fn known(
        self,
        keep: &dyn Keep,
        plan: &Plan,
        options: &RunOptions,
        task: Task,
    ) -> Option<Block> {
        let print = self.print?;
        let most_counts =
            if options.no_headcounts { 0 } else { task.length.saturating_mul(self.most_counts) };
        keep.known(task, most_counts).filter(|block| block.plan == print && block.fits(plan, options, task))
    }

    /// Has a block kept that was made whole.
    pub(super) fn keep(self, keep: &dyn Keep, task: Task, block: &mut Block) {
        if let Some(print) = self.print.filter(|_| block.failure.is_none()) {
            block.plan = print;
            keep.keep(task, block);
        }
    }
}
