//! Random numbers by address: whatever else happens, a vehicle draws the same on the same leg.

mod chacha;
mod leg_draws;
mod luck;
mod step_table;

pub(super) use chacha::LANES;
pub(super) use leg_draws::MANY;
pub use leg_draws::{LegDraws, Place};
pub use luck::{Luck, Purpose, RESULTS_VERSION, Stream};
pub(super) use luck::{PAGE, Page};
pub(super) use step_table::{Steps, TOGETHER};

use crate::plan::{Entity, Plan};

/// The numbers of a replication.
#[derive(Debug)]
pub(super) struct Rng {
    luck: Luck,
    draws: LegDraws,
}

impl Rng {
    pub(super) fn new(plan: &Plan) -> Rng {
        Rng { luck: Luck::new(plan.seed, 0), draws: LegDraws::new(plan) }
    }

    /// A replication of a seed begins.
    pub(super) fn begin(&mut self, seed: u64, replication: u64) {
        self.luck = Luck::new(seed, replication);
        self.draws.reset(self.luck);
    }

    /// What gives the numbers of everything but vehicles' legs.
    #[inline]
    pub(super) fn luck(&self) -> Luck {
        self.luck
    }

    /// The numbers of a member of an entity for some purpose.
    pub(super) fn stream(&self, entity: Entity, number: u32, purpose: Purpose) -> Stream {
        self.luck.stream(entity, number, purpose)
    }

    /// The numbers of vehicles' legs.
    #[inline]
    pub(super) fn draws(&mut self) -> &mut LegDraws {
        &mut self.draws
    }
}
