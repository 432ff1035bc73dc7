//! Suspensions: times in which routes, sites or checkpoints are closed.

use super::{CheckpointId, Entity, Hours, LocalClock, ObserverId, RouteId, SiteId};
use crate::stats::Distribution;
use crate::units::{Span, Tick};

/// Something is closed for a time, or again and again.
#[derive(Clone, Debug, PartialEq)]
pub struct Suspension {
    /// Where it stands in the scenario (`suspensions.0` …), for messages.
    pub label: String,
    /// Routes on which nobody sets out.
    pub routes: Vec<RouteId>,
    /// Sites where no berths are given.
    pub sites: Vec<SiteId>,
    /// Checkpoints where nobody is checked.
    pub checkpoints: Vec<CheckpointId>,
    /// What those do who are on a suspended route when it begins.
    pub caught: Caught,
    /// When.
    pub when: SuspendedWhen,
    /// The hours of each day in which it holds or, of one that comes at random, begins; none: all.
    pub hours: Option<Hours>,
    /// Whose luck its times are.
    pub entity: Entity,
}

impl Suspension {
    /// When a planned one next holds, at `now` or later, and until when; none for ever. One that is not
    /// planned never does.
    #[must_use]
    pub fn next_window(&self, clock: LocalClock, now: Tick) -> Option<(Tick, Option<Tick>)> {
        let SuspendedWhen::Window(from, to) = self.when else { return None };
        let mut begins = now.max(from);
        let mut ends = to;
        if let Some(hours) = &self.hours {
            let time_of_day = clock.time_of_day(begins);
            if !hours.at(time_of_day).0 {
                begins = begins + hours.at(time_of_day).1;
            }
            let closes = begins + hours.until_change(clock.time_of_day(begins)).1;
            ends = Some(to.map_or(closes, |to| to.min(closes)));
        }
        to.is_none_or(|to| begins < to).then_some((begins, ends))
    }

    /// When one that comes at random begins if it would come after `wait` from `from` on: in its hours time
    /// passes, in others not.
    #[must_use]
    pub fn comes(&self, clock: LocalClock, from: Tick, wait: Span) -> Tick {
        let passes = self.hours.as_ref().map(|hours| hours.after_open(clock.time_of_day(from), wait));
        Tick(from.0.saturating_add(passes.unwrap_or(wait).0))
    }
}

/// What vehicles do that are on a route when it is suspended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Caught {
    /// They drive on: only departures are held.
    Finish,
    /// They stand still until it ends.
    Halt,
    /// They drive back to where they came from and set their people down there.
    TurnBack,
}

/// When something is suspended.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum SuspendedWhen {
    /// Once, from one instant to another; without the second until the end.
    Window(Tick, Option<Tick>),
    /// Again and again within a window: so many milliseconds after the last one ended, for so many.
    Random {
        /// No earlier than this.
        from: Tick,
        /// None begins after this.
        to: Option<Tick>,
        /// Mean time from one's end to the next one's beginning, which is exponential, in milliseconds.
        every: f64,
        /// How long each lasts, in milliseconds.
        lasts: Distribution,
    },
    /// Once the desk has heard that so many people are out.
    Out {
        /// How many.
        people: u64,
        /// Who must have reported it; none: the exact register.
        reported_by: Option<ObserverId>,
        /// For how many milliseconds.
        lasts: Distribution,
    },
}
