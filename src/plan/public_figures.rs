//! Public figures: who said when how many people were out.

use super::{GroupId, SiteId};
use crate::units::Tick;

/// What somebody said of the people who were out by some time. No run depends on it: figures are compared with runs.
#[derive(Clone, Debug, PartialEq)]
pub struct PublicFigure {
    /// Who said it.
    pub who: String,
    /// Of when.
    pub at: Tick,
    /// How many people had been set down at a drop-off by then.
    pub people: u64,
    /// Of which groups of the scenario, each once, in their order; none: everybody.
    pub scope: Vec<GroupId>,
    /// Only those who were set down here, going on from elsewhere or not; none: all who have reached a drop-off.
    pub site: Option<SiteId>,
    /// How it is meant.
    pub bound: Bound,
    /// The standard deviation of its error, on a log scale.
    pub spread: f64,
}

/// How a figure or a report is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Bound {
    /// A count.
    Exact,
    /// An estimate.
    About,
    /// So many or more.
    AtLeast,
}

impl Bound {
    /// Every bound with its word in a scenario.
    pub const WORDS: [(&'static str, Bound); 3] =
        [("exact", Bound::Exact), ("about", Bound::About), ("at-least", Bound::AtLeast)];

    /// The word for it in a scenario.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS[self as usize].0
    }

    /// The spread of a figure that does not say its own: counts of a roll err less than estimates.
    #[must_use]
    pub fn usual_spread(self) -> f64 {
        match self {
            Bound::Exact => 0.05,
            Bound::About | Bound::AtLeast => 0.15,
        }
    }
}

impl PublicFigure {
    /// Whether people of a group are counted in it.
    #[must_use]
    pub fn is_of(&self, group: GroupId) -> bool {
        self.scope.is_empty() || self.scope.contains(&group)
    }
}
