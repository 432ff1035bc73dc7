use std::collections::BTreeMap;

use noria::engine::Engine;
use noria::plan::{GroupId, Plan, SiteId};
use noria::record::{EventLog, Headcount, LoggedEvent, SeriesKind, rendered_series};
use noria::scenario::Scenario;

use super::random_scenarios::random;

/// So many people are in a state: of a group, at a site.
type Counts = BTreeMap<(GroupId, &'static str, Option<SiteId>), i64>;

/// A state in which people are at no site.
fn is_on_road(kind: SeriesKind, event: &LoggedEvent) -> bool {
    matches!(kind, SeriesKind::Aboard | SeriesKind::AboardOn | SeriesKind::Private)
        || kind == SeriesKind::Dead && event.vehicle.is_some()
}

fn take_in(counts: &mut Counts, event: &LoggedEvent) {
    let people = i64::from(event.people.unwrap_or(0));
    for (state, by) in [(event.leaves, -people), (event.enters, people)] {
        if let (Some(kind), Some(group)) = (state, event.group) {
            let site = event.site.filter(|_| !is_on_road(kind, event));
            *counts.entry((group, kind.name(), site)).or_default() += by;
        }
    }
}

const OUT: [&str; 5] = ["arrived", "waiting_on", "aboard_on", "handed_on", "private_arrived"];

/// All headcounts, made again from nothing but the events, are as they were recorded.
pub fn assert_rebuilt(plan: &Plan, headcount: &Headcount, events: &[LoggedEvent]) {
    let (mut counts, mut next) = (Counts::new(), 0);
    let (grid, subjects) = (headcount.grid(), rendered_series(plan));
    assert!(events.is_sorted_by_key(|event| event.tick));
    for point in 0..grid.len() {
        let now = grid.at(point);
        while let Some(event) = events.get(next).filter(|event| event.tick <= now) {
            take_in(&mut counts, event);
            next += 1;
        }
        let recorded = headcount.at(now);
        for subject in &subjects {
            let is_of = |(group, state, site): &(GroupId, &str, Option<SiteId>)| {
                subject.group.is_none_or(|asked| asked == *group)
                    && (subject.site.is_none() || subject.site == *site)
                    && (subject.state == *state || subject.state == "out" && OUT.contains(state))
            };
            let made: i64 = counts.iter().filter(|(key, _)| is_of(key)).map(|(_, count)| count).sum();
            assert_eq!(made, i64::from(recorded[subject.series]), "{subject:?} at {now:?}");
        }
    }
    assert!(counts.values().all(|&count| count >= 0), "{counts:?}");
}

/// So many events are looked at; what takes more is too long here.
const MOST: usize = 60_000;

/// Whether a replication could be looked at.
fn is_rebuilt(plan: &Plan, replication: u64) -> bool {
    let mut engine = Engine::new(plan, (Headcount::new(plan), EventLog::new(plan)));
    let more = |recorders: &(Headcount, EventLog<'_>)| recorders.1.rows().len() < MOST;
    let ended = engine.run_while(replication, more).is_ok();
    let (headcount, events) = engine.recorder();
    let whole = ended && events.rows().len() < MOST;
    if whole {
        assert_rebuilt(plan, headcount, events.rows());
    }
    whole
}

#[test]
fn the_headcounts_of_shipped_scenarios_can_be_made_again_from_their_events() {
    for entry in std::fs::read_dir("scenarios").unwrap().map(|entry| entry.unwrap().path()) {
        if entry.extension().is_some_and(|ending| ending == "toml") {
            let plan = Scenario::read(&entry).unwrap().plan().unwrap();
            assert!(is_rebuilt(&plan, 0), "{}", entry.display());
        }
    }
}

#[test]
fn the_headcounts_of_random_scenarios_can_be_made_again_from_their_events() {
    let planned = (0..160).filter_map(|number| random::planned(&random::scenario(number)).ok());
    let small = planned.filter(|plan| plan.vehicle_count() < 500);
    assert!(small.filter(|plan| is_rebuilt(plan, 1)).count() > 60);
}
