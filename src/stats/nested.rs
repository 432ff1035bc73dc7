//! Two kinds of uncertainty: what nobody knows, and luck. How much of the spread is due to each?

use super::shape::Shape;

/// With fewer groups than this nobody can see how far apart groups can be.
const LEAST: usize = 30;

/// The parts of a variance, from groups of the same size: between groups and within them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NestedVariance {
    /// The variance of the groups' true means; zero where its estimate is negative.
    pub between: f64,
    /// The variance within a group.
    pub within: f64,
    /// The share of the sum that lies between groups.
    pub share: f64,
    /// The interval of the share; none where too few groups decide.
    pub interval: Option<(f64, f64)>,
}

impl NestedVariance {
    /// The parts, from the groups' means and variances, each of `size` numbers. None with fewer than two
    /// groups or numbers in a group, or without any spread.
    ///
    /// The interval is that of the logarithm of the ratio of variances, by leaving out each group in turn (R. G.
    /// Miller, Jackknifing variances, Annals of Mathematical Statistics 39, 1968), and so holds whatever the law of
    /// what nobody knows; Fisher's holds for normal numbers alone. It is none with fewer than thirty groups, or
    /// where a few of them decide, as [`Shape::interval`] judges.
    ///
    /// # Panics
    /// If `level` is not between 0 and 1, both excluded.
    #[must_use]
    pub fn of(groups: &[(f64, f64)], size: u64, level: f64) -> Option<NestedVariance> {
        if groups.len() < 2 || size < 2 {
            return None;
        }
        let (sums, m) = (Sums::of(groups), size as f64);
        let (among, within) = (m * sums.apart / (sums.count - 1.0), sums.variances / sums.count);
        if among + within <= 0.0 {
            return None;
        }
        let between = ((among - within) / m).max(0.0);
        let share_at = |ratio: f64| ((ratio - 1.0) / (ratio + m - 1.0)).clamp(0.0, 1.0);
        let ends = |(low, high)| (share_at(m * libm::exp(low)), share_at(m * libm::exp(high)));
        Some(NestedVariance {
            between,
            within,
            share: between / (between + within),
            interval: sums.log_ratio(groups, level).map(ends),
        })
    }
}

/// What the variances between and within groups are made of.
struct Sums {
    count: f64,
    /// The mean of the groups' means.
    mean: f64,
    /// The squared deviations of the groups' means.
    apart: f64,
    /// The sum of the groups' variances.
    variances: f64,
}

impl Sums {
    fn of(groups: &[(f64, f64)]) -> Sums {
        let count = groups.len() as f64;
        let mean = groups.iter().map(|(mean, _)| mean).sum::<f64>() / count;
        let apart = groups.iter().map(|(group, _)| (group - mean) * (group - mean)).sum();
        Sums { count, mean, apart, variances: groups.iter().map(|(_, variance)| variance).sum() }
    }

    /// The same without one group.
    fn without(&self, &(mean, variance): &(f64, f64)) -> Sums {
        let (count, off) = (self.count - 1.0, mean - self.mean);
        Sums {
            count,
            mean: self.mean - off / count,
            // Rounding must not make it negative.
            apart: (self.apart - off * off * self.count / count).max(0.0),
            variances: self.variances - variance,
        }
    }

    /// The logarithm of the variance of groups' means over the mean variance within.
    fn log(&self) -> f64 {
        libm::log(self.apart / (self.count - 1.0)) - libm::log(self.variances / self.count)
    }

    /// The interval of that logarithm.
    fn log_ratio(&self, groups: &[(f64, f64)], level: f64) -> Option<(f64, f64)> {
        let all = self.log();
        let pseudo = |group| self.count * all - (self.count - 1.0) * self.without(group).log();
        let pseudo: Shape = groups.iter().map(pseudo).collect();
        pseudo.interval(level).filter(|_| groups.len() >= LEAST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_is_what_the_groups_have_apart() {
        // Means -1, 0, 1 and variance 1 within groups of 4: among 4, between (4 - 1)/4.
        let parts = NestedVariance::of(&[(-1.0, 1.0), (0.0, 1.0), (1.0, 1.0)], 4, 0.95).unwrap();
        assert_eq!((parts.between, parts.within, parts.interval), (0.75, 1.0, None));
        assert!((parts.share - 0.75 / 1.75).abs() < 1e-12);
    }

    #[test]
    fn the_interval_holds_the_share_and_is_the_narrower_the_more_groups_there_are() {
        let width = |groups: usize| {
            let groups: Vec<(f64, f64)> =
                (0..groups).map(|k| ((k % 5) as f64 - 2.0, 1.0 + (k % 3) as f64 / 10.0)).collect();
            let parts = NestedVariance::of(&groups, 4, 0.95).unwrap();
            let (low, high) = parts.interval.unwrap();
            assert!(low < parts.share && parts.share < high && low >= 0.0 && high <= 1.0, "{low} {high}");
            high - low
        };
        assert!(width(400) < 0.4 * width(40), "{} {}", width(400), width(40));
    }

    #[test]
    fn leaving_a_group_out_is_as_if_it_had_never_been() {
        let groups = [(1.0, 2.0), (5.0, 1.0), (2.0, 0.5), (9.0, 3.0)];
        let (left, fresh) =
            (Sums::of(&groups).without(&groups[1]), Sums::of(&[groups[0], groups[2], groups[3]]));
        assert!((left.apart - fresh.apart).abs() < 1e-12 && (left.mean - fresh.mean).abs() < 1e-12);
        assert!((left.log() - fresh.log()).abs() < 1e-12);
    }

    #[test]
    fn groups_alike_have_no_share_and_numbers_alike_all_of_it() {
        let none = NestedVariance::of(&[(5.0, 2.0); 40], 8, 0.95).unwrap();
        assert_eq!((none.share, none.interval), (0.0, None));
        let all = NestedVariance::of(&[(1.0, 0.0), (2.0, 0.0)], 8, 0.95).unwrap();
        assert_eq!((all.share, all.interval), (1.0, None));
        assert_eq!(NestedVariance::of(&[(1.0, 0.0), (1.0, 0.0)], 8, 0.95), None);
    }

    #[test]
    fn one_group_far_from_all_others_leaves_no_interval() {
        let mut groups: Vec<(f64, f64)> = (0..60).map(|k| ((k % 5) as f64, 1.0)).collect();
        assert!(NestedVariance::of(&groups, 8, 0.95).unwrap().interval.is_some());
        groups[7].0 = 1000.0;
        assert_eq!(NestedVariance::of(&groups, 8, 0.95).unwrap().interval, None);
    }
}
