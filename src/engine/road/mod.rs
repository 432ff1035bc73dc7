//! The road: who sets out on which leg, how long that takes and what happens on the way.

mod breakdowns;
mod checkpoints;
mod closures;
mod headway;
mod segments;
mod setting_out;
mod stranded;
mod suspensions;
mod travel_time;
mod turn_back;

pub(super) use closures::Closed;
pub(super) use setting_out::{Company, Leg};

use crate::plan::{CheckpointId, Plan};
use breakdowns::RepairCrews;
use checkpoints::{CheckpointStates, Columns};
use closures::Closures;
use travel_time::Roads;

/// The state of all roads.
#[derive(Debug)]
pub(super) struct Road {
    times: Roads,
    /// Whether anything can happen to vehicles on their way, or between two trips.
    eventful: bool,
    posts: CheckpointStates,
    columns: Columns,
    closures: Closures,
    crews: RepairCrews,
}

impl Road {
    pub(super) fn new(plan: &Plan) -> Road {
        Road {
            times: Roads::new(plan),
            eventful: crate::world::is_eventful(plan),
            posts: CheckpointStates::new(plan),
            columns: Columns::default(),
            closures: Closures::new(plan),
            crews: RepairCrews::new(plan),
        }
    }

    pub(super) fn reset(&mut self, plan: &Plan) {
        self.times.reset();
        self.closures.reset();
        if self.eventful {
            self.posts.reset(plan);
            self.columns.reset();
            self.crews.reset(plan);
        }
    }

    /// Whether anything can happen to vehicles on their way, or between two trips; [`crate::world::is_eventful`] says
    /// what that means.
    #[inline]
    pub(super) fn is_eventful(&self) -> bool {
        self.eventful
    }

    /// What is closed.
    #[inline]
    pub(super) fn closures(&self) -> &Closures {
        &self.closures
    }

    /// Whether no check begins at a checkpoint.
    pub(super) fn is_shut(&self, checkpoint: CheckpointId) -> bool {
        self.posts.get(checkpoint).closed > 0
    }
}
