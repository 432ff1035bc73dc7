//! Words of figures do not meet, however many vehicles and groups there are and however wide the page is.

use noria::engine::Engine;
use noria::plan::Plan;
use noria::plot::{self, Figure, Form, Width};
use noria::record::Journal;
use noria::study::{Picked, RunOptions, Study};

use crate::plan;

/// The usual page, a column of a journal, and two columns of one.
const WIDTHS: [&str; 3] = ["1000px", "85mm", "180mm"];

/// So many vehicles in two fleets that go in convoys of some, and so many groups that share one pickup.
fn busy(vehicles: u32, groups: u32) -> Plan {
    let group = |n: u32| {
        format!("[people.quarter_{n}]\nat = \"a\"\nto = \"b\"\ncount = {{ uniform = [{n}0, {n}9] }}\n")
    };
    let of = |id: &str, count: u32| {
        format!(
            "[fleets.{id}]\ncount = {count}\nseats = 20\nstart = \"a\"\nboarding = {{ dwell = {{ uniform = [\"5 min\", \"9 min\"] }} }}\n"
        )
    };
    let fleets = match vehicles {
        1 => of("buses", 1),
        many => of("buses", many / 2) + &of("coaches", many - many / 2),
    };
    let platoon = vehicles.min(4);
    let groups: String = (1..=groups).map(group).collect();
    plan(&format!(
        "title = \"A busy day\"\nclock.start = 2025-03-01T08:00:00+01:00\nclock.end = \"9 h\"\nstudy.seed = 7\n\
         [goal]\nby = \"45 min\"\nshare = 0.95\n{groups}{fleets}\
         [[movement]]\noutbound = {{ platoon = {platoon} }}\n"
    ))
}

/// A word with its box on the page.
#[derive(Debug)]
struct Word {
    text: String,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

/// The words of a figure, and how wide the page is.
fn words(figure: &Figure, width: &str) -> (Vec<Word>, f64) {
    let svg = figure.draw(width.parse::<Width>().unwrap(), &[Form::Svg]).unwrap().remove(0);
    let svg = String::from_utf8(svg).unwrap();
    let page = svg.split("viewBox=\"0 0 ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
    let word = |element: &str| {
        let (attributes, text) = element.split_once('>').unwrap();
        let named = |name: &str| attributes.split(&format!(" {name}=\"")).nth(1)?.split('"').next();
        let number = |name: &str| named(name).and_then(|value| value.parse::<f64>().ok());
        let (x, top) = (number("x").unwrap(), number("y").unwrap());
        let size = number("font-size").unwrap();
        let wide = number("textLength").unwrap_or(0.0);
        let left = match named("text-anchor") {
            Some("middle") => x - wide / 2.0,
            Some("end") => x - wide,
            _ => x,
        };
        let text = text.split('<').next().unwrap().trim().to_owned();
        // What letters cover of their line.
        Word { text, left, right: left + wide, top: top + size * 0.1, bottom: top + size * 0.85 }
    };
    (svg.split("<text").skip(1).map(word).collect(), page)
}

/// No word meets another, and none reaches beyond the page.
fn assert_legible(figure: &Figure, what: &str) {
    for width in WIDTHS {
        let (words, page) = words(figure, width);
        assert!(words.len() > 5, "{what}: {words:?}");
        for (place, one) in words.iter().enumerate() {
            assert!(
                one.left >= -1.0 && one.right <= page + 1.0,
                "{what}, {width}: {:?} leaves the page: {one:?}",
                one.text
            );
            for other in &words[place + 1..] {
                let meet = one.left < other.right
                    && other.left < one.right
                    && one.top < other.bottom
                    && other.top < one.bottom;
                assert!(!meet, "{what}, {width}: {:?} meets {:?}", one.text, other.text);
            }
        }
    }
}

#[test]
fn vehicles_and_stringlines_of_any_fleet_are_legible() {
    for vehicles in [1, 5, 37, 200] {
        let plan = busy(vehicles, 2);
        let mut engine = Engine::new(&plan, Journal::new(&plan, 400));
        engine.run(0).unwrap();
        let journal = engine.recorder();
        let picked = Picked::number(0);
        assert_legible(&plot::vehicles(&plan, &picked, journal), &format!("{vehicles} vehicles"));
        assert_legible(&plot::stringline(&plan, &picked, journal), &format!("ways of {vehicles}"));
    }
}

#[test]
fn figures_of_any_number_of_groups_are_legible() {
    for groups in 1..=12 {
        let (plan, fewer) = (busy(3, groups), busy(2, groups));
        let settings = RunOptions { replications: Some(6), ..RunOptions::default() };
        let study = Study::of(&plan).with(&settings).run().unwrap();
        assert_legible(&plot::headcount(&plan, &study), &format!("headcounts of {groups} groups"));
        let figure = plot::distributions(&plan, &study, study.summaries()).unwrap();
        assert_legible(&figure, &format!("distributions with {groups} groups"));
        let plans = vec![plan, fewer];
        let names = ["three".to_owned(), "two buses, one coach fewer".to_owned()];
        let found = Study::of(&plans).with(&settings).compare().unwrap().unwrap();
        assert_legible(&plot::curves(&plans, &names, &found), &format!("curves of {groups} groups"));
        assert_legible(&plot::difference(&plans[0], &names, &found), &format!("difference of {groups}"));
    }
}

/// Every group misses a goal that is far too early: those with the most people stand first.
#[test]
fn groups_that_miss_the_goal_stand_first() {
    let plan = busy(2, 12);
    let settings = RunOptions { replications: Some(6), ..RunOptions::default() };
    let study = Study::of(&plan).with(&settings).run().unwrap();
    let figure = plot::headcount(&plan, &study);
    assert_eq!(figure.panels.len(), 13);
    let titles: Vec<&str> = figure.panels[1..].iter().map(|panel| panel.title.as_str()).collect();
    assert_eq!((titles[0], titles.len()), ("quarter_12", 12));
    for panel in &figure.panels[1..] {
        let [plot::Mark::Target { label, .. }] = &panel.marks[..] else { panic!("{:?}", panel.marks) };
        assert_eq!(label, "missed in 100\u{a0}% of runs");
    }
    assert!(figure.notes[0].starts_with("Groups that miss the goal stand first"), "{:?}", figure.notes);
}

/// The time axis ends soon after the last thing that happens, not with the clock.
#[test]
fn figures_end_when_nothing_happens_any_more() {
    let plan = busy(37, 2);
    let study = Study::of(&plan).replications(4).run().unwrap();
    let mut engine = Engine::new(&plan, Journal::new(&plan, 400));
    engine.run(0).unwrap();
    let (journal, picked) = (engine.recorder(), Picked::number(0));
    for figure in [
        plot::headcount(&plan, &study),
        plot::vehicles(&plan, &picked, journal),
        plot::stringline(&plan, &picked, journal),
    ] {
        let end = figure.panels[0].x.to;
        assert!(end < plan.end.unwrap().0 as f64 / 2.0, "{}: {end}", figure.subtitle);
        assert!(figure.panels[0].curves.iter().all(|curve| curve.line.iter().all(|at| at.0 <= end)));
    }
}

/// A PDF is the same bytes each time, and has the words of the figure as letters that can be searched.
#[test]
fn a_pdf_is_the_same_each_time_and_as_wide_as_asked() {
    let plan = busy(5, 2);
    let study = Study::of(&plan).replications(4).run().unwrap();
    let figure = plot::headcount(&plan, &study);
    let width: Width = "85mm".parse().unwrap();
    let draw = || figure.draw(width, &[Form::Pdf]).unwrap().remove(0);
    let pdf = draw();
    assert!(pdf == draw());
    let text = String::from_utf8_lossy(&pdf);
    assert!(text.starts_with("%PDF-1."), "{}", &text[..20]);
    for part in ["/MediaBox [0 0 240.94", "/ToUnicode", "/Title (A busy day)", "/FontFile2"] {
        assert!(text.contains(part), "no {part}");
    }
    assert!(!text.contains("Date"));
}
