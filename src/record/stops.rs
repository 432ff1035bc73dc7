//! The stops of every vehicle: where it stood when, and how many people it took on or set down there.

use super::{Notice, Recorder};
use crate::plan::{Plan, SiteId, Table, VehicleId};
use crate::units::Tick;
use crate::world::State;

/// What a vehicle stops for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum StopKind {
    /// To take people on.
    Pickup,
    /// To set people down.
    DropOff,
}

impl StopKind {
    /// Its name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            StopKind::Pickup => "pickup",
            StopKind::DropOff => "drop-off",
        }
    }
}

/// A stop of a vehicle at a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// What for.
    pub kind: StopKind,
    /// Where.
    pub site: SiteId,
    /// When it came, before it had a berth.
    pub arrives: Tick,
    /// When it left; none if it stayed, or the run ended before.
    pub leaves: Option<Tick>,
    /// At a pickup, how many people were aboard when it left; at a drop-off, how many got off.
    pub people: u32,
}

/// Writes down the stops of every vehicle.
#[derive(Debug)]
pub struct StopLog {
    stops: Table<VehicleId, Vec<Stop>>,
}

impl StopLog {
    /// A log of nothing yet.
    #[must_use]
    pub fn new(plan: &Plan) -> StopLog {
        StopLog { stops: Table::filled(plan.vehicle_count() as usize, Vec::new()) }
    }

    /// The stops of each vehicle, in order.
    #[must_use]
    pub fn stops(&self) -> &Table<VehicleId, Vec<Stop>> {
        &self.stops
    }

    /// Where a vehicle stands for this now. Where it was for something else it is no more.
    fn stand(&mut self, vehicle: VehicleId, now: Tick, (kind, site): (StopKind, SiteId)) {
        let stops = &mut self.stops[vehicle];
        let open = stops.last_mut().filter(|stop| stop.leaves.is_none());
        if open.as_ref().is_some_and(|stop| (stop.kind, stop.site) == (kind, site)) {
            return;
        }
        open.into_iter().for_each(|stop| stop.leaves = Some(now));
        stops.push(Stop { kind, site, arrives: now, leaves: None, people: 0 });
    }

    fn set_down(&mut self, vehicle: VehicleId, people: u32) {
        let last = self.stops[vehicle].last_mut().filter(|stop| stop.kind == StopKind::DropOff);
        last.into_iter().for_each(|stop| stop.people += people);
    }
}

impl Recorder for StopLog {
    fn begin(&mut self, _replication: u64) {
        self.stops.rows_mut().iter_mut().for_each(Vec::clear);
    }

    fn record(&mut self, now: Tick, notice: &Notice) {
        match *notice {
            Notice::Changed { vehicle, to, site, .. } => match to {
                State::Parked | State::QueuedToBoard | State::Boarding => {
                    self.stand(vehicle, now, (StopKind::Pickup, site));
                }
                State::QueuedToAlight | State::Alighting => {
                    self.stand(vehicle, now, (StopKind::DropOff, site));
                }
                to if to.moves() => {
                    let last = self.stops[vehicle].last_mut();
                    last.into_iter().for_each(|stop| _ = stop.leaves.get_or_insert(now));
                }
                _ => {}
            },
            Notice::Departed { vehicle, people, .. } => {
                let last = self.stops[vehicle].last_mut();
                for stop in last.into_iter().filter(|stop| stop.leaves.is_none_or(|left| left == now)) {
                    stop.leaves = Some(now);
                    if stop.kind == StopKind::Pickup {
                        stop.people = people;
                    }
                }
            }
            Notice::Alighted { vehicle, people, .. } => self.set_down(vehicle, people),
            Notice::SetBack { vehicle, people, boarded: true, .. } => self.set_down(vehicle, people),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::example::{CAMP, CLINIC, FIRST, SECOND, TOWN, plan, show, story};
    use super::*;

    /// Kind, site, minutes of coming and leaving, and people.
    type Told = (StopKind, SiteId, u64, Option<u64>, u32);

    #[test]
    fn stops_are_told_with_their_times_and_people() {
        let mut log = StopLog::new(&plan());
        show(&story(), &mut log);
        let minutes = |tick: Tick| tick.0 / crate::units::MINUTE;
        let told = |vehicle| -> Vec<Told> {
            let stops = log.stops()[vehicle].iter();
            stops
                .map(|stop| {
                    (stop.kind, stop.site, minutes(stop.arrives), stop.leaves.map(minutes), stop.people)
                })
                .collect()
        };
        let (pickup, drop_off) = (StopKind::Pickup, StopKind::DropOff);
        assert_eq!(
            told(FIRST),
            [
                (pickup, TOWN, 0, Some(10), 10),
                (drop_off, CAMP, 71, Some(81), 9),
                (pickup, CAMP, 81, Some(85), 4),
                (drop_off, CLINIC, 145, None, 4),
            ]
        );
        assert_eq!(
            told(SECOND),
            [
                (pickup, TOWN, 0, Some(14), 4),
                (drop_off, TOWN, 129, Some(131), 4),
                (pickup, TOWN, 131, Some(135), 4),
            ]
        );
    }
}
