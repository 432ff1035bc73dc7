//! Work that is killed goes on, and parts are joined into what one machine would have written.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use noria::output::tables;
use noria::plan::Plan;
use noria::scenario::Scenario;
use noria::store::{Key, Store};
use noria::study::{Ensemble, Part, RunOptions, Study, Trips};
use proptest::prelude::*;

pub(crate) fn noria(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_noria"));
    command.env("NO_COLOR", "1").args(args);
    command
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

pub(crate) fn done(mut command: Command) -> Output {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", text(&output.stderr));
    output
}

/// All that is promised to be the same bytes.
pub(crate) fn assert_same(one: &Path, other: &Path) {
    let names = |folder: &Path| {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names(one), names(other));
    for name in names(one).iter().filter(|name| *name != "run.json") {
        let [a, b] = [one, other].map(|folder| fs::read(folder.join(name)).unwrap());
        assert!(a == b, "{} differs", name.display());
    }
}

/// Starts a command and kills it after so many milliseconds. Whether it was still at work.
pub(crate) fn killed(mut command: Command, after: u64) -> bool {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(after));
    child.kill().unwrap();
    !child.wait().unwrap().success()
}

const LONG: &[&str] = &["run", "scenarios/minimal.toml", "-n", "4000", "--no-plots", "--trips", "all"];

#[test]
fn a_run_that_is_killed_again_and_again_gives_the_same_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let [whole, out, store] = ["whole", "out", "store"].map(|name| dir.path().join(name));
    let to = |out: &Path| {
        let mut command = noria(LONG);
        command.arg("--out").arg(out);
        command
    };
    done(to(&whole));
    let mut kept = 0;
    for after in [150, 70, 230] {
        let mut command = to(&out);
        command.arg("--store").arg(&store);
        if killed(command, after) {
            assert!(!out.exists(), "the folder is whole or absent");
        }
        let size = fs::read_dir(&store).unwrap().map(|log| log.unwrap().metadata().unwrap().len()).sum();
        assert!(size >= kept);
        kept = size;
    }
    let mut command = to(&out);
    command.arg("--store").arg(&store);
    let output = done(command);
    assert!(text(&output.stderr).contains("going on: "), "{}", text(&output.stderr));
    assert_same(&whole, &out);
}

#[test]
fn a_killed_run_goes_on_from_beside_its_folder_and_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let [whole, out, partial] = ["whole", "out", "out.partial"].map(|name| dir.path().join(name));
    let to = |out: &Path| {
        let mut command =
            noria(&["run", "scenarios/minimal.toml", "-n", "100000", "--precision", "clearance_time=0.02%"]);
        command.args(["--no-plots", "--out"]).arg(out);
        command
    };
    // It would go on for long: the precision is seldom reached before.
    assert!(killed(to(&out), 1600));
    assert!(partial.is_dir() && !out.exists());
    let short = |out: &Path, more: &[&str]| {
        let mut command = noria(&["run", "scenarios/minimal.toml", "-n", "640", "--no-plots", "--out"]);
        command.arg(out).args(more);
        done(command)
    };
    short(&whole, &[]);
    let output = short(&out, &[]);
    assert!(text(&output.stderr).contains("going on: "), "{}", text(&output.stderr));
    assert_same(&whole, &out);
    assert!(!partial.exists(), "what was kept is gone when it is of no more use");
}

#[test]
fn what_is_known_is_not_made_again_and_fresh_makes_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = dir.path().join("store");
    let run = |more: &[&str]| {
        let mut command = noria(&["run", "scenarios/minimal.toml", "-n", "64", "--no-plots", "--store"]);
        command.arg(&store).arg("--out").arg(dir.path().join("out")).args(more);
        text(&done(command).stderr)
    };
    assert_eq!(run(&[]), "");
    assert!(run(&[]).contains("going on: 64 replications"));
    assert_eq!(run(&["--fresh"]), "");
    for other in [["--seed", "9"], ["--set", "fleets.buses.count=9"], ["--trips", "all"]] {
        let said = run(&other);
        assert!(said.starts_with("note: ") && said.contains("holds the results of other options"), "{said}");
        assert!(!said.contains("going on"), "{other:?} is another study: {said}");
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_part_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let part = |replications: &str| {
        let mut command =
            noria(&["run", "scenarios/minimal.toml", "-n", replications, "--shard", "2/2", "--out"]);
        command.arg(dir.path().join("part"));
        command
    };
    let mut child = part("1000000").stderr(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(400));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(!dir.path().join("part").exists());
    let output = done(part("64"));
    assert!(text(&output.stderr).contains("going on: "), "{}", text(&output.stderr));
}

/// A scenario with a CSV file beside it, in a folder of its own.
pub(crate) fn scenario_with_file(dir: &Path) -> PathBuf {
    fs::create_dir(dir.join("plan")).unwrap();
    let minimal = fs::read_to_string("scenarios/minimal.toml").unwrap();
    let times = "time = { csv = { file = \"times.csv\", column = \"minutes\", unit = \"min\" } }";
    let text = minimal.replace("time = { triangular = [\"20 min\", \"25 min\", \"45 min\"] }", times);
    assert!(text.contains(times));
    fs::write(dir.join("plan/case.toml"), text).unwrap();
    fs::write(dir.join("plan/times.csv"), "minutes\n20\n31\n").unwrap();
    dir.join("plan/case.toml")
}

#[test]
fn parts_are_joined_into_what_one_machine_writes() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    let scenario = scenario_with_file(dir.path());
    let run = |out: &str, more: &[&str]| {
        let mut command = noria(&["run"]);
        command.arg(&scenario).args([
            "-n",
            "100",
            "--trips",
            "all",
            "--set",
            "fleets.buses.count=3",
            "--out",
        ]);
        command.arg(at(out)).args(more);
        if cfg!(feature = "parquet") {
            command.args(["--tables", "csv,parquet"]);
        }
        done(command)
    };
    run("whole", &[]);
    assert_eq!(at("whole").join("trips.parquet").exists(), cfg!(feature = "parquet"));
    for part in ["2/3", "1/3", "3/3"] {
        run(&part.replace('/', "of"), &["--shard", part]);
    }
    // The parts are all that is needed.
    fs::remove_dir_all(dir.path().join("plan")).unwrap();
    let merge = |parts: &[&str]| {
        let mut command = noria(&["merge", "--out"]);
        command.arg(at("all")).args(parts.iter().map(|part| at(part))).output().unwrap()
    };
    let output = merge(&["3of3", "1of3", "2of3"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("100 replications"));
    assert_same(&at("whole"), &at("all"));
}

#[test]
fn what_parts_are_joined_into_never_takes_the_place_of_one() {
    let dir = tempfile::tempdir().unwrap();
    let run = |number: &str, out: &str| {
        let mut command = noria(&["run", "minimal.toml", "--no-plots", "-n", "4", "--shard", number]);
        command.current_dir(dir.path()).args(["--out", out]);
        done(command);
    };
    fs::copy("scenarios/minimal.toml", dir.path().join("minimal.toml")).unwrap();
    run("1/2", "out/minimal");
    run("2/2", "two");
    let before = fs::read(dir.path().join("two/blocks.bin")).unwrap();
    // As it is typed, and on another way to it.
    for out in [["-o", "two"], ["-o", "out/../two/"]] {
        let mut command = noria(&["merge", "out/minimal", "two"]);
        let output = command.current_dir(dir.path()).args(out).output().unwrap();
        let message = text(&output.stderr);
        assert_eq!(output.status.code(), Some(5), "{out:?}: {message}");
        assert!(message.contains("would replace") && message.contains("help: choose"), "{message}");
    }
    assert_eq!(fs::read(dir.path().join("two/blocks.bin")).unwrap(), before);
    // Where the result would go unless told otherwise there is a part: it goes beside.
    for out in [&["-o", "out/joined"] as &[&str], &[]] {
        let mut command = noria(&["merge", "out/minimal", "two"]);
        command.current_dir(dir.path()).args(out);
        done(command);
    }
    assert!(dir.path().join("out/minimal/blocks.bin").is_file());
    assert!(dir.path().join("out/minimal-2/summary.json").is_file());
}

#[test]
fn parts_that_do_not_belong_together_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name).display().to_string();
    let run = |out: &str, more: &[&str]| {
        let mut command = noria(&["run", "scenarios/minimal.toml", "--no-plots", "--out", &at(out)]);
        command.args(more);
        done(command);
    };
    let part =
        |out: &str, number: &str, more: &[&str]| run(out, &[&["--shard", number, "-n", "40"], more].concat());
    run("whole", &["-n", "40"]);
    part("one", "1/2", &[]);
    part("two", "2/2", &[]);
    part("of 3", "1/3", &[]);
    part("seed", "2/2", &["--seed", "9"]);
    part("set", "2/2", &["--set", "fleets.buses.count=9"]);
    part("trips", "2/2", &["--trips", "all"]);
    for (name, from, to) in [("cut", "one", ""), ("old", "one", "0.0.9")] {
        fs::create_dir(at(name)).unwrap();
        let manifest = fs::read_to_string(format!("{}/manifest.json", at(from))).unwrap();
        let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
        assert!(manifest.contains(&version));
        let manifest = if to.is_empty() {
            manifest
        } else {
            manifest.replace(&version, &format!("\"version\": \"{to}\""))
        };
        fs::write(format!("{}/manifest.json", at(name)), manifest).unwrap();
        let blocks = fs::read(format!("{}/blocks.bin", at(from))).unwrap();
        fs::write(format!("{}/blocks.bin", at(name)), &blocks[..blocks.len() - 1]).unwrap();
    }
    for (parts, says) in [
        (&["one"] as &[&str], "of 2 parts 2 is missing"),
        (&["one", "one"], "are both part 1/2"),
        (&["two", "of 3"], "parts of 2 and of 3"),
        (&["one", "seed"], "seed 1 and 9"),
        (&["one", "set"], "overrides [] and [[\"fleets.buses.count\",\"9\"]]"),
        (&["one", "trips"], "trips \"first\" and \"all\""),
        (&["one", "whole"], "is not a part that noria made"),
        (&["one", "nowhere"], "is not a part that noria made"),
        (&["cut", "two"], "blocks.bin` is cut short"),
        (&["old", "two"], "was made by version 0.0.9"),
    ] {
        let mut command = noria(&["merge", "--out", &at("all")]);
        let output = command.args(parts.iter().map(|part| at(part))).output().unwrap();
        let message = text(&output.stderr);
        assert_eq!(output.status.code(), Some(5), "{parts:?}: {message}");
        assert!(message.contains(says) && message.contains("help: "), "{parts:?}: {message}");
        assert!(!Path::new(&at("all")).exists());
    }
    let both =
        noria(&["run", "scenarios/minimal.toml", "--shard", "1/2", "--precision", "1%"]).output().unwrap();
    assert_eq!(both.status.code(), Some(2));
    assert!(text(&both.stderr).contains("cannot be used with"), "{}", text(&both.stderr));
}

/// What a study finds, as its tables tell it.
fn told(plan: &Plan, settings: &RunOptions, store: &Store) -> (u64, Vec<u8>) {
    let mut trips = String::new();
    let mut sink =
        |replication: u64, rows: &[noria::record::Trip]| trips += &format!("{replication} {rows:?}");
    let ensemble: Ensemble =
        Study::of(plan).with(settings).kept(store).trips(settings.trips, &mut sink).run().unwrap();
    let mut bytes = Vec::new();
    tables::replications(&ensemble).csv(&mut bytes).unwrap();
    tables::headcount(plan, &ensemble).csv(&mut bytes).unwrap();
    bytes.extend(trips.into_bytes());
    (ensemble.fingerprint, bytes)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Any number of parts, in any order, by any number of threads.
    #[test]
    fn any_parts_in_any_order_give_the_same(
        replications in 1_u64..200,
        of in 1_u64..9,
        turn in 0_usize..9,
        threads in 1_usize..4,
    ) {
        let dir = tempfile::tempdir().unwrap();
        let plan = Scenario::read("scenarios/minimal.toml").unwrap().plan().unwrap();
        let settings = RunOptions {
            replications: Some(replications),
            trips: Trips::All,
            jobs: std::num::NonZeroUsize::new(threads),
            ..RunOptions::default()
        };
        let open = |folder: &str| {
            let keys = vec![Key::of("case", plan.seed, &settings)];
            Store::open(&dir.path().join(folder), keys, Duration::ZERO).unwrap()
        };
        let mut parts: Vec<Part> = (1..=of).map(|number| format!("{number}/{of}").parse().unwrap()).collect();
        parts.rotate_left(turn % of as usize);
        for part in parts {
            let store = open("parts");
            Study::of(&plan).with(&settings).kept(&store).part(part, replications).unwrap();
        }
        let joined = open("parts");
        prop_assert_eq!(joined.replications(), replications);
        prop_assert_eq!(told(&plan, &settings, &joined), told(&plan, &settings, &open("none")));
    }
}
