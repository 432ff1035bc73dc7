//! The books of shelters: how many places are free at each, and which are promised to whom.

use crate::plan::{GroupId, Id, Network, Plan, SiteId, Table, VehicleId};
use crate::world::Supply;

/// Places promised to people of one vehicle.
#[derive(Clone, Copy, Debug)]
pub(super) struct Promise {
    pub(super) site: SiteId,
    pub(super) group: GroupId,
    pub(super) people: u32,
    /// Whether they would be set down elsewhere if nothing had been closed.
    pub(super) detour: bool,
}

/// The drop-offs with limited room.
#[derive(Debug)]
pub(in crate::engine) struct Shelters {
    pub(super) limited: bool,
    /// Whether there has been too little room for anybody so far.
    pub(super) scarce: bool,
    /// Each group's drop-offs, the nearest first.
    pub(super) drop_offs: Table<GroupId, Vec<SiteId>>,
    /// The groups that may be set down at each site.
    pub(super) bound_for: Table<SiteId, Vec<GroupId>>,
    /// Sites that have filled up, or have room again, since it was last asked.
    turned: Vec<SiteId>,
    /// Places free and not promised.
    pub(super) free: Table<SiteId, Supply>,
    /// Those promised, by vehicle, in the order in which it visits the shelters.
    pub(super) promises: Table<VehicleId, Vec<Promise>>,
}

impl Shelters {
    pub(super) fn new(plan: &Plan, network: &Network) -> Shelters {
        let limited = |site: &SiteId| plan.sites[*site].capacity.is_some();
        let limited = plan.groups.rows().iter().any(|group| group.to.iter().any(limited));
        let rows = if limited { plan.vehicle_count() as usize } else { 0 };
        let drop_offs: Table<GroupId, Vec<SiteId>> =
            plan.groups.ids().map(|group| network.drop_offs(plan, group)).collect();
        let mut bound_for = Table::filled(plan.sites.len(), Vec::new());
        for (group, sites) in drop_offs.iter() {
            sites.iter().for_each(|&site| bound_for[site].push(group));
        }
        Shelters {
            limited,
            scarce: false,
            drop_offs,
            bound_for,
            turned: Vec::new(),
            free: Table::filled(plan.sites.len(), Supply::default()),
            promises: Table::filled(rows, Vec::new()),
        }
    }

    pub(super) fn reset(&mut self, plan: &Plan) {
        if self.limited {
            self.scarce = false;
            for (free, site) in self.free.rows_mut().iter_mut().zip(plan.sites.rows()) {
                *free = Supply::of(site.capacity);
            }
            self.turned.clear();
            self.turned
                .extend(plan.sites.iter().filter(|(_, row)| row.capacity == Some(0)).map(|(site, _)| site));
            self.promises.rows_mut().iter_mut().for_each(Vec::clear);
        }
    }

    /// The drop-offs of a group, the nearest first.
    pub(in crate::engine) fn drop_offs_of(&self, group: GroupId) -> &[SiteId] {
        &self.drop_offs[group]
    }

    /// Whether any drop-off may be full.
    #[inline]
    pub(in crate::engine) fn are_limited(&self) -> bool {
        self.limited
    }

    /// Takes places for people, as far as there are any.
    pub(super) fn fill(&mut self, site: SiteId, people: u32) {
        if self.free[site].take(people) {
            self.turned.push(site);
        }
        self.scarce |= !self.free[site].has(1);
    }

    /// Whether a site has room for everybody in a vehicle.
    pub(in crate::engine) fn have_room_for(&self, vehicle: VehicleId, site: SiteId) -> bool {
        let promises = self.promises.rows().get(vehicle.index()).map_or(&[][..], Vec::as_slice);
        let others = promises.iter().filter(|promise| promise.site != site).map(|promise| promise.people);
        self.free[site].has(others.sum())
    }

    /// Somebody has been left behind for want of room.
    pub(super) fn have_too_little_room(&mut self) {
        self.scarce = true;
    }

    pub(super) fn give_back(&mut self, site: SiteId, people: u32) {
        if self.free[site].give_back(people) {
            self.turned.push(site);
        }
    }

    /// A site that has filled up, or has room again, since it was last asked.
    pub(super) fn next_turned(&mut self) -> Option<SiteId> {
        self.turned.pop()
    }

    /// Whether every place is full where a group may be set down.
    pub(super) fn are_full_for(&self, group: GroupId) -> bool {
        let drop_offs = &self.drop_offs[group];
        !drop_offs.is_empty() && drop_offs.iter().all(|&site| !self.free[site].has(1))
    }

    /// Places at a site that are free and not promised.
    pub(super) fn free(&self, site: SiteId) -> u32 {
        self.free[site].most()
    }

    /// The drop-offs that so many people of a group would have to visit, one after the other, if they were brought
    /// now.
    pub(in crate::engine) fn round(&self, network: &Network, group: GroupId, people: u32) -> Vec<SiteId> {
        let mut left = people;
        let mut sites: Vec<SiteId> = Vec::new();
        for &site in self.drop_offs[group].iter().filter(|&&site| self.free[site].has(1)) {
            if left > 0 && sites.last().is_none_or(|&last| network.route(last, site).is_some()) {
                sites.push(site);
                left = self.free[site].lacking(left);
            }
        }
        sites
    }

    /// The shelters that a vehicle visits, in their order.
    pub(super) fn visited_by(&self, vehicle: VehicleId) -> Vec<SiteId> {
        let mut sites: Vec<SiteId> = self.promises[vehicle].iter().map(|promise| promise.site).collect();
        sites.dedup();
        sites
    }

    /// Whether a vehicle goes elsewhere than people of a group would: it has none of them, and does not visit the
    /// first of their drop-offs with room.
    pub(super) fn goes_elsewhere(&self, vehicle: VehicleId, group: GroupId, drop_offs: &[SiteId]) -> bool {
        let promises = &self.promises[vehicle];
        let visits = |site: SiteId| promises.iter().any(|promise| promise.site == site);
        let goal = drop_offs.iter().find(|&&site| self.free[site].has(1) || visits(site));
        !promises.is_empty()
            && promises.iter().all(|promise| promise.group != group)
            && !goal.is_some_and(|&goal| visits(goal))
    }

    /// Keeps promises for one site together; those for another site stand at a place among the sites that are visited,
    /// the last if none is given.
    pub(super) fn note_promise(&mut self, vehicle: VehicleId, promise: Promise, place: Option<usize>) {
        let promises = &mut self.promises[vehicle];
        let of = |promise: &Promise| (promise.site, promise.group);
        if let Some(same) = promises.iter_mut().find(|other| of(other) == of(&promise)) {
            same.people += promise.people;
            same.detour |= promise.detour;
            return;
        }
        if let Some(last) = promises.iter().rposition(|other| other.site == promise.site) {
            return promises.insert(last + 1, promise);
        }
        let starts = promises.iter().enumerate().filter(|(index, promise)| {
            index.checked_sub(1).is_none_or(|before| promises[before].site != promise.site)
        });
        let start = place.and_then(|place| starts.map(|(index, _)| index).nth(place));
        promises.insert(start.unwrap_or(promises.len()), promise);
    }
}
