//! Suspensions: times in which routes, sites or checkpoints are closed.

use super::{CheckpointId, Entity, RouteId, SiteId};
use crate::stats::Distribution;
use crate::units::Tick;

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
    /// Whose luck its times are.
    pub entity: Entity,
}

/// What vehicles do that are on a route when it is suspended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// Once the desk has heard that so many people are out, for so many milliseconds.
    Out(u64, Distribution),
}
