//! Setting out: the leg that a vehicle takes, and how those who leave together drive off.

use crate::engine::Engine;
use crate::engine::queue::Queue;
use crate::plan::{MovementId, RouteId, SiteId, VehicleId};
use crate::record::{Notice, Recorder};
use crate::units::Tick;
use crate::world::{Maybe, State};

/// A vehicle's coming way along a route.
#[derive(Clone, Copy, Debug)]
pub(in crate::engine) struct Leg {
    pub(in crate::engine) vehicle: VehicleId,
    pub(in crate::engine) route: RouteId,
    /// The driving at factor 1 that it has to do by itself, in milliseconds; 0 until it is drawn.
    pub(in crate::engine) work: f64,
}

impl Leg {
    /// One whose driving is still to be drawn.
    pub(in crate::engine) fn of(vehicle: VehicleId, route: RouteId) -> Leg {
        Leg { vehicle, route, work: 0.0 }
    }
}

/// With whom a vehicle leaves.
#[derive(Clone, Copy, Debug)]
pub(in crate::engine) struct Company {
    /// How many leave together.
    pub(super) together: u32,
    /// Their number as a convoy, if they are one.
    pub(super) convoy: Option<u32>,
}

impl Company {
    /// Nobody else.
    pub(in crate::engine) const NOBODY: Company = Company { together: 1, convoy: None };
}

impl<R: Recorder, Q: Queue> Engine<'_, R, Q> {
    /// A vehicle's coming leg: the route it takes, and the driving at factor 1 that it would have to do by
    /// itself. On an eventful road that is drawn when the road is free.
    #[inline(always)]
    pub(in crate::engine) fn set_out(&mut self, vehicle: VehicleId) -> Leg {
        let by_itself = self.road.is_eventful() && self.goes_by_itself(vehicle);
        if self.dispatching.foresees_closures() && !by_itself {
            self.try_change_destination(vehicle);
        }
        let row = &mut self.world.vehicles[vehicle];
        let from = row.site;
        row.point = Maybe::NONE;
        let to = match row.destination() {
            _ if by_itself => self.next_stop(vehicle),
            Some(drop_off) => {
                row.begin_loaded_leg();
                drop_off
            }
            _ => self.pickup_of(vehicle).site,
        };
        let route = self
            .network
            .route(from, to)
            .expect("the check finds a route for every way a vehicle may have to go");
        let work = if self.road.is_eventful() { 0.0 } else { self.leg_work(vehicle, route) };
        Leg { vehicle, route, work }
    }

    /// Whether a vehicle does not go by dispatch: by an itinerary, or as somebody's own car.
    fn goes_by_itself(&self, vehicle: VehicleId) -> bool {
        let (_, class) = self.fleet(vehicle);
        class.itinerary.is_some() || class.own_cars_of.is_some()
    }

    /// A vehicle leaves that waits for nobody.
    #[inline(always)]
    pub(in crate::engine) fn send_alone(&mut self, leg: Leg) {
        if self.road.is_eventful() {
            self.send_column(&mut [leg]);
        } else {
            self.drive_alone(leg);
        }
    }

    /// Vehicles leave together, as a convoy of a movement if they are one.
    #[inline(always)]
    pub(in crate::engine) fn send_together(&mut self, legs: &mut [Leg], convoy_of: Option<MovementId>) {
        if self.road.is_eventful() {
            self.form_column(legs, convoy_of);
            return self.send_column(legs);
        }
        let convoy = convoy_of.map(|movement| self.count_convoy(movement));
        self.drive_together(legs, Company { together: legs.len() as u32, convoy });
        self.end_phases();
    }

    /// They drive off at the pace of the slowest on each route.
    fn drive_together(&mut self, legs: &[Leg], company: Company) {
        self.road.times.keep_pace(legs);
        let mut ahead = None;
        for &Leg { vehicle, route, .. } in legs {
            let arrives = match ahead {
                Some((same, arrives)) if same == route => arrives,
                _ => self.now + self.time_for(route, self.road.times.slowest(route)),
            };
            ahead = Some((route, arrives));
            self.drive(vehicle, route, arrives, company);
        }
        self.road.times.forget_pace(legs);
    }

    /// A vehicle drives off alone.
    #[inline(always)]
    pub(in crate::engine) fn drive_alone(&mut self, Leg { vehicle, route, work }: Leg) {
        let arrives = self.now + self.time_for(route, work);
        self.drive(vehicle, route, arrives, Company::NOBODY);
    }

    #[inline(always)]
    fn drive(&mut self, vehicle: VehicleId, route: RouteId, arrives: Tick, company: Company) {
        self.depart(vehicle, route, arrives, company);
        self.schedule(vehicle, arrives);
    }

    /// A vehicle leaves its site.
    #[inline(always)]
    pub(in crate::engine) fn depart(
        &mut self,
        vehicle: VehicleId,
        route: RouteId,
        arrives: Tick,
        company: Company,
    ) {
        let people = self.world.vehicles[vehicle].load;
        let to: SiteId = self.plan.routes[route].to;
        if people > 0 && self.observing.is_on() {
            self.observe_departure(vehicle, self.plan.routes[route].from, company.convoy.is_some());
        }
        self.enter_at(vehicle, if people > 0 { State::DrivingLoaded } else { State::DrivingEmpty }, to);
        if !R::RECORDS {
            return;
        }
        let row = &self.world.vehicles[vehicle];
        let phase = self.assembly.phase(self.plan.fleets[row.fleet].movement, row.stage) as u32;
        let Company { together, convoy } = company;
        self.recorder
            .record(self.now, &Notice::Departed { vehicle, route, people, together, convoy, phase, arrives });
    }
}
