//! Quantiles of values with weights.

/// The least of some sorted values up to which the share `p` of the weight lies; not a number if there are none.
#[must_use]
pub fn weighted_quantile(sorted: &[(f64, f64)], p: f64) -> f64 {
    let total: f64 = sorted.iter().map(|(_, weight)| weight).sum();
    // Sums of weights are rounded: the last bit decides nothing.
    let wanted = p * total * (1.0 - 1e-12);
    let mut sum = 0.0;
    let reaches = |(_, weight): &&(f64, f64)| {
        sum += weight;
        sum >= wanted
    };
    sorted.iter().find(reaches).or(sorted.last()).map_or(f64::NAN, |(value, _)| *value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_count_as_often_as_they_say() {
        let values = [(1.0, 1.0), (2.0, 2.0), (5.0, 1.0)];
        for (p, value) in
            [(0.0, 1.0), (0.25, 1.0), (0.26, 2.0), (0.5, 2.0), (0.75, 2.0), (0.76, 5.0), (1.0, 5.0)]
        {
            assert_eq!(weighted_quantile(&values, p), value, "{p}");
        }
        assert_eq!(weighted_quantile(&[(3.0, 0.1); 10], 1.0), 3.0);
        assert!(weighted_quantile(&[], 0.5).is_nan());
    }
}
