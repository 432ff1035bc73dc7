//! Sweeps, comparisons and searches that are killed go on.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use crate::program::resume::{assert_same, done, killed, noria, text};

/// A sweep of four settings to a folder.
fn sweep(scenario: &Path, out: &Path, more: &[&str]) -> Command {
    let mut command = noria(&["sweep"]);
    command.arg(scenario).args(["--vary", "fleets.buses.count=2..5:1", "--out"]).arg(out).args(more);
    if cfg!(feature = "parquet") {
        command.args(["--tables", "csv,parquet"]);
    }
    command
}

fn minimal() -> PathBuf {
    "scenarios/minimal.toml".into()
}

#[test]
fn a_sweep_that_is_killed_again_and_again_gives_the_same_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let [whole, out, store] = ["whole", "out", "store"].map(|name| dir.path().join(name));
    let long = ["-n", "4000"];
    done(sweep(&minimal(), &whole, &long));
    let mut kept = 0;
    for after in [150, 70, 230] {
        let mut command = sweep(&minimal(), &out, &long);
        command.arg("--store").arg(&store);
        if killed(command, after) {
            assert!(!out.exists(), "the folder is whole or absent");
        }
        let size = fs::read_dir(&store).unwrap().map(|log| log.unwrap().metadata().unwrap().len()).sum();
        assert!(size >= kept);
        kept = size;
    }
    let mut command = sweep(&minimal(), &out, &long);
    command.arg("--store").arg(&store);
    let output = done(command);
    assert!(text(&output.stderr).contains("going on: "), "{}", text(&output.stderr));
    assert_same(&whole, &out);
}

#[test]
fn a_sweep_interrupted_before_a_setting_is_complete_says_that_it_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let child = sweep(&minimal(), &out, &["-n", "1000000"]).stderr(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(1500));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    assert!(text(&output.stderr).contains("the same command goes on"), "{}", text(&output.stderr));
    assert!(!out.exists() && dir.path().join("out.partial").is_dir());
    let again = done(sweep(&minimal(), &out, &["-n", "32"]));
    assert!(text(&again.stderr).contains("going on: "), "{}", text(&again.stderr));
}

#[test]
fn a_setting_that_is_known_is_not_made_again() {
    let dir = tempfile::tempdir().unwrap();
    let [one, two, store] = ["one", "two", "store"].map(|name| dir.path().join(name));
    let kept = |out: &Path, more: &[&str]| -> Output {
        let mut command = sweep(&minimal(), out, &["-n", "48"]);
        command.arg("--store").arg(&store).args(more);
        done(command)
    };
    kept(&one, &[]);
    let again = text(&kept(&two, &[]).stderr);
    assert!(again.contains("going on: 192 replications"), "{again}");
    assert_same(&one, &two);
    // A wider sweep makes what is new alone.
    let mut wider = noria(&["sweep", "scenarios/minimal.toml", "--vary", "fleets.buses.count=2..6:1"]);
    wider.args(["-n", "48", "--no-plots", "--store"]).arg(&store).arg("--out").arg(dir.path().join("wider"));
    let wider = text(&done(wider).stderr);
    assert!(wider.contains("going on: 192 replications"), "{wider}");
}

#[test]
fn a_killed_comparison_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let [whole, out] = ["whole", "out"].map(|name| dir.path().join(name));
    let compare = |out: &Path, replications: &str| {
        let mut command = noria(&["compare", "scenarios/minimal.toml", "--against", "fleets.buses.count=5"]);
        command.args(["-n", replications, "--no-plots", "--out"]).arg(out);
        command
    };
    assert!(killed(compare(&out, "1000000"), 1600));
    assert!(dir.path().join("out.partial").is_dir() && !out.exists());
    done(compare(&whole, "160"));
    let output = done(compare(&out, "160"));
    assert!(text(&output.stderr).contains("going on: "), "{}", text(&output.stderr));
    assert_same(&whole, &out);
    assert!(!dir.path().join("out.partial").exists());
}

/// A search among six candidates that is the longer, the less is left to indifference.
fn search(out: &Path, indifference: &str, more: &[&str]) -> Command {
    let mut command = noria(&["fleet", "scenarios/minimal.toml", "--vary", "fleets.buses.count=1..6"]);
    command.args(["--goal", "by=4 h", "--goal", "probability=0.9", "--indifference", indifference]);
    command.arg("--out").arg(out).args(more);
    command
}

#[test]
fn a_search_that_is_killed_again_and_again_gives_the_same_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let [whole, out, again, store] = ["whole", "out", "again", "store"].map(|name| dir.path().join(name));
    let kept = |out: &Path, more: &[&str]| {
        let mut command = search(out, "0.0005", more);
        command.arg("--store").arg(&store);
        command
    };
    let logs = || fs::read_dir(&store).unwrap().count();
    done(search(&whole, "0.0005", &[]));
    for after in [150, 70, 230] {
        if killed(kept(&out, &[]), after) {
            assert!(!out.exists(), "the folder is whole or absent");
        }
    }
    let output = done(kept(&out, &[]));
    assert!(text(&output.stderr).contains("going on: "), "{}", text(&output.stderr));
    assert_same(&whole, &out);
    // All is known now, on any number of threads: nothing is made, and so nothing is kept.
    let before = logs();
    done(kept(&again, &["--jobs", "1"]));
    assert_same(&whole, &again);
    assert_eq!(logs(), before);
    // With other travel times alone, all that was sought with the scenario's own is known.
    done(kept(&again, &["--no-travel", "--frontier"]));
    assert_eq!(logs(), before);
}

#[cfg(unix)]
#[test]
fn an_interrupted_search_says_that_it_goes_on_and_does() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let interrupted = || {
        let child = search(&out, "0.000001", &[]).stderr(Stdio::piped()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(1400));
        assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130));
        assert!(!out.exists() && dir.path().join("out.partial").is_dir());
        text(&output.stderr)
    };
    let words = interrupted();
    assert!(words.contains("the same command goes on") && !words.contains("going on: "), "{words}");
    let words = interrupted();
    assert!(words.contains("going on: "), "{words}");
}

#[test]
fn a_search_without_an_answer_leaves_no_blocks_behind() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    // What an earlier one has left.
    assert!(killed(search(&out, "0.000001", &[]), 1400));
    assert!(dir.path().join("out.partial").is_dir());
    let output = search(&out, "0.01", &["--goal", "by=1 h"]).output().unwrap();
    assert_eq!(output.status.code(), Some(4), "{}", text(&output.stderr));
    assert!(out.is_dir() && !dir.path().join("out.partial").exists());
}
