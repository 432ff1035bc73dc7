//! How long a leg takes.

use crate::engine::Engine;
use crate::engine::rng::Place;
use crate::engine::rng::{Luck, PAGE, Page, Purpose};
use crate::engine::road::Leg;
use crate::plan::{Plan, RouteId, Table, VehicleId};
use crate::record::Recorder;
use crate::stats::Distribution;
use crate::units::{Span, Tick};
use crate::world::Pace;

use crate::engine::queue::Queue;

/// The conditions of the present clock hour on each route.
#[derive(Debug)]
pub(super) struct Roads {
    conditions: Table<RouteId, Conditions>,
    /// Scratch of a joint departure: the driving of the slowest on each route.
    slowest: Table<RouteId, f64>,
}

/// The conditions of the present clock hour on a route.
#[derive(Clone, Copy, Debug)]
struct Conditions {
    /// When the present hour ends: until then nothing need be looked up.
    until: Tick,
    /// The factor shared by all who set out in it.
    factor: f64,
    /// The page of hours whose numbers are drawn.
    page: u64,
    numbers: Page,
}

impl Conditions {
    const NONE: Conditions =
        Conditions { until: Tick::START, factor: 1.0, page: u64::MAX, numbers: Page::BLANK };
}

impl Roads {
    pub(super) fn new(plan: &Plan) -> Roads {
        let routes = plan.routes.len();
        Roads { conditions: Table::filled(routes, Conditions::NONE), slowest: Table::filled(routes, 0.0) }
    }

    pub(super) fn reset(&mut self) {
        self.conditions.reset(Conditions::NONE);
    }

    /// Vehicles that leave together go at the pace of the slowest on each route.
    #[inline]
    pub(super) fn keep_pace(&mut self, legs: &[Leg]) {
        for leg in legs {
            let slowest = &mut self.slowest[leg.route];
            *slowest = leg.work.max(*slowest);
        }
    }

    /// The driving of the slowest on a route of those who leave together.
    #[inline]
    pub(super) fn slowest(&self, route: RouteId) -> f64 {
        self.slowest[route]
    }

    /// They have left.
    #[inline]
    pub(super) fn forget_pace(&mut self, legs: &[Leg]) {
        legs.iter().for_each(|leg| self.slowest[leg.route] = 0.0);
    }

    /// The factor shared by all who set out on a route in the local clock hour of `now`, which never goes back.
    #[inline(always)]
    fn condition(
        &mut self,
        distribution: &Distribution,
        (plan, route): (&Plan, RouteId),
        (luck, now): (Luck, Tick),
    ) -> f64 {
        let present = &mut self.conditions[route];
        if now >= present.until {
            present.begin_hour(distribution, (plan, route), (luck, now));
        }
        present.factor
    }
}

impl Conditions {
    /// Another hour has begun.
    #[inline(never)]
    fn begin_hour(
        &mut self,
        distribution: &Distribution,
        (plan, route): (&Plan, RouteId),
        (luck, now): (Luck, Tick),
    ) {
        let hour = plan.clock.hour(now);
        let (page, place) = (hour / PAGE as u64, hour as usize % PAGE);
        if self.page != page {
            let numbers = luck.page_of((plan.routes[route].entity, 0), Purpose::Conditions, page);
            (self.page, self.numbers) = (page, numbers);
        }
        (self.until, self.factor) =
            (plan.clock.next_hour(now), distribution.draw(self.numbers.number(place)));
    }
}

impl<'p, R: Recorder, Q: Queue> Engine<'p, R, Q> {
    /// The driving, in milliseconds at factor 1 of the hour, that a vehicle has to do for its present leg
    /// along a route if it sets out now.
    #[inline(always)]
    pub(super) fn leg_work(&mut self, vehicle: VehicleId, route: RouteId) -> f64 {
        let (fleet, class) = self.fleet(vehicle);
        let loaded = self.world.vehicles[vehicle].load > 0;
        let way = &self.plan.routes[route];
        let mut time = match (way.speeds, way.km) {
            (Some(speeds), Some(km)) => class.speeds.unwrap_or(speeds).time(km, loaded),
            _ => self.drawn(vehicle, &way.time, Place::Travel),
        };
        if let Some(distribution) = &way.conditions {
            time *= self.road.times.condition(distribution, (self.plan, route), (self.rng.luck(), self.now));
        }
        // What would multiply by one is left out: the next event waits for this time.
        if class.time_factor != 1.0 {
            time *= class.time_factor;
        }
        if way.factor != 1.0 || !way.by_fleet.is_empty() {
            time *= way.factor(fleet);
        }
        time
    }

    /// What a vehicle draws from a distribution on its present leg.
    #[inline(always)]
    pub(in crate::engine) fn drawn(
        &mut self,
        vehicle: VehicleId,
        distribution: &Distribution,
        place: Place,
    ) -> f64 {
        if let Some(value) = distribution.as_fixed() {
            return value;
        }
        let row = &mut self.world.vehicles[vehicle];
        distribution.draw(self.rng.draws().leg(vehicle, row.laid_up(), place))
    }

    /// How long it takes to do some driving on a route from now on.
    #[inline(always)]
    pub(super) fn time_for(&self, route: RouteId, work: f64) -> Span {
        let way = &self.plan.routes[route];
        if way.by_hour.is_flat() {
            return Span::from_drawn(work);
        }
        Span::from_drawn(way.by_hour.elapsed(self.plan.clock.time_of_day(self.now), work))
    }

    /// How the hours change the pace on a vehicle's road.
    pub(super) fn pace(&self, vehicle: VehicleId) -> Pace<'p> {
        let route = self.world.journeys[vehicle].road();
        Pace { by_hour: &self.plan.routes[route].by_hour, clock: self.plan.clock }
    }
}
