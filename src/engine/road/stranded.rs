//! Who stands on the road with people whom others may take over: on every route in the order in which
//! they are passed, so that a vehicle looks only at those ahead of it.

use crate::plan::{Id, Plan, RouteId, Table, VehicleId};

/// Where a vehicle stands: its route, and the share of it that lies behind the vehicle.
pub(super) type Spot = (RouteId, f64);

/// Those who stand on each route, by the share of it that lies behind them, then by vehicle. Nobody who
/// stands is moved, hence a vehicle is found by where it stands.
#[derive(Debug)]
pub(super) struct Standing(Table<RouteId, Vec<(f64, VehicleId)>>);

impl Standing {
    /// Nobody on any route. Without fleets whose people are taken over it takes no memory.
    pub(super) fn new(plan: &Plan) -> Standing {
        let mut breakdowns = plan.fleets.rows().iter().filter_map(|fleet| fleet.breakdown.as_ref());
        let routes = if breakdowns.any(|row| row.takeover) { plan.routes.len() } else { 0 };
        Standing(Table::filled(routes, Vec::new()))
    }

    /// Nobody stands anywhere any more.
    pub(super) fn reset(&mut self) {
        self.0.rows_mut().iter_mut().for_each(Vec::clear);
    }

    /// A vehicle stands from now on.
    pub(super) fn join(&mut self, (route, at): Spot, vehicle: VehicleId) {
        let row = &mut self.0[route];
        if let Err(place) = place(row, at, vehicle) {
            row.insert(place, (at, vehicle));
        }
    }

    /// A vehicle stands no more, if it did.
    pub(super) fn leave(&mut self, (route, at): Spot, vehicle: VehicleId) {
        if let Some(row) = self.0.rows_mut().get_mut(route.index())
            && let Ok(place) = place(row, at, vehicle)
        {
            row.remove(place);
        }
    }

    /// Whether a vehicle stands there.
    pub(super) fn contains(&self, (route, at): Spot, vehicle: VehicleId) -> bool {
        self.row(route).is_some_and(|row| place(row, at, vehicle).is_ok())
    }

    /// Those who stand on a route between two shares of it, the first to be passed first.
    pub(super) fn between(
        &self,
        route: RouteId,
        (from, to): (f64, f64),
    ) -> impl Iterator<Item = (f64, VehicleId)> {
        let row = self.row(route).map_or(&[][..], Vec::as_slice);
        let first = row.partition_point(|&(at, _)| at <= from);
        row[first..].iter().copied().take_while(move |&(at, _)| at < to)
    }

    fn row(&self, route: RouteId) -> Option<&Vec<(f64, VehicleId)>> {
        self.0.rows().get(route.index())
    }
}

/// Where a vehicle is in the row of those on its route, or would be.
fn place(row: &[(f64, VehicleId)], at: f64, vehicle: VehicleId) -> Result<usize, usize> {
    row.binary_search_by(|(other, standing)| other.total_cmp(&at).then(standing.cmp(&vehicle)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Some share of a route, often the same as another.
    fn share() -> impl Strategy<Value = f64> {
        (0..8_u8).prop_map(|eighths| f64::from(eighths) / 8.0)
    }

    proptest! {
        /// Whoever comes and goes, what is found ahead is what a look at all of them would find.
        #[test]
        fn those_between_are_those_of_all_who_stand_in_order(
            steps in proptest::collection::vec((any::<bool>(), 0..2_u32, share(), 0..20_u32), 0..60),
            from in share(),
            to in share(),
        ) {
            let mut standing = Standing(Table::filled(2, Vec::new()));
            let mut all: Vec<(Spot, VehicleId)> = Vec::new();
            for (comes, route, at, vehicle) in steps {
                let (spot, vehicle) = ((RouteId(route), at), VehicleId(vehicle));
                let known = all.iter().find(|&&(_, known)| known == vehicle).map(|&(spot, _)| spot);
                match known {
                    None if comes => {
                        standing.join(spot, vehicle);
                        all.push((spot, vehicle));
                    }
                    Some(spot) if !comes => {
                        standing.leave(spot, vehicle);
                        all.retain(|&(_, other)| other != vehicle);
                    }
                    _ => {}
                }
                prop_assert_eq!(standing.contains(spot, vehicle), all.contains(&(spot, vehicle)));
            }
            for route in [RouteId(0), RouteId(1)] {
                let ahead = all.iter().filter(|((on, at), _)| *on == route && *at > from && *at < to);
                let mut ahead: Vec<_> = ahead.map(|&((_, at), vehicle)| (at, vehicle)).collect();
                ahead.sort_by(|one, other| one.partial_cmp(other).unwrap());
                prop_assert_eq!(standing.between(route, (from, to)).collect::<Vec<_>>(), ahead);
            }
        }
    }

    #[test]
    fn where_nobody_is_taken_over_nobody_stands() {
        let mut standing = Standing(Table::new(Vec::new()));
        standing.leave((RouteId(3), 0.5), VehicleId(0));
        assert!(!standing.contains((RouteId(3), 0.5), VehicleId(0)));
        assert_eq!(standing.between(RouteId(3), (0.0, 1.0)).count(), 0);
    }
}
