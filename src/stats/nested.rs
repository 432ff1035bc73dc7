//! Two kinds of uncertainty: what nobody knows, and luck. How much of the spread is due to each?

use super::special::beta_quantile;

/// The parts of a variance, from groups of the same size: between groups and within them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NestedVariance {
    /// The variance of the groups' true means; zero where its estimate is negative.
    pub between: f64,
    /// The variance within a group.
    pub within: f64,
    /// The share of the sum that lies between groups.
    pub share: f64,
    /// The interval of the share; exact for normal numbers (S. R. Searle, Linear Models, 1971).
    pub interval: (f64, f64),
}

impl NestedVariance {
    /// The parts, from the groups' means and variances, each of `size` numbers. None with fewer than two
    /// groups or numbers in a group, or without any spread.
    ///
    /// # Panics
    /// If `level` is not between 0 and 1, both excluded.
    #[must_use]
    pub fn of(groups: &[(f64, f64)], size: u64, level: f64) -> Option<NestedVariance> {
        assert!(level > 0.0 && level < 1.0, "a level must lie between 0 and 1, not at {level}");
        if groups.len() < 2 || size < 2 {
            return None;
        }
        let (k, m) = (groups.len() as f64, size as f64);
        let mean = groups.iter().map(|(mean, _)| mean).sum::<f64>() / k;
        let apart: f64 = groups.iter().map(|(group, _)| (group - mean) * (group - mean)).sum();
        let (among, within) =
            (m * apart / (k - 1.0), groups.iter().map(|(_, variance)| variance).sum::<f64>() / k);
        if among + within <= 0.0 {
            return None;
        }
        let between = ((among - within) / m).max(0.0);
        let share_at = |ratio: f64| match ratio.is_finite() {
            true => ((ratio - 1.0) / (ratio + m - 1.0)).clamp(0.0, 1.0),
            false => 1.0,
        };
        let (degrees, outside) = ((k - 1.0, k * (m - 1.0)), 0.5 - 0.5 * level);
        let ratio = among / within;
        Some(NestedVariance {
            between,
            within,
            share: between / (between + within),
            interval: (
                share_at(ratio / f_quantile(degrees, 1.0 - outside)),
                share_at(ratio / f_quantile(degrees, outside)),
            ),
        })
    }
}

/// The quantile of Fisher's F with these degrees of freedom.
fn f_quantile((above, below): (f64, f64), p: f64) -> f64 {
    let x = beta_quantile(above / 2.0, below / 2.0, p);
    below * x / (above * (1.0 - x))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f_quantiles_are_those_of_the_tables() {
        for ((above, below, p), quantile) in
            [((1.0, 10.0, 0.95), 4.9646), ((4.0, 45.0, 0.975), 3.0860), ((9.0, 20.0, 0.025), 0.2726)]
        {
            let found = f_quantile((above, below), p);
            assert!((found - quantile).abs() < 6e-4, "{above} {below} {p}: {found}");
        }
    }

    #[test]
    fn the_share_is_what_the_groups_have_apart() {
        // Means -1, 0, 1 and variance 1 within groups of 4: among 4, between (4 - 1)/4.
        let parts = NestedVariance::of(&[(-1.0, 1.0), (0.0, 1.0), (1.0, 1.0)], 4, 0.95).unwrap();
        assert_eq!((parts.between, parts.within), (0.75, 1.0));
        assert!((parts.share - 0.75 / 1.75).abs() < 1e-12);
        let (low, high) = parts.interval;
        assert!(low < parts.share && parts.share < high && low >= 0.0 && high <= 1.0, "{low} {high}");
    }

    #[test]
    fn groups_alike_have_no_share_and_numbers_alike_all_of_it() {
        let none = NestedVariance::of(&[(5.0, 2.0); 10], 8, 0.95).unwrap();
        assert_eq!((none.share, none.interval.0), (0.0, 0.0));
        let all = NestedVariance::of(&[(1.0, 0.0), (2.0, 0.0)], 8, 0.95).unwrap();
        assert_eq!((all.share, all.interval), (1.0, (1.0, 1.0)));
        assert_eq!(NestedVariance::of(&[(1.0, 0.0), (1.0, 0.0)], 8, 0.95), None);
    }
}
