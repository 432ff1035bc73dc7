//! How often each of many values came up, in memory that does not grow with their number.

use super::QUANTILES;
use super::bands::Band;
use crate::observe::MOST_POINTS;
use crate::stats::type1_rank;

/// Most bins of one headcount at one instant, where there are not too many headcounts.
const MOST: usize = 4096;
/// Fewest, however many headcounts there are.
const FEWEST: usize = 128;
/// Most bins of all headcounts at all instants together: of four bytes each.
const ROOM: usize = 1 << 26;

/// Most bins of each of so many headcounts at an instant: a power of two.
pub(super) fn most_bins(series: usize) -> usize {
    let room = ROOM / (series.max(1) * MOST_POINTS as usize);
    (1 << room.max(1).ilog2()).clamp(FEWEST, MOST)
}

/// A value, and how often it came up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Extreme {
    value: u32,
    times: u32,
}

impl Extreme {
    #[inline]
    fn see(&mut self, value: u32, is_further: bool) {
        if value == self.value {
            self.times += 1;
        } else if is_further {
            *self = Extreme { value, times: 1 };
        }
    }
}

/// How often each value came up. The least and the greatest, each with how often it did, are kept as they are;
/// all are counted in bins.
///
/// A bin is as many values wide as is needed so that there are no more bins than allowed between the least and
/// the greatest: a power of two, and bins begin at its multiples. So bins only ever join with their neighbours,
/// and what they hold in the end does not depend on the order in which values came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bins {
    least: Extreme,
    greatest: Extreme,
    /// The width of a bin as a power of two.
    power: u32,
    first: u32,
    counts: Vec<u32>,
    sum: u64,
}

impl Bins {
    pub(super) fn add(&mut self, value: u32, most: usize) {
        if self.counts.is_empty() {
            self.least = Extreme { value, times: 0 };
            self.greatest = self.least;
            self.first = value;
        }
        self.sum += u64::from(value);
        self.least.see(value, value < self.least.value);
        self.greatest.see(value, value > self.greatest.value);
        while ((self.greatest.value >> self.power) - (self.least.value >> self.power)) as usize >= most {
            self.widen();
        }
        let bin = value >> self.power;
        if bin < self.first {
            let more = (self.first - bin) as usize;
            self.counts.splice(0..0, std::iter::repeat_n(0, more));
            self.first = bin;
        }
        let place = (bin - self.first) as usize;
        if place >= self.counts.len() {
            self.counts.resize(place + 1, 0);
        }
        self.counts[place] += 1;
    }

    /// Makes each two neighbours one.
    fn widen(&mut self) {
        let odd = (self.first & 1) as usize;
        let joined = self.counts.len().saturating_add(odd).div_ceil(2);
        for place in 0..joined {
            let of = |place: usize| place.checked_sub(odd).and_then(|place| self.counts.get(place)).copied();
            let both = of(2 * place).unwrap_or(0) + of(2 * place + 1).unwrap_or(0);
            self.counts[place] = both;
        }
        self.counts.truncate(joined);
        (self.power, self.first) = (self.power + 1, self.first >> 1);
    }

    pub(super) fn band(&self, replications: u64) -> Band {
        let quantiles =
            QUANTILES.map(|p| self.of_rank(type1_rank(replications as usize, p) as u64, replications));
        Band { mean: self.sum as f64 / replications as f64, quantiles }
    }

    /// The value of a rank, counted from 0 and from the least: the least and the greatest as they are, others to
    /// within the width of a bin.
    fn of_rank(&self, rank: u64, all: u64) -> u32 {
        if rank < u64::from(self.least.times) {
            return self.least.value;
        }
        if rank + u64::from(self.greatest.times) >= all {
            return self.greatest.value;
        }
        let mut below = 0;
        let full = |count: &u32| {
            below += u64::from(*count);
            below > rank
        };
        let place = self.counts.iter().position(full).unwrap_or(0) as u32;
        // The middle of the bin; the value itself where bins are one wide.
        let middle = ((self.first + place) << self.power) + ((1_u32 << self.power) - 1) / 2;
        middle.clamp(self.least.value, self.greatest.value)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn binned(values: &[u32], most: usize) -> Bins {
        let mut bins = Bins::default();
        values.iter().for_each(|&value| bins.add(value, most));
        bins
    }

    #[test]
    fn bins_are_fewer_where_there_are_many_headcounts() {
        for (series, most) in [(1, 4096), (40, 4096), (41, 2048), (1000, 128), (1_000_000, 128)] {
            assert_eq!(most_bins(series), most, "{series}");
        }
    }

    #[test]
    fn nobody_and_everybody_are_told_as_they_are_beside_wide_bins() {
        let mut values = vec![0; 600];
        values.extend(vec![400_000; 300]);
        values.extend((0..100).map(|k| 1000 * k + 1));
        let band = binned(&values, 16).band(1000);
        assert_eq!(band.quantiles, [0, 0, 0, 400_000, 400_000]);
        assert_eq!(binned(&[7; 50], 2).band(50).quantiles, [7; QUANTILES.len()]);
        assert_eq!(binned(&[u32::MAX, 0, u32::MAX], 2).band(3).quantiles[2], u32::MAX);
    }

    proptest! {
        #[test]
        fn bins_tell_what_the_values_tell_within_their_width(
            values in proptest::collection::vec(prop_oneof![0..5_u32, 0..3000_u32, 390_000..400_000_u32, any::<u32>()], 1..300),
            power in 1..8_u32,
        ) {
            let bins = binned(&values, 1 << power);
            let mut sorted = values.clone();
            sorted.sort_unstable();
            let (least, greatest) = (sorted[0], sorted[sorted.len() - 1]);
            let told = bins.band(values.len() as u64);
            prop_assert!(bins.counts.len() <= 1 << power);
            for (p, told) in QUANTILES.into_iter().zip(told.quantiles) {
                let exact = sorted[type1_rank(sorted.len(), p)];
                prop_assert!((least..=greatest).contains(&told));
                prop_assert!(told.abs_diff(exact) < 1 << bins.power, "{told}, not {exact}");
                prop_assert!(told == exact || exact != least && exact != greatest, "{told}, not {exact}");
                // A power of two that is no more than twice what is needed.
                let span = u64::from(greatest - least);
                prop_assert!(bins.power == 0 || (1_u64 << (bins.power - 1)) * ((1 << power) - 2) <= span);
            }
        }

        #[test]
        fn bins_do_not_depend_on_the_order(
            values in proptest::collection::vec(prop_oneof![0..50_u32, any::<u32>()], 1..100),
            power in 1..6_u32,
        ) {
            let mut sorted = values.clone();
            sorted.sort_unstable();
            let (forth, mut back) = (binned(&sorted, 1 << power), sorted);
            back.reverse();
            prop_assert_eq!(&forth, &binned(&back, 1 << power));
            prop_assert_eq!(forth, binned(&values, 1 << power));
        }
    }
}
