//! Observers: who counts people, where, how well, and when they say how many.

use super::{Bound, CheckpointId, DayProfile, Entity, FleetId, GroupId, Hours, ObserverId, SiteId};
use crate::stats::Distribution;
use crate::units::{Span, Tick};

/// Somebody who counts, imperfectly, and reports.
#[derive(Clone, Debug, PartialEq)]
pub struct Observer {
    /// Its id in the scenario.
    pub id: String,
    /// What it is called in figures.
    pub title: String,
    /// Where it counts.
    pub post: Post,
    /// When it is there; none: always.
    pub hours: Option<Hours>,
    /// Which groups of the scenario it counts, in rising order; none: everybody.
    pub scope: Option<Vec<GroupId>>,
    /// Whether it counts people in their own cars.
    pub own_cars: bool,
    /// The chance that a vehicle is seen.
    pub coverage: Coverage,
    /// The chance that a vehicle that is seen is counted twice.
    pub double_counting: f64,
    /// How the people in a vehicle are counted.
    pub count: Count,
    /// The factor by which all that it counts in a replication is wrong, drawn once a replication; of mean 1.
    pub lasting_bias: Distribution,
    /// When it reports, and how.
    pub reports: Reports,
    /// Whose luck it is.
    pub entity: Entity,
}

/// Where an observer counts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Post {
    /// At every drop-off: all who are out.
    Out,
    /// Vehicles that depart from these sites with people.
    Departures(Vec<SiteId>),
    /// People who are set down at these sites.
    Arrivals(Vec<SiteId>),
    /// Vehicles with people that pass a checkpoint.
    Checkpoint(CheckpointId),
    /// It adds up what these observers report.
    Reports(Vec<ObserverId>),
}

/// The chance that a vehicle is seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    /// Of one that left in a convoy, to one counter.
    pub convoy: f64,
    /// Of one that left alone, to one counter.
    pub alone: f64,
    /// By what it is multiplied at an hour of the day; more than 1 is 1.
    pub by_hour: DayProfile,
    /// The part of the chance that each further vehicle at the post takes away.
    pub crowding: f64,
    /// How many counters there are, each of whom may see it.
    pub counters: u32,
}

impl Observer {
    /// Whether it matters to what it sees what time of day it is.
    #[inline]
    pub(crate) fn heeds_hours(&self) -> bool {
        self.hours.is_some() || !self.coverage.by_hour.is_flat()
    }

    /// Whether it counts everybody who passes, once and for one.
    pub(crate) fn counts_everybody(&self) -> bool {
        let Coverage { convoy, alone, ref by_hour, crowding, counters } = self.coverage;
        let sees_all = convoy >= 1.0 && alone >= 1.0 && by_hour.is_flat() && crowding == 0.0 && counters == 1;
        sees_all && self.hours.is_none() && self.double_counting == 0.0 && self.count == Count::Exact
    }
}

impl Coverage {
    /// Every vehicle is seen.
    #[must_use]
    pub fn full() -> Coverage {
        Coverage { convoy: 1.0, alone: 1.0, by_hour: DayProfile::default(), crowding: 0.0, counters: 1 }
    }

    /// The chance that at least one of the counters sees a vehicle, with so many others at the post:
    /// one of them does with p = coverage × factor of the hour × (1 − crowding)^others, one of n with 1 − (1 − p)^n.
    #[must_use]
    pub fn chance(&self, in_convoy: bool, time_of_day: Span, others: u32) -> f64 {
        self.chance_in_crowd(in_convoy, time_of_day, self.thinned(others))
    }

    /// The part of the chance that so many other vehicles at the post leave.
    pub(crate) fn thinned(&self, others: u32) -> f64 {
        if self.crowding == 0.0 { 1.0 } else { libm::pow(1.0 - self.crowding, f64::from(others)) }
    }

    /// The chance that at least one of the counters sees a vehicle, of which the other vehicles at the post leave a part.
    #[inline]
    pub(crate) fn chance_in_crowd(&self, in_convoy: bool, time_of_day: Span, thinned: f64) -> f64 {
        let plain = if in_convoy { self.convoy } else { self.alone };
        let one = (plain * self.by_hour.at(time_of_day).0).min(1.0) * thinned;
        match self.counters {
            1 => one,
            n => 1.0 - libm::pow(1.0 - one, f64::from(n)),
        }
    }
}

/// How the people in a vehicle are counted.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Count {
    /// One by one.
    Exact,
    /// So many a vehicle, by fleet, own cars included; a fleet that has no number is not counted.
    Nominal(Vec<(FleetId, f64)>),
    /// By eye: so many as there are times a factor that is drawn for each vehicle.
    Estimate(Distribution),
}

/// When an observer reports, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Reports {
    /// When it closes a count to be reported.
    pub when: ReportTimes,
    /// How much later the report is told, in milliseconds.
    pub delay: Distribution,
    /// The step to which reported numbers are rounded; at least 1.
    pub round_to: u64,
    /// What the number is said to be.
    pub bound: Bound,
}

/// When an observer closes a count to be reported.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReportTimes {
    /// Whenever it has counted something.
    Always,
    /// At these instants, in rising order.
    At(Vec<Tick>),
    /// At one instant and again and again so much later, the last time when the run is over.
    Every(Tick, Span),
    /// Once, when the run is over.
    AtEnd,
}

impl Reports {
    /// Everything at once and as it was counted.
    #[must_use]
    pub fn always() -> Reports {
        Reports { when: ReportTimes::Always, delay: Distribution::ZERO, round_to: 1, bound: Bound::Exact }
    }

    /// A count as it is reported: rounded to the step, halves up; one that is a least number, down.
    #[must_use]
    pub fn rounded(&self, count: f64) -> u64 {
        let step = self.round_to as f64;
        let steps = (count / step).max(0.0);
        let whole = match self.bound {
            // What was summed in parts of a person may lie a hair below a whole number.
            Bound::AtLeast => libm::floor(steps + 1e-9),
            Bound::Exact | Bound::About => libm::floor(steps + 0.5),
        };
        whole as u64 * self.round_to
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_to_the_step_and_least_numbers_down() {
        let rounded =
            |round_to, bound, count| Reports { round_to, bound, ..Reports::always() }.rounded(count);
        for (round_to, bound, count, said) in [
            (1, Bound::Exact, 12.5, 13),
            (500, Bound::About, 749.9, 500),
            (500, Bound::About, 750.0, 1000),
            (500, Bound::AtLeast, 999.0, 500),
            (250, Bound::AtLeast, 250.0, 250),
            (10, Bound::About, -3.0, 0),
        ] {
            assert_eq!(rounded(round_to, bound, count), said, "{count} to {round_to}, {bound:?}");
        }
    }

    #[test]
    fn more_counters_see_more_and_a_crowd_hides() {
        let coverage = |counters, crowding| Coverage { alone: 0.5, crowding, counters, ..Coverage::full() };
        let chance =
            |counters, crowding, others| coverage(counters, crowding).chance(false, Span::ZERO, others);
        assert_eq!(chance(1, 0.1, 0), 0.5);
        // Two vehicles beside it: 0.5 × 0.9².
        assert!((chance(1, 0.1, 2) - 0.405).abs() < 1e-12);
        // Three counters: 1 − 0.5³.
        assert!((chance(3, 0.0, 7) - 0.875).abs() < 1e-12);
        assert_eq!(chance(0, 0.0, 0), 0.0);
        assert_eq!(coverage(1, 0.0).chance(true, Span::ZERO, 0), 1.0);
    }

    #[test]
    fn whoever_misses_anybody_does_not_count_everybody() {
        let all = Observer {
            id: "all".into(),
            title: String::new(),
            post: Post::Out,
            hours: None,
            scope: None,
            own_cars: true,
            coverage: Coverage::full(),
            double_counting: 0.0,
            count: Count::Exact,
            lasting_bias: Distribution::ONE,
            reports: Reports::always(),
            entity: Entity(0),
        };
        assert!(all.counts_everybody() && !all.heeds_hours());
        let half = DayProfile::new(vec![(Span::ZERO, 0.5)]);
        let worse = [
            Coverage { convoy: 0.9, ..Coverage::full() },
            Coverage { alone: 0.9, ..Coverage::full() },
            Coverage { by_hour: half, ..Coverage::full() },
            Coverage { crowding: 0.1, ..Coverage::full() },
            Coverage { counters: 0, ..Coverage::full() },
        ];
        let worse = worse.map(|coverage| Observer { coverage, ..all.clone() });
        let twice = Observer { double_counting: 0.1, ..all.clone() };
        let about = Observer { count: Count::Nominal(Vec::new()), ..all };
        for observer in worse.into_iter().chain([twice, about]) {
            assert!(!observer.counts_everybody(), "{observer:?}");
        }
    }

    #[test]
    fn hours_change_the_chance_but_nothing_is_surer_than_sure() {
        let hour = |h: u64| Span(h * 3_600_000);
        let by_hour = DayProfile::new(vec![(hour(6), 1.5), (hour(22), 0.5)]);
        let coverage = Coverage { alone: 0.8, by_hour, ..Coverage::full() };
        assert_eq!(coverage.chance(false, hour(7), 0), 1.0);
        assert_eq!(coverage.chance(false, hour(23), 0), 0.4);
    }
}
