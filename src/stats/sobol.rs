//! Sobol's sequence: points that fill a cube evenly, whichever of its sides one looks at.

/// The most dimensions that are known.
pub const MOST_DIMENSIONS: usize = 20;
/// Bits of a coordinate.
const BITS: usize = 32;

/// Degree, coefficients and first direction numbers of each dimension after the first. Source: S. Joe and
/// F. Y. Kuo, Constructing Sobol sequences with better two-dimensional projections, SIAM Journal on
/// Scientific Computing 30 (2008), set 6.
const DIRECTIONS: [(u32, u32, &[u32]); MOST_DIMENSIONS - 1] = [
    (1, 0, &[1]),
    (2, 1, &[1, 3]),
    (3, 1, &[1, 3, 1]),
    (3, 2, &[1, 1, 1]),
    (4, 1, &[1, 1, 3, 3]),
    (4, 4, &[1, 3, 5, 13]),
    (5, 2, &[1, 1, 5, 5, 17]),
    (5, 4, &[1, 1, 5, 5, 5]),
    (5, 7, &[1, 1, 7, 11, 19]),
    (5, 11, &[1, 1, 5, 1, 1]),
    (5, 13, &[1, 1, 1, 3, 11]),
    (5, 14, &[1, 3, 5, 5, 31]),
    (6, 1, &[1, 3, 3, 9, 7, 49]),
    (6, 13, &[1, 1, 1, 15, 21, 21]),
    (6, 16, &[1, 3, 1, 13, 27, 49]),
    (6, 19, &[1, 1, 1, 15, 7, 5]),
    (6, 22, &[1, 3, 1, 15, 13, 25]),
    (6, 25, &[1, 1, 5, 5, 19, 61]),
    (7, 1, &[1, 3, 7, 11, 23, 15, 103]),
];

/// The sequence in some dimensions, moved by a digital shift: with each coordinate's bits turned by the
/// same `shift`, the points stay as even and none lies on an edge by rule.
#[derive(Clone, Debug)]
pub struct Sobol {
    directions: Vec<[u32; BITS]>,
    shifts: Vec<u32>,
}

impl Sobol {
    /// The sequence whose dimensions are shifted by these numbers between 0 and 1, one each.
    ///
    /// # Panics
    /// If there are more than [`MOST_DIMENSIONS`].
    #[must_use]
    pub fn shifted(shifts: &[f64]) -> Sobol {
        assert!(shifts.len() <= MOST_DIMENSIONS, "{} dimensions are too many", shifts.len());
        let shifts: Vec<u32> = shifts.iter().map(|share| (share * 2.0_f64.powi(32)) as u32).collect();
        Sobol { directions: (0..shifts.len()).map(directions).collect(), shifts }
    }

    /// A point of the sequence, in the order of Gray codes; each coordinate lies between 0 and 1, both
    /// excluded.
    #[must_use]
    pub fn point(&self, number: u32) -> Vec<f64> {
        let gray = number ^ (number >> 1);
        let coordinate = |(numbers, shift): (&[u32; BITS], &u32)| {
            let bits =
                (0..BITS).filter(|bit| gray >> bit & 1 == 1).fold(*shift, |bits, bit| bits ^ numbers[bit]);
            (f64::from(bits) + 0.5) / 2.0_f64.powi(32)
        };
        self.directions.iter().zip(&self.shifts).map(coordinate).collect()
    }
}

fn directions(dimension: usize) -> [u32; BITS] {
    let mut numbers = [0; BITS];
    let Some((degree, coefficients, first)) = dimension.checked_sub(1).map(|row| DIRECTIONS[row]) else {
        return std::array::from_fn(|bit| 1 << (BITS - 1 - bit));
    };
    let degree = degree as usize;
    for bit in 0..BITS {
        numbers[bit] = if bit < degree {
            first[bit] << (BITS - 1 - bit)
        } else {
            let start = numbers[bit - degree] ^ (numbers[bit - degree] >> degree);
            (1..degree)
                .filter(|k| coefficients >> (degree - 1 - k) & 1 == 1)
                .fold(start, |bits, k| bits ^ numbers[bit - k])
        };
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unshifted(number: u32) -> Vec<f64> {
        Sobol::shifted(&[0.0; 10]).point(number).iter().map(|x| (x * 1024.0).floor() / 1024.0).collect()
    }

    #[test]
    fn the_first_points_are_those_of_the_authors() {
        assert_eq!(unshifted(0), [0.0; 10]);
        assert_eq!(unshifted(1), [0.5; 10]);
        assert_eq!(unshifted(2), [0.75, 0.25, 0.25, 0.25, 0.75, 0.75, 0.25, 0.75, 0.75, 0.75]);
        assert_eq!(unshifted(4), [0.375, 0.375, 0.625, 0.875, 0.375, 0.125, 0.375, 0.875, 0.875, 0.625]);
    }

    #[test]
    fn every_dimension_has_one_point_in_each_of_as_many_slices() {
        let sobol = Sobol::shifted(&[0.3; MOST_DIMENSIONS]);
        for dimension in 0..MOST_DIMENSIONS {
            let mut slices: Vec<u32> =
                (0..256).map(|number| (sobol.point(number)[dimension] * 256.0) as u32).collect();
            slices.sort_unstable();
            assert_eq!(slices, (0..256).collect::<Vec<u32>>(), "dimension {dimension}");
        }
    }
}
