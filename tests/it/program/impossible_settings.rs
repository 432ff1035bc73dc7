//! Settings that cannot be, among others that can: rows that say why.

use std::fs;
use std::path::Path;

use crate::program::resume::{assert_same, done, noria, text};
use crate::statistics::least_fleet::search;
use noria::study::search::Promise;

/// A bus line and an ambulance line; without any vehicle of either nobody can be moved.
const TWO: &str = "format = 1\nclock = { end = \"12 h\" }\nsites = { a = {}, b = {} }\n\
    routes.road = { from = \"a\", to = \"b\", both_ways = true, time = { uniform = [\"20 min\", \"40 min\"] } }\n\
    people.everyone = { at = \"a\", to = \"b\", count = 60 }\n\
    fleets.buses = { count = 1, seats = 20, start = \"a\" }\n\
    fleets.vans = { count = 1, seats = 5, start = \"a\" }\n\
    goal = { by = \"4 h\", probability = 0.9 }\n";

const BOTH: [&str; 4] = ["--vary", "fleets.buses.count=0..2", "--vary", "fleets.vans.count=0,3"];

fn file(dir: &Path) -> String {
    let file = dir.join("two.toml");
    fs::write(&file, TWO).unwrap();
    file.to_str().unwrap().to_owned()
}

fn sweep(dir: &Path, name: &str, asked: &[&str]) -> std::process::Output {
    let mut command = noria(&["sweep", &file(dir)]);
    command.args(asked).args(["-n", "40", "--no-plots", "--out"]).arg(dir.join(name));
    command.output().unwrap()
}

fn rows(table: &str) -> Vec<Vec<String>> {
    let rows = csv::ReaderBuilder::new().has_headers(false).from_reader(table.as_bytes()).into_records();
    rows.map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn an_impossible_point_is_a_row_that_says_why() {
    let dir = tempfile::tempdir().unwrap();
    let output = sweep(dir.path(), "out", &BOTH);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    assert!(said.contains("\n5 settings and 1 impossible, 200 replications in all"), "{said}");
    assert!(said.contains("\nimpossible: fleets.buses.count=0, fleets.vans.count=0: "), "{said}");
    let table = fs::read_to_string(dir.path().join("out/sweep.csv")).unwrap();
    let rows = rows(&table);
    let column = rows[0].iter().position(|name| *name == "problem").unwrap();
    assert_eq!(rows.len(), 7);
    for (place, row) in rows[1..].iter().enumerate() {
        assert_eq!(row[0], place.to_string());
        assert_eq!(row[column].is_empty(), place != 0, "{row:?}");
        assert_eq!(row[column - 1], if place == 0 { "0" } else { "40" });
        assert_eq!(row[column + 1..].iter().all(String::is_empty), place == 0);
    }
    let record: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(dir.path().join("out/sweep.json")).unwrap()).unwrap();
    assert!(record["settings"][0]["problem"].is_string() && record["settings"][0].get("metrics").is_none());
    assert!(record["settings"][1]["problem"].is_null() && record["settings"][1]["metrics"].is_array());
}

#[test]
fn a_possible_point_gives_what_it_gives_without_the_others() {
    let dir = tempfile::tempdir().unwrap();
    assert!(sweep(dir.path(), "with", &BOTH).status.success());
    assert!(
        sweep(dir.path(), "without", &["--vary", "fleets.buses.count=1..2", BOTH[2], BOTH[3]])
            .status
            .success()
    );
    let read = |name: &str| fs::read_to_string(dir.path().join(name).join("sweep.csv")).unwrap();
    let tail = |table: &str| {
        let told: Vec<String> =
            table.lines().rev().take(4).map(|row| row.split_once(',').unwrap().1.to_owned()).collect();
        told
    };
    assert_eq!(tail(&read("with")), tail(&read("without")));
}

#[test]
fn a_slip_and_a_sweep_of_nothing_possible_stay_errors() {
    let dir = tempfile::tempdir().unwrap();
    for (vary, says) in [
        ("fleets.buses.cuont=1,2", "cuont"),
        ("fleets.buses.count=1,many", "many"),
        ("fleets.buses.count=-1,1", "-1"),
        ("people.everyone.to=b,nowhere", "nowhere"),
    ] {
        let output = sweep(dir.path(), "out", &["--vary", vary]);
        assert_eq!(output.status.code(), Some(3), "{vary}: {output:?}");
        assert!(text(&output.stderr).contains(says), "{vary}: {}", text(&output.stderr));
        assert!(!dir.path().join("out").exists());
    }
    let output =
        sweep(dir.path(), "out", &["--vary", "fleets.buses.count=0", "--vary", "fleets.vans.count=0"]);
    assert_eq!(output.status.code(), Some(3), "{output:?}");
}

#[test]
fn all_designs_take_impossible_points() {
    let dir = tempfile::tempdir().unwrap();
    let capacity = "sites.b.capacity=30..90";
    for (name, asked) in [
        (
            "lhs",
            &["--vary", "fleets.buses.count=0..2", "--set", "fleets.vans.count=0", "--design", "lhs:12"][..],
        ),
        ("outer", &["--outer", "fleets.buses.count={ values = [0, 1, 2] }", "--set", "fleets.vans.count=0"]),
        (
            "tornado",
            &[
                "--vary",
                "fleets.buses.count=0..3",
                "--vary",
                "fleets.buses.seats=10..30",
                "--sensitivity",
                "--set",
                "fleets.vans.count=0",
            ],
        ),
        (
            "indices",
            &[
                "--vary",
                "fleets.buses.count=0..3",
                "--vary",
                capacity,
                "--sobol-indices",
                "8",
                "--set",
                "fleets.vans.count=0",
            ],
        ),
        (
            "precise",
            &["--vary", "fleets.buses.count=0..2", "--set", "fleets.vans.count=0", "--precision", "out=5%"],
        ),
    ] {
        let output = sweep(dir.path(), name, asked);
        assert!(output.status.success(), "{name}: {}", text(&output.stderr));
        assert!(text(&output.stdout).contains("impossible: "), "{name}: {}", text(&output.stdout));
    }
}

#[test]
fn parts_with_impossible_points_are_joined_into_the_whole() {
    let dir = tempfile::tempdir().unwrap();
    assert!(sweep(dir.path(), "whole", &BOTH).status.success());
    for part in ["1/3", "2/3", "3/3"] {
        let output = sweep(dir.path(), &part.replace('/', "of"), &[&BOTH[..], &["--shard", part]].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
    }
    let mut merge = noria(&["merge", "--out"]);
    merge.arg(dir.path().join("all")).args(["2of3", "1of3", "3of3"].map(|part| dir.path().join(part)));
    done(merge);
    assert_same(&dir.path().join("whole"), &dir.path().join("all"));
}

#[test]
fn a_candidate_without_vehicles_does_not_stop_a_search() {
    let found = search(TWO, &["fleets.buses.count=0..3", "fleets.vans.count=0..1"], Promise::usual(0.9), &[]);
    let none = found.found.of(0).unwrap();
    assert!(!none.is_accepted() && none.course.trials == 0 && none.problem.is_some(), "{none:?}");
    assert!(found.found.answer.is_some() && found.found.answer != Some(0));
    let dir = tempfile::tempdir().unwrap();
    let mut command = noria(&["fleet", &file(dir.path()), "--no-travel", "--out"]);
    command.arg(dir.path().join("out")).args([
        "--vary",
        "fleets.buses.count=0..3",
        "--vary",
        "fleets.vans.count=0..1",
    ]);
    let output = done(command);
    let said = text(&output.stdout);
    assert!(said.contains("fleets.buses.count = 0, fleets.vans.count = 0: impossible: "), "{said}");
    let table = fs::read_to_string(dir.path().join("out/candidates.csv")).unwrap();
    assert!(table.contains(",impossible"), "{table}");
}
