//! What is counted of one group, or of everybody.

use super::names::SHARES;
use crate::stats::share_at_least;
use crate::units::Tick;

/// People by what becomes of them, and when they are out.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    /// All but those who refuse. Who dies or leaves on foot is counted, and never out.
    pub(super) size: i64,
    /// Who waits, or has yet to appear.
    pub(super) waiting: i64,
    /// Of these, who has yet to appear.
    pub(super) to_come: i64,
    pub(super) out: i64,
    /// Who was out by the time of the goal, and still is.
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
        self.to_come += people;
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

    /// People who were out are not any more: they died, or left on foot, while they waited to go on.
    pub(super) fn out_no_more(&mut self, people: i64) {
        self.out -= people;
        self.out_by_goal = self.out_by_goal.min(self.out);
    }

    /// Judges again when the marks were reached, now that it is known how many people there are: since
    /// when so many were out, and stayed so, from how many were out since when.
    pub(super) fn judge_again(&mut self, history: &[(Tick, i64)]) {
        let since = |mark| {
            let short = history.iter().rposition(|(_, out)| *out < mark);
            history.get(short.map_or(0, |place| place + 1)).map(|&(tick, _)| tick)
        };
        self.reached = marks(self.size).map(since);
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
    SHARES.map(|share| share_at_least(size.max(0).cast_unsigned(), share).cast_signed())
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
    /// Who is out, and still to be taken on.
    pub(super) going_on: i64,
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

    /// Who died or left on foot.
    pub(super) fn lost(&self) -> i64 {
        (self.dead + self.on_foot).cast_signed()
    }
}
