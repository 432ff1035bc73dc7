//! The movement rules of scenario files: each on its own, in platoons, in convoy.

use std::fmt;

use super::movement::{MovementRule, Release, Stop};
use crate::stats::share_at_least;
use crate::units::{Span, Tick};

/// Nobody waits for anybody.
#[derive(Clone, Copy)]
pub struct Independent;

impl MovementRule for Independent {
    fn name(&self) -> &str {
        "independent"
    }

    fn words(&self) -> String {
        "each on its own".to_owned()
    }

    fn release(&self, _: &Stop<'_>) -> Release {
        Release::First(1)
    }

    fn lets_all_go(&self) -> bool {
        true
    }

    fn most_together(&self) -> Option<u32> {
        Some(1)
    }

    fn print(&self) -> Option<String> {
        Some(format!("{self:?}"))
    }
}

impl fmt::Debug for Independent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("independent")
    }
}

/// Groups of this many, as they become ready; fewer where nobody else is on the way to where they stand.
#[derive(Clone, Copy)]
pub struct Platoon(pub u32);

impl MovementRule for Platoon {
    fn name(&self) -> &str {
        "platoon"
    }

    fn words(&self) -> String {
        format!("in platoons of {}", self.0)
    }

    fn release(&self, stop: &Stop<'_>) -> Release {
        if stop.ready >= self.0 {
            Release::First(self.0.max(1))
        } else if stop.coming == 0 {
            Release::Everyone
        } else {
            Release::Nobody
        }
    }

    fn most_together(&self) -> Option<u32> {
        Some(self.0)
    }

    fn waits_for(&self) -> Option<u32> {
        Some(self.0)
    }

    fn print(&self) -> Option<String> {
        Some(format!("{self:?}"))
    }
}

impl fmt::Debug for Platoon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "platoon of {}", self.0)
    }
}

/// All together, once whatever the convoy waits for has come: everybody in service, or what comes first of these.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Convoy {
    /// Enough vehicles are ready: this many, or all that can still come.
    pub vehicles: Option<u32>,
    /// Enough vehicles are ready: this share of those ready and still to come.
    pub share: Option<f64>,
    /// The first of them has waited this long.
    pub max_wait: Option<Span>,
    /// It is full at this many, and leaves.
    pub largest: Option<u32>,
}

impl MovementRule for Convoy {
    fn name(&self) -> &str {
        "convoy"
    }

    fn words(&self) -> String {
        let Convoy { vehicles, share, max_wait, largest } = self;
        let parts = [
            Some("in convoy".to_owned()),
            vehicles.map(|vehicles| format!(" once {vehicles} are ready")),
            share.map(|share| format!(" once {} % are ready", share * 100.0)),
            max_wait.map(|wait| format!(", after {wait} h at the latest")),
            largest.map(|largest| format!(", at most {largest} together")),
        ];
        parts.into_iter().flatten().collect()
    }

    fn release(&self, stop: &Stop<'_>) -> Release {
        let all = u64::from(stop.ready + stop.coming);
        let enough = |number: u64| u64::from(stop.ready) >= number.min(all);
        let patient = |wait| stop.now < stop.since + wait;
        match self.largest {
            Some(largest) if stop.ready >= largest => Release::First(largest.max(1)),
            _ if stop.coming == 0
                || self.vehicles.is_some_and(|vehicles| enough(u64::from(vehicles)))
                || self.share.is_some_and(|share| enough(share_at_least(all, share)))
                || self.max_wait.is_some_and(|wait| !patient(wait)) =>
            {
                Release::Everyone
            }
            _ => Release::Nobody,
        }
    }

    fn review(&self, stop: &Stop<'_>) -> Option<Tick> {
        self.max_wait.map(|wait| stop.since + wait)
    }

    fn returns_in_convoy(&self) -> bool {
        true
    }

    fn waits_for_all(&self) -> bool {
        *self == Convoy::default()
    }

    fn most_together(&self) -> Option<u32> {
        self.largest
    }

    fn waits_for(&self) -> Option<u32> {
        self.vehicles
    }

    fn print(&self) -> Option<String> {
        Some(format!("{self:?}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{SiteId, Way};

    fn stop(ready: u32, coming: u32, waited: u64) -> Stop<'static> {
        Stop::new((SiteId(0), Way::Outbound), (Tick(1000), Tick(1000 + waited)), (ready, coming), &Vec::new)
    }

    #[test]
    fn a_platoon_leaves_when_it_is_full_or_when_no_more_can_come() {
        let rule = Platoon(3);
        for ((ready, coming), answer) in [
            ((2, 1), Release::Nobody),
            ((3, 1), Release::First(3)),
            ((4, 0), Release::First(3)),
            ((1, 0), Release::Everyone),
        ] {
            assert_eq!(rule.release(&stop(ready, coming, 0)), answer, "{ready} ready, {coming} coming");
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
            assert_eq!(rule.release(&stop(ready, coming, waited)), answer, "{rule:?}");
            assert_eq!(rule.waits_for_all(), rule == all, "{rule:?}");
        }
        for (ready, coming) in [(1, 1), (50, 1), (1, 50)] {
            assert_eq!(all.release(&stop(ready, coming, 1_000_000)), Release::Nobody);
            assert_eq!(all.review(&stop(ready, coming, 1_000_000)), None);
        }
    }
}
