//! Parts of sweeps, of sensitivity and of outer uncertainty are joined into what one machine writes, or refused.

use std::fs;
use std::path::{Path, PathBuf};

use crate::program::resume::{assert_same, done, noria, scenario_with_file, text};

const COUNTS: [&str; 2] = ["--vary", "fleets.buses.count=2..5:1"];
const SEATS: [&str; 2] = ["--vary", "fleets.buses.seats=40..60"];
const OUTER: [&str; 4] = ["--outer", "people.pupils.count={ uniform = [300, 900] }", "--samples", "5"];

/// Makes a sweep, or a part of one, into a folder.
fn sweep(scenario: &Path, out: &Path, asked: &[&str]) {
    let mut command = noria(&["sweep"]);
    command.arg(scenario).arg("--out").arg(out).args(asked);
    done(command);
}

/// The folder of a part beside that of the whole.
fn part_of(whole: &Path, number: u64, of: u64) -> PathBuf {
    whole.with_file_name(format!("{number} of {of}"))
}

/// Makes a study whole and in so many parts, and joins these in some order that is not theirs.
fn assert_parts_are_the_whole(asked: &[&str], numbers: &[u64]) {
    let dir = tempfile::tempdir().unwrap();
    let [whole, all] = ["whole", "all"].map(|name| dir.path().join(name));
    let scenario = scenario_with_file(dir.path());
    let tables: &[&str] = if cfg!(feature = "parquet") { &["--tables", "csv,parquet"] } else { &[] };
    let asked = [asked, tables].concat();
    sweep(&scenario, &whole, &asked);
    for &of in numbers {
        let part = |number| part_of(&whole, number, of);
        for number in 1..=of {
            sweep(&scenario, &part(number), &[&asked[..], &["--shard", &format!("{number}/{of}")]].concat());
        }
        let mut order: Vec<u64> = (1..=of).rev().collect();
        order.rotate_left(of as usize / 2);
        let mut merge = noria(&["merge", "--out"]);
        merge.arg(&all).args(order.into_iter().map(part));
        done(merge);
        assert_same(&whole, &all);
    }
}

#[test]
fn parts_of_a_sweep_are_joined_into_what_one_machine_writes() {
    // Three blocks a setting: parts hold settings in pieces, and the last of 13 nothing at all.
    let few = ["-n", "40", "--no-plots"];
    assert_parts_are_the_whole(&[&COUNTS[..], &few].concat(), &[1, 2, 3, 13]);
    assert_parts_are_the_whole(&[&COUNTS[..], &SEATS, &["--design", "lhs:5"], &few].concat(), &[4]);
    assert_parts_are_the_whole(&[&SEATS[..], &["--design", "sobol:4"], &few].concat(), &[5]);
}

#[test]
fn parts_of_a_study_of_what_nobody_knows_are_joined_into_what_one_machine_writes() {
    assert_parts_are_the_whole(&[&OUTER[..], &["-n", "40", "--no-plots"]].concat(), &[1, 2, 7, 16]);
    // The figures too.
    assert_parts_are_the_whole(&[&OUTER[..], &["-n", "8"]].concat(), &[2]);
}

#[test]
fn parts_of_a_study_of_sensitivity_are_joined_into_what_one_machine_writes() {
    let both = [&COUNTS[..], &SEATS, &["-n", "24", "--no-plots"]].concat();
    assert_parts_are_the_whole(&[&both[..], &["--sensitivity"]].concat(), &[1, 3, 11]);
    assert_parts_are_the_whole(&[&both[..], &["--sobol-indices", "4"]].concat(), &[1, 3, 5]);
    // The figure too.
    assert_parts_are_the_whole(&[&COUNTS[..], &["--sensitivity", "-n", "8"]].concat(), &[2]);
}

/// Joins folders, which must fail and leave nothing. Returns what is said.
fn refused(dir: &Path, parts: &[&str]) -> String {
    let mut merge = noria(&["merge", "--out"]);
    let output = merge.arg(dir.join("all")).args(parts.iter().map(|part| dir.join(part))).output().unwrap();
    let message = text(&output.stderr);
    assert_eq!(output.status.code(), Some(5), "{parts:?}: {message}");
    assert!(message.contains("help: ") && !dir.join("all").exists(), "{parts:?}: {message}");
    message
}

#[test]
fn parts_that_are_missing_doubled_or_of_other_studies_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let minimal = Path::new("scenarios/minimal.toml");
    let other = dir.path().join("minimal.toml");
    let longer = fs::read_to_string(minimal).unwrap().replace("\"25 min\"", "\"26 min\"");
    fs::write(&other, longer).unwrap();
    let modes: [&[&str]; 4] = [
        &COUNTS,
        &OUTER,
        &[&COUNTS[..], &["--sensitivity"]].concat(),
        &["--sobol-indices", "2", COUNTS[0], COUNTS[1]],
    ];
    for (number, mode) in modes.iter().enumerate() {
        let dir = dir.path().join(number.to_string());
        let part = |out: &str, scenario: &Path, shard: &str, more: &[&str]| {
            let all = [*mode, &["-n", "16", "--shard", shard][..], more].concat();
            sweep(scenario, &dir.join(out), &all);
        };
        part("one", minimal, "1/3", &[]);
        part("two", minimal, "2/3", &[]);
        part("three", minimal, "3/3", &[]);
        part("of two", minimal, "2/2", &[]);
        part("seed", minimal, "3/3", &["--seed", "9"]);
        part("world", &other, "3/3", &[]);
        part("set", minimal, "3/3", &["--set", "fleets.buses.seats=49"]);
        part("metric", minimal, "3/3", &["--metric", "out_90"]);
        let cut = fs::read(dir.join("three/blocks.bin")).unwrap();
        fs::create_dir(dir.join("cut")).unwrap();
        fs::copy(dir.join("three/manifest.json"), dir.join("cut/manifest.json")).unwrap();
        fs::write(dir.join("cut/blocks.bin"), &cut[..cut.len() - 1]).unwrap();
        for (parts, says) in [
            (&["one", "three"] as &[&str], "of 3 parts 2 is missing"),
            (&["two"], "of 3 parts 1, 3 are missing"),
            (&["one", "two", "three", "two"], "are both part 2/3"),
            (&["one", "two", "of two"], "parts of 3 and of 2"),
            (&["one", "two", "seed"], "seed 1 and 9"),
            (&["one", "two", "world"], "scenario text not the same"),
            (&["one", "two", "set"], "overrides [] and [[\"fleets.buses.seats\",\"49\"]]"),
            (&["one", "two", "metric"], "metric null and \"out_90\""),
            (&["one", "two", "cut"], "blocks.bin` is cut short"),
        ] {
            let message = refused(&dir, parts);
            assert!(message.contains(says), "{mode:?} {parts:?}: {message}");
        }
    }
}

#[test]
fn parts_of_other_questions_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let minimal = Path::new("scenarios/minimal.toml");
    let few = ["-n", "16", "--shard"];
    sweep(minimal, &dir.path().join("grid"), &[&COUNTS[..], &few, &["1/2"]].concat());
    let second = |out: &str, asked: &[&str]| {
        sweep(minimal, &dir.path().join(out), &[asked, &few, &["2/2"]].concat());
    };
    second("wider", &["--vary", "fleets.buses.count=2..6:1"]);
    second("tornado", &[&COUNTS[..], &["--sensitivity"]].concat());
    second("indices", &[&COUNTS[..], &["--sobol-indices", "2"]].concat());
    second("outer", &OUTER);
    let mut run = noria(&["run", "scenarios/minimal.toml", "-n", "16", "--shard", "2/2", "--out"]);
    run.arg(dir.path().join("run"));
    done(run);
    for (other, says) in [
        ("wider", "vary [\"fleets.buses.count=2..5:1\"] and [\"fleets.buses.count=2..6:1\"]"),
        ("tornado", "sensitivity false and true"),
        ("indices", "sobol_indices null and 2"),
        ("outer", "outer [] and [\"people.pupils.count={ uniform = [300, 900] }\"]"),
        ("run", "parts of different studies: "),
    ] {
        let message = refused(dir.path(), &["grid", other]);
        assert!(message.contains(says), "{other}: {message}");
    }
}

#[test]
fn a_part_that_says_what_the_scenario_says_is_of_the_same_study() {
    let dir = tempfile::tempdir().unwrap();
    let minimal = fs::read_to_string("scenarios/minimal.toml").unwrap();
    let scenario = dir.path().join("minimal.toml");
    fs::write(&scenario, format!("{minimal}\n[study]\nseed = 7\nreplications = 16\n")).unwrap();
    let modes: [&[&str]; 3] = [&COUNTS, &OUTER, &["--design", "lhs:3", SEATS[0], SEATS[1]]];
    for (number, mode) in modes.iter().enumerate() {
        let at = |name: &str| dir.path().join(format!("{name} {number}"));
        let make =
            |out: &str, more: &[&str]| sweep(&scenario, &at(out), &[*mode, &["--no-plots"], more].concat());
        make("whole", &[]);
        make("one", &["--shard", "1/2", "--seed", "7"]);
        make("two", &["--shard", "2/2", "-n", "16"]);
        let mut merge = noria(&["merge", "--out"]);
        merge.arg(at("all")).args([at("one"), at("two")]);
        done(merge);
        assert_same(&at("whole"), &at("all"));
    }
    // Settings with seeds of their own keep them, and a part that gives all the same is of another study.
    let seeds = ["--vary", "study.seed=7,8", "--no-plots", "--shard"];
    sweep(&scenario, &dir.path().join("own"), &[&seeds[..], &["1/2"]].concat());
    sweep(&scenario, &dir.path().join("given"), &[&seeds[..], &["2/2", "--seed", "7"]].concat());
    assert!(refused(dir.path(), &["own", "given"]).contains("seed null and 7"));
}

#[test]
fn a_part_that_takes_the_place_of_another_study_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let (scenario, out) = (scenario_with_file(dir.path()), dir.path().join("part"));
    let made = |replications: &str| {
        let mut command = noria(&["run", "-n", replications, "--shard", "1/2", "--no-plots"]);
        let made = command.arg(&scenario).arg("--out").arg(&out).output().unwrap();
        assert!(made.status.success(), "{made:?}");
        String::from_utf8(made.stderr).unwrap()
    };
    for (replications, is_said) in [("40", false), ("40", false), ("60", true)] {
        let said = made(replications);
        assert_eq!(said.contains("note: part 1/2 of another study or version, in "), is_said, "{said}");
    }
}
