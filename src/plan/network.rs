//! Which way leads from one site to another.

use super::{GroupId, Plan, RouteId, SiteId, Table};

/// The routes of a plan, found by their ends.
#[derive(Clone, Debug)]
pub struct Network {
    /// From each site: where to, by which route, in the order of the sites.
    from: Table<SiteId, Vec<(SiteId, RouteId)>>,
    /// The mean travel time of each route in milliseconds, before fleets and hours.
    mean: Table<RouteId, f64>,
}

/// So many ways are looked through one by one sooner than by halves.
const FEW: usize = 8;

impl Network {
    /// The network of a plan.
    #[must_use]
    pub fn new(plan: &Plan) -> Network {
        let mut from: Table<SiteId, Vec<_>> = Table::filled(plan.sites.len(), Vec::new());
        for (id, route) in plan.routes.iter() {
            from[route.from].push((route.to, id));
        }
        from.rows_mut().iter_mut().for_each(|ways| ways.sort_unstable());
        Network {
            from,
            mean: plan.routes.rows().iter().map(|route| route.time.mean() * route.factor).collect(),
        }
    }

    /// The route from one site to another, if there is one.
    #[inline]
    #[must_use]
    pub fn route(&self, from: SiteId, to: SiteId) -> Option<RouteId> {
        let ways = &self.from[from];
        if ways.len() <= FEW {
            return ways.iter().find(|(site, _)| *site == to).map(|&(_, route)| route);
        }
        let place = ways.partition_point(|&(site, _)| site < to);
        ways.get(place).filter(|(site, _)| *site == to).map(|&(_, route)| route)
    }

    /// The mean travel time from one site to another in milliseconds; infinite if no route leads there.
    #[must_use]
    pub fn mean_time(&self, from: SiteId, to: SiteId) -> f64 {
        if from == to {
            return 0.0;
        }
        self.route(from, to).map_or(f64::INFINITY, |route| self.mean[route])
    }

    /// A group's drop-offs that a route leads to, the nearest by mean travel time first, equals in the
    /// order of the scenario.
    #[must_use]
    pub fn drop_offs(&self, plan: &Plan, group: GroupId) -> Vec<SiteId> {
        let group = &plan.groups[group];
        let mut reachable: Vec<SiteId> =
            group.to.iter().copied().filter(|&site| self.route(group.at, site).is_some()).collect();
        reachable.sort_by(|&a, &b| self.mean_time(group.at, a).total_cmp(&self.mean_time(group.at, b)));
        reachable
    }

    /// The nearest of a group's drop-offs, by mean travel time; the first of equals.
    #[must_use]
    pub fn nearest_drop_off(&self, plan: &Plan, group: GroupId) -> Option<SiteId> {
        self.drop_offs(plan, group).first().copied()
    }
}
