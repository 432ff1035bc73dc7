//! Where vehicles with people go: to the nearest drop-off, or, where that is shut to them, to the one that they
//! are expected to reach first.

use crate::dispatch::Eligible;
use crate::engine::Engine;
use crate::engine::dispatching::outlook::Passage;
use crate::engine::queue::Queue;
use crate::plan::{FleetId, RouteId, SiteId, VehicleId};
use crate::record::Recorder;
use crate::units::Tick;
use crate::world::State;

impl<R: Recorder, Q: Queue> Engine<'_, R, Q> {
    /// The drop-off for which a vehicle at a site makes: the first of them if it need not wait for it, else the
    /// one that it is expected to reach first, berth included.
    pub(in crate::engine) fn drop_off_from(
        &self,
        (fleet, site): (FleetId, SiteId),
        drop_offs: impl Iterator<Item = SiteId>,
        at: Tick,
    ) -> Option<(SiteId, Passage)> {
        let mut ways = drop_offs.filter_map(|to| Some((to, self.way_to(fleet, (site, to), at)?)));
        let nearest = ways.next()?;
        if !nearest.1.waits {
            return Some(nearest);
        }
        Some(ways.fold(nearest, |best, way| if way.1.at < best.1.at { way } else { best }))
    }

    /// When a vehicle with people that leaves a site would have a berth at another one; none where no road
    /// leads there.
    pub(in crate::engine) fn way_to(
        &self,
        fleet: FleetId,
        (from, to): (SiteId, SiteId),
        at: Tick,
    ) -> Option<Passage> {
        let way = match self.network.route(from, to) {
            _ if from == to => Passage { waits: false, at },
            Some(route) => self.passage(fleet, route, (at, true)),
            None => return None,
        };
        let berth = self.door_opens(to, way.at);
        Some(Passage { waits: way.waits || berth > way.at, at: berth })
    }

    /// The drop-off for which people of a group are claimed: the nearest, if nothing is ever closed.
    #[inline(always)]
    pub(in crate::engine) fn drop_off_now(&self, vehicle: VehicleId, eligible: &Eligible) -> SiteId {
        if self.dispatching.outlook.closes {
            self.soonest_drop_off(vehicle, eligible)
        } else {
            eligible.drop_off
        }
    }

    #[inline(never)]
    fn soonest_drop_off(&self, vehicle: VehicleId, eligible: &Eligible) -> SiteId {
        let row = &self.world.vehicles[vehicle];
        // Others of the group are bound there already.
        if let Some(site) = row.destination().filter(|_| self.world.aboard(vehicle, eligible.place) > 0) {
            return site;
        }
        let drop_offs = self.drop_offs(eligible.group).iter().copied();
        self.drop_off_from((row.fleet, row.site), drop_offs, self.now)
            .map_or(eligible.drop_off, |(site, _)| site)
    }

    /// A vehicle with people is about to leave, or could. If it would have to wait for where it is bound, it makes
    /// for where they are expected to be out first. Returns whether that is elsewhere.
    pub(in crate::engine) fn try_change_destination(&mut self, vehicle: VehicleId) -> bool {
        let row = &self.world.vehicles[vehicle];
        let (fleet, site) = (row.fleet, row.site);
        let Some(bound_for) = row.destination().filter(|_| row.load > 0 && self.dispatching.outlook.closes)
        else {
            return false;
        };
        let waits = self.way_to(fleet, (site, bound_for), self.now).is_some_and(|way| way.waits);
        waits && self.try_make_for_soonest(vehicle, bound_for)
    }

    /// Lets a vehicle with people make for where they are expected to be out first, `before` being where it is bound
    /// for. Returns whether that is elsewhere.
    fn try_make_for_soonest(&mut self, vehicle: VehicleId, before: SiteId) -> bool {
        let (_, class) = self.fleet(vehicle);
        if class.itinerary.is_some() || class.own_cars_of.is_some() || self.world.vehicles[vehicle].turned {
            return false;
        }
        let Some((to, _)) = self.soonest_for_all(vehicle, before).filter(|&(to, _)| to != before) else {
            return false;
        };
        self.promise_all_at(vehicle, to);
        self.world.vehicles[vehicle].bind(Some(to));
        true
    }

    /// Where everybody in a vehicle may get off who is expected to be out there first, `bound_for` among the places.
    fn soonest_for_all(&self, vehicle: VehicleId, bound_for: SiteId) -> Option<(SiteId, Passage)> {
        let aboard = (0..self.eligible_count(vehicle)).map(|number| self.eligible(vehicle, number));
        let mut groups = aboard.filter(|&(place, _)| self.world.aboard(vehicle, place) > 0);
        let (_, first) = groups.next()?;
        let others: Vec<_> = groups.map(|(_, group)| group).collect();
        let for_all = |site: SiteId| others.iter().all(|&group| self.plan.groups[group].to.contains(&site));
        let row = &self.world.vehicles[vehicle];
        let drop_offs = self.drop_offs(first).iter().copied().filter(|&site| {
            site == bound_for
                || site != row.site && for_all(site) && self.stops.shelters().have_room_for(vehicle, site)
        });
        self.drop_off_from((row.fleet, row.site), drop_offs, self.now)
    }

    /// Whether a vehicle with people that is at a drop-off whose door is shut drives on to another one, where
    /// they are expected to be out sooner.
    fn try_go_on_from_shut_door(&mut self, vehicle: VehicleId) -> bool {
        let site = self.world.vehicles[vehicle].site;
        let drives_on = self.world.yards[site].closed > 0 && self.try_make_for_soonest(vehicle, site);
        if drives_on {
            self.leave_convoy(vehicle);
            self.pending.leaves(vehicle);
        }
        drives_on
    }

    /// The door of a site has been shut: those in line there go elsewhere if that is sooner.
    pub(in crate::engine) fn heed_shut_door(&mut self, site: SiteId) {
        let line: Vec<VehicleId> = self.world.yards[site].queue.iter(&self.world.vehicles).collect();
        for vehicle in line {
            let state = self.world.vehicles[vehicle].state;
            match state {
                State::QueuedToAlight if self.try_go_on_from_shut_door(vehicle) => {
                    self.world.yards[site].queue.leave(&mut self.world.vehicles, vehicle);
                }
                State::QueuedToBoard => {
                    self.decide_again(vehicle);
                }
                _ => {}
            }
        }
    }

    /// Something has opened: vehicles with people that wait before shut doors and closed roads look whether they
    /// can be out sooner elsewhere.
    pub(in crate::engine) fn ask_those_shut_out(&mut self) {
        let doors = self.plan.sites.ids().filter(|&site| self.world.yards[site].closed > 0);
        for site in doors.collect::<Vec<_>>() {
            self.heed_shut_door(site);
        }
        for route in self.plan.routes.ids() {
            let held: Vec<VehicleId> = self.road.closures().held(route).iter(&self.world.vehicles).collect();
            held.into_iter().for_each(|vehicle| self.take_other_road(vehicle, route));
        }
    }

    /// A vehicle with people that is held before a closed road takes another one, if its people are expected to
    /// be out sooner by it.
    fn take_other_road(&mut self, vehicle: VehicleId, route: RouteId) {
        if self.road.closures().is_open(route) || !self.try_change_destination(vehicle) {
            return;
        }
        self.let_go(vehicle);
        self.leave_column(vehicle);
        self.world.journeys[vehicle].leave_road();
        self.pending.leaves(vehicle);
    }
}
