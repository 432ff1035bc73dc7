//! `noria calibrate`, as a user runs it.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

const TOWN: &str = "format = 1\nname = \"town\"\nclock = { end = \"12 h\" }\nsites = { town = {}, camp = {} }\n\
    [routes.road] # said\nfrom = \"town\"\nto = \"camp\"\nboth_ways = true\ntime = { uniform = [\"20 min\", \"40 min\"] }\n\
    [people.everyone]\nat = \"town\"\nto = \"camp\"\ncount = { uniform = [500, 1500] } # nobody knows\n\
    [fleets.buses]\ncount = 5 # the Red Cross\nseats = 40\nstart = \"town\"\nboarding = { dwell = \"5 min\" }\n\
    [[public_figures]]\nwho = \"a doctor\"\nat = \"3 h\"\npeople = 600\nspread = 0.1\n\
    [[public_figures]]\nwho = \"a ministry\"\nat = \"11 h\"\npeople = 900\nbound = \"at-least\"\n";

const VARY: [&str; 6] = [
    "--vary",
    "fleets.buses.count=2..10",
    "--vary",
    "fleets.buses.seats=20..70",
    "--vary",
    "people.everyone.count",
];

fn noria(dir: &Path, args: &[&str]) -> std::process::Output {
    fs::write(dir.join("town.toml"), TOWN).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_noria"));
    let small = ["--particles", "150", "--attempts", "60000"];
    let mut all = vec!["calibrate", "town.toml"];
    all.extend(small.iter().filter(|_| !args.contains(&"--particles")));
    all.extend(args);
    command.current_dir(dir).env("NO_COLOR", "1").args(all).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn check(dir: &Path, file: &str) -> String {
    let output =
        Command::new(env!("CARGO_BIN_EXE_noria")).current_dir(dir).args(["check", file]).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
}

#[test]
fn a_calibration_says_what_is_known_and_writes_where_to_go_on_from() {
    let dir = tempfile::tempdir().unwrap();
    let output = noria(dir.path(), &[&VARY[..], &["--out", "one", "--jobs", "1"]].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    for part in [
        "2 public figures, ",
        "fleets.buses.count",
        "a doctor",
        "about 600",
        "at least 900",
        "warning: fleets.buses.count and fleets.buses.seats trade off (correlation −0.",
        "the figures tell their product to about ±",
        "the next forecast starts from one/posterior.toml",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let read = |file: &str| fs::read_to_string(dir.path().join("one").join(file)).unwrap();
    let posterior = read("posterior.csv");
    assert!(posterior.starts_with(
        "attempt,weight,fleets.buses.count,fleets.buses.seats,people.everyone.count,truth.0,truth.1\n"
    ));
    assert_eq!(posterior.lines().count(), 151);
    assert!(read("truth.csv").starts_with("time,seconds,group,mean,q05,q25,q50,q75,q95\n"));
    assert_eq!(read("figures.csv").lines().count(), 3);
    let summary: serde_json::Value = serde_json::from_str(&read("summary.json")).unwrap();
    assert_eq!((&summary["errors_as_stated"], &summary["particles"]), (&true.into(), &150.into()));
    let start = read("posterior.toml");
    for part in ["# Made by noria calibrate", "# the Red Cross", "# nobody knows", "count = { values = ["] {
        assert!(start.contains(part), "{part}: {start}");
    }
    assert!(check(dir.path(), "one/posterior.toml").contains("2 public figures"));
    if cfg!(feature = "plots") {
        assert!(read("posterior.svg").contains("What the public figures leave possible"));
        assert!(read("truth.svg").contains("How many people were out"));
    }
    let again = noria(dir.path(), &[&VARY[..], &["--out", "two", "--jobs", "3"]].concat());
    assert!(again.status.success());
    for file in
        ["posterior.csv", "truth.csv", "figures.csv", "summary.json", "posterior.toml", "manifest.json"]
    {
        assert_eq!(read(file), fs::read_to_string(dir.path().join("two").join(file)).unwrap(), "{file}");
    }
}

#[test]
fn times_of_the_clock_are_told_as_such() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("town.toml");
    let shut = "[[suspensions]]\nfrom = 2024-05-01T08:30:00\nto = 2024-05-01T09:00:00\nroutes = [\"road\"]\n";
    let town = TOWN.replace("clock = {", "clock = { start = 2024-05-01T08:00:00,");
    fs::write(&file, format!("{town}{shut}")).unwrap();
    let vary = ["--vary", "suspensions.0.to=2024-05-01T09:00:00..2024-05-01T13:00:00", "--vary", VARY[3]];
    let mut command = Command::new(env!("CARGO_BIN_EXE_noria"));
    let asked = ["calibrate", "town.toml", "--particles", "150", "--attempts", "60000", "--out", "one"];
    let output = command.current_dir(dir.path()).args(asked).args(vary).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    let row =
        said.lines().find(|line| line.starts_with("suspensions.0.to")).unwrap_or_else(|| panic!("{said}"));
    assert_eq!(row.matches("1 May ").count(), 5, "{said}");
    assert!(said.starts_with("town\n2 public figures, "), "{said}");
    let summary = fs::read_to_string(dir.path().join("one/summary.json")).unwrap();
    let summary: serde_json::Value = serde_json::from_str(&summary).unwrap();
    let value = &summary["values"][0];
    assert_eq!(value["unit"], "s since the start", "{value}");
    if cfg!(feature = "plots") {
        let figure = fs::read_to_string(dir.path().join("one/posterior.svg")).unwrap();
        assert!(["suspensions.0.to", "10:00", "1 May"].iter().all(|part| figure.contains(part)));
    }
}

#[test]
fn an_instant_is_not_asked_for_as_a_distribution() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("town.toml"), format!("{TOWN}[goal]\nby = 08:00:00\n")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_noria"));
    let asked = command.current_dir(dir.path()).args(["calibrate", "town.toml", "--vary", "goal.by"]);
    let told = text(&asked.output().unwrap().stderr);
    assert!(
        told.contains("`goal.by` is an instant: give a range or a list, as in goal.by=18:00..22:00"),
        "{told}"
    );
}

#[test]
fn a_reporter_can_be_left_out() {
    let dir = tempfile::tempdir().unwrap();
    let output = noria(dir.path(), &[&VARY[..2], &["--without", "a ministry", "--format", "json"]].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
    let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(summary["figures"].as_array().unwrap().len(), 1);
    assert!(dir.path().join("out/town-calibrate/manifest.json").is_file());
}

#[test]
fn attempts_that_are_used_up_are_told_and_end_with_their_code() {
    let dir = tempfile::tempdir().unwrap();
    let output = noria(dir.path(), &[&VARY[..], &["--particles", "150", "--attempts", "700"]].concat());
    assert_eq!(output.status.code(), Some(4));
    let told = [text(&output.stdout), text(&output.stderr)].concat();
    assert!(told.contains("the attempts were used up before the errors were as stated"), "{told}");
    assert!(told.contains("give more --attempts"), "{told}");
}

#[test]
fn what_cannot_be_calibrated_says_why_and_the_way_out() {
    let dir = tempfile::tempdir().unwrap();
    let count = "fleets.buses.count=2..10";
    for (args, code, says) in [
        (&[][..], 2, "nothing is unknown"),
        (&["--vary", "fleets.buses.count=20"], 2, "has only one value"),
        (&["--vary", "fleets.buses.count=2-20"], 2, "write a range with two dots"),
        (&["--vary", "fleets.busses.count"], 2, "did you mean `fleets.buses.count`?"),
        (&["--vary", count, "--vary", count], 2, "is varied twice"),
        (&["--vary", "fleets.busses.count=2..3"], 3, "--vary fleets.busses.count=2..3"),
        (&["--vary", "fleets.buses.count=-5..-2"], 3, "--vary fleets.buses.count=-5..-2"),
        (&["--vary", count, "--without", "a docter"], 2, "did you mean `a doctor`?"),
        (&["--vary", count, "--without", "a doctor", "--without", "a ministry"], 2, "add [[public_figures]]"),
        (&["--vary", count, "--set", "clock.end=\"6 h\""], 2, "after the end of the run"),
        (&["--vary", count, "--replications", "5"], 2, "--particles"),
        (&["--vary", count, "--audit"], 2, "noria run --audit"),
        (&["--vary", count, "--particles", "100", "--attempts", "50"], 2, "give more attempts"),
    ] {
        let output = noria(dir.path(), args);
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {told}");
        assert!(told.contains(says), "{args:?}: {told}");
    }
    assert!(!dir.path().join("out").exists());
}

#[test]
fn what_could_not_be_run_and_what_is_no_number_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let output = noria(dir.path(), &["--vary", "fleets.buses.count=0,4,6", "--out", "one"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let said = text(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains(
            "attempts could not be run, and such values count as ruled out; the first of them, with"
        ),
        "{said}"
    );
    assert!(said.contains("with fleets.buses.count=0: "), "{said}");
    assert!(!said.contains("-0.0 %"), "{said}");

    let words = ["--vary", "movement.0.outbound=convoy,independent", "--out", "two"];
    let file = dir.path().join("town.toml");
    fs::write(&file, format!("{TOWN}[[movement]]\noutbound = \"convoy\"\n")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_noria"));
    let asked = ["calibrate", "town.toml", "--particles", "150", "--attempts", "60000"];
    let output = command.current_dir(dir.path()).args(asked).args(words).args(&VARY[2..4]).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    assert!(said.contains("note: movement.0.outbound has no numbers of one unit"), "{said}");
    let start = fs::read_to_string(dir.path().join("two/posterior.toml")).unwrap();
    assert!(start.contains("# movement.0.outbound: as before; see posterior.csv"), "{start}");
}
