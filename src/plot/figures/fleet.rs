//! Figures of a search for the least fleet: how often each candidate meets the goal, over one value with
//! intervals, over two as a map, over more as points; and which is the answer.

use crate::plan::Plan;
use crate::plot::axes::numbers::{people, percent};
use crate::plot::axes::settings::{MOST_NUMBERED, NEVER, SHADES, Values, cell, line, number_in, share_axis};
use crate::plot::figure::{Axis, Curve, Figure, Ink, Key, Look, Mark, Panel, Ribbon, Room, Sample};
use crate::plot::style::{GREY, INK, MARK, NARROW, OUT, PAPER, WAITING};
use crate::stats::Verdict;
use crate::study::Setting;
use crate::study::search::{FleetFound, Promise, Tested};

/// Where the goal is.
const GOAL: Look = Look { ink: INK, width: 1.2, dash: Some((5.0, 3.0)) };
/// Amid what was not tested.
const UNTESTED: Look = Look { ink: MARK, width: 1.2, dash: None };
/// Between cells.
const BORDER: Look = Look { ink: PAPER, width: 1.0, dash: None };
/// How sure the intervals are.
const LEVEL: f64 = 0.95;

/// A search for the least fleet to be drawn.
#[derive(Clone, Copy, Debug)]
pub struct FleetView<'a> {
    /// The plan of one candidate.
    pub plan: &'a Plan,
    /// All candidates.
    pub settings: &'a [Setting],
    /// What was promised.
    pub promise: Promise,
    /// What was found.
    pub found: &'a FleetFound,
    /// What was found, in words, to stand below.
    pub words: &'a [String],
}

impl FleetView<'_> {
    /// The figure of how often candidates meet the goal.
    #[must_use]
    pub fn figure(&self) -> Figure {
        let paths = self.paths();
        let (legend, panels) = match paths.len() {
            1 => (self.point_legend(), vec![self.points(0, Room::Full)]),
            2 => self.map(),
            more => (self.point_legend(), (0..more).map(|axis| self.points(axis, Room::Small)).collect()),
        };
        Figure {
            title: format!("How often the goal is met, over {}", paths.join(" and ")),
            subtitle: format!(
                "{}; {} of {} candidates tested with {} replications, seed {}",
                self.plan.title,
                people(self.found.found.tested.len() as f64),
                people(self.settings.len() as f64),
                people(self.found.found.replications as f64),
                self.plan.seed,
            ),
            legend,
            panels,
            told: Vec::new(),
            notes: self.words.to_vec(),
        }
    }

    /// What each axis is about; what moves with it stands behind them in the settings.
    fn paths(&self) -> Vec<&str> {
        let edits = self.settings.first().map_or(&[][..], |setting| &setting.edits);
        let axes = self.found.space.lengths().len();
        edits.iter().take(axes).map(|(path, _)| path.as_str()).collect()
    }

    fn fate(&self, row: &Tested) -> Fate {
        Fate::of(row, self.promise)
    }

    fn tested(&self) -> &[Tested] {
        &self.found.found.tested
    }

    /// What stands at the answer.
    fn answer(&self) -> Option<(usize, String)> {
        let answer = self.found.found.answer?;
        let values: Vec<&str> = self.settings[answer].edits.iter().map(|(_, value)| value.as_str()).collect();
        let least = if self.found.costs.is_some() { "cheapest" } else { "least" };
        Some((answer, format!("the {least} that does: {}", values.join(" and "))))
    }

    /// Candidates over one value: dots, with intervals where there is room for them.
    fn points(&self, axis: usize, room: Room) -> Panel {
        let values = Values::of(self.settings, axis);
        let at = |candidate: usize| values.place(&self.settings[candidate], axis).unwrap_or(0.0);
        let x = around(&values, self.paths()[axis], self.tested().iter().map(|row| at(row.candidate)));
        let interval = |row: &Tested| {
            let (low, high) = row.interval(LEVEL);
            let ends = vec![(at(row.candidate), low), (at(row.candidate), high)];
            (low < high).then(|| line(ends, Look { width: 1.6, ..self.fate(row).look() }))
        };
        let is_full = room == Room::Full;
        let intervals = self.tested().iter().filter(|_| is_full).filter_map(interval);
        let dot = |row: &Tested| {
            let width = if is_full { 2.6 } else { 1.6 };
            line(vec![(at(row.candidate), row.share())], Look { width, ..self.fate(row).look() })
        };
        let mark = |(answer, label): (usize, String)| {
            let height = self.found.found.of(answer)?.share();
            Some(Mark::Target { at: at(answer), height, label: if is_full { label } else { String::new() } })
        };
        Panel {
            title: self.paths()[axis].to_owned(),
            words: Vec::new(),
            room,
            y: share_axis(if is_full { "share of replications that meet the goal" } else { "goal met" }),
            curves: std::iter::once(self.goal(&x, is_full))
                .chain(intervals)
                .chain(self.tested().iter().map(dot))
                .collect(),
            marks: self.answer().and_then(mark).into_iter().collect(),
            bars: Vec::new(),
            x,
        }
    }

    /// The probability that is asked for, with the indifference around it.
    fn goal(&self, x: &Axis, named: bool) -> Curve {
        let Promise { probability, .. } = self.promise;
        let edges = [x.from, x.to].map(|at| (at, self.promise.low(), self.promise.high())).to_vec();
        let zone = Ribbon { edges, opacity: NARROW };
        Curve {
            label: if named { format!("goal {}", percent(probability)) } else { String::new() },
            ribbons: (!self.found.is_certain()).then_some(zone).into_iter().collect(),
            ..line(vec![(x.from, probability), (x.to, probability)], GOAL)
        }
    }

    fn point_legend(&self) -> Vec<Key> {
        let occurs = |fate: &Fate| self.tested().iter().any(|row| self.fate(row) == *fate);
        let fates = Fate::ALL.into_iter().filter(occurs).map(|fate| {
            let Look { ink, .. } = fate.look();
            (fate.words(), Sample::Disc(ink, ink))
        });
        let random = !self.found.is_certain();
        let interval = Sample::Line(Look { width: 1.6, ..OUT });
        let rest = [
            (random && self.paths().len() == 1, "95 % interval", interval),
            (random, "either answer will do", Sample::Band(INK, NARROW)),
        ];
        let rest =
            rest.into_iter().filter(|(is_there, ..)| *is_there).map(|(_, label, sample)| (label, sample));
        fates.chain(rest).map(|(label, sample)| Key { label: label.to_owned(), sample }).collect()
    }

    /// Candidates over two values: shaded where they were tested, dotted where not; rings at the answer
    /// and at what also does with less of something.
    fn map(&self) -> (Vec<Key>, Vec<Panel>) {
        let (paths, settings) = (self.paths(), self.settings);
        let (across, up) = (Values::of(settings, 0), Values::of(settings, 1));
        let shades = Shades::of(self.promise);
        let at = |candidate: usize| {
            let setting = &settings[candidate];
            Some((across.position(setting, 0)?, up.position(setting, 1)?))
        };
        let shaded = |candidate: usize| {
            let ink = self.found.found.of(candidate).map_or(PAPER, |row| shades.ink(row));
            Some(cell(at(candidate)?, ink))
        };
        let untested = (0..settings.len()).filter(|&candidate| self.found.found.of(candidate).is_none());
        let dots =
            untested.clone().filter_map(|candidate| Some(line(vec![middle(at(candidate)?)], UNTESTED)));
        let others = self.found.found.frontier.iter().copied();
        let others: Vec<usize> = others.filter(|&row| Some(row) != self.found.found.answer).collect();
        let rings = others.iter().filter_map(|&candidate| at(candidate)).flat_map(ring);
        let mark = |(answer, label): (usize, String)| {
            let (x, y) = middle(at(answer)?);
            Some(Mark::Target { at: x, height: y, label })
        };
        let marked =
            |candidate: &usize| self.found.found.answer == Some(*candidate) || others.contains(candidate);
        let number = |candidate: usize| {
            let row = self.found.found.of(candidate)?;
            let tells = row.stall.is_none() && row.problem.is_none();
            let text = percent((row.share() * 100.0).round() / 100.0);
            tells.then_some(number_in(at(candidate)?, text, shades.ink(row)))
        };
        let has_room = up.names.len() <= MOST_NUMBERED;
        let numbered = (0..settings.len()).filter(|candidate| has_room && !marked(candidate));
        let panel = Panel {
            title: format!("{} upwards, {} to the right", paths[1], paths[0]),
            words: numbered.filter_map(number).collect(),
            room: Room::Full,
            x: across.cells(paths[0]),
            y: Axis { caption: String::new(), ..up.cells(paths[1]) },
            curves: (0..settings.len())
                .filter_map(shaded)
                .chain(borders(across.names.len(), up.names.len()))
                .chain(dots)
                .chain(rings)
                .collect(),
            marks: self.answer().and_then(mark).into_iter().collect(),
            bars: Vec::new(),
        };
        let stalls = self.tested().iter().any(|row| row.stall.is_some());
        let impossible = self.tested().iter().any(|row| row.problem.is_some());
        let bad = match (stalls, impossible) {
            (true, true) => "stalls or is impossible",
            (false, true) => "impossible",
            _ => "stalls",
        };
        let more = [
            (stalls || impossible, bad, Sample::Band(NEVER, 1.0)),
            (untested.clone().next().is_some(), "not tested", Sample::Disc(UNTESTED.ink, UNTESTED.ink)),
            (!others.is_empty(), "also does, with less of something", Sample::Disc(INK, PAPER)),
        ];
        let more = more.into_iter().filter(|(is_there, ..)| *is_there);
        let more = more.map(|(_, label, sample)| Key { label: label.to_owned(), sample });
        (shades.legend().chain(more).collect(), vec![panel])
    }
}

/// What becomes of a candidate.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Meets,
    Fails,
    /// A test did not accept it, which is less.
    NotShown,
    Stalls,
    Impossible,
    Undecided,
}

impl Fate {
    const ALL: [Fate; 6] =
        [Fate::Meets, Fate::Fails, Fate::NotShown, Fate::Stalls, Fate::Impossible, Fate::Undecided];

    fn of(row: &Tested, promise: Promise) -> Fate {
        match row.course.verdict {
            _ if row.problem.is_some() => Fate::Impossible,
            _ if row.stall.is_some() => Fate::Stalls,
            Some(Verdict::Accepted) => Fate::Meets,
            Some(Verdict::Rejected) if row.surely_fails(promise.probability) => Fate::Fails,
            Some(Verdict::Rejected) => Fate::NotShown,
            None => Fate::Undecided,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Fate::Meets => "meets the goal",
            Fate::Fails => "does not",
            Fate::NotShown => "not shown to",
            Fate::Stalls => "stalls",
            Fate::Impossible => "impossible",
            Fate::Undecided => "undecided",
        }
    }

    /// What meets the goal is dark and without gaps, what does not in strokes.
    fn look(self) -> Look {
        match self {
            Fate::Meets => OUT,
            Fate::Fails | Fate::NotShown => Look { dash: Some((5.0, 3.0)), ..WAITING },
            Fate::Stalls | Fate::Impossible => Look { ink: NEVER, dash: Some((2.5, 2.5)), ..WAITING },
            Fate::Undecided => Look { ink: GREY, ..OUT },
        }
    }
}

/// An axis of those values that lie among some places, with half a step beyond.
fn around(values: &Values, path: &str, places: impl Iterator<Item = f64>) -> Axis {
    let (low, high) =
        places.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), at| (low.min(at), high.max(at)));
    let shown = values.between(low, high);
    let steps = (shown.places.len() as f64 - 1.0).max(1.0);
    let beyond = if low < high { (high - low) / steps / 2.0 } else { 0.5 };
    Axis { from: low - beyond, to: high + beyond, ..shown.axis(path) }
}

fn middle((column, row): (usize, usize)) -> (f64, f64) {
    (column as f64 + 0.5, row as f64 + 0.5)
}

/// Lines between the cells of a map.
fn borders(columns: usize, rows: usize) -> impl Iterator<Item = Curve> {
    let (right, top) = (columns as f64, rows as f64);
    let upright = (1..columns).map(move |at| vec![(at as f64, 0.0), (at as f64, top)]);
    let level = (1..rows).map(move |at| vec![(0.0, at as f64), (right, at as f64)]);
    upright.chain(level).map(|ends| line(ends, BORDER))
}

/// A small ring in a cell.
fn ring(place: (usize, usize)) -> [Curve; 2] {
    [(INK, 2.8), (PAPER, 1.7)].map(|(ink, width)| line(vec![middle(place)], Look { ink, width, dash: None }))
}

/// Which shade stands for which shares: three quarters of the way to the goal, below it, at it, above.
struct Shades {
    /// The upper edges of the shades, rising.
    edges: [f64; 6],
}

impl Shades {
    fn of(promise: Promise) -> Shades {
        let quarter = |part: f64| (promise.low() * part * 25.0).round() / 100.0;
        Shades { edges: [quarter(1.0), quarter(2.0), quarter(3.0), promise.low(), promise.high(), 1.0] }
    }

    fn ink(&self, row: &Tested) -> Ink {
        let place = self.edges.iter().position(|&edge| row.share() <= edge).unwrap_or(SHADES.len() - 1);
        if row.stall.is_some() || row.problem.is_some() { NEVER } else { SHADES[place] }
    }

    fn legend(&self) -> impl Iterator<Item = Key> {
        let key = |(ink, edge): (Ink, f64)| Key {
            label: format!("to {}", percent(edge)),
            sample: Sample::Band(ink, 1.0),
        };
        SHADES.into_iter().zip(self.edges).map(key)
    }
}
