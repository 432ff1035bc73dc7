//! People whom lost vehicles leave waiting at a site of the scenario's choice.

use super::Fleets;
use crate::plan::{ChangeKind, FleetChange, GroupId, Hazards, Id, Part, SiteId};
use crate::scenario::check::people::People;
use crate::scenario::names::Target;
use crate::scenario::problems::Place;

/// Adds a row for those of each group who may be left waiting at a site, lets the fleets that serve that
/// site and take the group take them, and completes the fleets' losses.
pub(in crate::scenario::check) fn strand<'a>(people: &mut People<'a>, fleets: &mut Fleets<'a>) {
    let mut parts: Vec<(GroupId, SiteId, GroupId)> = Vec::new();
    for fleet in &fleets.rows {
        let Some(takes) = &fleet.takes else { continue };
        for (item, &(_, site)) in fleet.sheet.items("lost").zip(&fleet.lost) {
            let Some((site, node)) = site.zip(item.node("people")) else { continue };
            for &group in takes {
                add(people, &mut parts, (group, site, &node.place));
            }
        }
    }
    for fleet in &mut fleets.rows {
        let (Some(takes), Some(serves)) = (&mut fleet.takes, &fleet.serves) else { continue };
        let more = parts.iter().filter(|(group, site, _)| takes.contains(group) && serves.contains(site));
        let more: Vec<GroupId> = more.map(|&(.., part)| part).collect();
        takes.extend(more);
        takes.sort_by_key(|&id| (std::cmp::Reverse(people.rows[id.index()].urgency), id));
        let Some(row) = &mut fleet.fleet else { continue };
        row.takes.clone_from(takes);
        let losses = fleet.lost.iter().map(|(loss, site)| FleetChange {
            kind: ChangeKind::Lost(
                site.map(|site| takes.iter().map(|&group| at(&parts, group, site)).collect()),
            ),
            ..loss.clone()
        });
        row.changes.extend(losses);
        row.changes.sort_by_key(|change| change.at);
    }
}

/// The row as which people of a group wait at a site; they themselves if they have none there.
fn at(parts: &[(GroupId, SiteId, GroupId)], group: GroupId, site: SiteId) -> GroupId {
    let found = parts.iter().find(|&&(of, there, _)| (of, there) == (group, site));
    found.map_or(group, |&(.., part)| part)
}

fn add<'a>(
    people: &mut People<'a>,
    parts: &mut Vec<(GroupId, SiteId, GroupId)>,
    (group, site, place): (GroupId, SiteId, &'a Place),
) {
    let row = &people.rows[group.index()];
    let known = parts.iter().any(|&(of, there, _)| (of, there) == (group, site));
    if known || row.part != Part::Whole || row.at == Some(site) {
        return;
    }
    let Some(to) = row.to.clone().filter(|to| !to.contains(&site)) else { return };
    let name = row.sheet.reading.known.ids.names(Target::Site).list()[site.index()];
    let kind = format!("stranded/{name}");
    let mut part = row.part_of((place, &kind), Part::Stranded(group), (site, to));
    if let (Some(part), Some(whole)) = (&mut part.group, &row.group) {
        // Where they wait now there may be nobody whom they could come to be one of.
        part.hazards = Hazards { worsening: None, ..whole.hazards };
    }
    parts.push((group, site, GroupId::from_index(people.rows.len())));
    people.rows.push(part);
}
