//! What the program says about a scenario in words: `noria check`, `noria run` and what they warn of.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

const SITES: &str = "format = 1\nsites = { a = {}, b = {} }\n";
const ROAD: &str = "routes.road = { from = \"a\", to = \"b\", both_ways = true, time = \"10 min\" }\n";
const BUS: &str = "[fleets.bus]\ncount = 1\nseats = 10\nstart = \"a\"\n";

fn noria(dir: &Path, text: &str, args: &[&str]) -> (bool, String, String) {
    let scenario = dir.join("case.toml");
    fs::write(&scenario, text).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_noria"));
    let output = command.env("NO_COLOR", "1").arg(args[0]).arg(&scenario).args(&args[1..]).output().unwrap();
    let said = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (output.status.success(), said(output.stdout), said(output.stderr))
}

/// What `noria check` says.
fn checked(text: &str) -> String {
    let dir = tempfile::tempdir().unwrap();
    let (_, out, err) = noria(dir.path(), text, &["check"]);
    out + &err
}

#[test]
fn a_check_counts_companions_by_the_party() {
    let ambulance = "[fleets.ambulance]\ncount = 1\nstretchers = 4\nseats = 2\nstart = \"a\"\n";
    let case = |people: &str| {
        format!(
            "{SITES}{ROAD}people.p = {{ at = \"a\", to = \"b\", needs = \"stretcher\", {people} }}\n{ambulance}"
        )
    };
    for (people, told) in [
        ("count = 8, party = 4, companions = 2", "With 2 companions for each party, 12 people in all."),
        // Of three parties the last is of one.
        ("count = 9, party = 4, companions = 2", "With 2 companions for each party, 15 people in all."),
        ("count = 8, companions = 1", "With 1 companion each, 16 people in all."),
        (
            "count = { uniform = [4, 12] }, companions = 2",
            "With 2 companions each, 24 people in all on average.",
        ),
    ] {
        let words = checked(&case(people));
        assert!(words.contains(told), "no {told} in\n{words}");
    }
    let small = case("count = 8, party = 4, companions = 2").replace("b = {}", "b = { capacity = 9 }");
    let words = checked(&small);
    assert!(words.contains("the shelters have 9 places: 3 people have none"), "{words}");
}

#[test]
fn a_check_tells_where_those_are_who_are_not_out() {
    let far = ROAD.replace("10 min", "2 h");
    let end = "clock.end = \"1 h\"\n";
    let group = |rest: &str| format!("people.p = {{ at = \"a\", to = \"b\", {rest} }}\n");
    let words = checked(&format!("{end}{SITES}{far}{}{BUS}", group("count = 10")));
    assert!(
        words.contains("not everybody is out by the end: 10 people wait or are aboard then, on average"),
        "{words}"
    );
    let words = checked(&format!("{end}{SITES}{far}{}{BUS}", group("count = 30")));
    assert!(words.contains("30 people wait or are aboard then, on average"), "{words}");
    let late =
        "count = 30, arrivals = { times = [{ at = \"0 h\", people = 10 }, { at = \"2 h\", people = 20 }] }";
    let words = checked(&format!("{end}{SITES}{far}{}{BUS}", group(late)));
    assert!(
        words.contains("10 people wait or are aboard then, 20 have not come by then, on average"),
        "{words}"
    );
    let deadly = group("count = 10, hazards = { dying = 50 }");
    let words = checked(&format!("{SITES}{ROAD}{deadly}{BUS}ready = \"9 h\"\n"));
    assert!(words.contains("not everybody is out by the end: 10 are dead, on average"), "{words}");
}

#[test]
fn who_comes_after_the_end_is_warned_of() {
    let case = |people: &str, bus: &str| {
        format!(
            "clock.end = \"10 h\"\n{SITES}{ROAD}people.p = {{ at = \"a\", to = \"b\", {people} }}\n{BUS}{bus}"
        )
    };
    for (people, bus, told) in [
        (
            "arrivals = { poisson = { per_hour = 5, from = \"20 h\", to = \"30 h\" } }",
            "",
            Some("warning: all of people.p come after the end of the run, 10:00"),
        ),
        (
            "count = 40, arrivals = { evenly = { from = \"5 h\", to = \"25 h\" } }",
            "",
            Some("warning: 75.0 % of people.p come after the end of the run, 10:00"),
        ),
        (
            "count = 40",
            "ready = \"11 h\"\n",
            Some("warning: all vehicles of fleets.bus are ready only after the end of the run, 10:00"),
        ),
        (
            "count = 40",
            "ready = { uniform = [\"0 h\", \"20 h\"] }\n",
            Some("warning: 50.0 % vehicles of fleets.bus are ready only after"),
        ),
        ("arrivals = { times = [{ at = \"10 h\", people = 40 }] }", "ready = \"10 h\"\n", None),
        ("arrivals = { poisson = { per_hour = 5 } }", "", None),
    ] {
        let text = case(people, bus);
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("out");
        let run = |format: &str| {
            let args =
                ["run", "--no-plots", "-n", "2", "--fresh", "-o", out.to_str().unwrap(), "--format", format];
            noria(dir.path(), &text, &args)
        };
        let (is_right, table, _) = run("text");
        let (_, json, errors) = run("json");
        assert!(is_right && !json.contains("warning"), "{json}");
        for words in [checked(&text), table, errors] {
            match told {
                Some(told) => assert!(words.contains(told), "no {told} in\n{words}"),
                None => assert!(!words.contains("warning"), "{words}"),
            }
        }
    }
}

#[test]
fn use_of_berths_is_one_number_in_a_check_and_a_run() {
    let text = "format = 1\nclock = { start = 2026-03-02T00:00:00, end = 2026-03-03T00:00:00 }\n\
         sites = { a = {}, b = { berths = 1, hours = [{ from = 08:00:00, to = 10:00:00 }] } }\n";
    let text = format!(
        "{text}{ROAD}people.p = {{ at = \"a\", to = \"b\", count = 40 }}\n{BUS}alighting.dwell = \"30 min\"\n"
    );
    let words = checked(&text);
    assert!(words.contains("berths in use at b 75 %"), "{words}");
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let (_, table, _) =
        noria(dir.path(), &text, &["run", "--no-plots", "-n", "2", "-o", out.to_str().unwrap()]);
    assert!(
        table
            .lines()
            .any(|line| line.starts_with("berths at b in use while open  ") && line.contains("75.0 %")),
        "{table}"
    );
}

#[test]
fn a_table_tells_in_how_many_runs_somebody_waited() {
    let text = format!(
        "{SITES}{ROAD}people.p = {{ at = \"a\", to = \"b\", count = {{ values = [0, 10] }} }}\n{BUS}"
    );
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let (_, table, _) =
        noria(dir.path(), &text, &["run", "--no-plots", "-n", "100", "-o", out.to_str().unwrap()]);
    let row = table
        .lines()
        .find(|line| line.starts_with("wait, mean (h:min) in "))
        .unwrap_or_else(|| panic!("{table}"));
    assert!(row.contains(" runs ") && !row.starts_with("wait, mean (h:min) in 100 "), "{row}");
    let replications = fs::read_to_string(out.join("replications.csv")).unwrap();
    let mut rows = replications.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let head = rows.next().unwrap();
    let column = |name: &str| head.iter().position(|column| *column == name).unwrap();
    let [out, wait] = ["out[all]", "wait_mean[all]"].map(column);
    assert!(rows.all(|row| (row[out] == "0") == row[wait].is_empty()), "{replications}");
}

#[test]
fn the_record_of_a_run_tells_how_many_threads_it_had() {
    let text = format!("{SITES}{ROAD}people.p = {{ at = \"a\", to = \"b\", count = 40 }}\n{BUS}");
    let dir = tempfile::tempdir().unwrap();
    let threads = |args: &[&str]| {
        let out = dir.path().join("out");
        let more = ["--no-plots", "--fresh", "--out", out.to_str().unwrap()];
        let (is_right, _, errors) = noria(dir.path(), &text, &[args, &more].concat());
        assert!(is_right, "{errors}");
        let record = fs::read_to_string(out.join("run.json")).unwrap();
        let record: serde_json::Value = serde_json::from_str(&record).unwrap();
        record["threads"].as_u64().unwrap()
    };
    assert_eq!(threads(&["run", "--jobs", "3", "-n", "100"]), 3);
    assert_eq!(threads(&["run", "--jobs", "1", "-n", "100"]), 1);
    // One block of replications is the work of one thread.
    assert_eq!(threads(&["run", "--jobs", "3", "-n", "16"]), 1);
    assert_eq!(threads(&["run", "--jobs", "3", "-n", "17"]), 2);
    assert_eq!(threads(&["compare", "--against", "fleets.bus.count=2", "--jobs", "4", "-n", "32"]), 4);
    assert_eq!(threads(&["sweep", "--vary", "fleets.bus.count=1..3", "--jobs", "4", "-n", "2"]), 3);
}

#[test]
fn hints_on_times_work_when_they_are_followed() {
    let case = |time: &str| {
        let road = ROAD.replace("\"10 min\"", time);
        format!("{SITES}{road}people.p = {{ at = \"a\", to = \"b\", count = 40 }}\n{BUS}")
    };
    let reads = |text: &str| noria::scenario::Scenario::parse("case.toml", text).unwrap().plan();
    for time in [
        "\"0:10\"",
        "\"0:10 min\"",
        "\"PT10M\"",
        "\"1h 30\"",
        "90",
        "7.5",
        "-5",
        "1e300",
        "nan",
        "\"10_000\"",
    ] {
        let told = reads(&case(time)).unwrap_err().to_string();
        let help = told.rsplit("help: ").next().unwrap();
        let hints: Vec<&str> = help.split('"').skip(1).step_by(2).collect();
        assert!(!hints.is_empty(), "{told}");
        for hint in hints {
            assert!(reads(&case(&format!("\"{hint}\""))).is_ok(), "{time}: {hint}\n{told}");
        }
    }
    for (day, right) in [("6:00", "06:00"), ("06:00:00", "06:00"), ("9:5", "09:05")] {
        let by_hour = |day: &str| case(&format!("\"10 min\", by_hour = {{ \"{day}\" = 1.5 }}"));
        let told = reads(&by_hour(day)).unwrap_err().to_string();
        assert!(told.contains(&format!("write it as \"{right}\"")), "{told}");
        assert!(reads(&by_hour(right)).is_ok());
    }
}
