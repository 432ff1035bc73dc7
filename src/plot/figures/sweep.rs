//! Figures of a sweep: curves over one value, a heat map over two, points over more; and what is paid
//! for how much time.

use crate::plan::Plan;
use crate::plot::axes::measure::{Measure, in_words};
use crate::plot::axes::numbers::{people, people_axis};
use crate::plot::axes::settings::{MOST_NUMBERED, NEVER, SHADES, Values, cell, line, number_in};
use crate::plot::figure::{Axis, Curve, Figure, Ink, Key, Look, Panel, Ribbon, Room, Sample};
use crate::plot::style::{GREY, NARROW, OUT, WIDE};
use crate::record::{MetricKind, MetricName};
use crate::study::{MetricSummary, Setting, Swept, SweptRow};

/// A sweep to be drawn.
#[derive(Clone, Copy, Debug)]
pub struct SweepView<'a> {
    /// The plan of one setting, for its clock.
    pub plan: &'a Plan,
    /// What is varied.
    pub paths: &'a [&'a str],
    /// All settings.
    pub settings: &'a [Setting],
    /// What they say.
    pub found: &'a Swept,
    /// The metric that is drawn.
    pub metric: &'a MetricName,
    /// Whether the settings are a full grid.
    pub is_grid: bool,
}

impl SweepView<'_> {
    /// The figure of the metric over what is varied.
    #[must_use]
    pub fn figure(&self) -> Figure {
        let replications: u64 = self.found.rows.iter().map(|row| row.replications).sum();
        let (legend, panels) = match (self.paths.len(), self.is_grid) {
            (1, true) => (curve_legend(self.metric.kind), self.curves()),
            (2, true) => self.heat_map(),
            _ => (Vec::new(), (0..self.paths.len()).map(|axis| self.points(axis)).collect()),
        };
        Figure {
            title: format!("How “{}” depends on {}", in_words(self.plan, self.metric), listed(self.paths)),
            subtitle: format!(
                "{}; {} settings, {} replications, seed {}{}",
                self.plan.title,
                people(self.found.rows.len() as f64),
                people(replications as f64),
                self.plan.seed,
                if self.metric.kind == MetricKind::Share { "; shares of runs" } else { "; medians" },
            ),
            legend,
            panels,
            told: Vec::new(),
            notes: self.notes(),
        }
    }

    /// Cost against clearance time, a point a setting; none if the scenario has no costs.
    #[must_use]
    pub fn trade_off(&self) -> Option<Figure> {
        let clearance = &self.found.rows.first()?.metric("clearance_time", "all")?.name;
        let measure = Measure { plan: self.plan, metric: clearance };
        let point = |row: &SweptRow| {
            let (cost, clear) = (
                row.metric("cost", "all")?.quantiles[2]?,
                row.metric(&clearance.name, &clearance.group)?.quantiles[2]?,
            );
            (cost.is_finite() && clear.is_finite()).then_some((cost, clear * measure.scale()))
        };
        let mut points: Vec<(f64, f64)> = self.found.rows.iter().filter_map(point).collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let mut front: Vec<(f64, f64)> = Vec::new();
        for &at in &points {
            if front.last().is_none_or(|last| at.1 < last.1) {
                front.push(at);
            }
        }
        let greatest = points.last()?.0;
        let dot = Look { ink: GREY, width: 2.0, dash: None };
        let mut curves: Vec<Curve> = points.iter().map(|&at| line(vec![at], dot)).collect();
        curves.push(line(front.clone(), OUT));
        curves.extend(front.iter().map(|&at| line(vec![at], OUT)));
        let mut x = people_axis(greatest, 8);
        x.caption = "cost".into();
        Some(Figure {
            title: "What an earlier end costs".into(),
            subtitle: format!("{}; medians, a point a setting", self.plan.title),
            legend: vec![Key {
                label: "nothing is both cheaper and earlier".into(),
                sample: Sample::Line(OUT),
            }],
            panels: vec![Panel {
                title: format!("“{}” upwards, cost to the right", in_words(self.plan, clearance)),
                words: Vec::new(),
                room: Room::Full,
                x,
                y: measure.axis(points.iter().map(|point| point.1), 24),
                curves,
                bars: Vec::new(),
                marks: Vec::new(),
            }],
            told: Vec::new(),
            notes: Vec::new(),
        })
    }

    fn metric_of<'s>(&self, row: &'s SweptRow) -> Option<&'s MetricSummary> {
        row.metric(&self.metric.name, &self.metric.group)
    }

    /// What is drawn of a setting: the share, or the median; instants in ticks as the axes have them.
    fn value(&self, row: &SweptRow) -> Option<f64> {
        let summary = self.metric_of(row)?;
        if self.metric.kind == MetricKind::Share {
            summary.mean
        } else {
            summary.quantiles[2].map(|v| v * self.measure().scale())
        }
    }

    fn measure(&self) -> Measure<'_> {
        Measure { plan: self.plan, metric: self.metric }
    }

    /// What is not drawn, and why; cells of a map have a shade for that.
    fn notes(&self) -> Vec<String> {
        let rows = || self.found.rows.iter();
        let missing = rows().filter(|row| !self.value(row).is_some_and(f64::is_finite)).count();
        let (name, all) = (in_words(self.plan, self.metric), self.found.rows.len());
        let have = if missing == 1 { "has" } else { "have" };
        let not = if self.metric.kind == MetricKind::Duration { "was not over" } else { "did not happen" };
        let points = format!(
            "{missing} of {all} settings {have} no point: “{name}” {not} before the end in half of the runs there, or in more."
        );
        let beyond = |row: &SweptRow| {
            self.metric_of(row).is_some_and(|summary| summary.quantiles[4].is_some_and(f64::is_infinite))
        };
        let bands = "Bands are missing where they would reach beyond the end.".to_owned();
        let points = (missing > 0).then_some(points);
        let impossible = match self.found.impossible.len() {
            0 => None,
            1 => Some("1 setting is impossible and left out: the table says why.".to_owned()),
            more => Some(format!("{more} settings are impossible and left out: the table says why.")),
        };
        let told: Vec<String> = match (self.paths.len(), self.is_grid) {
            (1, true) => {
                let paired = super::paired::panel(self, &Values::of(self.settings, 0));
                let differences = paired.and_then(|_| super::paired::note(self));
                points.into_iter().chain(rows().any(beyond).then_some(bands)).chain(differences).collect()
            }
            (2, true) => Vec::new(),
            _ => points.into_iter().collect(),
        };
        told.into_iter().chain(impossible).collect()
    }

    /// The metric over one value, and how it differs from that of the first setting.
    fn curves(&self) -> Vec<Panel> {
        let values = Values::of(self.settings, 0);
        let paired = super::paired::panel(self, &values);
        std::iter::once(self.curve(&values)).chain(paired).collect()
    }

    fn curve(&self, values: &Values) -> Panel {
        let at = |row: &SweptRow| values.place(&self.settings[row.setting], 0).unwrap_or(0.0);
        let scale = self.measure().scale();
        let band = |row: &SweptRow, low: usize, high: usize| {
            let summary = self.metric_of(row)?;
            let (low, high) = match self.metric.kind {
                MetricKind::Share => summary.ci95?,
                _ => (summary.quantiles[low]? * scale, summary.quantiles[high]? * scale),
            };
            (low.is_finite() && high.is_finite()).then_some((at(row), low, high))
        };
        let ribbon = |low, high, opacity| Ribbon {
            edges: self.found.rows.iter().filter_map(|row| band(row, low, high)).collect(),
            opacity,
        };
        let ribbons = match self.metric.kind {
            MetricKind::Share => vec![ribbon(0, 4, NARROW)],
            _ => vec![ribbon(0, 4, WIDE), ribbon(1, 3, NARROW)],
        };
        let told = |row: &SweptRow| Some((at(row), self.value(row).filter(|value| value.is_finite())?));
        let points: Vec<(f64, f64)> = self.found.rows.iter().filter_map(told).collect();
        let heights = ribbons.iter().flat_map(|ribbon| ribbon.edges.iter().flat_map(|edge| [edge.1, edge.2]));
        let y = self.measure().axis(heights.chain(points.iter().map(|point| point.1)), 24);
        let dots = points.iter().map(|&point| line(vec![point], Look { width: 1.8, ..OUT }));
        let curve = Curve { ribbons, ..line(points.clone(), OUT) };
        Panel {
            title: format!("“{}” upwards, {} to the right", in_words(self.plan, self.metric), self.paths[0]),
            words: Vec::new(),
            room: Room::Full,
            x: values.axis(self.paths[0]),
            y,
            curves: std::iter::once(curve).chain(dots).collect(),
            bars: Vec::new(),
            marks: Vec::new(),
        }
    }

    /// A point a setting over one of several values.
    fn points(&self, axis: usize) -> Panel {
        let values = Values::of(self.settings, axis);
        let told = |row: &SweptRow| {
            let at = values.place(&self.settings[row.setting], axis)?;
            Some((at, self.value(row).filter(|value| value.is_finite())?))
        };
        let points: Vec<(f64, f64)> = self.found.rows.iter().filter_map(told).collect();
        let mut x = values.axis(self.paths[axis]);
        // In a small panel only names that are well apart can be read.
        x.notches.sort_by(|a, b| a.at.total_cmp(&b.at));
        let (apart, mut last) = ((x.to - x.from) / 5.0, f64::NEG_INFINITY);
        x.notches.retain(|notch| {
            let is_apart = notch.at - last >= apart;
            last = if is_apart { notch.at } else { last };
            is_apart
        });
        Panel {
            title: self.paths[axis].to_owned(),
            words: Vec::new(),
            room: Room::Small,
            x,
            y: self.measure().axis(points.iter().map(|point| point.1), 12),
            curves: points.iter().map(|&at| line(vec![at], Look { width: 1.3, ..OUT })).collect(),
            bars: Vec::new(),
            marks: Vec::new(),
        }
    }

    fn heat_map(&self) -> (Vec<Key>, Vec<Panel>) {
        let (across, up) = (Values::of(self.settings, 0), Values::of(self.settings, 1));
        let told: Vec<f64> = self.found.rows.iter().filter_map(|row| self.value(row)).collect();
        let scale = Shading::of(self.measure(), &told);
        let shaded = |row: &SweptRow| {
            let setting = &self.settings[row.setting];
            Some(cell((across.position(setting, 0)?, up.position(setting, 1)?), scale.ink(self.value(row)?)))
        };
        let high = told.iter().copied().filter(|value| value.is_finite()).fold(0.0, f64::max);
        let number = |row: &SweptRow| {
            let setting = &self.settings[row.setting];
            let value = self.value(row).filter(|value| value.is_finite())?;
            let place = (across.position(setting, 0)?, up.position(setting, 1)?);
            let text = self.measure().told(value, high);
            Some(number_in(place, text, scale.ink(value)))
        };
        let has_room = up.names.len() <= MOST_NUMBERED;
        let panel = Panel {
            title: format!("{} upwards, {} to the right", self.paths[1], self.paths[0]),
            words: self.found.rows.iter().filter(|_| has_room).filter_map(number).collect(),
            room: Room::Full,
            x: across.cells(self.paths[0]),
            y: Axis { caption: String::new(), ..up.cells(self.paths[1]) },
            curves: self.found.rows.iter().filter_map(shaded).collect(),
            bars: Vec::new(),
            marks: Vec::new(),
        };
        (scale.legend(), vec![panel])
    }
}

/// `a`, `a and b`, `a, b and c`.
fn listed(words: &[&str]) -> String {
    match words {
        [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

fn curve_legend(kind: MetricKind) -> Vec<Key> {
    let band = |label: &str, opacity| Key { label: label.into(), sample: Sample::Band(GREY, opacity) };
    match kind {
        MetricKind::Share => vec![
            Key { label: "share of runs".into(), sample: Sample::Line(OUT) },
            band("95 % interval", NARROW),
        ],
        _ => vec![
            Key { label: "median".into(), sample: Sample::Line(OUT) },
            band("25–75 % of runs", WIDE + NARROW),
            band("5–95 %", WIDE),
        ],
    }
}

/// Which shade stands for which values.
struct Shading {
    /// The upper edges of the shades, rising, and what is said of each shade.
    edges: Vec<(f64, String)>,
    never: bool,
}

impl Shading {
    fn of(measure: Measure<'_>, values: &[f64]) -> Shading {
        let never = values.iter().any(|value| value.is_infinite());
        let finite = || values.iter().copied().filter(|value| value.is_finite());
        let (low, high) = finite().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
        let shares = [0.25, 0.5, 0.75, 0.9, 0.95, 1.0];
        let edges: Vec<f64> = match measure.metric.kind {
            MetricKind::Share => shares.to_vec(),
            _ if low >= high => vec![high],
            _ => (1..=SHADES.len())
                .map(|step| low + (high - low) * step as f64 / SHADES.len() as f64)
                .collect(),
        };
        let edges =
            edges.into_iter().map(|edge| (edge, format!("to {}", measure.told(edge, high)))).collect();
        Shading { edges, never }
    }

    fn ink(&self, value: f64) -> Ink {
        if value.is_infinite() {
            return NEVER;
        }
        let place = self.edges.iter().position(|(edge, _)| value <= *edge).unwrap_or(self.edges.len() - 1);
        SHADES[place.min(SHADES.len() - 1)]
    }

    fn legend(&self) -> Vec<Key> {
        let key = |(ink, label): (Ink, String)| Key { label, sample: Sample::Band(ink, 1.0) };
        let shades = SHADES.into_iter().zip(self.edges.iter().map(|(_, label)| label.clone()));
        let never = self.never.then(|| (NEVER, "not before the end".to_owned()));
        shades.chain(never).map(key).collect()
    }
}
