//! Luck by address: (seed, replication, entity, leg, purpose) gives the number, whatever else happens.
//!
//! The generator is ChaCha8 by name. Its key is made of seed and replication, its stream of the
//! entity, the entity's number and what the stream is for. A vehicle's leg has eight places in the
//! vehicle's stream, fixed by [`Place`], so that one buffer of the generator (32 numbers) serves four
//! legs. A vehicle therefore draws the same on its third leg in a convoy or alone, and a ninth bus
//! leaves the other eight's luck as it was.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::plan::{Entity, FleetId, Id, Plan, Table, VehicleId};
use crate::stats::unit;

/// Raised whenever an address gives another number than before: results of other versions differ.
pub const RESULTS_VERSION: u64 = 1;

/// Numbers kept for one leg.
const PLACES: usize = 8;
/// Legs that one buffer of the generator serves.
const LEGS: u32 = 4;

/// What a vehicle draws on a leg; its number is its place in the vehicle's stream.
///
/// Even legs lead to a pickup and end with boarding there; odd ones lead to a drop-off and end with
/// alighting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The time on the way.
    Travel = 0,
    /// The dwell at its end.
    Dwell = 1,
    /// The time a person takes there.
    PerPerson = 2,
    /// How many seats it has on this trip.
    Seats = 3,
    /// How many stretcher places it has on this trip.
    Stretchers = 4,
}

/// What a stream is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A vehicle's legs.
    Legs = 0,
    /// What a vehicle draws once: its moment of breaking away.
    Once = 1,
    /// A group's size, and the number of its arrivals.
    Size = 2,
    /// The sizes of a group's parties, in order.
    Parties = 3,
    /// The times of a group's arrivals, in order.
    Arrivals = 4,
    /// A route's conditions, by local clock hour.
    Conditions = 5,
    /// Whether a group's parties go on from their drop-off, in the order in which they are claimed.
    Onward = 6,
    /// How many companions a group's parties have, in order.
    Companions = 7,
    /// Whether a group's parties leave in their own cars, and when, in order; then the cars' sizes.
    OwnCars = 8,
    /// What befalls a group's people, in order.
    Hazards = 9,
    /// A vehicle's checks: sixty-four places a leg, one a station.
    Checks = 10,
    /// A vehicle's failures, two places each: driving until it fails, and the repair.
    Failures = 11,
    /// A vehicle's rests and fillings, in order.
    Pauses = 12,
    /// A suspension's beginnings and durations, in order.
    Suspensions = 13,
}

/// The key of one replication.
#[derive(Clone, Copy, Debug)]
pub struct Luck([u8; 32]);

impl Luck {
    /// The luck of a replication under a seed.
    #[must_use]
    pub fn new(seed: u64, replication: u64) -> Luck {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&replication.to_le_bytes());
        key[24..].copy_from_slice(&RESULTS_VERSION.to_le_bytes());
        Luck(key)
    }

    /// The stream of an entity's member (a vehicle's number within its fleet; 0 for what has none).
    #[must_use]
    pub fn stream(&self, entity: Entity, number: u32, purpose: Purpose) -> Stream {
        let mut generator = ChaCha8Rng::from_seed(self.0);
        generator.set_stream((entity.0 >> 28) << 28 | u64::from(number) << 4 | purpose as u64);
        Stream(generator)
    }
}

/// A sequence of numbers between 0 and 1, both excluded.
#[derive(Clone, Debug)]
pub struct Stream(ChaCha8Rng);

impl Stream {
    /// The next number.
    #[inline]
    pub fn draw(&mut self) -> f64 {
        unit(self.0.next_u64())
    }

    /// The number at a place of the sequence; the next one follows it.
    pub fn at(&mut self, place: u64) -> f64 {
        self.0.set_word_pos(2 * u128::from(place));
        self.draw()
    }
}

/// The numbers that vehicles draw on their legs.
///
/// Of each buffer only the places that the plan's distributions need are kept.
#[derive(Debug)]
pub struct Draws {
    luck: Luck,
    /// Where a place stands among those kept; none if nothing in the plan draws it.
    kept: [Option<u8>; PLACES],
    /// How many places of a leg are kept.
    width: usize,
    /// The buffer that a vehicle's numbers are from, by its number among the vehicle's buffers.
    buffers: Table<VehicleId, u32>,
    numbers: Vec<f64>,
    /// The entity and first vehicle of each fleet.
    fleets: Table<FleetId, (Entity, u32)>,
    /// Given numbers in place of drawn ones.
    #[cfg(test)]
    pub(super) tape: Option<super::tape::Tape>,
}

impl Draws {
    /// Draws for the vehicles of a plan, before any replication.
    #[must_use]
    pub fn new(plan: &Plan) -> Draws {
        let needed = places_needed(plan);
        let mut kept = [None; PLACES];
        let mut width = 0;
        for place in (0..PLACES).filter(|&place| needed[place]) {
            kept[place] = Some(width as u8);
            width += 1;
        }
        let vehicles = plan.vehicle_count() as usize;
        Draws {
            luck: Luck::new(plan.seed, 0),
            kept,
            width,
            buffers: Table::filled(vehicles, u32::MAX),
            numbers: vec![0.0; vehicles * width * LEGS as usize],
            fleets: plan.fleets.rows().iter().map(|fleet| (fleet.entity, fleet.vehicles.start)).collect(),
            #[cfg(test)]
            tape: None,
        }
    }

    /// Begins a replication.
    pub fn reset(&mut self, luck: Luck) {
        self.luck = luck;
        self.buffers.reset(u32::MAX);
    }

    /// The number that a vehicle draws on a leg at a place. 0.5 where nothing in the plan asks for
    /// that place: no fixed value looks at it.
    #[inline]
    pub fn leg(&mut self, vehicle: VehicleId, fleet: FleetId, leg: u32, place: Place) -> f64 {
        #[cfg(test)]
        if let Some(tape) = &mut self.tape {
            return tape.draw(leg, place);
        }
        let Some(column) = self.kept[place as usize] else { return 0.5 };
        if self.buffers[vehicle] != leg / LEGS {
            self.refill(vehicle, fleet, leg / LEGS);
        }
        let row = vehicle.index() * LEGS as usize + (leg % LEGS) as usize;
        self.numbers[row * self.width + column as usize]
    }

    /// Draws the buffer for four legs. A seek costs ten times what a number costs, hence four at once.
    fn refill(&mut self, vehicle: VehicleId, fleet: FleetId, buffer: u32) {
        let (entity, first) = self.fleets[fleet];
        let Stream(mut generator) = self.luck.stream(entity, vehicle.0 - first, Purpose::Legs);
        generator.set_word_pos(2 * u128::from(buffer) * (LEGS as usize * PLACES) as u128);
        let per_vehicle = LEGS as usize * self.width;
        let from = vehicle.index() * per_vehicle;
        for leg in self.numbers[from..from + per_vehicle].chunks_exact_mut(self.width) {
            for column in self.kept {
                let bits = generator.next_u64();
                if let Some(column) = column {
                    leg[column as usize] = unit(bits);
                }
            }
        }
        self.buffers[vehicle] = buffer;
    }
}

/// Which places some distribution of the plan draws.
fn places_needed(plan: &Plan) -> [bool; PLACES] {
    let drawn = |distribution: &crate::stats::Distribution| distribution.as_fixed().is_none();
    let mut needed = [false; PLACES];
    needed[Place::Travel as usize] = plan.routes.rows().iter().any(|route| drawn(&route.time));
    for fleet in plan.fleets.rows() {
        for handling in [&fleet.boarding, &fleet.alighting] {
            needed[Place::Dwell as usize] |= drawn(&handling.dwell);
            needed[Place::PerPerson as usize] |= drawn(&handling.per_person);
        }
        needed[Place::Seats as usize] |= drawn(&fleet.places[0]);
        needed[Place::Stretchers as usize] |= drawn(&fleet.places[1]);
    }
    needed
}
