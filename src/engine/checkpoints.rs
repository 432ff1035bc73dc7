//! Checkpoints: lanes, first come, first served, for vehicles or for convoys as a whole; and columns,
//! the vehicles that left together and may be checked together.

use super::draws::Purpose;
use super::queue::Queue;
use super::{Engine, NONE};
use crate::observe::{Moment, Observer};
use crate::plan::{CheckpointId, Plan, Table, VehicleId};
use crate::units::Span;
use crate::world::{Line, State};

/// Stations of a leg that have places of their own in a vehicle's stream.
const STATIONS: u64 = 64;

/// The lanes of a checkpoint and who stands before them.
#[derive(Clone, Debug, Default)]
pub(super) struct Post {
    free: u32,
    /// How many reasons there are why no check begins: hours, suspensions.
    pub(super) closed: u32,
    pub(super) queue: Line,
}

/// All checkpoints of a plan.
#[derive(Debug)]
pub(super) struct Posts(Table<CheckpointId, Post>);

impl Posts {
    pub(super) fn new(plan: &Plan) -> Self {
        Posts(Table::filled(plan.checkpoints.len(), Post::default()))
    }

    pub(super) fn reset(&mut self, plan: &Plan) {
        for (post, checkpoint) in self.0.rows_mut().iter_mut().zip(plan.checkpoints.rows()) {
            *post = Post { free: checkpoint.lanes, ..Post::default() };
        }
    }

    pub(super) fn row(&mut self, checkpoint: CheckpointId) -> &mut Post {
        &mut self.0[checkpoint]
    }

    pub(super) fn get(&self, checkpoint: CheckpointId) -> &Post {
        &self.0[checkpoint]
    }
}

/// How a column stands to the checkpoint that its first vehicle reached last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Check {
    /// It has not reached any.
    None,
    /// One of its vehicles waits or is checked for all.
    UnderWay(CheckpointId, u32),
    /// It has been checked.
    Done(CheckpointId, u32),
}

/// Vehicles that left together.
#[derive(Clone, Copy, Debug)]
struct Column {
    left: u32,
    together: u32,
    convoy: Option<u32>,
    check: Check,
    /// Those who wait for the one that is checked for all.
    followers: Line,
}

/// All columns under way.
#[derive(Debug, Default)]
pub(super) struct Columns {
    rows: Vec<Column>,
    free: Vec<u32>,
}

impl Columns {
    pub(super) fn reset(&mut self) {
        self.rows.clear();
        self.free.clear();
    }

    fn form(&mut self, together: u32, convoy: Option<u32>) -> u32 {
        let row = Column { left: together, together, convoy, check: Check::None, followers: Line::default() };
        match self.free.pop() {
            Some(column) => {
                self.rows[column as usize] = row;
                column
            }
            None => {
                self.rows.push(row);
                (self.rows.len() - 1) as u32
            }
        }
    }

    /// How many left together in a column, and the number of the convoy that they are.
    pub(super) fn with(&self, column: u32) -> (u32, Option<u32>) {
        self.rows.get(column as usize).map_or((1, None), |row| (row.together, row.convoy))
    }
}

impl<O: Observer, Q: Queue> Engine<'_, O, Q> {
    /// The vehicles that are about to leave together belong together from now on.
    pub(super) fn form_column(&mut self, (number, convoy): (u32, Option<u32>)) {
        if number < 2 {
            return;
        }
        let column = self.columns.form(number, convoy);
        for &(vehicle, ..) in &self.column {
            self.world.journeys[vehicle].column = column;
        }
    }

    /// A vehicle does not belong to its column any more.
    pub(super) fn leave_column(&mut self, vehicle: VehicleId) {
        let column = std::mem::replace(&mut self.world.journeys[vehicle].column, NONE);
        if column == NONE {
            return;
        }
        let row = &mut self.columns.rows[column as usize];
        row.left -= 1;
        if row.left == 0 {
            self.columns.free.push(column);
        }
    }

    /// A vehicle stands before a checkpoint.
    pub(super) fn reach_checkpoint(&mut self, vehicle: VehicleId, checkpoint: CheckpointId) {
        self.tell_place(vehicle);
        let (column, station) = (self.world.journeys[vehicle].column, self.world.journeys[vehicle].station);
        if column != NONE && self.plan.checkpoints[checkpoint].per_convoy {
            let row = &mut self.columns.rows[column as usize];
            if row.check == Check::Done(checkpoint, station) {
                return self.drive_on(vehicle);
            }
            if row.check == Check::UnderWay(checkpoint, station) {
                self.enter(vehicle, State::QueuedAtCheckpoint);
                let followers = &mut self.columns.rows[column as usize].followers;
                return followers.join(&mut self.world.vehicles, vehicle);
            }
            row.check = Check::UnderWay(checkpoint, station);
        }
        self.enter(vehicle, State::QueuedAtCheckpoint);
        self.posts.row(checkpoint).queue.join(&mut self.world.vehicles, vehicle);
        self.begin_checks(checkpoint);
    }

    /// Gives free lanes to those first in line.
    pub(super) fn begin_checks(&mut self, checkpoint: CheckpointId) {
        while self.posts.get(checkpoint).free > 0 && self.posts.get(checkpoint).closed == 0 {
            let post = self.posts.row(checkpoint);
            let Some(vehicle) = post.queue.pop(&mut self.world.vehicles) else { return };
            post.free -= 1;
            self.observer.see(self.now, &Moment::Lane { vehicle, checkpoint, taken: true });
            self.enter(vehicle, State::BeingChecked);
            let time = self.check_time(vehicle, checkpoint);
            self.schedule(vehicle, self.now + time);
        }
    }

    fn check_time(&self, vehicle: VehicleId, checkpoint: CheckpointId) -> Span {
        let law = &self.plan.checkpoints[checkpoint].time;
        if let Some(fixed) = law.as_fixed() {
            return Span::from_drawn(fixed);
        }
        let (_, class) = self.fleet(vehicle);
        let number = vehicle.0 - class.vehicles.start;
        let station = u64::from(self.world.journeys[vehicle].station) % STATIONS;
        let place = u64::from(self.world.vehicles[vehicle].leg.wrapping_add(1)) * STATIONS + station;
        Span::from_drawn(law.draw(self.luck.stream(class.entity, number, Purpose::Checks).at(place)))
    }

    /// A check is over: the vehicle drives on, with all who waited for it.
    pub(super) fn checked(&mut self, vehicle: VehicleId) -> u32 {
        let checkpoint = self.leave_lane(vehicle);
        self.pass_column(vehicle, checkpoint);
        self.drive_on(vehicle);
        self.release_followers(vehicle);
        self.begin_checks(checkpoint);
        self.world.vehicles[vehicle].load
    }

    /// A vehicle gives up its lane. Returns where.
    pub(super) fn leave_lane(&mut self, vehicle: VehicleId) -> CheckpointId {
        let checkpoint = self.checkpoint_of(vehicle);
        self.posts.row(checkpoint).free += 1;
        self.observer.see(self.now, &Moment::Lane { vehicle, checkpoint, taken: false });
        checkpoint
    }

    /// The checkpoint at which a vehicle stands.
    pub(super) fn checkpoint_of(&self, vehicle: VehicleId) -> CheckpointId {
        let journey = &self.world.journeys[vehicle];
        let route = &self.plan.routes[crate::plan::RouteId(journey.route)];
        route.stations[journey.station as usize].checkpoint
    }

    fn pass_column(&mut self, vehicle: VehicleId, checkpoint: CheckpointId) {
        let journey = &self.world.journeys[vehicle];
        if let Some(row) = self.columns.rows.get_mut(journey.column as usize)
            && row.check == Check::UnderWay(checkpoint, journey.station)
        {
            row.check = Check::Done(checkpoint, journey.station);
        }
    }

    /// Those who waited for a vehicle that was checked for all drive on.
    fn release_followers(&mut self, vehicle: VehicleId) {
        let column = self.world.journeys[vehicle].column;
        while column != NONE && matches!(self.columns.rows[column as usize].check, Check::Done(..)) {
            let followers = &mut self.columns.rows[column as usize].followers;
            let Some(follower) = followers.pop(&mut self.world.vehicles) else { return };
            self.drive_on(follower);
        }
    }

    /// A vehicle leaves a checkpoint without having been checked. If it stood there for its column, the
    /// next who waited for it takes its place in line.
    pub(super) fn give_up_check(&mut self, vehicle: VehicleId) {
        let checkpoint = self.checkpoint_of(vehicle);
        let (column, station) = (self.world.journeys[vehicle].column, self.world.journeys[vehicle].station);
        let in_lane = self.world.vehicles[vehicle].state == State::BeingChecked;
        let row = self.columns.rows.get_mut(column as usize);
        let follows = row.is_some_and(|row| row.followers.iter(&self.world.vehicles).any(|id| id == vehicle));
        if follows {
            let followers = &mut self.columns.rows[column as usize].followers;
            return followers.leave(&mut self.world.vehicles, vehicle);
        }
        if in_lane {
            self.queue.cancel(vehicle.0);
            self.leave_lane(vehicle);
        } else {
            self.posts.row(checkpoint).queue.leave(&mut self.world.vehicles, vehicle);
        }
        if let Some(row) = self.columns.rows.get_mut(column as usize)
            && row.check == Check::UnderWay(checkpoint, station)
        {
            match row.followers.pop(&mut self.world.vehicles) {
                Some(next) => self.posts.row(checkpoint).queue.join(&mut self.world.vehicles, next),
                None => row.check = Check::None,
            }
        }
        self.begin_checks(checkpoint);
    }
}
