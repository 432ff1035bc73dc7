//! Every event of a run, in order.

use super::counted::{Counted, counted};
use super::{Event, Fate, Notice, Recorder};
use crate::plan::{Actor, Actors, GroupId, Part, Plan, SiteId, Table, VehicleId};
use crate::units::Tick;

/// One event, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceRow {
    /// The event.
    pub event: Event,
    /// Whose it is: `buses 3`, a group's id, `movement.0`, `suspensions.1` …
    pub actor: String,
    /// What it brought about, the first thing first: `departs for rideau (50 people, convoy 2)`.
    pub then: Vec<String>,
}

/// Writes down every event with what it brought about.
#[derive(Debug)]
pub struct Trace<'p> {
    plan: &'p Plan,
    actors: Actors,
    rows_of_plan: Table<GroupId, Counted>,
    rows: Vec<TraceRow>,
    then: Vec<String>,
}

impl<'p> Trace<'p> {
    /// A trace of nothing yet.
    #[must_use]
    pub fn new(plan: &'p Plan) -> Trace<'p> {
        Trace {
            plan,
            actors: Actors::new(plan),
            rows_of_plan: counted(plan),
            rows: Vec::new(),
            then: Vec::new(),
        }
    }

    /// The events, in order.
    #[must_use]
    pub fn rows(&self) -> &[TraceRow] {
        &self.rows
    }

    fn vehicle(&self, vehicle: VehicleId) -> String {
        self.plan.name_of(vehicle)
    }

    fn group(&self, group: GroupId) -> String {
        let row = &self.plan.groups[group];
        match row.part {
            Part::Whole => row.id.clone(),
            Part::Onward(_) => format!("{} going on", row.id),
            Part::Stranded(_) => format!("{} stranded at {}", row.id, self.site(row.at)),
        }
    }

    fn site(&self, site: SiteId) -> &str {
        &self.plan.sites[site].id
    }

    fn actor(&self, actor: u32) -> String {
        match self.actors.actor(actor) {
            Actor::Vehicle(vehicle) => self.vehicle(vehicle),
            Actor::Group(group) => self.group(group),
            Actor::Movement(movement) => self.plan.movements[movement].label.clone(),
            Actor::Suspension(suspension) => self.plan.suspensions[suspension].label.clone(),
            Actor::Site(site) => self.site(site).to_owned(),
            Actor::Checkpoint(checkpoint) => self.plan.checkpoints[checkpoint].id.clone(),
            Actor::Fleet(fleet) => self.plan.fleets[fleet].id.clone(),
            Actor::Drivers(group) => format!("own cars of {}", self.group(group)),
            Actor::Hazards(group) => format!("hazards of {}", self.group(group)),
            Actor::Duty => "hours on duty".to_owned(),
        }
    }

    fn words(&self, notice: &Notice) -> Option<String> {
        Some(match *notice {
            Notice::Claimed { vehicle, group, people, aboard, .. } => {
                let until = self.plan.clock.time(aboard);
                format!("{} boards {people} {} until {until}", self.vehicle(vehicle), self.group(group))
            }
            Notice::Alighted { site, group, people, .. } => {
                let what = if self.goes_on(group) { "handed on" } else { "out" };
                format!("{people} {} {what} at {}", self.plan.groups[group].id, self.site(site))
            }
            Notice::Berth { vehicle, site, taken: true } => {
                format!("{} takes a berth at {}", self.vehicle(vehicle), self.site(site))
            }
            Notice::Departed { vehicle, route, people, convoy, .. } => {
                let to = self.site(self.plan.routes[route].to);
                let with = convoy.map_or(String::new(), |number| format!(", convoy {number}"));
                format!("{} departs for {to} ({people} people{with})", self.vehicle(vehicle))
            }
            Notice::Changed { vehicle, to, site, .. } => {
                format!("{} is {} ({})", self.vehicle(vehicle), to.name(), self.site(site))
            }
            Notice::BrokeAway { vehicle } => format!("{} breaks away", self.vehicle(vehicle)),
            Notice::PhaseBegan { phase, .. } => format!("phase {phase} begins"),
            _ => return self.rare_words(notice).or_else(|| self.words_of_people(notice)),
        })
    }

    fn goes_on(&self, group: GroupId) -> bool {
        self.rows_of_plan[group].goes_on
    }

    /// Words for what happens to vehicles and places under few plans.
    fn rare_words(&self, notice: &Notice) -> Option<String> {
        Some(match *notice {
            Notice::TakenOver { from, to, group, people } => {
                let (from, to) = (self.vehicle(from), self.vehicle(to));
                format!("{to} takes over {people} {} from {from}", self.group(group))
            }
            Notice::TurnedBack { vehicle, route, back, again } => {
                let turns = if again { "goes on back" } else { "turns back" };
                let from = self.site(self.plan.routes[route].from);
                let back = self.plan.clock.time(back);
                format!("{} {turns} to {from} until {back}", self.vehicle(vehicle))
            }
            Notice::Lost { vehicle } => format!("{} is lost", self.vehicle(vehicle)),
            Notice::Suspended { suspension, begins } => {
                let what = if begins { "begins" } else { "ends" };
                format!("{} {what}", self.plan.suspensions[suspension].label)
            }
            Notice::Lane { vehicle, checkpoint, taken: true } => {
                format!("{} takes a lane at {}", self.vehicle(vehicle), self.plan.checkpoints[checkpoint].id)
            }
            _ => return None,
        })
    }

    /// Words for what becomes of people under few plans.
    fn words_of_people(&self, notice: &Notice) -> Option<String> {
        Some(match *notice {
            Notice::Appeared { group, people } if self.goes_on(group) => {
                let row = &self.plan.groups[group];
                format!("{people} {} wait at {} to go on", row.id, self.site(row.at))
            }
            Notice::Refused { group, people } => format!("{people} {} refuse to go", self.group(group)),
            Notice::AlreadyOut { group, site, people } => {
                format!("{people} {} are out at {} already", self.group(group), self.site(site))
            }
            Notice::WillDrive { group, people } => {
                format!("{people} {} will leave in their own cars", self.group(group))
            }
            Notice::DroveOff { vehicle, people, .. } => {
                format!("{} drives off with {people} people", self.vehicle(vehicle))
            }
            Notice::DroveIn { group, site, people, .. } => {
                format!("{people} {} out at {}, by own car", self.group(group), self.site(site))
            }
            Notice::SetBack { vehicle, group, waits_as, people, .. } => {
                let at = self.site(self.plan.groups[waits_as].at);
                format!("{people} {} of {} wait again at {at}", self.group(group), self.vehicle(vehicle))
            }
            Notice::GotOff { vehicle, group, .. } => {
                format!("one of {} does not board {}", self.group(group), self.vehicle(vehicle))
            }
            Notice::WillNotDrive { group } => format!("one of {} will not drive", self.group(group)),
            Notice::Harmed { group, fate } => self.words_of_fate(group, fate),
            _ => return None,
        })
    }

    /// Words for what an observer reports, and what there was to report.
    fn report(&self, notice: &Notice) -> Option<String> {
        let Notice::Reported { observer, counted, told, people, truth, .. } = *notice else { return None };
        let [counted, told] = [counted, told].map(|at| self.plan.clock.time(at));
        let said = if counted == told { String::new() } else { format!(", and says so at {told}") };
        Some(format!(
            "{} counts {people} by {counted}{said} ({truth} in truth)",
            self.plan.observers[observer].id
        ))
    }

    fn words_of_fate(&self, group: GroupId, fate: Fate) -> String {
        let who = format!("one of {}", self.group(group));
        match fate {
            Fate::Worsened(to) => format!("{who} gets worse: one of {} from now on", self.group(to)),
            Fate::OnFoot => format!("{who} gives up and leaves on foot"),
            Fate::Died => format!("{who} dies waiting"),
            Fate::DiedAboard(vehicle) => format!("{who} dies aboard {}", self.vehicle(vehicle)),
        }
    }
}

impl Recorder for Trace<'_> {
    fn begin(&mut self, _replication: u64) {
        self.rows.clear();
        self.then.clear();
    }

    fn record(&mut self, _now: Tick, notice: &Notice) {
        if let Some(report) = self.report(notice) {
            // It is told after all that happened at its instant: behind the last event.
            self.rows.last_mut().map_or(&mut self.then, |row| &mut row.then).push(report);
            return;
        }
        let words = self.words(notice);
        self.then.extend(words);
    }

    fn on_event(&mut self, event: &Event) {
        let then = std::mem::take(&mut self.then);
        self.rows.push(TraceRow { event: *event, actor: self.actor(event.actor), then });
    }
}

#[cfg(test)]
mod tests {
    use super::super::example::{plan, show, story};
    use super::*;

    #[test]
    fn whatever_happens_is_said_in_words() {
        let plan = plan();
        let mut trace = Trace::new(&plan);
        show(&story(), &mut trace);
        for words in [
            "3 people are out at camp already",
            "2 people refuse to go",
            "one of people gives up and leaves on foot",
            "one of people dies aboard buses 1",
            "own car 1 of people drives off with 4 people",
            "buses 1 takes a lane at bridge",
            "suspensions.0 begins",
            "buses 2 turns back to town until 02:09",
            "4 people wait at camp to go on",
            "4 people handed on at clinic",
            "4 people out at camp, by own car",
            "buses 2 is lost",
            "4 people of buses 2 wait again at camp",
        ] {
            assert!(trace.then.iter().any(|said| said == words), "nobody said: {words}\n{:#?}", trace.then);
        }
        let actors: Vec<String> = (0..Actors::new(&plan).len() as u32).map(|n| trace.actor(n)).collect();
        for actor in ["own car 1 of people", "people going on", "suspensions.0", "hazards of people", "buses"]
        {
            assert!(actors.iter().any(|known| known == actor), "{actor}: {actors:?}");
        }
    }
}
