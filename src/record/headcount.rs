//! Headcounts: how many people are in a state, as functions of time on a grid.

use super::counted::{Counted, counted};
use super::grid::{FINEST, Grid, MOST_POINTS, coarser};
use super::series::{Cell, SeriesKind, all_series, observed_series};
use super::{Fate, Notice, Recorder};
use crate::plan::{Group, GroupId, ObserverId, Plan, SiteId, Table};
use crate::units::{Span, Tick};

/// Records headcounts on a grid. Where the scenario has no end the grid starts at a minute and points
/// are dropped as the run grows.
#[derive(Clone, Debug)]
pub struct Headcount {
    /// Of each row: the series that change with those of it who wait, and who are aboard.
    waiting: Table<GroupId, Vec<u32>>,
    aboard: Table<GroupId, Vec<u32>>,
    /// Of each row and drop-off: the series that change with those who are set down there.
    set_down: Table<GroupId, Vec<(SiteId, Vec<u32>)>>,
    /// Of each row whose people go on: the series in which they were until then.
    left: Table<GroupId, Vec<u32>>,
    /// Every cell with the series that change with it, for what happens now and then.
    cells: Vec<(Cell, Vec<u32>)>,
    rows: Table<GroupId, (Counted, SiteId)>,
    /// The series of what each observer has reported; that of the truth follows.
    observed: Table<ObserverId, usize>,
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
        let with = |cell: Cell| -> Vec<u32> {
            let places = series.iter().enumerate().filter(|(_, row)| row.cells.contains(&cell));
            places.map(|(place, _)| place as u32).collect()
        };
        let rows: Table<GroupId, (Counted, SiteId)> = counted(plan)
            .rows()
            .iter()
            .zip(plan.groups.rows())
            .map(|(&row, group)| (row, group.at))
            .collect();
        let of = |row: &Counted, kind: SeriesKind, site| with((row.whole, kind.of(row.goes_on), site));
        let sites = |(id, group): (GroupId, &Group)| {
            let places = group.to.iter();
            places.map(|&site| (site, of(&rows[id].0, SeriesKind::Arrived, Some(site)))).collect()
        };
        let left = |&(row, at): &(Counted, SiteId)| {
            if row.goes_on { with((row.whole, SeriesKind::Arrived, Some(at))) } else { Vec::new() }
        };
        let mut cells: Vec<Cell> = series.iter().flat_map(|row| row.cells.iter().copied()).collect();
        cells.sort_unstable();
        cells.dedup();
        let step = plan.end.map_or(FINEST, |end| Grid::until(end).step);
        let all = || rows.rows().iter();
        Headcount {
            waiting: all().map(|(row, at)| of(row, SeriesKind::Waiting, Some(*at))).collect(),
            aboard: all().map(|(row, _)| of(row, SeriesKind::Aboard, None)).collect(),
            set_down: plan.groups.iter().map(sites).collect(),
            left: all().map(left).collect(),
            cells: cells.into_iter().map(|cell| (cell, with(cell))).collect(),
            observed: observed_series(plan).into_iter().map(|row| row.reported).collect(),
            now: vec![0; series.len()],
            fixed_end: plan.end,
            step,
            next: Tick::START,
            points: Vec::with_capacity(series.len() * (MOST_POINTS as usize + 1)),
            end: Tick::START,
            rows,
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

    /// The headcounts of the last run at all points of its grid, by points and then by series; the last are those at its
    /// end.
    pub(crate) fn rows(&self) -> Vec<u32> {
        let mut rows = Vec::with_capacity(self.points.len() + self.width());
        rows.extend_from_slice(&self.points);
        rows.extend_from_slice(&self.now);
        rows
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
            *count = count.wrapping_add(by as u32);
        }
    }
}

impl Headcount {
    /// So many people more, or less, of a row are in a state at a site.
    fn shift(&mut self, (row, kind): (GroupId, SeriesKind), site: Option<SiteId>, by: i64) {
        let cell = (self.rows[row].0.whole, kind, site);
        if let Ok(place) = self.cells.binary_search_by_key(&cell, |(cell, _)| *cell) {
            Self::change(&mut self.now, &self.cells[place].1, by);
        }
    }

    /// Books what happens under few plans.
    #[inline(never)]
    fn see_rare(&mut self, notice: &Notice) {
        match *notice {
            Notice::Refused { group, people } => {
                let at = self.rows[group].1;
                self.shift((group, SeriesKind::Refused), Some(at), i64::from(people));
            }
            Notice::AlreadyOut { group, site, people } => {
                self.shift((group, SeriesKind::Arrived), Some(site), i64::from(people));
            }
            Notice::DroveOff { group, people, .. } => {
                Self::change(&mut self.now, &self.waiting[group], -i64::from(people));
                self.shift((group, SeriesKind::Private), None, i64::from(people));
            }
            Notice::DroveIn { group, site, people, .. } => {
                self.shift((group, SeriesKind::Private), None, -i64::from(people));
                self.shift((group, SeriesKind::PrivateArrived), Some(site), i64::from(people));
            }
            Notice::SetBack { group, waits_as, people, boarded, .. } => {
                let from = if boarded { &self.aboard[group] } else { &self.waiting[group] };
                Self::change(&mut self.now, from, -i64::from(people));
                Self::change(&mut self.now, &self.waiting[waits_as], i64::from(people));
            }
            Notice::Harmed { group, fate } => self.befell(group, fate),
            Notice::Passed { observer, people } => {
                Self::change(&mut self.now, &[self.observed[observer] as u32 + 1], i64::from(people));
            }
            Notice::CrossedOff { observer, people } => {
                Self::change(&mut self.now, &[self.observed[observer] as u32 + 1], -i64::from(people));
            }
            Notice::Reported { observer, people, .. } => {
                self.now[self.observed[observer]] = u32::try_from(people).unwrap_or(u32::MAX);
            }
            _ => {}
        }
    }

    fn befell(&mut self, group: GroupId, fate: Fate) {
        let from = if matches!(fate, Fate::DiedAboard(_)) { &self.aboard } else { &self.waiting };
        Self::change(&mut self.now, &from[group], -1);
        let at = Some(self.rows[group].1);
        match fate {
            Fate::Worsened(to) => Self::change(&mut self.now, &self.waiting[to], 1),
            Fate::OnFoot => self.shift((group, SeriesKind::OnFoot), at, 1),
            Fate::Died => self.shift((group, SeriesKind::Dead), at, 1),
            Fate::DiedAboard(_) => self.shift((group, SeriesKind::Dead), None, 1),
        }
    }
}

impl Recorder for Headcount {
    fn begin(&mut self, _replication: u64) {
        self.now.fill(0);
        self.points.clear();
        self.next = Tick::START;
        self.end = Tick::START;
        self.step = self.fixed_end.map_or(FINEST, |end| Grid::until(end).step);
    }

    #[inline(always)]
    fn record(&mut self, now: Tick, notice: &Notice) {
        match *notice {
            Notice::Appeared { group, people } => {
                self.keep_until(now);
                Self::change(&mut self.now, &self.left[group], -i64::from(people));
                Self::change(&mut self.now, &self.waiting[group], i64::from(people));
            }
            Notice::Boarded { group, people, .. } => {
                self.keep_until(now);
                Self::change(&mut self.now, &self.waiting[group], -i64::from(people));
                Self::change(&mut self.now, &self.aboard[group], i64::from(people));
            }
            Notice::Alighted { group, people, site, .. } => {
                self.keep_until(now);
                Self::change(&mut self.now, &self.aboard[group], -i64::from(people));
                if let Some((_, series)) = self.set_down[group].iter().find(|(to, _)| *to == site) {
                    Self::change(&mut self.now, series, i64::from(people));
                }
            }
            Notice::Refused { .. }
            | Notice::AlreadyOut { .. }
            | Notice::DroveOff { .. }
            | Notice::DroveIn { .. }
            | Notice::SetBack { .. }
            | Notice::Harmed { .. }
            | Notice::Passed { .. }
            | Notice::CrossedOff { .. } => {
                self.keep_until(now);
                self.see_rare(notice);
            }
            Notice::Reported { told, is_news: true, late: false, .. } => {
                self.keep_until(told);
                self.see_rare(notice);
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
    use super::super::example::{minute, plan, show, story};
    use super::super::{Subject, rendered_series};
    use super::*;
    use crate::units::MINUTE;

    #[test]
    fn a_value_holds_from_its_instant_on() {
        let plan = Plan { end: None, ..plan() };
        let mut count = Headcount::new(&plan);
        count.begin(0);
        for at in [0, 2, 500, 900] {
            count.record(minute(at), &Notice::Appeared { group: GroupId(0), people: 1 });
        }
        count.end(minute(901));
        assert_eq!(count.grid(), Grid { step: Span(5 * MINUTE), end: minute(901) });
        for (at, people) in [(0, 1), (5, 2), (495, 2), (500, 3), (900, 4), (901, 4), (2000, 4)] {
            assert_eq!(count.at(minute(at))[0], people, "{at}");
        }
    }

    /// What is counted of everybody at all sites, or at one, without zeros.
    fn told(plan: &Plan, count: &Headcount, site: Option<SiteId>, at: u64) -> String {
        let numbers = count.at(minute(at));
        let rows = rendered_series(plan);
        let of = |row: &&Subject| row.group.is_none() && row.site == site && numbers[row.series] > 0;
        let words = rows.iter().filter(of).map(|row| format!("{} {}", row.state, numbers[row.series]));
        words.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn everybody_is_in_one_state_at_a_time_and_at_one_site() {
        let plan = plan();
        let mut count = Headcount::new(&plan);
        show(&story(), &mut count);
        let told = |site, at| told(&plan, &count, site, at);
        assert_eq!(told(None, 0), "waiting 20, arrived 3, refused 2, out 3");
        assert_eq!(told(None, 30), "aboard 14, arrived 3, private 4, on_foot 1, dead 1, refused 2, out 3");
        assert_eq!(
            told(None, 84),
            "aboard 4, arrived 8, waiting_on 4, private 4, on_foot 1, dead 2, refused 2, out 12"
        );
        assert_eq!(
            told(None, 100),
            "aboard 4, arrived 8, aboard_on 4, private 4, on_foot 1, dead 2, refused 2, out 12"
        );
        assert_eq!(told(Some(SiteId(0)), 134), "waiting 4, on_foot 1, dead 1, refused 2");
        assert_eq!(
            told(None, 390),
            "waiting 4, arrived 8, handed_on 4, private_arrived 4, on_foot 1, dead 2, refused 2, out 16"
        );
        assert_eq!(told(Some(SiteId(1)), 390), "waiting 4, arrived 8, private_arrived 4, out 12");
        assert_eq!(told(Some(SiteId(2)), 390), "handed_on 4, out 4");
    }

    #[test]
    fn states_that_cannot_be_are_not_written() {
        let mut plain = plan();
        let groups = plain.groups.rows()[..1].to_vec();
        plain.groups = Table::new(groups);
        plain.groups[GroupId(0)] =
            Group::plain("people", (SiteId(0), SiteId(1)), crate::stats::Distribution::ONE);
        let states: Vec<&str> = rendered_series(&plain).iter().map(|row| row.state).collect();
        let (all, town, camp) = (["waiting", "aboard", "arrived", "out"], ["waiting"], ["arrived", "out"]);
        assert_eq!(states, [&all[..], &town, &camp, &all, &town, &camp].concat());
    }
}
