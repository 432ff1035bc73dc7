//! What happens in a run of a hundred: means that have no interval, precision that is not reached, and means up to
//! the end.

use noria::plan::Plan;
use noria::scenario::Scenario;
use noria::study::{Ensemble, MetricSummary, Paired, Precision, RunOptions, Study};

/// A bus that drives for an hour, and in a run of a hundred for a hundred hours.
fn rare(weights: &str, end: &str) -> Plan {
    let text = format!(
        "format = 1\n{end}sites = {{ a = {{}}, b = {{}} }}\n\
         routes.road = {{ from = \"a\", to = \"b\", both_ways = true, time = {{ values = [\"1 h\", \"100 h\"], weights = {weights} }} }}\n\
         people.everyone = {{ at = \"a\", to = \"b\", count = 10 }}\n\
         fleets.buses = {{ count = 1, seats = 10, start = \"a\" }}\n"
    );
    let plan = Scenario::parse("rare.toml", &text).unwrap_or_else(|problems| panic!("{problems}")).plan();
    plan.unwrap_or_else(|problems| panic!("{problems}"))
}

fn study(plan: &Plan, replications: u64) -> Ensemble {
    let settings =
        RunOptions { replications: Some(replications), no_headcounts: true, ..RunOptions::default() };
    Study::of(plan).with(&settings).run().unwrap()
}

fn clearance(ensemble: &Ensemble) -> MetricSummary {
    ensemble.metric("clearance_time", "all").unwrap()
}

#[test]
fn a_mean_that_a_handful_of_runs_decide_has_no_interval_but_their_share() {
    let summary = clearance(&study(&rare("[99, 1]", ""), 100));
    let mean = (3600.0 * (100 - summary.unlike) as f64 + 360_000.0 * summary.unlike as f64) / 100.0;
    assert!((summary.mean.unwrap() - mean).abs() < 1e-6, "{summary:?}");
    assert!(summary.unlike < 6, "{summary:?}");
    assert_eq!(summary.ci95, None);
    let (_, (low, high)) = summary.share_unlike();
    assert!(low <= 0.01 && 0.01 <= high, "{low} {high}");
    let enough = clearance(&study(&rare("[99, 1]", ""), 4000));
    let (low, high) = enough.ci95.unwrap();
    assert!(low < 7164.0 && 7164.0 < high, "{low} {high}: the mean is 0.99 × 1 h + 0.01 × 100 h");
}

/// Of 600 studies of a hundred runs, 21.9 are wrong on average where Student's interval is told in all.
#[test]
fn intervals_of_what_seldom_happens_are_wrong_in_one_of_twenty_at_most() {
    let all = study(&rare("[99, 1]", ""), 60_000);
    let place = all.names.iter().position(|name| name.name == "clearance_time").unwrap();
    let wrong = |runs: &&[f64]| {
        let told = MetricSummary::of(&all.names[place], runs).ci95;
        told.is_some_and(|(low, high)| !(low..=high).contains(&7164.0))
    };
    let wrong = all.values[place].chunks_exact(100).filter(wrong).count();
    assert!(wrong <= 30, "{wrong} of 600");
}

#[test]
fn a_precision_that_no_run_could_show_is_not_said_to_be_reached() {
    let plan = rare("[9999, 1]", "");
    let precision = Some("clearance_time=5%".parse::<Precision>().unwrap());
    let settings =
        RunOptions { replications: Some(600), precision, no_headcounts: true, ..RunOptions::default() };
    let ensemble = Study::of(&plan).with(&settings).run().unwrap();
    assert_eq!((ensemble.replications, ensemble.precise), (600, Some(false)));
    assert_eq!(ensemble.why_vague, Some("too few runs differ, or a few decide"));
}

#[test]
fn where_nothing_is_random_any_precision_is_reached() {
    let plan = rare("[1, 0]", "");
    let precision = Some("clearance_time=1%".parse::<Precision>().unwrap());
    let settings = RunOptions { precision, no_headcounts: true, ..RunOptions::default() };
    let ensemble = Study::of(&plan).with(&settings).run().unwrap();
    assert_eq!(ensemble.precise, Some(true));
    assert_eq!(clearance(&ensemble).ci95, Some((3600.0, 3600.0)));
}

#[test]
fn differences_that_a_handful_of_pairs_decide_have_no_interval() {
    let [base, other] = [rare("[1, 0]", ""), rare("[99, 1]", "")].map(|plan| study(&plan, 100));
    let paired = noria::study::paired(&base, &other, 0.95);
    let row: &Paired = paired.iter().find(|row| row.name.name == "clearance_time").unwrap();
    let told = row.difference.unwrap();
    assert!(told.interval.is_none() && told.value >= 0.0, "{told:?}");
}

/// With an end at 3 h, half of the runs are out at 1 h and half never: up to the end that is 2 h in the mean.
#[test]
fn a_mean_that_lacks_has_one_up_to_the_end() {
    let ensemble = study(&rare("[1, 1]", "clock = { end = \"3 h\" }\n"), 2000);
    let summary = clearance(&ensemble);
    assert_eq!((summary.mean, summary.ci95), (None, None));
    let restricted = summary.restricted.unwrap();
    let (low, high) = restricted.ci95.unwrap();
    assert!(low < 7200.0 && 7200.0 < high && high - low < 700.0, "{restricted:?}");
    let reached = summary.reached as f64 / 2000.0;
    assert!((restricted.mean - (3600.0 * reached + 10_800.0 * (1.0 - reached))).abs() < 1e-6);
    assert_eq!(clearance(&study(&rare("[1, 1]", ""), 20)).restricted, None, "there is no end");
}
