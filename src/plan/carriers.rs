//! Which fleets could fetch a group, and how many of it at once.

use super::{Fleet, FleetId, Group, GroupId, Need, Plan};
use crate::stats::Distribution;

/// A vehicle whose places are drawn may have as many as it has on one trip of a thousand.
const SELDOM: f64 = 0.999;

/// What vehicles of one fleet could do for a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carrier {
    /// The fleet.
    pub fleet: FleetId,
    /// Places for what the group needs, and seats beside them, that a vehicle may have on some trip.
    pub holds: (u32, u32),
    /// The same that it has on average.
    pub usual: (u32, u32),
    /// The last stop of an itinerary at which they may get in; none if they go by dispatch.
    pub last_stop: Option<u32>,
}

impl Carrier {
    fn new((id, fleet): (FleetId, &Fleet), row: &Group) -> Option<Carrier> {
        let last_stop = match &fleet.itinerary {
            Some(stops) => {
                let later = |stop: usize| stops[stop + 1..].iter().any(|site| row.to.contains(site));
                let boards = |&stop: &usize| stops[stop] == row.at && later(stop);
                Some((0..stops.len()).rev().find(boards)? as u32)
            }
            None if !fleet.serves.contains(&row.at) => return None,
            None => None,
        };
        let both = |of: fn(&Distribution) -> u32| {
            let seats = if row.need == Need::Seat { 0 } else { of(&fleet.places[Need::Seat.index()]) };
            (of(&fleet.places[row.need.index()]), seats)
        };
        let usual = |law: &Distribution| whole_places(law.mean(), law).min(may_have(law));
        Some(Carrier { fleet: id, holds: both(may_have), usual: both(usual), last_stop })
    }

    /// Whether a party that needs so many places, and seats beside them, fits on some trip.
    #[must_use]
    pub fn holds(&self, (people, companions): (u32, u32)) -> bool {
        people <= self.holds.0 && companions <= self.holds.1
    }
}

impl Plan {
    /// The fleets that could fetch a group from where it waits.
    pub fn carriers(&self, group: GroupId) -> impl Iterator<Item = Carrier> {
        let row = &self.groups[group];
        let could = move |(_, fleet): &(FleetId, &Fleet)| fleet.count() > 0 && fleet.takes.contains(&group);
        self.fleets.iter().filter(could).filter_map(move |fleet| Carrier::new(fleet, row))
    }
}

/// How many places a vehicle has on some trip.
fn may_have(law: &Distribution) -> u32 {
    whole_places(law.as_fixed().unwrap_or_else(|| law.quantile(SELDOM)), law)
}

/// The places of a vehicle that drew `drawn`. A class that has places at all has one on every trip: a vehicle
/// without any could not move anybody.
#[must_use]
pub fn whole_places(drawn: f64, law: &Distribution) -> u32 {
    match (drawn + 0.5) as u32 {
        0 => u32::from(law.mean() > 0.0),
        places => places,
    }
}
