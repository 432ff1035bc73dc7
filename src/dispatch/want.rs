//! Whether people at a pickup want one more vehicle.
//!
//! They do if some of them, unclaimed or still due, exceed the places that others have for these (Hall's
//! condition). Where fleets take overlapping groups, the sets of groups that matter are few and found
//! once, from the plan; where they are many, a flow from groups to places is looked for.
//!
//! The more urgent are asked first: levels are lists of groups that grow at their end, so whoever knows the sums of the
//! first so many groups knows them at every level.

use super::flow::Flow;
use super::menus::Serving;
use super::{Offer, Pickup};
use crate::plan::{FleetId, GroupId, Need, PickupId, Plan, Table};
use crate::world::{RosterId, World};

/// What is there to see for a vehicle that looks for work.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// What is true: it is asked for the people of every group.
    pub world: &'a World,
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

    /// How many people of a group want a place.
    #[inline]
    fn wanting(&self, group: GroupId) -> u64 {
        u64::from(self.world.crowd(group).wanting())
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

/// What the people of a pickup ask for.
#[derive(Debug, Default)]
pub(super) struct Demands {
    /// The levels: how urgent people are, the most urgent first. The last one has all.
    urgencies: Vec<i64>,
    /// By need.
    demands: Vec<Demand>,
    /// All offers at the site of fleets that take any of the eligible groups.
    pub(super) competing: Vec<PickupId>,
}

/// Groups of one need, with all that could serve any of them.
#[derive(Clone, Debug)]
struct Demand {
    /// For each set of offers that serves some groups, all groups that are served by none but these.
    shares: Vec<Share>,
    /// How many levels the shares are for.
    shared: usize,
    /// Each group with the offers that serve it, for the levels beyond: where sets are too many.
    flows: Vec<Flow>,
}

/// Groups that need the same, the most urgent first, with all offers that could serve any of them.
#[derive(Clone, Debug, PartialEq)]
struct Share {
    need: Need,
    groups: Vec<GroupId>,
    /// Where their sums are kept, if they are many.
    roster: Option<RosterId>,
    /// How many of the groups belong to each level.
    ends: Vec<usize>,
    offers: Vec<PickupId>,
}

/// A [`Share`] of one group and one sum of offers.
#[derive(Clone, Copy, Debug)]
pub(super) struct SoleShare {
    need: Need,
    group: GroupId,
    offer: PickupId,
}

/// Places for people.
#[derive(Clone, Copy, Debug, Default)]
struct Places {
    all: u64,
    /// Those of vehicles that have no room for anybody who waits.
    passing: u64,
}

/// People who want places.
#[derive(Clone, Copy, Debug, Default)]
struct Askers {
    waiting: u64,
    due: u64,
}

impl Askers {
    /// Whether those who wait exceed the places of vehicles that have room for them.
    #[inline]
    fn lack_places_now(self, places: Places) -> bool {
        self.waiting + places.passing > places.all && self.waiting > 0
    }

    /// Whether those who are due exceed the places that are left for them.
    #[inline]
    fn due_lack_places(self, places: Places) -> bool {
        let Places { all, passing } = places;
        self.due > passing + (all - passing.min(all)).saturating_sub(self.waiting)
    }

    /// Whether those whom a vehicle could take want it.
    #[inline]
    fn want(self, places: Places, asks: Asks) -> bool {
        match asks {
            Asks::ForAll => self.waiting + self.due > places.all || self.lack_places_now(places),
            Asks::ForThoseDue => self.due_lack_places(places),
        }
    }
}

impl Share {
    /// The same if it is of one group and one sum of offers.
    fn sole(&self) -> Option<SoleShare> {
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
        let people = match self.roster {
            None => self.groups.iter().map(|&group| view.wanting(group)).sum(),
            Some(roster) => view.world.rosters().wanting(roster, self.groups.len()),
        };
        let places = self.places(view);
        people > places.all
            || places.passing > 0 && self.people(view, self.groups.len()).lack_places_now(places)
    }

    #[inline(always)]
    fn places(&self, view: View<'_>) -> Places {
        let mut places = Places::default();
        for &offer in &self.offers {
            places.all += view.places(offer, self.need);
            places.passing += view.passing(offer, self.need);
        }
        places
    }

    /// The people of the first so many groups.
    #[inline(never)]
    fn people(&self, view: View<'_>, groups: usize) -> Askers {
        let (wanting, waiting) = match self.roster {
            Some(roster) => {
                let rosters = view.world.rosters();
                (rosters.wanting(roster, groups), rosters.wanting_now(roster, groups))
            }
            None => self.groups[..groups].iter().fold((0, 0), |(wanting, waiting), &group| {
                let crowd = view.world.crowd(group);
                (wanting + u64::from(crowd.wanting()), waiting + u64::from(crowd.wanting_now()))
            }),
        };
        Askers { waiting, due: wanting - waiting }
    }

    /// The first level at which people want another vehicle; how many there are if none does. Whoever wants one at a
    /// level wants it at all that follow: there are more people for the same places.
    fn first_level(&self, view: View<'_>, asks: Asks) -> usize {
        let places = self.places(view);
        self.ends.partition_point(|&end| !self.people(view, end).want(places, asks))
    }
}

impl Demand {
    /// The first level at which people want another vehicle.
    fn first_level(&self, view: View<'_>, asks: Asks) -> Option<usize> {
        let shared = self.shares.iter().map(|share| share.first_level(view, asks)).min();
        shared.filter(|&level| level < self.shared).or_else(|| {
            let flow = self.flows.iter().position(|flow| flow_lacks(flow, view, asks));
            flow.map(|flow| self.shared + flow)
        })
    }

    /// Whether people of all levels want another vehicle.
    #[inline(always)]
    fn lacks_places(&self, view: View<'_>) -> bool {
        match self.flows.last() {
            None => self.shares.iter().any(|share| share.lacks_places(view)),
            Some(flow) => flow_lacks(flow, view, Asks::ForAll),
        }
    }

    /// Whether those who wait want another vehicle that has room for them, at a level.
    fn lacks_now(&self, view: View<'_>, level: usize) -> bool {
        match level.checked_sub(self.shared) {
            None => self
                .shares
                .iter()
                .any(|share| share.people(view, share.ends[level]).lack_places_now(share.places(view))),
            Some(flow) => flow_lacks_now(&self.flows[flow], view),
        }
    }
}

#[inline(never)]
fn flow_lacks_now(flow: &Flow, view: View<'_>) -> bool {
    let fitting = |offer| view.places(offer, flow.need).saturating_sub(view.passing(offer, flow.need));
    let waiting = |group: GroupId| u64::from(view.world.crowd(group).wanting_now());
    flow.exceeds(waiting, fitting, |group| view.world.crowd(group).least, |_| true)
}

#[inline(never)]
fn flow_lacks(flow: &Flow, view: View<'_>, asks: Asks) -> bool {
    let least = |group: GroupId| view.world.crowd(group).least;
    let asked = |group: GroupId| asks == Asks::ForAll || view.world.crowd(group).due > 0;
    let places = |offer| view.places(offer, flow.need);
    flow.exceeds(|group| view.wanting(group), places, least, asked)
        || asks == Asks::ForAll && flow_lacks_now(flow, view)
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
            return view.wanting(group) > view.places(offer, need);
        }
        self.some_want_another(view)
    }

    #[inline(never)]
    fn some_want_another(&self, view: View<'_>) -> bool {
        self.asks.demands.iter().any(|demand| demand.lacks_places(view))
    }

    /// The most urgent of those who want one more vehicle of the fleet; none if nobody does.
    #[must_use]
    pub fn most_urgent(&self, view: View<'_>, asks: Asks) -> Option<Want> {
        let demands = || self.asks.demands.iter();
        let level = demands().filter_map(|demand| demand.first_level(view, asks)).min()?;
        let waits = asks == Asks::ForAll && demands().any(|demand| demand.lacks_now(view, level));
        Some(Want { urgency: self.asks.urgencies[level], waits })
    }
}

/// Most sets that are told apart; beyond, a flow is looked for each time.
const MOST_SETS: usize = 64;

/// The most places that a vehicle of a fleet may have.
pub(super) fn most_places(plan: &Plan, fleet: FleetId, need: Need) -> u32 {
    (plan.fleets[fleet].places[need.index()].bounds().1 + 0.5) as u32
}

impl Demands {
    /// What the people of a pickup ask for; `roster` says where sums are kept of a list of groups.
    pub(super) fn new(
        plan: &Plan,
        pickup: &Pickup,
        serving: &Serving,
        roster: &mut impl FnMut(&[GroupId]) -> Option<RosterId>,
    ) -> Demands {
        let eligible = &pickup.eligible;
        let mut urgencies: Vec<i64> = eligible.iter().map(|eligible| eligible.urgency).collect();
        urgencies.dedup();
        let demand = |need: Need| {
            let of_need = || eligible.iter().filter(|eligible| eligible.need == need);
            let groups: Vec<GroupId> = of_need().map(|eligible| eligible.group).collect();
            let mut ends = vec![0; urgencies.len()];
            of_need().for_each(|eligible| {
                ends[urgencies.partition_point(|&urgency| urgency > eligible.urgency)] += 1;
            });
            for level in 1..ends.len() {
                ends[level] += ends[level - 1];
            }
            (!groups.is_empty())
                .then(|| Demand::new(plan, (need, pickup.fleet), (&groups, &ends), serving, roster))
        };
        let demands = Need::ALL.into_iter().filter_map(demand).collect();
        Demands { urgencies, demands, competing: serving.offers_for(eligible.iter().map(|one| one.group)) }
    }

    /// The only share, if it is of one group and one sum of offers.
    pub(super) fn sole(&self) -> Option<SoleShare> {
        match &self.demands[..] {
            [demand] if demand.flows.is_empty() && demand.shares.len() == 1 => demand.shares[0].sole(),
            _ => None,
        }
    }
}

impl Demand {
    /// What groups of one need ask for of which so many belong to each level.
    fn new(
        plan: &Plan,
        (need, fleet): (Need, FleetId),
        (groups, ends): (&[GroupId], &[usize]),
        serving: &Serving,
        roster: &mut impl FnMut(&[GroupId]) -> Option<RosterId>,
    ) -> Demand {
        let served_by: Vec<&[PickupId]> = groups.iter().map(|&group| serving.offers_of(group)).collect();
        let most = |fleet: FleetId| most_places(plan, fleet, need);
        // Where some vehicle is too small for every party of a group, its places are not for that group.
        let least = |group: GroupId| (plan.groups[group].party.bounds().0 + 0.5) as u32;
        let is_easy = |&(&group, offers): &(&GroupId, &&[PickupId])| {
            offers.iter().all(|&offer| most(serving.fleet_of(offer)) >= least(group))
        };
        let easy = groups.iter().zip(&served_by).take_while(is_easy).count();
        let shared = sets(&served_by[..easy]).0;
        let shared = ends.partition_point(|&end| end <= shared);
        let many = ends[..shared].last().map_or(0, |&end| end);
        let share = |offers: Vec<PickupId>| {
            let within =
                |place: &usize| served_by[*place].iter().all(|offer| offers.binary_search(offer).is_ok());
            let places: Vec<usize> = (0..many).filter(within).collect();
            let groups: Vec<GroupId> = places.iter().map(|&place| groups[place]).collect();
            let end = |&end: &usize| places.partition_point(|&place| place < end);
            let ends = ends[..shared].iter().map(end).collect();
            Share { need, roster: roster(&groups), groups, ends, offers }
        };
        let shares = sets(&served_by[..many]).1.into_iter().map(share).collect();
        let flow = |&end: &usize| {
            let groups = groups[..end].iter().copied().zip(served_by.iter().map(|offers| offers.to_vec()));
            Flow::new((need, most(fleet)), groups.collect(), |offer| most(serving.fleet_of(offer)))
        };
        Demand { shares, shared, flows: ends[shared..].iter().map(flow).collect() }
    }
}

/// All unions of sets of offers that serve groups, as long as they are few; of the first how many groups.
fn sets(served_by: &[&[PickupId]]) -> (usize, Vec<Vec<PickupId>>) {
    let mut sets: Vec<Vec<PickupId>> = Vec::new();
    for (groups, offers) in served_by.iter().enumerate() {
        if sets.iter().any(|set| set == offers) {
            continue;
        }
        let unions: Vec<Vec<PickupId>> = sets.iter().map(|set| union(set, offers)).collect();
        for set in std::iter::once(offers.to_vec()).chain(unions) {
            if !sets.contains(&set) {
                sets.push(set);
            }
        }
        if sets.len() > MOST_SETS {
            return (groups, sets);
        }
    }
    (served_by.len(), sets)
}

fn union(a: &[PickupId], b: &[PickupId]) -> Vec<PickupId> {
    let mut both = [a, b].concat();
    both.sort_unstable();
    both.dedup();
    both
}
