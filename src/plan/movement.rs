//! Movement: phases, and what ends one.

use super::{Discipline, ObserverId};
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
    /// The desk has heard that so many people are out.
    Out(Reported<u64>),
    /// The desk has heard that this share of the people is out.
    ShareOut(Reported<f64>),
}

/// How much must be reported, and by whom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reported<T> {
    /// How much.
    pub out: T,
    /// By whom; none: by the exact register.
    pub by: Option<ObserverId>,
}

/// What is known when the end of a phase is judged.
#[derive(Clone, Copy, Debug)]
pub struct PhaseSoFar {
    /// The present.
    pub now: Tick,
    /// Convoys that have left since it began.
    pub convoys: u32,
}

impl PhaseEnd {
    /// The observer whose reports end the phase, if it is one.
    #[must_use]
    pub fn reported_by(self) -> Option<ObserverId> {
        match self {
            PhaseEnd::Out(Reported { by, .. }) => by,
            PhaseEnd::ShareOut(Reported { by, .. }) => by,
            PhaseEnd::At(_) | PhaseEnd::Convoys(_) => None,
        }
    }

    /// Whether it has come about, with so many `expected` in all, and out by what somebody reported.
    #[must_use]
    pub fn has_come(
        self,
        so_far: PhaseSoFar,
        expected: u64,
        reported_out: impl Fn(Option<ObserverId>) -> u64,
    ) -> bool {
        match self {
            PhaseEnd::At(tick) => so_far.now >= tick,
            PhaseEnd::Convoys(number) => so_far.convoys >= number,
            PhaseEnd::Out(Reported { out, by }) => reported_out(by) >= out,
            PhaseEnd::ShareOut(Reported { out, by }) => reported_out(by) >= share_at_least(expected, out),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_end_by_what_is_known() {
        let so_far = PhaseSoFar { now: Tick(5), convoys: 2 };
        let reported_out = |by: Option<ObserverId>| if by.is_some() { 70 } else { 90 };
        let out = |out, by: Option<u16>| PhaseEnd::Out(Reported { out, by: by.map(ObserverId) });
        let share = |out, by: Option<u16>| PhaseEnd::ShareOut(Reported { out, by: by.map(ObserverId) });
        for (end, ended) in [
            (PhaseEnd::At(Tick(5)), true),
            (PhaseEnd::At(Tick(6)), false),
            (PhaseEnd::Convoys(2), true),
            (PhaseEnd::Convoys(3), false),
            (out(90, None), true),
            (out(91, None), false),
            (out(70, Some(0)), true),
            (out(71, Some(0)), false),
            (share(0.9, None), true),
            (share(0.901, None), false),
            (share(0.7, Some(0)), true),
            (share(0.701, Some(0)), false),
        ] {
            assert_eq!(end.has_come(so_far, 100, reported_out), ended, "{end:?}");
        }
    }
}
