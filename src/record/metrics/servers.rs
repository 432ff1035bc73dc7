//! How much of the time in which places are open they are in use: the berths of a site, the lanes of a
//! checkpoint.
//!
//! What is asked for is the time until everybody has been moved, which is known only later: what was counted by
//! the last such instant, the *mark*, is kept beside what is counted so far.

use crate::plan::{Hours, LocalClock};
use crate::units::Tick;

/// A number that changes now and then, added up over time.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    /// Of all changes so far, less their instants times their sizes.
    shifted: i64,
    level: i64,
    changed: i64,
    by_mark: i64,
}

impl Sum {
    #[inline]
    fn change(&mut self, now: i64, by: i64, mark: i64) {
        if mark >= self.changed {
            self.by_mark = self.shifted + self.level * mark;
        }
        self.level += by;
        self.shifted -= by * now;
        self.changed = now;
    }

    /// The sum until the mark, or until an instant after the last change.
    fn until(&self, instant: i64) -> i64 {
        if instant >= self.changed { self.shifted + self.level * instant } else { self.by_mark }
    }
}

/// The berths of a site, or the lanes of a checkpoint.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Server {
    busy: Sum,
    /// Suspensions that last.
    suspended: u32,
    /// Whether it is suspended, added up over its opening hours.
    shut: Sum,
}

/// When a server would be open, but for suspensions.
#[derive(Clone, Copy, Debug)]
pub(super) struct Opening<'p> {
    pub(super) clock: LocalClock,
    pub(super) hours: Option<&'p Hours>,
}

impl Opening<'_> {
    /// How long it has been open by an instant.
    fn by(self, instant: Tick) -> i64 {
        let open = match self.hours {
            None => instant.0,
            Some(hours) => hours.open_within(self.clock.time_of_day(Tick::START), instant - Tick::START).0,
        };
        open.cast_signed()
    }
}

impl Server {
    /// A place is taken, or given up.
    #[inline]
    pub(super) fn note(&mut self, now: Tick, taken: bool, mark: Tick) {
        self.busy.change(now.0.cast_signed(), if taken { 1 } else { -1 }, mark.0.cast_signed());
    }

    /// A suspension begins or ends.
    pub(super) fn suspend(&mut self, now: Tick, begins: bool, (mark, opening): (Tick, Opening<'_>)) {
        let was = self.suspended > 0;
        self.suspended = if begins { self.suspended + 1 } else { self.suspended.saturating_sub(1) };
        let is = self.suspended > 0;
        if was != is {
            self.shut.change(opening.by(now), if is { 1 } else { -1 }, opening.by(mark));
        }
    }

    /// The share of the time in which `places` were open until the mark, or the end, that they were in use. Who
    /// is at one when it shuts is still served there: so it may be all of it, and is never said to be more. None
    /// that was never open has no share.
    pub(super) fn share(&self, places: u32, until: Tick, opening: Opening<'_>) -> f64 {
        let hours = opening.by(until);
        let open = hours - self.shut.until(hours);
        let busy = self.busy.until(until.0.cast_signed());
        if open > 0 { (busy as f64 / (f64::from(places) * open as f64)).min(1.0) } else { f64::NAN }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{HOUR, Span};

    const ALWAYS: Opening<'_> = Opening { clock: LocalClock::UNSAID, hours: None };

    fn hour(hours: u64) -> Tick {
        Tick(hours * HOUR)
    }

    fn berths(notes: &[(u64, bool, u64)]) -> Server {
        let mut berths = Server::default();
        notes.iter().for_each(|&(now, taken, mark)| berths.note(hour(now), taken, hour(mark)));
        berths
    }

    #[test]
    fn use_is_counted_to_the_end() {
        let notes = [(10, true), (20, true), (30, false), (50, false), (90, true)];
        let berths = berths(&notes.map(|(now, taken)| (now, taken, 0)));
        assert_eq!(berths.share(2, hour(100), ALWAYS), (20 + 30 + 10) as f64 / 200.0);
        assert!(Server::default().share(2, Tick(0), ALWAYS).is_nan());
    }

    #[test]
    fn what_comes_after_the_mark_is_left_out() {
        let early =
            berths(&[(1, true, 0), (3, false, 0), (4, true, 0), (6, false, 5), (7, true, 5), (9, false, 5)]);
        assert_eq!(early.share(1, hour(5), ALWAYS), 3.0 / 5.0);
        assert_eq!(early.share(1, hour(10), ALWAYS), 6.0 / 10.0);
    }

    #[test]
    fn only_time_in_which_it_is_open_counts() {
        let hours = Hours::new(vec![(Span(8 * HOUR), Span(10 * HOUR))]);
        let opening = Opening { clock: LocalClock::UNSAID, hours: Some(&hours) };
        // Ninety of a hundred and twenty minutes, the last ten after it has shut.
        let mut berth = Server::default();
        for (minute, taken) in
            [(480, true), (510, false), (530, true), (560, false), (580, true), (610, false)]
        {
            berth.note(Tick(minute * HOUR / 60), taken, Tick::START);
        }
        assert_eq!(berth.share(1, hour(24), opening), 0.75);
        assert_eq!(berth.share(1, hour(48), opening), 0.375);
        assert!(berths(&[(1, true, 0)]).share(1, hour(5), opening).is_nan());
        // A suspension from 7:00 to 9:00, and one within it, take one of the two hours.
        for (at, begins) in [(7, true), (8, true), (9, false), (9, false)] {
            berth.suspend(hour(at), begins, (Tick::START, opening));
        }
        assert_eq!(berth.share(1, hour(24), opening), 1.0);
        assert_eq!(berth.share(1, hour(48), opening), 0.5);
        // One that begins after the mark takes nothing of the time before it.
        berth.suspend(hour(33), true, (hour(32), opening));
        berth.suspend(hour(34), false, (hour(32), opening));
        assert_eq!(berth.share(2, hour(32), opening), 0.75);
        assert_eq!(berth.share(1, hour(48), opening), 0.75);
    }
}
