//! The trip log: a row a trip.

use super::{Moment, Observer};
use crate::plan::{Plan, SiteId, Table, VehicleId};
use crate::units::Tick;
use crate::world::State;

/// One cycle of a vehicle: berth, boarding, loaded leg, berth, alighting, the way back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trip {
    /// The vehicle.
    pub vehicle: VehicleId,
    /// The number of the trip, from 1.
    pub number: u32,
    /// The phase that ruled its departure, by its number in the fleet's movement.
    pub phase: u32,
    /// The number of its convoy; none if it left alone.
    pub convoy: Option<u32>,
    /// The pickup.
    pub from: SiteId,
    /// The drop-off.
    pub to: SiteId,
    /// How many people it carried.
    pub people: u32,
    /// When it stood in line for a berth at the pickup.
    pub queued: Tick,
    /// When boarding began.
    pub boarding: Tick,
    /// When it departed.
    pub departed: Tick,
    /// When it reached the drop-off; none if the run ended before. So for the rest.
    pub arrived: Option<Tick>,
    /// When alighting began.
    pub alighting: Option<Tick>,
    /// When alighting ended.
    pub alighted: Option<Tick>,
    /// When it was back at a pickup.
    pub returned: Option<Tick>,
}

/// What a vehicle has done on a trip that it has not departed for yet.
#[derive(Clone, Copy, Debug, Default)]
struct Before {
    queued: Option<Tick>,
    boarding: Option<Tick>,
    trips: u32,
    /// The row of the trip that it is on or has made last.
    row: Option<usize>,
}

/// Writes down every trip.
#[derive(Debug)]
pub struct TripLog<'p> {
    plan: &'p Plan,
    rows: Vec<Trip>,
    vehicles: Table<VehicleId, Before>,
}

impl<'p> TripLog<'p> {
    /// A log of nothing yet.
    #[must_use]
    pub fn new(plan: &'p Plan) -> TripLog<'p> {
        let vehicles = Table::filled(plan.vehicle_count() as usize, Before::default());
        TripLog { plan, rows: Vec::new(), vehicles }
    }

    /// The trips, in the order of their departures.
    #[must_use]
    pub fn rows(&self) -> &[Trip] {
        &self.rows
    }

    fn trip(&mut self, vehicle: VehicleId) -> Option<&mut Trip> {
        let row = self.vehicles[vehicle].row?;
        self.rows.get_mut(row)
    }

    fn changed(&mut self, now: Tick, vehicle: VehicleId, (from, to): (State, State)) {
        if from == State::DrivingEmpty
            && let Some(trip) = self.trip(vehicle)
        {
            trip.returned.get_or_insert(now);
        }
        match to {
            State::QueuedToBoard => self.vehicles[vehicle].queued = Some(now),
            State::Boarding => {
                self.vehicles[vehicle].boarding.get_or_insert(now);
            }
            State::QueuedToAlight => self.trip(vehicle).into_iter().for_each(|trip| trip.arrived = Some(now)),
            State::Alighting => self.trip(vehicle).into_iter().for_each(|trip| trip.alighting = Some(now)),
            _ if from == State::Alighting => {
                self.trip(vehicle).into_iter().for_each(|trip| trip.alighted = Some(now));
            }
            _ => {}
        }
    }
}

impl Observer for TripLog<'_> {
    fn begin(&mut self, _replication: u64) {
        self.rows.clear();
        self.vehicles.reset(Before::default());
    }

    fn see(&mut self, now: Tick, moment: &Moment) {
        match *moment {
            Moment::Changed { vehicle, from, to, .. } => self.changed(now, vehicle, (from, to)),
            Moment::Departed { vehicle, route, people, convoy, phase, .. } if people > 0 => {
                let before = &mut self.vehicles[vehicle];
                before.trips += 1;
                before.row = Some(self.rows.len());
                let route = &self.plan.routes[route];
                self.rows.push(Trip {
                    vehicle,
                    number: before.trips,
                    phase,
                    convoy,
                    from: route.from,
                    to: route.to,
                    people,
                    queued: before.queued.take().unwrap_or(now),
                    boarding: before.boarding.take().unwrap_or(now),
                    departed: now,
                    arrived: None,
                    alighting: None,
                    alighted: None,
                    returned: None,
                });
            }
            Moment::Alighted { vehicle, .. } => {
                self.trip(vehicle).into_iter().for_each(|trip| trip.alighted = Some(now));
            }
            _ => {}
        }
    }
}
