//! Sizes that a run could not bear, and names that would share their luck.

use std::collections::BTreeMap;

use crate::plan::{Actors, Entity, MOST_ACTORS, Plan};
use crate::scenario::check::fleets::Fleets;
use crate::scenario::check::network::Network;
use crate::scenario::check::people::own_cars;
use crate::scenario::check::people::{GroupRow, People};
use crate::scenario::check::reading::sheet::Sheet;
use crate::scenario::format::{MOST_PEOPLE, MOST_VEHICLES, grouped};
use crate::scenario::problems::Wrong;

/// The lower bits of an entity's number are left to those within it, such as a fleet's vehicles.
const WITHIN: u32 = 28;

/// Applies the limits that hold over several rows.
pub(in crate::scenario::check) fn check(
    root: &Sheet<'_>,
    network: &Network,
    people: &People<'_>,
    fleets: &Fleets<'_>,
) {
    let most = people.most() + fleets.aboard();
    if most > MOST_PEOPLE as f64 {
        let says = format!("can be {} in all", grouped(most as i64));
        root.wrong("people", Wrong::new(says, format!("at most {} are possible", grouped(MOST_PEOPLE))));
    }
    for (_, row) in people.whole() {
        if let Some(wrong) = too_many_lots(row) {
            row.sheet.wrong("count", wrong);
        }
    }
    let drivers = people.whole().filter_map(|(_, row)| Some((row, row.group.as_ref()?.own_cars.as_ref()?)));
    let cars: u64 = drivers.map(|(row, cars)| u64::from(own_cars::count(row, cars))).sum();
    let vehicles = fleets.count() + cars;
    if vehicles > MOST_VEHICLES as u64 {
        let says = format!("have {} vehicles in all, own cars included", grouped(vehicles as i64));
        root.wrong("fleets", Wrong::new(says, format!("at most {} are possible", grouped(MOST_VEHICLES))));
    }
    let fleets = fleets
        .rows
        .iter()
        .filter_map(|row| row.fleet.as_ref())
        .map(|fleet| ("fleets", &*fleet.id, fleet.entity));
    let people = people
        .rows
        .iter()
        .filter_map(|row| row.group.as_ref())
        .map(|group| ("people", &*group.id, group.entity));
    // Only roads with conditions have luck of their own; a large table of travel times has none.
    let lucky = network.routes.iter().flatten().filter(|route| route.conditions.is_some());
    let routes = lucky.map(|route| ("routes", &*route.id, route.entity));
    let entities: Vec<_> = fleets.chain(people).chain(routes).collect();
    for (other, (table, id)) in shared(&entities) {
        let says =
            format!("would have the same luck as `{}.{}`: their ids give the same number", other.0, other.1);
        root.sheet(table).unwrap_or_else(|| root.clone()).wrong(id, Wrong::new(says, "rename one of them"));
    }
}

/// The most people of a group in which each party has luck of its own: each is drawn before the run, and kept.
const MOST_WITH_LOTS: f64 = 20e6;

/// What is wrong with a group of more parties that may refuse, drive or bring companions than a run can bear.
fn too_many_lots(row: &GroupRow<'_>) -> Option<Wrong> {
    let group = row.group.as_ref()?;
    let has_lots = group.refuses > 0.0 || group.own_cars.is_some() || group.companions.is_some();
    let people = row.most_come.filter(|&people| has_lots && people > MOST_WITH_LOTS)?;
    let says =
        format!("can be {} people, and noria draws of each party what it does", grouped(people as i64));
    let most = grouped(MOST_WITH_LOTS as i64);
    let help = format!(
        "at most {most} are possible in a group with `refuses`, `own_cars` or `companions`; \
         leave out those who refuse or drive, or make several groups of it"
    );
    Some(Wrong::new(says, help))
}

const _: () = assert!((MOST_VEHICLES as usize) < MOST_ACTORS, "the most vehicles must be possible");

/// Applies the limit on all that has events: vehicles with the groups, lists of movements and all else that has
/// a time of its own.
pub(in crate::scenario::check) fn together(root: &Sheet<'_>, plan: &Plan) {
    if let Some(wrong) = too_many(Actors::new(plan).len(), plan.vehicle_count()) {
        root.wrong("fleets", wrong);
    }
}

/// What is wrong where so many things have events, of which so many are vehicles.
fn too_many(all: usize, vehicles: u32) -> Option<Wrong> {
    let told = |count: usize| grouped(count as i64);
    let wrong = || {
        let says = format!(
            "have {} vehicles, and with groups, sites, suspensions and all else {} things have events",
            told(vehicles as usize),
            told(all)
        );
        Wrong::new(says, format!("at most {} are possible", told(MOST_ACTORS)))
    };
    (all > MOST_ACTORS).then(wrong)
}

type Name<'a> = (&'a str, &'a str);

/// Pairs of names whose entities would draw from one stream.
fn shared<'a>(entities: &[(&'a str, &'a str, Entity)]) -> Vec<(Name<'a>, Name<'a>)> {
    let mut streams = BTreeMap::new();
    let mut pairs = Vec::new();
    for &(table, id, entity) in entities {
        if let Some(other) = streams.insert(entity.0 >> WITHIN, (table, id)) {
            pairs.push((other, (table, id)));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_has_events_is_counted_with_the_vehicles() {
        assert_eq!(too_many(MOST_ACTORS, MOST_VEHICLES as u32), None);
        let wrong = too_many(MOST_ACTORS + 1, MOST_VEHICLES as u32).expect("one too many");
        assert!(wrong.says.contains("8_000_000 vehicles") && wrong.says.contains("8_388_608"), "{wrong:?}");
    }

    #[test]
    fn entities_that_differ_only_within_are_found() {
        let entities = [
            ("fleets", "a", Entity(1 << 28)),
            ("people", "b", Entity(1)),
            ("fleets", "c", Entity((1 << 28) + 7)),
        ];
        assert_eq!(shared(&entities), [(("fleets", "a"), ("fleets", "c"))]);
    }
}
