//! A run whose times are given one by one, in the order of their use.
//!
//! The dump trucks of Banks, Carson, Nelson and Nicol, *Discrete-Event System Simulation*, example 3.5:
//! six trucks, two loaders, one scale, first come, first served.

use std::collections::VecDeque;

use crate::engine::Engine;
use crate::engine::rng::Place;
use crate::plan::{
    Discipline, Fleet, Group, GroupId, Handling, LocalClock, Movement, Phase, Plan, Route, Site, SiteId,
    Table, UnderWay,
};
use crate::record::{Notice, Recorder};
use crate::stats::Distribution;
use crate::units::{MINUTE, Tick};
use crate::world::State;

/// The longest time that a tape may give, in minutes: all laws are uniform up to it.
const LONGEST: f64 = 200.0;

/// Minutes to be used one after the other: to load, to weigh, to travel back.
#[derive(Debug, Default)]
pub(super) struct Tape {
    loading: VecDeque<f64>,
    weighing: VecDeque<f64>,
    travel: VecDeque<f64>,
}

impl Tape {
    /// The number between 0 and 1 that gives the next time.
    pub(super) fn draw(&mut self, leg: u32, place: Place) -> f64 {
        let times = match place {
            Place::Travel => &mut self.travel,
            _ if leg % 2 == 1 => &mut self.weighing,
            _ => &mut self.loading,
        };
        // Beyond the tape nothing is looked at.
        times.pop_front().unwrap_or(LONGEST / 2.0) / LONGEST
    }
}

fn trucks() -> Plan {
    let (loaders, scale) = (SiteId(0), SiteId(1));
    let some_time = || Distribution::uniform(0.0, LONGEST * MINUTE as f64).expect("a distribution");
    let site = |id: &str, berths: u32| Site { berths: Some(berths), ..Site::open(id) };
    let load = Group::plain("load", (loaders, scale), Distribution::fixed(1000.0).expect("a distribution"));
    let handling = Handling { dwell: some_time(), ..Handling::NONE };
    let fleet = Fleet {
        places: [Distribution::ONE, Distribution::ZERO],
        takes: vec![GroupId(0)],
        boarding: handling.clone(),
        alighting: handling,
        under_way: vec![UnderWay {
            vehicles: 1,
            from: loaders,
            to: scale,
            arrives: Tick::START,
            people: vec![(GroupId(0), 1)],
        }],
        ..Fleet::plain("trucks", 0..6, loaders)
    };
    let phase = Phase {
        outbound: Discipline::independent(),
        back: Discipline::independent(),
        ends: None,
        gradual: None,
    };
    Plan {
        name: "trucks".into(),
        title: "Dump trucks".into(),
        clock: LocalClock::new(0, 0),
        end: Some(Tick(76 * MINUTE)),
        seed: 0,
        replications: 1,
        sites: Table::new(vec![site("loaders", 2), site("scale", 1)]),
        routes: Table::new(vec![
            Route::plain("there", (loaders, scale), Distribution::ZERO),
            Route::plain("back", (scale, loaders), some_time()),
        ]),
        checkpoints: Table::new(Vec::new()),
        suspensions: Table::new(Vec::new()),
        groups: Table::new(vec![load]),
        fleets: Table::new(vec![fleet]),
        movements: Table::new(vec![Movement { label: "alone".into(), phases: vec![phase] }]),
        observers: Table::new(Vec::new()),
        goal: None,
        public_figures: Vec::new(),
        costs: None,
    }
}

/// When trucks came out of a state, in minutes, and how long berths were taken.
#[derive(Default)]
struct Log {
    loaded: Vec<(u32, u64)>,
    weighed: Vec<(u32, u64)>,
    back: Vec<(u32, u64)>,
    busy: [u64; 2],
    taken: [u64; 2],
    last: Tick,
}

impl Log {
    fn advance(&mut self, now: Tick) {
        for place in 0..2 {
            self.busy[place] += self.taken[place] * (now - self.last).0 / MINUTE;
        }
        self.last = now;
    }
}

impl Recorder for Log {
    fn record(&mut self, now: Tick, notice: &Notice) {
        self.advance(now);
        let minute = now.0 / MINUTE;
        match *notice {
            Notice::Berth { site, taken: true, .. } => self.taken[site.0 as usize] += 1,
            Notice::Berth { site, taken: false, .. } => self.taken[site.0 as usize] -= 1,
            Notice::Changed { vehicle, from, .. } => match from {
                State::Boarding => self.loaded.push((vehicle.0 + 1, minute)),
                State::Alighting => self.weighed.push((vehicle.0 + 1, minute)),
                State::DrivingEmpty => self.back.push((vehicle.0 + 1, minute)),
                _ => {}
            },
            _ => {}
        }
    }
    fn end(&mut self, now: Tick) {
        self.advance(now);
    }
}

#[test]
fn dump_trucks_follow_the_textbook() {
    let plan = trucks();
    let mut engine = Engine::new(&plan, Log::default());
    engine.rng.draws().tape = Some(Tape {
        loading: [10.0, 5.0, 5.0, 10.0, 15.0, 10.0, 10.0].into(),
        weighing: [12.0, 12.0, 12.0, 16.0, 12.0, 16.0].into(),
        travel: [60.0, 100.0, 40.0, 40.0, 80.0].into(),
    });
    engine.run(0).expect("nobody waits for anybody");
    let log = engine.recorder();
    assert_eq!(log.loaded, [(3, 5), (2, 10), (4, 10), (5, 20), (6, 25)]);
    assert_eq!(log.weighed[..5], [(1, 12), (3, 24), (2, 36), (4, 52), (5, 64)]);
    assert_eq!(log.back, [(1, 72), (2, 76)]);
    assert_eq!(log.busy, [49, 76], "two loaders for 76 minutes: 0.32; the scale: 1.00");
}
