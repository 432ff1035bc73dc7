//! Who is in which vehicle, of groups whom something may befall: any of them can be found.

use super::{Counts, World};
use crate::plan::{FleetId, GroupId, Id, Plan, Table, VehicleId};

/// How far people have got into a vehicle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inside {
    /// Claimed, but not aboard yet.
    Boarding = 0,
    /// Aboard.
    Aboard = 1,
}

/// People of one group in the vehicles of one fleet.
#[derive(Debug)]
struct Rides {
    group: GroupId,
    first: u32,
    /// The group's place in the list of those that the fleet takes.
    place: usize,
    /// By [`Inside`], vehicle by vehicle; no vehicles if nothing can befall the group.
    counts: [Counts; 2],
}

/// The rides of all groups; none where nothing can befall anybody.
#[derive(Debug)]
pub(super) struct Riders {
    rides: Vec<Rides>,
    /// Each fleet's first row in `rides`.
    firsts: Table<FleetId, usize>,
    /// Each group's rows in `rides`.
    of_group: Table<GroupId, Vec<usize>>,
    /// Groups of whom another number waits or is in vehicles than before.
    stirred: Vec<GroupId>,
}

impl Riders {
    pub(super) fn new(plan: &Plan) -> Riders {
        let mut riders = Riders {
            rides: Vec::new(),
            firsts: Table::filled(plan.fleets.len(), 0),
            of_group: Table::filled(plan.groups.len(), Vec::new()),
            stirred: Vec::new(),
        };
        if plan.groups.rows().iter().all(|group| group.hazards.are_none()) {
            return riders;
        }
        for (id, fleet) in plan.fleets.iter() {
            riders.firsts[id] = riders.rides.len();
            for (place, &group) in fleet.takes.iter().enumerate() {
                let in_danger = !plan.groups[group].hazards.are_none();
                let vehicles = if in_danger { fleet.count() as usize } else { 0 };
                if in_danger {
                    riders.of_group[group].push(riders.rides.len());
                }
                let counts = [(); 2].map(|()| Counts::of_nobody(vehicles));
                riders.rides.push(Rides { group, first: fleet.vehicles.start, place, counts });
            }
        }
        riders
    }

    pub(super) fn reset(&mut self) {
        self.rides.iter_mut().flat_map(|rides| &mut rides.counts).for_each(Counts::empty);
        self.stirred.clear();
    }
}

impl World {
    /// Of a group another number waits or is in vehicles than before.
    #[inline]
    pub fn stir(&mut self, group: GroupId) {
        if !self.riders.rides.is_empty() {
            self.riders.stirred.push(group);
        }
    }

    /// A group that has been stirred; each is told once for every time.
    pub fn next_stirred(&mut self) -> Option<GroupId> {
        self.riders.stirred.pop()
    }

    /// How many of a group whom something may befall are in vehicles.
    #[must_use]
    pub fn riders(&self, group: GroupId, inside: Inside) -> u32 {
        let rows = self.riders.of_group[group].iter();
        rows.map(|&row| self.riders.rides[row].counts[inside as usize].total()).sum()
    }

    /// The vehicle in which one of them is, by number, and the group's place in the list of those that its fleet takes.
    #[must_use]
    pub fn rider(&self, group: GroupId, inside: Inside, mut number: u32) -> Option<(VehicleId, usize)> {
        for &row in &self.riders.of_group[group] {
            let Rides { first, place, ref counts, .. } = self.riders.rides[row];
            let counts = &counts[inside as usize];
            if number < counts.total() {
                return Some((VehicleId(first + counts.find(number) as u32), place));
            }
            number -= counts.total();
        }
        None
    }

    /// People of the group at `place` are in a vehicle from now on.
    #[inline]
    pub(super) fn get_in(&mut self, vehicle: VehicleId, place: usize, (inside, people): (Inside, u32)) {
        if !self.riders.rides.is_empty() && people > 0 {
            self.count_in(vehicle, place, (inside, people));
        }
    }

    /// People of the group at `place` are not so in a vehicle any more.
    #[inline]
    pub(super) fn get_out(&mut self, vehicle: VehicleId, place: usize, (inside, people): (Inside, u32)) {
        if !self.riders.rides.is_empty() && people > 0 {
            self.count_out(vehicle, place, (inside, people));
        }
    }

    #[inline(never)]
    fn count_in(&mut self, vehicle: VehicleId, place: usize, (inside, people): (Inside, u32)) {
        if let Some((counts, number)) = self.rides(vehicle, place, inside) {
            counts.come(number, people);
        }
    }

    #[inline(never)]
    fn count_out(&mut self, vehicle: VehicleId, place: usize, (inside, people): (Inside, u32)) {
        if let Some((counts, number)) = self.rides(vehicle, place, inside) {
            counts.go(number, people);
        }
    }

    /// The counts of a vehicle's people, and its place there, if something may befall them.
    fn rides(&mut self, vehicle: VehicleId, place: usize, inside: Inside) -> Option<(&mut Counts, usize)> {
        let fleet = self.vehicles[vehicle].fleet;
        let rides = &mut self.riders.rides[self.riders.firsts[fleet] + place];
        self.riders.stirred.push(rides.group);
        let (counts, number) = (&mut rides.counts[inside as usize], vehicle.index() - rides.first as usize);
        (counts.places() > 0).then_some((counts, number))
    }
}
