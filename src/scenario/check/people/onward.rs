//! People who go on from where they are set down.

use super::{People, drop_offs};
use crate::plan::{GroupId, Id, Onward, Part, SiteId};
use crate::scenario::check::reading::sheet::Sheet;
use crate::scenario::document::Node;
use crate::scenario::names::Target;
use crate::scenario::problems::Wrong;

/// Adds a row for those of each group who wait to go on, drop-off by drop-off.
pub(super) fn add_parts(people: &mut People<'_>) {
    for whole in 0..people.rows.len() {
        let row = &people.rows[whole];
        let Some(sheet) = row.sheet.sheet("onward") else { continue };
        let (share, to) = (sheet.node("share").and_then(Node::number), drop_offs(&sheet, "to"));
        let (Some(at), Some(from)) = (row.at, row.to.clone()) else { continue };
        let (Some(share), Some(to)) = (share, to) else { continue };
        check(&sheet, at, &from, &to);
        let mut onward = Onward { share, parts: Vec::new() };
        for site in from {
            let row = &people.rows[whole];
            let beyond: Vec<SiteId> = to.iter().copied().filter(|&other| other != site).collect();
            let name = sheet.reading.known.ids.names(Target::Site).list()[site.index()];
            let kind = format!("onward/{name}");
            let part = Part::Onward(GroupId::from_index(whole));
            let part = row.part_of((&sheet.table.place, &kind), part, (site, beyond));
            onward.parts.push((site, GroupId::from_index(people.rows.len())));
            people.rows.push(part);
        }
        if let Some(group) = &mut people.rows[whole].group {
            group.onward = Some(onward);
        }
    }
}

/// Whoever goes on gets somewhere else.
fn check(sheet: &Sheet<'_>, at: SiteId, from: &[SiteId], to: &[SiteId]) {
    if to.contains(&at) {
        let help = "name another site to go on to";
        sheet.wrong("to", Wrong::new("names the site where they wait at first", help));
    } else if from.iter().any(|site| to == [*site]) {
        let help = "name another site, or several: they go on to one that they are not at";
        sheet.wrong("to", Wrong::new("is where they are set down", help));
    }
}
