//! From hand to hand: people are claimed, board, and get off.

use super::manifest::{Entry, Struck};
use super::{Claimed, Door, Inside, Parties, People, Room, World};
use crate::plan::{GroupId, Id, Need, VehicleId};
use crate::units::Tick;

/// People who have been set down.
#[derive(Debug)]
pub struct SetDown {
    /// All of them.
    pub people: u32,
    /// Companions among them, as far as it is kept who is aboard.
    pub companions: u32,
    /// Those of them who go on, for whom there must be a place.
    pub going_on: People,
    /// Companions among those who go on.
    pub going_along: u32,
}

/// How many people a vehicle has claimed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Boarders {
    /// All of them.
    pub people: u32,
    /// Companions among them.
    pub companions: u32,
}

impl World {
    /// Claims people of a group for a vehicle, as many as it has room for and at most `most` of them;
    /// `place` is the group's in the list of those that the fleet takes. Each batch is told to `saw`:
    /// since when, how many.
    #[inline(always)]
    pub fn claim(
        &mut self,
        vehicle: VehicleId,
        place: usize,
        (group, need, most): (GroupId, Need, u32),
        (parties, door): (&mut impl Parties, &mut impl Door),
        mut saw: impl FnMut(Tick, u32),
    ) -> Boarders {
        if self.manifests.is_empty() && parties.are_singles() && !parties.some_go_on() {
            let row = &mut self.vehicles[vehicle];
            let count = row.free[need.index()].min(most);
            if let Some((since, people)) = self.crowds[group].waiting.claim_alike(count) {
                row.free[need.index()] -= count;
                row.load += count;
                door.admit_singles(count);
                saw(since, count);
                let seat = self.seat(vehicle, place);
                self.seats[seat].boarding.absorb(people);
                self.has_changed(group);
                self.list_inside(vehicle, place);
                return Boarders { people: count, companions: 0 };
            }
        }
        self.claim_parties(vehicle, place, (group, need, most), (parties, door), saw)
    }

    /// The same where people come in parties, or from several batches.
    #[inline(never)]
    fn claim_parties(
        &mut self,
        vehicle: VehicleId,
        place: usize,
        (group, need, most): (GroupId, Need, u32),
        (parties, door): (&mut impl Parties, &mut impl Door),
        mut saw: impl FnMut(Tick, u32),
    ) -> Boarders {
        let seat = self.seat(vehicle, place);
        let free = self.vehicles[vehicle].free;
        let room = Room {
            places: free[need.index()],
            seats: if need == Need::Seat { 0 } else { free[Need::Seat.index()] },
            people: most,
            party: u32::MAX,
            apart: !self.manifests.is_empty(),
        };
        let (mut taken, mut boarders) = (People::NOBODY, Boarders::default());
        let mut manifest = self.manifests.rows_mut().get_mut(vehicle.index());
        let mut going_on = 0;
        boarders.people = self.crowds[group].waiting.claim(room, parties, door, |claimed| {
            let Claimed { since, people, companions, onward } = claimed;
            saw(since, people.len());
            boarders.companions += companions;
            going_on += onward;
            if let Some(manifest) = manifest.as_deref_mut() {
                manifest.push(Entry { place, since, people: people.len(), companions, onward });
            }
            taken.absorb(people);
        });
        if going_on > 0 {
            self.onward[seat] += going_on;
        }
        self.seats[seat].boarding.absorb(taken);
        let row = &mut self.vehicles[vehicle];
        row.free[need.index()] -= boarders.people - boarders.companions;
        row.free[Need::Seat.index()] -= boarders.companions;
        row.load += boarders.people;
        self.has_changed(group);
        self.list_inside(vehicle, place);
        self.get_in(vehicle, place, (Inside::Boarding, boarders.people));
        boarders
    }

    /// Those who were boarding are aboard now. Returns how many, of the group at `place`.
    #[inline(always)]
    pub fn board(&mut self, vehicle: VehicleId, place: usize, group: GroupId) -> u32 {
        let seat = self.seat(vehicle, place);
        let people = self.seats[seat].boarding.take_all();
        let count = people.len();
        self.seats[seat].aboard.absorb(people);
        self.crowds[group].aboard += count;
        self.get_out(vehicle, place, (Inside::Boarding, count));
        self.get_in(vehicle, place, (Inside::Aboard, count));
        count
    }

    /// How many of the group at `place` are aboard.
    #[inline]
    #[must_use]
    pub fn aboard(&self, vehicle: VehicleId, place: usize) -> u32 {
        self.seats[self.seat(vehicle, place)].aboard.len()
    }

    /// `most` of those of `group`, at `place`, who were aboard have arrived.
    #[inline(always)]
    pub fn alight(&mut self, vehicle: VehicleId, place: usize, (group, most): (GroupId, u32)) -> SetDown {
        let seat = self.seat(vehicle, place);
        let aboard = &mut self.seats[seat].aboard;
        let mut people = aboard.take(most.min(aboard.len()));
        let (count, left) = (people.len(), aboard.len());
        let struck = self.strike(vehicle, place, count);
        let mut going_on = People::NOBODY;
        if let Some(onward) = self.onward.get_mut(seat) {
            let going = struck.map_or(onward.saturating_sub(left), |struck| struck.onward);
            *onward -= going;
            going_on = people.take(going);
        }
        self.crowds[group].arrived.absorb(people);
        self.crowds[group].aboard -= count;
        self.vehicles[vehicle].load -= count;
        self.get_out(vehicle, place, (Inside::Aboard, count));
        let Struck { companions, going_along, .. } = struck.unwrap_or_default();
        SetDown { people: count, companions, going_on, going_along }
    }
}
