//! Kilometres driven.

use crate::plan::{Costs, FleetId, Id, Plan, Table, VehicleId};
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
    /// What each metre of a vehicle costs, and whose it is; empty where kilometres cost nothing.
    prices: Table<VehicleId, (f64, FleetId)>,
    paid: f64,
    /// The same by fleet.
    paid_by: Table<FleetId, f64>,
    /// Empty where nothing can happen on the road: legs then count as they are begun.
    ways: Table<VehicleId, Way>,
    end: Option<Tick>,
}

impl Odometer {
    pub(super) fn new(plan: &Plan) -> Odometer {
        let told = if crate::world::is_eventful(plan) { plan.vehicle_count() as usize } else { 0 };
        let ways = Table::filled(told, Way::default());
        Odometer {
            metres: 0.0,
            prices: prices(plan),
            paid: 0.0,
            paid_by: Table::filled(plan.fleets.len(), 0.0),
            ways,
            end: plan.end,
        }
    }

    pub(super) fn begin(&mut self) {
        (self.metres, self.paid) = (0.0, 0.0);
        self.paid_by.reset(0.0);
        self.ways.reset(Way::default());
    }

    pub(super) fn km(&self) -> f64 {
        self.metres / 1000.0
    }

    /// What the kilometres cost.
    pub(super) fn paid(&self) -> f64 {
        self.paid
    }

    /// What the kilometres of a fleet cost.
    pub(super) fn paid_by(&self, fleet: FleetId) -> f64 {
        self.paid_by[fleet]
    }

    #[inline]
    fn drives(&mut self, vehicle: VehicleId, metres: f64) {
        self.metres += metres;
        if let Some(&(price, fleet)) = self.prices.rows().get(vehicle.index()) {
            self.paid += metres * price;
            self.paid_by[fleet] += metres * price;
        }
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
        self.drives(vehicle, metres * driven);
    }

    /// A vehicle is so far on its way, in millionths. One that is under way when the run begins has not
    /// driven what lies behind it then.
    pub(super) fn on_road(&mut self, now: Tick, vehicle: VehicleId, at: u32) {
        let at = f64::from(at) / 1e6;
        if self.ways.rows().get(vehicle.index()).is_some_and(|way| way.back > now) {
            self.stopped_on_the_way_back(now, vehicle);
        }
        let Some(way) = self.ways.rows_mut().get_mut(vehicle.index()) else { return };
        let mut driven = 0.0;
        if std::mem::take(&mut way.begins) {
            way.pace *= 1.0 - at;
        } else {
            driven = way.metres * (at - way.at).max(0.0);
        }
        (way.at, way.since) = (at, now);
        self.drives(vehicle, driven);
    }

    /// A vehicle drives the same way back from where it is.
    pub(super) fn turned_back(&mut self, now: Tick, vehicle: VehicleId, back: Tick) {
        let Some(way) = self.ways.rows_mut().get_mut(vehicle.index()) else { return };
        (way.back, way.since) = (back, now);
        let end = self.end.unwrap_or(back);
        let driven = if back <= end { 1.0 } else { (end - now).seconds() / (back - now).seconds() };
        let metres = way.metres * way.at * driven;
        self.drives(vehicle, metres);
    }

    /// The run, or a vehicle's part in it, ends while it drives.
    pub(super) fn stopped(&mut self, now: Tick, vehicle: VehicleId) {
        let Some(way) = self.ways.rows_mut().get_mut(vehicle.index()) else { return };
        let driven = ((now - way.since).0 as f64 * way.pace).min(1.0 - way.at);
        let metres = way.metres * driven;
        (way.at, way.since) = (way.at + driven, now);
        self.drives(vehicle, metres);
    }

    /// A vehicle is lost or halted on the way back: what it has not driven of that was counted too soon.
    pub(super) fn stopped_on_the_way_back(&mut self, now: Tick, vehicle: VehicleId) {
        let Some(way) = self.ways.rows_mut().get_mut(vehicle.index()) else { return };
        let lasts = (way.back - way.since).0.max(1) as f64;
        let counted = self.end.map_or(way.back, |end| end.min(way.back));
        let metres = way.metres * way.at * (counted - now).0 as f64 / lasts;
        way.back = now;
        self.drives(vehicle, -metres);
    }
}

/// What each metre of each vehicle costs, and whose it is.
fn prices(plan: &Plan) -> Table<VehicleId, (f64, FleetId)> {
    let paid = plan.costs.iter().filter(|costs| costs.rows().iter().any(|row| row.per_km > 0.0));
    let of_fleet = |costs: &Table<FleetId, Costs>| -> Vec<(f64, FleetId)> {
        let fleets = plan.fleets.iter();
        fleets
            .flat_map(|(id, fleet)| fleet.vehicles.clone().map(move |_| (costs[id].per_km / 1000.0, id)))
            .collect()
    };
    Table::new(paid.flat_map(of_fleet).collect())
}
