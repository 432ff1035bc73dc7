//! Mean and spread of numbers that come one at a time, or in heaps to be joined.

use super::interval::student_interval;

/// Count, mean and squared deviations of the numbers seen so far.
///
/// Numbers are not kept. The order of [`push`](Self::push) and [`merge`](Self::merge) decides the
/// last bits of the result, so callers who want those the same must keep the order the same.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    pub(super) count: u64,
    pub(super) mean: f64,
    pub(super) squares: f64,
}

impl Moments {
    /// Takes one more number. Source: B. P. Welford, Technometrics 4 (1962).
    pub fn push(&mut self, value: f64) {
        self.count += 1;
        let before = value - self.mean;
        self.mean += before / self.count as f64;
        self.squares += before * (value - self.mean);
    }

    /// Takes all numbers that `later` has seen. Source: T. F. Chan, G. H. Golub and R. J. LeVeque,
    /// Updating formulae and a pairwise algorithm for computing sample variances (1979).
    pub fn merge(&mut self, later: &Self) {
        if later.count == 0 {
            return;
        }
        let (mine, theirs) = (self.count as f64, later.count as f64);
        let apart = later.mean - self.mean;
        let share = theirs / (mine + theirs);
        self.count += later.count;
        self.mean += apart * share;
        self.squares += later.squares + apart * apart * mine * share;
    }

    /// How many numbers there were.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Their mean; none without numbers.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then_some(self.mean)
    }

    /// Their standard deviation, with one less than their count below the line; none with fewer
    /// than two numbers.
    pub fn sd(&self) -> Option<f64> {
        (self.count > 1).then(|| (self.squares / (self.count - 1) as f64).sqrt())
    }

    /// The Student interval for the mean at confidence `level`; none with fewer than two numbers.
    ///
    /// # Panics
    /// If `level` is not between 0 and 1, both excluded.
    pub fn interval(&self, level: f64) -> Option<(f64, f64)> {
        self.sd().map(|sd| student_interval(self.mean, sd, self.count, level))
    }
}

impl Extend<f64> for Moments {
    fn extend<I: IntoIterator<Item = f64>>(&mut self, values: I) {
        values.into_iter().for_each(|value| self.push(value));
    }
}

impl FromIterator<f64> for Moments {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut moments = Self::default();
        moments.extend(values);
        moments
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f64]) -> Moments {
        values.iter().copied().collect()
    }

    #[test]
    fn too_few_numbers_leave_it_open() {
        for (values, mean, sd) in [
            (&[][..], None, None),
            (&[7.0], Some(7.0), None),
            (&[7.0, 7.0], Some(7.0), Some(0.0)),
            (&[1.0, 2.0, 6.0], Some(3.0), Some(7.0_f64.sqrt())),
        ] {
            let moments = of(values);
            assert_eq!((moments.mean(), moments.sd()), (mean, sd), "{values:?}");
            assert_eq!(moments.interval(0.9).is_some(), sd.is_some(), "{values:?}");
        }
    }

    #[test]
    fn a_large_offset_costs_no_digits() {
        let moments = of(&[1e9 + 4.0, 1e9 + 7.0, 1e9 + 13.0, 1e9 + 16.0]);
        assert_eq!((moments.mean(), moments.sd()), (Some(1e9 + 10.0), Some(30.0_f64.sqrt())));
    }

    #[test]
    fn heaps_join_into_the_whole() {
        let values: Vec<f64> = (0..100).map(|n| f64::from(n * n % 37)).collect();
        let whole = of(&values);
        for cut in [0, 1, 50, 99, 100] {
            let mut joined = of(&values[..cut]);
            joined.merge(&of(&values[cut..]));
            assert_eq!(joined.count(), whole.count());
            assert!((joined.mean - whole.mean).abs() < 1e-13, "cut at {cut}");
            assert!((joined.squares - whole.squares).abs() < 1e-10, "cut at {cut}");
        }
    }
}
