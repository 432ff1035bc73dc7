//! Where next: which pickup wants a vehicle, and which of those it goes to.
//!
//! A pickup wants a vehicle if people there whom it could take, unclaimed or still due, exceed the
//! unclaimed places on other vehicles that are there or bound there. Where fleets take overlapping
//! groups this must hold for some set of groups that it takes against all who take any of them
//! (Hall's condition), or the ambulances' places would keep a bus away from people who cannot sit in
//! an ambulance. The sets that matter are few and found once, from the plan.

use std::ops::Range;

use crate::plan::{Dispatch, FleetId, GroupId, Id, Need, Network, PickupId, Plan, SiteId, Table};
use crate::world::Crowd;

/// What vehicles of one fleet offer at one pickup: those there or bound there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// Unclaimed places by [`Need::index`].
    pub places: [u64; 2],
    /// Vehicles.
    pub vehicles: u32,
}

/// Groups that wait at one pickup and need the same, with all offers that could serve any of them.
#[derive(Clone, Debug, PartialEq)]
struct Share {
    need: Need,
    groups: Vec<GroupId>,
    offers: Vec<PickupId>,
}

/// What one fleet may find at one pickup that it serves.
#[derive(Clone, Debug)]
pub struct Pickup {
    /// The site.
    pub site: SiteId,
    /// Its id, which is also that of the fleet's own [`Offer`] at this site.
    pub id: PickupId,
    /// The groups there that the fleet takes, each with its place in the fleet's list and its
    /// drop-off, the most urgent first.
    pub menu: Vec<Dish>,
    shares: Vec<Share>,
    /// All offers at the site of fleets that take any group of the menu.
    rivals: Vec<PickupId>,
}

/// One group of a [`Pickup`]'s menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dish {
    /// The group.
    pub group: GroupId,
    /// Its place in the list of groups that the fleet takes.
    pub place: usize,
    /// What its people need.
    pub need: Need,
    /// Where its people are set down.
    pub drop_off: SiteId,
}

/// The pickups of every fleet, in the order in which the fleet serves them.
#[derive(Clone, Debug)]
pub struct Dispatcher {
    pickups: Table<PickupId, Pickup>,
    /// Which pickups are a fleet's.
    of_fleet: Table<FleetId, Range<usize>>,
    rules: Table<FleetId, Dispatch>,
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
        let mut neighbours: Table<SiteId, Vec<Pickup>> = Table::filled(plan.sites.len(), Vec::new());
        for pickup in &pickups {
            neighbours[pickup.site].push(pickup.clone());
        }
        for pickup in &mut pickups {
            let here = &neighbours[pickup.site];
            pickup.shares = Need::ALL.iter().flat_map(|&need| shares(pickup, here, need)).collect();
            pickup.rivals = rivals(here, pickup.menu.iter().map(|dish| dish.group));
        }
        let rules = plan.fleets.rows().iter().map(|fleet| fleet.dispatch).collect();
        Dispatcher { pickups: Table::new(pickups), of_fleet, rules }
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

    /// The pickup of a fleet at a site, if it serves it.
    #[must_use]
    pub fn pickup_at(&self, fleet: FleetId, site: SiteId) -> Option<&Pickup> {
        self.pickups(fleet).iter().find(|pickup| pickup.site == site)
    }

    /// Where a vehicle of `fleet` that stands at `site` goes next: it stays where it is wanted, else its
    /// fleet's rule chooses among the pickups that want it. `last` is the pickup that it served last, and
    /// `shuns` says of a site that it does not go there, whoever waits.
    #[must_use]
    #[inline(always)]
    pub fn next(
        &self,
        network: &Network,
        (fleet, site, last): (FleetId, SiteId, Option<PickupId>),
        (crowds, offers): (&Table<GroupId, Crowd>, &Table<PickupId, Offer>),
        shuns: impl Fn(SiteId) -> bool,
    ) -> Option<PickupId> {
        if let [only] = self.pickups(fleet) {
            let reaches = || only.site == site || network.route(site, only.site).is_some();
            let goes = only.wants_another(crowds, offers) && reaches() && !shuns(only.site);
            return goes.then_some(only.id);
        }
        self.choose(network, (fleet, site, last), (crowds, offers), shuns)
    }

    #[inline(never)]
    fn choose(
        &self,
        network: &Network,
        (fleet, site, last): (FleetId, SiteId, Option<PickupId>),
        (crowds, offers): (&Table<GroupId, Crowd>, &Table<PickupId, Offer>),
        shuns: impl Fn(SiteId) -> bool,
    ) -> Option<PickupId> {
        let pickups = self.pickups(fleet);
        let wants = |pickup: &&Pickup| pickup.wants_another(crowds, offers) && !shuns(pickup.site);
        if let Some(here) = self.pickup_at(fleet, site).filter(wants) {
            return Some(here.id);
        }
        let reachable = |pickup: &&Pickup| network.route(site, pickup.site).is_some();
        let mut willing = pickups.iter().filter(reachable).filter(wants);
        let chosen = match self.rules[fleet] {
            Dispatch::Fixed => willing.next(),
            Dispatch::InTurn => {
                let first = last.map_or(self.of_fleet[fleet].start, |last| last.index() + 1);
                willing.min_by_key(|pickup| (pickup.id.index() + pickups.len() - first) % pickups.len())
            }
            Dispatch::Nearest => willing.min_by(|a, b| {
                let time = |pickup: &Pickup| network.mean_time(site, pickup.site);
                time(a).total_cmp(&time(b))
            }),
            Dispatch::MostWaiting => {
                willing.reduce(
                    |best, pickup| {
                        if pickup.more_waiting_than(best, crowds, offers) { pickup } else { best }
                    },
                )
            }
        };
        chosen.map(|pickup| pickup.id)
    }
}

impl Pickup {
    /// Whether the pickup wants one more vehicle of the fleet, beside those that are counted in `offers`.
    #[inline]
    #[must_use]
    pub fn wants_another(&self, crowds: &Table<GroupId, Crowd>, offers: &Table<PickupId, Offer>) -> bool {
        self.shares.iter().any(|share| {
            let people: u64 = share.groups.iter().map(|&group| u64::from(crowds[group].wanting())).sum();
            let places: u64 =
                share.offers.iter().map(|&offer| offers[offer].places[share.need.index()]).sum();
            people > places
        })
    }

    /// Whether nobody whom the fleet could take is left here, waiting or due.
    #[inline]
    #[must_use]
    pub fn is_deserted(&self, crowds: &Table<GroupId, Crowd>) -> bool {
        self.menu.iter().all(|dish| crowds[dish.group].unclaimed() == 0)
    }

    /// Compares people waiting per vehicle there or bound there, one's own arrival counted in.
    fn more_waiting_than(
        &self,
        other: &Pickup,
        crowds: &Table<GroupId, Crowd>,
        offers: &Table<PickupId, Offer>,
    ) -> bool {
        let load = |pickup: &Pickup| {
            let people =
                pickup.menu.iter().map(|dish| u64::from(crowds[dish.group].waiting.len())).sum::<u64>();
            let vehicles = pickup.rivals.iter().map(|&offer| u64::from(offers[offer].vehicles)).sum::<u64>();
            (people, vehicles + 1)
        };
        let ((people, vehicles), (others, rivals)) = (load(self), load(other));
        u128::from(people) * u128::from(rivals) > u128::from(others) * u128::from(vehicles)
    }
}

/// The pickups of a fleet with their menus, numbered on from `first`.
fn bare_pickups(plan: &Plan, network: &Network, fleet: FleetId, first: usize) -> Vec<Pickup> {
    let serves = plan.fleets[fleet].serves.iter().enumerate();
    let pickups = serves.map(|(place, &site)| Pickup {
        site,
        id: PickupId::from_index(first + place),
        menu: menu(plan, network, fleet, site),
        shares: Vec::new(),
        rivals: Vec::new(),
    });
    pickups.collect()
}

/// The groups at a site that a fleet takes, in the order in which they board.
fn menu(plan: &Plan, network: &Network, fleet: FleetId, site: SiteId) -> Vec<Dish> {
    let takes = plan.fleets[fleet].takes.iter().enumerate();
    let here = takes.filter(|&(_, &group)| plan.groups[group].at == site);
    let dishes = here.filter_map(|(place, &group)| {
        let drop_off = network.nearest_drop_off(plan, group)?;
        Some(Dish { group, place, need: plan.groups[group].need, drop_off })
    });
    dishes.collect()
}

/// The offers of those pickups at one site that take any of these groups.
fn rivals(here: &[Pickup], groups: impl Iterator<Item = GroupId> + Clone) -> Vec<PickupId> {
    let takes_any =
        |pickup: &&Pickup| pickup.menu.iter().any(|dish| groups.clone().any(|group| group == dish.group));
    here.iter().filter(takes_any).map(|pickup| pickup.id).collect()
}

/// Most sets of rivals that are told apart at one pickup; beyond, only the groups one by one and all
/// of them together are looked at.
const MOST_SHARES: usize = 64;

/// The sets of groups with one need for which Hall's condition is worth a look: for each set of
/// offers that serves some groups of the menu, all groups that are served by none but these.
fn shares(pickup: &Pickup, here: &[Pickup], need: Need) -> Vec<Share> {
    let groups: Vec<GroupId> =
        pickup.menu.iter().filter(|dish| dish.need == need).map(|dish| dish.group).collect();
    let served_by: Vec<Vec<PickupId>> =
        groups.iter().map(|&group| rivals(here, std::iter::once(group))).collect();
    let mut sets: Vec<Vec<PickupId>> = Vec::new();
    for offers in &served_by {
        let unions: Vec<Vec<PickupId>> = sets.iter().map(|set| union(set, offers)).collect();
        for set in std::iter::once(offers.clone()).chain(unions) {
            if !sets.contains(&set) && sets.len() < MOST_SHARES {
                sets.push(set);
            }
        }
    }
    let all = served_by.iter().fold(Vec::new(), |set, offers| union(&set, offers));
    if !groups.is_empty() && !sets.contains(&all) {
        sets.push(all);
    }
    let share = |offers: Vec<PickupId>| {
        let within = |place: &usize| served_by[*place].iter().all(|offer| offers.contains(offer));
        let groups = (0..groups.len()).filter(within).map(|place| groups[place]).collect();
        Share { need, groups, offers }
    };
    sets.into_iter().map(share).collect()
}

fn union(a: &[PickupId], b: &[PickupId]) -> Vec<PickupId> {
    let mut both = [a, b].concat();
    both.sort_unstable();
    both.dedup();
    both
}
