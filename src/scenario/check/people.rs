//! Groups of people: from tables to rows.

use super::amounts::Measure;
use super::arrivals;
use super::sheet::{Row, Sheet};
use super::text;
use crate::plan::{Group, GroupId, Id, Need, SiteId};
use crate::scenario::document::{Node, Value};
use crate::scenario::names::Target;
use crate::scenario::problems::{Place, Wrong};
use crate::stats::Distribution;
use crate::units::Tick;

/// A group, as far as it could be read.
pub(super) struct GroupRow<'a> {
    pub id: &'a str,
    pub place: &'a Place,
    pub at: Option<SiteId>,
    pub to: Option<Vec<SiteId>>,
    pub need: Option<Need>,
    pub urgency: i64,
    /// How many there can be at the most, within reason.
    pub most: Option<f64>,
    pub group: Option<Group>,
}

/// All groups.
pub(super) struct People<'a> {
    pub rows: Vec<GroupRow<'a>>,
}

impl<'a> People<'a> {
    pub fn read(root: &Sheet<'a>, end: Option<Tick>) -> People<'a> {
        People { rows: root.rows("people").map(|row| group(&row, end)).collect() }
    }

    pub fn ids(&self) -> impl Iterator<Item = (GroupId, &GroupRow<'a>)> {
        self.rows.iter().enumerate().map(|(row, group)| (GroupId::from_index(row), group))
    }

    /// Whether it could be read of every group where it waits, where it goes and what it needs.
    pub fn are_clear(&self) -> bool {
        self.rows.iter().all(|row| row.at.is_some() && row.to.is_some() && row.need.is_some())
    }

    /// How many people there can be in all, as far as that could be read.
    pub fn most(&self) -> f64 {
        self.rows.iter().filter_map(|row| row.most).sum()
    }
}

fn group<'a>(row: &Row<'a>, end: Option<Tick>) -> GroupRow<'a> {
    let sheet = &row.sheet;
    let (at, to, need) = (sheet.site("at"), drop_offs(sheet), need(sheet));
    let (party, urgency) = (party(sheet), sheet.read("urgency", 0, Node::whole));
    let arrivals = arrivals::read(sheet, end);
    let most = arrivals.as_ref().map(arrivals::most);
    let group = move || {
        let (size, arrivals) = arrivals?;
        Some(Group {
            title: sheet.read("title", row.id.to_owned(), text)?,
            to: drop_offs(sheet)?,
            size,
            need: need?,
            urgency: urgency?,
            party: party?,
            arrivals,
            ..Group::plain(row.id, (at?, at?), Distribution::ZERO)
        })
    };
    same_site(sheet, at, to.as_deref());
    GroupRow {
        id: row.id,
        place: &sheet.table.place,
        at,
        to,
        need,
        urgency: urgency.unwrap_or(0),
        most,
        group: group(),
    }
}

fn drop_offs(sheet: &Sheet<'_>) -> Option<Vec<SiteId>> {
    let node = sheet.node("to")?;
    match node.value {
        Value::List(_) => sheet.ids(Target::Site, node),
        _ => Some(vec![sheet.site("to")?]),
    }
}

fn same_site(sheet: &Sheet<'_>, at: Option<SiteId>, to: Option<&[SiteId]>) {
    if at.is_some_and(|at| to.is_some_and(|to| to.contains(&at))) {
        sheet.wrong("to", Wrong::new("names the site where they wait", "name another site to set them down"));
    }
}

fn need(sheet: &Sheet<'_>) -> Option<Need> {
    match sheet.node("needs").map(|node| node.text()) {
        None | Some(Some("seat")) => Some(Need::Seat),
        Some(Some("stretcher")) => Some(Need::Stretcher),
        _ => None,
    }
}

/// A party has somebody in it. What is drawn from an unbounded distribution is at least one person.
fn party(sheet: &Sheet<'_>) -> Option<Distribution> {
    let party = sheet.amount("party", Measure::Counts, 1.0)?;
    let (least, most) = party.bounds();
    if (least < 1.0 && most.is_finite()) || party.mean() < 1.0 {
        sheet.wrong("party", Wrong::new("can be of fewer than one person", "give 1 or more"));
    }
    Some(party)
}
