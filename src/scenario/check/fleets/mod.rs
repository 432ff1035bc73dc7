//! Fleets: from tables to rows.
//!
//! In goes the root of a document with its people, out come [`Fleets`]. `service` says what may happen to their
//! vehicles, `under_way` which are on their way when the run begins, `losses` whom lost vehicles leave waiting, `costs`
//! what they cost.

pub(in crate::scenario::check) mod costs;
pub(in crate::scenario::check) mod losses;
mod service;
pub(in crate::scenario::check) mod under_way;

use std::cmp::Reverse;

use crate::plan::{
    Dispatch, Fixed, Fleet, GroupId, Handling, Id, InTurn, MostWaiting, Nearest, Need, Part, SiteId, UnderWay,
};
use crate::scenario::check::network::drive;
use crate::scenario::check::people::{GroupRow, People};
use crate::scenario::check::reading::amounts::Measure;
use crate::scenario::check::reading::sheet::{Row, Sheet};
use crate::scenario::check::reading::what_if;
use crate::scenario::check::text;
use crate::scenario::document::Node;
use crate::scenario::names::Target;
use crate::stats::Distribution;
use crate::units::{Span, Tick};
use service::{Changes, Loss};

/// A fleet, as far as it could be read.
pub(super) struct FleetRow<'a> {
    pub sheet: Sheet<'a>,
    pub id: &'a str,
    /// How many vehicles it has, those who join later included.
    pub count: Option<u32>,
    pub joiners: u32,
    /// Losses, which the row does not have yet.
    pub lost: Vec<Loss>,
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
    pub fn read(root: &Sheet<'a>, people: &People<'_>, end: Option<Tick>) -> Fleets<'a> {
        Fleets { rows: root.rows("fleets").map(|row| fleet(row, people, end)).collect() }
    }

    /// How many vehicles there are in all, as far as that could be read.
    pub fn count(&self) -> u64 {
        self.rows.iter().filter_map(|row| row.count).map(u64::from).sum()
    }

    /// How many people are in vehicles when the run begins.
    pub fn aboard(&self) -> f64 {
        let ways = self.rows.iter().filter_map(|row| row.fleet.as_ref()).flat_map(|fleet| &fleet.under_way);
        let people = |way: &UnderWay| way.people.iter().map(|&(_, people)| f64::from(people)).sum::<f64>();
        ways.map(|way| f64::from(way.vehicles) * people(way)).sum()
    }
}

impl FleetRow<'_> {
    /// Whether it ever has a place of this kind; nothing if that could not be read.
    pub fn has_places(&self, need: Need) -> Option<bool> {
        self.places.as_ref().map(|places| has(places, need))
    }

    /// The stops of a fleet that goes by an itinerary.
    pub fn itinerary(&self) -> Option<&[SiteId]> {
        self.fleet.as_ref()?.itinerary.as_deref()
    }
}

fn has(places: &[Distribution; 2], need: Need) -> bool {
    places[need.index()].bounds().1 >= 0.5
}

fn fleet<'a>(row: Row<'a>, people: &People<'_>, end: Option<Tick>) -> FleetRow<'a> {
    let Row { id, sheet } = row;
    let changes = Changes::read(&sheet, end);
    let joiners = changes.as_ref().map_or(0, Changes::joiners);
    let at_start: Option<u32> = sheet.node("count").and_then(Node::whole);
    service::check_numbers(&sheet, at_start);
    let count = at_start.map(|count| count.saturating_add(joiners));
    let places = places(&sheet);
    let itinerary = sheet.optional("itinerary", |list| sheet.ids(Target::Site, list));
    let serves_said = sheet.optional("serves", |list| sheet.ids(Target::Site, list));
    let stops = itinerary.as_ref().and_then(Option::as_ref);
    let takes = takes(&sheet, people, places.as_ref(), (serves_said.as_ref(), stops));
    let serves = serves_said.and_then(|said| said.or_else(|| Some(pickups(people, takes.as_ref()?))));
    let (start, under_way) = (sheet.site("start"), under_way::read(&sheet, end));
    let fleet = rest(id, &sheet, count).zip(itinerary).map(|(fleet, itinerary)| Fleet {
        places: places.clone().unwrap_or(fleet.places),
        start: start.unwrap_or(fleet.start),
        serves: serves.clone().unwrap_or_default(),
        takes: takes.clone().unwrap_or_default(),
        itinerary,
        changes: changes.as_ref().map(|changes| changes.plain.clone()).unwrap_or_default(),
        under_way: under_way.clone().unwrap_or_default(),
        ..fleet
    });
    let known = places.is_some() && start.is_some() && serves.is_some() && takes.is_some();
    let known = known && changes.is_some() && under_way.is_some();
    FleetRow {
        id,
        count,
        joiners,
        lost: changes.map(|changes| changes.lost).unwrap_or_default(),
        start,
        places,
        serves,
        takes,
        fleet: fleet.filter(|_| known),
        sheet,
    }
}

/// All that depends on nothing else.
fn rest(id: &str, sheet: &Sheet<'_>, count: Option<u32>) -> Option<Fleet> {
    let (boarding, alighting) = (handling(sheet, "boarding"), handling(sheet, "alighting"));
    let max_wait = sheet.duration("max_wait", Span::ZERO);
    let ready = sheet.optional("ready", |_| sheet.amount("ready", Measure::Durations, 0.0));
    let (speeds, breakdown) = (drive::speeds(sheet), service::breakdown(sheet));
    let (duty, range) = (service::duty(sheet), service::range(sheet));
    Some(Fleet {
        title: sheet.read("title", id.to_owned(), text)?,
        boarding: boarding?,
        alighting: alighting?,
        max_wait: max_wait?,
        time_factor: sheet.read("time_factor", 1.0, Node::number)? * what_if::travel(sheet),
        dispatch: dispatch(sheet)?,
        ready: ready?,
        speeds: speeds?,
        breakdown: breakdown?,
        duty: duty?,
        range: range?,
        ..Fleet::plain(id, 0..count?, SiteId(0))
    })
}

fn places(sheet: &Sheet<'_>) -> Option<[Distribution; 2]> {
    let seats = sheet.amount("seats", Measure::Counts, 0.0);
    let stretchers = sheet.amount("stretchers", Measure::Counts, 0.0);
    Some([seats?, stretchers?])
}

/// The groups it takes: those named, or all that it has places for and whose pickup it serves or stops
/// at. Of those who go on it takes the groups that wait where it says that it serves, or stops. The most
/// urgent come first.
fn takes(
    sheet: &Sheet<'_>,
    people: &People<'_>,
    places: Option<&[Distribution; 2]>,
    (serves, stops): (Option<&Option<Vec<SiteId>>>, Option<&Vec<SiteId>>),
) -> Option<Vec<GroupId>> {
    let said = sheet.optional("takes", |list| sheet.ids(Target::Group, list))?;
    let (places, serves) = (places?, serves?);
    let sites = stops.or(serves.as_ref());
    let here = |group: &GroupRow<'_>| sites.map(|sites| group.at.is_some_and(|at| sites.contains(&at)));
    let carried = |group: &GroupRow<'_>| match stops {
        Some(stops) => is_carried(stops, group),
        None => true,
    };
    let fits = |group: &GroupRow<'_>| group.need.is_some_and(|need| has(places, need)) && carried(group);
    let named = |whole: GroupId| said.as_ref().is_none_or(|said: &Vec<GroupId>| said.contains(&whole));
    let mut takes = Vec::new();
    for (id, group) in people.ids() {
        let part_here = |part: GroupId| {
            people.parts().any(|(_, row)| row.part == Part::Onward(part) && here(row) == Some(true))
        };
        let wanted = match group.part {
            // A group that is named is taken where it waits, unless only those of it who go on are here.
            Part::Whole if said.is_some() => named(id) && (here(group) != Some(false) || !part_here(id)),
            Part::Whole => here(group).unwrap_or(true) && fits(group),
            Part::Onward(whole) => named(whole) && here(group) == Some(true) && fits(group),
            Part::Stranded(_) => false,
        };
        if wanted {
            takes.push(id);
        }
    }
    takes.sort_by_key(|&id| (Reverse(people.rows[id.index()].urgency), id));
    Some(takes)
}

/// Whether people who get in at one of some stops can be set down at a later one.
pub(super) fn is_carried(stops: &[SiteId], group: &GroupRow<'_>) -> bool {
    let (Some(at), Some(to)) = (group.at, &group.to) else { return true };
    let boards = stops.iter().position(|&stop| stop == at);
    boards.is_some_and(|first| stops[first + 1..].iter().any(|stop| to.contains(stop)))
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
        None | Some(Some("most-waiting")) => Some(Dispatch::by(MostWaiting)),
        Some(Some("nearest")) => Some(Dispatch::by(Nearest)),
        Some(Some("fixed")) => Some(Dispatch::by(Fixed)),
        Some(Some("in-turn")) => Some(Dispatch::by(InTurn)),
        _ => None,
    }
}
