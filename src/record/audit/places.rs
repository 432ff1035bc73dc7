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
pub(super) struct CheckpointState {
    closed: u32,
    lanes: u32,
}

impl Auditor<'_> {
    pub(super) fn berth(&mut self, vehicle: VehicleId, site: SiteId, taken: bool) {
        let had = self.vehicles[vehicle].at_berth;
        self.vehicles[vehicle].at_berth = taken.then_some(site);
        let at = &self.plan.sites[site].id;
        self.require(had.is_some() != taken, |plan| {
            format!("{} has two berths or left none", plan.name_of(vehicle))
        });
        let place = &mut self.sites[site];
        place.berths = if taken { place.berths + 1 } else { place.berths.saturating_sub(1) };
        let (used, closed) = (place.berths, place.closed > 0);
        let berths = self.plan.sites[site].berths.unwrap_or(u32::MAX);
        self.require(used <= berths, |_| format!("{used} vehicles at {berths} berths of {at}"));
        self.require(!(taken && closed), |plan| {
            format!("{} takes a berth of {at}, which is closed", plan.name_of(vehicle))
        });
    }

    pub(super) fn lane(&mut self, vehicle: VehicleId, checkpoint: CheckpointId, taken: bool) {
        let had = std::mem::replace(&mut self.vehicles[vehicle].in_lane, taken);
        let at = &self.plan.checkpoints[checkpoint].id;
        self.require(had != taken, |plan| format!("{} has two lanes or left none", plan.name_of(vehicle)));
        let post = &mut self.posts[checkpoint];
        post.lanes = if taken { post.lanes + 1 } else { post.lanes.saturating_sub(1) };
        let (used, closed) = (post.lanes, post.closed > 0);
        let lanes = self.plan.checkpoints[checkpoint].lanes;
        self.require(used <= lanes, |_| format!("{used} vehicles in {lanes} lanes of {at}"));
        self.require(!(taken && closed), |plan| {
            format!("{} is checked at {at}, which is closed", plan.name_of(vehicle))
        });
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
        let aboard = self.vehicles[vehicle].aboard;
        self.require(aboard == u64::from(people), |plan| {
            format!("{} left with {people}, not {aboard}", plan.name_of(vehicle))
        });
        let at_berth = self.vehicles[vehicle].at_berth.is_some();
        self.require(!at_berth, |plan| format!("{} left and keeps its berth", plan.name_of(vehicle)));
        let closed = self.roads[route].closed > 0;
        self.require(!closed, |plan| {
            format!("{} sets out {}, which is suspended", plan.name_of(vehicle), way(plan, route))
        });
        self.keeps_distance(vehicle, route);
        if let Some((number, together)) = convoy {
            self.left_in_convoy(number, together, route);
        }
    }

    /// On a route with a headway vehicles set out at that distance. Who is under way at the start did so
    /// before.
    fn keeps_distance(&mut self, vehicle: VehicleId, route: RouteId) {
        let now = self.now;
        let Some(headway) = self.plan.routes[route].headway else { return };
        let last = self.roads[route].last.replace(now);
        let apart = last.is_none_or(|last| last == Tick::START || last + headway <= now);
        self.require(apart, |plan| {
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
        self.require(may_differ || first == now, |_| format!("convoy {number} left at {first} and at {now}"));
        self.require(left <= together, |_| format!("convoy {number} of {together} has {left} vehicles"));
    }

    /// No shelter holds more people than it has places.
    pub(super) fn inspect_shelters(&mut self) {
        for (site, row) in self.plan.sites.iter() {
            let Some(capacity) = row.capacity else { continue };
            let Place { sheltered, over, .. } = self.sites[site];
            let full = sheltered > i64::from(capacity) + over;
            self.require(!full, |_| {
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
