//! Movement: phases, disciplines and what ends a phase.

use std::fmt;
use std::sync::Arc;

use super::Rule;
use crate::units::{Span, Tick};

/// A list of phases that follow each other.
#[derive(Clone, Debug)]
pub struct Movement {
    /// Where it stands in the scenario (`movement.0` …), for messages.
    pub label: String,
    /// The phases; at least one.
    pub phases: Vec<Phase>,
}

/// A time of one discipline.
#[derive(Clone, Debug)]
pub struct Phase {
    /// How loaded vehicles leave their pickups.
    pub outbound: Discipline,
    /// How vehicles that have set people down go back.
    pub back: Discipline,
    /// What ends it; the last phase has none.
    pub ends: Option<PhaseEnd>,
    /// The window over which vehicles break away into it, one by one.
    pub gradual: Option<(Tick, Tick)>,
}

/// What ends a phase.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum PhaseEnd {
    /// An instant.
    At(Tick),
    /// So many convoys of this list of phases have left since the phase began.
    Convoys(u32),
    /// The desk says that so many people are out.
    Out(u64),
    /// The desk says that this share of the people is out.
    ShareOut(f64),
}

/// Who may leave, and with whom.
#[derive(Clone)]
#[non_exhaustive]
pub enum Discipline {
    /// Nobody waits for anybody.
    Independent,
    /// Groups of this many, as they become ready; fewer where nobody else is on the way to where they stand.
    Platoon(u32),
    /// All together.
    Convoy(Convoy),
    /// A rule of the library user's own.
    Custom(Arc<dyn Rule>),
}

/// In a planner's words: `in platoons of 3`.
impl fmt::Display for Discipline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Convoy { vehicles, share, max_wait, largest } = match self {
            Discipline::Independent => return f.write_str("each on its own"),
            Discipline::Platoon(size) => return write!(f, "in platoons of {size}"),
            Discipline::Custom(rule) => return f.write_str(rule.name()),
            Discipline::Convoy(convoy) => convoy,
        };
        f.write_str("in convoy")?;
        if let Some(vehicles) = vehicles {
            write!(f, " once {vehicles} are ready")?;
        }
        if let Some(share) = share {
            write!(f, " once {} % are ready", share * 100.0)?;
        }
        if let Some(wait) = max_wait {
            write!(f, ", after {wait} h at the latest")?;
        }
        if let Some(largest) = largest {
            write!(f, ", at most {largest} together")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Discipline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Discipline::Independent => f.write_str("independent"),
            Discipline::Platoon(size) => write!(f, "platoon of {size}"),
            Discipline::Convoy(convoy) => convoy.fmt(f),
            Discipline::Custom(rule) => f.write_str(rule.name()),
        }
    }
}

/// What a convoy waits for, beside everybody in service; whatever comes first lets it go.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Convoy {
    /// Enough vehicles are ready: this many, or all that can still come.
    pub vehicles: Option<u32>,
    /// Enough vehicles are ready: this share of those ready and still to come.
    pub share: Option<f64>,
    /// The first of them has waited this long.
    pub max_wait: Option<Span>,
    /// It is full at this many, and leaves.
    pub largest: Option<u32>,
}
