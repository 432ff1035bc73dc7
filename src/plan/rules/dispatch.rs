//! Dispatch rules: to which of the pickups that want it a vehicle goes.
//!
//! A rule chooses among pickups that are open, can be served soonest and are the most urgent: what
//! the model says of urgency and closures holds under every rule. A vehicle that is wanted where it stands stays there.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use crate::plan::{FleetId, PickupId, SiteId, VehicleId};
use crate::units::Tick;

/// A pickup that wants a vehicle, as a dispatch rule sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Wanting {
    /// Which.
    pub pickup: PickupId,
    /// Its site.
    pub site: SiteId,
    /// Its place among those that the fleet serves, from 0.
    pub place: usize,
    /// When the vehicle could begin there: when it is expected there, or the people are, whichever is later.
    pub when: Tick,
    /// People who wait there whom the fleet takes and nobody has claimed.
    pub waiting: u64,
    /// Vehicles that are there for such people, or bound there.
    pub vehicles: u64,
}

impl Wanting {
    /// A pickup that wants a vehicle from `when` on, for so many people beside so many vehicles.
    #[must_use]
    pub fn new(
        (pickup, site): (PickupId, SiteId),
        place: usize,
        when: Tick,
        (waiting, vehicles): (u64, u64),
    ) -> Wanting {
        Wanting { pickup, site, place, when, waiting, vehicles }
    }
}

/// What a dispatch rule is told when a vehicle looks for work.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Choice<'a> {
    /// The present.
    pub now: Tick,
    /// The vehicle.
    pub vehicle: VehicleId,
    /// Its fleet.
    pub fleet: FleetId,
    /// Where it stands.
    pub site: SiteId,
    /// The place of the pickup that it served last, among those that its fleet serves.
    pub last: Option<usize>,
    /// How many people are out, as far as has been reported.
    pub reported_out: u64,
    /// The pickups among which it chooses, in the order in which its fleet serves them; at least one.
    pub pickups: &'a [Wanting],
}

impl<'a> Choice<'a> {
    /// The choice that the first vehicle of the first fleet, at the first site, has at the start.
    #[must_use]
    pub fn at_start(pickups: &'a [Wanting]) -> Choice<'a> {
        Choice {
            now: Tick::START,
            vehicle: VehicleId(0),
            fleet: FleetId(0),
            site: SiteId(0),
            last: None,
            reported_out: 0,
            pickups,
        }
    }

    /// The pickup for which a key is least; the first of several.
    ///
    /// # Panics
    /// If there is no pickup.
    pub fn least<K: Ord>(&self, key: impl Fn(&Wanting) -> K) -> &'a Wanting {
        self.pickups.iter().min_by_key(|pickup| key(pickup)).expect("a vehicle chooses among some pickups")
    }
}

/// A rule about where a vehicle goes that looks for work. It is asked wherever more than one pickup is left to choose
/// from.
///
/// The words that it says of itself by [`Debug`](fmt::Debug) tell it from other rules in messages.
pub trait DispatchRule: fmt::Debug + Send + Sync {
    /// What it is called: a word.
    fn name(&self) -> &str;

    /// The pickup to which the vehicle goes, one of those offered.
    fn choose<'a>(&self, choice: &Choice<'a>) -> &'a Wanting;

    /// Words that tell it from every other rule, and change whenever what it does changes: with them finished blocks may
    /// be kept and taken again. None: nobody can tell, and no block is kept.
    fn print(&self) -> Option<String> {
        None
    }
}

/// A dispatch rule that fleets can share.
#[derive(Clone)]
pub struct Dispatch(Arc<dyn DispatchRule>);

impl Dispatch {
    /// By a rule.
    #[must_use]
    pub fn by(rule: impl DispatchRule + 'static) -> Dispatch {
        Dispatch(Arc::new(rule))
    }

    /// The rule.
    #[must_use]
    pub fn rule(&self) -> &dyn DispatchRule {
        &*self.0
    }
}

/// Whether both are the same rule, as far as anybody can tell.
impl PartialEq for Dispatch {
    fn eq(&self, other: &Dispatch) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.print().is_some_and(|print| Some(print) == other.0.print())
    }
}

impl fmt::Debug for Dispatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Where most people wait per vehicle there or bound for it.
#[derive(Clone, Copy, Debug)]
pub struct MostWaiting;

impl DispatchRule for MostWaiting {
    fn name(&self) -> &str {
        "most-waiting"
    }

    fn choose<'a>(&self, choice: &Choice<'a>) -> &'a Wanting {
        let most = |best: &'a Wanting, one: &'a Wanting| {
            if per_vehicle(one, best) == Ordering::Greater { one } else { best }
        };
        choice.pickups.iter().reduce(most).expect("a vehicle chooses among some pickups")
    }

    fn print(&self) -> Option<String> {
        Some(self.name().to_owned())
    }
}

/// Compares people waiting per vehicle there or bound there, the one that chooses counted in.
fn per_vehicle(one: &Wanting, other: &Wanting) -> Ordering {
    let across = |people: &Wanting, vehicles: &Wanting| {
        u128::from(people.waiting) * (u128::from(vehicles.vehicles) + 1)
    };
    across(one, other).cmp(&across(other, one))
}

/// Where the vehicle can begin first.
#[derive(Clone, Copy, Debug)]
pub struct Nearest;

impl DispatchRule for Nearest {
    fn name(&self) -> &str {
        "nearest"
    }

    fn choose<'a>(&self, choice: &Choice<'a>) -> &'a Wanting {
        choice.least(|pickup| pickup.when)
    }

    fn print(&self) -> Option<String> {
        Some(self.name().to_owned())
    }
}

/// The first of the list that wants it.
#[derive(Clone, Copy, Debug)]
pub struct Fixed;

impl DispatchRule for Fixed {
    fn name(&self) -> &str {
        "fixed"
    }

    fn choose<'a>(&self, choice: &Choice<'a>) -> &'a Wanting {
        choice.least(|pickup| pickup.place)
    }

    fn print(&self) -> Option<String> {
        Some(self.name().to_owned())
    }
}

/// The first that wants it after the one it served last.
#[derive(Clone, Copy, Debug)]
pub struct InTurn;

impl DispatchRule for InTurn {
    fn name(&self) -> &str {
        "in-turn"
    }

    fn choose<'a>(&self, choice: &Choice<'a>) -> &'a Wanting {
        let is_past = |pickup: &Wanting| choice.last.is_some_and(|last| pickup.place <= last);
        choice.least(|pickup| (is_past(pickup), pickup.place))
    }

    fn print(&self) -> Option<String> {
        Some(self.name().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pickups in the order of the list: when the vehicle could begin, people who wait, vehicles there.
    fn pickups<const N: usize>(rows: [(u64, u64, u64); N]) -> [Wanting; N] {
        let mut place = 0;
        rows.map(|(when, waiting, vehicles)| {
            let ids = (PickupId(place), SiteId(place as u16));
            place += 1;
            Wanting::new(ids, place as usize - 1, Tick(when), (waiting, vehicles))
        })
    }

    #[test]
    fn each_rule_has_its_own_first() {
        // 6 people for each vehicle, 10, and 8, the one that chooses counted in.
        let three = pickups([(30, 12, 1), (20, 10, 0), (10, 24, 2)]);
        let place =
            |rule: &dyn DispatchRule, last| rule.choose(&Choice { last, ..Choice::at_start(&three) }).place;
        assert_eq!(place(&MostWaiting, None), 1);
        assert_eq!(place(&Nearest, None), 2);
        assert_eq!(place(&Fixed, None), 0);
        assert_eq!([None, Some(0), Some(1), Some(2)].map(|last| place(&InTurn, last)), [0, 1, 2, 0]);
    }

    #[test]
    fn of_pickups_that_are_alike_the_first_of_the_list_is_chosen() {
        let alike = pickups([(10, 8, 1), (10, 4, 0), (10, 8, 1)]);
        for rule in [&MostWaiting as &dyn DispatchRule, &Nearest, &Fixed, &InTurn] {
            assert_eq!(rule.choose(&Choice::at_start(&alike)).place, 0, "{}", rule.name());
        }
        // In turn it passes over those that want nobody now.
        let choice = Choice { last: Some(1), ..Choice::at_start(&alike[..2]) };
        assert_eq!(InTurn.choose(&choice).place, 0);
    }
}
