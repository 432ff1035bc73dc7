//! Which vehicles may still come for a group: a party that none of them could take whole is split.
//!
//! A vehicle may come as long as it is in service or still to enter it, does not leave, and, if it goes by an
//! itinerary, has a stop for the group ahead. One of each fleet is remembered that may; only when that one may no
//! more is another looked for, so that all looks together cost as much as one at every vehicle.

use crate::engine::Engine;
use crate::engine::pending::Task;
use crate::engine::queue::Queue;
use crate::plan::{Carrier, Fleet, FleetId, Group, GroupId, Need, Plan, Table, VehicleId};
use crate::record::Recorder;
use crate::world::Limits;

/// A fleet that could fetch a group.
#[derive(Clone, Debug)]
struct Prospect {
    carrier: Carrier,
    /// A vehicle that may come, by its number in the fleet; none if none may.
    witness: Option<u32>,
}

/// Which vehicles may come for whom.
#[derive(Debug)]
pub(super) struct Prospects {
    of_group: Table<GroupId, Vec<Prospect>>,
    /// Groups for whom fewer vehicles may come than at the start.
    faded: Vec<GroupId>,
    /// Vehicles that have left service or are lost, and stops of an itinerary that lie behind; empty where no vehicle
    /// ever leaves and none goes by an itinerary.
    gone: Table<VehicleId, (bool, u32)>,
}

impl Prospects {
    pub(super) fn new(plan: &Plan) -> Prospects {
        let fades = |fleet: &Fleet| fleet.itinerary.is_some() || !fleet.changes.is_empty();
        let vehicles = if plan.fleets.rows().iter().any(fades) { plan.vehicle_count() as usize } else { 0 };
        Prospects {
            of_group: plan
                .groups
                .ids()
                .map(|group| {
                    plan.carriers(group).map(|carrier| Prospect { carrier, witness: Some(0) }).collect()
                })
                .collect(),
            faded: Vec::new(),
            gone: Table::filled(vehicles, (false, 0)),
        }
    }

    /// What vehicles that may come for a group hold.
    fn limits(&self, group: GroupId, row: &Group) -> Limits {
        let prospects = || self.of_group[group].iter().filter(|prospect| prospect.witness.is_some());
        // Where people have companions, a vehicle with seats is looked for first.
        let rank = |&(places, seats): &(u32, u32)| (row.companions.is_some() && seats > 0, places, seats);
        let Some(parts) = prospects().map(|prospect| prospect.carrier.usual).max_by_key(rank) else {
            return Limits::NONE;
        };
        let mut holds: Vec<(u32, u32)> = prospects().map(|prospect| prospect.carrier.holds).collect();
        holds.sort_unstable();
        holds.dedup();
        Limits::new(holds, parts)
    }

    /// What a vehicle of a fleet may hold of a group on some trip.
    pub(super) fn of_fleet(&self, group: GroupId, fleet: FleetId) -> (u32, u32) {
        let mut carriers = self.of_group[group].iter().map(|prospect| prospect.carrier);
        carriers.find(|carrier| carrier.fleet == fleet).map_or((0, 0), |carrier| carrier.holds)
    }
}

impl<R: Recorder, Q: Queue> Engine<'_, R, Q> {
    /// All vehicles may come again.
    pub(in crate::engine) fn reset_prospects(&mut self) {
        self.demand.prospects.gone.reset((false, 0));
        while let Some(group) = self.demand.prospects.faded.pop() {
            self.demand.prospects.of_group[group].iter_mut().for_each(|prospect| prospect.witness = Some(0));
            self.heed_limits(group);
        }
    }

    /// What vehicles may hold of every group, before the first replication.
    pub(in crate::engine) fn know_limits(&mut self) {
        self.plan.groups.ids().for_each(|group| {
            self.heed_limits(group);
        });
    }

    /// Keeps parties of a group within what vehicles that may come hold. Returns whether that is another than before.
    fn heed_limits(&mut self, group: GroupId) -> bool {
        let limits = self.demand.prospects.limits(group, &self.plan.groups[group]);
        let sizes = self.demand.arrivals[group].sizes();
        self.world.change(group, |crowd| {
            let changed = crowd.waiting.set_limits(limits);
            crowd.least = crowd.waiting.least_party(sizes);
            changed
        })
    }

    /// A vehicle leaves service or is lost.
    pub(in crate::engine) fn is_gone(&mut self, vehicle: VehicleId) {
        if let Some((gone, _)) = self.demand.prospects.gone.rows_mut().get_mut(vehicle.0 as usize) {
            *gone = true;
            self.prospects_shrink(vehicle);
        }
    }

    /// The stops of an itinerary before the one of a number lie behind a vehicle.
    pub(in crate::engine) fn has_behind(&mut self, vehicle: VehicleId, stops: u32) {
        self.demand.prospects.gone[vehicle].1 = stops;
        self.prospects_shrink(vehicle);
    }

    /// A vehicle boards at the stop that it reached last, if it has come back to it for a second time.
    pub(in crate::engine) fn is_still_at_stop(&mut self, vehicle: VehicleId) {
        self.demand.prospects.gone[vehicle].1 = self.world.journeys[vehicle].stops.saturating_sub(1);
    }

    /// A vehicle may not come for all of its groups any more: where it is the one of its fleet that was known to,
    /// another is looked for.
    #[inline(never)]
    pub(in crate::engine) fn prospects_shrink(&mut self, vehicle: VehicleId) {
        let (id, fleet) = self.fleet(vehicle);
        let number = vehicle.0 - fleet.vehicles.start;
        for &group in &fleet.takes {
            let place = self.demand.prospects.of_group[group]
                .iter()
                .position(|prospect| prospect.carrier.fleet == id);
            let Some(place) = place else { continue };
            let Prospect { carrier: Carrier { last_stop, .. }, witness } =
                self.demand.prospects.of_group[group][place];
            if witness != Some(number) || self.may_come(vehicle, last_stop) {
                continue;
            }
            let others = (number + 1..fleet.count()).chain(0..number);
            let next = others
                .into_iter()
                .find(|&other| self.may_come(VehicleId(fleet.vehicles.start + other), last_stop));
            self.demand.prospects.of_group[group][place].witness = next;
            if next.is_none() {
                self.demand.prospects.faded.push(group);
                self.pending.note(Task::Fading(group));
            }
        }
    }

    /// Whether a vehicle may still come for people who get in at a stop of its itinerary, or by dispatch.
    fn may_come(&self, vehicle: VehicleId, last_stop: Option<u32>) -> bool {
        let (gone, behind) = self.demand.prospects.gone[vehicle];
        !gone && !self.world.vehicles[vehicle].leaving && last_stop.is_none_or(|last| behind <= last)
    }

    /// Fewer vehicles may come for a group: parties that the others do not hold are split, and those that had no room
    /// for them may have room now.
    #[inline(never)]
    pub(in crate::engine) fn split_parties(&mut self, group: GroupId) {
        if self.heed_limits(group) && !self.world.crowd(group).waiting.is_empty() {
            self.welcome(group);
        }
    }

    /// Whether a vehicle that found no room for anybody at its pickup may have room for some of them on another trip.
    #[inline(never)]
    pub(in crate::engine) fn may_fit_another_time(&self, vehicle: VehicleId) -> bool {
        let row = &self.world.vehicles[vehicle];
        if self.dispatching.fixed_places(row.fleet).is_some() || row.load > 0 || row.leaving {
            return false;
        }
        self.pickup_of(vehicle).eligible.iter().any(|eligible| {
            let most = self.may_take(vehicle, eligible);
            let seats = if eligible.need == Need::Seat { 0 } else { row.free[Need::Seat.index()] };
            let now = (row.free[eligible.need.index()], seats);
            let holds = self.demand.prospects.of_fleet(eligible.group, row.fleet);
            let parties = self.demand.arrivals[eligible.group].sizes();
            self.world.crowd(eligible.group).waiting.would_fit((now, holds), most, parties)
        })
    }
}
