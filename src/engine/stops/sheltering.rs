//! Sheltering: where people are set down whose drop-offs have limited room.
//!
//! Places are promised to the people whom a vehicle claims, at the nearest of their group's drop-offs
//! first, so that nobody sets out for a full house. People for whom there is not room at one go round: the
//! vehicle sets down at each those who were promised a place there. As long as there is room for all, a
//! vehicle goes where it would if room had no limit. People in a car of their own stay together, and
//! are promised places when it sets out.

use crate::engine::Engine;
use crate::engine::pending::Task;
use crate::engine::queue::Queue;
use crate::engine::stops::doors::Way;
use crate::engine::stops::shelters::Promise;
use crate::plan::{GroupId, Part, SiteId, VehicleId};
use crate::record::Recorder;
use crate::units::Tick;

impl<R: Recorder, Q: Queue> Engine<'_, R, Q> {
    /// Where an itinerary still leads of a group's drop-offs; none for a vehicle that goes by dispatch.
    pub(super) fn way_of_itinerary(&self, vehicle: VehicleId, group: GroupId) -> Option<Vec<SiteId>> {
        self.fleet(vehicle).1.itinerary.as_ref()?;
        let mut sites = Vec::new();
        for site in self.stops_left(vehicle).iter().filter(|site| self.plan.groups[group].to.contains(site)) {
            if !sites.contains(site) {
                sites.push(*site);
            }
        }
        Some(sites)
    }

    /// How many people of a group a vehicle could set down somewhere, as far as it has places for them and they wait.
    pub(super) fn places_to_shelter(&self, vehicle: VehicleId, group: GroupId) -> u32 {
        let stops = self.way_of_itinerary(vehicle, group);
        let order = self.order_of_drop_offs(vehicle, group);
        if stops.is_none() && self.stops.shelters.goes_elsewhere(vehicle, group, &order) {
            return 0;
        }
        let (shelters, network, order) = (&self.stops.shelters, &self.network, &order[..]);
        let way = Way { shelters, network, vehicle, stops: stops.as_deref(), order };
        let [seats, stretchers] = self.world.vehicles[vehicle].free;
        let could = self.world.crowd(group).unclaimed().min(seats.saturating_add(stretchers));
        way.open(could).iter().fold(0, |places: u32, &(_, free)| places.saturating_add(free))
    }

    /// The drop-offs of a group in the order in which a vehicle would make for them.
    pub(super) fn order_of_drop_offs(&self, vehicle: VehicleId, group: GroupId) -> Vec<SiteId> {
        match self.dispatching.foresees_closures() {
            true => self.soonest_first(vehicle, group),
            false => self.stops.shelters.drop_offs_of(group).to_vec(),
        }
    }

    /// The drop-offs of a group in this order: those where others of it in the vehicle are bound, if a closure sent them
    /// there or shuts the nearest; the one that it makes for; those for which it need not wait, the nearest first; the
    /// others, by when it would have a berth there. Nobody follows others who are bound farther because the nearest was
    /// full: once it has room, whoever comes then goes to it, as where nothing is ever closed.
    fn soonest_first(&self, vehicle: VehicleId, group: GroupId) -> Vec<SiteId> {
        let row = &self.world.vehicles[vehicle];
        let drop_offs = || self.stops.shelters.drop_offs_of(group).iter().copied();
        let promises = &self.stops.shelters.promises[vehicle];
        // Where the vehicle sets down others anyway it makes for too, be it full by then.
        let makes_for = |site: SiteId| {
            self.stops.shelters.free[site].has(1) || promises.iter().any(|promise| promise.site == site)
        };
        let open = drop_offs().filter(|&site| makes_for(site));
        let nearest = open.clone().find_map(|to| self.way_to(row.fleet, (row.site, to), self.now));
        let is_shut = nearest.is_some_and(|way| way.waits);
        let first = self.drop_off_from((row.fleet, row.site), open, self.now).map(|(site, _)| site);
        let follows = |to: SiteId| {
            let with_others = |promise: &Promise| (promise.site, promise.group) == (to, group);
            promises.iter().any(|promise| with_others(promise) && (is_shut || promise.detour))
        };
        let way = |to: SiteId| {
            let way = self.way_to(row.fleet, (row.site, to), self.now)?;
            let at = if way.waits { way.at } else { Tick::START };
            Some((!follows(to), first != Some(to), way.waits, at, to))
        };
        let mut sites: Vec<_> = drop_offs().filter_map(way).collect();
        sites.sort_by_key(|&(new, later, waits, at, _)| (new, later, waits, at));
        sites.into_iter().map(|(.., site)| site).collect()
    }

    /// Everybody in a vehicle is promised a place at one site, where there is room, in place of what they were
    /// promised before.
    pub(in crate::engine) fn promise_all_at(&mut self, vehicle: VehicleId, site: SiteId) {
        if !self.stops.shelters.limited {
            return;
        }
        let before = std::mem::take(&mut self.stops.shelters.promises[vehicle]);
        before.iter().for_each(|promise| self.make_room(promise.site, promise.people));
        for promise in before {
            self.promise_at(vehicle, site, promise.group, promise.people);
        }
        self.stops.shelters.promises[vehicle].iter_mut().for_each(|promise| promise.detour = true);
    }

    /// Where a vehicle goes first whose people have been promised places.
    pub(super) fn first_shelter(&mut self, vehicle: VehicleId) -> SiteId {
        self.heed_room();
        self.stops.shelters.promises[vehicle][0].site
    }

    /// Promises places at a site to people who are bound for it when the run begins.
    pub(in crate::engine) fn promise_at(
        &mut self,
        vehicle: VehicleId,
        site: SiteId,
        group: GroupId,
        people: u32,
    ) {
        self.stops.shelters.fill(site, people);
        self.stops.shelters.note_promise(vehicle, Promise { site, group, people, detour: false }, None);
        self.heed_room();
    }

    /// The nearest of a group's drop-offs that has room for all in a car of their own, who are promised
    /// their places there; none if it has to wait.
    pub(in crate::engine) fn place_for_car(&mut self, group: GroupId, people: u32) -> Option<SiteId> {
        let mut drop_offs = self.stops.shelters.drop_offs[group].iter();
        let site = drop_offs.find(|&&site| self.stops.shelters.free[site].has(people)).copied();
        match site {
            Some(site) if self.stops.shelters.limited => {
                self.stops.shelters.fill(site, people);
                self.heed_room();
            }
            Some(_) => {}
            None => self.stops.shelters.have_too_little_room(),
        }
        site
    }

    /// The most people whom one of a group's drop-offs holds.
    pub(in crate::engine) fn largest_shelter(&self, group: GroupId) -> u32 {
        let holds = |site: &SiteId| self.plan.sites[*site].capacity.unwrap_or(u32::MAX);
        self.stops.shelters.drop_offs[group]
            .iter()
            .map(holds)
            .max()
            .filter(|&most| most > 0)
            .unwrap_or(u32::MAX)
    }

    /// Finds out which groups nobody can set down anywhere.
    fn heed_room(&mut self) {
        while let Some(site) = self.stops.shelters.next_turned() {
            for &group in &self.stops.shelters.bound_for[site] {
                let full = self.stops.shelters.are_full_for(group);
                self.world.change(group, |crowd| crowd.shut_out = full);
            }
        }
    }

    /// There is room again at a site: if some may have lacked it, cars set out for it, and vehicles are called
    /// for those who are bound for it, those too that had no room for anybody's party.
    fn make_room(&mut self, site: SiteId, people: u32) {
        self.stops.shelters.give_back(site, people);
        self.heed_room();
        if !self.stops.shelters.scarce {
            return;
        }
        if self.demand.has_own_cars() {
            self.pending.note(Task::Room(site));
        }
        for place in 0..self.stops.shelters.bound_for[site].len() {
            let at = self.plan.groups[self.stops.shelters.bound_for[site][place]].at;
            self.see_anew(at);
            self.pending.note(Task::Wanting(at));
        }
    }

    /// How many of those aboard get off where a vehicle stands.
    pub(in crate::engine) fn alighting_here(&self, vehicle: VehicleId) -> u32 {
        let row = &self.world.vehicles[vehicle];
        if row.turned {
            return self.got_in_here(vehicle);
        }
        if !self.stops.shelters.limited && self.fleet(vehicle).1.itinerary.is_none() {
            return row.load;
        }
        let eligible_count = (0..self.eligible_count(vehicle)).map(|number| self.eligible(vehicle, number));
        eligible_count
            .map(|(place, group)| self.bound_for_here(vehicle, group).min(self.world.aboard(vehicle, place)))
            .sum()
    }

    /// How many of a group's people aboard get off where a vehicle stands, at the most.
    pub(super) fn bound_for_here(&self, vehicle: VehicleId, group: GroupId) -> u32 {
        let site = self.world.vehicles[vehicle].site;
        if self.stops.shelters.limited {
            let here = |promise: &&Promise| promise.site == site && promise.group == group;
            return self.stops.shelters.promises[vehicle]
                .iter()
                .filter(here)
                .map(|promise| promise.people)
                .sum();
        }
        let by_itinerary = self.fleet(vehicle).1.itinerary.is_some();
        if by_itinerary && !self.plan.groups[group].to.contains(&site) { 0 } else { u32::MAX }
    }

    /// People have got off at a shelter where places were promised: a place that nobody took is free.
    pub(super) fn keep_promise(&mut self, vehicle: VehicleId, group: GroupId, mut people: u32) {
        if !self.stops.shelters.limited {
            return;
        }
        let site = self.world.vehicles[vehicle].site;
        let mut unused = 0;
        self.stops.shelters.promises[vehicle].retain(|promise| {
            let kept = promise.site == site && promise.group == group;
            if kept {
                unused += promise.people.saturating_sub(people);
                people = people.saturating_sub(promise.people);
            }
            !kept
        });
        if unused > 0 {
            self.make_room(site, unused);
        }
    }

    /// After some have got off at a shelter, the vehicle drives on to the next with the others, if any.
    pub(super) fn try_go_on_to_another_shelter(&mut self, vehicle: VehicleId) -> bool {
        if self.fleet(vehicle).1.itinerary.is_some() {
            return false;
        }
        let next = self.stops.shelters.promises[vehicle].first().map(|promise| promise.site);
        let Some(next) = next.filter(|_| self.world.vehicles[vehicle].load > 0) else {
            self.break_promises(vehicle);
            return false;
        };
        self.leave_convoy(vehicle);
        self.world.vehicles[vehicle].bind(Some(next));
        if !(self.road.is_eventful()
            && (self.try_refuel_with_people(vehicle, next) || self.try_rest_with_people(vehicle)))
        {
            self.pending.leaves(vehicle);
        }
        true
    }

    /// Whoever was promised places does not come.
    pub(in crate::engine) fn break_promises(&mut self, vehicle: VehicleId) {
        if !self.stops.shelters.limited || self.stops.shelters.promises[vehicle].is_empty() {
            return;
        }
        for promise in std::mem::take(&mut self.stops.shelters.promises[vehicle]) {
            self.make_room(promise.site, promise.people);
        }
    }

    /// One of a group to whom a place was promised does not come.
    pub(in crate::engine) fn break_one_promise(&mut self, vehicle: VehicleId, group: GroupId) {
        if !self.stops.shelters.limited {
            return;
        }
        let promises = &mut self.stops.shelters.promises[vehicle];
        if let Some(place) = promises.iter().rposition(|promise| promise.group == group) {
            let site = promises[place].site;
            promises[place].people -= 1;
            if promises[place].people == 0 {
                promises.remove(place);
            }
            self.make_room(site, 1);
        }
    }

    /// Those of a vehicle who got in at a site do not come; the others do.
    pub(in crate::engine) fn break_promises_made_at(&mut self, vehicle: VehicleId, site: SiteId) {
        if !self.stops.shelters.limited {
            return;
        }
        let promises = std::mem::take(&mut self.stops.shelters.promises[vehicle]).into_iter();
        let (broken, kept): (Vec<Promise>, _) =
            promises.partition(|promise| self.plan.groups[promise.group].at == site);
        self.stops.shelters.promises[vehicle] = kept;
        broken.iter().for_each(|promise| self.make_room(promise.site, promise.people));
        if let Some(next) = self.stops.shelters.promises[vehicle].first() {
            self.world.vehicles[vehicle].bind(Some(next.site));
        }
    }

    /// Whether everything that was promised to the people of one vehicle can be kept by another, which
    /// visits the same shelters.
    pub(in crate::engine) fn visits_same_shelters(&self, from: VehicleId, to: VehicleId) -> bool {
        let visits =
            |site| self.stops.shelters.promises[to].iter().any(|promise: &Promise| promise.site == site);
        !self.stops.shelters.limited
            || self.stops.shelters.promises[from].iter().all(|promise| visits(promise.site))
    }

    /// Promises go with people who go over into another vehicle.
    pub(in crate::engine) fn hand_over_promises(
        &mut self,
        (from, to): (VehicleId, VehicleId),
        group: GroupId,
        people: u32,
    ) {
        let mut left = people;
        while self.stops.shelters.limited && left > 0 {
            let promises = &mut self.stops.shelters.promises[from];
            let Some(place) = promises.iter().position(|promise| promise.group == group) else { return };
            let Promise { site, people, detour, .. } = promises[place];
            let moved = people.min(left);
            left -= moved;
            promises[place].people -= moved;
            if people == moved {
                promises.remove(place);
            }
            self.stops.shelters.note_promise(to, Promise { site, group, people: moved, detour }, None);
        }
    }

    /// People who go on have left a shelter: their places are free.
    #[inline]
    pub(super) fn shelter_is_left(&mut self, group: GroupId, people: u32) {
        if self.stops.shelters.limited && matches!(self.plan.groups[group].part, Part::Onward(_)) {
            self.make_room(self.plan.groups[group].at, people);
        }
    }
}
