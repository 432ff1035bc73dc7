//! What is closed: routes, sites and checkpoints.
//!
//! Each closure is counted, so that what is closed for two reasons opens when both are gone.

use crate::engine::road::headway::HeadwayGate;
use crate::plan::{Plan, RouteId, SuspendedWhen, SuspensionId, Table};
use crate::units::Tick;
use crate::world::Line;

/// A route as far as it may be closed, with the gaps between those who drive it.
#[derive(Clone, Debug, Default)]
pub(super) struct RouteState {
    pub(super) closed: u32,
    pub(super) halting: u32,
    pub(super) turning: u32,
    /// By which of all beginnings of suspensions it was closed last.
    pub(super) closed_by: u32,
    /// Who is free to go and waits for it to open.
    pub(super) held: Line,
    pub(super) entry: HeadwayGate,
    /// At the end of each stretch.
    pub(super) arrivals: Vec<HeadwayGate>,
    /// Behind each station.
    pub(super) leaves: Vec<HeadwayGate>,
}

/// A suspension as it is now.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spell {
    pub(super) lasts: bool,
    /// Beginnings so far.
    pub(super) begun: u32,
}

/// What is known of a suspension at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::engine) enum Closed {
    /// It does not hold then.
    Not,
    /// It holds until then.
    Until(Tick),
    /// It holds, nobody knows until when.
    Unknown,
}

/// All that may be closed.
#[derive(Debug)]
pub(in crate::engine) struct Closures {
    roads: Table<RouteId, RouteState>,
    pub(super) spells: Table<SuspensionId, Spell>,
    /// Beginnings of suspensions so far.
    pub(super) begun: u32,
    /// Whether some clock goes on as long as the run does.
    perpetual: bool,
}

impl Closures {
    pub(super) fn new(plan: &Plan) -> Closures {
        let roads = plan.routes.rows().iter().map(|route| {
            let stretches = route.headway.map_or(0, |_| route.stations.len() + 1);
            RouteState {
                arrivals: vec![HeadwayGate::default(); stretches],
                leaves: vec![HeadwayGate::default(); stretches],
                ..RouteState::default()
            }
        });
        let random = |when: &SuspendedWhen| matches!(when, SuspendedWhen::Random { .. });
        Closures {
            roads: roads.collect(),
            spells: Table::filled(plan.suspensions.len(), Spell::default()),
            begun: 0,
            perpetual: plan.suspensions.rows().iter().any(|row| random(&row.when) || row.hours.is_some())
                || plan.sites.rows().iter().any(|site| site.hours.is_some())
                || plan.checkpoints.rows().iter().any(|row| row.hours.is_some()),
        }
    }

    pub(super) fn reset(&mut self) {
        for road in self.roads.rows_mut() {
            (road.closed, road.halting, road.turning, road.closed_by) = (0, 0, 0, 0);
            (road.held, road.entry) = (Line::default(), HeadwayGate::default());
            road.arrivals.fill(HeadwayGate::default());
            road.leaves.fill(HeadwayGate::default());
        }
        self.spells.reset(Spell::default());
        self.begun = 0;
    }

    pub(in crate::engine) fn is_open(&self, route: RouteId) -> bool {
        self.roads[route].closed == 0
    }

    /// Whether a suspension holds at an instant, as far as is known now.
    pub(in crate::engine) fn closed(&self, plan: &Plan, id: SuspensionId, at: Tick) -> Closed {
        let suspension = &plan.suspensions[id];
        match suspension.when {
            SuspendedWhen::Window(..) => match suspension.next_window(plan.clock, at) {
                Some((begins, Some(ends))) if begins == at => Closed::Until(ends),
                Some((begins, None)) if begins == at => Closed::Unknown,
                _ => Closed::Not,
            },
            SuspendedWhen::Random { .. } | SuspendedWhen::Out { .. } => match self.spells[id].lasts {
                true => Closed::Unknown,
                false => Closed::Not,
            },
        }
    }

    /// Whether a route is closed by the suspension that has begun last.
    pub(super) fn is_just_closed(&self, route: RouteId) -> bool {
        self.roads[route].closed_by == self.begun
    }

    /// Whether all who are on a route must stand.
    pub(super) fn halts(&self, route: RouteId) -> bool {
        self.roads[route].halting > 0
    }

    /// Whether all who are on a route must turn back.
    pub(super) fn turns_back(&self, route: RouteId) -> bool {
        self.roads[route].turning > 0
    }

    /// Who is free to take a route and waits for it to open.
    pub(in crate::engine) fn held(&self, route: RouteId) -> &Line {
        &self.roads[route].held
    }

    /// Whether a suspension is in force.
    pub(in crate::engine) fn lasts(&self, suspension: SuspensionId) -> bool {
        self.spells[suspension].lasts
    }

    pub(super) fn row(&mut self, route: RouteId) -> &mut RouteState {
        &mut self.roads[route]
    }

    /// Whether opening hours or random suspensions have events as long as the run goes on.
    pub(in crate::engine) fn go_on_for_ever(&self) -> bool {
        self.perpetual
    }
}
