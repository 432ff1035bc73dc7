//! Headcounts over replications: mean and quantile bands on the time grid.

use rayon::prelude::*;

use crate::plan::Plan;
use crate::record::{Grid, Headcount, all_series};
use crate::stats::type1_rank;
use crate::units::{Span, Tick};

use super::QUANTILES;
use super::bins::{Bins, most_bins};

/// The headcounts of one replication on its grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    /// The instants.
    pub grid: Grid,
    /// A row a point, a column a series; the last row is the end.
    pub rows: Vec<u32>,
}

impl Counts {
    pub(super) fn of(headcount: &Headcount) -> Counts {
        Counts { grid: headcount.grid(), rows: headcount.rows() }
    }

    /// Whether there is a row of so many series for each point of a grid that can be combined with others.
    pub(super) fn fits(&self, series: usize) -> bool {
        let Grid { step, end } = self.grid;
        step > Span::ZERO
            && Grid::until(end).step.0.is_multiple_of(step.0)
            && self.rows.len() == self.grid.len() * series
    }

    /// The headcounts at an instant of a grid that is as coarse as this one's or coarser.
    pub(super) fn at(&self, width: usize, tick: Tick) -> &[u32] {
        self.walk(width, self.grid.step).at((tick.0 / self.grid.step.0) as usize, tick)
    }

    /// Looks at the headcounts on a grid of so long steps, which are this one's or coarser.
    fn walk(&self, width: usize, step: Span) -> Walk<'_> {
        debug_assert!(step.0 > 0 && step.0.is_multiple_of(self.grid.step.0), "{step} on {:?}", self.grid);
        let (rows, last) = self.rows.split_at((self.grid.len() - 1) * width);
        Walk { rows, last, width, every: (step.0 / self.grid.step.0) as usize * width, end: self.grid.end }
    }
}

/// The headcounts of a replication, looked at on a grid that all have in common.
struct Walk<'c> {
    rows: &'c [u32],
    /// The row of the end.
    last: &'c [u32],
    width: usize,
    /// From the row of one point to that of the next.
    every: usize,
    end: Tick,
}

impl<'c> Walk<'c> {
    /// The headcounts at a point, which is at that instant.
    #[inline]
    fn at(&self, point: usize, tick: Tick) -> &'c [u32] {
        let place = point * self.every;
        if tick >= self.end { self.last } else { &self.rows[place..place + self.width] }
    }
}

/// Replications whose headcounts are kept whole; beyond, they are counted in bins.
const MOST_WHOLE: usize = 1024;

/// What the replications say of one headcount at one instant.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Band {
    /// The mean over all replications.
    pub mean: f64,
    /// The order statistics (Hyndman and Fan's type 1) at [`QUANTILES`].
    pub quantiles: [u32; QUANTILES.len()],
}

/// Bands of all headcounts, being gathered and then told.
///
/// Up to 1024 replications are kept whole, so that bands are exact; beyond, values are counted in
/// bins, so that memory does not grow with replications.
#[derive(Clone, Debug)]
pub struct Bands {
    width: usize,
    grid: Grid,
    whole: Vec<Counts>,
    bins: Option<Binned>,
    replications: u64,
    told: Vec<Vec<Band>>,
}

impl Bands {
    /// Bands of no replication yet.
    #[must_use]
    pub(super) fn new(plan: &Plan) -> Bands {
        Bands {
            width: all_series(plan).len(),
            grid: Grid::until(Tick::START),
            whole: Vec::new(),
            bins: None,
            replications: 0,
            told: Vec::new(),
        }
    }

    /// The instants at which they are told.
    #[must_use]
    pub fn grid(&self) -> Grid {
        self.grid
    }

    /// The bands of one series, a point of the grid each.
    ///
    /// # Panics
    /// If there is no such series, or headcounts were left out of the study.
    #[must_use]
    pub fn of(&self, series: usize) -> &[Band] {
        &self.told[series]
    }

    /// Whether headcounts were left out of the study.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.told.is_empty()
    }

    pub(super) fn add(&mut self, counts: Counts) {
        self.replications += 1;
        if counts.grid.end > self.grid.end {
            self.grid = Grid::until(counts.grid.end);
        }
        self.whole.push(counts);
    }

    /// Counts in bins what has been gathered, once it is too much to be kept whole.
    pub(super) fn condense(&mut self) {
        if self.bins.is_none() && self.whole.len() <= MOST_WHOLE {
            return;
        }
        let whole = std::mem::take(&mut self.whole);
        self.bins.get_or_insert_with(|| Binned::new(self.width)).add(&whole);
    }

    /// Reckons the bands from what was gathered.
    pub(super) fn finish(&mut self) {
        self.condense();
        if self.replications == 0 {
            return;
        }
        self.told = match self.bins.take() {
            Some(mut bins) => bins.tell(self.grid, self.replications),
            None => self.tell_whole(),
        };
        self.whole = Vec::new();
    }

    fn tell_whole(&self) -> Vec<Vec<Band>> {
        let walks: Vec<Walk<'_>> =
            self.whole.iter().map(|counts| counts.walk(self.width, self.grid.step)).collect();
        let points: Vec<Vec<Band>> = (0..self.grid.len())
            .into_par_iter()
            .map_init(Column::default, |column, point| {
                let tick = self.grid.at(point);
                let here: Vec<&[u32]> = walks.iter().map(|walk| walk.at(point, tick)).collect();
                (0..self.width).map(|series| column.band(here.iter().map(|row| row[series]))).collect()
            })
            .collect();
        (0..self.width).map(|series| points.iter().map(|bands| bands[series]).collect()).collect()
    }
}

/// The values of one headcount at one instant, all of them.
#[derive(Debug, Default)]
struct Column {
    values: Vec<u32>,
    /// How often each came up, from the least on.
    times: Vec<u32>,
}

/// Values that are spread over so many times their number are sorted; else it costs less to count them.
const SPARSE: usize = 4;

impl Column {
    /// The band of whole values.
    fn band(&mut self, values: impl Iterator<Item = u32>) -> Band {
        self.values.clear();
        self.values.extend(values);
        let values = &mut self.values;
        let sum: u64 = values.iter().map(|&value| u64::from(value)).sum();
        let mean = sum as f64 / values.len() as f64;
        let least = values.iter().copied().min().unwrap_or(0);
        let spread = (values.iter().copied().max().unwrap_or(0) - least) as usize;
        let ranks = QUANTILES.map(|p| type1_rank(values.len(), p));
        if spread == 0 {
            return Band { mean, quantiles: ranks.map(|_| least) };
        }
        if spread > SPARSE * values.len() {
            values.sort_unstable();
            return Band { mean, quantiles: ranks.map(|rank| values[rank]) };
        }
        self.times.clear();
        self.times.resize(spread + 1, 0);
        values.iter().for_each(|value| self.times[(value - least) as usize] += 1);
        // Quantiles rise, so that one way through is enough.
        let (mut place, mut below) = (0, 0);
        let quantiles = ranks.map(|rank| {
            while below + self.times[place] as usize <= rank {
                below += self.times[place] as usize;
                place += 1;
            }
            least + place as u32
        });
        Band { mean, quantiles }
    }
}

/// Headcounts of more replications than are kept whole.
#[derive(Clone, Debug)]
struct Binned {
    series: usize,
    /// Most bins of one headcount at one instant.
    most: usize,
    step: Span,
    /// A row a point on the grid of `step`, a column a series.
    rows: Vec<Bins>,
    /// The values at the replications' ends, which hold for ever after.
    last: Vec<Bins>,
}

impl Binned {
    /// Bins for so many series, of which nothing is in them yet.
    fn new(series: usize) -> Binned {
        let step = Grid::until(Tick::START).step;
        Binned {
            series,
            most: most_bins(series),
            step,
            rows: Vec::new(),
            last: vec![Bins::default(); series],
        }
    }

    /// Takes in replications, each thread at some points of the grid.
    fn add(&mut self, all: &[Counts]) {
        let Some(longest) = all.iter().map(|counts| counts.grid).max_by_key(|grid| grid.end) else { return };
        self.coarsen(longest.step);
        let reaches = (longest.end.0 / self.step.0) as usize + 1;
        while self.rows.len() < reaches * self.series {
            // All earlier replications have ended by this instant.
            self.rows.extend_from_slice(&self.last.clone());
        }
        let (step, most) = (self.step, self.most);
        let walks: Vec<Walk<'_>> = all.iter().map(|counts| counts.walk(self.series, step)).collect();
        // All replications for one headcount at one instant, then for the next: its bins stay near.
        let add = |row: &mut [Bins], here: &[&[u32]]| {
            let columns = row.iter_mut().enumerate();
            columns.for_each(|(series, bins)| bins.add(here.iter().map(|values| values[series]), most));
        };
        self.rows.par_chunks_exact_mut(self.series).enumerate().for_each_init(
            Vec::new,
            |here, (point, row)| {
                let tick = Tick(point as u64 * step.0);
                here.clear();
                here.extend(walks.iter().map(|walk| walk.at(point, tick)));
                add(row, here);
            },
        );
        let ends: Vec<&[u32]> = walks.iter().map(|walk| walk.last).collect();
        add(&mut self.last, &ends);
    }

    /// Goes over to a coarser step, dropping the points between.
    fn coarsen(&mut self, step: Span) {
        if step <= self.step {
            return;
        }
        let every = (step.0 / self.step.0) as usize;
        let rows = self.rows.chunks_exact(self.series).step_by(every).flatten().cloned().collect();
        (self.rows, self.step) = (rows, step);
    }

    fn tell(&mut self, grid: Grid, replications: u64) -> Vec<Vec<Band>> {
        self.coarsen(grid.step);
        let this = &*self;
        let at = |point: usize, series: usize| {
            let ended = point + 1 == grid.len() || point * this.series >= this.rows.len();
            let bins = if ended { &this.last[series] } else { &this.rows[point * this.series + series] };
            bins.band(replications)
        };
        let of = |series: usize| (0..grid.len()).map(|point| at(point, series)).collect();
        (0..this.series).into_par_iter().map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::MINUTE;

    fn bands(series: usize) -> Bands {
        Bands {
            width: series,
            grid: Grid::until(Tick::START),
            whole: Vec::new(),
            bins: None,
            replications: 0,
            told: Vec::new(),
        }
    }

    /// Near to each other they are counted, far from each other sorted: both say the same.
    #[test]
    fn whole_values_tell_what_they_tell_in_order() {
        for factor in [0, 1, 3, 1000, 4_000_000] {
            let mut values: Vec<u32> = (0..1000_u32).map(|i| i * 7919 % 1000 % 97 * factor + 5).collect();
            let told = Column::default().band(values.iter().copied());
            values.sort_unstable();
            assert_eq!(told.quantiles, QUANTILES.map(|p| values[type1_rank(1000, p)]), "{factor}");
            assert_eq!(told.mean, values.iter().map(|&value| f64::from(value)).sum::<f64>() / 1000.0);
        }
    }

    /// A replication that ends after so many minutes, with one more person every minute.
    fn counts(minutes: u64) -> Counts {
        let grid = Grid::until(Tick(minutes * MINUTE));
        let rows = (0..grid.len()).map(|point| (grid.at(point).0 / MINUTE) as u32).collect();
        Counts { grid, rows }
    }

    #[test]
    fn a_replication_that_has_ended_keeps_its_last_value() {
        let mut bands = bands(1);
        [10, 20, 30].into_iter().for_each(|minutes| bands.add(counts(minutes)));
        bands.finish();
        let band = |minute: usize| bands.of(0)[minute];
        assert_eq!((band(5).mean, band(5).quantiles), (5.0, [5; 5]));
        assert_eq!((band(30).mean, band(30).quantiles), (20.0, [10, 10, 20, 30, 30]));
    }

    #[test]
    fn bins_of_one_say_what_whole_values_say() {
        let lengths = |n: u64| (0..n).map(|i| 350 + i * 7 % 200);
        let mut whole = bands(1);
        lengths(1024).for_each(|minutes| whole.add(counts(minutes)));
        let mut binned = whole.clone();
        let mut bins = Binned::new(1);
        binned.whole.chunks(100).for_each(|some| bins.add(some));
        (binned.bins, binned.whole) = (Some(bins), Vec::new());
        whole.finish();
        binned.finish();
        assert_eq!(whole.grid(), binned.grid());
        assert_eq!(whole.of(0), binned.of(0));
    }

    /// The last of the replications that are kept whole are the first with many people; how many come between two
    /// looks depends on the number of threads.
    #[test]
    fn bins_do_not_depend_on_how_many_replications_come_at_once() {
        let told = |at_once: usize| {
            let mut bands = bands(1);
            let all: Vec<Counts> = (0..1500_u64)
                .map(|i| {
                    let mut counts = counts(300 + i * 7 % 200);
                    let people = if i < 1024 { 3 } else { 20 + i as u32 };
                    counts.rows.iter_mut().for_each(|row| *row *= people);
                    counts
                })
                .collect();
            for some in all.chunks(at_once) {
                some.iter().for_each(|counts| bands.add(counts.clone()));
                bands.condense();
            }
            bands.finish();
            bands.of(0).to_vec()
        };
        let alone = told(1);
        for at_once in [16, 128, 1500] {
            assert_eq!(told(at_once), alone, "{at_once}");
        }
    }
}
