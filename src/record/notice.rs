//! What a run tells its recorders, notice by notice.

use crate::plan::{CheckpointId, GroupId, MovementId, ObserverId, RouteId, SiteId, SuspensionId, VehicleId};
use crate::units::Tick;
use crate::world::State;

/// What may befall a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fate {
    /// Getting worse while waiting: one of another group from now on, waiting there.
    Worsened(GroupId),
    /// Giving up while waiting, and leaving on foot.
    OnFoot,
    /// Dying while waiting.
    Died,
    /// Dying aboard a vehicle.
    DiedAboard(VehicleId),
}

/// Something that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// It has been drawn how many people of a group there will have been, companions, those who refuse
    /// and those already out included.
    Expected {
        /// The group.
        group: GroupId,
        /// How many.
        people: u32,
    },
    /// People appeared at their pickup, and wait. Those of an onward [part](crate::plan::Part) have been
    /// set down there at the same instant, and were told of as [`Alighted`](Notice::Alighted) before.
    Appeared {
        /// Their group.
        group: GroupId,
        /// How many.
        people: u32,
    },
    /// A vehicle claimed people, who begin to board.
    Claimed {
        /// The vehicle.
        vehicle: VehicleId,
        /// Their group.
        group: GroupId,
        /// How many.
        people: u32,
        /// Since when they have waited.
        since: Tick,
        /// When they will be aboard.
        aboard: Tick,
    },
    /// People refuse to go, and never wait.
    Refused {
        /// Their group.
        group: GroupId,
        /// How many.
        people: u32,
    },
    /// People were out at a site before the run began.
    AlreadyOut {
        /// Their group.
        group: GroupId,
        /// Where.
        site: SiteId,
        /// How many.
        people: u32,
    },
    /// Some of those who have just appeared will leave in their own cars: no vehicle takes them.
    WillDrive {
        /// Their group.
        group: GroupId,
        /// How many.
        people: u32,
    },
    /// An own car set out with people, who waited until then.
    DroveOff {
        /// The car.
        vehicle: VehicleId,
        /// Their group.
        group: GroupId,
        /// How many.
        people: u32,
    },
    /// An own car brought its people to a site: they are out.
    DroveIn {
        /// The car.
        vehicle: VehicleId,
        /// Their group.
        group: GroupId,
        /// Where.
        site: SiteId,
        /// How many.
        people: u32,
    },
    /// Somebody who was boarding a vehicle does not come along: told before what befell them.
    GotOff {
        /// The vehicle.
        vehicle: VehicleId,
        /// Their group.
        group: GroupId,
        /// Since when they have waited.
        since: Tick,
    },
    /// Somebody who would have left in their own car does not: told before what befell them.
    WillNotDrive {
        /// Their group.
        group: GroupId,
    },
    /// Something befell one person of a group.
    Harmed {
        /// The person's group, so far.
        group: GroupId,
        /// What.
        fate: Fate,
    },
    /// People wait again who were in a vehicle that turned back or was lost. Their wait runs on.
    SetBack {
        /// The vehicle.
        vehicle: VehicleId,
        /// The group as which they were in it.
        group: GroupId,
        /// The group as which they wait now: the same, or a stranded part of the same whole.
        waits_as: GroupId,
        /// How many.
        people: u32,
        /// Since when they have waited.
        since: Tick,
        /// Whether they had been [`Boarded`](Notice::Boarded).
        boarded: bool,
    },
    /// People went over from a vehicle that stands into one that passes.
    TakenOver {
        /// The vehicle that stands.
        from: VehicleId,
        /// The one that passes.
        to: VehicleId,
        /// Their group.
        group: GroupId,
        /// How many.
        people: u32,
    },
    /// People are aboard.
    Boarded {
        /// The vehicle.
        vehicle: VehicleId,
        /// Their group.
        group: GroupId,
        /// How many.
        people: u32,
    },
    /// People have been set down: they are out, or, of an onward part, handed on.
    Alighted {
        /// The vehicle.
        vehicle: VehicleId,
        /// Where.
        site: SiteId,
        /// Their group.
        group: GroupId,
        /// How many.
        people: u32,
    },
    /// A vehicle has its places for the coming trip, by [`Need::index`](crate::plan::Need::index).
    Equipped {
        /// The vehicle.
        vehicle: VehicleId,
        /// Its places.
        places: [u32; 2],
    },
    /// A vehicle took or gave up a berth.
    Berth {
        /// The vehicle.
        vehicle: VehicleId,
        /// Where.
        site: SiteId,
        /// Took it; else gave it up.
        taken: bool,
    },
    /// A vehicle turned back on a suspended route.
    TurnedBack {
        /// The vehicle.
        vehicle: VehicleId,
        /// The route.
        route: RouteId,
        /// When it will be back, unless it is halted.
        back: Tick,
        /// Whether it goes on back after it has stood.
        again: bool,
    },
    /// A vehicle is lost.
    Lost {
        /// The vehicle.
        vehicle: VehicleId,
    },
    /// A suspension began or ended.
    Suspended {
        /// Which.
        suspension: SuspensionId,
        /// Began; else ended.
        begins: bool,
    },
    /// A vehicle has a checkpoint's lane to itself, or with its convoy, or gave it up.
    Lane {
        /// The vehicle.
        vehicle: VehicleId,
        /// Where.
        checkpoint: CheckpointId,
        /// Took it; else gave it up.
        taken: bool,
    },
    /// A vehicle on a road where something can happen starts or stops: at setting out, at a
    /// checkpoint, where it halts, breaks down or turns back, and when it goes on.
    OnRoad {
        /// The vehicle.
        vehicle: VehicleId,
        /// The route.
        route: RouteId,
        /// The way that lies behind it, in millionths of the whole.
        at: u32,
    },
    /// A vehicle set out on a leg.
    Departed {
        /// The vehicle.
        vehicle: VehicleId,
        /// The way it takes.
        route: RouteId,
        /// With how many people.
        people: u32,
        /// How many vehicles left with it, itself included.
        together: u32,
        /// The number of the convoy, from 1; none if it left alone or empty.
        convoy: Option<u32>,
        /// The phase that rules it, by its number in the fleet's movement.
        phase: u32,
        /// When it will be there if nothing comes between.
        arrives: Tick,
    },
    /// A vehicle does something else from now on.
    Changed {
        /// The vehicle.
        vehicle: VehicleId,
        /// What it did.
        from: State,
        /// Since when.
        since: Tick,
        /// What it does now.
        to: State,
        /// Where it stands or is bound for.
        site: SiteId,
    },
    /// Parties of a group were split, being larger than any vehicle is sure to have room for; told
    /// at the end of the run.
    Split {
        /// The group.
        group: GroupId,
        /// How many parties.
        parties: u32,
    },
    /// A vehicle broke away from the others into the next phase.
    BrokeAway {
        /// The vehicle.
        vehicle: VehicleId,
    },
    /// People passed an observer's post, seen or not; those who were out before the run are told of at its start to whoever
    /// counts people where they are.
    Passed {
        /// Whose post.
        observer: ObserverId,
        /// How many, of those whom it counts.
        people: u32,
    },
    /// People who had passed an observer's post are back where they came from.
    CrossedOff {
        /// Whose post.
        observer: ObserverId,
        /// How many.
        people: u32,
    },
    /// An observer's report is told: after all that happened at the same instant.
    Reported {
        /// Who reports.
        observer: ObserverId,
        /// The number of the report, from 0 for each observer.
        number: u32,
        /// When the count was closed.
        counted: Tick,
        /// When it is told; after the end of the run if it is late.
        told: Tick,
        /// How many people it says.
        people: u64,
        /// How many had passed the post by then.
        truth: u64,
        /// Whether no report of a later count had been told before.
        is_news: bool,
        /// Whether the run was over.
        late: bool,
    },
    /// A phase began for everybody.
    PhaseBegan {
        /// Of which list of phases.
        movement: MovementId,
        /// Which phase, from 0.
        phase: u32,
    },
}
