use std::fs;
use std::path::Path;

use assert_cmd::Command;

pub(crate) fn noria() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_noria"));
    command.env("NO_COLOR", "1");
    command
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn run(out: &Path, more: &[&str]) -> std::process::Output {
    let mut command = noria();
    command.args(["run", "scenarios/minimal.toml", "--replications", "20", "--out"]).arg(out).args(more);
    command.output().unwrap()
}

#[test]
fn a_run_writes_the_whole_folder_and_prints_a_table() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let output = run(&out, &[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let table = text(&output.stdout);
    for row in
        ["20 replications, seed 1", "everybody out", "50 % out", "99 % out", "loaded trips", "wait, mean"]
    {
        assert!(table.contains(row), "{row} is not in\n{table}");
    }
    for file in
        ["summary.json", "replications.csv", "headcount.csv", "trips.csv", "manifest.json", "run.json"]
    {
        assert!(out.join(file).is_file(), "{file}");
    }
    #[cfg(feature = "plots")]
    {
        for name in ["headcount", "distributions", "stringline", "vehicles"] {
            let png = fs::read(out.join(format!("{name}.png"))).unwrap();
            assert!(png.starts_with(b"\x89PNG") && png.len() > 10_000, "{name}");
            assert!(fs::read_to_string(out.join(format!("{name}.svg"))).unwrap().contains("<title>"));
        }
    }
    let summary: serde_json::Value =
        serde_json::from_slice(&fs::read(out.join("summary.json")).unwrap()).unwrap();
    let out_metric = summary["metrics"].as_array().unwrap().iter().find(|m| m["name"] == "out").unwrap();
    assert_eq!((out_metric["mean"].as_f64(), out_metric["n"].as_u64()), (Some(600.0), Some(20)));
    let trips = fs::read_to_string(out.join("trips.csv")).unwrap();
    assert!(
        trips.starts_with("replication,fleet,vehicle,trip,movement,convoy,from,to,people,queued_s,"),
        "{trips}"
    );
    assert!(trips.lines().skip(1).all(|row| row.starts_with("0,buses,")));
}

#[test]
fn the_same_inputs_give_the_same_bytes_and_another_seed_does_not() {
    let dir = tempfile::tempdir().unwrap();
    let outs = ["one", "four", "seed"].map(|name| dir.path().join(name));
    for (out, more) in outs.iter().zip([["--jobs", "1"], ["--jobs", "4"], ["--seed", "9"]]) {
        assert!(run(out, &more).status.success());
    }
    let mut files = vec!["summary.json", "replications.csv", "headcount.csv", "trips.csv", "manifest.json"];
    if cfg!(feature = "plots") {
        files.extend(["headcount.svg", "distributions.svg", "stringline.svg", "vehicles.svg"]);
    }
    for file in files {
        let [one, four, seed] = [0, 1, 2].map(|place| fs::read(outs[place].join(file)).unwrap());
        assert!(one == four, "{file} differs between threads");
        assert!(one != seed, "{file} does not depend on the seed");
    }
}

#[test]
fn json_goes_to_standard_output_and_is_the_summary() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let output = run(&out, &["--format", "json", "--no-plots", "--trips", "all", "--audit"]);
    assert_eq!(text(&output.stdout), fs::read_to_string(out.join("summary.json")).unwrap());
    for name in ["headcount", "stringline", "vehicles"] {
        assert!(!out.join(format!("{name}.png")).exists());
    }
    assert!(fs::read_to_string(out.join("trips.csv")).unwrap().contains("\n19,buses,"));
}

#[test]
fn a_precision_ends_the_run_when_it_is_reached() {
    let dir = tempfile::tempdir().unwrap();
    let output = noria()
        .args([
            "run",
            "scenarios/minimal.toml",
            "--precision",
            "out_90=0.5%",
            "--format",
            "json",
            "--no-plots",
            "--out",
        ])
        .arg(dir.path().join("out"))
        .output()
        .unwrap();
    let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let n = summary["replications"].as_u64().unwrap();
    assert!((128..1000).contains(&n) && summary["precise"] == true, "{n}");
}

#[test]
fn every_failure_has_its_exit_code_and_a_way_out() {
    let dir = tempfile::tempdir().unwrap();
    let theirs = dir.path().join("theirs");
    fs::create_dir(&theirs).unwrap();
    fs::write(theirs.join("precious"), "x").unwrap();
    let theirs = theirs.to_str().unwrap();
    for (args, code, says) in [
        (vec!["run"], 2, "required arguments"),
        (vec!["run", "scenarios/minimal.toml", "--replications", "0"], 2, "0 is not in 1..=10000000"),
        (vec!["run", "scenarios/minimal.toml", "--precision", "2"], 2, "write a percentage such as 2%"),
        (vec!["run", "scenarios/minimal.toml", "--precision", "oot=2%"], 2, "no metric `oot[all]`"),
        (vec!["check", "scenarios/minimal.toml", "--set", "fleets.buses.cuont=3"], 3, "did you mean `count`"),
        (vec!["run", "scenarios/none.toml"], 5, "scenarios/none.toml"),
        (vec!["run", "scenarios/minimal.toml", "-n", "1", "--out", theirs], 5, "was not written by noria"),
        (vec!["run", "scenarios/minimal.toml", "-n", "1", "--out", "/proc/noria"], 5, "--out"),
        (vec!["new", "a/b"], 2, "use letters"),
    ] {
        let output = noria().args(&args).output().unwrap();
        let message = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {message}");
        assert!(message.contains(says), "{args:?}: {message}");
        assert!(output.stdout.is_empty(), "{args:?}");
    }
    assert_eq!(fs::read_dir(theirs).unwrap().count(), 1, "nothing was put into another's folder");
}

#[test]
fn a_new_scenario_is_right_and_is_never_written_over() {
    let dir = tempfile::tempdir().unwrap();
    let new = || noria().current_dir(dir.path()).args(["new", "harbour"]).output().unwrap();
    assert!(new().status.success());
    assert_eq!(new().status.code(), Some(5));
    let check = noria().current_dir(dir.path()).args(["check", "harbour.toml"]).output().unwrap();
    assert!(check.status.success(), "{}", text(&check.stderr));
    let run =
        noria().current_dir(dir.path()).args(["run", "harbour.toml", "-n", "50", "-q"]).output().unwrap();
    assert!(run.status.success() && run.stdout.is_empty(), "{}", text(&run.stderr));
    assert!(dir.path().join("out/harbour/summary.json").is_file());
}

#[test]
fn what_a_killed_process_began_of_a_new_scenario_goes_with_the_next() {
    let dir = tempfile::tempdir().unwrap();
    let put = |name: &str, words: &str| fs::write(dir.path().join(name), words).unwrap();
    let whole = {
        assert!(noria().current_dir(dir.path()).args(["new", "one"]).output().unwrap().status.success());
        fs::read_to_string(dir.path().join("one.toml")).unwrap()
    };
    put(".noria-new-a1B2c3", &whole);
    put(".noria-new-d4E5f6", &whole[..9]);
    put(".noria-new-g7H8i9", "");
    put(".noria-new-diary", "my own");
    put(".noria-wish", "");
    let at_work = dir.path().join(".noria-new-busy00");
    let lock = fs::File::create(&at_work).unwrap();
    lock.lock().unwrap();
    assert!(noria().current_dir(dir.path()).args(["new", "two"]).output().unwrap().status.success());
    let left =
        fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut left: Vec<String> = left.collect();
    left.sort();
    assert_eq!(left, [".noria-new-busy00", ".noria-new-diary", ".noria-wish", "one.toml", "two.toml"]);
}

#[test]
fn a_trace_of_a_replication_that_is_not_made_is_refused() {
    let asked = |number: &str| {
        noria().args(["trace", "scenarios/minimal.toml", "-n", "5", "-r", number]).output().unwrap()
    };
    assert!(asked("4").status.success());
    let refused = asked("5");
    assert_eq!((refused.status.code(), refused.stdout.len()), (Some(2), 0));
    assert!(
        text(&refused.stderr).contains("5 are made, with numbers from 0 to 4"),
        "{}",
        text(&refused.stderr)
    );
}

#[test]
fn the_trace_shows_every_event_as_text_and_as_json() {
    let trace = |format: &str| {
        let args = ["trace", "scenarios/minimal.toml", "--replication", "2", "--format", format];
        text(&noria().args(args).output().unwrap().stdout)
    };
    let (words, lines) = (trace("text"), trace("json"));
    assert!(words.contains("buses 1 departs for stadium (50 people)"), "{words}");
    let events: Vec<serde_json::Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let out: u64 =
        events.iter().filter(|e| e["event"] == "alighted").map(|e| e["people"].as_u64().unwrap()).sum();
    assert_eq!(out, 600);
}

#[test]
fn help_manual_completions_and_schema_are_there() {
    for (args, says) in [
        (vec!["--help"], "Exit codes: 0 done"),
        (vec!["run", "--help"], "--precision"),
        (vec!["man"], ".TH noria"),
        (vec!["completions", "bash"], "_noria"),
        (vec!["schema"], "draft-07"),
        (vec!["--version"], "noria "),
    ] {
        let output = noria().args(&args).output().unwrap();
        assert!(output.status.success() && text(&output.stdout).contains(says), "{args:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_broken_pipe_is_no_error() {
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_noria"))
        .args(["trace", "scenarios/aleppo-2016-night.toml"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", text(&output.stderr));
}

#[cfg(unix)]
#[test]
fn ctrl_c_writes_what_is_complete_and_marks_it() {
    use std::process::{Command, Stdio};
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let mut child = Command::new(env!("CARGO_BIN_EXE_noria"))
        .args(["run", "scenarios/minimal.toml", "-n", "10000000", "--no-plots", "--out"])
        .arg(&out)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(std::time::Duration::from_secs(2));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).output().unwrap().status.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let summary: serde_json::Value =
        serde_json::from_slice(&fs::read(out.join("summary.json")).unwrap()).unwrap();
    assert!(summary["interrupted"] == true && summary["replications"].as_u64().unwrap() > 0);
}

/// Which files a scenario reads is told, whether they are there or not.
#[test]
fn a_check_lists_the_files_that_are_read() {
    let files = |more: &[&str]| {
        let output =
            noria().args(["check", "--files", "scenarios/reference.toml"]).args(more).output().unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let other = "fleets.buses.seats={ csv = { file = \"none.csv\", column = \"seats\" } }";
    let all = files(&["--set", other]);
    let all: Vec<&str> = all.lines().collect();
    assert_eq!(all[0], "scenarios/reference.toml");
    assert!(all.contains(&"scenarios/times.csv") && all.contains(&"scenarios/none.csv"), "{all:?}");
    let listed: Vec<String> = serde_json::from_str(&files(&["--set", other, "--format", "json"])).unwrap();
    assert_eq!(listed, all);
}
