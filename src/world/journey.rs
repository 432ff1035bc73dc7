//! A vehicle's way along a route on which something can happen, and what it carries from one leg to
//! the next: hours at the wheel, kilometres since the last filling, driving left until it fails.

use std::ops::{Index, IndexMut};

use super::Maybe;
use crate::plan::ids::ids;
use crate::plan::{DayProfile, Id, LocalClock, RouteId, Table, VehicleId};
use crate::units::{Span, Tick};

ids! {
    /// Vehicles that left together.
    ColumnId(u32)
}

/// How the hours of the day change the pace on a road.
#[derive(Clone, Copy, Debug)]
pub struct Pace<'p> {
    /// The factors of the road.
    pub by_hour: &'p DayProfile,
    /// The clock by which they change.
    pub clock: LocalClock,
}

impl Pace<'_> {
    fn is_even(self) -> bool {
        self.by_hour.is_flat()
    }

    /// The driving at factor 1 that is done in a time from an instant on.
    fn work(self, from: Tick, time: Span) -> f64 {
        self.by_hour.work(self.clock.time_of_day(from), time)
    }

    /// How long that driving takes from an instant on.
    fn time(self, from: Tick, work: f64) -> Span {
        Span::from_drawn(self.by_hour.elapsed(self.clock.time_of_day(from), work))
    }
}

/// What lies at the end of the stretch that a vehicle drives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StretchEnd {
    /// The next checkpoint, or the route's end.
    Station,
    /// A breakdown.
    Failure,
    /// A vehicle that stands, with people to be taken over.
    Standing(VehicleId),
}

/// What keeps a vehicle without people from its pickup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Obstacle {
    /// It is held before this route.
    Closed(RouteId),
    /// Nobody knows when it goes on.
    NotKnown,
}

/// When those who wait for a road to open are due: nobody knows.
const NOT_KNOWN: Tick = Tick(u64::MAX);

/// Where every vehicle is on its way. Under a plan that is not [eventful](super::is_eventful) there is nothing to keep,
/// and [`get`](Journeys::get) finds nothing: who may be asked under any plan asks in this way. By index it is asked on
/// roads where something can happen, where every vehicle has a journey.
#[derive(Debug)]
pub struct Journeys(Table<VehicleId, Journey>);

impl Journeys {
    /// The journeys of so many vehicles, which have not been anywhere.
    pub(super) fn of(vehicles: usize) -> Journeys {
        Journeys(Table::filled(vehicles, Journey::NOWHERE))
    }

    /// Nobody has been anywhere.
    pub(super) fn reset(&mut self) {
        self.0.reset(Journey::NOWHERE);
    }

    /// The journey of a vehicle, where something can happen on one.
    #[inline]
    #[must_use]
    pub fn get(&self, vehicle: VehicleId) -> Option<&Journey> {
        self.0.rows().get(vehicle.index())
    }

    /// The same, to be changed.
    #[inline]
    pub fn get_mut(&mut self, vehicle: VehicleId) -> Option<&mut Journey> {
        self.0.rows_mut().get_mut(vehicle.index())
    }
}

impl Index<VehicleId> for Journeys {
    type Output = Journey;
    #[inline]
    fn index(&self, vehicle: VehicleId) -> &Journey {
        &self.0[vehicle]
    }
}

impl IndexMut<VehicleId> for Journeys {
    #[inline]
    fn index_mut(&mut self, vehicle: VehicleId) -> &mut Journey {
        &mut self.0[vehicle]
    }
}

/// Where a vehicle is on its route, and what it has behind it.
#[derive(Clone, Copy, Debug)]
pub struct Journey {
    /// The route; none while it stands at a site.
    route: Maybe<RouteId>,
    /// The column in which it left; none if alone.
    pub column: Maybe<ColumnId>,
    /// Stations passed.
    pub station: u32,
    /// What ends the present stretch.
    pub end: StretchEnd,
    /// The share of the way at which the stretch began, and at which the next station or the end is.
    pub stretch: (f64, f64),
    /// When the stretch began.
    pub began: Tick,
    /// How long it takes to the next station or the end.
    pub lasts: Span,
    /// How much of that it stands, before it drives.
    pub stands: Span,
    /// How long it would then drive by itself. Behind a slower one it keeps to the pace of that one, and
    /// is at the wheel for no longer than it would drive by itself.
    pub drives: Span,
    /// When the present stretch, the way back or the wait for a gap ends; [`NOT_KNOWN`] until a road opens.
    due: Tick,
    /// Driving at factor 1 for the whole way, in milliseconds.
    pub work: f64,
    /// Driven so far on this way.
    pub driven: Span,
    /// Places it set out with that nobody has, by [`Need::index`](crate::plan::Need::index).
    pub spare: [u32; 2],
    /// Milliseconds of driving, or kilometres, left until it fails; infinite if it never does.
    pub sound: f64,
    /// Failures so far.
    pub failures: u32,
    /// Rests and fillings so far.
    pub pauses: u32,
    /// Driven since the last rest.
    pub driving_since_rest: Span,
    /// When the driver's time of duty began.
    pub on_duty: Tick,
    /// Kilometres since the last filling.
    pub km_since_refuel: f64,
    /// Stops of its itinerary made so far.
    pub stops: u32,
    /// Set if it cannot come to its pickup as was expected.
    pub hindered: Option<Obstacle>,
}

impl Journey {
    /// A vehicle that has not been anywhere.
    pub const NOWHERE: Journey = Journey {
        route: Maybe::NONE,
        column: Maybe::NONE,
        station: 0,
        end: StretchEnd::Station,
        stretch: (0.0, 0.0),
        began: Tick::START,
        lasts: Span::ZERO,
        stands: Span::ZERO,
        drives: Span::ZERO,
        due: Tick::START,
        work: 0.0,
        driven: Span::ZERO,
        spare: [0; 2],
        sound: f64::INFINITY,
        failures: 0,
        pauses: 0,
        driving_since_rest: Span::ZERO,
        on_duty: Tick::START,
        km_since_refuel: 0.0,
        stops: 0,
        hindered: None,
    };

    /// The route it is on, or held before; none while it stands at a site.
    #[inline]
    #[must_use]
    pub fn route(&self) -> Option<RouteId> {
        self.route.get()
    }

    /// The route of a vehicle that is on one, or held before it.
    ///
    /// # Panics
    /// If it stands at a site: the engine asks this only in states between two sites.
    #[inline]
    #[must_use]
    pub fn road(&self) -> RouteId {
        self.route().expect("a vehicle between two sites is on a route")
    }

    /// It is on a route from now on, or held before it.
    #[inline]
    pub fn take_road(&mut self, route: RouteId) {
        self.route = Maybe::of(route);
    }

    /// It is on no route any more.
    #[inline]
    pub fn leave_road(&mut self) {
        self.route = Maybe::NONE;
    }

    /// When the present stretch, the way back or the wait for a gap ends; none if nobody knows.
    #[inline]
    #[must_use]
    pub fn due(&self) -> Option<Tick> {
        (self.due != NOT_KNOWN).then_some(self.due)
    }

    /// The present stretch, the way back or the wait for a gap ends then, or nobody knows when.
    #[inline]
    pub fn expect(&mut self, due: Option<Tick>) {
        self.due = due.unwrap_or(NOT_KNOWN);
    }

    /// The share of the way that lies behind it at an instant of the stretch: of the work of driving, of which
    /// an hour at factor 2 does half as much as one at factor 1.
    #[must_use]
    pub fn progress(&self, now: Tick, pace: Pace<'_>) -> f64 {
        let (from, to) = self.stretch;
        let (moved, moves) = self.moved(now);
        if moved >= moves {
            return to;
        }
        if pace.is_even() {
            return from + (to - from) * moved.0 as f64 / moves.0 as f64;
        }
        let begins = self.began + self.stands;
        from + (to - from) * pace.work(begins, moved) / pace.work(begins, moves)
    }

    /// Drives on until `now`: what it has driven lies behind it, and the rest is a shorter stretch. Returns
    /// how long it has driven, without the time for which it stood.
    pub fn advance(&mut self, now: Tick, pace: Pace<'_>) -> Span {
        let driven = self.drives_by(now);
        self.stretch.0 = self.progress(now, pace);
        self.stands = Span(self.stands.0.saturating_sub((now - self.began).0));
        self.drives = Span(self.drives.0 - driven.0);
        self.driven += driven;
        (self.began, self.lasts) = (now, Span::ZERO);
        driven
    }

    /// How long it would still take to the end of the stretch with nobody ahead.
    #[must_use]
    pub fn alone(&self, now: Tick, pace: Pace<'_>) -> Span {
        let stands = Span(self.stands.0.saturating_sub((now - self.began).0));
        if pace.is_even() {
            return Span(stands.0 + self.drives.0 - self.drives_by(now).0);
        }
        let work = self.work * (self.stretch.1 - self.progress(now, pace));
        stands + pace.time(now + stands, work)
    }

    /// How much of what it drives by itself it has driven at an instant of the stretch.
    fn drives_by(&self, now: Tick) -> Span {
        let (moved, moves) = self.moved(now);
        match moves {
            _ if moved >= moves => self.drives,
            _ if moves == self.drives => moved,
            _ => Span((u128::from(moved.0) * u128::from(self.drives.0) / u128::from(moves.0)) as u64),
        }
    }

    /// For how long it has moved at an instant of the stretch, and for how long it moves in all.
    fn moved(&self, now: Tick) -> (Span, Span) {
        let since = (now - self.began).0.saturating_sub(self.stands.0);
        (Span(since), Span(self.lasts.0.saturating_sub(self.stands.0)))
    }

    /// How long it takes, from the beginning of the stretch, until a share of it lies behind it.
    #[must_use]
    pub fn until(&self, share: f64, pace: Pace<'_>) -> Span {
        let moves = Span(self.lasts.0.saturating_sub(self.stands.0));
        if pace.is_even() {
            return self.stands + Span::from_drawn(share * moves.0 as f64);
        }
        let begins = self.began + self.stands;
        self.stands + pace.time(begins, share * pace.work(begins, moves))
    }
}
