//! What the numbers mean, worked out on paper: waits of nobody, use of what is shut, people who die or come too
//! late, bands of many replications.

use noria::plan::Plan;
use noria::stats::type1_rank;
use noria::study::{Block, Ensemble, Finding, MetricSummary, QUANTILES, RunOptions, Study, Take};
use proptest::prelude::*;

use crate::plan_of;

/// `a` and `b` ten minutes apart; the rest is the case's.
fn near(rest: &str) -> Plan {
    plan_of(&format!(
        "format = 1\nroutes.road = {{ from = \"a\", to = \"b\", both_ways = true, time = \"10 min\" }}\n{rest}"
    ))
}

const SITES: &str = "sites = { a = {}, b = {} }\n";

fn study(plan: &Plan, replications: u64) -> Ensemble {
    let settings = RunOptions { replications: Some(replications), audit: true, ..RunOptions::default() };
    Study::of(plan).with(&settings).run().unwrap()
}

fn metric(ensemble: &Ensemble, name: &str, group: &str) -> MetricSummary {
    ensemble.metric(name, group).unwrap_or_else(|| panic!("no {name}[{group}]"))
}

/// The mean of a metric of everybody in one run.
fn of_all(plan: &Plan, name: &str) -> Option<f64> {
    metric(&study(plan, 1), name, "all").mean
}

#[test]
fn a_percentile_is_no_more_than_the_longest_wait() {
    let waits = |dwell: &str| {
        let plan = near(&format!(
            "{SITES}people.p = {{ at = \"a\", to = \"b\", count = 10 }}\n\
             [fleets.bus]\ncount = 1\nseats = 10\nstart = \"a\"\nboarding = {{ dwell = \"{dwell}\" }}\n"
        ));
        ["wait_mean", "wait_p95", "wait_max"].map(|name| of_all(&plan, name))
    };
    assert_eq!(waits("10 min 30 s"), [Some(630.0); 3]);
    assert_eq!(waits("1 ms"), [Some(0.001); 3]);
    assert_eq!(waits("0 s"), [Some(0.0); 3]);
    assert_eq!(waits("10 min"), [Some(600.0); 3]);
}

#[test]
fn who_does_not_exist_has_no_wait() {
    let plan = near(&format!(
        "{SITES}people.p = {{ at = \"a\", to = \"b\", count = {{ values = [0, 10] }} }}\n\
         people.q = {{ at = \"a\", to = \"b\", count = 0 }}\n\
         [fleets.bus]\ncount = 1\nseats = 10\nstart = \"a\"\nboarding = {{ dwell = \"10 min\" }}\n"
    ));
    let ensemble = study(&plan, 400);
    let somebody = ensemble.metric("out", "p").unwrap().mean.unwrap() / 10.0 * 400.0;
    for name in ["wait_mean", "wait_p95", "wait_max"] {
        for group in ["all", "p"] {
            let waits = metric(&ensemble, name, group);
            assert_eq!((waits.mean, waits.min, waits.quantiles[0]), (Some(600.0), Some(600.0), Some(600.0)));
            assert_eq!((waits.n, waits.reached), (somebody as u64, somebody as u64));
        }
        let nobody = metric(&ensemble, name, "q");
        assert_eq!((nobody.n, nobody.reached, nobody.mean, nobody.max), (0, 0, None, None));
    }
    assert_eq!(metric(&ensemble, "out", "all").n, 400);
}

#[test]
fn no_vehicles_make_no_trips_each() {
    let plan = near(&format!(
        "{SITES}people.p = {{ at = \"a\", to = \"b\", count = 10 }}\n\
         fleets.bus = {{ count = 1, seats = 10, start = \"a\" }}\n\
         fleets.none = {{ count = 0, seats = 10, start = \"a\" }}\n"
    ));
    let ensemble = study(&plan, 2);
    assert_eq!(metric(&ensemble, "trips_per_vehicle", "bus").mean, Some(1.0));
    assert_eq!(metric(&ensemble, "trips_per_vehicle", "none").mean, None);
}

/// Forty people, a bus of ten: it alights for half an hour from 8:00, 8:50 and 9:40 on, and is too late with the
/// last ten.
fn berth(clock: &str, sites: &str, rest: &str) -> Plan {
    near(&format!(
        "clock = {{ start = 2026-03-02T00:00:00, {clock} }}\nsites = {{ a = {{}}, {sites} }}\n\
         people.p = {{ at = \"a\", to = \"b\", count = 40 }}\n\
         [fleets.bus]\ncount = 1\nseats = 10\nstart = \"a\"\nalighting = {{ dwell = \"30 min\" }}\n{rest}"
    ))
}

#[test]
fn berths_are_used_in_the_hours_in_which_they_are_open() {
    let in_use = |clock: &str, sites: &str, rest: &str| {
        metric(&study(&berth(clock, sites, rest), 1), "berth_use", "b").mean
    };
    let day = "end = 2026-03-03T00:00:00";
    let hours = "hours = [{ from = 08:00:00, to = 10:00:00 }]";
    // 90 of the 120 minutes.
    assert_eq!(in_use(day, &format!("b = {{ berths = 1, {hours} }}"), ""), Some(0.75));
    assert_eq!(in_use(day, &format!("b = {{ berths = 2, {hours} }}"), ""), Some(0.375));
    // A closure is like hours.
    let closed = "[[suspensions]]\nsites = [\"b\"]\nfrom = 2026-03-02T00:00:00\nto = 2026-03-02T08:00:00\n\
                  [[suspensions]]\nsites = [\"b\"]\nfrom = 2026-03-02T10:00:00\nto = 2026-03-03T00:00:00\n";
    assert_eq!(in_use(day, "b = { berths = 1 }", closed), Some(0.75));
    // The last ten alight at 8:00 of the next day: 120 minutes of 120 and 30.
    let days = "end = 2026-03-05T00:00:00";
    assert_eq!(in_use(days, &format!("b = {{ berths = 1, {hours} }}"), ""), Some(120.0 / 150.0));
    // Always open: from 0:10, 1:00, 1:50 and 2:40 on, all out at 3:10, whenever the run may end.
    for end in ["end = 2026-03-02T04:00:00", "end = 2026-03-04T00:00:00"] {
        assert_eq!(in_use(end, "b = { berths = 1 }", ""), Some(120.0 / 190.0), "{end}");
    }
    assert_eq!(in_use("end = 2026-03-02T01:00:00", "b = { berths = 1 }", ""), Some(30.0 / 60.0));
    // It is never open.
    let shut = "hours = [{ from = 20:00:00, to = 21:00:00 }]";
    assert_eq!(in_use("end = 2026-03-02T05:00:00", &format!("b = {{ berths = 1, {shut} }}"), ""), None);
}

#[test]
fn who_serves_beyond_the_hours_is_in_use_all_the_time_and_not_more() {
    let plan = near(
        "clock = { start = 2026-03-02T00:00:00, end = 2026-03-02T06:00:00 }\n\
         sites = { a = {}, b = { berths = 1, hours = [{ from = 00:00:00, to = 00:30:00 }] } }\n\
         people.p = { at = \"a\", to = \"b\", count = 10 }\n\
         [fleets.bus]\ncount = 1\nseats = 10\nstart = \"a\"\nalighting = { dwell = \"2 h\" }\n",
    );
    assert_eq!(metric(&study(&plan, 1), "berth_use", "b").mean, Some(1.0));
}

#[test]
fn who_has_not_come_by_the_end_does_not_wait() {
    let late = |arrivals: &str| {
        near(&format!(
            "clock.end = \"10 h\"\n{SITES}people.p = {{ at = \"a\", to = \"b\", {arrivals} }}\n\
             fleets.bus = {{ count = 1, seats = 10, start = \"a\" }}\n"
        ))
    };
    for arrivals in [
        "count = 40, arrivals = { evenly = { from = \"20 h\", to = \"30 h\" } }",
        "arrivals = { times = [{ at = \"20 h\", people = 40 }] }",
        "arrivals = { poisson = { per_hour = 5, from = \"20 h\", to = \"30 h\" } }",
    ] {
        let plan = late(arrivals);
        let ensemble = study(&plan, 20);
        for name in ["waiting_at_end", "aboard_at_end", "out"] {
            assert_eq!(metric(&ensemble, name, "all").mean, Some(0.0), "{name}: {arrivals}");
        }
        let to_come = metric(&ensemble, "not_yet_come", "p").mean.unwrap();
        assert!(to_come == 40.0 || arrivals.contains("poisson") && to_come > 40.0, "{to_come}: {arrivals}");
        // They are among those to be brought out, and did not wait.
        assert_eq!(metric(&ensemble, "clearance_time", "all").reached, 0);
        assert_eq!(metric(&ensemble, "wait_mean", "all").n, 0);
    }
    // Of the 30 who come at 9:05 the last ten are out at 9:55; the bus is back at 10:05.
    let plan = late(
        "count = 80, arrivals = { times = [{ at = \"9 h 5 min\", people = 30 }, { at = \"10 h\", people = 10 }, { at = \"11 h\", people = 40 }] }",
    );
    let ensemble = study(&plan, 1);
    for (name, people) in
        [("not_yet_come", 40.0), ("waiting_at_end", 10.0), ("aboard_at_end", 0.0), ("out", 30.0)]
    {
        assert_eq!(metric(&ensemble, name, "p").mean, Some(people), "{name}");
    }
    // Who comes by the end at the latest is told of nowhere else.
    assert!(study(&late("count = 40"), 1).metric("not_yet_come", "p").is_none());
}

/// Ten people at a place where a bus comes only later.
fn deadly(hazards: &str, rest: &str) -> Plan {
    near(&format!(
        "{SITES}people.p = {{ at = \"a\", to = \"b\", count = 10, hazards = {{ {hazards} }} }}\n\
         [fleets.bus]\ncount = 1\nseats = 5\nstart = \"a\"\n{rest}"
    ))
}

const GOAL: &str = "[goal]\nshare = 1.0\nby = \"2 h\"\nprobability = 0.5\n";

#[test]
fn the_dead_and_those_gone_on_foot_are_never_out() {
    for (hazards, fate) in [("dying = 50", "dead"), ("giving_up = 50", "on_foot")] {
        let plan = deadly(hazards, &format!("ready = \"100 h\"\n{GOAL}"));
        let ensemble = study(&plan, 20);
        assert_eq!(metric(&ensemble, fate, "all").mean, Some(10.0));
        for name in ["clearance_time", "clearance_time_fleets", "out_50", "out_90", "out_95", "out_99"] {
            let time = metric(&ensemble, name, "all");
            assert_eq!((time.n, time.reached, time.mean), (20, 0, None), "{name}");
            assert_eq!(time.quantiles, [Some(f64::INFINITY); QUANTILES.len()], "{name}");
        }
        assert_eq!(metric(&ensemble, "goal_met", "all").mean, Some(0.0));
        for name in ["last_boarded", "last_arrived"] {
            assert_eq!(metric(&ensemble, name, "all").reached, 0, "{name}");
        }
        for name in ["waiting_at_end", "aboard_at_end", "out_by_goal"] {
            assert_eq!(metric(&ensemble, name, "all").mean, Some(0.0), "{name}");
        }
    }
}

#[test]
fn a_share_is_reached_when_so_many_of_all_are_out_the_dead_among_them() {
    // Each of the second five waits for forty minutes, at one death in two hours.
    let plan = deadly("dying = 0.5", &GOAL.replace("1.0", "0.6"));
    let ensemble = study(&plan, 200);
    let values = |name: &str| {
        let place = ensemble.names.iter().position(|row| row.name == name && row.group == "all").unwrap();
        ensemble.values[place].clone()
    };
    let (dead, out, met) = (values("dead"), values("out"), values("goal_met"));
    let (cleared, half, most, arrived) =
        (values("clearance_time"), values("out_50"), values("out_90"), values("last_arrived"));
    assert!(dead.contains(&0.0) && dead.contains(&2.0), "{dead:?}");
    for run in 0..200 {
        assert_eq!(dead[run] + out[run], 10.0);
        let end = if out[run] > 5.0 { 1800.0 } else { 600.0 };
        assert_eq!(arrived[run], end);
        assert_eq!(half[run], 600.0);
        assert_eq!(cleared[run], if dead[run] == 0.0 { 1800.0 } else { f64::INFINITY });
        assert_eq!(most[run], if dead[run] <= 1.0 { 1800.0 } else { f64::INFINITY });
        assert_eq!(met[run], f64::from(u8::from(out[run] >= 6.0)));
    }
}

#[test]
fn who_refuses_is_not_among_those_to_be_moved() {
    let plan = near(&format!(
        "{SITES}people.p = {{ at = \"a\", to = \"b\", count = 1000, refuses = 0.4 }}\n\
         fleets.bus = {{ count = 1, seats = 1000, start = \"a\" }}\n{GOAL}"
    ));
    let ensemble = study(&plan, 5);
    assert_eq!(metric(&ensemble, "clearance_time", "all").mean, Some(600.0));
    assert_eq!(metric(&ensemble, "goal_met", "all").mean, Some(1.0));
    assert!(metric(&ensemble, "refused", "all").mean.unwrap() > 300.0);
}

/// Keeps every headcount of a study.
#[derive(Default)]
struct Whole {
    blocks: Vec<Block>,
    ensemble: Option<Ensemble>,
}

impl Take for Whole {
    fn block(&mut self, _setting: usize, block: &Block) {
        self.blocks.push(block.clone());
    }

    fn finding(&mut self, finding: Finding) {
        self.ensemble = Some(finding.ensemble);
    }
}

/// Holds what a study tells of its headcounts against all that it counted. Returns the widest error.
fn against_all(plan: &Plan, replications: u64) -> u32 {
    let settings = RunOptions { replications: Some(replications), ..RunOptions::default() };
    let mut whole = Whole::default();
    Study::of(&plan).with(&settings).each(&mut whole).unwrap();
    let (ensemble, blocks) = (whole.ensemble.unwrap(), whole.blocks);
    let counts: Vec<_> = blocks.iter().flat_map(|block| &block.counts).collect();
    assert_eq!(counts.len() as u64, replications);
    let (grid, mut worst) = (ensemble.bands.grid(), 0);
    let width = counts[0].rows.len() / counts[0].grid.len();
    for series in 0..width {
        for (point, band) in ensemble.bands.of(series).iter().enumerate() {
            let tick = grid.at(point);
            let mut values: Vec<u32> = counts
                .iter()
                .map(|counts| {
                    let last = counts.grid.len() - 1;
                    let row = (0..=last).rfind(|&row| counts.grid.at(row) <= tick).unwrap_or(0);
                    counts.rows[row * width + series]
                })
                .collect();
            values.sort_unstable();
            let (least, greatest) = (values[0], values[values.len() - 1]);
            let mean = values.iter().map(|&value| f64::from(value)).sum::<f64>() / values.len() as f64;
            assert!((band.mean - mean).abs() <= 1e-9 * mean, "{} {mean}", band.mean);
            for (p, told) in QUANTILES.into_iter().zip(band.quantiles) {
                let exact = values[type1_rank(values.len(), p)];
                assert!((least..=greatest).contains(&told), "{told} was never seen");
                assert!(told == exact || exact != least && exact != greatest, "{told}, not {exact}");
                // There are more than 2048 bins between the least and the greatest.
                assert!(told.abs_diff(exact) <= (greatest - least) / 2047, "{told}, not {exact}");
                worst = worst.max(told.abs_diff(exact));
            }
        }
    }
    worst
}

#[test]
fn bands_of_more_replications_than_are_kept_are_within_a_bin() {
    let ferries = plan_of(
        "format = 1\nclock = { start = 2026-03-10T18:00:00+01:00, end = 2026-03-11T10:00:00+01:00 }\n\
         sites = { a = {}, b = {} }\n\
         routes.road = { from = \"a\", to = \"b\", both_ways = true, time = { triangular = [\"20 min\", \"25 min\", \"45 min\"] } }\n\
         people.p = { at = \"a\", to = \"b\", count = 400000 }\npeople.few = { at = \"a\", to = \"b\", count = 20 }\n\
         [fleets.ferries]\ncount = 40\nseats = 5000\nstart = \"a\"\nboarding = { dwell = \"30 min\" }\n",
    );
    assert_eq!(against_all(&ferries, 1024), 0);
    against_all(&ferries, 1025);
    // Nobody is left at the end, everybody is out, and the few are told one by one.
    let ensemble = study(&ferries, 1025);
    let last = |group: &str, state: &str| {
        let band = ensemble.headcount(&ferries, group, state).unwrap().last().unwrap();
        (band.mean, band.quantiles)
    };
    assert_eq!(last("all", "waiting"), (0.0, [0; 5]));
    assert_eq!(last("all", "out"), (400_020.0, [400_020; 5]));
    assert_eq!(last("few", "out"), (20.0, [20; 5]));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bands_of_any_scenario_are_within_a_bin(
        (people, few, seats, buses) in (1000..300_000_u32, 1..30_u32, 10..9000_u32, 1..5_u32),
        (end, seed) in (prop::bool::ANY, 0..1000_u64),
    ) {
        let end = if end { "clock.end = \"6 h\"\n" } else { "" };
        let seats = seats.max(people / 200);
        let plan = plan_of(&format!(
            "format = 1\nstudy.seed = {seed}\n{end}sites = {{ a = {{}}, b = {{}} }}\n\
             routes.road = {{ from = \"a\", to = \"b\", both_ways = true, time = {{ lognormal = {{ mean = \"20 min\", cv = 0.5 }} }} }}\n\
             people.many = {{ at = \"a\", to = \"b\", count = {{ uniform = [0, {people}] }} }}\n\
             people.few = {{ at = \"a\", to = \"b\", count = {few} }}\n\
             fleets.buses = {{ count = {buses}, seats = {seats}, start = \"a\" }}\n"
        ));
        against_all(&plan, 1025);
    }
}

/// Ids that are those of other things, or look like metrics and states.
const ODD_IDS: [&str; 12] =
    ["x", "y", "out", "trips", "waiting", "dead", "hours", "hours_boarding", "berth_use", "All", "goal", "0"];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_metric_shares_its_name(ids in prop::collection::vec(prop::sample::select(&ODD_IDS[..]), 7)) {
        let [from, to, group, other, fleet, van, checkpoint] = ids[..] else { unreachable!() };
        prop_assume!(from != to && group != other && fleet != van);
        let text = format!("format = 1\nclock.end = \"5 h\"\nsites = {{ {from} = {{ berths = 1 }}, {to} = {{ berths = 2 }} }}\n\
             routes.{from} = {{ from = \"{from}\", to = \"{to}\", both_ways = true, time = \"10 min\", checkpoints = [{{ name = \"{checkpoint}\", at = 0.5, time = \"1 min\" }}] }}\n\
             people.{group} = {{ at = \"{from}\", to = \"{to}\", count = 5, hazards = {{ dying = 0.1, giving_up = 0.1 }}, refuses = 0.1 }}\n\
             people.{other} = {{ at = \"{from}\", to = \"{to}\", arrivals = {{ evenly = {{ from = \"1 h\", to = \"9 h\" }} }}, count = 5 }}\n\
             fleets.{fleet} = {{ count = 1, seats = 5, start = \"{from}\" }}\nfleets.{van} = {{ count = 1, seats = 5, start = \"{from}\" }}\n\
             goal = {{ group = \"{group}\", by = \"4 h\" }}\n");
        let names = noria::record::metric_names(&plan_of(&text));
        let mut known = std::collections::BTreeSet::new();
        for name in &names {
            prop_assert!(known.insert((&name.name, &name.group)), "{}[{}] is there twice", name.name, name.group);
        }
    }
}

#[test]
fn all_is_the_id_of_nothing() {
    let case = |site: &str, group: &str, fleet: &str| {
        format!(
            "format = 1\nsites = {{ a = {{}}, {site} = {{}} }}\n\
             routes.road = {{ from = \"a\", to = \"{site}\", both_ways = true, time = \"10 min\" }}\n\
             people.{group} = {{ at = \"a\", to = \"{site}\", count = 10 }}\n\
             fleets.{fleet} = {{ count = 1, seats = 10, start = \"a\" }}\n"
        )
    };
    let told = |text: &str| {
        let read = noria::scenario::Scenario::parse("case.toml", text).unwrap().plan();
        read.map(drop).map_err(|problems| problems.to_string())
    };
    assert_eq!(told(&case("b", "p", "bus")), Ok(()));
    let checkpoint = case("b", "p", "bus").replace(
        "time = \"10 min\"",
        "time = \"10 min\", checkpoints = [{ name = \"all\", at = 0.5, time = \"1 min\" }]",
    );
    assert!(told(&checkpoint).unwrap_err().contains("checkpoints.0.name` cannot be \"all\""));
    for (text, noun, place) in [
        (case("all", "p", "bus"), "site", "case.toml:2:"),
        (case("b", "all", "bus"), "group of people", "case.toml:4:"),
        (case("b", "p", "all"), "fleet", "case.toml:5:"),
    ] {
        let problems = told(&text).unwrap_err();
        assert!(problems.contains(&format!("`all` cannot be the id of a {noun}")), "{problems}");
        assert!(problems.contains(place) && problems.contains("give it another id"), "{problems}");
    }
}

#[test]
fn whole_numbers_may_be_written_with_a_point() {
    let case = |seats: &str, count: &str| {
        let text = format!(
            "format = 1\nsites = {{ a = {{}}, b = {{}} }}\n\
             routes.road = {{ from = \"a\", to = \"b\", both_ways = true, time = \"10 min\" }}\n\
             people.p = {{ at = \"a\", to = \"b\", count = {count} }}\n\
             fleets.bus = {{ count = 1.0, seats = {seats}, start = \"a\" }}\n"
        );
        let plan = noria::scenario::Scenario::parse("case.toml", &text).unwrap().plan();
        plan.map(|plan| format!("{plan:?}")).map_err(|no| no.to_string())
    };
    assert_eq!(case("10.0", "20.0").unwrap(), case("10", "20").unwrap());
    assert_eq!(
        case("{ uniform = [5.0, 10.0] }", "{ values = [20.0] }"),
        case("{ uniform = [5, 10] }", "{ values = [20] }")
    );
    for seats in ["10.5", "-1.0", "1e30", "nan", "inf"] {
        assert!(
            case(seats, "20").unwrap_err().contains("give a whole number from 0 to 2_000_000_000"),
            "{seats}"
        );
    }
}
