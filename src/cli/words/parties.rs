//! Words about parties that will not stay together.

use crate::plan::{Carrier, GroupId, Plan};
use crate::stats::Distribution;

/// Of a law without an upper bound, what it gives once in a thousand times.
const SELDOM: f64 = 0.999;

/// A warning if parties of a group will, or may, be split: larger than any vehicle that fetches them, or than every
/// shelter.
pub(in crate::cli) fn split(plan: &Plan, group: GroupId) -> Option<String> {
    let row = &plan.groups[group];
    let companions = row.companions.as_ref().map_or((0, 0), sizes);
    let people = sizes(&row.party);
    let carriers: Vec<Carrier> = plan.carriers(group).collect();
    let held = |party| carriers.is_empty() || carriers.iter().any(|carrier| carrier.holds(party));
    let why = if !held((people.1, companions.1)) {
        let most = carriers.iter().map(|carrier| carrier.holds).max().unwrap_or_default();
        let seats = if companions.1 > 0 { format!(" and {} for companions", most.1) } else { String::new() };
        let always = !held((people.0, companions.0));
        (always, format!("the largest vehicle that fetches them has {} places{seats}", most.0))
    } else {
        let room = row.to.iter().map(|&site| plan.sites[site].capacity.unwrap_or(u32::MAX)).max()?;
        let all = |of: fn((u32, u32)) -> u32| of(people) + of(companions);
        if all(|(_, most)| most) <= room {
            return None;
        }
        (all(|(least, _)| least) > room, format!("the largest of their drop-offs has room for {room}"))
    };
    let (always, reason) = why;
    let (what, largest) = (if always { "will" } else { "may" }, people.1 + companions.1);
    Some(format!(
        "warning: parties of {} {what} be split: of up to {largest} people, and {reason}",
        row.title
    ))
}

/// The least and the greatest whole number that a law gives, but for once in a thousand times.
fn sizes(law: &Distribution) -> (u32, u32) {
    let whole = |drawn: f64| (drawn + 0.5) as u32;
    let (least, most) = law.bounds();
    (whole(least), whole(if most.is_finite() { most } else { law.quantile(SELDOM) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;

    /// What is said of parties of some size, in buses of 25 seats or so, before shelters with so much room.
    fn said(party: &str, seats: &str, capacity: &str) -> Option<String> {
        let text = format!(
            "format = 1\nsites = {{ a = {{}}, b = {{ {capacity} }} }}\n\
             routes.road = {{ from = \"a\", to = \"b\", both_ways = true, time = \"10 min\" }}\n\
             people.p = {{ at = \"a\", to = \"b\", count = 120, party = {party} }}\n\
             fleets.bus = {{ count = 1, seats = {seats}, start = \"a\" }}\n"
        );
        let plan = Scenario::parse("case.toml", &text).unwrap().plan().unwrap();
        split(&plan, GroupId(0))
    }

    #[test]
    fn parties_that_will_or_may_be_split_are_told_of() {
        let told = |party, seats, capacity| said(party, seats, capacity).unwrap_or_default();
        assert_eq!(
            told("30", "25", ""),
            "warning: parties of p will be split: of up to 30 people, and the largest vehicle that fetches them has 25 \
             places"
        );
        assert!(told("{ uniform = [4, 30] }", "25", "").contains("p may be split: of up to 30"));
        assert!(
            told("8", "10", "capacity = 5")
                .contains("will be split: of up to 8 people, and the largest of their")
        );
        assert_eq!(said("25", "25", ""), None);
        assert_eq!(said("4", "{ normal = { mean = 50, sd = 5 } }", "capacity = 4"), None);
    }
}
