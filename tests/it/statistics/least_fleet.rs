use std::sync::Mutex;

use noria::plan::{Discipline, MovementRule, Plan, Release, Stop};
use noria::scenario::Scenario;
use noria::study::search::{FleetFound, FleetSearch, Promise, Scope, Space, rising};
use noria::study::{Axis, Plans, RunOptions, Study, Variants, Watch, grid};

use crate::statistics::many::StopsAfter;

/// Candidates of a scenario, with their space.
pub(crate) fn candidates(text: &str, vary: &[&str]) -> (Variants, Space) {
    let axes: Vec<Axis> = vary.iter().map(|text| text.parse().unwrap()).collect();
    let (axes, space) = rising(&axes).unwrap();
    let scenario = Scenario::parse("case.toml", text).unwrap_or_else(|problems| panic!("{problems}"));
    let variants = Variants::new(scenario, grid(&axes).unwrap(), None);
    (variants.unwrap_or_else(|wrong| panic!("{wrong}")), space)
}

pub(crate) fn search(text: &str, vary: &[&str], promise: Promise, travel: &[f64]) -> FleetFound {
    watched(text, vary, (promise, travel), &())
}

fn watched(text: &str, vary: &[&str], (promise, travel): (Promise, &[f64]), watch: &dyn Watch) -> FleetFound {
    let (variants, space) = candidates(text, vary);
    let settings = RunOptions::default();
    let search = FleetSearch {
        plans: &variants,
        space: &space,
        promise,
        scope: Scope::Neighbours,
        travel,
        settings: &settings,
        watch,
        keep: &(),
    };
    search.run().unwrap_or_else(|error| panic!("{error}"))
}

fn size(found: &FleetFound) -> Option<f64> {
    found.found.answer.map(|candidate| found.space.size(candidate))
}

/// A wide indifference asks for fewer replications.
const COARSE: Promise = Promise { probability: 0.9, indifference: 0.09, error: 0.05 };

/// People who come evenly for 24 hours, and must be out one cycle after the last of them. `seats` has
/// the load factor in it; half the cycle is the way out.
fn stream(per_hour: u32, seats: u32, cycle: u32) -> String {
    format!(
        "format = 1\nsites = {{ a = {{}}, b = {{}} }}\n\
         routes.road = {{ from = \"a\", to = \"b\", both_ways = true, time = \"{} s\" }}\n\
         [people.everyone]\nat = \"a\"\nto = \"b\"\ncount = {}\n\
         arrivals = {{ evenly = {{ from = \"0 h\", to = \"24 h\" }} }}\n\
         [fleets.buses]\ncount = 1\nseats = {seats}\nstart = \"a\"\nmax_wait = \"24 h\"\n\
         [goal]\nby = \"{} min\"\n",
        cycle * 30,
        per_hour * 24,
        24 * 60 + cycle
    )
}

/// The answer is there, and what limits it is not yet when the search is stopped: nobody may take that for the whole.
#[test]
fn a_search_that_is_stopped_before_what_limits_the_answer_is_not_complete() {
    let text = stream(240, 27, 28);
    let left = |most| {
        let watch = StopsAfter(Mutex::new(most));
        let found = watched(&text, &["fleets.buses.count=1..8"], (Promise::usual(0.95), &[]), &watch);
        (found, *watch.0.lock().unwrap())
    };
    let (whole, unused) = left(1000);
    assert!(whole.is_complete() && whole.limits.is_some());
    let (stopped, _) = left(1000 - unused - 1);
    assert_eq!(stopped.found.answer, whole.found.answer);
    assert!(stopped.found.complete && stopped.limits.is_none() && !stopped.is_complete());
}

#[test]
fn published_fleet_sizes_come_out() {
    for (per_hour, seats, cycle, vehicles) in [(240, 27, 28, 5), (180, 21, 25, 4), (320, 36, 35, 6)] {
        let text = stream(per_hour, seats, cycle);
        let found = search(&text, &["fleets.buses.count=1..8"], Promise::usual(0.95), &[]);
        assert_eq!(size(&found), Some(f64::from(vehicles)), "{per_hour} an hour");
        assert!(found.is_certain(), "nothing is random");
        assert_eq!(found.found.replications, found.found.tested.len() as u64, "one run decides");
    }
}

/// Round trips of 50 min on the road, one berth of 10 min where people board and one of 5 min where they
/// alight; ten people a trip. `law` is what handling times are, around a mean in minutes.
fn closed_network(trips: u32, law: &dyn Fn(u32) -> String) -> String {
    format!(
        "format = 1\nsites = {{ a = {{ berths = 1 }}, b = {{ berths = 1 }} }}\n\
         routes.road = {{ from = \"a\", to = \"b\", both_ways = true, time = \"25 min\" }}\n\
         people.everyone = {{ at = \"a\", to = \"b\", count = {} }}\n\
         [fleets.buses]\ncount = 1\nseats = 10\nstart = \"a\"\n\
         boarding = {{ dwell = {} }}\nalighting = {{ dwell = {} }}\n\
         [goal]\nby = \"{} min\"\n",
        trips * 10,
        law(10),
        law(5),
        trips * 10 + 25 + 5
    )
}

#[test]
fn only_candidates_in_which_nothing_is_random_are_decided_by_one_run() {
    let text = stream(240, 27, 28);
    let boarding = "fleets.buses.boarding.dwell=0 s,{ uniform = ['0 s', '1 s'] }";
    let found = search(&text, &["fleets.buses.count=5,6", boarding], COARSE, &[]);
    assert!(!found.is_certain());
    for tested in &found.found.tested {
        let (certain, (low, high)) = (tested.candidate % 2 == 0, tested.interval(0.95));
        assert_eq!((tested.certain, tested.course.trials == 1), (certain, certain), "{tested:?}");
        assert_eq!(low == high, certain, "{tested:?}");
    }
    let costs = "[costs.buses]\nper_vehicle = 7\n";
    let found = search(&(text + costs), &["fleets.buses.count=4..6"], COARSE, &[]);
    let cost = found.costs.as_ref().map(|costs| costs[1].as_ref().map(|cost| (cost.mean, cost.error)));
    assert_eq!((size(&found), cost), (Some(35.0), Some(Ok((35.0, 0.0)))));
    assert_eq!(found.found.replications, 6, "one for what each costs, and one for the goal");
}

/// (Z + ΣD) / D_max: more vehicles than these only wait for the busiest server.
const KNEE: f64 = (50.0 + 10.0 + 5.0) / 10.0;

#[test]
fn the_fleet_that_is_as_fast_as_can_be_is_at_the_knee() {
    let text = closed_network(40, &|minutes| format!("\"{minutes} min\""));
    let found = search(&text, &["fleets.buses.count=1..12"], COARSE, &[1.2]);
    assert_eq!(size(&found), Some(KNEE.ceil()));
    // With 20 % more on the road, nobody can be there as early as the goal says.
    assert_eq!(found.travel[0].1.answer, None);
}

#[test]
fn the_two_ends_of_the_clearance_time_curve_meet_near_the_knee() {
    let text = closed_network(150, &|minutes| format!("{{ exponential = \"{minutes} min\" }}"));
    let (variants, _) = candidates(&text, &["fleets.buses.count=1,30"]);
    let mean = |candidate: usize| {
        let settings = RunOptions { replications: Some(48), no_headcounts: true, ..RunOptions::default() };
        let plan = variants.plan(candidate).unwrap();
        let study = Study::of(&*plan).with(&settings).run().unwrap();
        study.metric("clearance_time", "all").unwrap().mean.unwrap()
    };
    let knee = mean(0) / mean(1);
    assert!((knee - KNEE).abs() < 0.06 * KNEE, "{knee} for {KNEE}");
}

pub(crate) const TOWN: &str = "
format = 1
study = { seed = 5 }
sites = { town = {}, camp = { berths = 3 } }
people.everyone = { at = \"town\", to = \"camp\", count = { uniform = [180, 260] } }
[routes.road]
from = \"town\"
to = \"camp\"
both_ways = true
time = { triangular = [\"15 min\", \"20 min\", \"40 min\"] }
conditions = { lognormal = { mean = 1.0, cv = 0.2 } }
[fleets.buses]
count = 1
seats = 20
start = \"town\"
boarding = { dwell = { exponential = \"5 min\" } }
alighting = { dwell = \"4 min\" }
[goal]
by = \"3 h\"
probability = 0.9
";

#[test]
fn the_answer_is_what_many_replications_say() {
    let vary = ["fleets.buses.count=1..8"];
    let promise = Promise { indifference: 0.02, ..Promise::usual(0.9) };
    let found = search(TOWN, &vary, promise, &[0.8, 1.2]);
    let (variants, space) = candidates(TOWN, &vary);
    let settings = RunOptions { replications: Some(2000), no_headcounts: true, ..RunOptions::default() };
    let share = |candidate: usize| {
        let plan = variants.plan(candidate).unwrap();
        let study = Study::of(&*plan).with(&settings).run().unwrap();
        study.metric("goal_met", "all").unwrap().mean.unwrap()
    };
    let shares: Vec<f64> = (0..space.len()).map(share).collect();
    let answer = found.found.answer.unwrap();
    let error = 3.0 * (0.9 * 0.1 / 2000.0_f64).sqrt();
    assert!(shares[answer] >= promise.low() - error, "{answer} of {shares:?}");
    assert!(shares[..answer].iter().all(|&share| share < promise.high() + error), "{answer} of {shares:?}");
    // The answer moves with the travel times, and what is told of tests agrees with the truth.
    let answers: Vec<usize> = found.travel.iter().filter_map(|(_, found)| found.answer).collect();
    assert!(answers.len() == 2 && answers[0] < answer && answer < answers[1], "{answers:?} {answer}");
    for tested in &found.found.tested {
        let (low, high) =
            noria::stats::lasting_interval(tested.course.successes, tested.course.trials, 0.999);
        let share = shares[tested.candidate];
        assert!(low - error <= share && share <= high + error, "{tested:?} {share}");
    }
    assert_eq!(found.limits.map(|limits| limits.candidate), Some(answer));
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let (variants, space) = candidates(TOWN, &["fleets.buses.count=3..6", "sites.camp.berths=1..2"]);
    let found = [1, 3].map(|jobs| {
        let settings = RunOptions { jobs: std::num::NonZero::new(jobs), ..RunOptions::default() };
        let promise = Promise { indifference: 0.05, ..Promise::usual(0.9) };
        let search = FleetSearch {
            plans: &variants,
            space: &space,
            promise,
            scope: Scope::Frontier,
            travel: &[],
            settings: &settings,
            watch: &(),
            keep: &(),
        };
        search.run().unwrap().found
    });
    assert_eq!(found[0], found[1]);
    assert!(found[0].answer.is_some());
}

/// Lets nobody go where fewer than three stand ready, whoever else may come.
#[derive(Debug)]
struct Three;

impl MovementRule for Three {
    fn name(&self) -> &str {
        "three"
    }

    fn release(&self, stop: &Stop<'_>) -> Release {
        if stop.ready < 3 { Release::Nobody } else { Release::Everyone }
    }
}

#[test]
fn a_candidate_that_stalls_is_rejected_and_the_search_goes_on() {
    let costs = "[costs.buses]\nper_vehicle = 7\n";
    for more in ["", costs] {
        let network = closed_network(3, &|minutes| format!("\"{minutes} min\""));
        let text = network.replace("by = \"60 min\"", "by = \"90 min\"") + more;
        let (variants, space) = candidates(&text, &["fleets.buses.count=1..4"]);
        let mut plans: Vec<Plan> =
            (0..space.len()).map(|candidate| variants.plan(candidate).unwrap().into_owned()).collect();
        for movement in plans.iter_mut().flat_map(|plan| plan.movements.rows_mut()) {
            movement.phases[0].outbound = Discipline::of(Three);
        }
        let settings = RunOptions::default();
        let search = FleetSearch {
            plans: &plans,
            space: &space,
            promise: COARSE,
            scope: Scope::Answer,
            travel: &[],
            settings: &settings,
            watch: &(),
            keep: &(),
        };
        let found = search.run().unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(found.found.answer, Some(2), "three leave together");
        assert_eq!(found.answer_stalls(), None);
        for small in [0, 1] {
            let tested = found.found.of(small).unwrap();
            assert!(!tested.is_accepted() && tested.course.trials == 1, "{tested:?}");
            let stall = tested.stall.as_ref().unwrap();
            assert_eq!((stall.replication, stall.waiting), (0, small as u32 + 1));
        }
        let cost = |candidate: usize| found.costs.as_ref().map(|costs| costs[candidate].is_ok());
        assert_eq!(
            (cost(0), cost(2)),
            if more.is_empty() { (None, None) } else { (Some(false), Some(true)) }
        );
    }
}
