//! What the particles say: of each value, of each figure, and of values that are known together only.

use super::{Calibration, Particle, SINCE_START, TruthBand, Unknown};
use crate::plan::{Bound, LocalClock, PublicFigure};
use crate::stats::normal_cdf;

/// What is thought of a value before and after.
#[derive(Clone, Debug)]
pub struct ValueFound {
    /// The value's path.
    pub path: String,
    /// The unit of the numbers: `s` of durations, [`SINCE_START`](super::SINCE_START) of instants, often none.
    pub unit: String,
    /// Whether it takes whole numbers only.
    pub is_whole: bool,
    /// Before any figure was looked at.
    pub before: TruthBand,
    /// After.
    pub after: TruthBand,
}

/// What is thought of each value whose values are numbers of one unit, or instants of a clock, before and after.
#[must_use]
pub fn values_found(
    asked: &Calibration<'_>,
    clock: LocalClock,
    before: &[Particle],
    after: &[Particle],
) -> Vec<ValueFound> {
    let of = |(place, unknown): (usize, &Unknown)| {
        let numbers =
            |particles| numbers(unknown, place, particles, |value| Unknown::number_on(value, clock));
        let unit = numbers(after)?.1;
        let band = |particles| Some(TruthBand::of(numbers(particles)?.0));
        Some(ValueFound {
            path: unknown.path.clone(),
            is_whole: unknown.is_whole(),
            before: band(before)?,
            after: band(after)?,
            unit,
        })
    };
    asked.unknowns.iter().enumerate().filter_map(of).collect()
}

/// Numbers with their weights, and their unit.
type Weighted = (Vec<(f64, f64)>, String);

/// The numbers that a value takes in particles, with their weights and their unit, if it has numbers of one unit.
fn numbers(
    unknown: &Unknown,
    place: usize,
    particles: &[Particle],
    number_of: impl Fn(&str) -> Option<(f64, String)>,
) -> Option<Weighted> {
    let mut unit = None;
    let number = |particle: &Particle| {
        let (number, of) = number_of(&unknown.value_at(particle.at[place]))?;
        match unit.get_or_insert_with(|| of.clone()) {
            before if *before == of => {}
            // A duration in the place of an instant is one after the start.
            before if [before.as_str(), &of].iter().all(|unit| ["s", SINCE_START].contains(unit)) => {
                *before = SINCE_START.to_owned();
            }
            _ => return None,
        }
        Some((number, particle.weight))
    };
    let numbers: Option<Vec<(f64, f64)>> = particles.iter().map(number).collect();
    Some((numbers?, unit?))
}

/// How a figure stands to the runs that could be the true one.
#[derive(Clone, Debug)]
pub struct FigureCheck {
    /// How many people had been set down in truth, before any figure was looked at.
    pub before: TruthBand,
    /// After.
    pub after: TruthBand,
    /// The chance that the same reporter, with the stated error, says as many or more; of a lower bound, the chance that
    /// it holds.
    pub as_many: f64,
}

impl FigureCheck {
    /// Whether the figure is one that its reporter would hardly have given, other figures being as they are.
    #[must_use]
    pub fn is_odd(&self, figure: &PublicFigure) -> bool {
        match figure.bound {
            Bound::AtLeast => self.as_many < ODD,
            Bound::Exact | Bound::About => self.as_many < ODD || self.as_many > 1.0 - ODD,
        }
    }
}

/// A chance on one side below which a figure is odd.
const ODD: f64 = 0.05;

/// Holds each figure against the particles that it helped to choose.
#[must_use]
pub fn figure_checks(figures: &[PublicFigure], before: &[Particle], after: &[Particle]) -> Vec<FigureCheck> {
    let check = |(place, figure): (usize, &PublicFigure)| {
        let counts = |particles: &[Particle]| {
            particles.iter().map(|particle| (particle.counts[place] as f64, particle.weight)).collect()
        };
        let as_many = after.iter().map(|particle| {
            let truth = particle.counts[place];
            let chance = match figure.bound {
                Bound::AtLeast => f64::from(u8::from(truth >= figure.people)),
                Bound::Exact | Bound::About => normal_cdf(-super::distance(figure, truth)),
            };
            particle.weight * chance
        });
        FigureCheck {
            as_many: as_many.sum(),
            before: TruthBand::of(counts(before)),
            after: TruthBand::of(counts(after)),
        }
    };
    figures.iter().enumerate().map(check).collect()
}

/// Two values of which less is known than of their product, or of their ratio.
#[derive(Clone, Debug, PartialEq)]
pub struct TradeOff {
    /// The paths of both.
    pub paths: [String; 2],
    /// Their places among the unknown values.
    pub places: [usize; 2],
    /// The correlation of their logarithms.
    pub correlation: f64,
    /// The standard deviation of the logarithm of each.
    pub each: [f64; 2],
    /// That of their product, where one falls as the other rises; of their ratio, where both rise.
    pub joint: f64,
}

impl TradeOff {
    /// Whether it is the product that is known; else the ratio.
    #[must_use]
    pub fn is_product(&self) -> bool {
        self.correlation < 0.0
    }

    /// What it means, in a sentence.
    #[must_use]
    pub fn words(&self) -> String {
        let percent = |sd: f64| format!("{:.0} %", (libm::exp(sd) - 1.0) * 100.0);
        let what = if self.is_product() { "product" } else { "ratio" };
        format!(
            "{} and {} trade off (correlation {}): the figures tell their {what} to about ±{}, but each alone to ±{} \
             and ±{} only",
            self.paths[0],
            self.paths[1],
            format!("{:.2}", self.correlation).replace('-', "−"),
            percent(self.joint),
            percent(self.each[0]),
            percent(self.each[1]),
        )
    }
}

/// The correlation from which on two values are said to trade off.
const TRADES: f64 = 0.5;

/// The pairs of values that trade off.
#[must_use]
pub fn trade_offs(unknowns: &[Unknown], particles: &[Particle]) -> Vec<TradeOff> {
    let logs = |(place, unknown): (usize, &Unknown)| {
        let (numbers, _) = numbers(unknown, place, particles, Unknown::number_of)?;
        numbers.iter().all(|(number, _)| *number > 0.0).then_some(())?;
        Some((place, numbers.into_iter().map(|(number, _)| libm::log(number)).collect::<Vec<f64>>()))
    };
    let known: Vec<(usize, Vec<f64>)> = unknowns.iter().enumerate().filter_map(logs).collect();
    let mut found = Vec::new();
    for (rank, (a, of_a)) in known.iter().enumerate() {
        for (b, of_b) in &known[rank + 1..] {
            let [var_a, var_b, both] =
                [(of_a, of_a), (of_b, of_b), (of_a, of_b)].map(|(x, y)| covariance(x, y, particles));
            let correlation = both / libm::sqrt(var_a * var_b);
            if var_a <= 0.0 || var_b <= 0.0 || correlation.abs() < TRADES {
                continue;
            }
            found.push(TradeOff {
                paths: [*a, *b].map(|place| unknowns[place].path.clone()),
                places: [*a, *b],
                correlation,
                each: [libm::sqrt(var_a), libm::sqrt(var_b)],
                joint: libm::sqrt((var_a + var_b - 2.0 * both.abs()).max(0.0)),
            });
        }
    }
    found
}

fn covariance(x: &[f64], y: &[f64], particles: &[Particle]) -> f64 {
    let mean = |values: &[f64]| -> f64 {
        values.iter().zip(particles).map(|(value, particle)| value * particle.weight).sum()
    };
    let (mean_x, mean_y) = (mean(x), mean(y));
    let part = |((x, y), particle): ((&f64, &f64), &Particle)| (x - mean_x) * (y - mean_y) * particle.weight;
    x.iter().zip(y).zip(particles).map(part).sum()
}
