//! Hints: whoever does what stands behind `help:` is right then.

use std::fs;
use std::path::Path;

use crate::program::commands::{noria, text};

/// A folder with a new scenario.
fn folder() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    assert!(noria().current_dir(dir.path()).args(["new", "harbour"]).output().unwrap().status.success());
    dir
}

/// What is said on standard error, and the exit code.
fn told(dir: &Path, args: &[&str]) -> (i32, String) {
    let output = noria().current_dir(dir).args(args).output().unwrap();
    (output.status.code().unwrap(), text(&output.stderr))
}

/// The text behind the first `help:`, or behind that of an override, to the end of its line.
fn help(message: &str) -> &str {
    let message = message.split_once(" | --set ").map_or(message, |(_, behind)| behind);
    let (_, help) = message.split_once("help: ").unwrap_or_else(|| panic!("no help in\n{message}"));
    help.lines().next().unwrap()
}

/// The values that a hint says to write: all that stand between `write` and the end of the sentence.
fn values(help: &str) -> Vec<String> {
    let help = help.replace("write it with two digits each: ", "write ");
    let told = help.strip_prefix("write ").or_else(|| help.strip_prefix("give a unit: "));
    let told = told.unwrap_or_else(|| panic!("“{help}” says nothing to write"));
    let told = told.trim_end_matches(", without quotes").split(" if you mean").next().unwrap();
    told.split(", or ").map(str::to_owned).collect()
}

#[test]
fn a_file_whose_ending_was_left_out_is_named() {
    let dir = folder();
    for command in ["run", "check"] {
        let (code, said) = told(dir.path(), &[command, "harbour"]);
        assert_eq!((code, help(&said)), (5, "did you mean harbour.toml?"), "{said}");
    }
    let (_, said) = told(dir.path(), &["run", "haven"]);
    assert_eq!(help(&said), "check its name and folder");
}

/// The wrong value of each line is what the line has; each value that is told makes the file right.
#[test]
fn a_value_that_is_told_is_right() {
    let dir = folder();
    let path = dir.path().join("harbour.toml");
    let right = fs::read_to_string(&path).unwrap();
    for (line, key, wrong) in [
        ("count = 6", "count", "\"12\""),
        ("count = 6", "count", "\"1,240\""),
        ("count = 6", "count", "1,240"),
        ("count = 6", "count", "\"1 240\""),
        ("count = 6", "count", "1'240"),
        ("count = 6", "count", "1.240,0"),
        ("km   = 12", "km", "12,5"),
        ("km   = 12", "km", "\"12,5\""),
        ("km   = 12", "km", "1,240"),
        ("km   = 12", "km", "\"12 km\""),
        ("km   = 12", "km", "12 km"),
        ("km   = 12", "km", "1.240,5"),
        ("share = 1.0", "share", "\"95 %\""),
        ("share = 1.0", "share", "95 %"),
        ("share = 1.0", "share", "95%"),
        ("share = 1.0", "share", "95"),
        ("share = 1.0", "share", "0,95"),
        ("probability = 0.95", "probability", "90 %"),
        ("both_ways = true", "both_ways", "yes"),
        ("both_ways = true", "both_ways", "True"),
        ("both_ways = true", "both_ways", "\"true\""),
        ("both_ways = true", "both_ways", "1"),
        ("replications = 1000", "replications", "1,000"),
        ("by    = 2026-05-02T14:00:00+02:00", "by", "6 h"),
        ("by    = 2026-05-02T14:00:00+02:00", "by", "9:30"),
        ("by    = 2026-05-02T14:00:00+02:00", "by", "\"9:30\""),
        ("start = \"school\"\nboarding", "start", "school"),
        ("needs = \"seat\"", "needs", "Seat"),
        ("time_factor = 0.8", "time_factor", "80 %"),
        ("time_factor = 0.8", "time_factor", "\"0,8\""),
        ("title  = \"Stadium\"", "title", "Stadium"),
        ("title  = \"Stadium\"", "title", "5"),
    ] {
        let (_, rest) = line.split_once('\n').unwrap_or((line, ""));
        let put = |value: &str| {
            assert!(right.contains(line), "{line}");
            let with = format!("{key} = {value}{}{rest}", if rest.is_empty() { "" } else { "\n" });
            fs::write(&path, right.replacen(line, &with, 1)).unwrap();
            told(dir.path(), &["check", "harbour.toml"])
        };
        let (code, message) = put(wrong);
        assert_eq!(code, 3, "{key} = {wrong}");
        for value in values(help(&message)) {
            let (code, again) = put(&value);
            assert_eq!(code, 0, "{key} = {wrong}: “{}”, then\n{again}", help(&message));
        }
    }
}

/// The same inside tables on one line, and of times.
#[test]
fn a_value_inside_a_table_that_is_told_is_right() {
    let dir = folder();
    let path = dir.path().join("harbour.toml");
    let right = fs::read_to_string(&path).unwrap();
    let dwell = "{ dwell = \"5 min\", per_person = \"10 s\" }";
    for wrong in [
        "\"0:10\"",
        "0:10",
        "10.0",
        "10",
        "5 min",
        "\"1,5 h\"",
        "1,5 h",
        "\"1:30\"",
        "\".5 h\"",
        "\"PT10M\"",
        "\"5\"",
    ] {
        let put = |value: &str| {
            let with = format!("{{ dwell = {value}, per_person = \"10 s\" }}");
            fs::write(&path, right.replacen(dwell, &with, 1)).unwrap();
            told(dir.path(), &["check", "harbour.toml"])
        };
        let (code, message) = put(wrong);
        assert_eq!(code, 3, "{wrong}");
        for value in values(help(&message)) {
            assert_eq!(put(&value).0, 0, "{wrong}: {}", help(&message));
        }
    }
    let time = "time = { triangular = [\"20 min\", \"25 min\", \"45 min\"] }";
    for (wrong, values_of) in
        [("60 km/h", true), ("\"60 km/h\"", true), ("\"37,5 mph\"", true), ("60", false)]
    {
        let put = |value: &str| {
            fs::write(&path, right.replacen(time, &format!("speed = {value}"), 1)).unwrap();
            told(dir.path(), &["check", "harbour.toml"])
        };
        let (code, message) = put(wrong);
        assert_eq!(code, if values_of { 3 } else { 0 }, "{wrong}: {message}");
        if values_of {
            values(help(&message)).iter().for_each(|value| assert_eq!(put(value).0, 0, "{wrong}: {value}"));
        }
    }
}

#[test]
fn whole_numbers_may_be_written_with_a_point() {
    let dir = folder();
    assert_eq!(told(dir.path(), &["check", "harbour.toml", "--set", "fleets.buses.count=10.0"]).0, 0);
}

/// What is told of an override is right in its place.
#[test]
fn an_override_that_is_told_is_right() {
    let dir = folder();
    let check = |edit: &str| told(dir.path(), &["check", "harbour.toml", "--set", edit]);
    for (path, wrong) in [
        ("fleets.buses.count", "1,240"),
        ("routes.road.km", "12,5"),
        ("routes.road.km", "12 km"),
        ("goal.share", "95%"),
        ("goal.share", "95 %"),
        ("fleets.buses.boarding.dwell", "0:10"),
        ("routes.road.both_ways", "yes"),
    ] {
        let (code, message) = check(&format!("{path}={wrong}"));
        assert_eq!(code, 3, "{path}={wrong}");
        for value in values(help(&message)) {
            assert_eq!(check(&format!("{path}={value}")).0, 0, "{path}={wrong}: {}", help(&message));
        }
    }
    for (wrong, value) in [
        ("fleets.busses.count", "3"),
        ("fleets.buses.cuont", "3"),
        ("fleet.buses.count", "3"),
        ("buses.count", "3"),
        ("replications", "3"),
        ("dwell", "5 min"),
        ("stretchers", "2"),
        ("road.time", "5 min"),
    ] {
        let (code, message) = check(&format!("{wrong}={value}"));
        assert_eq!(code, 3, "{wrong}");
        let hint = help(&message).split("\n").next().unwrap();
        let meant: Vec<&str> = hint.split('`').skip(1).step_by(2).collect();
        assert!(hint.starts_with("did you mean ") && !meant.is_empty(), "{wrong}: {hint}");
        for name in meant {
            // Of a slip in one step only that step is told.
            let steps: Vec<&str> = wrong.split('.').collect();
            let mended = steps.iter().map(|step| {
                let path =
                    steps.iter().map(|other| if other == step { name } else { other }).collect::<Vec<_>>();
                path.join(".")
            });
            let mut tried = std::iter::once(name.to_owned()).chain(mended);
            assert!(tried.any(|path| check(&format!("{path}={value}")).0 == 0), "{wrong}: {hint}");
        }
    }
}

/// A metric in place of a path is told to be one; the command in the hint works.
#[test]
fn a_metric_in_place_of_a_path_is_told() {
    let dir = folder();
    for args in [
        &["check", "harbour.toml", "--set", "wait_mean=3"][..],
        &["compare", "harbour.toml", "--against", "wait_mean=3"],
        &["sweep", "harbour.toml", "--vary", "wait_mean=1..3"],
        &["sweep", "harbour.toml", "--vary", "wait_mean"],
        &["sweep", "harbour.toml", "--outer", "wait_mean"],
        &["fleet", "harbour.toml", "--vary", "wait_mean=1..3"],
        &["fleet", "harbour.toml", "--vary", "wait_mean[walking]"],
    ] {
        let (code, message) = told(dir.path(), args);
        assert!([2, 3].contains(&code), "{args:?}");
        assert!(message.contains("`wait_mean` is a metric, which runs find; a path names"), "{message}");
        assert!(message.contains("as in fleets.buses.count: `noria explain`"), "{message}");
    }
    assert_eq!(told(dir.path(), &["explain", "fleets.buses.count"]).0, 0);
    let vary =
        ["sweep", "harbour.toml", "-n", "2", "--no-plots", "--vary", "fleets.buses.count=6..7", "--metric"];
    let with = |metric: &str| told(dir.path(), &[&vary[..], &[metric]].concat());
    let (code, message) = with("fleets.buses.count");
    assert!(code == 2 && help(&message).contains("such as out_90: `noria metrics` lists them"), "{message}");
    assert_eq!(with("out_90").0, 0);
}

/// A scenario in place of a command: the commands that are told run.
#[test]
fn a_scenario_in_place_of_a_command_is_told() {
    let dir = folder();
    for typed in [
        &["harbour.toml"][..],
        &["./harbour.toml"],
        &["harbour"],
        &["harbour.toml", "-n", "2", "--no-plots", "--set", "fleets.buses.boarding.dwell=5 min"],
    ] {
        let (code, message) = told(dir.path(), typed);
        assert_eq!(code, 2, "{typed:?}: {message}");
        assert!(message.contains("is a scenario, not a command"), "{message}");
        let commands: Vec<&str> = help(&message).split('`').skip(1).step_by(2).collect();
        assert!(commands.len() == 2 && commands[0].starts_with("noria run "), "{message}");
        for command in commands {
            let line = command.strip_prefix("noria ").unwrap();
            let words: Vec<&str> = line
                .split('\'')
                .flat_map(|part| match part.contains("dwell") {
                    true => vec![part],
                    false => part.split_whitespace().collect(),
                })
                .collect();
            assert_eq!(told(dir.path(), &words).0, 0, "{command}");
        }
    }
    let (code, message) = told(dir.path(), &["chekc", "harbour.toml"]);
    assert!(code == 2 && message.contains("'check'"), "{message}");
}

#[test]
fn a_factor_that_is_none_or_given_twice_is_said_to_be() {
    let town = "scenarios/minimal.toml";
    for (rest, says) in [
        (&["--travel", "road=1.5", "--travel", "road=2"][..], "--travel is given twice for `road`"),
        (&["--demand", "2", "--demand", "3"], "--demand is given twice\n"),
        (&["--demand", "-1"], "demand"),
    ] {
        let output = noria().arg("check").arg(town).args(rest).output().unwrap();
        let told = text(&output.stderr);
        assert!(matches!(output.status.code(), Some(2 | 3)) && told.contains("= help: "), "{rest:?}: {told}");
        assert!(told.contains(says) && !told.contains("-- -1"), "{told}");
    }
    assert!(
        noria()
            .args(["check", town, "--travel", "road=1.5", "--demand", "2"])
            .output()
            .unwrap()
            .status
            .success()
    );
}
