//! People who leave in their own cars.

use super::{GroupRow, People, within_reason};
use crate::plan::{Entity, Fleet, FleetId, GroupId, Id, MovementId, OwnCars};
use crate::scenario::check::reading::sheet::Sheet;
use crate::scenario::check::reading::what_if;
use crate::scenario::document::Node;
use crate::scenario::format::MOST_VEHICLES;
use crate::scenario::names::Target;
use crate::scenario::problems::Wrong;
use crate::stats::Distribution;
use crate::units::Tick;

/// Reads who leaves by car; the row of the cars is not known yet. A share of 0 is nobody.
pub(super) fn read(sheet: &Sheet<'_>, end: Option<Tick>) -> Option<Option<OwnCars>> {
    let own_cars = sheet.optional("own_cars", |node| {
        let inside = sheet.inside("own_cars", node);
        let (from, to) = (inside.instant_by("from", end), inside.instant("to"));
        let (from, to) = (from?, to?);
        if from >= to {
            inside.wrong("to", Wrong::new("is not after `from`", "a window ends after it begins"));
        }
        Some(OwnCars {
            share: inside.node("share").and_then(Node::number)?,
            people_per_car: inside.node("people_per_car").and_then(Node::number)?,
            window: (from, to),
            fleet: FleetId(0),
        })
    });
    own_cars.map(|cars| cars.filter(|cars| cars.share > 0.0))
}

/// The cars of each group are a fleet behind those of the document.
pub(super) fn number(root: &Sheet<'_>, people: &mut People<'_>) {
    let first = root.reading.known.ids.names(Target::Fleet).len();
    let cars = people.rows.iter_mut().filter_map(|row| row.group.as_mut()?.own_cars.as_mut());
    cars.zip(first..).for_each(|(cars, row)| cars.fleet = FleetId::from_index(row));
}

/// The fleets of own cars, ruled by `movement`, their vehicles numbered from `first` on.
pub(in crate::scenario::check) fn fleets(
    people: &People<'_>,
    movement: MovementId,
    first: u32,
) -> Vec<Option<Fleet>> {
    let mut next = first;
    let drivers =
        people.whole().filter_map(|(id, row)| Some((id, row, row.group.as_ref()?.own_cars.as_ref()?)));
    let fleets = drivers.map(|(id, row, cars)| {
        let first = next;
        next = next.saturating_add(count(row, cars));
        fleet(id, row, cars).map(|fleet| Fleet { vehicles: first..next, movement, ..fleet })
    });
    fleets.collect()
}

fn fleet(id: GroupId, row: &GroupRow<'_>, cars: &OwnCars) -> Option<Fleet> {
    Some(Fleet {
        title: format!("own cars of {}", row.group.as_ref()?.title),
        own_cars_of: Some(id),
        places: [Distribution::fixed(cars.people_per_car.ceil()).ok()?, Distribution::ZERO],
        serves: Vec::new(),
        time_factor: what_if::travel(&row.sheet),
        entity: Entity::named("own_cars", row.id),
        ..Fleet::plain(row.id, 0..0, row.at?)
    })
}

/// Cars enough for all who may drive: all but the last are full. A car that has arrived can be used
/// again, so that too few would only make people wait.
pub(in crate::scenario::check) fn count(row: &GroupRow<'_>, cars: &OwnCars) -> u32 {
    let most = row.most.unwrap_or(0.0);
    let largest = row
        .group
        .as_ref()
        .map_or(1.0, |group| crate::scenario::check::people::arrivals::most_of(&group.party))
        .max(1.0);
    let people = within_reason(most, cars.share, largest);
    let count = (people / cars.people_per_car.floor()).ceil() + 1.0;
    // One more than there may be is refused like any that are too many.
    count.min(MOST_VEHICLES as f64 + 1.0) as u32
}
