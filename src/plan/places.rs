//! Places and the ways between them: sites, routes, checkpoints and when they are open.

use super::{CheckpointId, Entity, FleetId, SiteId};
use crate::stats::Distribution;
use crate::units::{DAY, HOUR, Span};

use super::DayProfile;

/// A place where vehicles board or alight people, or stand.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// The key in the scenario.
    pub id: String,
    /// In words.
    pub title: String,
    /// Latitude and longitude in degrees, for maps.
    pub position: Option<(f64, f64)>,
    /// How many vehicles can board or alight at once; none: as many as come.
    pub berths: Option<u32>,
    /// How many people it can shelter; none: as many as come.
    pub capacity: Option<u32>,
    /// When berths are given; none: always.
    pub hours: Option<Hours>,
}

impl Site {
    /// A place that is always open and takes whoever comes.
    #[must_use]
    pub fn open(id: &str) -> Site {
        let id = id.to_owned();
        Site { title: id.clone(), id, position: None, berths: None, capacity: None, hours: None }
    }
}

/// When a place is open, day after day.
#[derive(Clone, Debug, PartialEq)]
pub struct Hours {
    /// Openings and closings as times of day, rising; the windows do not touch.
    windows: Vec<(Span, Span)>,
}

impl Hours {
    /// Open in these windows of the local day, each from its first time until its second. A window
    /// may end at midnight (24 h) but not go beyond: one past midnight is two.
    ///
    /// # Panics
    /// If there are none, or if they do not rise without touching within the day. If they are the whole day: a place
    /// that is always open has no hours.
    #[must_use]
    pub fn new(windows: Vec<(Span, Span)>) -> Hours {
        let rises = windows.iter().all(|&(from, to)| from < to && to.0 <= DAY)
            && windows.is_sorted_by(|a, b| a.1 < b.0);
        assert!(!windows.is_empty() && rises, "opening hours rise within the day");
        assert!(windows != [(Span::ZERO, Span(DAY))], "a place that is open all day has no hours");
        Hours { windows }
    }

    /// How long it is open within a time that begins at a time of day.
    #[must_use]
    pub fn open_within(&self, time_of_day: Span, time: Span) -> Span {
        let open_by = |of_day: u64| -> u64 {
            self.windows.iter().map(|(from, to)| of_day.clamp(from.0, to.0) - from.0).sum()
        };
        let until = time_of_day.0 + time.0;
        Span(until / DAY * open_by(DAY) + open_by(until % DAY) - open_by(time_of_day.0))
    }

    /// Whether it is open at a time of day, and how long that still holds. Hours that meet at
    /// midnight close and open again there.
    #[must_use]
    pub fn at(&self, time_of_day: Span) -> (bool, Span) {
        let next = self.windows.iter().find(|(_, to)| *to > time_of_day);
        match next {
            Some(&(from, to)) if from <= time_of_day => (true, Span(to.0 - time_of_day.0)),
            Some(&(from, _)) => (false, Span(from.0 - time_of_day.0)),
            None => (false, Span(DAY - time_of_day.0 + self.windows[0].0.0)),
        }
    }

    /// The same, hours that meet at midnight taken together.
    #[must_use]
    pub fn until_change(&self, time_of_day: Span) -> (bool, Span) {
        let (open, holds) = self.at(time_of_day);
        let meets = open && time_of_day.0 + holds.0 == DAY && self.at(Span::ZERO).0;
        (open, if meets { holds + self.at(Span::ZERO).1 } else { holds })
    }

    /// How long it takes, from a time of day on, until it has been open for some time and still is.
    #[must_use]
    pub fn after_open(&self, time_of_day: Span, open: Span) -> Span {
        let a_day: u64 = self.windows.iter().map(|(from, to)| to.0 - from.0).sum();
        let (days, mut left) = (open.0 / a_day, open.0 % a_day);
        let (mut now, mut passed) = (time_of_day.0, days.saturating_mul(DAY));
        loop {
            let (is_open, holds) = self.at(Span(now));
            if is_open && left < holds.0 {
                return Span(passed.saturating_add(left));
            }
            left -= if is_open { holds.0 } else { 0 };
            passed = passed.saturating_add(holds.0);
            now = (now + holds.0) % DAY;
        }
    }

    /// When both are open; none if never.
    #[must_use]
    pub fn and(&self, other: &Hours) -> Option<Hours> {
        let pairs = self.windows.iter().flat_map(|one| other.windows.iter().map(move |two| (one, two)));
        let both = pairs.map(|(one, two)| (one.0.max(two.0), one.1.min(two.1)));
        let mut both: Vec<_> = both.filter(|(from, to)| from < to).collect();
        both.sort_unstable();
        (!both.is_empty()).then(|| Hours::new(both))
    }

    /// From when to when it is open, one window past midnight where two meet there.
    #[must_use]
    pub fn windows(&self) -> Vec<(Span, Span)> {
        let mut windows = self.windows.clone();
        if windows.len() > 1
            && windows[0].0 == Span::ZERO
            && windows[windows.len() - 1].1 == Span(DAY)
            && let Some(last) = windows.pop()
        {
            windows[0].0 = last.0;
        }
        windows
    }
}

/// A directed way from one site to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// The key in the scenario; both directions of a route share it.
    pub id: String,
    /// Where it begins.
    pub from: SiteId,
    /// Where it ends.
    pub to: SiteId,
    /// Its length.
    pub km: Option<f64>,
    /// Travel time in milliseconds, drawn for each vehicle and leg. Of a route that is driven by its
    /// length it says what to expect when sites are compared.
    pub time: Distribution,
    /// Set if it is driven by its length: at the fleet's speeds, or else at these.
    pub speeds: Option<Speeds>,
    /// A factor drawn for each local clock hour and shared by all who depart in it.
    pub conditions: Option<Distribution>,
    /// Factors over the local day.
    pub by_hour: DayProfile,
    /// Factors of some fleets on this route, beside their own everywhere.
    pub by_fleet: Vec<(FleetId, f64)>,
    /// A factor of everybody on this route, beside these.
    pub factor: f64,
    /// The checkpoints on it, in the order in which they are passed.
    pub stations: Vec<Station>,
    /// The least time between two vehicles that pass one place of it; none: they may overtake.
    pub headway: Option<Span>,
    /// Whose luck the conditions are.
    pub entity: Entity,
}

impl Route {
    /// A route with a travel time in milliseconds and nothing else about it.
    #[must_use]
    pub fn plain(id: &str, (from, to): (SiteId, SiteId), time: Distribution) -> Route {
        Route {
            id: id.to_owned(),
            from,
            to,
            km: None,
            time,
            speeds: None,
            conditions: None,
            by_hour: DayProfile::default(),
            by_fleet: Vec::new(),
            factor: 1.0,
            stations: Vec::new(),
            headway: None,
            entity: Entity::named("routes", id),
        }
    }

    /// The factor of a fleet on this route, beside its own everywhere.
    #[inline]
    #[must_use]
    pub fn factor(&self, fleet: FleetId) -> f64 {
        let of_fleet = self.by_fleet.iter().find(|(id, _)| *id == fleet).map_or(1.0, |&(_, factor)| factor);
        of_fleet * self.factor
    }
}

/// How fast vehicles drive, in kilometres per hour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Speeds {
    /// Without people.
    pub empty: f64,
    /// With people aboard.
    pub loaded: f64,
}

impl Speeds {
    /// Milliseconds for a way of so many kilometres.
    #[inline]
    #[must_use]
    pub fn time(self, km: f64, loaded: bool) -> f64 {
        km / if loaded { self.loaded } else { self.empty } * HOUR as f64
    }
}

/// A checkpoint as a route meets it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Station {
    /// The share of the way at which it stands.
    pub at: f64,
    /// Which.
    pub checkpoint: CheckpointId,
}

/// A place on a route where vehicles are stopped and checked, first come, first served.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    /// The name in the scenario.
    pub id: String,
    /// How many vehicles, or convoys, are checked at once.
    pub lanes: u32,
    /// Whether a convoy is checked as one.
    pub per_convoy: bool,
    /// How long a check lasts, in milliseconds.
    pub time: Distribution,
    /// When checks begin; none: always.
    pub hours: Option<Hours>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic = "open all day"]
    fn hours_of_a_whole_day_are_refused() {
        let _ = Hours::new(vec![(Span::ZERO, Span(24 * HOUR))]);
    }

    #[test]
    fn hours_say_whether_and_for_how_long() {
        let hours = Hours::new(vec![(Span(6 * HOUR), Span(12 * HOUR)), (Span(14 * HOUR), Span(24 * HOUR))]);
        for (at, open, holds) in
            [(0, false, 6), (6, true, 6), (11, true, 1), (12, false, 2), (14, true, 10), (23, true, 1)]
        {
            assert_eq!(hours.at(Span(at * HOUR)), (open, Span(holds * HOUR)), "{at}:00");
        }
    }

    #[test]
    fn hours_add_up_over_days() {
        let hours = Hours::new(vec![(Span(6 * HOUR), Span(12 * HOUR)), (Span(14 * HOUR), Span(24 * HOUR))]);
        for (from, lasts, open) in
            [(0, 24, 16), (0, 7, 1), (13, 2, 1), (20, 8, 4), (20, 11, 5), (7, 48, 32), (5, 0, 0)]
        {
            assert_eq!(
                hours.open_within(Span(from * HOUR), Span(lasts * HOUR)),
                Span(open * HOUR),
                "{from}:00"
            );
        }
    }

    #[test]
    fn hours_that_meet_at_midnight_go_on() {
        let night = Hours::new(vec![(Span::ZERO, Span(5 * HOUR)), (Span(22 * HOUR), Span(24 * HOUR))]);
        assert_eq!(night.until_change(Span(23 * HOUR)), (true, Span(6 * HOUR)));
        assert_eq!(night.until_change(Span(4 * HOUR)), (true, Span(HOUR)));
        assert_eq!(night.until_change(Span(5 * HOUR)), (false, Span(17 * HOUR)));
        assert_eq!(night.windows(), [(Span(22 * HOUR), Span(5 * HOUR))]);
    }

    #[test]
    fn time_passes_only_while_it_is_open() {
        let night = Hours::new(vec![(Span::ZERO, Span(5 * HOUR)), (Span(22 * HOUR), Span(24 * HOUR))]);
        for (from, open, passes) in [
            (23, 0, 0),
            (12, 0, 10),
            (12, 3, 13),
            (4, 1, 18),
            (4, 0, 0),
            (23, 6, 23),
            (12, 14, 58),
            (12, 15, 59),
        ] {
            assert_eq!(night.after_open(Span(from * HOUR), Span(open * HOUR)), Span(passes * HOUR), "{from}");
        }
    }

    #[test]
    fn speeds_make_times() {
        let speeds = Speeds { empty: 40.0, loaded: 20.0 };
        assert_eq!(speeds.time(10.0, true), 30.0 * 60_000.0);
        assert_eq!(speeds.time(10.0, false), 15.0 * 60_000.0);
    }
}
