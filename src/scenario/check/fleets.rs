//! Fleets: from tables to rows.

use std::cmp::Reverse;

use super::amounts::Measure;
use super::people::{GroupRow, People};
use super::sheet::{Row, Sheet};
use super::text;
use crate::plan::{Dispatch, Fleet, GroupId, Handling, Id, Need, SiteId};
use crate::scenario::document::Node;
use crate::scenario::names::Target;
use crate::stats::Distribution;
use crate::units::Span;

/// A fleet, as far as it could be read.
pub(super) struct FleetRow<'a> {
    pub sheet: Sheet<'a>,
    pub id: &'a str,
    pub count: Option<u32>,
    pub start: Option<SiteId>,
    pub places: Option<[Distribution; 2]>,
    pub serves: Option<Vec<SiteId>>,
    pub takes: Option<Vec<GroupId>>,
    /// Its vehicles and its movement are not known yet.
    pub fleet: Option<Fleet>,
}

/// All fleets.
pub(super) struct Fleets<'a> {
    pub rows: Vec<FleetRow<'a>>,
}

impl<'a> Fleets<'a> {
    pub fn read(root: &Sheet<'a>, people: &People<'_>) -> Fleets<'a> {
        Fleets { rows: root.rows("fleets").map(|row| fleet(row, people)).collect() }
    }

    /// How many vehicles there are in all, as far as that could be read.
    pub fn count(&self) -> u64 {
        self.rows.iter().filter_map(|row| row.count).map(u64::from).sum()
    }
}

impl FleetRow<'_> {
    /// Whether it ever has a place of this kind; nothing if that could not be read.
    pub fn has_places(&self, need: Need) -> Option<bool> {
        self.places.as_ref().map(|places| has(places, need))
    }
}

fn has(places: &[Distribution; 2], need: Need) -> bool {
    places[need.index()].bounds().1 >= 0.5
}

fn fleet<'a>(row: Row<'a>, people: &People<'_>) -> FleetRow<'a> {
    let Row { id, sheet } = row;
    let count = sheet.node("count").and_then(Node::whole);
    let places = places(&sheet);
    let serves_said = sheet.optional("serves", |list| sheet.ids(Target::Site, list));
    let takes = takes(&sheet, people, places.as_ref(), serves_said.as_ref());
    let serves = serves_said.and_then(|said| said.or_else(|| Some(pickups(people, takes.as_ref()?))));
    let start = sheet.site("start");
    let fleet = rest(id, &sheet, count).map(|fleet| Fleet {
        places: places.clone().unwrap_or(fleet.places),
        start: start.unwrap_or(fleet.start),
        serves: serves.clone().unwrap_or_default(),
        takes: takes.clone().unwrap_or_default(),
        ..fleet
    });
    let known = places.is_some() && start.is_some() && serves.is_some() && takes.is_some();
    FleetRow { id, count, start, places, serves, takes, fleet: fleet.filter(|_| known), sheet }
}

/// All that depends on nothing else.
fn rest(id: &str, sheet: &Sheet<'_>, count: Option<u32>) -> Option<Fleet> {
    let (boarding, alighting) = (handling(sheet, "boarding"), handling(sheet, "alighting"));
    let max_wait = sheet.duration("max_wait", Span::ZERO);
    Some(Fleet {
        title: sheet.read("title", id.to_owned(), text)?,
        boarding: boarding?,
        alighting: alighting?,
        max_wait: max_wait?,
        time_factor: sheet.read("time_factor", 1.0, Node::number)?,
        dispatch: dispatch(sheet)?,
        ..Fleet::plain(id, 0..count?, SiteId(0))
    })
}

fn places(sheet: &Sheet<'_>) -> Option<[Distribution; 2]> {
    let seats = sheet.amount("seats", Measure::Counts, 0.0);
    let stretchers = sheet.amount("stretchers", Measure::Counts, 0.0);
    Some([seats?, stretchers?])
}

/// The groups it takes: those named, or all that it has places for and whose pickup it serves. The
/// most urgent come first.
fn takes(
    sheet: &Sheet<'_>,
    people: &People<'_>,
    places: Option<&[Distribution; 2]>,
    serves: Option<&Option<Vec<SiteId>>>,
) -> Option<Vec<GroupId>> {
    let mut takes = match sheet.optional("takes", |list| sheet.ids(Target::Group, list))? {
        Some(takes) => takes,
        None => {
            let (places, serves) = (places?, serves?);
            let fits = |group: &GroupRow<'_>| {
                let served =
                    serves.as_ref().is_none_or(|sites| group.at.is_some_and(|at| sites.contains(&at)));
                served && group.need.is_some_and(|need| has(places, need))
            };
            people.ids().filter(|(_, group)| fits(group)).map(|(id, _)| id).collect()
        }
    };
    takes.sort_by_key(|&id| (Reverse(people.rows[id.index()].urgency), id));
    Some(takes)
}

/// Where the groups wait, in the order of the groups.
fn pickups(people: &People<'_>, takes: &[GroupId]) -> Vec<SiteId> {
    let mut pickups = Vec::new();
    for (id, group) in people.ids() {
        if let Some(at) = group.at.filter(|at| takes.contains(&id) && !pickups.contains(at)) {
            pickups.push(at);
        }
    }
    pickups
}

fn handling(sheet: &Sheet<'_>, key: &str) -> Option<Handling> {
    let zero = || Distribution::fixed(0.0).ok();
    let Some(node) = sheet.node(key) else { return Some(Handling { dwell: zero()?, per_person: zero()? }) };
    let inside = sheet.inside(key, node);
    let dwell = inside.amount("dwell", Measure::Durations, 0.0);
    let per_person = inside.amount("per_person", Measure::Durations, 0.0);
    Some(Handling { dwell: dwell?, per_person: per_person? })
}

fn dispatch(sheet: &Sheet<'_>) -> Option<Dispatch> {
    match sheet.node("dispatch").map(Node::text) {
        None | Some(Some("most-waiting")) => Some(Dispatch::MostWaiting),
        Some(Some("nearest")) => Some(Dispatch::Nearest),
        Some(Some("fixed")) => Some(Dispatch::Fixed),
        Some(Some("in-turn")) => Some(Dispatch::InTurn),
        _ => None,
    }
}
