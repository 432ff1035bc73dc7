//! The trip log: a row a trip.

use super::{Notice, Recorder};
use crate::plan::{Caught, ChangeKind, Fleet, FleetChange, Plan, SiteId, Table, VehicleId};
use crate::units::Tick;
use crate::world::State;

/// How the loaded leg of a trip ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[non_exhaustive]
pub enum Outcome {
    /// People were set down at its end.
    Delivered = 0,
    /// The vehicle went on from there with all its people, to its next stop.
    WentOn = 1,
    /// The road was suspended, and the vehicle drove back.
    TurnedBack = 2,
    /// Others took over all its people on the road.
    TakenOver = 3,
    /// The vehicle was lost.
    Lost = 4,
}

impl Outcome {
    /// All outcomes, in order.
    pub const ALL: [Outcome; 5] =
        [Outcome::Delivered, Outcome::WentOn, Outcome::TurnedBack, Outcome::TakenOver, Outcome::Lost];

    /// Its name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Delivered => "delivered",
            Outcome::WentOn => "went_on",
            Outcome::TurnedBack => "turned_back",
            Outcome::TakenOver => "taken_over",
            Outcome::Lost => "lost",
        }
    }

    /// Whether, under a plan, a trip may end in any other way than with its people set down.
    #[must_use]
    pub fn differ(plan: &Plan) -> bool {
        let lost = |change: &FleetChange| matches!(change.kind, ChangeKind::Lost(_));
        let fleet = |fleet: &Fleet| {
            fleet.itinerary.is_some()
                || fleet.breakdown.as_ref().is_some_and(|breakdown| breakdown.takeover)
                || fleet.changes.iter().any(lost)
        };
        plan.suspensions.rows().iter().any(|row| row.caught == Caught::TurnBack && !row.routes.is_empty())
            || plan.fleets.rows().iter().any(fleet)
    }
}

/// One cycle of a vehicle: berth, boarding, loaded leg, berth, alighting, the way back. A vehicle that drives
/// loaded from stop to stop makes a trip of each leg; an own car's trip is its way.
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
    /// How many people it set out with, and took over on its way.
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
    /// How its loaded leg ended; none if the run ended before.
    pub outcome: Option<Outcome>,
}

/// What a vehicle has done on a trip that it has not departed for yet.
#[derive(Clone, Copy, Debug, Default)]
struct Before {
    queued: Option<Tick>,
    boarding: Option<Tick>,
    trips: u32,
    /// The row of the trip that it is on or has made last.
    row: Option<usize>,
    /// People of that trip whom others have taken over.
    taken_over: u32,
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

    /// The trip of a vehicle whose loaded leg is not over.
    fn open_trip(&mut self, vehicle: VehicleId) -> Option<&mut Trip> {
        self.trip(vehicle).filter(|trip| trip.outcome.is_none())
    }

    fn close(&mut self, vehicle: VehicleId, outcome: Outcome) {
        self.open_trip(vehicle).into_iter().for_each(|trip| trip.outcome = Some(outcome));
    }

    fn changed(&mut self, now: Tick, vehicle: VehicleId, (from, to): (State, State)) {
        if let Some(trip) = self.trip(vehicle).filter(|trip| is_back(trip, from, to)) {
            trip.returned.get_or_insert(now);
        }
        match to {
            State::QueuedToBoard => {
                self.vehicles[vehicle].queued = Some(now);
                self.passes_stop(now, vehicle);
            }
            State::Boarding => {
                self.vehicles[vehicle].boarding.get_or_insert(now);
            }
            State::QueuedToAlight => {
                self.open_trip(vehicle).into_iter().for_each(|trip| trip.arrived = Some(now));
            }
            State::Alighting => {
                self.open_trip(vehicle).into_iter().for_each(|trip| trip.alighting = Some(now));
            }
            _ => {}
        }
    }

    /// A vehicle is at a stop where nobody gets off: the leg there is over.
    fn passes_stop(&mut self, now: Tick, vehicle: VehicleId) {
        if let Some(trip) = self.open_trip(vehicle) {
            trip.arrived.get_or_insert(now);
            trip.outcome = Some(Outcome::WentOn);
        }
    }

    fn departed(&mut self, now: Tick, notice: &Notice) {
        let Notice::Departed { vehicle, route, people, convoy, phase, .. } = *notice else { return };
        self.passes_stop(now, vehicle);
        if people == 0 {
            return;
        }
        let before = &mut self.vehicles[vehicle];
        before.trips += 1;
        (before.row, before.taken_over) = (Some(self.rows.len()), 0);
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
            outcome: None,
        });
    }

    fn alighted(&mut self, now: Tick, vehicle: VehicleId) {
        if let Some(trip) = self.trip(vehicle).filter(|trip| trip.returned.is_none()) {
            trip.alighted = Some(now);
        }
        self.close(vehicle, Outcome::Delivered);
    }

    fn drove_in(&mut self, now: Tick, vehicle: VehicleId) {
        if let Some(trip) = self.open_trip(vehicle) {
            (trip.arrived, trip.alighting, trip.alighted) = (Some(now), Some(now), Some(now));
        }
        self.close(vehicle, Outcome::Delivered);
    }

    fn taken_over(&mut self, (from, to): (VehicleId, VehicleId), people: u32) {
        let before = &mut self.vehicles[from];
        before.taken_over += people;
        let taken = before.taken_over;
        if self.open_trip(from).is_some_and(|trip| trip.people <= taken) {
            self.close(from, Outcome::TakenOver);
        }
        self.open_trip(to).into_iter().for_each(|trip| trip.people += people);
    }
}

/// Whether a vehicle is back from a trip with a change of what it does.
fn is_back(trip: &Trip, from: State, to: State) -> bool {
    match trip.outcome {
        None | Some(Outcome::Lost) => false,
        Some(Outcome::TurnedBack) => from == State::TurningBack && to != State::Absent,
        Some(_) => from == State::DrivingEmpty && !to.is_on_road(),
    }
}

impl Recorder for TripLog<'_> {
    fn begin(&mut self, _replication: u64) {
        self.rows.clear();
        self.vehicles.reset(Before::default());
    }

    #[inline(never)]
    fn record(&mut self, now: Tick, notice: &Notice) {
        match *notice {
            Notice::Changed { vehicle, from, to, .. } => self.changed(now, vehicle, (from, to)),
            Notice::Departed { .. } => self.departed(now, notice),
            Notice::Alighted { vehicle, .. } => self.alighted(now, vehicle),
            Notice::DroveIn { vehicle, .. } => self.drove_in(now, vehicle),
            Notice::TurnedBack { vehicle, .. } => self.close(vehicle, Outcome::TurnedBack),
            Notice::Lost { vehicle } => self.close(vehicle, Outcome::Lost),
            Notice::TakenOver { from, to, people, .. } => self.taken_over((from, to), people),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::example::{CAMP, CAR, CLINIC, FIRST, SECOND, TOWN, minute, plan, show, story};
    use super::*;

    fn log(notices: &[(Tick, Notice)]) -> Vec<Trip> {
        let plan = plan();
        let mut log = TripLog::new(&plan);
        show(notices, &mut log);
        log.rows().to_vec()
    }

    #[test]
    fn each_trip_is_marked_with_how_it_ended() {
        let trips = log(&story());
        let told = |vehicle| -> Vec<(SiteId, SiteId, u32, Option<Outcome>)> {
            let of = trips.iter().filter(|trip| trip.vehicle == vehicle);
            of.map(|trip| (trip.from, trip.to, trip.people, trip.outcome)).collect()
        };
        let (delivered, back) = (Some(Outcome::Delivered), Some(Outcome::TurnedBack));
        assert_eq!(told(FIRST), [(TOWN, CAMP, 10, delivered), (CAMP, CLINIC, 4, delivered)]);
        assert_eq!(told(SECOND), [(TOWN, CAMP, 4, back), (TOWN, CAMP, 4, Some(Outcome::Lost))]);
        assert_eq!(told(CAR), [(TOWN, CAMP, 4, back), (TOWN, CAMP, 4, delivered)]);
        assert!(Outcome::differ(&plan()));
    }

    #[test]
    fn a_trip_that_turned_back_never_arrived() {
        let trips = log(&story());
        let trip = trips.iter().find(|trip| trip.vehicle == SECOND).unwrap();
        assert_eq!((trip.queued, trip.boarding, trip.departed), (minute(0), minute(10), minute(14)));
        assert_eq!((trip.arrived, trip.alighting, trip.alighted), (None, None, None));
        assert_eq!(trip.returned, Some(minute(129)));
        let first = trips.iter().find(|trip| trip.vehicle == FIRST).unwrap();
        assert_eq!([first.arrived, first.alighting, first.alighted], [71, 71, 81].map(minute).map(Some));
    }

    #[test]
    fn a_vehicle_whose_people_have_all_been_taken_over_has_brought_nobody() {
        let until = |(now, _): &(Tick, Notice)| now.0 < minute(60).0;
        let mut notices: Vec<(Tick, Notice)> = story().into_iter().take_while(until).collect();
        let (from, to, group) = (SECOND, FIRST, super::super::example::WHOLE);
        for people in [1, 3] {
            notices.push((minute(61), Notice::TakenOver { from, to, group, people }));
        }
        let trips = log(&notices);
        let of = |vehicle| trips.iter().find(|trip| trip.vehicle == vehicle).unwrap();
        assert_eq!((of(FIRST).people, of(FIRST).outcome), (14, None));
        assert_eq!((of(SECOND).people, of(SECOND).outcome), (4, Some(Outcome::TakenOver)));
    }
}
