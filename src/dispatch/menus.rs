//! How the pickups of a plan are found: who finds whom there, what they ask for, and of which groups sums are kept.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::pickup::{Bound, Eligible, Pickup};
use super::want::{Demands, most_places};
use crate::plan::{FleetId, GroupId, Id, Need, Network, PickupId, Plan, SiteId, Table};
use crate::world::{MANY_GROUPS, RosterId};

/// Which offers at a site are for whom.
#[derive(Debug, Default)]
pub(super) struct Serving {
    /// The offers, each with a fleet of those whose vehicles make it.
    fleets: BTreeMap<PickupId, FleetId>,
    /// Those that are for each group, in ascending order.
    offers: BTreeMap<GroupId, Vec<PickupId>>,
}

impl Serving {
    /// A pickup at the site, whose fleet makes an offer of its own.
    pub(super) fn enter(&mut self, pickup: &Pickup) {
        self.fleets.insert(pickup.id, pickup.fleet);
        for eligible in &pickup.eligible {
            self.offers.entry(eligible.group).or_default().push(pickup.id);
        }
    }

    pub(super) fn offers_of(&self, group: GroupId) -> &[PickupId] {
        self.offers.get(&group).map_or(&[], |offers| offers)
    }

    /// All offers that are for any of some groups.
    pub(super) fn offers_for(&self, groups: impl Iterator<Item = GroupId>) -> Vec<PickupId> {
        groups.flat_map(|group| self.offers_of(group)).copied().collect::<BTreeSet<_>>().into_iter().collect()
    }

    pub(super) fn fleet_of(&self, offer: PickupId) -> FleetId {
        self.fleets[&offer]
    }
}

/// Lists of many groups, each once.
#[derive(Clone, Debug, Default)]
struct Lists {
    known: BTreeMap<Vec<GroupId>, RosterId>,
    all: Vec<Vec<GroupId>>,
}

impl Lists {
    /// Where the sums of a list will be kept; none if it is short.
    fn roster(&mut self, groups: &[GroupId]) -> Option<RosterId> {
        if groups.len() <= MANY_GROUPS {
            return None;
        }
        if let Some(&known) = self.known.get(groups) {
            return Some(known);
        }
        let next = RosterId(self.all.len() as u32);
        self.all.push(groups.to_vec());
        self.known.insert(groups.to_vec(), next);
        Some(next)
    }
}

/// The pickups of a fleet with their menus, numbered on from `first`.
pub(super) fn bare_pickups(plan: &Plan, network: &Network, fleet: FleetId, first: usize) -> Vec<Pickup> {
    let serves = plan.fleets[fleet].serves.iter().enumerate();
    let pickups = serves.map(|(place, &site)| Pickup {
        site,
        fleet,
        id: PickupId::from_index(first + place),
        offer: PickupId::from_index(first + place),
        eligible: eligible(plan, network, fleet, site),
        roster: None,
        bound_for: Arc::default(),
        asks: Arc::default(),
        sole: None,
    });
    pickups.collect()
}

/// Lets offers be counted together of fleets that find the same groups at a site and have as many places.
pub(super) fn count_together(plan: &Plan, pickups: &mut [Pickup]) {
    let mut known = BTreeMap::new();
    for pickup in pickups {
        let groups: Vec<GroupId> = pickup.eligible.iter().map(|eligible| eligible.group).collect();
        let most = Need::ALL.map(|need| most_places(plan, pickup.fleet, need));
        pickup.offer = *known.entry((pickup.site, groups, most)).or_insert(pickup.id);
    }
}

/// Finds out what is asked for at each pickup, and which lists of groups need rosters.
pub(super) fn find_demands(
    plan: &Plan,
    network: &Network,
    pickups: &mut [Pickup],
    serving: &Table<SiteId, Serving>,
) -> Vec<Vec<GroupId>> {
    let mut lists = Lists::default();
    for number in 0..pickups.len() {
        let pickup = &pickups[number];
        let first = pickup.offer.index();
        if first != number {
            let same = &pickups[first];
            let found = (same.sole, same.roster, Arc::clone(&same.bound_for), Arc::clone(&same.asks));
            let pickup = &mut pickups[number];
            (pickup.sole, pickup.roster, pickup.bound_for, pickup.asks) = found;
            continue;
        }
        let groups: Vec<GroupId> = pickup.eligible.iter().map(|eligible| eligible.group).collect();
        let asks = Demands::new(plan, pickup, &serving[pickup.site], &mut |groups| lists.roster(groups));
        let roster = lists.roster(&groups);
        let bound_for = roster.map(|_| bound_for(plan, network, &groups, &mut lists)).unwrap_or_default();
        let pickup = &mut pickups[number];
        (pickup.sole, pickup.roster) = (asks.sole(), roster);
        (pickup.bound_for, pickup.asks) = (Arc::new(bound_for), Arc::new(asks));
    }
    lists.all
}

/// Which of some groups may be set down at each site.
fn bound_for(
    plan: &Plan,
    network: &Network,
    groups: &[GroupId],
    lists: &mut Lists,
) -> BTreeMap<SiteId, Bound> {
    let mut places: BTreeMap<SiteId, Vec<usize>> = BTreeMap::new();
    for (place, &group) in groups.iter().enumerate() {
        for site in network.drop_offs(plan, group) {
            places.entry(site).or_default().push(place);
        }
    }
    let bound = |(site, places): (SiteId, Vec<usize>)| {
        let groups: Vec<GroupId> = places.iter().map(|&place| groups[place]).collect();
        (site, Bound { roster: lists.roster(&groups), places })
    };
    places.into_iter().map(bound).collect()
}

/// The groups at a site that a fleet takes, in the order in which they board.
fn eligible(plan: &Plan, network: &Network, fleet: FleetId, site: SiteId) -> Vec<Eligible> {
    let takes = plan.fleets[fleet].takes.iter().enumerate();
    let here = takes.filter(|&(_, &group)| plan.groups[group].at == site);
    let found = here.filter_map(|(place, &group)| {
        // To others the stops of an itinerary lead: they stay aboard over those between.
        let by_stops = || plan.fleets[fleet].ways_of(&plan.groups[group]).last().map(|&(_, stop)| stop);
        let drop_off = network.nearest_drop_off(plan, group).or_else(by_stops)?;
        let row = &plan.groups[group];
        Some(Eligible { group, place, need: row.need, urgency: row.urgency, drop_off })
    });
    found.collect()
}
