//! What the program says of itself: lists of metrics, pages of the manual, examples that run.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use noria::record::every_metric;

use crate::program::commands::{noria, text};

/// The names of all commands, from the help of the program.
fn commands() -> Vec<String> {
    let help = text(&noria().arg("--help").output().unwrap().stdout);
    let listed = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let names = listed.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    names.filter(|name| !name.is_empty() && *name != "help").map(str::to_owned).collect()
}

/// The examples at the end of a command's help, each on one line.
fn examples(command: &str, help: &str) -> Vec<String> {
    let told = text(&noria().args([command, help]).output().unwrap().stdout);
    let (_, shown) = told.split_once("\nExamples:\n").unwrap_or_else(|| panic!("{command} has no examples"));
    let whole = shown.replace("\\\n", "");
    let lines = whole.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn every_command_has_examples_in_its_help_and_its_page() {
    assert!(commands().len() >= 14, "{:?}", commands());
    for command in commands() {
        let of_help = examples(&command, "--help");
        assert_eq!(examples(&command, "-h"), of_help);
        let page = text(&noria().args(["man", &command]).output().unwrap().stdout);
        let plain = page.replace("\\-", "-").replace("\\fB", "").replace("\\fR", "").replace("\\*(Aq", "'");
        assert!(
            page.contains(&format!(".TH noria\\-{command} 1"))
                || page.contains(&format!(".TH noria-{command} 1"))
        );
        for line in of_help {
            assert!(
                line.starts_with(&format!("noria {command}")) || ["merge", "new"].contains(&&*command),
                "{line}"
            );
            assert!(plain.contains(&line), "{line} is not in\n{plain}");
        }
        for section in [".SH EXAMPLES", ".SH OPTIONS", ".SH \"EXIT STATUS\"", ".SH SYNOPSIS"] {
            assert!(page.contains(section), "{command}: {section}");
        }
    }
}

/// Every example is typed, one after the other, where a new scenario is.
#[cfg(unix)]
#[test]
fn every_example_runs() {
    let dir = tempfile::tempdir().unwrap();
    assert!(noria().current_dir(dir.path()).args(["new", "harbour"]).output().unwrap().status.success());
    fs::write(dir.path().join("villages.csv"), "name,people\nNorth,120\n").unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_noria")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let mut tried = 0;
    for line in commands().iter().flat_map(|command| examples(command, "--help")) {
        let mut shell = std::process::Command::new("sh");
        let output = shell.current_dir(dir.path()).env("PATH", &path).args(["-c", &line]).output().unwrap();
        assert!(output.status.success(), "{line}: {}", text(&output.stderr));
        tried += 1;
    }
    assert!(tried > 20, "{tried} examples");
    for made in [
        "out/harbour/summary.json",
        "out/harbour-fleet",
        "river.toml",
        "noria.schema.json",
        "man/noria-run.1",
    ] {
        assert!(dir.path().join(made).exists(), "{made}");
    }
}

#[test]
fn all_pages_of_the_manual_are_written() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("deep/man");
    let write = || noria().args(["man", "--out"]).arg(&folder).output().unwrap();
    assert!(write().status.success());
    let told = text(&write().stdout);
    let entries =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let names: BTreeSet<String> = entries.collect();
    let mut wanted: BTreeSet<String> = commands().iter().map(|name| format!("noria-{name}.1")).collect();
    wanted.insert("noria.1".to_owned());
    assert_eq!(names, wanted);
    assert!(told.contains(&format!("wrote {} pages", names.len())), "{told}");
    let printed = noria().args(["man", "run"]).output().unwrap().stdout;
    assert_eq!(fs::read(folder.join("noria-run.1")).unwrap(), printed);
    let page = text(&noria().arg("man").output().unwrap().stdout);
    assert!(page.contains(".TH noria 1") && page.contains("noria\\-sweep(1)"), "{page}");
    let unknown = noria().args(["man", "rnu"]).output().unwrap();
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("run, compare"), "{}", text(&unknown.stderr));
    fs::write(dir.path().join("file"), "").unwrap();
    let taken = noria().args(["man", "--out"]).arg(dir.path().join("file")).output().unwrap();
    assert_eq!(taken.status.code(), Some(5));
}

#[test]
fn the_metrics_are_those_of_the_page() {
    let told = text(&noria().arg("metrics").output().unwrap().stdout);
    assert!(told.lines().all(|line| line.chars().count() <= 80), "{told}");
    let words = told.split_whitespace().collect::<Vec<_>>().join(" ");
    for metric in every_metric() {
        let row = format!("{} {} ({})", metric.name, metric.about(), metric.unit);
        assert!(words.contains(&row), "{row} is not in\n{told}");
    }
    let json = noria().args(["metrics", "--format", "json"]).output().unwrap().stdout;
    let json: Vec<serde_json::Value> = serde_json::from_slice(&json).unwrap();
    assert_eq!(json.len(), every_metric().len());
    assert_eq!((&json[0]["metric"], &json[0]["unit"]), (&"goal_met".into(), &"share".into()));
}

/// Exactly the columns that a run writes, in their order.
#[test]
fn the_metrics_of_a_scenario_are_the_columns_of_its_replications() {
    for (scenario, more) in [
        ("scenarios/minimal.toml", &[][..]),
        ("scenarios/reference.toml", &[]),
        ("scenarios/minimal.toml", &["--set", "goal={ by = \"3 h\" }"]),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let run = ["run", scenario, "-n", "1", "--no-plots", "-q", "--out"];
        assert!(noria().args(run).arg(dir.path().join("out")).args(more).output().unwrap().status.success());
        let table = fs::read_to_string(dir.path().join("out/replications.csv")).unwrap();
        let columns: Vec<&str> = table.lines().next().unwrap().split(',').skip(1).collect();
        let metrics = |format: &str| {
            text(&noria().args(["metrics", scenario, "--format", format]).args(more).output().unwrap().stdout)
        };
        let json: Vec<serde_json::Value> = serde_json::from_str(&metrics("json")).unwrap();
        let names: Vec<&str> = json.iter().map(|row| row["column"].as_str().unwrap()).collect();
        assert_eq!(names, columns);
        let told = metrics("text");
        let told: Vec<&str> =
            told.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next()).collect();
        let told: Vec<&str> = told.into_iter().filter(|name| !name.is_empty()).collect();
        assert_eq!(told, columns);
    }
    let wrong = noria().args(["metrics", "tests/bad/six_mistakes.toml"]).output().unwrap();
    assert_eq!(wrong.status.code(), Some(3));
}

/// Shells are told which words there are; any other may be typed.
#[test]
fn completions_know_paths_metrics_and_commands() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = noria().args(["completions", shell]).output().unwrap();
        assert!(script.status.success(), "{shell}");
        let script = text(&script.stdout);
        // Some shells are not told what stands without an option, or what options take.
        let words: &[&str] = match shell {
            "bash" | "zsh" => {
                &["wait_mean", "fleets.ID.max_wait", "turn-back", "queued_to_board", "trips.csv"]
            }
            "fish" => &["wait_mean"],
            _ => &[],
        };
        words.iter().for_each(|word| assert!(script.contains(word), "{shell}: {word}"));
    }
    let bash = text(&noria().args(["completions", "bash"]).output().unwrap().stdout);
    let of_sweep = bash
        .split("noria__subcmd__sweep)")
        .nth(1)
        .unwrap_or_else(|| bash.split("noria__sweep)").nth(2).unwrap());
    assert!(
        of_sweep.split(";;").any(|case| case.contains("--metric") && case.contains("out_90")),
        "{of_sweep}"
    );
    let help = text(&noria().args(["sweep", "--help"]).output().unwrap().stdout);
    assert!(!help.contains("out_95"), "the help does not list all metrics");
}

/// What is wrong with a scenario, for programs: as many problems as are told in words, each with its place.
#[test]
fn a_check_tells_programs_what_is_wrong() {
    let check = |more: &[&str]| {
        let output = noria().args(["check", "--format", "json"]).args(more).output().unwrap();
        let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        (output.status.code(), told, text(&output.stderr))
    };
    let path = "tests/bad/six_mistakes.toml";
    let (code, told, silent) = check(&[path]);
    assert_eq!((code, silent.as_str()), (Some(3), ""));
    let problems = told["problems"].as_array().unwrap();
    let words = text(&noria().args(["check", path]).output().unwrap().stderr);
    assert_eq!(problems.len(), words.matches("error: ").count());
    for problem in problems {
        let [line, column] = ["line", "column"].map(|key| problem[key].as_u64().unwrap());
        assert!(words.contains(&format!(" {path}:{line}:{column}\n")), "{problem}");
        let [message, help] = ["message", "help"].map(|key| problem[key].as_str().unwrap());
        assert!(words.contains(&format!("error: {message}\n")), "{problem}");
        assert!(words.contains(&format!("help: {}", help.lines().next().unwrap())), "{problem}");
    }
    let (code, told, _) = check(&["scenarios/minimal.toml", "--set", "fleets.buses.cuont=3"]);
    let problem = &told["problems"][0];
    assert_eq!((code, &problem["line"]), (Some(3), &serde_json::Value::Null));
    assert_eq!(problem["option"], "--set fleets.buses.cuont=3");
    assert_eq!(problem["help"], "did you mean `count`?");
    let (_, told, _) = check(&["scenarios/minimal.toml", "--set", "wait_mean=3"]);
    assert!(told["problems"][0]["help"].as_str().unwrap().starts_with("`wait_mean` is a metric"), "{told}");
    let (code, told, _) = check(&["none.toml"]);
    assert_eq!((code, &told["problems"][0]["file"]), (Some(5), &"none.toml".into()));
    let (code, told, _) = check(&["scenarios/minimal.toml"]);
    assert_eq!(
        (code, told["problems"].as_array().map(Vec::len), &told["people"]),
        (Some(0), Some(0), &600.0.into())
    );
}
