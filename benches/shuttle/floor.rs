//! The floor: the shuttle workload in the leanest loop that gives the right answer.
//!
//! It knows nothing but this workload. Berths are first come, first served; every arrival is
//! recorded. What it costs is what an engine could cost at the least.

use std::collections::VecDeque;

use super::tree::Tree;
use super::{PLACES, Size};

/// Where the times come from, and how the run is ruled.
pub trait Hand {
    /// Whether a vehicle decides to stand down when it has set its people down, as noria's do, and not
    /// on reaching the pickup again.
    const LOOKS_AHEAD: bool;

    /// A hand for the vehicles of a workload.
    fn new(size: &Size) -> Self;

    /// Begins a replication.
    fn begin(&mut self, replication: u64);

    /// How many milliseconds a vehicle's delay lasts: delay `4n` is the boarding of its trip `n`,
    /// `4n + 1` the way out, `4n + 2` alighting, `4n + 3` the way back.
    fn delay(&mut self, vehicle: u32, delay: u32) -> u64;
}

/// The berths of a site and the line before them.
#[derive(Debug)]
struct Berths {
    free: u32,
    line: VecDeque<u32>,
}

/// The loop with all that it needs, made once and used for any number of replications.
#[derive(Debug)]
pub struct Floor<H, const FIFO: bool> {
    size: Size,
    hand: H,
    pending: Tree<FIFO>,
    /// The delay in which each vehicle is, or was last.
    delays: Vec<u32>,
    pickup: Berths,
    drop_off: Berths,
    /// Full loads nobody has claimed; where vehicles look ahead: nor is on the way to.
    loads: [u32; 2],
    /// When how many people arrived.
    arrived: Vec<(u64, u32)>,
}

impl<H: Hand, const FIFO: bool> Floor<H, FIFO> {
    /// A floor for a size.
    pub fn new(size: &Size) -> Self {
        let berths = || Berths { free: 0, line: VecDeque::with_capacity(size.fleet() as usize) };
        Floor {
            size: *size,
            hand: H::new(size),
            pending: Tree::new(size.fleet()),
            delays: vec![0; size.fleet() as usize],
            pickup: berths(),
            drop_off: berths(),
            loads: [0; 2],
            arrived: Vec::with_capacity(size.trips() as usize),
        }
    }

    /// When how many people arrived in the last run.
    pub fn arrived(&self) -> &[(u64, u32)] {
        &self.arrived
    }

    /// Makes one replication. Returns when the last people arrived, in milliseconds.
    pub fn run(&mut self, replication: u64) -> u64 {
        self.begin(replication);
        while let Some((now, vehicle)) = self.pending.first() {
            match self.delays[vehicle as usize] % 4 {
                0 => self.boarded(now, vehicle),
                1 => self.reach_drop_off(now, vehicle),
                2 => self.alighted(now, vehicle),
                _ => self.reach_pickup(now, vehicle),
            }
        }
        self.arrived.last().map_or(0, |&(time, _)| time)
    }

    fn begin(&mut self, replication: u64) {
        self.hand.begin(replication);
        self.pending.clear();
        self.delays.fill(0);
        self.loads = self.size.loads();
        self.arrived.clear();
        (self.pickup.free, self.drop_off.free) = (self.size.berths[0], self.size.berths[1]);
        for vehicle in 0..self.size.fleet() {
            let kind = self.kind(vehicle);
            if self.loads[kind] > 0 {
                self.loads[kind] -= u32::from(H::LOOKS_AHEAD);
                self.pickup.line.push_back(vehicle);
            }
        }
        for _ in 0..self.pickup.free {
            self.board_next(0);
        }
    }

    #[inline]
    fn kind(&self, vehicle: u32) -> usize {
        usize::from(vehicle >= self.size.vehicles[0])
    }

    /// The vehicle whose event is first begins its next delay.
    #[inline]
    fn go_on(&mut self, now: u64, vehicle: u32) {
        let delay = &mut self.delays[vehicle as usize];
        *delay += 1;
        let ends = now + self.hand.delay(vehicle, *delay);
        self.pending.replace(vehicle, ends);
    }

    #[inline]
    fn boarded(&mut self, now: u64, vehicle: u32) {
        self.pickup.free += 1;
        self.board_next(now);
        self.go_on(now, vehicle);
    }

    /// The first in line takes a free berth at the pickup and boards, if there is anybody left.
    #[inline]
    fn board_next(&mut self, now: u64) {
        while let Some(next) = self.pickup.line.pop_front() {
            let kind = self.kind(next);
            if !H::LOOKS_AHEAD {
                if self.loads[kind] == 0 {
                    continue;
                }
                self.loads[kind] -= 1;
            }
            self.pickup.free -= 1;
            let ends = now + self.hand.delay(next, self.delays[next as usize]);
            self.pending.insert(next, ends);
            return;
        }
    }

    #[inline]
    fn reach_drop_off(&mut self, now: u64, vehicle: u32) {
        if self.drop_off.free > 0 {
            self.drop_off.free -= 1;
            self.go_on(now, vehicle);
        } else {
            self.drop_off.line.push_back(vehicle);
            self.pending.remove(vehicle);
        }
    }

    #[inline]
    fn alighted(&mut self, now: u64, vehicle: u32) {
        let kind = self.kind(vehicle);
        self.arrived.push((now, PLACES[kind]));
        match self.drop_off.line.pop_front() {
            Some(next) => {
                let delay = &mut self.delays[next as usize];
                *delay += 1;
                let ends = now + self.hand.delay(next, *delay);
                self.pending.insert(next, ends);
            }
            None => self.drop_off.free += 1,
        }
        if !H::LOOKS_AHEAD {
            self.go_on(now, vehicle);
        } else if self.loads[kind] > 0 {
            self.loads[kind] -= 1;
            self.go_on(now, vehicle);
        } else {
            self.pending.remove(vehicle);
        }
    }

    #[inline]
    fn reach_pickup(&mut self, now: u64, vehicle: u32) {
        let kind = self.kind(vehicle);
        if !H::LOOKS_AHEAD && self.loads[kind] == 0 {
            self.pending.remove(vehicle);
        } else if self.pickup.free > 0 {
            self.loads[kind] -= u32::from(!H::LOOKS_AHEAD);
            self.pickup.free -= 1;
            self.go_on(now, vehicle);
        } else {
            self.delays[vehicle as usize] += 1;
            self.pickup.line.push_back(vehicle);
            self.pending.remove(vehicle);
        }
    }
}
