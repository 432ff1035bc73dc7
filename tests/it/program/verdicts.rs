//! What a planner reads first: whether the goal is met, who misses it, and what is hardly meant.

use std::fs;

use assert_cmd::Command;

use super::flat;

/// Two villages: the vehicles of one are enough, those of the other are not.
const VILLAGES: &str = r#"
format = 1
clock = { end = "6 h" }
study = { replications = 20, seed = 5 }
sites = { near = { title = "Near Village" }, far = { title = "Far Village" }, hall = { title = "Sports Hall" } }
routes.near = { from = "near", to = "hall", both_ways = true, time = { uniform = ["8 min", "12 min"] }, km = 8 }
routes.far = { from = "far", to = "hall", both_ways = true, time = { uniform = ["55 min", "65 min"] }, km = 50 }
people.few = { at = "near", to = "hall", count = 30, title = "Near people" }
people.many = { at = "far", to = "hall", count = 200, title = "Far people" }
fleets.vans = { count = 1, seats = 10, start = "near", takes = ["few"] }
fleets.buses = { count = 1, seats = 40, start = "far", takes = ["many"] }
goal = { share = 1.0, by = "4 h", probability = 0.9 }
"#;

fn scenario(name: &str, text: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    let path = path.display().to_string();
    (folder, path)
}

/// What a command prints in a folder of its own.
fn says(name: &str, text: &str, arguments: &[&str]) -> String {
    let (folder, path) = scenario(name, text);
    let out = folder.path().join("out").display().to_string();
    let mut all = vec![arguments[0], &path];
    all.extend(&arguments[1..]);
    if arguments[0] == "run" {
        all.extend(["--no-plots", "--out", &out]);
    }
    let output = Command::new(env!("CARGO_BIN_EXE_noria")).env("NO_COLOR", "1").args(&all).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_table_begins_with_the_verdict_and_who_misses_the_goal() {
    let table = says("v.toml", VILLAGES, &["run"]);
    let (head, rows) = table.split_once("first departure").unwrap();
    // The bus is back at hour 2 and 4: it has brought 40 at hours 1 and 3, so that 120 wait and 40 get in at hour 4.
    assert!(
        head.contains(
            "goal: 100 % of all out by 4:00\nmet in 0.0 % of runs (95 %: 0.0 – 16.8); wanted in 90 %: no\n"
        ),
        "{head}"
    );
    assert!(
        head.contains(
            "not out by 4:00, on average of the runs with some:\n  Far people: 120 of 200 in every run: "
        ),
        "{head}"
    );
    assert!(head.contains("waiting at Far Village"), "{head}");
    assert!(head.contains("their vehicles, over the whole run: buses at work 100 %"), "{head}");
    assert!(!head.contains("Near people") && !head.contains("vans"), "{head}");
    assert!(rows.contains("people out by 4:00"), "{rows}");
}

#[test]
fn who_is_worst_off_comes_first_and_lines_stay_narrow() {
    let table = says(
        "v.toml",
        VILLAGES,
        &[
            "run",
            "--set",
            "goal.by=\"15 min\"",
            "--set",
            "people.few.title=\"People of the Nearest Village of All Who Have Very Long Names\"",
        ],
    );
    let [far, near] =
        ["  Far people: 200 of 200", "  People of the Nearest"].map(|line| table.find(line).unwrap());
    assert!(far < near, "{table}");
    let told = &table[table.find("goal:").unwrap()..table.find("their vehicles").unwrap()];
    assert!(told.lines().all(|line| line.chars().count() <= 80), "{table}");
}

#[test]
fn a_goal_that_is_met_is_said_to_be_and_nobody_is_listed() {
    let table = says("v.toml", VILLAGES, &["run", "-n", "60", "--set", "fleets.buses.count=5"]);
    assert!(table.contains("met in 100.0 % of runs (95 %: 94.0 – 100.0); wanted in 90 %: yes"), "{table}");
    assert!(!table.contains("not out"), "{table}");
}

#[test]
fn too_few_runs_are_not_taken_for_an_answer() {
    let table = says("v.toml", VILLAGES, &["run", "-n", "5", "--set", "fleets.buses.count=5"]);
    assert!(table.contains("wanted in 90 %: not sure yet"), "{table}");
}

#[test]
fn where_nothing_is_random_one_run_decides() {
    let certain = ["--set", "routes.near.time=\"10 min\"", "--set", "routes.far.time=\"60 min\""];
    let missed = says("v.toml", VILLAGES, &[&["run"], &certain[..]].concat());
    assert!(
        missed.contains("missed in the only possible run") && missed.contains("\n  Far people: 120 of 200: "),
        "{missed}"
    );
    let met =
        says("v.toml", VILLAGES, &[&["run"], &certain[..], &["--set", "fleets.buses.count=5"]].concat());
    assert!(met.contains("met in the only possible run") && !met.contains("not out"), "{met}");
}

#[test]
fn a_goal_about_one_group_is_missed_by_nobody_else() {
    let table = says("v.toml", VILLAGES, &["run", "--set", "goal.group=\"few\""]);
    assert!(table.contains("goal: 100 % of few out by 4:00\nmet in 100.0 %"), "{table}");
    assert!(!table.contains("not out"), "{table}");
}

#[test]
fn without_a_goal_those_are_told_who_are_left() {
    let text = VILLAGES.replace("goal = ", "# goal = ");
    let table = says("v.toml", &text, &["run", "--set", "clock.end=\"5 h\""]);
    assert!(!table.contains("goal"), "{table}");
    let left = "not out at the end, on average of the runs with some:\n  Far people: ";
    assert!(table.find(left).unwrap() < table.find("first departure").unwrap(), "{table}");
    let all_out = says("v.toml", &text, &["run", "--set", "fleets.buses.count=5"]);
    assert!(!all_out.contains("not out"), "{all_out}");
}

#[test]
fn people_are_told_by_where_they_are() {
    let more = "people.late = { at = \"near\", to = \"hall\", count = 40, arrivals = { times = [{ at = \"30 min\", people = 10 }, { at = \"5 h\", people = 30 }] } }\n";
    let table = says(
        "v.toml",
        &format!("{VILLAGES}{more}").replace("takes = [\"few\"]", "takes = [\"few\", \"late\"]"),
        &["run"],
    );
    assert!(table.contains("  late: 30 of 40 in every run: 30 not come yet\n"), "{table}");
}

#[test]
fn check_says_that_a_right_scenario_misses_its_goal() {
    let words = says("v.toml", VILLAGES, &["check"]);
    assert!(words.starts_with("v is right, but the goal will be missed: 0 of 20 runs meet it.\n"), "{words}");
    assert!(
        words.contains(
            "not out by 4:00, on average of the runs with some:\n  Far people: 120 of 200 in every run\n"
        ),
        "{words}"
    );
    let record: serde_json::Value =
        serde_json::from_str(&says("v.toml", VILLAGES, &["check", "--format", "json"])).unwrap();
    assert_eq!(
        (record["goal"]["met"].as_f64(), record["goal"]["verdict"].as_str()),
        (Some(0.0), Some("missed"))
    );
    let words = says("v.toml", VILLAGES, &["check", "--set", "fleets.buses.count=5"]);
    assert!(words.starts_with("v is right.\n"), "{words}");
}

#[test]
fn check_doubts_what_is_hardly_meant() {
    let doubted = |set: &[&str]| -> Vec<String> {
        let arguments: Vec<&str> =
            ["check"].into_iter().chain(set.iter().flat_map(|set| ["--set", *set])).collect();
        let words = says("v.toml", VILLAGES, &arguments);
        words.lines().filter(|line| line.starts_with("warning")).map(str::to_owned).collect()
    };
    assert_eq!(doubted(&[]), [""; 0]);
    // Nine trips of the van and two of the bus, for 230 people.
    let cases: [(&[&str], &str); 5] = [
        (
            &["routes.far.time=\"1 min 15 s\"", "routes.far.km=36"],
            "routes.far: 36 km in 0:01:15 h on average are 1728 km/h",
        ),
        (
            &["routes.far.time=\"50 h\"", "clock.end=\"9 days\""],
            "routes.far: 50 km in 50:00 h on average are 1.0 km/h",
        ),
        (
            &["fleets.buses.boarding={ dwell = \"10 h\" }", "clock.end=\"9 days\""],
            "fleets.buses.boarding.dwell is 10:00 h at each stop on average",
        ),
        (
            &["fleets.vans.alighting={ per_person = \"40 min\" }", "clock.end=\"9 days\""],
            "fleets.vans.alighting.per_person is 0:40 h for each person on average",
        ),
        (
            &["clock.end=\"3 h\"", "goal.by=\"3 h\""],
            "until the end, 3:00, the vehicles have places for some 170 of 230 people in all their trips",
        ),
    ];
    for (set, doubt) in cases {
        let said = doubted(set);
        assert!(said.contains(&format!("warning: {doubt}")), "{set:?}: {said:?}");
    }
    let by_length =
        VILLAGES.replace("time = { uniform = [\"55 min\", \"65 min\"] }, km = 50", "speed = 400, km = 50");
    let words = says("v.toml", &by_length, &["check", "--set", "fleets.buses.speed=200"]);
    for doubt in ["routes.far is driven at 400 km/h", "fleets.buses drives at 200 km/h"] {
        assert!(words.contains(&format!("\nwarning: {doubt}\n")), "{words}");
    }
}

#[test]
fn what_ifs_are_changes_of_the_scenario_in_every_command() {
    let same = |command: &[&str], short: &[&str], long: &[&str]| {
        let said = |more: &[&str]| {
            let text = says("v.toml", VILLAGES, &[command, more].concat());
            text.split("\nwritten to").next().unwrap().to_owned()
        };
        assert_eq!(said(short), said(long), "{command:?}");
        assert_ne!(said(short), said(&[]), "{command:?}");
    };
    let short = ["--travel", "1.5", "--travel", "near=2", "--demand", "1.2", "--demand", "many=0.9"];
    let long = [
        "--set",
        "what_if.travel=1.5",
        "--set",
        "what_if.routes.near=2",
        "--set",
        "what_if.demand=1.2",
        "--set",
        "what_if.groups.many=0.9",
    ];
    for command in ["run", "check", "trace"] {
        same(&[command], &short, &long);
    }
    let slow = says("v.toml", VILLAGES, &["run", "--travel", "1.5"]);
    assert!(slow.contains("with what_if.travel = 1.5\n"), "{slow}");
    for wrong in ["fast", "road=", "=", "1,3", "inf"] {
        let output = Command::new(env!("CARGO_BIN_EXE_noria"))
            .args(["check", "v.toml", "--travel", wrong])
            .output()
            .unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains("write a factor, as in 1.3 or corridor=1.3"), "{told}");
    }
}

#[test]
fn a_goal_of_what_is_known_has_a_verdict_and_a_comparison_tells_errors() {
    let doctor = "observers.doctor = { post = { arrivals = \"hall\" }, coverage = 0.5, reports = { every = \"1 h\" } }\n";
    let known = VILLAGES.replace(
        "goal = { share = 1.0, by = \"4 h\"",
        "goal = { observer = \"doctor\", within = 0.05, by = \"4 h\"",
    );
    let known = known.replace("goal = ", &format!("{doctor}goal = "));
    let table = says("v.toml", &known, &["run"]);
    assert!(table.contains("\ngoal: count of “doctor” right to 5 % by 4:00\nmet in "), "{table}");
    assert!(!table.contains("not out"), "{table}");
    let (folder, path) = scenario("v.toml", &known);
    let arguments = ["compare", &path, "--against", "observers.doctor.coverage=1.0", "--no-plots", "--out"];
    let output = Command::new(env!("CARGO_BIN_EXE_noria"))
        .args(arguments)
        .arg(folder.path().join("out"))
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        flat(&said).split("error ").any(|row| row.contains("(doctor)") && row.contains(" of 20")),
        "{said}"
    );
}

#[test]
fn full_shelters_are_named_whatever_the_vehicles_do() {
    let text = VILLAGES.replace("title = \"Sports Hall\"", "title = \"Sports Hall\", capacity = 100");
    let table = says("v.toml", &text, &["run", "--set", "fleets.buses.count=9"]);
    assert!(table.contains("\n  no room for more at Sports Hall (100 places)\n"), "{table}");
    let table = says("v.toml", VILLAGES, &["run"]);
    assert!(!table.contains("no room"), "{table}");
}

#[test]
fn people_are_counted_in_the_runs_with_some_who_are_not_out() {
    // Two trips of the bus bring 80 at hours 1 and 3: of 40 or 120 people all are out in one half of the runs.
    let some =
        ["run", "--set", "people.many.count={ values = [40, 120] }", "--set", "routes.far.time=\"60 min\""];
    let table = says("v.toml", VILLAGES, &some);
    let line = table.lines().find(|line| line.starts_with("  Far people: ")).unwrap();
    assert!(
        line.starts_with("  Far people: 40 of 120 in ") && line.contains(" of 20 runs: 40 in vehicles"),
        "{line}"
    );
}

#[test]
fn what_a_scenario_supposes_is_said() {
    let text = VILLAGES.replace("goal = ", "what_if = { travel = 3, groups = { few = 2 } }\ngoal = ");
    for command in ["run", "check"] {
        let said = says("v.toml", &text, &[command]);
        for line in ["what if: every drive takes 3 times as long", "what if: 2 times as many few come"] {
            assert!(said.contains(&format!("\n{line}\n")), "{said}");
        }
    }
    let typed = says("v.toml", VILLAGES, &["check", "--travel", "near=2"]);
    assert!(typed.contains("\nwhat if: drives on near take 2 times as long\n"), "{typed}");
}
