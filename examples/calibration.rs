//! Evidence that `noria calibrate` finds what it should, and what the night's figures tell of the night:
//! `cargo run --release --example calibration > docs/evidence/calibration.md`.

use noria::engine::{Engine, Luck, Purpose, Stream};
use noria::plan::{Bound, Entity, Plan, PublicFigure};
use noria::record::FigureCounts;
use noria::scenario::Scenario;
use noria::stats::{normal_quantile, uniform_bands};
use noria::study::calibrate::{
    Calibrated, Calibration, Particle, Reached, TruthBand, Unknown, effective_size, trade_offs,
};

/// The night as it was said.
const NIGHT: &str = "scenarios/aleppo-2016-night.toml";
/// What nobody knows of it: how many buses went round, how many people each took, how long boarding took, and how
/// many people there were.
const UNKNOWN: [&str; 5] = [
    "fleets.buses.count=12..24",
    "fleets.buses.seats=40..80",
    "fleets.buses.boarding.dwell=5 min..25 min",
    "people.civilians.count={ uniform = [3000, 8000] }",
    "people.fighters.count={ uniform = [2000, 4500] }",
];
/// Repetitions of the check against known truths, unless the first argument says otherwise.
const REPETITIONS: u64 = 200;
/// Particles of each of these, and of what the night's figures tell.
const PARTICLES: [usize; 2] = [200, 2000];
/// Places at which ranks are counted, and the probability with which all of them are in their bands.
const PLACES: usize = 20;
const LEVEL: f64 = 0.95;

type Failed = Box<dyn std::error::Error>;

fn main() -> Result<(), Failed> {
    let repetitions = std::env::args().nth(1).map_or(Ok(REPETITIONS), |text| text.parse())?;
    let scenario = Scenario::read(NIGHT)?;
    let unknowns =
        UNKNOWN.iter().map(|text| Unknown::of(text, &scenario)).collect::<Result<Vec<_>, String>>()?;
    println!("# Evidence for calibration\n");
    println!(
        "Made by `cargo run --release --example calibration > docs/evidence/calibration.md`, from the night with these"
    );
    println!("values unknown: {}.\n", UNKNOWN.map(|text| format!("`{text}`")).join(", "));
    let plan = scenario.plan()?;
    // A quick look is at few particles.
    let particles = if repetitions < REPETITIONS { PARTICLES[0] } else { PARTICLES[1] };
    morning(&scenario, &plan, &unknowns, particles)?;
    ranks(&scenario, &plan, &unknowns, repetitions)
}

fn asked<'a>(
    scenario: &'a Scenario,
    unknowns: &'a [Unknown],
    figures: &'a [PublicFigure],
    (seed, particles): (u64, usize),
) -> Calibration<'a> {
    Calibration { scenario, unknowns, figures, seed, particles, attempts: 4_000_000, jobs: None, watch: &() }
}

fn found(asked: &Calibration<'_>) -> Result<Calibrated, Failed> {
    let found = asked.run()?;
    match found.reached {
        Reached::Stated => Ok(found),
        _ => Err("the attempts were used up".into()),
    }
}

/// What the figures of the morning tell of 10:00, and without each reporter.
fn morning(scenario: &Scenario, plan: &Plan, unknowns: &[Unknown], particles: usize) -> Result<(), Failed> {
    let figures = &plan.public_figures;
    let doctor = figures.iter().find(|said| said.scope.is_empty()).ok_or("nobody spoke of everybody")?;
    let time = plan.clock.day_and_time(doctor.at);
    println!("## How many were out at {time}\n");
    println!(
        "The public figures of the night, errors as the scenario states them, seed {}, {particles} particles. Each",
        plan.seed
    );
    println!("line leaves one reporter out.\n");
    println!("| figures | median | 90 % between | buses × load | attempts | particles worth |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: |");
    // Whatever is left out, the truth of that time is counted: a figure that says nothing counts it.
    let silent =
        PublicFigure { people: 1, bound: Bound::AtLeast, who: String::new(), spread: 3.0, ..doctor.clone() };
    let mut reporters: Vec<&str> = figures.iter().map(|said| said.who.as_str()).collect();
    reporters.sort_unstable();
    reporters.dedup();
    let lines = std::iter::once(None).chain(reporters.into_iter().map(Some));
    let mut trades = Vec::new();
    for (number, without) in lines.enumerate() {
        let is_left = |said: &&PublicFigure| Some(said.who.as_str()) != without;
        let left: Vec<PublicFigure> =
            figures.iter().filter(is_left).cloned().chain([silent.clone()]).collect();
        let asked = asked(scenario, unknowns, &left, (plan.seed, particles));
        let found = found(&asked)?;
        if number == 0 {
            line("none: what is thought before", &asked, &found.before, &found);
            trades = trade_offs(unknowns, &found.particles);
        }
        let name = without.map_or("all".to_owned(), |who| format!("all but those of the {who}"));
        line(&name, &asked, &found.particles, &found);
    }
    match trades.is_empty() {
        true => println!("\nWith all figures no two values trade off."),
        false => println!("\nWith all figures:\n"),
    }
    trades.iter().for_each(|trade| println!("- {}.", trade.words()));
    Ok(())
}

fn line(name: &str, asked: &Calibration<'_>, particles: &[Particle], found: &Calibrated) {
    let last = asked.figures.len() - 1;
    let band = |value: &dyn Fn(&Particle) -> f64| {
        TruthBand::of(particles.iter().map(|one| (value(one), one.weight)).collect()).quantiles
    };
    let [low, _, median, _, high] = band(&|one| one.counts[last] as f64);
    let number = |one: &Particle, place: usize| {
        Unknown::number_of(&asked.unknowns[place].value_at(one.at[place]))
            .map_or(f64::NAN, |(number, _)| number)
    };
    let [few, .., many] = band(&|one| number(one, 0) * number(one, 1));
    let (attempts, worth) = (found.attempts, effective_size(particles));
    println!(
        "| {name} | {median:.0} | {low:.0} to {high:.0} | {few:.0} to {many:.0} | {attempts} | {worth:.0} |"
    );
}

fn luck(number: u64) -> Stream {
    Luck::new(2022, number).stream(Entity::named("evidence", "calibration"), 0, Purpose::Once)
}

/// The night's figures but for those of fighters or of wounded alone: where the truth of such a one is part of a bus, no more
/// than a few runs in a million come near it.
fn of_many(plan: &Plan) -> Vec<PublicFigure> {
    let few = |said: &PublicFigure| match said.scope[..] {
        [group] => plan.groups[group].id != "civilians",
        _ => false,
    };
    plan.public_figures.iter().filter(|said| !few(said)).cloned().collect()
}

/// Truths are drawn from what is thought before, and figures from them; where the truth lies among the particles.
fn ranks(scenario: &Scenario, plan: &Plan, unknowns: &[Unknown], repetitions: u64) -> Result<(), Failed> {
    let drafts = &of_many(plan);
    let mut ranks = vec![Vec::new(); unknowns.len() + 1];
    for repetition in 0..repetitions {
        let mut luck = luck(repetition);
        let at: Vec<f64> = unknowns.iter().map(|_| luck.draw()).collect();
        let truth = counts(
            &asked(scenario, unknowns, drafts, (plan.seed, 20)),
            &at,
            u64::from(u32::MAX) + 1 + repetition,
        )?;
        let figures: Vec<PublicFigure> =
            drafts.iter().zip(&truth).map(|(draft, &truth)| said(draft, truth, &mut luck)).collect();
        let found = found(&asked(scenario, unknowns, &figures, (1000 + repetition, PARTICLES[0])))?;
        let below = |value: &dyn Fn(&Particle) -> f64, truth: f64| -> f64 {
            found.particles.iter().filter(|one| value(one) < truth).map(|one| one.weight).sum()
        };
        for (place, &truth) in at.iter().enumerate() {
            ranks[place].push(below(&|one| one.at[place], truth));
        }
        let last = drafts.iter().rposition(|said| said.scope.is_empty()).unwrap_or(0);
        ranks[unknowns.len()].push(below(&|one| one.counts[last] as f64, truth[last] as f64));
    }
    println!("\n## Truths that it was not told\n");
    println!(
        "{repetitions} times the unknown values were drawn from what is thought before, one run was made of them, and the night's"
    );
    println!(
        "reporters spoke with their stated errors, all as `about`. Each time a calibration with {} particles was made. The figures",
        PARTICLES[0]
    );
    println!(
        "of fighters or wounded alone are left out: where the truth of one of these is part of a bus, hardly any run comes near"
    );
    println!("it, and a calibration takes millions of attempts. Where the truth");
    println!(
        "lies among the particles should be anywhere alike. Bands are those of Säilynoja, Bürkner and Vehtari (2022): all {PLACES}"
    );
    println!("places of one value are within them with a probability of {:.0} %.\n", LEVEL * 100.0);
    println!("| value | places outside | greatest excess | mean rank |");
    println!("| --- | ---: | ---: | ---: |");
    let names = UNKNOWN
        .iter()
        .map(|text| text.split('=').next().unwrap_or(text))
        .chain(["people out at the last figure"]);
    for (name, ranks) in names.zip(&ranks) {
        let (mut outside, mut excess) = (0, 0);
        for (place, (low, high)) in uniform_bands(repetitions, PLACES, LEVEL).into_iter().enumerate() {
            let edge = (place + 1) as f64 / PLACES as f64;
            let count = ranks.iter().filter(|&&rank| rank <= edge + 1e-9).count() as u64;
            let beyond = low.saturating_sub(count).max(count.saturating_sub(high));
            outside += u64::from(beyond > 0);
            excess = excess.max(beyond);
        }
        let mean: f64 = ranks.iter().sum::<f64>() / ranks.len() as f64;
        println!("| `{name}` | {outside} of {PLACES} | {excess} | {mean:.3} |");
    }
    Ok(())
}

/// What a reporter says of a truth, with the stated error.
fn said(draft: &PublicFigure, truth: u64, luck: &mut Stream) -> PublicFigure {
    let error = draft.spread * normal_quantile(luck.draw());
    let people = ((truth as f64).max(0.5) * libm::exp(error)).round().max(1.0) as u64;
    PublicFigure { people, bound: Bound::About, ..draft.clone() }
}

/// How many people had been set down for each figure in one run.
fn counts(asked: &Calibration<'_>, at: &[f64], replication: u64) -> Result<Vec<u64>, Failed> {
    let plan = asked.plan(at)?;
    let mut engine = Engine::new(&plan, FigureCounts::new(&plan, asked.figures));
    engine.run(replication)?;
    let mut counts = vec![0; asked.figures.len()];
    engine.recorder().known().for_each(|(place, count)| counts[place] = count);
    Ok(counts)
}
