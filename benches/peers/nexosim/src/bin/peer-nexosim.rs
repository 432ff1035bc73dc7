//! The shuttle workload in NexoSim with a model for each vehicle and each site, connected by ports.
//!
//! NexoSim keeps no order among messages that several models send at one time. The vehicles that are
//! at the pickup at the start are therefore in its line from the start, instead of asking for a berth.

use std::collections::VecDeque;
use std::time::Duration;

use nexosim::model::{BuildContext, Context, Model, ProtoModel, schedulable};
use nexosim::ports::{EventSinkReader, Output, SinkState, event_queue};
use nexosim::simulation::{Mailbox, SimInit, SimulationError};
use nexosim::time::MonotonicTime;
use serde::{Deserialize, Serialize};
use workload::{Delay, PLACES, Size, Times, answer};

/// A bus or an ambulance.
#[derive(Serialize, Deserialize)]
struct Vehicle {
    number: u32,
    kind: usize,
    /// The vehicle asks for a berth -- output ports.
    reaches_pickup: Output<u32>,
    reaches_drop_off: Output<u32>,
    /// The vehicle gives its berth back -- output ports.
    leaves_pickup: Output<()>,
    leaves_drop_off: Output<()>,
    /// People set down -- output port.
    arrived: Output<(MonotonicTime, u32)>,
}

#[Model(type Env = Times)]
impl Vehicle {
    fn new(vehicle: workload::Vehicle) -> Vehicle {
        Vehicle {
            number: vehicle.number,
            kind: vehicle.kind,
            reaches_pickup: Output::default(),
            reaches_drop_off: Output::default(),
            leaves_pickup: Output::default(),
            leaves_drop_off: Output::default(),
            arrived: Output::default(),
        }
    }

    /// A berth at the pickup and a load are the vehicle's -- input port.
    fn board(&mut self, _: (), cx: &Context<Self>, times: &mut Times) {
        cx.schedule_event(drawn(times, Delay::Boarding), schedulable!(Self::boarded), ())
            .expect("delays are positive");
    }

    #[nexosim(schedulable)]
    async fn boarded(&mut self, _: (), cx: &Context<Self>, times: &mut Times) {
        self.leaves_pickup.send(()).await;
        cx.schedule_event(drawn(times, Delay::WayOut), schedulable!(Self::reach_drop_off), ())
            .expect("delays are positive");
    }

    #[nexosim(schedulable)]
    async fn reach_drop_off(&mut self) {
        self.reaches_drop_off.send(self.number).await;
    }

    /// A berth at the drop-off is the vehicle's -- input port.
    fn alight(&mut self, _: (), cx: &Context<Self>, times: &mut Times) {
        cx.schedule_event(drawn(times, Delay::Alighting), schedulable!(Self::alighted), ())
            .expect("delays are positive");
    }

    #[nexosim(schedulable)]
    async fn alighted(&mut self, _: (), cx: &Context<Self>, times: &mut Times) {
        self.arrived.send((cx.time(), PLACES[self.kind])).await;
        self.leaves_drop_off.send(()).await;
        cx.schedule_event(drawn(times, Delay::WayBack), schedulable!(Self::reach_pickup), ())
            .expect("delays are positive");
    }

    #[nexosim(schedulable)]
    async fn reach_pickup(&mut self) {
        self.reaches_pickup.send(self.number).await;
    }
}

fn drawn(times: &mut Times, delay: Delay) -> Duration {
    Duration::from_secs_f64(60.0 * times.draw(delay))
}

/// A vehicle and its generator, which is no part of the state that NexoSim can save.
struct ProtoVehicle(Vehicle, Times);

impl ProtoModel for ProtoVehicle {
    type Model = Vehicle;

    fn build(self, _: &mut BuildContext<Self>) -> (Vehicle, Times) {
        (self.0, self.1)
    }
}

/// Where people board: berths, a line, and the loads that nobody has claimed.
#[derive(Serialize, Deserialize)]
struct Pickup {
    free: u32,
    line: VecDeque<u32>,
    loads: [u32; 2],
    /// The kind of each vehicle.
    kinds: Vec<usize>,
    /// A berth for each vehicle -- output ports.
    board: Vec<Output<()>>,
}

#[Model]
impl Pickup {
    #[nexosim(init)]
    async fn init(&mut self) {
        self.board_next().await;
    }

    /// A vehicle asks for a berth; one for which nobody is left stands down -- input port.
    async fn reach(&mut self, vehicle: u32) {
        if self.loads[self.kinds[vehicle as usize]] > 0 {
            self.line.push_back(vehicle);
            self.board_next().await;
        }
    }

    /// A vehicle gives its berth back -- input port.
    async fn leave(&mut self) {
        self.free += 1;
        self.board_next().await;
    }

    /// Whoever is first in line boards, if a berth is free; those for whom nobody is left stand down.
    async fn board_next(&mut self) {
        while self.free > 0 {
            let Some(vehicle) = self.line.pop_front() else { return };
            let loads = &mut self.loads[self.kinds[vehicle as usize]];
            if *loads > 0 {
                *loads -= 1;
                self.free -= 1;
                self.board[vehicle as usize].send(()).await;
            }
        }
    }
}

/// Where people alight: berths and a line.
#[derive(Serialize, Deserialize)]
struct DropOff {
    free: u32,
    line: VecDeque<u32>,
    /// A berth for each vehicle -- output ports.
    alight: Vec<Output<()>>,
}

#[Model]
impl DropOff {
    /// A vehicle asks for a berth -- input port.
    async fn reach(&mut self, vehicle: u32) {
        self.line.push_back(vehicle);
        self.alight_next().await;
    }

    /// A vehicle gives its berth back -- input port.
    async fn leave(&mut self) {
        self.free += 1;
        self.alight_next().await;
    }

    async fn alight_next(&mut self) {
        if self.free == 0 {
            return;
        }
        if let Some(vehicle) = self.line.pop_front() {
            self.free -= 1;
            self.alight[vehicle as usize].send(()).await;
        }
    }
}

fn last_arrival(size: &Size, seed: u64) -> Result<f64, SimulationError> {
    let (sink, mut reader) = event_queue(SinkState::Enabled);
    let mut pickup = Pickup {
        free: size.berths[0],
        line: size.fleet().map(|vehicle| vehicle.number).collect(),
        loads: size.loads(),
        kinds: size.fleet().map(|vehicle| vehicle.kind).collect(),
        board: Vec::new(),
    };
    let mut drop_off = DropOff { free: size.berths[1], line: VecDeque::new(), alight: Vec::new() };
    let (pickup_box, drop_off_box) = (Mailbox::new(), Mailbox::new());
    let mut bench = SimInit::with_num_threads(1);
    for vehicle in size.fleet() {
        let number = vehicle.number;
        let (mut vehicle, mailbox) = (Vehicle::new(vehicle), Mailbox::new());
        vehicle.reaches_pickup.connect(Pickup::reach, &pickup_box);
        vehicle.leaves_pickup.connect(Pickup::leave, &pickup_box);
        vehicle.reaches_drop_off.connect(DropOff::reach, &drop_off_box);
        vehicle.leaves_drop_off.connect(DropOff::leave, &drop_off_box);
        vehicle.arrived.connect_sink(sink.clone());
        let (mut board, mut alight) = (Output::default(), Output::default());
        board.connect(Vehicle::board, &mailbox);
        alight.connect(Vehicle::alight, &mailbox);
        pickup.board.push(board);
        drop_off.alight.push(alight);
        // No two vehicles share a generator: there are fewer than 2^17.
        let times = Times::new(seed << 17 | u64::from(number));
        bench = bench.add_model(ProtoVehicle(vehicle, times), mailbox, &format!("vehicle {number}"));
    }
    let start = MonotonicTime::EPOCH;
    let mut simulation = bench
        .add_model(pickup, pickup_box, "pickup")
        .add_model(drop_off, drop_off_box, "drop-off")
        .init(start)?;
    simulation.run()?;
    let arrived: Vec<(MonotonicTime, u32)> = std::iter::from_fn(|| reader.try_read()).collect();
    Ok(arrived.last().map_or(0.0, |(time, _)| time.duration_since(start).as_secs_f64() / 60.0))
}

fn main() {
    answer("nexosim", "1.0.0", |size, seed| last_arrival(size, seed).expect("the simulation ends by itself"));
}
