//! Laws of few whole values, drawn many at a time by comparing bits.

use crate::stats::{Distribution, unit};

/// The most steps that are worth counting through.
const MOST: u32 = 15;
/// Bits of a draw that make its number; see [`unit`].
const BITS: u32 = 52;
/// Values that are drawn together.
pub(in crate::engine) const TOGETHER: usize = 32;

/// A distribution whose whole values follow each other, by the bits of a draw.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::engine) struct Steps {
    least: u32,
    /// The least bits that draw one more than the least value, two more, and so on, as [`mark`] has them.
    from: Vec<f64>,
}

/// The bits that make a number as the fraction of a number from 1 to 2, in the same order: processors compare
/// those in vectors.
#[inline]
fn mark(bits: u64) -> f64 {
    f64::from_bits(1_f64.to_bits() | bits)
}

impl Steps {
    /// The steps of a distribution whose values are rounded by `whole`. None if they are many, or if the distribution
    /// might give a larger number a smaller value.
    pub(in crate::engine) fn of(distribution: &Distribution, whole: impl Fn(f64) -> u32) -> Option<Steps> {
        let (least, most) = distribution.bounds();
        let (least, most) = (whole(least), whole(most));
        if !distribution.is_discrete() || most - least > MOST {
            return None;
        }
        let reaches =
            |value: u32, bits: u64| whole(distribution.draw(unit(bits << (u64::BITS - BITS)))) >= value;
        let from = (least + 1..=most).map(|value| first(|bits| reaches(value, bits)));
        // A value that no bits draw begins beyond all of them, at 2.
        let from = from.map(|bits| if bits >> BITS == 0 { mark(bits) } else { 2.0 });
        Some(Steps { least, from: from.collect() })
    }

    /// The values that draws of these bits have.
    #[inline]
    pub(in crate::engine) fn values(&self, bits: [u64; TOGETHER]) -> [u32; TOGETHER] {
        let marks = bits.map(|bits| mark(bits >> (u64::BITS - BITS)));
        let mut steps = [0; TOGETHER];
        for &from in &self.from {
            for (steps, &mark) in steps.iter_mut().zip(&marks) {
                *steps += u64::from(mark >= from);
            }
        }
        steps.map(|steps| self.least + steps as u32)
    }
}

/// The least number of so many bits for which something holds that holds for all larger ones.
fn first(holds: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (0, 1 << BITS);
    while low < high {
        let middle = (low + high) / 2;
        if holds(middle) { high = middle } else { low = middle + 1 }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rounded(drawn: f64) -> u32 {
        (drawn + 0.5) as u32
    }

    #[test]
    fn steps_draw_what_the_law_draws_to_the_last_bit() {
        let gap = Distribution::values(&[(1.0, 0.3), (2.0, 0.1), (6.0, 0.2), (7.4, 1e-9)]).unwrap();
        for distribution in
            [gap, Distribution::whole_uniform(1, 6).unwrap(), Distribution::fixed(3.0).unwrap()]
        {
            let steps = Steps::of(&distribution, rounded).unwrap();
            let all = (1_u64 << BITS) - 1;
            let edges = steps.from.iter().map(|from| from.to_bits() & all);
            let edges = edges.flat_map(|from| [from.saturating_sub(1), from, from + 1]);
            let spread = (0..=1000).map(|part| all / 1000 * part).chain([all]);
            let bits: Vec<u64> = edges.chain(spread).map(|bits| bits << (u64::BITS - BITS)).collect();
            for bits in bits.chunks(TOGETHER) {
                let values = steps.values(std::array::from_fn(|place| bits[place % bits.len()]));
                for (&bits, value) in bits.iter().zip(values) {
                    assert_eq!(value, rounded(distribution.draw(unit(bits))), "{distribution:?} at {bits}");
                }
            }
        }
    }

    #[test]
    fn laws_of_many_values_or_of_none_have_no_steps() {
        for distribution in [Distribution::whole_uniform(1, 40), Distribution::uniform(1.0, 3.0)] {
            assert_eq!(Steps::of(&distribution.unwrap(), rounded), None);
        }
    }
}
