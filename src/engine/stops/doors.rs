//! At a shelter's door: where people are promised places whom a vehicle claims.
//!
//! A party stays together where some shelter has room for all of it, the nearest such one. Where none has, it is set
//! down at several, which counts as a split. The vehicle visits them the nearest first, as far as roads lead from
//! each to the next.

use crate::engine::stops::shelters::{Promise, Shelters};
use crate::plan::{GroupId, Network, SiteId, VehicleId};
use crate::world::Door;

/// A vehicle's way with people of one group, from shelter to shelter.
#[derive(Clone, Copy)]
pub(super) struct Way<'e> {
    pub(super) shelters: &'e Shelters,
    pub(super) network: &'e Network,
    pub(super) vehicle: VehicleId,
    /// Where an itinerary leads; else any way that roads allow.
    pub(super) stops: Option<&'e [SiteId]>,
    /// The group's drop-offs in the order in which the vehicle would make for them.
    pub(super) order: &'e [SiteId],
}

/// A shelter, and its place among those where people of a group may be set down, if it is one of them.
type Ranked = (SiteId, Option<usize>);

impl<'e> Way<'e> {
    /// The shelters that the vehicle can visit with people of the group beside those that it visits anyway, with
    /// their free places, the nearest first; as many as there must be for so many people.
    pub(super) fn open(self, people: u32) -> Vec<(SiteId, u32)> {
        let (mut chain, mut open, mut places) = (self.ranked(&self.visits()), Vec::new(), 0_u32);
        for (rank, &site) in
            self.sites().iter().enumerate().filter(|(_, site)| self.shelters.free(**site) > 0)
        {
            if places >= people {
                break;
            }
            let place = self.place_among(&chain, (site, Some(rank)));
            if let Some(place) = place {
                chain.insert(place, (site, Some(rank)));
            }
            if place.is_some() || chain.iter().any(|&(other, _)| other == site) {
                open.push((site, self.shelters.free(site)));
                places = places.saturating_add(self.shelters.free(site));
            }
        }
        open
    }

    /// Shelters with their places among those where people of the group may be set down.
    fn ranked(self, sites: &[SiteId]) -> Vec<Ranked> {
        let rank = |site: SiteId| self.sites().iter().position(|&other| other == site);
        sites.iter().map(|&site| (site, rank(site))).collect()
    }

    /// The shelters that the vehicle visits anyway.
    fn visits(self) -> Vec<SiteId> {
        self.shelters.visited_by(self.vehicle)
    }

    /// Where people of the group may be set down, the nearest first.
    fn sites(self) -> &'e [SiteId] {
        self.stops.unwrap_or(self.order)
    }

    /// Where among the shelters that a vehicle visits another one comes: the nearer before the farther, as far as roads
    /// lead there; none if it is among them, or if no road leads there.
    fn place_among(self, chain: &[Ranked], (site, rank): Ranked) -> Option<usize> {
        if chain.iter().any(|&(other, _)| other == site) {
            return None;
        }
        if self.stops.is_some() {
            return Some(chain.len());
        }
        let leads = |from: Option<usize>, to: usize| {
            let from = from.map_or(site, |from| chain[from].0);
            let to = chain.get(to).map_or(site, |&(to, _)| to);
            from == to || self.network.route(from, to).is_some()
        };
        let farther = chain.iter().position(|&(_, other)| other.is_some() && other > rank);
        let mut places = farther.into_iter().chain([chain.len()]);
        places.find(|&place| {
            let before = place.checked_sub(1);
            before.is_none_or(|before| leads(Some(before), chain.len())) && leads(None, place)
        })
    }

    /// The nearest shelter with room for a whole party. A vehicle that is still free to may go to any.
    fn room_for(self, people: u32) -> Option<SiteId> {
        let visits = self.visits();
        let chain = self.ranked(&visits);
        let on_way = |&(rank, &site): &(usize, &SiteId)| {
            visits.contains(&site) || self.place_among(&chain, (site, Some(rank))).is_some()
        };
        let mut with_room =
            self.sites().iter().enumerate().filter(|(_, site)| self.shelters.free(**site) >= people);
        with_room.find(on_way).map(|(_, &site)| site)
    }

    /// Whether some shelter that is not on the way of a vehicle with people has room for a whole party.
    fn has_room_elsewhere(self, people: u32) -> bool {
        let mut all = self.order.iter();
        !self.visits().is_empty() && all.any(|&site| self.shelters.free(site) >= people)
    }
}

/// The doors at which one vehicle may set down people of one group.
pub(super) struct Doors<'e> {
    pub(super) shelters: &'e mut Shelters,
    pub(super) network: &'e Network,
    pub(super) vehicle: VehicleId,
    pub(super) group: GroupId,
    /// Where an itinerary leads; else any way that roads allow.
    pub(super) stops: Option<Vec<SiteId>>,
    /// The group's drop-offs in the order in which the vehicle would make for them.
    pub(super) order: Vec<SiteId>,
    /// Parties that have been split.
    pub(super) splits: u32,
}

impl Doors<'_> {
    fn way(&self) -> Way<'_> {
        let &Doors { ref shelters, network, vehicle, ref stops, ref order, .. } = self;
        Way { shelters, network, vehicle, stops: stops.as_deref(), order }
    }

    /// The way as it would be if nothing were ever closed, if that is another.
    fn way_past_closures(&self) -> Option<Way<'_>> {
        let order = self.shelters.drop_offs_of(self.group);
        (self.stops.is_none() && self.order != order).then(|| Way { order, ..self.way() })
    }

    /// Promises places at one site, which the vehicle visits from now on.
    fn promise(&mut self, site: SiteId, people: u32, detour: bool) {
        let way = self.way();
        let place = way.place_among(&way.ranked(&way.visits()), way.ranked(&[site])[0]);
        self.shelters.fill(site, people);
        self.shelters.note_promise(self.vehicle, Promise { site, group: self.group, people, detour }, place);
    }

    /// Promises places wherever there are any, the nearest first.
    fn spread(&mut self, mut people: u32) {
        let else_open = self.way_past_closures().map(|way| way.open(people));
        let is_detour =
            |site| else_open.as_ref().is_some_and(|open| open.iter().all(|&(other, _)| other != site));
        for (site, free) in self.way().open(people) {
            let here = people.min(free);
            if here > 0 {
                people -= here;
                self.promise(site, here, is_detour(site));
            }
        }
        debug_assert_eq!(people, 0, "no more people are claimed than can be set down");
    }
}

impl Door for Doors<'_> {
    fn admits(&mut self, people: u32) -> bool {
        if let Some(site) = self.way().room_for(people) {
            let detour = self.way_past_closures().is_some_and(|way| way.room_for(people) != Some(site));
            self.promise(site, people, detour);
            return true;
        }
        let places: u64 = self.way().open(people).iter().map(|&(_, free)| u64::from(free)).sum();
        if places < u64::from(people) || self.way().has_room_elsewhere(people) {
            return false;
        }
        self.spread(people);
        self.splits += 1;
        true
    }

    fn admit_singles(&mut self, people: u32) {
        self.spread(people);
    }
}
