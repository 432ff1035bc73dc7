//! Vehicles that are on their way when the run begins, and room for those in them.

use super::FleetRow;
use crate::plan::{GroupId, Id, Need, SiteId, UnderWay};
use crate::scenario::check::network::Network;
use crate::scenario::check::people::People;
use crate::scenario::check::reading::sheet::Sheet;
use crate::scenario::document::Node;
use crate::scenario::names::Target;
use crate::scenario::problems::Wrong;
use crate::units::Tick;

/// Reads which vehicles of a fleet are on their way.
pub(super) fn read(sheet: &Sheet<'_>, end: Option<Tick>) -> Option<Vec<UnderWay>> {
    let ways = sheet.items("under_way").map(|item| {
        let arrives = item.instant_by("arrives", end);
        let people = people(&item);
        Some(UnderWay {
            vehicles: item.node("vehicles").and_then(Node::whole)?,
            from: item.site("from")?,
            to: item.site("to")?,
            arrives: arrives?,
            people: people?,
        })
    });
    ways.collect::<Vec<_>>().into_iter().collect()
}

fn people(item: &Sheet<'_>) -> Option<Vec<(GroupId, u32)>> {
    let Some(node) = item.node("people") else { return Some(Vec::new()) };
    let groups = item.reading.known.ids.names(Target::Group);
    let people = node.table()?.0.iter();
    people.map(|entry| Some((GroupId::from_index(groups.row(&entry.key)?), entry.node.whole()?))).collect()
}

/// Whether those who are on their way could be: on a route, with people whom the fleet takes, between
/// the sites where these get in and off, and with places for them.
pub(in crate::scenario::check) fn check(fleet: &FleetRow<'_>, network: &Network, people: &People<'_>) {
    let Some(row) = &fleet.fleet else { return };
    let vehicles: u64 = row.under_way.iter().map(|way| u64::from(way.vehicles)).sum();
    let there = u64::from(fleet.count.unwrap_or(0).saturating_sub(fleet.joiners));
    if vehicles > there {
        let says = format!("has {vehicles} vehicles, but the fleet has {there} at the start");
        fleet.sheet.wrong("under_way", Wrong::new(says, "lower `vehicles`, or raise the `count`"));
    }
    for (way, item) in row.under_way.iter().zip(fleet.sheet.items("under_way")) {
        if network.complete && !network.joins(way.from, way.to) {
            let help = "name two sites that a route joins, in the direction of the drive";
            item.wrong("to", Wrong::new("cannot be reached: no route leads there from `from`", help));
        }
        if fleet.itinerary().is_some_and(|stops| !stops.contains(&way.to)) {
            item.wrong("to", Wrong::new("is not a stop of the fleet's itinerary", "name one of its stops"));
        }
        if way.people.is_empty() {
            check_empty(fleet, way.to, &item);
        }
        for &(group, _) in &way.people {
            check_aboard(fleet, people, way, group, &item);
        }
        check_room(fleet, people, way, &item);
    }
}

/// Whether every shelter has room for those who are there already and those who are under way to it:
/// they are promised places before anything happens.
pub(in crate::scenario::check) fn check_shelters(
    root: &Sheet<'_>,
    network: &Network,
    people: &People<'_>,
    fleets: &[FleetRow<'_>],
) {
    for (place, row) in root.rows("sites").enumerate() {
        let site = SiteId::from_index(place);
        let Some(capacity) = network.sites[place].as_ref().and_then(|site| site.capacity) else { continue };
        let groups = people.rows.iter().filter_map(|row| row.group.as_ref());
        let out = groups.flat_map(|group| &group.already_out).filter(|&&(at, _)| at == site);
        let out: u64 = out.map(|&(_, people)| u64::from(people)).sum();
        let ways = fleets.iter().filter_map(|row| row.fleet.as_ref()).flat_map(|fleet| &fleet.under_way);
        let bound = ways.filter(|way| way.to == site).map(aboard).fold(0, u64::saturating_add);
        if out.saturating_add(bound) > u64::from(capacity) {
            let says = match (out, bound) {
                (_, 0) => format!("is {capacity}, but {out} people are there already"),
                (0, _) => format!("is {capacity}, but {bound} people are under way to it at the start"),
                _ => format!("is {capacity}, but {out} people are there already and {bound} under way to it"),
            };
            let help = "raise it, or lower `already_out` of the groups or `people` of those `under_way`";
            row.sheet.wrong("capacity", Wrong::new(says, help));
        }
    }
}

/// How many people are in all vehicles of one kind that are on their way.
fn aboard(way: &UnderWay) -> u64 {
    let people: u64 = way.people.iter().map(|&(_, people)| u64::from(people)).sum();
    people.saturating_mul(u64::from(way.vehicles))
}

fn check_empty(fleet: &FleetRow<'_>, to: SiteId, item: &Sheet<'_>) {
    if fleet.serves.as_ref().is_some_and(|serves| !serves.contains(&to)) && fleet.itinerary().is_none() {
        let help = "name a pickup that the fleet serves, or the `people` aboard";
        item.wrong("to", Wrong::new("is not a pickup of the fleet, and nobody is aboard", help));
    }
}

fn check_aboard(fleet: &FleetRow<'_>, people: &People<'_>, way: &UnderWay, group: GroupId, item: &Sheet<'_>) {
    let row = &people.rows[group.index()];
    let wrong = |says: String, help: &str| item.wrong("people", Wrong::new(says, help));
    if fleet.takes.as_ref().is_some_and(|takes| !takes.contains(&group)) {
        wrong(format!("names `{}`, but the fleet does not take them", row.id), "add them to `takes`");
    } else if row.at.is_some_and(|at| at != way.from) {
        wrong(
            format!("names `{}`, but they do not wait at `from`", row.id),
            "let `from` be the site where they got in",
        );
    } else if row.to.as_ref().is_some_and(|to| !to.contains(&way.to)) {
        wrong(
            format!("names `{}`, but they are not bound for `to`", row.id),
            "let `to` be one of their drop-offs",
        );
    }
}

fn check_room(fleet: &FleetRow<'_>, people: &People<'_>, way: &UnderWay, item: &Sheet<'_>) {
    let Some(places) = &fleet.places else { return };
    for need in Need::ALL {
        let aboard = way.people.iter().filter(|(group, _)| people.rows[group.index()].need == Some(need));
        let aboard: u64 = aboard.map(|&(_, people)| u64::from(people)).sum();
        let most = (places[need.index()].bounds().1 + 0.5) as u64;
        if aboard > most {
            let what = if need == Need::Seat { "seats" } else { "stretchers" };
            let says = format!("has {aboard} people for {most} {what}");
            item.wrong("people", Wrong::new(says, "the people are those of one vehicle: give fewer"));
        }
    }
}
