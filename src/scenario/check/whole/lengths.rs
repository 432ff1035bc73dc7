//! Whether the length of each road is known to a fleet that counts kilometres, and within its range.

use std::collections::BTreeSet;

use crate::plan::{Between, Fleet, Id, SiteId};
use crate::scenario::check::fleets::costs::CostRow;
use crate::scenario::check::fleets::{FleetRow, Fleets};
use crate::scenario::check::network::Network;
use crate::scenario::check::people::People;
use crate::scenario::problems::Wrong;

/// Holds the roads that each fleet may drive against what it says of kilometres.
pub(in crate::scenario::check) fn check(
    network: &Network,
    people: &People<'_>,
    fleets: &Fleets<'_>,
    costs: &[CostRow<'_>],
) {
    if network.complete {
        fleets.rows.iter().for_each(|fleet| check_fleet(fleet, network, people));
        let paid = costs.iter().filter(|row| row.costs.per_km > 0.0);
        paid.for_each(|row| check_costs(row, network, people, fleets));
    }
}

/// Every road that a fleet drives must have a length if its kilometres are paid for.
fn check_costs(row: &CostRow<'_>, network: &Network, people: &People<'_>, fleets: &Fleets<'_>) {
    let Some(fleet) = &fleets.rows[row.fleet.index()].fleet else { return };
    let driven = driven(fleet, network, people);
    if let Some((road, _)) = network.among(&driven).find(|(_, km)| km.is_none()) {
        row.sheet.wrong("per_km", without_length(road, network));
    }
}

fn without_length(road: &str, network: &Network) -> Wrong {
    if network.is_tabled(road) {
        let says = format!("counts kilometres, but the matrix has none for `{road}`");
        let help = "ask the routing service for distances, too, and leave the pair out of `csv`; or make it one of the \
                    `routes`, with its `km`";
        return Wrong::new(says, help);
    }
    let says = format!("counts kilometres, but `routes.{road}` has no `km`");
    Wrong::new(says, "give every route that the fleet drives its `km`")
}

fn check_fleet(fleet: &FleetRow<'_>, network: &Network, people: &People<'_>) {
    let Some(row) = &fleet.fleet else { return };
    let range = row.range.as_ref().map(|range| range.km);
    let by_km = row.breakdown.as_ref().is_some_and(|breakdown| matches!(breakdown.every, Between::Km(_)));
    let driven = driven(row, network, people);
    for (key, counts) in [("range", range.is_some()), ("breakdown", by_km)] {
        if let Some((road, _)) = network.among(&driven).find(|(_, km)| km.is_none()).filter(|_| counts) {
            fleet.sheet.wrong(key, without_length(road, network));
        }
    }
    let Some(range) = range else { return };
    let mut roads = network.among(&driven);
    if let Some((road, km)) = roads.find_map(|(road, km)| Some((road, km.filter(|&km| km > range)?))) {
        let says = format!("is {range} km, but `routes.{road}` is {km} km long");
        fleet.sheet.wrong("range", Wrong::new(says, "give it more `km` on one filling, or other sites"));
    }
}

/// The ways that a fleet may drive where routes lead: to its pickups from wherever it may stand, from
/// these to the drop-offs of those who wait there, and from one shelter on to another if one may fill.
fn driven(row: &Fleet, network: &Network, people: &People<'_>) -> BTreeSet<(SiteId, SiteId)> {
    let mut ways: BTreeSet<(SiteId, SiteId)> = row.under_way.iter().map(|way| (way.from, way.to)).collect();
    if let Some(stops) = &row.itinerary {
        ways.extend(std::iter::once(&row.start).chain(stops).copied().zip(stops.iter().copied()));
        return ways;
    }
    let fills =
        |site: &SiteId| network.sites[site.index()].as_ref().is_none_or(|site| site.capacity.is_some());
    let mut stands = BTreeSet::from([row.start]);
    stands.extend(row.serves.iter().copied());
    for group in row.takes.iter().map(|group| &people.rows[group.index()]) {
        let (Some(at), Some(to)) = (group.at, &group.to) else { continue };
        stands.extend(to.iter().copied());
        ways.extend(to.iter().map(|&to| (at, to)));
        if to.iter().any(fills) {
            ways.extend(to.iter().flat_map(|&from| to.iter().map(move |&to| (from, to))));
        }
    }
    ways.extend(stands.iter().flat_map(|&from| row.serves.iter().map(move |&to| (from, to))));
    ways
}
