//! What is counted of one group, or of everybody.

use super::names::SHARES;
use crate::stats::share_at_least;
use crate::units::Tick;

/// People by what becomes of them, and when they are out.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    /// All but those who refuse, have gone on foot or are dead.
    pub(super) size: i64,
    /// Who waits, or has yet to appear.
    pub(super) waiting: i64,
    pub(super) out: i64,
    pub(super) out_by_goal: i64,
    /// When the last of those whom vehicles bring were out so far.
    pub(super) last_out: Tick,
    /// How many must be out for each share.
    marks: [i64; SHARES.len()],
    /// How many of the marks have been reached: the lower ones.
    passed: usize,
    pub(super) reached: [Option<Tick>; SHARES.len()],
    pub(super) splits: u64,
}

impl Tally {
    pub(super) fn expect(&mut self, people: i64) {
        self.size += people;
        self.waiting += people;
        self.marks = marks(self.size);
    }

    /// People are out: which marks have been reached?
    #[inline]
    pub(super) fn out(&mut self, now: Tick, people: i64, by: Tick) {
        self.out += people;
        if now <= by {
            self.out_by_goal = self.out;
        }
        while self.marks.get(self.passed).is_some_and(|&mark| self.out >= mark) {
            self.reached[self.passed] = Some(now);
            self.passed += 1;
        }
    }

    /// Judges again when the marks were reached, now that it is known how many people there are: from
    /// how many were out since when.
    pub(super) fn judge_again(&mut self, history: &[(Tick, i64)]) {
        let first = |mark| history.iter().find(|(_, out)| *out >= mark).map(|&(tick, _)| tick);
        self.reached = marks(self.size).map(first);
    }

    /// Nobody is to be moved: all is done from the start.
    pub(super) fn settle_empty(&mut self) {
        if self.size == 0 {
            self.reached = [Some(Tick::START); SHARES.len()];
        }
    }

    /// How many people there are, for shares of them.
    pub(super) fn total(&self) -> u64 {
        self.size.max(0).cast_unsigned()
    }
}

fn marks(size: i64) -> [i64; SHARES.len()] {
    SHARES.map(|(_, share)| share_at_least(size.max(0).cast_unsigned(), share).cast_signed())
}

/// What becomes of people under few plans.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fates {
    /// Who leaves in their own car, gone or not.
    pub(super) drivers: i64,
    /// Of these, who has set out.
    pub(super) drove_off: i64,
    pub(super) private_arrived: i64,
    /// When the last own car came in.
    pub(super) last_private: Tick,
    pub(super) handed_on: u64,
    pub(super) on_foot: u64,
    pub(super) dead: u64,
    pub(super) refused: u64,
}

impl Fates {
    /// Who waits to leave in their own car.
    pub(super) fn waiting_to_drive(&self) -> i64 {
        self.drivers - self.drove_off
    }
}
