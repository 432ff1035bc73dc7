//! Vehicles that enter service, leave it or are lost, and those that are under way from the start.

use crate::engine::Engine;
use crate::engine::queue::Queue;
use crate::engine::rng::Purpose;
use crate::engine::road::Company;
use crate::plan::{
    Actor, ChangeKind, Condition, Fleet, FleetChange, FleetId, GroupId, Plan, RouteId, Table, UnderWay,
    VehicleId,
};
use crate::record::{Notice, Recorder};
use crate::units::{Span, Tick};
use crate::world::State;

/// How far the changes of the fleets have come.
#[derive(Debug)]
pub(super) struct Service {
    /// Of each fleet: changes that have come about, and vehicles that have joined.
    changes: Table<FleetId, (usize, u32)>,
    /// Vehicles that are still to enter service.
    to_come: u32,
}

impl Service {
    pub(super) fn new(plan: &Plan) -> Service {
        Service { changes: Table::filled(plan.fleets.len(), (0, 0)), to_come: 0 }
    }
}

impl<R: Recorder, Q: Queue> Engine<'_, R, Q> {
    /// Vehicles are where the run finds them: those that are under way on their roads, the others where they start.
    pub(in crate::engine) fn place_those_under_way(&mut self) {
        self.dispatching.service.changes.reset((0, 0));
        self.dispatching.service.to_come = 0;
        for class in self.plan.fleets.rows() {
            let ways = class.under_way.iter().flat_map(|row| (0..row.vehicles).map(move |_| row));
            for (vehicle, way) in class.vehicles.clone().map(VehicleId).zip(ways) {
                self.draw_time_to_failure(vehicle);
                self.begin_duty(vehicle);
                self.be_under_way(vehicle, way);
            }
        }
    }

    /// The other vehicles look for work, or enter service later.
    pub(in crate::engine) fn begin_service(&mut self) {
        for (fleet, class) in self.plan.fleets.iter() {
            let joiners = class.vehicles.end - class.joiners();
            let under_way: u32 = class.under_way.iter().map(|row| row.vehicles).sum();
            for vehicle in class.vehicles.clone().skip(under_way as usize).map(VehicleId) {
                self.draw_time_to_failure(vehicle);
                if class.own_cars_of.is_some() {
                    self.enter(vehicle, State::Absent);
                } else if vehicle.0 >= joiners {
                    self.enter(vehicle, State::Absent);
                    self.dispatching.service.to_come += 1;
                } else {
                    let delay = self.delay(vehicle);
                    self.come(vehicle, delay);
                }
            }
            self.schedule_fleet_change(fleet);
        }
    }

    /// How long it takes a vehicle to be ready from when it is there.
    fn delay(&self, vehicle: VehicleId) -> Span {
        let (_, class) = self.fleet(vehicle);
        class.ready.as_ref().map_or(Span::ZERO, |ready| {
            let number = vehicle.0 - class.vehicles.start;
            Span::from_drawn(match ready.as_fixed() {
                Some(time) => time,
                None => ready.quantile(self.rng.stream(class.entity, number, Purpose::Once).at(1)),
            })
        })
    }

    /// A vehicle that is there at the start enters service now, or when it is ready.
    fn come(&mut self, vehicle: VehicleId, delay: Span) {
        if delay == Span::ZERO {
            self.enters(vehicle);
            return;
        }
        self.enter(vehicle, State::Absent);
        self.dispatching.service.to_come += 1;
        self.schedule(vehicle, self.now + delay);
    }

    /// A vehicle is ready.
    pub(in crate::engine) fn on_entered_service(&mut self, vehicle: VehicleId) -> u32 {
        self.dispatching.service.to_come -= 1;
        self.enters(vehicle);
        0
    }

    fn enters(&mut self, vehicle: VehicleId) {
        self.begin_duty(vehicle);
        self.look_for_work(vehicle);
    }

    /// Whether vehicles are still to enter service.
    pub(in crate::engine) fn more_vehicles_come(&self) -> bool {
        self.dispatching.service.to_come > 0
    }

    fn next_change(&self, fleet: FleetId) -> Option<&FleetChange> {
        self.plan.fleets[fleet].changes.get(self.dispatching.service.changes[fleet].0)
    }

    fn schedule_fleet_change(&mut self, fleet: FleetId) {
        if let Some(at) = self.next_change(fleet).map(|change| change.at) {
            self.schedule_clock(Actor::Fleet(fleet), at);
        }
    }

    /// It is time for vehicles of a fleet to join, to leave or to be lost. Returns how many people are
    /// about it.
    pub(in crate::engine) fn fleet_changes(&mut self, fleet: FleetId) -> u32 {
        let class = &self.plan.fleets[fleet];
        let mut people = 0;
        while let Some(change) = class.changes.get(self.dispatching.service.changes[fleet].0) {
            if change.at > self.now {
                break;
            }
            self.dispatching.service.changes[fleet].0 += 1;
            let reported = |only: Condition| only.holds(self.desk.reported_by(only.reported_by));
            if !change.only_if.is_none_or(reported) {
                self.do_without(fleet, change);
                continue;
            }
            people += match &change.kind {
                ChangeKind::Join => self.join(fleet, change.vehicles),
                ChangeKind::Leave => self.leave(class, change.vehicles),
                ChangeKind::Lost(stranded) => self.lose(class, change.vehicles, stranded.as_deref()),
            };
        }
        self.schedule_fleet_change(fleet);
        people
    }

    /// What was to happen does not, by what is reported. Those who would have joined never do: nobody waits for them.
    fn do_without(&mut self, fleet: FleetId, change: &FleetChange) {
        if change.kind == ChangeKind::Join {
            self.dispatching.service.to_come -= change.vehicles;
            for vehicle in self.next_to_join(fleet, change.vehicles) {
                self.is_gone(vehicle);
            }
        }
    }

    fn join(&mut self, fleet: FleetId, vehicles: u32) -> u32 {
        for vehicle in self.next_to_join(fleet, vehicles) {
            // It decides when all who appear at this instant are there.
            self.schedule(vehicle, self.now + self.delay(vehicle));
        }
        0
    }

    /// The next so many of those who join a fleet later: it is their turn.
    fn next_to_join(&mut self, fleet: FleetId, vehicles: u32) -> impl Iterator<Item = VehicleId> + use<R, Q> {
        let class = &self.plan.fleets[fleet];
        let joined = &mut self.dispatching.service.changes[fleet].1;
        let first = class.vehicles.end - class.joiners() + *joined;
        *joined += vehicles;
        (first..first + vehicles).map(VehicleId)
    }

    /// The first of a fleet that are in service and stay so far.
    fn in_service(&self, class: &Fleet, vehicles: u32) -> Vec<VehicleId> {
        let all = class.vehicles.clone().map(VehicleId);
        let serves = |id: &VehicleId| {
            let row = &self.world.vehicles[*id];
            row.state != State::Absent && !row.leaving
        };
        all.filter(serves).take(vehicles as usize).collect()
    }

    fn leave(&mut self, class: &Fleet, vehicles: u32) -> u32 {
        for vehicle in self.in_service(class, vehicles) {
            self.world.vehicles[vehicle].leaving = true;
            self.prospects_shrink(vehicle);
            let row = &self.world.vehicles[vehicle];
            let empty_at_a_site = row.load == 0
                && matches!(
                    row.state,
                    State::StoodDown
                        | State::Parked
                        | State::QueuedToBoard
                        | State::AwaitingPeople
                        | State::ReadyToReturn
                        | State::Resting
                        | State::Refuelling
                        | State::Held
                );
            if empty_at_a_site {
                self.pull_out(vehicle);
                self.try_leave_service(vehicle);
            }
        }
        0
    }

    /// A vehicle that is free to leaves service, if it is to.
    pub(in crate::engine) fn try_leave_service(&mut self, vehicle: VehicleId) -> bool {
        if !self.world.vehicles[vehicle].leaving {
            return false;
        }
        self.world.vehicles[vehicle].leaving = false;
        if self.world.vehicles[vehicle].offered {
            self.withdraw(vehicle);
        }
        self.leave_convoy(vehicle);
        self.enter(vehicle, State::Absent);
        self.is_gone(vehicle);
        true
    }

    /// Vehicles are gone at once; their people wait again.
    fn lose(&mut self, class: &Fleet, vehicles: u32, stranded: Option<&[GroupId]>) -> u32 {
        let mut people = 0;
        for vehicle in self.in_service(class, vehicles) {
            people += self.world.vehicles[vehicle].load;
            let boarding = self.world.vehicles[vehicle].state == State::Boarding;
            self.pull_out(vehicle);
            self.recorder.record(self.now, &Notice::Lost { vehicle });
            self.enter(vehicle, State::Absent);
            self.is_gone(vehicle);
            self.set_all_back(vehicle, stranded, boarding);
        }
        people
    }

    /// Takes a vehicle out of whatever it is doing.
    pub(super) fn pull_out(&mut self, vehicle: VehicleId) {
        let row = self.world.vehicles[vehicle];
        let (site, fleet) = (row.site, row.fleet);
        self.queue.cancel(vehicle.0);
        match row.state {
            State::StoodDown => self.world.stood_down[fleet].leave(&mut self.world.vehicles, vehicle),
            State::Parked => self.world.yards[site].parked.leave(&mut self.world.vehicles, vehicle),
            State::QueuedToBoard | State::QueuedToAlight => {
                self.world.yards[site].queue.leave(&mut self.world.vehicles, vehicle);
            }
            State::AwaitingPeople => {
                self.world.yards[site].awaiting.leave(&mut self.world.vehicles, vehicle);
                self.leave_berth(vehicle);
            }
            State::Boarding | State::Alighting => self.leave_berth(vehicle),
            State::ReadyToDepart | State::ReadyToReturn => {
                self.leave_point(vehicle);
            }
            State::Held => self.let_go(vehicle),
            State::QueuedAtCheckpoint | State::BeingChecked => self.give_up_check(vehicle),
            State::AwaitingRepair => self.leave_workshop(vehicle),
            State::UnderRepair => self.release_crew(vehicle),
            State::DrivingEmpty | State::DrivingLoaded => {
                self.book_driving(vehicle);
                self.close_up_on_road(vehicle);
            }
            State::Halted | State::TurningBack | State::Resting | State::Refuelling | State::Absent => {}
        }
        if self.world.vehicles[vehicle].offered {
            self.withdraw(vehicle);
        }
        self.leave_convoy(vehicle);
        self.leave_way(vehicle);
        self.world.vehicles[vehicle].turned = false;
    }

    /// People of a group who are in vehicles when the run begins.
    pub(in crate::engine) fn under_way(&self, group: GroupId) -> u32 {
        let ways = self.plan.fleets.rows().iter().flat_map(|fleet| fleet.under_way.iter());
        let people =
            ways.flat_map(|way| way.people.iter().map(move |&(of, people)| (of, people * way.vehicles)));
        people.filter(|&(of, _)| of == group).map(|(_, people)| people).sum()
    }

    /// A vehicle is on its way when the run begins.
    fn be_under_way(&mut self, vehicle: VehicleId, way: &UnderWay) {
        let (fleet, class) = self.fleet(vehicle);
        let route =
            self.network.route(way.from, way.to).expect("the check finds a route for who is under way");
        self.world.vehicles[vehicle].site = way.from;
        if class.itinerary.is_some() {
            self.skip_stops(vehicle, way.to);
        }
        let loaded = !way.people.is_empty();
        let pickup = if loaded { way.from } else { way.to };
        let pickup = self.dispatching.dispatcher.pickup_at(fleet, pickup).map(|pickup| pickup.id);
        if let Some(pickup) = pickup.filter(|_| class.itinerary.is_none() || loaded) {
            self.commit(vehicle, pickup);
            if loaded {
                self.withdraw(vehicle);
            }
        }
        let number = vehicle.0 - class.vehicles.start;
        let mut luck =
            [Purpose::Parties, Purpose::Onward].map(|of| self.rng.stream(class.entity, number, of));
        for &(group, people) in &way.people {
            let place = class.takes.iter().position(|&taken| taken == group);
            let place = place.expect("the check lets only those be aboard whom the fleet takes");
            for party in self.demand.coming(group).under_way(people, &mut luck) {
                self.world.embark(vehicle, (group, place), party);
            }
            self.recorder.record(self.now, &Notice::Appeared { group, people });
            self.recorder.record(self.now, &Notice::Boarded { vehicle, group, people });
            if self.stops.shelters().are_limited() {
                self.promise_at(vehicle, way.to, group, people);
            }
            let spare = &mut self.world.journeys[vehicle].spare[self.plan.groups[group].need.index()];
            *spare = spare.saturating_sub(people);
        }
        if loaded {
            let row = &mut self.world.vehicles[vehicle];
            row.bind(Some(way.to));
            row.begin_loaded_leg();
            if self.assembly.tracks(fleet) {
                self.leaves_by_itself(vehicle);
            }
        }
        self.be_on_road(vehicle, route, way.arrives);
    }

    /// Puts a vehicle where it is on a route if it is to be there at `arrives`, all checkpoints behind it.
    fn be_on_road(&mut self, vehicle: VehicleId, route: RouteId, arrives: Tick) {
        let way = &self.plan.routes[route];
        let whole = self.network.mean_time(way.from, way.to).max(1.0);
        let left = way.by_hour.work(self.plan.clock.time_of_day(Tick::START), arrives - Tick::START);
        let behind = (1.0 - left / whole).clamp(0.0, 0.999);
        let journey = &mut self.world.journeys[vehicle];
        journey.take_road(route);
        journey.station = way.stations.len() as u32;
        journey.stretch = (behind, 1.0);
        journey.work = left / (1.0 - behind);
        journey.driven = Span::from_drawn(whole * behind);
        (journey.began, journey.lasts) = (Tick::START, arrives - Tick::START);
        journey.drives = journey.lasts;
        self.depart(vehicle, route, arrives, Company::NOBODY);
        self.tell_place(vehicle);
        self.drive_until(vehicle, arrives);
    }
}
