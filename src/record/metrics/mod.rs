//! The metrics of a run: what a planner asks of it, as numbers.

mod claims;
mod knowledge;
mod list;
mod names;
mod odometer;
mod of_observers;
mod rare;
mod reckon;
mod servers;
mod tally;
mod waits;

pub use names::{MetricKind, MetricName, every_metric, metric_names};

use super::counted::{Counted, counted};
use super::{Notice, Recorder};
use crate::plan::{CheckpointId, FleetId, GroupId, ObserverId, Plan, RouteId, SiteId, Table, VehicleId};
use crate::units::{Span, Tick};
use crate::world::State;
use claims::{Claim, Claims};
use knowledge::{Knowledge, Wanted};
use list::{OF_ALL, OF_GROUPS};
use names::{subjects, told_of, told_of_all};
use odometer::Odometer;
use servers::{Opening, Server};
use tally::{Fates, Tally};
use waits::Waits;

/// What is counted of one vehicle.
#[derive(Clone, Copy, Debug)]
struct Clocked {
    state: State,
    since: Tick,
    fleet: FleetId,
}

/// What is counted of vehicles under few plans.
#[derive(Clone, Copy, Debug, Default)]
struct Troubles {
    turned_back: u64,
    breakdowns: u64,
    taken_over: u64,
    lost: u64,
}

/// Reckons the metrics of a run.
#[derive(Debug)]
pub struct Metrics<'p> {
    plan: &'p Plan,
    /// Of each row of the plan: whether its people go on, and the place of their group in `tallies`.
    rows: Table<GroupId, (bool, u32)>,
    /// Everybody first, then each group of the scenario.
    tallies: Vec<Tally>,
    fates: Vec<Fates>,
    /// Which metrics are told of all together.
    told_of_all: [bool; OF_ALL.len()],
    /// Which metrics are told of each.
    told: Vec<[bool; OF_GROUPS.len()]>,
    /// How many were out since when; empty where it is known beforehand how many there will be.
    histories: Vec<Vec<(Tick, i64)>>,
    /// Of each group, at its place in `tallies`; the first stays empty.
    waits: Vec<Waits>,
    claims: Claims,
    vehicles: Table<VehicleId, Clocked>,
    hours: Table<FleetId, [Span; State::ALL.len()]>,
    trips: Table<FleetId, u64>,
    convoys: u32,
    odometer: Odometer,
    troubles: Troubles,
    berths: Table<SiteId, Server>,
    lanes: Table<CheckpointId, Server>,
    knowledge: Table<ObserverId, Knowledge>,
    first_departure: Option<Tick>,
    last_boarded: Option<Tick>,
    last_arrived: Option<Tick>,
    /// When somebody was last brought out or on, or came out in their own car.
    last_moved: Tick,
    values: Vec<f64>,
}

/// Whether it is not known at the start how many people of each group will be moved.
fn is_open(plan: &Plan) -> bool {
    plan.groups
        .rows()
        .iter()
        .any(|row| row.refuses > 0.0 || !row.hazards.are_none() || !row.already_out.is_empty())
}

/// The place of each row's group among everybody and the groups of the scenario.
fn places(plan: &Plan) -> Table<GroupId, (bool, u32)> {
    let wholes: Vec<GroupId> = plan.whole_groups().map(|(id, _)| id).collect();
    let place = |row: &Counted| {
        let place = wholes.iter().position(|&whole| whole == row.whole).map_or(0, |place| place + 1);
        (row.goes_on, place as u32)
    };
    counted(plan).rows().iter().map(place).collect()
}

impl<'p> Metrics<'p> {
    /// Metrics of no run yet.
    #[must_use]
    pub fn new(plan: &'p Plan) -> Metrics<'p> {
        let mut vehicles = Vec::with_capacity(plan.vehicle_count() as usize);
        for (fleet, row) in plan.fleets.iter() {
            let clocked = Clocked { state: State::StoodDown, since: Tick::START, fleet };
            vehicles.extend(std::iter::repeat_n(clocked, row.count() as usize));
        }
        let subjects = subjects(plan).count();
        Metrics {
            plan,
            rows: places(plan),
            tallies: vec![Tally::default(); subjects],
            fates: vec![Fates::default(); subjects],
            told_of_all: told_of_all(plan),
            told: self::subjects(plan).map(|subject| told_of(plan, subject)).collect(),
            histories: vec![Vec::new(); if is_open(plan) { subjects } else { 0 }],
            waits: vec![Waits::default(); subjects],
            claims: Claims::new(plan),
            vehicles: Table::new(vehicles),
            hours: Table::filled(plan.fleets.len(), [Span::ZERO; State::ALL.len()]),
            trips: Table::filled(plan.fleets.len(), 0),
            convoys: 0,
            odometer: Odometer::new(plan),
            troubles: Troubles::default(),
            berths: Table::filled(plan.sites.len(), Server::default()),
            lanes: Table::filled(plan.checkpoints.len(), Server::default()),
            knowledge: Table::filled(plan.observers.len(), Knowledge::default()),
            first_departure: None,
            last_boarded: None,
            last_arrived: None,
            last_moved: Tick::START,
            values: Vec::new(),
        }
    }

    /// The values of the last run, in the order of [`metric_names`].
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Lets the tallies of everybody and of a row's group be changed.
    #[inline]
    fn both(&mut self, place: u32, mut change: impl FnMut(&mut Tally)) {
        change(&mut self.tallies[0]);
        change(&mut self.tallies[place as usize]);
    }

    #[inline]
    fn changed(&mut self, now: Tick, vehicle: VehicleId, to: State) {
        let clocked = &mut self.vehicles[vehicle];
        let (from, spent) = (clocked.state, now - clocked.since);
        self.hours[clocked.fleet][from as usize] += spent;
        (clocked.state, clocked.since) = (to, now);
        if from == State::DrivingLoaded && to == State::QueuedToAlight {
            self.last_arrived = Some(now);
        }
        if to > State::Absent {
            self.in_trouble(from, to);
        }
    }

    #[inline]
    fn departed(&mut self, now: Tick, notice: &Notice) {
        let Notice::Departed { vehicle, route, people, convoy, arrives, .. } = *notice else { return };
        let fleet = self.vehicles[vehicle].fleet;
        if people > 0 {
            self.trips[fleet] += 1;
            self.convoys = self.convoys.max(convoy.unwrap_or(0));
            if self.first_departure.is_none() {
                self.departed_first(now, vehicle);
            }
        }
        if self.plan.fleets[fleet].own_cars_of.is_none() {
            self.odometer.departed(now, vehicle, self.km(route), arrives);
        }
    }

    fn opening_of_site(&self, site: SiteId) -> Opening<'p> {
        Opening { clock: self.plan.clock, hours: self.plan.sites[site].hours.as_ref() }
    }

    fn opening_of_checkpoint(&self, checkpoint: CheckpointId) -> Opening<'p> {
        Opening { clock: self.plan.clock, hours: self.plan.checkpoints[checkpoint].hours.as_ref() }
    }

    fn km(&self, route: RouteId) -> f64 {
        self.plan.routes[route].km.unwrap_or(0.0)
    }

    #[inline]
    fn claimed(&mut self, vehicle: VehicleId, claim: Claim) {
        let (goes_on, place) = self.rows[claim.group];
        if goes_on || self.plan.end.is_some_and(|end| claim.aboard > end) {
            return;
        }
        self.waits[place as usize].add(claim.aboard - claim.since, claim.people);
        if self.claims.are_kept() {
            self.claims.add(vehicle, claim);
        }
    }

    #[inline]
    fn appeared(&mut self, group: GroupId, people: u32) {
        let (goes_on, place) = self.rows[group];
        if goes_on {
            return self.waits_to_go_on(group, people);
        }
        self.both(place, |tally| tally.to_come -= i64::from(people));
    }

    #[inline]
    fn boarded(&mut self, now: Tick, group: GroupId, people: u32) {
        let (goes_on, place) = self.rows[group];
        if !goes_on {
            self.last_boarded = Some(now);
            self.both(place, |tally| tally.waiting -= i64::from(people));
        }
    }

    #[inline]
    fn alighted(&mut self, now: Tick, vehicle: VehicleId, (group, people): (GroupId, u32)) {
        let (goes_on, place) = self.rows[group];
        self.last_moved = now;
        if goes_on {
            return self.handed_on(place, people);
        }
        let by = self.plan.goal.as_ref().map_or(Tick::START, |goal| goal.by);
        self.both(place, |tally| {
            tally.out(now, i64::from(people), by);
            tally.last_out = now;
        });
        if !self.histories.is_empty() {
            self.write_history(now, place);
        }
        if self.claims.are_kept() {
            self.claims.gone(vehicle, group, people);
        }
    }
}

impl Recorder for Metrics<'_> {
    fn begin(&mut self, _replication: u64) {
        self.tallies.fill(Tally::default());
        self.fates.fill(Fates::default());
        self.histories.iter_mut().for_each(Vec::clear);
        self.waits.iter_mut().for_each(Waits::clear);
        self.claims.clear();
        for clocked in self.vehicles.rows_mut() {
            (clocked.state, clocked.since) = (State::StoodDown, Tick::START);
        }
        self.hours.reset([Span::ZERO; State::ALL.len()]);
        self.trips.reset(0);
        self.odometer.begin();
        self.berths.reset(Server::default());
        self.lanes.reset(Server::default());
        self.knowledge.reset(Knowledge::default());
        (self.convoys, self.troubles, self.first_departure) = (0, Troubles::default(), None);
        (self.last_boarded, self.last_arrived, self.last_moved) = (None, None, Tick::START);
    }

    #[inline(always)]
    fn record(&mut self, now: Tick, notice: &Notice) {
        match *notice {
            Notice::Changed { vehicle, to, .. } => self.changed(now, vehicle, to),
            Notice::Berth { site, taken, .. } => self.berths[site].note(now, taken, self.last_moved),
            Notice::Claimed { vehicle, group, people, since, aboard } => {
                self.claimed(vehicle, Claim { group, people, since, aboard });
            }
            Notice::Boarded { group, people, .. } => self.boarded(now, group, people),
            Notice::Alighted { vehicle, group, people, .. } => self.alighted(now, vehicle, (group, people)),
            Notice::Departed { .. } => self.departed(now, notice),
            Notice::Appeared { group, people } => self.appeared(group, people),
            Notice::Passed { observer, people } => self.passed(now, observer, i64::from(people)),
            Notice::Equipped { .. } | Notice::BrokeAway { .. } | Notice::PhaseBegan { .. } => {}
            _ => self.see_rare(now, notice),
        }
    }

    fn end(&mut self, now: Tick) {
        for vehicle in VehicleId::all(self.vehicles.len() as u32) {
            let Clocked { state, since, fleet } = self.vehicles[vehicle];
            self.hours[fleet][state as usize] += now - since;
            if matches!(state, State::DrivingLoaded | State::DrivingEmpty) {
                self.odometer.stopped(now, vehicle);
            }
        }
        for (tally, history) in self.tallies.iter_mut().zip(&self.histories) {
            tally.judge_again(history);
        }
        self.tallies.iter_mut().for_each(Tally::settle_empty);
        for observer in self.plan.observers.ids() {
            let wanted = self.wanted(observer);
            self.knowledge[observer].end(wanted);
        }
        self.reckon(now);
    }
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;
    use crate::plan::{Costs, Goal};

    fn values(plan: &Plan) -> Vec<(String, f64)> {
        let mut metrics = Metrics::new(plan);
        example::show(&example::story(), &mut metrics);
        let names = metric_names(plan);
        assert_eq!(names.len(), metrics.values().len());
        let told = names.iter().zip(metrics.values());
        told.map(|(name, &value)| (format!("{}[{}]", name.name, name.group), value)).collect()
    }

    fn value(values: &[(String, f64)], name: &str) -> f64 {
        values.iter().find(|(known, _)| known == name).unwrap_or_else(|| panic!("no {name}")).1
    }

    #[test]
    fn a_run_in_which_much_happens_is_counted() {
        let out = Some(crate::plan::ShareOut { group: None, share: 0.8 });
        let goal = Goal { out, known: None, by: example::minute(184), probability: 0.9 };
        let mut plan = Plan { goal: Some(goal), ..example::plan() };
        let paid = Costs { per_vehicle: 3.0, per_hour: 6.0, per_km: 2.0 };
        plan.costs = Some(Table::filled(plan.fleets.len(), paid));
        let values = values(&plan);
        let never = f64::INFINITY;
        for (name, wanted) in [
            // 25 expected, less 2 who refuse: of 23, 3 + 9 + 4 are out, 2 are dead and 1 has left on foot.
            ("goal_met[all]", 0.0),
            ("clearance_time[all]", never),
            ("out[people]", 16.0),
            ("out_by_goal[people]", 16.0),
            ("out_50[all]", 81.0 * 60.0),
            ("out_90[all]", never),
            ("waiting_at_end[all]", 4.0),
            ("aboard_at_end[all]", 0.0),
            ("handed_on[all]", 4.0),
            ("private_arrived[people]", 4.0),
            ("on_foot[all]", 1.0),
            ("dead[all]", 2.0),
            ("refused[all]", 2.0),
            // Four wait at the end: the mean of all is not known; 10 of 14 have waited for 10 minutes.
            ("wait_mean[all]", never),
            ("wait_p95[all]", never),
            ("trips[all]", 4.0),
            ("trips_per_vehicle[buses]", 2.0),
            ("turned_back[all]", 1.0),
            ("vehicles_lost[all]", 1.0),
            ("first_departure[all]", 600.0),
            // 20 out and 20 on; 19 and 19 back, 18 until it was lost.
            ("vehicle_km[all]", 96.0),
            ("hours_absent[buses]", 200.0 / 60.0),
            ("hours_turning_back[buses]", 57.0 / 60.0),
            ("hours_being_checked[buses]", 3.0 / 60.0),
            // The bus that is lost has 200 of 390 minutes, the other is done at 147.
            ("vehicle_hours[all]", (190.0 + 147.0) / 60.0),
            ("cost[all]", 2.0 * 3.0 + (190.0 + 147.0) / 60.0 * 6.0 + 96.0 * 2.0),
            ("cost_vehicles[buses]", 2.0 * 3.0),
            ("cost_hours[buses]", (190.0 + 147.0) / 60.0 * 6.0),
            ("cost_km[buses]", 96.0 * 2.0),
            // Boarding at 0–10, 10–14, 131–135, alighting at 129–131.
            ("berth_use[town]", 20.0 / 390.0),
            ("lane_use[bridge]", 5.0 / 390.0),
        ] {
            let got = value(&values, name);
            assert!((got - wanted).abs() < 1e-9 || got == wanted, "{name}: {got}, not {wanted}");
        }
    }

    #[test]
    fn who_waits_again_has_waited_once_and_for_longer() {
        let plan = example::plan();
        let mut metrics = Metrics::new(&plan);
        let until_lost = |(now, _): &(Tick, Notice)| now.0 < example::minute(190).0;
        let story: Vec<(Tick, Notice)> = example::story().into_iter().take_while(until_lost).collect();
        example::show(&story, &mut metrics);
        let names = metric_names(&plan);
        let place = |name: &str| names.iter().position(|row| row.name == name && row.group == "all");
        let value = |name: &str| metrics.values()[place(name).unwrap()];
        // Ten waited 10 minutes; four were brought back and waited 135.
        assert_eq!(value("wait_mean"), (10.0 * 10.0 + 4.0 * 135.0) * 60.0 / 14.0);
        assert_eq!(value("wait_p95"), 135.0 * 60.0);
        assert_eq!(value("wait_max"), 135.0 * 60.0);
        assert_eq!(value("waiting_at_end"), 0.0);
        assert_eq!(value("last_boarded"), 135.0 * 60.0);
    }
}
