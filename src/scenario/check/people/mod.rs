//! Groups of people: from tables to rows.
//!
//! In goes the root of a document, out come [`People`]. `arrivals` says when they appear, `hazards` what may befall
//! them, `own_cars` who leaves in a car of their own, `onward` who goes on from where they are set down.

pub(in crate::scenario::check) mod arrivals;
mod hazards;
mod onward;
pub(in crate::scenario::check) mod own_cars;

use crate::plan::{Group, GroupId, Id, Need, Part, SiteId};
use crate::scenario::check::reading::amounts::Measure;
use crate::scenario::check::reading::sheet::{Row, Sheet};
use crate::scenario::check::text;
use crate::scenario::document::{Node, Value};
use crate::scenario::names::Target;
use crate::scenario::problems::{Place, Wrong};
use crate::stats::Distribution;
use crate::units::Tick;

/// A group, or some of it who wait elsewhere, as far as it could be read.
pub(super) struct GroupRow<'a> {
    /// The table of the group.
    pub sheet: Sheet<'a>,
    pub id: &'a str,
    /// What is to be shown when something is wrong with it.
    pub place: &'a Place,
    pub part: Part,
    pub at: Option<SiteId>,
    pub to: Option<Vec<SiteId>>,
    pub need: Option<Need>,
    pub urgency: i64,
    /// How many there can be at the most, within reason, companions and those who are out already included.
    pub most: Option<f64>,
    /// How many of these come themselves, without companions.
    pub most_come: Option<f64>,
    /// How many of these can be out: who refuses never is.
    pub most_out: Option<f64>,
    pub group: Option<Group>,
}

/// All groups, those of the document first.
pub(super) struct People<'a> {
    pub rows: Vec<GroupRow<'a>>,
}

impl<'a> People<'a> {
    pub fn read(root: &Sheet<'a>, end: Option<Tick>) -> People<'a> {
        let mut people = People { rows: root.rows("people").map(|row| group(row, end)).collect() };
        hazards::check_worsening(&people);
        own_cars::number(root, &mut people);
        onward::add_parts(&mut people);
        people
    }

    pub fn ids(&self) -> impl Iterator<Item = (GroupId, &GroupRow<'a>)> {
        self.rows.iter().enumerate().map(|(row, group)| (GroupId::from_index(row), group))
    }

    /// The groups of the document.
    pub fn whole(&self) -> impl Iterator<Item = (GroupId, &GroupRow<'a>)> {
        self.ids().filter(|(_, row)| row.part == Part::Whole)
    }

    /// Those who wait elsewhere than their group does.
    pub fn parts(&self) -> impl Iterator<Item = (GroupId, &GroupRow<'a>)> {
        self.ids().filter(|(_, row)| row.part != Part::Whole)
    }

    /// Whether it could be read of every group where it waits, where it goes and what it needs.
    pub fn are_clear(&self) -> bool {
        self.rows.iter().all(|row| row.at.is_some() && row.to.is_some() && row.need.is_some())
    }

    /// How many people there can be in all, as far as that could be read.
    pub fn most(&self) -> f64 {
        self.rows.iter().filter_map(|row| row.most).sum()
    }

    /// How many of them can be out, as far as that could be read.
    pub fn most_out(&self) -> f64 {
        self.rows.iter().filter_map(|row| row.most_out).sum()
    }
}

impl<'a> GroupRow<'a> {
    /// Some of this group who wait elsewhere. `kind` tells their luck from that of others.
    pub fn part_of(
        &self,
        (place, kind): (&'a Place, &str),
        part: Part,
        (at, to): (SiteId, Vec<SiteId>),
    ) -> GroupRow<'a> {
        let group = self.group.as_ref().map(|whole| Group {
            title: whole.title.clone(),
            part,
            to: to.clone(),
            need: whole.need,
            urgency: whole.urgency,
            party: whole.party.clone(),
            companions: whole.companions.clone(),
            entity: crate::plan::Entity::named("people", &format!("{}/{kind}", self.id)),
            ..Group::plain(self.id, (at, at), Distribution::ZERO)
        });
        GroupRow {
            sheet: self.sheet.clone(),
            id: self.id,
            place,
            part,
            at: Some(at),
            to: Some(to),
            need: self.need,
            urgency: self.urgency,
            most: Some(0.0),
            most_come: Some(0.0),
            most_out: Some(0.0),
            group,
        }
    }
}

fn group<'a>(row: Row<'a>, end: Option<Tick>) -> GroupRow<'a> {
    let sheet = &row.sheet;
    let (at, to, need) = (sheet.site("at"), drop_offs(sheet, "to"), need(sheet));
    let (party, urgency) = (party(sheet), sheet.read("urgency", 0, Node::whole));
    let arrivals = arrivals::read(&row, end);
    let (companions, already_out) = (companions(sheet, need), already_out(sheet, to.as_deref()));
    let (hazards, own_cars) = (hazards::read(sheet), own_cars::read(sheet, end));
    let refuses = sheet.read("refuses", 0.0, Node::number);
    let numbers = || {
        let out: f64 = already_out.as_ref()?.iter().map(|&(_, people)| f64::from(people)).sum();
        // Nobody comes in a smaller party than of one.
        let with_them = companions.as_ref()?.as_ref().map_or(0.0, arrivals::most_of);
        Some((arrivals::most(arrivals.as_ref()?), with_them, out))
    };
    let most = numbers().map(|(people, with_them, out)| people * (1.0 + with_them) + out);
    let most_come = numbers().map(|(people, ..)| people);
    let largest = party.as_ref().map_or(1.0, arrivals::most_of).max(1.0);
    let most_out = numbers().zip(refuses).map(|((people, with_them, out), refuses)| {
        let going = within_reason(people, 1.0 - refuses, largest);
        going.ceil() * (1.0 + with_them.ceil()) + out
    });
    same_site(sheet, at, to.as_deref());
    let group = || {
        let (size, arrivals) = arrivals?;
        Some(Group {
            title: sheet.read("title", row.id.to_owned(), text)?,
            to: to.clone()?,
            size,
            need: need?,
            urgency: urgency?,
            party: party?,
            companions: companions?,
            arrivals,
            refuses: refuses?,
            own_cars: own_cars?,
            hazards: hazards?,
            already_out: already_out?,
            ..Group::plain(row.id, (at?, at?), Distribution::ZERO)
        })
    };
    GroupRow {
        id: row.id,
        place: &sheet.table.place,
        part: Part::Whole,
        at,
        need,
        urgency: urgency.unwrap_or(0),
        most,
        most_come,
        most_out,
        group: group(),
        to,
        sheet: row.sheet,
    }
}

/// How many of so many people there can be, within reason, if each party is with a chance of `share`: within ten
/// deviations of the mean, if everybody came in the largest parties.
pub(super) fn within_reason(people: f64, share: f64, largest: f64) -> f64 {
    let mean = people * share;
    people.min(mean + 10.0 * (mean * (1.0 - share) * largest).sqrt())
}

/// Reads one site or several.
pub(super) fn drop_offs(sheet: &Sheet<'_>, key: &str) -> Option<Vec<SiteId>> {
    let node = sheet.node(key)?;
    match node.value {
        Value::List(_) => sheet.ids(Target::Site, node),
        _ => Some(vec![sheet.site(key)?]),
    }
}

fn same_site(sheet: &Sheet<'_>, at: Option<SiteId>, to: Option<&[SiteId]>) {
    if at.is_some_and(|at| to.is_some_and(|to| to.contains(&at))) {
        sheet.wrong("to", Wrong::new("names the site where they wait", "name another site to set them down"));
    }
}

fn need(sheet: &Sheet<'_>) -> Option<Need> {
    sheet.word("needs", &[("seat", Need::Seat), ("stretcher", Need::Stretcher)])
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

/// Who sits beside a patient; a group who sit themselves are a party.
fn companions(sheet: &Sheet<'_>, need: Option<Need>) -> Option<Option<Distribution>> {
    if sheet.node("companions").is_none() {
        return Some(None);
    }
    if need == Some(Need::Seat) {
        let help =
            "leave it out: people who need a seat travel in a `party`; companions come with people who lie";
        sheet.wrong("companions", Wrong::new("goes with `needs = \"stretcher\"` only", help));
    }
    sheet.amount("companions", Measure::Counts, 0.0).map(Some)
}

/// Those who are out before the run begins.
fn already_out(sheet: &Sheet<'_>, to: Option<&[SiteId]>) -> Option<Vec<(SiteId, u32)>> {
    let Some(node) = sheet.node("already_out") else { return Some(Vec::new()) };
    let sites = sheet.reading.known.ids.names(Target::Site);
    let mut out = Vec::new();
    for entry in &node.table()?.0 {
        let site = SiteId::from_index(sites.row(&entry.key)?);
        if to.is_some_and(|to| !to.contains(&site)) {
            let says = format!("names `{}`, where nobody of them is set down", entry.key);
            let help = "name one of the sites in `to`, or add it there";
            sheet.wrong_at(&entry.place, &sheet.path_of("already_out"), Wrong::new(says, help));
        }
        out.push((site, entry.node.whole()?));
    }
    Some(out)
}
