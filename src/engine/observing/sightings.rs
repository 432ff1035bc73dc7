//! The luck of an observer with the vehicles that pass its post.
//!
//! Each passage of a vehicle has [`PLACES`] numbers. Those of eight passages that follow each other are computed
//! together and kept: to begin a stream anew at every passage took a fifth of the time of a sweep of the night.

use super::PLACES;
use crate::engine::rng::{Luck, MANY, PAGE, Page, Purpose};
use crate::plan::{Entity, FleetId, Table, VehicleId};

/// Passages whose numbers are computed together.
const TOGETHER: u32 = (PAGE / PLACES) as u32;

/// How often each vehicle has passed an observer, and the numbers of its coming passages.
#[derive(Debug)]
pub(super) struct Sightings {
    passages: Table<VehicleId, u32>,
    /// Whose luck it is with the vehicles of each fleet, and the first of these.
    fleets: Table<FleetId, (Entity, u32)>,
    /// A page for each vehicle; where they are many, several share one.
    kept: Vec<Kept>,
}

/// The numbers of some passages of a vehicle.
#[derive(Clone, Debug)]
struct Kept {
    /// Whose they are, and which of its pages this is.
    of: Option<(VehicleId, u32)>,
    numbers: Page,
}

/// A passage of a vehicle: the address of its luck.
#[derive(Clone, Copy, Debug)]
pub(super) struct Passage {
    vehicle: VehicleId,
    fleet: FleetId,
    number: u32,
}

impl Sightings {
    /// Of so many vehicles, and none yet.
    pub(super) fn new(fleets: Table<FleetId, (Entity, u32)>, vehicles: usize) -> Sightings {
        Sightings {
            passages: Table::filled(vehicles, 0),
            fleets,
            kept: vec![Kept { of: None, numbers: Page::BLANK }; vehicles.min(MANY)],
        }
    }

    pub(super) fn reset(&mut self) {
        self.passages.reset(0);
        self.kept.iter_mut().for_each(|kept| kept.of = None);
    }

    /// A vehicle of a fleet passes.
    pub(super) fn pass(&mut self, vehicle: VehicleId, fleet: FleetId) -> Passage {
        let passages = &mut self.passages[vehicle];
        *passages += 1;
        Passage { vehicle, fleet, number: *passages - 1 }
    }

    /// A number of a passage.
    pub(super) fn number(&mut self, luck: Luck, passage: Passage, what: usize) -> f64 {
        let Passage { vehicle, fleet, number } = passage;
        let (page, first) = (number / TOGETHER, (number % TOGETHER) as usize * PLACES);
        let place = vehicle.0 as usize % self.kept.len();
        let kept = &mut self.kept[place];
        if kept.of != Some((vehicle, page)) {
            let (entity, first_vehicle) = self.fleets[fleet];
            let whose = (entity, vehicle.0 - first_vehicle);
            let numbers = luck.page_of(whose, Purpose::Observing, page.into());
            *kept = Kept { of: Some((vehicle, page)), numbers };
        }
        kept.numbers.number(first + what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Vehicles that share a page, and passages beyond a page, among them.
    #[test]
    fn a_passage_has_its_numbers_in_the_stream_of_observer_and_vehicle() {
        let (luck, [buses, cars]) = (Luck::new(3, 4), [Entity(1 << 40), Entity(2 << 40)]);
        let few = 40;
        let fleets = || Table::new(vec![(buses, 0), (cars, few)]);
        for vehicles in [few as usize + 9, 2 * MANY + 5] {
            let mut sightings = Sightings::new(fleets(), vehicles);
            for round in 0..20 {
                for (vehicle, fleet) in [(0, 0), (few - 1, 0), (few, 1), (vehicles as u32 - 1, 1)] {
                    let passage = sightings.pass(VehicleId(vehicle), FleetId(fleet));
                    let (entity, first) = fleets()[FleetId(fleet)];
                    let mut stream = luck.stream(entity, vehicle - first, Purpose::Observing);
                    for what in [2, 0] {
                        let wanted = stream.at((round * PLACES + what) as u64);
                        let found = sightings.number(luck, passage, what);
                        assert_eq!(found, wanted, "{what} of passage {round} of {vehicle}");
                    }
                }
            }
        }
    }
}
