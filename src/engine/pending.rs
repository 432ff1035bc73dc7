//! What transitions set free, to be dealt with before time moves on.

use crate::plan::{GroupId, RouteId, SiteId, VehicleId};

/// Something to be dealt with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Task {
    /// People of a group have come to wait, or wait again.
    Come(GroupId),
    /// The last people of a group at a site have been claimed, or no more are due: whoever is in line there,
    /// parked or awaiting people decides again.
    Deserted(SiteId),
    /// Fewer vehicles may come for a group than before.
    Fading(GroupId),
    /// There is room again at a site for which own cars may wait.
    Room(SiteId),
    /// Somebody's offer was withdrawn, or people came, at a site that may want another vehicle.
    Wanting(SiteId),
    /// A berth of a site may be given to the next in line.
    Berths(SiteId),
    /// A route has been opened again.
    Opened(RouteId),
    /// The door of a site has been shut.
    Shut(SiteId),
    /// Something has been opened again.
    Reopened,
    /// Vehicles leave by themselves.
    Leaving,
}

/// The tasks that nobody has dealt with yet.
///
/// All that people left behind comes before all that vehicles do, so that a vehicle which becomes free
/// meets the world as it is then; of one kind, what was noted last comes first.
#[derive(Debug, Default)]
pub(super) struct Pending {
    /// Of which kinds there are tasks, a bit each: mostly none.
    kinds: u32,
    come: Vec<GroupId>,
    deserted: Vec<SiteId>,
    fading: Vec<GroupId>,
    room: Vec<SiteId>,
    wanting: Vec<SiteId>,
    berths: Vec<SiteId>,
    opened: Vec<RouteId>,
    shut: Vec<SiteId>,
    leaving: Vec<VehicleId>,
}

/// The kinds of tasks, as bits, in the order in which they come.
const COME: u32 = 1;
const DESERTED: u32 = 1 << 1;
const FADING: u32 = 1 << 2;
const ROOM: u32 = 1 << 3;
const WANTING: u32 = 1 << 4;
const BERTHS: u32 = 1 << 5;
const OPENED: u32 = 1 << 6;
const SHUT: u32 = 1 << 7;
const REOPENED: u32 = 1 << 8;
const LEAVING: u32 = 1 << 9;

impl Pending {
    /// Notes a task.
    #[inline(always)]
    pub(super) fn note(&mut self, task: Task) {
        self.kinds |= match task {
            Task::Come(group) => noted(&mut self.come, group, COME),
            Task::Deserted(site) => noted(&mut self.deserted, site, DESERTED),
            Task::Fading(group) => noted(&mut self.fading, group, FADING),
            Task::Room(site) => noted(&mut self.room, site, ROOM),
            Task::Wanting(site) => noted(&mut self.wanting, site, WANTING),
            Task::Berths(site) => noted(&mut self.berths, site, BERTHS),
            Task::Opened(route) => noted(&mut self.opened, route, OPENED),
            Task::Shut(site) => noted(&mut self.shut, site, SHUT),
            Task::Reopened => REOPENED,
            Task::Leaving => LEAVING,
        };
    }

    /// Whether nothing is left to be dealt with.
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.kinds == 0
    }

    /// A vehicle leaves by itself, after all who were noted before it.
    #[inline]
    pub(super) fn leaves(&mut self, vehicle: VehicleId) {
        if self.leaving.is_empty() {
            self.note(Task::Leaving);
        }
        self.leaving.push(vehicle);
    }

    /// The vehicle that leaves at this place among all who do; after the last of them none, and they are
    /// forgotten.
    #[inline]
    pub(super) fn leaver(&mut self, place: usize) -> Option<VehicleId> {
        let vehicle = self.leaving.get(place).copied();
        if vehicle.is_none() {
            self.leaving.clear();
        }
        vehicle
    }

    /// The next task.
    #[inline(always)]
    pub(super) fn next(&mut self) -> Option<Task> {
        match self.kinds & self.kinds.wrapping_neg() {
            0 => None,
            BERTHS => self.taken(BERTHS, |tasks| &mut tasks.berths, Task::Berths),
            LEAVING => {
                self.kinds &= !LEAVING;
                Some(Task::Leaving)
            }
            kind => self.next_seldom(kind),
        }
    }

    /// The next task of a kind that seldom comes about.
    #[inline(never)]
    fn next_seldom(&mut self, kind: u32) -> Option<Task> {
        match kind {
            COME => self.taken(COME, |tasks| &mut tasks.come, Task::Come),
            DESERTED => self.taken(DESERTED, |tasks| &mut tasks.deserted, Task::Deserted),
            FADING => self.taken(FADING, |tasks| &mut tasks.fading, Task::Fading),
            ROOM => self.taken(ROOM, |tasks| &mut tasks.room, Task::Room),
            WANTING => self.taken(WANTING, |tasks| &mut tasks.wanting, Task::Wanting),
            OPENED => self.taken(OPENED, |tasks| &mut tasks.opened, Task::Opened),
            SHUT => self.taken(SHUT, |tasks| &mut tasks.shut, Task::Shut),
            _ => {
                self.kinds &= !REOPENED;
                Some(Task::Reopened)
            }
        }
    }

    /// The task of a kind that was noted last.
    #[inline(always)]
    fn taken<T>(
        &mut self,
        kind: u32,
        list: fn(&mut Self) -> &mut Vec<T>,
        task: fn(T) -> Task,
    ) -> Option<Task> {
        let tasks = list(self);
        let last = tasks.pop();
        if tasks.is_empty() {
            self.kinds &= !kind;
        }
        last.map(task)
    }
}

#[inline(always)]
fn noted<T>(list: &mut Vec<T>, what: T, kind: u32) -> u32 {
    list.push(what);
    kind
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_come_by_their_kind_and_the_last_of_a_kind_first() {
        let mut pending = Pending::default();
        pending.leaves(VehicleId(7));
        for task in [Task::Berths(SiteId(1)), Task::Wanting(SiteId(2)), Task::Berths(SiteId(3))] {
            pending.note(task);
        }
        pending.leaves(VehicleId(4));
        let order = std::iter::from_fn(|| pending.next()).collect::<Vec<_>>();
        let berths = |site| Task::Berths(SiteId(site));
        assert_eq!(order, [Task::Wanting(SiteId(2)), berths(3), berths(1), Task::Leaving]);
        let leavers: Vec<_> = (0..3).map(|place| pending.leaver(place)).collect();
        assert_eq!(leavers, [Some(VehicleId(7)), Some(VehicleId(4)), None]);
        assert_eq!(pending.next(), None);
    }
}
