//! Networks of queues, crews and plans whose answers are known.

use noria::engine::Engine;
use noria::plan::{
    Between, Breakdown, Checkpoint, Fleet, Group, GroupId, Id, Plan, Route, Site, SiteId, Station, Table,
};
use noria::record::{Notice, Recorder};
use noria::stats::Distribution;
use noria::units::{HOUR, MINUTE, Tick};

use crate::{plan, plan_of};

/// The unit in which the cases give their times, whatever they call it: runs of many units are short.
const UNIT: u64 = MINUTE;

fn exponential(units: f64) -> Distribution {
    Distribution::exponential(units * UNIT as f64).unwrap()
}

/// How long vehicles of one state there were, batch by batch: from the sum of their times.
struct Crowding {
    state: &'static str,
    batch: u64,
    /// Vehicles in the state now, since when, and the time integral of each batch.
    now: (u64, Tick),
    integrals: Vec<f64>,
    /// Time with each number of vehicles in the state, after the first batch.
    levels: Vec<f64>,
}

impl Crowding {
    fn of(state: &'static str, batch: u64, batches: usize) -> Crowding {
        Crowding { state, batch, now: (0, Tick(0)), integrals: vec![0.0; batches], levels: vec![0.0; 16] }
    }

    fn advance(&mut self, to: Tick) {
        let (level, mut since) = self.now;
        while since < to {
            let batch = (since.0 / self.batch) as usize;
            let until = Tick((batch as u64 + 1) * self.batch).min(to);
            let time = (until - since).0 as f64;
            if let Some(integral) = self.integrals.get_mut(batch) {
                *integral += level as f64 * time / self.batch as f64;
            }
            if batch > 0 {
                self.levels[level as usize] += time;
            }
            since = until;
        }
        self.now.1 = to;
    }
}

impl Recorder for Crowding {
    fn record(&mut self, now: Tick, notice: &Notice) {
        if let Notice::Changed { from, to, .. } = notice {
            self.advance(now);
            self.now.0 -= u64::from(from.name() == self.state && self.now.0 > 0);
            self.now.0 += u64::from(to.name() == self.state);
        }
    }
    fn end(&mut self, now: Tick) {
        self.advance(now);
    }
}

/// Mean over batches after the first, and its standard error.
fn batch_mean(values: &[f64]) -> (f64, f64) {
    let moments = noria::stats::batch_means(&values[1..], values.len() - 1);
    (moments.mean().unwrap(), moments.sd().unwrap() / ((values.len() - 1) as f64).sqrt())
}

fn within(name: &str, (mean, error): (f64, f64), expected: f64) {
    assert!((mean - expected).abs() < 4.0 * error, "{name}: {mean} ± {error}, not {expected}");
}

/// One pickup and one drop-off with a berth each, a checkpoint of one lane at half the way out.
fn closed_network([boarding, check, alighting]: [f64; 3], driving: &Distribution, vehicles: u32) -> Plan {
    let mut plan = plan(&format!(
        "people.everyone = {{ at = \"a\", to = \"b\", count = 4000000 }}\n[fleets.cars]\ncount = {vehicles}\nseats = 1\n\
         start = \"a\"\n"
    ));
    plan.end = Some(Tick(200_000 * UNIT));
    plan.sites.rows_mut().iter_mut().for_each(|site| site.berths = Some(1));
    let fleet = &mut plan.fleets.rows_mut()[0];
    fleet.boarding.dwell = exponential(boarding);
    fleet.alighting.dwell = exponential(alighting);
    plan.checkpoints = Table::new(vec![Checkpoint {
        id: "gate".into(),
        lanes: 1,
        per_convoy: false,
        time: exponential(check),
        hours: None,
    }]);
    let gate = Station { at: 0.5, checkpoint: noria::plan::CheckpointId(0) };
    plan.routes.rows_mut()[0].stations = vec![gate];
    plan.routes.rows_mut().iter_mut().for_each(|route| route.time = driving.clone());
    plan
}

/// A closed network of three exponential servers, by exact mean-value analysis: X = 0.1515, and the time
/// of a cycle without driving 4.7998, whatever the law of the driving.
#[test]
fn three_servers_in_a_ring_have_the_throughput_of_mean_value_analysis() {
    let mean = 7.5 * UNIT as f64;
    for driving in [
        Distribution::fixed(mean).unwrap(),
        Distribution::exponential(mean).unwrap(),
        Distribution::lognormal(mean, 0.8).unwrap(),
    ] {
        let plan = closed_network([0.605, 2.1, 1.35], &driving, 3);
        let batches = 20;
        let batch = plan.end.unwrap().0 / batches;
        let states = ["driving_loaded", "driving_empty"];
        let recorders = states.map(|state| Crowding::of(state, batch, batches as usize));
        let [loaded, empty] = recorders;
        let mut engine = Engine::new(&plan, (loaded, empty));
        engine.run(0).unwrap();
        let (loaded, empty) = engine.recorder();
        // Little's law: vehicles on the road = X Z, hence X, and R = N / X - Z.
        let throughput: Vec<f64> =
            loaded.integrals.iter().zip(&empty.integrals).map(|(a, b)| (a + b) / 15.0).collect();
        within("X", batch_mean(&throughput), 0.1515);
        let rest: Vec<f64> = throughput.iter().map(|x| 3.0 / x - 15.0).collect();
        within("R", batch_mean(&rest), 4.7998);
    }
}

/// The machine repairman: vehicles that fail while they drive, crews that repair them.
fn repairman(vehicles: u32, crews: u32, up: f64, down: f64) -> Crowding {
    let mut plan = plan(&format!(
        "people.everyone = {{ at = \"a\", to = \"b\", count = 4000000 }}\n[fleets.cars]\ncount = {vehicles}\nseats = 1\n\
         start = \"a\"\n"
    ));
    plan.end = Some(Tick(400_000 * UNIT));
    plan.fleets.rows_mut()[0].breakdown = Some(Breakdown {
        every: Between::Driving(up * UNIT as f64),
        repair: exponential(down),
        crews: Some(crews),
        takeover: false,
    });
    // Down is: waiting for a crew or under repair; up is driving, which is all that else happens here.
    let batch = plan.end.unwrap().0 / 20;
    let mut engine = Engine::new(&plan, Down::of(batch));
    engine.run(0).unwrap();
    std::mem::replace(engine.recorder_mut(), Down::of(batch)).0
}

/// Counts those who are down, for whichever reason.
struct Down(Crowding);

impl Down {
    fn of(batch: u64) -> Down {
        Down(Crowding::of("down", batch, 20))
    }
}

impl Recorder for Down {
    fn record(&mut self, now: Tick, notice: &Notice) {
        let down = |name: &str| matches!(name, "awaiting_repair" | "under_repair");
        if let Notice::Changed { from, to, .. } = notice
            && down(from.name()) != down(to.name())
        {
            self.0.advance(now);
            self.0.now.0 = if down(to.name()) { self.0.now.0 + 1 } else { self.0.now.0 - 1 };
        }
    }
    fn end(&mut self, now: Tick) {
        self.0.advance(now);
    }
}

#[test]
fn crews_and_failures_follow_the_machine_repairman() {
    // Three machines, two repairmen, up 10, down 8: the stationary law is known.
    let seen = repairman(3, 2, 10.0, 8.0);
    within("mean down", batch_mean(&seen.integrals), 1.403417);
    let total: f64 = seen.levels.iter().sum();
    // About 30 000 repairs: a share's error is below 0.005 by a wide margin of its autocorrelation.
    for (level, share) in [0.164258, 0.394218, 0.315375, 0.126150].into_iter().enumerate() {
        assert!(
            (seen.levels[level] / total - share).abs() < 0.01,
            "{level} down: {}",
            seen.levels[level] / total
        );
    }
    // Five machines, one repairman, up 2.5 days, down 0.4.
    let seen = repairman(5, 1, 60.0, 9.6);
    within("mean down", batch_mean(&seen.integrals), 1.109393);
    let total: f64 = seen.levels.iter().sum();
    assert!((1.0 - seen.levels[0] / total - 0.622497).abs() < 0.01, "busy {}", 1.0 - seen.levels[0] / total);
}

/// A bus evacuation problem: demand and capacities in bus-loads, two buses from one depot.
struct Buses {
    demand: &'static [u32],
    shelters: &'static [u32],
    depot: &'static [u64],
    ways: &'static [&'static [u64]],
    optimum: u64,
}

const CASES: [Buses; 5] = [
    Buses { demand: &[3, 5], shelters: &[8, 1], depot: &[4, 7], ways: &[&[6, 4], &[6, 7]], optimum: 46 },
    Buses { demand: &[3, 1], shelters: &[8, 3], depot: &[1, 10], ways: &[&[6, 2], &[9, 5]], optimum: 13 },
    Buses { demand: &[2, 2], shelters: &[5, 9], depot: &[7, 6], ways: &[&[1, 6], &[1, 3]], optimum: 9 },
    Buses { demand: &[5, 4], shelters: &[9, 1], depot: &[6, 6], ways: &[&[3, 7], &[3, 1]], optimum: 29 },
    Buses {
        demand: &[2, 1, 1],
        shelters: &[9, 7, 1],
        depot: &[8, 10, 10],
        ways: &[&[6, 4, 7], &[8, 1, 4], &[6, 2, 2]],
        optimum: 16,
    },
];

/// A bus: when and at which shelter it is free (none: at the depot), and its trips so far.
type Bus = (u64, Option<usize>, Vec<(usize, usize)>);

impl Buses {
    /// Trips that end no later than `by` and bring everybody to a shelter: the bus that is free first
    /// makes another trip or none any more.
    fn schedule(
        &self,
        demand: &mut Vec<u32>,
        room: &mut Vec<u32>,
        buses: &[Bus],
        by: u64,
    ) -> Option<Vec<Bus>> {
        if demand.iter().all(|&people| people == 0) {
            return Some(buses.to_vec());
        }
        let next = (0..buses.len()).filter(|&bus| buses[bus].0 <= by).min_by_key(|&bus| buses[bus].0)?;
        for point in (0..demand.len()).filter(|&point| demand[point] > 0).collect::<Vec<_>>() {
            for shelter in (0..room.len()).filter(|&shelter| room[shelter] > 0).collect::<Vec<_>>() {
                let (free, from, ref trips) = buses[next];
                let empty = from.map_or(self.depot[point], |from| self.ways[point][from]);
                let there = free + empty + self.ways[point][shelter];
                if there > by {
                    continue;
                }
                let mut after = buses.to_vec();
                after[next] = (there, Some(shelter), [trips.as_slice(), &[(point, shelter)]].concat());
                demand[point] -= 1;
                room[shelter] -= 1;
                let found = self.schedule(demand, room, &after, by);
                demand[point] += 1;
                room[shelter] += 1;
                if found.is_some() {
                    return found;
                }
            }
        }
        let mut idle = buses.to_vec();
        idle[next].0 = u64::MAX;
        self.schedule(demand, room, &idle, by)
    }

    fn plan(&self) -> Plan {
        let mut plan = plan(
            "people.everyone = { at = \"a\", to = \"b\", count = 1 }\n[fleets.cars]\ncount = 2\nseats = 1\nstart = \"a\"\n",
        );
        let points = self.demand.len();
        let site = |place: usize| SiteId::from_index(place);
        let mut sites = vec![Site::open("depot")];
        sites.extend((0..points).map(|point| Site::open(&format!("point{point}"))));
        sites
            .extend(self.shelters.iter().map(|&room| Site { capacity: Some(room), ..Site::open("shelter") }));
        let minutes = |time: u64| Distribution::fixed((time * MINUTE) as f64).unwrap();
        let mut routes = Vec::new();
        for point in 0..points {
            routes.push(Route::plain("way", (site(0), site(1 + point)), minutes(self.depot[point])));
            for shelter in 0..self.shelters.len() {
                let ends = (site(1 + point), site(1 + points + shelter));
                let time = minutes(self.ways[point][shelter]);
                routes.push(Route::plain("way", ends, time.clone()));
                routes.push(Route::plain("way", (ends.1, ends.0), time));
            }
        }
        let all: Vec<SiteId> = (0..self.shelters.len()).map(|shelter| site(1 + points + shelter)).collect();
        let groups = self.demand.iter().enumerate().map(|(point, &people)| {
            let size = Distribution::fixed(f64::from(people)).unwrap();
            Group { to: all.clone(), ..Group::plain(&format!("g{point}"), (site(1 + point), all[0]), size) }
        });
        (plan.sites, plan.routes, plan.groups) = (Table::new(sites), Table::new(routes), groups.collect());
        let fleet = |bus: u32| {
            let mut fleet = Fleet::plain(&format!("bus{bus}"), bus..bus + 1, site(0));
            fleet.places[0] = Distribution::ONE;
            fleet.serves = (0..points).map(|point| site(1 + point)).collect();
            fleet.takes = (0..points).map(GroupId::from_index).collect();
            fleet
        };
        plan.fleets = Table::new(vec![fleet(0), fleet(1)]);
        plan
    }

    fn last_arrival(plan: &Plan) -> Tick {
        let trips = crate::trips(plan, 0);
        assert_eq!(
            trips.iter().map(|trip| trip.people).sum::<u32>() as f64,
            plan.groups.rows().iter().map(|group| group.size.as_ref().unwrap().mean()).sum::<f64>()
        );
        trips.iter().filter_map(|trip| trip.arrived).max().unwrap()
    }
}

#[test]
fn optimal_plans_of_bus_evacuations_are_replayed_to_the_tick() {
    for case in &CASES {
        let buses: [Bus; 2] = [(0, None, Vec::new()), (0, None, Vec::new())];
        let search =
            |by: u64| case.schedule(&mut case.demand.to_vec(), &mut case.shelters.to_vec(), &buses, by);
        assert!(search(case.optimum - 1).is_none(), "nothing is sooner than the published optimum");
        let best = search(case.optimum).unwrap();
        let mut plan = case.plan();
        let points = case.demand.len();
        for (fleet, (_, _, trips)) in plan.fleets.rows_mut().iter_mut().zip(best) {
            let stops = trips.iter().flat_map(|&(point, shelter)| [1 + point, 1 + points + shelter]);
            fleet.itinerary = Some(stops.map(SiteId::from_index).collect());
        }
        assert_eq!(Buses::last_arrival(&plan), Tick(case.optimum * MINUTE));
    }
}

#[test]
fn no_dispatch_rule_beats_the_optimum_of_a_bus_evacuation() {
    use noria::plan::{Dispatch, Fixed, InTurn, MostWaiting, Nearest};
    for case in &CASES {
        for rule in
            [Dispatch::by(MostWaiting), Dispatch::by(Nearest), Dispatch::by(Fixed), Dispatch::by(InTurn)]
        {
            let mut plan = case.plan();
            plan.fleets.rows_mut().iter_mut().for_each(|fleet| fleet.dispatch = rule.clone());
            assert!(Buses::last_arrival(&plan) >= Tick(case.optimum * MINUTE), "{rule:?}");
        }
    }
}

/// A hospital with one scarce class: the time that everything takes grows in proportion to a factor on
/// travel, save what boarding and alighting take.
#[test]
fn clearance_is_affine_in_the_travel_times_of_a_scarce_class() {
    let last = |factor: f64| {
        let text = format!(
            "format = 1\nsites = {{ hospital = {{ berths = 2 }}, clinic = {{}} }}\n\
             routes.road = {{ from = \"hospital\", to = \"clinic\", both_ways = true, time = {{ lognormal = {{ mean = \"25 min\", cv = 0.2 }} }} }}\n\
             people.lying = {{ at = \"hospital\", to = \"clinic\", count = 300, needs = \"stretcher\" }}\n\
             people.walking = {{ at = \"hospital\", to = \"clinic\", count = 400 }}\n\
             [fleets.ambulances]\ncount = 6\nstretchers = 1\nstart = \"hospital\"\ntime_factor = {factor}\n\
             boarding = {{ dwell = \"10 min\" }}\nalighting = {{ dwell = \"10 min\" }}\n\
             [fleets.buses]\ncount = 4\nseats = 40\nstart = \"hospital\"\ntime_factor = {factor}\n"
        );
        let plan = plan_of(&text);
        let settings =
            noria::study::RunOptions { replications: Some(40), no_headcounts: true, ..Default::default() };
        let study = noria::study::Study::of(&plan).with(&settings).run().unwrap();
        study.metric("clearance_time", "all").unwrap().mean.unwrap()
    };
    let times: Vec<f64> = [1.0, 1.25, 1.5, 1.75, 2.0].map(last).to_vec();
    let slope = (times[4] - times[0]) / 4.0;
    for (step, time) in times.iter().enumerate() {
        let straight = times[0] + slope * step as f64;
        assert!((time / straight - 1.0).abs() < 0.005, "{times:?}");
    }
    assert!(slope > 0.0);
}

/// The published timetable of a fleet of vessels, each by its own stops: arrivals in minutes with people.
#[test]
fn the_vessels_of_bowen_island_arrive_by_their_timetable() {
    let scenario = noria::scenario::Scenario::read("scenarios/bowen-island.toml").unwrap();
    let plan = scenario.plan().unwrap();
    let rows = crate::trips(&plan, 0);
    // Vessel, first leg empty (nautical miles), loaded leg, knots empty and loaded, stop, free at, times.
    type Vessel = (&'static str, f64, f64, [f64; 2], f64, f64, &'static [(f64, u32)]);
    let vessels: [Vessel; 13] = [
        ("cormorant", 2.7, 2.9, [25.0, 20.0], 3.0, 10.0, &[(28.18, 12), (49.84, 12)]),
        ("bowen_arrow", 2.7, 2.9, [25.0, 20.0], 3.0, 30.0, &[(48.18, 12), (69.84, 12)]),
        ("apodaca", 2.7, 2.9, [25.0, 20.0], 5.0, 10.0, &[(30.18, 38), (55.84, 38)]),
        ("kinbasket_queen", 2.7, 2.9, [17.0, 15.0], 5.0, 30.0, &[(56.13, 40)]),
        ("mercury_1", 2.9, 2.9, [25.0, 20.0], 3.0, 20.0, &[(38.66, 12), (60.32, 12)]),
        ("mercury_2", 2.9, 2.9, [25.0, 20.0], 3.0, 30.0, &[(48.66, 12)]),
        ("mercury_3", 2.9, 2.9, [25.0, 20.0], 5.0, 20.0, &[(40.66, 40), (66.32, 40)]),
        ("sunshine_coast", 7.6, 3.7, [25.0, 20.0], 3.0, 20.0, &[(52.34, 12)]),
        ("kona_winds_1", 8.6, 2.9, [25.0, 20.0], 5.0, 30.0, &[(64.34, 40)]),
        ("stormaway_3", 8.6, 2.9, [25.0, 20.0], 5.0, 30.0, &[(64.34, 40)]),
        ("sar_01", 2.9, 2.9, [30.0, 25.0], 3.0, 30.0, &[(45.76, 12), (64.52, 12)]),
        ("sar_01b", 2.9, 2.9, [30.0, 25.0], 3.0, 30.0, &[(45.76, 4), (64.52, 4)]),
        ("sar_14", 7.6, 3.7, [30.0, 25.0], 5.0, 30.0, &[(59.08, 8)]),
    ];
    for (name, first, loaded, [empty, full], stop, free, table) in vessels {
        let fleet = plan.fleets.rows().iter().find(|fleet| fleet.id == name).unwrap();
        let trips: Vec<_> = rows.iter().filter(|trip| fleet.vehicles.contains(&trip.vehicle.0)).collect();
        assert_eq!(trips.len(), table.len(), "{name}");
        let mut now = (free * MINUTE as f64) as u64;
        for (round, (trip, &(minutes, people))) in trips.iter().zip(table).enumerate() {
            let ticks = |miles: f64, knots: f64| (miles / knots * HOUR as f64 + 0.5) as u64;
            let wait = (stop * MINUTE as f64) as u64;
            now += ticks(if round == 0 { first } else { loaded }, empty) + wait + ticks(loaded, full);
            assert_eq!(trip.arrived, Some(Tick(now)), "{name}");
            assert_eq!(trip.people, people, "{name}");
            assert!((now as f64 / MINUTE as f64 - minutes).abs() <= 0.005 + 1e-9, "{name}: {now}");
            now += wait;
        }
    }
    assert_eq!(rows.iter().map(|trip| trip.people).sum::<u32>(), 412);
}

#[test]
fn the_shipped_bus_evacuation_ends_with_its_optimum() {
    let scenario = noria::scenario::Scenario::read("scenarios/bus-evacuation-2-3.toml").unwrap();
    let rows = crate::trips(&scenario.plan().unwrap(), 0);
    assert_eq!(rows.iter().filter_map(|trip| trip.arrived).max(), Some(Tick(9 * MINUTE)));
    assert_eq!(rows.iter().map(|trip| trip.people).sum::<u32>(), 200);
}
