//! The auditor: keeps books of its own from what it is told and finds out whether they balance.

use super::{Event, Moment, Observer};
use crate::plan::{GroupId, Id, Need, Plan, SiteId, Table, VehicleId};
use crate::units::{Span, Tick};
use crate::world::State;

/// The books of one group.
#[derive(Clone, Copy, Debug, Default)]
struct Account {
    expected: u64,
    appeared: u64,
    waiting: u64,
    aboard: u64,
    arrived: u64,
}

/// The books of one vehicle.
#[derive(Clone, Debug)]
struct Log {
    state: State,
    since: Tick,
    hours: Span,
    places: [u64; 2],
    claimed: [u64; 2],
    aboard: u64,
    at_berth: Option<SiteId>,
}

/// Checks at every event what must always hold: people are conserved group by group, no vehicle
/// carries more than it has room for, no site has more vehicles at berths than berths, time never
/// runs backwards, a vehicle is in one state at a time and its hours add up, the vehicles of a convoy
/// leave at the same tick, and the number of people out never falls.
#[derive(Debug)]
pub struct Auditor<'p> {
    plan: &'p Plan,
    now: Tick,
    groups: Table<GroupId, Account>,
    vehicles: Table<VehicleId, Log>,
    berths: Table<SiteId, u32>,
    convoy: Option<(u32, Tick, u32)>,
    fault: Option<String>,
}

impl<'p> Auditor<'p> {
    /// An auditor with empty books.
    #[must_use]
    pub fn new(plan: &'p Plan) -> Auditor<'p> {
        let log = Log {
            state: State::StoodDown,
            since: Tick::START,
            hours: Span::ZERO,
            places: [0; 2],
            claimed: [0; 2],
            aboard: 0,
            at_berth: None,
        };
        Auditor {
            plan,
            now: Tick::START,
            groups: Table::filled(plan.groups.len(), Account::default()),
            vehicles: Table::filled(plan.vehicle_count() as usize, log),
            berths: Table::filled(plan.sites.len(), 0),
            convoy: None,
            fault: None,
        }
    }

    /// The first thing that was wrong, if anything was.
    #[must_use]
    pub fn fault(&self) -> Option<&str> {
        self.fault.as_deref()
    }

    fn require(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds && self.fault.is_none() {
            self.fault = Some(format!("at {}: {}", self.now, what()));
        }
    }

    fn claimed(&mut self, vehicle: VehicleId, group: GroupId, people: u32) {
        let need: Need = self.plan.groups[group].need;
        let log = &mut self.vehicles[vehicle];
        log.claimed[need.index()] += u64::from(people);
        let (claimed, places) = (log.claimed[need.index()], log.places[need.index()]);
        self.require(claimed <= places, || format!("{vehicle:?} has {claimed} people on {places} places"));
    }

    fn moved(&mut self, vehicle: VehicleId, group: GroupId, (boarded, alighted): (u32, u32)) {
        let (boarded, alighted) = (u64::from(boarded), u64::from(alighted));
        let need = self.plan.groups[group].need;
        let (account, log) = (&mut self.groups[group], &mut self.vehicles[vehicle]);
        let enough = account.waiting >= boarded
            && account.aboard + boarded >= alighted
            && log.aboard + boarded >= alighted
            && log.claimed[need.index()] >= alighted;
        if enough {
            account.waiting -= boarded;
            account.aboard = account.aboard + boarded - alighted;
            account.arrived += alighted;
            log.aboard = log.aboard + boarded - alighted;
            log.claimed[need.index()] -= alighted;
        }
        self.require(enough, || format!("{vehicle:?} moved people of {group:?} who were not there"));
    }

    fn berth(&mut self, vehicle: VehicleId, site: SiteId, taken: bool) {
        let had = self.vehicles[vehicle].at_berth;
        self.vehicles[vehicle].at_berth = taken.then_some(site);
        self.require(had.is_some() != taken, || format!("{vehicle:?} has two berths or left none"));
        let used = &mut self.berths[site];
        *used = if taken { *used + 1 } else { used.saturating_sub(1) };
        let used = *used;
        let berths = self.plan.sites[site].berths.unwrap_or(u32::MAX);
        self.require(used <= berths, || format!("{used} vehicles at {berths} berths of {site:?}"));
    }

    fn changed(&mut self, now: Tick, vehicle: VehicleId, (from, since, to): (State, Tick, State)) {
        let log = &mut self.vehicles[vehicle];
        let known = log.state == from && log.since == since && since <= now;
        log.hours += Span(now.0.saturating_sub(log.since.0));
        (log.state, log.since) = (to, now);
        let berth = matches!(to, State::Boarding | State::AwaitingPeople | State::Alighting);
        let at_berth = log.at_berth.is_some();
        self.require(known, || format!("{vehicle:?} was not {} since {since}", from.name()));
        self.require(berth == at_berth || !berth, || format!("{vehicle:?} is {} without a berth", to.name()));
    }

    fn departed(&mut self, now: Tick, vehicle: VehicleId, people: u32, convoy: Option<(u32, u32)>) {
        let aboard = self.vehicles[vehicle].aboard;
        self.require(aboard == u64::from(people), || format!("{vehicle:?} left with {people}, not {aboard}"));
        let Some((number, together)) = convoy else { return };
        let (left_at, left) = match self.convoy {
            Some((last, tick, left)) if last == number => (tick, left + 1),
            _ => (now, 1),
        };
        self.convoy = Some((number, left_at, left));
        self.require(left_at == now, || format!("convoy {number} left at {left_at} and at {now}"));
        self.require(left <= together, || format!("convoy {number} of {together} has {left} vehicles"));
    }
}

impl Observer for Auditor<'_> {
    fn begin(&mut self, _replication: u64) {
        *self = Auditor { fault: self.fault.take(), ..Auditor::new(self.plan) };
    }

    fn see(&mut self, now: Tick, moment: &Moment) {
        self.require(now >= self.now, || format!("time ran back to {now}"));
        self.now = now;
        match *moment {
            Moment::Expected { group, people } => self.groups[group].expected = u64::from(people),
            Moment::Appeared { group, people } => {
                self.groups[group].appeared += u64::from(people);
                self.groups[group].waiting += u64::from(people);
            }
            Moment::Equipped { vehicle, places } => {
                self.vehicles[vehicle].places = places.map(u64::from);
                self.vehicles[vehicle].claimed = [0; 2];
            }
            Moment::Claimed { vehicle, group, people, .. } => self.claimed(vehicle, group, people),
            Moment::Boarded { vehicle, group, people } => self.moved(vehicle, group, (people, 0)),
            Moment::Alighted { vehicle, group, people, .. } => self.moved(vehicle, group, (0, people)),
            Moment::Berth { vehicle, site, taken } => self.berth(vehicle, site, taken),
            Moment::Departed { vehicle, people, together, convoy, .. } => {
                self.departed(now, vehicle, people, convoy.map(|number| (number, together)));
            }
            Moment::Changed { vehicle, from, since, to, .. } => self.changed(now, vehicle, (from, since, to)),
            _ => {}
        }
    }

    fn dealt_with(&mut self, event: &Event) {
        self.require(event.tick >= self.now, || "an event came late".to_owned());
        for group in 0..self.groups.len() {
            let group = GroupId::from_index(group);
            let Account { expected, appeared, waiting, aboard, arrived } = self.groups[group];
            self.require(waiting + aboard + arrived == appeared && appeared <= expected, || {
                format!("{group:?}: {waiting} wait, {aboard} aboard, {arrived} arrived of {appeared} of {expected}")
            });
        }
    }

    fn end(&mut self, now: Tick) {
        self.now = now;
        for vehicle in VehicleId::all(self.vehicles.len() as u32) {
            let log = &self.vehicles[vehicle];
            let hours = log.hours + Span(now.0.saturating_sub(log.since.0));
            self.require(hours == Span(now.0), || format!("{vehicle:?} has {hours} hours in {now}"));
        }
    }
}
