//! What vehicles draw on their legs.
//!
//! In the stream of a vehicle's legs each [`Place`] has a stretch of its own, in which leg `n` has the
//! number `n`. A vehicle therefore draws the same on its third leg in a convoy or alone.
//!
//! Legs draw numbers of 32 bits: a thousand of them share a millisecond of an hour that is known to a
//! third, and a block of the generator serves a place for sixteen legs. Only the places that a plan
//! draws are computed, four blocks at a time. With that and the tables of [`Distribution::draw`] an event of
//! the shuttle workload at S went from 203 to 160 ns (`benches/ratio.rs`, two builds one after the other);
//! with the four blocks in vectors and two blocks kept where lanes are left over, the lean loop that draws
//! by the same addresses went from 1.9 to 1.5 times the floor. Numbers of the coming legs lie beside the
//! vehicle's row: with 100 000 vehicles an event went from 140 to 128 ns when they did (two builds in turns).
//!
//! [`Distribution::draw`]: crate::stats::Distribution::draw

use crate::engine::rng::chacha::{self, LANES, WORDS};
use crate::engine::rng::luck::{Luck, Purpose, stream_number};
use crate::plan::{Entity, FleetId, Id, Plan, Table, VehicleId};
use crate::world::{LaidUp, Numbers};

/// Stretches of a vehicle's stream: one for each [`Place`].
const PLACES: usize = 5;
/// Blocks between the beginnings of two stretches.
const STRETCH: u64 = 1 << 32;

/// What a vehicle draws on a leg; its number is that of its stretch in the vehicle's stream.
///
/// Even legs lead to a pickup and end with boarding there; odd ones lead to a drop-off and end with
/// alighting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
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

/// Above so many vehicles no more numbers are kept than lie beside a vehicle's row: all draws of a small
/// operation stay near the processor, and a large one pays with more blocks rather than with memory.
pub(in crate::engine) const MANY: usize = 4096;

/// The numbers that vehicles draw on their legs.
///
/// Those of the coming legs lie beside the vehicle's row, so that both come from memory as one. They are laid up from
/// a store that holds for each vehicle what was computed together.
#[derive(Debug)]
pub struct LegDraws {
    luck: Luck,
    /// The places that the plan draws.
    places: Vec<u64>,
    /// Where a place stands among those; none if nothing in the plan draws it.
    columns: [Option<u8>; PLACES],
    shape: Shape,
    /// Which legs are in each vehicle's store, by their number among as many legs; empty where vehicles are many.
    stored: Table<VehicleId, u32>,
    /// The numbers of each vehicle's store, in the order in which they will be laid up. One store serves all
    /// vehicles where they are many.
    store: Vec<Numbers>,
    /// The entity and first vehicle of each fleet.
    fleets: Table<FleetId, (Entity, u32)>,
    /// Given numbers in place of drawn ones.
    #[cfg(test)]
    pub(in crate::engine) tape: Option<crate::engine::tape::Tape>,
}

/// How numbers are kept: leg by leg, in each a column for every place.
#[derive(Clone, Copy, Debug)]
struct Shape {
    /// Columns: a power of two.
    columns: usize,
    /// Legs that are laid up beside a vehicle, by the power of two.
    legs: u32,
    /// Legs in a store, by the power of two.
    stored: u32,
}

impl Shape {
    fn new(places: usize) -> Shape {
        let columns = places.next_power_of_two();
        let legs = (Numbers::ALL / columns).ilog2();
        Shape { columns, legs, stored: (Shape::turns(columns) * WORDS).ilog2() }
    }

    /// Blocks of each place in a store: several where lanes are left over.
    fn turns(columns: usize) -> usize {
        (LANES / columns).max(1)
    }

    /// How many times numbers are laid up from one store.
    fn rounds(self) -> usize {
        1 << (self.stored - self.legs)
    }

    /// Which legs are laid up together with one.
    #[inline]
    fn filled(self, leg: u32) -> u32 {
        leg >> self.legs
    }

    /// Where the number of a leg is among those laid up.
    #[inline]
    fn place(self, leg: u32, column: u8) -> usize {
        (leg as usize * self.columns + usize::from(column)) % Numbers::ALL
    }
}

impl LegDraws {
    /// Draws for the vehicles of a plan, before any replication.
    #[must_use]
    pub fn new(plan: &Plan) -> LegDraws {
        let needed = places_needed(plan);
        let places: Vec<u64> = (0..PLACES as u64).filter(|&place| needed[place as usize]).collect();
        let column = |place| places.iter().position(|&row| row == place as u64).map(|column| column as u8);
        let vehicles = plan.vehicle_count() as usize;
        let (shape, few) = (Shape::new(places.len()), if vehicles > MANY { 0 } else { vehicles });
        LegDraws {
            luck: Luck::new(plan.seed, 0),
            columns: std::array::from_fn(column),
            shape,
            stored: Table::filled(few, u32::MAX),
            store: vec![Numbers::BLANK; few.max(1) * shape.rounds()],
            places,
            fleets: plan.fleets.rows().iter().map(|fleet| (fleet.entity, fleet.vehicles.start)).collect(),
            #[cfg(test)]
            tape: None,
        }
    }

    /// Begins a replication.
    pub fn reset(&mut self, luck: Luck) {
        self.luck = luck;
        self.stored.reset(u32::MAX);
    }

    /// The number that a vehicle, with what is laid up for it, draws on a leg at a place. 0.5 where nothing in the
    /// plan asks for that place: no fixed value looks at it.
    #[inline]
    pub fn leg(
        &mut self,
        vehicle: VehicleId,
        LaidUp { numbers, filled, leg, fleet }: LaidUp<'_>,
        place: Place,
    ) -> f64 {
        #[cfg(test)]
        if let Some(tape) = &mut self.tape {
            return tape.draw(leg, place);
        }
        let Some(column) = self.columns[place as usize] else { return 0.5 };
        let wanted = self.shape.filled(leg);
        if *filled != wanted {
            (*numbers, *filled) = (self.refill(vehicle, fleet, leg), wanted);
        }
        unit32(numbers.0[self.shape.place(leg, column)])
    }

    /// The numbers of the legs that are laid up together with one.
    #[inline(never)]
    fn refill(&mut self, vehicle: VehicleId, fleet: FleetId, leg: u32) -> Numbers {
        let rounds = self.shape.rounds();
        let (mut first, stored) = (0, leg >> self.shape.stored);
        let mut is_stored = false;
        if let Some(row) = self.stored.rows_mut().get_mut(vehicle.index()) {
            first = vehicle.index() * rounds;
            is_stored = std::mem::replace(row, stored) == stored;
        }
        if !is_stored {
            self.fill(first, (vehicle, fleet, stored));
        }
        self.store[first + self.shape.filled(leg) as usize % rounds]
    }

    /// Computes the numbers of a store.
    fn fill(&mut self, first: usize, (vehicle, fleet, stored): (VehicleId, FleetId, u32)) {
        let (entity, first_vehicle) = self.fleets[fleet];
        let stream = stream_number(entity, vehicle.0 - first_vehicle, Purpose::Legs);
        let columns = self.shape.columns;
        let store = &mut self.store[first..][..self.shape.rounds()];
        let turns = Shape::turns(columns);
        for group in (0..columns).step_by(LANES) {
            // The lanes beyond the last place compute numbers that nobody asks for.
            let block = |lane: usize| {
                let (column, turn) = (group + lane % columns, lane / columns);
                self.places.get(column).unwrap_or(&0) * STRETCH
                    + u64::from(stored) * turns as u64
                    + turn as u64
            };
            let words = chacha::blocks(self.luck.key(), [stream; LANES], std::array::from_fn(block));
            let lines = store.chunks_exact_mut(store.len() / turns);
            for (turn, lines) in lines.enumerate() {
                let lane = turn * columns;
                match columns {
                    1 => keep::<1>(lines, &words, (lane, group)),
                    2 => keep::<2>(lines, &words, (lane, group)),
                    4 => keep::<4>(lines, &words, (lane, group)),
                    _ => keep::<8>(lines, &words, (lane, group)),
                }
            }
        }
    }
}

/// Keeps the words of the lanes from `lane` on, leg by leg of so many columns, in the columns from `column` on.
#[inline(always)]
fn keep<const COLUMNS: usize>(lines: &mut [Numbers], words: &[[u32; LANES]], (lane, column): (usize, usize)) {
    let lanes = LANES.min(COLUMNS);
    let legs = lines.iter_mut().flat_map(|line| line.0.as_chunks_mut::<COLUMNS>().0);
    for (leg, words) in legs.zip(words) {
        leg[column..column + lanes].copy_from_slice(&words[lane..lane + lanes]);
    }
}

/// Turns 32 random bits into a number of the open interval (0, 1): the middle of one of 2^32 cells.
#[inline]
fn unit32(bits: u32) -> f64 {
    const HALF_A_CELL: u64 = 1 << 19;
    f64::from_bits(1_f64.to_bits() | u64::from(bits) << 20 | HALF_A_CELL) - 1.0
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

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::rand_core::Rng;

    use crate::plan::{Fleet, LocalClock, Route, Site, SiteId};
    use crate::stats::Distribution;

    /// Purposes in the order in which plans come to draw for them.
    const DRAWN: [Place; 5] =
        [Place::Travel, Place::PerPerson, Place::Dwell, Place::Seats, Place::Stretchers];

    /// A plan that draws for the first so many purposes.
    fn plan(vehicles: u32, drawn: usize) -> Plan {
        let mut fleet = Fleet::plain("buses", 0..vehicles, SiteId(0));
        let wide = Distribution::uniform(0.0, 1.0).unwrap();
        let Fleet { boarding, alighting, places: [seats, stretchers], .. } = &mut fleet;
        let laws = [&mut boarding.per_person, &mut alighting.dwell, seats, stretchers];
        laws.into_iter().take(drawn - 1).for_each(|distribution| *distribution = wide.clone());
        Plan {
            name: "draws".into(),
            title: "Draws".into(),
            clock: LocalClock::new(0, 0),
            end: None,
            seed: 3,
            replications: 1,
            sites: Table::new(vec![Site::open("here"), Site::open("there")]),
            routes: Table::new(vec![Route::plain("way", (SiteId(0), SiteId(1)), wide)]),
            checkpoints: Table::new(Vec::new()),
            suspensions: Table::new(Vec::new()),
            groups: Table::new(Vec::new()),
            fleets: Table::new(vec![fleet]),
            movements: Table::new(Vec::new()),
            observers: Table::new(Vec::new()),
            goal: None,
            public_figures: Vec::new(),
            costs: None,
        }
    }

    #[test]
    fn a_leg_has_its_number_in_the_stretch_of_its_place() {
        let luck = Luck::new(3, 4);
        for (vehicles, drawn) in [5, MANY as u32 + 5].into_iter().flat_map(|n| (1..=5).map(move |d| (n, d))) {
            let plan = plan(vehicles, drawn);
            let mut draws = LegDraws::new(&plan);
            draws.reset(luck);
            let (mut numbers, mut filled) = (Numbers::BLANK, LaidUp::NOTHING);
            let mut generator = luck.stream(plan.fleets[FleetId(0)].entity, 4, Purpose::Legs).generator();
            for &place in &DRAWN[..drawn] {
                for leg in [0, 3, 4, 15, 16, 31, 32, 41, 63, 64, 130] {
                    generator.set_word_pos((place as u128) << 36 | u128::from(leg));
                    let expected = unit32(generator.next_u32());
                    let laid_up =
                        LaidUp { numbers: &mut numbers, filled: &mut filled, leg, fleet: FleetId(0) };
                    let found = draws.leg(VehicleId(4), laid_up, place);
                    assert_eq!(found, expected, "{place:?} of {drawn} on leg {leg}");
                }
            }
        }
    }
}
