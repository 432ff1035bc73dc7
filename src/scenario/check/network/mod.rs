//! The network: sites, routes and checkpoints, from tables to rows.
//!
//! In goes the root of a document, out comes a [`Network`]. `checkpoints` says where they stand on each route, `drive`
//! how long a drive takes, `matrix` reads a table of travel times, or what a routing service answered.

mod checkpoints;
pub(in crate::scenario::check) mod drive;
mod matrix;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::plan::{Checkpoint, DayProfile, Entity, FleetId, Id, Route, Site, SiteId};
use crate::scenario::check::reading::amounts::Measure;
use crate::scenario::check::reading::hours::{OPEN, day_profile, hours};
use crate::scenario::check::reading::sheet::{Row, Sheet};
use crate::scenario::check::reading::what_if;
use crate::scenario::check::text;
use crate::scenario::document::Node;
use crate::scenario::durations;
use crate::scenario::names::Target;
use crate::scenario::problems::Wrong;
use crate::stats::Distribution;
use crate::units::Span;
use checkpoints::{Checkpoints, Stations};
use drive::drive;
use matrix::Way;

/// A mean this close to 1 is 1: more could not be written.
const NEARLY: f64 = 1e-6;

/// All sites, routes and checkpoints. A row that is malformed is none.
pub(super) struct Network {
    pub sites: Vec<Option<Site>>,
    pub routes: Vec<Option<Route>>,
    pub checkpoints: Vec<Option<Checkpoint>>,
    /// The rows of each route of the document; those of a table of travel times follow.
    pub rows: Vec<Range<usize>>,
    /// The routes of the document by their ends, as far as these could be read.
    pub between: BTreeMap<(SiteId, SiteId), Road>,
    /// The ends of those that a table of travel times adds, in order, each with its row.
    tabled: Vec<((SiteId, SiteId), usize)>,
    /// Whether the ends of all routes could be read.
    pub complete: bool,
}

/// What is known of a route by its ends.
pub(super) struct Road {
    pub id: String,
    pub km: Option<f64>,
}

impl Network {
    pub fn read(root: &Sheet<'_>) -> Network {
        let mut network = Network {
            sites: root.rows("sites").map(|row| site(&row)).collect(),
            routes: Vec::new(),
            checkpoints: Vec::new(),
            rows: Vec::new(),
            between: BTreeMap::new(),
            tabled: Vec::new(),
            complete: true,
        };
        let mut checkpoints = Checkpoints::of(root);
        for row in root.rows("routes") {
            let first = network.routes.len();
            network.add(&row, &mut checkpoints);
            network.rows.push(first..network.routes.len());
        }
        network.checkpoints = checkpoints.finish();
        network.fill_in(root);
        network
    }

    /// Whether a route leads from one site to another.
    pub fn joins(&self, from: SiteId, to: SiteId) -> bool {
        self.between.contains_key(&(from, to)) || self.tabled(from, to).is_some()
    }

    /// The row of a route of the table.
    fn tabled(&self, from: SiteId, to: SiteId) -> Option<usize> {
        let place = self.tabled.binary_search_by_key(&(from, to), |&(ends, _)| ends).ok()?;
        Some(self.tabled[place].1)
    }

    /// The routes between these ends, as far as there are any: what they are called, and how long they are.
    pub fn among<'n>(
        &'n self,
        ends: &'n BTreeSet<(SiteId, SiteId)>,
    ) -> impl Iterator<Item = (&'n str, Option<f64>)> {
        ends.iter().filter_map(|&(from, to)| match self.between.get(&(from, to)) {
            Some(road) => Some((road.id.as_str(), road.km)),
            None => {
                let route = self.routes[self.tabled(from, to)?].as_ref()?;
                Some((route.id.as_str(), route.km))
            }
        })
    }

    /// Whether a route is one of the matrix.
    pub fn is_tabled(&self, road: &str) -> bool {
        self.tabled.iter().any(|&(_, row)| self.routes[row].as_ref().is_some_and(|route| route.id == road))
    }

    /// Whether some route is driven by its length.
    pub fn has_speeds(&self) -> bool {
        self.routes.iter().any(|route| route.as_ref().is_none_or(|route| route.speeds.is_some()))
    }

    /// Adds a route, and the one back if it goes both ways.
    fn add<'a>(&mut self, row: &Row<'a>, checkpoints: &mut Checkpoints<'a>) {
        let sheet = &row.sheet;
        let both_ways = sheet.read("both_ways", false, Node::flag);
        let stations = checkpoints.stations(sheet, both_ways == Some(true));
        let out = self.route(row, sheet.site("from"), sheet.site("to"));
        let routes = out.zip(stations).map(|(route, stations)| both(row.id, &route, stations));
        if let (Some(true), Some(from), Some(to)) = (both_ways, sheet.site("from"), sheet.site("to")) {
            self.join(row, to, from);
        }
        let ways = if both_ways == Some(true) { 2 } else { 1 };
        match routes {
            Some(routes) => self.routes.extend(routes.into_iter().take(ways).map(Some)),
            None => self.routes.push(None),
        }
    }

    fn route(&mut self, row: &Row<'_>, from: Option<SiteId>, to: Option<SiteId>) -> Option<Route> {
        let sheet = &row.sheet;
        match (from, to) {
            (Some(from), Some(to)) if from == to => {
                sheet.wrong(
                    "to",
                    Wrong::new("is where the route begins", "a route joins two different sites"),
                );
            }
            (Some(from), Some(to)) => self.join(row, from, to),
            _ => self.complete = false,
        }
        let (drive, headway) = (drive(sheet), headway(sheet));
        let (conditions, by_hour) =
            (conditions(sheet), sheet.read("by_hour", DayProfile::default(), day_profile));
        let by_fleet = by_fleet(sheet);
        let drive = drive?;
        Some(Route {
            km: drive.km,
            speeds: drive.speeds,
            conditions: conditions?,
            by_hour: by_hour?,
            by_fleet: by_fleet?,
            factor: what_if::travel_on(sheet, row.id),
            headway: headway?,
            ..Route::plain(row.id, (from?, to?), drive.time)
        })
    }

    /// Notes a way between two sites; there can be one for each direction.
    fn join(&mut self, row: &Row<'_>, from: SiteId, to: SiteId) {
        match self.between.get(&(from, to)) {
            Some(other) if from != to => {
                let names = row.sheet.reading.known.ids.names(Target::Site).list();
                let (from, to) = (names[from.index()], names[to.index()]);
                let says =
                    format!("is a second route from `{from}` to `{to}`: there is `routes.{}`", other.id);
                row.sheet.wrong_at(
                    &row.sheet.table.place,
                    &row.sheet.path,
                    Wrong::new(says, "leave one out"),
                );
            }
            _ => {
                let km = row.sheet.node("km").and_then(Node::number);
                self.between.insert((from, to), Road { id: row.id.to_owned(), km });
            }
        }
    }

    /// Adds the routes of a table of travel times that are not given otherwise.
    fn fill_in(&mut self, root: &Sheet<'_>) {
        if root.node("routes").is_none() && root.node("matrix").is_none() {
            let help =
                "add `[routes.corridor]`: ways between two sites; or a table of travel times: `matrix`";
            root.problem(Wrong::new("is missing", help).at(&root.table.place, "`routes`"));
            self.complete = false;
        }
        match matrix::ways(root) {
            Some(ways) => self.add_tabled(root.reading.known.ids.names(Target::Site).list(), ways),
            None => self.complete = false,
        }
    }

    fn add_tabled(&mut self, sites: &[&str], ways: Vec<Way>) {
        self.routes.reserve_exact(ways.len());
        self.tabled.reserve_exact(ways.len());
        for Way { from, to, time, metres } in ways {
            if !self.between.contains_key(&(from, to)) {
                let id = [sites[from.index()], "-", sites[to.index()]].concat();
                self.tabled.push(((from, to), self.routes.len()));
                let km = metres.map(|metres| f64::from(metres.get()) / 1000.0);
                self.routes.push(Some(Route { km, ..Route::plain(&id, (from, to), time) }));
            }
        }
        self.tabled.sort_unstable();
    }
}

/// A road in both directions, each with luck and stations of its own.
fn both(id: &str, route: &Route, [out, back]: Stations) -> [Route; 2] {
    let entity = |way| Entity::named("routes", &format!("{id}/{way}"));
    [
        Route { stations: out, entity: entity("out"), ..route.clone() },
        Route { from: route.to, to: route.from, stations: back, entity: entity("back"), ..route.clone() },
    ]
}

fn site(row: &Row<'_>) -> Option<Site> {
    let sheet = &row.sheet;
    let (hours, position) = (hours(sheet, &OPEN), sheet.optional("position", |node| position(sheet, node)));
    Some(Site {
        title: sheet.read("title", row.id.to_owned(), text)?,
        position: position?,
        berths: sheet.optional("berths", Node::whole)?,
        capacity: sheet.optional("capacity", Node::whole)?,
        hours: hours?,
        ..Site::open(row.id)
    })
}

fn position(sheet: &Sheet<'_>, node: &Node) -> Option<(f64, f64)> {
    let [latitude, longitude] = node.list()? else { return None };
    let (latitude, longitude) = (latitude.number()?, longitude.number()?);
    if latitude.abs() > 90.0 {
        let says = format!("has a latitude of {latitude}");
        let help = "latitudes lie between -90 and 90; the latitude comes first, then the longitude";
        sheet.wrong("position", Wrong::new(says, help));
    }
    Some((latitude, longitude))
}

/// A gap of nothing is none.
fn headway(sheet: &Sheet<'_>) -> Option<Option<Span>> {
    let headway = sheet.optional("headway", |node| durations::parse(node.text()?).ok())?;
    if headway == Some(Span::ZERO) {
        sheet.wrong("headway", Wrong::new("is zero", "leave it out: then vehicles may overtake"));
    }
    Some(headway)
}

fn by_fleet(sheet: &Sheet<'_>) -> Option<Vec<(FleetId, f64)>> {
    let Some(node) = sheet.node("by_fleet") else { return Some(Vec::new()) };
    let fleets = sheet.reading.known.ids.names(Target::Fleet);
    let factors = node.table()?.0.iter();
    factors.map(|entry| Some((FleetId::from_index(fleets.row(&entry.key)?), entry.node.number()?))).collect()
}

/// Conditions must not make roads slower or faster on average: the time says how long they take.
fn conditions(sheet: &Sheet<'_>) -> Option<Option<Distribution>> {
    if sheet.node("conditions").is_none() {
        return Some(None);
    }
    let conditions = sheet.amount("conditions", Measure::Factors, 1.0)?;
    let mean = conditions.mean();
    if (mean - 1.0).abs() > NEARLY {
        let help = "conditions say how roads vary, so their mean is 1; put the rest into `time`";
        sheet.wrong("conditions", Wrong::new(format!("has a mean of {}", (mean * 1e4).round() / 1e4), help));
    }
    Some(Some(conditions))
}
