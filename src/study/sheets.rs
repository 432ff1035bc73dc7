//! Sheets: when every vehicle of a plan should be where, from what it did in many replications.

use std::num::NonZeroUsize;

use super::replay::replay;
use super::{Ended, StudyError, Watch};
use crate::plan::{Plan, SiteId, VehicleId};
use crate::record::{Stop, StopKind, StopLog};
use crate::units::Tick;

/// Stops that fewer of the replications have are left out.
const LEAST_SHARE: f64 = 0.1;

/// How sure "by when" is: in so many of all replications it had happened by then.
pub const SURE: f64 = 0.9;

/// When something is expected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// The median of the replications in which it happens; none if it happens in less than half of those with the stop.
    pub about: Option<Tick>,
    /// By when it has happened in [`SURE`] of all replications; none if it has not by the end.
    pub by: Option<Tick>,
}

/// A stop that is expected of a vehicle.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetStop {
    /// Which of the vehicle's stops, from 1.
    pub number: u32,
    /// What for.
    pub kind: StopKind,
    /// Where, in most of the replications.
    pub site: SiteId,
    /// In which share of the replications this is so.
    pub share: f64,
    /// In which share the stop of this number is another one.
    pub elsewhere: f64,
    /// When it comes.
    pub arrives: Expected,
    /// When it leaves.
    pub leaves: Expected,
    /// How many people are aboard when it leaves a pickup, or get off at a drop-off: the quantiles at 5 %, 50 % and
    /// 95 % of the replications with the stop.
    pub people: [u32; 3],
}

/// What is expected of a vehicle.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// The vehicle.
    pub vehicle: VehicleId,
    /// Its stops, in order.
    pub stops: Vec<SheetStop>,
}

/// What is expected of every vehicle but own cars.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheets {
    /// Of how many replications.
    pub replications: u64,
    /// A sheet for each vehicle, in order.
    pub sheets: Vec<Sheet>,
}

/// Makes replications, and says what is expected of every vehicle. None if it was stopped.
///
/// # Errors
/// For the first replication that stalls.
pub fn sheets(
    plan: &Plan,
    replications: u64,
    (jobs, watch): (Option<NonZeroUsize>, &dyn Watch),
) -> Result<Option<Sheets>, StudyError> {
    let fleets = plan.shuttles().map(|(_, fleet)| fleet.vehicles.clone());
    let vehicles: Vec<VehicleId> = fleets.flatten().map(VehicleId).collect();
    // Of each vehicle, of each of its stops: what it was in the replications that had it.
    let mut seen: Vec<Vec<Vec<Stop>>> = vec![Vec::new(); vehicles.len()];
    let told = |log: &StopLog| vehicles.iter().map(|&id| log.stops()[id].clone()).collect::<Vec<_>>();
    let mut take = |_, stops: Vec<Vec<Stop>>| {
        for (seen, stops) in seen.iter_mut().zip(stops) {
            seen.resize(seen.len().max(stops.len()), Vec::new());
            seen.iter_mut().zip(stops).for_each(|(seen, stop)| seen.push(stop));
        }
    };
    let recorder = (|| StopLog::new(plan), told);
    if replay((plan, 0..replications), (jobs, watch), recorder, &mut take)? == Ended::Interrupted {
        return Ok(None);
    }
    let sheet = |(&vehicle, seen): (&VehicleId, &Vec<Vec<Stop>>)| Sheet {
        vehicle,
        stops: (1..).zip(seen).filter_map(|(number, seen)| expected(number, seen, replications)).collect(),
    };
    Ok(Some(Sheets { replications, sheets: vehicles.iter().zip(&seen).map(sheet).collect() }))
}

/// What is expected of a stop, unless too few replications have it.
fn expected(number: u32, seen: &[Stop], replications: u64) -> Option<SheetStop> {
    let (kind, site) = most_frequent(seen)?;
    let here: Vec<&Stop> = seen.iter().filter(|stop| (stop.kind, stop.site) == (kind, site)).collect();
    let share = here.len() as f64 / replications as f64;
    if share < LEAST_SHARE {
        return None;
    }
    let when = |of: fn(&Stop) -> Option<Tick>| {
        let mut ticks: Vec<Tick> = here.iter().filter_map(|stop| of(stop)).collect();
        ticks.sort_unstable();
        let about = quantile(&ticks, 0.5, ticks.len()).filter(|_| 2 * ticks.len() >= here.len());
        Expected { about, by: quantile(&ticks, SURE, replications as usize) }
    };
    let mut people: Vec<u32> = here.iter().map(|stop| stop.people).collect();
    people.sort_unstable();
    Some(SheetStop {
        number,
        kind,
        site,
        share,
        elsewhere: (seen.len() - here.len()) as f64 / replications as f64,
        arrives: when(|stop| Some(stop.arrives)),
        leaves: when(|stop| stop.leaves),
        people: [0.05, 0.5, 0.95].map(|p| quantile(&people, p, people.len()).unwrap_or(0)),
    })
}

/// What most of some stops are for and where; the first of equals, by kind and site.
fn most_frequent(seen: &[Stop]) -> Option<(StopKind, SiteId)> {
    let mut places: Vec<(StopKind, SiteId)> = seen.iter().map(|stop| (stop.kind, stop.site)).collect();
    places.sort_unstable();
    // Of equals the last is the greatest.
    places.chunk_by(|a, b| a == b).rev().max_by_key(|same| same.len()).map(|same| same[0])
}

/// The least of rising values that so many of `all` do not pass; what is not among the values is greater.
fn quantile<T: Copy>(rising: &[T], p: f64, all: usize) -> Option<T> {
    let rank = (p * all as f64 - 1e-9).ceil().max(1.0) as usize;
    rising.get(rank - 1).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::MINUTE;

    fn stop(kind: StopKind, site: u16, minute: u64, people: u32) -> Stop {
        let leaves = (people > 0).then_some(Tick((minute + 5) * MINUTE));
        Stop { kind, site: SiteId(site), arrives: Tick(minute * MINUTE), leaves, people }
    }

    /// Of ten runs eight have the stop at a site, one at another, one has none.
    #[test]
    fn what_does_not_happen_counts_as_later() {
        let mut seen: Vec<Stop> = (1..=8).map(|n| stop(StopKind::Pickup, 3, 10 * n, 40 + n as u32)).collect();
        seen.push(stop(StopKind::DropOff, 1, 5, 7));
        let told = expected(2, &seen, 10).unwrap();
        assert_eq!(
            (told.kind, told.site, told.share, told.elsewhere),
            (StopKind::Pickup, SiteId(3), 0.8, 0.1)
        );
        assert_eq!(told.arrives, Expected { about: Some(Tick(40 * MINUTE)), by: None });
        assert_eq!(told.people, [41, 44, 48]);
        let told = expected(2, &seen[..8], 8).unwrap();
        assert_eq!(told.arrives.by, Some(Tick(80 * MINUTE)));
        assert_eq!(told.leaves.by, Some(Tick(85 * MINUTE)));
        assert_eq!(expected(2, &seen[8..], 11), None, "one of eleven is too few");
    }

    #[test]
    fn nine_of_ten_had_happened_by_then() {
        let seen: Vec<Stop> = (1..=10).map(|n| stop(StopKind::Pickup, 0, n, u32::from(n < 4))).collect();
        let told = expected(1, &seen, 10).unwrap();
        assert_eq!(told.arrives, Expected { about: Some(Tick(5 * MINUTE)), by: Some(Tick(9 * MINUTE)) });
        assert_eq!(told.leaves, Expected::default(), "seven of ten stay");
    }

    #[test]
    fn where_as_many_are_here_as_there_the_first_is_told() {
        let seen = [stop(StopKind::DropOff, 1, 1, 1), stop(StopKind::Pickup, 2, 1, 1)];
        assert_eq!(most_frequent(&seen), Some((StopKind::Pickup, SiteId(2))));
        assert_eq!(most_frequent(&[]), None);
    }
}
