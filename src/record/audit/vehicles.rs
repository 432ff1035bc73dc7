//! The auditor's books of vehicles.

use super::Auditor;
use crate::plan::{GroupId, Need, SiteId, VehicleId};
use crate::units::{Span, Tick};
use crate::world::State;

/// The books of one vehicle.
#[derive(Clone, Debug)]
pub(super) struct Log {
    pub(super) state: State,
    pub(super) since: Tick,
    pub(super) hours: Span,
    places: [u64; 2],
    /// Claimed or aboard, by what they need, without those whose companions need something else.
    claimed: [u64; 2],
    /// Stretcher patients with their companions.
    accompanied: u64,
    pub(super) aboard: u64,
    pub(super) at_berth: Option<SiteId>,
    pub(super) in_lane: bool,
    lost: bool,
}

impl Log {
    /// A vehicle that stands where it starts.
    pub(super) const EMPTY: Log = Log {
        state: State::StoodDown,
        since: Tick::START,
        hours: Span::ZERO,
        places: [0; 2],
        claimed: [0; 2],
        accompanied: 0,
        aboard: 0,
        at_berth: None,
        in_lane: false,
        lost: false,
    };

    fn fits(&self) -> bool {
        let [seats, stretchers] = self.places;
        let [sitting, lying] = self.claimed;
        sitting <= seats && lying <= stretchers && sitting + lying + self.accompanied <= seats + stretchers
    }

    fn claims(&self) -> u64 {
        self.claimed[0] + self.claimed[1] + self.accompanied
    }
}

impl Auditor<'_> {
    /// The places that people of a group take, on a vehicle.
    fn claims_of(&mut self, vehicle: VehicleId, group: GroupId) -> &mut u64 {
        let row = &self.plan.groups[group];
        let log = &mut self.vehicles[vehicle];
        if row.need == Need::Stretcher && row.companions.is_some() {
            &mut log.accompanied
        } else {
            &mut log.claimed[row.need.index()]
        }
    }

    pub(super) fn equipped(&mut self, vehicle: VehicleId, places: [u32; 2]) {
        self.vehicles[vehicle].places = places.map(u64::from);
    }

    pub(super) fn claimed(&mut self, vehicle: VehicleId, group: GroupId, people: u32) {
        *self.claims_of(vehicle, group) += u64::from(people);
        let log = &self.vehicles[vehicle];
        let (fits, claims, places) = (log.fits(), log.claims(), log.places);
        self.require(fits, |plan| {
            format!(
                "{vehicle} has {claims} people on {places:?} seats and stretchers",
                vehicle = plan.name_of(vehicle)
            )
        });
        self.in_service(vehicle);
    }

    pub(super) fn give_up_claim(&mut self, vehicle: VehicleId, group: GroupId, people: u32) {
        let claims = self.claims_of(vehicle, group);
        let had_claimed = *claims >= u64::from(people);
        *claims = claims.saturating_sub(u64::from(people));
        self.require(had_claimed, |plan| {
            format!(
                "{vehicle} gives up {people} of {group} it had not claimed",
                vehicle = plan.name_of(vehicle),
                group = plan.groups[group].id
            )
        });
    }

    /// People who had been claimed are aboard. Those who are under way from the start never were.
    pub(super) fn get_in(&mut self, vehicle: VehicleId, group: GroupId, people: u32) {
        let log = &mut self.vehicles[vehicle];
        log.aboard += u64::from(people);
        let from_the_start = self.now == Tick::START && log.aboard > log.claims();
        if from_the_start {
            *self.claims_of(vehicle, group) += u64::from(people);
        }
        let log = &self.vehicles[vehicle];
        let (aboard, claims) = (log.aboard, log.claims());
        self.require(aboard <= claims, |plan| {
            format!("{vehicle} has {aboard} aboard and claimed {claims}", vehicle = plan.name_of(vehicle))
        });
    }

    pub(super) fn get_out(&mut self, vehicle: VehicleId, group: GroupId, people: u32) {
        let aboard = &mut self.vehicles[vehicle].aboard;
        let were_in_it = *aboard >= u64::from(people);
        *aboard = aboard.saturating_sub(u64::from(people));
        self.require(were_in_it, |plan| {
            format!(
                "{people} of {group} left {vehicle} who were not in it",
                vehicle = plan.name_of(vehicle),
                group = plan.groups[group].id
            )
        });
        self.give_up_claim(vehicle, group, people);
    }

    pub(super) fn taken_over(&mut self, (from, to): (VehicleId, VehicleId), group: GroupId, people: u32) {
        self.get_out(from, group, people);
        self.claimed(to, group, people);
        self.vehicles[to].aboard += u64::from(people);
    }

    pub(super) fn lost(&mut self, vehicle: VehicleId) {
        self.in_service(vehicle);
        self.vehicles[vehicle].lost = true;
        self.just_lost.push(vehicle);
    }

    /// Nobody is left in vehicles that have been lost.
    pub(super) fn look_after_the_lost(&mut self) {
        while let Some(vehicle) = self.just_lost.pop() {
            let log = &self.vehicles[vehicle];
            let left = log.claims() + u64::from(log.at_berth.is_some()) + u64::from(log.in_lane);
            self.require(left == 0, |plan| {
                format!("{vehicle} is lost with people, a berth or a lane", vehicle = plan.name_of(vehicle))
            });
        }
    }

    pub(super) fn in_service(&mut self, vehicle: VehicleId) {
        let lost = self.vehicles[vehicle].lost;
        self.require(!lost, |plan| format!("{vehicle} is lost and moves", vehicle = plan.name_of(vehicle)));
    }

    pub(super) fn changed(&mut self, now: Tick, vehicle: VehicleId, (from, since, to): (State, Tick, State)) {
        if to != State::Absent {
            self.in_service(vehicle);
        }
        let log = &mut self.vehicles[vehicle];
        let known = log.state == from && log.since == since && since <= now;
        log.hours += Span(now.0.saturating_sub(log.since.0));
        (log.state, log.since) = (to, now);
        let berth = matches!(to, State::Boarding | State::AwaitingPeople | State::Alighting);
        let (at_berth, in_lane) = (log.at_berth.is_some(), log.in_lane);
        self.require(known, |plan| {
            format!("{vehicle} was not {} since {since}", from.name(), vehicle = plan.name_of(vehicle))
        });
        self.require(at_berth || !berth, |plan| {
            format!("{vehicle} is {} without a berth", to.name(), vehicle = plan.name_of(vehicle))
        });
        let checked = to == State::BeingChecked;
        self.require(checked == in_lane, |plan| {
            format!("{vehicle} is {}, in a lane: {in_lane}", to.name(), vehicle = plan.name_of(vehicle))
        });
    }
}
