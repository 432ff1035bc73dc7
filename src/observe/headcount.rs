//! Headcounts: how many people are in a state, as functions of time on a grid.

use super::{Moment, Observer};
use crate::plan::{GroupId, Plan, SiteId, Table};
use crate::units::{HOUR, MINUTE, Span, Tick};

/// Where people are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SeriesKind {
    /// At their pickup, not yet aboard.
    Waiting,
    /// Aboard a vehicle.
    Aboard,
    /// Set down at a drop-off.
    Arrived,
}

/// One count that changes together: people of one group, in one state, at one site.
type Cell = (GroupId, SeriesKind, Option<SiteId>);

/// A headcount that is recorded: the sum of some cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    cells: Vec<Cell>,
}

/// Under which names a series is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// A group; none: everybody.
    pub group: Option<GroupId>,
    /// A site; none: all sites.
    pub site: Option<SiteId>,
    /// The state in words: `waiting`, `aboard`, `arrived` or `out`.
    pub state: &'static str,
    /// Which of the recorded series it is.
    pub series: usize,
}

/// The states that are written, and what they are made of.
const STATES: [(&str, SeriesKind); 4] = [
    ("waiting", SeriesKind::Waiting),
    ("aboard", SeriesKind::Aboard),
    ("arrived", SeriesKind::Arrived),
    ("out", SeriesKind::Arrived),
];

/// The series that must be recorded for a plan: equal ones once.
#[must_use]
pub fn all_series(plan: &Plan) -> Vec<Series> {
    named(plan).0
}

/// Every headcount of a plan with its names: everybody first, then each group; all sites first, then
/// each site; waiting, aboard, arrived and out.
#[must_use]
pub fn rendered_series(plan: &Plan) -> Vec<Subject> {
    named(plan).1
}

fn named(plan: &Plan) -> (Vec<Series>, Vec<Subject>) {
    let (mut series, mut subjects): (Vec<Series>, Vec<Subject>) = (Vec::new(), Vec::new());
    let cells = all_cells(plan);
    for group in std::iter::once(None).chain(plan.groups.ids().map(Some)) {
        for site in std::iter::once(None).chain(plan.sites.ids().map(Some)) {
            for (state, kind) in STATES {
                let wanted = |cell: &&Cell| {
                    group.is_none_or(|group| group == cell.0)
                        && site.is_none_or(|_| cell.2 == site)
                        && cell.1 == kind
                };
                let cells: Vec<Cell> = cells.iter().filter(wanted).copied().collect();
                if cells.is_empty() {
                    continue;
                }
                let known = series.iter().position(|row| row.cells == cells);
                let place = known.unwrap_or(series.len());
                if known.is_none() {
                    series.push(Series { cells });
                }
                subjects.push(Subject { group, site, state, series: place });
            }
        }
    }
    (series, subjects)
}

fn all_cells(plan: &Plan) -> Vec<Cell> {
    let cells = plan.groups.iter().flat_map(|(group, row)| {
        let arrived = row.to.iter().map(move |&site| (group, SeriesKind::Arrived, Some(site)));
        [(group, SeriesKind::Waiting, Some(row.at)), (group, SeriesKind::Aboard, None)]
            .into_iter()
            .chain(arrived)
    });
    cells.collect()
}

/// Most points of a grid.
const MOST_POINTS: u64 = 400;
/// The finest steps of a grid; after the last, hours double.
const STEPS: [u64; 5] = [MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR];

/// The instants at which headcounts are kept: every `step` from the start, and the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    /// From one point to the next.
    pub step: Span,
    /// The last point; it may be nearer to the one before.
    pub end: Tick,
}

impl Grid {
    /// The finest grid that reaches `end` with at most 400 points.
    #[must_use]
    pub fn until(end: Tick) -> Grid {
        let mut step = Span(STEPS[0]);
        while end.0.div_ceil(step.0) + 1 > MOST_POINTS {
            step = coarser(step);
        }
        Grid { step, end }
    }

    /// How many points it has.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end.0.div_ceil(self.step.0) + 1) as usize
    }

    /// Whether it has no points: never.
    #[must_use]
    pub fn is_empty(self) -> bool {
        false
    }

    /// The instant of a point.
    #[must_use]
    pub fn at(self, point: usize) -> Tick {
        Tick((point as u64 * self.step.0).min(self.end.0))
    }
}

fn coarser(step: Span) -> Span {
    STEPS.iter().copied().find(|&next| next > step.0).map_or(Span(step.0 * 2), Span)
}

/// Records headcounts on a grid. Where the scenario has no end the grid starts at a minute and points
/// are dropped as the run grows.
#[derive(Clone, Debug)]
pub struct Headcount {
    /// Of each group: the series that change with its waiting and its people aboard.
    waiting: Table<GroupId, Vec<u32>>,
    aboard: Table<GroupId, Vec<u32>>,
    /// Of each group and drop-off: the series that change with those who arrive there.
    arrived: Table<GroupId, Vec<(SiteId, Vec<u32>)>>,
    now: Vec<u32>,
    fixed_end: Option<Tick>,
    step: Span,
    /// When the next point is to be kept.
    next: Tick,
    points: Vec<u32>,
    end: Tick,
}

impl Headcount {
    /// A recorder for the series of a plan.
    #[must_use]
    pub fn new(plan: &Plan) -> Headcount {
        let series = all_series(plan);
        let with = |cell: Cell| {
            let places = series.iter().enumerate().filter(|(_, row)| row.cells.contains(&cell));
            places.map(|(place, _)| place as u32).collect::<Vec<u32>>()
        };
        let sites = |(group, row): (GroupId, &crate::plan::Group)| {
            row.to.iter().map(|&site| (site, with((group, SeriesKind::Arrived, Some(site))))).collect()
        };
        let step = plan.end.map_or(Span(STEPS[0]), |end| Grid::until(end).step);
        Headcount {
            waiting: plan
                .groups
                .iter()
                .map(|(g, row)| with((g, SeriesKind::Waiting, Some(row.at))))
                .collect(),
            aboard: plan.groups.ids().map(|group| with((group, SeriesKind::Aboard, None))).collect(),
            arrived: plan.groups.iter().map(sites).collect(),
            now: vec![0; series.len()],
            fixed_end: plan.end,
            step,
            next: Tick::START,
            points: Vec::with_capacity(series.len() * (MOST_POINTS as usize + 1)),
            end: Tick::START,
        }
    }

    /// How many series there are.
    #[must_use]
    pub fn width(&self) -> usize {
        self.now.len()
    }

    /// The grid of the last run.
    #[must_use]
    pub fn grid(&self) -> Grid {
        Grid { step: self.step, end: self.end }
    }

    /// The headcounts at the end of the last run, by series.
    #[must_use]
    pub fn last(&self) -> &[u32] {
        &self.now
    }

    /// The headcounts at an instant of the last run that is a multiple of the grid's step or lies
    /// after the run's end, by series.
    ///
    /// # Panics
    /// If it is neither.
    #[must_use]
    pub fn at(&self, tick: Tick) -> &[u32] {
        if tick >= self.end {
            return &self.now;
        }
        assert!(tick.0.is_multiple_of(self.step.0), "{tick} is not on the grid of {}", self.step);
        let from = (tick.0 / self.step.0) as usize * self.width();
        &self.points[from..from + self.width()]
    }

    /// Keeps the points before `now`, at which the counts were what they are so far.
    #[inline]
    fn keep_until(&mut self, now: Tick) {
        while self.next < now {
            self.points.extend_from_slice(&self.now);
            self.next = self.next + self.step;
            if self.fixed_end.is_none() && self.next.0 / self.step.0 >= MOST_POINTS {
                self.drop_points();
            }
        }
    }

    /// Goes over to the next coarser grid.
    fn drop_points(&mut self) {
        let wider = coarser(self.step);
        let keep_every = (wider.0 / self.step.0) as usize;
        let width = self.width();
        let kept = self.points.len() / width;
        for (place, point) in (0..kept).step_by(keep_every).enumerate() {
            self.points.copy_within(point * width..(point + 1) * width, place * width);
        }
        let left = kept.div_ceil(keep_every);
        self.points.truncate(left * width);
        self.step = wider;
        self.next = Tick(left as u64 * wider.0);
    }

    #[inline]
    fn change(now: &mut [u32], series: &[u32], by: i64) {
        for &place in series {
            let count = &mut now[place as usize];
            *count = (i64::from(*count) + by) as u32;
        }
    }
}

impl Observer for Headcount {
    fn begin(&mut self, _replication: u64) {
        self.now.fill(0);
        self.points.clear();
        self.next = Tick::START;
        self.end = Tick::START;
        self.step = self.fixed_end.map_or(Span(STEPS[0]), |end| Grid::until(end).step);
    }

    #[inline]
    fn see(&mut self, now: Tick, moment: &Moment) {
        match *moment {
            Moment::Appeared { group, people } => {
                self.keep_until(now);
                Self::change(&mut self.now, &self.waiting[group], i64::from(people));
            }
            Moment::Boarded { group, people, .. } => {
                self.keep_until(now);
                Self::change(&mut self.now, &self.waiting[group], -i64::from(people));
                Self::change(&mut self.now, &self.aboard[group], i64::from(people));
            }
            Moment::Alighted { group, people, site, .. } => {
                self.keep_until(now);
                Self::change(&mut self.now, &self.aboard[group], -i64::from(people));
                if let Some((_, series)) = self.arrived[group].iter().find(|(to, _)| *to == site) {
                    Self::change(&mut self.now, series, i64::from(people));
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, now: Tick) {
        self.keep_until(now);
        self.end = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_is_the_finest_with_at_most_400_points() {
        for (end, step, points) in [
            (0, MINUTE, 1),
            (399 * MINUTE, MINUTE, 400),
            (399 * MINUTE + 1, 5 * MINUTE, 81),
            (22 * HOUR, 5 * MINUTE, 265),
            (99 * HOUR, 15 * MINUTE, 397),
            (400 * HOUR, 2 * HOUR, 201),
        ] {
            let grid = Grid::until(Tick(end));
            assert_eq!((grid.step, grid.len()), (Span(step), points), "{end}");
            assert_eq!(grid.at(points - 1), Tick(end));
        }
    }

    #[test]
    fn a_value_holds_from_its_instant_on() {
        let mut count = Headcount {
            waiting: Table::new(vec![vec![0]]),
            aboard: Table::new(vec![vec![]]),
            arrived: Table::new(vec![vec![]]),
            now: vec![0],
            fixed_end: None,
            step: Span(MINUTE),
            next: Tick::START,
            points: Vec::new(),
            end: Tick::START,
        };
        count.begin(0);
        for minute in [0, 2, 500, 900] {
            count.see(Tick(minute * MINUTE), &Moment::Appeared { group: GroupId(0), people: 1 });
        }
        count.end(Tick(901 * MINUTE));
        assert_eq!(count.grid(), Grid { step: Span(5 * MINUTE), end: Tick(901 * MINUTE) });
        for (minute, people) in [(0, 1), (5, 2), (495, 2), (500, 3), (900, 4), (901, 4), (2000, 4)] {
            assert_eq!(count.at(Tick(minute * MINUTE)), [people], "{minute}");
        }
    }
}
