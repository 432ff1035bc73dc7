//! How often each of many values came up, in memory that does not grow with their number.

use super::QUANTILES;
use super::bands::Band;
use crate::record::MOST_POINTS;
use crate::stats::type1_rank;

/// Most bins of one headcount at one instant, where there are not too many headcounts.
const MOST: usize = 4096;
/// Fewest, however many headcounts there are.
const FEWEST: usize = 128;
/// Most bins of all headcounts at all instants together: of four bytes each, or eight.
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

/// How often each value came up. The least and the greatest, each with how often it did, are kept as they are;
/// all are counted in bins. A bin in which only one value came up says which: vehicles of one size bring few.
///
/// A bin is as many values wide as is needed so that there are no more bins than allowed between the least and
/// the greatest: a power of two, and bins begin at its multiples. So bins only ever join with their neighbours,
/// and what they hold in the end does not depend on the order in which values came.
///
/// Bins of one value each, which most are, say themselves how often the least and the greatest came up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bins {
    /// How often they came up is counted here only where bins are wider than one.
    least: Extreme,
    greatest: Extreme,
    /// The width of a bin as a power of two.
    power: u32,
    first: u32,
    counts: Vec<u32>,
    /// The only value in each bin that is wider than one, or [`SEVERAL`].
    only: Vec<u32>,
    sum: u64,
}

/// Several values came up in a bin.
const SEVERAL: u32 = u32::MAX;

impl Bins {
    /// Counts values in no more bins than `most`.
    #[inline]
    pub(super) fn add(&mut self, mut values: impl Iterator<Item = u32>, most: usize) {
        while let Some(beyond) = self.add_narrow(&mut values) {
            self.add_one(beyond, most);
        }
    }

    /// Counts values as long as each has a bin of its own; the first that has none is handed back.
    #[inline]
    fn add_narrow(&mut self, values: &mut impl Iterator<Item = u32>) -> Option<u32> {
        if self.power > 0 {
            return values.next();
        }
        let (first, counts, mut sum) = (self.first, &mut self.counts[..], 0);
        let beyond = values.find(|value| match counts.get_mut(value.wrapping_sub(first) as usize) {
            Some(count) => {
                *count += 1;
                sum += u64::from(*value);
                false
            }
            None => true,
        });
        self.sum += sum;
        beyond
    }

    /// Counts a value that may have no bin yet, or one that is wide.
    #[inline(never)]
    fn add_one(&mut self, value: u32, most: usize) {
        if self.counts.is_empty() || value < self.least.value || value > self.greatest.value {
            self.reach(value, most);
        }
        self.sum += u64::from(value);
        let place = ((value >> self.power) - self.first) as usize;
        if self.power > 0 {
            self.least.times += u32::from(value == self.least.value);
            self.greatest.times += u32::from(value == self.greatest.value);
            let only = &mut self.only[place];
            *only = if *only == value || self.counts[place] == 0 { value } else { SEVERAL };
        }
        self.counts[place] += 1;
    }

    /// Makes bins for a value beyond all that came before.
    #[cold]
    fn reach(&mut self, value: u32, most: usize) {
        if self.counts.is_empty() {
            (self.least.value, self.greatest.value, self.first) = (value, value, value);
        }
        let (least, greatest) = (self.least.value.min(value), self.greatest.value.max(value));
        if self.power == 0 && (greatest - least) as usize >= most {
            self.count_extremes();
        }
        let beyond = Extreme { value, times: 0 };
        if value < self.least.value {
            self.least = beyond;
        } else if value > self.greatest.value {
            self.greatest = beyond;
        }
        while ((greatest >> self.power) - (least >> self.power)) as usize >= most {
            self.widen();
        }
        let (first, last) = (least >> self.power, greatest >> self.power);
        let (more, all) = ((self.first - first) as usize, (last - first) as usize + 1);
        for column in
            [Some(&mut self.counts), (self.power > 0).then_some(&mut self.only)].into_iter().flatten()
        {
            column.splice(0..0, std::iter::repeat_n(0, more));
            column.resize(all, 0);
        }
        self.first = first;
    }

    /// Notes how often the least and the greatest came up before their bins are made wider than one.
    fn count_extremes(&mut self) {
        (self.least.times, self.greatest.times) = self.times_of_extremes();
    }

    /// How often the least and the greatest came up.
    fn times_of_extremes(&self) -> (u32, u32) {
        let of = |count: Option<&u32>| count.copied().unwrap_or(0);
        match self.power {
            0 => (of(self.counts.first()), of(self.counts.last())),
            _ => (self.least.times, self.greatest.times),
        }
    }

    /// Makes each two neighbours one.
    fn widen(&mut self) {
        if self.power == 0 {
            self.only = (0..self.counts.len()).map(|place| self.first + place as u32).collect();
        }
        let odd = (self.first & 1) as usize;
        let joined = (self.counts.len() + odd).div_ceil(2);
        for place in 0..joined {
            let of = |half: usize| {
                let place = (2 * place + half).checked_sub(odd).filter(|&place| place < self.counts.len());
                place.map_or((0, 0), |place| (self.counts[place], self.only[place]))
            };
            let ((low, of_low), (high, of_high)) = (of(0), of(1));
            self.counts[place] = low + high;
            self.only[place] = match (low, high) {
                (0, 0) => 0,
                (_, 0) => of_low,
                (0, _) => of_high,
                _ => SEVERAL,
            };
        }
        self.counts.truncate(joined);
        self.only.truncate(joined);
        (self.power, self.first) = (self.power + 1, self.first >> 1);
    }

    /// The least and the greatest are told as they are, others to within the width of a bin.
    pub(super) fn band(&self, replications: u64) -> Band {
        // Quantiles rise, so that one way through the bins is enough.
        let (mut place, mut below) = (0, 0);
        let (least_times, greatest_times) = self.times_of_extremes();
        let quantiles = QUANTILES.map(|p| {
            let rank = type1_rank(replications as usize, p) as u64;
            if rank < u64::from(least_times) {
                return self.least.value;
            }
            if rank + u64::from(greatest_times) >= replications {
                return self.greatest.value;
            }
            while below + u64::from(self.counts[place]) <= rank {
                below += u64::from(self.counts[place]);
                place += 1;
            }
            self.of_bin(place).clamp(self.least.value, self.greatest.value)
        });
        Band { mean: self.sum as f64 / replications as f64, quantiles }
    }

    /// The value in a bin: the only one, or else the middle.
    fn of_bin(&self, place: usize) -> u32 {
        let bin = self.first + place as u32;
        match self.only.get(place) {
            None => bin,
            Some(&SEVERAL) => (bin << self.power) + ((1_u32 << self.power) - 1) / 2,
            Some(&only) => only,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn binned(values: &[u32], most: usize) -> Bins {
        let mut bins = Bins::default();
        bins.add(values.iter().copied(), most);
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
        // Vehicles of one size bring few different numbers: these are told as they are.
        let loads: Vec<u32> = (0..1000).map(|k| 5000 * (k % 70) + 3).collect();
        let mut sorted = loads.clone();
        sorted.sort_unstable();
        assert_eq!(binned(&loads, 128).band(1000).quantiles, QUANTILES.map(|p| sorted[type1_rank(1000, p)]));
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
