//! Whether fleets and people fit together: nobody is left whom no vehicle can take.

use crate::plan::{GroupId, Id, Need, Part, SiteId};
use crate::scenario::check::fleets::under_way;
use crate::scenario::check::fleets::{FleetRow, Fleets, is_carried};
use crate::scenario::check::network::Network;
use crate::scenario::check::people::{GroupRow, People};
use crate::scenario::check::reading::sheet::Sheet;
use crate::scenario::names::{Target, list};
use crate::scenario::problems::{Problem, Wrong};

/// Applies the rules that hold between fleets and groups.
pub(in crate::scenario::check) fn check(
    root: &Sheet<'_>,
    network: &Network,
    people: &People<'_>,
    fleets: &Fleets<'_>,
) {
    for fleet in &fleets.rows {
        check_places(fleet, people);
        check_named(fleet, people);
        check_service(fleet, network, people);
        under_way::check(fleet, network, people);
    }
    under_way::check_shelters(root, network, people, &fleets.rows);
    for (id, group) in people.ids() {
        check_carried(root, id, group, fleets);
        check_companions(id, group, fleets);
    }
}

/// The places that a need takes, as words.
fn places(need: Need) -> (&'static str, &'static str) {
    match need {
        Need::Seat => ("a seat", "seats"),
        Need::Stretcher => ("a stretcher", "stretchers"),
    }
}

fn check_places(fleet: &FleetRow<'_>, people: &People<'_>) {
    let sheet = &fleet.sheet;
    let wrong =
        |says: &str, help: &str| sheet.wrong_at(&sheet.table.place, &sheet.path, Wrong::new(says, help));
    match Need::ALL.map(|need| fleet.has_places(need)) {
        [Some(false), Some(false)] => wrong("has no places for people", "give it `seats` or `stretchers`"),
        [Some(_), Some(_)] if people.are_clear() && fleet.takes.as_ref().is_some_and(Vec::is_empty) => {
            wrong(&nobody_for(fleet), "give it other places, or leave the fleet out");
        }
        _ => {}
    }
}

/// Why a fleet has nobody to take.
fn nobody_for(fleet: &FleetRow<'_>) -> String {
    let here = if fleet.sheet.node("serves").is_some() { " at the sites that it serves" } else { "" };
    let places =
        Need::ALL.into_iter().filter(|&need| fleet.has_places(need) == Some(true)).map(|need| places(need).0);
    format!("has nobody to take: no group{here} needs {}", places.collect::<Vec<_>>().join(" or "))
}

/// What a fleet names must make sense one by one.
fn check_named(fleet: &FleetRow<'_>, people: &People<'_>) {
    let sheet = &fleet.sheet;
    for node in sheet.node("takes").and_then(|list| list.list()).unwrap_or_default() {
        let Some(group) = sheet.id(Target::Group, node).map(|id: GroupId| &people.rows[id.index()]) else {
            continue;
        };
        if let Some(need) = group.need.filter(|&need| fleet.has_places(need) == Some(false)) {
            let (one, many) = places(need);
            let says = format!("names `{}`, but they each need {one}, and the fleet has none", group.id);
            sheet.wrong_at(
                &node.place,
                &sheet.path_of("takes"),
                Wrong::new(says, format!("give it `{many}`, or leave them out")),
            );
        }
        let id = sheet.id::<GroupId>(Target::Group, node);
        let takes_those_who_go_on =
            fleet.takes.iter().flatten().any(
                |part| matches!(people.rows[part.index()].part, Part::Onward(whole) if Some(whole) == id),
            );
        let unserved = |at| {
            sheet.node("serves").is_some()
                && !takes_those_who_go_on
                && fleet.serves.as_ref().is_some_and(|sites| !sites.contains(&at))
        };
        if let Some(stops) = fleet.itinerary().filter(|stops| !is_carried(stops, group)) {
            let says = match group.at.filter(|at| !stops.contains(at)) {
                Some(_) => format!("names `{}`, but the itinerary does not stop where they wait", group.id),
                None => format!(
                    "names `{}`, but no later stop of the itinerary is one of their drop-offs",
                    group.id
                ),
            };
            let help = "add that stop to the itinerary, or leave them out";
            sheet.wrong_at(&node.place, &sheet.path_of("takes"), Wrong::new(says, help));
            continue;
        }
        if group.at.is_some_and(unserved) {
            let says = format!("names `{}`, but the fleet does not serve the site where they wait", group.id);
            sheet.wrong_at(
                &node.place,
                &sheet.path_of("takes"),
                Wrong::new(says, "add that site to `serves`"),
            );
        }
    }
    check_served(fleet, people);
}

/// What a fleet says of its service must be possible.
fn check_service(fleet: &FleetRow<'_>, network: &Network, people: &People<'_>) {
    let sheet = &fleet.sheet;
    if fleet.itinerary().is_some() && sheet.node("serves").is_some() {
        let help = "leave it out: the stops of the itinerary say where people get in";
        sheet.wrong("serves", Wrong::new("does not go with `itinerary`", help));
    }
    if sheet.node("speed").is_some() && !network.has_speeds() {
        let help = "give routes a `speed` in place of their `time`, or the fleet a `time_factor`";
        sheet.wrong("speed", Wrong::new("is of no use: every route has a `time`", help));
    }
    check_stops(fleet);
    check_losses(fleet, people);
}

/// No road leads from a stop to itself.
fn check_stops(fleet: &FleetRow<'_>) {
    let stops = fleet.itinerary().unwrap_or_default();
    if let Some(twice) = stops.windows(2).find(|pair| pair[0] == pair[1]) {
        let site = fleet.sheet.reading.known.ids.names(Target::Site).list()[twice[0].index()];
        let says = format!("stops at `{site}` twice in a row");
        fleet.sheet.wrong("itinerary", Wrong::new(says, "name it once, or another stop between"));
    }
}

/// People who are left where they are to be set down would be out.
fn check_losses(fleet: &FleetRow<'_>, people: &People<'_>) {
    for (item, &(_, site)) in fleet.sheet.items("lost").zip(&fleet.lost) {
        let bound_there = |id: &&GroupId| {
            let to = people.rows[id.index()].to.as_ref();
            site.is_some_and(|site| to.is_some_and(|to| to.contains(&site)))
        };
        if let Some(group) = fleet.takes.iter().flatten().find(bound_there) {
            let says = format!("is where `{}` are set down", people.rows[group.index()].id);
            let help = "name a site where they wait for another vehicle, or \"pickup\"";
            item.wrong("people", Wrong::new(says, help));
        }
    }
}

/// A pickup is served for somebody.
fn check_served(fleet: &FleetRow<'_>, people: &People<'_>) {
    let (sheet, Some(takes)) = (&fleet.sheet, &fleet.takes) else { return };
    if !people.are_clear() || takes.is_empty() {
        return;
    }
    for node in sheet.node("serves").and_then(|list| list.list()).unwrap_or_default() {
        let Some(site) = sheet.id(Target::Site, node) else { continue };
        if !takes.iter().any(|group| people.rows[group.index()].at == Some(site)) {
            let says = format!(
                "names {}, but nobody waits there for this fleet",
                crate::scenario::check::said(node)
            );
            sheet.wrong_at(&node.place, &sheet.path_of("serves"), Wrong::new(says, "leave it out"));
        }
    }
}

/// Every group has a fleet that takes it, serves its pickup and has vehicles.
fn check_carried(root: &Sheet<'_>, id: GroupId, group: &GroupRow<'_>, fleets: &Fleets<'_>) {
    let (Some(need), Some(at)) = (group.need, group.at) else { return };
    if all_drive(group) {
        return;
    }
    let known = |fleet: &FleetRow<'_>| {
        fleet.count.is_some() && fleet.places.is_some() && fleet.takes.is_some() && fleet.serves.is_some()
    };
    // A fleet without any places has been told of; that may be all there is to it.
    let empty = |fleet: &FleetRow<'_>| Need::ALL.iter().all(|&need| fleet.has_places(need) == Some(false));
    if fleets.rows.is_empty() || fleets.rows.iter().any(|fleet| !known(fleet) || empty(fleet)) {
        return;
    }
    let fitting: Vec<&FleetRow<'_>> =
        fleets.rows.iter().filter(|fleet| fleet.has_places(need) == Some(true)).collect();
    if let Some(help) = obstacle(&fitting, id, at, need) {
        let site = root.reading.known.ids.names(Target::Site).list()[at.index()];
        let (whom, help) = match group.part {
            Part::Onward(_) => (
                format!("those of `people.{}` who go on from `{site}`", group.id),
                if fitting.is_empty() { help } else { format!("name `{site}` in a fleet's `serves`") },
            ),
            Part::Stranded(_) => (
                format!("those of `people.{}` that lost vehicles leave at `{site}`", group.id),
                if fitting.is_empty() { help } else { format!("name `{site}` in a fleet's `serves`") },
            ),
            Part::Whole => (format!("`people.{}`", group.id), help),
        };
        let says = format!("no fleet can carry {whom}, who each need {}", places(need).0);
        root.problem(Problem::new(group.place, says, help));
    }
}

/// Whether all of a group leave in their own cars, so that nobody waits for a fleet.
fn all_drive(group: &GroupRow<'_>) -> bool {
    let cars = group.group.as_ref().and_then(|group| group.own_cars.as_ref());
    cars.is_some_and(|cars| cars.share >= 1.0)
}

/// Somebody who takes patients has seats for those who sit beside them.
fn check_companions(id: GroupId, group: &GroupRow<'_>, fleets: &Fleets<'_>) {
    let companions = group.group.as_ref().and_then(|group| group.companions.as_ref());
    if group.part != Part::Whole || companions.is_none_or(|companions| companions.bounds().1 < 0.5) {
        return;
    }
    let takes = |fleet: &&FleetRow<'_>| fleet.takes.as_ref().is_none_or(|takes| takes.contains(&id));
    let mut taking = fleets.rows.iter().filter(takes).peekable();
    if taking.peek().is_some() && taking.all(|fleet| fleet.has_places(Need::Seat) == Some(false)) {
        let help = "give a fleet that takes them `seats`, or leave `companions` out";
        group.sheet.wrong("companions", Wrong::new("need seats, but no fleet that takes them has any", help));
    }
}

/// What must change so that one of the fleets that have places for a group carries it, if anything.
fn obstacle(fitting: &[&FleetRow<'_>], group: GroupId, at: SiteId, need: Need) -> Option<String> {
    let takes = |fleet: &FleetRow<'_>| fleet.takes.as_ref().is_some_and(|takes| takes.contains(&group));
    let serves = |fleet: &FleetRow<'_>| fleet.serves.as_ref().is_some_and(|sites| sites.contains(&at));
    let taking: Vec<&FleetRow<'_>> = fitting.iter().copied().filter(|fleet| takes(fleet)).collect();
    let serving: Vec<&FleetRow<'_>> = taking.iter().copied().filter(|fleet| serves(fleet)).collect();
    match (fitting, taking.as_slice(), serving.as_slice()) {
        ([], ..) => Some(format!("no fleet has any: give a fleet `{}`", places(need).1)),
        (_, [], _) => Some(format!("let {} take them", one_of(fitting))),
        (_, _, []) => Some(format!("let {} serve the site where they wait", one_of(&taking))),
        _ if serving.iter().all(|fleet| fleet.count == Some(0)) => {
            Some(format!("give {} vehicles: raise the `count`", one_of(&serving)))
        }
        _ => None,
    }
}

fn one_of(fleets: &[&FleetRow<'_>]) -> String {
    let names: Vec<&str> = fleets.iter().map(|fleet| fleet.id).collect();
    if names.len() == 1 { list(&names) } else { format!("one of {}", list(&names)) }
}
