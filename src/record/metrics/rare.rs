//! What happens under few plans, as far as metrics count it. Kept apart from what happens all the time,
//! so that plain plans pay nothing for it.

use super::super::Fate;
use super::{Claim, Metrics, Notice, Wanted};
use crate::plan::{Fleet, GroupId, ObserverId, SuspensionId, VehicleId};
use crate::units::Tick;
use crate::world::State;

impl Metrics<'_> {
    #[inline(never)]
    pub(super) fn see_rare(&mut self, now: Tick, notice: &Notice) {
        match *notice {
            Notice::Expected { group, people } => {
                let place = self.rows[group].1;
                self.both(place, |tally| tally.expect(i64::from(people)));
            }
            Notice::Split { group, parties } => {
                let place = self.rows[group].1;
                self.both(place, |tally| tally.splits += u64::from(parties));
            }
            Notice::Lane { checkpoint, taken, .. } => {
                self.lanes[checkpoint].note(now, taken, self.last_moved);
            }
            Notice::Suspended { suspension, begins } => self.suspended(now, suspension, begins),
            Notice::OnRoad { vehicle, at, .. } => self.odometer.on_road(now, vehicle, at),
            Notice::TurnedBack { vehicle, back, again, .. } => {
                self.troubles.turned_back += u64::from(!again && !self.is_own_car(vehicle));
                self.odometer.turned_back(now, vehicle, back);
            }
            Notice::Lost { vehicle } => {
                self.troubles.lost += 1;
                match self.vehicles[vehicle].state {
                    State::DrivingLoaded | State::DrivingEmpty => self.odometer.stopped(now, vehicle),
                    State::TurningBack => self.odometer.stopped_on_the_way_back(now, vehicle),
                    _ => {}
                }
            }
            Notice::TakenOver { from, to, group, people } => {
                self.troubles.taken_over += u64::from(people);
                self.claims.move_over((from, to), group, people);
            }
            Notice::CrossedOff { observer, people } => self.passed(now, observer, -i64::from(people)),
            Notice::Reported { observer, told, people, is_news: true, late, .. } => {
                let wanted = self.wanted(observer);
                self.knowledge[observer].reported(told, people, late, wanted);
            }
            Notice::Reported { .. } => {}
            _ => self.see_people(now, notice),
        }
    }

    pub(super) fn passed(&mut self, now: Tick, observer: ObserverId, people: i64) {
        let wanted = self.wanted(observer);
        self.knowledge[observer].passed(now, people, wanted);
    }

    /// What the goal asks of an observer.
    pub(super) fn wanted(&self, observer: ObserverId) -> Wanted {
        let goal = self.plan.goal.as_ref()?;
        let known = goal.known.filter(|known| known.observer == observer)?;
        Some((goal.by, known.within))
    }

    /// Sites and checkpoints are suspended, or not any more.
    fn suspended(&mut self, now: Tick, suspension: SuspensionId, begins: bool) {
        let (row, mark) = (&self.plan.suspensions[suspension], self.last_moved);
        for &site in &row.sites {
            let opening = self.opening_of_site(site);
            self.berths[site].suspend(now, begins, (mark, opening));
        }
        for &checkpoint in &row.checkpoints {
            let opening = self.opening_of_checkpoint(checkpoint);
            self.lanes[checkpoint].suspend(now, begins, (mark, opening));
        }
    }

    /// What becomes of people.
    fn see_people(&mut self, now: Tick, notice: &Notice) {
        match *notice {
            Notice::Refused { group, people } => {
                self.refuse(group, people);
                self.note(group, |fates| fates.refused += u64::from(people));
            }
            Notice::AlreadyOut { group, people, .. } => {
                let place = self.rows[group].1;
                self.both(place, |tally| {
                    tally.waiting -= i64::from(people);
                    tally.to_come -= i64::from(people);
                });
                self.out(now, place, i64::from(people));
            }
            Notice::WillDrive { group, people } => {
                self.note(group, |fates| fates.drivers += i64::from(people));
            }
            Notice::DroveOff { group, people, .. } => {
                let place = self.rows[group].1;
                self.both(place, |tally| tally.waiting -= i64::from(people));
                self.note(group, |fates| fates.drove_off += i64::from(people));
            }
            Notice::DroveIn { group, people, .. } => {
                self.last_moved = now;
                self.out(now, self.rows[group].1, i64::from(people));
                self.note(group, |fates| {
                    fates.private_arrived += i64::from(people);
                    fates.last_private = now;
                });
            }
            Notice::SetBack { vehicle, group, people, since, boarded, .. } => {
                self.set_back(vehicle, (group, since), (people, boarded));
            }
            Notice::GotOff { vehicle, group, since } => self.got_off(vehicle, (group, since)),
            Notice::WillNotDrive { group } => self.note(group, |fates| fates.drivers -= 1),
            Notice::Harmed { group, fate } => self.befell(now, group, fate),
            _ => {}
        }
    }

    /// Lets what becomes of a row's people be noted, of everybody and of their group.
    fn note(&mut self, group: GroupId, mut change: impl FnMut(&mut super::Fates)) {
        let place = self.rows[group].1 as usize;
        change(&mut self.fates[0]);
        change(&mut self.fates[place]);
    }

    /// People refuse: they are not among those of whom shares are, and never wait.
    fn refuse(&mut self, group: GroupId, people: u32) {
        let (place, people) = (self.rows[group].1, i64::from(people));
        self.both(place, |tally| {
            tally.size -= people;
            tally.waiting -= people;
            tally.to_come -= people;
        });
    }

    /// More people are out.
    fn out(&mut self, now: Tick, place: u32, people: i64) {
        let by = self.plan.goal.as_ref().map_or(Tick::START, |goal| goal.by);
        self.both(place, |tally| tally.out(now, people, by));
        self.write_history(now, place);
    }

    pub(super) fn write_history(&mut self, now: Tick, place: u32) {
        for place in [0, place as usize] {
            if let Some(history) = self.histories.get_mut(place) {
                history.push((now, self.tallies[place].out));
            }
        }
    }

    pub(super) fn handed_on(&mut self, place: u32, people: u32) {
        for place in [0, place as usize] {
            self.fates[place].handed_on += u64::from(people);
            self.fates[place].going_on -= i64::from(people);
        }
    }

    /// People who are out wait to go on.
    pub(super) fn waits_to_go_on(&mut self, group: GroupId, people: u32) {
        self.note(group, |fates| fates.going_on += i64::from(people));
    }

    /// People wait again: what was counted of their boarding is taken back.
    fn set_back(
        &mut self,
        vehicle: VehicleId,
        (group, since): (GroupId, Tick),
        (people, boarded): (u32, bool),
    ) {
        let (goes_on, place) = self.rows[group];
        if goes_on {
            return;
        }
        if boarded {
            self.both(place, |tally| tally.waiting += i64::from(people));
        }
        let waits = &mut self.waits[place as usize];
        let take_back = |claim: Claim| waits.take_back(claim.aboard - claim.since, claim.people);
        self.claims.set_back(vehicle, (group, since), people, take_back);
    }

    /// Somebody who was boarding does not come along: their wait is not one until aboard.
    fn got_off(&mut self, vehicle: VehicleId, (group, since): (GroupId, Tick)) {
        let (goes_on, place) = self.rows[group];
        if let Some(claim) = self.claims.got_off(vehicle, (group, since))
            && !goes_on
        {
            self.waits[place as usize].take_back(claim.aboard - claim.since, 1);
        }
    }

    fn befell(&mut self, now: Tick, group: GroupId, fate: Fate) {
        match fate {
            Fate::Worsened(to) => return self.worsened(now, group, to),
            Fate::OnFoot => self.note(group, |fates| fates.on_foot += 1),
            Fate::Died => self.note(group, |fates| fates.dead += 1),
            Fate::DiedAboard(vehicle) => {
                self.note(group, |fates| fates.dead += 1);
                self.claims.gone(vehicle, group, 1);
            }
        }
        let (goes_on, place) = self.rows[group];
        if goes_on {
            self.both(place, |tally| tally.out_no_more(1));
            self.note(group, |fates| fates.going_on -= 1);
            self.write_history(now, place);
        } else if !matches!(fate, Fate::DiedAboard(_)) {
            self.both(place, |tally| tally.waiting -= 1);
        }
    }

    /// One who waits is of another group from now on; of everybody nothing changes.
    fn worsened(&mut self, now: Tick, from: GroupId, to: GroupId) {
        let ((goes_on, from), (_, to)) = (self.rows[from], self.rows[to]);
        for (place, change) in [(to as usize, 1), (from as usize, -1)] {
            let tally = &mut self.tallies[place];
            tally.size += change;
            match goes_on {
                true if change > 0 => tally.out += 1,
                true => tally.out_no_more(1),
                false => tally.waiting += change,
            }
            self.fates[place].going_on += if goes_on { change } else { 0 };
        }
        if goes_on {
            self.write_history(now, from);
            self.write_history(now, to);
        }
    }

    /// A vehicle does what only few plans make it do.
    #[inline(never)]
    pub(super) fn in_trouble(&mut self, from: State, to: State) {
        let fails = to == State::AwaitingRepair || to == State::UnderRepair && from != State::AwaitingRepair;
        self.troubles.breakdowns += u64::from(fails);
    }

    /// The first vehicle with people sets out. One that is under way when the run begins did so before.
    #[inline(never)]
    pub(super) fn departed_first(&mut self, now: Tick, vehicle: VehicleId) {
        let fleet: &Fleet = &self.plan.fleets[self.vehicles[vehicle].fleet];
        let under_way: u32 = fleet.under_way.iter().map(|row| row.vehicles).sum();
        let was_under_way = now == Tick::START && vehicle.0 - fleet.vehicles.start < under_way;
        if !was_under_way && fleet.own_cars_of.is_none() {
            self.first_departure = Some(now);
        }
    }

    fn is_own_car(&self, vehicle: VehicleId) -> bool {
        self.plan.fleets[self.vehicles[vehicle].fleet].own_cars_of.is_some()
    }
}
