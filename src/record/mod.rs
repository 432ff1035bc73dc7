//! Those who watch a run: they are told what happens and write it down.
//!
//! A recorder cannot change anything. It is a type parameter of the engine, so that watching costs nothing where nobody
//! watches: `()` sees nothing, a pair sees with both its halves.

mod audit;
mod counted;
mod events;
#[cfg(test)]
pub(crate) mod example;
mod figures;
mod fingerprint;
mod grid;
mod headcount;
mod journal;
mod metrics;
mod notice;
mod recorder;
mod reports;
mod series;
mod stops;
mod trace;
mod trips;

pub use audit::Auditor;
pub use events::{Cause, EventLog, LoggedEvent, LoggedKind};
pub use figures::FigureCounts;
pub use fingerprint::Fingerprint;
pub use grid::Grid;
pub(crate) use grid::MOST_POINTS;
pub use headcount::Headcount;
pub use journal::{Journal, Stay, Way};
pub use metrics::{MetricKind, MetricName, Metrics, every_metric, metric_names};
pub use notice::{Fate, Notice};
pub use recorder::Recorder;
pub(crate) use recorder::Seldom;
pub use reports::{Report, ReportLog};
pub use series::{
    Observed, Series, SeriesKind, Subject, all_series, observed_series, rendered_series, states_of_people,
};
pub use stops::{Stop, StopKind, StopLog};
pub use trace::{Trace, TraceRow};
pub use trips::{Outcome, Trip, TripLog};

use crate::units::Tick;

/// What kind of event came up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
#[non_exhaustive]
pub enum EventKind {
    /// A phase of movement may have begun or ended.
    PhaseClock = 0,
    /// People of a group appeared.
    PeopleAppear = 1,
    /// A vehicle reached a pickup.
    ReachPickup = 2,
    /// Boarding ended.
    Boarded = 3,
    /// A vehicle's wait for more people ended.
    PatienceEnds = 4,
    /// The first of those who wait for others asked the rule again.
    Review = 5,
    /// A vehicle reached a drop-off.
    ReachDropOff = 6,
    /// Alighting ended.
    Alighted = 7,
    /// A vehicle that was held may set out.
    SetOut = 8,
    /// A vehicle came to the end of a stretch of road: at a checkpoint, or where others stand.
    StretchEnds = 9,
    /// A check ended.
    Checked = 10,
    /// A vehicle broke down.
    BrokeDown = 11,
    /// A repair ended.
    Repaired = 12,
    /// A vehicle is back where it came from.
    TurnedBack = 13,
    /// A rest or a refuelling ended.
    Rested = 14,
    /// A vehicle entered service.
    EnteredService = 15,
    /// An own car left or arrived.
    OwnCar = 16,
    /// Something befell somebody who waits or is aboard.
    Hazard = 17,
    /// A suspension began or ended.
    Suspension = 18,
    /// A site or checkpoint opened or closed.
    Hours = 19,
    /// Vehicles joined, left or were lost.
    FleetChange = 20,
    /// A driver's hours on duty ended.
    DutyEnds = 21,
}

impl EventKind {
    /// Its name in the trace.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            EventKind::PhaseClock => "phase clock",
            EventKind::PeopleAppear => "people appear",
            EventKind::ReachPickup => "reach pickup",
            EventKind::Boarded => "boarded",
            EventKind::PatienceEnds => "patience ends",
            EventKind::Review => "review",
            EventKind::ReachDropOff => "reach drop-off",
            EventKind::Alighted => "alighted",
            EventKind::SetOut => "set out",
            EventKind::StretchEnds => "stretch ends",
            EventKind::Checked => "checked",
            EventKind::BrokeDown => "broke down",
            EventKind::Repaired => "repaired",
            EventKind::TurnedBack => "turned back",
            EventKind::Rested => "rested",
            EventKind::EnteredService => "entered service",
            EventKind::OwnCar => "own car",
            EventKind::Hazard => "hazard",
            EventKind::Suspension => "suspension",
            EventKind::Hours => "hours",
            EventKind::FleetChange => "fleet change",
            EventKind::DutyEnds => "duty ends",
        }
    }
}

/// An event that was taken from the queue and dealt with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub tick: Tick,
    /// Its rank among the events of one tick.
    pub rank: u8,
    /// Whose: vehicles first, then groups, then movements, then the other clocks, by their ids; see
    /// [`Actor`](crate::plan::Actor).
    pub actor: u32,
    /// What.
    pub kind: EventKind,
    /// How many people it was about.
    pub count: u32,
}
