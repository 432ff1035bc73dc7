//! `noria compare` and `noria sweep`, as a user runs them.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

fn noria(args: &[&str], out: &Path) -> std::process::Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_noria"));
    command.env("NO_COLOR", "1").args(args).arg("--out").arg(out).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

const MINIMAL: &str = "scenarios/minimal.toml";

#[test]
fn a_comparison_says_which_is_better_by_how_much_and_how_sure() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let args = ["compare", MINIMAL, "--against", "fleets.buses.count=5", "-n", "40"];
    let output = noria(&args, &out);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    assert!(said.contains("fleets.buses.count=5 has everybody out "), "{said}");
    assert!(said.contains(" earlier (95 %: "), "{said}");
    assert!(said.contains(" of 40 pairs"), "{said}");
    for file in ["compare.csv", "compare.json", "difference.csv", "manifest.json", "run.json"] {
        assert!(out.join(file).is_file(), "{file}");
    }
    #[cfg(feature = "plots")]
    assert!(fs::read_to_string(out.join("difference.svg")).unwrap().contains("More people out than with"));
    let table = fs::read_to_string(out.join("compare.csv")).unwrap();
    assert!(table.starts_with("setting,base,metric,group,unit,pairs,reached_base,"), "{table}");
    assert!(table.contains("\nfleets.buses.count=5,minimal,clearance_time,all,s,40,40,40,40,"), "{table}");
}

#[test]
fn a_comparison_is_the_same_bytes_on_any_number_of_threads_and_its_sides_are_runs() {
    let dir = tempfile::tempdir().unwrap();
    let [one, four, run] = ["one", "four", "run"].map(|name| dir.path().join(name));
    let args = [
        "compare",
        MINIMAL,
        "--against",
        "fleets.buses.count=5",
        "--against",
        "fleets.buses.seats=60",
        "-n",
        "40",
    ];
    let with =
        |jobs: &str, out: &Path| noria(&[&args[..], &["--jobs", jobs, "--format", "json"]].concat(), out);
    let (first, second) = (with("1", &one), with("4", &four));
    assert!(first.status.success() && first.stdout == second.stdout, "{}", text(&first.stderr));
    for file in ["compare.csv", "compare.json", "difference.csv", "manifest.json"] {
        assert!(fs::read(one.join(file)).unwrap() == fs::read(four.join(file)).unwrap(), "{file}");
    }
    let compared: serde_json::Value = serde_json::from_slice(&first.stdout).unwrap();
    // Two comparisons, so that each has 97.5 %.
    assert_eq!(compared["level"], 0.975);
    noria(&["run", MINIMAL, "--set", "fleets.buses.count=5", "-n", "40", "-q", "--no-plots"], &run);
    let alone: serde_json::Value =
        serde_json::from_slice(&fs::read(run.join("summary.json")).unwrap()).unwrap();
    assert_eq!(compared["others"][0]["fingerprint"], alone["fingerprint"]);
    assert_eq!(compared["others"][0]["scenario_hash"], alone["scenario_hash"]);
}

#[test]
fn a_comparison_with_nothing_or_with_something_wrong_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    for (more, code, says) in [
        (&[] as &[&str], 2, "there is nothing to compare the scenario with"),
        (&["--against", "fleets.buses"], 2, "is no PATH=VALUE"),
        (&["--against", "fleets.buses.count=-1"], 3, "--set fleets.buses.count=-1"),
        (&["no.toml"], 5, "no.toml cannot be read"),
    ] {
        let output = noria(&[&["compare", MINIMAL], more].concat(), &out);
        assert_eq!(output.status.code(), Some(code), "{more:?}");
        assert!(text(&output.stderr).contains(says), "{}", text(&output.stderr));
        assert!(!out.exists());
    }
}
