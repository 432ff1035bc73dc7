//! At a drop-off: people get off, and their vehicle goes back if there is reason to.

use crate::engine::Engine;
use crate::engine::pending::Task;
use crate::engine::queue::Queue;
use crate::plan::{GroupId, SiteId, VehicleId, Way};
use crate::record::{Notice, Recorder};
use crate::world::{Maybe, People, SetDown, State};

impl<R: Recorder, Q: Queue> Engine<'_, R, Q> {
    /// A loaded vehicle reached its drop-off. Returns how many people it brings.
    #[inline(always)]
    pub(in crate::engine) fn on_drop_off_reached(&mut self, vehicle: VehicleId) -> u32 {
        if self.road.is_eventful() && self.try_rest_before_closed_doors(vehicle) {
            return self.world.vehicles[vehicle].load;
        }
        let site = self.world.vehicles[vehicle].site;
        self.queue_for_berth(vehicle, State::QueuedToAlight);
        if self.world.yards[site].closed > 0 {
            self.pending.note(Task::Shut(site));
        }
        self.world.vehicles[vehicle].load
    }

    #[inline(always)]
    pub(super) fn begin_alighting(&mut self, vehicle: VehicleId) {
        let load = self.world.vehicles[vehicle].load;
        let people = if self.road.is_eventful() { self.alighting_here(vehicle) } else { load };
        let time = self.handling_time(vehicle, &self.fleet(vehicle).1.alighting, (people, true));
        self.enter(vehicle, State::Alighting);
        self.schedule(vehicle, self.now + time);
    }

    /// A vehicle has set its people down: they are out, and it goes back if there is reason to.
    /// Returns how many they were.
    #[inline(always)]
    pub(in crate::engine) fn on_alighted(&mut self, vehicle: VehicleId) -> u32 {
        if self.world.vehicles[vehicle].turned {
            return self.alighted_where_they_came_from(vehicle);
        }
        let total = self.set_down(vehicle);
        if self.observing.is_on() {
            self.observe_arrival(vehicle, self.world.vehicles[vehicle].site);
        }
        self.desk.report_out(total);
        self.leave_berth(vehicle);
        if self.stops.shelters.are_limited() && self.try_go_on_to_another_shelter(vehicle) {
            self.end_phases();
            self.check_triggers();
            return total;
        }
        self.break_away_if_due(vehicle);
        self.is_free(vehicle);
        self.end_phases();
        self.check_triggers();
        total
    }

    /// Those aboard who are bound for the vehicle's site get off. Returns how many are out by that.
    #[inline(always)]
    fn set_down(&mut self, vehicle: VehicleId) -> u32 {
        if self.world.knows_groups_inside() {
            return self.set_down_those_inside(vehicle);
        }
        let mut total = 0;
        for eligible in 0..self.eligible_count(vehicle) {
            total += self.set_down_group(vehicle, self.eligible(vehicle, eligible));
        }
        total
    }

    /// The same where fleets take many groups: those alone are asked who are in the vehicle.
    #[inline(never)]
    fn set_down_those_inside(&mut self, vehicle: VehicleId) -> u32 {
        let (mut total, mut from) = (0, 0);
        while let Some(place) = self.world.next_group_inside(vehicle, from) {
            total += self.set_down_group(vehicle, (place, self.fleet(vehicle).1.takes[place]));
            from = place + 1;
        }
        total
    }

    /// Those of a group get off, with its place in the list of those that the fleet takes, who are bound for where the
    /// vehicle is.
    #[inline(always)]
    fn set_down_group(&mut self, vehicle: VehicleId, (place, group): (usize, GroupId)) -> u32 {
        let most = if self.road.is_eventful() || self.stops.shelters.are_limited() {
            self.bound_for_here(vehicle, group)
        } else {
            u32::MAX
        };
        let set_down = self.world.alight(vehicle, place, (group, most));
        self.keep_promise(vehicle, group, set_down.people);
        if set_down.people == 0 {
            return 0;
        }
        self.free_places(vehicle, group, (set_down.people, set_down.companions));
        self.has_set_down(vehicle, group, set_down)
    }

    /// Tells that people are out, and lets those wait who go on from here. Returns how many are out by
    /// that: none of those who had been counted before they went on.
    #[inline(always)]
    fn has_set_down(&mut self, vehicle: VehicleId, group: GroupId, set_down: SetDown) -> u32 {
        let (site, people) = (self.world.vehicles[vehicle].site, set_down.people);
        self.recorder.record(self.now, &Notice::Alighted { vehicle, site, group, people });
        if self.observing.is_on() {
            self.note_landing(group, people);
        }
        if !set_down.going_on.is_empty() {
            self.wait_to_go_on(group, site, (set_down.going_on, set_down.going_along));
        }
        if self.plan.has_been_out(group) { 0 } else { people }
    }

    /// People of a group who have been set down at a site wait there to go on, companions beside the
    /// others.
    fn wait_to_go_on(&mut self, group: GroupId, site: SiteId, (mut going_on, companions): (People, u32)) {
        let whole = self.plan.groups[group].part.of(group);
        let onward = self.plan.groups[whole].onward.as_ref();
        let part = onward.and_then(|onward| onward.parts.iter().find(|(at, _)| *at == site));
        let &(_, part) = part.expect("the check makes a part for every drop-off of a group that goes on");
        let people = going_on.len();
        let now = self.now;
        self.world.change(part, |crowd| {
            crowd.size += people;
            let patients = people - companions;
            for patient in 0..if companions > 0 { patients } else { 0 } {
                let along = companions * (patient + 1) / patients - companions * patient / patients;
                crowd.waiting.join_party(now, going_on.take(1 + along), along);
            }
            if !going_on.is_empty() {
                crowd.waiting.join(now, going_on);
            }
        });
        self.recorder.record(self.now, &Notice::Appeared { group: part, people });
        self.welcome(part);
    }

    /// How many groups of those that a vehicle may carry there are to look at: those of its pickup, or,
    /// where people may come from elsewhere, all that its fleet takes.
    #[inline(always)]
    pub(in crate::engine) fn eligible_count(&self, vehicle: VehicleId) -> usize {
        if self.road.is_eventful() {
            self.fleet(vehicle).1.takes.len()
        } else {
            self.pickup_of(vehicle).eligible.len()
        }
    }

    /// One of those groups, with its place in the list of those that the fleet takes.
    #[inline(always)]
    pub(in crate::engine) fn eligible(&self, vehicle: VehicleId, number: usize) -> (usize, GroupId) {
        if self.road.is_eventful() {
            return (number, self.fleet(vehicle).1.takes[number]);
        }
        let eligible = self.pickup_of(vehicle).eligible[number];
        (eligible.place, eligible.group)
    }

    /// A vehicle that has set its people down leaves service, rests, or goes back if a pickup wants it.
    #[inline(always)]
    fn is_free(&mut self, vehicle: VehicleId) {
        if !self.road.is_eventful() {
            return self.go_back(vehicle);
        }
        let pauses = match self.world.vehicles[vehicle].load {
            0 => self.try_leave_service(vehicle) || self.try_pause_at_drop_off(vehicle),
            _ => self.try_rest_with_people(vehicle),
        };
        if pauses {
            return;
        }
        if self.fleet(vehicle).1.itinerary.is_some() {
            return self.go_on_with_itinerary(vehicle);
        }
        self.go_back(vehicle);
    }

    /// A vehicle that has set its people down goes back if a pickup wants it, else it stands down.
    #[inline(always)]
    pub(in crate::engine) fn go_back(&mut self, vehicle: VehicleId) {
        let last = self.world.vehicles[vehicle].committed();
        let convoy = self.world.vehicles[vehicle].point.get();
        match self.next_pickup(vehicle, last) {
            Some(pickup) => {
                let is_there = self.commit(vehicle, pickup);
                self.set_back_out(vehicle, is_there);
            }
            None => {
                self.world.vehicles[vehicle].point = Maybe::NONE;
                self.stand_down(vehicle);
            }
        }
        if let Some(convoy) = convoy {
            self.assembly.leave_convoy(convoy);
        }
    }

    /// A vehicle with a pickup to go to is ready to return, or takes a berth again where it stands.
    #[inline(always)]
    fn set_back_out(&mut self, vehicle: VehicleId, is_there: bool) {
        if is_there {
            self.world.vehicles[vehicle].point = Maybe::NONE;
            self.queue_for_berth(vehicle, State::QueuedToBoard);
        } else {
            self.be_ready(vehicle, Way::Back);
        }
    }
}
