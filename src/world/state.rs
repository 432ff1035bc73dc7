//! What a vehicle may be doing.

use crate::plan::{Caught, Fleet, Plan};

macro_rules! states {
    ($($(#[doc = $doc:literal])* $name:ident = $text:literal,)*) => {
        /// What a vehicle is doing; a vehicle is in one state at a time.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        #[non_exhaustive]
        pub enum State {
            $($(#[doc = $doc])* $name,)*
        }

        impl State {
            /// All states, in order.
            pub const ALL: [State; [$($text),*].len()] = [$(State::$name),*];

            /// Its name in tables.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(State::$name => $text,)*
                }
            }

            /// What it is, in a sentence.
            #[must_use]
            pub const fn about(self) -> &'static str {
                match self {
                    $(State::$name => concat!($($doc),*).trim_ascii(),)*
                }
            }
        }
    };
}

states! {
    /// Nothing left for it to do, as far as is known.
    StoodDown = "stood_down",
    /// At a pickup without a berth until somebody comes.
    Parked = "parked",
    /// In line for a berth, to board people.
    QueuedToBoard = "queued_to_board",
    /// People are boarding.
    Boarding = "boarding",
    /// At its berth, not full, waiting for more people to come.
    AwaitingPeople = "awaiting_people",
    /// Loaded, waiting for others to depart.
    ReadyToDepart = "ready_to_depart",
    /// On its way to a drop-off with people aboard.
    DrivingLoaded = "driving_loaded",
    /// In line for a berth, to set people down.
    QueuedToAlight = "queued_to_alight",
    /// People are alighting.
    Alighting = "alighting",
    /// Empty, waiting for others to go back.
    ReadyToReturn = "ready_to_return",
    /// On its way to a pickup, empty: a deadhead.
    DrivingEmpty = "driving_empty",
    /// Not in service: it has not joined yet, has left, or is lost.
    Absent = "absent",
    /// Free to go, but the road is suspended, or the vehicle ahead is not far enough away.
    Held = "held",
    /// In line at a checkpoint.
    QueuedAtCheckpoint = "queued_at_checkpoint",
    /// In a lane of a checkpoint.
    BeingChecked = "being_checked",
    /// Standing still on a suspended road.
    Halted = "halted",
    /// Broken down, until a crew is free.
    AwaitingRepair = "awaiting_repair",
    /// Broken down, a crew at work.
    UnderRepair = "under_repair",
    /// On its way back to where it came from, the road being suspended.
    TurningBack = "turning_back",
    /// Its driver rests.
    Resting = "resting",
    /// Taking fuel.
    Refuelling = "refuelling",
}

impl State {
    /// Whether a vehicle is between two sites, on the move or not.
    #[must_use]
    pub fn is_on_road(self) -> bool {
        self.moves()
            || matches!(
                self,
                State::QueuedAtCheckpoint
                    | State::BeingChecked
                    | State::Halted
                    | State::AwaitingRepair
                    | State::UnderRepair
            )
    }

    /// Whether a vehicle is on the move.
    #[must_use]
    pub fn moves(self) -> bool {
        matches!(self, State::DrivingLoaded | State::DrivingEmpty | State::TurningBack)
    }

    /// Whether vehicles of a fleet may ever be in it, as far as the plan tells.
    #[must_use]
    pub fn occurs(self, plan: &Plan, fleet: &Fleet) -> bool {
        let suspends = |caught: Caught| {
            plan.suspensions.rows().iter().any(|row| !row.routes.is_empty() && row.caught == caught)
        };
        match self {
            State::Absent => fleet.ready.is_some() || !fleet.changes.is_empty(),
            State::Held => {
                plan.suspensions.rows().iter().any(|row| !row.routes.is_empty())
                    || plan.routes.rows().iter().any(|route| route.headway.is_some())
            }
            State::QueuedAtCheckpoint | State::BeingChecked => !plan.checkpoints.is_empty(),
            State::Halted => suspends(Caught::Halt),
            State::TurningBack => suspends(Caught::TurnBack),
            State::AwaitingRepair => fleet.breakdown.as_ref().is_some_and(|row| row.crews.is_some()),
            State::UnderRepair => fleet.breakdown.is_some(),
            State::Resting => fleet.duty.is_some(),
            State::Refuelling => fleet.range.is_some(),
            _ => true,
        }
    }
}
