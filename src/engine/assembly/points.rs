//! Places where vehicles wait for each other.
//!
//! A point gathers the vehicles of one movement that stand ready at one site for one of the two
//! departures, and counts those in service that may still become ready there. Vehicles that have
//! broken away into the next phase gather at points of their own. A convoy that left together gets a
//! point for its return, which counts its own members alone.

use crate::dispatch::Dispatcher;
use crate::plan::{
    Discipline, Fleet, FleetId, Id, Movement, MovementId, Plan, SiteId, Table, VehicleId, Way,
};
use crate::world::{Line, Maybe, PointId, Stage, State, Vehicle};

/// What a point is about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    pub(super) movement: MovementId,
    pub(super) way: Way,
    /// For those whom this phase rules.
    pub(super) stage: Stage,
}

/// Who waits at a point and for how many.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    pub(super) key: Key,
    /// Those who stand ready, the first on top.
    pub(super) ready: Line,
    /// How many may still become ready.
    pub(super) coming: u32,
    unjudged: bool,
}

/// All points of a plan.
#[derive(Debug)]
pub(super) struct Points {
    /// Points of sites first, then those of convoys under way.
    rows: Vec<Point>,
    /// How many are points of sites.
    fixed: usize,
    /// Points of convoys that have been used and are free again.
    free: Vec<PointId>,
    /// Of each fleet: its movement and the sites where its vehicles may wait, with the first point;
    /// none where nobody ever waits for anybody.
    yards: Table<FleetId, Option<Gathering>>,
    /// The point at which each vehicle is awaited; empty where nobody ever waits for anybody.
    awaited: Table<VehicleId, Maybe<PointId>>,
    /// Of each movement: whether those who left together return together, and whether those do who have broken
    /// away.
    in_convoy: Table<MovementId, [bool; 2]>,
    /// Whether anybody ever waits for anybody.
    used: bool,
    unjudged: Vec<PointId>,
}

/// Where the vehicles of one movement gather.
#[derive(Clone, Debug)]
struct Gathering {
    movement: MovementId,
    /// The first point of each site where they may wait.
    first: Table<SiteId, Maybe<PointId>>,
    points: std::ops::Range<u32>,
}

impl Points {
    pub(super) fn new(plan: &Plan) -> Points {
        let mut rows = Vec::new();
        let gatherings: Table<MovementId, Option<Gathering>> = plan
            .movements
            .iter()
            .map(|(movement, row)| waits(row).then(|| gathering(plan, movement, &mut rows)))
            .collect();
        let alone = |fleet: &Fleet| fleet.itinerary.is_some() || fleet.own_cars_of.is_some();
        let of_fleet = |fleet: &Fleet| gatherings[fleet.movement].clone().filter(|_| !alone(fleet));
        let yards: Table<FleetId, _> = plan.fleets.rows().iter().map(of_fleet).collect();
        let somebody_waits = yards.rows().iter().any(Option::is_some);
        let vehicles = if somebody_waits { plan.vehicle_count() as usize } else { 0 };
        let awaited = Table::filled(vehicles, Maybe::NONE);
        Points {
            fixed: rows.len(),
            rows,
            free: Vec::new(),
            yards,
            awaited,
            in_convoy: Table::filled(plan.movements.len(), [false; 2]),
            used: somebody_waits,
            unjudged: Vec::new(),
        }
    }

    pub(super) fn reset(&mut self) {
        self.rows.truncate(self.fixed);
        self.free.clear();
        self.unjudged.clear();
        self.awaited.reset(Maybe::NONE);
        for row in &mut self.rows {
            (row.ready, row.coming, row.unjudged) = (Line::default(), 0, false);
        }
    }

    /// Whether the vehicles of a fleet ever wait for each other.
    #[inline]
    pub(super) fn tracks(&self, fleet: FleetId) -> bool {
        self.used && self.yards[fleet].is_some()
    }

    pub(super) fn row(&mut self, point: PointId) -> &mut Point {
        &mut self.rows[point.index()]
    }

    pub(super) fn get(&self, point: PointId) -> &Point {
        &self.rows[point.index()]
    }

    /// The point of a site.
    pub(super) fn at(&self, fleet: FleetId, site: SiteId, way: Way, stage: Stage) -> Option<PointId> {
        let first = self.yards[fleet].as_ref()?.first[site].get()?;
        Some(PointId(first.0 + 2 * way as u32 + stage as u32))
    }

    /// The point at which a vehicle is awaited, as it is now: it is at, queued at or bound for the site.
    ///
    /// Inlined where a state is entered, which is mostly known there: little of it is left.
    #[inline(always)]
    pub(super) fn awaiting(&self, dispatcher: &Dispatcher, vehicle: &Vehicle) -> Option<PointId> {
        let (way, site) = match vehicle.state {
            State::DrivingEmpty | State::QueuedToBoard | State::Boarding | State::AwaitingPeople => {
                (Way::Outbound, vehicle.site)
            }
            State::ReadyToReturn => (Way::Outbound, dispatcher.pickup(vehicle.committed()?).site),
            State::QueuedToAlight | State::Alighting if vehicle.turned => (Way::Outbound, vehicle.site),
            State::DrivingLoaded | State::QueuedToAlight | State::Alighting => (Way::Back, vehicle.site),
            State::Held => match vehicle.destination() {
                Some(drop_off) => (Way::Back, drop_off),
                _ => (Way::Outbound, dispatcher.pickup(vehicle.committed()?).site),
            },
            State::TurningBack | State::Halted if vehicle.turned => match vehicle.load {
                0 => (Way::Back, vehicle.site),
                _ => (Way::Outbound, vehicle.site),
            },
            State::QueuedAtCheckpoint | State::BeingChecked | State::Halted | State::TurningBack => {
                match vehicle.load {
                    0 => (Way::Outbound, vehicle.site),
                    _ => (Way::Back, vehicle.site),
                }
            }
            State::StoodDown
            | State::Parked
            | State::ReadyToDepart
            | State::Absent
            | State::AwaitingRepair
            | State::UnderRepair
            | State::Resting
            | State::Refuelling => return None,
        };
        if way == Way::Back
            && vehicle.point.get().is_some_and(|point| self.is_of_convoy(point))
            && self.returns_in_convoy(vehicle)
        {
            // Its own convoy awaits it, and nobody else.
            return None;
        }
        self.at(vehicle.fleet, site, way, vehicle.stage)
    }

    fn returns_in_convoy(&self, vehicle: &Vehicle) -> bool {
        let gathering = self.yards[vehicle.fleet].as_ref();
        gathering.is_some_and(|row| self.in_convoy[row.movement][vehicle.stage as usize])
    }

    /// A phase of a movement begins: whether those who left together return together in it, and those who have
    /// broken away.
    pub(super) fn let_return(&mut self, movement: MovementId, in_convoy: [bool; 2]) {
        self.in_convoy[movement] = in_convoy;
    }

    /// A vehicle is awaited where it is to be awaited as it is now, and not where it was.
    #[inline(always)]
    pub(super) fn expect_again(&mut self, dispatcher: &Dispatcher, (id, row): (VehicleId, &Vehicle)) {
        let point = self.awaiting(dispatcher, row);
        self.expect(id, point);
    }

    /// A vehicle is awaited at this point from now on, and not where it was.
    #[inline(never)]
    pub(super) fn expect(&mut self, vehicle: VehicleId, point: Option<PointId>) {
        let before = std::mem::replace(&mut self.awaited[vehicle], point.into()).get();
        if before == point {
            return;
        }
        if let Some(before) = before {
            self.row(before).coming -= 1;
            self.note(before);
        }
        if let Some(point) = point {
            self.row(point).coming += 1;
        }
    }

    /// A vehicle is awaited at this point from now on; wherever it was is counted anew.
    pub(super) fn expect_anew(&mut self, vehicle: VehicleId, point: Option<PointId>) {
        self.awaited[vehicle] = Maybe::NONE;
        self.expect(vehicle, point);
    }

    /// Notes that the rule of a point must be asked again.
    pub(super) fn note(&mut self, point: PointId) {
        let row = &mut self.rows[point.index()];
        if !row.unjudged {
            row.unjudged = true;
            self.unjudged.push(point);
        }
    }

    /// The next point whose rule must be asked.
    #[inline]
    pub(super) fn next_unjudged(&mut self) -> Option<PointId> {
        let point = self.unjudged.pop()?;
        self.row(point).unjudged = false;
        Some(point)
    }

    /// Whether a point is for the return of one convoy.
    #[inline]
    pub(super) fn is_of_convoy(&self, point: PointId) -> bool {
        point.index() >= self.fixed
    }

    /// A point for the return of a convoy, which has no members yet.
    pub(super) fn for_convoy(&mut self, movement: MovementId) -> PointId {
        let key = Key { movement, way: Way::Back, stage: Stage::Present };
        let row = Point { key, ready: Line::default(), coming: 0, unjudged: false };
        match self.free.pop() {
            Some(point) => {
                *self.row(point) = row;
                point
            }
            None => {
                self.rows.push(row);
                PointId::from_index(self.rows.len() - 1)
            }
        }
    }

    /// One more vehicle belongs to the convoy that returns by this point.
    pub(super) fn join_convoy(&mut self, point: PointId) {
        self.row(point).coming += 1;
    }

    /// One member of a convoy has set its people down, and stands ready or has left the convoy.
    pub(super) fn leave_convoy(&mut self, point: PointId) {
        self.row(point).coming -= 1;
        self.note(point);
    }

    /// Frees a convoy's point once nobody waits or is awaited there.
    pub(super) fn free_if_done(&mut self, point: PointId) {
        let row = self.get(point);
        if self.is_of_convoy(point) && row.coming == 0 && row.ready.is_empty() {
            self.free.push(point);
        }
    }

    /// The points of a movement at its sites.
    pub(super) fn of_movement(&self, movement: MovementId) -> impl Iterator<Item = PointId> + use<> {
        let found = self.yards.rows().iter().flatten().find(|gathering| gathering.movement == movement);
        found.map_or(0..0, |gathering| gathering.points.clone()).map(PointId)
    }
}

/// Whether a vehicle is awaited where it was before its last change of state, from `before` at or bound for
/// the site `stood`: the usual way through a site.
#[inline]
pub(super) fn go_on_being_awaited(row: &Vehicle, before: State, stood: SiteId) -> bool {
    use State::{
        Alighting, AwaitingPeople, Boarding, DrivingEmpty, DrivingLoaded, QueuedToAlight, QueuedToBoard,
    };
    let usual = matches!(
        (before, row.state),
        (DrivingEmpty, QueuedToBoard)
            | (QueuedToBoard | AwaitingPeople, Boarding)
            | (Boarding, AwaitingPeople)
            | (DrivingLoaded, QueuedToAlight)
            | (QueuedToAlight, Alighting)
    );
    usual && row.site == stood && !row.turned
}

/// Whether vehicles ever wait for each other under a movement.
fn waits(movement: &Movement) -> bool {
    let alone = |discipline: &Discipline| discipline.rule().lets_all_go();
    movement.phases.iter().any(|phase| !alone(&phase.outbound) || !alone(&phase.back))
}

/// The sites where vehicles of a movement may wait, with points for each.
fn gathering(plan: &Plan, movement: MovementId, rows: &mut Vec<Point>) -> Gathering {
    let fleets = plan.fleets.rows().iter().filter(|fleet| fleet.movement == movement);
    let served = fleets.flat_map(|fleet| {
        let to = fleet.takes.iter().flat_map(|&group| plan.groups[group].to.iter());
        fleet.serves.iter().chain(to).copied().chain([fleet.start])
    });
    let mut sites: Vec<SiteId> = served.collect();
    sites.sort_unstable();
    sites.dedup();
    let mut first = Table::filled(plan.sites.len(), Maybe::NONE);
    let begin = rows.len() as u32;
    for site in sites {
        first[site] = Maybe::of(PointId::from_index(rows.len()));
        for way in [Way::Outbound, Way::Back] {
            for stage in Stage::ALL {
                let key = Key { movement, way, stage };
                rows.push(Point { key, ready: Line::default(), coming: 0, unjudged: false });
            }
        }
    }
    Gathering { movement, first, points: begin..rows.len() as u32 }
}
