//! The figure of two kinds of uncertainty: what the runs of each draw of what nobody knows give, and how
//! much of the spread is between draws and how much is chance within them.

use crate::plan::Plan;
use crate::plot::axes::hours::{span_axis, time_axis_between};
use crate::plot::axes::measure::in_words;
use crate::plot::axes::numbers::{people, percent, scaled_axis};
use crate::plot::axes::settings::{line, share_axis};
use crate::plot::figure::{Axis, Bar, Figure, Ink, Key, Look, Mark, Panel, Room, Sample};
use crate::plot::style::{INK, OUT, WAITING, pale};
use crate::record::{MetricKind, MetricName};
use crate::stats::NestedVariance;
use crate::study::{MetricSummary, Setting, Swept};
use crate::units::Tick;

/// How high the panel of draws is, and that of the variance.
const DRAWS: f64 = 360.0;
const PARTS: f64 = 40.0;
/// The probability that is wanted.
const WANTED: Look = Look { ink: INK, width: 1.4, dash: Some((5.0, 3.0)) };
/// Whiskers of intervals.
const WHISKER: Look = Look { ink: INK, width: 1.6, dash: None };

/// A study of what nobody knows to be drawn.
#[derive(Clone, Copy, Debug)]
pub struct UncertaintyView<'a> {
    /// The plan of one draw.
    pub plan: &'a Plan,
    /// All draws.
    pub settings: &'a [Setting],
    /// What they say.
    pub found: &'a Swept,
    /// The metric that is drawn.
    pub metric: &'a MetricName,
    /// The parts of its variance; none if it does not vary, or did not happen in all runs.
    pub parts: Option<NestedVariance>,
}

/// What the runs of one draw give, along the horizontal axis; infinite where it did not happen.
struct Row {
    /// The share, or the median.
    middle: f64,
    /// The interval of the share, or where 90 % of the runs lie.
    wide: (f64, f64),
    /// Where half the runs lie; none of a share.
    narrow: Option<(f64, f64)>,
}

impl UncertaintyView<'_> {
    /// The figure: a row a draw, sorted; and the parts of the variance, if it has parts.
    #[must_use]
    pub fn figure(&self) -> Figure {
        let rows = self.rows();
        let edits = self.settings.first().map_or(&[][..], |setting| &setting.edits);
        let paths: Vec<&str> = edits.iter().map(|(path, _)| path.as_str()).collect();
        let runs = self.found.rows.first().map_or(0, |row| row.replications);
        Figure {
            title: format!(
                "{}: what nobody knows, and chance",
                capitalised(&in_words(self.plan, self.metric))
            ),
            subtitle: format!(
                "{}; {} draws of {}, {} runs of each, seed {}",
                self.plan.title,
                people(rows.len() as f64),
                paths.join(" and "),
                people(runs as f64),
                self.plan.seed,
            ),
            legend: self.legend(),
            panels: std::iter::once(self.draws(&rows)).chain(self.parts.map(|parts| share(&parts))).collect(),
            told: Vec::new(),
            notes: self.notes(),
        }
    }

    fn is_share(&self) -> bool {
        self.metric.kind == MetricKind::Share
    }

    /// The draws, the one with the least first.
    fn rows(&self) -> Vec<Row> {
        let row = |summary: &MetricSummary| {
            let [low, lower, median, upper, high] = summary.quantiles;
            if self.is_share() {
                return Some(Row { middle: summary.mean?, wide: summary.ci95?, narrow: None });
            }
            // Instants are in ticks as the axes have them.
            let scale = if self.metric.kind == MetricKind::Instant { 1000.0 } else { 1.0 };
            Some(Row {
                middle: median? * scale,
                wide: (low? * scale, high? * scale),
                narrow: Some((lower? * scale, upper? * scale)),
            })
        };
        let of_metric = |name: &MetricSummary| name.name == *self.metric;
        let summaries = self.found.rows.iter().filter_map(|row| row.metrics.iter().find(|&m| of_metric(m)));
        let mut rows: Vec<Row> = summaries.filter_map(row).collect();
        rows.sort_by(|a, b| {
            let ends = a.wide.0.total_cmp(&b.wide.0).then(a.wide.1.total_cmp(&b.wide.1));
            a.middle.total_cmp(&b.middle).then(ends)
        });
        rows
    }

    /// A row a draw: a pale bar, a darker one within it, and a dot.
    fn draws(&self, rows: &[Row]) -> Panel {
        let (axis, end) = self.value_axis(rows);
        let count = rows.len().max(1) as f64;
        // Where rows are so thin that gaps could not be seen, there are none.
        let gap = if DRAWS / count > 5.0 { 0.12 } else { 0.0 };
        let at = |value: f64| if value.is_finite() { value } else { axis.to };
        let bar = |place: usize, (low, high): (f64, f64), ink: Ink, gap: f64| Bar {
            row: ((place as f64 + gap) / count, (place as f64 + 1.0 - gap) / count),
            span: (at(low), at(high)),
            ink,
            stripe: None,
        };
        let wide = rows.iter().enumerate().map(|(place, row)| bar(place, row.wide, wide_ink(), gap));
        let narrow = rows.iter().enumerate();
        let narrow = narrow.filter_map(|(place, row)| Some(bar(place, row.narrow?, narrow_ink(), gap)));
        let dot = Look { width: (DRAWS / count / 4.5).clamp(0.9, 2.4), ..OUT };
        let middle = |value: f64| match end {
            Some(end) if !value.is_finite() => f64::midpoint(end, axis.to),
            _ => value,
        };
        let dots = rows.iter().enumerate();
        let dots =
            dots.map(|(place, row)| line(vec![(middle(row.middle), (place as f64 + 0.5) / count)], dot));
        let wanted = self.wanted().map(|wanted| line(vec![(wanted, 0.0), (wanted, 1.0)], WANTED));
        let later = |end| Mark::Window { from: end, to: axis.to, label: "not before the end".into() };
        Panel {
            title: format!("share of draws, over {}", self.what()),
            words: Vec::new(),
            room: Room::High(DRAWS),
            y: share_axis(""),
            curves: wanted.into_iter().chain(dots).collect(),
            marks: end.map(later).into_iter().collect(),
            bars: wide.chain(narrow).collect(),
            x: axis,
        }
    }

    /// What the horizontal axis measures.
    fn what(&self) -> String {
        match self.metric.kind {
            MetricKind::Share => "the share of their runs that meet the goal".into(),
            MetricKind::Instant => "local time".into(),
            MetricKind::Duration => "time".into(),
            _ => self.metric.unit.into(),
        }
    }

    /// The probability that the goal is to be met with.
    fn wanted(&self) -> Option<f64> {
        self.plan.goal.as_ref().filter(|_| self.metric.name == "goal_met").map(|goal| goal.probability)
    }

    /// The horizontal axis, and where on it begins what did not happen, if there is any.
    fn value_axis(&self, rows: &[Row]) -> (Axis, Option<f64>) {
        if self.is_share() {
            return (share_axis(""), None);
        }
        let ends = || rows.iter().flat_map(|row| [row.wide.0, row.wide.1]);
        let (low, high) = ends()
            .filter(|value| value.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        let never = ends().any(f64::is_infinite);
        // What is later than the end stands beyond it, wherever the others are.
        let end = self.plan.end.filter(|_| never).map_or(f64::NEG_INFINITY, |end| end.0 as f64);
        let (low, high) = match self.metric.kind {
            MetricKind::Instant if end.is_finite() => (low.min(end), end),
            _ if low <= high => (low, high),
            _ => (0.0, 0.0),
        };
        let mut axis = match self.metric.kind {
            MetricKind::Instant => self.clock_axis(low, high),
            MetricKind::Duration => span_axis(low, high, 8),
            _ if self.metric.unit == "share" => scaled_axis(low, high, 0.01, "\u{a0}%"),
            _ => scaled_axis(low, high, 1.0, ""),
        };
        let end = never.then_some(axis.to);
        axis.to += if never { (axis.to - axis.from) * 0.14 } else { 0.0 };
        (axis, end)
    }

    /// Local time with some room on both sides.
    fn clock_axis(&self, low: f64, high: f64) -> Axis {
        let room = f64::max((high - low) * 0.04, 60_000.0);
        let [from, to] = [(low - room).max(0.0), high + room].map(|tick| Tick(tick as u64));
        time_axis_between(self.plan.clock, from, to, 14)
    }

    fn legend(&self) -> Vec<Key> {
        let key = |label: String, sample| Key { label, sample };
        let of_runs = match self.is_share() {
            true => vec![
                key("share of the runs of a draw".into(), Sample::Disc(OUT.ink, OUT.ink)),
                key("95 % interval".into(), Sample::Band(wide_ink(), 1.0)),
            ],
            false => vec![
                key("median of a draw".into(), Sample::Disc(OUT.ink, OUT.ink)),
                key("25–75 % of its runs".into(), Sample::Band(narrow_ink(), 1.0)),
                key("5–95 %".into(), Sample::Band(wide_ink(), 1.0)),
            ],
        };
        let wanted =
            self.wanted().map(|wanted| key(format!("wanted: {}", percent(wanted)), Sample::Line(WANTED)));
        let parts = [("what nobody knows", unknown_ink()), ("chance", chance_ink())];
        let parts = parts.map(|(label, ink)| key(label.into(), Sample::Band(ink, 1.0)));
        let parts = parts.into_iter().filter(|_| self.parts.is_some());
        of_runs.into_iter().chain(wanted).chain(parts).collect()
    }

    fn notes(&self) -> Vec<String> {
        match self.parts {
            Some(_) if self.is_share() => {
                vec!["The variance is that of a single run, which meets the goal or does not.".into()]
            }
            Some(_) => Vec::new(),
            None => vec![format!(
                "The variance of “{}” cannot be split, as {}.",
                in_words(self.plan, self.metric),
                self.found.why_not_nested(self.metric)
            )],
        }
    }
}

/// The parts of the variance, with the interval of the border between them.
fn share(parts: &NestedVariance) -> Panel {
    let bar = |from, to, ink| Bar { row: (0.15, 0.85), span: (from, to), ink, stripe: None };
    let stroke = |from, to| line(vec![from, to], WHISKER);
    let end = |at| stroke((at, 0.3), (at, 0.7));
    let whiskers =
        parts.interval.map(|(low, high)| vec![stroke((low, 0.5), (high, 0.5)), end(low), end(high)]);
    let interval = match parts.interval {
        Some((low, high)) => format!("95 % interval: {} to {}", percent(low), percent(high)),
        None => "no interval: too few draws decide".to_owned(),
    };
    Panel {
        title: format!(
            "{} of the variance is due to what nobody knows ({interval}), the rest is chance",
            percent(parts.share),
        ),
        words: Vec::new(),
        room: Room::High(PARTS),
        x: share_axis(""),
        y: Axis { caption: String::new(), from: 0.0, to: 1.0, notches: Vec::new() },
        curves: whiskers.unwrap_or_default(),
        marks: Vec::new(),
        bars: vec![bar(0.0, parts.share, unknown_ink()), bar(parts.share, 1.0, chance_ink())],
    }
}

/// From light to dark: where most runs of a draw lie, and where half of them do.
fn wide_ink() -> Ink {
    pale(pale(OUT.ink))
}

fn narrow_ink() -> Ink {
    pale(OUT.ink)
}

/// Both so light that whiskers can be seen on them.
fn unknown_ink() -> Ink {
    pale(WAITING.ink)
}

fn chance_ink() -> Ink {
    pale(pale(WAITING.ink))
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
