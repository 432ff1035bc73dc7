//! Public figures: who said when how many people were out.

use super::{GroupId, Plan, SiteId};
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

impl Bound {
    /// What is said before a number of this bound: `about `, `at least `, or nothing.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Bound::Exact => "",
            Bound::About => "about ",
            Bound::AtLeast => "at least ",
        }
    }
}

impl PublicFigure {
    /// Of whom it is, and where they were counted, after a number: ` civilians and wounded at the camp`; nothing where it
    /// is of everybody.
    #[must_use]
    pub fn whom(&self, plan: &Plan) -> String {
        let ids: Vec<&str> = self.scope.iter().map(|&group| plan.groups[group].id.as_str()).collect();
        let scope = if ids.is_empty() { String::new() } else { format!(" {}", ids.join(" and ")) };
        let site = self.site.map_or(String::new(), |site| format!(" at {}", plan.sites[site].title));
        scope + &site
    }

    /// Whether people of a group are counted in it.
    #[must_use]
    pub fn is_of(&self, group: GroupId) -> bool {
        self.scope.is_empty() || self.scope.contains(&group)
    }
}
