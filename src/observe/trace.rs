//! Every event of a run, in order.

use super::{Event, Moment, Observer};
use crate::plan::{GroupId, Id, Plan, VehicleId};
use crate::units::Tick;

/// One event, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceRow {
    /// The event.
    pub event: Event,
    /// Whose it is: `buses 3`, a group's id, or `movement.0`.
    pub actor: String,
    /// What it brought about, the first thing first: `departs for rideau (50 people, convoy 2)`.
    pub then: Vec<String>,
}

/// Writes down every event with what it brought about.
#[derive(Debug)]
pub struct Trace<'p> {
    plan: &'p Plan,
    rows: Vec<TraceRow>,
    then: Vec<String>,
}

impl<'p> Trace<'p> {
    /// A trace of nothing yet.
    #[must_use]
    pub fn new(plan: &'p Plan) -> Trace<'p> {
        Trace { plan, rows: Vec::new(), then: Vec::new() }
    }

    /// The events, in order.
    #[must_use]
    pub fn rows(&self) -> &[TraceRow] {
        &self.rows
    }

    fn vehicle(&self, vehicle: VehicleId) -> String {
        format!("{} {}", self.plan.fleets[self.plan.fleet_of(vehicle)].id, self.plan.number_of(vehicle))
    }

    fn actor(&self, actor: u32) -> String {
        let vehicles = self.plan.vehicle_count();
        if actor < vehicles {
            return self.vehicle(VehicleId(actor));
        }
        let actor = (actor - vehicles) as usize;
        match actor.checked_sub(self.plan.groups.len()) {
            None => self.plan.groups[GroupId::from_index(actor)].id.clone(),
            Some(movement) => self.plan.movements.rows()[movement].label.clone(),
        }
    }

    fn words(&self, moment: &Moment) -> Option<String> {
        let site = |id| &self.plan.sites[id].id;
        let group = |id| &self.plan.groups[id].id;
        Some(match *moment {
            Moment::Claimed { vehicle, group: g, people, aboard, .. } => {
                let until = self.plan.clock.time(aboard);
                format!("{} boards {people} {} until {until}", self.vehicle(vehicle), group(g))
            }
            Moment::Alighted { site: s, group: g, people, .. } => {
                format!("{people} {} out at {}", group(g), site(s))
            }
            Moment::Berth { vehicle, site: s, taken: true } => {
                format!("{} takes a berth at {}", self.vehicle(vehicle), site(s))
            }
            Moment::Departed { vehicle, route, people, convoy, .. } => {
                let to = site(self.plan.routes[route].to);
                let with = convoy.map_or(String::new(), |number| format!(", convoy {number}"));
                format!("{} departs for {to} ({people} people{with})", self.vehicle(vehicle))
            }
            Moment::Changed { vehicle, to, site: s, .. } => {
                format!("{} is {} ({})", self.vehicle(vehicle), to.name(), site(s))
            }
            Moment::BrokeAway { vehicle } => format!("{} breaks away", self.vehicle(vehicle)),
            Moment::PhaseBegan { phase, .. } => format!("phase {phase} begins"),
            _ => return None,
        })
    }
}

impl Observer for Trace<'_> {
    fn begin(&mut self, _replication: u64) {
        self.rows.clear();
        self.then.clear();
    }

    fn see(&mut self, _now: Tick, moment: &Moment) {
        let words = self.words(moment);
        self.then.extend(words);
    }

    fn dealt_with(&mut self, event: &Event) {
        let then = std::mem::take(&mut self.then);
        self.rows.push(TraceRow { event: *event, actor: self.actor(event.actor), then });
    }
}
