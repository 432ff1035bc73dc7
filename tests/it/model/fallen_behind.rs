//! Vehicles that do not come back with those they left with go back at once: at no drop-off does one wait for
//! convoys to which it does not belong.

use noria::plan::Plan;
use noria::record::Notice;
use noria::units::{MINUTE, Span};

use crate::model::incidents_by_hand::diary_of;
use crate::plan_of;

/// Pairs of vehicles from six pickups to one drop-off, so that some are always bound there; the first pair
/// and the drop-off as given.
fn pairs(sites: &str, first: &str, rest: &str) -> Plan {
    let mut text = format!("format = 1\nclock.end = \"60 h\"\nstudy.seed = 8\n{sites}\n");
    for pair in 0..6 {
        text += &format!(
            "sites.p{pair} = {{}}\n\
             routes.r{pair} = {{ from = \"p{pair}\", to = \"b\", both_ways = true, time = \"60 min\", km = 60 }}\n\
             people.g{pair} = {{ at = \"p{pair}\", to = \"b\", count = 4000 }}\n"
        );
    }
    text += first;
    for pair in 1..6 {
        text += &format!(
            "[fleets.x{pair}]\ncount = 2\nseats = 10\nstart = \"p{pair}\"\nserves = [\"p{pair}\"]\n\
             ready = \"{} min\"\nboarding = {{ dwell = \"10 min\" }}\nalighting = {{ dwell = \"5 min\" }}\n",
            23 * pair
        );
    }
    text += &format!("[[movement]]\noutbound = \"convoy\"\nreturn = \"convoy\"\n{rest}");
    plan_of(&text)
}

/// Two vehicles at the first pickup, with something that may keep one from the other.
fn first(more: &str) -> String {
    format!(
        "[fleets.x0]\ncount = 2\nseats = 10\nstart = \"p0\"\nserves = [\"p0\"]\n\
         boarding = {{ dwell = \"10 min\" }}\nalighting = {{ dwell = \"5 min\" }}\n{more}\n"
    )
}

/// How long a vehicle stood ready to return at the most, in minutes, and how often one paused or failed.
fn longest(plan: &Plan, replication: u64) -> (u64, usize) {
    let (mut most, mut trouble) = (Span::ZERO, 0);
    for (now, notice) in diary_of(plan, replication) {
        if let Notice::Changed { from, since, to, .. } = notice {
            if from.name() == "ready_to_return" {
                most = most.max(now - since);
            }
            let named = ["under_repair", "refuelling", "resting", "turning_back", "halted"];
            trouble += usize::from(named.contains(&to.name()));
        }
    }
    (most.0 / MINUTE, trouble)
}

#[test]
fn who_broke_down_and_caught_up_goes_back_at_once() {
    let plan = pairs("sites.b = {}", &first("breakdown = { every = \"20 h\", repair = \"100 min\" }"), "");
    let mut failures = 0;
    for replication in 0..8 {
        let (stood, failed) = longest(&plan, replication);
        assert_eq!(stood, 0, "replication {replication}");
        failures += failed;
    }
    assert!(failures > 20, "{failures}");
}

#[test]
fn who_rests_or_takes_fuel_goes_back_at_once() {
    let by_itself = first("").replace("count = 2", "count = 1");
    let other = by_itself
        .replace("x0", "other")
        .replace("[\"p0\"]\n", "[\"p0\"]\nrange = { km = 350, refuel = \"40 min\" }\n");
    let tired = other.replace(
        "range = { km = 350, refuel = \"40 min\" }",
        "duty = { on_duty = \"7 h\", rest = \"90 min\", at_end = \"at-once\" }",
    );
    for odd in [other, tired] {
        let plan = pairs("sites.b = {}", &(by_itself.clone() + &odd), "");
        let (stood, paused) = longest(&plan, 0);
        assert!(paused > 5);
        assert_eq!(stood, 0, "{odd}");
    }
}

#[test]
fn who_goes_on_to_another_shelter_goes_back_at_once() {
    // The first pickup's people fill a shelter of their own after half of a load, and go on to the common one.
    let sites = "sites.b = {}\nsites.c = { capacity = 35 }\n\
                 routes.near = { from = \"p0\", to = \"c\", both_ways = true, time = \"20 min\", km = 20 }\n\
                 routes.on = { from = \"c\", to = \"b\", both_ways = true, time = \"20 min\", km = 20 }";
    let mut plan = pairs(sites, &first(""), "");
    let c = plan.sites.iter().find(|(_, site)| site.id == "c").unwrap().0;
    plan.groups.rows_mut()[0].to.insert(0, c);
    assert_eq!(longest(&plan, 0).0, 0);
}

#[test]
fn who_is_under_way_at_the_start_goes_back_at_once() {
    let under_way = "under_way = [{ vehicles = 1, from = \"p0\", to = \"b\", arrives = \"15 min\", people = { g0 = 4 } }]";
    let plan = pairs("sites.b = {}", &first(under_way), "");
    assert_eq!(longest(&plan, 0).0, 0);
}

#[test]
fn who_left_alone_before_convoys_began_does_not_wait_for_them() {
    let plan = pairs("sites.b = {}", &first(""), "");
    let mut plan = plan;
    let alone = noria::plan::Discipline::independent();
    let convoys = plan.movements.rows()[0].phases[0].clone();
    let ends = Some(noria::plan::PhaseEnd::At(crate::model::incidents_by_hand::at(200)));
    let first = noria::plan::Phase { outbound: alone.clone(), back: alone, ends, ..convoys.clone() };
    plan.movements.rows_mut()[0].phases = vec![first, convoys];
    // They wait for each other at the most: for those who were bound there when convoys began.
    assert!(longest(&plan, 0).0 <= 65, "{:?}", longest(&plan, 0));
}
