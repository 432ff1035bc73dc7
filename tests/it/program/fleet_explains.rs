//! What `noria fleet` says of its answer: who is out last, what one more vehicle changes, what each fleet costs. Worked out on
//! paper: an hour's road, buses of ten seats that board in ten minutes and alight in five. Two buses set 20 people down at
//! 75 minutes, and one of them the last five at 210; three set all down at 75.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::{Value, json};

const TWO_GROUPS: &str = r#"format = 1
sites = { a = {}, b = {} }
routes.road = { from = "a", to = "b", both_ways = true, time = "60 min", km = 10 }
people.first = { at = "a", to = "b", count = 20 }
people.second = { at = "a", to = "b", count = 5 }
costs.buses = { per_vehicle = 100, per_hour = 12, per_km = 0.5 }
goal = { by = "5 h", share = 1.0, probability = 0.9 }
[fleets.buses]
count = 1
seats = 10
start = "a"
boarding = { dwell = "10 min" }
alighting = { dwell = "5 min" }
"#;

fn fleet(dir: &Path, scenario: &str, more: &[&str]) -> (Option<i32>, String, Value) {
    fs::write(dir.join("two.toml"), scenario).unwrap();
    let out = dir.join("out");
    let mut command = Command::new(env!("CARGO_BIN_EXE_noria"));
    command.env("NO_COLOR", "1").current_dir(dir).args([
        "fleet",
        "two.toml",
        "--vary",
        "fleets.buses.count=1..4",
    ]);
    let output = command.args(more).arg("--out").arg(&out).output().unwrap();
    let record = fs::read_to_string(out.join("fleet.json"))
        .map_or(Value::Null, |text| serde_json::from_str(&text).unwrap());
    let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (output.status.code(), said, record)
}

#[test]
fn what_the_answer_hangs_on_is_as_worked_out() {
    let dir = tempfile::tempdir().unwrap();
    let (code, said, record) = fleet(dir.path(), TWO_GROUPS, &["--no-travel", "--no-plots"]);
    assert_eq!(code, Some(0), "{said}");
    for line in [
        "The cheapest that does: fleets.buses.count = 2 for 277.00",
        "fleets.buses.count = 2",
        "  buses                      200     57  20  277",
        "out last: second",
        "  what takes second: buses at work 100 %",
        "with one more vehicle:",
        "  buses: everybody out 2 h 15 min earlier",
    ] {
        assert!(said.lines().any(|told| told == line), "no {line:?} in\n{said}");
    }
    assert_eq!(record["last_out"], json!([{ "group": "second", "runs": 1, "of": 1 }]));
    assert_eq!(record["one_more"][0]["clearance_s"], json!({ "difference": -8100.0, "interval": null }));
    let costs = json!([{ "fleet": "buses", "cost_vehicles": 200.0, "cost_hours": 57.0, "cost_km": 20.0 }]);
    assert_eq!(record["costs"][0]["fleets"], costs);
    assert_eq!(record["complete"], json!(true));
}

#[test]
fn a_vehicle_more_that_changes_nothing_is_told() {
    let dir = tempfile::tempdir().unwrap();
    // Ten people fill one bus: another is not needed, and no time is gained.
    let full = TWO_GROUPS.replace("count = 20", "count = 5");
    let (code, said, _) = fleet(dir.path(), &full, &["--no-travel", "--no-plots"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("\n  buses: no difference in any run\n"), "{said}");
}

#[test]
fn travel_times_are_whatever_is_asked() {
    let dir = tempfile::tempdir().unwrap();
    let (code, said, record) = fleet(dir.path(), TWO_GROUPS, &["--if-travel", "0.5,1.25,2", "--no-plots"]);
    assert_eq!(code, Some(0), "{said}");
    // At half the time one bus does (10+30+5 and 30 back, thrice: 195 minutes); at 1.25 times two do (10+75+5, 75 back, and
    // 10+75+5 again: 255); at twice only three do, at 135.
    for line in [
        "if driving takes -50 %: fleets.buses.count = 1",
        "if driving takes +25 %: fleets.buses.count = 2",
        "if driving takes +100 %: fleets.buses.count = 3",
    ] {
        assert!(said.lines().any(|told| told == line), "no {line:?} in\n{said}");
    }
    assert_eq!(record["travel"].as_array().unwrap().len(), 3);
    for (more, says) in [
        (&["--if-travel", "0"][..], "`0` is no factor between 0.01 and 100"),
        (&["--if-travel", "fast"], "`fast` is no factor between 0.01 and 100"),
        (&["--if-travel", "2", "--no-travel"], "cannot be used with"),
        (&["--if-travel", "2,0.5,2"], "--if-travel: 2 is given twice"),
        (&["--if-travel", "1"], "--if-travel: 1 is the scenario as it is"),
    ] {
        let (code, said, _) = fleet(dir.path(), TWO_GROUPS, more);
        assert!(code == Some(2) && said.contains(says), "{more:?}: {said}");
    }
}
