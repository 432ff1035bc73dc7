//! A vehicle, as it is now, and the numbers laid up for it.

use super::{NONE, State};
use crate::plan::{FleetId, PickupId, SiteId, VehicleId};
use crate::units::Tick;

/// Says "nowhere" in columns of sites.
const NOWHERE: u16 = u16::MAX;

/// Numbers that a vehicle draws on its coming legs: a line of the cache.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub struct Numbers(pub [u32; Numbers::ALL]);

impl Numbers {
    /// How many they are.
    pub const ALL: usize = 16;
    /// Before anything is drawn.
    pub const BLANK: Numbers = Numbers([0; Numbers::ALL]);
}

/// One vehicle, as it is now: a line of the cache, beside that of its numbers.
///
/// Where vehicles are many, what costs most is to look up the page of each table: these two share one.
#[derive(Clone, Copy, Debug)]
#[repr(align(128))]
pub struct Vehicle {
    /// The numbers laid up for it.
    pub numbers: Numbers,
    /// Which legs they are for, by their number among as many legs; [`NONE`] before the first.
    pub filled: u32,
    /// What it is doing.
    pub state: State,
    /// Whether it has broken away into the next phase, ahead of the others.
    pub broken_away: bool,
    /// Whether its places are on offer at its pickup.
    pub offered: bool,
    /// Whether it is on its way back to where it came from, or sets its people down there.
    pub turned: bool,
    /// Whether it leaves service when it is free to.
    pub leaving: bool,
    /// Its fleet.
    pub fleet: FleetId,
    /// Where it stands, or is bound for while it drives.
    pub site: SiteId,
    /// The id of the pickup to which it is or was last committed; [`NONE`] before the first.
    pub pickup: u32,
    /// The drop-off of the people that it has claimed.
    drop_off: u16,
    /// The number of its present leg: even to a pickup, odd to a drop-off; [`NONE`] before the first.
    pub leg: u32,
    /// Places nobody has claimed, by [`Need::index`](crate::plan::Need::index).
    pub free: [u32; 2],
    /// People claimed or aboard.
    pub load: u32,
    /// The place where it waits for others, or will after alighting; else [`NONE`].
    pub point: u32,
    /// Since when it has been in this state.
    pub since: Tick,
    /// Until when it awaits people at its berth.
    pub patience: Tick,
    /// Whether it has found somewhere that it has no room for anybody who waits there.
    pub found_no_fit: bool,
    /// Who stands before it in the line in which it stands.
    pub(super) before: u32,
    /// Who stands behind it there.
    pub(super) after: u32,
}

impl Vehicle {
    pub(super) fn at_start(fleet: FleetId, site: SiteId) -> Vehicle {
        Vehicle {
            numbers: Numbers::BLANK,
            filled: NONE,
            state: State::StoodDown,
            broken_away: false,
            offered: false,
            turned: false,
            leaving: false,
            fleet,
            site,
            pickup: NONE,
            drop_off: NOWHERE,
            before: NONE,
            after: NONE,
            leg: NONE,
            free: [0; 2],
            load: 0,
            point: NONE,
            since: Tick::START,
            patience: Tick::START,
            found_no_fit: false,
        }
    }

    /// The pickup to which it is or was last committed.
    #[inline]
    #[must_use]
    pub fn committed(&self) -> Option<PickupId> {
        (self.pickup != NONE).then_some(PickupId(self.pickup))
    }

    /// The drop-off of those whom it has claimed.
    #[inline]
    #[must_use]
    pub fn destination(&self) -> Option<SiteId> {
        (self.drop_off != NOWHERE).then_some(SiteId(self.drop_off))
    }

    /// The drop-off of those whom it has claimed is this one from now on.
    #[inline]
    pub fn bind(&mut self, drop_off: Option<SiteId>) {
        self.drop_off = drop_off.map_or(NOWHERE, |site| site.0);
    }

    /// Who stands behind it in the line in which it stands.
    #[inline]
    #[must_use]
    pub fn after(&self) -> Option<VehicleId> {
        (self.after != NONE).then_some(VehicleId(self.after))
    }
}
