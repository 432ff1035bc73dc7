//! Why vehicles wait, stand or turn back: from what is taken, closed or suspended.

use super::kinds::Cause;
use super::{LoggedEvent, Notice};
use crate::plan::{CheckpointId, Hours, Plan, RouteId, SiteId, SuspensionId, Table, VehicleId};
use crate::units::Tick;
use crate::world::State;

/// What stands in vehicles' way.
#[derive(Debug)]
pub(super) struct Causes<'p> {
    plan: &'p Plan,
    berths: Table<SiteId, u32>,
    lanes: Table<CheckpointId, u32>,
    /// Which suspensions hold.
    suspended: Table<SuspensionId, bool>,
    /// Where each vehicle is on its way: the route, and how much of it lies behind, in millionths.
    ways: Table<VehicleId, Option<(RouteId, u32)>>,
    lost: Table<VehicleId, bool>,
    /// By which suspension each vehicle was turned back.
    turned: Table<VehicleId, Option<SuspensionId>>,
}

/// Why, and by which suspension if by one.
type Why = (Option<Cause>, Option<SuspensionId>);

impl<'p> Causes<'p> {
    pub(super) fn new(plan: &'p Plan) -> Causes<'p> {
        let vehicles = plan.vehicle_count() as usize;
        Causes {
            plan,
            berths: Table::filled(plan.sites.len(), 0),
            lanes: Table::filled(plan.checkpoints.len(), 0),
            suspended: Table::filled(plan.suspensions.len(), false),
            ways: Table::filled(vehicles, None),
            lost: Table::filled(vehicles, false),
            turned: Table::filled(vehicles, None),
        }
    }

    pub(super) fn begin(&mut self) {
        self.berths.reset(0);
        self.lanes.reset(0);
        self.suspended.reset(false);
        self.ways.reset(None);
        self.lost.reset(false);
        self.turned.reset(None);
    }

    pub(super) fn see(&mut self, notice: &Notice) {
        let change = |count: &mut u32, taken: bool| {
            *count = if taken { *count + 1 } else { count.saturating_sub(1) };
        };
        match *notice {
            Notice::Berth { site, taken, .. } => change(&mut self.berths[site], taken),
            Notice::Lane { checkpoint, taken, .. } => change(&mut self.lanes[checkpoint], taken),
            Notice::Suspended { suspension, begins } => self.suspended[suspension] = begins,
            Notice::Departed { vehicle, route, .. } => {
                (self.ways[vehicle], self.turned[vehicle]) = (Some((route, 0)), None);
            }
            Notice::TurnedBack { vehicle, route, .. } => self.turned[vehicle] = self.on_route(route),
            Notice::OnRoad { vehicle, route, at } => self.ways[vehicle] = Some((route, at)),
            Notice::Lost { vehicle } => self.lost[vehicle] = true,
            _ => {}
        }
    }

    /// The first suspension that holds and is of this.
    fn suspension(&self, is_of: impl Fn(SuspensionId) -> bool) -> Option<SuspensionId> {
        self.plan.suspensions.ids().find(|&id| self.suspended[id] && is_of(id))
    }

    pub(super) fn on_route(&self, route: RouteId) -> Option<SuspensionId> {
        self.suspension(|id| self.plan.suspensions[id].routes.contains(&route))
    }

    /// Says why a vehicle does what it does from now on, and where on the road.
    pub(super) fn explain(&self, now: Tick, event: &mut LoggedEvent) {
        let (Some(vehicle), Some(state), Some(site)) = (event.vehicle, event.state, event.site) else {
            return;
        };
        if state.is_on_road() {
            event.route = self.ways[vehicle].map(|(route, _)| route);
        }
        (event.cause, event.suspension) = match state {
            State::QueuedToBoard | State::QueuedToAlight => self.at_site(now, site),
            State::Parked => (Some(Cause::NobodyWaits), None),
            State::AwaitingPeople => (Some(Cause::NotFull), None),
            State::ReadyToDepart | State::ReadyToReturn => (Some(Cause::Others), None),
            State::Held => by(self.suspended_from(site).first().copied(), Cause::Headway),
            State::QueuedAtCheckpoint => {
                event.checkpoint = self.checkpoint(vehicle);
                event.checkpoint.map_or((None, None), |checkpoint| self.at_checkpoint(now, checkpoint))
            }
            State::BeingChecked => {
                event.checkpoint = self.checkpoint(vehicle);
                (None, None)
            }
            State::Halted | State::TurningBack => {
                let suspension = event.route.and_then(|route| self.on_route(route));
                (suspension.map(|_| Cause::Suspension), suspension)
            }
            State::AwaitingRepair | State::UnderRepair => (Some(Cause::Breakdown), None),
            State::Absent => (self.lost[vehicle].then_some(Cause::LostVehicle), None),
            _ => (None, None),
        };
    }

    /// Why a vehicle stood in line that came when there was still room: others were before it.
    pub(super) fn of_a_line(&self, row: &LoggedEvent) -> Option<Cause> {
        let berths = || row.site.and_then(|site| self.plan.sites[site].berths);
        match row.state {
            Some(State::QueuedToBoard | State::QueuedToAlight) => berths().map(|_| Cause::BerthsTaken),
            Some(State::QueuedAtCheckpoint) => Some(Cause::LanesTaken),
            _ => None,
        }
    }

    /// Why people are set back who were in a vehicle.
    pub(super) fn of_set_back(&self, vehicle: VehicleId) -> Why {
        if self.lost[vehicle] {
            return (Some(Cause::LostVehicle), None);
        }
        let suspension = self.turned[vehicle];
        (suspension.map(|_| Cause::Suspension), suspension)
    }

    /// The suspensions that hold of ways that begin at a site.
    pub(super) fn suspended_from(&self, site: SiteId) -> Vec<SuspensionId> {
        let starts = |route: &RouteId| self.plan.routes[*route].from == site;
        let holds =
            |id: &SuspensionId| self.suspended[*id] && self.plan.suspensions[*id].routes.iter().any(starts);
        self.plan.suspensions.ids().filter(holds).collect()
    }

    fn is_closed(&self, hours: Option<&Hours>, now: Tick) -> bool {
        hours.is_some_and(|hours| !hours.at(self.plan.clock.time_of_day(now)).0)
    }

    /// Why a vehicle that has come to a site may have to wait for a berth.
    fn at_site(&self, now: Tick, site: SiteId) -> Why {
        let row = &self.plan.sites[site];
        let suspended = self.suspension(|id| self.plan.suspensions[id].sites.contains(&site));
        let taken = row.berths.is_some_and(|berths| self.berths[site] >= berths);
        why(suspended, self.is_closed(row.hours.as_ref(), now), taken.then_some(Cause::BerthsTaken))
    }

    fn at_checkpoint(&self, now: Tick, checkpoint: CheckpointId) -> Why {
        let row = &self.plan.checkpoints[checkpoint];
        let suspended = self.suspension(|id| self.plan.suspensions[id].checkpoints.contains(&checkpoint));
        let taken = self.lanes[checkpoint] >= row.lanes;
        why(suspended, self.is_closed(row.hours.as_ref(), now), taken.then_some(Cause::LanesTaken))
    }

    /// The checkpoint where a vehicle stands.
    fn checkpoint(&self, vehicle: VehicleId) -> Option<CheckpointId> {
        let (route, at) = self.ways[vehicle]?;
        let away = |station: f64| (station * 1e6 - f64::from(at)).abs();
        let stations = self.plan.routes[route].stations.iter();
        stations.min_by(|a, b| away(a.at).total_cmp(&away(b.at))).map(|station| station.checkpoint)
    }
}

/// A suspension, if there is one, else something else.
pub(super) fn by(suspension: Option<SuspensionId>, other: Cause) -> Why {
    (Some(suspension.map_or(other, |_| Cause::Suspension)), suspension)
}

/// A suspension, else the hour, else what is taken.
fn why(suspension: Option<SuspensionId>, closed: bool, taken: Option<Cause>) -> Why {
    match suspension {
        Some(_) => (Some(Cause::Suspension), suspension),
        None => (if closed { Some(Cause::Closed) } else { taken }, None),
    }
}
