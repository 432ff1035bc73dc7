//! What estimates of the headcount are worth: how often their intervals hold, where what they assume holds and where it
//! does not. The page docs/knowing.md is made from what is found here.

use std::fmt::Write as _;

use noria::engine::{Luck, Purpose, Stream};
use noria::plan::Entity;
use noria::stats::headcounts::{
    Counted, Loads, Matched, Pool, Report, by_vehicles, chapman, pooled, union, with_matched_loads,
};
use noria::stats::{Distribution, clopper_pearson, normal_quantile};

use crate::assert_made;

/// The level of all intervals.
const LEVEL: f64 = 0.95;
/// How often each situation is made.
const REPETITIONS: u64 = 2000;
/// The same where each is a sampler of its own.
const SAMPLERS: u64 = 400;

/// Numbers of one situation.
fn luck(situation: &str) -> Stream {
    Luck::new(2016, 0).stream(Entity::named("headcounts", situation), 0, Purpose::Once)
}

fn happens(chance: f64, luck: &mut Stream) -> bool {
    luck.draw() < chance
}

/// Bus loads as they were over all convoys of the source.
fn load(luck: &mut Stream) -> f64 {
    Distribution::triangular(42.0, 63.0, 80.0).unwrap().quantile(luck.draw()).round()
}

fn loads(count: usize, luck: &mut Stream) -> Vec<f64> {
    (0..count).map(|_| load(luck)).collect()
}

/// A row of the page.
struct Row {
    estimate: &'static str,
    situation: &'static str,
    holds: bool,
    /// The mean error, as a share of the truth.
    error: f64,
    covered: u64,
    of: u64,
}

/// Makes a situation again and again: each time the truth and what was estimated.
fn situation(
    (estimate, situation, holds): (&'static str, &'static str, bool),
    of: u64,
    mut make: impl FnMut(&mut Stream) -> (f64, Counted),
) -> Row {
    let mut luck = luck(&format!("{estimate}: {situation}"));
    let (mut error, mut covered) = (0.0, 0);
    for _ in 0..of {
        let (truth, found) = make(&mut luck);
        error += (found.value / truth - 1.0) / of as f64;
        covered += u64::from((found.interval.0..=found.interval.1).contains(&truth));
    }
    Row { estimate, situation, holds, error, covered, of }
}

fn of_vehicles(rows: &mut Vec<Row>) {
    let make = |seen: f64, twice: f64| {
        move |luck: &mut Stream| {
            let all = loads(120, luck);
            let counted: u64 = all
                .iter()
                .map(|_| u64::from(happens(seen, luck)) * (1 + u64::from(happens(twice, luck))))
                .sum();
            // The first dozen are as good as any: loads are in no order.
            (all.iter().sum(), by_vehicles(counted, &all[..12], Loads::OfSome, LEVEL).unwrap())
        }
    };
    let name = "vehicles × mean load";
    rows.push(situation((name, "all 120 counted once, 12 loads known", true), REPETITIONS, make(1.0, 0.0)));
    rows.push(situation((name, "nine of ten are seen", false), REPETITIONS, make(0.9, 0.0)));
    rows.push(situation((name, "one of ten is counted twice", false), REPETITIONS, make(1.0, 0.1)));
    let others = |luck: &mut Stream| {
        let known = loads(12, luck);
        let all: f64 = loads(120, luck).iter().sum();
        (all, by_vehicles(120, &known, Loads::OfOthers, LEVEL).unwrap())
    };
    rows.push(situation((name, "loads known of 12 others like them", true), REPETITIONS, others));
}

/// What two posts see of so many trips. `chances` gives those of a trip, the same for both where they are dependent.
fn watch(trips: u64, luck: &mut Stream, chances: impl Fn(&mut Stream) -> [f64; 2]) -> Matched {
    let mut seen = Matched { first: 0, second: 0, both: 0 };
    for _ in 0..trips {
        let chances = chances(luck);
        let [first, second] = chances.map(|chance| happens(chance, luck));
        seen.first += u64::from(first);
        seen.second += u64::from(second);
        seen.both += u64::from(first && second);
    }
    seen
}

const HIGH: [f64; 2] = [0.95, 0.9];
const LOW: [f64; 2] = [0.5, 0.4];

fn of_two_posts(rows: &mut Vec<Row>) {
    let name = "two posts, matched (Chapman)";
    let alike = |luck: &mut Stream| (200.0, chapman(watch(200, luck, |_| [0.6, 0.5]), LEVEL));
    rows.push(situation((name, "200 trips, seen independently", true), REPETITIONS, alike));
    let mixed = |luck: &mut Stream| {
        let (convoys, alone) = (watch(100, luck, |_| HIGH), watch(120, luck, |_| LOW));
        let both = convoys.both + alone.both;
        let all = Matched { first: convoys.first + alone.first, second: convoys.second + alone.second, both };
        (220.0, chapman(all, LEVEL))
    };
    rows.push(situation(
        (name, "convoys seen well, vehicles alone badly, in one", false),
        REPETITIONS,
        mixed,
    ));
    let together = |luck: &mut Stream| {
        let seen = watch(200, luck, |luck| if happens(0.5, luck) { [0.8, 0.7] } else { [0.3, 0.3] });
        (200.0, chapman(seen, LEVEL))
    };
    rows.push(situation((name, "both see little in the same hours", false), REPETITIONS, together));
    let doubled = |luck: &mut Stream| {
        let seen = watch(200, luck, |_| [0.6, 0.5]);
        let twice = (0..seen.first).filter(|_| happens(0.1, luck)).count() as u64;
        (200.0, chapman(Matched { first: seen.first + twice, ..seen }, LEVEL))
    };
    rows.push(situation((name, "the first counts one of ten twice", false), REPETITIONS, doubled));
    let strata = |luck: &mut Stream| {
        let all = [loads(100, luck), loads(120, luck)];
        let truth = all.iter().flatten().sum();
        let seen = [watch(100, luck, |_| HIGH), watch(120, luck, |_| LOW)];
        let strata: Vec<(Matched, Vec<f64>)> =
            seen.into_iter().zip(&all).map(|(seen, loads)| (seen, loads[..15].to_vec())).collect();
        (truth, with_matched_loads(&strata, LEVEL).unwrap())
    };
    let what = "convoys and vehicles alone apart, 15 loads of each";
    rows.push(situation(("two posts, matched, × loads", what, true), REPETITIONS, strata));
}

fn of_unions(rows: &mut Vec<Row>) {
    let name = "union of two posts";
    let make = |truly: [f64; 2]| {
        move |luck: &mut Stream| (200.0, union(watch(200, luck, |_| truly), [0.6, 0.5], LEVEL).unwrap())
    };
    rows.push(situation((name, "coverages known, 0.6 and 0.5", true), REPETITIONS, make([0.6, 0.5])));
    rows.push(situation((name, "they see less than is thought, 0.5 and 0.4", false), REPETITIONS, make(LOW)));
}

/// Three reporters who speak four times, and an assessment at the end.
fn of_reporters(rows: &mut Vec<Row>) {
    let truth = [2000.0, 4000.0, 6500.0, 8500.0_f64];
    let make = |shared: bool| {
        move |luck: &mut Stream| {
            let normal = |sd: f64, luck: &mut Stream| sd * normal_quantile(luck.draw());
            let common = normal(0.2, luck);
            let mut reports = Vec::new();
            for by in 0..3 {
                let bias = if shared { common } else { normal(0.2, luck) };
                reports.extend(truth.iter().enumerate().take(3).map(|(at, people)| Report {
                    by,
                    at: at as f64,
                    people: people * libm::exp(bias + normal(0.1, luck)),
                    at_least: false,
                }));
            }
            let last = (3.0, truth[3] * libm::exp(normal(0.05, luck)), 0.05);
            let pool = Pool { bias: 0.2, error: 0.1, last: Some(last), draws: 800 };
            let found = pooled(&reports, &pool, &mut || luck.draw()).unwrap();
            let value = found.median(1);
            (truth[1], Counted { value, variance: 0.0, interval: found.interval(1, LEVEL) })
        }
    };
    let name = "pooled reporters";
    rows.push(situation((name, "three with biases of their own", true), SAMPLERS, make(false)));
    rows.push(situation((name, "all three repeat one source", false), SAMPLERS, make(true)));
}

fn page(rows: &[Row]) -> String {
    let mut page = "# Knowing how many have left\n\nWhat estimates of the headcount assume, and how often their 95 % intervals \
        hold. All numbers on this page are made by\na test (`tests/it/statistics/headcounts.rs`) that counts over simulated \
        repetitions.\n\nWhere what an estimate assumes holds, its interval holds as often as it says. Where it does not, the \
        interval says\nnothing of that: it is as narrow as ever, in the wrong place. So think first of what is assumed.\n\n\
        | estimate | it assumes |\n| --- | --- |\n\
        | vehicles × mean load (`by_vehicles`) | every vehicle is counted, once; the loads are those of a random sample of these vehicles, or of others like them |\n\
        | two posts, matched (`chapman`, `with_matched_loads`) | a trip is seen by one post independently of the other; all trips of a stratum are as likely to be seen; matches are right |\n\
        | union of two posts (`union`) | it is known what share of trips each sees, and they see independently |\n\
        | pooled reporters (`pooled`) | each has a lasting bias and errors of its own, of known size; the final assessment has no bias |\n\
        | calibration (`noria calibrate`) | the model is right but for what is varied; errors of figures are independent, and as wide as stated |\n\n\
        They are in `noria::stats::headcounts`, with their sources. What was found:\n\n\
        | estimate | situation | as assumed | mean error | intervals that hold |\n| --- | --- | --- | --- | --- |\n"
        .to_owned();
    for row in rows {
        let holds = if row.holds { "yes" } else { "no" };
        let share = row.covered as f64 / row.of as f64 * 100.0;
        let error = format!("{:+.1} %", row.error * 100.0)
            .replace('-', "−")
            .replace("+0.0", "0.0")
            .replace("−0.0", "0.0");
        writeln!(
            page,
            "| {} | {} | {holds} | {error} | {share:.1} % of {} |",
            row.estimate, row.situation, row.of
        )
        .unwrap();
    }
    page + "\nPosts that see little in the same hours, and lists in which one trip stands twice, cannot be told from what is \
            seen.\nStrata help where it is known what differs: a post that sees convoys well and single vehicles badly needs \
            one for each.\nReporters who repeat one source are one reporter: give them one number in `by`, or one figure in \
            the scenario.\n"
}

#[test]
fn intervals_hold_where_their_assumptions_do_and_the_page_says_where_not() {
    let mut rows = Vec::new();
    of_vehicles(&mut rows);
    of_two_posts(&mut rows);
    of_unions(&mut rows);
    of_reporters(&mut rows);
    for row in &rows {
        // The chance that a right interval fails this is one in ten thousand.
        let (low, high) = clopper_pearson(row.covered, row.of, 0.9999);
        let what = format!("{}, {}: {} of {}", row.estimate, row.situation, row.covered, row.of);
        match row.holds {
            // Counts are whole numbers: intervals of these cannot hold exactly as often as they say.
            true => assert!(low < LEVEL + 0.015 && high > LEVEL - 0.015, "{what}"),
            false => assert!(high < LEVEL, "{what}"),
        }
    }
    assert_made("docs/knowing.md", &page(&rows));
}
