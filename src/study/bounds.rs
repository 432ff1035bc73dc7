//! Simple bounds: what a plan needs at least, reckoned from means without a run.

use crate::plan::{CheckpointId, Fleet, FleetId, Group, GroupId, Need, Network, Part, Plan, RouteId, SiteId};
use crate::stats::Distribution;

/// What limits an operation: vehicles of one kind, or the berths of a site.
#[derive(Clone, Debug, PartialEq)]
pub struct Server {
    /// In words: `vehicles with seats`, `berths at rideau`.
    pub name: String,
    /// Hours that it is at work if everybody is moved without a gap.
    pub hours: f64,
}

/// The round of one fleet at full load, in means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Round {
    /// The fleet.
    pub fleet: FleetId,
    /// People a trip: as many as there are places, or people to be taken if they are fewer.
    pub load: f64,
    /// Hours from berth to berth: boarding, loaded leg, alighting, deadhead; queues left out.
    pub hours: f64,
    /// Of these, the hours until alighting ends.
    pub until_out: f64,
}

/// Simple bounds of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Bounds {
    /// Mean number of people by [`Need::index`], companions left out.
    pub people: [f64; 2],
    /// Mean number of companions.
    pub companions: f64,
    /// Loaded trips needed by [`Need::index`], if each vehicle leaves full.
    pub trips: [f64; 2],
    /// The round of each fleet that has somebody to take.
    pub rounds: Vec<Round>,
    /// What may limit the operation, the busiest first.
    pub servers: Vec<Server>,
    /// Hours from the start until everybody is out, if all goes as in the mean and nothing waits; 0 if
    /// nobody needs a vehicle. An estimate: luck, or people who die or are left, may make it earlier.
    pub clearance: f64,
}

const HOUR: f64 = crate::units::HOUR as f64;

impl Bounds {
    /// The bounds of a plan.
    #[must_use]
    pub fn of(plan: &Plan) -> Bounds {
        let network = Network::new(plan);
        let rounds: Vec<Round> =
            plan.shuttles().filter_map(|(fleet, _)| Round::of(plan, &network, fleet)).collect();
        let people = Need::ALL.map(|need| {
            let groups = plan.whole_groups().filter(|(_, group)| group.need == need);
            groups.map(|(id, _)| mean_size(plan, id)).sum()
        });
        let mut servers: Vec<Server> = Need::ALL
            .iter()
            .filter_map(|&need| vehicles(plan, &rounds, need, people[need.index()]))
            .collect();
        servers.extend(plan.sites.ids().filter_map(|site| berths(plan, &rounds, site)));
        servers.extend(
            plan.checkpoints.ids().filter_map(|checkpoint| lanes(plan, &network, &rounds, checkpoint)),
        );
        servers.sort_by(|a, b| b.hours.total_cmp(&a.hours));
        let busiest = servers.first().map_or(0.0, |server| server.hours);
        let last = rounds.iter().map(|round| round.until_out).fold(f64::INFINITY, f64::min);
        let whole = rounds.iter().map(|round| round.hours).fold(f64::INFINITY, f64::min);
        Bounds {
            people,
            companions: plan.whole_groups().map(|(id, group)| companions(group, mean_size(plan, id))).sum(),
            trips: Need::ALL.map(|need| trips(plan, &rounds, need, people[need.index()])),
            clearance: match rounds.is_empty() || people == [0.0; 2] {
                true => 0.0,
                false => (busiest - (whole - last)).max(last),
            },
            rounds,
            servers,
        }
    }
}

impl Bounds {
    /// Mean number of people whom vehicles have to take, companions with them.
    #[must_use]
    pub fn everybody(&self) -> f64 {
        self.people.iter().sum::<f64>() + self.companions
    }
}

impl Round {
    fn of(plan: &Plan, network: &Network, fleet: FleetId) -> Option<Round> {
        let class = &plan.fleets[fleet];
        let group = class.takes.iter().copied().find(|_| class.count() > 0)?;
        let stops = class.ways_of(&plan.groups[group]);
        let from = plan.groups[group].at;
        let to = network.nearest_drop_off(plan, group).or_else(|| stops.last().map(|&(_, stop)| stop))?;
        let load: f64 =
            Need::ALL.iter().map(|&need| places(class, need).min(takers(plan, class, need))).sum();
        let handling =
            |handling: &crate::plan::Handling| handling.dwell.mean() + load * handling.per_person.mean();
        let way = |a: SiteId, b: SiteId| {
            network.route(a, b).map_or(0.0, |route| drive(plan, route, fleet, a == from))
        };
        let out = match network.route(from, to) {
            None => stops.iter().map(|&(a, b)| way(a, b)).sum(),
            Some(_) => way(from, to),
        };
        let until_out = handling(&class.boarding) + out + handling(&class.alighting);
        Some(Round { fleet, load, hours: (until_out + way(to, from)) / HOUR, until_out: until_out / HOUR })
    }
}

/// The mean time of a vehicle of a fleet on a route, checks included, in milliseconds.
fn drive(plan: &Plan, route: RouteId, fleet: FleetId, loaded: bool) -> f64 {
    let (way, class) = (&plan.routes[route], &plan.fleets[fleet]);
    let time = match (way.speeds, way.km) {
        (Some(speeds), Some(km)) => class.speeds.unwrap_or(speeds).time(km, loaded),
        _ => way.time.mean(),
    };
    let checks: f64 =
        way.stations.iter().map(|station| plan.checkpoints[station.checkpoint].time.mean()).sum();
    time * class.time_factor * way.factor(fleet) + checks
}

/// Hours of work for the lanes of a checkpoint on the ways of loaded vehicles and own cars; where
/// convoys are checked as one it is less.
fn lanes(plan: &Plan, network: &Network, rounds: &[Round], checkpoint: CheckpointId) -> Option<Server> {
    let row = &plan.checkpoints[checkpoint];
    let meets = |from: SiteId, to: SiteId| {
        network.route(from, to).is_some_and(|route| {
            plan.routes[route].stations.iter().any(|station| station.checkpoint == checkpoint)
        })
    };
    let vehicles = plan.whole_groups().map(|(id, group)| {
        let Some(to) = network.nearest_drop_off(plan, id).filter(|&to| meets(group.at, to)) else {
            return 0.0;
        };
        let places =
            rounds.iter().map(|round| &plan.fleets[round.fleet]).find(|class| class.takes.contains(&id));
        let trips = mean_size(plan, id)
            / places.map_or(1.0, |class| class.places[group.need.index()].mean().max(1.0));
        let cars = group.own_cars.as_ref().map_or(0.0, |cars| own_car_people(plan, id) / cars.people_per_car);
        let back = if meets(to, group.at) { 2.0 } else { 1.0 };
        trips * back + cars
    });
    let hours = vehicles.sum::<f64>() * row.time.mean() / HOUR / f64::from(row.lanes);
    (hours > 0.0).then(|| Server { name: format!("lanes at {}", row.id), hours })
}

/// People of a group who leave in their own cars, in the mean.
fn own_car_people(plan: &Plan, group: GroupId) -> f64 {
    let row = &plan.groups[group];
    row.own_cars.as_ref().map_or(0.0, |cars| all_of(row) * (1.0 - row.refuses) * cars.share)
}

/// The mean number of a group's people whom vehicles have to take.
fn mean_size(plan: &Plan, group: GroupId) -> f64 {
    let row = &plan.groups[group];
    all_of(row) * (1.0 - row.refuses) - own_car_people(plan, group)
}

/// The mean size of a group.
fn all_of(group: &Group) -> f64 {
    match (&group.arrivals, &group.size) {
        (crate::plan::Arrivals::Poisson(expected), _) => expected.last().map_or(0.0, |&(_, people)| people),
        (_, size) => size.as_ref().map_or(0.0, Distribution::mean),
    }
}

/// The mean number of companions of so many people of a group.
fn companions(group: &Group, people: f64) -> f64 {
    let each = group.companions.as_ref().map_or(0.0, Distribution::mean);
    if each > 0.0 { each * group.mean_parties(people) } else { 0.0 }
}

fn places(fleet: &Fleet, need: Need) -> f64 {
    fleet.places[need.index()].mean()
}

fn serving<'a>(
    plan: &'a Plan,
    rounds: &'a [Round],
    need: Need,
) -> impl Iterator<Item = (&'a Round, f64, f64)> {
    let with_class = rounds.iter().map(|round| (round, &plan.fleets[round.fleet]));
    let able = with_class.map(move |(round, class)| (round, f64::from(class.count()), places(class, need)));
    able.filter(|&(.., places)| places > 0.0)
}

/// How many people a fleet may take into places of a need, in the mean, companions included. Those who are
/// handed on by other fleets are without number.
fn takers(plan: &Plan, class: &Fleet, need: Need) -> f64 {
    let of_group = |&id: &GroupId| {
        let (group, people) = (&plan.groups[id], mean_size(plan, id));
        let along = if need == Need::Seat { companions(group, people) } else { 0.0 };
        match group.part {
            Part::Whole if group.need == need => people + along,
            Part::Whole => along,
            _ => f64::INFINITY,
        }
    };
    class.takes.iter().map(of_group).sum()
}

/// Hours of driving around the clock that all vehicles with places for a need take to move everybody.
fn vehicles(plan: &Plan, rounds: &[Round], need: Need, people: f64) -> Option<Server> {
    let an_hour: f64 =
        serving(plan, rounds, need).map(|(round, count, places)| count * places / round.hours).sum();
    let name = if need == Need::Seat { "vehicles with seats" } else { "vehicles with stretchers" };
    (people > 0.0 && an_hour > 0.0).then(|| Server { name: name.to_owned(), hours: people / an_hour })
}

/// Trips if every vehicle leaves full, fleets making as many as their share of the work.
fn trips(plan: &Plan, rounds: &[Round], need: Need, people: f64) -> f64 {
    let (mut made, mut moved) = (0.0, 0.0);
    for (round, count, places) in serving(plan, rounds, need) {
        made += count / round.hours;
        moved += count * places / round.hours;
    }
    if moved > 0.0 { (people * made / moved).ceil() } else { 0.0 }
}

/// Hours of work for the berths of a site, if it has a limited number.
fn berths(plan: &Plan, rounds: &[Round], site: SiteId) -> Option<Server> {
    let berths = f64::from(plan.sites[site].berths?);
    let work = plan.groups.iter().map(|(id, group)| {
        let boards = group.at == site;
        let alights = group.to.first() == Some(&site);
        let class =
            rounds.iter().map(|round| &plan.fleets[round.fleet]).find(|class| class.takes.contains(&id));
        let Some(class) = class.filter(|_| boards || alights) else { return 0.0 };
        let handling = if boards { &class.boarding } else { &class.alighting };
        let people = mean_size(plan, id);
        people / places(class, group.need).max(1.0) * handling.dwell.mean()
            + people * handling.per_person.mean()
    });
    let hours = work.sum::<f64>() / HOUR / berths;
    Some(Server { name: format!("berths at {}", plan.sites[site].id), hours })
}
