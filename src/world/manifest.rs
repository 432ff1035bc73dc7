//! Who is in a vehicle, batch by batch, where people may have to leave it before they are out.

use super::{Claimed, Inside, People, World};
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

impl Entry {
    /// Nobody of it.
    fn nobody(self) -> Entry {
        Entry { people: 0, companions: 0, onward: 0, ..self }
    }

    /// As many of it as there are places; those who go on come first.
    fn part(self, places: u32) -> Entry {
        let people = self.people.min(places);
        Entry { people, companions: 0, onward: self.onward.min(people), ..self }
    }

    /// All of it if there is room for all, else nobody.
    fn whole(self, need: Need, spare: [u32; 2]) -> Entry {
        let seats = self.companions + if need == Need::Seat { self.people - self.companions } else { 0 };
        let fits = self.people - self.companions <= spare[need.index()] && seats <= spare[Need::Seat.index()];
        if fits { self } else { self.nobody() }
    }
}

/// Who of those in a manifest has got off.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Struck {
    pub(super) companions: u32,
    pub(super) onward: u32,
    /// Companions among those who go on.
    pub(super) going_along: u32,
}

impl World {
    /// So many people of the group at `place` have got off. Returns who they are, where it is kept.
    #[inline(always)]
    pub(super) fn strike(&mut self, vehicle: VehicleId, place: usize, mut count: u32) -> Option<Struck> {
        let manifest = self.manifests.rows_mut().get_mut(vehicle.index())?;
        let mut struck = Struck::default();
        manifest.retain_mut(|entry| {
            if entry.place != place || count == 0 {
                return true;
            }
            let off = entry.people.min(count);
            count -= off;
            entry.people -= off;
            let companions = entry.companions - entry.companions.min(entry.people);
            let onward = entry.onward - entry.onward.min(entry.people);
            struck.companions += companions;
            struck.onward += onward;
            struck.going_along += companions.min(onward.saturating_sub(1));
            (entry.companions, entry.onward) = (entry.companions - companions, entry.onward - onward);
            entry.people > 0
        });
        Some(struck)
    }

    /// Those of `group`, at `place`, who are in a vehicle or boarding it wait again as `waits_as`, ahead
    /// of all others there, in the order in which they had come; each for itself if they travel `alone`.
    /// Each batch is told to `saw`: since when, how many. Returns how many companions are among them.
    pub fn set_back(
        &mut self,
        vehicle: VehicleId,
        place: usize,
        (group, waits_as): (GroupId, GroupId),
        alone: bool,
        mut saw: impl FnMut(Tick, u32),
    ) -> u32 {
        let seat = self.seat(vehicle, place);
        let mut people = self.seats[seat].boarding.take_all();
        let aboard = self.seats[seat].aboard.take_all();
        self.crowds[group].aboard -= aboard.len();
        self.get_out(vehicle, place, (Inside::Boarding, people.len()));
        self.get_out(vehicle, place, (Inside::Aboard, aboard.len()));
        self.stir(waits_as);
        people.absorb(aboard);
        self.vehicles[vehicle].load -= people.len();
        if let Some(onward) = self.onward.get_mut(seat) {
            *onward = 0;
        }
        let entries = self.manifests[vehicle].iter().filter(|entry| entry.place == place);
        let mut along = 0;
        for &Entry { since, people: count, companions, onward, .. } in entries.rev() {
            saw(since, count);
            along += companions;
            let claimed = Claimed { since, people: people.take(count), companions, onward };
            self.crowds[waits_as].waiting.put_back(claimed, alone);
        }
        self.has_changed(waits_as);
        debug_assert!(people.is_empty(), "everybody in a vehicle is in its manifest");
        self.manifests[vehicle].retain(|entry| entry.place != place);
        along
    }

    /// Takes people of a group over from one vehicle into another, party by party, or one by one if they
    /// travel `alone`, as far as `spare` places allow. Returns how many.
    pub fn take_over(
        &mut self,
        (from, to): (VehicleId, VehicleId),
        (place, into): (usize, usize),
        (need, alone): (Need, bool),
        spare: &mut [u32; 2],
    ) -> u32 {
        let (source, target) = (self.seat(from, place), self.seat(to, into));
        let mut total = 0;
        let mut left = std::mem::take(&mut self.manifests[from]);
        left.retain_mut(|entry| {
            if entry.place != place {
                return true;
            }
            let moved = if alone { entry.part(spare[need.index()]) } else { entry.whole(need, *spare) };
            spare[need.index()] -= moved.people - moved.companions;
            spare[Need::Seat.index()] -= moved.companions;
            let people = self.seats[source].aboard.take(moved.people);
            self.seats[target].aboard.absorb(people);
            if moved.onward > 0 {
                self.onward[source] -= moved.onward;
                self.onward[target] += moved.onward;
            }
            if moved.people > 0 {
                self.manifests[to].push(Entry { place: into, ..moved });
            }
            total += moved.people;
            entry.people -= moved.people;
            entry.companions -= moved.companions;
            entry.onward -= moved.onward;
            entry.people > 0
        });
        self.manifests[from] = left;
        self.get_out(from, place, (Inside::Aboard, total));
        self.get_in(to, into, (Inside::Aboard, total));
        self.vehicles[from].load -= total;
        self.vehicles[to].load += total;
        self.list_inside(to, into);
        total
    }

    /// Takes one person of a group, who is aboard a vehicle, out of it, dead.
    pub fn lose_one(&mut self, vehicle: VehicleId, place: usize, group: GroupId) -> People {
        let seat = self.seat(vehicle, place);
        let one = self.seats[seat].aboard.take(1);
        self.crowds[group].aboard -= 1;
        self.vehicles[vehicle].load -= 1;
        self.get_out(vehicle, place, (Inside::Aboard, 1));
        // Who came first is aboard.
        let entry = self.manifests[vehicle].iter().position(|entry| entry.place == place);
        self.cross_out(vehicle, seat, entry);
        one
    }

    /// One of those who are boarding a vehicle does not come along. Returns them, since when they waited, and whether
    /// it is a companion, whose seat is free.
    pub fn lose_boarding(&mut self, vehicle: VehicleId, place: usize) -> (People, Tick, bool) {
        let seat = self.seat(vehicle, place);
        let one = self.seats[seat].boarding.take(1);
        self.vehicles[vehicle].load -= 1;
        self.get_out(vehicle, place, (Inside::Boarding, 1));
        // Who came last is still boarding.
        let entry = self.manifests[vehicle].iter().rposition(|entry| entry.place == place);
        let (since, companion) = self.cross_out(vehicle, seat, entry);
        (one, since, companion)
    }

    /// Takes one person out of an entry of a vehicle's manifest. Returns since when they waited, and whether it was a
    /// companion.
    fn cross_out(&mut self, vehicle: VehicleId, seat: usize, entry: Option<usize>) -> (Tick, bool) {
        let Some(index) = entry else { return (Tick::START, false) };
        let entry = &mut self.manifests[vehicle][index];
        let before = *entry;
        entry.people -= 1;
        entry.companions = entry.companions.min(entry.people);
        entry.onward = entry.onward.min(entry.people);
        let after = *entry;
        if let Some(onward) = self.onward.get_mut(seat) {
            *onward -= before.onward - after.onward;
        }
        if after.people == 0 {
            self.manifests[vehicle].remove(index);
        }
        (before.since, after.companions < before.companions)
    }

    /// Puts people of a group, at `place`, into a vehicle that is under way when the run begins; `onward` of
    /// them go on from where they are set down.
    pub fn embark(
        &mut self,
        vehicle: VehicleId,
        (group, place): (GroupId, usize),
        (count, onward): (u32, u32),
    ) {
        let seat = self.seat(vehicle, place);
        if onward > 0 {
            self.onward[seat] += onward;
        }
        self.seats[seat].aboard.absorb(People::appear(count));
        self.crowds[group].size += count;
        self.crowds[group].aboard += count;
        self.vehicles[vehicle].load += count;
        self.list_inside(vehicle, place);
        self.get_in(vehicle, place, (Inside::Aboard, count));
        if !self.manifests.is_empty() {
            let entry = Entry { place, since: Tick::START, people: count, companions: 0, onward };
            self.manifests[vehicle].push(entry);
        }
    }
}

/// Keeps the type of the manifests in one place.
pub(super) type Manifests = Table<VehicleId, Vec<Entry>>;
