//! Where next: which pickup wants a vehicle, and which of those it goes to.
//!
//! A pickup wants a vehicle if people there whom it could take, unclaimed or still due, exceed the
//! unclaimed places on other vehicles that are there or bound there. Where fleets take overlapping
//! groups this must hold for some set of groups that it takes against all who take any of them
//! (Hall's condition), or the ambulances' places would keep a bus away from people who cannot sit in
//! an ambulance.

mod flow;
mod want;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::plan::{Dispatch, FleetId, GroupId, Id, Need, Network, PickupId, Plan, SiteId, Table};
use crate::units::Tick;
use crate::world::{MANY_GROUPS, RosterId, World};
pub use want::{Asks, View, Want};
use want::{Demands, SoleShare};

/// What vehicles offer at one pickup of fleets that find the same there: those there or bound there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// Unclaimed places by [`Need::index`].
    pub places: [u64; 2],
    /// Those of them that are of vehicles which have no room for anybody who waits there now: they are for people
    /// who are due.
    pub passing: [u64; 2],
    /// Vehicles.
    pub vehicles: u32,
}

/// What one fleet may find at one pickup that it serves.
#[derive(Clone, Debug)]
pub struct Pickup {
    /// The site.
    pub site: SiteId,
    /// The fleet.
    pub fleet: FleetId,
    /// Its id.
    pub id: PickupId,
    /// Under which pickup its vehicles' offers are counted: the first at the site of those whose fleets find the same
    /// there, and have as many places.
    pub offer: PickupId,
    /// The groups there that the fleet takes, each with its place in the fleet's list and its
    /// drop-off, the most urgent first.
    pub eligible: Vec<Eligible>,
    /// Where their sums are kept, if they are many.
    roster: Option<RosterId>,
    /// What it asks for; the same for all fleets that find the same here.
    asks: Arc<Demands>,
    /// The same where one group asks one sum of offers, as in most scenarios: it is looked at on every trip.
    sole: Option<SoleShare>,
}

/// One of the groups whom a [`Pickup`] is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Eligible {
    /// The group.
    pub group: GroupId,
    /// Its place in the list of groups that the fleet takes.
    pub place: usize,
    /// What its people need.
    pub need: Need,
    /// How urgent they are.
    pub urgency: i64,
    /// Where its people are set down if nothing is closed or full.
    pub drop_off: SiteId,
}

/// A pickup that wants a vehicle, as the vehicle sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Which.
    pub pickup: PickupId,
    /// How urgent the most urgent are who want it.
    pub urgency: i64,
    /// When people there are expected to get in; where something is closed, when they are expected to be out.
    pub when: Tick,
    /// Whether it would be there before the people.
    pub early: bool,
    /// Whether it would have to wait for something to open, on the way there or out with people.
    pub shut: bool,
}

/// The pickups of every fleet, in the order in which the fleet serves them.
#[derive(Clone, Debug)]
pub struct Dispatcher {
    pickups: Table<PickupId, Pickup>,
    /// Which pickups are a fleet's.
    of_fleet: Table<FleetId, Range<usize>>,
    /// The pickups of all fleets at each site.
    at: Table<SiteId, Vec<PickupId>>,
    /// Those of them whose fleets have a choice: they serve others too, and follow no itinerary.
    by_choice: Table<SiteId, Vec<PickupId>>,
    rules: Table<FleetId, Dispatch>,
    /// Lists of groups of which the world is to keep rosters.
    rosters: Vec<Vec<GroupId>>,
}

/// Which offers at a site are for whom.
#[derive(Debug, Default)]
struct Serving {
    /// The offers, each with a fleet of those whose vehicles make it.
    fleets: BTreeMap<PickupId, FleetId>,
    /// Those that are for each group, in ascending order.
    offers: BTreeMap<GroupId, Vec<PickupId>>,
}

impl Serving {
    /// A pickup at the site, whose fleet makes an offer of its own.
    fn enter(&mut self, pickup: &Pickup) {
        self.fleets.insert(pickup.id, pickup.fleet);
        for eligible in &pickup.eligible {
            self.offers.entry(eligible.group).or_default().push(pickup.id);
        }
    }

    fn offers_of(&self, group: GroupId) -> &[PickupId] {
        self.offers.get(&group).map_or(&[], |offers| offers)
    }

    /// All offers that are for any of some groups.
    fn offers_for(&self, groups: impl Iterator<Item = GroupId>) -> Vec<PickupId> {
        groups.flat_map(|group| self.offers_of(group)).copied().collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn fleet_of(&self, offer: PickupId) -> FleetId {
        self.fleets[&offer]
    }
}

/// Lists of many groups, each once.
#[derive(Debug, Default)]
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

impl Dispatcher {
    /// The pickups of a plan's fleets.
    #[must_use]
    pub fn new(plan: &Plan, network: &Network) -> Dispatcher {
        let mut pickups = Vec::new();
        let of_fleet = plan.fleets.ids().map(|fleet| {
            let first = pickups.len();
            pickups.extend(bare_pickups(plan, network, fleet, first));
            first..pickups.len()
        });
        let of_fleet = of_fleet.collect();
        count_together(plan, &mut pickups);
        let mut serving: Table<SiteId, Serving> = plan.sites.ids().map(|_| Serving::default()).collect();
        let mut at: Table<SiteId, Vec<PickupId>> = Table::filled(plan.sites.len(), Vec::new());
        for pickup in &pickups {
            at[pickup.site].push(pickup.id);
            if pickup.offer == pickup.id {
                serving[pickup.site].enter(pickup);
            }
        }
        let rosters = find_demands(plan, &mut pickups, &serving);
        let rules = plan.fleets.rows().iter().map(|fleet| fleet.dispatch).collect();
        let chooses =
            |fleet: FleetId| plan.fleets[fleet].serves.len() > 1 && plan.fleets[fleet].itinerary.is_none();
        let by_choice = |here: &Vec<PickupId>| {
            here.iter().copied().filter(|pickup| chooses(pickups[pickup.index()].fleet)).collect()
        };
        let by_choice = at.rows().iter().map(by_choice).collect();
        Dispatcher { pickups: Table::new(pickups), of_fleet, at, by_choice, rules, rosters }
    }

    /// Lists of many groups, of which the world is to keep rosters.
    #[must_use]
    pub fn rosters(&self) -> &[Vec<GroupId>] {
        &self.rosters
    }

    /// What vehicles offer before anything happens: nothing.
    #[must_use]
    pub fn no_offers(&self) -> Table<PickupId, Offer> {
        Table::filled(self.pickups.len(), Offer::default())
    }

    /// One of the pickups.
    #[inline]
    #[must_use]
    pub fn pickup(&self, pickup: PickupId) -> &Pickup {
        &self.pickups[pickup]
    }

    /// The pickups that a fleet serves.
    #[inline]
    #[must_use]
    pub fn pickups(&self, fleet: FleetId) -> &[Pickup] {
        &self.pickups.rows()[self.of_fleet[fleet].clone()]
    }

    /// The pickups of all fleets at a site.
    #[inline]
    #[must_use]
    pub fn at(&self, site: SiteId) -> &[PickupId] {
        &self.at[site]
    }

    /// The pickups at a site of fleets that have a choice: they serve others too, and follow no itinerary.
    #[inline]
    #[must_use]
    pub fn by_choice_at(&self, site: SiteId) -> &[PickupId] {
        &self.by_choice[site]
    }

    /// The pickup of a fleet at a site, if it serves it.
    #[must_use]
    pub fn pickup_at(&self, fleet: FleetId, site: SiteId) -> Option<&Pickup> {
        self.pickups(fleet).iter().find(|pickup| pickup.site == site)
    }

    /// Where a vehicle of `fleet` that stands at `site` goes next, of those that want it, in the order in which
    /// the fleet serves them. `last` is the pickup that it served last.
    ///
    /// It goes to none that is shut while another one is open, nor to people who are still to come while it can
    /// fetch others sooner. It stays where it is wanted; else the more urgent come first, then the fleet's
    /// rule decides.
    #[must_use]
    pub fn choose(
        &self,
        (fleet, site, last): (FleetId, SiteId, Option<PickupId>),
        candidates: &[Candidate],
        view: View<'_>,
    ) -> Option<Candidate> {
        let all = || candidates.iter().copied();
        if all().all(|one| one.shut) {
            return all().min_by_key(|one| (one.when, Reverse(one.urgency)));
        }
        let open = || all().filter(|one| !one.shut);
        let prompt = open().filter(|one| !one.early).map(|one| one.when).min();
        let first = prompt.or_else(|| open().map(|one| one.when).min())?;
        let in_time = || open().filter(|one| !one.early && prompt.is_some() || one.when <= first);
        if let Some(here) = in_time().find(|one| self.pickups[one.pickup].site == site) {
            return Some(here);
        }
        let urgency = in_time().map(|one| one.urgency).max()?;
        let willing = in_time().filter(|one| one.urgency == urgency);
        self.by_rule(fleet, last, willing, view)
    }

    /// Which of some pickups the rule of a fleet chooses.
    fn by_rule(
        &self,
        fleet: FleetId,
        last: Option<PickupId>,
        mut willing: impl Iterator<Item = Candidate>,
        view: View<'_>,
    ) -> Option<Candidate> {
        match self.rules[fleet] {
            Dispatch::Fixed => willing.next(),
            Dispatch::InTurn => {
                let Range { start, end } = self.of_fleet[fleet];
                let first = last.map_or(start, |last| last.index() + 1);
                willing.min_by_key(|one| (one.pickup.index() + (end - start) - first) % (end - start))
            }
            Dispatch::Nearest => willing.min_by_key(|one| one.when),
            Dispatch::MostWaiting => willing.reduce(|best, one| {
                let [this, other] = [one, best].map(|of| &self.pickups[of.pickup]);
                if this.more_waiting_than(other, view) { one } else { best }
            }),
        }
    }
}

impl Pickup {
    /// Whether nobody whom the fleet could take is left here, waiting or due.
    #[inline]
    #[must_use]
    pub fn is_deserted(&self, world: &World) -> bool {
        match self.roster {
            None => self.eligible.iter().all(|eligible| world.crowd(eligible.group).unclaimed() == 0),
            Some(roster) => !world.rosters().has_somebody(roster),
        }
    }

    /// The first of the eligible groups, from a place on, of whom people wait and for whose kind there are places;
    /// its place.
    #[inline]
    #[must_use]
    pub fn next_waiting(&self, world: &World, from: usize, places: [u32; 2]) -> Option<usize> {
        let fits = |eligible: &Eligible| places[eligible.need.index()] > 0;
        let waits = |eligible: &Eligible| !world.crowd(eligible.group).waiting.is_empty();
        match self.roster {
            None => (from..self.eligible.len())
                .find(|&place| fits(&self.eligible[place]) && waits(&self.eligible[place])),
            Some(roster) => world.rosters().next_waiting(roster, from, places.map(|places| places > 0)),
        }
    }

    /// The eligible groups of whom people wait and for whose kind there are places.
    pub fn waiting<'a>(&'a self, world: &'a World, places: [u32; 2]) -> impl Iterator<Item = &'a Eligible> {
        let mut from = 0;
        std::iter::from_fn(move || {
            let next = self.next_waiting(world, from, places)?;
            from = next + 1;
            Some(&self.eligible[next])
        })
    }

    /// The eligible groups of whom people are due.
    pub fn due<'a>(&'a self, world: &'a World) -> impl Iterator<Item = &'a Eligible> {
        let is_due = |place: &usize| world.crowd(self.eligible[*place].group).due > 0;
        let mut from = 0;
        std::iter::from_fn(move || {
            let next = match self.roster {
                None => (from..self.eligible.len()).find(is_due),
                Some(roster) => world.rosters().next_due(roster, from),
            }?;
            from = next + 1;
            Some(&self.eligible[next])
        })
    }

    /// Compares people waiting per vehicle there or bound there, one's own arrival counted in.
    fn more_waiting_than(&self, other: &Pickup, view: View<'_>) -> bool {
        let load = |pickup: &Pickup| {
            let waiting = match pickup.roster {
                None => {
                    let groups = pickup.eligible.iter().map(|eligible| view.world.crowd(eligible.group));
                    groups.map(|crowd| u64::from(crowd.waiting.len())).sum()
                }
                Some(roster) => view.world.rosters().waiting(roster),
            };
            let vehicles = pickup.asks.competing.iter().map(|&offer| u64::from(view.offers[offer].vehicles));
            (waiting, vehicles.sum::<u64>() + 1)
        };
        let ((people, vehicles), (others, competing)) = (load(self), load(other));
        u128::from(people) * u128::from(competing) > u128::from(others) * u128::from(vehicles)
    }
}

/// The pickups of a fleet with their menus, numbered on from `first`.
fn bare_pickups(plan: &Plan, network: &Network, fleet: FleetId, first: usize) -> Vec<Pickup> {
    let serves = plan.fleets[fleet].serves.iter().enumerate();
    let pickups = serves.map(|(place, &site)| Pickup {
        site,
        fleet,
        id: PickupId::from_index(first + place),
        offer: PickupId::from_index(first + place),
        eligible: eligible(plan, network, fleet, site),
        roster: None,
        asks: Arc::default(),
        sole: None,
    });
    pickups.collect()
}

/// Lets offers be counted together of fleets that find the same groups at a site and have as many places.
fn count_together(plan: &Plan, pickups: &mut [Pickup]) {
    let mut known = BTreeMap::new();
    for pickup in pickups {
        let groups: Vec<GroupId> = pickup.eligible.iter().map(|eligible| eligible.group).collect();
        let most = Need::ALL.map(|need| want::most_places(plan, pickup.fleet, need));
        pickup.offer = *known.entry((pickup.site, groups, most)).or_insert(pickup.id);
    }
}

/// Finds out what is asked for at each pickup. Returns the lists of many groups of whose people sums are to be kept.
fn find_demands(plan: &Plan, pickups: &mut [Pickup], serving: &Table<SiteId, Serving>) -> Vec<Vec<GroupId>> {
    let mut lists = Lists::default();
    for number in 0..pickups.len() {
        let pickup = &pickups[number];
        let (roster, asks) = match pickup.offer == pickup.id {
            false => (pickups[pickup.offer.index()].roster, Arc::clone(&pickups[pickup.offer.index()].asks)),
            true => {
                let groups: Vec<GroupId> = pickup.eligible.iter().map(|eligible| eligible.group).collect();
                let mut roster = |groups: &[GroupId]| lists.roster(groups);
                let asks = Demands::new(plan, pickup, &serving[pickup.site], &mut roster);
                (roster(&groups), Arc::new(asks))
            }
        };
        pickups[number].sole = asks.sole();
        (pickups[number].roster, pickups[number].asks) = (roster, asks);
    }
    lists.all
}

/// The groups at a site that a fleet takes, in the order in which they board.
fn eligible(plan: &Plan, network: &Network, fleet: FleetId, site: SiteId) -> Vec<Eligible> {
    let takes = plan.fleets[fleet].takes.iter().enumerate();
    let here = takes.filter(|&(_, &group)| plan.groups[group].at == site);
    let eligible_count = here.filter_map(|(place, &group)| {
        // To others the stops of an itinerary lead: they stay aboard over those between.
        let by_stops = || plan.fleets[fleet].ways_of(&plan.groups[group]).last().map(|&(_, stop)| stop);
        let drop_off = network.nearest_drop_off(plan, group).or_else(by_stops)?;
        let row = &plan.groups[group];
        Some(Eligible { group, place, need: row.need, urgency: row.urgency, drop_off })
    });
    eligible_count.collect()
}
