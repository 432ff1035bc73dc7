//! Which groups are in a vehicle whose fleet takes many, so that not all of them need be asked.

use super::World;
use crate::plan::VehicleId;

impl World {
    /// Whether it is kept which groups are in vehicles.
    #[inline]
    #[must_use]
    pub fn knows_groups_inside(&self) -> bool {
        !self.inside.is_empty()
    }

    /// The first group in a vehicle from a place on in the list of those that its fleet takes: its place there. Some
    /// may have left since. None if it is not kept.
    #[must_use]
    pub fn next_group_inside(&self, vehicle: VehicleId, from: usize) -> Option<usize> {
        let inside = self.inside.rows().get(vehicle.0 as usize)?;
        inside.get(inside.partition_point(|&place| (place as usize) < from)).map(|&place| place as usize)
    }

    /// People of the group at `place` have got into a vehicle.
    #[inline]
    pub(super) fn list_inside(&mut self, vehicle: VehicleId, place: usize) {
        if self.knows_groups_inside() {
            self.list_among_others(vehicle, place);
        }
    }

    /// The same, and those are struck off of whom nobody is inside any more.
    #[inline(never)]
    fn list_among_others(&mut self, vehicle: VehicleId, place: usize) {
        let mut inside = std::mem::take(&mut self.inside[vehicle]);
        inside.retain(|&other| {
            let seats = &self.seats[self.seat(vehicle, other as usize)];
            !seats.boarding.is_empty() || !seats.aboard.is_empty()
        });
        if let Err(at) = inside.binary_search(&(place as u32)) {
            inside.insert(at, place as u32);
        }
        self.inside[vehicle] = inside;
    }
}
