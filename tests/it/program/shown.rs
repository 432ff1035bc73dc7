//! Which replication trips, stringline, vehicles and trace show.

use std::fs;

use crate::program::commands::{noria, text};

/// The replication with the median and the one with the greatest value of a metric, from `replications.csv`.
fn sought(folder: &std::path::Path, metric: &str) -> [u64; 2] {
    let table = fs::read_to_string(folder.join("replications.csv")).unwrap();
    let mut lines = table.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let column = lines.next().unwrap().iter().position(|name| *name == metric).unwrap();
    let mut rows: Vec<(f64, u64)> =
        lines.zip(0..).map(|(row, number)| (row[column].parse().unwrap(), number)).collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    [rows[(rows.len() - 1) / 2].1, rows[rows.len() - 1].1]
}

#[test]
fn the_median_and_the_worst_replication_can_be_shown() {
    let dir = tempfile::tempdir().unwrap();
    let run = |name: &str, more: &[&str]| {
        let folder = dir.path().join(name);
        let mut command = noria();
        command.args(["run", "scenarios/minimal.toml", "-n", "9", "-q", "--out"]).arg(&folder).args(more);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
        folder
    };
    let first = run("first", &["--no-plots", "--trips", "all"]);
    let all = fs::read_to_string(first.join("trips.csv")).unwrap();
    let sought = sought(&first, "clearance_time[all]");
    for (word, number) in [("median", sought[0]), ("worst", sought[1]), ("4", 4)] {
        let folder = run(word, &["--replication", word]);
        let begins = format!("{number},");
        let expected: Vec<&str> =
            all.lines().take(1).chain(all.lines().skip(1).filter(|row| row.starts_with(&begins))).collect();
        let trips = fs::read_to_string(folder.join("trips.csv")).unwrap();
        assert!(trips.lines().eq(expected), "{word}");
        let manifest = fs::read_to_string(folder.join("manifest.json")).unwrap();
        assert!(manifest.contains(&format!("\"replication\": {number},")), "{word}: {manifest}");
        let why = match word {
            "4" => String::new(),
            word => format!(" (the {word} of 9 by “everybody out”)"),
        };
        if cfg!(feature = "plots") {
            let svg = fs::read_to_string(folder.join("vehicles.svg")).unwrap();
            assert!(svg.contains(&format!("replication {number}{why}, seed 1")), "{word}");
        }
        let trace = noria()
            .args(["trace", "scenarios/minimal.toml", "-n", "9", "--replication", word])
            .output()
            .unwrap();
        let alone = noria()
            .args(["trace", "scenarios/minimal.toml", "--replication", &number.to_string()])
            .output()
            .unwrap();
        assert_eq!(trace.stdout, alone.stdout, "{word}");
        let note = if why.is_empty() { why } else { format!("note: replication {number}{why}\n") };
        assert_eq!(text(&trace.stderr), note);
    }
}

#[test]
fn a_replication_that_is_not_made_is_told_of() {
    for (typed, says) in [
        (
            "20",
            "error: --replication: there is no replication 20\n  = help: 20 are made, with numbers from 0 to 19",
        ),
        ("best", "`best` is no replication: give its number, from 0 on, or `median` or `worst`"),
    ] {
        let args = ["run", "scenarios/minimal.toml", "-n", "20", "--replication", typed];
        let output = noria().args(args).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains(says), "{}", text(&output.stderr));
    }
}

#[cfg(feature = "plots")]
#[test]
fn figures_come_in_the_forms_and_as_wide_as_is_asked() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("out");
    let run = |more: &[&str]| {
        let mut command = noria();
        command.args(["run", "scenarios/minimal.toml", "-n", "5", "--out"]).arg(&folder).args(more);
        command.output().unwrap()
    };
    let files = |ending: &str| {
        let ends = |entry: &fs::DirEntry| entry.path().extension().is_some_and(|found| found == ending);
        fs::read_dir(&folder).unwrap().filter(|entry| ends(entry.as_ref().unwrap())).count()
    };
    let output = run(&["--figures", "pdf,svg,pdf", "--width", "85mm"]);
    assert!(text(&output.stdout).ends_with("headcount.svg\n"), "{}", text(&output.stdout));
    assert_eq!([files("svg"), files("pdf"), files("png")], [4, 4, 0]);
    let svg = fs::read_to_string(folder.join("headcount.svg")).unwrap();
    assert!(svg.contains(" width=\"85mm\" "), "{}", &svg[..200]);
    let manifest = fs::read_to_string(folder.join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let figures = serde_json::json!({ "forms": ["pdf", "svg", "pdf"], "width": "85mm" });
    assert_eq!((&manifest["figures"], &manifest["plots"]), (&figures, &true.into()));
    let output = run(&["--no-plots"]);
    assert!(text(&output.stdout).ends_with("out\n"), "{}", text(&output.stdout));
    assert_eq!([files("svg"), files("pdf"), files("png")], [0, 0, 0]);
    for (typed, says) in [
        ("--width=85", "`85` is not a width: write a number and px, mm, cm or in, as in 85mm or 1000px"),
        ("--width=10mm", "a figure can be from 59.3mm to 846.6mm wide, not 10mm"),
        ("--figures=jpg", "[possible values: svg, png, pdf]"),
    ] {
        let output = run(&[typed]);
        assert_eq!(output.status.code(), Some(2), "{typed}");
        assert!(text(&output.stderr).contains(says), "{}", text(&output.stderr));
    }
}
