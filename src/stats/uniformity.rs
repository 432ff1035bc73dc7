//! Whether numbers are uniform, judged at many places at once.

use super::beta_i;

/// Between which counts of `draws` uniform numbers lie at or below each of the places 1/`places`, 2/`places`, … 1, at all
/// of them together with a probability of at least `level`.
///
/// At each place it is the pointwise interval of a binomial number of one level, which is chosen so that all hold together.
/// Source: T. Säilynoja, P.-C. Bürkner and A. Vehtari, Statistics and Computing 32 (2022), 32, section 3: the chance of
/// leaving the bands is reckoned exactly, place by place.
///
/// ```
/// use noria::stats::uniform_bands;
///
/// let bands = uniform_bands(200, 20, 0.95);
/// assert_eq!(bands.len(), 20);
/// assert!(bands[9].0 < 100 && bands[9].1 > 100 && bands[19] == (200, 200));
/// ```
#[must_use]
pub fn uniform_bands(draws: u64, places: usize, level: f64) -> Vec<(u64, u64)> {
    // The level of each place lies between that of all, and Bonferroni's.
    let (mut wide, mut narrow) = ((1.0 - level) / places as f64 / 4.0, 1.0 - level);
    let mut bands = pointwise(draws, places, wide);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(wide, narrow);
        let tried = pointwise(draws, places, middle);
        match within(draws, &tried) >= level {
            true => (wide, bands) = (middle, tried),
            false => narrow = middle,
        }
    }
    bands
}

/// How finely the level of each place is found.
const HALVINGS: u32 = 30;

/// The shortest binomial intervals at each place that leave at most half of `outside` on each side.
fn pointwise(draws: u64, places: usize, outside: f64) -> Vec<(u64, u64)> {
    let band = |place: usize| {
        let chance = place as f64 / places as f64;
        let least =
            |beyond: f64| (0..draws).find(|&count| at_most(count, draws, chance) > beyond).unwrap_or(draws);
        (least(outside / 2.0), least(1.0 - outside / 2.0))
    };
    (1..=places).map(band).collect()
}

/// The chance that a binomial number is no larger than `count`.
fn at_most(count: u64, draws: u64, chance: f64) -> f64 {
    match (count >= draws, chance >= 1.0) {
        (true, _) => 1.0,
        (false, true) => 0.0,
        _ => beta_i((draws - count) as f64, count as f64 + 1.0, 1.0 - chance),
    }
}

/// The chance that the counts of uniform numbers are within bands at all places.
fn within(draws: u64, bands: &[(u64, u64)]) -> f64 {
    let all = draws as usize;
    let logs: Vec<f64> = (0..=all).map(|n| libm::lgamma(n as f64 + 1.0)).collect();
    let choose = |n: usize, k: usize| logs[n] - logs[k] - logs[n - k];
    // The chance of each count so far, with all places so far within their bands.
    let mut counts = vec![0.0; all + 1];
    counts[0] = 1.0;
    for (place, &(low, high)) in bands.iter().enumerate() {
        // Of those that lie above the last place, the share up to this one.
        let share = 1.0 / (bands.len() - place) as f64;
        let (up, beyond) = (libm::log(share), libm::log1p(-share));
        let mut next = vec![0.0; all + 1];
        for (before, &chance) in counts.iter().enumerate().filter(|(_, chance)| **chance > 0.0) {
            let left = all - before;
            for more in
                (low as usize).saturating_sub(before)..=(high as usize).saturating_sub(before).min(left)
            {
                if before + more < low as usize || before + more > high as usize {
                    continue;
                }
                let stay = if left == more { 0.0 } else { (left - more) as f64 * beyond };
                next[before + more] += chance * libm::exp(choose(left, more) + more as f64 * up + stay);
            }
        }
        counts = next;
    }
    counts.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: of two numbers at two places, at least one is in each half with a chance of one half.
    #[test]
    fn the_chance_to_stay_within_bands_is_exact() {
        assert!((within(2, &[(1, 1), (2, 2)]) - 0.5).abs() < 1e-12);
        assert!((within(2, &[(0, 1), (2, 2)]) - 0.75).abs() < 1e-12);
        assert!((within(50, &[(0, 50); 10]) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn bands_hold_together_as_asked_and_are_wider_than_each() {
        for (draws, places, level) in [(30, 10, 0.99), (200, 20, 0.95)] {
            let bands = uniform_bands(draws, places, level);
            let chance = within(draws, &bands);
            assert!(chance >= level && chance < level + (1.0 - level) * 0.6, "{chance}");
            let each = pointwise(draws, places, 1.0 - level);
            assert!(bands.iter().zip(&each).all(|(all, one)| all.0 <= one.0 && all.1 >= one.1));
        }
    }

    #[test]
    fn a_binomial_chance_is_a_sum() {
        // (0.7)³ + 3 × 0.3 × 0.7².
        assert!((at_most(1, 3, 0.3) - 0.784).abs() < 1e-12);
        assert_eq!((at_most(3, 3, 0.3), at_most(2, 3, 1.0)), (1.0, 0.0));
    }
}
