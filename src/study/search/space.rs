//! The candidates of a search, and which is smaller.

/// A full grid of candidates, the last axis changing fastest, each with a size.
#[derive(Clone, Debug, PartialEq)]
pub struct Space {
    /// How many values each axis has.
    lengths: Vec<usize>,
    sizes: Vec<f64>,
}

impl Space {
    /// All combinations of amounts, which rise along each axis. The size of a candidate is the sum of its
    /// amounts: vehicles, where vehicles are varied.
    #[must_use]
    pub fn of_amounts(axes: &[Vec<f64>]) -> Space {
        let mut sizes = vec![0.0];
        for axis in axes {
            sizes = sizes.iter().flat_map(|sum| axis.iter().map(move |amount| sum + amount)).collect();
        }
        Space { lengths: axes.iter().map(Vec::len).collect(), sizes }
    }

    /// The same candidates with other sizes, such as costs.
    ///
    /// # Panics
    /// If there are not as many sizes as candidates.
    #[must_use]
    pub fn with_sizes(self, sizes: Vec<f64>) -> Space {
        assert_eq!(sizes.len(), self.sizes.len(), "each candidate has a size");
        Space { sizes, ..self }
    }

    /// How many candidates there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sizes.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sizes.is_empty()
    }

    /// How many values each axis has.
    #[must_use]
    pub fn lengths(&self) -> &[usize] {
        &self.lengths
    }

    /// How large a candidate is.
    #[must_use]
    pub fn size(&self, candidate: usize) -> f64 {
        self.sizes[candidate]
    }

    /// Which value of each axis a candidate has.
    #[must_use]
    pub fn places(&self, candidate: usize) -> Vec<usize> {
        let mut rest = candidate;
        let mut places: Vec<usize> = self
            .lengths
            .iter()
            .rev()
            .map(|length| {
                let place = rest % length;
                rest /= length;
                place
            })
            .collect();
        places.reverse();
        places
    }

    /// Whether a candidate is as large as another on no axis larger.
    #[must_use]
    pub fn is_within(&self, small: usize, large: usize) -> bool {
        self.places(small).iter().zip(self.places(large)).all(|(small, large)| *small <= large)
    }

    /// Candidates from the smallest on; of equal ones, the first of the grid first.
    #[must_use]
    pub fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.len()).collect();
        self.sort(&mut order);
        order
    }

    /// Puts candidates in order.
    pub(super) fn sort(&self, candidates: &mut [usize]) {
        candidates.sort_by(|&a, &b| self.sizes[a].total_cmp(&self.sizes[b]).then(a.cmp(&b)));
    }

    /// The candidates with one step more on one axis, which do not come before this one in the order.
    #[must_use]
    pub fn one_more(&self, candidate: usize) -> Vec<usize> {
        let places = self.places(candidate);
        let (mut stride, mut more) = (1, Vec::new());
        for (place, length) in places.iter().zip(&self.lengths).rev() {
            if place + 1 < *length && self.sizes[candidate + stride] >= self.sizes[candidate] {
                more.push(candidate + stride);
            }
            stride *= length;
        }
        more.reverse();
        more
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn candidates_are_counted_with_the_last_axis_fastest() {
        let space = Space::of_amounts(&[vec![1.0, 2.0, 3.0], vec![10.0, 20.0]]);
        assert_eq!(space.len(), 6);
        assert_eq!(space.places(3), [1, 1]);
        assert_eq!((space.size(3), space.size(4)), (22.0, 13.0));
        assert_eq!(space.order(), [0, 2, 4, 1, 3, 5]);
        assert_eq!(space.one_more(0), [2, 1]);
        assert_eq!(space.one_more(5), [] as [usize; 0]);
        assert!(space.is_within(0, 3) && space.is_within(3, 3) && !space.is_within(1, 2));
    }
}
