//! Where next: which pickup wants a vehicle, and which of those it goes to.
//!
//! A pickup wants a vehicle if people there whom it could take, unclaimed or still due, exceed the
//! unclaimed places on other vehicles that are there or bound there. Where fleets take overlapping
//! groups this must hold for some set of groups that it takes against all who take any of them
//! (Hall's condition), or the ambulances' places would keep a bus away from people who cannot sit in
//! an ambulance.

mod flow;
mod menus;
mod pickup;
mod want;

use std::cmp::Reverse;
use std::ops::Range;

use crate::plan::{
    Choice, Dispatch, FleetId, GroupId, Id, Network, PickupId, Plan, SiteId, Table, VehicleId, Wanting,
};
use crate::units::Tick;
use menus::{Serving, bare_pickups, count_together, find_demands};
pub use pickup::{Eligible, Pickup};
pub use want::{Asks, View, Want};

/// What vehicles offer at one pickup of fleets that find the same there: those there or bound there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// Unclaimed places by [`Need::index`](crate::plan::Need::index).
    pub places: [u64; 2],
    /// Those of them that are of vehicles which have no room for anybody who waits there now: they are for people
    /// who are due.
    pub passing: [u64; 2],
    /// Vehicles.
    pub vehicles: u32,
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

/// A vehicle that looks for work.
#[derive(Clone, Copy, Debug)]
pub struct Seeker {
    /// Which.
    pub vehicle: VehicleId,
    /// Its fleet.
    pub fleet: FleetId,
    /// Where it stands.
    pub site: SiteId,
    /// The pickup that it served last.
    pub last: Option<PickupId>,
    /// The present.
    pub now: Tick,
    /// How many people are out, as far as has been reported.
    pub reported_out: u64,
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
    /// Lists of many groups, of which the world is to keep rosters.
    rosters: Vec<Vec<GroupId>>,
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
        let rosters = find_demands(plan, network, &mut pickups, &serving);
        let rules = plan.fleets.rows().iter().map(|fleet| fleet.dispatch.clone()).collect();
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

    /// Where a vehicle goes next, of the pickups that want it, in the order in which its fleet serves them.
    ///
    /// It goes to none that is shut while another one is open, nor to people who are still to come while it can
    /// fetch others sooner. It stays where it is wanted; else the more urgent come first, then the fleet's
    /// rule decides.
    ///
    /// `wanting` is room for the pickups that are shown to the rule.
    #[must_use]
    pub fn choose(
        &self,
        seeker: Seeker,
        candidates: &[Candidate],
        view: View<'_>,
        wanting: &mut Vec<Wanting>,
    ) -> Option<Candidate> {
        let all = || candidates.iter().copied();
        if all().all(|one| one.shut) {
            return all().min_by_key(|one| (one.when, Reverse(one.urgency)));
        }
        let open = || all().filter(|one| !one.shut);
        let prompt = open().filter(|one| !one.early).map(|one| one.when).min();
        let first = prompt.or_else(|| open().map(|one| one.when).min())?;
        let in_time = || open().filter(|one| !one.early && prompt.is_some() || one.when <= first);
        if let Some(here) = in_time().find(|one| self.pickups[one.pickup].site == seeker.site) {
            return Some(here);
        }
        let urgency = in_time().map(|one| one.urgency).max()?;
        let mut willing = in_time().filter(|one| one.urgency == urgency);
        let foremost = willing.next()?;
        if willing.next().is_none() {
            return Some(foremost);
        }
        let willing = || in_time().filter(|one| one.urgency == urgency);
        wanting.clear();
        wanting.extend(willing().map(|one| self.wanting(one, view)));
        let chosen = self.by_rule(seeker, wanting);
        // A rule can only answer with something that it was offered, or has kept from elsewhere: then the foremost.
        willing().find(|one| one.pickup == chosen).or(Some(foremost))
    }

    /// A pickup as a rule sees it.
    fn wanting(&self, candidate: Candidate, view: View<'_>) -> Wanting {
        let pickup = &self.pickups[candidate.pickup];
        let place = self.place(pickup.fleet, candidate.pickup);
        Wanting::new((candidate.pickup, pickup.site), place, candidate.when, pickup.load(view))
    }

    /// The place of a pickup among those that its fleet serves.
    fn place(&self, fleet: FleetId, pickup: PickupId) -> usize {
        pickup.index() - self.of_fleet[fleet].start
    }

    /// Which of several pickups the rule of a fleet chooses.
    fn by_rule(&self, seeker: Seeker, pickups: &[Wanting]) -> PickupId {
        let Seeker { vehicle, fleet, site, last, now, reported_out } = seeker;
        let last = last.map(|last| self.place(fleet, last));
        let choice = Choice { now, vehicle, fleet, site, last, reported_out, pickups };
        self.rules[fleet].rule().choose(&choice).pickup
    }
}
