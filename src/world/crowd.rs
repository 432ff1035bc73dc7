//! The people of one group, wherever they are.

use super::{People, Waiting};
use crate::plan::Group;

/// The people of one group.
#[derive(Debug, Default)]
pub struct Crowd {
    /// How many there will have been in all.
    pub size: u32,
    /// How many have yet to appear and will wait for a vehicle.
    pub due: u32,
    /// How many have yet to appear and will not: they refuse to go, or drive themselves.
    pub apart: u32,
    /// Companions among those due.
    pub companions_due: u32,
    /// The least of their parties: a vehicle with fewer places can take none of them.
    pub least: u32,
    /// Whether no drop-off has room for any of them.
    pub shut_out: bool,
    /// Those who wait unclaimed.
    pub waiting: Waiting,
    /// How many are aboard.
    pub aboard: u32,
    /// Those who leave in their own cars: waiting to, or on their way.
    pub private: People,
    /// Those who are out and stay where they are.
    pub arrived: People,
    /// Those who have refused, given up or died.
    pub gone: People,
}

impl Crowd {
    /// Nobody of a group.
    pub(super) fn of(group: &Group) -> Crowd {
        let waiting = if group.hazards.are_none() { Waiting::default() } else { Waiting::in_danger() };
        Crowd { waiting, ..Crowd::default() }
    }

    /// How many have yet to appear.
    #[inline]
    #[must_use]
    pub fn to_come(&self) -> u32 {
        self.due + self.apart
    }

    /// People whom no vehicle has claimed: waiting or still due.
    #[inline]
    #[must_use]
    pub fn unclaimed(&self) -> u32 {
        self.waiting.len() + self.due
    }

    /// How many of all who are not claimed want a place of what the group needs and could be set down somewhere;
    /// companions who are left alone count as one.
    #[inline]
    #[must_use]
    pub fn wanting(&self) -> u32 {
        let companions = self.waiting.companions() + self.companions_due;
        if self.shut_out { 0 } else { want(self.unclaimed(), companions) }
    }

    /// How many of these wait.
    #[must_use]
    pub fn wanting_now(&self) -> u32 {
        want(self.waiting.len(), self.waiting.companions()).min(self.wanting())
    }
}

/// How many of so many people want a place of what their group needs, some of them being companions.
#[inline]
fn want(all: u32, companions: u32) -> u32 {
    match all - companions {
        0 => all.min(1),
        people => people,
    }
}
