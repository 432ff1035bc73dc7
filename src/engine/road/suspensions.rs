//! Suspensions and opening hours: when roads, sites and checkpoints close and open, and whom that catches.

use crate::engine::Engine;
use crate::engine::pending::Task;
use crate::engine::queue::Queue;
use crate::engine::rng::Purpose;
use crate::plan::{
    Actor, Caught, CheckpointId, Hours, RouteId, SiteId, SuspendedWhen, SuspensionId, VehicleId,
};
use crate::record::{Notice, Recorder};
use crate::stats::Distribution;
use crate::units::{DAY, HORIZON, Span, Tick};
use crate::world::State;

/// A reason why something is closed.
#[derive(Clone, Copy, Debug)]
enum Closing {
    Begins,
    Ends,
}

impl Closing {
    /// The reason that hours are.
    fn of(open: bool) -> Closing {
        if open { Closing::Ends } else { Closing::Begins }
    }

    /// Counts the reasons that there are now.
    fn count(self, reasons: &mut u32) -> u32 {
        match self {
            Closing::Begins => *reasons += 1,
            Closing::Ends => *reasons -= 1,
        }
        *reasons
    }
}

impl<R: Recorder, Q: Queue> Engine<'_, R, Q> {
    /// Starts the clocks of suspensions and opening hours.
    pub(in crate::engine) fn begin_closures(&mut self) {
        for (id, suspension) in self.plan.suspensions.iter() {
            match &suspension.when {
                SuspendedWhen::Out { .. } => {}
                SuspendedWhen::Window(..) => self.schedule_next_window(id, Tick::START),
                SuspendedWhen::Random { from, .. } => self.schedule_next_spell(id, *from),
            }
        }
        for (id, site) in self.plan.sites.iter() {
            if let Some(hours) = &site.hours {
                let closed = self.begin_hours(Actor::Site(id), hours);
                self.world.yards[id].closed += closed;
            }
        }
        for (id, checkpoint) in self.plan.checkpoints.iter() {
            if let Some(hours) = &checkpoint.hours {
                let closed = self.begin_hours(Actor::Checkpoint(id), hours);
                self.road.posts.row(id).closed += closed;
            }
        }
    }

    /// Begins what is suspended from the start, once everybody is where the run finds them: before
    /// anybody sets out or takes a berth.
    pub(in crate::engine) fn suspend_from_the_start(&mut self) {
        for (id, suspension) in self.plan.suspensions.iter() {
            let window = suspension.next_window(self.plan.clock, Tick::START);
            if matches!(window, Some((Tick::START, _))) {
                self.begin_suspension(id);
            }
        }
    }

    /// Schedules the next beginning of a planned suspension after an instant at which it does not hold. What
    /// holds from the start begins without a clock.
    fn schedule_next_window(&mut self, id: SuspensionId, now: Tick) {
        let window = self.plan.suspensions[id].next_window(self.plan.clock, now);
        if let Some((begins, _)) = window.filter(|&(begins, _)| begins > Tick::START) {
            self.schedule_clock(Actor::Suspension(id), begins);
        }
    }

    fn begin_hours(&mut self, place: Actor, hours: &Hours) -> u32 {
        let open = self.schedule_hours(place, hours);
        u32::from(!open)
    }

    /// Schedules a place's next opening or closing. Returns whether it is open now.
    fn schedule_hours(&mut self, place: Actor, hours: &Hours) -> bool {
        let (open, holds) = hours.until_change(self.plan.clock.time_of_day(self.now));
        debug_assert!(holds.0 > 0 && holds.0 <= 2 * DAY);
        self.schedule_clock(place, self.now + holds);
        open
    }

    pub(in crate::engine) fn on_site_hours(&mut self, site: SiteId) -> u32 {
        if let Some(hours) = &self.plan.sites[site].hours {
            let open = self.schedule_hours(Actor::Site(site), hours);
            self.close_site(site, Closing::of(open));
        }
        0
    }

    pub(in crate::engine) fn on_checkpoint_hours(&mut self, checkpoint: CheckpointId) -> u32 {
        if let Some(hours) = &self.plan.checkpoints[checkpoint].hours {
            let open = self.schedule_hours(Actor::Checkpoint(checkpoint), hours);
            self.close_checkpoint(checkpoint, Closing::of(open));
        }
        0
    }

    /// One more reason why a site gives no berths, or one less.
    fn close_site(&mut self, site: SiteId, closing: Closing) {
        let opens = closing.count(&mut self.world.yards[site].closed) == 0;
        if opens {
            self.pending.note(Task::Berths(site));
            self.call_for(site);
        } else {
            self.pending.note(Task::Shut(site));
        }
    }

    /// Something has opened at a site, or on the way there: vehicles may be wanted there, and where people wait who
    /// are bound for it.
    fn call_for(&mut self, site: SiteId) {
        self.pending.note(Task::Reopened);
        self.pending.note(Task::Wanting(site));
        let mut noted = None;
        for group in self.plan.groups.rows().iter().filter(|group| group.to.contains(&site)) {
            if noted.replace(group.at) != Some(group.at) {
                self.pending.note(Task::Wanting(group.at));
            }
        }
    }

    /// One more reason why no check begins at a checkpoint, or one less.
    fn close_checkpoint(&mut self, checkpoint: CheckpointId, closing: Closing) {
        let opens = closing.count(&mut self.road.posts.row(checkpoint).closed) == 0;
        for vehicle in self.road.posts.get(checkpoint).queue.iter(&self.world.vehicles).collect::<Vec<_>>() {
            self.heed_hindrance(vehicle);
        }
        self.begin_checks(checkpoint);
        let routes = self.plan.routes.rows().iter().filter(|_| opens);
        let passes =
            |route: &&crate::plan::Route| route.stations.iter().any(|at| at.checkpoint == checkpoint);
        for route in routes.filter(passes) {
            [route.from, route.to].into_iter().for_each(|site| self.call_for(site));
        }
    }

    /// A suspension begins or ends.
    pub(in crate::engine) fn on_suspension_clock(&mut self, id: SuspensionId) -> u32 {
        if self.road.closures.spells[id].lasts {
            self.end_suspension(id);
        } else {
            self.begin_suspension(id);
        }
        0
    }

    /// Begins what is suspended once the desk has heard that enough people are out.
    pub(in crate::engine) fn check_triggers(&mut self) {
        for (id, suspension) in self.plan.suspensions.iter() {
            if let SuspendedWhen::Out { people, reported_by, .. } = suspension.when
                && self.road.closures.spells[id].begun == 0
                && self.desk.reported_by(reported_by) >= people
            {
                self.begin_suspension(id);
            }
        }
    }

    fn begin_suspension(&mut self, id: SuspensionId) {
        let suspension = &self.plan.suspensions[id];
        let spell = &mut self.road.closures.spells[id];
        (spell.lasts, spell.begun) = (true, spell.begun + 1);
        self.recorder.record(self.now, &Notice::Suspended { suspension: id, begins: true });
        let ends = match &suspension.when {
            SuspendedWhen::Window(..) => {
                suspension.next_window(self.plan.clock, self.now).and_then(|(_, ends)| ends)
            }
            SuspendedWhen::Random { lasts, .. } | SuspendedWhen::Out { lasts, .. } => {
                Some(self.now + self.spell(id, lasts))
            }
        };
        if let Some(ends) = ends {
            self.schedule_clock(Actor::Suspension(id), ends);
        }
        suspension.sites.iter().for_each(|&site| self.close_site(site, Closing::Begins));
        suspension
            .checkpoints
            .iter()
            .for_each(|&checkpoint| self.close_checkpoint(checkpoint, Closing::Begins));
        self.road.closures.begun += 1;
        let begun = self.road.closures.begun;
        for &route in &suspension.routes {
            let road = self.road.closures.row(route);
            road.closed += 1;
            road.closed_by = begun;
            road.halting += u32::from(suspension.caught == Caught::Halt);
            road.turning += u32::from(suspension.caught == Caught::TurnBack);
        }
        self.hold_those_at_entry(&suspension.routes);
        if suspension.caught != Caught::Finish {
            self.catch(&suspension.routes, suspension.caught);
        }
    }

    fn end_suspension(&mut self, id: SuspensionId) {
        let suspension = &self.plan.suspensions[id];
        self.road.closures.spells[id].lasts = false;
        self.recorder.record(self.now, &Notice::Suspended { suspension: id, begins: false });
        suspension.sites.iter().for_each(|&site| self.close_site(site, Closing::Ends));
        suspension
            .checkpoints
            .iter()
            .for_each(|&checkpoint| self.close_checkpoint(checkpoint, Closing::Ends));
        for &route in &suspension.routes {
            let road = self.road.closures.row(route);
            road.closed -= 1;
            road.halting -= u32::from(suspension.caught == Caught::Halt);
            road.turning -= u32::from(suspension.caught == Caught::TurnBack);
            if road.closed == 0 {
                self.pending.note(Task::Opened(route));
                let ends = &self.plan.routes[route];
                [ends.from, ends.to].into_iter().for_each(|site| self.call_for(site));
            }
        }
        if suspension.caught == Caught::Halt {
            self.go_on_after_halt();
        }
        match suspension.when {
            SuspendedWhen::Random { .. } => self.schedule_next_spell(id, self.now),
            SuspendedWhen::Window(..) => self.schedule_next_window(id, self.now),
            SuspendedWhen::Out { .. } => {}
        }
    }

    /// Schedules the next beginning of a random suspension, no earlier than `from`.
    fn schedule_next_spell(&mut self, id: SuspensionId, from: Tick) {
        let SuspendedWhen::Random { to, every, .. } = &self.plan.suspensions[id].when else { return };
        let Ok(gap) = Distribution::exponential(*every) else { return };
        let wait = self.spell(id, &gap);
        let begins = self.plan.suspensions[id].comes(self.plan.clock, from.max(self.now), wait);
        if begins < to.unwrap_or(HORIZON) {
            self.schedule_clock(Actor::Suspension(id), begins);
        }
    }

    /// A duration of a suspension: its gap before, at even places of its stream, or how long it lasts,
    /// at odd ones.
    fn spell(&self, id: SuspensionId, distribution: &Distribution) -> Span {
        let (spell, entity) = (self.road.closures.spells[id], self.plan.suspensions[id].entity);
        let place = 2 * u64::from(spell.begun) + u64::from(spell.lasts);
        Span::from_drawn(distribution.quantile(self.rng.stream(entity, 0, Purpose::Suspensions).at(place)))
    }

    /// Vehicles on routes that have been suspended stand still or turn back.
    fn catch(&mut self, routes: &[RouteId], caught: Caught) {
        for vehicle in VehicleId::all(self.world.vehicle_count()) {
            let on = self.world.journeys[vehicle].route();
            if !on.is_some_and(|route| self.road.closures.is_just_closed(route)) {
                continue;
            }
            match caught {
                Caught::Halt => self.halt(vehicle),
                Caught::TurnBack => self.turn_back(vehicle),
                Caught::Finish => {}
            }
        }
        routes.iter().for_each(|&route| self.clear_road(route));
    }

    /// Those who stood still on roads whose traffic does not stand any more drive on. Where vehicles keep
    /// their distance those ahead take their turns first.
    fn go_on_after_halt(&mut self) {
        let goes_on = |id: &VehicleId| {
            self.world.vehicles[*id].state == State::Halted
                && !self.road.closures.halts(self.world.journeys[*id].road())
        };
        let keeps_apart =
            |id: &VehicleId| self.plan.routes[self.world.journeys[*id].road()].headway.is_some();
        let going_on = VehicleId::all(self.world.vehicle_count()).filter(goes_on);
        let (mut apart, others): (Vec<VehicleId>, Vec<VehicleId>) = going_on.partition(keeps_apart);
        apart.sort_by(|&one, &other| {
            let (one, other) = (&self.world.journeys[one], &self.world.journeys[other]);
            one.road().cmp(&other.road()).then(other.stretch.0.total_cmp(&one.stretch.0))
        });
        apart.into_iter().chain(others).for_each(|vehicle| self.go_on_after_standing(vehicle));
    }

    /// Whether a vehicle waits for a road, a site or a checkpoint to open.
    pub(in crate::engine) fn waits_to_pass(&self, vehicle: VehicleId) -> bool {
        let row = &self.world.vehicles[vehicle];
        match row.state {
            State::QueuedToBoard | State::QueuedToAlight => self.world.yards[row.site].closed > 0,
            state => matches!(state, State::Held | State::Halted | State::QueuedAtCheckpoint),
        }
    }

    /// Whether, with a clock that goes on for ever, nothing but clocks would ever happen again: nobody is
    /// on the move, and nobody waits for anything to open.
    pub(in crate::engine) fn only_clocks_go_on(&self) -> bool {
        let waits = |vehicle: VehicleId| {
            let row = &self.world.vehicles[vehicle];
            match row.state {
                State::StoodDown
                | State::Parked
                | State::Absent
                | State::ReadyToDepart
                | State::ReadyToReturn
                | State::AwaitingRepair => false,
                State::QueuedToBoard | State::QueuedToAlight => self.waits_to_pass(vehicle),
                _ => true,
            }
        };
        !self.a_phase_ends_by_the_clock()
            && !self.a_report_may_matter()
            && !self.more_vehicles_come()
            && self.plan.groups.ids().all(|group| self.world.crowd(group).to_come() == 0)
            && !self.plan.groups.ids().any(|group| self.some_still_drive(group))
            && !VehicleId::all(self.world.vehicle_count()).any(waits)
    }
}
