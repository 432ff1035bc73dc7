use noria::plan::Plan;
use noria::plot::{self, Figure, FleetView, Mark};
use noria::study::search::Promise;
use noria::study::{Plans, Settings, replicate};

use super::fleet::{TOWN, candidates, search};
use super::plan;

fn small(rest: &str) -> Plan {
    plan(&format!(
        "title = \"A small case\"\nclock.start = 2025-03-01T08:00:00+01:00\nclock.end = \"6 h\"\nstudy.seed = 7\n\
         [people]\nwalkers = {{ at = \"a\", to = \"b\", count = {{ uniform = [60, 90] }} }}\n\
         [fleets.vans]\ncount = 2\nseats = 10\nstart = \"a\"\nboarding = {{ dwell = \"10 min\" }}\n{rest}"
    ))
}

/// The whole figure of headcounts of a small case.
#[test]
fn the_headcounts_of_a_small_case() {
    let plan = small("");
    let settings = Settings { replications: Some(20), ..Settings::default() };
    let study = replicate(&plan, &settings, &(), &mut |_, _| {}).unwrap();
    insta::assert_snapshot!(plot::headcount(&plan, &study).svg().unwrap());
}

fn journal_of(plan: &Plan, draw: fn(&Plan, u64, &noria::observe::Journal) -> Figure) -> Figure {
    let journal = noria::observe::Journal::new(plan, 400);
    let mut engine: noria::engine::Engine<'_, _, noria::engine::queue::Tournament> =
        noria::engine::Engine::new(plan, journal);
    engine.run(0).unwrap();
    draw(plan, 0, engine.observer())
}

/// However many vehicles there are, the names of rows keep their distance, and every fleet is named.
#[test]
fn rows_shrink_and_their_names_thin_out() {
    for vehicles in [1, 5, 37, 200, 1000] {
        let plan = small(&format!("[fleets.cars]\ncount = {vehicles}\nseats = 4\nstart = \"a\"\n"));
        let figure = journal_of(&plan, plot::vehicles);
        let axis = &figure.panels[0].y;
        let named: Vec<f64> = axis.notches.iter().map(|notch| notch.at).collect();
        assert!(named.windows(2).all(|pair| pair[0] - pair[1] >= 12.9), "{vehicles}: {named:?}");
        assert!(axis.to <= 900.0, "{vehicles}: {}", axis.to);
        for first in ["vans 1", "cars 1"] {
            assert!(axis.notches.iter().any(|notch| notch.label == first), "{vehicles}: no {first}");
        }
        assert_eq!(figure.subtitle.contains("of 1002"), vehicles == 1000, "{}", figure.subtitle);
    }
}

/// Vehicles that go together are one broad line; the site that people come from is below.
#[test]
fn a_convoy_is_one_broad_line() {
    let convoy = "[fleets.cars]\ncount = 6\nseats = 4\nstart = \"a\"\n[[movement]]\noutbound = \"convoy\"\n";
    let figure = journal_of(&small(convoy), plot::stringline);
    let curves = &figure.panels[0].curves;
    let broadest = curves.iter().map(|curve| curve.look.width).fold(0.0, f64::max);
    assert!(broadest > 3.0, "eight vehicles are {broadest} wide");
    // Two sites; then the first convoy, a line for each of its two fleets.
    let first = curves[2..].iter().filter(|curve| curve.line[0] == (10.0 * 60_000.0, 0.0)).count();
    assert_eq!(first, 2);
    let names = &figure.panels[0].y.notches;
    assert_eq!([&names[0].label, &names[1].label], ["a", "b"]);
}

/// The figure of a search in a small town.
fn fleet_figure(text: &str, vary: &[&str]) -> Figure {
    let promise = Promise { indifference: 0.05, ..Promise::usual(0.9) };
    let (found, (variants, _)) = (search(text, vary, promise, &[]), candidates(text, vary));
    let plan = variants.plan(0).unwrap();
    let words = ["Said below.".to_owned()];
    FleetView { plan: &plan, settings: variants.settings(), promise, found: &found, words: &words }.figure()
}

/// What a figure has a ring around, and what is written there.
fn ringed(figure: &Figure) -> Vec<((f64, f64), &str)> {
    let marks = figure.panels.iter().flat_map(|panel| &panel.marks);
    let ring = |mark| match mark {
        &Mark::Target { at, height, ref label } => Some(((at, height), label.as_str())),
        _ => None,
    };
    marks.filter_map(ring).collect()
}

/// The whole figure of a search over one value.
#[test]
fn the_search_of_a_small_town() {
    let figure = fleet_figure(TOWN, &["fleets.buses.count=1..8"]);
    let [((at, height), label)] = ringed(&figure)[..] else { panic!("one answer: {figure:?}") };
    assert!(at == 5.0 && height > 0.9, "{at} {height}");
    assert_eq!(label, "the least that does: 5");
    let goal = &figure.panels[0].curves[0];
    assert_eq!((goal.label.as_str(), goal.line[0].1), ("goal 90\u{a0}%", 0.9));
    insta::assert_snapshot!(figure.svg().unwrap());
}

#[test]
fn a_search_over_two_values_is_a_map_and_over_more_points() {
    let (buses, berths) = ("fleets.buses.count=4..9", "sites.camp.berths=1..3");
    let map = fleet_figure(TOWN, &[buses, berths]);
    let [((x, y), label)] = ringed(&map)[..] else { panic!("one answer: {map:?}") };
    let (bus, berth) = (x + 3.5, y + 0.5);
    assert_eq!(label, format!("the least that does: {bus} and {berth}"));
    let curves = &map.panels[0].curves;
    // A cell each, the borders between them, and a dot in each that was not tested.
    let (cells, borders) = (6 * 3, 5 + 2);
    assert_eq!(curves.iter().filter(|curve| !curve.ribbons.is_empty()).count(), cells);
    let tested: usize = map.subtitle.split("; ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
    let rings = 2 * curves.iter().filter(|curve| curve.line.len() == 1 && curve.look.width == 2.8).count();
    assert!(tested < cells, "{}", map.subtitle);
    assert_eq!(curves.len(), cells + borders + (cells - tested) + rings);
    assert!(map.legend.iter().any(|key| key.label == "not tested"));
    let points = fleet_figure(TOWN, &[buses, berths, "fleets.buses.seats=20,30"]);
    assert_eq!((points.panels.len(), ringed(&points).len()), (3, 3));
}

#[test]
fn where_nothing_is_random_no_interval_is_drawn() {
    let fixed = TOWN
        .replace("{ uniform = [180, 260] }", "200")
        .replace("{ triangular = [\"15 min\", \"20 min\", \"40 min\"] }", "\"20 min\"")
        .replace("conditions = { lognormal = { mean = 1.0, cv = 0.2 } }", "")
        .replace("{ exponential = \"5 min\" }", "\"5 min\"");
    let figure = fleet_figure(&fixed, &["fleets.buses.count=1..8"]);
    let labels: Vec<&str> = figure.legend.iter().map(|key| key.label.as_str()).collect();
    assert_eq!(labels, ["meets the goal", "does not"]);
    assert!(figure.panels[0].curves.iter().all(|curve| curve.ribbons.is_empty()));
}
