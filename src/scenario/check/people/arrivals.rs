//! When people appear: from tables to curves.

use crate::plan::{Arrivals, LocalClock};
use crate::scenario::check::reading::amounts::Measure;
use crate::scenario::check::reading::columns;
use crate::scenario::check::reading::sheet::{Row, Sheet};
use crate::scenario::check::reading::what_if;
use crate::scenario::document::Node;
use crate::scenario::format::grouped;
use crate::scenario::problems::Wrong;
use crate::scenario::timeline::time_of_day;
use crate::stats::{Distribution, LARGEST_MEAN};
use crate::units::{DAY, HOUR, Span, Tick};

/// The most points that a curve may have.
const MOST_POINTS: usize = 1_000_000;

/// An unbounded amount hardly ever exceeds this many times its mean.
const WITHIN_REASON: f64 = 20.0;

/// How many people a group has, if that is said, and when they appear.
pub(super) type Coming = (Option<Distribution>, Arrivals);

/// Reads size and arrivals of a group; they depend on each other. So many times as many come as is asked for.
pub(super) fn read(row: &Row<'_>, end: Option<Tick>) -> Option<Coming> {
    let (size, arrivals) = said(&row.sheet, end)?;
    let factor = what_if::demand(&row.sheet, row.id);
    if factor == 1.0 {
        return Some((size, arrivals));
    }
    let arrivals = match arrivals {
        Arrivals::Poisson(points) => {
            let more = points.into_iter().map(|(at, mean)| (at, mean * factor)).collect();
            Arrivals::Poisson(possible(&row.sheet, "arrivals", more)?)
        }
        // The shape of a curve stays as it is.
        arrivals => arrivals,
    };
    Some((size.map(|size| size.scaled(factor)), arrivals))
}

/// The same as the group says it.
fn said(sheet: &Sheet<'_>, end: Option<Tick>) -> Option<Coming> {
    let count = sheet.node("count").map(|_| sheet.amount("count", Measure::Counts, 0.0));
    if sheet.node("arrivals").is_none() {
        return Some((Some(needed(sheet, count)?), Arrivals::AtStart));
    }
    let inside = sheet.sheet("arrivals")?;
    let entry = inside.table.table()?.0.first()?;
    match entry.key.as_str() {
        "evenly" => {
            let (from, to) = window(&inside.sheet("evenly")?)?;
            Some((Some(needed(sheet, count)?), Arrivals::Evenly(from, to)))
        }
        "poisson" => {
            if count.is_some() {
                let help = "leave `count` out: the rate says how many come";
                sheet.wrong("count", Wrong::new("does not go with Poisson arrivals", help));
            }
            Some((None, Arrivals::Poisson(poisson(&inside.sheet("poisson")?, end)?)))
        }
        "times" => along(sheet, count, times(&inside, &entry.node)?, true),
        "curve" => along(sheet, count, curve(&inside, &entry.node)?, false),
        _ => None,
    }
}

/// The most people that come, within reason.
pub(super) fn most((size, arrivals): &Coming) -> f64 {
    match (size, arrivals) {
        (Some(size), _) => most_of(size),
        // A Poisson number is within ten deviations of its mean.
        (None, Arrivals::Poisson(points)) => {
            points.last().map_or(0.0, |&(_, mean)| mean + 10.0 * mean.sqrt())
        }
        _ => 0.0,
    }
}

/// The most that is drawn, within reason.
pub(super) fn most_of(amount: &Distribution) -> f64 {
    match amount.bounds().1 {
        most if most.is_finite() => most,
        _ => amount.mean() * WITHIN_REASON,
    }
}

fn needed(sheet: &Sheet<'_>, count: Option<Option<Distribution>>) -> Option<Distribution> {
    if count.is_none() {
        let place = &sheet.table.place;
        let wrong = Wrong::new("has no `count`", "add `count = 100`: how many they are");
        sheet.wrong_at(place, &sheet.path, wrong);
    }
    count?
}

/// A window that is not empty.
pub(in crate::scenario::check) fn window(sheet: &Sheet<'_>) -> Option<(Tick, Tick)> {
    let (from, to) = (sheet.instant("from")?, sheet.instant("to")?);
    if from < to {
        return Some((from, to));
    }
    sheet.wrong("to", Wrong::new("is not after `from`", "a window ends after it begins"));
    None
}

/// A curve of people, whose last point says how many come unless `count` does.
fn along(
    sheet: &Sheet<'_>,
    count: Option<Option<Distribution>>,
    points: Vec<(Tick, f64)>,
    exact: bool,
) -> Option<Coming> {
    let total = points.last().map_or(0.0, |&(_, people)| people);
    if total <= 0.0 {
        sheet.wrong("arrivals", Wrong::new("lets nobody appear", "let at least one person appear"));
        return None;
    }
    let size = match count {
        None => Distribution::fixed(total.round()).ok(),
        Some(count) => count,
    }?;
    if exact && size.as_fixed().is_some_and(|size| size != total) {
        let says = format!("differs from the {total} people of `arrivals`");
        sheet.wrong("count", Wrong::new(says, "leave `count` out, or make the two agree"));
    }
    Some((Some(size), Arrivals::Curve(points)))
}

/// A jump at each instant.
fn times(sheet: &Sheet<'_>, list: &Node) -> Option<Vec<(Tick, f64)>> {
    let mut jumps = Vec::new();
    for item in list.list()? {
        let time = sheet.inside("times", item);
        jumps.push((time.instant("at")?, time.node("people")?.whole::<u32>()?));
    }
    jumps.sort_by_key(|&(at, _)| at);
    let mut sum = 0.0;
    let points = jumps.into_iter().flat_map(|(at, people)| {
        let before = sum;
        sum += f64::from(people);
        [(at, before), (at, sum)]
    });
    Some(points.collect())
}

/// The points of a CSV file with the columns `time` and `people`.
fn curve(sheet: &Sheet<'_>, file: &Node) -> Option<Vec<(Tick, f64)>> {
    match points(sheet, file.text()?) {
        Ok(points) => points,
        Err(wrong) => {
            sheet.wrong("curve", wrong);
            None
        }
    }
}

fn points(sheet: &Sheet<'_>, name: &str) -> Result<Option<Vec<(Tick, f64)>>, Wrong> {
    let lines = columns::read(sheet.reading.files, name, ["time", "people"])?;
    let Some(timeline) = sheet.reading.known.timeline else { return Ok(None) };
    let (mut now, mut sum) = (Tick::START, 0.0);
    let mut points = Vec::with_capacity(lines.len() + 1);
    for (line, [time, people]) in lines {
        let wrong =
            |says: String, help: &str| Wrong::new(format!("names {name:?}, where line {line} {says}"), help);
        // A time of day is the first such one after the line before, so that a night reads on.
        let at = timeline
            .said(&time, now)
            .map_err(|no| wrong(format!("has the time {time:?}, which {}", no.says), &no.help))?;
        if at < now {
            return Err(wrong(format!("goes back to {time:?}"), "times must not fall"));
        }
        let people =
            people.parse::<f64>().ok().filter(|people| (sum..=1e12).contains(people)).ok_or_else(|| {
                wrong(
                    format!("has {people:?} people"),
                    "give how many have appeared by then: a number that never falls",
                )
            })?;
        if points.is_empty() && people > 0.0 {
            points.push((at, 0.0));
        }
        points.push((at, people));
        (now, sum) = (at, people);
    }
    Ok(Some(points))
}

/// The expected number of people by each instant at which the rate changes.
fn poisson(sheet: &Sheet<'_>, end: Option<Tick>) -> Option<Vec<(Tick, f64)>> {
    let from = sheet.read("from", Tick::START, |node| sheet.instant_of(node));
    let to = match sheet.node("to") {
        Some(node) => sheet.instant_of(node),
        None => end.or_else(|| endless(sheet)),
    };
    let rates = rates(sheet.node("per_hour")?)?;
    let (from, to) = (from?, to?);
    if from >= to {
        let key = if sheet.node("to").is_some() { "to" } else { "from" };
        sheet.wrong(
            key,
            Wrong::new("leaves no time to arrive", "let people arrive from an instant to a later one"),
        );
        return None;
    }
    let points = integrate(sheet.reading.known.timeline?.clock(), &rates, from, to);
    if points.is_none() {
        let says = format!("changes more than {MOST_POINTS} times until the last arrival");
        sheet.wrong("per_hour", Wrong::new(says, "let people arrive over a shorter time"));
    }
    possible(sheet, "per_hour", points?)
}

/// The expected numbers of people by each instant, if a Poisson number of so many can be drawn.
fn possible(sheet: &Sheet<'_>, key: &str, points: Vec<(Tick, f64)>) -> Option<Vec<(Tick, f64)>> {
    let mean = points.last().map_or(0.0, |&(_, mean)| mean);
    if mean > LARGEST_MEAN {
        let says = format!("lets {} people arrive", grouped(mean as i64));
        let most = grouped(LARGEST_MEAN as i64);
        sheet.wrong(key, Wrong::new(says, format!("at most {most} are possible in one group")));
        return None;
    }
    Some(points)
}

fn endless(sheet: &Sheet<'_>) -> Option<Tick> {
    // An end that cannot be read is another problem than none at all.
    let clock = sheet.reading.clock();
    if clock.and_then(|clock| clock.get("end")).is_none() {
        let wrong = Wrong::new("never ends", "give `to`, or the scenario an end: `clock.end`");
        sheet.wrong_at(&sheet.table.place, &sheet.path, wrong);
    }
    None
}

/// The rates over the day: from each time on, people an hour.
fn rates(node: &Node) -> Option<Vec<(Span, f64)>> {
    let Some(table) = node.table() else { return Some(vec![(Span::ZERO, node.number()?)]) };
    let steps = table.0.iter().map(|step| Some((time_of_day(&step.key)?, step.node.number()?)));
    let mut steps = steps.collect::<Option<Vec<_>>>()?;
    steps.sort_by_key(|&(from, _)| from);
    (!steps.is_empty()).then_some(steps)
}

/// Adds up the rates from one instant to another; nothing if they change too often.
fn integrate(clock: LocalClock, rates: &[(Span, f64)], from: Tick, to: Tick) -> Option<Vec<(Tick, f64)>> {
    let (mut now, mut sum) = (from, 0.0);
    let mut points = vec![(now, sum)];
    while now < to {
        let of_day = clock.time_of_day(now);
        let next = rates.partition_point(|&(from, _)| from <= of_day);
        let rate = rates[next.checked_sub(1).unwrap_or(rates.len() - 1)].1;
        let change = if rates.len() == 1 { to } else { now + Span(until(rates, next) - of_day.0) };
        let then = change.min(to);
        sum += rate * (then - now).0 as f64 / HOUR as f64;
        now = then;
        points.push((now, sum));
        if points.len() > MOST_POINTS {
            return None;
        }
    }
    Some(points)
}

/// The time of day of the next rate, tomorrow's first counted on from today.
fn until(rates: &[(Span, f64)], next: usize) -> u64 {
    rates.get(next).map_or(DAY + rates[0].0.0, |&(from, _)| from.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn poisson_points_lie_where_the_rate_changes() {
        let clock = LocalClock::new(14 * HOUR as i64, 0);
        let rates = [(Span(6 * HOUR), 10.0), (Span(18 * HOUR), 100.0)];
        let hour = |hours| Tick(hours * HOUR);
        assert_eq!(
            integrate(clock, &rates, hour(2), hour(17)),
            Some(vec![(hour(2), 0.0), (hour(4), 20.0), (hour(16), 1220.0), (hour(17), 1230.0)])
        );
        assert_eq!(
            integrate(clock, &rates[..1], hour(0), hour(100)),
            Some(vec![(hour(0), 0.0), (hour(100), 1000.0)])
        );
    }
}
