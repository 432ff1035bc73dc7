//! What may happen to a fleet's vehicles: failures, rests, fillings, joining and leaving.

use crate::plan::{Between, Breakdown, ChangeKind, Condition, Duty, DutyEnd, FleetChange, FuelRange, SiteId};
use crate::scenario::check::reading::amounts::Measure;
use crate::scenario::check::reading::reporter::reporter;
use crate::scenario::check::reading::sheet::Sheet;
use crate::scenario::document::{Node, Value};
use crate::scenario::durations;
use crate::scenario::problems::Wrong;
use crate::units::{Span, Tick};

/// How vehicles fail.
pub(super) fn breakdown(sheet: &Sheet<'_>) -> Option<Option<Breakdown>> {
    sheet.optional("breakdown", |node| {
        let inside = sheet.inside("breakdown", node);
        let every = every(&inside);
        let repair = inside.amount("repair", Measure::Durations, 0.0);
        let crews = inside.optional("crews", Node::whole);
        Some(Breakdown {
            every: every?,
            repair: repair?,
            crews: crews?,
            takeover: inside.read("takeover", false, Node::flag)?,
        })
    })
}

fn every(sheet: &Sheet<'_>) -> Option<Between> {
    match (sheet.node("every"), sheet.node("every_km")) {
        (Some(_), Some(_)) => {
            sheet.wrong("every_km", Wrong::new("does not go with `every`", "keep one of the two"));
            None
        }
        (None, None) => {
            let help = "add `every = \"200 h\"`, driving time between two failures, or `every_km`";
            sheet.wrong_at(
                &sheet.table.place,
                &sheet.path,
                Wrong::new("does not say how often vehicles fail", help),
            );
            None
        }
        (Some(_), None) => {
            let every = sheet.duration("every", Span::ZERO)?;
            if every == Span::ZERO {
                sheet.wrong("every", Wrong::new("is zero", "give the mean driving time between failures"));
            }
            Some(Between::Driving(every.0 as f64))
        }
        (None, Some(node)) => node.number().map(Between::Km),
    }
}

/// How long drivers work.
pub(super) fn duty(sheet: &Sheet<'_>) -> Option<Option<Duty>> {
    sheet.optional("duty", |node| {
        let inside = sheet.inside("duty", node);
        let limit = |key| inside.optional(key, |node| durations::parse(node.text()?).ok());
        let (driving, on_duty): (Option<Option<Span>>, Option<Option<Span>>) =
            (limit("driving"), limit("on_duty"));
        let rest = inside.amount("rest", Measure::Durations, 0.0);
        for (key, limit) in [("driving", driving), ("on_duty", on_duty)] {
            if limit == Some(Some(Span::ZERO)) {
                inside.wrong(key, Wrong::new("is zero", "give the hours after which a driver rests"));
            }
        }
        if (driving, on_duty) == (Some(None), Some(None)) {
            let help = "add `driving = \"9 h\"` or `on_duty = \"15 h\"`";
            let wrong = Wrong::new("does not say after how long a driver rests", help);
            inside.wrong_at(&node.place, &inside.path, wrong);
        }
        let at_end = [("after-trip", DutyEnd::AfterTrip), ("at-once", DutyEnd::AtOnce)];
        Some(Duty {
            driving: driving?,
            on_duty: on_duty?,
            rest: rest?,
            at_end: inside.word("at_end", &at_end)?,
        })
    })
}

/// How far vehicles drive on one filling.
pub(super) fn range(sheet: &Sheet<'_>) -> Option<Option<FuelRange>> {
    sheet.optional("range", |node| {
        let inside = sheet.inside("range", node);
        let refuel = inside.amount("refuel", Measure::Durations, 0.0);
        Some(FuelRange { km: inside.node("km").and_then(Node::number)?, refuel: refuel? })
    })
}

/// A loss, and where the people of the lost vehicles wait; none: at their pickup.
pub(super) type Loss = (FleetChange, Option<SiteId>);

/// Vehicles that join, leave and are lost.
pub(super) struct Changes {
    /// Those who join or leave.
    pub plain: Vec<FleetChange>,
    /// Those who are lost.
    pub lost: Vec<Loss>,
}

impl Changes {
    pub fn read(sheet: &Sheet<'_>, end: Option<Tick>) -> Option<Changes> {
        let joins = changes(sheet, "joins", &ChangeKind::Join, end);
        let leaves = changes(sheet, "leaves", &ChangeKind::Leave, end);
        let lost = changes(sheet, "lost", &ChangeKind::Lost(None), end);
        let (joins, leaves, lost) = (joins?, leaves?, lost?);
        let places: Option<Vec<Option<SiteId>>> =
            sheet.items("lost").map(|item| left_behind(&item)).collect();
        Some(Changes {
            plain: joins.into_iter().chain(leaves).collect(),
            lost: lost.into_iter().zip(places?).collect(),
        })
    }

    /// How many join.
    pub fn joiners(&self) -> u32 {
        let joins = self.plain.iter().filter(|change| change.kind == ChangeKind::Join);
        joins.map(|change| change.vehicles).fold(0, u32::saturating_add)
    }
}

fn changes(sheet: &Sheet<'_>, key: &str, kind: &ChangeKind, end: Option<Tick>) -> Option<Vec<FleetChange>> {
    let items = sheet.items(key).map(|item| {
        let at = item.instant_by("at", end);
        let vehicles = item.node("vehicles").and_then(Node::whole);
        let only_if = condition(&item);
        Some(FleetChange { at: at?, vehicles: vehicles?, kind: kind.clone(), only_if: only_if? })
    });
    // Every item is read before one that is malformed hides the others.
    items.collect::<Vec<_>>().into_iter().collect()
}

/// What must be reported for a change to come about.
fn condition(item: &Sheet<'_>) -> Option<Option<Condition>> {
    let keys = ["if_out", "if_fewer_out"];
    let Some(first) = keys.into_iter().find(|key| item.node(key).is_some()) else {
        if item.node("reported_by").is_some() {
            let help = "leave it out, or add `if_fewer_out = 2000`";
            item.wrong("reported_by", Wrong::new("goes with `if_out` or `if_fewer_out`", help));
        }
        return Some(None);
    };
    let [at_least, fewer_than]: [Option<u64>; 2] = keys.map(|key| item.node(key).and_then(Node::whole));
    let (at_least, fewer_than) = (at_least.unwrap_or(0), fewer_than.unwrap_or(u64::MAX));
    if at_least >= fewer_than {
        let help = "leave one of the two out, or let `if_fewer_out` be the greater one";
        item.wrong("if_out", Wrong::new("can never hold together with `if_fewer_out`", help));
    }
    Some(Some(Condition { reported_by: reporter(item, first)?, at_least, fewer_than }))
}

fn left_behind(item: &Sheet<'_>) -> Option<Option<SiteId>> {
    match item.node("people").map(|node| &node.value) {
        None => Some(None),
        Some(Value::Text(text)) if text == "pickup" => Some(None),
        Some(_) => item.site("people").map(Some),
    }
}

/// Nobody leaves who is not there by then; of one instant, those who join come first.
pub(super) fn check_numbers(sheet: &Sheet<'_>, at_start: Option<u32>) {
    let Some(mut here) = at_start else { return };
    let items =
        ["joins", "leaves", "lost"].into_iter().flat_map(|key| sheet.items(key).map(move |item| (key, item)));
    let known = items.filter_map(|(key, item)| {
        Some((item.instant("at")?, key == "joins", item.node("vehicles").and_then(Node::whole::<u32>)?, item))
    });
    let mut changes: Vec<_> = known.collect();
    changes.sort_by_key(|&(at, joins, ..)| (at, !joins));
    for (_, joins, vehicles, item) in changes {
        if joins {
            here = here.saturating_add(vehicles);
            continue;
        }
        if vehicles > here {
            let says = format!("is {vehicles}, but the fleet has {here} by then");
            item.wrong("vehicles", Wrong::new(says, "let fewer leave, or raise the `count`"));
        }
        here = here.saturating_sub(vehicles);
    }
}
