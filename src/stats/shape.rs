//! Means with intervals that hold, or with none.
//!
//! Student's interval is for numbers that lie evenly to both sides of their mean. Where most runs are alike and a
//! few differ, or where a few are far longer than all others, it is too narrow, and of no width where none
//! differs: what seldom happens has not been seen yet. So it is set right for skewness here, and is not told at
//! all where a few numbers decide.

use super::moments::Moments;
use super::special::student_quantile;

/// With fewer numbers than this nobody can see how skewed they are.
const LEAST: u64 = 8;
/// Numbers for each unit of squared skewness: of numbers of two kinds, about so many must be of the rarer one.
const FOR_SKEWNESS: f64 = 6.0;
/// Among few numbers skewness is seldom seen as great as it is: so many more are wanted then.
const FOR_UNSEEN: f64 = 20.0;
/// Skewness below this changes no digit of an interval.
const EVEN: f64 = 1e-9;

/// Count, mean, squared and cubed deviations of the numbers seen so far.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shape {
    moments: Moments,
    cubes: f64,
}

impl Shape {
    /// Takes one more number. Source: P. Pébay, Formulas for robust, one-pass parallel computation of covariances
    /// and arbitrary-order statistical moments (2008).
    pub fn push(&mut self, value: f64) {
        let (before, squares) = (self.moments.count as f64, self.moments.squares);
        let apart = value - self.moments.mean;
        let step = apart / (before + 1.0);
        self.cubes += apart * step * before * step * (before - 1.0) - 3.0 * step * squares;
        self.moments.push(value);
    }

    /// Count, mean and squares alone.
    #[must_use]
    pub fn moments(&self) -> Moments {
        self.moments
    }

    /// The skewness of the numbers themselves; none where all are the same.
    #[must_use]
    pub fn skewness(&self) -> Option<f64> {
        let count = self.moments.count as f64;
        let (squares, cubes) = (self.moments.squares / count, self.cubes / count);
        (squares > 0.0).then(|| cubes / (squares * squares.sqrt())).filter(|skewness| skewness.is_finite())
    }

    /// The interval for the mean at confidence `level`: Student's, set right for skewness. Source: P. Hall, On the
    /// removal of skewness by transformation, Journal of the Royal Statistical Society B 54 (1992).
    ///
    /// None with fewer than eight numbers, where all are the same, and where they are so skewed that a few decide: n
    /// numbers of skewness g have one if n² ≥ 6 g² (n + 20). Of many numbers of two kinds that asks for about six of
    /// the rarer one. How often it holds stands in `docs/evidence/studies.md`.
    ///
    /// # Panics
    /// If `level` is not between 0 and 1, both excluded.
    #[must_use]
    pub fn interval(&self, level: f64) -> Option<(f64, f64)> {
        assert!(level > 0.0 && level < 1.0, "a level must lie between 0 and 1, not at {level}");
        let (skewness, sd, mean) = (self.skewness()?, self.moments.sd()?, self.moments.mean()?);
        let n = self.moments.count as f64;
        if self.moments.count < LEAST || n * n < FOR_SKEWNESS * skewness * skewness * (n + FOR_UNSEEN) {
            return None;
        }
        let of_all = skewness * (n * (n - 1.0)).sqrt() / (n - 2.0);
        let t = student_quantile(0.5 + 0.5 * level, n - 1.0) / n.sqrt();
        Some((mean - sd * even(t, of_all, n), mean - sd * even(-t, of_all, n)))
    }
}

/// Where Hall's third transformation of the studentised mean comes to `w`.
fn even(w: f64, skewness: f64, n: f64) -> f64 {
    if skewness.abs() < EVEN {
        return w;
    }
    let root = libm::cbrt(1.0 + skewness * (w - skewness / (6.0 * n)));
    3.0 / skewness * (root - 1.0)
}

impl FromIterator<f64> for Shape {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut shape = Self::default();
        values.into_iter().for_each(|value| shape.push(value));
        shape
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f64]) -> Shape {
        values.iter().copied().collect()
    }

    /// So many zeros, and then so many ones.
    fn two_kinds(zeros: usize, ones: usize) -> Shape {
        std::iter::repeat_n(0.0, zeros).chain(std::iter::repeat_n(1.0, ones)).collect()
    }

    #[test]
    fn skewness_is_that_of_the_definition() {
        // Mean 4; deviations −3, −2, −1, 6: squares 50/4, cubes (−27 − 8 − 1 + 216)/4 = 45.
        let skewness = of(&[1.0, 2.0, 3.0, 10.0]).skewness().unwrap();
        assert!((skewness - 45.0 / 12.5_f64.powf(1.5)).abs() < 1e-12, "{skewness}");
        let far = of(&[1e9 + 1.0, 1e9 + 2.0, 1e9 + 3.0, 1e9 + 10.0]).skewness().unwrap();
        assert!((far - skewness).abs() < 1e-7, "{far}");
        assert_eq!(of(&[5.0; 20]).skewness(), None);
        assert_eq!(of(&[]).skewness(), None);
    }

    #[test]
    fn numbers_that_lie_evenly_have_students_interval() {
        let shape: Shape = (0..40).map(|n| f64::from(n % 2)).collect();
        let (low, high) = shape.interval(0.95).unwrap();
        let (student_low, student_high) = shape.moments().interval(0.95).unwrap();
        assert!((low - student_low).abs() < 1e-12 && (high - student_high).abs() < 1e-12);
    }

    #[test]
    fn a_long_tail_draws_the_interval_to_its_side() {
        let shape: Shape = (1..100).map(|n| -libm::log(f64::from(n) / 100.0)).collect();
        let (low, high) = shape.interval(0.95).unwrap();
        let (student_low, student_high) = shape.moments().interval(0.95).unwrap();
        assert!(low > student_low && high > student_high, "{low} {high} {student_low} {student_high}");
        assert!(low < shape.moments().mean().unwrap());
    }

    #[test]
    fn where_none_or_a_handful_differ_there_is_no_interval() {
        assert_eq!(of(&[7.0; 1000]).interval(0.95), None);
        for rare in 1..=5 {
            assert_eq!(two_kinds(100 - rare, rare).interval(0.95), None, "{rare} of 100");
            assert_eq!(two_kinds(rare, 100 - rare).interval(0.95), None, "all but {rare} of 100");
        }
        assert!(two_kinds(92, 8).interval(0.95).is_some());
        assert_eq!(two_kinds(995, 5).interval(0.95), None);
        assert!(two_kinds(993, 7).interval(0.95).is_some());
    }

    #[test]
    fn a_few_numbers_have_no_interval() {
        assert_eq!(of(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]).interval(0.95), None);
        assert!(of(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]).interval(0.95).is_some());
    }
}
