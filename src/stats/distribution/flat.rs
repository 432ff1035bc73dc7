//! Laws given by where they begin and end: fixed, uniform, whole numbers, triangular.

use super::{Kind, Law};

/// Always the same value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fixed {
    pub(super) value: f64,
}

impl Law for Fixed {
    #[inline]
    fn quantile(&self, _: f64) -> f64 {
        self.value
    }

    fn cdf(&self, x: f64) -> f64 {
        if x < self.value { 0.0 } else { 1.0 }
    }

    fn mean(&self) -> f64 {
        self.value
    }

    fn bounds(&self) -> (f64, f64) {
        (self.value, self.value)
    }

    fn scaled(&self, factor: f64) -> Kind {
        Kind::Fixed(Self { value: self.value * factor })
    }
}

/// Every value between `min` and `max` alike.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Uniform {
    pub(super) min: f64,
    pub(super) max: f64,
}

impl Law for Uniform {
    #[inline]
    fn quantile(&self, u: f64) -> f64 {
        (self.min + u * (self.max - self.min)).min(self.max)
    }

    fn cdf(&self, x: f64) -> f64 {
        ((x - self.min) / (self.max - self.min)).clamp(0.0, 1.0)
    }

    fn mean(&self) -> f64 {
        self.min + 0.5 * (self.max - self.min)
    }

    fn bounds(&self) -> (f64, f64) {
        (self.min, self.max)
    }

    fn scaled(&self, factor: f64) -> Kind {
        Kind::Uniform(Self { min: self.min * factor, max: self.max * factor })
    }
}

/// `count` equally likely values, `step` apart, of which the least is `first` steps above zero.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct WholeUniform {
    first: f64,
    count: f64,
    step: f64,
}

impl WholeUniform {
    /// The whole numbers from `min` to `max`, both included and at most 2^53.
    pub(super) fn new(min: i64, max: i64) -> Self {
        Self { first: min as f64, count: (max - min) as f64 + 1.0, step: 1.0 }
    }

    /// The value with `place` others below it.
    fn value(&self, place: f64) -> f64 {
        (self.first + place) * self.step
    }
}

impl Law for WholeUniform {
    #[inline]
    fn quantile(&self, u: f64) -> f64 {
        self.value(((u * self.count).ceil() - 1.0).clamp(0.0, self.count - 1.0))
    }

    fn cdf(&self, x: f64) -> f64 {
        // A division may miss by one the value that a multiplication made.
        let guess = (x / self.step).floor() - self.first;
        let place = [guess + 1.0, guess, guess - 1.0].into_iter().find(|&p| self.value(p) <= x);
        ((place.unwrap_or(-1.0) + 1.0) / self.count).clamp(0.0, 1.0)
    }

    fn mean(&self) -> f64 {
        self.value(0.5 * (self.count - 1.0))
    }

    fn bounds(&self) -> (f64, f64) {
        (self.value(0.0), self.value(self.count - 1.0))
    }

    fn scaled(&self, factor: f64) -> Kind {
        Kind::WholeUniform(Self { step: self.step * factor, ..*self })
    }
}

/// A density that rises in a line from `min` to `mode`, and falls in a line to `max`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Triangular {
    mode: f64,
    /// The probability of a value below the mode.
    pivot: f64,
    /// Above the mode, and below it.
    sides: [Side; 2],
}

/// One side of a triangle, seen from its end.
#[derive(Clone, Debug, PartialEq)]
struct Side {
    /// The least or the largest value.
    end: f64,
    /// In which direction from there the mode lies: 1 or −1.
    towards: f64,
    /// The square of the distance from the end, were the side to go on to probability one.
    square: f64,
    /// The part of probability at the end: 0 or 1.
    from: f64,
}

impl Triangular {
    /// The law on `min` ≤ `mode` ≤ `max`, where `min` < `max`.
    pub(super) fn new(min: f64, mode: f64, max: f64) -> Self {
        let width = max - min;
        let below = Side { end: min, towards: 1.0, square: width * (mode - min), from: 0.0 };
        let above = Side { end: max, towards: -1.0, square: width * (max - mode), from: 1.0 };
        Self { mode, pivot: (mode - min) / width, sides: [above, below] }
    }
}

impl Law for Triangular {
    #[inline]
    fn quantile(&self, u: f64) -> f64 {
        // On which side a draw falls cannot be guessed, and either is reckoned in the same way.
        let below = u < self.pivot;
        let Side { end, towards, square, from } = self.sides[usize::from(below)];
        let value = end + towards * ((from + towards * u) * square).sqrt();
        // The limit at the mode keeps rounding there from turning the order of two draws round.
        if (value > self.mode) == below { self.mode } else { value }
    }

    fn cdf(&self, x: f64) -> f64 {
        let (min, max) = self.bounds();
        if x <= min {
            0.0
        } else if x >= max {
            1.0
        } else if x < self.mode {
            (x - min) * (x - min) / self.sides[1].square
        } else {
            1.0 - (max - x) * (max - x) / self.sides[0].square
        }
    }

    fn mean(&self) -> f64 {
        let (min, max) = self.bounds();
        (min + self.mode + max) / 3.0
    }

    fn bounds(&self) -> (f64, f64) {
        (self.sides[1].end, self.sides[0].end)
    }

    fn scaled(&self, factor: f64) -> Kind {
        let (min, max) = self.bounds();
        Kind::Triangular(Self::new(min * factor, self.mode * factor, max * factor))
    }
}
