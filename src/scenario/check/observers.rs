//! Observers: from tables to rows.

use crate::plan::{
    Bound, CheckpointId, Count, Coverage, DayProfile, Entity, FleetId, GroupId, Id, Observer, ObserverId,
    Post, ReportTimes, Reports, SiteId,
};
use crate::scenario::check::fleets::Fleets;
use crate::scenario::check::people::People;
use crate::scenario::check::reading::amounts::Measure;
use crate::scenario::check::reading::hours;
use crate::scenario::check::reading::sheet::{Row, Sheet};
use crate::scenario::check::text;
use crate::scenario::document::{Node, Value};
use crate::scenario::durations;
use crate::scenario::names::{Target, list};
use crate::scenario::problems::Wrong;
use crate::stats::Distribution;
use crate::units::{MINUTE, Span, Tick};

/// Reads all observers; one that is malformed is none.
pub(super) fn observers(
    root: &Sheet<'_>,
    people: &People<'_>,
    fleets: &Fleets<'_>,
    end: Option<Tick>,
) -> Vec<Option<Observer>> {
    let rows: Vec<(Sheet<'_>, Option<Observer>)> =
        root.rows("observers").map(|row| (row.sheet.clone(), observer(&row, people, fleets, end))).collect();
    check_circles(&rows);
    check_heard(root, &rows, end);
    rows.into_iter().map(|(_, row)| row).collect()
}

fn observer(row: &Row<'_>, people: &People<'_>, fleets: &Fleets<'_>, end: Option<Tick>) -> Option<Observer> {
    let sheet = &row.sheet;
    let post = sheet.read("post", Post::Out, |node| post(&sheet.inside("post", node)));
    if let Some(post) = &post {
        check_post(sheet, post, people, fleets);
        check_adds_up(sheet, post);
    }
    let hours = hours::hours(sheet, &hours::OPEN);
    let scope = sheet.optional("scope", |list| {
        let mut scope: Vec<GroupId> = sheet.ids(Target::Group, list)?;
        scope.sort_unstable();
        scope.dedup();
        Some(scope)
    });
    let coverage = sheet.read("coverage", Coverage::full(), |node| coverage(&sheet.inside("coverage", node)));
    let count = sheet.read("count", Count::Exact, |node| count(&sheet.inside("count", node), people, fleets));
    let bias = sheet.read("lasting_bias", 0.0, Node::number);
    let reports =
        sheet.read("reports", Reports::always(), |node| reports(&sheet.inside("reports", node), end));
    Some(Observer {
        id: row.id.to_owned(),
        title: sheet.read("title", row.id.to_owned(), text)?,
        post: post?,
        hours: hours?,
        scope: scope?,
        own_cars: sheet.read("own_cars", true, Node::flag)?,
        coverage: coverage?,
        double_counting: sheet.read("double_counting", 0.0, Node::number)?,
        count: count?,
        lasting_bias: factor(1.0, bias?)?,
        reports: reports?,
        entity: Entity::named("observers", row.id),
    })
}

/// A lognormal factor, or always its mean where nothing varies.
fn factor(mean: f64, cv: f64) -> Option<Distribution> {
    if cv > 0.0 { Distribution::lognormal(mean, cv).ok() } else { Distribution::fixed(mean).ok() }
}

fn post(sheet: &Sheet<'_>) -> Option<Post> {
    let sites = |node: &Node| -> Option<Vec<SiteId>> {
        match node.value {
            Value::List(_) => sheet.ids(Target::Site, node),
            _ => Some(vec![sheet.id(Target::Site, node)?]),
        }
    };
    let entry = sheet.table.table()?.0.first()?;
    match &*entry.key {
        "departures" => sites(&entry.node).map(Post::Departures),
        "arrivals" => sites(&entry.node).map(Post::Arrivals),
        "checkpoint" => sheet.id::<CheckpointId>(Target::Checkpoint, &entry.node).map(Post::Checkpoint),
        "reports" => sheet.ids::<ObserverId>(Target::Observer, &entry.node).map(Post::Reports),
        _ => None,
    }
}

/// A post at which nobody is ever set down, or from which nobody sets out, sees nothing.
fn check_post(sheet: &Sheet<'_>, post: &Post, people: &People<'_>, fleets: &Fleets<'_>) {
    let complete = people.rows.iter().all(|row| row.at.is_some() && row.to.is_some());
    let by_plan = fleets.rows.iter().any(|row| row.itinerary().is_some());
    let (sites, key, wanted): (&[SiteId], _, Vec<SiteId>) = match post {
        Post::Departures(sites) => {
            // Who finds a shelter full goes on from it to another one.
            let goes_on = people.rows.iter().filter_map(|row| row.to.clone()).filter(|to| to.len() > 1);
            let from = people.rows.iter().filter_map(|row| row.at).chain(goes_on.flatten());
            (sites, "departures", from.collect())
        }
        Post::Arrivals(sites) => {
            (sites, "arrivals", people.rows.iter().filter_map(|row| row.to.clone()).flatten().collect())
        }
        Post::Out | Post::Checkpoint(_) | Post::Reports(_) => return,
    };
    let Some(astray) = sites.iter().find(|site| complete && !by_plan && !wanted.contains(site)) else {
        return;
    };
    let names = sheet.reading.known.ids.names(Target::Site).list();
    let id = |site: &SiteId| names.get(site.index()).copied().unwrap_or_default();
    let (nobody, other) = match key {
        "departures" => ("nobody sets out", "arrivals"),
        _ => ("nobody is set down", "departures"),
    };
    let says = format!("counts {key} at {:?}, where {nobody}", id(astray));
    let mut known: Vec<&str> = wanted.iter().map(id).collect();
    known.sort_unstable();
    known.dedup();
    let help = format!("{} of {}, or count `{other}` there", key, list(&known));
    sheet.wrong("post", Wrong::new(says, help));
}

/// Who adds up reports sees no vehicles.
fn check_adds_up(sheet: &Sheet<'_>, post: &Post) {
    let Post::Reports(sources) = post else { return };
    if sheet.node("count").is_some() {
        let help = "leave it out, or give it a post where vehicles pass";
        sheet.wrong(
            "count",
            Wrong::new("is how people in vehicles are counted, but it adds up reports", help),
        );
    }
    let of_vehicles = ["convoy", "crowding"];
    if let Some(coverage) = sheet.sheet("coverage")
        && let Some(key) = of_vehicles.into_iter().find(|key| coverage.node(key).is_some())
    {
        let help = "leave it out: `coverage` is the chance that it hears a report";
        coverage.wrong(key, Wrong::new("is about vehicles, but it adds up reports", help));
    }
    let mut once = sources.clone();
    once.sort_unstable();
    once.dedup();
    if once.len() < sources.len() {
        sheet.wrong("post", Wrong::new("names an observer twice", "name each once"));
    }
}

/// Nobody reports what was reported of its own reports.
fn check_circles(rows: &[(Sheet<'_>, Option<Observer>)]) {
    let sources = |row: usize| match rows[row].1.as_ref().map(|row| &row.post) {
        Some(Post::Reports(sources)) => sources.as_slice(),
        _ => &[],
    };
    for (row, (sheet, _)) in rows.iter().enumerate() {
        let (mut met, mut next) = (vec![false; rows.len()], vec![row]);
        while let Some(here) = next.pop() {
            for source in sources(here) {
                if !std::mem::replace(&mut met[source.index()], true) {
                    next.push(source.index());
                }
            }
        }
        if met[row] {
            let help = "let its reports come from others";
            sheet.wrong("post", Wrong::new("adds up its own reports, by way of others' or at once", help));
        }
    }
}

/// A rule that waits for somebody who says nothing in the run waits for ever, and a goal for nobody's word is missed.
fn check_heard(root: &Sheet<'_>, rows: &[(Sheet<'_>, Option<Observer>)], end: Option<Tick>) {
    let by = root.sheet("goal").and_then(|goal| goal.instant("by"));
    let of_fleets = root.rows("fleets").flat_map(|row| {
        ["joins", "leaves", "lost"].into_iter().flat_map(move |key| row.sheet.items(key).collect::<Vec<_>>())
    });
    let of_movement = root.items("movement").filter_map(|phase| phase.sheet("ends"));
    let rules = of_movement.chain(root.items("suspensions")).chain(of_fleets);
    let rules = rules.map(|rule| (rule, "reported_by", end));
    let goals = root.sheet("goal").into_iter().map(|goal| (goal, "observer", by));
    for (sheet, key, until) in rules.chain(goals) {
        let Some(observer) = sheet.node(key).and_then(|node| sheet.id::<ObserverId>(Target::Observer, node))
        else {
            continue;
        };
        let Some(row) = &rows[observer.index()].1 else { continue };
        let first = first_report(row);
        let is_rule = key == "reported_by";
        // A goal may be about what is told after the end.
        let never = if is_rule {
            first.is_none()
        } else {
            row.reports.when == ReportTimes::AtEnd && end.is_none_or(|end| until.is_some_and(|by| by < end))
        };
        let late = first.zip(until).is_some_and(|(first, until)| first > until);
        let when = if is_rule { "the run ends" } else { "the time of the goal" };
        if never || late {
            let says = format!("is {:?}, who reports nothing before {when}", row.id);
            sheet.wrong(key, Wrong::new(says, "name another, or let it report earlier"));
        }
    }
}

/// When an observer's first report is told at the earliest; none if only when the run is over.
fn first_report(row: &Observer) -> Option<Tick> {
    let closed = match &row.reports.when {
        ReportTimes::Always => Tick::START,
        ReportTimes::At(times) => *times.first()?,
        ReportTimes::Every(first, _) => *first,
        ReportTimes::AtEnd => return None,
    };
    Some(closed + Span::from_drawn(row.reports.delay.bounds().0.max(0.0)))
}

fn coverage(sheet: &Sheet<'_>) -> Option<Coverage> {
    if let Some(chance) = sheet.table.number() {
        return Some(Coverage { convoy: chance, alone: chance, ..Coverage::full() });
    }
    Some(Coverage {
        convoy: sheet.read("convoy", 1.0, Node::number)?,
        alone: sheet.read("alone", 1.0, Node::number)?,
        by_hour: sheet.read("by_hour", DayProfile::default(), hours::day_profile)?,
        crowding: sheet.read("crowding", 0.0, Node::number)?,
        counters: sheet.read("counters", 1, Node::whole)?,
    })
}

fn count(sheet: &Sheet<'_>, people: &People<'_>, fleets: &Fleets<'_>) -> Option<Count> {
    if sheet.table.text().is_some() {
        return Some(Count::Exact);
    }
    if let Some(estimate) = sheet.sheet("estimate") {
        let mean = 1.0 + estimate.read("bias", 0.0, Node::number)?;
        return factor(mean, estimate.read("cv", 0.0, Node::number)?).map(Count::Estimate);
    }
    let ids = sheet.reading.known.ids.names(Target::Fleet);
    let loads = sheet.node("nominal")?.table()?.0.iter();
    let loads = loads.map(|entry| Some((FleetId::from_index(ids.row(&entry.key)?), entry.node.number()?)));
    let mut loads: Vec<(FleetId, f64)> = loads.collect::<Option<_>>()?;
    // The own cars of groups are fleets, too: they follow those of the scenario, in the order of the groups.
    let per_car = sheet.read("per_own_car", 0.0, Node::number)?;
    let drives = people.whole().filter(|(_, row)| row.sheet.node("own_cars").is_some()).count();
    loads.extend((0..drives).map(|car| (FleetId::from_index(fleets.rows.len() + car), per_car)));
    Some(Count::Nominal(loads))
}

fn reports(sheet: &Sheet<'_>, end: Option<Tick>) -> Option<Reports> {
    Some(Reports {
        when: times(sheet, end)?,
        delay: sheet.amount("delay", Measure::Durations, 0.0)?,
        round_to: sheet.read("round_to", 1, Node::whole)?,
        bound: sheet.word("bound", &Bound::WORDS)?,
    })
}

fn times(sheet: &Sheet<'_>, end: Option<Tick>) -> Option<ReportTimes> {
    let withheld = sheet.read("withheld", false, Node::flag)?;
    let ways = [
        ("at", sheet.node("at").is_some()),
        ("every", sheet.node("every").is_some()),
        ("withheld", withheld),
    ];
    let said: Vec<&str> = ways.iter().filter(|(_, said)| *said).map(|(key, _)| *key).collect();
    if let [first, second, ..] = said[..] {
        sheet.wrong(second, Wrong::new(format!("does not go with `{first}`"), "keep one of the two"));
        return None;
    }
    if sheet.node("from").is_some() && said != ["every"] {
        sheet.wrong("from", Wrong::new("goes with `every`", "leave it out, or add `every = \"1 h\"`"));
        return None;
    }
    match said.first() {
        Some(&"at") => {
            let items = sheet.node("at")?.list()?;
            let mut at: Vec<Tick> = items.iter().map(|node| sheet.instant_of(node)).collect::<Option<_>>()?;
            at.sort_unstable();
            if at.windows(2).any(|pair| pair[0] == pair[1]) {
                sheet.wrong("at", Wrong::new("names an instant twice", "name each once"));
                return None;
            }
            Some(ReportTimes::At(at))
        }
        Some(&"every") => {
            let every = durations::parse(sheet.node("every")?.text()?).ok()?;
            if every < Span(MINUTE) {
                let help = "leave `every` out if it reports whenever it has counted something";
                sheet.wrong("every", Wrong::new("is less than a minute", help));
                return None;
            }
            let first = sheet.optional("from", |_| sheet.instant_by("from", end))?;
            Some(ReportTimes::Every(first.unwrap_or(Tick::START + every), every))
        }
        Some(_) => Some(ReportTimes::AtEnd),
        None => Some(ReportTimes::Always),
    }
}
