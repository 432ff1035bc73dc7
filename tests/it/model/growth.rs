//! Nothing grows faster than the work: steps are counted, not seconds.

use std::fmt::Write;

use noria::dispatch::Dispatcher;
use noria::engine::Engine;
use noria::plan::{Network, SiteId};
use noria::scenario::Scenario;

/// How often vehicles compare pickups in one run.
fn choices(text: &str) -> u64 {
    let plan = Scenario::parse("growth.toml", text).unwrap().plan().unwrap();
    let mut engine = Engine::new(&plan, ());
    engine.run(0).unwrap();
    engine.choices()
}

/// So many villages, each with its road, 40 people and what else is written for it; 20 buses go round.
fn villages(count: usize, start: &str, more: impl Fn(usize) -> String) -> String {
    let mut text = String::from("format = 1\nsites.town = {}\n");
    for i in 0..count {
        let minutes = 10 + i % 7;
        let road = format!("from = \"v{i}\", to = \"town\", both_ways = true, time = \"{minutes} min\"");
        writeln!(text, "sites.v{i} = {{}}\nroutes.r{i} = {{ {road} }}").unwrap();
        writeln!(text, "people.p{i} = {{ at = \"v{i}\", to = \"town\", count = 40 }}").unwrap();
    }
    writeln!(text, "fleets.buses = {{ count = 20, seats = 10, start = \"{start}\" }}").unwrap();
    (0..count).for_each(|i| text.push_str(&more(i)));
    text
}

/// Eight times the villages are eight times the trips: no vehicle is asked more often for each.
fn at_most_as_the_work(text: impl Fn(usize) -> String) {
    let [few, many] = [10, 80].map(|count| choices(&text(count)));
    assert!(few > 0 && many <= 10 * few, "{few} choices, and {many} in eight times the work");
}

#[test]
fn choices_grow_as_villages_do() {
    at_most_as_the_work(|count| villages(count, "town", |_| String::new()));
}

/// Each village has a closure of its road, too, and most buses stand in the first village, whence no road leads to the
/// others: none of them compares all villages whenever a road opens or closes.
#[test]
fn choices_grow_as_villages_and_their_closures_do() {
    at_most_as_the_work(|count| {
        villages(count, "v0", |i| {
            let (from, to) = (20 + i % 50, 40 + i % 50);
            format!("[[suspensions]]\nroutes = [\"r{i}\"]\nfrom = \"{from} min\"\nto = \"{to} min\"\n")
        })
    });
}

/// People come to each village over an hour: vehicles that wait elsewhere are asked for those alone who come.
#[test]
fn choices_grow_as_villages_to_which_people_come_do() {
    at_most_as_the_work(|count| {
        villages(count, "town", |i| {
            let due = "arrivals.evenly = { from = \"0 min\", to = \"1 h\" }";
            format!("people.q{i} = {{ at = \"v{i}\", to = \"town\", count = 10, {due} }}\n")
        })
    });
}

/// Offers of fleets that find the same people at a site, and have as many places, are one sum, however many fleets
/// there are; others are not.
#[test]
fn offers_are_counted_together_where_fleets_find_the_same() {
    let text = r#"
        format = 1
        sites = { a = {}, b = {}, d = {} }
        routes = { x = { from = "a", to = "d", both_ways = true, time = "9 min" }, y = { from = "b", to = "d", both_ways = true, time = "9 min" } }
        people = { p = { at = "a", to = "d", count = 40 }, q = { at = "b", to = "d", count = 40 } }
        fleets = { red = { count = 2, seats = 10, start = "d" }, blue = { count = 3, seats = 10, start = "a" }, vans = { count = 3, seats = 6, start = "a" }, ours = { count = 3, seats = 10, start = "a", takes = ["p"] } }
    "#;
    let plan = Scenario::parse("growth.toml", text).unwrap().plan().unwrap();
    let dispatcher = Dispatcher::new(&plan, &Network::new(&plan));
    let offers_at = |site: u16| -> Vec<_> {
        let pickups = plan.fleets.ids().map(|fleet| dispatcher.pickup_at(fleet, SiteId(site)));
        pickups.map(|pickup| pickup.map(|pickup| pickup.offer)).collect()
    };
    let [red, blue, vans, ours] = offers_at(0)[..] else { panic!("four fleets") };
    assert!(red == blue && red != vans && vans != ours);
    assert_eq!(ours, red, "at a, all take p alone");
    let [red, blue, vans, ours] = offers_at(1)[..] else { panic!("four fleets") };
    assert!(red == blue && red != vans && ours.is_none());
}
