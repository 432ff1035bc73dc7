//! A vehicle, as it is now, and the numbers laid up for it.

use super::{Maybe, NONE, State};
use crate::plan::ids::ids;
use crate::plan::{FleetId, PickupId, SiteId, VehicleId};
use crate::units::Tick;

ids! {
    /// A place where vehicles wait for each other.
    PointId(u32)
}

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

/// Which phase of its movement rules a vehicle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The present one.
    Present,
    /// The next: it has broken away into it, ahead of the others.
    Next,
}

impl Stage {
    /// Both.
    pub const ALL: [Stage; 2] = [Stage::Present, Stage::Next];
}

/// The numbers laid up for a vehicle, and what is drawn from them next.
#[derive(Debug)]
pub struct LaidUp<'v> {
    /// The numbers.
    pub numbers: &'v mut Numbers,
    /// Which legs they are for, by their number among as many legs.
    pub filled: &'v mut u32,
    /// The number of the leg for which the vehicle draws.
    pub leg: u32,
    /// Its fleet.
    pub fleet: FleetId,
}

impl LaidUp<'_> {
    /// What `filled` says before anything is laid up.
    pub const NOTHING: u32 = NONE;
}

/// One vehicle, as it is now: a line of the cache, beside that of its numbers.
///
/// Where vehicles are many, what costs most is to look up the page of each table: these two share one.
#[derive(Clone, Copy, Debug)]
#[repr(align(128))]
pub struct Vehicle {
    /// The numbers laid up for it.
    numbers: Numbers,
    /// Which legs they are for, by their number among as many legs; [`NONE`] before the first.
    filled: u32,
    /// What it is doing.
    pub state: State,
    /// Which phase rules it.
    pub stage: Stage,
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
    /// The pickup to which it is or was last committed; none before the first.
    pickup: Maybe<PickupId>,
    /// The drop-off of the people that it has claimed.
    drop_off: u16,
    /// The number of its present leg: even to a pickup, odd to a drop-off; [`NONE`] before the first.
    leg: u32,
    /// Places nobody has claimed, by [`Need::index`](crate::plan::Need::index).
    pub free: [u32; 2],
    /// People claimed or aboard.
    pub load: u32,
    /// The place where it waits for others, or will after alighting.
    pub point: Maybe<PointId>,
    /// Since when it has been in this state.
    pub since: Tick,
    /// Until when it awaits people at its berth.
    pub patience: Tick,
    /// Whether it has found somewhere that it has no room for anybody who waits there.
    pub found_no_fit: bool,
    /// Who stands before it in the line in which it stands.
    pub(super) before: Maybe<VehicleId>,
    /// Who stands behind it there.
    pub(super) after: Maybe<VehicleId>,
}

impl Vehicle {
    pub(super) fn at_start(fleet: FleetId, site: SiteId) -> Vehicle {
        Vehicle {
            numbers: Numbers::BLANK,
            filled: NONE,
            state: State::StoodDown,
            stage: Stage::Present,
            offered: false,
            turned: false,
            leaving: false,
            fleet,
            site,
            pickup: Maybe::NONE,
            drop_off: NOWHERE,
            before: Maybe::NONE,
            after: Maybe::NONE,
            leg: NONE,
            free: [0; 2],
            load: 0,
            point: Maybe::NONE,
            since: Tick::START,
            patience: Tick::START,
            found_no_fit: false,
        }
    }

    /// The numbers laid up for it.
    #[inline]
    #[must_use]
    pub fn numbers(&self) -> &Numbers {
        &self.numbers
    }

    /// The pickup to which it is or was last committed.
    #[inline]
    #[must_use]
    pub fn committed(&self) -> Option<PickupId> {
        self.pickup.get()
    }

    /// It is committed to a pickup from now on, to which its leg of this number leads.
    #[inline]
    pub fn commit(&mut self, pickup: PickupId, leg: u32) {
        (self.pickup, self.leg) = (Maybe::of(pickup), leg);
        self.bind(None);
    }

    /// The number of its present leg; none before the first.
    #[inline]
    #[must_use]
    pub fn leg(&self) -> Option<u32> {
        (self.leg != NONE).then_some(self.leg)
    }

    /// How many legs there are up to its present one, with those that were left out; 0 before the first.
    #[inline]
    #[must_use]
    pub fn legs(&self) -> u32 {
        self.leg.wrapping_add(1)
    }

    /// Its next leg to a drop-off begins: such legs are odd.
    #[inline]
    pub fn begin_loaded_leg(&mut self) {
        self.leg = self.legs() | 1;
    }

    /// Its next leg to a stop without people begins: such legs are even.
    #[inline]
    pub fn begin_empty_leg(&mut self) {
        self.leg = self.legs() + self.legs() % 2;
    }

    /// The number of the leg on which it goes to a pickup that it `drives` to, or where it stands already. Such legs are
    /// even; one that was not used, since the vehicle found nobody, is used again unless it was driven.
    #[inline]
    #[must_use]
    pub fn next_approach(&self, drives: bool) -> u32 {
        match self.leg {
            NONE => 0,
            loaded if loaded % 2 == 1 => loaded + 1,
            unused if drives => unused + 2,
            unused => unused,
        }
    }

    /// Another trip begins where it stands, with numbers of its own: those of its present leg are used up.
    #[inline]
    pub fn use_up_leg(&mut self) {
        self.leg += 2;
    }

    /// The numbers laid up for it, and what is drawn from them.
    #[inline]
    pub fn laid_up(&mut self) -> LaidUp<'_> {
        LaidUp { numbers: &mut self.numbers, filled: &mut self.filled, leg: self.leg, fleet: self.fleet }
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
        self.after.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legs_to_a_pickup_are_even_and_no_leg_is_driven_twice() {
        for ((last, drives), leg) in
            [((NONE, true), 0), ((NONE, false), 0), ((1, true), 2), ((4, false), 4), ((4, true), 6)]
        {
            let vehicle = Vehicle { leg: last, ..Vehicle::at_start(FleetId(0), SiteId(0)) };
            assert_eq!(vehicle.next_approach(drives), leg);
        }
    }
}
