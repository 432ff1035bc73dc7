//! Who counts people, and what they report, said back in plain words.

use super::in_a_row;
use crate::plan::{Coverage, Observer, Plan, Post, ReportTimes, SiteId};
use crate::units::{Span, Tick};

/// A sentence for each observer.
pub(in crate::cli) fn observers(plan: &Plan) -> impl Iterator<Item = String> {
    plan.observers.rows().iter().map(|row| {
        let parts = [counts(plan, row), seen(row), when(plan, row)];
        let told: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        format!("{} {}.", row.title, told.join("; "))
    })
}

fn counts(plan: &Plan, row: &Observer) -> String {
    let sites = |sites: &[SiteId]| {
        let titles: Vec<&str> = sites.iter().map(|&site| plan.sites[site].title.as_str()).collect();
        in_a_row(&titles, " and ")
    };
    let whom = match &row.scope {
        None => "people".to_owned(),
        Some(scope) => {
            let ids: Vec<&str> = scope.iter().map(|&group| plan.groups[group].id.as_str()).collect();
            in_a_row(&ids, " and ")
        }
    };
    let but = if row.own_cars { "" } else { ", without own cars" };
    match &row.post {
        Post::Out => format!("counts {whom} who are out{but}"),
        Post::Departures(at) => format!("counts {whom} who leave {}{but}", sites(at)),
        Post::Arrivals(at) => format!("counts {whom} set down at {}{but}", sites(at)),
        Post::Checkpoint(at) => format!("counts {whom} who pass {}{but}", plan.checkpoints[*at].id),
        Post::Reports(of) => {
            let of: Vec<&str> = of.iter().map(|&one| plan.observers[one].title.as_str()).collect();
            format!("adds up what {} report", in_a_row(&of, " and "))
        }
    }
}

/// How much of it is seen.
fn seen(row: &Observer) -> String {
    if row.coverage == Coverage::full() {
        return String::new();
    }
    let Coverage { convoy, alone, crowding, counters, .. } = row.coverage;
    let percent = |chance: f64| (chance * 1000.0).round() / 10.0;
    let what = if matches!(row.post, Post::Reports(_)) { "reports" } else { "vehicles" };
    let mut text = match convoy == alone || what == "reports" {
        true => format!("notices {} % of {what}", percent(alone)),
        false => {
            format!("notices {} % of vehicles in convoy, {} % of others", percent(convoy), percent(alone))
        }
    };
    if counters != 1 {
        text += &format!(", for each of {counters} counters");
    }
    if crowding > 0.0 {
        text += ", fewer in a crowd";
    }
    text
}

fn when(plan: &Plan, row: &Observer) -> String {
    let time = |tick: Tick| plan.clock.day_and_time(tick);
    let times = match &row.reports.when {
        ReportTimes::Always => "reports whatever it has counted".to_owned(),
        ReportTimes::At(at) if at.len() == 1 => format!("reports at {}", time(at[0])),
        ReportTimes::At(at) => format!("reports {} times, first at {}", at.len(), time(at[0])),
        ReportTimes::Every(first, step) => format!("reports every {step} h, first at {}", time(*first)),
        ReportTimes::AtEnd => "reports once, when the run is over".to_owned(),
    };
    match row.reports.delay.mean() {
        delay if delay > 0.0 => format!("{times}, told {} h later", Span::from_drawn(delay)),
        _ => times,
    }
}
