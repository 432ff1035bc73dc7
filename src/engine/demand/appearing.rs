//! People who appear: those who wait for a vehicle, those who refuse to go, those who are out already.

use crate::engine::demand::own_cars::chance_to_drive;
use crate::engine::demand::timetable;
use crate::engine::pending::Task;
use crate::engine::queue::Queue;
use crate::engine::{Engine, PEOPLE};
use crate::plan::{self, Actor, Group, GroupId, Part};
use crate::record::{Notice, Recorder};
use crate::world::People;

/// Whether people come after the start of a plan's runs.
pub(super) fn some_come(plan: &plan::Plan) -> bool {
    plan.groups.rows().iter().any(|group| !matches!(group.arrivals, plan::Arrivals::AtStart))
}

/// People of one group who will come, companions included.
#[derive(Clone, Copy, Debug, Default)]
struct Foreseen {
    refusing: u32,
    driving: u32,
    /// Who will wait for a vehicle, and how many of them are companions.
    due: u32,
    companions: u32,
}

/// Whether the parties of a group are told apart as soon as they appear.
fn is_told_apart(row: &Group) -> bool {
    row.companions.is_some() || row.own_cars.is_some() || row.refuses > 0.0
}

/// How people come who appear at one instant.
#[derive(Clone, Copy, Debug)]
enum As {
    OneParty,
    ManyParties,
}

impl<R: Recorder, Q: Queue> Engine<'_, R, Q> {
    /// Tells how many parties were split, those included who went on or were stranded.
    pub(in crate::engine) fn tell_splits(&mut self) {
        let splits = &mut self.demand.splits;
        splits.reset(0);
        for (group, row) in self.plan.groups.iter() {
            splits[row.part.of(group)] += self.world.crowd(group).waiting.splits();
        }
        for (group, _) in self.plan.groups.iter().filter(|(_, row)| row.part == Part::Whole) {
            self.recorder.record(self.now, &Notice::Split { group, parties: splits[group] });
        }
    }

    /// Draws how many people there will be, and lets those appear who are there at the start.
    pub(in crate::engine) fn expect_people(&mut self) {
        let (mut expected, mut out) = (0, 0);
        for (group, row) in self.plan.groups.iter() {
            let coming = &mut self.demand.arrivals[group];
            coming.reset_parties(self.rng.luck(), row);
            self.world.change(group, |crowd| crowd.least = crowd.waiting.least_party(coming.sizes()));
            if row.part != Part::Whole {
                continue;
            }
            coming.expect(self.rng.luck(), row);
            self.begin_driving(group);
            let Foreseen { refusing, driving, companions, due } = self.foresee(group);
            let people = due + driving + refusing;
            self.world.change(group, |crowd| {
                (crowd.size, crowd.due, crowd.apart) = (people, due, driving + refusing);
                crowd.companions_due = companions;
            });
            let already: u32 = row.already_out.iter().map(|&(_, people)| people).sum();
            let people = people + already + self.under_way(group);
            expected += u64::from(people - refusing);
            out += already;
            self.recorder.record(self.now, &Notice::Expected { group, people });
            self.be_out_already(group);
            match row.arrivals {
                plan::Arrivals::AtStart => self.all_appear(group),
                _ => {
                    self.demand.arrivals[group].expect_next(row);
                    self.those_due_appear(group);
                }
            }
        }
        self.desk.expect(expected);
        self.desk.report_out(out);
    }

    /// Looks ahead who of a group will come: how many are due for vehicles is known by convention.
    fn foresee(&self, group: GroupId) -> Foreseen {
        let (row, coming) = (&self.plan.groups[group], &self.demand.arrivals[group]);
        if !is_told_apart(row) {
            return Foreseen { due: coming.size(), ..Foreseen::default() };
        }
        let mut parties = coming.ahead();
        let mut chances = row.own_cars.as_ref().map(|_| self.demand.drivers[group].chances());
        let all = coming.size();
        let (mut foreseen, mut left) = (Foreseen::default(), all);
        while left > 0 {
            let size = timetable::cut(&row.arrivals, (all - left, all), parties.draw().min(left));
            left -= size;
            let companions = parties.draw_companions();
            let refuses = parties.draw_refusal();
            let drives = row.own_cars.as_ref().zip(chances.as_mut());
            let drives = drives.is_some_and(|(cars, chances)| chance_to_drive(cars, chances).is_some());
            match (refuses, drives) {
                (true, _) => foreseen.refusing += size + companions,
                (false, true) => foreseen.driving += size + companions,
                (false, false) => {
                    foreseen.due += size + companions;
                    foreseen.companions += companions;
                }
            }
        }
        foreseen
    }

    /// Those of a group who were out before the run began.
    fn be_out_already(&mut self, group: GroupId) {
        for &(site, people) in &self.plan.groups[group].already_out {
            self.world.change(group, |crowd| {
                crowd.size += people;
                crowd.arrived.absorb(People::appear(people));
            });
            self.stops.fill(site, people);
            self.recorder.record(self.now, &Notice::AlreadyOut { group, site, people });
        }
    }

    fn all_appear(&mut self, group: GroupId) {
        let people = self.demand.arrivals[group].size();
        if people > 0 {
            self.appear(group, people, As::ManyParties);
        }
    }

    /// The parties of a group whose time has come appear at its pickup, all together. Returns how many people
    /// they are.
    fn those_due_appear(&mut self, group: GroupId) -> u32 {
        let mut people = 0;
        while let Some(party) = self.demand.arrivals[group].party_by(self.now) {
            people += self.appear(group, party, As::OneParty);
            self.demand.arrivals[group].expect_next(&self.plan.groups[group]);
        }
        if let Some(tick) = self.demand.arrivals[group].next() {
            self.queue.schedule(tick, PEOPLE, self.actors.number(Actor::Group(group)));
        }
        people
    }

    /// The next people of a group appear. Returns how many they are.
    pub(in crate::engine) fn on_people_appear(&mut self, group: GroupId) -> u32 {
        let people = self.those_due_appear(group);
        self.fill_last_car(group);
        self.pending.note(Task::Come(group));
        people
    }

    /// People of a group appear, as one party or as many: parties that refuse never wait, parties with cars
    /// of their own wait for their time to leave, others for a vehicle. Returns how many, companions
    /// included.
    fn appear(&mut self, group: GroupId, people: u32, come: As) -> u32 {
        let row = &self.plan.groups[group];
        self.demand.arrivals[group].have_appeared(people);
        self.world.stir(group);
        if is_told_apart(row) {
            return self.parties_appear(group, people, come);
        }
        let now = self.now;
        self.world.change(group, |crowd| {
            crowd.due -= people;
            match come {
                As::OneParty => crowd.waiting.join_party(now, People::appear(people), 0),
                As::ManyParties => crowd.waiting.join(now, People::appear(people)),
            }
        });
        self.recorder.record(self.now, &Notice::Appeared { group, people });
        people
    }

    /// People of a group appear who are told apart into parties at once. Returns how many, companions
    /// included.
    fn parties_appear(&mut self, group: GroupId, people: u32, come: As) -> u32 {
        let alike = self.travel_alone(group);
        let (mut left, mut refused, mut appeared, mut alone) = (people, 0, 0, 0);
        while left > 0 {
            let parties = self.demand.arrivals[group].parties();
            let size = match come {
                As::OneParty => left,
                As::ManyParties => parties.draw().min(left),
            };
            let (companions, refuses) = (parties.draw_companions(), parties.draw_refusal());
            left -= size;
            let together = size + companions;
            let drives = self.time_to_drive(group);
            match drives {
                _ if refuses => refused += together,
                Some(time) => self.will_drive(group, together, time),
                None if alike => alone += size,
                None => self.party_waits(group, (size, companions)),
            }
            self.world.change(group, |crowd| {
                if refuses || drives.is_some() {
                    crowd.apart -= together;
                } else {
                    crowd.due -= together;
                    crowd.companions_due -= companions;
                }
            });
            appeared += if refuses { 0 } else { together };
        }
        if alone > 0 {
            let now = self.now;
            self.world.change(group, |crowd| crowd.waiting.join(now, People::appear(alone)));
        }
        if refused > 0 {
            self.world.change(group, |crowd| crowd.gone.absorb(People::appear(refused)));
            self.recorder.record(self.now, &Notice::Refused { group, people: refused });
        }
        if appeared > 0 {
            self.recorder.record(self.now, &Notice::Appeared { group, people: appeared });
        }
        if self.plan.groups[group].own_cars.is_some() {
            self.tell_drivers(group);
        }
        appeared + refused
    }

    /// A party of so many people and companions waits for a vehicle.
    fn party_waits(&mut self, group: GroupId, (people, companions): (u32, u32)) {
        let (now, party) = (self.now, People::appear(people + companions));
        self.world.change(group, |crowd| crowd.waiting.join_party(now, party, companions));
    }
}
