//! What is true: where every vehicle is and in whose hands every person is.
//!
//! The world moves people and vehicles about; it knows nothing of time's order, rules or luck. Only
//! the engine changes it.

mod lists;
mod people;
mod state;
mod waiting;

pub use lists::{Line, Links};
pub use people::People;
pub use state::State;
pub use waiting::{Claimed, Parties, Waiting};

use crate::plan::{FleetId, GroupId, Id, Need, Plan, SiteId, Table, VehicleId};
use crate::units::Tick;

/// Says "none" in columns of numbers.
pub const NONE: u32 = u32::MAX;

/// One vehicle, as it is now.
#[derive(Clone, Copy, Debug)]
pub struct Vehicle {
    /// What it is doing.
    pub state: State,
    /// Whether it has broken away into the next phase, ahead of the others.
    pub broken_away: bool,
    /// Its fleet.
    pub fleet: FleetId,
    /// Where it stands, or is bound for while it drives.
    pub site: SiteId,
    /// The pickup to which it is or was last committed, by its place in its fleet's list; [`NONE`]
    /// before the first.
    pub pickup: u32,
    /// The drop-off of the people that it has claimed; else [`NONE`].
    pub drop_off: u32,
    /// The number of its present leg: even to a pickup, odd to a drop-off; [`NONE`] before the first.
    pub leg: u32,
    /// Places nobody has claimed, by [`Need::index`].
    pub free: [u32; 2],
    /// People claimed or aboard.
    pub load: u32,
    /// The place where it waits for others, or will after alighting; else [`NONE`].
    pub point: u32,
    /// Since when it has been in this state.
    pub since: Tick,
    /// Until when it awaits people at its berth.
    pub patience: Tick,
    /// One more than the site's [`Yard::appearances`] when it found that it has no room for anybody
    /// who waits there; else 0.
    pub misfit: u32,
}

/// The berths of a site and who stands about there.
#[derive(Clone, Debug, Default)]
pub struct Yard {
    /// Berths free now; `u32::MAX` where there are as many as needed.
    pub free: u32,
    /// In line for a berth.
    pub queue: Line,
    /// At a berth, awaiting people.
    pub awaiting: Line,
    /// Parked until somebody comes.
    pub parked: Line,
    /// How often people have appeared.
    pub appearances: u32,
}

/// The people of one group.
#[derive(Debug, Default)]
pub struct Crowd {
    /// How many there will have been in all.
    pub size: u32,
    /// How many have yet to appear.
    pub due: u32,
    /// Those who wait unclaimed.
    pub waiting: Waiting,
    /// Those who have been set down.
    pub arrived: People,
}

impl Crowd {
    /// People whom no vehicle has claimed: waiting or still due.
    #[inline]
    #[must_use]
    pub fn unclaimed(&self) -> u32 {
        self.waiting.len() + self.due
    }
}

/// People of one group in one vehicle.
#[derive(Debug, Default)]
struct Seats {
    boarding: People,
    aboard: People,
}

/// Everything that is true now.
#[derive(Debug)]
pub struct World {
    /// Every vehicle.
    pub vehicles: Table<VehicleId, Vehicle>,
    /// Who stands behind whom.
    pub links: Links,
    /// Every site's berths and lines.
    pub yards: Table<SiteId, Yard>,
    /// Every group's people.
    pub crowds: Table<GroupId, Crowd>,
    /// Who has stood down, by fleet.
    pub stood_down: Table<FleetId, Line>,
    seats: Vec<Seats>,
    /// Of each fleet: its first row in `seats`, its first vehicle, rows a vehicle.
    holds: Table<FleetId, (usize, u32, usize)>,
}

impl World {
    /// An empty world with room for all that a plan can bring.
    #[must_use]
    pub fn new(plan: &Plan) -> World {
        let vehicles = plan.vehicle_count() as usize;
        let mut rows = 0;
        let holds = plan.fleets.rows().iter().map(|fleet| {
            let first = rows;
            rows += fleet.count() as usize * fleet.takes.len();
            (first, fleet.vehicles.start, fleet.takes.len())
        });
        let holds = holds.collect();
        let fleets =
            plan.fleets.iter().flat_map(|(id, fleet)| fleet.vehicles.clone().map(move |_| (id, fleet.start)));
        World {
            vehicles: fleets.map(|(fleet, start)| Vehicle::at_start(fleet, start)).collect(),
            links: Links::new(vehicles),
            yards: plan.sites.rows().iter().map(|_| Yard::default()).collect(),
            crowds: plan.groups.rows().iter().map(|_| Crowd::default()).collect(),
            stood_down: Table::filled(plan.fleets.len(), Line::default()),
            seats: std::iter::repeat_with(Seats::default).take(rows).collect(),
            holds,
        }
    }

    /// Empties the world for the next replication, keeping its memory: nobody anywhere, every vehicle
    /// stood down where it starts.
    pub fn reset(&mut self, plan: &Plan) {
        for vehicle in self.vehicles.rows_mut() {
            *vehicle = Vehicle::at_start(vehicle.fleet, plan.fleets[vehicle.fleet].start);
        }
        for (site, yard) in plan.sites.rows().iter().zip(self.yards.rows_mut()) {
            *yard = Yard { free: site.berths.unwrap_or(u32::MAX), ..Yard::default() };
        }
        for crowd in self.crowds.rows_mut() {
            crowd.waiting.clear();
            (crowd.size, crowd.due, crowd.arrived) = (0, 0, People::NOBODY);
        }
        self.stood_down.reset(Line::default());
        self.seats.fill_with(Seats::default);
    }

    #[inline]
    fn seats(&mut self, vehicle: VehicleId, place: usize) -> &mut Seats {
        let (first, number, width) = self.holds[self.vehicles[vehicle].fleet];
        &mut self.seats[first + (vehicle.0 - number) as usize * width + place]
    }

    /// Claims people of a group for a vehicle, as many as it has room for; `place` is the group's in
    /// the list of those that the fleet takes. Each batch is told to `saw`: since when, how many.
    pub fn claim(
        &mut self,
        vehicle: VehicleId,
        place: usize,
        (group, need): (GroupId, Need),
        parties: &mut impl Parties,
        mut saw: impl FnMut(Tick, u32),
    ) -> u32 {
        let room = self.vehicles[vehicle].free[need.index()];
        let mut taken = People::NOBODY;
        let count = self.crowds[group].waiting.claim(room, parties, |claimed| {
            saw(claimed.since, claimed.people.len());
            taken.absorb(claimed.people);
        });
        self.seats(vehicle, place).boarding.absorb(taken);
        let row = &mut self.vehicles[vehicle];
        row.free[need.index()] -= count;
        row.load += count;
        count
    }

    /// Those who were boarding are aboard now. Returns how many, of the group at `place`.
    #[inline]
    pub fn board(&mut self, vehicle: VehicleId, place: usize) -> u32 {
        let seats = self.seats(vehicle, place);
        let people = seats.boarding.take_all();
        let count = people.len();
        seats.aboard.absorb(people);
        count
    }

    /// Those of `group`, at `place`, who were aboard have arrived. Returns how many.
    #[inline]
    pub fn alight(&mut self, vehicle: VehicleId, place: usize, group: GroupId) -> u32 {
        let people = self.seats(vehicle, place).aboard.take_all();
        let count = people.len();
        self.crowds[group].arrived.absorb(people);
        self.vehicles[vehicle].load -= count;
        count
    }
}

impl Vehicle {
    fn at_start(fleet: FleetId, site: SiteId) -> Vehicle {
        Vehicle {
            state: State::StoodDown,
            broken_away: false,
            fleet,
            site,
            pickup: NONE,
            drop_off: NONE,
            leg: NONE,
            free: [0; 2],
            load: 0,
            point: NONE,
            since: Tick::START,
            patience: Tick::START,
            misfit: 0,
        }
    }

    /// The pickup to which it is or was last committed, by its place in its fleet's list.
    #[inline]
    #[must_use]
    pub fn committed(&self) -> Option<usize> {
        (self.pickup != NONE).then_some(self.pickup as usize)
    }

    /// The drop-off of those whom it has claimed.
    #[inline]
    #[must_use]
    pub fn destination(&self) -> Option<SiteId> {
        (self.drop_off != NONE).then(|| SiteId::from_index(self.drop_off as usize))
    }
}
