//! The figure of a posterior: what is thought of each value before and after, and of each pair of values.

use crate::plan::{LocalClock, Plan};
use crate::plot::axes::hours::{span_axis, time_axis_between};
use crate::plot::axes::numbers::{number_axis, people};
use crate::plot::axes::settings::line;
use crate::plot::figure::{Axis, Bar, Curve, Figure, Ink, Key, Look, Panel, Room, Sample};
use crate::plot::style::{INK, MARK, OUT, pale};
use crate::study::calibrate::{
    Calibrated, Calibration, Particle, SINCE_START, TradeOff, Unknown, ValueFound, effective_size,
};
use crate::units::Tick;

/// Most values of which every pair is drawn; of more, only the pairs that trade off.
const MOST_IN_PAIRS: usize = 5;
/// Most values and pairs that are drawn.
const MOST_PANELS: usize = 30;
/// Bars of a histogram.
const BARS: usize = 24;
/// Dots of a pair.
const DOTS: usize = 400;
/// How values were spread before.
const BEFORE: Look = Look { ink: MARK, width: 1.4, dash: Some((5.0, 3.0)) };
/// Values whose product, or ratio, is the same.
const RIDGE: Look = Look { ink: INK, width: 1.8, dash: Some((8.0, 4.0)) };
/// A particle.
const DOT: Look = Look { ink: Ink(0x0B, 0x4A, 0x86), width: 1.1, dash: None };

/// A posterior to be drawn.
#[derive(Clone, Copy)]
pub struct PosteriorView<'a> {
    /// The plan of the scenario as it is.
    pub plan: &'a Plan,
    /// What was asked.
    pub asked: &'a Calibration<'a>,
    /// The particles.
    pub found: &'a Calibrated,
    /// What is thought of each value.
    pub values: &'a [ValueFound],
    /// Values that are known together only.
    pub trades: &'a [TradeOff],
}

/// A value with its numbers.
struct Drawn<'a> {
    found: &'a ValueFound,
    /// Its place among the unknown values.
    place: usize,
    before: Vec<f64>,
    after: Vec<f64>,
    range: (f64, f64),
}

impl PosteriorView<'_> {
    /// The figure: a panel a value, then a panel a pair.
    #[must_use]
    pub fn figure(&self) -> Figure {
        let drawn: Vec<Drawn<'_>> = self.values.iter().filter_map(|found| self.drawn(found)).collect();
        let all = drawn.len() <= MOST_IN_PAIRS;
        let singles = drawn.iter().map(|value| self.single(value));
        let ranks = (0..drawn.len()).flat_map(|a| (a + 1..drawn.len()).map(move |b| (a, b)));
        let pairs = ranks.map(|(a, b)| (&drawn[a], &drawn[b]));
        let shown = pairs.filter(|(a, b)| all || self.trade(a, b).is_some());
        let pairs = shown.map(|(a, b)| self.pair(a, b));
        Figure {
            title: "What the public figures leave possible".into(),
            subtitle: format!(
                "{}; {} figure{}, {} particles worth {:.0}, seed {}",
                self.plan.title,
                self.asked.figures.len(),
                if self.asked.figures.len() == 1 { "" } else { "s" },
                people(self.found.particles.len() as f64),
                effective_size(&self.found.particles),
                self.plan.seed
            ),
            legend: legend(drawn.len() > 1, !self.trades.is_empty()),
            panels: singles.chain(pairs).take(MOST_PANELS).collect(),
            told: Vec::new(),
            notes: self.trades.iter().map(|trade| format!("{}.", trade.words())).collect(),
        }
    }

    fn drawn<'f>(&self, found: &'f ValueFound) -> Option<Drawn<'f>> {
        let place = self.asked.unknowns.iter().position(|unknown| unknown.path == found.path)?;
        let unknown = &self.asked.unknowns[place];
        let numbers = |particles: &[Particle]| -> Option<Vec<f64>> {
            particles
                .iter()
                .map(|one| Some(Unknown::number_on(&unknown.value_at(one.at[place]), self.plan.clock)?.0))
                .collect()
        };
        let (before, after) = (numbers(&self.found.before)?, numbers(&self.found.particles)?);
        let all = || before.iter().chain(&after).copied();
        let range = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
        Some(Drawn { found, place, before, after, range })
    }

    fn trade(&self, a: &Drawn<'_>, b: &Drawn<'_>) -> Option<&TradeOff> {
        self.trades.iter().find(|trade| trade.places == [a.place, b.place])
    }

    /// How often a value lies where, before and after.
    fn single(&self, value: &Drawn<'_>) -> Panel {
        let (low, high) = value.range;
        let width = step(value, (high - low) / BARS as f64);
        let count = (((high - low) / width).round() as usize + 1).max(1);
        let from = low - width / 2.0;
        let heights = |numbers: &[f64], particles: &[Particle]| {
            let mut heights = vec![0.0; count];
            for (number, particle) in numbers.iter().zip(particles) {
                heights[(((number - from) / width) as usize).min(count - 1)] += particle.weight;
            }
            heights
        };
        let before = heights(&value.before, &self.found.before);
        let after = heights(&value.after, &self.found.particles);
        let top = before.iter().chain(&after).fold(0.0, |top: f64, &height| top.max(height)) * 1.06;
        let edge = |place: usize| from + place as f64 * width;
        let bar = |(place, &height): (usize, &f64)| Bar {
            row: (0.0, height),
            span: (edge(place), edge(place + 1)),
            ink: pale(OUT.ink),
            stripe: None,
        };
        let steps = before.iter().enumerate();
        let steps = steps.flat_map(|(place, &height)| [(edge(place), height), (edge(place + 1), height)]);
        Panel {
            title: value.found.path.clone(),
            words: Vec::new(),
            room: Room::Small,
            x: axis(value, (from, edge(count)), self.plan.clock),
            y: Axis { caption: String::new(), from: 0.0, to: top.max(1e-9), notches: Vec::new() },
            curves: vec![line(steps.collect(), BEFORE)],
            marks: Vec::new(),
            bars: after.iter().enumerate().filter(|(_, height)| **height > 0.0).map(bar).collect(),
        }
    }

    /// Where two values lie together.
    fn pair(&self, a: &Drawn<'_>, b: &Drawn<'_>) -> Panel {
        let dots = evenly(&self.found.particles, DOTS)
            .map(|place| line(vec![(a.after[place], b.after[place])], DOT));
        let ridge = self.trade(a, b).map(|trade| self.ridge(trade, a, b));
        Panel {
            title: format!("{} over {}", b.found.path, a.found.path),
            words: Vec::new(),
            room: Room::Small,
            x: axis(a, a.range, self.plan.clock),
            y: axis(b, b.range, self.plan.clock),
            curves: dots.chain(ridge).collect(),
            marks: Vec::new(),
            bars: Vec::new(),
        }
    }

    /// The line on which the product, or the ratio, of two values is what it is in the mean.
    fn ridge(&self, trade: &TradeOff, a: &Drawn<'_>, b: &Drawn<'_>) -> Curve {
        let mean = |values: &[f64]| -> f64 {
            let logs = values.iter().zip(&self.found.particles);
            logs.map(|(&value, particle)| libm::log(value) * particle.weight).sum()
        };
        let (mean_a, mean_b) = (mean(&a.after), mean(&b.after));
        let (low, high) = a.range;
        let at = |place: usize| {
            let x = low + (high - low) * place as f64 / 40.0;
            let sign = if trade.is_product() { -1.0 } else { 1.0 };
            (x, libm::exp(mean_b + sign * (libm::log(x) - mean_a)))
        };
        let inside = |&(_, y): &(f64, f64)| y >= b.range.0 && y <= b.range.1;
        line((0..=40).map(at).filter(inside).collect(), RIDGE)
    }
}

/// The width of a bar: whole numbers have whole ones.
fn step(value: &Drawn<'_>, width: f64) -> f64 {
    match value.found.is_whole {
        true => width.ceil().max(1.0),
        false if width > 0.0 => width,
        false => 1.0,
    }
}

fn axis(value: &Drawn<'_>, (low, high): (f64, f64), clock: LocalClock) -> Axis {
    let mut axis = match value.found.unit.as_str() {
        "s" => span_axis(low, high, 5),
        SINCE_START => instant_axis(clock, low, high),
        _ => number_axis(low, high, 5),
    };
    // What is named may lie within the range only.
    (axis.from, axis.to) = (low, if high > low { high } else { low + 1.0 });
    axis.notches.retain(|notch| (axis.from..=axis.to).contains(&notch.at));
    axis
}

/// An axis of instants that are given in seconds since the start.
fn instant_axis(clock: LocalClock, low: f64, high: f64) -> Axis {
    let tick = |seconds: f64| Tick((seconds.max(0.0) * 1000.0).round() as u64);
    let mut axis = time_axis_between(clock, tick(low), tick(high), 5);
    axis.notches.iter_mut().for_each(|notch| notch.at /= 1000.0);
    axis
}

/// So many places among weighted particles, each as often as its weight says.
fn evenly(particles: &[Particle], most: usize) -> impl Iterator<Item = usize> {
    let count = most.min(particles.len());
    let (mut sum, mut place) = (particles.first().map_or(0.0, |one| one.weight), 0);
    (0..count).map(move |number| {
        let wanted = (number as f64 + 0.5) / count as f64;
        while sum < wanted && place + 1 < particles.len() {
            place += 1;
            sum += particles[place].weight;
        }
        place
    })
}

fn legend(pairs: bool, trades: bool) -> Vec<Key> {
    let key = |label: &str, sample| Key { label: label.into(), sample };
    let mut keys =
        vec![key("before the figures", Sample::Line(BEFORE)), key("after", Sample::Band(pale(OUT.ink), 1.0))];
    if pairs {
        keys.push(key("a particle", Sample::Disc(DOT.ink, DOT.ink)));
    }
    if trades {
        keys.push(key("the same product or ratio: known together, not each", Sample::Line(RIDGE)));
    }
    keys
}
