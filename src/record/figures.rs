//! What public figures are about: how many people had been set down by their times, in truth.

use super::counted::counted;
use super::{Notice, Recorder};
use crate::plan::{GroupId, Plan, PublicFigure, SiteId, Table};
use crate::units::Tick;

/// Counts for each of some public figures how many people of its scope had been set down by its time.
#[derive(Clone, Debug)]
pub struct FigureCounts {
    /// The figures in the order of their times: the time and the place in the list that was given.
    order: Vec<(Tick, usize)>,
    /// Of each row of groups, the figures that count whoever is set down anywhere, by their place in the order.
    anywhere: Table<GroupId, Vec<u32>>,
    /// Of each row, those that count whoever is set down at a site.
    there: Table<GroupId, Vec<(SiteId, u32)>>,
    /// The counts so far, in the order of times; those of figures whose time has passed stay.
    counts: Vec<u64>,
    /// How many figures' times have passed.
    passed: usize,
    /// When the next one's does.
    next: Tick,
}

impl FigureCounts {
    /// A recorder for figures about runs of a plan.
    #[must_use]
    pub fn new(plan: &Plan, figures: &[PublicFigure]) -> FigureCounts {
        let mut order: Vec<(Tick, usize)> =
            figures.iter().enumerate().map(|(place, figure)| (figure.at, place)).collect();
        order.sort_unstable();
        let rows = counted(plan);
        let ordered = || order.iter().enumerate().map(|(rank, &(_, place))| (rank as u32, &figures[place]));
        let anywhere = rows.rows().iter().map(|row| {
            // Who goes on from a drop-off has been counted there.
            let of = ordered()
                .filter(|(_, figure)| figure.site.is_none() && !row.goes_on && figure.is_of(row.whole));
            of.map(|(rank, _)| rank).collect()
        });
        let there = rows.rows().iter().map(|row| {
            let of = ordered().filter(|(_, figure)| figure.is_of(row.whole));
            of.filter_map(|(rank, figure)| Some((figure.site?, rank))).collect()
        });
        let (anywhere, there) = (anywhere.collect(), there.collect());
        let next = order.first().map_or(Tick(u64::MAX), |&(at, _)| at);
        FigureCounts { counts: vec![0; order.len()], anywhere, there, passed: 0, next, order }
    }

    /// The counts of the figures whose time has passed, in the order of times: the place of each in the list of figures,
    /// and how many people had been set down.
    pub fn known(&self) -> impl ExactSizeIterator<Item = (usize, u64)> + '_ {
        self.order[..self.passed].iter().zip(&self.counts).map(|(&(_, place), &count)| (place, count))
    }

    /// Whether the times of all figures have passed.
    #[must_use]
    pub fn are_all_known(&self) -> bool {
        self.passed == self.order.len()
    }

    /// Figures of times before `now` are known.
    #[inline(never)]
    fn pass(&mut self, now: Tick) {
        self.passed = self.order.partition_point(|&(at, _)| at < now);
        self.next = self.order.get(self.passed).map_or(Tick(u64::MAX), |&(at, _)| at);
    }

    fn set_down(&mut self, group: GroupId, site: SiteId, people: u32) {
        let there = self.there[group].iter().filter(|(at, _)| *at == site).map(|&(_, rank)| rank);
        for rank in self.anywhere[group].iter().copied().chain(there) {
            if rank as usize >= self.passed {
                self.counts[rank as usize] += u64::from(people);
            }
        }
    }
}

impl Recorder for FigureCounts {
    fn begin(&mut self, _replication: u64) {
        self.counts.fill(0);
        self.pass(Tick::START);
    }

    #[inline]
    fn record(&mut self, now: Tick, notice: &Notice) {
        if now > self.next {
            self.pass(now);
        }
        match *notice {
            Notice::Alighted { group, people, site, .. }
            | Notice::DroveIn { group, people, site, .. }
            | Notice::AlreadyOut { group, people, site } => self.set_down(group, site, people),
            _ => {}
        }
    }

    fn end(&mut self, _now: Tick) {
        self.pass(Tick(u64::MAX));
    }
}
