//! Movement: from a list of entries to lists of phases, each with the fleets it rules.

use std::collections::BTreeMap;

use crate::plan::{
    Convoy, Discipline, Fleet, FleetId, Id, Movement, MovementId, Phase, PhaseEnd, Platoon, Reported, SiteId,
};
use crate::scenario::check::fleets::Fleets;
use crate::scenario::check::people::arrivals::window;
use crate::scenario::check::people::own_cars;
use crate::scenario::check::people::{GroupRow, People};
use crate::scenario::check::reading::reporter::reporter;
use crate::scenario::check::reading::sheet::Sheet;
use crate::scenario::document::{Node, Value};
use crate::scenario::durations;
use crate::scenario::names::{Target, list};
use crate::scenario::problems::Wrong;
use crate::units::Tick;

/// All lists of phases.
pub(super) struct Movements {
    /// A list with a malformed phase is none.
    pub lists: Vec<Option<Movement>>,
    /// Which list rules each fleet.
    rules: Vec<Option<MovementId>>,
}

/// An entry of the list in the document.
struct Entry<'a> {
    sheet: Sheet<'a>,
    phase: Option<Phase>,
}

/// Entries that rule the same fleets.
struct Group<'a> {
    fleets: Vec<FleetId>,
    entries: Vec<Entry<'a>>,
}

impl Movements {
    pub fn read(root: &Sheet<'_>, fleets: &Fleets<'_>, people: &People<'_>) -> Movements {
        let groups = groups(root, fleets);
        let mut rules = vec![None; fleets.rows.len()];
        for (row, group) in groups.iter().enumerate() {
            check_order(&group.entries);
            check_sizes(group, fleets, people);
            check_convoys(group, fleets);
            check_itineraries(group, fleets);
            group.fleets.iter().for_each(|fleet| rules[fleet.index()] = Some(MovementId::from_index(row)));
        }
        let mut lists: Vec<Option<Movement>> = groups.into_iter().map(movement).collect();
        let drives = |row: &GroupRow<'_>| row.group.as_ref().is_some_and(|group| group.own_cars.is_some());
        let drivers = people.whole().any(|(_, row)| drives(row));
        if rules.contains(&None) || drivers {
            lists.push(Some(free()));
        }
        Movements { lists, rules }
    }

    /// Gives each fleet its movement and its vehicles their ids; the own cars of groups follow.
    pub fn assign(&self, fleets: Fleets<'_>, people: &People<'_>) -> Vec<Option<Fleet>> {
        let free = MovementId::from_index(self.lists.len().saturating_sub(1));
        let mut next = 0_u32;
        let rows = fleets.rows.into_iter().zip(&self.rules);
        let shuttles = rows.map(|(row, rule)| {
            let first = next;
            next = next.saturating_add(row.count?);
            Some(Fleet { movement: rule.unwrap_or(free), vehicles: first..next, ..row.fleet? })
        });
        let mut all: Vec<Option<Fleet>> = shuttles.collect();
        all.extend(own_cars::fleets(people, free, next));
        all
    }
}

/// What rules fleets that no entry names.
fn free() -> Movement {
    let phase = Phase {
        outbound: Discipline::independent(),
        back: Discipline::independent(),
        ends: None,
        gradual: None,
    };
    Movement { label: "no movement".to_owned(), phases: vec![phase] }
}

fn movement(group: Group<'_>) -> Option<Movement> {
    let label = group.entries.first()?.sheet.path.clone();
    let phases: Option<Vec<Phase>> = group.entries.into_iter().map(|entry| entry.phase).collect();
    Some(Movement { label, phases: phases? })
}

/// The entries by the fleets they rule, in the order of the document.
fn groups<'a>(root: &Sheet<'a>, fleets: &Fleets<'_>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut ruled: Option<Vec<FleetId>> = Some((0..fleets.rows.len()).map(FleetId::from_index).collect());
    for (index, node) in root.node("movement").and_then(Node::list).unwrap_or_default().iter().enumerate() {
        let sheet = root.inside(&format!("movement.{index}"), node);
        if let Some(list) = sheet.node("fleets") {
            ruled = sheet.ids(Target::Fleet, list);
            if let Some(ruled) = &mut ruled {
                ruled.sort_unstable();
                ruled.dedup();
            }
        }
        let entry = Entry { phase: phase(&sheet), sheet };
        let Some(ruled) = &ruled else { continue };
        match groups.iter_mut().find(|group| &group.fleets == ruled) {
            Some(group) => group.entries.push(entry),
            None => {
                check_overlap(&groups, ruled, &entry.sheet, fleets);
                groups.push(Group { fleets: ruled.clone(), entries: vec![entry] });
            }
        }
    }
    groups
}

/// No fleet follows two lists.
fn check_overlap(groups: &[Group<'_>], ruled: &[FleetId], sheet: &Sheet<'_>, fleets: &Fleets<'_>) {
    for group in groups {
        let both = ruled.iter().filter(|fleet| group.fleets.contains(fleet));
        let both: Vec<&str> = both.map(|fleet| fleets.rows[fleet.index()].id).collect();
        if let Some(first) = group.entries.first().filter(|_| !both.is_empty()) {
            let says =
                format!("rules {}, but so does `{}`, with other fleets", list(&both), first.sheet.path);
            let help = "phases of one list name the same fleets; give each fleet to one list";
            sheet.wrong_at(
                &sheet.node("fleets").unwrap_or(sheet.table).place,
                &sheet.path,
                Wrong::new(says, help),
            );
        }
    }
}

fn phase(sheet: &Sheet<'_>) -> Option<Phase> {
    let (outbound, back) = (discipline(sheet, "outbound"), discipline(sheet, "return"));
    let ends = sheet.optional("ends", |node| end(&sheet.inside("ends", node)));
    let gradual = sheet.optional("gradual", |node| window(&sheet.inside("gradual", node)));
    Some(Phase { outbound: outbound?, back: back?, ends: ends?, gradual: gradual? })
}

fn discipline(sheet: &Sheet<'_>, key: &str) -> Option<Discipline> {
    let Some(node) = sheet.node(key) else { return Some(Discipline::independent()) };
    match &node.value {
        Value::Text(text) if text == "independent" => Some(Discipline::independent()),
        Value::Text(text) if text == "convoy" => Some(Discipline::of(Convoy::default())),
        Value::Table(fields) => {
            let rule = fields.0.first()?;
            match rule.key.as_str() {
                "platoon" => Some(Discipline::of(Platoon(rule.node.whole()?))),
                "convoy" => convoy(&sheet.inside(key, node).sheet("convoy")?).map(Discipline::of),
                _ => None,
            }
        }
        _ => None,
    }
}

fn convoy(sheet: &Sheet<'_>) -> Option<Convoy> {
    let vehicles = sheet.optional("vehicles", Node::whole);
    let largest = sheet.optional("largest", Node::whole);
    if let (Some(Some(vehicles)), Some(Some(largest))) = (vehicles, largest)
        && vehicles > largest
    {
        let says = format!("is {vehicles}, but the convoy is full at {largest}");
        sheet.wrong("vehicles", Wrong::new(says, "make `largest` larger, or leave one of them out"));
    }
    Some(Convoy {
        vehicles: vehicles?,
        share: sheet.optional("share", Node::number)?,
        max_wait: sheet.optional("max_wait", |node| durations::parse(node.text()?).ok())?,
        largest: largest?,
    })
}

fn end(sheet: &Sheet<'_>) -> Option<PhaseEnd> {
    let tags = ["at", "convoys", "out", "share_out"];
    let (tag, node) = tags.into_iter().find_map(|tag| Some((tag, sheet.node(tag)?)))?;
    match tag {
        "at" => sheet.instant("at").map(PhaseEnd::At),
        "convoys" => node.whole().map(PhaseEnd::Convoys),
        "out" => Some(PhaseEnd::Out(Reported { by: reporter(sheet, tag)?, out: node.whole()? })),
        _ => Some(PhaseEnd::ShareOut(Reported { by: reporter(sheet, tag)?, out: node.number()? })),
    }
}

/// One phase follows another, and time does not run backwards.
fn check_order(entries: &[Entry<'_>]) {
    let mut last = None;
    for (index, Entry { sheet, phase }) in entries.iter().enumerate() {
        let next = entries.get(index + 1);
        let gives_way = next.is_some_and(|next| next.sheet.node("gradual").is_some());
        match (sheet.node("ends").is_some(), next) {
            (true, None) => sheet.wrong(
                "ends",
                Wrong::new("ends the last phase", "leave it out, or add the phase that follows"),
            ),
            (true, Some(next)) if gives_way => {
                let says = format!("ends a phase that `{}` takes over from gradually", next.sheet.path);
                sheet.wrong("ends", Wrong::new(says, "leave out `ends` here, or `gradual` there"));
            }
            (false, Some(next)) if !gives_way => {
                let help = format!("add `ends = {{ at = … }}`, or `gradual` to `{}`", next.sheet.path);
                sheet.wrong_at(
                    &sheet.table.place,
                    &sheet.path,
                    Wrong::new("never ends, though a phase follows", help),
                );
            }
            _ => {}
        }
        if index == 0 && sheet.node("gradual").is_some() {
            sheet.wrong(
                "gradual",
                Wrong::new("has no phase before it to break away from", "put that phase before this one"),
            );
        }
        last = phase.as_ref().map_or(last, |phase| check_instants(sheet, phase, last));
    }
}

/// Holds the instants of a phase against the last one before; gives the last one now.
fn check_instants(sheet: &Sheet<'_>, phase: &Phase, last: Option<Tick>) -> Option<Tick> {
    let help = "phases follow each other: let their instants rise";
    let last = match phase.gradual {
        Some((from, to)) => {
            if last.is_some_and(|last| from < last) {
                sheet.wrong("gradual", Wrong::new("begins before the phase before has begun", help));
            }
            Some(to)
        }
        None => last,
    };
    let Some(PhaseEnd::At(at)) = phase.ends else { return last };
    if last.is_some_and(|last| at <= last) || at == Tick::START {
        sheet.wrong("ends", Wrong::new("lies before the phase begins", help));
    }
    Some(at)
}

/// Waiting for more vehicles or people than there are is waiting for ever.
fn check_sizes(group: &Group<'_>, fleets: &Fleets<'_>, people: &People<'_>) {
    // Who goes by an itinerary waits for nobody: that is told by itself.
    let rows = group.fleets.iter().map(|fleet| &fleets.rows[fleet.index()]);
    let counts: Option<Vec<u32>> =
        rows.filter(|row| row.itinerary().is_none()).map(|row| row.count).collect();
    let counts = counts.filter(|counts| !counts.is_empty());
    let vehicles = counts.map(|counts| counts.into_iter().map(u64::from).sum::<u64>());
    let sizes_known = people.rows.iter().all(|row| row.most_out.is_some());
    let most = people.most_out() + fleets.aboard();
    for Entry { sheet, phase } in &group.entries {
        let Some(phase) = phase else { continue };
        for (key, discipline) in [("outbound", &phase.outbound), ("return", &phase.back)] {
            check_fill(sheet, key, discipline, vehicles);
        }
        // Who counts twice may report more than there are.
        if let Some(PhaseEnd::Out(Reported { out, by: None })) = phase.ends.filter(|_| sizes_known)
            && out as f64 > most
        {
            let says = format!("waits for {out} people out, but at most {most:.0} can be");
            sheet.wrong("ends", Wrong::new(says, "give fewer, or a share: { share_out = 0.9 }"));
        }
    }
}

/// A phase ends when convoys have left only if two vehicles ever leave together.
fn check_convoys(group: &Group<'_>, fleets: &Fleets<'_>) {
    for Entry { sheet, phase } in &group.entries {
        let Some(phase) = phase else { continue };
        let Some(PhaseEnd::Convoys(number)) = phase.ends else { continue };
        let (why, help) = if leave_one_by_one(&phase.outbound) {
            ("its vehicles leave one by one", "let `outbound` be a convoy or a platoon of two or more")
        } else if never_meet(group, fleets) {
            ("no two of its vehicles board people at one site", "give its fleets more vehicles")
        } else {
            continue;
        };
        let convoys = if number == 1 { "a convoy".to_owned() } else { format!("{number} convoys") };
        let says = format!("waits for {convoys}, but {why}");
        sheet.wrong("ends", Wrong::new(says, format!("{help}, or end the phase by something else")));
    }
}

/// Whether a discipline never lets two vehicles leave together.
fn leave_one_by_one(discipline: &Discipline) -> bool {
    discipline.rule().most_together().is_some_and(|most| most < 2)
}

/// Whether it is sure that at no pickup two vehicles of a list could wait for each other.
fn never_meet(group: &Group<'_>, fleets: &Fleets<'_>) -> bool {
    let mut boarding: BTreeMap<SiteId, u64> = BTreeMap::new();
    for row in group.fleets.iter().map(|fleet| &fleets.rows[fleet.index()]) {
        let (Some(count), Some(serves), Some(_)) = (row.count, &row.serves, &row.fleet) else { return false };
        let sites = serves.iter().filter(|_| row.itinerary().is_none());
        sites.for_each(|&site| *boarding.entry(site).or_default() += u64::from(count));
    }
    boarding.values().all(|&vehicles| vehicles < 2)
}

/// Whoever goes by an itinerary waits for nobody, whatever a movement says.
fn check_itineraries(group: &Group<'_>, fleets: &Fleets<'_>) {
    let alone = |discipline: &Discipline| discipline.rule().lets_all_go();
    let rules = group.entries.iter().filter_map(|entry| Some((&entry.sheet, entry.phase.as_ref()?)));
    let mut gathers = rules.filter_map(|(sheet, phase)| match (alone(&phase.outbound), alone(&phase.back)) {
        (false, _) => Some((sheet, "outbound")),
        (_, false) => Some((sheet, "return")),
        _ => None,
    });
    let Some((sheet, key)) = gathers.next() else { return };
    let rows = || group.fleets.iter().map(|fleet| &fleets.rows[fleet.index()]);
    let never: Vec<&str> = rows().filter(|row| row.itinerary().is_some()).map(|row| row.id).collect();
    let said = group.entries.first().map(|entry| &entry.sheet).filter(|sheet| sheet.node("fleets").is_some());
    let help =
        "leave them out, or leave out their `itinerary`: with one, each vehicle leaves when it is ready";
    match said {
        _ if never.is_empty() => {}
        Some(sheet) => {
            let says = format!("names {}, with an itinerary: they wait for nobody", list(&never));
            sheet.wrong("fleets", Wrong::new(says, help));
        }
        None if never.len() == group.fleets.len() => {
            let says = "is for nobody: all fleets have an itinerary, and wait for nobody";
            let help = "leave it out: with an itinerary each vehicle leaves when it is ready";
            sheet.wrong(key, Wrong::new(says, help));
        }
        None => {}
    }
}

fn check_fill(sheet: &Sheet<'_>, key: &str, discipline: &Discipline, vehicles: Option<u64>) {
    if let (Some(needed), Some(vehicles)) = (discipline.rule().waits_for(), vehicles)
        && u64::from(needed) > vehicles
    {
        let what = discipline.rule().name();
        let says =
            format!("is a {what} of {needed} vehicles, which can never fill: its fleets have {vehicles}");
        sheet.wrong(key, Wrong::new(says, format!("give at most {vehicles}, or more vehicles")));
    }
}
