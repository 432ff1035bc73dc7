use noria::plan::Plan;
use noria::plot::{self, Figure};
use noria::study::{Settings, replicate};

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
