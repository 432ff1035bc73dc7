//! Whether there is a road wherever a fleet must drive.
//!
//! What holds afterwards: from its start a fleet reaches a pickup; from each pickup it reaches all
//! drop-offs of whom it takes there; from each of these, every pickup that it serves.

use std::collections::BTreeSet;
use std::fmt;

use crate::plan::{Id, SiteId};
use crate::scenario::check::fleets::{FleetRow, Fleets};
use crate::scenario::check::network::Network;
use crate::scenario::check::people::{GroupRow, People};
use crate::scenario::check::reading::sheet::Sheet;
use crate::scenario::names::Target;
use crate::scenario::problems::{MOST_TOLD, Place, Problem};

/// Looks for missing roads. Each is told once, however many fleets need it.
pub(in crate::scenario::check) fn check(
    root: &Sheet<'_>,
    network: &Network,
    people: &People<'_>,
    fleets: &Fleets<'_>,
) {
    if !network.complete {
        return;
    }
    let mut map = Map { root, network, told: BTreeSet::new() };
    for fleet in &fleets.rows {
        if let Some(stops) = fleet.itinerary() {
            map.stops(fleet, stops);
            continue;
        }
        let pickups = pickups(fleet, people);
        map.first_leg(fleet, &pickups);
        map.loaded(fleet, people);
        map.back(fleet, people, &pickups);
    }
    for (_, group) in people.whole().filter(|(_, row)| row.sheet.node("own_cars").is_some()) {
        map.own_cars(group);
    }
}

/// The sites that a fleet serves and where somebody waits whom it takes.
fn pickups(fleet: &FleetRow<'_>, people: &People<'_>) -> Vec<SiteId> {
    let groups = fleet.takes.iter().flatten().map(|group| &people.rows[group.index()]);
    let sites: BTreeSet<SiteId> = groups.filter_map(|group| group.at).collect();
    fleet.serves.iter().flatten().copied().filter(|site| sites.contains(site)).collect()
}

struct Map<'m, 'a> {
    root: &'m Sheet<'a>,
    network: &'m Network,
    told: BTreeSet<(SiteId, SiteId)>,
}

impl Map<'_, '_> {
    fn joins(&self, from: SiteId, to: SiteId) -> bool {
        from == to || self.network.joins(from, to)
    }

    /// From the start to the first stop of an itinerary, and from stop to stop.
    fn stops(&mut self, fleet: &FleetRow<'_>, stops: &[SiteId]) {
        let place = fleet.sheet.node("itinerary").map_or(&fleet.sheet.table.place, |node| &node.place);
        let from = fleet.start.iter().chain(stops);
        for (&from, &to) in from.zip(stops) {
            self.need(from, to, place, format_args!("the itinerary of `fleets.{}` needs it", fleet.id));
        }
    }

    /// From where people with their own cars wait to one of their drop-offs.
    fn own_cars(&mut self, group: &GroupRow<'_>) {
        let (Some(at), Some(to)) = (group.at, &group.to) else { return };
        if let Some(&first) = to.first().filter(|_| !to.iter().any(|&to| self.joins(at, to))) {
            self.need(at, first, group.place, format_args!("the own cars of `people.{}` need it", group.id));
        }
    }

    /// From each pickup to the drop-offs of those who wait there.
    fn loaded(&mut self, fleet: &FleetRow<'_>, people: &People<'_>) {
        for group in fleet.takes.iter().flatten().map(|group| &people.rows[group.index()]) {
            let (Some(at), Some(to)) = (group.at, &group.to) else { continue };
            for &to in to {
                self.need(at, to, group.place, format_args!("`people.{}` need it", group.id));
            }
        }
    }

    /// From each drop-off to the pickups.
    fn back(&mut self, fleet: &FleetRow<'_>, people: &People<'_>, pickups: &[SiteId]) {
        let groups = fleet.takes.iter().flatten().map(|group| &people.rows[group.index()]);
        let drop_offs: BTreeSet<SiteId> =
            groups.flat_map(|group| group.to.iter().flatten().copied()).collect();
        for &from in &drop_offs {
            // What is not told need not be looked for.
            if self.told.len() >= MOST_TOLD {
                return;
            }
            for &to in pickups {
                self.need(
                    from,
                    to,
                    &fleet.sheet.table.place,
                    format_args!("`fleets.{}` needs it to go back", fleet.id),
                );
            }
        }
    }

    /// From the start to a pickup, the others being reached by way of the drop-offs.
    fn first_leg(&mut self, fleet: &FleetRow<'_>, pickups: &[SiteId]) {
        let Some(start) = fleet.start else { return };
        let reached = pickups.iter().any(|&pickup| self.joins(start, pickup));
        if let Some(&first) = pickups.first().filter(|_| !reached) {
            let place = fleet.sheet.node("start").map_or(&fleet.sheet.table.place, |node| &node.place);
            self.need(start, first, place, format_args!("`fleets.{}` starts there and needs it", fleet.id));
        }
    }

    fn need(&mut self, from: SiteId, to: SiteId, place: &Place, why: fmt::Arguments<'_>) {
        if self.joins(from, to) || self.told.len() >= MOST_TOLD || !self.told.insert((from, to)) {
            return;
        }
        let sites = self.root.reading.known.ids.names(Target::Site).list();
        let says =
            format!("there is no route from `{}` to `{}`: {why}", sites[from.index()], sites[to.index()]);
        let help = match self.network.between.get(&(to, from)) {
            Some(other) => format!("add `both_ways = true` to `routes.{}`, or a route of its own", other.id),
            None if self.root.sheet("matrix").is_some_and(|matrix| matrix.node("answer").is_some()) => {
                "the answer of the routing service knows none either: see whether both sites are in it, and whether it has \
                 null there; else add one to the routes"
                    .to_owned()
            }
            None => "add one to the routes".to_owned(),
        };
        self.root.problem(Problem::new(place, says, help));
    }
}
