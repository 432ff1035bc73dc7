//! Evidence that intervals hold what they promise, and what common random numbers are worth, on the night in
//! which nobody waited for anybody; and that searches for the least fleet are right as often as they promise,
//! where the truth is known: `cargo run --release --example evidence > docs/evidence/studies.md`.

use std::convert::Infallible;
use std::ops::Range;

use noria::plan::Plan;
use noria::record::{MetricKind, MetricName};
use noria::scenario::Scenario;
use noria::stats::{
    Distribution, Moments, NestedVariance, SequentialTest, Shape, clopper_pearson, normal_quantile,
    one_stage, unit,
};
use noria::study::search::{Promise, Runs, Scope, Simulated, Space, Trials, search};
use noria::study::{Axis, Ensemble, Finding, Paired, RunOptions, Study, Variants, grid};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Repetitions of a study, unless the first argument says otherwise.
const REPETITIONS: usize = 1000;
/// Replications of each.
const REPLICATIONS: usize = 50;

type Failed = Box<dyn std::error::Error>;

fn main() -> Result<(), Failed> {
    let repetitions = std::env::args().nth(1).map_or(Ok(REPETITIONS), |text| text.parse())?;
    println!("# Evidence for studies\n");
    println!("Made by `cargo run --release --example evidence > docs/evidence/studies.md`.\n");
    intervals(repetitions)?;
    seldom()?;
    unknown()?;
    searches(repetitions.div_ceil(2) as u64)
}

fn intervals(repetitions: usize) -> Result<(), Failed> {
    let scenario = Scenario::read("scenarios/aleppo-2016-night-independent.toml")?;
    let axis: Axis = "fleets.buses.count=20,21".parse()?;
    let variants = Variants::new(scenario, grid(&[axis])?, None)?;
    let replications = Some((repetitions * REPLICATIONS) as u64);
    let settings = RunOptions { replications, no_headcounts: true, ..RunOptions::default() };
    let mut found: Vec<Ensemble> = Vec::new();
    Study::of(&variants).with(&settings).each(&mut |finding: Finding| found.push(finding.ensemble))?;

    println!("## Intervals and common random numbers\n");
    println!(
        "The night in which nobody waited for anybody, with 20 and with 21 buses: {repetitions} repetitions of a"
    );
    println!(
        "study of {REPLICATIONS} replications. The truth is the mean over all of them. Intervals are told where runs are enough for\ntheir skewness: how many hold it, of how many that are told.\n"
    );
    println!(
        "| metric | 95 % intervals of the mean that hold it | of the paired difference | variance of the paired difference, divided by that of independent runs |"
    );
    println!("| --- | --- | --- | --- |");
    for name in ["out_50", "out_90", "out_99", "clearance_time", "wait_mean", "vehicle_hours", "trips"] {
        let [base, other] = [&found[0], &found[1]].map(|ensemble| values(ensemble, name));
        if base.iter().chain(&other).any(|value| !value.is_finite()) {
            println!("| {name} | not reached in all runs | | |");
            continue;
        }
        let difference: Vec<f64> = base.iter().zip(&other).map(|(a, b)| b - a).collect();
        let variance =
            |values: &[f64]| values.iter().copied().collect::<Moments>().sd().map_or(0.0, |sd| sd * sd);
        let ratio = variance(&difference) / (variance(&base) + variance(&other));
        println!("| {name} | {} | {} | {ratio:.3} |", of_means(&base), of_pairs(&base, &other));
    }
    let three_errors = 300.0 * (0.05 * 0.95 / repetitions as f64).sqrt();
    println!(
        "\nWith {repetitions} repetitions three standard errors are {three_errors:.1} percentage points."
    );
    Ok(())
}

fn values(ensemble: &Ensemble, name: &str) -> Vec<f64> {
    let place = ensemble.names.iter().position(|row| row.name == name && row.group == "all");
    place.map_or(Vec::new(), |place| ensemble.values[place].clone())
}

/// Studies of each law.
const STUDIES: usize = 2000;

/// Laws of what replications say; none is the normal law.
fn laws() -> Result<Vec<(&'static str, Option<Distribution>)>, Failed> {
    let late = |share: f64| Distribution::values(&[(0.0, 1.0 - share), (360_000.0, share)]);
    Ok(vec![
        ("always the same", Some(Distribution::fixed(1.0)?)),
        ("normal", None),
        ("uniform", Some(Distribution::uniform(0.0, 1.0)?)),
        ("exponential", Some(Distribution::exponential(1.0)?)),
        ("lognormal, cv 1", Some(Distribution::lognormal(1.0, 1.0)?)),
        ("lognormal, cv 2", Some(Distribution::lognormal(1.0, 2.0)?)),
        ("100 h in 1 % of runs, else 0", Some(late(0.01)?)),
        ("in 5 %", Some(late(0.05)?)),
        ("in half", Some(late(0.5)?)),
    ])
}

/// A number of a law.
fn drawn(law: Option<&Distribution>, u: f64) -> f64 {
    law.map_or_else(|| normal_quantile(u), |law| law.draw(u))
}

fn is_wrong((low, high): (f64, f64), truth: f64) -> bool {
    !(low..=high).contains(&truth)
}

fn seldom() -> Result<(), Failed> {
    println!("\n## Means of what is skewed or seldom\n");
    println!(
        "{STUDIES} studies of each law and number of replications. An interval of a mean is told where runs are enough for"
    );
    println!(
        "their skewness; *wrong* are the studies, of all, in which one is told and does not hold the true mean, 5 % at best."
    );
    println!("Beside it Student's interval, which is always told.\n");
    println!("| law | replications | told | wrong | Student's wrong |");
    println!("| --- | ---: | ---: | ---: | ---: |");
    for (name, law) in laws()? {
        let truth = law.as_ref().map_or(0.0, Distribution::mean);
        for replications in [10, 30, 100, 1000] {
            let mut numbers = ChaCha8Rng::seed_from_u64(replications);
            let (mut told, mut wrong, mut students) = (0, 0, 0);
            for _ in 0..STUDIES {
                let shape: Shape =
                    (0..replications).map(|_| drawn(law.as_ref(), unit(numbers.next_u64()))).collect();
                let interval = shape.interval(0.95);
                told += usize::from(interval.is_some());
                wrong += usize::from(interval.is_some_and(|interval| is_wrong(interval, truth)));
                let student = shape.moments().interval(0.95);
                students += usize::from(student.is_some_and(|interval| is_wrong(interval, truth)));
            }
            let [told, wrong, students] = [told, wrong, students].map(|count| percent(count, STUDIES));
            println!("| {name} | {replications} | {told} | {wrong} | {students} |");
        }
    }
    println!(
        "\nWhat happens in fewer runs than one of their number has mostly not been seen: no interval can know of it. In n runs"
    );
    println!(
        "of which none differs, up to 3.7 / n of all may with 95 % (Clopper and Pearson's): that is told in its place."
    );
    Ok(())
}

/// Replications of each draw of what nobody knows.
const OF_A_DRAW: usize = 8;

fn unknown() -> Result<(), Failed> {
    println!("\n## Shares of what nobody knows\n");
    println!(
        "{STUDIES} studies with `--outer` of a value of each law, whose share of the variance is one half: the luck of {OF_A_DRAW}"
    );
    println!("replications of each draw is normal.\n");
    println!("| law | draws | told | wrong |");
    println!("| --- | ---: | ---: | ---: |");
    let laws = laws()?
        .into_iter()
        .filter(|(name, _)| ["normal", "uniform", "exponential"].contains(name) || name.starts_with("log"));
    for (name, law) in laws {
        let sd = match name {
            "uniform" => (1.0 / 12.0_f64).sqrt(),
            "lognormal, cv 2" => 2.0,
            _ => 1.0,
        };
        for draws in [30, 100, 400] {
            let mut numbers = ChaCha8Rng::seed_from_u64(draws);
            let mut draw = || unit(numbers.next_u64());
            let (mut told, mut wrong) = (0, 0);
            for _ in 0..STUDIES {
                let group = |_| {
                    let value = drawn(law.as_ref(), draw());
                    let runs: Moments =
                        (0..OF_A_DRAW).map(|_| value + sd * normal_quantile(draw())).collect();
                    (runs.mean().unwrap_or(0.0), runs.sd().map_or(0.0, |sd| sd * sd))
                };
                let groups: Vec<(f64, f64)> = (0..draws).map(group).collect();
                let parts = NestedVariance::of(&groups, OF_A_DRAW as u64, 0.95);
                let interval = parts.and_then(|parts| parts.interval);
                told += usize::from(interval.is_some());
                wrong += usize::from(interval.is_some_and(|interval| is_wrong(interval, 0.5)));
            }
            println!("| {name} | {draws} | {} | {} |", percent(told, STUDIES), percent(wrong, STUDIES));
        }
    }
    Ok(())
}

/// How often the interval of a mean, where one is told, holds the mean over all.
fn of_means(values: &[f64]) -> String {
    let truth = values.iter().sum::<f64>() / values.len() as f64;
    let studies = values.chunks_exact(REPLICATIONS);
    held(studies.map(|study| study.iter().copied().collect::<Shape>().interval(0.95)), truth)
}

/// How often the interval of a paired difference, where one is told, holds the mean difference over all.
fn of_pairs(base: &[f64], other: &[f64]) -> String {
    let truth = base.iter().zip(other).map(|(a, b)| b - a).sum::<f64>() / base.len() as f64;
    let name = MetricName { name: String::new(), group: String::new(), unit: "s", kind: MetricKind::Instant };
    let studies = base.chunks_exact(REPLICATIONS).zip(other.chunks_exact(REPLICATIONS));
    let interval =
        |(base, other): (&[f64], &[f64])| Paired::of(&name, base, other, 0.95).difference?.interval;
    held(studies.map(interval), truth)
}

/// How many of the intervals that are told hold the truth, and how many are told of all.
fn held(intervals: impl Iterator<Item = Option<(f64, f64)>>, truth: f64) -> String {
    let all: Vec<Option<(f64, f64)>> = intervals.collect();
    let told: Vec<(f64, f64)> = all.iter().copied().flatten().collect();
    let right = told.iter().filter(|&&interval| !is_wrong(interval, truth)).count();
    format!("{} of {}", percent(right, told.len()), percent(told.len(), all.len()))
}

fn percent(count: usize, of: usize) -> String {
    format!("{:.1} %", count as f64 * 100.0 / of.max(1) as f64)
}

/// What the searches promise.
fn promise() -> Promise {
    Promise::usual(0.95)
}

/// Candidates whose probabilities of meeting the goal are known.
struct Case {
    name: &'static str,
    space: Space,
    probabilities: Vec<f64>,
}

impl Case {
    /// Candidates from so many vehicles on, one more each.
    fn of(name: &'static str, least: u32, probabilities: Vec<f64>) -> Case {
        let amounts = (0..probabilities.len() as u32).map(|more| f64::from(least + more)).collect();
        Case { name, space: Space::of_amounts(&[amounts]), probabilities }
    }

    /// Whether an answer is right, as the search promises it.
    fn is_right(&self, promise: &Promise, answer: Option<usize>) -> bool {
        let enough = |candidate: usize| self.probabilities[candidate] >= promise.high();
        answer.is_none_or(|answer| self.probabilities[answer] > promise.low())
            && !(0..answer.unwrap_or(self.space.len())).any(enough)
    }

    /// Makes searches, each with luck of its own, and writes a row about them.
    fn row<T: Trials>(&self, searches: u64, luck: impl Fn(u64) -> T) -> Result<(), Failed>
    where
        T::Failure: std::error::Error + 'static,
    {
        let promise = promise();
        let question = promise.question(self.space.len(), true);
        let test = SequentialTest::new(question);
        let (mut right, mut made) = (0, 0);
        for seed in 0..searches {
            let found = search(&self.space, &test, Scope::Answer, &mut luck(seed))?;
            right += u64::from(self.is_right(&promise, found.answer));
            made += found.replications;
        }
        let share = right as f64 / searches as f64;
        let error = (share * (1.0 - share) / searches as f64).sqrt();
        let (low, high) = clopper_pearson(right, searches, 0.95);
        let mean = made as f64 / searches as f64;
        let grid = (one_stage(question).trials * self.space.len() as u64) as f64;
        println!(
            "| {} | {} | {right} of {searches}: {:.1} % | {:.1} % | {:.1} to {:.1} % | {mean:.0} | {grid:.0} | {:.1} |",
            self.name,
            self.space.len(),
            share * 100.0,
            error * 100.0,
            low * 100.0,
            high * 100.0,
            grid / mean
        );
        // What was promised is not refuted, and the full grid takes longer.
        assert!(high >= 1.0 - promise.error && mean < grid, "{}: {right} of {searches}", self.name);
        Ok(())
    }
}

/// Luck that needs no simulation: a candidate meets the goal with its probability, whatever others do.
struct Known<'c> {
    case: &'c Case,
    seed: u64,
}

impl Trials for Known<'_> {
    type Failure = Infallible;

    fn met(&mut self, candidate: usize, replications: Range<u64>) -> Result<Option<Runs<bool>>, Infallible> {
        let mut numbers = ChaCha8Rng::seed_from_u64(self.seed);
        numbers.set_stream(candidate as u64);
        numbers.set_word_pos(u128::from(replications.start) * 2);
        Ok(Some(
            replications.map(|_| unit(numbers.next_u64()) < self.case.probabilities[candidate]).collect(),
        ))
    }
}

/// Each bus has time for one trip, so that all get out if there are not more people than seats.
const ONE_TRIP: &str = r#"
format = 1
sites = { school = {}, stadium = {} }
routes.road = { from = "school", to = "stadium", both_ways = true, time = "30 min" }
people.pupils = { at = "school", to = "stadium", count = { uniform = [100, 500] } }
goal = { share = 1.0, by = "50 min", probability = 0.95 }
fleets.buses = { count = 1, seats = 10, start = "school", boarding = { dwell = "10 min" }, alighting = { dwell = "5 min" } }
"#;

fn searches(searches: u64) -> Result<(), Failed> {
    println!("\n## Searches for the least fleet\n");
    println!(
        "{searches} independent searches of each case for the least fleet that meets a goal with p = 95 %. A search is"
    );
    println!(
        "right if its answer has more than p − 1 %, and no smaller candidate has p + 1 %; 95 % of searches are promised to"
    );
    println!(
        "be. The full grid tests each candidate with a number of replications fixed beforehand, for the same promise."
    );
    println!("The truth is known exactly:\n");
    println!(
        "- *Simulated*: 20 to 60 buses of ten seats, each with time for one trip, for a number of people drawn"
    );
    println!(
        "  evenly between 100 and 500 and rounded. 47, 48 and 49 are enough with 92.6, 95.1 and 97.6 %."
    );
    println!(
        "- *S-curve*: 10 to 40 buses; n are enough with probability 1 / (1 + exp(−0.9 (n − 22))). No simulation,"
    );
    println!("  as in the last two, and luck of its own for each candidate.");
    println!(
        "- *At the lower edge*: seven with p − 1 %, which may not be the answer, before one that is sure."
    );
    println!(
        "- *At both edges*: one with 50 %, one with p + 1 %, which may not be passed over, six with p − 1 %.\n"
    );
    println!(
        "| case | candidates | right | standard error | 95 % interval | replications of a search, mean | of the full grid | ratio |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    let buses = 20..=60;
    let enough = |buses: u32| ((f64::from(10 * buses) + 0.5 - 100.0) / 400.0).clamp(0.0, 1.0);
    let case = Case::of("simulated", 20, buses.clone().map(enough).collect());
    let scenario = Scenario::parse("one trip", ONE_TRIP)?;
    let mut plans: Vec<Plan> = Vec::new();
    for buses in buses {
        plans.push(scenario.clone().set("fleets.buses.count", buses)?.plan()?);
    }
    case.row(searches, |seed| Seeded { plans: &plans, seed })?;

    let curve = |buses: u32| 1.0 / (1.0 + libm::exp(-0.9 * (f64::from(buses) - 22.0)));
    // The least bit below the edge, so that accepting it is wrong in floating point too.
    let mut low = vec![promise().low() - 1e-9; 8];
    let mut both = low.clone();
    low[7] = 1.0;
    both[..2].copy_from_slice(&[0.5, promise().high()]);
    for case in [
        Case::of("S-curve", 10, (10..=40).map(curve).collect()),
        Case::of("at the lower edge", 1, low),
        Case::of("at both edges", 1, both),
    ] {
        case.row(searches, |seed| Known { case: &case, seed })?;
    }
    Ok(())
}

/// Replications of plans with another seed.
struct Seeded<'p> {
    plans: &'p [Plan],
    seed: u64,
}

impl Trials for Seeded<'_> {
    type Failure = noria::study::ManyError;

    fn met(
        &mut self,
        candidate: usize,
        replications: Range<u64>,
    ) -> Result<Option<Runs<bool>>, Self::Failure> {
        let plan = Plan { seed: self.seed, ..self.plans[candidate].clone() };
        Simulated::new(&&plan, &RunOptions::default(), 1.0, &()).met(0, replications)
    }
}
