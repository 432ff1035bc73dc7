//! The floor's queue: a winner tree over the vehicles, eight bytes a node.

/// Bits of a key that name the vehicle; the others are its time in milliseconds.
const VEHICLE_BITS: u32 = 24;
/// Times from here on mean that nothing is pending: 17 years.
const NEVER: u64 = 1 << 39;

/// The key of a vehicle without an event. Each has a time of its own, so that vehicles without an
/// event are never tied with each other.
fn never(vehicle: u32) -> u64 {
    (NEVER + u64::from(vehicle)) << VEHICLE_BITS | u64::from(vehicle)
}

/// Pending events, one a vehicle at the most, in the order of time. Among equal times the order is
/// that of scheduling if `FIFO`, else that of the vehicles.
#[derive(Debug)]
pub struct Tree<const FIFO: bool> {
    /// Node `n` holds the sooner of `2n` and `2n + 1`; the leaves are the second half.
    nodes: Vec<u64>,
    /// When each vehicle's event was scheduled, counted from 0: looked at in ties alone.
    serials: Vec<u32>,
    serial: u32,
}

impl<const FIFO: bool> Tree<FIFO> {
    /// An empty tree.
    pub fn new(vehicles: u32) -> Self {
        assert!(vehicles > 0 && vehicles < 1 << VEHICLE_BITS, "{vehicles} vehicles do not fit into a key");
        let vehicles = vehicles as usize;
        let serials = if FIFO { vec![0; vehicles] } else { Vec::new() };
        let mut tree = Tree { nodes: vec![0; 2 * vehicles], serials, serial: 0 };
        tree.clear();
        tree
    }

    /// Forgets all events.
    pub fn clear(&mut self) {
        self.serial = 0;
        let leaves = self.nodes.len() / 2;
        for vehicle in 0..leaves {
            self.nodes[leaves + vehicle] = never(vehicle as u32);
        }
        for node in (1..leaves).rev() {
            self.nodes[node] = self.nodes[2 * node].min(self.nodes[2 * node + 1]);
        }
    }

    /// The first event: when, and whose.
    #[inline]
    pub fn first(&self) -> Option<(u64, u32)> {
        let root = self.nodes[1];
        let (time, vehicle) = (root >> VEHICLE_BITS, root as u32 & ((1 << VEHICLE_BITS) - 1));
        (time < NEVER).then_some((time, vehicle))
    }

    /// Gives the vehicle whose event is first another one.
    #[inline]
    pub fn replace(&mut self, vehicle: u32, time: u64) {
        let key = self.key(vehicle, time);
        self.replay(vehicle, key);
    }

    /// Takes away the first event, which is the vehicle's.
    #[inline]
    pub fn remove(&mut self, vehicle: u32) {
        self.replay(vehicle, never(vehicle));
    }

    /// Gives an event to a vehicle that has none: it rises no further than it wins.
    #[inline]
    pub fn insert(&mut self, vehicle: u32, time: u64) {
        let key = self.key(vehicle, time);
        let mut node = self.nodes.len() / 2 + vehicle as usize;
        while node > 0 && self.sooner(self.nodes[node], key) == key {
            self.nodes[node] = key;
            node /= 2;
        }
    }

    #[inline]
    fn key(&mut self, vehicle: u32, time: u64) -> u64 {
        if FIFO {
            self.serials[vehicle as usize] = self.serial;
            self.serial += 1;
        }
        time << VEHICLE_BITS | u64::from(vehicle)
    }

    /// Plays all matches again on the path from a leaf to the root.
    #[inline]
    fn replay(&mut self, vehicle: u32, key: u64) {
        let mut node = self.nodes.len() / 2 + vehicle as usize;
        let mut winner = key;
        self.nodes[node] = key;
        while node > 1 {
            winner = self.sooner(winner, self.nodes[node ^ 1]);
            node /= 2;
            self.nodes[node] = winner;
        }
    }

    #[inline]
    fn sooner(&self, a: u64, b: u64) -> u64 {
        if FIFO && (a ^ b) >> VEHICLE_BITS == 0 { self.untie(a, b) } else { a.min(b) }
    }

    #[cold]
    fn untie(&self, a: u64, b: u64) -> u64 {
        let serial = |key: u64| self.serials[key as usize & ((1 << VEHICLE_BITS) - 1)];
        if serial(a) < serial(b) { a } else { b }
    }
}
