//! Own cars: parties who leave in cars of their own, at times of their own, by the same roads.
//!
//! Parties fill cars in the order of their times; a car sets out when it is full, the last one when
//! nobody else will come. It goes to the nearest drop-off with room for all in it, where their places are
//! promised; where none has, it waits, in nobody's way. People in a car larger than every shelter part. The cars
//! are vehicles that are nowhere until they are wanted.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use crate::engine::queue::Queue;
use crate::engine::rng::{Luck, Purpose, Stream};
use crate::engine::{Engine, VEHICLES};
use crate::plan::{Actor, GroupId, OwnCars, Plan, SiteId, Table, VehicleId};
use crate::record::{Notice, Recorder};
use crate::units::Tick;
use crate::world::{Counts, People, State};

/// Those of one group who leave in their own cars.
#[derive(Debug)]
pub(super) struct Drivers {
    /// Whether each party drives, and when.
    parties: Stream,
    /// How many people each car holds.
    sizes: Stream,
    /// Parties by their time to leave, then in the order of their coming.
    pending: BinaryHeap<Reverse<(Tick, u32)>>,
    /// Parties and loads of cars so far: the people in each who have not driven off, and since when they wait.
    bands: Vec<(u32, Tick)>,
    /// The same people, to be found by number.
    waiting: Counts,
    /// People of whom it has not been told yet that they will drive.
    untold: u32,
    /// The band in the car that is being filled, if there is one, and how many the car holds.
    filling: Option<(u32, u32)>,
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
        bands: Vec::new(),
        waiting: Counts::default(),
        untold: 0,
        filling: None,
        loads: VecDeque::new(),
        cars: Vec::new(),
    });
    rows.collect()
}

impl<R: Recorder, Q: Queue> Engine<'_, R, Q> {
    /// Begins a replication for those of a group who drive.
    pub(super) fn begin_driving(&mut self, group: GroupId) {
        let row = &self.plan.groups[group];
        let Some(own_cars) = &row.own_cars else { return };
        let drivers = &mut self.demand.drivers[group];
        drivers.parties = self.rng.stream(row.entity, 0, Purpose::OwnCars);
        drivers.sizes = self.rng.stream(row.entity, 1, Purpose::OwnCars);
        drivers.pending.clear();
        drivers.loads.clear();
        drivers.bands.clear();
        drivers.waiting.clear();
        (drivers.untold, drivers.filling) = (0, None);
        drivers.cars.clear();
        drivers.cars.extend(self.plan.fleets[own_cars.fleet].vehicles.clone().rev().map(VehicleId));
    }

    /// Draws whether the next party of a group leaves in its own car, and at what time it would.
    pub(super) fn time_to_drive(&mut self, group: GroupId) -> Option<Tick> {
        let own_cars = self.plan.groups[group].own_cars.as_ref()?;
        chance_to_drive(own_cars, &mut self.demand.drivers[group].parties)
    }

    /// A party that appears waits for its time to leave in its own car.
    pub(super) fn will_drive(&mut self, group: GroupId, people: u32, time: Tick) {
        let drivers = &mut self.demand.drivers[group];
        let band = drivers.add_band(people, self.now);
        drivers.pending.push(Reverse((time.max(self.now), band)));
        drivers.untold += people;
        self.world.change(group, |crowd| crowd.private.absorb(People::appear(people)));
    }

    /// Tells how many of those who have just appeared will drive.
    pub(super) fn tell_drivers(&mut self, group: GroupId) {
        let people = std::mem::take(&mut self.demand.drivers[group].untold);
        if people > 0 {
            self.recorder.record(self.now, &Notice::WillDrive { group, people });
            self.schedule_next_driver(group);
        }
    }

    fn schedule_next_driver(&mut self, group: GroupId) {
        if let Some(&Reverse((time, ..))) = self.demand.drivers[group].pending.peek() {
            self.queue.schedule(time.max(self.now), VEHICLES, self.actors.number(Actor::Drivers(group)));
        }
    }

    /// It is time for the next party to leave: it takes places in the cars that are being filled.
    /// Returns how many people it is.
    pub(in crate::engine) fn on_next_driver(&mut self, group: GroupId) -> u32 {
        let Some(Reverse((_, band))) = self.demand.drivers[group].pending.pop() else { return 0 };
        let mean = self.plan.groups[group].own_cars.as_ref().map_or(1.0, |cars| cars.people_per_car);
        let people = self.demand.drivers[group].people(band);
        let mut left = people;
        while left > 0 {
            let drivers = &mut self.demand.drivers[group];
            let (car, holds) = match drivers.filling {
                Some(car) => car,
                None => {
                    let since = drivers.bands[band as usize].1;
                    (drivers.add_band(0, since), car_size(mean, drivers.sizes.draw()))
                }
            };
            let get_in = left.min(holds - drivers.people(car));
            drivers.get_in((band, car), get_in);
            drivers.filling = Some((car, holds));
            left -= get_in;
            if drivers.people(car) == holds {
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
        let drivers = &self.demand.drivers[group];
        if self.demand.arrivals[group].is_complete()
            && drivers.pending.is_empty()
            && drivers.filling.is_some()
        {
            self.close_car(group);
        }
    }

    fn close_car(&mut self, group: GroupId) {
        let drivers = &mut self.demand.drivers[group];
        drivers.loads.extend(drivers.filling.take().map(|(band, _)| band));
        let last = drivers.loads.len() - 1;
        self.send_cars(group, last);
    }

    /// Sends off those of the waiting loads, from one of them on, for whom there is a car, and room.
    fn send_cars(&mut self, group: GroupId, from: usize) {
        let mut next = from;
        while let Some(&band) = self.demand.drivers[group].loads.get(next) {
            let people = self.demand.drivers[group].people(band);
            if self.demand.drivers[group].cars.is_empty() {
                return;
            }
            match if people > 0 { self.place_for_car(group, people) } else { None } {
                Some(site) => {
                    self.demand.drivers[group].loads.remove(next);
                    self.send_car(group, site, band);
                }
                None if people == 0 => drop(self.demand.drivers[group].loads.remove(next)),
                None => match self.largest_shelter(group) {
                    // They part, since no shelter could ever hold them all.
                    most if most < people => self.demand.drivers[group].part((next, band), people - most),
                    _ => next += 1,
                },
            }
        }
    }

    fn send_car(&mut self, group: GroupId, site: SiteId, band: u32) {
        let drivers = &mut self.demand.drivers[group];
        let Some(vehicle) = drivers.cars.pop() else { return };
        let people = drivers.people(band);
        drivers.leave(band, people);
        self.world.stir(group);
        let row = &mut self.world.vehicles[vehicle];
        row.load = people;
        row.bind(Some(site));
        self.recorder.record(self.now, &Notice::DroveOff { vehicle, group, people });
        let leg = self.set_out(vehicle);
        self.send_alone(leg);
    }

    /// There is room again at a site: cars that wait for it set out.
    #[inline(never)]
    pub(in crate::engine) fn let_cars_go(&mut self, site: SiteId) {
        for group in self.plan.groups.ids() {
            if !self.demand.drivers[group].loads.is_empty() && self.plan.groups[group].to.contains(&site) {
                self.send_cars(group, 0);
            }
        }
    }

    /// Whether people of a group are in their own cars on the road, or have yet to set out at their time:
    /// nothing is to come of those alone whose cars find no room.
    pub(in crate::engine) fn some_still_drive(&self, group: GroupId) -> bool {
        let private = self.world.crowd(group).private.len();
        if private == 0 {
            return false;
        }
        let drivers = &self.demand.drivers[group];
        private > drivers.loads.iter().map(|&band| drivers.people(band)).sum::<u32>()
    }

    /// One of those who wait for their time to drive, by number, will not. Returns them and since when they wait.
    pub(super) fn will_not_drive(&mut self, group: GroupId, number: u32) -> (People, Tick) {
        let drivers = &mut self.demand.drivers[group];
        let band = drivers.waiting.find(number) as u32;
        drivers.leave(band, 1);
        let since = drivers.bands[band as usize].1;
        if drivers.filling.is_some_and(|(car, _)| drivers.people(car) == 0) {
            drivers.filling = None;
        }
        self.recorder.record(self.now, &Notice::WillNotDrive { group });
        (self.world.change(group, |crowd| crowd.private.take(1)), since)
    }

    /// Where an own car is bound for.
    pub(in crate::engine) fn goal_of_car(&self, car: VehicleId) -> SiteId {
        let goal = self.world.vehicles[car].destination();
        goal.expect("a car sets out for the place that was promised to its people")
    }

    /// An own car is there: its people are out, and it is nowhere again. Returns how many they are.
    pub(in crate::engine) fn car_arrives(&mut self, vehicle: VehicleId) -> u32 {
        let group = self.fleet(vehicle).1.own_cars_of.expect("only own cars come here");
        let row = &mut self.world.vehicles[vehicle];
        let (site, people) = (row.site, std::mem::take(&mut row.load));
        row.bind(None);
        self.world.change(group, |crowd| {
            let out = crowd.private.take(people);
            crowd.arrived.absorb(out);
        });
        self.recorder.record(self.now, &Notice::DroveIn { vehicle, group, site, people });
        if self.observing.is_on() {
            self.note_landing(group, people);
            self.observe_arrival(vehicle, site);
        }
        self.enter_at(vehicle, State::Absent, self.plan.groups[group].at);
        self.desk.report_out(people);
        self.demand.drivers[group].cars.push(vehicle);
        self.send_cars(group, 0);
        self.end_phases();
        self.check_triggers();
        people
    }
}

impl Drivers {
    /// A copy of what draws whether parties drive, to look ahead.
    pub(super) fn chances(&self) -> Stream {
        self.parties.clone()
    }

    /// How many people wait for their time, or for a car.
    pub(super) fn waiting(&self) -> u32 {
        self.waiting.total()
    }

    fn people(&self, band: u32) -> u32 {
        self.bands[band as usize].0
    }

    fn add_band(&mut self, people: u32, since: Tick) -> u32 {
        self.bands.push((people, since));
        self.waiting.push(people) as u32
    }

    /// Some of one band go over into another.
    fn get_in(&mut self, (from, to): (u32, u32), people: u32) {
        self.leave(from, people);
        self.bands[to as usize].0 += people;
        self.waiting.come(to as usize, people);
    }

    /// Some of a load, at a place among those that wait, take the next car.
    fn part(&mut self, (place, band): (usize, u32), people: u32) {
        let other = self.add_band(0, self.bands[band as usize].1);
        self.get_in((band, other), people);
        self.loads.insert(place + 1, other);
    }

    /// Some of a band wait no more.
    fn leave(&mut self, band: u32, people: u32) {
        self.bands[band as usize].0 -= people;
        self.waiting.go(band as usize, people);
    }
}

/// Draws whether a party leaves in its own car, and when it would.
pub(super) fn chance_to_drive(own_cars: &OwnCars, parties: &mut Stream) -> Option<Tick> {
    let (chance, when) = (parties.draw(), parties.draw());
    let (from, to) = own_cars.window;
    (chance < own_cars.share).then(|| Tick(from.0 + (when * (to - from).0 as f64) as u64))
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
