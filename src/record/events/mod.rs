//! The event log: every event of a run as a typed record, from which the headcounts can be made again.
//!
//! `kinds` lists what may happen and why, `causes` finds out why.

mod causes;
mod kinds;

pub use kinds::{Cause, LoggedKind};

use super::counted::{Counted, counted};
use super::series::SeriesKind;
use super::{Fate, Notice, Recorder};
use crate::plan::{CheckpointId, GroupId, ObserverId, Plan, RouteId, SiteId, SuspensionId, Table, VehicleId};
use crate::units::Tick;
use crate::world::State;
use causes::Causes;

/// An event with all that it is about; what it is not about is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoggedEvent {
    /// When.
    pub tick: Tick,
    /// What kind of event it is.
    pub kind: LoggedKind,
    /// The vehicle.
    pub vehicle: Option<VehicleId>,
    /// The group of the scenario.
    pub group: Option<GroupId>,
    /// How many people.
    pub people: Option<u32>,
    /// Which state people leave; of those who wait or are out, at the site.
    pub leaves: Option<SeriesKind>,
    /// Which state they enter.
    pub enters: Option<SeriesKind>,
    /// What a vehicle does from now on.
    pub state: Option<State>,
    /// Where.
    pub site: Option<SiteId>,
    /// On which route.
    pub route: Option<RouteId>,
    /// At which checkpoint.
    pub checkpoint: Option<CheckpointId>,
    /// Which suspension.
    pub suspension: Option<SuspensionId>,
    /// Which observer.
    pub observer: Option<ObserverId>,
    /// The number of the convoy.
    pub convoy: Option<u32>,
    /// The number of the phase, from 0.
    pub phase: Option<u32>,
    /// Another vehicle that it is about: the one that stands on the road.
    pub other: Option<VehicleId>,
    /// Why, where that is known.
    pub cause: Option<Cause>,
}

impl LoggedEvent {
    fn new(tick: Tick, kind: LoggedKind) -> LoggedEvent {
        LoggedEvent {
            tick,
            kind,
            vehicle: None,
            group: None,
            people: None,
            leaves: None,
            enters: None,
            state: None,
            site: None,
            route: None,
            checkpoint: None,
            suspension: None,
            observer: None,
            convoy: None,
            phase: None,
            other: None,
            cause: None,
        }
    }
}

/// A state in which people are, and where; on the road there is no site.
type Place = (SeriesKind, Option<SiteId>);

/// Writes down every event.
#[derive(Debug)]
pub struct EventLog<'p> {
    plan: &'p Plan,
    counted: Table<GroupId, Counted>,
    causes: Causes<'p>,
    rows: Vec<LoggedEvent>,
    /// Of each vehicle that is held: the row that says so, and the suspensions that may be why.
    held: Table<VehicleId, Option<(usize, Vec<SuspensionId>)>>,
    /// The row of what each vehicle does.
    doing: Table<VehicleId, Option<usize>>,
}

impl<'p> EventLog<'p> {
    /// A log of nothing yet.
    #[must_use]
    pub fn new(plan: &'p Plan) -> EventLog<'p> {
        let vehicles = plan.vehicle_count() as usize;
        let (held, doing) = (Table::filled(vehicles, None), Table::filled(vehicles, None));
        EventLog { plan, counted: counted(plan), causes: Causes::new(plan), rows: Vec::new(), held, doing }
    }

    /// The events, in order.
    #[must_use]
    pub fn rows(&self) -> &[LoggedEvent] {
        &self.rows
    }

    fn whole(&self, group: GroupId) -> GroupId {
        self.counted[group].whole
    }

    /// A state of people of a row, at its own site.
    fn at_home(&self, group: GroupId, kind: SeriesKind) -> Place {
        (kind.of(self.counted[group].goes_on), Some(self.plan.groups[group].at))
    }

    /// People of a row aboard a vehicle.
    fn aboard(&self, group: GroupId) -> Place {
        (SeriesKind::Aboard.of(self.counted[group].goes_on), None)
    }

    /// People go from one state to another: told in two rows if they leave one site for another at once.
    fn people(&mut self, event: LoggedEvent, (group, people): (GroupId, u32), places: [Option<Place>; 2]) {
        let [from, to] = places;
        let event = LoggedEvent { group: Some(self.whole(group)), people: Some(people), ..event };
        let site = |place: Option<Place>| place.and_then(|(_, site)| site);
        let (leaves, enters) = (from.map(|(kind, _)| kind), to.map(|(kind, _)| kind));
        match (site(from), site(to)) {
            (Some(left), Some(entered)) if left != entered => {
                self.rows.push(LoggedEvent { leaves, site: Some(left), ..event });
                self.rows.push(LoggedEvent { enters, site: Some(entered), ..event });
            }
            (left, entered) => {
                let site = entered.or(left).or(event.site);
                self.rows.push(LoggedEvent { leaves, enters, site, ..event });
            }
        }
    }

    /// What happens to people before they are aboard.
    fn before(&mut self, now: Tick, notice: &Notice) -> bool {
        use LoggedKind as Kind;
        let event = |kind| LoggedEvent::new(now, kind);
        match *notice {
            Notice::Expected { group, people } => {
                self.people(event(Kind::Expected), (group, people), [None, None]);
            }
            Notice::Appeared { group, people } => {
                let waits = Some(self.at_home(group, SeriesKind::Waiting));
                let goes_on = self.counted[group].goes_on;
                let was = goes_on.then_some((SeriesKind::Arrived, Some(self.plan.groups[group].at)));
                let kind = if goes_on { Kind::WaitsOn } else { Kind::Appeared };
                self.people(event(kind), (group, people), [was, waits]);
            }
            Notice::Refused { group, people } => {
                let refused = (SeriesKind::Refused, Some(self.plan.groups[group].at));
                self.people(event(Kind::Refused), (group, people), [None, Some(refused)]);
            }
            Notice::AlreadyOut { group, site, people } => {
                let out = (SeriesKind::Arrived, Some(site));
                self.people(event(Kind::AlreadyOut), (group, people), [None, Some(out)]);
            }
            Notice::Harmed { group, fate } => self.befell(now, group, fate),
            _ => return false,
        }
        true
    }

    /// What people are about to do, without having left their state.
    fn promised(&mut self, now: Tick, notice: &Notice) -> bool {
        use LoggedKind as Kind;
        let event = |kind| LoggedEvent::new(now, kind);
        let by = |vehicle, kind| LoggedEvent { vehicle: Some(vehicle), ..LoggedEvent::new(now, kind) };
        match *notice {
            Notice::WillDrive { group, people } => {
                self.people(event(Kind::WillDrive), (group, people), [None, None]);
            }
            Notice::WillNotDrive { group } => {
                self.people(event(Kind::WillNotDrive), (group, 1), [None, None]);
            }
            Notice::Claimed { vehicle, group, people, .. } => {
                let event =
                    LoggedEvent { site: Some(self.plan.groups[group].at), ..by(vehicle, Kind::Claimed) };
                self.people(event, (group, people), [None, None]);
            }
            Notice::GotOff { vehicle, group, .. } => {
                let event =
                    LoggedEvent { site: Some(self.plan.groups[group].at), ..by(vehicle, Kind::GotOff) };
                self.people(event, (group, 1), [None, None]);
            }
            _ => return false,
        }
        true
    }

    fn befell(&mut self, now: Tick, group: GroupId, fate: Fate) {
        let event = |kind| LoggedEvent::new(now, kind);
        let (waits, site) =
            (Some(self.at_home(group, SeriesKind::Waiting)), Some(self.plan.groups[group].at));
        match fate {
            Fate::Worsened(to) => {
                let joins = Some(self.at_home(to, SeriesKind::Waiting));
                self.people(event(LoggedKind::Worsened), (group, 1), [waits, None]);
                self.people(event(LoggedKind::Joined), (to, 1), [None, joins]);
            }
            Fate::OnFoot => {
                let gone = Some((SeriesKind::OnFoot, site));
                self.people(event(LoggedKind::LeftOnFoot), (group, 1), [waits, gone]);
            }
            Fate::Died => {
                let dead = Some((SeriesKind::Dead, site));
                self.people(event(LoggedKind::Died), (group, 1), [waits, dead]);
            }
            Fate::DiedAboard(vehicle) => {
                let event = LoggedEvent { vehicle: Some(vehicle), ..event(LoggedKind::Died) };
                let places = [Some(self.aboard(group)), Some((SeriesKind::Dead, None))];
                self.people(event, (group, 1), places);
            }
        }
    }

    /// What happens to people with vehicles.
    fn carried(&mut self, now: Tick, notice: &Notice) -> bool {
        use LoggedKind as Kind;
        let by = |vehicle, kind| LoggedEvent { vehicle: Some(vehicle), ..LoggedEvent::new(now, kind) };
        match *notice {
            Notice::Boarded { vehicle, group, people } => {
                let places = [self.at_home(group, SeriesKind::Waiting), self.aboard(group)].map(Some);
                self.people(by(vehicle, Kind::Boarded), (group, people), places);
            }
            Notice::Alighted { vehicle, site, group, people } => {
                let arrived = SeriesKind::Arrived.of(self.counted[group].goes_on);
                let places = [self.aboard(group), (arrived, Some(site))].map(Some);
                self.people(by(vehicle, Kind::Alighted), (group, people), places);
            }
            Notice::DroveOff { vehicle, group, people } => {
                let places =
                    [self.at_home(group, SeriesKind::Waiting), (SeriesKind::Private, None)].map(Some);
                self.people(by(vehicle, Kind::DroveOff), (group, people), places);
            }
            Notice::DroveIn { vehicle, group, site, people } => {
                let places =
                    [(SeriesKind::Private, None), (SeriesKind::PrivateArrived, Some(site))].map(Some);
                self.people(by(vehicle, Kind::DroveIn), (group, people), places);
            }
            Notice::SetBack { vehicle, group, waits_as, people, boarded, .. } => {
                let from =
                    if boarded { self.aboard(group) } else { self.at_home(group, SeriesKind::Waiting) };
                let places = [from, self.at_home(waits_as, SeriesKind::Waiting)].map(Some);
                let mut event = by(vehicle, Kind::SetBack);
                (event.cause, event.suspension) = self.causes.of_set_back(vehicle);
                self.people(event, (group, people), places);
            }
            Notice::TakenOver { from, to, group, people } => {
                let event = LoggedEvent { other: Some(from), ..by(to, Kind::TakenOver) };
                let event = LoggedEvent { cause: Some(Cause::Breakdown), ..event };
                self.people(event, (group, people), [None, None]);
            }
            _ => return false,
        }
        true
    }

    /// What vehicles do.
    fn moved(&mut self, now: Tick, notice: &Notice) -> Option<LoggedEvent> {
        use LoggedKind as Kind;
        let by = |vehicle, kind| LoggedEvent { vehicle: Some(vehicle), ..LoggedEvent::new(now, kind) };
        Some(match *notice {
            Notice::Departed { vehicle, route, people, convoy, phase, .. } => {
                self.set_out(vehicle, route);
                let (site, people, phase) = (Some(self.plan.routes[route].from), Some(people), Some(phase));
                LoggedEvent { route: Some(route), site, people, convoy, phase, ..by(vehicle, Kind::Departed) }
            }
            Notice::Changed { vehicle, to, site, .. } => {
                self.settle(vehicle, now);
                self.doing[vehicle] = Some(self.rows.len());
                if to == State::Held {
                    self.held[vehicle] = Some((self.rows.len(), self.causes.suspended_from(site)));
                }
                let mut event = LoggedEvent { state: Some(to), site: Some(site), ..by(vehicle, Kind::State) };
                self.causes.explain(now, &mut event);
                event
            }
            Notice::Berth { vehicle, site, taken } => {
                let kind = if taken { Kind::BerthTaken } else { Kind::BerthLeft };
                LoggedEvent { site: Some(site), ..by(vehicle, kind) }
            }
            Notice::Lane { vehicle, checkpoint, taken } => {
                let kind = if taken { Kind::LaneTaken } else { Kind::LaneLeft };
                LoggedEvent { checkpoint: Some(checkpoint), ..by(vehicle, kind) }
            }
            Notice::TurnedBack { vehicle, route, .. } => {
                let suspension = self.causes.on_route(route);
                let cause = suspension.map(|_| Cause::Suspension);
                LoggedEvent { route: Some(route), suspension, cause, ..by(vehicle, Kind::TurnedBack) }
            }
            Notice::Lost { vehicle } => by(vehicle, Kind::Lost),
            Notice::BrokeAway { vehicle } => by(vehicle, Kind::BrokeAway),
            _ => return None,
        })
    }

    /// A vehicle is done with what it did: only if that took time was there a cause for it.
    fn settle(&mut self, vehicle: VehicleId, now: Tick) {
        let Some(row) = self.doing[vehicle].take().and_then(|place| self.rows.get_mut(place)) else { return };
        if row.tick == now {
            (row.cause, row.suspension) = (None, None);
            self.held[vehicle] = None;
        } else if row.cause.is_none() {
            row.cause = self.causes.of_a_line(row);
        }
    }

    /// What a vehicle that sets out was held by is known now: the way that it takes.
    fn set_out(&mut self, vehicle: VehicleId, route: RouteId) {
        let Some((place, suspensions)) = self.held[vehicle].take() else { return };
        if let Some(row) = self.rows.get_mut(place) {
            let is_of = |id: &SuspensionId| self.plan.suspensions[*id].routes.contains(&route);
            row.route = Some(route);
            (row.cause, row.suspension) = causes::by(suspensions.into_iter().find(is_of), Cause::Headway);
        }
    }

    /// What happens to nobody's vehicle.
    fn elsewhere(&self, now: Tick, notice: &Notice) -> Option<LoggedEvent> {
        use LoggedKind as Kind;
        let event = |kind| LoggedEvent::new(now, kind);
        let seen = |kind, observer, people: u64| LoggedEvent {
            observer: Some(observer),
            people: Some(u32::try_from(people).unwrap_or(u32::MAX)),
            ..event(kind)
        };
        Some(match *notice {
            Notice::Suspended { suspension, begins } => {
                let kind = if begins { Kind::SuspensionBegan } else { Kind::SuspensionEnded };
                LoggedEvent { suspension: Some(suspension), ..event(kind) }
            }
            Notice::PhaseBegan { phase, .. } => LoggedEvent { phase: Some(phase), ..event(Kind::PhaseBegan) },
            Notice::Passed { observer, people } => seen(Kind::Passed, observer, people.into()),
            Notice::CrossedOff { observer, people } => seen(Kind::CrossedOff, observer, people.into()),
            Notice::Reported { observer, told, people, .. } => {
                LoggedEvent { tick: told, ..seen(Kind::Reported, observer, people) }
            }
            _ => return None,
        })
    }
}

impl Recorder for EventLog<'_> {
    fn begin(&mut self, _replication: u64) {
        self.rows.clear();
        self.held.reset(None);
        self.doing.reset(None);
        self.causes.begin();
    }

    #[inline(never)]
    fn record(&mut self, now: Tick, notice: &Notice) {
        self.causes.see(notice);
        if !self.before(now, notice) && !self.promised(now, notice) && !self.carried(now, notice) {
            let event = self.moved(now, notice).or_else(|| self.elsewhere(now, notice));
            self.rows.extend(event);
        }
    }

    fn end(&mut self, now: Tick) {
        VehicleId::all(self.plan.vehicle_count()).for_each(|vehicle| self.settle(vehicle, now));
        // Reports that are told late are told of at the end.
        self.rows.sort_by_key(|row| row.tick);
    }
}

#[cfg(test)]
mod tests;
