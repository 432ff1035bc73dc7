//! Vehicles that pass posts: who sees them, and how many people are counted in them.

use super::{Landed, Scope, Sight, Watch};
use crate::engine::Engine;
use crate::engine::queue::Queue;
use crate::plan::{CheckpointId, Count, FleetId, GroupId, ObserverId, Post, ReportTimes, SiteId, VehicleId};
use crate::record::{Notice, Recorder};
use crate::units::Span;
use crate::world::State;

impl<R: Recorder, Q: Queue> Engine<'_, R, Q> {
    /// A run begins. Those who are out already have been counted by whoever counts people where they are.
    pub(in crate::engine) fn begin_observing(&mut self) {
        if !self.observing.is_on() {
            return;
        }
        self.observing.reset(self.plan, self.rng.luck());
        for (group, row) in self.plan.groups.iter() {
            for &(site, people) in &row.already_out {
                for place in 0..self.observing.arrivals[site].len() {
                    let observer = self.observing.arrivals[site][place];
                    if self.counts_group(observer, group) {
                        self.count(observer, people, f64::from(people));
                    }
                }
            }
        }
        self.observing.look_ahead();
    }

    /// A vehicle stands at a site from now on, or no longer does.
    #[inline(always)]
    pub(in crate::engine) fn follow_crowds(
        &mut self,
        (from, stood): (State, SiteId),
        (to, site): (State, SiteId),
    ) {
        // Who is held stands where it came from, though it is bound for another site: it is where it was.
        if stands(from) {
            let count = &mut self.observing.standing[stood];
            *count = count.saturating_sub(1);
        }
        if stands(to) {
            self.observing.standing[site] += 1;
        }
    }

    /// A vehicle with people sets out from a site, in a convoy or not.
    #[inline(never)]
    pub(in crate::engine) fn observe_departure(&mut self, vehicle: VehicleId, from: SiteId, in_convoy: bool) {
        self.observing.in_convoy[vehicle] = in_convoy;
        self.observing.forget_trip(vehicle);
        let others = self.others_at(from, vehicle);
        for place in 0..self.observing.departures[from].len() {
            let observer = self.observing.departures[from][place];
            let people = self.aboard_in_scope(observer, vehicle);
            self.pass(observer, vehicle, people, others);
        }
    }

    /// A vehicle passes a checkpoint, with so many others there.
    #[inline(never)]
    pub(in crate::engine) fn observe_checkpoint(
        &mut self,
        vehicle: VehicleId,
        checkpoint: CheckpointId,
        others: u32,
    ) {
        for place in 0..self.observing.checkpoints[checkpoint].len() {
            let observer = self.observing.checkpoints[checkpoint][place];
            let people = self.aboard_in_scope(observer, vehicle);
            self.pass(observer, vehicle, people, others);
        }
    }

    /// People of a group are set down; whoever counts them does so when all have got off.
    #[inline(never)]
    pub(in crate::engine) fn note_landing(&mut self, group: GroupId, people: u32) {
        let goes_on = self.plan.has_been_out(group);
        self.observing.landing.push(Landed { group, people, goes_on });
    }

    /// All have got off a vehicle at a site.
    #[inline(never)]
    pub(in crate::engine) fn observe_arrival(&mut self, vehicle: VehicleId, site: SiteId) {
        self.observing.forget_trip(vehicle);
        let others = self.others_at(site, vehicle);
        let is_own_car = self.fleet(vehicle).1.own_cars_of.is_some();
        for place in 0..self.observing.arrivals[site].len() {
            let observer = self.observing.arrivals[site][place];
            let people = self.landed_in_scope(observer, is_own_car);
            self.pass(observer, vehicle, people, others);
        }
        self.observing.landing.clear();
    }

    /// How many of those who have just got off a vehicle an observer counts.
    fn landed_in_scope(&self, observer: ObserverId, is_own_car: bool) -> u32 {
        let (row, watch) = (&self.plan.observers[observer], &self.observing.watches[observer]);
        if is_own_car && !row.own_cars {
            return 0;
        }
        let at_any = !matches!(row.post, Post::Arrivals(_));
        let counts = |landed: &&Landed| watch.counts[landed.group] && !(at_any && landed.goes_on);
        self.observing.landing.iter().filter(counts).map(|landed| landed.people).sum()
    }

    /// The people of a vehicle wait again where they came from: whoever had counted them on the way crosses them off.
    #[inline(never)]
    pub(in crate::engine) fn observe_return(&mut self, vehicle: VehicleId) {
        for observer in self.plan.observers.ids() {
            let watch = &mut self.observing.watches[observer];
            let Some(trip) = watch.trips.rows_mut().get_mut(vehicle.0 as usize) else { continue };
            let (counted, people) = std::mem::take(trip);
            watch.counted -= counted;
            watch.truth -= u64::from(people);
            if people > 0 {
                self.recorder.record(self.now, &Notice::CrossedOff { observer, people });
                self.has_counted(observer);
            }
        }
    }

    /// People are taken over by another vehicle: what was counted of them on the way is of that one from now on.
    #[inline(never)]
    pub(in crate::engine) fn observe_takeover(
        &mut self,
        (from, to): (VehicleId, VehicleId),
        group: GroupId,
        people: u32,
    ) {
        for observer in self.plan.observers.ids() {
            if !self.counts_group(observer, group) || self.observing.watches[observer].trips.is_empty() {
                continue;
            }
            let trips = &mut self.observing.watches[observer].trips;
            let (counted, all) = trips[from];
            let moved = people.min(all);
            let share = if all == 0 { 0.0 } else { counted * f64::from(moved) / f64::from(all) };
            trips[from] = (counted - share, all - moved);
            trips[to] = (trips[to].0 + share, trips[to].1 + moved);
        }
    }

    /// How many vehicles stand at a site beside one that passes, where that matters.
    fn others_at(&self, site: SiteId, vehicle: VehicleId) -> u32 {
        let there = self.observing.standing.rows().get(usize::from(site.0)).copied().unwrap_or(0);
        let row = &self.world.vehicles[vehicle];
        there.saturating_sub(u32::from(row.site == site && stands(row.state)))
    }

    /// Whether an observer counts the people of a group, which may be a part of one of the scenario.
    fn counts_group(&self, observer: ObserverId, group: GroupId) -> bool {
        self.observing.watches[observer].counts[group]
    }

    /// How many people there are aboard whom an observer counts.
    fn aboard_in_scope(&self, observer: ObserverId, vehicle: VehicleId) -> u32 {
        let (row, (_, class)) = (&self.world.vehicles[vehicle], self.fleet(vehicle));
        match class.own_cars_of {
            Some(group) => {
                let counts = self.plan.observers[observer].own_cars && self.counts_group(observer, group);
                if counts { row.load } else { 0 }
            }
            None => match self.observing.watches[observer].scope[row.fleet] {
                Scope::All => row.load,
                Scope::None => 0,
                Scope::Some => {
                    let groups = class.takes.iter().enumerate();
                    let counted = groups.filter(|(_, group)| self.counts_group(observer, **group));
                    counted.map(|(place, _)| self.world.aboard(vehicle, place)).sum()
                }
            },
        }
    }

    /// A vehicle passes an observer, with so many people to be counted and so many other vehicles at the post.
    fn pass(&mut self, observer: ObserverId, vehicle: VehicleId, people: u32, others: u32) {
        if people == 0 {
            return;
        }
        let counted = match self.observing.watches[observer].sight {
            Sight::Everybody => f64::from(people),
            Sight::ByLuck => self.see(observer, vehicle, people, others),
            Sight::Nobody => return self.count(observer, people, 0.0),
        };
        if let Some(trip) = self.observing.watches[observer].trips.rows_mut().get_mut(vehicle.0 as usize) {
            *trip = (trip.0 + counted, trip.1 + people);
        }
        self.count(observer, people, counted);
    }

    /// What an observer counts of so many people in a vehicle.
    fn see(&mut self, observer: ObserverId, vehicle: VehicleId, people: u32, others: u32) -> f64 {
        let row = &self.plan.observers[observer];
        let fleet = self.world.vehicles[vehicle].fleet;
        let time_of_day = if row.heeds_hours() { self.plan.clock.time_of_day(self.now) } else { Span::ZERO };
        let is_there = row.hours.as_ref().is_none_or(|hours| hours.at(time_of_day).0);
        let Watch { thinned, sightings, .. } = &mut self.observing.watches[observer];
        let thinned = thinned.get(others as usize).copied().unwrap_or_else(|| row.coverage.thinned(others));
        let chance = row.coverage.chance_in_crowd(self.observing.in_convoy[vehicle], time_of_day, thinned);
        let luck = self.rng.luck();
        let passage = sightings.pass(vehicle, fleet);
        // Most sightings need a number or none.
        let mut drawn = |what: usize| sightings.number(luck, passage, what);
        let mut is_so = |chance: f64, what: usize| chance >= 1.0 || chance > 0.0 && drawn(what) < chance;
        if !(is_there && is_so(chance, 0)) {
            return 0.0;
        }
        let times = 1 + u32::from(is_so(row.double_counting, 1));
        f64::from(times) * in_vehicle(&row.count, (fleet, people), || drawn(2))
    }

    /// An observer has counted so much where there were so many people.
    fn count(&mut self, observer: ObserverId, people: u32, counted: f64) {
        let watch = &mut self.observing.watches[observer];
        watch.truth += u64::from(people);
        watch.counted += counted;
        self.recorder.record(self.now, &Notice::Passed { observer, people });
        if counted > 0.0 {
            self.has_counted(observer);
        }
    }

    /// An observer that always reports does so when all that happens at this instant has.
    pub(super) fn has_counted(&mut self, observer: ObserverId) {
        if matches!(self.plan.observers[observer].reports.when, ReportTimes::Always) {
            self.observing.watches[observer].next = Some(self.now);
            self.observing.next = Some(self.now);
        }
    }
}

/// What is counted of so many people in a vehicle of a fleet.
fn in_vehicle(count: &Count, (fleet, people): (FleetId, u32), luck: impl FnOnce() -> f64) -> f64 {
    match count {
        Count::Exact => f64::from(people),
        Count::Nominal(loads) => loads.iter().find(|(of, _)| *of == fleet).map_or(0.0, |&(_, load)| load),
        Count::Estimate(factor) => {
            f64::from(people) * factor.as_fixed().unwrap_or_else(|| factor.quantile(luck()))
        }
    }
}

/// Whether a vehicle in this state stands at a site, in the way of who wants to see others.
fn stands(state: State) -> bool {
    matches!(
        state,
        State::QueuedToBoard
            | State::Boarding
            | State::AwaitingPeople
            | State::ReadyToDepart
            | State::Held
            | State::QueuedToAlight
            | State::Alighting
            | State::ReadyToReturn
    )
}
