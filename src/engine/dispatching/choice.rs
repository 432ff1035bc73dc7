//! Which pickup a vehicle goes to, where it has a choice, and those who decide again while they wait.

use crate::dispatch::{Asks, Candidate, Pickup, Seeker, View};
use crate::engine::Engine;
use crate::engine::dispatching::outlook::{NEVER, Passage};
use crate::engine::queue::Queue;
use crate::plan::{FleetId, PickupId, SiteId, VehicleId};
use crate::record::Recorder;
use crate::units::Tick;
use crate::world::{State, Vehicle};

/// How what is on offer changes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Offered {
    More,
    Less,
}

impl Offered {
    /// Counts places that are on offer from now on, or are no more.
    pub(super) fn count(self, sum: &mut u64, places: u32) {
        match self {
            Offered::More => *sum += u64::from(places),
            Offered::Less => *sum -= u64::from(places),
        }
    }
}

impl<R: Recorder, Q: Queue> Engine<'_, R, Q> {
    /// The pickup that a vehicle without people should go to, if any wants it.
    #[inline(never)]
    pub(super) fn choose_pickup(&mut self, vehicle: VehicleId, last: Option<PickupId>) -> Option<Candidate> {
        let (mut candidates, mut late) =
            (std::mem::take(&mut self.dispatching.candidates), std::mem::take(&mut self.dispatching.late));
        candidates.clear();
        self.dispatching.choices += 1;
        let &Vehicle { fleet, site, .. } = &self.world.vehicles[vehicle];
        for pickup in self.dispatching.dispatcher.pickups(fleet) {
            candidates.extend(self.candidate(vehicle, pickup, &mut late));
        }
        let seeker = Seeker { vehicle, fleet, site, last, now: self.now, reported_out: self.desk.out() };
        let mut wanting = std::mem::take(&mut self.dispatching.wanting);
        let view = View { world: &self.world, offers: &self.dispatching.offers, late: &[] };
        let chosen = self.dispatching.dispatcher.choose(seeker, &candidates, view, &mut wanting);
        self.dispatching.wanting = wanting;
        (self.dispatching.candidates, self.dispatching.late) = (candidates, late);
        chosen
    }

    /// A pickup as a vehicle sees it; none if it does not want the vehicle, or no road leads there.
    fn candidate(
        &self,
        vehicle: VehicleId,
        pickup: &Pickup,
        late: &mut Vec<(PickupId, [u64; 2])>,
    ) -> Option<Candidate> {
        let row = &self.world.vehicles[vehicle];
        let arrives = match self.network.route(row.site, pickup.site) {
            _ if row.site == pickup.site => Passage { waits: false, at: self.now },
            Some(route) => self.passage(row.fleet, route, (self.now, false)),
            None => return None,
        };
        late.clear();
        self.list_late(pickup.site, arrives.at, late);
        let view = View { world: &self.world, offers: &self.dispatching.offers, late };
        let passes = row.found_no_fit && self.is_misfit(vehicle, pickup.site);
        let want = pickup.most_urgent(view, if passes { Asks::ForThoseDue } else { Asks::ForAll })?;
        let people = if want.waits { self.now } else { self.next_to_come(pickup) };
        let (urgency, early) = (want.urgency, people > arrives.at);
        let mut candidate = Candidate {
            pickup: pickup.id,
            urgency,
            when: people.max(arrives.at),
            early,
            shut: arrives.waits,
        };
        if self.dispatching.outlook.closes {
            self.look_ahead_from(vehicle, pickup, &mut candidate);
        }
        Some(candidate)
    }

    /// Finds out whether a vehicle finds open what it passes from the door of a pickup on, and if not, when
    /// people from there would be out.
    fn look_ahead_from(&self, vehicle: VehicleId, pickup: &Pickup, candidate: &mut Candidate) {
        let fleet = self.world.vehicles[vehicle].fleet;
        let berth = self.door_opens(pickup.site, candidate.when);
        let leaves = berth + self.mean_boarding(vehicle);
        let groups =
            pickup.eligible.iter().filter(|eligible| self.world.crowd(eligible.group).unclaimed() > 0);
        let outs = groups.filter_map(|eligible| {
            let drop_offs = self.drop_offs(eligible.group).iter().copied();
            self.drop_off_from((fleet, pickup.site), drop_offs, leaves).map(|(_, passage)| passage)
        });
        let out = outs.min().unwrap_or(Passage { waits: true, at: NEVER });
        candidate.shut |= berth > candidate.when || out.waits;
        if candidate.shut {
            candidate.when = out.at;
        }
    }

    /// When the next of those come who are due at a pickup.
    fn next_to_come(&self, pickup: &Pickup) -> Tick {
        let next =
            pickup.due(&self.world).filter_map(|eligible| self.demand.next_party(eligible.group)).min();
        next.map_or(self.now, |next| next.max(self.now))
    }

    /// The pickup that a vehicle should go to whose places are on offer at one already.
    pub(in crate::engine) fn choose_with_own_places(&mut self, vehicle: VehicleId) -> Option<PickupId> {
        let current = self.world.vehicles[vehicle].committed();
        self.change_offer(vehicle, Offered::Less);
        let next = self.choose_pickup(vehicle, current);
        self.change_offer(vehicle, Offered::More);
        next.map(|next| next.pickup)
    }

    /// A vehicle that waits without people, parked, in line or held, goes elsewhere if it is wanted there and
    /// could begin sooner, or leaves its pickup if it is not wanted there any more. Returns whether it does.
    pub(super) fn decide_again(&mut self, vehicle: VehicleId) -> bool {
        let current = self.world.vehicles[vehicle].committed();
        if !self.world.vehicles[vehicle].offered || self.fleet(vehicle).1.itinerary.is_some() {
            return false;
        }
        self.change_offer(vehicle, Offered::Less);
        let here = current.and_then(|pickup| {
            let mut late = Vec::new();
            self.candidate(vehicle, self.dispatching.dispatcher.pickup(pickup), &mut late)
        });
        let next = self.choose_pickup(vehicle, current);
        self.change_offer(vehicle, Offered::More);
        match (here, next) {
            (Some(here), Some(next)) if here.pickup == next.pickup || !sooner(next, here) => false,
            (None, None) if self.world.vehicles[vehicle].state == State::Held => false,
            (_, next) => {
                self.leave_line(vehicle);
                self.withdraw(vehicle);
                match next {
                    Some(next) => self.go_to(vehicle, next.pickup),
                    None => self.stand_down(vehicle),
                }
                true
            }
        }
    }

    /// Takes a vehicle's places out of what is on offer, or puts them back, for as long as it asks.
    fn change_offer(&mut self, vehicle: VehicleId, change: Offered) {
        let passes = self.is_parked_for_those_due(vehicle);
        let row = &self.world.vehicles[vehicle];
        let Some(pickup) = row.committed().filter(|_| row.offered) else { return };
        let offer = &mut self.dispatching.offers[self.dispatching.dispatcher.pickup(pickup).offer];
        for need in 0..row.free.len() {
            change.count(&mut offer.places[need], row.free[need]);
            if passes {
                change.count(&mut offer.passing[need], row.free[need]);
            }
        }
        offer.vehicles = match change {
            Offered::More => offer.vehicles + 1,
            Offered::Less => offer.vehicles - 1,
        };
        let free = row.free;
        self.count_hindrance(vehicle, free, change);
    }

    /// Takes a vehicle out of the line in which it waits without people.
    fn leave_line(&mut self, vehicle: VehicleId) {
        let (state, site) = (self.world.vehicles[vehicle].state, self.world.vehicles[vehicle].site);
        match state {
            State::Parked => self.world.yards[site].parked.leave(&mut self.world.vehicles, vehicle),
            State::QueuedToBoard => self.world.yards[site].queue.leave(&mut self.world.vehicles, vehicle),
            State::Held => {
                self.queue.cancel(vehicle.0);
                self.let_go(vehicle);
                self.leave_convoy(vehicle);
                self.leave_way(vehicle);
            }
            _ => {}
        }
    }

    /// A site wants vehicles: those that wait without people elsewhere, for what is not there or not open yet,
    /// decide again.
    pub(super) fn ask_those_who_wait(&mut self, site: SiteId) {
        for place in 0..self.dispatching.dispatcher.by_choice_at(site).len() {
            let pickup =
                self.dispatching.dispatcher.pickup(self.dispatching.dispatcher.by_choice_at(site)[place]);
            self.ask_fleet(pickup.fleet, pickup.id);
        }
    }

    fn ask_fleet(&mut self, fleet: FleetId, wanting: PickupId) {
        let others = self.dispatching.dispatcher.pickups(fleet).iter().map(|pickup| pickup.site);
        let elsewhere = self.dispatching.dispatcher.pickup(wanting).site;
        let sites: Vec<SiteId> = others.filter(|&site| site != elsewhere).collect();
        let mut asked: Vec<VehicleId> = Vec::new();
        for site in sites {
            let yard = &self.world.yards[site];
            asked.extend(yard.parked.iter(&self.world.vehicles));
            if yard.closed > 0 {
                asked.extend(yard.queue.iter(&self.world.vehicles));
            }
        }
        asked.extend(self.held_without_people());
        asked.retain(|&vehicle| {
            let row = &self.world.vehicles[vehicle];
            row.fleet == fleet && row.offered && row.load == 0 && row.committed() != Some(wanting)
        });
        // Where one stays, all stay that are like it.
        let mut stay: Vec<Likeness> = Vec::new();
        for vehicle in asked {
            let row = &self.world.vehicles[vehicle];
            let like = Likeness::of(row);
            if like.is_some_and(|like| stay.contains(&like)) {
                continue;
            }
            // Whoever has moved on meanwhile has been asked.
            let waits =
                row.offered && matches!(row.state, State::Parked | State::QueuedToBoard | State::Held);
            if !self.may_want_another(wanting) {
                return;
            }
            match waits && self.decide_again(vehicle) {
                true => stay.clear(),
                false => stay.extend(like),
            }
        }
    }
}

/// What a vehicle of a fleet that waits without people at a site decides by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Likeness {
    state: State,
    site: SiteId,
    pickup: Option<PickupId>,
    free: [u32; 2],
}

impl Likeness {
    /// Of a vehicle; none if it knows of people for whom it has no room, or stands before a road.
    fn of(row: &Vehicle) -> Option<Likeness> {
        let &Vehicle { state, site, free, found_no_fit, .. } = row;
        let is_plain = !found_no_fit && matches!(state, State::Parked | State::QueuedToBoard);
        is_plain.then_some(Likeness { state, site, pickup: row.committed(), free })
    }
}

/// Whether a vehicle could begin sooner at one pickup than at the other, where it waits.
fn sooner(next: Candidate, waits: Candidate) -> bool {
    !next.shut && (waits.shut || next.when < waits.when)
}
