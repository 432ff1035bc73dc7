//! The shuttle workload in NexoSim as one model that schedules the ends of the vehicles' delays for
//! itself: what a user would write who wants speed.

use std::collections::VecDeque;
use std::time::Duration;

use nexosim::model::{BuildContext, Context, Model, ProtoModel, schedulable};
use nexosim::ports::{EventSinkReader, Output, SinkState, event_queue};
use nexosim::simulation::{Mailbox, SimInit, SimulationError};
use nexosim::time::MonotonicTime;
use serde::{Deserialize, Serialize};
use workload::{Delay, PLACES, Size, Times, answer};

/// A site's free berths and its line of vehicles.
#[derive(Serialize, Deserialize)]
struct Site {
    free: u32,
    line: VecDeque<u32>,
}

impl Site {
    fn new(berths: u32) -> Site {
        Site { free: berths, line: VecDeque::new() }
    }
}

/// Both sites and all vehicles, the buses first.
#[derive(Serialize, Deserialize)]
struct Shuttle {
    vehicles: [u32; 2],
    pickup: Site,
    drop_off: Site,
    loads: [u32; 2],
    /// People set down -- output port.
    arrived: Output<(MonotonicTime, u32)>,
}

#[Model(type Env = Times)]
impl Shuttle {
    #[nexosim(init)]
    async fn init(&mut self, cx: &Context<Self>, times: &mut Times) {
        for vehicle in 0..self.vehicles[0] + self.vehicles[1] {
            self.reach_pickup(vehicle, cx, times);
        }
    }

    fn kind(&self, vehicle: u32) -> usize {
        usize::from(vehicle >= self.vehicles[0])
    }

    #[nexosim(schedulable)]
    fn reach_pickup(&mut self, vehicle: u32, cx: &Context<Self>, times: &mut Times) {
        if self.loads[self.kind(vehicle)] > 0 {
            self.pickup.line.push_back(vehicle);
            self.board(cx, times);
        }
    }

    /// Whoever is first in line boards, if a berth is free; those for whom nobody is left stand down.
    fn board(&mut self, cx: &Context<Self>, times: &mut Times) {
        while self.pickup.free > 0 {
            let Some(vehicle) = self.pickup.line.pop_front() else { return };
            let kind = self.kind(vehicle);
            if self.loads[kind] > 0 {
                self.loads[kind] -= 1;
                self.pickup.free -= 1;
                cx.schedule_event(drawn(times, Delay::Boarding), schedulable!(Self::boarded), vehicle)
                    .expect("delays are positive");
            }
        }
    }

    #[nexosim(schedulable)]
    fn boarded(&mut self, vehicle: u32, cx: &Context<Self>, times: &mut Times) {
        self.pickup.free += 1;
        self.board(cx, times);
        cx.schedule_event(drawn(times, Delay::WayOut), schedulable!(Self::reach_drop_off), vehicle)
            .expect("delays are positive");
    }

    #[nexosim(schedulable)]
    fn reach_drop_off(&mut self, vehicle: u32, cx: &Context<Self>, times: &mut Times) {
        self.drop_off.line.push_back(vehicle);
        self.alight(cx, times);
    }

    fn alight(&mut self, cx: &Context<Self>, times: &mut Times) {
        if self.drop_off.free == 0 {
            return;
        }
        if let Some(vehicle) = self.drop_off.line.pop_front() {
            self.drop_off.free -= 1;
            cx.schedule_event(drawn(times, Delay::Alighting), schedulable!(Self::alighted), vehicle)
                .expect("delays are positive");
        }
    }

    #[nexosim(schedulable)]
    async fn alighted(&mut self, vehicle: u32, cx: &Context<Self>, times: &mut Times) {
        self.arrived.send((cx.time(), PLACES[self.kind(vehicle)])).await;
        self.drop_off.free += 1;
        self.alight(cx, times);
        cx.schedule_event(drawn(times, Delay::WayBack), schedulable!(Self::reach_pickup), vehicle)
            .expect("delays are positive");
    }
}

fn drawn(times: &mut Times, delay: Delay) -> Duration {
    Duration::from_secs_f64(60.0 * times.draw(delay))
}

/// The model and its generator, which is no part of the state that NexoSim can save.
struct ProtoShuttle(Shuttle, Times);

impl ProtoModel for ProtoShuttle {
    type Model = Shuttle;

    fn build(self, _: &mut BuildContext<Self>) -> (Shuttle, Times) {
        (self.0, self.1)
    }
}

fn last_arrival(size: &Size, seed: u64) -> Result<f64, SimulationError> {
    let (sink, mut reader) = event_queue(SinkState::Enabled);
    let mut shuttle = Shuttle {
        vehicles: size.vehicles,
        pickup: Site::new(size.berths[0]),
        drop_off: Site::new(size.berths[1]),
        loads: size.loads(),
        arrived: Output::default(),
    };
    shuttle.arrived.connect_sink(sink);
    let proto = ProtoShuttle(shuttle, Times::new(seed));
    let start = MonotonicTime::EPOCH;
    let mut simulation =
        SimInit::with_num_threads(1).add_model(proto, Mailbox::new(), "shuttle").init(start)?;
    simulation.run()?;
    let arrived: Vec<(MonotonicTime, u32)> = std::iter::from_fn(|| reader.try_read()).collect();
    Ok(arrived.last().map_or(0.0, |(time, _)| time.duration_since(start).as_secs_f64() / 60.0))
}

fn main() {
    answer("nexosim-one", "1.0.0", |size, seed| {
        last_arrival(size, seed).expect("the simulation ends by itself")
    });
}
