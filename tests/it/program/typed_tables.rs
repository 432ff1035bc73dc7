use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::commands::{noria, text};

/// Runs a command that must succeed; returns what it says.
fn done(args: &[&str], dir: &Path) -> String {
    let output = noria().args(args).current_dir(dir).output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

/// Runs a command that must fail with this code; returns the message.
fn refused(args: &[&str], dir: &Path, code: i32) -> String {
    let output = noria().args(args).current_dir(dir).output().unwrap();
    assert_eq!(output.status.code(), Some(code), "{args:?}: {}", text(&output.stderr));
    text(&output.stderr)
}

/// The rows of a table as names and cells.
fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut table = csv::Reader::from_path(path).unwrap();
    table.deserialize().map(Result::unwrap).collect()
}

/// A folder with a scenario.
fn harbour() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    done(&["new", "harbour"], dir.path());
    dir
}

#[test]
fn events_of_all_runs_are_the_same_bytes_with_any_threads_and_in_parts() {
    let dir = harbour();
    let run =
        ["run", "harbour.toml", "-n", "40", "--events", "all", "--tables", "csv,jsonl", "--no-plots", "-q"];
    let with = |more: &[&str]| done(&[&run[..], more].concat(), dir.path());
    with(&["--jobs", "1", "--out", "one"]);
    with(&["--jobs", "3", "--out", "three"]);
    with(&["--shard", "1/2", "--out", "part-1"]);
    with(&["--shard", "2/2", "--out", "part-2"]);
    done(&["merge", "part-1", "part-2", "--out", "joined", "-q"], dir.path());
    for file in ["events.csv", "events.jsonl", "manifest.json", "trips.csv"] {
        let of = |folder: &str| fs::read(dir.path().join(folder).join(file)).unwrap();
        assert!(of("one") == of("three") && of("one") == of("joined"), "{file}");
    }
    let events = rows(&dir.path().join("one/events.csv"));
    assert_eq!(events.last().unwrap()["replication"], "39");
    let lines = fs::read_to_string(dir.path().join("one/events.jsonl")).unwrap();
    for (line, row) in lines.lines().zip(&events) {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["kind"], row["kind"].as_str());
        assert_eq!(line["people"].as_u64(), row["people"].parse().ok());
    }
    assert_eq!(lines.lines().count(), events.len());
}

/// Who is out in the end, by run: from the events, as from the metrics.
#[test]
fn metrics_are_sums_over_events_and_long_tables_say_what_wide_ones_say() {
    let dir = harbour();
    done(&["run", "harbour.toml", "-n", "12", "--events", "all", "--tidy", "--no-plots", "-q"], dir.path());
    let out = dir.path().join("out/harbour");
    let wide = rows(&out.join("replications.csv"));
    let mut arrived = vec![0_i64; wide.len()];
    for event in rows(&out.join("events.csv")) {
        let (run, people) =
            (event["replication"].parse::<usize>().unwrap(), event["people"].parse().unwrap_or(0));
        arrived[run] += if event["enters"] == "arrived" { people } else { 0 };
        arrived[run] -= if event["leaves"] == "arrived" { people } else { 0 };
    }
    for (row, arrived) in wide.iter().zip(&arrived) {
        assert_eq!(row["out[all]"], arrived.to_string());
    }
    let (mut told, mut timed) = (0, std::collections::BTreeSet::new());
    for row in rows(&out.join("replications_long.csv")) {
        let run: usize = row["replication"].parse().unwrap();
        let cell = &wide[run][&format!("{}[{}]", row["metric"], row["group"])];
        assert_eq!(row["value"].parse::<f64>().ok(), cell.parse::<f64>().ok(), "{row:?}");
        assert!(row["reached"] == "1" || cell.is_empty(), "{row:?}");
        if let Ok(time) = row["time"].parse::<jiff::Timestamp>() {
            let start: jiff::Timestamp = "2026-05-02T08:00:00+02:00".parse().unwrap();
            let since = (time.as_millisecond() - start.as_millisecond()) as f64 / 1000.0;
            assert_eq!(row["value"].parse().ok(), Some(since), "{row:?}");
            timed.insert(row["metric"].clone());
        }
        told += 1;
    }
    assert_eq!(told, wide.len() * (wide[0].len() - 1));
    assert!(timed.contains("out_90") && !timed.contains("wait_mean"), "{timed:?}");
    let manifest = fs::read_to_string(out.join("manifest.json")).unwrap();
    assert!(manifest.contains("\"events\": \"all\"") && manifest.contains("\"tidy\": true"));
}

#[test]
fn a_trace_is_printed_or_written_as_typed_records_and_never_over_a_file() {
    let dir = harbour();
    let trace = ["trace", "harbour.toml", "--replication", "3", "--format"];
    let with = |more: &[&str]| done(&[&trace[..], more].concat(), dir.path());
    let printed = with(&["csv"]);
    with(&["csv", "--out", "events.csv"]);
    assert_eq!(fs::read_to_string(dir.path().join("events.csv")).unwrap(), printed);
    assert!(rows(&dir.path().join("events.csv")).iter().all(|row| row["replication"] == "3"));
    done(&["run", "harbour.toml", "-n", "5", "--events", "3", "--no-plots", "-q"], dir.path());
    assert_eq!(fs::read_to_string(dir.path().join("out/harbour/events.csv")).unwrap(), printed);
    let refused = [
        refused(&[&trace[..], &["jsonl", "-o", "events.csv"]].concat(), dir.path(), 5),
        refused(&[&trace[..], &["text", "-o", "words.txt"]].concat(), dir.path(), 2),
        refused(&[&trace[..], &["csv", "-o", "no/such/folder.csv"]].concat(), dir.path(), 5),
        refused(&["run", "harbour.toml", "-n", "5", "--events", "5"], dir.path(), 2),
        refused(&["run", "harbour.toml", "--events", "first"], dir.path(), 2),
    ];
    assert_eq!(fs::read_to_string(dir.path().join("events.csv")).unwrap(), printed);
    insta::assert_snapshot!(refused.join("\n"));
}

#[test]
fn a_sweep_in_long_form_has_numbers_for_what_is_varied() {
    let dir = harbour();
    let vary = ["--vary", "fleets.buses.count=4,6", "--vary", "fleets.buses.boarding.dwell=2 min,0.1 h"];
    done(
        &[&["sweep", "harbour.toml", "-n", "4", "--tidy", "--no-plots", "-q"], &vary[..]].concat(),
        dir.path(),
    );
    let long = rows(&dir.path().join("out/harbour-sweep/sweep_long.csv"));
    let wide = rows(&dir.path().join("out/harbour-sweep/sweep.csv"));
    let seconds: Vec<&str> = wide.iter().map(|row| &*row["fleets.buses.boarding.dwell_s"]).collect();
    assert_eq!(seconds, ["120.000", "360.000", "120.000", "360.000"]);
    assert_eq!(wide[1]["fleets.buses.boarding.dwell"], "0.1 h");
    for row in &long {
        let of = &wide[row["setting"].parse::<usize>().unwrap()];
        for value in ["fleets.buses.count", "fleets.buses.boarding.dwell_s"] {
            assert_eq!(row[value].parse::<f64>().unwrap(), of[value].parse::<f64>().unwrap());
        }
        let mean = &of[&format!("{}[{}].mean", row["metric"], row["group"])];
        assert_eq!(&row["mean"], mean, "{row:?}");
    }
    assert!(long.len() > 4 * 20);
}

/// The parts of a workbook that are text, by name.
#[cfg(feature = "spreadsheets")]
fn parts(path: &Path) -> BTreeMap<String, String> {
    use std::io::Read;
    let mut book = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let mut parts = BTreeMap::new();
    for place in 0..book.len() {
        let mut part = book.by_index(place).unwrap();
        let (name, mut text) = (part.name().unwrap().into_owned(), String::new());
        part.read_to_string(&mut text).unwrap();
        parts.insert(name, text);
    }
    parts
}

#[test]
fn every_vehicle_has_a_sheet_in_every_form() {
    let dir = harbour();
    let evil = "=1+1 <script>alert(1)</script> & \\\"co\\\"";
    let scenario = fs::read_to_string(dir.path().join("harbour.toml")).unwrap();
    let set = format!("title=\"{evil}\"");
    assert!(scenario.contains("[fleets.buses]"));
    let sheets = ["sheets", "harbour.toml", "-n", "50", "--set", &set];
    let said = done(&[&sheets[..], &["--jobs", "2", "--out", "two"]].concat(), dir.path());
    insta::assert_snapshot!(said);
    done(&[&sheets[..], &["--jobs", "1", "--out", "one", "-q"]].concat(), dir.path());
    for entry in fs::read_dir(dir.path().join("two")).unwrap().map(|entry| entry.unwrap()) {
        if entry.file_name() != "run.json" {
            let other = fs::read(dir.path().join("one").join(entry.file_name())).unwrap();
            assert!(fs::read(entry.path()).unwrap() == other, "{:?}", entry.file_name());
        }
    }
    let html = fs::read_to_string(dir.path().join("two/sheets.html")).unwrap();
    assert!(!html.contains("<script>") && html.contains("&lt;script&gt;"), "{html}");
    assert_eq!(html.matches("<section>").count(), 11, "an overview and ten vehicles");
    assert!(!html.contains("http"), "it needs nothing from elsewhere");
    let table = rows(&dir.path().join("two/sheets.csv"));
    for row in &table {
        assert!(row["remarks"].is_empty() && !row["share"].is_empty());
        if let (Ok(about), Ok(by)) = (row["arrives_s"].parse::<f64>(), row["arrives_by_s"].parse::<f64>()) {
            assert!(about <= by, "{row:?}");
        }
    }
    #[cfg(feature = "spreadsheets")]
    {
        let parts = parts(&dir.path().join("two/sheets.xlsx"));
        assert_eq!(parts.keys().filter(|name| name.starts_with("xl/worksheets/sheet")).count(), 11);
        assert!(parts.values().all(|part| !part.contains("<f>")), "no text is a formula");
        assert!(parts["xl/sharedStrings.xml"].contains("=1+1 &lt;script&gt;"));
        assert!(parts["docProps/core.xml"].contains("2000-01-01T00:00:00Z"));
    }
}

#[test]
fn candidates_that_start_at_different_times_have_no_seconds_of_one_start() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("town.toml");
    let town = fs::read_to_string("scenarios/minimal.toml").unwrap();
    fs::write(&file, format!("clock.start = 2026-05-02T16:00:00+02:00\n{town}")).unwrap();
    let search = |vary: &[&str], out: &str| {
        let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_noria"));
        command.current_dir(dir.path()).args([
            "fleet",
            "town.toml",
            "--goal",
            "by=12 h",
            "--no-travel",
            "--no-plots",
        ]);
        assert!(command.args(vary).args(["--out", out]).output().unwrap().status.success());
        let table = fs::read_to_string(dir.path().join(out).join("candidates.csv")).unwrap();
        table.lines().next().unwrap().to_owned()
    };
    let ends = ["--vary", "clock.end=14:00,15:00", "--vary", "fleets.buses.count=4,5"];
    assert!(search(&ends, "one").contains("clock.end_s"));
    let starts =
        ["--vary", "clock.start=2026-05-02T16:00:00,2026-05-02T17:00:00", "--vary", "clock.end=14:00,15:00"];
    assert!(!search(&starts, "two").contains("_s"));
}
