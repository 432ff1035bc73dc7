//! What is known of the ways ahead: when a vehicle would be where, by mean travel times, closures in force
//! and planned, and hours.
//!
//! Nobody knows when a closure ends that came by chance or by what has been reported: as far as is known it
//! never does.

use crate::engine::Engine;
use crate::engine::queue::Queue;
use crate::engine::road::Closed;
use crate::plan::{
    Caught, FleetId, GroupId, Plan, RouteId, SiteId, SuspendedWhen, SuspensionId, Table, VehicleId,
};
use crate::record::Recorder;
use crate::units::{DAY, HORIZON, Span, Tick};

/// Later than anything that is known.
pub(super) const NEVER: Tick = Tick(HORIZON.0 + 1);

/// When a vehicle would be somewhere, and whether it would wait for something to open on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::engine) struct Passage {
    pub(in crate::engine) waits: bool,
    pub(in crate::engine) at: Tick,
}

/// Which suspensions close what.
#[derive(Debug)]
pub(super) struct Outlook {
    /// Whether anything is ever closed.
    pub(super) closes: bool,
    routes: Table<RouteId, Vec<SuspensionId>>,
    sites: Table<SiteId, Vec<SuspensionId>>,
    checkpoints: Table<crate::plan::CheckpointId, Vec<SuspensionId>>,
}

impl Outlook {
    pub(super) fn new(plan: &Plan) -> Outlook {
        let hours = plan.sites.rows().iter().any(|site| site.hours.is_some())
            || plan.checkpoints.rows().iter().any(|checkpoint| checkpoint.hours.is_some());
        let mut outlook = Outlook {
            closes: hours || !plan.suspensions.is_empty(),
            routes: Table::filled(plan.routes.len(), Vec::new()),
            sites: Table::filled(plan.sites.len(), Vec::new()),
            checkpoints: Table::filled(plan.checkpoints.len(), Vec::new()),
        };
        for (id, suspension) in plan.suspensions.iter() {
            suspension.routes.iter().for_each(|&route| outlook.routes[route].push(id));
            suspension.sites.iter().for_each(|&site| outlook.sites[site].push(id));
            suspension.checkpoints.iter().for_each(|&checkpoint| outlook.checkpoints[checkpoint].push(id));
        }
        outlook
    }
}

impl<R: Recorder, Q: Queue> Engine<'_, R, Q> {
    /// The first instant from `at` on at which none of some suspensions holds.
    fn free_of(&self, suspensions: &[SuspensionId], at: Tick) -> Tick {
        suspensions.iter().fold(at, |at, &id| match self.road.closures().closed(self.plan, id, at) {
            Closed::Not => at,
            Closed::Until(end) => end,
            Closed::Unknown => NEVER,
        })
    }

    /// The first instant from `at` on at which a place is open that some suspensions close, and hours.
    fn opens(&self, suspensions: &[SuspensionId], hours: Option<&crate::plan::Hours>, mut at: Tick) -> Tick {
        let mut since = at;
        loop {
            let before = at;
            at = self.free_of(suspensions, at);
            if let Some(hours) = hours.filter(|_| at < NEVER) {
                let (open, holds) = hours.at(self.plan.clock.time_of_day(at));
                at = if open { at } else { at + holds };
            }
            if at == before || at >= NEVER {
                return at.min(NEVER);
            }
            if at - before > Span(DAY) {
                since = at;
            } else if at - since > Span(DAY) {
                at = self.first_to_go(suspensions, at);
                since = at;
            }
        }
    }

    /// When the first of some suspensions is over for good. What some of them and hours have shut all day long,
    /// each in turn, they shut every day until then: looking through ten years day by day takes its time.
    #[cold]
    fn first_to_go(&self, suspensions: &[SuspensionId], at: Tick) -> Tick {
        let over = |&id: &SuspensionId| match self.plan.suspensions[id].when {
            SuspendedWhen::Window(_, over) => over.filter(|&over| over > at),
            _ => None,
        };
        suspensions.iter().filter_map(over).min().unwrap_or(NEVER)
    }

    /// When berths are given at a site from `at` on.
    pub(super) fn door_opens(&self, site: SiteId, at: Tick) -> Tick {
        self.opens(&self.dispatching.outlook.sites[site], self.plan.sites[site].hours.as_ref(), at)
    }

    /// When a vehicle may set out on a route from `at` on.
    pub(super) fn road_opens(&self, route: RouteId, at: Tick) -> Tick {
        self.opens(&self.dispatching.outlook.routes[route], None, at)
    }

    /// How long a fleet's vehicles drive along a route in the mean, if they set out at an instant.
    fn mean_drive(&self, fleet: FleetId, route: RouteId, (at, loaded): (Tick, bool)) -> Span {
        let (class, way) = (&self.plan.fleets[fleet], &self.plan.routes[route]);
        let time = match (way.speeds, way.km) {
            (Some(speeds), Some(km)) => class.speeds.unwrap_or(speeds).time(km, loaded),
            _ => way.time.mean(),
        };
        let work = time * class.time_factor * way.factor(fleet);
        Span::from_drawn(way.by_hour.elapsed(self.plan.clock.time_of_day(at), work))
    }

    /// When a vehicle would be at the end of a route that it is free to take at `at`.
    pub(super) fn passage(&self, fleet: FleetId, route: RouteId, (at, loaded): (Tick, bool)) -> Passage {
        if !self.dispatching.outlook.closes {
            return Passage { waits: false, at: at + self.mean_drive(fleet, route, (at, loaded)) };
        }
        let leaves = self.road_opens(route, at);
        if leaves >= NEVER {
            return Passage { waits: true, at: NEVER };
        }
        let drive = self.mean_drive(fleet, route, (leaves, loaded));
        let (mut now, mut done, mut waits) = (leaves, 0.0, leaves > at);
        for station in &self.plan.routes[route].stations {
            now = now + Span::from_drawn(drive.0 as f64 * (station.at - done));
            done = station.at;
            let hours = self.plan.checkpoints[station.checkpoint].hours.as_ref();
            let opens = self.opens(&self.dispatching.outlook.checkpoints[station.checkpoint], hours, now);
            waits |= opens > now;
            now = opens;
        }
        now = now + Span::from_drawn(drive.0 as f64 * (1.0 - done));
        let caught = self.caught_on(route, (leaves, now), drive);
        Passage { waits: waits || caught > now, at: caught.min(NEVER) }
    }

    /// When a vehicle that is on a route between two instants would be at its end, if planned suspensions
    /// let it stand or turn back.
    fn caught_on(&self, route: RouteId, (leaves, mut arrives): (Tick, Tick), drive: Span) -> Tick {
        for &id in &self.dispatching.outlook.routes[route] {
            let suspension = &self.plan.suspensions[id];
            let Some((from, to)) = suspension.next_window(self.plan.clock, leaves) else { continue };
            if suspension.caught == Caught::Finish || from <= leaves || from >= arrives {
                continue;
            }
            arrives = match (suspension.caught, to) {
                (_, None) => NEVER,
                (Caught::Halt, Some(to)) => arrives + (to - from),
                (_, Some(to)) => to + drive,
            };
        }
        arrives
    }

    /// The drop-offs of a group with the nearest first.
    pub(super) fn drop_offs(&self, group: GroupId) -> &[SiteId] {
        self.stops.shelters().drop_offs_of(group)
    }

    /// How long boarding lasts in the mean if a vehicle is full after it.
    pub(super) fn mean_boarding(&self, vehicle: VehicleId) -> Span {
        let (_, class) = self.fleet(vehicle);
        let places: f64 = class.places.iter().map(crate::stats::Distribution::mean).sum();
        Span::from_drawn(class.boarding.dwell.mean() + class.boarding.per_person.mean() * places)
    }
}
