//! What a scenario says that is hardly meant: a lorry at the speed of a jet, a stop of half a day.

use crate::plan::{Fleet, Handling, Plan, Route, Speeds};
use crate::study::Bounds;
use crate::units::{HOUR, MINUTE, Span};

/// Faster than any bus goes from place to place, in kilometres an hour.
const FASTEST: f64 = 130.0;
/// Slower than people walk.
const SLOWEST: f64 = 3.0;
/// A stop longer than this is hardly meant.
const LONGEST_STOP: u64 = 3 * HOUR;
/// The same of each person's time to get in or out.
const LONGEST_STEP: u64 = 30 * MINUTE;
/// So many of a kind are told.
const TOLD: usize = 3;

/// A warning for each value that is hardly meant, and for people of whom the vehicles cannot fetch all in time.
pub(in crate::cli) fn doubts(plan: &Plan, bounds: &Bounds) -> Vec<String> {
    let mut routes: Vec<String> = plan.routes.rows().iter().filter_map(pace).collect();
    // Both directions of a route say the same.
    routes.dedup();
    let more = routes.len().saturating_sub(TOLD);
    routes.truncate(TOLD);
    routes.extend((more > 0).then(|| format!("warning: {more} more routes are as fast or as slow")));
    let fleets = plan.shuttles().flat_map(|(_, fleet)| of_fleet(fleet));
    routes.into_iter().chain(fleets).chain(too_few_places(plan, bounds)).collect()
}

/// That a route is driven at a pace at which nobody drives.
fn pace(route: &Route) -> Option<String> {
    let id = &route.id;
    if let Some(Speeds { empty, loaded }) = route.speeds {
        let wrong = [empty, loaded].into_iter().find(|&pace| is_odd(pace))?;
        return Some(format!("warning: routes.{id} is driven at {} km/h", said(wrong)));
    }
    let (km, hours) = (route.km?, route.time.mean() / HOUR as f64);
    let pace = km / hours;
    (hours > 0.0 && km > 0.0 && is_odd(pace)).then(|| {
        let time = Span(route.time.mean().round() as u64);
        format!("warning: routes.{id}: {km} km in {time} h on average are {} km/h", said(pace))
    })
}

fn is_odd(pace: f64) -> bool {
    !(SLOWEST..=FASTEST).contains(&pace)
}

/// A pace with as many digits as tell.
fn said(pace: f64) -> String {
    if pace < 10.0 { format!("{pace:.1}") } else { format!("{pace:.0}") }
}

fn of_fleet(fleet: &Fleet) -> Vec<String> {
    let id = &fleet.id;
    let paces = fleet.speeds.iter().flat_map(|speeds| [speeds.empty, speeds.loaded]);
    let pace = paces.filter(|&pace| is_odd(pace)).take(1);
    let pace = pace.map(|pace| format!("warning: fleets.{id} drives at {} km/h", said(pace)));
    let stops = [("boarding", &fleet.boarding), ("alighting", &fleet.alighting)];
    pace.chain(stops.into_iter().flat_map(|(what, handling)| stop(id, what, handling))).collect()
}

/// That a stop lasts longer than anybody waits.
fn stop(id: &str, what: &str, handling: &Handling) -> Vec<String> {
    let Handling { dwell, per_person } = handling;
    let parts = [
        ("dwell", dwell, LONGEST_STOP, "at each stop"),
        ("per_person", per_person, LONGEST_STEP, "for each person"),
    ];
    let long = parts.into_iter().filter(|(_, law, longest, _)| law.mean() > *longest as f64);
    long.map(|(key, law, _, when)| {
        let time = Span(law.mean().round() as u64);
        format!("warning: fleets.{id}.{what}.{key} is {time} h {when} on average")
    })
    .collect()
}

/// That vehicles have not places enough in all the trips that they can make until the end.
fn too_few_places(plan: &Plan, bounds: &Bounds) -> Option<String> {
    let end = plan.end?;
    let hours = end.0 as f64 / HOUR as f64;
    let trips = |hours: f64, round: f64| if hours < 0.0 { 0.0 } else { (hours / round).floor() + 1.0 };
    let mut places = 0.0;
    for round in &bounds.rounds {
        let vehicles = f64::from(plan.fleets[round.fleet].count());
        places += vehicles * round.load * trips(hours - round.until_out, round.hours);
    }
    let people = bounds.everybody();
    (!bounds.rounds.is_empty() && places < people).then(|| {
        format!(
            "warning: until the end, {}, the vehicles have places for some {places:.0} of {people:.0} people in all their trips",
            plan.clock.day_and_time(end)
        )
    })
}
