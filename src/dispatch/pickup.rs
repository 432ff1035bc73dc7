//! What a fleet may find at a site that it serves, and who of them waits or is due.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::want::{Demands, SoleShare, View};
use crate::plan::{FleetId, GroupId, Need, PickupId, SiteId};
use crate::world::{RosterId, World};

/// What one fleet may find at one pickup that it serves.
#[derive(Clone, Debug)]
pub struct Pickup {
    /// The site.
    pub site: SiteId,
    /// The fleet.
    pub fleet: FleetId,
    /// Its id.
    pub id: PickupId,
    /// Under which pickup its vehicles' offers are counted: the first at the site of those whose fleets find the same
    /// there, and have as many places.
    pub offer: PickupId,
    /// The groups there that the fleet takes, each with its place in the fleet's list and its
    /// drop-off, the most urgent first.
    pub eligible: Vec<Eligible>,
    /// Where their sums are kept, if they are many.
    pub(super) roster: Option<RosterId>,
    /// If they are many, those of them that may be set down at each site.
    pub(super) bound_for: Arc<BTreeMap<SiteId, Bound>>,
    /// What it asks for; the same for all fleets that find the same here.
    pub(super) asks: Arc<Demands>,
    /// The same where one group asks one sum of offers, as in most scenarios: it is looked at on every trip.
    pub(super) sole: Option<SoleShare>,
}

/// One of the groups whom a [`Pickup`] is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Eligible {
    /// The group.
    pub group: GroupId,
    /// Its place in the list of groups that the fleet takes.
    pub place: usize,
    /// What its people need.
    pub need: Need,
    /// How urgent they are.
    pub urgency: i64,
    /// Where its people are set down if nothing is closed or full.
    pub drop_off: SiteId,
}

/// Those of the groups of a [`Pickup`] who may be set down at one site.
#[derive(Debug)]
pub(super) struct Bound {
    /// Their places among the eligible groups, in ascending order.
    pub(super) places: Vec<usize>,
    /// Where their sums are kept, if they are many.
    pub(super) roster: Option<RosterId>,
}

impl Pickup {
    /// Whether nobody whom the fleet could take is left here, waiting or due.
    #[inline]
    #[must_use]
    pub fn is_deserted(&self, world: &World) -> bool {
        match self.roster {
            None => self.eligible.iter().all(|eligible| world.crowd(eligible.group).unclaimed() == 0),
            Some(roster) => !world.rosters().has_somebody(roster),
        }
    }

    /// The first of the eligible groups, from a place on, of whom people wait and for whose kind there are places;
    /// its place.
    #[inline]
    #[must_use]
    pub fn next_waiting(&self, world: &World, from: usize, free: [u32; 2]) -> Option<usize> {
        match self.roster {
            None => (from..self.eligible.len()).find(|&place| self.is_waiting(world, place, free)),
            Some(roster) => world.rosters().next_waiting(roster, from, free.map(|places| places > 0)),
        }
    }

    /// Whether so many groups are here that they are not to be walked through.
    #[inline]
    #[must_use]
    pub fn has_many_groups(&self) -> bool {
        self.roster.is_some()
    }

    /// Where there are many groups, the same of those alone who may be set down at a site.
    #[must_use]
    pub fn next_bound_for(&self, world: &World, site: SiteId, from: usize, free: [u32; 2]) -> Option<usize> {
        let Bound { places, roster } = self.bound_for.get(&site)?;
        let first = places.partition_point(|&place| place < from);
        let next = match *roster {
            Some(roster) => world.rosters().next_waiting(roster, first, free.map(|places| places > 0)),
            None => (first..places.len()).find(|&next| self.is_waiting(world, places[next], free)),
        };
        next.map(|next| places[next])
    }

    /// Whether people of one of the eligible groups wait, and there are places for their kind.
    #[inline(always)]
    fn is_waiting(&self, world: &World, place: usize, free: [u32; 2]) -> bool {
        let eligible = &self.eligible[place];
        free[eligible.need.index()] > 0 && !world.crowd(eligible.group).waiting.is_empty()
    }

    /// The eligible groups of whom people wait and for whose kind there are places.
    pub fn waiting<'a>(&'a self, world: &'a World, places: [u32; 2]) -> impl Iterator<Item = &'a Eligible> {
        let mut from = 0;
        std::iter::from_fn(move || {
            let next = self.next_waiting(world, from, places)?;
            from = next + 1;
            Some(&self.eligible[next])
        })
    }

    /// The eligible groups of whom people are due.
    pub fn due<'a>(&'a self, world: &'a World) -> impl Iterator<Item = &'a Eligible> {
        let is_due = |place: &usize| world.crowd(self.eligible[*place].group).due > 0;
        let mut from = 0;
        std::iter::from_fn(move || {
            let next = match self.roster {
                None => (from..self.eligible.len()).find(is_due),
                Some(roster) => world.rosters().next_due(roster, from),
            }?;
            from = next + 1;
            Some(&self.eligible[next])
        })
    }

    /// People who wait here whom the fleet takes and nobody has claimed, and vehicles that are here for such people, or
    /// bound here.
    pub(super) fn load(&self, view: View<'_>) -> (u64, u64) {
        let waiting = match self.roster {
            None => {
                let groups = self.eligible.iter().map(|eligible| view.world.crowd(eligible.group));
                groups.map(|crowd| u64::from(crowd.waiting.len())).sum()
            }
            Some(roster) => view.world.rosters().waiting(roster),
        };
        let vehicles = self.asks.competing.iter().map(|&offer| u64::from(view.offers[offer].vehicles));
        (waiting, vehicles.sum())
    }
}
