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
