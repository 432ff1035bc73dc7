//! Movement: phases, and what ends one.

use super::Discipline;
use crate::stats::share_at_least;
use crate::units::Tick;

/// A list of phases that follow each other.
#[derive(Clone, Debug)]
pub struct Movement {
    /// Where it stands in the scenario (`movement.0` …), for messages.
    pub label: String,
    /// The phases; at least one.
    pub phases: Vec<Phase>,
}

/// A time of one discipline.
#[derive(Clone, Debug)]
pub struct Phase {
    /// How loaded vehicles leave their pickups.
    pub outbound: Discipline,
    /// How vehicles that have set people down go back.
    pub back: Discipline,
    /// What ends it; the last phase has none.
    pub ends: Option<PhaseEnd>,
    /// The window over which vehicles break away into it, one by one.
    pub gradual: Option<(Tick, Tick)>,
}

/// What ends a phase.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum PhaseEnd {
    /// An instant.
    At(Tick),
    /// So many convoys of this list of phases have left since the phase began.
    Convoys(u32),
    /// The desk says that so many people are out.
    Out(u64),
    /// The desk says that this share of the people is out.
    ShareOut(f64),
}

/// What is known when the end of a phase is judged.
#[derive(Clone, Copy, Debug)]
pub struct PhaseSoFar {
    /// The present.
    pub now: Tick,
    /// Convoys that have left since it began.
    pub convoys: u32,
    /// People out, as far as has been reported.
    pub reported_out: u64,
    /// People expected in all.
    pub expected: u64,
}

impl PhaseEnd {
    /// Whether it has come about.
    #[must_use]
    pub fn has_come(self, so_far: PhaseSoFar) -> bool {
        match self {
            PhaseEnd::At(tick) => so_far.now >= tick,
            PhaseEnd::Convoys(number) => so_far.convoys >= number,
            PhaseEnd::Out(people) => so_far.reported_out >= people,
            PhaseEnd::ShareOut(share) => so_far.reported_out >= share_at_least(so_far.expected, share),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_end_by_what_is_known() {
        let so_far = PhaseSoFar { now: Tick(5), convoys: 2, reported_out: 90, expected: 100 };
        for (end, ended) in [
            (PhaseEnd::At(Tick(5)), true),
            (PhaseEnd::At(Tick(6)), false),
            (PhaseEnd::Convoys(2), true),
            (PhaseEnd::Convoys(3), false),
            (PhaseEnd::Out(90), true),
            (PhaseEnd::Out(91), false),
            (PhaseEnd::ShareOut(0.9), true),
            (PhaseEnd::ShareOut(0.901), false),
        ] {
            assert_eq!(end.has_come(so_far), ended, "{end:?}");
        }
    }
}
