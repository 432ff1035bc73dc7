//! The figure of the true headcount that public figures leave possible, with these beside it.

use crate::plan::{Bound, GroupId, Plan, PublicFigure};
use crate::plot::axes::hours::time_axis;
use crate::plot::axes::numbers::{people, people_axis};
use crate::plot::axes::settings::line;
use crate::plot::figure::{Curve, Figure, Key, Look, Panel, Ribbon, Room, Sample};
use crate::plot::figures::said;
use crate::plot::style::{GREY, INK, NARROW, OUT, WAITING, WIDE};
use crate::study::calibrate::{Calibrated, Reached, Truth, TruthCurve};
use crate::units::Tick;

/// What was said: a dot with the reach of its error.
const SAID: Look = Look { ink: WAITING.ink, width: 3.0, dash: None };
const REACH: Look = Look { ink: WAITING.ink, width: 1.6, dash: None };
/// A lower bound: it reaches upward only.
const LEAST: Look = Look { ink: INK, width: 3.0, dash: None };
const UPWARD: Look = Look { ink: INK, width: 1.6, dash: Some((4.0, 2.5)) };
/// Figures that are told one by one.
const MOST_TOLD: usize = 24;

/// A true headcount to be drawn.
#[derive(Clone, Copy, Debug)]
pub struct TruthView<'a> {
    /// The plan of the scenario as it is.
    pub plan: &'a Plan,
    /// What was said.
    pub figures: &'a [PublicFigure],
    /// The headcounts.
    pub truth: &'a Truth,
    /// The particles.
    pub found: &'a Calibrated,
}

impl TruthView<'_> {
    /// The figure: everybody, then each group of which somebody spoke.
    #[must_use]
    pub fn figure(&self) -> Figure {
        let has_figure = |curve: &&TruthCurve| curve.group.is_none() || self.of(curve.group).next().is_some();
        let curves: Vec<&TruthCurve> = self.truth.curves.iter().filter(has_figure).collect();
        let alone = curves.len() == 1;
        let wide = match self.found.reached {
            Reached::Stated => String::new(),
            _ => ", errors wider than stated".into(),
        };
        Figure {
            title: "How many people were out, as far as the public figures tell".into(),
            subtitle: format!(
                "{}; {} figures, {} particles, seed {}{wide}",
                self.plan.title,
                self.figures.len(),
                people(self.found.particles.len() as f64),
                self.plan.seed
            ),
            legend: legend(self.figures),
            panels: curves.into_iter().map(|curve| self.panel(curve, alone)).collect(),
            told: Vec::new(),
            notes: self.notes(),
        }
    }

    /// The figures that are about all people of a group, or about everybody, wherever they are.
    fn of(&self, group: Option<GroupId>) -> impl Iterator<Item = &PublicFigure> {
        self.figures.iter().filter(move |figure| {
            figure.site.is_none() && figure.scope.iter().copied().eq(group) && figure.scope.len() <= 1
        })
    }

    fn panel(&self, curve: &TruthCurve, alone: bool) -> Panel {
        let grid = self.truth.grid;
        let last = self.figures.iter().map(|figure| figure.at).max().unwrap_or(Tick::START);
        let end = grid.end.max(last);
        let places = || curve.bands.iter().enumerate().map(|(point, band)| (grid.at(point).0 as f64, band));
        let ribbon = |low: usize, high: usize, opacity| Ribbon {
            edges: places().map(|(at, band)| (at, band.quantiles[low], band.quantiles[high])).collect(),
            opacity,
        };
        let median = Curve {
            label: String::new(),
            line: places().map(|(at, band)| (at, band.quantiles[2])).collect(),
            ribbons: vec![ribbon(0, 4, WIDE), ribbon(1, 3, NARROW)],
            look: OUT,
        };
        let said: Vec<Curve> = self.of(curve.group).flat_map(|figure| marks(figure, end)).collect();
        let highest = |curve: &Curve| curve.line.iter().map(|&(_, y)| y).fold(0.0, f64::max);
        let greatest = curve.bands.iter().map(|band| band.quantiles[4]).fold(0.0, f64::max);
        let greatest = said.iter().map(highest).fold(greatest, f64::max);
        let full = alone || curve.group.is_none();
        Panel {
            title: curve.group.map_or("everybody".into(), |group| self.plan.groups[group].title.clone()),
            words: Vec::new(),
            room: if full { Room::Full } else { Room::Small },
            x: time_axis(self.plan.clock, end, if full { 12 } else { 4 }),
            y: people_axis(greatest, if full { 6 } else { 4 }),
            curves: std::iter::once(median).chain(said).collect(),
            marks: Vec::new(),
            bars: Vec::new(),
        }
    }

    /// Each figure in words.
    fn notes(&self) -> Vec<String> {
        let mut notes = said::sources(self.plan, self.figures.iter().take(MOST_TOLD));
        if let Some(more) = self.figures.len().checked_sub(MOST_TOLD).filter(|&more| more > 0) {
            notes.push(format!("{more} more figures are in figures.csv."));
        }
        notes
    }
}

/// A dot at what was said, with a standard deviation of its error to both sides, or upward.
fn marks(figure: &PublicFigure, end: Tick) -> [Curve; 2] {
    let (at, said) = (figure.at.min(end).0 as f64, figure.people as f64);
    let reach = |spreads: f64| (at, said * libm::exp(spreads * figure.spread));
    let (dot, reach, look) = match figure.bound {
        Bound::AtLeast => (LEAST, vec![reach(0.0), reach(1.5)], UPWARD),
        Bound::Exact | Bound::About => (SAID, vec![reach(-1.0), reach(1.0)], REACH),
    };
    [line(reach, look), line(vec![(at, said)], dot)]
}

fn legend(figures: &[PublicFigure]) -> Vec<Key> {
    let key = |label: &str, sample| Key { label: label.into(), sample };
    let has = |least: bool| figures.iter().any(|figure| (figure.bound == Bound::AtLeast) == least);
    let mut keys = vec![
        key("truly out (median)", Sample::Line(OUT)),
        key("50 % lie within", Sample::Band(GREY, WIDE + NARROW)),
        key("90 %", Sample::Band(GREY, WIDE)),
    ];
    if has(false) {
        keys.push(key("said, with its error", Sample::Disc(SAID.ink, SAID.ink)));
    }
    if has(true) {
        keys.push(key("said: at least so many", Sample::Disc(LEAST.ink, LEAST.ink)));
    }
    keys
}
