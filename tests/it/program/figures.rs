use noria::plan::{Goal, Plan, ShareOut};
use noria::plot::{self, Figure, FleetView, Mark, SweepView, UncertaintyView};
use noria::record::{MetricKind, MetricName};
use noria::study::search::Promise;
use noria::study::{
    Ended, MetricSummary, Paired, Picked, Plans, RunOptions, Setting, Study, Swept, SweptRow,
};
use noria::units::{HOUR, Tick};

use crate::plan;
use crate::statistics::least_fleet::{TOWN, candidates, search};

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
    let settings = RunOptions { replications: Some(20), ..RunOptions::default() };
    let study = Study::of(&plan).with(&settings).run().unwrap();
    insta::assert_snapshot!(plot::headcount(&plan, &study).svg().unwrap());
}

/// The headcounts of a few runs.
fn headcounts(plan: &Plan) -> Figure {
    let settings = RunOptions { replications: Some(3), ..RunOptions::default() };
    let study = Study::of(plan).with(&settings).run().unwrap();
    plot::headcount(plan, &study)
}

/// Where the goal is later than all runs end, the axis reaches it; unless it is far away, which is said.
#[test]
fn a_goal_after_the_end_of_all_runs_stands_at_its_time() {
    let ends = |by: u64| {
        let out = Some(ShareOut { group: None, share: 1.0 });
        let goal = Goal { out, known: None, by: Tick(by * HOUR), probability: 0.9 };
        headcounts(&Plan { end: None, goal: Some(goal), ..small("") })
    };
    let figure = ends(13);
    let (panel, by) = (&figure.panels[0], (13 * HOUR) as f64);
    let [((at, _), label)] = ringed(&figure)[..] else { panic!("one goal: {figure:?}") };
    assert_eq!((at, label), (by, "goal: 100\u{a0}% out by 21:00"));
    assert_eq!((panel.x.to, panel.curves[2].line.last().unwrap().0), (by, by));
    assert!(figure.notes.is_empty());
    let figure = ends(100);
    assert!(ringed(&figure).is_empty() && figure.panels[0].x.to < (24 * HOUR) as f64);
    assert!(figure.notes[0].contains("goal, 5 Mar 12:00"), "{:?}", figure.notes);
}

/// Of one run, the curves add up to all people at any time: nobody is left out of the figure.
#[test]
fn the_curves_of_headcounts_add_up_to_all_people() {
    let harsh = "[people.townsfolk]\nat = \"a\"\nto = \"b\"\ncount = 300\nrefuses = 0.1\n\
                 own_cars = { share = 0.4, people_per_car = 3, from = \"20 min\", to = \"2 h\" }\n\
                 hazards = { dying = 0.1, giving_up = 0.1 }\n";
    let plan = small(harsh);
    let settings = RunOptions { replications: Some(1), ..RunOptions::default() };
    let study = Study::of(&plan).with(&settings).run().unwrap();
    let figure = plot::headcount(&plan, &study);
    let everybody = &figure.panels[0];
    let labels: Vec<&str> = everybody.curves.iter().map(|curve| curve.label.as_str()).collect();
    assert_eq!(labels, ["in own cars", "gone on foot", "dead", "refusing", "aboard", "waiting", "out"]);
    let at = |point: usize| everybody.curves.iter().map(|curve| curve.line[point].1).sum::<f64>();
    let sums: Vec<f64> = (0..everybody.curves[0].line.len()).map(at).collect();
    assert!(sums[0] >= 360.0 && sums.iter().all(|&sum| sum == sums[0]), "{sums:?}");
    assert!(figure.notes[0].starts_with("Among those out, at most: "), "{:?}", figure.notes);
    assert!(figure.notes[0].ends_with(" arrived in own cars."), "{:?}", figure.notes);
    let told: Vec<&str> = figure.legend.iter().map(|key| key.label.as_str()).collect();
    assert_eq!(told, ["waiting", "aboard", "out", "in own cars", "gone on foot", "dead", "refusing"]);
}

#[test]
fn who_are_too_few_for_a_curve_are_told_of_in_a_note() {
    let figure = headcounts(&small(
        "[people.townsfolk]\nat = \"a\"\nto = \"b\"\ncount = 3000\nrefuses = 0.001\n\
         hazards = { dying = 0.000001 }\n",
    ));
    assert_eq!(figure.panels[0].curves.len(), 3);
    let [note] = figure.notes.as_slice() else { panic!("{:?}", figure.notes) };
    let counted = note.strip_prefix("Too few for a curve of everybody, in 95 % of runs at most: ");
    let counted =
        counted.and_then(|note| note.strip_suffix(" refusing.")).and_then(|count| count.parse::<u32>().ok());
    assert!(counted.is_some_and(|count| (1..15).contains(&count)), "{note}");
}

/// The group of the goal has a panel with the goal, however small it is; one that is alone has it in the
/// panel of everybody.
#[test]
fn the_group_of_the_goal_is_shown() {
    let goal = "[goal]\ngroup = \"patients\"\nby = \"3 h\"\n";
    let patients = "[people.patients]\nat = \"a\"\nto = \"b\"\ncount = 5\n";
    let others: String =
        (1..=7).map(|n| format!("[people.quarter{n}]\nat = \"a\"\nto = \"b\"\ncount = {n}0\n")).collect();
    let figure = headcounts(&small(&format!("{others}{patients}{goal}")));
    let marked: Vec<&str> = figure
        .panels
        .iter()
        .filter(|panel| !panel.marks.is_empty())
        .map(|panel| panel.title.as_str())
        .collect();
    assert_eq!((figure.panels.len(), &marked[..]), (7, &["patients"][..]));
    assert_eq!(figure.notes, ["3 smaller groups are not shown apart"]);
    let figure = headcounts(&small("[goal]\ngroup = \"walkers\"\nby = \"3 h\"\n"));
    assert_eq!((figure.panels.len(), ringed(&figure).len()), (1, 1));
}

fn journal_of(plan: &Plan, draw: fn(&Plan, &Picked, &noria::record::Journal) -> Figure) -> Figure {
    let journal = noria::record::Journal::new(plan, 400);
    let mut engine = noria::engine::Engine::new(plan, journal);
    engine.run(0).unwrap();
    draw(plan, &Picked::number(0), engine.recorder())
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

/// A metric of everybody.
fn metric(name: &str, unit: &'static str, kind: MetricKind) -> MetricName {
    MetricName { name: name.into(), group: "all".into(), unit, kind }
}

/// Settings of so many values, and the values of metrics in the runs of each.
fn swept(settings: &[&[(&str, &str)]], runs: &[&[(&MetricName, &[f64])]]) -> (Vec<Setting>, Swept) {
    let edit = |&(path, value): &(&str, &str)| (path.to_owned(), value.to_owned());
    let settings = settings.iter().map(|edits| Setting { edits: edits.iter().map(edit).collect() });
    let row = |(setting, runs): (usize, &&[(&MetricName, &[f64])])| SweptRow {
        setting,
        replications: runs[0].1.len() as u64,
        fingerprint: 0,
        precise: None,
        metrics: runs.iter().map(|(metric, values)| MetricSummary::of(metric, values)).collect(),
        paired: Vec::new(),
    };
    let rows = runs.iter().enumerate().map(row).collect();
    (settings.collect(), Swept { rows, impossible: Vec::new(), ended: Ended::Complete, level: None })
}

/// At two vans not all are out before the end: that has no point, and the figure says so.
#[test]
fn a_sweep_is_told_in_words_and_says_what_it_cannot_draw() {
    let out = metric("clearance_time", "s", MetricKind::Instant);
    let never = f64::INFINITY;
    let runs: [&[(&MetricName, &[f64])]; 2] = [&[(&out, &[never; 3])], &[(&out, &[3600.0, 3660.0, never])]];
    let (settings, found) = swept(&[&[("vans", "2")], &[("vans", "4")]], &runs);
    let (plan, paths) = (small(""), ["vans"]);
    let view = SweepView {
        plan: &plan,
        paths: &paths,
        settings: &settings,
        found: &found,
        metric: &out,
        is_grid: true,
    };
    let figure = view.figure();
    assert_eq!(figure.title, "How “everybody out” depends on vans");
    assert_eq!(figure.panels[0].title, "“everybody out” upwards, vans to the right");
    assert_eq!(
        figure.notes,
        [
            "1 of 2 settings has no point: “everybody out” did not happen before the end in half of the runs there, or in more.",
            "Bands are missing where they would reach beyond the end."
        ]
    );
    // Without costs there is nothing to trade.
    assert!(view.trade_off().is_none());
}

/// Shades say the unit of the metric, and what an earlier end costs is in local time whatever is asked for.
#[test]
fn a_map_of_a_sweep_tells_its_units_and_a_trade_off_the_time() {
    let (goal, cost) =
        (metric("goal_met", "share", MetricKind::Share), metric("cost", "money", MetricKind::Number));
    let (km, wait) =
        (metric("vehicle_km", "km", MetricKind::Number), metric("wait_mean", "s", MetricKind::Duration));
    let (out, berths) = (
        metric("clearance_time", "s", MetricKind::Instant),
        metric("berth_use", "share", MetricKind::Number),
    );
    let at = |buses, seats| [("buses", buses), ("seats", seats)];
    let settings = [at("1", "40"), at("1", "50"), at("2", "40"), at("2", "50")];
    let settings: Vec<&[(&str, &str)]> = settings.iter().map(|edits| &edits[..]).collect();
    let values = [[1.0, 600.0], [2.0, 900.0], [3.0, 1200.0], [4.0, 1800.0]];
    let all = [&goal, &cost, &km, &wait, &out, &berths];
    let told: Vec<Vec<(&MetricName, &[f64])>> = values
        .iter()
        .map(|[small, seconds]| {
            let of = |metric: &MetricName| match metric.unit {
                "s" => std::slice::from_ref(seconds),
                "share" => &[0.5][..],
                _ => std::slice::from_ref(small),
            };
            all.iter().map(|&metric| (metric, of(metric))).collect()
        })
        .collect();
    let runs: Vec<&[(&MetricName, &[f64])]> = told.iter().map(Vec::as_slice).collect();
    let (settings, found) = swept(&settings, &runs);
    let plan = small("");
    let view = |metric| SweepView {
        plan: &plan,
        paths: &["buses", "seats"],
        settings: &settings,
        found: &found,
        metric,
        is_grid: true,
    };
    for (metric, last) in [
        (&goal, "to 100\u{a0}%"),
        (&berths, "to 50\u{a0}%"),
        (&km, "to 4.0\u{a0}km"),
        (&cost, "to 4"),
        (&wait, "to 30 min"),
        (&out, "to 08:30"),
    ] {
        let figure = view(metric).figure();
        assert_eq!(figure.legend.last().unwrap().label, last, "{figure:?}");
        assert!(!figure.title.contains('['), "{}", figure.title);
    }
    let axis = &view(&goal).trade_off().unwrap().panels[0].y;
    assert_eq!(axis.caption, "local time");
    assert!(axis.from <= 600_000.0 && axis.to >= 1_800_000.0, "{axis:?}");
}

/// The figure of what nobody knows from the values of a metric in the runs of each draw.
fn uncertainty_figure(name: &str, kind: MetricKind, draws: &[&[f64]]) -> Figure {
    let metric = metric(name, "s", kind);
    let runs: Vec<[(&MetricName, &[f64]); 1]> = draws.iter().map(|&values| [(&metric, values)]).collect();
    let runs: Vec<&[(&MetricName, &[f64])]> = runs.iter().map(|runs| &runs[..]).collect();
    let (settings, found) = swept(&[&[("people.walkers.count", "70")]], &runs);
    let plan = small("[goal]\nby = \"4 h\"\nprobability = 0.8\n");
    let parts = found.nested(&metric, 0.95);
    UncertaintyView { plan: &plan, settings: &settings, found: &found, metric: &metric, parts }.figure()
}

/// A row a draw, the earliest lowest: where most of its runs lie, where half of them do, its median; and
/// below, the parts of the variance.
#[test]
fn draws_of_what_nobody_knows_stand_in_their_order_above_the_parts_of_the_variance() {
    let draws: [&[f64]; 2] =
        [&[9000.0, 9100.0, 9200.0, 9300.0, 9400.0], &[3600.0, 3700.0, 3800.0, 3900.0, 4000.0]];
    let figure = uncertainty_figure("clearance_time", MetricKind::Instant, &draws);
    assert_eq!(figure.title, "Everybody out: what nobody knows, and chance");
    let [panel, parts] = &figure.panels[..] else { panic!("{} panels", figure.panels.len()) };
    let spans: Vec<(f64, f64)> = panel.bars.iter().map(|bar| bar.span).collect();
    let [wide, narrow] = [(3_620_000.0, 3_980_000.0), (3_700_000.0, 3_900_000.0)];
    let later = |(from, to)| (from + 5_400_000.0, to + 5_400_000.0);
    assert_eq!(spans, [wide, later(wide), narrow, later(narrow)]);
    let dots: Vec<(f64, f64)> = panel.curves.iter().map(|curve| curve.line[0]).collect();
    assert_eq!(dots, [(3_800_000.0, 0.25), (9_200_000.0, 0.75)]);
    assert!(panel.marks.is_empty() && panel.x.from < wide.0 && panel.x.to > later(wide).1);
    // Variance 25 000 within, and 5400² / 2 less a fifth of that between.
    let share = (5400.0_f64.powi(2) / 2.0 - 5000.0) / (5400.0_f64.powi(2) / 2.0 + 20_000.0);
    assert!((parts.bars[0].span.1 - share).abs() < 1e-9, "{:?}", parts.bars);
    assert!(
        parts.title.starts_with("99.8\u{a0}% of the variance is due to what nobody knows"),
        "{}",
        parts.title
    );
    assert!(figure.svg().is_ok());
}

/// What did not happen stands beyond the end, and there is no variance.
#[test]
fn draws_in_which_something_did_not_happen_reach_beyond_the_end() {
    let never = f64::INFINITY;
    let draws: [&[f64]; 3] = [&[never, never, never], &[3600.0, 3700.0, never], &[3600.0, 3700.0, 3800.0]];
    let figure = uncertainty_figure("clearance_time", MetricKind::Instant, &draws);
    let [panel] = &figure.panels[..] else { panic!("{} panels", figure.panels.len()) };
    let [Mark::Window { from, to, .. }] = panel.marks[..] else { panic!("{:?}", panel.marks) };
    assert!(from >= 6.0 * 3_600_000.0 && to == panel.x.to);
    assert_eq!(panel.bars[1].span.1, to);
    assert!((from..to).contains(&panel.curves[2].line[0].0), "{:?}", panel.curves[2]);
    assert!(figure.notes[0].contains("cannot be split"), "{:?}", figure.notes);
}

/// Of a goal that is met or not, the share with its interval is drawn, and what is wanted.
#[test]
fn draws_of_a_goal_show_the_share_with_its_interval_and_what_is_wanted() {
    let draws: [&[f64]; 2] = [&[1.0, 1.0, 1.0, 1.0, 0.0], &[0.0, 1.0, 0.0, 0.0, 0.0]];
    let figure = uncertainty_figure("goal_met", MetricKind::Share, &draws);
    let panel = &figure.panels[0];
    assert_eq!(panel.curves[0].line, [(0.8, 0.0), (0.8, 1.0)]);
    assert_eq!([panel.curves[1].line[0].0, panel.curves[2].line[0].0], [0.2, 0.8]);
    // Clopper and Pearson's interval of one in five.
    let (low, high) = panel.bars[0].span;
    assert!((low - 0.00505).abs() < 1e-5 && (high - 0.71642).abs() < 1e-5, "{low} {high}");
    assert_eq!(panel.bars.len(), 2);
}

/// At its first value nobody is ever out: that side stays empty, and the last keeps its own colour.
#[test]
fn a_tornado_says_where_something_did_not_happen_and_keeps_its_colours() {
    let metric = metric("clearance_time", "s", MetricKind::Instant);
    let base = [7200.0, 7260.0, 7320.0];
    let at = |value: &str, runs: &[f64; 3]| {
        let setting = Setting { edits: vec![("fleets.vans.count".into(), value.into())] };
        (setting, vec![Paired::of(&metric, &base, runs, 0.95)])
    };
    let differences = [at("1", &[f64::INFINITY; 3]), at("4", &[3600.0, 3660.0, 3720.0])];
    let figure = plot::tornado(&small(""), &metric, &differences);
    let panel = &figure.panels[0];
    let bars: Vec<_> = panel.curves.iter().filter(|curve| !curve.ribbons.is_empty()).collect();
    assert_eq!(bars.len(), 1);
    assert_eq!(bars[0].ribbons[0].edges[0].0, -3600.0);
    let plot::Sample::Band(ink, _) = figure.legend[1].sample else { panic!("{:?}", figure.legend) };
    assert_eq!(bars[0].look.ink, ink);
    assert_eq!(figure.title, "What changes “everybody out”");
    assert_eq!(panel.y.notches[0].label, "fleets.vans.count: 1 … 4");
    assert!(panel.x.notches.iter().any(|notch| notch.label == "\u{2212}1 h"), "{:?}", panel.x.notches);
    let said = "fleets.vans.count=1: “everybody out” happened before the end in 0 of 3 runs, and in 3 as it is; it has no bar.";
    assert_eq!(figure.notes[1..], [said]);
}
