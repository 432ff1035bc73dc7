//! The shuttle workload in simrs: one component whose events are the ends of the vehicles' delays.
//!
//! simrs keeps no order among events of equal time. A berth is therefore handed on within the event
//! that frees it, and the start is one event: with an event of its own for each vehicle at time zero,
//! they would queue in the heap's order, and another model would be simulated.

use std::cell::RefCell;
use std::time::Duration;

use simrs::{Component, ComponentId, Executor, Fifo, Key, QueueId, Scheduler, Simulation, State};
use workload::{Delay, PLACES, Size, Times, Vehicle, answer};

/// What ends with an event.
#[derive(Debug)]
enum Event {
    Start,
    Boarded(Vehicle),
    ReachedDropOff(Vehicle),
    Alighted(Vehicle),
    ReachedPickup(Vehicle),
}

/// A site's line and free berths.
struct Site {
    line: QueueId<Fifo<Vehicle>>,
    free: Key<u32>,
}

struct Shuttle {
    fleet: Vec<Vehicle>,
    pickup: Site,
    drop_off: Site,
    loads: Key<[u32; 2]>,
    arrived: Key<Vec<(Duration, u32)>>,
    times: RefCell<Times>,
}

/// What every event may change.
struct Scene<'a> {
    id: ComponentId<Event>,
    scheduler: &'a mut Scheduler,
    state: &'a mut State,
}

impl Scene<'_> {
    fn get<T: 'static>(&mut self, key: Key<T>) -> &mut T {
        self.state.get_mut(key).expect("the value was put there at the start")
    }

    fn join(&mut self, site: &Site, vehicle: Vehicle) {
        self.state.send(site.line, vehicle).expect("lines are as long as need be");
    }
}

impl Component for Shuttle {
    type Event = Event;

    fn process_event(
        &self,
        id: ComponentId<Event>,
        event: &Event,
        scheduler: &mut Scheduler,
        state: &mut State,
    ) {
        let mut scene = Scene { id, scheduler, state };
        match *event {
            Event::Start => self.fleet.iter().for_each(|&vehicle| self.reach_pickup(&mut scene, vehicle)),
            Event::Boarded(vehicle) => self.boarded(&mut scene, vehicle),
            Event::ReachedDropOff(vehicle) => self.reach_drop_off(&mut scene, vehicle),
            Event::Alighted(vehicle) => self.alighted(&mut scene, vehicle),
            Event::ReachedPickup(vehicle) => self.reach_pickup(&mut scene, vehicle),
        }
    }
}

impl Shuttle {
    fn begin(&self, scene: &mut Scene, delay: Delay, end: Event) {
        let minutes = self.times.borrow_mut().draw(delay);
        scene.scheduler.schedule(Duration::from_secs_f64(60.0 * minutes), scene.id, end);
    }

    fn reach_pickup(&self, scene: &mut Scene, vehicle: Vehicle) {
        if scene.get(self.loads)[vehicle.kind] > 0 {
            scene.join(&self.pickup, vehicle);
            self.board(scene);
        }
    }

    /// Whoever is first in line boards, if a berth is free; those for whom nobody is left stand down.
    fn board(&self, scene: &mut Scene) {
        while *scene.get(self.pickup.free) > 0 {
            let Some(vehicle) = scene.state.recv(self.pickup.line) else { return };
            let loads = &mut scene.get(self.loads)[vehicle.kind];
            if *loads > 0 {
                *loads -= 1;
                *scene.get(self.pickup.free) -= 1;
                self.begin(scene, Delay::Boarding, Event::Boarded(vehicle));
            }
        }
    }

    fn boarded(&self, scene: &mut Scene, vehicle: Vehicle) {
        *scene.get(self.pickup.free) += 1;
        self.board(scene);
        self.begin(scene, Delay::WayOut, Event::ReachedDropOff(vehicle));
    }

    fn reach_drop_off(&self, scene: &mut Scene, vehicle: Vehicle) {
        scene.join(&self.drop_off, vehicle);
        self.alight(scene);
    }

    fn alight(&self, scene: &mut Scene) {
        if *scene.get(self.drop_off.free) == 0 {
            return;
        }
        if let Some(vehicle) = scene.state.recv(self.drop_off.line) {
            *scene.get(self.drop_off.free) -= 1;
            self.begin(scene, Delay::Alighting, Event::Alighted(vehicle));
        }
    }

    fn alighted(&self, scene: &mut Scene, vehicle: Vehicle) {
        let now = scene.scheduler.time();
        scene.get(self.arrived).push((now, PLACES[vehicle.kind]));
        *scene.get(self.drop_off.free) += 1;
        self.alight(scene);
        self.begin(scene, Delay::WayBack, Event::ReachedPickup(vehicle));
    }
}

fn run(size: &Size, seed: u64) -> f64 {
    let mut simulation = Simulation::default();
    let mut site = |place: usize| Site {
        line: simulation.add_queue(Fifo::default()),
        free: simulation.state.insert(size.berths[place]),
    };
    let (pickup, drop_off) = (site(0), site(1));
    let arrived = simulation.state.insert(Vec::new());
    let loads = simulation.state.insert(size.loads());
    let times = RefCell::new(Times::new(seed));
    let fleet = size.fleet().collect();
    let shuttle = simulation.add_component(Shuttle { fleet, pickup, drop_off, loads, arrived, times });
    simulation.schedule(Duration::ZERO, shuttle, Event::Start);
    simulation.execute(Executor::unbound());
    let arrived = simulation.state.get(arrived).expect("arrivals are kept");
    arrived.last().map_or(0.0, |(time, _)| time.as_secs_f64() / 60.0)
}

fn main() {
    answer("simrs", "0.2.0", run);
}
