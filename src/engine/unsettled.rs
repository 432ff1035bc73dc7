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
pub(super) struct Unsettled {
    /// How many tasks there are: mostly none.
    count: u32,
    /// How many of them are of the kinds that seldom come about.
    rare: u32,
    come: Vec<GroupId>,
    deserted: Vec<SiteId>,
    fading: Vec<GroupId>,
    room: Vec<SiteId>,
    wanting: Vec<SiteId>,
    berths: Vec<SiteId>,
    opened: Vec<RouteId>,
    shut: Vec<SiteId>,
    reopened: bool,
    leaving: Vec<VehicleId>,
}

impl Unsettled {
    /// Notes a task.
    #[inline]
    pub(super) fn note(&mut self, task: Task) {
        if task == Task::Reopened && self.reopened {
            return;
        }
        self.count += 1;
        self.rare += u32::from(task.is_rare());
        match task {
            Task::Come(group) => self.come.push(group),
            Task::Deserted(site) => self.deserted.push(site),
            Task::Fading(group) => self.fading.push(group),
            Task::Room(site) => self.room.push(site),
            Task::Wanting(site) => self.wanting.push(site),
            Task::Berths(site) => self.berths.push(site),
            Task::Opened(route) => self.opened.push(route),
            Task::Shut(site) => self.shut.push(site),
            Task::Reopened => self.reopened = true,
            Task::Leaving => {}
        }
    }

    /// Whether nothing is left to be dealt with.
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
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
        if self.count == 0 {
            return None;
        }
        self.count -= 1;
        if self.rare > 0 {
            return Some(self.first());
        }
        match self.berths.pop() {
            Some(site) => Some(Task::Berths(site)),
            None => Some(Task::Leaving),
        }
    }

    #[inline(never)]
    fn first(&mut self) -> Task {
        let come = self.come.pop().map(Task::Come);
        let task = come
            .or_else(|| self.deserted.pop().map(Task::Deserted))
            .or_else(|| self.fading.pop().map(Task::Fading))
            .or_else(|| self.room.pop().map(Task::Room))
            .or_else(|| self.wanting.pop().map(Task::Wanting))
            .or_else(|| self.berths.pop().map(Task::Berths))
            .or_else(|| self.opened.pop().map(Task::Opened))
            .or_else(|| self.shut.pop().map(Task::Shut))
            .or_else(|| std::mem::take(&mut self.reopened).then_some(Task::Reopened))
            .unwrap_or(Task::Leaving);
        self.rare -= u32::from(task.is_rare());
        task
    }
}

impl Task {
    #[inline]
    fn is_rare(self) -> bool {
        !matches!(self, Task::Berths(_) | Task::Leaving)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_come_by_their_kind_and_the_last_of_a_kind_first() {
        let mut unsettled = Unsettled::default();
        unsettled.leaves(VehicleId(7));
        for task in [Task::Berths(SiteId(1)), Task::Wanting(SiteId(2)), Task::Berths(SiteId(3))] {
            unsettled.note(task);
        }
        unsettled.leaves(VehicleId(4));
        let order = std::iter::from_fn(|| unsettled.next()).collect::<Vec<_>>();
        let berths = |site| Task::Berths(SiteId(site));
        assert_eq!(order, [Task::Wanting(SiteId(2)), berths(3), berths(1), Task::Leaving]);
        let leavers: Vec<_> = (0..3).map(|place| unsettled.leaver(place)).collect();
        assert_eq!(leavers, [Some(VehicleId(7)), Some(VehicleId(4)), None]);
        assert_eq!(unsettled.next(), None);
    }
}
