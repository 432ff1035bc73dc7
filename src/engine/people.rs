//! People who appear: those who wait for a vehicle, those who refuse to go, those who are out already.

use super::queue::Queue;
use super::unsettled::Task;
use super::{Desk, Engine, PEOPLE};
use crate::observe::{Moment, Observer};
use crate::plan::{self, Actor, GroupId, Part};
use crate::world::{Parties, People};

/// Whether people come after the start of a plan's runs.
pub(super) fn some_come(plan: &plan::Plan) -> bool {
    plan.groups.rows().iter().any(|group| !matches!(group.arrivals, plan::Arrivals::AtStart))
}

impl<O: Observer, Q: Queue> Engine<'_, O, Q> {
    /// Tells how many parties were split.
    pub(super) fn tell_splits(&mut self) {
        for (group, row) in self.plan.groups.iter() {
            if row.part == Part::Whole {
                let parties = self.arrivals[group].splits();
                self.observer.see(self.now, &Moment::Split { group, parties });
            }
        }
    }

    /// Draws how many people there will be, and lets those appear who are there at the start.
    pub(super) fn expect_people(&mut self) {
        let (mut expected, mut out) = (0, 0);
        for (group, row) in self.plan.groups.iter() {
            if row.part != Part::Whole {
                continue;
            }
            let stream = &mut self.arrivals[group];
            stream.reset(self.luck, row);
            let companions = stream.companions_to_come();
            let people = stream.size() + companions;
            let crowd = &mut self.world.crowds[group];
            (crowd.size, crowd.due, crowd.companions_due) = (people, people, companions);
            crowd.least = self.arrivals[group].parties().least();
            let already: u32 = row.already_out.iter().map(|&(_, people)| people).sum();
            let people = people + already + self.under_way(group);
            expected += u64::from(people - self.arrivals[group].to_refuse(row, companions));
            out += already;
            self.observer.see(self.now, &Moment::Expected { group, people });
            self.be_out_already(group);
            self.begin_driving(group);
            match row.arrivals {
                plan::Arrivals::AtStart => self.all_appear(group),
                _ => {
                    self.arrivals[group].expect_next(row);
                    self.those_due_appear(group);
                }
            }
        }
        self.desk = Desk::expecting(expected);
        self.desk.hear_out(out);
    }

    /// Those of a group who were out before the run began.
    fn be_out_already(&mut self, group: GroupId) {
        for &(site, people) in &self.plan.groups[group].already_out {
            let crowd = &mut self.world.crowds[group];
            crowd.size += people;
            crowd.arrived.absorb(People::appear(people));
            self.shelters.fill(site, people);
            self.observer.see(self.now, &Moment::AlreadyOut { group, site, people });
        }
    }

    fn all_appear(&mut self, group: GroupId) {
        let people = self.arrivals[group].size();
        if people > 0 {
            self.appear(group, people, false);
        }
    }

    /// The parties of a group whose time has come appear at its pickup, all together. Returns how many people
    /// they are.
    fn those_due_appear(&mut self, group: GroupId) -> u32 {
        let mut people = 0;
        while let Some(party) = self.arrivals[group].party_by(self.now) {
            people += self.appear(group, party, true);
            self.arrivals[group].expect_next(&self.plan.groups[group]);
        }
        if let Some(tick) = self.arrivals[group].next() {
            self.queue.schedule(tick, PEOPLE, self.actors.number(Actor::Group(group)));
        }
        people
    }

    /// The next people of a group appear. Returns how many they are.
    pub(super) fn people_appear(&mut self, group: GroupId) -> u32 {
        let people = self.those_due_appear(group);
        self.fill_last_car(group);
        self.unsettled.note(Task::Come(group));
        people
    }

    /// People of a group appear, as one party or as many: those who refuse never wait, parties with cars
    /// of their own wait for their time to leave, others for a vehicle. Returns how many, companions
    /// included.
    fn appear(&mut self, group: GroupId, people: u32, one_party: bool) -> u32 {
        let row = &self.plan.groups[group];
        let refusing = self.arrivals[group].refusing(people, row.refuses);
        if refusing > 0 {
            self.refuse(group, refusing);
        }
        let going = people - refusing;
        let told_apart = row.companions.is_some() || row.own_cars.is_some();
        let appeared = if told_apart {
            self.parties_appear(group, going, one_party)
        } else {
            let crowd = &mut self.world.crowds[group];
            crowd.due -= going;
            match one_party {
                true => self.party_waits(group, (going, 0), 0),
                false => crowd.waiting.join(self.now, People::appear(going)),
            }
            going
        };
        if row.companions.is_some() && self.arrivals[group].is_complete() {
            self.leave_out_companions(group);
        }
        if appeared > 0 {
            self.observer.see(self.now, &Moment::Appeared { group, people: appeared });
        }
        if row.own_cars.is_some() {
            self.tell_drivers(group);
        }
        appeared + refusing
    }

    fn refuse(&mut self, group: GroupId, people: u32) {
        let crowd = &mut self.world.crowds[group];
        crowd.due -= people;
        crowd.gone.absorb(People::appear(people));
        self.observer.see(self.now, &Moment::Refused { group, people });
    }

    /// Companions of those who refuse stay with them.
    fn leave_out_companions(&mut self, group: GroupId) {
        let companions = std::mem::take(&mut self.world.crowds[group].companions_due);
        if companions > 0 {
            self.refuse(group, companions);
        }
    }

    /// People of a group appear who are told apart into parties at once. Returns how many, companions
    /// included.
    fn parties_appear(&mut self, group: GroupId, people: u32, one_party: bool) -> u32 {
        let (mut left, mut total) = (people, 0);
        while left > 0 {
            let sizes = self.arrivals[group].parties();
            let size = if one_party { left } else { sizes.draw().min(left) };
            let (companions, seats) = sizes.draw_companions();
            left -= size;
            let crowd = &mut self.world.crowds[group];
            let companions = companions.min(crowd.companions_due);
            crowd.due -= size + companions;
            crowd.companions_due -= companions;
            total += size + companions;
            if !self.will_drive(group, size + companions) {
                self.party_waits(group, (size, companions), seats);
            }
        }
        total
    }

    /// A party of so many people and companions waits for a vehicle. One that is larger than what every
    /// vehicle is sure to have room for, `seats` for companions, is split.
    fn party_waits(&mut self, group: GroupId, (people, mut companions): (u32, u32), seats: u32) {
        let sizes = self.arrivals[group].parties();
        let most = sizes.most;
        sizes.splits += u32::from(people > most || companions > seats);
        let waiting = &mut self.world.crowds[group].waiting;
        for start in (0..people).step_by(most as usize) {
            let (part, along) = (most.min(people - start), companions.min(seats));
            companions -= along;
            waiting.join_party(self.now, People::appear(part + along), along);
        }
        while companions > 0 {
            let part = companions.min(seats);
            companions -= part;
            waiting.join_party(self.now, People::appear(part), part);
        }
    }
}
