//! Stops: berths, boarding, alighting and shelters.

mod alighting;
mod berths;
mod boarding;
mod doors;
mod sheltering;
mod shelters;

use crate::plan::{GroupId, Network, Plan, SiteId};
use crate::units::Tick;
use shelters::Shelters;

/// What is known at stops beside the state of their sites.
#[derive(Debug)]
pub(super) struct Stops {
    shelters: Shelters,
    /// Scratch: whom the vehicle at a berth has just claimed.
    claims: Vec<(GroupId, Tick, u32)>,
}

impl Stops {
    pub(super) fn new(plan: &Plan, network: &Network) -> Stops {
        Stops { shelters: Shelters::new(plan, network), claims: Vec::new() }
    }

    pub(super) fn reset(&mut self, plan: &Plan) {
        self.shelters.reset(plan);
    }

    /// How full the shelters are.
    #[inline]
    pub(super) fn shelters(&self) -> &Shelters {
        &self.shelters
    }

    /// People are at a shelter from the start.
    pub(super) fn fill(&mut self, site: SiteId, people: u32) {
        self.shelters.fill(site, people);
    }
}
