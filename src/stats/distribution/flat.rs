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
    min: f64,
    mode: f64,
    max: f64,
    /// The probability of a value below the mode.
    pivot: f64,
    /// The square of the distance from `min`, were the left side to go on to probability one.
    left: f64,
    /// The same for the distance from `max` on the right side.
    right: f64,
}

impl Triangular {
    /// The law on `min` ≤ `mode` ≤ `max`, where `min` < `max`.
    pub(super) fn new(min: f64, mode: f64, max: f64) -> Self {
        let width = max - min;
        let pivot = (mode - min) / width;
        Self { min, mode, max, pivot, left: width * (mode - min), right: width * (max - mode) }
    }
}

impl Law for Triangular {
    #[inline]
    fn quantile(&self, u: f64) -> f64 {
        // The limits at the mode keep rounding there from turning the order of two draws round.
        if u < self.pivot {
            (self.min + (u * self.left).sqrt()).min(self.mode)
        } else {
            (self.max - ((1.0 - u) * self.right).sqrt()).max(self.mode)
        }
    }

    fn cdf(&self, x: f64) -> f64 {
        if x <= self.min {
            0.0
        } else if x >= self.max {
            1.0
        } else if x < self.mode {
            (x - self.min) * (x - self.min) / self.left
        } else {
            1.0 - (self.max - x) * (self.max - x) / self.right
        }
    }

    fn mean(&self) -> f64 {
        (self.min + self.mode + self.max) / 3.0
    }

    fn bounds(&self) -> (f64, f64) {
        (self.min, self.max)
    }

    fn scaled(&self, factor: f64) -> Kind {
        Kind::Triangular(Self::new(self.min * factor, self.mode * factor, self.max * factor))
    }
}
