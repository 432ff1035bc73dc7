//! Who is in a vehicle, batch by batch, where people may have to leave it before they are out.

use super::{Claimed, People, World};
use crate::plan::{GroupId, Id, Need, Table, VehicleId};
use crate::units::Tick;

/// People in a vehicle who came to their pickup at the same instant.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// Their group's place in the list of those that the fleet takes.
    pub(super) place: usize,
    pub(super) since: Tick,
    pub(super) people: u32,
    pub(super) companions: u32,
    pub(super) onward: u32,
}

impl World {
    /// So many people of the group at `place` have got off. Returns how many of them are companions, as
    /// far as it is kept.
    #[inline]
    pub(super) fn strike(&mut self, vehicle: VehicleId, place: usize, mut count: u32) -> u32 {
        let Some(manifest) = self.manifests.rows_mut().get_mut(vehicle.index()) else { return 0 };
        let mut companions_off = 0;
        manifest.retain_mut(|entry| {
            if entry.place != place || count == 0 {
                return true;
            }
            let off = entry.people.min(count);
            count -= off;
            entry.people -= off;
            let companions = entry.companions.min(entry.people);
            companions_off += entry.companions - companions;
            (entry.companions, entry.onward) = (companions, entry.onward.min(entry.people));
            entry.people > 0
        });
        companions_off
    }

    /// Those of `group`, at `place`, who are in a vehicle or boarding it wait again as `waits_as`, ahead
    /// of all others there, in the order in which they had come. Each batch is told to `saw`: since when,
    /// how many.
    pub fn set_back(
        &mut self,
        vehicle: VehicleId,
        place: usize,
        (group, waits_as): (GroupId, GroupId),
        mut saw: impl FnMut(Tick, u32),
    ) {
        let seat = self.seat(vehicle, place);
        let mut people = self.seats[seat].boarding.take_all();
        let aboard = self.seats[seat].aboard.take_all();
        self.crowds[group].aboard -= aboard.len();
        people.absorb(aboard);
        self.vehicles[vehicle].load -= people.len();
        if let Some(onward) = self.onward.get_mut(seat) {
            *onward = 0;
        }
        let entries = self.manifests[vehicle].iter().filter(|entry| entry.place == place);
        for &Entry { since, people: count, companions, onward, .. } in entries.rev() {
            saw(since, count);
            let claimed = Claimed { since, people: people.take(count), companions, onward };
            self.crowds[waits_as].waiting.put_back(claimed);
        }
        debug_assert!(people.is_empty(), "everybody in a vehicle is in its manifest");
        self.manifests[vehicle].retain(|entry| entry.place != place);
    }

    /// Takes people of a group over from one vehicle into another, party by party, as far as `spare`
    /// places allow. Returns how many.
    pub fn take_over(
        &mut self,
        (from, to): (VehicleId, VehicleId),
        (place, into): (usize, usize),
        need: Need,
        spare: &mut [u32; 2],
    ) -> u32 {
        let (source, target) = (self.seat(from, place), self.seat(to, into));
        let mut total = 0;
        let mut left = std::mem::take(&mut self.manifests[from]);
        left.retain(|&entry| {
            let places = entry.people - entry.companions;
            let fits = places <= spare[need.index()] && entry.companions <= spare[Need::Seat.index()];
            let enough = need != Need::Seat || entry.people <= spare[Need::Seat.index()];
            if entry.place != place || !fits || !enough {
                return true;
            }
            spare[need.index()] -= places;
            spare[Need::Seat.index()] -= entry.companions;
            let people = self.seats[source].aboard.take(entry.people);
            self.seats[target].aboard.absorb(people);
            if entry.onward > 0 {
                self.onward[source] -= entry.onward;
                self.onward[target] += entry.onward;
            }
            self.manifests[to].push(Entry { place: into, ..entry });
            total += entry.people;
            false
        });
        self.manifests[from] = left;
        self.vehicles[from].load -= total;
        self.vehicles[to].load += total;
        total
    }

    /// Takes one person of a group out of a vehicle, dead.
    pub fn lose_one(&mut self, vehicle: VehicleId, place: usize, group: GroupId) -> People {
        let seat = self.seat(vehicle, place);
        let one = self.seats[seat].aboard.take(1);
        let left = self.seats[seat].aboard.len();
        if let Some(onward) = self.onward.get_mut(seat) {
            *onward = (*onward).min(left);
        }
        self.crowds[group].aboard -= 1;
        self.vehicles[vehicle].load -= 1;
        let manifest: &mut Vec<Entry> = &mut self.manifests[vehicle];
        if let Some(index) = manifest.iter().rposition(|entry| entry.place == place) {
            let entry = &mut manifest[index];
            entry.people -= 1;
            (entry.companions, entry.onward) =
                (entry.companions.min(entry.people), entry.onward.min(entry.people));
            if entry.people == 0 {
                manifest.remove(index);
            }
        }
        one
    }

    /// Puts people into a vehicle who are under way when the run begins.
    pub fn embark(&mut self, vehicle: VehicleId, place: usize, group: GroupId, count: u32) {
        let seat = self.seat(vehicle, place);
        self.seats[seat].aboard.absorb(People::appear(count));
        self.crowds[group].size += count;
        self.crowds[group].aboard += count;
        self.vehicles[vehicle].load += count;
        if !self.manifests.is_empty() {
            let entry = Entry { place, since: Tick::START, people: count, companions: 0, onward: 0 };
            self.manifests[vehicle].push(entry);
        }
    }
}

/// Keeps the type of the manifests in one place.
pub(super) type Manifests = Table<VehicleId, Vec<Entry>>;
