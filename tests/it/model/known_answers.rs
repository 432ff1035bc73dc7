use noria::study::{RunOptions, Study};

use crate::{plan_of, trips};

fn single_stage(vehicles: u32, time: &str, movement: &str) -> f64 {
    let hours = 20_000;
    let text = format!(
        "format = 1\nclock.end = \"{hours} h\"\nsites = {{ a = {{}}, b = {{}} }}\n\
         routes.road = {{ from = \"a\", to = \"b\", both_ways = true, time = \"0 s\" }}\n\
         people.everyone = {{ at = \"a\", to = \"b\", count = 1000000 }}\n\
         [fleets.buses]\ncount = {vehicles}\nseats = 1\nstart = \"a\"\nboarding = {{ dwell = {time} }}\n\
         [[movement]]\noutbound = \"{movement}\"\nreturn = \"{movement}\"\n"
    );
    let plan = plan_of(&text);
    let settings = RunOptions { replications: Some(1), no_headcounts: true, ..RunOptions::default() };
    let study = Study::of(&plan).with(&settings).run().unwrap();
    study.metric("trips", "all").unwrap().mean.unwrap() / f64::from(hours)
}

/// Fleet formula: rounds m = ceil(ceil(P/C)/B), the last arrival at (m-1)(L+2d+u)+L+d.
#[test]
fn a_fleet_without_luck_follows_the_fleet_formula() {
    for (people, vehicles, seats, boarding, way, alighting) in [
        (6000u64, 20u64, 50u64, 30u64, 60u64, 15u64),
        (1, 1, 1, 0, 10, 0),
        (999, 7, 13, 4, 33, 9),
        (130, 3, 40, 5, 20, 5),
    ] {
        let text = format!(
            "format = 1\nsites = {{ a = {{}}, b = {{}} }}\n\
             routes.road = {{ from = \"a\", to = \"b\", both_ways = true, time = \"{way} min\" }}\n\
             people.everyone = {{ at = \"a\", to = \"b\", count = {people} }}\n\
             [fleets.buses]\ncount = {vehicles}\nseats = {seats}\nstart = \"a\"\n\
             boarding = {{ dwell = \"{boarding} min\" }}\nalighting = {{ dwell = \"{alighting} min\" }}\n"
        );
        let rows = trips(&plan_of(&text), 0);
        let rounds = people.div_ceil(seats).div_ceil(vehicles);
        let last = (rounds - 1) * (boarding + 2 * way + alighting) + boarding + way;
        let arrived = rows.iter().filter_map(|trip| trip.arrived).max().unwrap();
        assert_eq!(arrived.0, last * 60_000);
        assert_eq!(rows.iter().map(|trip| u64::from(trip.people)).sum::<u64>(), people);
        assert_eq!(rows.len() as u64, people.div_ceil(seats));
    }
}

/// Order statistics: independent n/E[T], convoy n/E[max of n]. With N cycles the ratio's relative
/// standard error is at most about 1/sqrt(20 000) for exponential times: four of them are allowed.
#[test]
fn convoys_are_slower_by_the_expected_maximum() {
    for (time, cases) in [
        ("{ exponential = \"60 min\" }", [(2, 0.6667), (5, 0.4380), (10, 0.3414), (20, 0.2780)]),
        ("{ uniform = [\"60 min\", \"120 min\"] }", [(2, 0.9000), (5, 0.8182), (10, 0.7857), (20, 0.7683)]),
        ("\"60 min\"", [(2, 1.0), (5, 1.0), (10, 1.0), (20, 1.0)]),
    ] {
        for (vehicles, expected) in cases {
            let ratio = single_stage(vehicles, time, "convoy") / single_stage(vehicles, time, "independent");
            let tolerance = if time.starts_with('{') { 0.02 } else { 0.001 };
            assert!(
                (ratio / expected - 1.0).abs() < tolerance,
                "{vehicles} × {time}: {ratio}, not {expected}"
            );
        }
    }
}

/// Closed queueing networks with one exponential berth, by exact mean-value analysis. The means are
/// taken over batches after a warm-up of a tenth, and must lie within four standard errors.
#[test]
fn closed_networks_have_the_throughput_of_mean_value_analysis() {
    let driving =
        ["\"30 min\"", "{ exponential = \"30 min\" }", "{ lognormal = { mean = \"30 min\", cv = 0.8 } }"];
    for (vehicles, berth, alighting, expected) in
        [(2, "60 min", Some("30 min"), 0.6667), (3, "30 min", None, 1.5789)]
    {
        // Where both berths are servers the row says 0.5 and 1, driving 1, in units of an hour.
        for time in driving {
            let alight = alighting.map_or(String::new(), |mean| {
                format!("alighting = {{ dwell = {{ exponential = \"{mean}\" }} }}\n")
            });
            let text = format!(
                "format = 1\nclock.end = \"20000 h\"\nsites = {{ a = {{ berths = 1 }}, b = {{ berths = 1 }} }}\n\
                 routes.road = {{ from = \"a\", to = \"b\", both_ways = true, time = {time} }}\n\
                 people.everyone = {{ at = \"a\", to = \"b\", count = 1000000 }}\n\
                 [fleets.buses]\ncount = {vehicles}\nseats = 1\nstart = \"a\"\n\
                 boarding = {{ dwell = {{ exponential = \"{berth}\" }} }}\n{alight}"
            );
            let rows = trips(&plan_of(&text), 0);
            let batches: Vec<f64> = (2..20)
                .map(|batch| {
                    let hours = (batch as f64 * 1000.0)..(batch as f64 * 1000.0 + 1000.0);
                    rows.iter().filter(|trip| hours.contains(&(trip.departed.seconds() / 3600.0))).count()
                        as f64
                        / 1000.0
                })
                .collect();
            let moments = noria::stats::batch_means(&batches, batches.len());
            let (mean, error) =
                (moments.mean().unwrap(), moments.sd().unwrap() / (batches.len() as f64).sqrt());
            assert!((mean - expected).abs() < 4.0 * error, "{time}: {mean} ± {error}, not {expected}");
        }
    }
}
