//! The shuttle workload in odem-rs: an agent a vehicle, with random numbers of its own, and a channel
//! of free berths a site.
//!
//! odem-rs has facilities for one at a time; a channel from which vehicles receive a berth and into
//! which they send it back is a facility for several, first come, first served.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use odem_rs::prelude::*;
use odem_rs::sync::channel::shared::{Receiver, Sender};
use workload::{Delay, Laws, PLACES, Size, answer};

/// A place at a site for one vehicle.
#[derive(Debug)]
struct Berth;

/// Berths, first come, first served.
struct Site {
    give: Sender<Berth>,
    take: Receiver<Berth>,
}

impl Site {
    fn new(berths: u32) -> Site {
        let (give, take) = channel((0..berths).map(|_| Berth).collect::<VecDeque<_>>());
        Site { give, take }
    }

    async fn seize(&self) -> Berth {
        self.take.recv().await.expect("the site is there as long as the vehicles")
    }

    fn release(&self, berth: Berth) {
        self.give.try_send(berth).expect("the channel is as long as need be");
    }
}

/// What all vehicles of a replication share. Time is in minutes.
#[derive(Config)]
struct Shuttle {
    rng_stream: RngStream,
    pickup: Site,
    drop_off: Site,
    loads: [Cell<u32>; 2],
    arrived: RefCell<Vec<(f64, u32)>>,
    laws: Laws,
}

impl Shuttle {
    fn new(size: &Size, seed: u64) -> Shuttle {
        Shuttle {
            rng_stream: RngStream::from_seed(seed),
            pickup: Site::new(size.berths[0]),
            drop_off: Site::new(size.berths[1]),
            loads: size.loads().map(Cell::new),
            arrived: RefCell::default(),
            laws: Laws::new(),
        }
    }

    /// A vehicle claims a load, if one is left.
    fn claim(&self, vehicle: &Vehicle) -> bool {
        let loads = &self.loads[vehicle.0.kind];
        let left = loads.get();
        loads.set(left.saturating_sub(1));
        left > 0
    }
}

struct Vehicle(workload::Vehicle);

impl Behavior<Shuttle> for Vehicle {
    type Output = ();

    async fn actions(&self, sim: &Sim<Shuttle>) {
        let shuttle = sim.global();
        let mut rng = shuttle.rng_stream.next_rng();
        let mut takes = |delay| sim.advance(shuttle.laws.draw(delay, &mut rng));
        while shuttle.loads[self.0.kind].get() > 0 {
            let berth = shuttle.pickup.seize().await;
            if !shuttle.claim(self) {
                shuttle.pickup.release(berth);
                return;
            }
            takes(Delay::Boarding).await;
            shuttle.pickup.release(berth);
            takes(Delay::WayOut).await;
            let berth = shuttle.drop_off.seize().await;
            takes(Delay::Alighting).await;
            shuttle.arrived.borrow_mut().push((sim.now(), PLACES[self.0.kind]));
            shuttle.drop_off.release(berth);
            takes(Delay::WayBack).await;
        }
    }
}

fn run(size: &Size, seed: u64) -> f64 {
    Simulator::new(Shuttle::new(size, seed))
        .run(async |sim| {
            let vehicles: Vec<_> = size.fleet().map(|vehicle| sim.spawn(Vehicle(vehicle))).collect();
            for vehicle in vehicles {
                vehicle.await;
            }
            sim.global().arrived.borrow().last().map_or(0.0, |&(time, _)| time)
        })
        .expect("no vehicle waits for ever")
}

fn main() {
    answer("odem-rs", "0.4.0", run);
}
