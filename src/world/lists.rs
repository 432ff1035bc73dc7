//! Vehicles standing in line, without memory of their own: a vehicle is in one place at a time, hence in
//! one line, and who stands before and behind it is kept in its row.

use super::{Maybe, Vehicle};
use crate::plan::{Table, VehicleId};

/// The ends of a line of vehicles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    first: Maybe<VehicleId>,
    last: Maybe<VehicleId>,
    len: u32,
}

impl Default for Line {
    fn default() -> Self {
        Line { first: Maybe::NONE, last: Maybe::NONE, len: 0 }
    }
}

impl Line {
    /// How many vehicles stand in it.
    #[inline]
    #[must_use]
    pub fn len(&self) -> u32 {
        self.len
    }

    /// Whether nobody does.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Who has stood longest.
    #[inline]
    #[must_use]
    pub fn first(&self) -> Option<VehicleId> {
        self.first.get()
    }

    /// Puts a vehicle at the end of the line.
    #[inline]
    pub fn join(&mut self, vehicles: &mut Table<VehicleId, Vehicle>, vehicle: VehicleId) {
        let row = &mut vehicles[vehicle];
        (row.before, row.after) = (self.last, Maybe::NONE);
        match self.last.get() {
            None => self.first = Maybe::of(vehicle),
            Some(last) => vehicles[last].after = Maybe::of(vehicle),
        }
        self.last = Maybe::of(vehicle);
        self.len += 1;
    }

    /// Takes a vehicle out of the line, in which it stands.
    #[inline]
    pub fn leave(&mut self, vehicles: &mut Table<VehicleId, Vehicle>, vehicle: VehicleId) {
        let Vehicle { before, after, .. } = vehicles[vehicle];
        match before.get() {
            None => self.first = after,
            Some(before) => vehicles[before].after = after,
        }
        match after.get() {
            None => self.last = before,
            Some(after) => vehicles[after].before = before,
        }
        self.len -= 1;
    }

    /// Takes the first vehicle out of the line.
    #[inline]
    pub fn pop(&mut self, vehicles: &mut Table<VehicleId, Vehicle>) -> Option<VehicleId> {
        let first = self.first()?;
        self.leave(vehicles, first);
        Some(first)
    }

    /// The vehicles of the line, from the first on.
    pub fn iter(&self, vehicles: &Table<VehicleId, Vehicle>) -> impl Iterator<Item = VehicleId> {
        std::iter::successors(self.first(), |&vehicle| vehicles[vehicle].after())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{FleetId, SiteId};

    #[test]
    fn lines_keep_their_order_when_somebody_leaves_from_the_middle() {
        let mut vehicles = Table::filled(4, Vehicle::at_start(FleetId(0), SiteId(0)));
        let mut line = Line::default();
        for vehicle in VehicleId::all(4) {
            line.join(&mut vehicles, vehicle);
        }
        line.leave(&mut vehicles, VehicleId(1));
        assert_eq!(line.iter(&vehicles).collect::<Vec<_>>(), [VehicleId(0), VehicleId(2), VehicleId(3)]);
        assert_eq!(line.pop(&mut vehicles), Some(VehicleId(0)));
        line.leave(&mut vehicles, VehicleId(3));
        assert_eq!((line.first(), line.len()), (Some(VehicleId(2)), 1));
        assert_eq!(line.pop(&mut vehicles), Some(VehicleId(2)));
        assert!(line.is_empty() && line.pop(&mut vehicles).is_none());
    }
}
