//! What records runs, alone or with others.
//!
//! Notices that come all the time are inlined into the engine, where it is known which one it is: what a
//! recorder does not look at costs nothing there.

use super::{Event, Notice};
use crate::units::Tick;

/// Records runs. It cannot change them.
pub trait Recorder {
    /// Whether it looks at anything at all: nothing is worked out for one that does not.
    const RECORDS: bool = true;

    /// A replication begins; what was written down of the last one goes.
    fn begin(&mut self, _replication: u64) {}

    /// Something happened.
    fn record(&mut self, now: Tick, notice: &Notice);

    /// An event has been dealt with. What it brought about has been seen before.
    #[inline]
    fn on_event(&mut self, _event: &Event) {}

    /// The run is over.
    fn end(&mut self, _now: Tick) {}
}

/// Records nothing.
impl Recorder for () {
    const RECORDS: bool = false;

    #[inline]
    fn record(&mut self, _now: Tick, _notice: &Notice) {}
}

impl<O: Recorder> Recorder for &mut O {
    const RECORDS: bool = O::RECORDS;

    fn begin(&mut self, replication: u64) {
        (**self).begin(replication);
    }
    #[inline(always)]
    fn record(&mut self, now: Tick, notice: &Notice) {
        (**self).record(now, notice);
    }
    #[inline]
    fn on_event(&mut self, event: &Event) {
        (**self).on_event(event);
    }
    fn end(&mut self, now: Tick) {
        (**self).end(now);
    }
}

/// Records if there is somebody.
impl<O: Recorder> Recorder for Option<O> {
    const RECORDS: bool = O::RECORDS;

    fn begin(&mut self, replication: u64) {
        self.iter_mut().for_each(|recorder| recorder.begin(replication));
    }
    #[inline(always)]
    fn record(&mut self, now: Tick, notice: &Notice) {
        if let Some(recorder) = self {
            recorder.record(now, notice);
        }
    }
    #[inline]
    fn on_event(&mut self, event: &Event) {
        if let Some(recorder) = self {
            recorder.on_event(event);
        }
    }
    fn end(&mut self, now: Tick) {
        self.iter_mut().for_each(|recorder| recorder.end(now));
    }
}

/// Records few of the runs that an engine makes. What it does is called, not inlined: beside the recorders of every run
/// nothing is left of it but one question.
#[derive(Debug)]
pub(crate) struct Seldom<O> {
    pub(crate) recorder: O,
    /// Whether it records the present run.
    pub(crate) is_on: bool,
}

impl<O: Recorder> Seldom<O> {
    #[inline(never)]
    fn show(&mut self, now: Tick, notice: &Notice) {
        self.recorder.record(now, notice);
    }
}

impl<O: Recorder> Recorder for Seldom<O> {
    const RECORDS: bool = O::RECORDS;

    fn begin(&mut self, replication: u64) {
        if self.is_on {
            self.recorder.begin(replication);
        }
    }
    #[inline(always)]
    fn record(&mut self, now: Tick, notice: &Notice) {
        if self.is_on {
            self.show(now, notice);
        }
    }
    #[inline]
    fn on_event(&mut self, event: &Event) {
        if self.is_on {
            self.recorder.on_event(event);
        }
    }
    fn end(&mut self, now: Tick) {
        if self.is_on {
            self.recorder.end(now);
        }
    }
}

/// Sees with both.
impl<A: Recorder, B: Recorder> Recorder for (A, B) {
    const RECORDS: bool = A::RECORDS || B::RECORDS;

    fn begin(&mut self, replication: u64) {
        self.0.begin(replication);
        self.1.begin(replication);
    }
    #[inline(always)]
    fn record(&mut self, now: Tick, notice: &Notice) {
        self.0.record(now, notice);
        self.1.record(now, notice);
    }
    #[inline]
    fn on_event(&mut self, event: &Event) {
        self.0.on_event(event);
        self.1.on_event(event);
    }
    fn end(&mut self, now: Tick) {
        self.0.end(now);
        self.1.end(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::GroupId;

    /// How often it was told of a beginning, a notice, an event and an end.
    #[derive(Debug, Default, PartialEq)]
    struct Told([u32; 4]);

    impl Recorder for Told {
        fn begin(&mut self, _replication: u64) {
            self.0[0] += 1;
        }
        fn record(&mut self, _now: Tick, _notice: &Notice) {
            self.0[1] += 1;
        }
        fn on_event(&mut self, _event: &Event) {
            self.0[2] += 1;
        }
        fn end(&mut self, _now: Tick) {
            self.0[3] += 1;
        }
    }

    #[test]
    fn what_records_seldom_is_told_all_of_the_runs_that_it_records_and_nothing_of_others() {
        let mut seldom = Seldom { recorder: Told::default(), is_on: false };
        for (is_on, told) in [(false, [0; 4]), (true, [1; 4]), (false, [1; 4])] {
            seldom.is_on = is_on;
            seldom.begin(0);
            seldom.record(Tick::START, &Notice::Appeared { group: GroupId(0), people: 1 });
            seldom.on_event(&Event {
                tick: Tick::START,
                rank: 0,
                actor: 0,
                kind: super::super::EventKind::Boarded,
                count: 0,
            });
            seldom.end(Tick::START);
            assert_eq!(seldom.recorder, Told(told));
        }
    }
}
