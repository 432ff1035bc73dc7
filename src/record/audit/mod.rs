//! The auditor: keeps books of its own from what it is told and finds out whether they balance.

mod observers;
mod people;
mod places;
mod vehicles;

use super::counted::{Counted, counted};
use super::{Event, Notice, Recorder};
use crate::plan::{CheckpointId, GroupId, ObserverId, Plan, RouteId, SiteId, Table, VehicleId};
use crate::units::{Span, Tick};
use observers::Watched;
use people::{Account, Book};
use places::{CheckpointState, Place, Road};
use vehicles::Log;

/// Checks at every event what must always hold: every person of a group is in one state, no vehicle
/// carries more than it has room for, no berths, lanes or shelters hold more than they have, nobody sets
/// out on a suspended route, takes a closed berth or is checked at a closed post, time never runs
/// backwards, a vehicle is in one state at a time and its hours add up, the vehicles of a convoy leave at
/// the same tick or at the headway, lost vehicles are gone, the number of people out never falls, and observers report
/// no more than there was to see.
#[derive(Debug)]
pub struct Auditor<'p> {
    plan: &'p Plan,
    now: Tick,
    rows: Table<GroupId, Counted>,
    accounts: Table<GroupId, Account>,
    books: Table<GroupId, Book>,
    /// Scratch: of each group, who is on the way, and who of them goes on.
    sums: Vec<(u64, u64)>,
    vehicles: Table<VehicleId, Log>,
    sites: Table<SiteId, Place>,
    roads: Table<RouteId, Road>,
    posts: Table<CheckpointId, CheckpointState>,
    /// Of each convoy: when its first vehicle left, and how many have.
    convoys: Vec<(Tick, u32)>,
    just_lost: Vec<VehicleId>,
    watched: Table<ObserverId, Watched>,
    /// How many have come to be out, whatever became of them.
    ever_out: u64,
    fault: Option<String>,
}

impl<'p> Auditor<'p> {
    /// An auditor with empty books.
    #[must_use]
    pub fn new(plan: &'p Plan) -> Auditor<'p> {
        let groups = plan.groups.len();
        Auditor {
            plan,
            now: Tick::START,
            rows: counted(plan),
            accounts: Table::filled(groups, Account::default()),
            books: Table::filled(groups, Book::default()),
            sums: vec![(0, 0); groups],
            vehicles: Table::filled(plan.vehicle_count() as usize, Log::EMPTY),
            sites: Table::filled(plan.sites.len(), Place::default()),
            roads: Table::filled(plan.routes.len(), Road::default()),
            posts: Table::filled(plan.checkpoints.len(), CheckpointState::default()),
            convoys: Vec::new(),
            just_lost: Vec::new(),
            watched: Table::filled(plan.observers.len(), Watched::default()),
            ever_out: 0,
            fault: None,
        }
    }

    /// The first thing that was wrong, if anything was.
    #[must_use]
    pub fn fault(&self) -> Option<&str> {
        self.fault.as_deref()
    }

    fn require(&mut self, holds: bool, what: impl FnOnce(&Plan) -> String) {
        if !holds && self.fault.is_none() {
            self.fault = Some(format!("at {}: {}", self.now, what(self.plan)));
        }
    }

    /// How many come to be out by a notice.
    fn count_out(&mut self, notice: &Notice) {
        match *notice {
            Notice::Alighted { group, people, .. } if !self.rows[group].goes_on => {
                self.ever_out += u64::from(people);
            }
            Notice::AlreadyOut { people, .. } | Notice::DroveIn { people, .. } => {
                self.ever_out += u64::from(people);
            }
            _ => {}
        }
    }

    /// What becomes of people.
    fn see_people(&mut self, notice: &Notice) {
        self.count_out(notice);
        match *notice {
            Notice::Expected { group, people } => self.expected(group, people),
            Notice::Appeared { group, people } => self.appeared(group, people),
            Notice::Refused { group, people } => self.refused(group, people),
            Notice::AlreadyOut { group, site, people } => self.already_out(group, site, people),
            Notice::Claimed { vehicle, group, people, .. } => self.claimed(vehicle, group, people),
            Notice::Boarded { vehicle, group, people } => self.boarded(vehicle, group, people),
            Notice::Alighted { vehicle, group, people, site } => {
                self.alighted(vehicle, (group, people), site);
            }
            Notice::SetBack { vehicle, group, waits_as, people, boarded, .. } => {
                self.set_back(vehicle, (group, waits_as), (people, boarded));
            }
            Notice::TakenOver { from, to, group, people } => self.taken_over((from, to), group, people),
            Notice::DroveOff { vehicle, group, people } => self.drove_off(vehicle, group, people),
            Notice::DroveIn { vehicle, group, site, people } => self.drove_in(vehicle, (group, people), site),
            Notice::GotOff { vehicle, group, .. } => self.give_up_claim(vehicle, group, 1),
            Notice::Harmed { group, fate } => self.befell(group, fate),
            _ => {}
        }
    }
}

impl Recorder for Auditor<'_> {
    fn begin(&mut self, _replication: u64) {
        *self = Auditor { fault: self.fault.take(), ..Auditor::new(self.plan) };
    }

    #[inline(never)]
    fn record(&mut self, now: Tick, notice: &Notice) {
        self.require(now >= self.now, |_| format!("time ran back to {now}"));
        self.now = now;
        match *notice {
            Notice::Equipped { vehicle, places } => self.equipped(vehicle, places),
            Notice::Berth { vehicle, site, taken } => self.berth(vehicle, site, taken),
            Notice::Lane { vehicle, checkpoint, taken } => self.lane(vehicle, checkpoint, taken),
            Notice::Suspended { suspension, begins } => self.suspended(suspension, begins),
            Notice::Lost { vehicle } => self.lost(vehicle),
            Notice::Departed { vehicle, route, people, together, convoy, .. } => {
                self.departed((vehicle, people), route, convoy.map(|number| (number, together)));
            }
            Notice::Changed { vehicle, from, since, to, .. } => self.changed(now, vehicle, (from, since, to)),
            Notice::Passed { .. } | Notice::CrossedOff { .. } | Notice::Reported { .. } => {
                self.see_observers(notice);
            }
            _ => self.see_people(notice),
        }
    }

    fn on_event(&mut self, event: &Event) {
        self.require(event.tick >= self.now, |_| "an event came late".to_owned());
        self.balance();
        self.compare_observers();
        self.look_after_the_lost();
        self.inspect_shelters();
    }

    fn end(&mut self, now: Tick) {
        self.now = now;
        self.balance();
        for vehicle in VehicleId::all(self.vehicles.len() as u32) {
            let log = &self.vehicles[vehicle];
            let hours = log.hours + Span(now.0.saturating_sub(log.since.0));
            self.require(hours == Span(now.0), |plan| {
                format!("{vehicle} has {hours} hours in {now}", vehicle = plan.name_of(vehicle))
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::example::{
        CAMP, CAR, FIRST, ONWARD, OUT, SECOND, STRANDED, WHOLE, minute, plan, story,
    };
    use super::super::{EventKind, Fate};
    use super::*;
    use crate::world::State;

    /// What the auditor says of notices, an event at each instant.
    fn audit(notices: &[(Tick, Notice)]) -> Option<String> {
        let plan = plan();
        let mut auditor = Auditor::new(&plan);
        auditor.begin(0);
        for instant in notices.chunk_by(|a, b| a.0 == b.0) {
            instant.iter().for_each(|(now, notice)| auditor.record(*now, notice));
            let tick = instant[0].0;
            auditor.on_event(&Event { tick, rank: 1, actor: 0, kind: EventKind::Review, count: 0 });
        }
        auditor.end(minute(390));
        auditor.fault().map(str::to_owned)
    }

    /// The story with one notice before the first at or after a minute.
    fn with(at: u64, notice: Notice) -> Option<String> {
        let mut notices = story();
        let place = notices.partition_point(|(now, _)| *now < minute(at));
        notices.insert(place, (minute(at), notice));
        audit(&notices)
    }

    /// The story without its first notice of a kind.
    fn without(which: fn(&Notice) -> bool) -> Option<String> {
        let mut notices = story();
        let place = notices.iter().position(|(_, notice)| which(notice)).unwrap();
        notices.remove(place);
        audit(&notices)
    }

    #[test]
    fn a_run_in_which_much_happens_is_sound() {
        assert_eq!(audit(&story()), None);
    }

    #[test]
    fn nobody_is_lost_and_nobody_comes_from_nowhere() {
        let (group, people) = (WHOLE, 1);
        for (at, notice) in [
            (20, Notice::Alighted { vehicle: SECOND, site: CAMP, group, people: 5 }),
            (20, Notice::Boarded { vehicle: FIRST, group, people }),
            (82, Notice::Appeared { group: ONWARD, people: 9 }),
            (0, Notice::Appeared { group, people: 30 }),
            (90, Notice::Harmed { group, fate: Fate::Died }),
            (90, Notice::Harmed { group, fate: Fate::Worsened(ONWARD) }),
            (21, Notice::TakenOver { from: SECOND, to: FIRST, group, people: 5 }),
            (21, Notice::DroveIn { vehicle: CAR, group, site: CAMP, people: 5 }),
        ] {
            let fault = with(at, notice).unwrap_or_else(|| panic!("{notice:?} was not seen"));
            assert!(!fault.contains("Id("), "not in words: {fault}");
        }
        let dropped: [fn(&Notice) -> bool; 3] = [
            |notice| matches!(notice, Notice::SetBack { waits_as: STRANDED, .. }),
            |notice| matches!(notice, Notice::Appeared { .. }),
            |notice| matches!(notice, Notice::DroveOff { .. }),
        ];
        for (place, which) in dropped.into_iter().enumerate() {
            let fault = without(which);
            assert!(fault.is_some(), "drop {place} was not seen");
        }
    }

    #[test]
    fn nothing_holds_more_than_it_has() {
        let (group, since, aboard) = (WHOLE, Tick::START, minute(20));
        for (at, notice) in [
            (11, Notice::Claimed { vehicle: SECOND, group, people: 7, since, aboard }),
            (12, Notice::Berth { vehicle: FIRST, site: crate::plan::SiteId(0), taken: true }),
            (40, Notice::Lane { vehicle: SECOND, checkpoint: CheckpointId(0), taken: true }),
            (1, Notice::AlreadyOut { group, site: CAMP, people: 28 }),
        ] {
            let fault = with(at, notice).unwrap_or_else(|| panic!("{notice:?} was not seen"));
            assert!(!fault.contains("Id("), "not in words: {fault}");
        }
    }

    #[test]
    fn vehicles_keep_the_rules_of_the_road() {
        let departs = |vehicle| {
            let (people, together, convoy, phase, arrives) = (0, 1, None, 0, minute(300));
            Notice::Departed { vehicle, route: OUT, people, together, convoy, phase, arrives }
        };
        let (vehicle, site) = (FIRST, CAMP);
        let changed = |from, since, to| Notice::Changed { vehicle, from, since, to, site };
        for (at, notice) in [
            (90, departs(FIRST)),
            (300, departs(SECOND)),
            (30, changed(State::DrivingLoaded, minute(9), State::Halted)),
            (30, changed(State::DrivingLoaded, minute(10), State::BeingChecked)),
            (200, Notice::Lost { vehicle: SECOND }),
        ] {
            let fault = with(at, notice).unwrap_or_else(|| panic!("{notice:?} was not seen"));
            assert!(!fault.contains("Id("), "not in words: {fault}");
        }
    }
}
