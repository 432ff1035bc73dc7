use std::fmt::Write as _;
use std::fs;

use noria::output::tables::{self, event_columns, trip_columns};
use noria::output::{Column, Table};
use noria::plan::{LocalClock, Plan};
use noria::record::{Cause, Grid, LoggedKind, every_metric, metric_names};
use noria::scenario::Scenario;
use noria::study::calibrate::{FigureCheck, Particle, Truth, TruthBand, TruthCurve};
use noria::study::search::Promise;
use noria::study::{Axis, Sheets, Study, Swept, Variants, grid, index_settings, indices};
use noria::units::Tick;

use crate::assert_made;
use crate::statistics::least_fleet::{candidates, search};

/// The columns of a table; of those that are called after what a scenario has, one of each kind.
fn columns_of<R>(name: &str, columns: &[Column<'_, R>]) -> String {
    let mut page =
        format!("\n## `{name}.csv`\n\n| column | what it says | kind | unit |\n| --- | --- | --- | --- |\n");
    let mut told = Vec::new();
    for column in columns {
        let called = column.pattern.as_deref().unwrap_or(&column.name);
        if !told.contains(&called) {
            told.push(called);
            let own = called.contains("metric[of]") && column.unit.is_some();
            let unit = if own { "the metric's" } else { column.unit.as_deref().unwrap_or("") };
            writeln!(page, "| `{called}` | {} | {} | {unit} |", column.about, column.kind()).unwrap();
        }
    }
    page
}

fn listed<R>(table: &Table<'_, R>) -> String {
    columns_of(table.name, &table.columns)
}

fn minimal() -> Scenario {
    Scenario::read("scenarios/minimal.toml").unwrap()
}

/// A scenario in which whatever can happen may happen.
fn reference() -> Plan {
    Scenario::read("scenarios/reference.toml").unwrap().plan().unwrap()
}

fn axes() -> Vec<Axis> {
    ["fleets.buses.count=2,3", "routes.road.time=20 min,30 min"].map(|axis| axis.parse().unwrap()).into()
}

fn swept(settings: &[noria::study::Setting]) -> Swept {
    let variants = Variants::new(minimal(), settings.to_vec(), None).unwrap();
    Study::of(&variants).replications(2).sweep().unwrap()
}

fn of_runs() -> String {
    let plan = reference();
    let study = Study::of(&plan).replications(2).run().unwrap();
    let run = listed(&tables::replications(&study)) + &listed(&tables::headcount(&plan, &study));
    let run = run
        + &listed(&tables::reported(&plan, &study))
        + &listed(&tables::reports(&plan, &study))
        + &listed(&tables::report_errors(&plan, &study));
    let sheets = Sheets { replications: 0, sheets: Vec::new() };
    run + &listed(&tables::replications_long(&plan, &study))
        + &columns_of("trips", &trip_columns(&plan))
        + &columns_of("events", &event_columns(&plan))
        + &words("The kinds of events:", LoggedKind::ALL.map(|kind| (kind.name(), kind.about())))
        + &words("The causes:", Cause::ALL.map(|cause| (cause.name(), cause.about())))
        + &listed(&tables::sheets(&plan, &sheets))
}

/// All words that a column may have, each with what it says.
fn words<const N: usize>(head: &str, words: [(&str, &str); N]) -> String {
    words.iter().fold(format!("\n{head}\n\n"), |page, (name, about)| page + &format!("- `{name}`: {about}\n"))
}

fn of_studies() -> String {
    let settings = grid(&axes()).unwrap();
    let found = swept(&settings);
    let points = swept(&index_settings(&axes(), 4, 1).unwrap());
    let paths: Vec<String> = axes().into_iter().map(|axis| axis.path).collect();
    let of = |name| Some((indices(&paths, &points.answers(&name)?, 1)?, name));
    let of_all: Vec<_> =
        points.always_reached().into_iter().filter_map(of).map(|(told, name)| (name, told)).collect();
    let names: Vec<String> = settings.iter().map(ToString::to_string).collect();
    listed(&tables::sweep(LocalClock::UNSAID, &settings, &found))
        + &listed(&tables::differences(&names, &found))
        + &listed(&tables::sweep_long(LocalClock::UNSAID, &settings, &found))
        + &listed(&tables::tornado(&[]))
        + &listed(&tables::indices(&of_all, 4))
        + &listed(&tables::uncertainty(&[]))
}

fn of_searches() -> String {
    let text = fs::read_to_string("scenarios/minimal.toml")
        .unwrap()
        .replace("600 }", "600, hazards.giving_up = 0.001 }")
        + "[goal]\nby = \"12:00\"\n[costs.buses]\nper_vehicle = 1\n";
    let vary = ["fleets.buses.count=2..4", "routes.road.time=20 min,30 min"];
    let promise = Promise { probability: 0.9, indifference: 0.09, error: 0.05 };
    let found = search(&text, &vary, promise, &[]);
    let (variants, _) = candidates(&text, &vary);
    listed(&tables::candidates(LocalClock::UNSAID, variants.settings(), 0.9, &found))
}

fn of_calibrations() -> String {
    let plan = Scenario::read("scenarios/aleppo-2016-night.toml").unwrap().plan().unwrap();
    let band = TruthBand::of(vec![(1.0, 1.0)]);
    let particle = Particle { attempt: 0, at: vec![0.5], counts: vec![7], weight: 1.0 };
    let values = [vec![("fleets.buses.boarding.dwell".to_owned(), "20 min".to_owned())]];
    let truth =
        Truth { grid: Grid::until(Tick::START), curves: vec![TruthCurve { group: None, bands: vec![band] }] };
    let checks = [FigureCheck { before: band, after: band, as_many: 0.5 }];
    listed(&tables::posterior(plan.clock, &[particle], &values))
        + &listed(&tables::truth(&plan, &truth))
        + &listed(&tables::figures(&plan, &plan.public_figures[..1], &checks))
}

fn of_comparisons() -> String {
    let plans: Vec<Plan> =
        ["4", "5"].map(|count| minimal().set("fleets.buses.count", count).unwrap().plan().unwrap()).into();
    let found = Study::of(&plans).replications(2).compare().unwrap().unwrap();
    let names = ["base", "other"].map(str::to_owned);
    listed(&tables::comparison(&names, &found)) + &listed(&tables::difference(&plans[0], &names, &found))
}

#[test]
fn the_page_of_columns_has_every_column_of_every_table() {
    let head = "# Columns\n\nEvery column of every table that noria writes, made from the code that writes them. \
                CSV, JSON lines\nand Parquet have the same columns; where the scenario says when it starts, Parquet also has \
                `time_local` beside `time`\n(which is in UTC there), and `departed_utc` and `departed_local` beside \
                `departed_s`, and so on. A cell is empty where\nsomething did not happen. A column `metric[of]` stands \
                for one of each metric and what that is about, such as\n`out_90[wounded]`.\n";
    let page = [of_runs(), of_studies(), of_comparisons(), of_searches(), of_calibrations()].concat();
    let page = format!("{head}{page}");
    assert_made("docs/columns.md", &page);
}

#[test]
fn the_page_of_metrics_has_every_metric() {
    let mut page = "# Metrics\n\nEvery metric, made from the list by which noria reckons them. Which of them there are depends \
                    on what can occur under a\nscenario. Instants are seconds since the start; what did not happen before \
                    the end has none.\n\n| metric | of | what it is | unit |\n| --- | --- | --- | --- |\n"
        .to_owned();
    for metric in every_metric() {
        writeln!(page, "| `{}` | {} | {} | {} |", metric.name, metric.group, metric.about(), metric.unit)
            .unwrap();
    }
    // Whatever a shipped scenario has is on the page.
    let mut names = Vec::new();
    for entry in std::fs::read_dir("scenarios").unwrap().map(|entry| entry.unwrap().path()) {
        if entry.extension().is_some_and(|ending| ending == "toml") {
            let plan = Scenario::read(entry).unwrap().plan().unwrap();
            names.extend(metric_names(&plan).into_iter().map(|name| name.name));
        }
    }
    let listed = |name: &String| every_metric().iter().any(|metric| metric.name == *name);
    assert!(names.iter().all(|name| listed(name) || name.starts_with("hours_")), "{names:?}");
    assert_made("docs/metrics.md", &page);
}
