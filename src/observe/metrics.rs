//! The metrics of a run: what a planner asks of it, as numbers.

use super::{Moment, Observer};
use crate::plan::{FleetId, GroupId, Id, Plan, Table, VehicleId};
use crate::stats::share_at_least;
use crate::units::{HOUR, MINUTE, Span, Tick};
use crate::world::State;

/// What a metric's values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricKind {
    /// 1 where it was so, else 0.
    Share,
    /// Seconds since the start; infinite where it did not happen before the end.
    Instant,
    /// Seconds; infinite where it did not end before the run did.
    Duration,
    /// A whole number.
    Count,
    /// A number with a unit of its own.
    Number,
}

/// What a metric is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetricName {
    /// Its name.
    pub name: String,
    /// What it is about: a group's or a fleet's id, or `all`.
    pub group: String,
    /// Its unit.
    pub unit: &'static str,
    /// What its values are.
    pub kind: MetricKind,
}

/// The shares of people whose time of being out is a metric.
const SHARES: [(&str, f64); 4] = [("out_50", 0.5), ("out_90", 0.9), ("out_95", 0.95), ("out_99", 0.99)];

/// The metrics of everybody that are told for all together.
const OF_ALL: [(&str, &str, MetricKind); 8] = [
    ("clearance_time", "s", MetricKind::Instant),
    ("clearance_time_fleets", "s", MetricKind::Instant),
    ("first_departure", "s", MetricKind::Instant),
    ("last_boarded", "s", MetricKind::Instant),
    ("last_arrived", "s", MetricKind::Instant),
    ("trips", "trips", MetricKind::Count),
    ("convoys", "convoys", MetricKind::Count),
    ("vehicle_hours", "h", MetricKind::Number),
];

/// The metrics of each group, and of all together.
const OF_GROUPS: [(&str, &str, MetricKind); 7] = [
    ("out", "people", MetricKind::Count),
    ("out_by_goal", "people", MetricKind::Count),
    ("waiting_at_end", "people", MetricKind::Count),
    ("wait_mean", "s", MetricKind::Duration),
    ("wait_p95", "s", MetricKind::Duration),
    ("wait_max", "s", MetricKind::Duration),
    ("parties_split", "parties", MetricKind::Count),
];

/// The names of a plan's metrics, in the order of their values.
#[must_use]
pub fn metric_names(plan: &Plan) -> Vec<MetricName> {
    let mut names = Vec::new();
    let mut name = |name: &str, group: &str, unit, kind| {
        names.push(MetricName { name: name.to_owned(), group: group.to_owned(), unit, kind });
    };
    if let Some(goal) = &plan.goal {
        let group = goal.group.map_or("all", |group| &plan.groups[group].id);
        name("goal_met", group, "share", MetricKind::Share);
    }
    for (metric, unit, kind) in OF_ALL {
        name(metric, "all", unit, kind);
    }
    if has_distances(plan) {
        name("vehicle_km", "all", "km", MetricKind::Number);
    }
    let groups = plan.groups.rows().iter().map(|group| group.id.as_str());
    for (subject, group) in std::iter::once("all").chain(groups).enumerate() {
        if subject > 0 {
            name("clearance_time", group, "s", MetricKind::Instant);
        }
        for (metric, _) in SHARES {
            name(metric, group, "s", MetricKind::Instant);
        }
        for (metric, unit, kind) in OF_GROUPS.into_iter().filter(|(metric, ..)| wanted(plan, metric)) {
            name(metric, group, unit, kind);
        }
    }
    for fleet in plan.fleets.rows() {
        for state in State::ALL.into_iter().filter(|state| state.occurs(plan, fleet)) {
            name(&format!("hours_{}", state.name()), &fleet.id, "h", MetricKind::Number);
        }
        name("trips_per_vehicle", &fleet.id, "trips", MetricKind::Number);
    }
    names
}

/// Whether every route says how long it is.
fn has_distances(plan: &Plan) -> bool {
    plan.routes.rows().iter().all(|route| route.km.is_some())
}

fn wanted(plan: &Plan, metric: &str) -> bool {
    metric != "out_by_goal" || plan.goal.is_some()
}

/// Waits of one group, from appearing until aboard.
#[derive(Clone, Debug, Default)]
struct Waits {
    /// People by their wait in whole minutes, rounded up.
    minutes: Vec<u32>,
    people: u64,
    sum: u128,
    longest: Span,
}

impl Waits {
    fn clear(&mut self) {
        self.minutes.fill(0);
        (self.people, self.sum, self.longest) = (0, 0, Span::ZERO);
    }

    #[inline]
    fn add(&mut self, wait: Span, people: u32) {
        let minute = wait.0.div_ceil(MINUTE) as usize;
        if minute >= self.minutes.len() {
            self.minutes.resize(minute + 1, 0);
        }
        self.minutes[minute] += people;
        self.people += u64::from(people);
        self.sum += u128::from(wait.0) * u128::from(people);
        self.longest = self.longest.max(wait);
    }
}

/// What is counted of one group, or of everybody.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    size: u64,
    aboard_or_out: u64,
    out: u64,
    out_by_goal: u64,
    /// How many must be out for each share.
    marks: [u64; SHARES.len()],
    reached: [Option<Tick>; SHARES.len()],
    clear: Option<Tick>,
    splits: u64,
}

impl Tally {
    fn expect(&mut self, people: u64) {
        self.size += people;
        self.marks = SHARES.map(|(_, share)| share_at_least(self.size, share));
    }

    /// People are out: which marks have been reached?
    #[inline]
    fn out(&mut self, now: Tick, people: u64, by: Tick) {
        self.out += people;
        if now <= by {
            self.out_by_goal = self.out;
        }
        for (mark, reached) in self.marks.iter().zip(&mut self.reached) {
            if reached.is_none() && self.out >= *mark {
                *reached = Some(now);
            }
        }
        if self.out >= self.size {
            self.clear = Some(now);
        }
    }

    /// Nobody was expected: all is done from the start.
    fn settle_empty(&mut self) {
        if self.size == 0 {
            self.reached = [Some(Tick::START); SHARES.len()];
            self.clear = Some(Tick::START);
        }
    }
}

/// What is counted of one vehicle.
#[derive(Clone, Copy, Debug)]
struct Clocked {
    state: State,
    since: Tick,
    fleet: FleetId,
}

/// Reckons the metrics of a run.
#[derive(Debug)]
pub struct Metrics<'p> {
    plan: &'p Plan,
    /// Everybody first, then each group.
    tallies: Vec<Tally>,
    waits: Table<GroupId, Waits>,
    vehicles: Table<VehicleId, Clocked>,
    hours: Table<FleetId, [Span; State::ALL.len()]>,
    trips: Table<FleetId, u64>,
    convoys: u32,
    metres: f64,
    first_departure: Option<Tick>,
    last_boarded: Tick,
    last_arrived: Tick,
    values: Vec<f64>,
}

/// What did not happen before the end counts as later than any time.
fn instant(tick: Option<Tick>) -> f64 {
    tick.map_or(f64::INFINITY, Tick::seconds)
}

impl<'p> Metrics<'p> {
    /// Metrics of no run yet.
    #[must_use]
    pub fn new(plan: &'p Plan) -> Metrics<'p> {
        let fleets = plan.fleets.iter().flat_map(|(id, fleet)| fleet.vehicles.clone().map(move |_| id));
        let clocked = |fleet| Clocked { state: State::StoodDown, since: Tick::START, fleet };
        Metrics {
            plan,
            tallies: vec![Tally::default(); plan.groups.len() + 1],
            waits: plan.groups.ids().map(|_| Waits::default()).collect(),
            vehicles: fleets.map(clocked).collect(),
            hours: Table::filled(plan.fleets.len(), [Span::ZERO; State::ALL.len()]),
            trips: Table::filled(plan.fleets.len(), 0),
            convoys: 0,
            metres: 0.0,
            first_departure: None,
            last_boarded: Tick::START,
            last_arrived: Tick::START,
            values: Vec::new(),
        }
    }

    /// The values of the last run, in the order of [`metric_names`].
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Lets the tallies of everybody and of a group be changed.
    #[inline]
    fn both(&mut self, group: GroupId, mut change: impl FnMut(&mut Tally)) {
        change(&mut self.tallies[0]);
        change(&mut self.tallies[group.index() + 1]);
    }

    #[inline]
    fn changed(&mut self, now: Tick, vehicle: VehicleId, to: State) {
        let clocked = &mut self.vehicles[vehicle];
        let spent = now - clocked.since;
        self.hours[clocked.fleet][clocked.state as usize] += spent;
        if clocked.state == State::DrivingLoaded {
            self.last_arrived = now;
        }
        (clocked.state, clocked.since) = (to, now);
    }

    fn departed(&mut self, now: Tick, moment: &Moment) {
        let Moment::Departed { vehicle, route, people, convoy, arrives, .. } = *moment else { return };
        if people > 0 {
            let fleet = self.vehicles[vehicle].fleet;
            self.trips[fleet] += 1;
            self.convoys = self.convoys.max(convoy.unwrap_or(0));
            self.first_departure.get_or_insert(now);
        }
        let metres = self.plan.routes[route].km.unwrap_or(0.0) * 1000.0;
        let end = self.plan.end.unwrap_or(arrives);
        // A leg that the end cuts off counts as far as it was driven, at an even pace.
        let driven = if arrives <= end { 1.0 } else { (end - now).seconds() / (arrives - now).seconds() };
        self.metres += metres * driven;
    }

    fn claimed(&mut self, group: GroupId, people: u32, (since, aboard): (Tick, Tick)) {
        if self.plan.end.is_none_or(|end| aboard <= end) {
            self.waits[group].add(aboard - since, people);
        }
    }

    fn reckon(&mut self, end: Tick) {
        let mut values = std::mem::take(&mut self.values);
        values.clear();
        self.reckon_all(&mut values);
        for subject in 0..self.tallies.len() {
            self.reckon_subject(subject, &mut values);
        }
        self.reckon_fleets(&mut values);
        debug_assert!(end >= self.last_arrived);
        self.values = values;
    }

    fn reckon_all(&self, values: &mut Vec<f64>) {
        let all = &self.tallies[0];
        if let Some(goal) = &self.plan.goal {
            let tally = &self.tallies[goal.group.map_or(0, |group| group.index() + 1)];
            let met = tally.out_by_goal >= share_at_least(tally.size, goal.share);
            values.push(f64::from(u8::from(met)));
        }
        let when = |done: bool, tick: Tick| instant(done.then_some(tick));
        let on_duty = |hours: &[Span; State::ALL.len()]| hours[1..].iter().copied().sum::<Span>();
        values.extend([
            instant(all.clear),
            instant(all.clear),
            instant(self.first_departure),
            when(all.aboard_or_out == all.size, self.last_boarded),
            when(all.out == all.size, self.last_arrived),
            self.trips.rows().iter().sum::<u64>() as f64,
            f64::from(self.convoys),
            self.hours.rows().iter().map(on_duty).sum::<Span>().hours(),
        ]);
        if has_distances(self.plan) {
            values.push(self.metres / 1000.0);
        }
    }

    fn reckon_subject(&self, subject: usize, values: &mut Vec<f64>) {
        let tally = &self.tallies[subject];
        let group = subject.checked_sub(1).map(GroupId::from_index);
        if group.is_some() {
            values.push(instant(tally.clear));
        }
        values.extend(tally.reached.map(instant));
        values.push(tally.out as f64);
        if self.plan.goal.is_some() {
            values.push(tally.out_by_goal as f64);
        }
        values.push((tally.size - tally.aboard_or_out) as f64);
        values.extend(self.wait_values(group, tally.size));
        values.push(tally.splits as f64);
    }

    /// Mean, 95th percentile and longest wait; infinite where it depends on people who never boarded.
    fn wait_values(&self, group: Option<GroupId>, size: u64) -> [f64; 3] {
        let waits =
            || self.waits.iter().filter(|&(id, _)| group.is_none_or(|group| group == id)).map(|row| row.1);
        let boarded: u64 = waits().map(|waits| waits.people).sum();
        let longest = waits().map(|waits| waits.longest).max().unwrap_or_default();
        let sum: u128 = waits().map(|waits| waits.sum).sum();
        let all_boarded = |value: f64| if boarded == size { value } else { f64::INFINITY };
        let mean = sum as f64 / boarded.max(1) as f64 / 1000.0;
        let most = waits().map(|waits| waits.minutes.len()).max().unwrap_or(0);
        let (rank, mut below) = (share_at_least(size, 0.95), 0);
        let minute = (0..most).find(|&minute| {
            below +=
                waits().filter_map(|waits| waits.minutes.get(minute)).map(|&n| u64::from(n)).sum::<u64>();
            below >= rank
        });
        let p95 = if size == 0 { 0.0 } else { minute.map_or(f64::INFINITY, |minute| minute as f64 * 60.0) };
        [all_boarded(mean), p95, all_boarded(longest.seconds())]
    }

    fn reckon_fleets(&self, values: &mut Vec<f64>) {
        for (id, fleet) in self.plan.fleets.iter() {
            let states = State::ALL.into_iter().filter(|state| state.occurs(self.plan, fleet));
            values.extend(states.map(|state| self.hours[id][state as usize].0 as f64 / HOUR as f64));
            values.push(self.trips[id] as f64 / f64::from(fleet.count().max(1)));
        }
    }
}

impl Observer for Metrics<'_> {
    fn begin(&mut self, _replication: u64) {
        self.tallies.fill(Tally::default());
        self.waits.rows_mut().iter_mut().for_each(Waits::clear);
        for clocked in self.vehicles.rows_mut() {
            (clocked.state, clocked.since) = (State::StoodDown, Tick::START);
        }
        self.hours.reset([Span::ZERO; State::ALL.len()]);
        self.trips.reset(0);
        (self.convoys, self.metres, self.first_departure) = (0, 0.0, None);
        (self.last_boarded, self.last_arrived) = (Tick::START, Tick::START);
    }

    #[inline]
    fn see(&mut self, now: Tick, moment: &Moment) {
        match *moment {
            Moment::Changed { vehicle, to, .. } => self.changed(now, vehicle, to),
            Moment::Expected { group, people } => self.both(group, |tally| tally.expect(u64::from(people))),
            Moment::Claimed { group, people, since, aboard, .. } => {
                self.claimed(group, people, (since, aboard))
            }
            Moment::Boarded { group, people, .. } => {
                self.last_boarded = now;
                self.both(group, |tally| tally.aboard_or_out += u64::from(people));
            }
            Moment::Alighted { group, people, .. } => {
                let by = self.plan.goal.as_ref().map_or(Tick::START, |goal| goal.by);
                self.both(group, |tally| tally.out(now, u64::from(people), by));
            }
            Moment::Departed { .. } => self.departed(now, moment),
            Moment::Split { group, parties } => self.both(group, |tally| tally.splits += u64::from(parties)),
            _ => {}
        }
    }

    fn end(&mut self, now: Tick) {
        for vehicle in VehicleId::all(self.vehicles.len() as u32) {
            let Clocked { state, since, fleet } = self.vehicles[vehicle];
            self.hours[fleet][state as usize] += now - since;
        }
        self.tallies.iter_mut().for_each(Tally::settle_empty);
        self.reckon(now);
    }
}
