//! A run that cannot go on: every vehicle that could still move somebody waits for another one.

use std::fmt;

use crate::engine::Engine;
use crate::engine::queue::Queue;
use crate::plan::{Part, VehicleId};
use crate::record::Recorder;
use crate::units::Tick;
use crate::world::State;

/// A vehicle that waits for others who will never come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiter {
    /// Its fleet and number, as in `buses 3`.
    pub vehicle: String,
    /// What for: `to depart` or `to return`.
    pub what: &'static str,
    /// The site where it stands.
    pub site: String,
    /// The movement and its rule.
    pub rule: String,
    /// Since when.
    pub since: Tick,
    /// Since when, on the local clock.
    pub since_local: String,
    /// How many stand ready with it, itself included.
    pub ready: u32,
    /// How many it waits for may still come, as far as its rule knows.
    pub coming: u32,
}

/// The run stalled: no event is pending, and vehicles stand ready that nobody lets go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stall {
    /// The replication.
    pub replication: u64,
    /// Who waits: the first few vehicles.
    pub waiters: Vec<Waiter>,
    /// How many wait in all.
    pub waiting: u32,
    /// How many people wait or sit aboard.
    pub people: u64,
}

/// How many waiters are named.
const NAMED: usize = 5;

impl fmt::Display for Stall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Stall { replication, waiting, people, .. } = self;
        write!(
            f,
            "replication {replication} stalled: {waiting} vehicle(s) wait for others who never come, \
             and {people} people are not out"
        )?;
        for waiter in &self.waiters {
            let Waiter { vehicle, what, site, rule, since_local, ready, coming, .. } = waiter;
            write!(
                f,
                "\n  {vehicle} waits {what} at {site} since {since_local}: {ready} ready, {coming} to come \
                 ({rule})"
            )?;
        }
        let left_out = self.waiting as usize - self.waiters.len();
        if left_out > 0 {
            write!(f, "\n  and {left_out} more")?;
        }
        Ok(())
    }
}

impl std::error::Error for Stall {}

impl<R: Recorder, Q: Queue> Engine<'_, R, Q> {
    /// Who waits for ever, now that nothing is pending. Nobody does where a vehicle waits for a road, a site
    /// or a checkpoint to open: that is what closing them comes to, and others may wait for that vehicle.
    pub(super) fn stall(&self) -> Option<Stall> {
        let stands = |state| matches!(state, State::ReadyToDepart | State::ReadyToReturn);
        let all = VehicleId::all(self.plan.vehicle_count());
        let waiting: Vec<VehicleId> =
            all.filter(|&vehicle| stands(self.world.vehicles[vehicle].state)).collect();
        let mut everybody = VehicleId::all(self.plan.vehicle_count());
        if waiting.is_empty() || everybody.any(|vehicle| self.waits_to_pass(vehicle)) {
            return None;
        }
        let crowds = self.plan.groups.iter().filter(|(_, row)| !matches!(row.part, Part::Onward(_)));
        let not_in_vehicles = crowds.map(|(group, _)| u64::from(self.world.crowd(group).unclaimed()));
        let in_vehicles = self.world.vehicles.rows().iter().map(|row| u64::from(row.load));
        Some(Stall {
            replication: self.replication,
            waiters: waiting.iter().take(NAMED).filter_map(|&vehicle| self.waiter(vehicle)).collect(),
            waiting: waiting.len() as u32,
            people: not_in_vehicles.sum::<u64>() + in_vehicles.sum::<u64>(),
        })
    }

    fn waiter(&self, vehicle: VehicleId) -> Option<Waiter> {
        let row = &self.world.vehicles[vehicle];
        let wait = self.assembly.wait_of(row)?;
        let movement = &self.plan.movements[wait.movement];
        let phase = &movement.phases[wait.phase];
        let departs = row.state == State::ReadyToDepart;
        Some(Waiter {
            vehicle: self.plan.name_of(vehicle),
            what: if departs { "to depart" } else { "to return" },
            site: self.plan.sites[row.site].id.clone(),
            rule: format!("{}: {}", movement.label, if departs { &phase.outbound } else { &phase.back }),
            since: row.since,
            since_local: self.plan.clock.day_and_time(row.since),
            ready: wait.ready,
            coming: wait.coming,
        })
    }
}
