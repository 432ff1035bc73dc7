//! What an observer has said, held against how many people passed its post.

use crate::units::Tick;

/// Reports that differ from the truth by this part of it, or less, are known for good.
const KNOWN: f64 = 0.1;

/// What one observer has said in a run, and what there was to say.
///
/// Of one instant only what holds at its end counts: an observer that reports at once is right at once.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Knowledge {
    truth: u64,
    said: u64,
    /// Whether anything has been said.
    has_spoken: bool,
    /// The instant of the last change.
    at: Tick,
    /// Since when what was said has been right to [`KNOWN`].
    since: Option<Tick>,
    /// Whether what was said by the time of the goal was right, once that has passed.
    met: Option<bool>,
    /// Whether the run is over.
    over: bool,
}

/// The goal that an observer's count be right, if it is of this one: by when, and to which part.
pub(super) type Wanted = Option<(Tick, f64)>;

impl Knowledge {
    /// How many people passed the post.
    pub(super) fn truth(&self) -> u64 {
        self.truth
    }

    /// How many the observer reported last.
    pub(super) fn said(&self) -> u64 {
        self.said
    }

    /// By which part of the truth the last report is too high; infinite where there was nobody.
    pub(super) fn error(&self) -> f64 {
        let (said, truth) = (self.said as f64, self.truth as f64);
        if said == truth { 0.0 } else { (said - truth) / truth }
    }

    /// Whether there is a last report, and differs from the truth by no more than a part of it.
    pub(super) fn is_within(&self, part: f64) -> bool {
        self.has_spoken && self.said.abs_diff(self.truth) as f64 <= part * self.truth as f64
    }

    /// From when on what was said was right to 10 %, for good.
    pub(super) fn known_from(&self) -> Option<Tick> {
        self.since
    }

    /// Whether it was right by the time of the goal.
    pub(super) fn is_met(&self) -> bool {
        self.met.unwrap_or(false)
    }

    /// So many people more have passed, or fewer.
    pub(super) fn passed(&mut self, now: Tick, people: i64, wanted: Wanted) {
        self.settle(now, wanted);
        self.truth = self.truth.saturating_add_signed(people);
    }

    /// The observer has reported, `late` if the run was over.
    pub(super) fn reported(&mut self, now: Tick, people: u64, late: bool, wanted: Wanted) {
        if late && !self.over {
            self.judge();
            self.over = true;
        }
        self.settle(now, wanted);
        (self.said, self.has_spoken) = (people, true);
    }

    /// Time goes on: what held until now is judged.
    pub(super) fn settle(&mut self, now: Tick, wanted: Wanted) {
        if now <= self.at {
            return;
        }
        self.judge();
        if let Some((by, within)) = wanted
            && self.met.is_none()
            && now > by
        {
            self.met = Some(self.is_within(within));
        }
        self.at = now;
    }

    /// The run is over, and nothing more is said before the end.
    pub(super) fn end(&mut self, wanted: Wanted) {
        self.judge();
        if let (Some((_, within)), None) = (wanted, self.met) {
            self.met = Some(self.is_within(within));
        }
    }

    fn judge(&mut self) {
        if self.over {
            return;
        }
        self.since = match self.is_within(KNOWN) {
            true => Some(self.since.unwrap_or(self.at)),
            false => None,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_late_is_known_late() {
        let mut known = Knowledge::default();
        known.passed(Tick(10), 100, None);
        known.reported(Tick(10), 100, false, None);
        known.passed(Tick(20), 50, None);
        // 100 of 150: 33 % too few, until 95 % are told.
        known.reported(Tick(30), 142, false, None);
        known.end(None);
        assert_eq!(known.known_from(), Some(Tick(30)));
        assert!((known.error() + 8.0 / 150.0).abs() < 1e-12);
        assert!(known.is_within(0.1) && !known.is_within(0.05));
    }

    #[test]
    fn what_is_said_after_the_end_was_not_known_in_the_run() {
        let mut known = Knowledge::default();
        known.passed(Tick(10), 100, None);
        known.reported(Tick(90), 100, true, None);
        known.end(None);
        assert_eq!((known.known_from(), known.error()), (None, 0.0));
    }

    #[test]
    fn who_reports_at_once_is_right_at_once() {
        let mut known = Knowledge::default();
        for tick in [10, 20, 30] {
            known.passed(Tick(tick), 50, None);
            known.reported(Tick(tick), known.truth(), false, None);
        }
        known.end(None);
        assert_eq!(known.known_from(), Some(Tick(10)), "nobody knew before the first report");
    }

    #[test]
    fn a_goal_is_judged_by_what_is_known_at_its_time() {
        let wanted = Some((Tick(20), 0.05));
        let judged = |told: u64| {
            let mut known = Knowledge::default();
            known.passed(Tick(10), 100, wanted);
            known.reported(Tick(told), 97, false, wanted);
            known.passed(Tick(40), 100, wanted);
            known.end(wanted);
            known.is_met()
        };
        assert!(judged(15));
        assert!(judged(20), "a report at the very time counts");
        assert!(!judged(21));
    }
}
