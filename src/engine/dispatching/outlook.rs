//! What is known of the ways ahead: when a vehicle would be where, by mean travel times, closures in force
//! and planned, and hours.
//!
//! Nobody knows when a closure ends that came by chance or by what has been reported: as far as is known it
//! never does.

use std::cmp::Reverse;

use crate::engine::Engine;
use crate::engine::queue::Queue;
use crate::engine::road::Closed;
use crate::plan::{
    Caught, CheckpointId, FleetId, GroupId, Hours, Plan, RouteId, SiteId, SuspendedWhen, SuspensionId, Table,
    VehicleId,
};
use crate::record::Recorder;
use crate::units::{DAY, HORIZON, Span, Tick};
use crate::world::count_look;

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
    routes: Table<RouteId, Suspensions>,
    sites: Table<SiteId, Suspensions>,
    checkpoints: Table<CheckpointId, Suspensions>,
}

/// The suspensions of one place.
#[derive(Clone, Debug, Default)]
struct Suspensions {
    /// Those that hold once, from one instant to another, in the order in which they begin.
    once: Vec<Once>,
    /// Those that come again, come by chance, or have no end.
    others: Vec<SuspensionId>,
}

/// A suspension that holds once.
#[derive(Clone, Copy, Debug)]
struct Once {
    id: SuspensionId,
    from: Tick,
    to: Tick,
    /// When the last of all that begin no later is over.
    all_over: Tick,
}

impl Suspensions {
    fn enter(&mut self, plan: &Plan, id: SuspensionId) {
        let row = &plan.suspensions[id];
        match row.when {
            SuspendedWhen::Window(from, Some(to)) if row.hours.is_none() => {
                self.once.push(Once { id, from, to, all_over: to });
            }
            _ => self.others.push(id),
        }
    }

    fn put_in_order(&mut self) {
        // Of those that begin together the longest comes first.
        self.once.sort_by_key(|once| (once.from, Reverse(once.to)));
        let mut last = Tick::START;
        for once in &mut self.once {
            last = last.max(once.to);
            once.all_over = last;
        }
    }

    /// Those that hold once and are not all over at an instant, in the order in which they begin.
    fn not_over(&self, at: Tick) -> &[Once] {
        &self.once[self.once.partition_point(|once| once.all_over <= at)..]
    }

    /// Those that hold once and begin after an instant.
    fn after(&self, at: Tick) -> &[Once] {
        &self.once[self.once.partition_point(|once| once.from <= at)..]
    }
}

impl Outlook {
    pub(super) fn new(plan: &Plan) -> Outlook {
        let hours = plan.sites.rows().iter().any(|site| site.hours.is_some())
            || plan.checkpoints.rows().iter().any(|checkpoint| checkpoint.hours.is_some());
        let mut outlook = Outlook {
            closes: hours || !plan.suspensions.is_empty(),
            routes: Table::filled(plan.routes.len(), Suspensions::default()),
            sites: Table::filled(plan.sites.len(), Suspensions::default()),
            checkpoints: Table::filled(plan.checkpoints.len(), Suspensions::default()),
        };
        for (id, row) in plan.suspensions.iter() {
            row.routes.iter().for_each(|&route| outlook.routes[route].enter(plan, id));
            row.sites.iter().for_each(|&site| outlook.sites[site].enter(plan, id));
            row.checkpoints.iter().for_each(|&checkpoint| outlook.checkpoints[checkpoint].enter(plan, id));
        }
        let Outlook { routes, sites, checkpoints, .. } = &mut outlook;
        let places = routes.rows_mut().iter_mut().chain(sites.rows_mut()).chain(checkpoints.rows_mut());
        places.for_each(Suspensions::put_in_order);
        outlook
    }
}

impl<R: Recorder, Q: Queue> Engine<'_, R, Q> {
    /// The first instant from `at` on at which none of the suspensions of a place holds, if each is looked at once.
    fn free_of(&self, suspensions: &Suspensions, at: Tick) -> Tick {
        let mut at = suspensions.others.iter().fold(at, |at, &id| {
            count_look();
            match self.road.closures().closed(self.plan, id, at) {
                Closed::Not => at,
                Closed::Until(end) => end,
                Closed::Unknown => NEVER,
            }
        });
        for once in suspensions.not_over(at) {
            count_look();
            if once.from > at {
                break;
            }
            at = at.max(once.to);
        }
        at
    }

    /// The first instant from `at` on at which a place is open, if each reason why it may be shut is looked at once.
    fn opens_at_best(&self, suspensions: &Suspensions, hours: Option<&Hours>, at: Tick) -> Tick {
        let at = self.free_of(suspensions, at);
        match hours.filter(|_| at < NEVER).map(|hours| hours.at(self.plan.clock.time_of_day(at))) {
            Some((false, holds)) => at + holds,
            _ => at,
        }
    }

    /// The first instant from `at` on at which a place is open that some suspensions close, and hours.
    fn opens(&self, suspensions: &Suspensions, hours: Option<&Hours>, mut at: Tick) -> Tick {
        let mut since = at;
        loop {
            let before = at;
            at = self.opens_at_best(suspensions, hours, at);
            if at == before || at >= NEVER {
                return at.min(NEVER);
            }
            if at - before > Span(DAY) {
                since = at;
            } else if at - since > Span(DAY) && self.opens_at_best(suspensions, hours, at) > at {
                at = self.first_to_go(suspensions, at);
                since = at;
            }
        }
    }

    /// When the first of some suspensions is over for good that have an end. What some of them and hours have shut all
    /// day long, each in turn, they shut every day until then: looking through ten years day by day takes its time.
    #[cold]
    fn first_to_go(&self, suspensions: &Suspensions, at: Tick) -> Tick {
        let over = |&id: &SuspensionId| match self.plan.suspensions[id].when {
            SuspendedWhen::Window(_, over) => over.filter(|&over| over > at),
            _ => None,
        };
        let once = suspensions.not_over(at).iter().map(|once| once.to).filter(|&over| over > at);
        suspensions.others.iter().filter_map(over).chain(once).min().unwrap_or(NEVER)
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
        // Until when what has caught it lasts: halts may overlap.
        let (mut last, mut until) = (leaves, leaves);
        let mut turned_since = None;
        while let Some((from, to, caught)) = self.next_to_catch(route, (last, until), arrives) {
            let Some(to) = to.filter(|&to| to < NEVER) else { return NEVER };
            if caught == Caught::Halt {
                arrives = arrives + Span(to.0.saturating_sub(from.max(until).0));
                (last, until, turned_since) = (from, until.max(to), None);
                continue;
            }
            (last, until, arrives) = (to, until.max(to), to + drive);
            if to - *turned_since.get_or_insert(to) > Span(DAY) {
                // All day long it was never open for long enough, and is not until one of the reasons is over.
                let over = self.first_to_go(&self.dispatching.outlook.routes[route], until);
                if over >= NEVER {
                    return NEVER;
                }
                // Another one may hold in that moment.
                (last, until, arrives, turned_since) = (Tick(over.0 - 1), over, over + drive, None);
            }
        }
        arrives
    }

    /// The next planned suspension of a route that begins after an instant, before a vehicle arrives, and catches who is
    /// under way: from when, until when, and how. One that comes again is looked for once what has caught the vehicle is
    /// over.
    fn next_to_catch(
        &self,
        route: RouteId,
        (last, until): (Tick, Tick),
        arrives: Tick,
    ) -> Option<(Tick, Option<Tick>, Caught)> {
        let suspensions = &self.dispatching.outlook.routes[route];
        let catches = |id: SuspensionId| {
            count_look();
            Some(self.plan.suspensions[id].caught).filter(|&caught| caught != Caught::Finish)
        };
        let once = suspensions
            .after(last)
            .iter()
            .take_while(|once| once.from < arrives)
            .find_map(|once| Some((once.from, Some(once.to), catches(once.id)?)));
        let others = suspensions.others.iter().filter_map(|&id| {
            let caught = catches(id)?;
            let (from, to) = self.plan.suspensions[id].next_window(self.plan.clock, until)?;
            (last < from && from < arrives).then_some((from, to, caught))
        });
        others.chain(once).min_by_key(|&(from, to, _)| (from, Reverse(to.unwrap_or(NEVER))))
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
