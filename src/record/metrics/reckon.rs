//! What a run comes to: the values of the metrics, in the order of their names.

use super::Metrics;
use super::list::{OF_ALL, OF_GROUPS};
use super::of_observers::OF_OBSERVERS;
use super::tally::{Fates, Tally};
use super::waits::minute_of;
use crate::plan::{FleetId, ShareOut};
use crate::stats::share_at_least;
use crate::units::{HOUR, Span, Tick};
use crate::world::State;

/// What did not happen before the end counts as later than any time.
pub(super) fn instant(tick: Option<Tick>) -> f64 {
    tick.map_or(f64::INFINITY, Tick::seconds)
}

/// What the metrics of a group, or of everybody, are reckoned from.
pub(super) struct OfGroup<'m, 'p> {
    pub(super) run: &'m Metrics<'p>,
    /// Its place among the tallies.
    pub(super) place: usize,
    pub(super) tally: &'m Tally,
    pub(super) fates: &'m Fates,
    /// The mean wait, that of 95 % at the most, and the longest.
    pub(super) waits: [f64; 3],
}

impl Metrics<'_> {
    /// Makes the values of a run that is over.
    pub(super) fn reckon(&mut self, end: Tick) {
        let mut values = std::mem::take(&mut self.values);
        values.clear();
        self.reckon_all(&mut values);
        (0..self.tallies.len()).for_each(|place| self.reckon_subject(place, &mut values));
        self.reckon_fleets(&mut values);
        self.reckon_servers(end, &mut values);
        for known in self.knowledge.rows() {
            values.extend(OF_OBSERVERS.iter().map(|row| (row.value)(known)));
        }
        debug_assert!(self.last_arrived.is_none_or(|last| end >= last));
        self.values = values;
    }

    fn reckon_all(&self, values: &mut Vec<f64>) {
        if let Some(goal) = &self.plan.goal {
            let out = goal.out.is_none_or(|ShareOut { group, share }| {
                let tally = &self.tallies[group.map_or(0, |group| self.rows[group].1 as usize)];
                tally.out_by_goal >= share_at_least(tally.total(), share).cast_signed()
            });
            let met = out && goal.known.is_none_or(|known| self.knowledge[known.observer].is_met());
            values.push(f64::from(u8::from(met)));
        }
        let told = OF_ALL.iter().zip(self.told_of_all).filter(|(_, told)| *told);
        values.extend(told.map(|(row, _)| (row.value)(self)));
    }

    /// Whether all have boarded who board vehicles.
    pub(super) fn is_all_boarded(&self) -> bool {
        self.tallies[0].waiting == self.fates[0].waiting_to_drive()
    }

    /// Whether all have been moved.
    pub(super) fn is_over(&self) -> bool {
        self.is_all_boarded() && self.aboard(0) == 0
    }

    /// When something was last. Where nobody was to be moved there is no last; where somebody never was, it is later
    /// than the end.
    pub(super) fn last(&self, done: bool, tick: Option<Tick>) -> f64 {
        match tick {
            None if self.is_over() && self.fates[0].lost() == 0 => f64::NAN,
            tick => instant(tick.filter(|_| done)),
        }
    }

    /// How long the vehicles of a fleet were in service, and not stood down.
    pub(super) fn on_duty(&self, fleet: FleetId) -> Span {
        let hours = State::ALL.iter().zip(self.hours[fleet]);
        let in_service = hours.filter(|(state, _)| !matches!(state, State::StoodDown | State::Absent));
        in_service.map(|(_, hours)| hours).sum()
    }

    /// When the last were out whom fleets bring.
    pub(super) fn cleared_by_fleets(&self) -> f64 {
        let (all, fates) = (&self.tallies[0], &self.fates[0]);
        let done = all.out - fates.private_arrived >= all.size - fates.drivers;
        instant(done.then_some(all.last_out))
    }

    /// What all vehicles cost.
    pub(super) fn cost(&self) -> f64 {
        let Some(costs) = &self.plan.costs else { return 0.0 };
        let standing = self.plan.shuttles().map(|(id, fleet)| {
            let paid = &costs[id];
            paid.per_vehicle * f64::from(fleet.count()) + paid.per_hour * self.on_duty(id).hours()
        });
        standing.sum::<f64>() + self.odometer.paid()
    }

    /// What a fleet's vehicles, their hours and their kilometres cost, where something does.
    fn costs_of(&self, id: FleetId) -> Option<[f64; 3]> {
        let paid = &self.plan.costs.as_ref()?[id];
        let vehicles = paid.per_vehicle * f64::from(self.plan.fleets[id].count());
        Some([vehicles, paid.per_hour * self.on_duty(id).hours(), self.odometer.paid_by(id)])
    }

    /// Who is aboard a vehicle that has not brought them out: all who are nothing else.
    pub(super) fn aboard(&self, place: usize) -> i64 {
        let (tally, fates) = (&self.tallies[place], &self.fates[place]);
        let driving = fates.drove_off - fates.private_arrived;
        tally.size - tally.out - tally.waiting - driving - fates.lost()
    }

    /// When the last of a group, or of everybody, was out.
    pub(super) fn cleared(&self, place: usize) -> f64 {
        let (tally, fates) = (&self.tallies[place], &self.fates[place]);
        instant((tally.out >= tally.size).then_some(tally.last_out.max(fates.last_private)))
    }

    fn reckon_subject(&self, place: usize, values: &mut Vec<f64>) {
        let (tally, fates) = (&self.tallies[place], &self.fates[place]);
        let of = OfGroup { run: self, place, tally, fates, waits: self.wait_values(place) };
        let told = OF_GROUPS.iter().zip(self.told[place]).filter(|(_, told)| *told);
        values.extend(told.map(|(row, _)| (row.value)(&of)));
    }

    /// Mean, 95th percentile and longest wait of those who boarded or still wait; infinite where it depends on
    /// people who never boarded, and no number where nobody waited. Who is to leave in their own car waits for
    /// no vehicle, nor does who has not come yet.
    fn wait_values(&self, place: usize) -> [f64; 3] {
        let waits = if place == 0 { &self.waits[1..] } else { &self.waits[place..=place] };
        let boarded: u64 = waits.iter().map(|waits| waits.people).sum();
        let tally = &self.tallies[place];
        let left = tally.waiting - tally.to_come - self.fates[place].waiting_to_drive();
        let size = boarded + left.max(0).cast_unsigned();
        if size == 0 {
            return [f64::NAN; 3];
        }
        let longest = waits.iter().map(|waits| waits.longest).max().unwrap_or_default().seconds();
        let sum: u128 = waits.iter().map(|waits| waits.sum).sum();
        let all_boarded = |value: f64| if boarded == size { value } else { f64::INFINITY };
        let mean = sum as f64 / boarded.max(1) as f64 / 1000.0;
        // The minute is the next whole one, which may be longer than anybody waited.
        let minute = minute_of(waits, share_at_least(size, 0.95));
        let p95 = minute.map_or(f64::INFINITY, |minute| (minute as f64 * 60.0).min(longest));
        [all_boarded(mean), p95, all_boarded(longest)]
    }

    fn reckon_fleets(&self, values: &mut Vec<f64>) {
        for (id, fleet) in self.plan.shuttles() {
            let states = State::ALL.into_iter().filter(|state| state.occurs(self.plan, fleet));
            values.extend(states.map(|state| self.hours[id][state as usize].0 as f64 / HOUR as f64));
            // Of no vehicles, no number.
            values.push(self.trips[id] as f64 / f64::from(fleet.count()));
            values.extend(self.costs_of(id).into_iter().flatten());
        }
    }

    /// Berths and lanes, until everybody has been moved; where somebody is left, until the end.
    fn reckon_servers(&self, end: Tick, values: &mut Vec<f64>) {
        let (all, fates) = (&self.tallies[0], &self.fates[0]);
        let left = all.waiting + self.aboard(0) + fates.drove_off - fates.private_arrived + fates.going_on;
        let until = if left == 0 { self.last_moved } else { end };
        let berths = self.plan.sites.iter().filter_map(|(id, site)| Some((id, site.berths?)));
        values.extend(
            berths.map(|(id, berths)| self.berths[id].share(berths, until, self.opening_of_site(id))),
        );
        let lanes = self.plan.checkpoints.iter().map(|(id, row)| (id, row.lanes));
        values.extend(
            lanes.map(|(id, lanes)| self.lanes[id].share(lanes, until, self.opening_of_checkpoint(id))),
        );
    }
}
