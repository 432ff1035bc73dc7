//! Calibration finds what is known: an answer reckoned exactly, what a plain rejection sampler finds, and truths that it
//! was not told.

use noria::engine::{Engine, Luck, Purpose, Stream};
use noria::plan::{Bound, Entity, PublicFigure};
use noria::record::FigureCounts;
use noria::scenario::Scenario;
use noria::stats::{normal_quantile, uniform_bands};
use noria::study::calibrate::{Calibrated, Calibration, Particle, Reached, Unknown, log_kernel, trade_offs};
use noria::units::{HOUR, MINUTE, Tick};

const TOWN: &str = "format = 1\nsites = { town = {}, camp = {} }\nclock.end = \"12 h\"\n\
    routes.road = { from = \"town\", to = \"camp\", both_ways = true, time = { uniform = [\"20 min\", \"40 min\"] } }\n\
    people.everyone = { at = \"town\", to = \"camp\", count = 2000 }\n\
    fleets.buses = { count = 5, seats = 40, start = \"town\", boarding = { dwell = \"5 min\" } }\n";

fn town() -> Scenario {
    Scenario::parse("town.toml", TOWN).unwrap()
}

fn figure(at: u64, people: u64, bound: Bound, spread: f64) -> PublicFigure {
    PublicFigure {
        who: "somebody".into(),
        at: Tick(at),
        people,
        scope: Vec::new(),
        site: None,
        bound,
        spread,
    }
}

fn unknowns(scenario: &Scenario, texts: &[&str]) -> Vec<Unknown> {
    texts.iter().map(|text| Unknown::of(text, scenario).unwrap()).collect()
}

/// A calibration of a scenario, as the tests make it.
struct Asked<'a> {
    scenario: &'a Scenario,
    unknowns: &'a [Unknown],
    figures: &'a [PublicFigure],
}

impl Asked<'_> {
    fn calibration(&self, seed: u64, particles: usize) -> Calibration<'_> {
        Calibration {
            scenario: self.scenario,
            unknowns: self.unknowns,
            figures: self.figures,
            seed,
            particles,
            attempts: 1_000_000,
            jobs: None,
            watch: &(),
        }
    }

    fn find(&self, seed: u64, particles: usize) -> Calibrated {
        let found = self.calibration(seed, particles).run().unwrap();
        assert_eq!(found.reached, Reached::Stated);
        found
    }
}

fn number(unknown: &Unknown, share: f64) -> f64 {
    Unknown::number_of(&unknown.value_at(share)).unwrap().0
}

/// The weighted mean and standard deviation of a value.
fn moments(particles: &[Particle], value: impl Fn(&Particle) -> f64) -> (f64, f64) {
    let mean: f64 = particles.iter().map(|one| one.weight * value(one)).sum();
    let square: f64 = particles.iter().map(|one| one.weight * (value(one) - mean).powi(2)).sum();
    (mean, square.sqrt())
}

/// When everybody is out the truth is the number of people, and the posterior is a sum that can be reckoned.
#[test]
fn one_unknown_number_has_the_posterior_that_is_reckoned() {
    let scenario = town().set("people.everyone.count", 500).unwrap();
    let unknowns = unknowns(&scenario, &["people.everyone.count=100..1200"]);
    for (bound, other) in [(Bound::About, None), (Bound::Exact, Some(900)), (Bound::AtLeast, Some(500))] {
        let mut figures = vec![figure(11 * HOUR, 700, bound, 0.15)];
        figures.extend(other.map(|people| figure(11 * HOUR + MINUTE, people, Bound::About, 0.2)));
        let found = Asked { scenario: &scenario, unknowns: &unknowns, figures: &figures }.find(3, 600);
        assert!(found.particles.iter().all(|one| one.counts[0] == number(&unknowns[0], one.at[0]) as u64));
        let chance = |people: u64| -> f64 {
            figures.iter().map(|said| log_kernel(said, people, 1.0)).sum::<f64>().exp()
        };
        let total: f64 = (100..=1200).map(chance).sum();
        let mean: f64 = (100..=1200).map(|people| people as f64 * chance(people)).sum::<f64>() / total;
        let square: f64 =
            (100..=1200).map(|people| (people as f64 - mean).powi(2) * chance(people)).sum::<f64>() / total;
        let told = moments(&found.particles, |one| one.counts[0] as f64);
        // Four standard errors of 300 particles of equal weight.
        assert!(
            (told.0 - mean).abs() < 4.0 * square.sqrt() / 300_f64.sqrt(),
            "{bound:?}: {told:?}, not {mean}"
        );
        assert!((told.1 / square.sqrt() - 1.0).abs() < 0.15, "{bound:?}: {told:?}, not {}", square.sqrt());
    }
}

fn luck(what: &str, number: u32) -> Stream {
    Luck::new(77, 0).stream(Entity::named("calibration tests", what), number, Purpose::Once)
}

/// How many people were out in one run at the times of figures.
fn counts(asked: &Asked<'_>, at: &[f64], replication: u64) -> Vec<u64> {
    let plan = asked.calibration(1, 20).plan(at).unwrap();
    let mut engine = Engine::new(&plan, FigureCounts::new(&plan, asked.figures));
    engine.run(replication).unwrap();
    let mut counts = vec![0; asked.figures.len()];
    engine.recorder().known().for_each(|(place, count)| counts[place] = count);
    counts
}

/// Two values of which the figures tell the product: against a sampler that draws from what was thought before, and keeps
/// by chance what the figures allow.
#[test]
fn a_plain_rejection_sampler_finds_the_same() {
    let scenario = town();
    let unknowns = unknowns(&scenario, &["fleets.buses.count=2..8", "fleets.buses.seats=20..60"]);
    let figures = [figure(3 * HOUR, 500, Bound::About, 0.1), figure(5 * HOUR, 900, Bound::About, 0.1)];
    let asked = Asked { scenario: &scenario, unknowns: &unknowns, figures: &figures };
    let found = asked.find(5, 500);
    let mut luck = luck("rejection", 0);
    let mut kept = Vec::new();
    for number in 0..4000 {
        let at = vec![luck.draw(), luck.draw()];
        let counts = counts(&asked, &at, 1_000_000 + number);
        let chance: f64 =
            figures.iter().zip(&counts).map(|(said, &truth)| log_kernel(said, truth, 1.0)).sum();
        if luck.draw() < chance.exp() {
            kept.push(Particle { attempt: number, at, counts, weight: 0.0 });
        }
    }
    assert!(kept.len() > 200, "{}", kept.len());
    let alike = 1.0 / kept.len() as f64;
    kept.iter_mut().for_each(|one| one.weight = alike);
    type Value<'a> = (&'a str, &'a dyn Fn(&Particle) -> f64);
    let values: [Value<'_>; 4] = [
        ("buses", &|one| number(&unknowns[0], one.at[0])),
        ("seats", &|one| number(&unknowns[1], one.at[1])),
        ("places", &|one| number(&unknowns[0], one.at[0]) * number(&unknowns[1], one.at[1])),
        ("truth at 5 h", &|one| one.counts[1] as f64),
    ];
    for (what, value) in values {
        let ((mine, sd), (plain, plain_sd)) = (moments(&found.particles, value), moments(&kept, value));
        let error = sd * (1.0 / 250.0 + 1.0 / kept.len() as f64).sqrt();
        assert!((mine - plain).abs() < 4.0 * error, "{what}: {mine}, not {plain}");
        assert!((sd / plain_sd - 1.0).abs() < 0.2, "{what}: {sd}, not {plain_sd}");
    }
    let trades = trade_offs(&unknowns, &found.particles);
    assert!(
        trades.len() == 1 && trades[0].is_product() && trades[0].joint < trades[0].each[0] / 1.5,
        "{trades:?}"
    );
}

/// Truths are drawn from what is thought before, and figures from them with the stated errors. Where the truth lies among
/// the particles is then anywhere alike: so many repetitions lie within bands that hold together with 99.9 %.
#[test]
fn the_truth_lies_anywhere_among_the_particles() {
    const REPETITIONS: u64 = 30;
    const PLACES: usize = 8;
    let scenario = town();
    let unknowns = unknowns(&scenario, &["fleets.buses.count=2..8", "fleets.buses.seats=20..60"]);
    let times = [figure(3 * HOUR, 1, Bound::About, 0.15), figure(6 * HOUR, 1, Bound::About, 0.15)];
    let mut ranks = vec![Vec::new(); 3];
    for repetition in 0..REPETITIONS {
        let mut luck = luck("truth", repetition as u32);
        let at = vec![luck.draw(), luck.draw()];
        let draft = Asked { scenario: &scenario, unknowns: &unknowns, figures: &times };
        let truth = counts(&draft, &at, 2_000_000 + repetition);
        let figures: Vec<PublicFigure> = times
            .iter()
            .zip(&truth)
            .map(|(draft, &truth)| {
                let error = draft.spread * normal_quantile(luck.draw());
                PublicFigure { people: (truth as f64 * error.exp()).round().max(1.0) as u64, ..draft.clone() }
            })
            .collect();
        let found = Asked { figures: &figures, ..draft }.find(repetition, 60);
        let below = |value: &dyn Fn(&Particle) -> f64, truth: f64, tie: f64| -> f64 {
            let share = |one: &Particle| match value(one).total_cmp(&truth) {
                std::cmp::Ordering::Less => one.weight,
                std::cmp::Ordering::Equal => one.weight * tie,
                std::cmp::Ordering::Greater => 0.0,
            };
            found.particles.iter().map(share).sum()
        };
        ranks[0].push(below(&|one| one.at[0], at[0], 0.5));
        ranks[1].push(below(&|one| one.at[1], at[1], 0.5));
        ranks[2].push(below(&|one| one.counts[1] as f64, truth[1] as f64, luck.draw()));
    }
    for (what, ranks) in ["buses", "seats", "truth at 6 h"].into_iter().zip(&ranks) {
        for (place, (low, high)) in uniform_bands(REPETITIONS, PLACES, 0.999).into_iter().enumerate() {
            let edge = (place + 1) as f64 / PLACES as f64;
            let count = ranks.iter().filter(|&&rank| rank <= edge + 1e-9).count() as u64;
            assert!((low..=high).contains(&count), "{what}: {count} up to {edge}, not {low} to {high}");
        }
    }
}

#[test]
fn threads_change_nothing_and_attempts_are_enough_or_not() {
    let scenario = town();
    let unknowns = unknowns(&scenario, &["fleets.buses.count=2..8", "people.everyone.count=500..1500"]);
    let figures = [figure(3 * HOUR, 500, Bound::About, 0.2), figure(10 * HOUR, 1000, Bound::AtLeast, 0.2)];
    let asked = Asked { scenario: &scenario, unknowns: &unknowns, figures: &figures };
    let with = |jobs: usize, attempts: u64| {
        let jobs = std::num::NonZeroUsize::new(jobs);
        Calibration { jobs, attempts, ..asked.calibration(9, 50) }.run().unwrap()
    };
    let (one, four) = (with(1, 100_000), with(4, 100_000));
    assert_eq!((&one.particles, &one.steps, one.attempts), (&four.particles, &four.steps, four.attempts));
    // Attempts come in waves of 128, and a step begins with a new one: of the last step, twenty cannot give fifty.
    let last = one.steps.last().unwrap().attempts.div_ceil(128) * 128;
    let spent = one.attempts - last + 20;
    let few = with(2, spent);
    assert_eq!((few.reached, few.attempts, few.particles.len()), (Reached::AttemptsSpent, spent, 50));
    assert!(few.steps.last().unwrap().widening != Some(1.0));
    // What the steps before accepted is the same, however many attempts there may be.
    assert_eq!(few.steps[..], one.steps[..few.steps.len()]);
}

/// Runs that stop with the last figure count what whole runs do.
#[test]
fn the_truth_of_a_particle_is_that_of_its_run() {
    let scenario = town();
    let unknowns = unknowns(&scenario, &["fleets.buses.count=2..8"]);
    let figures = [figure(3 * HOUR, 500, Bound::About, 0.2), figure(5 * HOUR, 900, Bound::About, 0.2)];
    let asked = Asked { scenario: &scenario, unknowns: &unknowns, figures: &figures };
    let (found, calibration) = (asked.find(2, 40), asked.calibration(2, 40));
    let truth = calibration.truth(&found.particles).unwrap();
    for (place, at) in [3 * HOUR, 5 * HOUR].into_iter().enumerate() {
        let point = (at / truth.grid.step.0) as usize;
        let mean: f64 = found.particles.iter().map(|one| one.weight * one.counts[place] as f64).sum();
        assert!((truth.curves[0].bands[point].mean - mean).abs() < 1e-6);
    }
    assert_eq!(truth.curves.len(), 1);
}
