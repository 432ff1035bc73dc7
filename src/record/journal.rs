//! The journal: where every vehicle was and what it did, of one run, for those who draw it.

use std::ops::Range;

use super::{Notice, Recorder};
use crate::plan::{Plan, RouteId, SuspensionId, Table, VehicleId};
use crate::units::Tick;
use crate::world::State;

/// What a vehicle did for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stay {
    /// The vehicle.
    pub vehicle: VehicleId,
    /// What it did.
    pub state: State,
    /// Since when.
    pub from: Tick,
    /// Until when.
    pub to: Tick,
}

/// A leg of a vehicle.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    /// The vehicle.
    pub vehicle: VehicleId,
    /// The route.
    pub route: RouteId,
    /// With how many people it set out.
    pub people: u32,
    /// The number of its convoy; none if it left alone or empty.
    pub convoy: Option<u32>,
    /// Where it was when: instants, with the share of the way that lay behind it. Between two of them
    /// it drove evenly, or stood.
    pub places: Vec<(Tick, f64)>,
}

/// A leg that is not over.
#[derive(Clone, Copy, Debug)]
struct UnderWay {
    /// Its row.
    way: usize,
    /// The share of the way that it drives in a millisecond; below zero on the way back.
    pace: f64,
}

/// Writes down what vehicles do: of great fleets the first vehicles only.
#[derive(Debug)]
pub struct Journal<'p> {
    plan: &'p Plan,
    /// Of each fleet, the vehicles that are looked at.
    kept: Vec<Range<u32>>,
    stays: Vec<Stay>,
    ways: Vec<Way>,
    under_way: Table<VehicleId, Option<UnderWay>>,
    /// What each vehicle does, and since when.
    states: Table<VehicleId, (State, Tick)>,
    closures: Vec<(SuspensionId, Tick, Option<Tick>)>,
    end: Tick,
}

impl<'p> Journal<'p> {
    /// A journal of nothing yet, of at most about `most` vehicles: of each fleet its share, and at least
    /// one.
    #[must_use]
    pub fn new(plan: &'p Plan, most: u32) -> Journal<'p> {
        let all = u64::from(plan.vehicle_count().max(1));
        let share = |count: u32| (u64::from(count) * u64::from(most)).div_ceil(all).min(u64::from(count));
        let kept = plan.fleets.rows().iter().map(|fleet| {
            let first = fleet.vehicles.start;
            first..first + share(fleet.count()) as u32
        });
        let vehicles = plan.vehicle_count() as usize;
        Journal {
            plan,
            kept: kept.collect(),
            stays: Vec::new(),
            ways: Vec::new(),
            under_way: Table::filled(vehicles, None),
            states: Table::filled(vehicles, (State::StoodDown, Tick::START)),
            closures: Vec::new(),
            end: Tick::START,
        }
    }

    /// What each vehicle did, in the order in which it ended.
    #[must_use]
    pub fn stays(&self) -> &[Stay] {
        &self.stays
    }

    /// All legs, in the order in which they began.
    #[must_use]
    pub fn ways(&self) -> &[Way] {
        &self.ways
    }

    /// Suspensions with their beginnings and ends; none if it lasted beyond the run.
    #[must_use]
    pub fn closures(&self) -> &[(SuspensionId, Tick, Option<Tick>)] {
        &self.closures
    }

    /// The vehicles that were looked at, in the order of the fleets.
    #[must_use]
    pub fn kept(&self) -> &[Range<u32>] {
        &self.kept
    }

    /// When the run ended.
    #[must_use]
    pub fn ended(&self) -> Tick {
        self.end
    }

    fn is_kept(&self, vehicle: VehicleId) -> bool {
        let place = self.kept.partition_point(|kept| kept.start <= vehicle.0);
        place.checked_sub(1).is_some_and(|place| self.kept[place].contains(&vehicle.0))
    }

    fn place(&mut self, vehicle: VehicleId, now: Tick, at: f64) {
        let Some(UnderWay { way, .. }) = self.under_way[vehicle] else { return };
        let places = &mut self.ways[way].places;
        match places.last_mut() {
            Some(last) if last.0 == now => last.1 = at,
            _ => places.push((now, at)),
        }
    }

    /// A vehicle is told to be so far on its way. One that is under way when the run begins has only the rest of it
    /// to drive in the time it takes.
    fn on_road(&mut self, vehicle: VehicleId, now: Tick, at: f64) {
        if let Some(UnderWay { way, pace }) = &mut self.under_way[vehicle]
            && self.ways[*way].places == [(now, 0.0)]
        {
            *pace *= 1.0 - at;
        }
        self.place(vehicle, now, at);
    }

    /// The last place of a leg, if it is on the move since then.
    fn drive_until(&mut self, vehicle: VehicleId, now: Tick) {
        let Some(UnderWay { way, pace }) = self.under_way[vehicle] else { return };
        if let Some(&(since, at)) = self.ways[way].places.last() {
            self.place(vehicle, now, (at + pace * (now - since).0 as f64).clamp(0.0, 1.0));
        }
    }

    fn departed(&mut self, now: Tick, notice: &Notice) {
        let Notice::Departed { vehicle, route, people, convoy, arrives, .. } = *notice else { return };
        let pace = 1.0 / (arrives - now).0.max(1) as f64;
        self.under_way[vehicle] = Some(UnderWay { way: self.ways.len(), pace });
        self.ways.push(Way { vehicle, route, people, convoy, places: vec![(now, 0.0)] });
    }

    fn turned_back(&mut self, now: Tick, vehicle: VehicleId, back: Tick) {
        let Some(under_way) = &mut self.under_way[vehicle] else { return };
        let at = self.ways[under_way.way].places.last().map_or(0.0, |&(_, at)| at);
        under_way.pace = -at / (back - now).0.max(1) as f64;
    }

    fn changed(&mut self, now: Tick, vehicle: VehicleId, to: State) {
        let (state, from) = std::mem::replace(&mut self.states[vehicle], (to, now));
        if from < now {
            self.stays.push(Stay { vehicle, state, from, to: now });
        }
        if state.moves() {
            // On roads where something can happen the place has been told at this instant.
            self.drive_until(vehicle, now);
        }
        if !to.is_on_road() {
            self.under_way[vehicle] = None;
        }
    }
}

impl Recorder for Journal<'_> {
    fn begin(&mut self, _replication: u64) {
        self.stays.clear();
        self.ways.clear();
        self.closures.clear();
        self.under_way.reset(None);
        self.states.reset((State::StoodDown, Tick::START));
    }

    fn record(&mut self, now: Tick, notice: &Notice) {
        match *notice {
            Notice::Suspended { suspension, begins: true } => self.closures.push((suspension, now, None)),
            Notice::Suspended { suspension, begins: false } => {
                let last = self.closures.iter_mut().rev().find(|closure| closure.0 == suspension);
                last.into_iter().for_each(|closure| closure.2 = Some(now));
            }
            Notice::Changed { vehicle, to, .. } if self.is_kept(vehicle) => self.changed(now, vehicle, to),
            Notice::Departed { vehicle, .. } if self.is_kept(vehicle) => self.departed(now, notice),
            Notice::OnRoad { vehicle, at, .. } => self.on_road(vehicle, now, f64::from(at) / 1e6),
            Notice::TurnedBack { vehicle, back, .. } => self.turned_back(now, vehicle, back),
            _ => {}
        }
    }

    fn end(&mut self, now: Tick) {
        self.end = now;
        for vehicle in
            VehicleId::all(self.plan.vehicle_count()).filter(|&id| self.is_kept(id)).collect::<Vec<_>>()
        {
            let (state, from) = self.states[vehicle];
            if state.moves() {
                self.drive_until(vehicle, now);
            }
            if from < now {
                self.stays.push(Stay { vehicle, state, from, to: now });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::example::{CAR, FIRST, SECOND, minute, plan, show, story};
    use super::*;

    fn told(journal: &Journal, vehicle: VehicleId) -> Vec<Vec<(u64, f64)>> {
        let of = journal.ways().iter().filter(|way| way.vehicle == vehicle);
        let minutes = |&(tick, at): &(Tick, f64)| (tick.0 / crate::units::MINUTE, (at * 100.0).round());
        of.map(|way| way.places.iter().map(minutes).collect()).collect()
    }

    #[test]
    fn ways_are_written_down_place_by_place() {
        let plan = plan();
        let mut journal = Journal::new(&plan, 10);
        show(&story(), &mut journal);
        let checked = [(10, 0.0), (40, 50.0), (41, 50.0), (71, 100.0)];
        assert_eq!(told(&journal, FIRST), [&checked[..], &[(85, 0.0), (145, 100.0)]]);
        let turned: &[_] = &[(14, 0.0), (44, 50.0), (45, 50.0), (72, 95.0), (129, 0.0)];
        assert_eq!(told(&journal, SECOND)[0], turned);
        assert_eq!(told(&journal, SECOND)[1].last(), Some(&(190, 90.0)));
        assert_eq!(journal.ways().iter().filter(|way| way.vehicle == CAR).count(), 2);
        assert_eq!(journal.closures(), [(SuspensionId(0), minute(72), Some(minute(100)))]);
    }

    #[test]
    fn what_a_vehicle_did_fills_the_run() {
        let plan = plan();
        let mut journal = Journal::new(&plan, 10);
        show(&story(), &mut journal);
        for vehicle in [FIRST, SECOND, CAR] {
            let mut now = Tick::START;
            for stay in journal.stays().iter().filter(|stay| stay.vehicle == vehicle) {
                assert_eq!(stay.from, now, "{stay:?}");
                now = stay.to;
            }
            assert_eq!(now, minute(390));
        }
    }

    #[test]
    fn a_leg_that_the_end_cuts_off_ends_there() {
        let plan = Plan { end: None, ..plan() };
        let mut journal = Journal::new(&plan, 10);
        let departs: Vec<(Tick, Notice)> =
            story().into_iter().filter(|(now, _)| *now <= minute(14)).collect();
        journal.begin(0);
        departs.iter().for_each(|(now, notice)| journal.record(*now, notice));
        journal.end(minute(44));
        assert_eq!(told(&journal, SECOND), [[(14, 0.0), (44, 50.0)]]);
    }

    #[test]
    fn of_great_fleets_the_first_vehicles_are_looked_at() {
        let plan = plan();
        let journal = Journal::new(&plan, 2);
        assert_eq!(journal.kept(), [0..2, 2..3]);
        assert!(Journal::new(&plan, 1).kept().iter().all(|kept| kept.len() == 1));
    }
}
