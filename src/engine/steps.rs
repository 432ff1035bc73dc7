//! Laws of few whole values, drawn by comparing bits.

use crate::stats::{Distribution, unit};

/// The most steps that are worth counting through.
const MOST: u32 = 15;
/// Bits of a draw that make its number; see [`unit`].
const BITS: u32 = 52;

/// A law whose whole values follow each other, by the bits of a draw.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Steps {
    least: u32,
    /// The least bits that draw one more than the least value, two more, and so on.
    from: Vec<u64>,
}

impl Steps {
    /// The steps of a law whose values are rounded by `whole`; none if they are many, or if the law might give a
    /// larger number a smaller value.
    pub(super) fn of(law: &Distribution, whole: impl Fn(f64) -> u32) -> Option<Steps> {
        let (least, most) = law.bounds();
        let (least, most) = (whole(least), whole(most));
        if !law.is_discrete() || most - least > MOST {
            return None;
        }
        let reaches = |value: u32, bits: u64| whole(law.draw(unit(bits << (u64::BITS - BITS)))) >= value;
        let from = (least + 1..=most).map(|value| first(|bits| reaches(value, bits))).collect();
        Some(Steps { least, from })
    }

    /// The value that a draw of these bits has.
    #[inline]
    pub(super) fn value(&self, bits: u64) -> u32 {
        let bits = bits >> (u64::BITS - BITS);
        self.least + self.from.iter().map(|&from| u32::from(bits >= from)).sum::<u32>()
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
        for law in [gap, Distribution::whole_uniform(1, 6).unwrap(), Distribution::fixed(3.0).unwrap()] {
            let steps = Steps::of(&law, rounded).unwrap();
            let edges = steps.from.iter().flat_map(|&from| [from.wrapping_sub(1), from, from + 1]);
            let spread = (0..=1000).map(|part| ((1_u64 << BITS) - 1) / 1000 * part);
            for bits in edges.chain(spread).map(|bits| bits << (u64::BITS - BITS)) {
                assert_eq!(steps.value(bits), rounded(law.draw(unit(bits))), "{law:?} at {bits}");
            }
        }
    }

    #[test]
    fn laws_of_many_values_or_of_none_have_no_steps() {
        for law in [Distribution::whole_uniform(1, 40), Distribution::uniform(1.0, 3.0)] {
            assert_eq!(Steps::of(&law.unwrap(), rounded), None);
        }
    }
}
