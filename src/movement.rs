//! Who may leave, and with whom: the rules of movement.
//!
//! A rule is asked about one place at a time and sees no more than [`Stop`] tells it: never the
//! truth that a person standing there would not see, nor random numbers, nor the queue of events.

use crate::plan::{Convoy, Discipline, PhaseEnd, Release, Stop};
use crate::stats::share_at_least;
use crate::units::Tick;

/// Who may leave under a discipline.
#[must_use]
pub fn release(discipline: &Discipline, stop: Stop) -> Release {
    match discipline {
        Discipline::Independent => Release::First(1),
        Discipline::Platoon(size) => platoon(*size, stop),
        Discipline::Convoy(rule) => convoy(rule, stop),
        Discipline::Custom(rule) => rule.release(stop),
    }
}

/// When a discipline wants to be asked again if nothing else happens before.
#[must_use]
pub fn review(discipline: &Discipline, stop: Stop) -> Option<Tick> {
    match discipline {
        Discipline::Convoy(Convoy { max_wait: Some(wait), .. }) => Some(stop.since + *wait),
        Discipline::Custom(rule) => rule.review(stop),
        _ => None,
    }
}

/// Groups of `size` as they become ready; the last may be smaller when no more can come.
fn platoon(size: u32, stop: Stop) -> Release {
    if stop.ready >= size {
        Release::First(size)
    } else if stop.coming == 0 {
        Release::Everyone
    } else {
        Release::Nobody
    }
}

/// All together, once whatever the convoy waits for has come.
fn convoy(rule: &Convoy, stop: Stop) -> Release {
    let all = u64::from(stop.ready + stop.coming);
    let enough = |number: u64| u64::from(stop.ready) >= number.min(all);
    let patient = |wait| stop.now < stop.since + wait;
    match rule.largest {
        Some(largest) if stop.ready >= largest => Release::First(largest),
        _ if stop.coming == 0
            || rule.vehicles.is_some_and(|vehicles| enough(u64::from(vehicles)))
            || rule.share.is_some_and(|share| enough(share_at_least(all, share)))
            || rule.max_wait.is_some_and(|wait| !patient(wait)) =>
        {
            Release::Everyone
        }
        _ => Release::Nobody,
    }
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

/// Whether what ends a phase has come about.
#[must_use]
pub fn has_ended(end: PhaseEnd, so_far: PhaseSoFar) -> bool {
    match end {
        PhaseEnd::At(tick) => so_far.now >= tick,
        PhaseEnd::Convoys(number) => so_far.convoys >= number,
        PhaseEnd::Out(people) => so_far.reported_out >= people,
        PhaseEnd::ShareOut(share) => so_far.reported_out >= share_at_least(so_far.expected, share),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Way;
    use crate::units::Span;

    fn stop(ready: u32, coming: u32, waited: u64) -> Stop {
        Stop {
            way: Way::Outbound,
            now: Tick(1000 + waited),
            since: Tick(1000),
            ready,
            coming,
            reported_out: 0,
        }
    }

    #[test]
    fn a_platoon_leaves_when_it_is_full_or_when_no_more_can_come() {
        let rule = Discipline::Platoon(3);
        for ((ready, coming), answer) in [
            ((2, 1), Release::Nobody),
            ((3, 1), Release::First(3)),
            ((4, 0), Release::First(3)),
            ((1, 0), Release::Everyone),
        ] {
            assert_eq!(release(&rule, stop(ready, coming, 0)), answer, "{ready} ready, {coming} coming");
        }
    }

    #[test]
    fn a_convoy_waits_for_all_unless_told_otherwise() {
        let all = Convoy::default();
        let six = Convoy { vehicles: Some(6), ..all };
        let half = Convoy { share: Some(0.5), ..all };
        let minute = Convoy { max_wait: Some(Span::minutes(1)), ..all };
        let pairs = Convoy { largest: Some(2), ..all };
        for (rule, (ready, coming, waited), answer) in [
            (all, (9, 1, 0), Release::Nobody),
            (all, (10, 0, 0), Release::Everyone),
            (six, (5, 5, 0), Release::Nobody),
            (six, (6, 4, 0), Release::Everyone),
            (six, (4, 0, 0), Release::Everyone),
            (half, (4, 6, 0), Release::Nobody),
            (half, (5, 5, 0), Release::Everyone),
            (minute, (1, 9, 59_999), Release::Nobody),
            (minute, (1, 9, 60_000), Release::Everyone),
            (pairs, (1, 9, 0), Release::Nobody),
            (pairs, (3, 7, 0), Release::First(2)),
        ] {
            assert_eq!(release(&Discipline::Convoy(rule), stop(ready, coming, waited)), answer, "{rule:?}");
        }
    }

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
            assert_eq!(has_ended(end, so_far), ended, "{end:?}");
        }
    }
}
