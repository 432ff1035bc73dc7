//! Travel times between sites: a table in a CSV file, and the answer of a routing service for what that leaves out.

mod table;

use std::collections::HashSet;
use std::num::NonZeroU32;

use crate::plan::{Id, SiteId};
use crate::scenario::check::reading::sheet::{Row, Sheet};
use crate::scenario::document::Node;
use crate::scenario::names::Target;
use crate::scenario::problems::Wrong;
use crate::scenario::routing::{Answer, SiteAt};
use crate::stats::Distribution;
use crate::units::HORIZON;

/// The most routes that a table or an answer may make.
const MOST_ROUTES: usize = 1_000_000;

/// A way with its travel time. There may be a million: what a route takes beside is made of those alone that the scenario
/// does not give otherwise.
pub(super) struct Way {
    pub from: SiteId,
    pub to: SiteId,
    pub time: Distribution,
    /// How far it is, if that is known.
    pub metres: Option<NonZeroU32>,
}

/// Reads the ways of the table, and those of the answer that the table has not. Nothing if one of both is malformed in any
/// way, which is told.
pub(super) fn ways(root: &Sheet<'_>) -> Option<Vec<Way>> {
    let Some(_) = root.node("matrix") else { return Some(Vec::new()) };
    let sheet = root.sheet("matrix")?;
    if !goes_together(&sheet) {
        return None;
    }
    let tabled = match sheet.node("csv") {
        Some(_) => table::ways(&sheet),
        None => Some(Vec::new()),
    };
    let answered = match sheet.node("answer") {
        Some(_) => answered(root, &sheet),
        None => Some(Vec::new()),
    };
    let (mut ways, answered) = (tabled?, answered?);
    let known: HashSet<(SiteId, SiteId)> = ways.iter().map(|way| (way.from, way.to)).collect();
    ways.extend(answered.into_iter().filter(|way| !known.contains(&(way.from, way.to))));
    Some(ways)
}

/// Whether there is something to read, with what belongs to it.
fn goes_together(sheet: &Sheet<'_>) -> bool {
    let has = |key: &str| sheet.node(key).is_some();
    let missing = |key: &str, help: &str| {
        let wrong = Wrong::new("is missing", help);
        sheet.problem(wrong.at(&sheet.table.place, format_args!("`{}`", sheet.path_of(key))));
        false
    };
    match (has("csv"), has("answer")) {
        (false, false) => missing(
            "csv",
            "add `csv = \"times.csv\"`, or `answer = \"answer.json\"`: what a routing service answered",
        ),
        (true, _) if !has("unit") => missing("unit", "add `unit = \"min\"`"),
        (false, _) if has("unit") => {
            sheet.wrong("unit", Wrong::new("belongs to a table", "leave it out: services answer in seconds"));
            false
        }
        (_, false) if has("sites") => {
            let help = "leave it out: a table has ids in its first line and first column";
            sheet.wrong("sites", Wrong::new("belongs to an answer", help));
            false
        }
        _ => true,
    }
}

/// The ways of the answer.
fn answered(root: &Sheet<'_>, sheet: &Sheet<'_>) -> Option<Vec<Way>> {
    let name = sheet.node("answer")?.text()?;
    let wrong = |wrong: Wrong| {
        sheet.wrong("answer", Wrong { says: format!("names {name:?}, which {}", wrong.says), ..wrong });
        None
    };
    let answer = match sheet.reading.files.text(name).and_then(Answer::read) {
        Ok(answer) => answer,
        Err(no) => return wrong(no),
    };
    let sites: Vec<SiteAt<'_>> = root.rows("sites").map(|row| site_at(&row)).collect();
    let listed = match sheet.node("sites") {
        Some(list) => Some(sheet.ids::<SiteId>(Target::Site, list)?),
        None => None,
    };
    let listed = listed.map(|sites| sites.into_iter().map(Id::index).collect::<Vec<usize>>());
    let placed = match answer.placed(&sites, listed.as_deref()) {
        Ok(placed) => placed,
        Err(no) => return wrong(no),
    };
    let mut ways = Vec::new();
    for pair in answer.pairs(&placed) {
        if !(0.0..=HORIZON.0 as f64).contains(&(pair.seconds * 1000.0)) {
            let (from, to) = (sites[pair.from].id, sites[pair.to].id);
            let says = format!("has {} s from `{from}` to `{to}`", pair.seconds);
            return wrong(Wrong::new(says, "travel times lie between 0 and ten years"));
        }
        let [from, to] = [pair.from, pair.to].map(SiteId::from_index);
        let time = Distribution::fixed(pair.seconds * 1000.0).ok()?;
        ways.push(Way { from, to, time, metres: pair.metres });
    }
    if ways.len() > MOST_ROUTES {
        let says = format!("has {} travel times", ways.len());
        return wrong(Wrong::new(says, format!("at most {MOST_ROUTES} are possible")));
    }
    Some(ways)
}

fn site_at<'a>(row: &Row<'a>) -> SiteAt<'a> {
    let position = row.sheet.node("position").and_then(Node::list);
    let position = position.and_then(|list| match list {
        [latitude, longitude] => Some((latitude.number()?, longitude.number()?)),
        _ => None,
    });
    SiteAt { id: row.id, position }
}
