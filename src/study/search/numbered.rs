//! Blocks of a search, under the numbers of their settings.

use crate::study::{Block, Keep, Task};

/// Somebody who keeps the blocks of many settings, asked for those from one setting on: whoever counts
/// from 0 finds them there.
#[derive(Clone, Copy)]
pub(super) struct Numbered<'a> {
    pub(super) keep: &'a dyn Keep,
    /// The setting that is asked for as 0.
    pub(super) first: usize,
}

impl Numbered<'_> {
    fn task(&self, task: Task) -> Task {
        Task { setting: self.first + task.setting, ..task }
    }
}

impl Keep for Numbered<'_> {
    fn keeps(&self) -> bool {
        self.keep.keeps()
    }

    fn known(&self, task: Task, most_counts: u64) -> Option<Block> {
        self.keep.known(self.task(task), most_counts)
    }

    fn keep(&self, task: Task, block: &Block) {
        self.keep.keep(self.task(task), block);
    }
}
