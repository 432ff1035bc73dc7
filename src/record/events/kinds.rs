//! Which kinds of events there are, and which causes.

macro_rules! words {
    ($(#[doc = $doc_of_all:literal])* $all:ident: $($(#[doc = $doc:literal])* $name:ident = $text:literal,)*) => {
        $(#[doc = $doc_of_all])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        #[non_exhaustive]
        pub enum $all {
            $($(#[doc = $doc])* $name,)*
        }

        impl $all {
            /// All of them, in order.
            pub const ALL: [$all; [$($text),*].len()] = [$($all::$name),*];

            /// Its name in tables.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $($all::$name => $text,)*
                }
            }

            /// What it is, in a sentence.
            #[must_use]
            pub const fn about(self) -> &'static str {
                match self {
                    $($all::$name => concat!($($doc),*).trim_ascii(),)*
                }
            }
        }
    };
}

words! {
    /// What kind of event a row of `events` is.
    LoggedKind:
    /// It was drawn how many people of a group there will be in all.
    Expected = "expected",
    /// People appeared at their pickup, and wait.
    Appeared = "appeared",
    /// People who were set down wait there to go on.
    WaitsOn = "waits_on",
    /// People refuse to go, and never wait.
    Refused = "refused",
    /// People were out before the run began.
    AlreadyOut = "already_out",
    /// Some of those who appeared will leave in their own cars.
    WillDrive = "will_drive",
    /// Somebody who would have left in their own car does not.
    WillNotDrive = "will_not_drive",
    /// People were claimed by a vehicle, and begin to board.
    Claimed = "claimed",
    /// Somebody who was boarding does not come along.
    GotOff = "got_off",
    /// People are aboard.
    Boarded = "boarded",
    /// People were set down.
    Alighted = "alighted",
    /// An own car set out with people.
    DroveOff = "drove_off",
    /// An own car brought its people.
    DroveIn = "drove_in",
    /// Somebody got worse and leaves the group; `joined` follows.
    Worsened = "worsened",
    /// Somebody is one of this group from now on.
    Joined = "joined",
    /// Somebody gave up and left on foot.
    LeftOnFoot = "left_on_foot",
    /// Somebody died.
    Died = "died",
    /// People of a vehicle that turned back, was lost or left service wait again.
    SetBack = "set_back",
    /// People went over into this vehicle from one that stands on the road.
    TakenOver = "taken_over",
    /// A vehicle set out on a leg; `people` are aboard.
    Departed = "departed",
    /// A vehicle does something else from now on: `state` says what.
    State = "state",
    /// A vehicle took a berth.
    BerthTaken = "berth_taken",
    /// A vehicle gave up its berth.
    BerthLeft = "berth_left",
    /// A vehicle took a lane of a checkpoint, alone or with its convoy.
    LaneTaken = "lane_taken",
    /// A vehicle gave up its lane.
    LaneLeft = "lane_left",
    /// A vehicle turned back on its way.
    TurnedBack = "turned_back",
    /// A vehicle is lost.
    Lost = "lost",
    /// A vehicle broke away from the others into the next phase.
    BrokeAway = "broke_away",
    /// A suspension began.
    SuspensionBegan = "suspension_began",
    /// A suspension ended.
    SuspensionEnded = "suspension_ended",
    /// A phase of movement began: `phase` says which.
    PhaseBegan = "phase_began",
    /// People passed an observer's post, seen or not.
    Passed = "passed",
    /// People who had passed an observer's post are back where they came from.
    CrossedOff = "crossed_off",
    /// An observer's report was told: `people` is what it says.
    Reported = "reported",
}

words! {
    /// Why something happened.
    Cause:
    /// All berths of the site are taken.
    BerthsTaken = "berths_taken",
    /// All lanes of the checkpoint are taken.
    LanesTaken = "lanes_taken",
    /// The site or the checkpoint is closed at this hour.
    Closed = "closed",
    /// The road, the site or the checkpoint is suspended: `suspension` says by which.
    Suspension = "suspension",
    /// The vehicle ahead is not far enough away.
    Headway = "headway",
    /// The movement rule lets the vehicle wait for others.
    Others = "others",
    /// The vehicle is not full, and more people are to come.
    NotFull = "not_full",
    /// Nobody is at the pickup who could board, but some may come.
    NobodyWaits = "nobody_waits",
    /// The vehicle broke down.
    Breakdown = "breakdown",
    /// The vehicle is lost.
    LostVehicle = "lost_vehicle",
}
