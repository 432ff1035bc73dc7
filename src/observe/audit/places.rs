//! The auditor's books of berths, lanes, shelters and roads.

use super::Auditor;
use crate::plan::{CheckpointId, Plan, RouteId, SiteId, SuspensionId, VehicleId};
use crate::units::Tick;

/// The books of one site.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    berths: u32,
    /// Suspensions that close it.
    closed: u32,
    /// People who have come here, set down or in their own cars, and have not gone on.
    pub(super) sheltered: i64,
    /// How many of these may be more than the site has places for.
    pub(super) over: i64,
}

/// The books of one route.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Road {
    closed: u32,
    /// When the last vehicle set out on it.
    last: Option<Tick>,
}

/// The books of one checkpoint.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Post {
    closed: u32,
    lanes: u32,
}

impl Auditor<'_> {
    pub(super) fn berth(&mut self, vehicle: VehicleId, site: SiteId, taken: bool) {
        let had = self.vehicles[vehicle].at_berth;
        self.vehicles[vehicle].at_berth = taken.then_some(site);
        let plan = self.plan;
        let (name, at) = (|| plan.name_of(vehicle), &plan.sites[site].id);
        self.require(had.is_some() != taken, || format!("{} has two berths or left none", name()));
        let place = &mut self.sites[site];
        place.berths = if taken { place.berths + 1 } else { place.berths.saturating_sub(1) };
        let (used, closed) = (place.berths, place.closed > 0);
        let berths = self.plan.sites[site].berths.unwrap_or(u32::MAX);
        self.require(used <= berths, || format!("{used} vehicles at {berths} berths of {at}"));
        self.require(!(taken && closed), || format!("{} takes a berth of {at}, which is closed", name()));
    }

    pub(super) fn lane(&mut self, vehicle: VehicleId, checkpoint: CheckpointId, taken: bool) {
        let had = std::mem::replace(&mut self.vehicles[vehicle].in_lane, taken);
        let plan = self.plan;
        let (name, at) = (|| plan.name_of(vehicle), &plan.checkpoints[checkpoint].id);
        self.require(had != taken, || format!("{} has two lanes or left none", name()));
        let post = &mut self.posts[checkpoint];
        post.lanes = if taken { post.lanes + 1 } else { post.lanes.saturating_sub(1) };
        let (used, closed) = (post.lanes, post.closed > 0);
        let lanes = self.plan.checkpoints[checkpoint].lanes;
        self.require(used <= lanes, || format!("{used} vehicles in {lanes} lanes of {at}"));
        self.require(!(taken && closed), || format!("{} is checked at {at}, which is closed", name()));
    }

    pub(super) fn suspended(&mut self, suspension: SuspensionId, begins: bool) {
        let row = &self.plan.suspensions[suspension];
        let change = |closed: &mut u32| *closed = if begins { *closed + 1 } else { closed.saturating_sub(1) };
        row.routes.iter().for_each(|&route| change(&mut self.roads[route].closed));
        row.sites.iter().for_each(|&site| change(&mut self.sites[site].closed));
        row.checkpoints.iter().for_each(|&checkpoint| change(&mut self.posts[checkpoint].closed));
    }

    pub(super) fn departed(
        &mut self,
        (vehicle, people): (VehicleId, u32),
        route: RouteId,
        convoy: Option<(u32, u32)>,
    ) {
        self.in_service(vehicle);
        let (plan, aboard) = (self.plan, self.vehicles[vehicle].aboard);
        let name = || plan.name_of(vehicle);
        self.require(aboard == u64::from(people), || format!("{} left with {people}, not {aboard}", name()));
        let at_berth = self.vehicles[vehicle].at_berth.is_some();
        self.require(!at_berth, || format!("{} left and keeps its berth", name()));
        let closed = self.roads[route].closed > 0;
        self.require(!closed, || format!("{} sets out {}, which is suspended", name(), way(plan, route)));
        self.keeps_distance(vehicle, route);
        if let Some((number, together)) = convoy {
            self.left_in_convoy(number, together, route);
        }
    }

    /// On a route with a headway vehicles set out at that distance. Who is under way at the start did so
    /// before.
    fn keeps_distance(&mut self, vehicle: VehicleId, route: RouteId) {
        let (plan, now) = (self.plan, self.now);
        let Some(headway) = plan.routes[route].headway else { return };
        let last = self.roads[route].last.replace(now);
        let apart = last.is_none_or(|last| last == Tick::START || last + headway <= now);
        self.require(apart, || {
            format!("{} sets out {} too close behind another", plan.name_of(vehicle), way(plan, route))
        });
    }

    /// The vehicles of a convoy leave at one tick, unless their road keeps them apart or is closed for
    /// some of them.
    fn left_in_convoy(&mut self, number: u32, together: u32, route: RouteId) {
        let now = self.now;
        let convoy = number as usize;
        if self.convoys.len() <= convoy {
            self.convoys.resize(convoy + 1, (now, 0));
        }
        let (first, left) = match self.convoys[convoy] {
            (_, 0) => (now, 1),
            (first, left) => (first, left + 1),
        };
        self.convoys[convoy] = (first, left);
        let may_differ = self.plan.routes[route].headway.is_some()
            || self.plan.suspensions.rows().iter().any(|row| row.routes.contains(&route));
        self.require(may_differ || first == now, || format!("convoy {number} left at {first} and at {now}"));
        self.require(left <= together, || format!("convoy {number} of {together} has {left} vehicles"));
    }

    /// No shelter holds more people than it has places.
    pub(super) fn inspect_shelters(&mut self) {
        for (site, row) in self.plan.sites.iter() {
            let Some(capacity) = row.capacity else { continue };
            let Place { sheltered, over, .. } = self.sites[site];
            let full = sheltered > i64::from(capacity) + over;
            self.require(!full, || {
                format!("{sheltered} people at {}, which has room for {capacity}", row.id)
            });
        }
    }
}

/// A way between two sites, in words.
fn way(plan: &Plan, route: RouteId) -> String {
    let [from, to] = [plan.routes[route].from, plan.routes[route].to].map(|site| &plan.sites[site].id);
    format!("from {from} to {to}")
}
