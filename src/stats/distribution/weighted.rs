//! A list of values, each with its weight.

use super::{DistributionError, Kind, Law, error};

/// The most values for which looking at all is faster than halving.
const SHORT: usize = 16;

/// One of `values` (rising), of which the first `n + 1` together have probability `cumulated[n]`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Weighted {
    values: Box<[f64]>,
    cumulated: Box<[f64]>,
    mean: f64,
}

impl Weighted {
    /// The law of values and their weights. Equal values are joined; those without weight left out.
    pub(super) fn new(pairs: &[(f64, f64)]) -> Result<Self, DistributionError> {
        check(pairs)?;
        let mut rising: Vec<_> = pairs.iter().copied().filter(|&(_, weight)| weight > 0.0).collect();
        rising.sort_by(|a, b| a.0.total_cmp(&b.0));
        rising.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        let total = rising.iter().map(|pair| pair.1).sum::<f64>();
        error::finite("sum of the weights", total)?;
        Ok(Self::from_rising(&rising, total))
    }

    fn from_rising(rising: &[(f64, f64)], total: f64) -> Self {
        let (mut so_far, mut mean) = (0.0, 0.0);
        let mut cumulated = Vec::with_capacity(rising.len());
        for &(value, weight) in rising {
            so_far += weight;
            mean += value * (weight / total);
            cumulated.push(so_far / total);
        }
        let values = rising.iter().map(|pair| pair.0).collect();
        Self { values, cumulated: cumulated.into(), mean }
    }
}

/// Refuses lists from which nothing can be drawn.
fn check(pairs: &[(f64, f64)]) -> Result<(), DistributionError> {
    if pairs.is_empty() {
        return Err(DistributionError::NoValues);
    }
    for &(value, weight) in pairs {
        error::not_negative("value", value)?;
        error::not_negative("weight", weight)?;
    }
    if pairs.iter().all(|pair| pair.1 == 0.0) {
        return Err(DistributionError::NoWeight { count: pairs.len() });
    }
    Ok(())
}

impl Law for Weighted {
    /// A step function: the first value whose cumulated probability reaches `u`.
    fn quantile(&self, u: f64) -> f64 {
        let below = |cumulated: &&f64| **cumulated < u;
        // A short list is counted through, without a branch.
        let place = match self.cumulated.len() {
            ..=SHORT => self.cumulated.iter().filter(below).count(),
            _ => self.cumulated.partition_point(|cumulated| below(&cumulated)),
        };
        self.values[place.min(self.values.len() - 1)]
    }

    fn cdf(&self, x: f64) -> f64 {
        match self.values.partition_point(|&value| value <= x) {
            0 => 0.0,
            count => self.cumulated[count - 1],
        }
    }

    fn mean(&self) -> f64 {
        self.mean
    }

    fn bounds(&self) -> (f64, f64) {
        (self.values[0], self.values[self.values.len() - 1])
    }

    fn scaled(&self, factor: f64) -> Kind {
        Kind::Weighted(Self {
            values: self.values.iter().map(|value| value * factor).collect(),
            cumulated: self.cumulated.clone(),
            mean: self.mean * factor,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_where_the_weights_add_up() {
        let law = Weighted::new(&[(30.0, 1.0), (10.0, 2.0), (20.0, 0.0), (10.0, 1.0)]).unwrap();
        for (u, expected) in [(1e-16, 10.0), (0.75, 10.0), (0.7500001, 30.0), (0.9999999, 30.0)] {
            assert_eq!(law.quantile(u), expected, "at {u}");
        }
        for (x, expected) in [(9.0, 0.0), (10.0, 0.75), (20.0, 0.75), (30.0, 1.0)] {
            assert_eq!(law.cdf(x), expected, "at {x}");
        }
        assert_eq!((law.mean(), law.bounds()), (15.0, (10.0, 30.0)));
    }
}
