//! The shuttle workload: one pickup, one drop-off, buses for those who sit and ambulances for those
//! who lie, everybody there at the start and every vehicle for itself.
//!
//! A trip has four timed delays: boarding, the way out, alighting and the way back. It is the
//! workload of all comparisons of speed, here as a [`Plan`] and in [`floor`] as the leanest loop that
//! still gives the right answer.

#![allow(dead_code, reason = "each bench takes what it needs")]

pub mod addressed;
pub mod fast;
pub mod floor;
pub mod tree;

use noria::plan::{
    Discipline, Entity, Fleet, Group, GroupId, Handling, LocalClock, Movement, Need, Phase, Plan, Route,
    Site, SiteId, Table,
};
use noria::record::{Notice, Recorder};
use noria::stats::Distribution;
use noria::units::{MINUTE, Tick};

/// How large the workload is. People are multiples of the places, so that every vehicle is full.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub name: &'static str,
    /// Buses and ambulances.
    pub vehicles: [u32; 2],
    /// Berths at the pickup and at the drop-off.
    pub berths: [u32; 2],
    /// People who need a seat, and a stretcher.
    pub people: [u32; 2],
}

/// Places of a bus and of an ambulance.
pub const PLACES: [u32; 2] = [50, 2];
/// Mean minutes of boarding, the way out, alighting and the way back.
pub const MINUTES: [f64; 4] = [20.0, 45.0, 10.0, 35.0];
/// The coefficient of variation of all four.
pub const SPREAD: f64 = 0.3;
/// The seed of all runs.
pub const SEED: u64 = 1;

pub const S: Size = Size { name: "S", vehicles: [20, 10], berths: [4, 4], people: [6_000, 250] };
pub const M: Size = Size { name: "M", vehicles: [200, 50], berths: [40, 40], people: [1_000_000, 10_000] };
pub const L: Size =
    Size { name: "L", vehicles: [80_000, 20_000], berths: [20_000; 2], people: [40_000_000, 400_000] };

/// A million vehicles and a hundred million people.
pub const CITY: Size = Size {
    name: "City",
    vehicles: [800_000, 200_000],
    berths: [200_000; 2],
    people: [99_000_000, 1_000_000],
};
/// A tiny size for tests.
pub const TINY: Size = Size { name: "tiny", vehicles: [5, 2], berths: [2, 2], people: [500, 20] };

/// Whether this program was started to measure, as `cargo bench` does, and not as a test.
pub fn measures() -> bool {
    std::env::args().any(|arg| arg == "--bench") && std::env::args().all(|arg| arg != "--test")
}

/// Bytes that a run holds for each vehicle of the workload, at most; a test of memory holds it.
pub const BYTES_A_VEHICLE: u64 = 159;

impl Size {
    /// Full loads of seated and of lying people.
    pub fn loads(&self) -> [u32; 2] {
        assert!((0..2).all(|kind| self.people[kind].is_multiple_of(PLACES[kind])), "every vehicle is full");
        [0, 1].map(|kind| self.people[kind] / PLACES[kind])
    }

    /// Loaded trips, whatever happens.
    pub fn trips(&self) -> u64 {
        self.loads().iter().map(|&loads| u64::from(loads)).sum()
    }

    /// Timed delays, the last ways back counted in.
    pub fn events(&self) -> u64 {
        4 * self.trips()
    }

    /// All vehicles.
    pub fn fleet(&self) -> u32 {
        self.vehicles.iter().sum()
    }

    /// The workload as a plan.
    pub fn plan(&self) -> Plan {
        let [buses, ambulances] = self.vehicles;
        let groups = [("seated", Need::Seat), ("lying", Need::Stretcher)];
        let fleets = [("buses", 0..buses), ("ambulances", buses..buses + ambulances)];
        Plan {
            name: format!("shuttle-{}", self.name),
            title: "Shuttle workload".into(),
            clock: LocalClock::new(0, 0),
            end: None,
            seed: SEED,
            replications: 1,
            sites: Table::new(vec![site("pickup", self.berths[0]), site("drop_off", self.berths[1])]),
            checkpoints: Table::new(Vec::new()),
            suspensions: Table::new(Vec::new()),
            routes: Table::new(vec![route("out", (0, 1), MINUTES[1]), route("back", (1, 0), MINUTES[3])]),
            groups: (0..2).map(|kind| group(groups[kind], self.people[kind])).collect(),
            fleets: (0..2).map(|kind| fleet(fleets[kind].clone(), kind)).collect(),
            movements: Table::new(vec![alone()]),
            observers: Table::new(Vec::new()),
            goal: None,
            public_figures: Vec::new(),
            costs: None,
        }
    }
}

/// A lognormal time of the workload, in milliseconds.
pub fn time(mean_minutes: f64) -> Distribution {
    Distribution::lognormal(mean_minutes, SPREAD)
        .expect("the workload's means and spread are in range")
        .scaled(MINUTE as f64)
}

fn fixed(value: u32) -> Distribution {
    Distribution::fixed(f64::from(value)).expect("whole numbers are not negative")
}

fn site(id: &str, berths: u32) -> Site {
    Site { berths: Some(berths), ..Site::open(id) }
}

fn route(id: &str, (from, to): (u16, u16), mean_minutes: f64) -> Route {
    Route::plain(id, (SiteId(from), SiteId(to)), time(mean_minutes))
}

fn group((id, need): (&str, Need), people: u32) -> Group {
    let entity = Entity::named("groups", id);
    Group { need, entity, ..Group::plain(id, (SiteId(0), SiteId(1)), fixed(people)) }
}

fn fleet((id, vehicles): (&str, std::ops::Range<u32>), kind: usize) -> Fleet {
    let handling = |mean_minutes| Handling { dwell: time(mean_minutes), per_person: fixed(0) };
    let mut places = [fixed(0), fixed(0)];
    places[kind] = fixed(PLACES[kind]);
    Fleet {
        places,
        takes: vec![GroupId(kind as u32)],
        boarding: handling(MINUTES[0]),
        alighting: handling(MINUTES[2]),
        ..Fleet::plain(id, vehicles, SiteId(0))
    }
}

fn alone() -> Movement {
    let phase = Phase {
        outbound: Discipline::independent(),
        back: Discipline::independent(),
        ends: None,
        gradual: None,
    };
    Movement { label: "movement.0".into(), phases: vec![phase] }
}

/// Writes down when how many people arrived: what the floor records too.
#[derive(Debug, Default)]
pub struct Arrived(pub Vec<(Tick, u32)>);

impl Arrived {
    /// When the last people arrived.
    pub fn last(&self) -> Tick {
        self.0.last().map_or(Tick::START, |&(tick, _)| tick)
    }
}

impl Recorder for Arrived {
    fn begin(&mut self, _replication: u64) {
        self.0.clear();
    }

    #[inline]
    fn record(&mut self, now: Tick, notice: &Notice) {
        if let Notice::Alighted { people, .. } = *notice {
            self.0.push((now, people));
        }
    }
}
