//! The instants at which headcounts are kept.

use crate::units::{HOUR, MINUTE, Span, Tick};

/// Most points of a grid.
pub(crate) const MOST_POINTS: u64 = 400;
/// The finest steps of a grid; after the last, hours double.
const STEPS: [u64; 5] = [MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR];
/// The finest step.
pub(super) const FINEST: Span = Span(STEPS[0]);

/// The instants at which headcounts are kept: every `step` from the start, and the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    /// From one point to the next.
    pub step: Span,
    /// The last point; it may be nearer to the one before.
    pub end: Tick,
}

impl Grid {
    /// The finest grid that reaches `end` with at most 400 points.
    #[must_use]
    pub fn until(end: Tick) -> Grid {
        let mut step = FINEST;
        while end.0.div_ceil(step.0) + 1 > MOST_POINTS {
            step = coarser(step);
        }
        Grid { step, end }
    }

    /// How many points it has.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end.0.div_ceil(self.step.0) + 1) as usize
    }

    /// Whether it has no points: never.
    #[must_use]
    pub fn is_empty(self) -> bool {
        false
    }

    /// The instant of a point.
    #[must_use]
    pub fn at(self, point: usize) -> Tick {
        Tick((point as u64 * self.step.0).min(self.end.0))
    }
}

/// The next coarser step.
pub(super) fn coarser(step: Span) -> Span {
    STEPS.iter().copied().find(|&next| next > step.0).map_or(Span(step.0 * 2), Span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_is_the_finest_with_at_most_400_points() {
        for (end, step, points) in [
            (0, MINUTE, 1),
            (399 * MINUTE, MINUTE, 400),
            (399 * MINUTE + 1, 5 * MINUTE, 81),
            (22 * HOUR, 5 * MINUTE, 265),
            (99 * HOUR, 15 * MINUTE, 397),
            (400 * HOUR, 2 * HOUR, 201),
        ] {
            let grid = Grid::until(Tick(end));
            assert_eq!((grid.step, grid.len()), (Span(step), points), "{end}");
            assert_eq!(grid.at(points - 1), Tick(end));
        }
    }
}
