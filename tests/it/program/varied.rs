//! What `--vary` can say, and what follows from it: clock times, values that move together, and differences from the first
//! setting, as a user sees them.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

const NIGHT: &str = "scenarios/aleppo-2016-night.toml";
const MINIMAL: &str = "scenarios/minimal.toml";

/// Exit code, and what is said on standard output and error.
fn noria(args: &[&str], out: &Path) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_noria"));
    let output = command.env("NO_COLOR", "1").args(args).arg("--out").arg(out).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// The cells of a column of a table.
fn column(table: &str, name: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let place = reader.headers().unwrap().iter().position(|head| head == name).unwrap();
    reader.records().map(|row| row.unwrap()[place].to_owned()).collect()
}

#[test]
fn clock_times_go_through_the_night() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let vary = ["--vary", "movement.1.gradual.from=22:00..02:00:2h", "--metric", "out_90"];
    let (code, said, _) = noria(&[&["sweep", NIGHT, "-n", "4"], &vary[..]].concat(), &out);
    assert_eq!(code, Some(0));
    assert!(said.contains("“90 % out” over movement.1.gradual.from:\n"), "{said}");
    let times: Vec<&str> =
        said.lines().filter_map(|line| line.get(..5)).filter(|time| time.contains(":00")).collect();
    assert_eq!(times, ["22:00", "00:00", "02:00"]);
    assert!(said.lines().all(|line| line.chars().count() <= 80), "{said}");
    #[cfg(feature = "plots")]
    {
        let svg = fs::read_to_string(out.join("sweep.svg")).unwrap();
        let place = |label: &str| {
            let before = svg.split(&format!(">{label}</text>")).next().unwrap();
            let x = before.rsplit(" x=\"").next().unwrap();
            x.split('"').next().unwrap().parse::<f64>().unwrap()
        };
        assert!(place("22:00") < place("00:00") && place("00:00") < place("02:00"), "{svg}");
    }
    let (code, _, said) = noria(&["sweep", NIGHT, "--vary", "movement.1.gradual.from=18:00..02:00"], &out);
    assert_eq!(code, Some(2));
    assert_eq!(said, "error: --vary: 18:00..02:00 needs a step: write it like 18:00..02:00:1h\n");
}

#[test]
fn values_that_move_together_make_one_axis() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let vary = ["--vary", "fleets.buses.count=3..5 with fleets.buses.seats=60,50,40"];
    let (code, said, _) = noria(&[&["sweep", MINIMAL, "-n", "4"], &vary[..]].concat(), &out);
    assert_eq!(code, Some(0), "{said}");
    let table = fs::read_to_string(out.join("sweep.csv")).unwrap();
    assert_eq!(column(&table, "fleets.buses.count"), ["3", "4", "5"]);
    assert_eq!(column(&table, "fleets.buses.seats"), ["60", "50", "40"]);
    // Each setting is what `noria run` gives with the same values.
    let set = ["--set", "fleets.buses.count=4", "--set", "fleets.buses.seats=50"];
    let run = dir.path().join("run");
    noria(&[&["run", MINIMAL, "-n", "4", "--no-plots"], &set[..]].concat(), &run);
    let runs = fs::read_to_string(run.join("replications.csv")).unwrap();
    let runs: Vec<f64> =
        column(&runs, "clearance_time[all]").iter().map(|value| value.parse().unwrap()).collect();
    let told: f64 = column(&table, "clearance_time[all].mean")[1].parse().unwrap();
    assert!((told - runs.iter().sum::<f64>() / 4.0).abs() < 0.001, "{told} {runs:?}");
    for (vary, says) in [
        ("fleets.buses.count=3..5 with fleets.buses.seats=60,50", "has 3 values, and `fleets.buses.seats`"),
        ("fleets.buses.count=3..5 with fleets.buses.count=3..5", "is varied twice"),
        ("fleets.buses.count=3..5 with fleets.buses.seets=3..5", "did you mean `seats`?"),
    ] {
        let (code, _, said) = noria(&["sweep", MINIMAL, "--vary", vary], &dir.path().join("none"));
        assert!(matches!(code, Some(2 | 3)) && said.contains(says), "{vary}: {said}");
    }
    let fleet =
        |vary: &str| noria(&["fleet", MINIMAL, "--goal", "by=\"5 h\"", "--no-travel", "--vary", vary], &out);
    let (code, said, _) = fleet("fleets.buses.count=3..9 with fleets.buses.seats=44..50");
    assert!(code == Some(0) && said.contains("fleets.buses.seats = "), "{said}");
    let (code, _, said) = fleet("fleets.buses.count=3..5 with fleets.buses.seats=60,50,40");
    assert!(code == Some(2) && said.contains("so that none falls and one rises"), "{said}");
}

/// The differences of a sweep are those of `noria compare`.
#[test]
fn settings_are_compared_with_the_first_pair_by_pair() {
    let dir = tempfile::tempdir().unwrap();
    let (swept, compared) = (dir.path().join("swept"), dir.path().join("compared"));
    let runs = ["-n", "40", "--no-plots"];
    noria(&[&["sweep", MINIMAL, "--vary", "fleets.buses.count=4,0,5,6"], &runs[..]].concat(), &swept);
    let set = ["--set", "fleets.buses.count=4"];
    let against = ["--against", "fleets.buses.count=5", "--against", "fleets.buses.count=6"];
    noria(&[&["compare", MINIMAL], &set[..], &against[..], &runs[..]].concat(), &compared);
    let swept = fs::read_to_string(swept.join("differences.csv")).unwrap();
    let compared = fs::read_to_string(compared.join("compare.csv")).unwrap();
    for name in ["metric", "pairs", "difference", "low", "high", "restricted_low", "q05", "higher", "level"] {
        assert_eq!(column(&swept, name), column(&compared, name), "{name}");
    }
    let (settings, bases) = (column(&swept, "setting"), column(&swept, "base"));
    assert!(settings.iter().all(|setting| setting == "2" || setting == "3"), "{settings:?}");
    assert!(bases.iter().all(|base| base == "0"));
    assert_eq!(column(&swept, "values")[0], "fleets.buses.count=5");
    // Draws of what nobody knows have luck of their own, and no pairs.
    let out = dir.path().join("outer");
    noria(&["sweep", MINIMAL, "--outer", "people.pupils.count={ uniform = [500, 700] }", "-n", "4"], &out);
    assert!(out.join("sweep.csv").is_file() && !out.join("differences.csv").exists());
}
