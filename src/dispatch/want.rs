//! Whether people at a pickup want one more vehicle.
//!
//! They do if some of them, unclaimed or still due, exceed the places that others have for these (Hall's
//! condition). Where fleets take overlapping groups, the sets of groups that matter are few and found
//! once, from the plan; where they are many, a flow from groups to places is looked for.

use super::flow::Flow;
use super::{Offer, Pickup};
use crate::plan::{FleetId, GroupId, Need, PickupId, Plan, Table};
use crate::world::Crowd;

/// What is there to see for a vehicle that looks for work.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The people of every group.
    pub crowds: &'a Table<GroupId, Crowd>,
    /// What vehicles offer.
    pub offers: &'a Table<PickupId, Offer>,
    /// Places on offer that do not count, by [`Need::index`]: of vehicles that cannot come as soon as the one that
    /// looks for work.
    pub late: &'a [(PickupId, [u64; 2])],
}

impl View<'_> {
    /// The places that count of an offer.
    #[inline]
    fn places(&self, offer: PickupId, need: Need) -> u64 {
        let all = self.offers[offer].places[need.index()];
        if self.late.is_empty() { all } else { all - self.late_places(offer, need) }
    }

    /// Those that do not count.
    #[inline(never)]
    fn late_places(&self, offer: PickupId, need: Need) -> u64 {
        let of_offer = self.late.iter().filter(|(late, _)| *late == offer);
        of_offer.map(|(_, places)| places[need.index()]).sum()
    }

    /// Those of them whose vehicles have no room for anybody who waits.
    #[inline]
    fn passing(&self, offer: PickupId, need: Need) -> u64 {
        self.offers[offer].passing[need.index()]
    }
}

/// Whom a vehicle could take that looks for work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// Those who wait and those who are due.
    ForAll,
    /// Those alone who are due: it has no room for anybody who waits.
    ForThoseDue,
}

/// People who want another vehicle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Want {
    /// How urgent they are.
    pub urgency: i64,
    /// Whether some of them are there.
    pub waits: bool,
}

/// The groups of a pickup from some urgency on.
#[derive(Clone, Debug)]
pub(super) struct Level {
    urgency: i64,
    demands: Vec<Demand>,
}

/// Groups of one need, with all that could serve any of them.
#[derive(Clone, Debug)]
enum Demand {
    /// For each set of offers that serves some groups, all groups that are served by none but these.
    Sets(Vec<Share>),
    /// Each group with the offers that serve it, where sets are too many.
    Groups(Flow),
}

/// Groups that need the same, with all offers that could serve any of them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Share {
    need: Need,
    groups: Vec<GroupId>,
    offers: Vec<PickupId>,
}

/// A [`Share`] of one group and one sum of offers.
#[derive(Clone, Copy, Debug)]
pub(super) struct SoleShare {
    need: Need,
    group: GroupId,
    offer: PickupId,
}

/// People who want places and the places for them.
#[derive(Clone, Copy, Debug, Default)]
struct Balance {
    waiting: u64,
    due: u64,
    places: u64,
    passing: u64,
}

impl Balance {
    /// Whether those who wait exceed the places of vehicles that have room for them.
    #[inline]
    fn lacks_places_now(self) -> bool {
        self.waiting + self.passing > self.places && self.waiting > 0
    }

    /// Whether those who are due exceed the places that are left for them.
    #[inline]
    fn lacks_places_for_those_due(self) -> bool {
        let Balance { waiting, due, places, passing } = self;
        due > passing + (places - passing.min(places)).saturating_sub(waiting)
    }
}

impl Share {
    /// The same if it is of one group and one sum of offers.
    pub(super) fn sole(&self) -> Option<SoleShare> {
        match (&self.groups[..], &self.offers[..]) {
            (&[group], &[offer]) => Some(SoleShare { need: self.need, group, offer }),
            _ => None,
        }
    }

    /// Whether all exceed all places, or those who wait the places of vehicles that have room for them.
    ///
    /// It is asked on every trip: who waits and who is due matters only where some vehicle has no room for those
    /// who wait.
    #[inline(always)]
    fn lacks_places(&self, view: View<'_>) -> bool {
        let (mut people, mut places, mut passing) = (0, 0, 0);
        for &group in &self.groups {
            people += u64::from(view.crowds[group].wanting());
        }
        for &offer in &self.offers {
            places += view.places(offer, self.need);
            passing += view.passing(offer, self.need);
        }
        people > places || passing > 0 && self.balance(view).lacks_places_now()
    }

    #[inline(never)]
    fn balance(&self, view: View<'_>) -> Balance {
        let mut balance = Balance::default();
        for &group in &self.groups {
            let crowd = &view.crowds[group];
            let waiting = crowd.wanting_now();
            balance.waiting += u64::from(waiting);
            balance.due += u64::from(crowd.wanting() - waiting);
        }
        for &offer in &self.offers {
            balance.places += view.places(offer, self.need);
            balance.passing += view.passing(offer, self.need);
        }
        balance
    }
}

impl Demand {
    #[inline(always)]
    fn lacks(&self, view: View<'_>, asks: Asks) -> bool {
        let Demand::Sets(shares) = self else { return self.flow_lacks(view, asks) };
        match asks {
            Asks::ForAll => shares.iter().any(|share| share.lacks_places(view)),
            Asks::ForThoseDue => shares.iter().any(|share| share.balance(view).lacks_places_for_those_due()),
        }
    }

    #[inline(never)]
    fn flow_lacks(&self, view: View<'_>, asks: Asks) -> bool {
        matches!(self, Demand::Groups(flow) if flow_lacks(flow, view, asks))
    }

    /// Whether those who wait want another vehicle that has room for them.
    fn lacks_now(&self, view: View<'_>) -> bool {
        match self {
            Demand::Sets(shares) => shares.iter().any(|share| share.balance(view).lacks_places_now()),
            Demand::Groups(flow) => flow_lacks_now(flow, view),
        }
    }
}

fn flow_lacks_now(flow: &Flow, view: View<'_>) -> bool {
    let fitting = |offer| view.places(offer, flow.need).saturating_sub(view.passing(offer, flow.need));
    let waiting = |group: GroupId| u64::from(view.crowds[group].wanting_now());
    flow.exceeds(waiting, fitting, |group| view.crowds[group].least, |_| true)
}

fn flow_lacks(flow: &Flow, view: View<'_>, asks: Asks) -> bool {
    let least = |group: GroupId| view.crowds[group].least;
    let all = |group: GroupId| u64::from(view.crowds[group].wanting());
    let asked = |group: GroupId| asks == Asks::ForAll || view.crowds[group].due > 0;
    let places = |offer| view.places(offer, flow.need);
    flow.exceeds(all, places, least, asked) || asks == Asks::ForAll && flow_lacks_now(flow, view)
}

impl Level {
    /// The levels of a pickup, the most urgent groups first; the last has all.
    pub(super) fn all(plan: &Plan, pickup: &Pickup, here: &[Pickup]) -> Vec<Level> {
        let eligible = &pickup.eligible;
        let mut urgencies: Vec<i64> = eligible.iter().map(|eligible| eligible.urgency).collect();
        urgencies.dedup();
        let of = |urgency: i64| {
            let within = |need| {
                eligible.iter().filter(move |eligible| eligible.urgency >= urgency && eligible.need == need)
            };
            let groups =
                Need::ALL.map(|need| (need, within(need).map(|eligible| eligible.group).collect::<Vec<_>>()));
            let demands = groups.into_iter().filter(|(_, groups)| !groups.is_empty());
            let demands =
                demands.map(|(need, groups)| demand(plan, (need, pickup.fleet), groups, here)).collect();
            Level { urgency, demands }
        };
        urgencies.into_iter().map(of).collect()
    }

    /// What it asks for, if that is one share.
    pub(super) fn only_share(&self) -> Option<Share> {
        match &self.demands[..] {
            [Demand::Sets(shares)] if shares.len() == 1 => shares.first().cloned(),
            _ => None,
        }
    }

    #[inline]
    fn wants(&self, view: View<'_>, asks: Asks) -> bool {
        self.demands.iter().any(|demand| demand.lacks(view, asks))
    }
}

impl Pickup {
    /// Whether the pickup wants one more vehicle of the fleet that could take those who wait and those who are due,
    /// beside those whose offers count.
    #[inline(always)]
    #[must_use]
    pub fn wants_another(&self, view: View<'_>) -> bool {
        if let Some(SoleShare { need, group, offer }) = self.sole
            && view.passing(offer, need) == 0
        {
            return u64::from(view.crowds[group].wanting()) > view.places(offer, need);
        }
        self.some_want_another(view)
    }

    #[inline(never)]
    fn some_want_another(&self, view: View<'_>) -> bool {
        match &self.asks.only {
            Some(share) => share.lacks_places(view),
            None => self.asks.levels.last().is_some_and(|all| all.wants(view, Asks::ForAll)),
        }
    }

    /// The most urgent of those who want one more vehicle of the fleet; none if nobody does.
    #[must_use]
    pub fn most_urgent(&self, view: View<'_>, asks: Asks) -> Option<Want> {
        let level = self.asks.levels.iter().find(|level| level.wants(view, asks))?;
        let waits = asks == Asks::ForAll && level.demands.iter().any(|demand| demand.lacks_now(view));
        Some(Want { urgency: level.urgency, waits })
    }
}

/// Most sets that are told apart; beyond, a flow is looked for each time.
const MOST_SETS: usize = 64;

/// The most places that a vehicle of a fleet may have.
pub(super) fn most_places(plan: &Plan, fleet: FleetId, need: Need) -> u32 {
    (plan.fleets[fleet].places[need.index()].bounds().1 + 0.5) as u32
}

/// Groups of one need at a pickup of a fleet, with what serves them in ascending order.
fn demand(plan: &Plan, (need, fleet): (Need, FleetId), groups: Vec<GroupId>, here: &[Pickup]) -> Demand {
    let served_by: Vec<Vec<PickupId>> =
        groups.iter().map(|&group| super::competing(here, std::iter::once(group))).collect();
    let most = |fleet: FleetId| most_places(plan, fleet, need);
    // Where some vehicle is too small for every party of a group, its places are not for that group.
    let least = |group: GroupId| (plan.groups[group].party.bounds().0 + 0.5) as u32;
    let serves = |offers: &[PickupId], other: &Pickup| offers.binary_search(&other.id).is_ok();
    let choosy = groups.iter().zip(&served_by).any(|(&group, offers)| {
        here.iter().any(|other| serves(offers, other) && most(other.fleet) < least(group))
    });
    let Some(sets) = sets(&served_by).filter(|_| !choosy) else {
        let fleet_of = |offer| here.iter().find(|other| other.id == offer).map_or(fleet, |other| other.fleet);
        let groups = groups.into_iter().zip(served_by).collect();
        return Demand::Groups(Flow::new((need, most(fleet)), groups, |offer| most(fleet_of(offer))));
    };
    let share = |offers: Vec<PickupId>| {
        let within =
            |place: &usize| served_by[*place].iter().all(|offer| offers.binary_search(offer).is_ok());
        let groups = (0..groups.len()).filter(within).map(|place| groups[place]).collect();
        Share { need, groups, offers }
    };
    Demand::Sets(sets.into_iter().map(share).collect())
}

/// All unions of sets of offers; none if they are too many.
fn sets(served_by: &[Vec<PickupId>]) -> Option<Vec<Vec<PickupId>>> {
    let mut sets: Vec<Vec<PickupId>> = Vec::new();
    for offers in served_by {
        let unions: Vec<Vec<PickupId>> = sets.iter().map(|set| union(set, offers)).collect();
        for set in std::iter::once(offers.clone()).chain(unions) {
            if !sets.contains(&set) {
                sets.push(set);
            }
        }
        if sets.len() > MOST_SETS {
            return None;
        }
    }
    Some(sets)
}

fn union(a: &[PickupId], b: &[PickupId]) -> Vec<PickupId> {
    let mut both = [a, b].concat();
    both.sort_unstable();
    both.dedup();
    both
}
