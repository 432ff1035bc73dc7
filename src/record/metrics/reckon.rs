//! What a run comes to: the values of the metrics, in the order of their names.

use super::names::{occurs, subjects};
use super::waits::minute_of;
use super::{Metrics, Troubles};
use crate::plan::{FleetId, GroupId};
use crate::stats::share_at_least;
use crate::units::{HOUR, Span, Tick};
use crate::world::State;

/// What did not happen before the end counts as later than any time.
fn instant(tick: Option<Tick>) -> f64 {
    tick.map_or(f64::INFINITY, Tick::seconds)
}

impl Metrics<'_> {
    /// Makes the values of a run that is over.
    pub(super) fn reckon(&mut self, end: Tick) {
        let mut values = std::mem::take(&mut self.values);
        values.clear();
        self.reckon_all(&mut values);
        for (place, subject) in subjects(self.plan).enumerate() {
            self.reckon_subject(place, subject, &mut values);
        }
        self.reckon_fleets(&mut values);
        self.reckon_servers(end, &mut values);
        debug_assert!(self.last_arrived.is_none_or(|last| end >= last));
        self.values = values;
    }

    fn reckon_all(&self, values: &mut Vec<f64>) {
        let (all, fates) = (&self.tallies[0], &self.fates[0]);
        if let Some(goal) = &self.plan.goal {
            let tally = &self.tallies[goal.group.map_or(0, |group| self.rows[group].1 as usize)];
            let met = tally.out_by_goal >= share_at_least(tally.total(), goal.share).cast_signed();
            values.push(f64::from(u8::from(met)));
        }
        let is_all_boarded = all.waiting == fates.waiting_to_drive();
        let is_over = is_all_boarded && self.aboard(0) == 0;
        // Where nobody was to be moved there is no last; where somebody never was, it is later than the end.
        let nobody = is_over && fates.lost() == 0;
        let last = |done: bool, tick: Option<Tick>| match tick {
            None if nobody => f64::NAN,
            tick => instant(tick.filter(|_| done)),
        };
        let shuttles = || self.plan.shuttles().map(|(id, _)| id);
        let on_duty = |fleet: FleetId| {
            let hours = State::ALL.iter().zip(self.hours[fleet]);
            let in_service = hours.filter(|(state, _)| !matches!(state, State::StoodDown | State::Absent));
            in_service.map(|(_, hours)| hours).sum::<Span>()
        };
        let by_fleets = all.out - fates.private_arrived >= all.size - fates.drivers;
        values.extend([
            self.cleared(0),
            instant(by_fleets.then_some(all.last_out)),
            instant(self.first_departure),
            last(is_all_boarded, self.last_boarded),
            last(is_over, self.last_arrived),
            shuttles().map(|fleet| self.trips[fleet]).sum::<u64>() as f64,
            f64::from(self.convoys),
            shuttles().map(on_duty).sum::<Span>().hours(),
        ]);
        let Troubles { turned_back, breakdowns, taken_over, lost } = self.troubles;
        let more = [
            ("vehicle_km", self.odometer.km()),
            ("cost", self.cost(on_duty)),
            ("turned_back", turned_back as f64),
            ("breakdowns", breakdowns as f64),
            ("taken_over", taken_over as f64),
            ("vehicles_lost", lost as f64),
        ];
        values.extend(more.into_iter().filter(|(name, _)| occurs(self.plan, name)).map(|(_, value)| value));
    }

    /// What all vehicles cost; `on_duty` is how long those of a fleet were in service.
    fn cost(&self, on_duty: impl Fn(FleetId) -> Span) -> f64 {
        let Some(costs) = &self.plan.costs else { return 0.0 };
        let standing = self.plan.shuttles().map(|(id, fleet)| {
            let paid = &costs[id];
            paid.per_vehicle * f64::from(fleet.count()) + paid.per_hour * on_duty(id).hours()
        });
        standing.sum::<f64>() + self.odometer.paid()
    }

    /// Who is aboard a vehicle that has not brought them out: all who are nothing else.
    fn aboard(&self, place: usize) -> i64 {
        let (tally, fates) = (&self.tallies[place], &self.fates[place]);
        let driving = fates.drove_off - fates.private_arrived;
        tally.size - tally.out - tally.waiting - driving - fates.lost()
    }

    /// When the last of a group, or of everybody, was out.
    fn cleared(&self, place: usize) -> f64 {
        let (tally, fates) = (&self.tallies[place], &self.fates[place]);
        instant((tally.out >= tally.size).then_some(tally.last_out.max(fates.last_private)))
    }

    fn reckon_subject(&self, place: usize, subject: Option<GroupId>, values: &mut Vec<f64>) {
        let (tally, fates) = (&self.tallies[place], &self.fates[place]);
        if subject.is_some() {
            values.push(self.cleared(place));
        }
        values.extend(tally.reached.map(instant));
        let [mean, p95, longest] = self.wait_values(place);
        let all = [
            tally.out as f64,
            tally.out_by_goal as f64,
            (tally.waiting - tally.to_come) as f64,
            tally.to_come as f64,
            self.aboard(place) as f64,
            mean,
            p95,
            longest,
            tally.splits as f64,
            fates.handed_on as f64,
            fates.private_arrived as f64,
            fates.on_foot as f64,
            fates.dead as f64,
            fates.refused as f64,
        ];
        values
            .extend(all.into_iter().zip(self.told[place]).filter(|(_, told)| *told).map(|(value, _)| value));
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
