//! Public figures: from a list of entries to rows.

use crate::plan::{Bound, GroupId, Id, Part, PublicFigure, SiteId};
use crate::scenario::check::people::People;
use crate::scenario::check::reading::sheet::Sheet;
use crate::scenario::check::reading::what_if;
use crate::scenario::check::text;
use crate::scenario::document::Node;
use crate::scenario::names::Target;
use crate::scenario::problems::{Place, Wrong};
use crate::units::Tick;

/// How many spreads a figure may be off: no run comes near one that is further from what is possible.
const FAR_OFF: f64 = 5.0;

/// Reads all public figures; one that is malformed is none.
pub(super) fn figures(root: &Sheet<'_>, people: &People<'_>, end: Option<Tick>) -> Vec<Option<PublicFigure>> {
    let sheets: Vec<Sheet<'_>> = root.items("public_figures").collect();
    // Who asks what if the run were shorter is not told of figures of what really happened.
    let end =
        end.filter(|_| !is_overridden(root.sheet("clock").as_ref().and_then(|clock| clock.node("end"))));
    let figures: Vec<_> = sheets.iter().map(|sheet| figure(sheet, people, end)).collect();
    check_said_once(&sheets, &figures);
    figures
}

fn is_overridden(node: Option<&Node>) -> bool {
    node.is_some_and(|node| matches!(node.place, Place::Override(..)))
}

fn figure(sheet: &Sheet<'_>, people: &People<'_>, end: Option<Tick>) -> Option<PublicFigure> {
    let at = sheet.instant_by("at", end);
    if at == Some(Tick::START) {
        sheet.wrong("at", Wrong::new("is the start itself", "give a later instant"));
    }
    let words = [("about", Bound::About), ("exact", Bound::Exact), ("at-least", Bound::AtLeast)];
    let bound = sheet.word("bound", &words);
    let spread = sheet.optional("spread", Node::number);
    let (scope, site) = (scope(sheet), sheet.optional("site", |node| sheet.id(Target::Site, node)));
    let (who, said) = (who(sheet), sheet.node("people").and_then(Node::whole));
    let (bound, scope, site) = (bound?, scope?, site?);
    let row = PublicFigure {
        who: who?,
        at: at?,
        people: said?,
        scope,
        site,
        bound,
        spread: spread?.unwrap_or(bound.usual_spread()),
    };
    check_site(sheet, &row, people);
    check_people(sheet, &row, people);
    Some(row)
}

fn who(sheet: &Sheet<'_>) -> Option<String> {
    let who = sheet.node("who").and_then(text)?;
    if who.trim().is_empty() {
        sheet.wrong("who", Wrong::new("is empty", "name who said it"));
    }
    Some(who)
}

/// The groups that are counted, in their order.
fn scope(sheet: &Sheet<'_>) -> Option<Vec<GroupId>> {
    let read = |node: &Node| match node.list() {
        Some(_) => sheet.ids(Target::Group, node),
        None => Some(vec![sheet.id(Target::Group, node)?]),
    };
    let mut groups: Vec<GroupId> = sheet.read("scope", Vec::new(), read)?;
    groups.sort_unstable();
    groups.dedup();
    Some(groups)
}

/// A figure of a place to which nobody of its scope is brought is of another place.
fn check_site(sheet: &Sheet<'_>, row: &PublicFigure, people: &People<'_>) {
    let Some(site) = row.site else { return };
    let is_of = |part: Part, id: GroupId| row.is_of(part.of(id));
    let mut places: Vec<SiteId> = Vec::new();
    for (id, group) in people.ids() {
        match &group.to {
            Some(to) if is_of(group.part, id) => places.extend(to),
            // What is wrong with that group has been told.
            None => return,
            Some(_) => {}
        }
    }
    if places.contains(&site) {
        return;
    }
    places.sort_unstable();
    places.dedup();
    let names = sheet.reading.known.ids.names(Target::Site).list();
    let told: Vec<String> = places.iter().take(12).map(|site| format!("`{}`", names[site.index()])).collect();
    let says = "is a site at which nobody of its scope is set down";
    sheet.wrong("site", Wrong::new(says, format!("give {}, or leave it out", told.join(" or "))));
}

/// More people than can be out are a slip, or are of other people.
fn check_people(sheet: &Sheet<'_>, row: &PublicFigure, people: &People<'_>) {
    let counted = || people.whole().filter(|(id, _)| row.is_of(*id));
    // Who asks what if there were fewer people is not told so either.
    if counted().any(|(_, group)| {
        let sheet = &group.sheet;
        is_overridden(sheet.node("count"))
            || is_overridden(Some(sheet.table))
            || what_if::demand(sheet, group.id) != 1.0
    }) {
        return;
    }
    let Some(most) = counted().map(|(_, group)| group.most_out).sum::<Option<f64>>() else { return };
    if row.people as f64 > most * libm::exp(FAR_OFF * row.spread) {
        let whom = if row.scope.is_empty() { "in all" } else { "in its scope" };
        let says = format!("is {} people, but at most {most:.0} {whom} can be out", row.people);
        let help = "give fewer, or more people in `people`; a figure of other people does not belong here";
        sheet.wrong("people", Wrong::new(says, help));
    }
}

/// Whoever says one thing twice, or two things at once, is not counted twice.
fn check_said_once(sheets: &[Sheet<'_>], figures: &[Option<PublicFigure>]) {
    let of = |place: usize| figures[place].as_ref();
    let key = |row: &PublicFigure| (row.at, row.who.clone(), row.scope.clone(), row.site, row.bound.word());
    let mut places: Vec<usize> = (0..figures.len()).filter(|&place| of(place).is_some()).collect();
    places.sort_by_key(|&place| of(place).map(key));
    for pair in places.windows(2) {
        let (Some(first), Some(second)) = (of(pair[0]), of(pair[1])) else { continue };
        if key(first) != key(second) {
            continue;
        }
        let (sheet, path) = (&sheets[pair[1]], &sheets[pair[0]].path);
        let says = match first.people == second.people {
            true => format!("says the same as `{path}`"),
            false => format!("says another number than `{path}`, of the same time and people"),
        };
        sheet.wrong_at(&sheet.table.place, &sheet.path, Wrong::new(says, "keep one of the two"));
    }
}
