//! At a pickup: claiming people, boarding them, waiting for more.

use crate::dispatch::{Eligible, Pickup};
use crate::engine::Engine;
use crate::engine::pending::Task;
use crate::engine::queue::Queue;
use crate::engine::rng::Place;
use crate::engine::stops::doors::Doors;
use crate::plan::{GroupId, Handling, PickupId, SiteId, VehicleId};
use crate::record::{Notice, Recorder};
use crate::units::{Span, Tick};
use crate::world::{Boarders, State};

impl<R: Recorder, Q: Queue> Engine<'_, R, Q> {
    /// A vehicle took a berth: it claims everybody present whom it has room for.
    #[inline(always)]
    pub(super) fn begin_boarding(&mut self, vehicle: VehicleId) {
        let claimed = self.claim(vehicle, true);
        if claimed == 0 {
            let patience = self.now + self.fleet(vehicle).1.max_wait;
            self.nobody_to_board(vehicle, patience);
        }
    }

    /// Claims people for a vehicle at its berth and begins to board them. Returns how many.
    ///
    /// `first` says that nobody has boarded yet, so that the dwell counts.
    #[inline(always)]
    fn claim(&mut self, vehicle: VehicleId, first: bool) -> u32 {
        let is_full = self.world.vehicles[vehicle].free == [0, 0];
        match first {
            _ if is_full => 0,
            true => self.claim_as_fit(vehicle, true),
            false => self.claim_late_comers(vehicle),
        }
    }

    /// Claims people for a vehicle in which some have boarded already.
    #[inline(never)]
    fn claim_late_comers(&mut self, vehicle: VehicleId) -> u32 {
        self.claim_as_fit(vehicle, false)
    }

    #[inline(always)]
    fn claim_as_fit(&mut self, vehicle: VehicleId, first: bool) -> u32 {
        let mut total = 0;
        self.stops.claims.clear();
        let pickup = self.pickup_of(vehicle).id;
        let mut from = 0;
        while let Some(place) = self.next_waiting(vehicle, pickup, from) {
            total += self.claim_eligible(vehicle, (pickup, place));
            from = place + 1;
        }
        if total == 0 {
            return 0;
        }
        let handling = &self.fleet(vehicle).1.boarding;
        let aboard = self.now + self.handling_time(vehicle, handling, (total, first));
        self.enter(vehicle, State::Boarding);
        for &(group, since, people) in &self.stops.claims {
            self.recorder.record(self.now, &Notice::Claimed { vehicle, group, people, since, aboard });
        }
        self.schedule(vehicle, aboard);
        total
    }

    /// The next of the eligible groups at a vehicle's pickup of whom people wait, and for whose kind it has places.
    #[inline(always)]
    fn next_waiting(&self, vehicle: VehicleId, pickup: PickupId, from: usize) -> Option<usize> {
        let free = self.world.vehicles[vehicle].free;
        let pickup = self.dispatching.dispatcher().pickup(pickup);
        if pickup.has_many_groups() && self.world.vehicles[vehicle].destination().is_some() {
            return self.next_bound_along(vehicle, pickup, from);
        }
        pickup.next_waiting(&self.world, from, free)
    }

    /// The same where there are many groups, and people in the vehicle: those come along who may be set down where it
    /// goes.
    #[inline(never)]
    fn next_bound_along(&self, vehicle: VehicleId, pickup: &Pickup, from: usize) -> Option<usize> {
        let row = &self.world.vehicles[vehicle];
        if self.fleet(vehicle).1.itinerary.is_some() {
            return pickup.next_waiting(&self.world, from, row.free);
        }
        let sites = match self.stops.shelters.are_limited() {
            true => self.stops.shelters.visited_by(vehicle),
            false => row.destination().into_iter().collect(),
        };
        sites.iter().filter_map(|&site| pickup.next_bound_for(&self.world, site, from, row.free)).min()
    }

    /// Claims people of one of the eligible groups, if they go where those already claimed go.
    #[inline]
    fn claim_eligible(&mut self, vehicle: VehicleId, (pickup, place): (PickupId, usize)) -> u32 {
        let eligible = self.dispatching.dispatcher().pickup(pickup).eligible[place];
        let most = match self.stops.shelters.are_limited() {
            true => self.may_shelter(vehicle, eligible.group),
            false => self.may_take(vehicle, &eligible),
        };
        if most == 0 {
            return 0;
        }
        if self.stops.shelters.are_limited() {
            return self.claim_for_shelter(vehicle, (pickup, eligible), most);
        }
        let parties = self.demand.parties(eligible.group);
        let saw = note_claim::<R>(&mut self.stops.claims, eligible.group);
        let who = (eligible.group, eligible.need, most);
        let claimed = self.world.claim(vehicle, eligible.place, who, (parties, &mut ()), saw);
        if claimed.people > 0 {
            let drop_off = self.drop_off_now(vehicle, &eligible);
            self.world.vehicles[vehicle].bind(Some(drop_off));
            self.has_claimed((pickup, &eligible), claimed);
        }
        claimed.people
    }

    /// The same where shelters fill up: parties stay together where some shelter has room for all of one.
    #[inline(never)]
    fn claim_for_shelter(
        &mut self,
        vehicle: VehicleId,
        (pickup, eligible): (PickupId, Eligible),
        most: u32,
    ) -> u32 {
        let stops = self.way_of_itinerary(vehicle, eligible.group);
        let order = self.order_of_drop_offs(vehicle, eligible.group);
        let (shelters, network) = (&mut self.stops.shelters, &self.network);
        let mut doors = Doors { shelters, network, vehicle, group: eligible.group, stops, order, splits: 0 };
        let parties = self.demand.parties(eligible.group);
        let saw = note_claim::<R>(&mut self.stops.claims, eligible.group);
        let who = (eligible.group, eligible.need, most);
        let claimed = self.world.claim(vehicle, eligible.place, who, (parties, &mut doors), saw);
        let splits = doors.splits;
        if claimed.people > 0 {
            self.world.change(eligible.group, |crowd| crowd.waiting.has_split(splits));
            let first = self.first_shelter(vehicle);
            self.world.vehicles[vehicle].bind(Some(first));
            self.has_claimed((pickup, &eligible), claimed);
        }
        claimed.people
    }

    /// People of a group have been claimed.
    #[inline(always)]
    fn has_claimed(&mut self, (pickup, eligible): (PickupId, &Eligible), claimed: Boarders) {
        let (people, companions) = (claimed.people - claimed.companions, claimed.companions);
        self.dispatching.places_are_taken(pickup, eligible.need, (people, companions));
        self.note_deserted(eligible.group, self.dispatching.dispatcher().pickup(pickup).site);
    }

    /// How many of those who wait of a group a vehicle may take where shelters fill up. It is noted if they
    /// are fewer than it might have places for.
    #[inline(never)]
    fn may_shelter(&mut self, vehicle: VehicleId, group: GroupId) -> u32 {
        let most = self.places_to_shelter(vehicle, group);
        let [seats, stretchers] = self.world.vehicles[vehicle].free;
        let could = self.world.crowd(group).waiting.len().min(seats.saturating_add(stretchers));
        // Of people who are bound elsewhere than those it has, it takes none even where there is room.
        if (1..could).contains(&most) {
            self.stops.shelters.have_too_little_room();
        }
        most
    }

    /// How many people of a group the vehicle may take beside those it has, as far as it matters where
    /// they can be set down.
    #[inline(always)]
    pub(in crate::engine) fn may_take(&self, vehicle: VehicleId, eligible: &Eligible) -> u32 {
        let row = &self.world.vehicles[vehicle];
        if self.stops.shelters.are_limited() {
            return self.places_to_shelter(vehicle, eligible.group);
        }
        if self.road.is_eventful() && self.plan.fleets[row.fleet].itinerary.is_some() {
            return self.stops_ahead(vehicle, eligible.group);
        }
        if row.destination().is_some_and(|site| site != self.drop_off_now(vehicle, eligible)) {
            0
        } else {
            u32::MAX
        }
    }

    /// Boarding ended: those claimed are aboard, then late-comers are claimed, and so on. Returns how
    /// many are aboard now who were not.
    #[inline(always)]
    pub(in crate::engine) fn on_boarded(&mut self, vehicle: VehicleId) -> u32 {
        let mut total = 0;
        if self.world.knows_groups_inside() {
            total = self.board_those_inside(vehicle);
        } else {
            let pickup = self.pickup_of(vehicle);
            let (id, eligible_count) = (pickup.id, pickup.eligible.len());
            for place in 0..eligible_count {
                let Eligible { place, group, .. } = self.dispatching.dispatcher().pickup(id).eligible[place];
                total += self.board_group(vehicle, place, group);
            }
        }
        let row = &mut self.world.vehicles[vehicle];
        if row.patience == Tick::START {
            row.patience = self.now + self.plan.fleets[row.fleet].max_wait;
        }
        let patience = row.patience;
        if self.claim(vehicle, false) == 0 {
            self.nobody_to_board(vehicle, patience);
        }
        total
    }

    /// The same where fleets take many groups: those alone are asked who are in the vehicle.
    #[inline(never)]
    fn board_those_inside(&mut self, vehicle: VehicleId) -> u32 {
        let (mut total, mut from) = (0, 0);
        while let Some(place) = self.world.next_group_inside(vehicle, from) {
            total += self.board_group(vehicle, place, self.fleet(vehicle).1.takes[place]);
            from = place + 1;
        }
        total
    }

    /// Those of a group who were boarding are aboard. Returns how many.
    #[inline(always)]
    fn board_group(&mut self, vehicle: VehicleId, place: usize, group: GroupId) -> u32 {
        let people = self.world.board(vehicle, place, group);
        if people > 0 {
            self.shelter_is_left(group, people);
            self.recorder.record(self.now, &Notice::Boarded { vehicle, group, people });
        }
        people
    }

    /// Nobody is here whom the vehicle could claim: it awaits more people if any are due, or departs,
    /// or, empty, gives up its berth.
    #[inline(always)]
    fn nobody_to_board(&mut self, vehicle: VehicleId, patience: Tick) {
        let waits = patience > self.now && self.more_are_due(vehicle);
        if waits && !(self.road.is_eventful() && self.rests_at_once(vehicle)) {
            let site = self.world.vehicles[vehicle].site;
            self.enter(vehicle, State::AwaitingPeople);
            self.world.yards[site].awaiting.join(&mut self.world.vehicles, vehicle);
            self.schedule(vehicle, patience);
        } else {
            self.leave_pickup_berth(vehicle);
        }
    }

    #[inline(always)]
    fn leave_pickup_berth(&mut self, vehicle: VehicleId) {
        self.leave_berth(vehicle);
        if self.world.vehicles[vehicle].load > 0 {
            return self.be_ready_to_depart(vehicle);
        }
        let by_itinerary = self.fleet(vehicle).1.itinerary.is_some();
        if !by_itinerary && self.may_fit_another_time(vehicle) {
            return self.begin_another_trip(vehicle);
        }
        self.leave_to_others(vehicle);
        self.give_up_pickup(vehicle);
    }

    /// Nobody who is here fits into the places that an empty vehicle has drawn, but some may on another trip: this
    /// one is over, and the next begins here.
    #[inline(never)]
    fn begin_another_trip(&mut self, vehicle: VehicleId) {
        let pickup = self.pickup_of(vehicle).id;
        self.withdraw(vehicle);
        self.world.vehicles[vehicle].use_up_leg();
        self.go_to(vehicle, pickup);
    }

    /// The vehicle has awaited people as long as it may.
    pub(in crate::engine) fn on_patience_end(&mut self, vehicle: VehicleId) -> u32 {
        self.stop_awaiting(vehicle);
        0
    }

    fn stop_awaiting(&mut self, vehicle: VehicleId) {
        let site = self.world.vehicles[vehicle].site;
        self.world.yards[site].awaiting.leave(&mut self.world.vehicles, vehicle);
        self.leave_pickup_berth(vehicle);
    }

    /// Those who await people at a site leave their berths if nobody is due any more whom they could take.
    pub(in crate::engine) fn let_go_of_awaiting(&mut self, site: SiteId) {
        let mut next = self.world.yards[site].awaiting.first();
        while let Some(vehicle) = next {
            next = self.world.vehicles[vehicle].after();
            if !self.more_are_due(vehicle) {
                self.queue.cancel(vehicle.0);
                self.stop_awaiting(vehicle);
            }
        }
    }

    /// People of a group have appeared: vehicles that await them claim them at their berths, then
    /// those that have parked take one.
    pub(in crate::engine) fn welcome(&mut self, group: GroupId) {
        let site = self.plan.groups[group].at;
        self.see_anew(site);
        let mut next = self.world.yards[site].awaiting.first();
        while let Some(vehicle) = next.filter(|_| !self.world.crowd(group).waiting.is_empty()) {
            next = self.world.vehicles[vehicle].after();
            let first = self.world.vehicles[vehicle].load == 0;
            if self.claim(vehicle, first) > 0 {
                self.world.yards[site].awaiting.leave(&mut self.world.vehicles, vehicle);
            }
        }
        let mut uncovered = self.world.crowd(group).waiting.len();
        let mut next = self.world.yards[site].parked.first();
        while let Some(vehicle) = next.filter(|_| uncovered > 0) {
            next = self.world.vehicles[vehicle].after();
            let room = self.room_for(vehicle, group);
            if room > 0 {
                uncovered = uncovered.saturating_sub(room);
                self.world.yards[site].parked.leave(&mut self.world.vehicles, vehicle);
                self.queue_for_berth(vehicle, State::QueuedToBoard);
            }
        }
        self.pending.note(Task::Wanting(site));
        self.note_deserted(group, site);
    }

    /// Unclaimed places of a vehicle that people of a group could take.
    fn room_for(&self, vehicle: VehicleId, group: GroupId) -> u32 {
        let row = &self.world.vehicles[vehicle];
        let eligible = self.pickup_of(vehicle).eligible.iter().find(|eligible| eligible.group == group);
        eligible.map_or(0, |eligible| row.free[eligible.need.index()])
    }

    /// Whether people are still to come whom the vehicle could take.
    fn more_are_due(&self, vehicle: VehicleId) -> bool {
        let free = self.world.vehicles[vehicle].free;
        let mut due = self.pickup_of(vehicle).due(&self.world);
        due.any(|eligible| free[eligible.need.index()] > 0 && self.may_take(vehicle, eligible) > 0)
    }

    /// Notes it if vehicles at a group's pickup have to decide again: those in line or parked where the last
    /// of its people have been claimed, those who await people where no more of them are due.
    #[inline]
    fn note_deserted(&mut self, group: GroupId, site: SiteId) {
        let crowd = &self.world.crowd(group);
        if crowd.due > 0 {
            return;
        }
        let (all_claimed, yard) = (crowd.waiting.is_empty(), &self.world.yards[site]);
        if !yard.awaiting.is_empty() || all_claimed && !(yard.queue.is_empty() && yard.parked.is_empty()) {
            self.pending.note(Task::Deserted(site));
        }
    }

    /// The pickup to which a vehicle is committed.
    ///
    /// # Panics
    /// If it is not committed to any.
    #[inline]
    pub(in crate::engine) fn pickup_of(&self, vehicle: VehicleId) -> &Pickup {
        let row = &self.world.vehicles[vehicle];
        let pickup =
            row.committed().expect("a vehicle is committed to a pickup before it goes there or leaves there");
        self.dispatching.dispatcher().pickup(pickup)
    }

    /// How long a number of people take to board or alight; the dwell counts if they are the first.
    #[inline(always)]
    pub(in crate::engine) fn handling_time(
        &mut self,
        vehicle: VehicleId,
        handling: &Handling,
        (people, first): (u32, bool),
    ) -> Span {
        let dwell = match first && people > 0 {
            true => self.drawn(vehicle, &handling.dwell, Place::Dwell),
            false => 0.0,
        };
        let each = self.drawn(vehicle, &handling.per_person, Place::PerPerson);
        Span::from_drawn(dwell + each * f64::from(people))
    }
}

/// Writes down whom a vehicle claims of a group: people who came at one instant as one.
fn note_claim<R: Recorder>(
    claims: &mut Vec<(GroupId, Tick, u32)>,
    group: GroupId,
) -> impl FnMut(Tick, u32) + use<'_, R> {
    move |since, people| {
        if R::RECORDS {
            match claims.last_mut() {
                Some((of, with, others)) if (*of, *with) == (group, since) => *others += people,
                _ => claims.push((group, since, people)),
            }
        }
    }
}
