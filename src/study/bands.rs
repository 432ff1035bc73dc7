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
        let grid = headcount.grid();
        let rows = (0..grid.len()).flat_map(|point| headcount.at(grid.at(point)).iter().copied());
        Counts { grid, rows: rows.collect() }
    }

    /// Whether there is a row of so many series for each point of a grid that can be combined with others.
    pub(super) fn fits(&self, series: usize) -> bool {
        let Grid { step, end } = self.grid;
        step > Span::ZERO
            && Grid::until(end).step.0.is_multiple_of(step.0)
            && self.rows.len() == self.grid.len() * series
    }

    /// The headcounts at a point of a grid that is as coarse as this one's or coarser.
    pub(super) fn at(&self, width: usize, tick: Tick) -> &[u32] {
        let last = self.grid.len() - 1;
        let point = if tick >= self.grid.end { last } else { (tick.0 / self.grid.step.0) as usize };
        &self.rows[point * width..(point + 1) * width]
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
        let points: Vec<Vec<Band>> = (0..self.grid.len())
            .into_par_iter()
            .map_init(Vec::new, |values, point| {
                let tick = self.grid.at(point);
                let bands = (0..self.width).map(|series| {
                    values.clear();
                    values.extend(self.whole.iter().map(|counts| counts.at(self.width, tick)[series]));
                    exact_band(values)
                });
                bands.collect()
            })
            .collect();
        (0..self.width).map(|series| points.iter().map(|bands| bands[series]).collect()).collect()
    }
}

/// The band of whole values, which are put in order.
fn exact_band(values: &mut [u32]) -> Band {
    let sum: u64 = values.iter().map(|&value| u64::from(value)).sum();
    let mean = sum as f64 / values.len() as f64;
    if values.iter().all(|value| *value == values[0]) {
        return Band { mean, quantiles: [values[0]; QUANTILES.len()] };
    }
    values.sort_unstable();
    Band { mean, quantiles: QUANTILES.map(|p| values[type1_rank(values.len(), p)]) }
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
        let (series, step, most) = (self.series, self.step, self.most);
        let add = |row: &mut [Bins], values: &[u32]| {
            row.iter_mut().zip(values).for_each(|(bins, &value)| bins.add(value, most));
        };
        self.rows.par_chunks_exact_mut(series).enumerate().for_each(|(point, row)| {
            let tick = Tick(point as u64 * step.0);
            all.iter().for_each(|counts| add(row, counts.at(series, tick)));
        });
        all.iter().for_each(|counts| add(&mut self.last, counts.at(series, counts.grid.end)));
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
        let at = |point: usize, series: usize| {
            let ended = point + 1 == grid.len() || point * self.series >= self.rows.len();
            let bins = if ended { &self.last[series] } else { &self.rows[point * self.series + series] };
            bins.band(replications)
        };
        (0..self.series).map(|series| (0..grid.len()).map(|point| at(point, series)).collect()).collect()
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
