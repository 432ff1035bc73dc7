//! Suspensions: from a list of entries to rows.

use crate::plan::{Caught, CheckpointId, Entity, Hours, Id, RouteId, SiteId, SuspendedWhen, Suspension};
use crate::scenario::check::network::Network;
use crate::scenario::check::people::People;
use crate::scenario::check::reading::amounts::Measure;
use crate::scenario::check::reading::hours;
use crate::scenario::check::reading::reporter::reporter;
use crate::scenario::check::reading::sheet::Sheet;
use crate::scenario::document::Node;
use crate::scenario::durations;
use crate::scenario::names::Target;
use crate::scenario::problems::Wrong;
use crate::scenario::timeline::time_of_day_of;
use crate::units::{SECOND, Span, Tick};

/// Reads all suspensions; one that is malformed is none.
pub(super) fn suspensions(
    root: &Sheet<'_>,
    network: &Network,
    people: &People<'_>,
    end: Option<Tick>,
) -> Vec<Option<Suspension>> {
    let rows = root.items("suspensions").map(|sheet| {
        check_out(&sheet, people);
        suspension(&sheet, network, end)
    });
    rows.collect()
}

/// Waiting for more people out than there are is waiting for ever.
fn check_out(sheet: &Sheet<'_>, people: &People<'_>) {
    let out: Option<u64> = sheet.node("out").and_then(Node::whole);
    let known = people.rows.iter().all(|row| row.most.is_some());
    if let Some(out) = out.filter(|&out| known && out as f64 > people.most()) {
        let says = format!("waits for {out} people out, but there are at most {:.0}", people.most());
        sheet.wrong("out", Wrong::new(says, "give fewer"));
    }
}

/// What is closed.
type Closed = (Vec<RouteId>, Vec<SiteId>, Vec<CheckpointId>);

fn suspension(sheet: &Sheet<'_>, network: &Network, end: Option<Tick>) -> Option<Suspension> {
    let (closed, when, hours) = (closed(sheet, network), when(sheet, end), hours_of_day(sheet));
    let words = [("finish", Caught::Finish), ("halt", Caught::Halt), ("turn-back", Caught::TurnBack)];
    let (caught, (routes, sites, checkpoints)) = (sheet.word("under_way", &words)?, closed?);
    if routes.is_empty() && sheet.node("under_way").is_some() {
        let help = "leave it out, or name the `routes` that are closed";
        sheet.wrong("under_way", Wrong::new("says what vehicles on closed routes do, but none is", help));
    }
    let row = Suspension {
        routes,
        sites,
        checkpoints,
        caught,
        when: when?,
        hours: hours?,
        entity: Entity::named("suspensions", &sheet.path),
        label: sheet.path.clone(),
    };
    check_holds(sheet, &row, end);
    Some(row)
}

/// A planned one that never holds in the run is a mistake.
fn check_holds(sheet: &Sheet<'_>, row: &Suspension, end: Option<Tick>) {
    let (Some(timeline), SuspendedWhen::Window(from, _)) = (sheet.reading.known.timeline, &row.when) else {
        return;
    };
    // What is wrong with one instant or with their order has been told.
    if row.hours.is_none() || end.is_some_and(|end| *from > end) {
        return;
    }
    let begins = row.next_window(timeline.clock(), Tick::START).map(|(begins, _)| begins);
    if begins.is_none_or(|begins| end.is_some_and(|end| begins > end)) {
        let key = if sheet.node("hours").is_some() { "hours" } else { "from" };
        let help = "give other times of day, or end later";
        sheet.wrong(key, Wrong::new("gives hours that never come before the run ends", help));
    }
}

/// The times of day of `from` and `to`, if both are that: then they are meant every day.
fn every_day(sheet: &Sheet<'_>) -> Option<(Span, Span)> {
    let time = |key| time_of_day_of(&sheet.node(key)?.value);
    Some((time("from")?, time("to")?))
}

/// The hours of each day in which it holds: as `hours` says, and as `from` and `to` do if they are times of
/// day.
fn hours_of_day(sheet: &Sheet<'_>) -> Option<Option<Hours>> {
    let said = hours::hours(sheet, &hours::SUSPENDED)?;
    let Some((from, to)) = every_day(sheet) else { return Some(said) };
    let windows = hours::window(sheet, (from, to), &hours::SUSPENDED)?;
    let daily = Hours::new(hours::joined(windows));
    Some(match said {
        None => Some(daily),
        Some(said) => match said.and(&daily) {
            Some(both) => Some(both),
            None => {
                let help = "keep one of the two, or let them overlap";
                sheet.wrong("hours", Wrong::new("has no time in common with `from` and `to`", help));
                return None;
            }
        },
    })
}

/// One of the two a time of day, which comes every day, and the other an instant, which comes once.
fn check_both_of_a_kind(sheet: &Sheet<'_>) {
    let is_daily = |key| sheet.node(key).map(|node| time_of_day_of(&node.value).is_some());
    let (daily, once) = match (is_daily("from"), is_daily("to")) {
        (Some(true), Some(false)) => ("from", "to"),
        (Some(false), Some(true)) => ("to", "from"),
        _ => return,
    };
    let says = format!("is a time of day, which means every day, but `{once}` comes once");
    let help = match (sheet.reading.known.timeline, sheet.instant(daily)) {
        (Some(timeline), Some(first)) if timeline.clock().is_said() => format!(
            "give it a date if it is meant once, such as {}, or give both as times of day",
            timeline.clock().rfc3339(first)
        ),
        _ => "give both as times of day, or both as durations after the start".to_owned(),
    };
    sheet.wrong(daily, Wrong::new(says, help));
}

fn closed(sheet: &Sheet<'_>, network: &Network) -> Option<Closed> {
    let everything = sheet.read("everything", false, Node::flag)?;
    let lists = ["routes", "sites", "checkpoints"];
    if everything {
        if let Some(key) = lists.into_iter().find(|key| sheet.node(key).is_some()) {
            sheet.wrong(key, Wrong::new("does not go with `everything`", "keep one of the two"));
        }
        return Some((
            (0..network.routes.len()).map(RouteId::from_index).collect(),
            (0..network.sites.len()).map(SiteId::from_index).collect(),
            (0..network.checkpoints.len()).map(CheckpointId::from_index).collect(),
        ));
    }
    if lists.into_iter().all(|key| sheet.node(key).is_none()) {
        let help = "add `routes`, `sites` or `checkpoints`, or `everything = true`";
        sheet.wrong_at(&sheet.table.place, &sheet.path, Wrong::new("does not say what is closed", help));
        return None;
    }
    let routes = sheet.read("routes", Vec::new(), |list| sheet.ids(Target::Route, list));
    let sites = sheet.read("sites", Vec::new(), |list| sheet.ids(Target::Site, list));
    let checkpoints = sheet.read("checkpoints", Vec::new(), |list| sheet.ids(Target::Checkpoint, list));
    let rows = routes?.into_iter().flat_map(|route: RouteId| {
        network.rows.get(route.index()).cloned().unwrap_or_default().map(RouteId::from_index)
    });
    Some((rows.collect(), sites?, checkpoints?))
}

/// When: in a window, at random, or once so many are out.
fn when(sheet: &Sheet<'_>, end: Option<Tick>) -> Option<SuspendedWhen> {
    check_both_of_a_kind(sheet);
    let (from, to) = match every_day(sheet) {
        // The hours say when.
        Some(_) => (Some(Some(Tick::START)), Some(None)),
        None => (window(sheet, "from", end), window(sheet, "to", None)),
    };
    let lasts = sheet.optional("lasts", |_| sheet.amount("lasts", Measure::Durations, 0.0));
    let every = sheet.optional("every", |node| durations::parse(node.text()?).ok());
    let out: Option<Option<u64>> = sheet.optional("out", Node::whole);
    let (from, to, lasts, every, out) = (from?, to?, lasts?, every?, out?);
    if let (Some(from), Some(to)) = (from, to)
        && from >= to
    {
        sheet.wrong("to", Wrong::new("is not after `from`", "a window ends after it begins"));
    }
    if out.is_none() && sheet.node("reported_by").is_some() {
        let help = "leave it out, or add `out = 2000`: how many must be reported";
        sheet.wrong("reported_by", Wrong::new("goes with `out`", help));
    }
    match (every, out, lasts) {
        (Some(_), Some(_), _) => {
            sheet.wrong("out", Wrong::new("does not go with `every`", "keep one of the two"));
            None
        }
        (None, None, Some(_)) => {
            let help = "give `to`, or `every` or `out` with it";
            sheet.wrong("lasts", Wrong::new("goes with `every` or `out`", help));
            None
        }
        (Some(_), None, None) | (None, Some(_), None) => {
            let help = "add `lasts = \"1 h\"`: how long it is closed";
            sheet.wrong_at(&sheet.table.place, &sheet.path, Wrong::new("has no `lasts`", help));
            None
        }
        (Some(every), None, Some(lasts)) => {
            if every.0 < SECOND {
                let help = "give the mean time from one to the next, a second or more";
                sheet.wrong("every", Wrong::new("is less than a second", help));
            }
            let from = from.unwrap_or(Tick::START);
            Some(SuspendedWhen::Random { from, to, every: every.0 as f64, lasts })
        }
        (None, Some(people), Some(lasts)) => {
            if from.or(to).is_some() || sheet.node("hours").is_some() {
                let help = "leave `from`, `to` and `hours` out: it begins when this many people are out";
                sheet.wrong("out", Wrong::new("does not go with a window", help));
            }
            Some(SuspendedWhen::Out { people, reported_by: reporter(sheet, "out")?, lasts })
        }
        (None, None, None) => {
            let in_hours = sheet.node("hours").map(|_| Tick::START);
            if from.or(in_hours).is_none() {
                let help = "add `from`, or `every` and `lasts`, or `out` and `lasts`";
                sheet.wrong_at(&sheet.table.place, &sheet.path, Wrong::new("does not say when", help));
            }
            Some(SuspendedWhen::Window(from.or(in_hours)?, to))
        }
    }
}

fn window(sheet: &Sheet<'_>, key: &str, end: Option<Tick>) -> Option<Option<Tick>> {
    sheet.optional(key, |_| sheet.instant_by(key, end))
}
