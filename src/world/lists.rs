//! Vehicles standing in line, without memory of their own.

use prefetch_index::prefetch_index;

use crate::plan::{Id, Table, VehicleId};

const NONE: u32 = u32::MAX;

/// The ends of a line of vehicles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    first: u32,
    last: u32,
    len: u32,
}

impl Default for Line {
    fn default() -> Self {
        Line { first: NONE, last: NONE, len: 0 }
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
        (self.first != NONE).then_some(VehicleId(self.first))
    }
}

/// The neighbours of every vehicle in the one line in which it may stand.
///
/// A vehicle is in one place at a time, hence in one line: two numbers a vehicle serve all lines.
#[derive(Debug)]
pub struct Links(Table<VehicleId, [u32; 2]>);

impl Links {
    /// Links for so many vehicles, none of which stands anywhere.
    #[must_use]
    pub fn new(vehicles: usize) -> Links {
        Links(Table::filled(vehicles, [NONE; 2]))
    }

    /// Has the place of a vehicle fetched.
    #[inline]
    pub fn fetch(&self, vehicle: VehicleId) {
        prefetch_index(self.0.rows(), vehicle.index());
    }

    /// Puts a vehicle at the end of a line.
    #[inline]
    pub fn join(&mut self, line: &mut Line, vehicle: VehicleId) {
        self.0[vehicle] = [line.last, NONE];
        match line.last {
            NONE => line.first = vehicle.0,
            last => self.0[VehicleId(last)][1] = vehicle.0,
        }
        line.last = vehicle.0;
        line.len += 1;
    }

    /// Takes a vehicle out of the line in which it stands.
    #[inline]
    pub fn leave(&mut self, line: &mut Line, vehicle: VehicleId) {
        let [before, after] = self.0[vehicle];
        match before {
            NONE => line.first = after,
            before => self.0[VehicleId(before)][1] = after,
        }
        match after {
            NONE => line.last = before,
            after => self.0[VehicleId(after)][0] = before,
        }
        line.len -= 1;
    }

    /// Takes the first vehicle out of a line.
    #[inline]
    pub fn pop(&mut self, line: &mut Line) -> Option<VehicleId> {
        let first = line.first()?;
        self.leave(line, first);
        Some(first)
    }

    /// Who stands behind a vehicle.
    #[must_use]
    pub fn after(&self, vehicle: VehicleId) -> Option<VehicleId> {
        let after = self.0[vehicle][1];
        (after != NONE).then_some(VehicleId(after))
    }

    /// The vehicles of a line, from the first on.
    pub fn iter(&self, line: &Line) -> impl Iterator<Item = VehicleId> {
        std::iter::successors(line.first(), |&vehicle| self.after(vehicle))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_order_when_somebody_leaves_from_the_middle() {
        let (mut links, mut line) = (Links::new(4), Line::default());
        for vehicle in VehicleId::all(4) {
            links.join(&mut line, vehicle);
        }
        links.leave(&mut line, VehicleId(1));
        assert_eq!(links.iter(&line).collect::<Vec<_>>(), [VehicleId(0), VehicleId(2), VehicleId(3)]);
        assert_eq!(links.pop(&mut line), Some(VehicleId(0)));
        links.leave(&mut line, VehicleId(3));
        assert_eq!((line.first(), line.len()), (Some(VehicleId(2)), 1));
        assert_eq!(links.pop(&mut line), Some(VehicleId(2)));
        assert!(line.is_empty() && links.pop(&mut line).is_none());
    }
}
