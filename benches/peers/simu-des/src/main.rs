//! The shuttle workload in simu-des: a process a vehicle, a resource a site.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rand_distr::{Distribution, LogNormal};
use simu::{EnvHandle, Resource, SimEnv};
use workload::{Delay, MINUTES, PLACES, SPREAD, Size, Vehicle, answer};

/// What all vehicles of a replication share.
struct Shuttle {
    pickup: Resource,
    drop_off: Resource,
    loads: [Cell<u32>; 2],
    arrived: RefCell<Vec<(f64, u32)>>,
    laws: [LogNormal<f64>; 4],
}

impl Shuttle {
    fn new(size: &Size) -> Shuttle {
        Shuttle {
            pickup: Resource::new(size.berths[0] as usize),
            drop_off: Resource::new(size.berths[1] as usize),
            loads: size.loads().map(Cell::new),
            arrived: RefCell::default(),
            laws: MINUTES
                .map(|mean| LogNormal::from_mean_cv(mean, SPREAD).expect("mean and spread are in range")),
        }
    }

    async fn takes(&self, env: &EnvHandle, delay: Delay) {
        let minutes = self.laws[delay as usize].sample(&mut env.rng());
        env.timeout(minutes).await;
    }

    /// A vehicle claims a load, if one is left.
    fn claim(&self, vehicle: Vehicle) -> bool {
        let loads = &self.loads[vehicle.kind];
        let left = loads.get();
        loads.set(left.saturating_sub(1));
        left > 0
    }
}

async fn drive(env: EnvHandle, shuttle: Rc<Shuttle>, vehicle: Vehicle) {
    while shuttle.loads[vehicle.kind].get() > 0 {
        let berth = shuttle.pickup.request().await;
        if !shuttle.claim(vehicle) {
            return;
        }
        shuttle.takes(&env, Delay::Boarding).await;
        drop(berth);
        shuttle.takes(&env, Delay::WayOut).await;
        let berth = shuttle.drop_off.request().await;
        shuttle.takes(&env, Delay::Alighting).await;
        shuttle.arrived.borrow_mut().push((env.now(), PLACES[vehicle.kind]));
        drop(berth);
        shuttle.takes(&env, Delay::WayBack).await;
    }
}

fn run(size: &Size, seed: u64) -> f64 {
    let mut env = SimEnv::with_seed(seed);
    let shuttle = Rc::new(Shuttle::new(size));
    for vehicle in size.fleet() {
        env.spawn(drive(env.handle(), shuttle.clone(), vehicle));
    }
    env.run();
    let arrived = shuttle.arrived.borrow();
    arrived.last().map_or(0.0, |&(time, _)| time)
}

fn main() {
    answer("simu-des", "0.1.0", run);
}
