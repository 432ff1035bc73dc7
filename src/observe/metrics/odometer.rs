//! Kilometres driven.

use crate::plan::{Id, Plan, Table, VehicleId};
use crate::units::Tick;

/// Where a vehicle is on its way, on a road where something can happen.
#[derive(Clone, Copy, Debug, Default)]
struct Way {
    metres: f64,
    /// The share that lay behind it at an instant.
    at: f64,
    since: Tick,
    /// The share that it drives in a millisecond.
    pace: f64,
    /// Whether the leg has just begun.
    begins: bool,
    /// When it will be back where it came from, if it has turned back.
    back: Tick,
}

/// Adds up what all vehicles drive.
#[derive(Debug)]
pub(super) struct Odometer {
    metres: f64,
    /// Empty where nothing can happen on the road: legs then count as they are begun.
    ways: Table<VehicleId, Way>,
    end: Option<Tick>,
}

impl Odometer {
    pub(super) fn new(plan: &Plan) -> Odometer {
        let told = if crate::world::is_eventful(plan) { plan.vehicle_count() as usize } else { 0 };
        Odometer { metres: 0.0, ways: Table::filled(told, Way::default()), end: plan.end }
    }

    pub(super) fn begin(&mut self) {
        self.metres = 0.0;
        self.ways.reset(Way::default());
    }

    pub(super) fn km(&self) -> f64 {
        self.metres / 1000.0
    }

    /// A leg begins. One that the end cuts off counts as far as it is driven, at an even pace.
    #[inline]
    pub(super) fn departed(&mut self, now: Tick, vehicle: VehicleId, km: f64, arrives: Tick) {
        let metres = km * 1000.0;
        if !self.ways.is_empty() {
            let pace = 1.0 / (arrives - now).0.max(1) as f64;
            self.ways[vehicle] = Way { metres, at: 0.0, since: now, pace, begins: true, back: Tick::START };
            return;
        }
        let end = self.end.unwrap_or(arrives);
        let driven = if arrives <= end { 1.0 } else { (end - now).seconds() / (arrives - now).seconds() };
        self.metres += metres * driven;
    }

    /// A vehicle is so far on its way, in millionths. One that is under way when the run begins has not
    /// driven what lies behind it then.
    pub(super) fn on_road(&mut self, now: Tick, vehicle: VehicleId, at: u32) {
        let at = f64::from(at) / 1e6;
        let Some(way) = self.ways.rows_mut().get_mut(vehicle.index()) else { return };
        if std::mem::take(&mut way.begins) {
            way.pace *= 1.0 - at;
        } else {
            self.metres += way.metres * (at - way.at).max(0.0);
        }
        (way.at, way.since) = (at, now);
    }

    /// A vehicle drives the same way back from where it is.
    pub(super) fn turned_back(&mut self, now: Tick, vehicle: VehicleId, back: Tick) {
        let Some(way) = self.ways.rows_mut().get_mut(vehicle.index()) else { return };
        (way.back, way.since) = (back, now);
        let end = self.end.unwrap_or(back);
        let driven = if back <= end { 1.0 } else { (end - now).seconds() / (back - now).seconds() };
        self.metres += way.metres * way.at * driven;
    }

    /// The run, or a vehicle's part in it, ends while it drives.
    pub(super) fn stopped(&mut self, now: Tick, vehicle: VehicleId) {
        let Some(way) = self.ways.rows_mut().get_mut(vehicle.index()) else { return };
        let driven = ((now - way.since).0 as f64 * way.pace).min(1.0 - way.at);
        self.metres += way.metres * driven;
        (way.at, way.since) = (way.at + driven, now);
    }

    /// A vehicle is lost on the way back: what it has not driven of that was counted too soon.
    pub(super) fn lost_on_the_way_back(&mut self, now: Tick, vehicle: VehicleId) {
        let Some(way) = self.ways.rows().get(vehicle.index()) else { return };
        let lasts = (way.back - way.since).0.max(1) as f64;
        let counted = self.end.map_or(way.back, |end| end.min(way.back));
        self.metres -= way.metres * way.at * (counted - now).0 as f64 / lasts;
    }
}
