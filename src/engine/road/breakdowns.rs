//! Breakdowns: vehicles that stand on the road until a crew has repaired them, and others who take
//! their people over as they pass.

use crate::engine::Engine;
use crate::engine::queue::Queue;
use crate::engine::rng::Purpose;
use crate::engine::road::stranded::{Spot, Standing};
use crate::plan::{Between, Breakdown, FleetId, Plan, Table, VehicleId};
use crate::record::{Notice, Recorder};
use crate::stats::Distribution;
use crate::units::{Span, Tick};
use crate::world::{Line, State, StretchEnd, Supply};

/// The crews of a fleet and who waits for them.
#[derive(Clone, Copy, Debug, Default)]
struct RepairShop {
    free: Supply,
    queue: Line,
}

/// Who repairs, and who stands with people whom others may take over.
#[derive(Debug)]
pub(super) struct RepairCrews {
    workshops: Table<FleetId, RepairShop>,
    standing: Standing,
}

impl RepairCrews {
    pub(super) fn new(plan: &Plan) -> RepairCrews {
        RepairCrews {
            workshops: Table::filled(plan.fleets.len(), RepairShop::default()),
            standing: Standing::new(plan),
        }
    }

    pub(super) fn reset(&mut self, plan: &Plan) {
        for (workshop, fleet) in self.workshops.rows_mut().iter_mut().zip(plan.fleets.rows()) {
            let crews = fleet.breakdown.as_ref().and_then(|breakdown| breakdown.crews);
            *workshop = RepairShop { free: Supply::of(crews), queue: Line::default() };
        }
        self.standing.reset();
    }
}

impl<R: Recorder, Q: Queue> Engine<'_, R, Q> {
    /// Draws how long a vehicle drives, in milliseconds or kilometres, until it fails next.
    pub(in crate::engine) fn draw_time_to_failure(&mut self, vehicle: VehicleId) {
        let Some(breakdown) = &self.fleet(vehicle).1.breakdown else { return };
        let (Between::Driving(mean) | Between::Km(mean)) = breakdown.every;
        let place = 2 * u64::from(self.world.journeys[vehicle].failures);
        let unit = self.failure_draw(vehicle, place);
        // The time between failures is exponential: -mean ln(1 - u).
        self.world.journeys[vehicle].sound = -mean * libm::log1p(-unit);
    }

    fn failure_draw(&self, vehicle: VehicleId, place: u64) -> f64 {
        let (_, class) = self.fleet(vehicle);
        let number = vehicle.0 - class.vehicles.start;
        self.rng.stream(class.entity, number, Purpose::Failures).at(place)
    }

    /// A vehicle fails on its way. It belongs to no convoy any more, and stands until it is repaired.
    pub(super) fn break_down(&mut self, vehicle: VehicleId) {
        self.tell_place(vehicle);
        self.close_up_on_road(vehicle);
        self.fall_out(vehicle);
        let fleet = self.world.vehicles[vehicle].fleet;
        self.enter(vehicle, State::AwaitingRepair);
        self.road.crews.workshops[fleet].queue.join(&mut self.world.vehicles, vehicle);
        self.send_crews(fleet);
        let takeover = self.plan.fleets[fleet].breakdown.as_ref().is_some_and(|row| row.takeover);
        if let Some(spot) = self.spot(vehicle).filter(|_| takeover && self.world.vehicles[vehicle].load > 0) {
            self.road.crews.standing.join(spot, vehicle);
            self.look_out_for(vehicle);
        }
    }

    fn send_crews(&mut self, fleet: FleetId) {
        let Some(Breakdown { repair, .. }) = &self.plan.fleets[fleet].breakdown else { return };
        while self.road.crews.workshops[fleet].free.has(1) {
            let workshop = &mut self.road.crews.workshops[fleet];
            let Some(vehicle) = workshop.queue.pop(&mut self.world.vehicles) else { return };
            workshop.free.take(1);
            self.enter(vehicle, State::UnderRepair);
            let time = self.repair_time(vehicle, repair);
            self.schedule(vehicle, self.now + time);
        }
    }

    fn repair_time(&mut self, vehicle: VehicleId, repair: &Distribution) -> Span {
        let failures = &mut self.world.journeys[vehicle].failures;
        *failures += 1;
        let place = 2 * u64::from(*failures) - 1;
        Span::from_drawn(match repair.as_fixed() {
            Some(time) => time,
            None => repair.draw(self.failure_draw(vehicle, place)),
        })
    }

    /// A repair is done: the vehicle drives on, or back if its road is suspended so.
    pub(in crate::engine) fn on_repaired(&mut self, vehicle: VehicleId) -> u32 {
        let fleet = self.leave_crew(vehicle);
        self.draw_time_to_failure(vehicle);
        if self.road.closures.turns_back(self.world.journeys[vehicle].road()) {
            self.drive_back(vehicle);
        } else {
            self.drive_stretch(vehicle, Span::ZERO);
        }
        // Only now: a crew is never at two vehicles.
        self.send_crews(fleet);
        self.world.vehicles[vehicle].load
    }

    /// A crew has no more to do with a vehicle, and goes to the next.
    pub(in crate::engine) fn release_crew(&mut self, vehicle: VehicleId) {
        let fleet = self.leave_crew(vehicle);
        self.send_crews(fleet);
    }

    /// A crew has no more to do with a vehicle. Returns the fleet that it repairs.
    fn leave_crew(&mut self, vehicle: VehicleId) -> FleetId {
        let fleet = self.world.vehicles[vehicle].fleet;
        self.road.crews.workshops[fleet].free.give_back(1);
        self.stand_no_more(vehicle);
        fleet
    }

    /// A broken vehicle waits for no crew any more.
    pub(in crate::engine) fn leave_workshop(&mut self, vehicle: VehicleId) {
        let fleet = self.world.vehicles[vehicle].fleet;
        self.road.crews.workshops[fleet].queue.leave(&mut self.world.vehicles, vehicle);
        self.stand_no_more(vehicle);
    }

    fn stand_no_more(&mut self, vehicle: VehicleId) {
        if let Some(spot) = self.spot(vehicle) {
            self.road.crews.standing.leave(spot, vehicle);
        }
    }

    /// Where a vehicle that is driving no more is on its way; none if it is at a site by now.
    fn spot(&self, vehicle: VehicleId) -> Option<Spot> {
        let journey = &self.world.journeys[vehicle];
        Some((journey.route()?, journey.stretch.0))
    }

    /// The nearest vehicle ahead on the present stretch that stands with people for whom there may be
    /// room, and when it will be passed.
    pub(super) fn next_standing(&self, vehicle: VehicleId) -> Option<(Tick, VehicleId)> {
        let journey = &self.world.journeys[vehicle];
        let (from, to) = journey.stretch;
        if !self.has_room(vehicle) {
            return None;
        }
        let ahead = self.road.crews.standing.between(journey.road(), (from, to));
        let pace = self.pace(vehicle);
        let mut passes =
            ahead.map(|(at, standing)| (self.now + journey.until((at - from) / (to - from), pace), standing));
        let helps = |&(_, standing): &(Tick, VehicleId)| self.could_help(standing, vehicle);
        let (tick, first) = passes.find(helps)?;
        // Times are rounded: of those that are passed in the same tick it is the one with the least id.
        let as_soon = passes.take_while(|&(next, _)| next == tick).filter(helps);
        Some((tick, as_soon.map(|(_, standing)| standing).fold(first, VehicleId::min)))
    }

    /// Whether a vehicle is on its way with people, and has places left.
    fn has_room(&self, vehicle: VehicleId) -> bool {
        let row = &self.world.vehicles[vehicle];
        row.load > 0 && !row.offered && self.world.journeys[vehicle].spare != [0; 2]
    }

    /// Whether a vehicle that has room has places for some of those in one that stands.
    fn could_help(&self, standing: VehicleId, vehicle: VehicleId) -> bool {
        let (row, other) = (&self.world.vehicles[vehicle], &self.world.vehicles[standing]);
        let spare = self.world.journeys[vehicle].spare;
        let (_, class) = self.fleet(vehicle);
        row.site == other.site
            && self.visits_same_shelters(standing, vehicle)
            && self.fleet(standing).1.takes.iter().enumerate().any(|(place, group)| {
                let need = self.plan.groups[*group].need;
                spare[need.index()] > 0
                    && self.world.aboard(standing, place) > 0
                    && class.takes.contains(group)
            })
    }

    /// Those who are about to pass a vehicle that has just broken down will stop for it.
    fn look_out_for(&mut self, standing: VehicleId) {
        let Some(route) = self.world.journeys[standing].route() else { return };
        for vehicle in VehicleId::all(self.world.vehicle_count()) {
            let journey = &self.world.journeys[vehicle];
            if vehicle == standing || journey.route() != Some(route) {
                continue;
            }
            if self.world.vehicles[vehicle].state == State::DrivingLoaded {
                self.look_ahead(vehicle);
            }
        }
    }

    /// Ends the stretch of a vehicle that is driving earlier, where somebody stands.
    fn look_ahead(&mut self, vehicle: VehicleId) {
        let journey = &self.world.journeys[vehicle];
        let ends = journey.began + journey.lasts;
        self.book_driving(vehicle);
        self.world.journeys[vehicle].lasts = ends - self.now;
        self.drive_until(vehicle, ends);
    }

    /// A vehicle passes one that stands: it takes people over as far as it has room, which takes their
    /// time to board, and drives on. Returns how many they are.
    pub(super) fn take_people_over(&mut self, standing: VehicleId, vehicle: VehicleId, ends: Tick) -> u32 {
        let mut total = 0;
        // It may have been repaired meanwhile, or be at a site.
        let spot = self.spot(standing);
        let stands = spot.is_some_and(|spot| self.road.crews.standing.contains(spot, standing));
        if stands && self.has_room(vehicle) && self.could_help(standing, vehicle) {
            let takes = &self.fleet(standing).1.takes;
            for place in 0..takes.len() {
                total += self.take_group_over((standing, vehicle), place);
            }
        }
        if stands && self.world.vehicles[standing].load == 0 {
            self.stand_no_more(standing);
        }
        let delay = match total {
            0 => Span::ZERO,
            _ => self.handling_time(vehicle, &self.fleet(vehicle).1.boarding, (total, false)),
        };
        // Where times are rounded it may seem to be still behind, and would meet the same again and again.
        let beside = self.world.journeys[standing].stretch.0;
        let journey = &mut self.world.journeys[vehicle];
        if stands {
            journey.stretch.0 = journey.stretch.0.max(beside);
        }
        self.drive_on_after(vehicle, delay, ends);
        total
    }

    /// A vehicle that would have come to the end of its stretch at `ends` stands first, while people board.
    fn drive_on_after(&mut self, vehicle: VehicleId, delay: Span, ends: Tick) {
        let pace = self.pace(vehicle);
        let journey = &mut self.world.journeys[vehicle];
        let mut ends = ends + delay;
        (journey.stands, journey.lasts) = (delay, ends - self.now);
        // Later it may be slower, or faster.
        let alone = self.now + journey.alone(self.now, pace);
        if delay > Span::ZERO && !pace.by_hour.is_flat() {
            journey.drives = Span((alone - self.now).0 - delay.0);
            ends = alone.max(Tick(ends.0 - delay.0));
        }
        let route = self.world.journeys[vehicle].road();
        if self.road.closures.turns_back(route) {
            return self.drive_back(vehicle);
        }
        if self.road.closures.halts(route) {
            return self.enter(vehicle, State::Halted);
        }
        let ends = self.behind_others(vehicle, ends, delay);
        self.world.journeys[vehicle].lasts = ends - self.now;
        self.drive_until(vehicle, ends);
    }

    fn take_group_over(&mut self, (from, to): (VehicleId, VehicleId), place: usize) -> u32 {
        let group = self.fleet(from).1.takes[place];
        let Some(into) = self.fleet(to).1.takes.iter().position(|&taken| taken == group) else { return 0 };
        let need = self.plan.groups[group].need;
        let mut spare = self.world.journeys[to].spare;
        let people =
            self.world.take_over((from, to), (place, into), (need, self.travel_alone(group)), &mut spare);
        self.world.journeys[to].spare = spare;
        if people > 0 {
            self.hand_over_promises((from, to), group, people);
            if self.observing.is_on() {
                self.observe_takeover((from, to), group, people);
            }
            self.recorder.record(self.now, &Notice::TakenOver { from, to, group, people });
        }
        people
    }

    /// A vehicle comes to the end of its stretch at `ends`, unless something comes first.
    pub(in crate::engine) fn drive_until(&mut self, vehicle: VehicleId, ends: Tick) {
        let (mut first, mut why) = (ends, StretchEnd::Station);
        if let Some((tick, standing)) = self.next_standing(vehicle).filter(|&(tick, _)| tick < first) {
            (first, why) = (tick, StretchEnd::Standing(standing));
        }
        if let Some(tick) = self.fails_at(vehicle).filter(|&tick| tick < first) {
            (first, why) = (tick, StretchEnd::Failure);
        }
        let journey = &mut self.world.journeys[vehicle];
        journey.end = why;
        journey.expect(Some(first));
        self.schedule(vehicle, first);
    }

    /// When the vehicle will fail if it drives on; none if it never does.
    fn fails_at(&self, vehicle: VehicleId) -> Option<Tick> {
        let (_, class) = self.fleet(vehicle);
        let journey = &self.world.journeys[vehicle];
        let moves = (journey.lasts.0 - journey.stands.0) as f64;
        let time = match class.breakdown.as_ref()?.every {
            // Behind a slower one it takes longer to drive as much.
            Between::Driving(_) if journey.drives.0 as f64 != moves => {
                journey.sound * moves / journey.drives.0 as f64
            }
            Between::Driving(_) => journey.sound,
            Between::Km(_) => {
                let (from, to) = journey.stretch;
                let km = self.plan.routes[journey.road()].km? * (to - from);
                if km <= 0.0 || journey.sound > km {
                    return None;
                }
                return Some(self.now + journey.until((journey.sound / km).max(0.0), self.pace(vehicle)));
            }
        };
        Some(self.now + journey.stands + Span::from_drawn(time.max(0.0)))
    }
}
