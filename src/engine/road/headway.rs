//! Gaps: vehicles that keep their distance on a road with a headway, and close up when one of them is gone.
//!
//! A vehicle takes its turn at a place when it is known when it could be there: at the road's entry, behind
//! a checkpoint, at the end of a stretch. Whoever comes to be there later keeps behind it.

use crate::engine::Engine;
use crate::engine::queue::Queue;
use crate::plan::{RouteId, VehicleId};
use crate::record::Recorder;
use crate::units::{Span, Tick};
use crate::world::{Journey, State};

/// When the next vehicle may pass a place that keeps vehicles apart.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct HeadwayGate {
    /// Behind all who have had their turn.
    next: Tick,
    /// Behind all who have passed.
    clear: Tick,
}

impl HeadwayGate {
    /// Lets a vehicle pass that is there at `now`, or as soon as the gap is wide enough. Returns how
    /// long it must wait.
    pub(super) fn pass(&mut self, now: Tick, headway: Span) -> Span {
        let passes = now.max(self.next);
        self.next = passes + headway;
        passes - now
    }

    /// A vehicle passes.
    pub(super) fn passed(&mut self, now: Tick, headway: Span) {
        self.clear = self.clear.max(now + headway);
    }

    /// All who have yet to pass take their turns again.
    fn begin_again(&mut self) {
        self.next = self.clear;
    }

    /// One of those who stand in a row before the place is gone.
    fn step_up(&mut self, headway: Span) {
        self.next = Tick(self.next.0.saturating_sub(headway.0));
    }
}

impl<R: Recorder, Q: Queue> Engine<'_, R, Q> {
    /// A vehicle that waits for the gap at the entry of a road goes there no more: each of those behind
    /// takes the turn of the one ahead.
    #[inline(never)]
    pub(super) fn close_up_at_entry(&mut self, gone: VehicleId) {
        let route = self.world.journeys[gone].road();
        let Some(headway) = self.plan.routes[route].headway else { return };
        let mut turn = self.ends(gone);
        for (goes, vehicle) in self.in_turn(gone, |state| state == State::Held) {
            if goes <= turn {
                continue;
            }
            let journey = &mut self.world.journeys[vehicle];
            journey.lasts = turn - journey.began;
            self.schedule(vehicle, turn);
            turn = goes;
        }
        self.road.closures.row(route).entry.step_up(headway);
    }

    /// A road with a headway is closed: those who wait for the gap at its entry are held in their turn, ahead of
    /// all who come later, and take their turns again when it opens.
    #[inline(never)]
    pub(super) fn hold_those_at_entry(&mut self, closed: &[RouteId]) {
        let apart = |route: &RouteId| self.plan.routes[*route].headway.is_some();
        if !closed.iter().any(apart) {
            return;
        }
        let waits = |id: &VehicleId| {
            let journey = &self.world.journeys[*id];
            let held = self.world.vehicles[*id].state == State::Held && journey.due().is_some();
            held && self.road.closures.is_just_closed(journey.road())
        };
        let mut waiting: Vec<_> = VehicleId::all(self.world.vehicle_count()).filter(waits).collect();
        waiting.sort_by_key(|&id| (self.ends(id), id));
        for vehicle in waiting {
            self.queue.cancel(vehicle.0);
            self.hold(vehicle, self.world.journeys[vehicle].road());
        }
        closed.iter().for_each(|&route| self.road.closures.row(route).entry.begin_again());
    }

    /// A vehicle that was driving on a road, and has been booked what it has driven, is there no more: those
    /// who kept behind it drive as they can.
    #[inline(never)]
    pub(in crate::engine) fn close_up_on_road(&mut self, gone: VehicleId) {
        let journey = &self.world.journeys[gone];
        let (route, station) = (journey.road(), journey.station);
        let Some(headway) = self.plan.routes[route].headway else { return };
        let drives = |state| matches!(state, State::DrivingLoaded | State::DrivingEmpty);
        let others = self.in_turn(gone, drives).into_iter();
        let others: Vec<_> =
            others.filter(|&(_, other)| self.world.journeys[other].station == station).collect();
        self.close_up_behind_checkpoint(gone, &others, headway);
        self.road.closures.row(route).arrivals[station as usize].begin_again();
        for (ends, vehicle) in others {
            let alone = self.now + self.world.journeys[vehicle].alone(self.now, self.pace(vehicle));
            let gap = &mut self.road.closures.row(route).arrivals[station as usize];
            let sooner = alone + gap.pass(alone, headway);
            if sooner < ends {
                self.book_driving(vehicle);
                self.tell_place(vehicle);
                let journey = &mut self.world.journeys[vehicle];
                journey.lasts = sooner - self.now;
                journey.drives = Span((alone - self.now).0 - journey.stands.0);
                self.drive_until(vehicle, sooner);
            }
        }
    }

    /// The same where it still stood behind a checkpoint: each of those behind takes the turn of the one
    /// ahead.
    fn close_up_behind_checkpoint(&mut self, gone: VehicleId, others: &[(Tick, VehicleId)], headway: Span) {
        let journey @ Journey { station, stretch: (place, _), stands, .. } = self.world.journeys[gone];
        let route = journey.road();
        let Some(before) = (station as usize).checked_sub(1) else { return };
        if stands == Span::ZERO || place != self.plan.routes[route].stations[before].at {
            return;
        }
        let mut turn = self.now + stands;
        for &(_, vehicle) in others {
            let journey = &mut self.world.journeys[vehicle];
            let goes = journey.began + journey.stands;
            if journey.stretch.0 == place && goes > turn {
                journey.stands = turn - journey.began;
                turn = goes;
            }
        }
        self.road.closures.row(route).leaves[before].step_up(headway);
    }

    /// Nobody drives on a road any more: nobody has a turn there.
    pub(super) fn clear_road(&mut self, route: RouteId) {
        self.road.closures.row(route).arrivals.iter_mut().for_each(HeadwayGate::begin_again);
    }

    /// The others on a vehicle's road who do something, by when they will have done it.
    fn in_turn(&self, gone: VehicleId, does: impl Fn(State) -> bool) -> Vec<(Tick, VehicleId)> {
        let route = self.world.journeys[gone].route();
        let others = VehicleId::all(self.world.vehicle_count()).filter(|&id| id != gone);
        let others = others.filter(|&id| self.world.journeys[id].route() == route);
        let others = others.filter(|&id| does(self.world.vehicles[id].state));
        let mut others: Vec<_> = others.map(|id| (self.ends(id), id)).collect();
        others.sort_unstable();
        others
    }

    /// When a vehicle is at the end of its stretch, or goes if it waits for the gap at a road's entry.
    fn ends(&self, vehicle: VehicleId) -> Tick {
        let journey = &self.world.journeys[vehicle];
        journey.began + journey.lasts
    }
}
