//! What a movement rule is asked and what it answers.
//!
//! A rule sees a summary of one place; it cannot touch time, people, vehicles or randomness.

use crate::units::Tick;

/// Which of the two departures of a trip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// Loaded, from a pickup.
    Outbound,
    /// Empty, from a drop-off.
    Back,
}

/// What a movement rule is told of the place where vehicles stand ready.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stop {
    /// Which departure is asked for.
    pub way: Way,
    /// The present.
    pub now: Tick,
    /// When the first of those ready became so.
    pub since: Tick,
    /// How many vehicles stand ready here.
    pub ready: u32,
    /// How many in service may still become ready here.
    pub coming: u32,
    /// How many people are out, as far as has been reported.
    pub reported_out: u64,
}

/// What a rule answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Release {
    /// Nobody goes for now.
    Nobody,
    /// The first so many of those ready go together.
    First(u32),
    /// Everybody who is ready goes together.
    Everyone,
}

/// A rule about who may leave. It is asked whenever a vehicle becomes ready, when one that was
/// coming no longer is, and at the moment it named itself.
pub trait Rule: Send + Sync {
    /// What it is called in tables and messages.
    fn name(&self) -> &str;

    /// Who may leave now.
    fn release(&self, stop: Stop) -> Release;

    /// When it wants to be asked again if nothing else happens; none: not before something does.
    fn review(&self, _stop: Stop) -> Option<Tick> {
        None
    }
}
