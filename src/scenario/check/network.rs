//! Sites and routes: from tables to rows.

use std::collections::BTreeMap;

use super::amounts::Measure;
use super::sheet::{Row, Sheet};
use super::text;
use crate::plan::{DayProfile, Entity, Route, Site, SiteId};
use crate::scenario::document::Node;
use crate::scenario::problems::Wrong;
use crate::scenario::timeline::time_of_day;
use crate::stats::Distribution;

/// A mean this close to 1 is 1: more could not be written.
const NEARLY: f64 = 1e-6;

/// All sites and routes. A row that is malformed is none.
pub(super) struct Network {
    pub sites: Vec<Option<Site>>,
    pub routes: Vec<Option<Route>>,
    /// The ids of the routes by their ends, as far as these could be read.
    pub between: BTreeMap<(SiteId, SiteId), String>,
    /// Whether the ends of all routes could be read.
    pub complete: bool,
}

impl Network {
    pub fn read(root: &Sheet<'_>) -> Network {
        let sites = root.rows("sites").map(|row| site(&row)).collect();
        let mut network = Network { sites, routes: Vec::new(), between: BTreeMap::new(), complete: true };
        for row in root.rows("routes") {
            network.add(&row);
        }
        network
    }

    /// Adds a route, and the one back if it goes both ways.
    fn add(&mut self, row: &Row<'_>) {
        let sheet = &row.sheet;
        let both_ways = sheet.read("both_ways", false, Node::flag);
        let out = self.route(row, sheet.site("from"), sheet.site("to"), "out");
        let back = (both_ways == Some(true)).then(|| out.as_ref().map(|out| back(row.id, out)));
        if let (Some(true), Some(from), Some(to)) = (both_ways, sheet.site("from"), sheet.site("to")) {
            self.join(row, to, from);
        }
        self.routes.push(out);
        self.routes.extend(back);
    }

    fn route(&mut self, row: &Row<'_>, from: Option<SiteId>, to: Option<SiteId>, way: &str) -> Option<Route> {
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
        let (km, time) = (sheet.optional("km", Node::number), sheet.amount("time", Measure::Durations, 0.0));
        let (conditions, by_hour) =
            (conditions(sheet), sheet.read("by_hour", DayProfile::default(), day_profile));
        let time = time.filter(|_| sheet.node("time").is_some())?;
        Some(Route {
            km: km?,
            conditions: conditions?,
            by_hour: by_hour?,
            entity: Entity::named("routes", &format!("{}/{way}", row.id)),
            ..Route::plain(row.id, (from?, to?), time)
        })
    }

    /// Notes a way between two sites; there can be one for each direction.
    fn join(&mut self, row: &Row<'_>, from: SiteId, to: SiteId) {
        match self.between.get(&(from, to)) {
            Some(other) if from != to => {
                let names = row.sheet.reading.known.ids.names(crate::scenario::names::Target::Site).list();
                let (from, to) = (names[from.0 as usize], names[to.0 as usize]);
                let says = format!("is a second route from `{from}` to `{to}`: there is `routes.{other}`");
                row.sheet.wrong_at(
                    &row.sheet.table.place,
                    &row.sheet.path,
                    Wrong::new(says, "leave one out"),
                );
            }
            _ => {
                self.between.insert((from, to), row.id.to_owned());
            }
        }
    }
}

/// The same road in the other direction, with luck of its own.
fn back(id: &str, out: &Route) -> Route {
    let entity = Entity::named("routes", &format!("{id}/back"));
    Route { from: out.to, to: out.from, entity, ..out.clone() }
}

fn site(row: &Row<'_>) -> Option<Site> {
    let sheet = &row.sheet;
    Some(Site {
        title: sheet.read("title", row.id.to_owned(), text)?,
        berths: sheet.optional("berths", Node::whole)?,
        ..Site::open(row.id)
    })
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

fn day_profile(node: &Node) -> Option<DayProfile> {
    let steps = node.table()?.0.iter().map(|step| Some((time_of_day(&step.key)?, step.node.number()?)));
    let mut steps = steps.collect::<Option<Vec<_>>>()?;
    if steps.iter().any(|&(_, factor)| !(factor > 0.0 && factor.is_finite())) {
        return None;
    }
    steps.sort_by_key(|&(from, _)| from);
    Some(DayProfile::new(steps))
}
