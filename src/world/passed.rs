//! Parties that have been passed over, by what they need, so that a vehicle need not walk past all who do not fit.

use std::collections::BTreeMap;

use super::batch::{Batch, Turn};
use super::claiming::Room;

/// Parties of one size.
#[derive(Debug)]
struct Class {
    needs: (u32, u32),
    queue: BTreeMap<Turn, Batch>,
}

/// Parties that did not fit into some vehicle. Each comes here once; then a claim looks at the first of each size
/// alone.
#[derive(Debug, Default)]
pub(super) struct Passed(Vec<Class>);

impl Passed {
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn insert(&mut self, batch: Batch) {
        let needs = batch.needs();
        let class = match self.0.iter().position(|class| class.needs == needs) {
            Some(class) => class,
            None => {
                self.0.push(Class { needs, queue: BTreeMap::new() });
                self.0.len() - 1
            }
        };
        self.0[class].queue.insert(batch.turn, batch);
    }

    /// Whether there are parties of some size.
    pub(super) fn any(&self, which: impl Fn((u32, u32)) -> bool) -> bool {
        self.0.iter().any(|class| which(class.needs))
    }

    /// The first party in the order of coming for which there is room: its turn, and which class it is of.
    pub(super) fn first(&self, room: &Room) -> Option<(Turn, usize)> {
        let fitting = self.0.iter().enumerate().filter(|(_, class)| room.fits(class.needs));
        fitting.filter_map(|(number, class)| Some((*class.queue.first_key_value()?.0, number))).min()
    }

    /// Takes the first party of a class.
    pub(super) fn take_first(&mut self, class: usize) -> Option<Batch> {
        let batch = self.0[class].queue.pop_first().map(|(_, batch)| batch);
        self.drop_if_empty(class);
        batch
    }

    /// Takes the party of a turn.
    pub(super) fn take(&mut self, turn: Turn) -> Option<Batch> {
        let class = self.0.iter().position(|class| class.queue.contains_key(&turn))?;
        let batch = self.0[class].queue.remove(&turn);
        self.drop_if_empty(class);
        batch
    }

    /// Takes all parties of those sizes for which something holds.
    pub(super) fn take_all(&mut self, which: impl Fn((u32, u32)) -> bool) -> Vec<Batch> {
        let (taken, kept) = std::mem::take(&mut self.0).into_iter().partition(|class| which(class.needs));
        self.0 = kept;
        let taken: Vec<Class> = taken;
        taken.into_iter().flat_map(|class| class.queue.into_values()).collect()
    }

    fn drop_if_empty(&mut self, class: usize) {
        if self.0[class].queue.is_empty() {
            self.0.swap_remove(class);
        }
    }
}
