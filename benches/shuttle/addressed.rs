//! Times drawn by the addresses and tables of noria: with the same seed and replication every vehicle
//! has the same luck here and there, so that both can be compared arrival by arrival.

use noria::engine::{LegDraws, Luck, Place};
use noria::plan::{FleetId, VehicleId};
use noria::stats::Distribution;
use noria::world::{LaidUp, Numbers};

use super::floor::{Floor, Hand};
use super::{MINUTES, SEED, Size, time};

/// Before anything is laid up for a vehicle.
const NOTHING: (Numbers, u32) = (Numbers::BLANK, LaidUp::NOTHING);

/// The floor that draws what noria draws.
pub type AddressedFloor = Floor<Addressed, true>;

/// Draws at the places of each vehicle's legs.
#[derive(Debug)]
pub struct Addressed {
    draws: LegDraws,
    /// What is laid up for each vehicle.
    numbers: Vec<(Numbers, u32)>,
    laws: [Distribution; 4],
    /// The first ambulance.
    ambulances: u32,
}

impl Hand for Addressed {
    const LOOKS_AHEAD: bool = true;

    fn new(size: &Size) -> Self {
        Addressed {
            draws: LegDraws::new(&size.plan()),
            numbers: vec![NOTHING; size.fleet() as usize],
            laws: MINUTES.map(time),
            ambulances: size.vehicles[0],
        }
    }

    fn begin(&mut self, replication: u64) {
        self.draws.reset(Luck::new(SEED, replication));
        self.numbers.fill(NOTHING);
    }

    /// A leg has a way and a dwell, and the first leg begins with its dwell.
    #[inline]
    fn delay(&mut self, vehicle: u32, delay: u32) -> u64 {
        let fleet = FleetId(u16::from(vehicle >= self.ambulances));
        let leg = delay.div_ceil(2);
        let place = if delay.is_multiple_of(2) { Place::Dwell } else { Place::Travel };
        let (numbers, filled) = &mut self.numbers[vehicle as usize];
        let unit = self.draws.leg(VehicleId(vehicle), LaidUp { numbers, filled, leg, fleet }, place);
        (self.laws[delay as usize % 4].draw(unit) + 0.5) as u64
    }
}
