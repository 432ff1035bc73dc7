//! Whoever watches runs, alone or with others.
//!
//! What is seen all the time is inlined into the engine, where it is known which moment it is: what an
//! observer does not look at costs nothing there.

use super::{Event, Moment};
use crate::units::Tick;

/// Watches runs.
pub trait Observer {
    /// Whether it looks at anything at all: nothing is worked out for one that does not.
    const SEES: bool = true;

    /// A replication begins; what was written down of the last one goes.
    fn begin(&mut self, _replication: u64) {}

    /// Something happened.
    fn see(&mut self, now: Tick, moment: &Moment);

    /// An event has been dealt with. What it brought about has been seen before.
    #[inline]
    fn dealt_with(&mut self, _event: &Event) {}

    /// The run is over.
    fn end(&mut self, _now: Tick) {}
}

/// Sees nothing.
impl Observer for () {
    const SEES: bool = false;

    #[inline]
    fn see(&mut self, _now: Tick, _moment: &Moment) {}
}

impl<O: Observer> Observer for &mut O {
    const SEES: bool = O::SEES;

    fn begin(&mut self, replication: u64) {
        (**self).begin(replication);
    }
    #[inline(always)]
    fn see(&mut self, now: Tick, moment: &Moment) {
        (**self).see(now, moment);
    }
    #[inline]
    fn dealt_with(&mut self, event: &Event) {
        (**self).dealt_with(event);
    }
    fn end(&mut self, now: Tick) {
        (**self).end(now);
    }
}

/// Sees if there is somebody.
impl<O: Observer> Observer for Option<O> {
    const SEES: bool = O::SEES;

    fn begin(&mut self, replication: u64) {
        self.iter_mut().for_each(|observer| observer.begin(replication));
    }
    #[inline(always)]
    fn see(&mut self, now: Tick, moment: &Moment) {
        if let Some(observer) = self {
            observer.see(now, moment);
        }
    }
    #[inline]
    fn dealt_with(&mut self, event: &Event) {
        if let Some(observer) = self {
            observer.dealt_with(event);
        }
    }
    fn end(&mut self, now: Tick) {
        self.iter_mut().for_each(|observer| observer.end(now));
    }
}

/// Sees with both.
impl<A: Observer, B: Observer> Observer for (A, B) {
    const SEES: bool = A::SEES || B::SEES;

    fn begin(&mut self, replication: u64) {
        self.0.begin(replication);
        self.1.begin(replication);
    }
    #[inline(always)]
    fn see(&mut self, now: Tick, moment: &Moment) {
        self.0.see(now, moment);
        self.1.see(now, moment);
    }
    #[inline]
    fn dealt_with(&mut self, event: &Event) {
        self.0.dealt_with(event);
        self.1.dealt_with(event);
    }
    fn end(&mut self, now: Tick) {
        self.0.end(now);
        self.1.end(now);
    }
}
