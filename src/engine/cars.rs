//! Own cars: parties who leave in cars of their own, at times of their own, by the same roads.
//!
//! Parties fill cars in the order of their times; a car sets out when it is full, the last one when
//! nobody else will come. It goes to the nearest drop-off with room for all in it, where their places are
//! promised; where none has, it waits, in nobody's way. People in a car larger than every shelter part. The cars are vehicles that are nowhere until they
//! are wanted.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use super::luck::{Luck, Purpose, Stream};
use super::queue::Queue;
use super::{Engine, VEHICLES};
use crate::observe::{Moment, Observer};
use crate::plan::{Actor, GroupId, Plan, SiteId, Table, VehicleId};
use crate::units::Tick;
use crate::world::{People, State};

/// Those of one group who leave in their own cars.
#[derive(Debug)]
pub(super) struct Drivers {
    /// Whether each party drives, and when.
    parties: Stream,
    /// How many people each car holds.
    sizes: Stream,
    /// Parties by their time to leave, then in the order of their coming, with their people.
    pending: BinaryHeap<Reverse<(Tick, u32, u32)>>,
    /// Parties so far.
    came: u32,
    /// People of whom it has not been told yet that they will drive.
    untold: u32,
    /// People in the car that is being filled, and how many it holds.
    filling: (u32, u32),
    /// The loads of full cars that wait: for room at a drop-off, or, where more people came than cars were
    /// counted on, for a car.
    loads: VecDeque<u32>,
    /// Cars that are nowhere, the next one last.
    cars: Vec<VehicleId>,
}

/// The drivers of every group; none where nobody drives.
pub(super) fn drivers(plan: &Plan) -> Table<GroupId, Drivers> {
    let somebody_drives = plan.groups.rows().iter().any(|group| group.own_cars.is_some());
    let luck = Luck::new(plan.seed, 0);
    let rows = plan.groups.rows().iter().filter(|_| somebody_drives).map(|group| Drivers {
        parties: luck.stream(group.entity, 0, Purpose::OwnCars),
        sizes: luck.stream(group.entity, 1, Purpose::OwnCars),
        pending: BinaryHeap::new(),
        came: 0,
        untold: 0,
        filling: (0, 0),
        loads: VecDeque::new(),
        cars: Vec::new(),
    });
    rows.collect()
}

impl<O: Observer, Q: Queue> Engine<'_, O, Q> {
    /// Begins a replication for those of a group who drive.
    pub(super) fn begin_driving(&mut self, group: GroupId) {
        let row = &self.plan.groups[group];
        let Some(own_cars) = &row.own_cars else { return };
        let drivers = &mut self.drivers[group];
        drivers.parties = self.luck.stream(row.entity, 0, Purpose::OwnCars);
        drivers.sizes = self.luck.stream(row.entity, 1, Purpose::OwnCars);
        drivers.pending.clear();
        drivers.loads.clear();
        (drivers.came, drivers.untold, drivers.filling) = (0, 0, (0, 0));
        drivers.cars.clear();
        drivers.cars.extend(self.plan.fleets[own_cars.fleet].vehicles.clone().rev().map(VehicleId));
    }

    /// Draws whether a party that appears will leave in its own car; if so, it waits for its time.
    pub(super) fn will_drive(&mut self, group: GroupId, people: u32) -> bool {
        let Some(own_cars) = &self.plan.groups[group].own_cars else { return false };
        let drivers = &mut self.drivers[group];
        let (drives, when) = (drivers.parties.draw() < own_cars.share, drivers.parties.draw());
        if drives {
            let (from, to) = own_cars.window;
            let time = Tick(from.0 + (when * (to - from).0 as f64) as u64).max(self.now);
            drivers.pending.push(Reverse((time, drivers.came, people)));
            drivers.came += 1;
            drivers.untold += people;
            self.world.crowds[group].private.absorb(People::appear(people));
        }
        drives
    }

    /// Tells how many of those who have just appeared will drive.
    pub(super) fn tell_drivers(&mut self, group: GroupId) {
        let people = std::mem::take(&mut self.drivers[group].untold);
        if people > 0 {
            self.observer.see(self.now, &Moment::WillDrive { group, people });
            self.schedule_next_driver(group);
        }
    }

    fn schedule_next_driver(&mut self, group: GroupId) {
        if let Some(&Reverse((time, ..))) = self.drivers[group].pending.peek() {
            self.queue.schedule(time.max(self.now), VEHICLES, self.actors.number(Actor::Drivers(group)));
        }
    }

    /// It is time for the next party to leave: it takes places in the cars that are being filled.
    /// Returns how many people it is.
    pub(super) fn next_driver(&mut self, group: GroupId) -> u32 {
        let Some(Reverse((_, _, people))) = self.drivers[group].pending.pop() else { return 0 };
        let mean = self.plan.groups[group].own_cars.as_ref().map_or(1.0, |cars| cars.people_per_car);
        let mut left = people;
        while left > 0 {
            let drivers = &mut self.drivers[group];
            let (inside, holds) = &mut drivers.filling;
            if *inside == 0 {
                *holds = car_size(mean, drivers.sizes.draw());
            }
            let get_in = left.min(*holds - *inside);
            *inside += get_in;
            left -= get_in;
            if inside == holds {
                self.close_car(group);
            }
        }
        self.schedule_next_driver(group);
        self.fill_last_car(group);
        people
    }

    /// Lets the last car leave part-full when nobody else will come.
    pub(super) fn fill_last_car(&mut self, group: GroupId) {
        if self.plan.groups[group].own_cars.is_none() {
            return;
        }
        let drivers = &self.drivers[group];
        if self.world.crowds[group].due == 0 && drivers.pending.is_empty() && drivers.filling.0 > 0 {
            self.close_car(group);
        }
    }

    fn close_car(&mut self, group: GroupId) {
        let drivers = &mut self.drivers[group];
        drivers.loads.push_back(std::mem::take(&mut drivers.filling.0));
        let last = drivers.loads.len() - 1;
        self.send_cars(group, last);
    }

    /// Sends off those of the waiting loads, from one of them on, for whom there is a car, and room.
    fn send_cars(&mut self, group: GroupId, from: usize) {
        let mut next = from;
        while let Some(&people) = self.drivers[group].loads.get(next) {
            if self.drivers[group].cars.is_empty() {
                return;
            }
            match self.place_for_car(group, people) {
                Some(site) => {
                    self.drivers[group].loads.remove(next);
                    self.send_car(group, site, people);
                }
                None => match self.largest_shelter(group) {
                    // They part, since no shelter could ever hold them all.
                    most if most < people => {
                        self.drivers[group].loads[next] = most;
                        self.drivers[group].loads.insert(next + 1, people - most);
                    }
                    _ => next += 1,
                },
            }
        }
    }

    fn send_car(&mut self, group: GroupId, site: SiteId, people: u32) {
        let Some(vehicle) = self.drivers[group].cars.pop() else { return };
        let row = &mut self.world.vehicles[vehicle];
        row.load = people;
        row.bind(Some(site));
        self.observer.see(self.now, &Moment::DroveOff { vehicle, group, people });
        let leg = self.set_out(vehicle);
        self.column.clear();
        self.column.push(leg);
        self.send_column();
    }

    /// There is room again at a site: cars that wait for it set out.
    #[inline(never)]
    pub(super) fn let_cars_go(&mut self, site: SiteId) {
        for group in self.plan.groups.ids() {
            if !self.drivers[group].loads.is_empty() && self.plan.groups[group].to.contains(&site) {
                self.send_cars(group, 0);
            }
        }
    }

    /// Whether people of a group are in their own cars on the road, or have yet to set out at their time:
    /// nothing is to come of those alone whose cars find no room.
    pub(super) fn some_still_drive(&self, group: GroupId) -> bool {
        let private = self.world.crowds[group].private.len();
        private > 0 && private > self.drivers[group].loads.iter().sum::<u32>()
    }

    /// Where an own car is bound for.
    pub(super) fn goal_of_car(&self, car: VehicleId) -> SiteId {
        let goal = self.world.vehicles[car].destination();
        goal.expect("a car sets out for the place that was promised to its people")
    }

    /// An own car is there: its people are out, and it is nowhere again. Returns how many they are.
    pub(super) fn car_arrives(&mut self, vehicle: VehicleId) -> u32 {
        let group = self.fleet(vehicle).1.own_cars_of.expect("only own cars come here");
        let row = &mut self.world.vehicles[vehicle];
        let (site, people) = (row.site, std::mem::take(&mut row.load));
        row.bind(None);
        let crowd = &mut self.world.crowds[group];
        let out = crowd.private.take(people);
        crowd.arrived.absorb(out);
        self.observer.see(self.now, &Moment::DroveIn { vehicle, group, site, people });
        self.enter_at(vehicle, State::Absent, self.plan.groups[group].at);
        self.desk.hear_out(people);
        self.drivers[group].cars.push(vehicle);
        self.send_cars(group, 0);
        self.end_phases();
        self.heed_the_desk();
        people
    }
}

/// How many people a car holds: the mean's neighbours, such that the mean comes out.
fn car_size(mean: f64, unit: f64) -> u32 {
    let floor = libm::floor(mean);
    (floor as u32 + u32::from(unit < mean - floor)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_and_a_half_people_a_car_are_twelve_or_thirteen() {
        assert_eq!((car_size(12.5, 0.49), car_size(12.5, 0.51)), (13, 12));
        assert_eq!((car_size(4.0, 0.0), car_size(4.0, 0.99)), (4, 4));
    }
}
