//! Checkpoints: lanes, first come, first served, for vehicles or for convoys as a whole; and columns,
//! the vehicles that left together and may be checked together.

use crate::engine::Engine;
use crate::engine::queue::Queue;
use crate::engine::rng::Purpose;
use crate::engine::road::{Company, Leg};
use crate::plan::{CheckpointId, Id, MovementId, Plan, Table, VehicleId};
use crate::record::{Notice, Recorder};
use crate::units::Span;
use crate::world::{ColumnId, Line, Maybe, State};

/// Stations of a leg that have places of their own in a vehicle's stream.
const STATIONS: u64 = 64;

/// The lanes of a checkpoint and who stands before them.
#[derive(Clone, Debug, Default)]
pub(super) struct CheckpointState {
    free: u32,
    /// How many reasons there are why no check begins: hours, suspensions.
    pub(super) closed: u32,
    pub(super) queue: Line,
}

/// All checkpoints of a plan.
#[derive(Debug)]
pub(super) struct CheckpointStates(Table<CheckpointId, CheckpointState>);

impl CheckpointStates {
    pub(super) fn new(plan: &Plan) -> Self {
        CheckpointStates(Table::filled(plan.checkpoints.len(), CheckpointState::default()))
    }

    pub(super) fn reset(&mut self, plan: &Plan) {
        for (post, checkpoint) in self.0.rows_mut().iter_mut().zip(plan.checkpoints.rows()) {
            *post = CheckpointState { free: checkpoint.lanes, ..CheckpointState::default() };
        }
    }

    pub(super) fn row(&mut self, checkpoint: CheckpointId) -> &mut CheckpointState {
        &mut self.0[checkpoint]
    }

    pub(super) fn get(&self, checkpoint: CheckpointId) -> &CheckpointState {
        &self.0[checkpoint]
    }
}

/// Where on its route a column comes to a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct CheckPlace {
    checkpoint: CheckpointId,
    /// The number of its station on the column's route.
    station: u32,
}

/// A column at a checkpoint that checks convoys as a whole.
#[derive(Clone, Copy, Debug)]
struct Check {
    place: CheckPlace,
    /// Whether the column has been checked; else one of its vehicles waits or is checked for all.
    done: bool,
    /// Those who wait for the one that is checked for all.
    followers: Line,
}

/// Vehicles that left together.
#[derive(Clone, Debug)]
struct Column {
    left: u32,
    together: u32,
    /// Whose convoy it is, if it is one.
    movement: Option<MovementId>,
    /// Its number as a convoy, from when the first of its vehicles sets out.
    convoy: Option<u32>,
    /// Where it has been, or is: at several checkpoints at once if its vehicles do not keep together.
    checks: Vec<Check>,
}

impl Column {
    fn check_at(&mut self, place: CheckPlace) -> Option<&mut Check> {
        self.checks.iter_mut().find(|check| check.place == place)
    }
}

/// All columns under way.
#[derive(Debug, Default)]
pub(super) struct Columns {
    rows: Vec<Column>,
    free: Vec<ColumnId>,
}

impl Columns {
    pub(super) fn reset(&mut self) {
        self.rows.clear();
        self.free.clear();
    }

    fn form(&mut self, together: u32, movement: Option<MovementId>) -> ColumnId {
        let row = Column { left: together, together, movement, convoy: None, checks: Vec::new() };
        let Some(column) = self.free.pop() else {
            self.rows.push(row);
            return ColumnId::from_index(self.rows.len() - 1);
        };
        let before = &mut self.rows[column.index()];
        let mut checks = std::mem::take(&mut before.checks);
        checks.clear();
        *before = Column { checks, ..row };
        column
    }

    /// The column in which a vehicle left; nothing of one that left alone.
    fn row(&mut self, column: Maybe<ColumnId>) -> Option<&mut Column> {
        self.rows.get_mut(column.get()?.index())
    }

    /// Nobody of a column waits or is checked at a checkpoint any more.
    fn forget_check(&mut self, column: Maybe<ColumnId>, place: CheckPlace) {
        if let Some(row) = self.row(column) {
            row.checks.retain(|check| check.place != place);
        }
    }

    /// How many wait at a checkpoint for those who are checked for their columns.
    fn followers_at(&self, checkpoint: CheckpointId) -> u32 {
        let checks = self.rows.iter().flat_map(|column| &column.checks);
        checks.filter(|check| check.place.checkpoint == checkpoint).map(|check| check.followers.len()).sum()
    }

    fn check_at(&mut self, column: Maybe<ColumnId>, place: CheckPlace) -> Option<&mut Check> {
        self.row(column)?.check_at(place)
    }
}

impl<R: Recorder, Q: Queue> Engine<'_, R, Q> {
    /// The vehicles that are about to leave together belong together from now on, as a convoy of a movement
    /// if they are one.
    pub(super) fn form_column(&mut self, legs: &[Leg], convoy_of: Option<MovementId>) {
        if legs.len() < 2 {
            return;
        }
        let column = self.road.columns.form(legs.len() as u32, convoy_of);
        for leg in legs {
            self.world.journeys[leg.vehicle].column = Maybe::of(column);
        }
    }

    /// With how many others a vehicle leaves that sets out now, and the number of the convoy that they are. A
    /// convoy is counted when the first of its vehicles leaves, not while a road is closed to it.
    pub(super) fn company(&mut self, vehicle: VehicleId) -> Company {
        let column = self.world.journeys[vehicle].column;
        let Some(&mut Column { together, movement, convoy, .. }) = self.road.columns.row(column) else {
            return Company::NOBODY;
        };
        let number = convoy.or_else(|| movement.map(|movement| self.count_convoy(movement)));
        if let Some(row) = self.road.columns.row(column) {
            row.convoy = number;
        }
        Company { together, convoy: number }
    }

    /// A vehicle does not belong to its column any more.
    pub(in crate::engine) fn leave_column(&mut self, vehicle: VehicleId) {
        let journey = self.world.journeys.get_mut(vehicle);
        let Some(column) = journey.and_then(|journey| journey.column.take()) else { return };
        let row = &mut self.road.columns.rows[column.index()];
        row.left -= 1;
        if row.left == 0 {
            self.road.columns.free.push(column);
        }
    }

    /// A vehicle stands before a checkpoint.
    pub(super) fn reach_checkpoint(&mut self, vehicle: VehicleId, checkpoint: CheckpointId) {
        self.tell_place(vehicle);
        let (column, place) = self.check_of(vehicle, checkpoint);
        let per_convoy = self.plan.checkpoints[checkpoint].per_convoy;
        if let Some(column) = self.road.columns.row(column).filter(|_| per_convoy) {
            match column.check_at(place) {
                Some(check) if check.done => return self.pass_checkpoint(vehicle, checkpoint),
                Some(check) => {
                    check.followers.join(&mut self.world.vehicles, vehicle);
                    return self.enter(vehicle, State::QueuedAtCheckpoint);
                }
                None => column.checks.push(Check { place, done: false, followers: Line::default() }),
            }
        }
        self.enter(vehicle, State::QueuedAtCheckpoint);
        self.road.posts.row(checkpoint).queue.join(&mut self.world.vehicles, vehicle);
        self.begin_checks(checkpoint);
    }

    /// Gives free lanes to those first in line.
    pub(super) fn begin_checks(&mut self, checkpoint: CheckpointId) {
        while self.road.posts.get(checkpoint).free > 0 && self.road.posts.get(checkpoint).closed == 0 {
            let post = self.road.posts.row(checkpoint);
            let Some(vehicle) = post.queue.pop(&mut self.world.vehicles) else { return };
            post.free -= 1;
            self.recorder.record(self.now, &Notice::Lane { vehicle, checkpoint, taken: true });
            self.enter(vehicle, State::BeingChecked);
            let time = self.check_time(vehicle, checkpoint);
            self.schedule(vehicle, self.now + time);
        }
    }

    fn check_time(&self, vehicle: VehicleId, checkpoint: CheckpointId) -> Span {
        let distribution = &self.plan.checkpoints[checkpoint].time;
        if let Some(fixed) = distribution.as_fixed() {
            return Span::from_drawn(fixed);
        }
        let (_, class) = self.fleet(vehicle);
        let number = vehicle.0 - class.vehicles.start;
        let station = u64::from(self.world.journeys[vehicle].station) % STATIONS;
        let place = u64::from(self.world.vehicles[vehicle].legs()) * STATIONS + station;
        Span::from_drawn(distribution.draw(self.rng.stream(class.entity, number, Purpose::Checks).at(place)))
    }

    /// A check is over: the vehicle drives on, with all who waited for it.
    pub(in crate::engine) fn on_checked(&mut self, vehicle: VehicleId) -> u32 {
        let checkpoint = self.leave_lane(vehicle);
        let (column, place) = self.check_of(vehicle, checkpoint);
        if let Some(check) = self.road.columns.check_at(column, place) {
            check.done = true;
        }
        self.pass_checkpoint(vehicle, checkpoint);
        self.release_followers(column, place);
        self.begin_checks(checkpoint);
        self.world.vehicles[vehicle].load
    }

    /// A vehicle gives up its lane. Returns where.
    pub(super) fn leave_lane(&mut self, vehicle: VehicleId) -> CheckpointId {
        let checkpoint = self.checkpoint_of(vehicle);
        self.road.posts.row(checkpoint).free += 1;
        self.recorder.record(self.now, &Notice::Lane { vehicle, checkpoint, taken: false });
        checkpoint
    }

    /// The checkpoint at which a vehicle stands.
    pub(in crate::engine) fn checkpoint_of(&self, vehicle: VehicleId) -> CheckpointId {
        let journey = &self.world.journeys[vehicle];
        let route = &self.plan.routes[journey.road()];
        route.stations[journey.station as usize].checkpoint
    }

    /// The column of a vehicle that stands at a checkpoint, and where on its route that is.
    fn check_of(&self, vehicle: VehicleId, checkpoint: CheckpointId) -> (Maybe<ColumnId>, CheckPlace) {
        let journey = &self.world.journeys[vehicle];
        (journey.column, CheckPlace { checkpoint, station: journey.station })
    }

    /// Those who waited for the one that was checked for all drive on.
    fn release_followers(&mut self, column: Maybe<ColumnId>, place: CheckPlace) {
        while let Some(check) = self.road.columns.check_at(column, place) {
            let Some(follower) = check.followers.pop(&mut self.world.vehicles) else { return };
            self.pass_checkpoint(follower, place.checkpoint);
        }
    }

    /// A vehicle drives on from a checkpoint, past whoever counts there.
    fn pass_checkpoint(&mut self, vehicle: VehicleId, checkpoint: CheckpointId) {
        if self.observing.is_on() {
            let others = if self.observing.counts_crowds() { self.others_before(checkpoint) } else { 0 };
            self.observe_checkpoint(vehicle, checkpoint, others);
        }
        self.drive_on(vehicle);
    }

    /// How many are in the lanes of a checkpoint, in line, or wait for one that is checked for all.
    fn others_before(&self, checkpoint: CheckpointId) -> u32 {
        let post = self.road.posts.get(checkpoint);
        let in_lanes = self.plan.checkpoints[checkpoint].lanes - post.free;
        in_lanes + post.queue.len() + self.road.columns.followers_at(checkpoint)
    }

    /// A vehicle leaves a checkpoint without having been checked. If it stood there for its column, the
    /// next who waited for it takes its place in line.
    pub(in crate::engine) fn give_up_check(&mut self, vehicle: VehicleId) {
        let checkpoint = self.checkpoint_of(vehicle);
        let (column, place) = self.check_of(vehicle, checkpoint);
        let in_lane = self.world.vehicles[vehicle].state == State::BeingChecked;
        let check = self.road.columns.check_at(column, place);
        if let Some(check) = check
            && check.followers.iter(&self.world.vehicles).any(|other| other == vehicle)
        {
            return check.followers.leave(&mut self.world.vehicles, vehicle);
        }
        if in_lane {
            self.queue.cancel(vehicle.0);
            self.leave_lane(vehicle);
        } else {
            self.road.posts.row(checkpoint).queue.leave(&mut self.world.vehicles, vehicle);
        }
        if let Some(check) = self.road.columns.check_at(column, place) {
            match check.followers.pop(&mut self.world.vehicles) {
                Some(next) => self.road.posts.row(checkpoint).queue.join(&mut self.world.vehicles, next),
                None => self.road.columns.forget_check(column, place),
            }
        }
        self.begin_checks(checkpoint);
    }
}
