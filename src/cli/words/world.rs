//! What can happen around the trips of a scenario, said back in plain words.

use super::observers::observers;
use crate::cli::words::in_a_row;
use crate::plan::{
    Between, Caught, ChangeKind, DutyEnd, Fleet, Group, Hours, ObserverId, Plan, Route, Site, SuspendedWhen,
    Suspension,
};
use crate::scenario::{OtherOffset, Scenario};
use crate::stats::Distribution;
use crate::units::{DAY, MINUTE, Span, Tick};

/// A sentence for each site, route, suspension and change that is more than plain.
pub(in crate::cli) fn around(plan: &Plan) -> Vec<String> {
    let sites = plan.sites.rows().iter().filter_map(site);
    let routes = plan.routes.rows().iter().filter_map(|row| route(plan, row));
    let suspensions = plan.suspensions.rows().iter().map(|row| suspension(plan, row));
    sites.chain(routes).chain(suspensions).chain(observers(plan)).chain(public_figures(plan)).collect()
}

/// How many public figures there are, and of when.
fn public_figures(plan: &Plan) -> Option<String> {
    let times = || plan.public_figures.iter().map(|figure| figure.at);
    let (first, last) = (times().min()?, times().max()?);
    let time = |tick| plan.clock.day_and_time(tick);
    let when = match first == last {
        true => format!("of {}", time(first)),
        false => format!("from {} to {}", time(first), time(last)),
    };
    let figures = match plan.public_figures.len() {
        1 => "1 public figure".to_owned(),
        many => format!("{many} public figures"),
    };
    Some(format!("{figures}, {when}; no run depends on them."))
}

fn site(site: &Site) -> Option<String> {
    let mut limits = Vec::new();
    limits.extend(site.berths.map(|berths| format!("{berths} berths")));
    limits.extend(site.capacity.map(|capacity| format!("places for {capacity} people")));
    limits.extend(site.hours.as_ref().map(|_| "opening hours".to_owned()));
    (!limits.is_empty()).then(|| format!("{} has {}.", site.title, limits.join(", ")))
}

fn route(plan: &Plan, route: &Route) -> Option<String> {
    let mut more = Vec::new();
    for station in &route.stations {
        let checkpoint = &plan.checkpoints[station.checkpoint];
        let as_one = if checkpoint.per_convoy { ", a convoy as one" } else { "" };
        more.push(format!(
            "a check at {} after {:.0} % of it ({} lanes, {} min{as_one})",
            checkpoint.id,
            station.at * 100.0,
            checkpoint.lanes,
            minutes(&checkpoint.time)
        ));
    }
    more.extend(route.headway.map(|headway| format!("a headway of {headway} h")));
    more.extend(
        route
            .speeds
            .map(|speeds| format!("{} km/h empty and {} loaded", round(speeds.empty), round(speeds.loaded))),
    );
    let ends = format!("{} to {}", plan.sites[route.from].title, plan.sites[route.to].title);
    (!more.is_empty()).then(|| format!("From {ends}: {}.", more.join(", ")))
}

/// By whose reports people are out, in the middle of a sentence: `reported by the Red Cross to be `.
pub(in crate::cli) fn reported(plan: &Plan, by: Option<ObserverId>) -> String {
    by.map_or(String::new(), |by| format!("reported by {} to be ", plan.observers[by].title))
}

fn suspension(plan: &Plan, row: &Suspension) -> String {
    let mut what: Vec<&str> = row.routes.iter().map(|&route| plan.routes[route].id.as_str()).collect();
    what.extend(row.sites.iter().map(|&site| plan.sites[site].id.as_str()));
    what.extend(row.checkpoints.iter().map(|&checkpoint| plan.checkpoints[checkpoint].id.as_str()));
    what.dedup();
    let what = if what.len() > 4 { format!("{} places and roads", what.len()) } else { what.join(", ") };
    let when = match &row.when {
        SuspendedWhen::Window(Tick::START, None) if row.hours.is_some() => String::new(),
        SuspendedWhen::Window(from, Some(to)) => {
            format!("from {} to {}", plan.clock.day_and_time(*from), plan.clock.day_and_time(*to))
        }
        SuspendedWhen::Window(from, None) => format!("from {} on", plan.clock.day_and_time(*from)),
        SuspendedWhen::Random { every, lasts, .. } => {
            format!(
                "again and again, {} min after the last on average, for {} min",
                round(every / 60_000.0),
                minutes(lasts)
            )
        }
        SuspendedWhen::Out { people, reported_by, lasts } => {
            let told = reported(plan, *reported_by);
            format!("once {people} people are {told}out, for {} min", minutes(lasts))
        }
    };
    let daily = row.hours.as_ref().map(every_day);
    let when = [when].into_iter().chain(daily).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let caught = match row.caught {
        _ if row.routes.is_empty() => "",
        Caught::Finish => "; vehicles under way drive on",
        Caught::Halt => "; vehicles under way stand still",
        Caught::TurnBack => "; vehicles under way turn back",
    };
    format!("Closed {when}: {what}{caught}.")
}

/// Hours of each day: `every day from 22:00 to 05:00`.
fn every_day(hours: &Hours) -> String {
    let minutes = |time: Span| time.0 / MINUTE % (DAY / MINUTE);
    let time = |time: Span| format!("{:02}:{:02}", minutes(time) / 60, minutes(time) % 60);
    let windows: Vec<String> = hours
        .windows()
        .into_iter()
        .map(|(from, to)| format!("from {} to {}", time(from), time(to)))
        .collect();
    format!("every day {}", windows.join(" and "))
}

/// That instants are given with other offsets from UTC than the start: the clock keeps that.
pub(in crate::cli) fn offsets(plan: &Plan, others: &[OtherOffset]) -> Option<String> {
    let first = others.first()?;
    let more = match others.len() {
        1 => String::new(),
        number => format!(", and so for {} more", number - 1),
    };
    Some(format!(
        "note: the clock keeps the offset of its start, {}: `{}`, given as {}, is {} here{more}; \
         hours of the day use that offset, too",
        plan.clock.offset_text(),
        first.of,
        first.said,
        plan.clock.day_and_time(first.at)
    ))
}

/// What is more than plain about a group, to follow its sentence.
pub(in crate::cli) fn of_people(plan: &Plan, group: &Group) -> String {
    let mut more = Vec::new();
    more.extend(group.onward.as_ref().map(|onward| {
        let to = onward.parts.first().map(|&(_, part)| &plan.groups[part].to);
        let to: Vec<&str> = to.into_iter().flatten().map(|&site| plan.sites[site].title.as_str()).collect();
        format!("{} % go on to {}", percent(onward.share), to.join(" or "))
    }));
    more.extend(group.own_cars.as_ref().map(|cars| {
        format!("{} % leave in own cars of {}", percent(cars.share), round(cars.people_per_car))
    }));
    if group.refuses > 0.0 {
        more.push(format!("{} % refuse to go", percent(group.refuses)));
    }
    if !group.hazards.are_none() {
        more.push("some may get worse, give up or die".to_owned());
    }
    let out: u32 = group.already_out.iter().map(|&(_, people)| people).sum();
    if out > 0 {
        more.push(format!("{out} are out already"));
    }
    let of_them = if more.is_empty() { String::new() } else { format!(" Of them: {}.", more.join(", ")) };
    companions(group) + &of_them
}

/// That a goal without a date is of the day after the start, since its time had gone by.
pub(in crate::cli) fn moved(plan: &Plan, by: Span) -> Option<String> {
    let goal = plan.goal.as_ref().filter(|_| by < plan.clock.time_of_day(Tick::START))?;
    Some(format!(
        "note: it starts after {}, so that the goal is of the next day, {}; give goal.by a date if another is \
         meant",
        plan.clock.time(goal.by),
        plan.clock.day_and_time(goal.by)
    ))
}

/// Who comes beside the people of a group, whose number does not count them.
fn companions(group: &Group) -> String {
    let Some(law) = &group.companions else { return String::new() };
    let each = round(law.mean());
    let what = if each == 1.0 { "companion" } else { "companions" };
    let whose = if group.party == Distribution::ONE { "each" } else { "for each party" };
    let in_all = group.size.as_ref().map_or(String::new(), |size| {
        let is_sure = [size, &group.party, law].iter().all(|law| law.as_fixed().is_some());
        let people = round(size.mean() + law.mean() * group.mean_parties(size.mean()));
        format!(", {people} people in all{}", if is_sure { "" } else { " on average" })
    });
    format!(" With {each} {what} {whose}{in_all}.")
}

/// What is more than plain about a fleet, to follow its sentence.
pub(in crate::cli) fn of_fleet(plan: &Plan, fleet: &Fleet) -> String {
    let mut more = Vec::new();
    more.extend(fleet.ready.as_ref().map(|law| format!("ready after {} min", minutes(law))));
    more.extend(fleet.itinerary.as_ref().map(|stops| {
        let stops: Vec<&str> = stops.iter().map(|&stop| plan.sites[stop].id.as_str()).collect();
        format!("stopping at {}", in_a_row(&stops, ", "))
    }));
    more.extend(fleet.breakdown.as_ref().map(|row| {
        let every = match row.every {
            Between::Driving(time) => format!("{} h of driving", round(time / 3_600_000.0)),
            Between::Km(km) => format!("{} km", round(km)),
        };
        let crews = row.crews.map_or(String::new(), |crews| format!(" by {crews} crews"));
        format!("failing every {every}, repaired in {} min{crews}", minutes(&row.repair))
    }));
    more.extend(fleet.duty.as_ref().map(|duty| {
        let hours = |limit: Option<Span>, what: &str| limit.map(|limit| format!("{limit} h {what}"));
        let limits = [hours(duty.driving, "of driving"), hours(duty.on_duty, "on duty")];
        let when = if duty.at_end == DutyEnd::AtOnce { "at the next site" } else { "after the trip" };
        let limits: Vec<String> = limits.into_iter().flatten().collect();
        format!("drivers resting {} min {when} after {}", minutes(&duty.rest), limits.join(" or "))
    }));
    more.extend(fleet.range.as_ref().map(|range| format!("filling up every {} km", round(range.km))));
    for change in &fleet.changes {
        let what = match change.kind {
            ChangeKind::Join => "join",
            ChangeKind::Leave => "leave",
            ChangeKind::Lost(_) => "are lost",
        };
        more.push(format!("{} {what} on {}", change.vehicles, plan.clock.day_and_time(change.at)));
    }
    let under_way: u32 = fleet.under_way.iter().map(|way| way.vehicles).sum();
    if under_way > 0 {
        more.push(format!("{under_way} under way at the start"));
    }
    if more.is_empty() { String::new() } else { format!(" Also: {}.", more.join("; ")) }
}

fn minutes(law: &Distribution) -> f64 {
    round(law.mean() / 60_000.0)
}

fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

fn percent(share: f64) -> f64 {
    round(share * 100.0)
}

/// What a scenario supposes beside what it says, a line each.
pub(in crate::cli) fn what_ifs(scenario: &Scenario) -> Vec<String> {
    let line = |(path, factor): (String, f64)| match path.split_once('.') {
        Some(("routes", id)) => format!("what if: drives on {id} take {factor} times as long"),
        Some((_, id)) => format!("what if: {factor} times as many {id} come"),
        None if path == "travel" => format!("what if: every drive takes {factor} times as long"),
        None => format!("what if: {factor} times as many people come"),
    };
    scenario.what_ifs().into_iter().map(line).collect()
}
